"""Behind a briefing, in its HTML alone: all paths, methods, gaps, words, figures, documents."""

from __future__ import annotations

from datetime import date

import pandas as pd

from planpace.analysis.assess import Assessment
from planpace.analysis.changes import replay as replayed
from planpace.analysis.judge import UNJUDGED
from planpace.analysis.methods import tally
from planpace.briefings.blocks import (
    STATUS_SHAPES,
    Blocks,
    Break,
    Cell,
    Figure,
    OddsChart,
    OddsLine,
    Section,
    Spec,
    Table,
    Text,
    table,
)  # fmt: skip
from planpace.briefings.context import around, hypothetical
from planpace.briefings.page_one import command
from planpace.briefings.page_two import path_figure
from planpace.briefings.scope import Scope
from planpace.plan.rows import Commitment, Observation, Source
from planpace.words.numbers import amount, number, percent
from planpace.words.say import named

Moment = tuple[str, Assessment]
"""A target as of a date."""


def annex(here: Scope) -> Break:
    """Where the PDF ends and the annex begins."""
    return Break(here.speech.say("part.annex"), "annex")


# --- what is missing ----------------------------------------------------------------------------


def missing(here: Scope) -> Blocks:
    """What is not known, since when, who would publish it, and what can still be concluded."""
    speech, say = here.speech, here.speech.say
    rows, head = [o for o in here.targets if o.verdict.status in UNJUDGED], say("section.missing")
    if not rows:
        return [Section(head), Text(say("missing.none"), "finding")]
    columns: dict[str, Spec[Assessment]] = {
        "target": (2.2, lambda one: speech.name(one.target)),
        "promised": (
            1.4,
            lambda one: Cell(speech.promised(one.target), speech.when(one.target.deadline)),
        ),
        "last_known": (1.1, lambda one: _last_known(here, one)),
        "publisher": (
            2.6,
            lambda one: (
                here.plan.publisher(one.target.indicator_id, here.language)
                or say("publisher_unknown")
            ),
        ),
        "concluded": (2.8, lambda one: speech.why(one) + _needed(here, one)),
    }
    told = Text(say("missing.lead", count=len(rows), total=len(here.targets)), "finding")
    shown = table(speech, say("table.missing"), rows, columns, say("table.missing.note"))
    supposed = hypothetical(here) if here.decisive else []  # else page two has told of it
    return [Section(head), told, shown, *supposed]


def _last_known(here: Scope, one: Assessment) -> str:
    known = one.verdict.data_status != "none"
    label = one.verdict.latest_period or one.verdict.baseline_period
    return (here.speech.when(label) if known else "") or here.speech.say("never")


def _needed(here: Scope, one: Assessment) -> str:
    """The pace that would be needed, where it can be told and there was still time."""
    rate, base = one.verdict.growth_required, one.verdict.baseline_period
    if rate != rate or one.verdict.latest_period or not base:
        return ""
    return here.speech.say("concluded.growth", rate=number(rate, 1), period=here.speech.when(base))


def context(here: Scope) -> Blocks:
    """The area around, unless page two has told of it already for want of own figures."""
    return around(here) if here.decisive else []


# --- every path and method ----------------------------------------------------------------------


def charts(here: Scope) -> Blocks:
    """A chart for each target with two figures or more."""
    drawn = [
        path_figure(here, one)
        for one in here.targets
        if one.kind.course != "state" and len(here.paths[one.target.target_id].history) >= 2
    ]
    if not drawn:
        return []
    lead = Text(here.speech.say("paths.lead"), "note")
    return [Section(here.speech.say("section.paths")), lead, *drawn]


def methods(here: Scope) -> Blocks:
    """The same targets under other institutions' methods, and whether they agree."""
    say, rows = here.speech.say, [one for one in here.targets if one.verdict.opinions]
    if not rows:
        return []

    def opinion(name: str) -> Spec[Assessment]:
        return 1.15, lambda one: say(f"opinion.{one.verdict.opinions[name]}")

    columns: dict[str, Spec[Assessment]] = {
        "target": (1.5, lambda one: here.speech.name(one.target)),
        **{f"method.{name}": opinion(name) for name in rows[0].verdict.opinions},
        "agreement": (1.5, lambda one: _agreement(here, one)),
    }
    note = say("table.methods.note")
    shown = table(here.speech, say("table.methods"), rows, columns, note)
    return [Section(say("section.methods")), Text(say("methods.lead"), "note"), shown]


