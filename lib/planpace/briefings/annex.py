"""Behind a briefing, in its HTML alone: all paths, methods, gaps, words, figures, documents."""

from datetime import date

from planpace.analysis.assess import Assessment
from planpace.analysis.changes import replay as replayed
from planpace.analysis.methods import tally
from planpace.briefings.blocks import Blocks, Break, Cell, Figure, OddsChart, OddsLine, Text
from planpace.briefings.context import around, hypothetical
from planpace.briefings.page_one import command
from planpace.briefings.page_two import path_figure
from planpace.briefings.scope import Scope
from planpace.plan.rows import Observation
from planpace.words.numbers import amount, number, percent

Moment = tuple[str, Assessment]
"""A target as of a date."""


def annex(here: Scope) -> Break:
    """Where the PDF ends and the annex begins."""
    return Break(here.say("part.annex"), "annex")


def missing(here: Scope) -> Blocks:
    """What is not known, since when, who would publish it, and what can still be concluded."""
    unjudged = [one for one in here.targets if not one.verdict.judged]
    if not unjudged:
        return here.section("missing", here.text("missing.none", "finding"))
    lead = here.text("missing.lead", "finding", count=len(unjudged), total=len(here.targets))
    columns = {
        "target": 2.2, "promised": 1.4, "last_known": 1.1, "publisher": 2.6, "concluded": 2.8,
    }  # fmt: skip
    shown = here.table("missing", columns, (_unjudged(here, one) for one in unjudged))
    supposed = hypothetical(here) if here.decisive else []  # else page two has told of it
    return here.section("missing", lead, shown, *supposed)


def _unjudged(here: Scope, one: Assessment) -> tuple[str | Cell, ...]:
    """A target without a verdict; the pace it needs, where it can be told and there was time."""
    target, verdict, base = one.target, one.verdict, one.verdict.baseline_period
    last = here.when(verdict.latest_period or base) if verdict.data_status != "none" else ""
    rate, concluded = verdict.growth_required, here.why(one)
    if rate == rate and base and not verdict.latest_period:
        concluded += here.say("concluded.growth", rate=number(rate, 1), period=here.when(base))
    publisher = here.plan.publisher(target.indicator_id, here.language)
    promised = Cell(here.promised(target), here.when(target.deadline))
    return (
        here.name(target), promised, last or here.say("never"),
        publisher or here.say("publisher_unknown"), concluded,
    )  # fmt: skip


def context(here: Scope) -> Blocks:
    """The area around, unless page two has told of it already for want of own figures."""
    return around(here) if here.decisive else []


def charts(here: Scope) -> Blocks:
    """A chart for each target with two figures or more."""
    drawn = [
        path_figure(here, one)
        for one in here.targets
        if one.kind.course != "state" and len(here.paths[one.target.target_id].history) >= 2
    ]
    return here.section("paths", here.text("paths.lead", "note"), *drawn) if drawn else []


def methods(here: Scope) -> Blocks:
    """The same targets under other institutions' methods, and whether they agree."""
    rows, names = [], dict[str, float]()
    for one in (one for one in here.targets if one.verdict.opinions):
        opinions, (good, middle, bad) = one.verdict.opinions, tally(one.verdict.opinions)
        key = "methods.differ" if sum(map(bool, (good, middle, bad))) > 1 else "methods.agree"
        agreement = here.say(key, good=good, middle=middle, bad=bad)
        words = (here.say(f"opinion.{word}") for word in opinions.values())
        rows.append((here.name(one.target), *words, agreement))
        names = {f"method.{method}": 1.15 for method in opinions}
    shown = here.table("methods", {"target": 1.5, **names, "agreement": 1.5}, rows)
    return here.section("methods", here.text("methods.lead", "note"), shown) if rows else []


def wording(here: Scope) -> Blocks:
    """The plan's own words for each target, how clear they are, and how they are read."""
    columns = {"target": 1.7, "quote": 2.3, "clarity": 0.9, "reading": 3.6}
    rows = [
        (here.name(t), Cell(here.say("quoted", quote=t.quote), f"{t.source_id} {t.locator}"),
         here.say(f"clarity.{t.clarity}"), here.named(t, "note"))
        for t in (one.target for one in here.rows)
    ]  # fmt: skip
    lead = here.text("wording.lead", "note")
    return here.section("wording", lead, here.table("wording", columns, rows)) if rows else []


