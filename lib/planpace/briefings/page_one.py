"""Page one of a briefing, the answer: title, the table of targets, deviations, the silent ones."""

from __future__ import annotations

import math
import os
from pathlib import Path

from planpace.analysis.assess import Assessment
from planpace.analysis.ranking import by_gravity
from planpace.briefings.blocks import (
    Blocks,
    Break,
    Cell,
    DeviationChart,
    Figure,
    Spec,
    Table,
    Text,
    Title,
    table,
)  # fmt: skip
from planpace.briefings.scope import Scope
from planpace.words.numbers import BOUND_MARKS, number
from planpace.words.say import named

ROOM, BARS, LINES = 8, 6, 26
"""Rows with figures, bars of deviation and lines of silent targets that page one has room for."""


def title(here: Scope) -> Title:
    """The report's title: pillar and plan, as-of date, and the newest figure it rests on."""
    say = here.speech.say
    name = named(here.plan.pillar[here.pillar], here.language) if here.pillar else say("overview")
    newest = max((figure.published for figure in here.figures), default="–")
    labels = {
        word: say(f"label.{word}", page="{page}", pages="{pages}") for word in ("page", "skip")
    }
    return Title(
        lang=here.language,
        plan=here.plan.name(here.language),
        title=name,
        subtitle=say("subtitle"),
        meta=((say("as_of"), here.as_of), (say("newest_used"), newest)),
        labels=labels | {"command": command(here)},
    )


def command(here: Scope) -> str:
    """The line that makes this page again in the folder in which it was made."""
    folder = Path(os.path.relpath(here.plan.folder.resolve())).as_posix()
    pillar = f" --pillar {here.pillar}" if here.pillar else ""
    return f"planpace report {folder}{pillar} --lang {here.language} --as-of {here.as_of}"


# --- the targets --------------------------------------------------------------------------------


def targets(here: Scope) -> list[Table]:
    """The targets with any figure, binding ones first: from baseline to verdict, with a sparkline.

    Where page one has no room for all, it shows the gravest; `whole_table` shows the rest too.
    """
    rows = _figured(here)
    if len(rows) <= ROOM:
        return _status_table(here, rows)
    shown = list(dict.fromkeys([*by_gravity(rows), *rows]))[:ROOM]
    more = here.speech.say("table.gap.more", count=ROOM, total=len(rows))
    return _status_table(here, shown, more)


def whole_table(here: Scope) -> Blocks:
    """The full tables on a page of their own, where page one has no room for them."""
    rows = _figured(here)
    whole = _status_table(here, rows) if len(rows) > ROOM else []
    silent = _silent_table(here) if _crowded(here) else []
    if not whole and not silent:
        return []
    return [Break(here.speech.say("part.table")), *whole, *silent]


def _figured(here: Scope) -> list[Assessment]:
    """The rows with any figure, binding targets first."""
    rows = (one for one in here.rows if one.verdict.data_status != "none")
    return sorted(rows, key=lambda one: one.target.binding != "binding")


def _figureless(here: Scope) -> list[Assessment]:
    return [one for one in here.rows if one.verdict.data_status == "none"]


def _crowded(here: Scope) -> bool:
    """Whether page one has no room for the targets without figures."""
    bars = min(sum(one.verdict.position == one.verdict.position for one in here.targets), BARS)
    taken = 2 * min(len(_figured(here)), ROOM) + (bars + 2 if bars else 0)
    return len(_figureless(here)) > LINES - taken


def _status_table(here: Scope, rows: list[Assessment], more: str = "") -> list[Table]:
    """Every value opens its trail in HTML and carries the mark of its document, [3], on paper."""
    if not rows:
        return []
    note = here.speech.paragraph((here.speech.say("table.gap.note"), more))
    columns: dict[str, Spec[Assessment]] = {
        "target": (2.6, lambda one: _target(here, one)),
        "baseline": (-1.1, lambda one: _stated(here, one, "baseline")),
        "latest": (-1.15, lambda one: _stated(here, one, "latest")),
        "goal": (-1.15, lambda one: _stated(here, one, "threshold")),
        "progress": (-0.95, lambda one: _progress(here, one)),
        "position": (-1.1, lambda one: _position(here, one)),
        "pace": (-1.15, lambda one: _pace(here, one)),
        "trend": (0.95, lambda one: _trend(here, one)),
        "verdict": (2.65, lambda one: verdict_cell(here, one)),
    }
    return [table(here.speech, here.speech.say("table.gap"), rows, columns, note)]


def _target(here: Scope, one: Assessment) -> Cell:
    """The name, under it the unit, and the promise where the target's value does not say it all."""
    speech = here.speech
    unit = "" if one.kind.name == "rank_within" else speech.unit(one)
    told = "" if one.kind.plain else speech.promised(one.target)
    other = speech.say("other_reading") + " " if one.target.reading_of else ""
    return Cell(other + speech.name(one.target), speech.listed(filter(None, (unit, told))))


def _stated(here: Scope, one: Assessment, what: str) -> Cell:
    """A value that a document states, with its period, the mark of the document, and its trail."""
    verdict, names = one.verdict, ("baseline", "latest", "threshold")
    values = [getattr(verdict, name) for name in names]
    texts = here.speech.cells(values, one)
    if one.kind.course == "state":
        texts = ["–", *(here.speech.amount(value, one) for value in values[1:])]
    text = texts[names.index(what)]
    labels = verdict.baseline_period, verdict.latest_period, one.target.deadline
    bound = BOUND_MARKS[verdict.bound] if what == "latest" else ""
    if text == "–":
        return Cell(bound + text)
    label = labels[names.index(what)] + here.footnotes.of(one, what)
    trail = here.footnotes.how(one, what)
    return Cell(bound + text, label, strong=what == "threshold", trail=trail)