def _agreement(here: Scope, one: Assessment) -> str:
    """Whether the methods agree, in words."""
    good, middle, bad = tally(one.verdict.opinions)
    differ = sum(map(bool, (good, middle, bad))) > 1
    words = {"good": good, "middle": middle, "bad": bad}
    return here.speech.say("methods.differ" if differ else "methods.agree", **words)


# --- words and promises -------------------------------------------------------------------------


def wording(here: Scope) -> Blocks:
    """The plan's own words for each target, how clear they are, and how they are read."""
    speech, say = here.speech, here.speech.say
    if not here.rows:
        return []
    columns: dict[str, Spec[Assessment]] = {
        "target": (1.7, lambda one: speech.name(one.target)),
        "quote": (
            2.3,
            lambda one: Cell(
                say("quoted", quote=one.target.quote),
                f"{one.target.source_id} {one.target.locator}",
            ),
        ),
        "clarity": (0.9, lambda one: say(f"clarity.{one.target.clarity}")),
        "reading": (3.6, lambda one: named(one.target, here.language, "note")),
    }
    shown = table(speech, say("table.wording"), here.rows, columns)
    return [Section(say("section.wording")), Text(say("wording.lead"), "note"), shown]


def commitments(here: Scope) -> Blocks:
    """The promises in words alone, so that nothing of the plan is lost; each section named once."""
    say, told = here.speech.say, here.plan.written
    rows = [row for row in told if here.pillar in {"", row.pillar_id}]
    if not rows:
        return []
    sections = [named(row, here.language, "section") for row in rows]
    heads = [a if a != b else "" for a, b in zip(sections, ["", *sections], strict=False)]
    columns: dict[str, Spec[tuple[str, Commitment]]] = {
        "section": (1.3, lambda row: row[0]),
        "text": (4, lambda row: named(row[1], here.language, "text")),
    }
    each = zip(heads, rows, strict=True)
    shown = table(here.speech, say("table.commitments"), each, columns)
    lead = Text(say("commitments.lead", count=len(rows)))
    return [Section(say("section.commitments")), lead, shown]


# --- figures and documents ----------------------------------------------------------------------


def figures(here: Scope) -> Blocks:
    """Every figure of the plan's own area behind the report, with status, date and source."""
    speech, say = here.speech, here.speech.say
    if not here.own_figures:
        return [Section(say("section.figures")), Text(say("figures.none"), "finding")]
    columns: dict[str, Spec[Observation]] = {
        "indicator": (2.4, lambda row: speech.indicator(row.indicator_id)),
        "period": (1.2, lambda row: speech.when(row.period, ytd=row.basis == "ytd")),
        "value": (-1.4, lambda row: amount(row.value, row.unit, here.language, row.bound)),
        "data_status": (0.9, lambda row: say(f"data.{row.status}")),
        "published": (1.1, lambda row: row.published),
        "source": (1.3, lambda row: row.source_id),
    }
    note = say("table.figures.note")
    shown = table(speech, say("table.figures"), in_order(here.own_figures), columns, note)
    return [Section(say("section.figures")), shown]


def in_order(figures: list[Observation]) -> list[Observation]:
    """Figures by indicator, entity, period and publication."""
    return sorted(figures, key=lambda f: (f.indicator_id, f.entity_id, f.period, f.published))


def documents(here: Scope) -> Blocks:
    """Every document behind the figures and the targets, with its address."""
    say = here.speech.say
    used = {figure.source_id for figure in here.figures}
    used |= {one.target.source_id for one in here.rows}
    rows = [source for name, source in here.plan.source.items() if name in used]
    columns: dict[str, Spec[Source]] = {
        "source": (1.2, lambda row: row.source_id),
        "document": (3.2, lambda row: Cell(row.title, sub=row.publisher)),
        "published": (1, lambda row: row.published),
        "address": (3, lambda row: row.url),
    }
    note = say("table.sources.note")
    shown = table(here.speech, say("table.sources"), rows, columns, note)
    return [Section(say("section.documents")), shown]