def commitments(here: Scope) -> Blocks:
    """The promises in words alone, so that nothing of the plan is lost; each section named once."""
    told, rows, above = here.plan.written, [], ""
    for row in (row for row in told if here.pillar in {"", row.pillar_id}):
        part = here.named(row, "section")
        rows.append((part if part != above else "", here.named(row, "text")))
        above = part
    lead = here.text("commitments.lead", count=len(rows))
    shown = here.table("commitments", {"section": 1.3, "text": 4}, rows)
    return here.section("commitments", lead, shown) if rows else []


def figures(here: Scope) -> Blocks:
    """Every figure of the plan's own area behind the report, with status, date and source."""
    if not here.own_figures:
        return here.section("figures", here.text("figures.none", "finding"))
    columns = {
        "indicator": 2.4, "period": 1.2, "value": -1.4, "data_status": 0.9, "published": 1.1,
        "source": 1.3,
    }  # fmt: skip
    rows = (
        (here.indicator(row.indicator_id), here.when(row.period, ytd=row.basis == "ytd"),
         amount(row.value, row.unit, here.language, row.bound), here.say(f"data.{row.status}"),
         row.published, row.source_id)
        for row in in_order(here.own_figures)
    )  # fmt: skip
    return here.section("figures", here.table("figures", columns, rows))


def in_order(figures: list[Observation]) -> list[Observation]:
    """Figures by indicator, entity, period and publication."""
    return sorted(figures, key=lambda f: (f.indicator_id, f.entity_id, f.period, f.published))


def documents(here: Scope) -> Blocks:
    """Every document behind the figures and the targets, with its address."""
    used = {figure.source_id for figure in here.figures}
    used |= {one.target.source_id for one in here.rows}
    rows = (
        (source.source_id, Cell(source.title, source.publisher), source.published, source.url)
        for source in here.plan.source.values()
        if source.source_id in used
    )
    columns = {"source": 1.2, "document": 3.2, "published": 1, "address": 3}
    return here.section("documents", here.table("sources", columns, rows))


def again(here: Scope) -> Text:
    """How to make this page again, in one line; in the PDF it is the foot of every page."""
    return here.text("reproduce", "note", command=command(here))


def replay(here: Scope) -> Blocks:
    """What the odds would have been as of every date with news, and what came out."""
    say, followed = here.say, replayed(here.plan, here.as_of)
    given = [moments for moments in followed.values() if any(o.odds.outlook for _, o in moments)]
    lines = tuple(_line(here, moments) for moments in given)
    decided = sum(moments[-1][1].verdict.final for moments in given)
    names = dict.fromkeys(here.name(here.everything[target].target) for target in followed)
    without = here.listed(name for name in names if name not in {line[0] for line in lines})
    chart = Figure(
        say("figure.replay"), say("figure.replay.sub"), say("figure.replay.alt"),
        OddsChart(lines, say("chart.odds")), 2.8,
    )  # fmt: skip
    columns = {"target": 2, "as_of": 1.2, "latest": 1.4, "verdict": 1.6, "outlook": 2}
    rows = (_moment(here, *moment) for moments in given for moment in _changed(moments))
    lead = [here.text("replay.lead", "finding", count=len(given), decided=decided)]
    lead += [here.text("replay.without", "note", names=without)] if without else []
    shown = here.table("replay", columns, rows)
    return here.section("replay", *lead, chart, shown) if given else []


def _line(here: Scope, moments: list[Moment]) -> OddsLine:
    last, verdict = moments[-1][1], moments[-1][1].verdict
    ending = here.shaped(verdict.status, verdict.word) if verdict.final else ""
    steps = tuple((_year(day), o.odds.probability) for day, o in moments if o.odds.outlook)
    return here.name(last.target), steps, ending


def _year(day: str) -> float:
    """A date on the line of years."""
    moment = date.fromisoformat(day)
    return moment.year + (moment.timetuple().tm_yday - 1) / 365.25


def _moment(here: Scope, day: str, one: Assessment) -> tuple[str | Cell, ...]:
    verdict, odds, period = one.verdict, one.odds, one.verdict.latest_period
    latest = Cell(here.amount(verdict.latest, one) if period else "–", here.when(period))
    judged = Cell(here.status(verdict.word), status=verdict.status)
    chance = Cell(here.outlook(odds) or "–", percent(odds.probability) if odds.outlook else "")
    return here.name(one.target), day, latest, judged, chance


def _changed(moments: list[Moment]) -> list[Moment]:
    """The moments at which something is another than before, of those with odds or an outcome."""
    told, last = [], ""
    for day, one in moments:
        verdict, odds = one.verdict, one.odds
        numbers = f"{verdict.latest:.9f} {odds.probability:.9f}"
        facts = f"{numbers} {verdict.latest_period} {verdict.status}"
        if facts != last and (odds.outlook or verdict.final):
            told.append((day, one))
        last = facts
    return told