def _derived(here: Scope, one: Assessment, text: str, *numbers: str, sub: str = "") -> Cell:
    if text == "–":
        return Cell(text, sub if sub != "–" else "")
    return Cell(text, sub, trail=here.footnotes.how(one, *numbers))


def _progress(here: Scope, one: Assessment) -> Cell:
    done, gone = (number(100 * v, 1) for v in (one.verdict.progress, one.verdict.elapsed))
    return _derived(here, one, done, "progress", "elapsed", sub=gone)


def _position(here: Scope, one: Assessment) -> Cell:
    points = number(one.verdict.position, 1, signed=True)
    return _derived(here, one, points, "progress", "elapsed", "position")


def _pace(here: Scope, one: Assessment) -> Cell:
    """The change a year, observed and (below) still needed; nothing where a pace has no meaning."""
    if not one.kind.schedule:
        return Cell("–")
    paces = [one.verdict.pace_observed, still_needed(one)]
    observed, required = map(_signed, here.speech.cells(paces, one))
    return _derived(here, one, observed, "pace_observed", "pace_required", sub=required)


def still_needed(one: Assessment) -> float:
    """The change a year that is still needed; NaN where nothing is needed any more."""
    return math.nan if one.verdict.status in {"achieved", "missed"} else one.verdict.pace_required


def _signed(text: str) -> str:
    return text if text[0] in "−–" or not any(c in "123456789" for c in text) else f"+{text}"


def _trend(here: Scope, one: Assessment) -> Cell:
    """The figures as a small line towards the target; nothing from a single one."""
    path = here.paths[one.target.target_id]
    figures = path.history[path.history.kind == "figure"]
    if len(figures) < 2 or one.kind.course == "state":
        return Cell("–")
    values = here.speech.listed(here.speech.cells(figures.value, one))
    goal = here.speech.amount(one.verdict.threshold, one)
    return Cell(here.speech.say("trend", values=values, goal=goal), spark=path)


def verdict_cell(here: Scope, one: Assessment) -> Cell:
    """The verdict as shape and word, and how likely the target is where that is open."""
    told = here.footnotes.how(one, "probability") if one.odds.outlook else ""
    word, chance = here.speech.status(one.verdict.word), here.speech.chance(one.odds)
    return Cell(word, chance, one.verdict.status, trail=told)


# --- deviations and the silent ------------------------------------------------------------------


def deviations(here: Scope) -> list[Figure]:
    """Bars of schedule position; none where no target of the scope has one."""
    speech = here.speech
    placed = [one for one in here.targets if one.verdict.position == one.verdict.position]
    rows = sorted(placed, key=lambda one: -one.verdict.position)[-BARS:]
    if not rows:
        return []
    lowest = speech.say("figure.deviation.lowest", count=BARS, total=len(placed))
    subtitle = (speech.say("figure.deviation.sub"), lowest if len(placed) > BARS else "")
    shown = tuple(
        (
            speech.name(one.target),
            number(one.verdict.position, 1, signed=True),
            speech.status(one.verdict.word),
        )
        for one in rows
    )
    bars = tuple((speech.name(o.target), o.verdict.position, o.verdict.status) for o in rows)
    figure = Figure(
        speech.say("figure.deviation"),
        speech.paragraph(subtitle),
        speech.say("figure.deviation.alt", listed="; ".join(" ".join(row) for row in shown)),
        DeviationChart(bars, here.plan.bands, speech.say("chart.position")),
        0.5 + 0.26 * len(rows),
        columns=tuple(speech.say(f"column.{key}") for key in ("target", "position", "verdict")),
        rows=shown,
        table_label=speech.say("label.table_data"),
    )
    return [figure]


def silent(here: Scope) -> Blocks:
    """The targets without a figure to judge by, or how many there are and where they stand."""
    if not _crowded(here):
        return _silent_table(here)
    return [Text(here.speech.say("silent.more", count=len(_figureless(here))), "note")]


def _silent_table(here: Scope) -> list[Table]:
    rows, speech, notes = _figureless(here), here.speech, here.footnotes
    if not rows:
        return []
    columns: dict[str, Spec[Assessment]] = {
        "target": (
            5,
            lambda one: Cell(speech.name(one.target), _partial(here, one), one.verdict.status),
        ),
        "promised": (
            3.4,
            lambda one: Cell(
                speech.promised(one.target) + notes.of(one, "threshold"),
                trail=notes.how(one, "threshold"),
            ),
        ),
        "deadline": (1, lambda one: speech.when(one.target.deadline)),
    }
    note = speech.say("table.silent.note")
    return [table(speech, speech.say("table.silent"), rows, columns, note)]


def _partial(here: Scope, one: Assessment) -> str:
    """The latest figure that is published but cannot decide, such as one for part of a year."""
    if not one.case.series:
        return ""
    last = one.case.series[-1]
    period = here.speech.when(last.period, ytd=last.basis == "ytd")
    value = here.speech.amount(last.value, one, last.bound)
    return here.speech.say("silent.partial", period=period, value=value)