def again(here: Scope) -> Text:
    """How to make this page again, in one line; in the PDF it is the foot of every page."""
    return Text(here.speech.say("reproduce", command=command(here)), "note")


# --- the odds replayed --------------------------------------------------------------------------


def replay(here: Scope) -> Blocks:
    """What the odds would have been as of every date with news, and what came out."""
    say, followed = here.speech.say, replayed(here.plan, here.as_of)
    given = [moments for moments in followed.values() if any(o.odds.outlook for _, o in moments)]
    if not given:
        return []
    decided = sum(moments[-1][1].verdict.final for moments in given)
    told = {moments[0][1].target.target_id for moments in given}
    names = {here.speech.name(here.everything[name].target) for name in told}
    others = dict.fromkeys(here.speech.name(here.everything[name].target) for name in followed)
    without = here.speech.listed(name for name in others if name not in names)
    lines = tuple(_line(here, moments) for moments in given)
    return [
        Section(say("section.replay")),
        Text(say("replay.lead", count=len(given), decided=decided), "finding"),
        *([Text(say("replay.without", names=without), "note")] if without else []),
        Figure(
            say("figure.replay"), say("figure.replay.sub"), say("figure.replay.alt"),
            OddsChart(lines, say("chart.odds")), 2.8,
        ),
        _turns(here, given),
    ]  # fmt: skip


def _line(here: Scope, moments: list[Moment]) -> OddsLine:
    """A target's odds over the dates; the verdict at the end as shape and word."""
    last = moments[-1][1]
    word = here.speech.status(last.verdict.word)
    ending = f"{STATUS_SHAPES[last.verdict.status]} {word}" if last.verdict.final else ""
    steps = tuple((_year(day), o.odds.probability) for day, o in moments if o.odds.outlook)
    return OddsLine(here.speech.name(last.target), steps, ending)


def _year(day: str) -> float:
    """A date on the line of years."""
    moment = date.fromisoformat(day)
    return moment.year + (moment.timetuple().tm_yday - 1) / 365.25


def _turns(here: Scope, given: list[list[Moment]]) -> Table:
    """The dates at which a target's latest figure, verdict or odds changed."""
    speech = here.speech
    columns: dict[str, Spec[Moment]] = {
        "target": (2, lambda row: speech.name(row[1].target)),
        "as_of": (1.2, lambda row: row[0]),
        "latest": (1.4, lambda row: _latest(here, row[1])),
        "verdict": (
            1.6,
            lambda row: Cell(speech.status(row[1].verdict.word), status=row[1].verdict.status),
        ),
        "outlook": (
            2,
            lambda row: Cell(
                speech.outlook(row[1].odds) or "–",
                percent(row[1].odds.probability) if row[1].odds.outlook else "",
            ),
        ),
    }
    rows = [moment for moments in given for moment in _changed(moments)]
    return table(speech, speech.say("table.replay"), rows, columns)


def _latest(here: Scope, one: Assessment) -> Cell:
    verdict, speech = one.verdict, here.speech
    text = speech.amount(verdict.latest, one) if verdict.latest_period else "–"
    return Cell(text, speech.when(verdict.latest_period))


def _changed(moments: list[Moment]) -> list[Moment]:
    """The moments at which something is another than before, of those with odds or an outcome."""
    facts = pd.DataFrame(
        [
            (o.verdict.latest, o.odds.probability, o.verdict.latest_period, o.verdict.status)
            for _, o in moments
        ]
    )
    facts[[0, 1]] = facts[[0, 1]].fillna(-1).round(9)
    differs = (facts != facts.shift()).any(axis=1)
    told = (bool(one.odds.outlook) or one.verdict.final for _, one in moments)
    return [m for m, other, says in zip(moments, differs, told, strict=True) if other and says]
