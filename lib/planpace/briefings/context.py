"""Where the plan's own figures are silent: the area around, and growth from supposed starts."""

from __future__ import annotations

from itertools import groupby

from planpace.analysis.assess import Assessment
from planpace.analysis.changes import disputed
from planpace.analysis.formulas import growth_required
from planpace.briefings.blocks import Blocks, Section, Spec, Table, Text, table
from planpace.briefings.scope import Scope
from planpace.plan.periods import period
from planpace.plan.rows import Target
from planpace.plan.vintages import Figure, Key, Series
from planpace.words.numbers import amount, number

Window = tuple[str, str]
"""The last period before the plan acts, and the deadline."""
STARTS = (0.5, 0.6, 0.7, 0.8, 0.9)
"""Supposed starts as shares of the target; nobody published them."""


def around(here: Scope, *, marked: bool = False) -> Blocks:
    """Figures of the city and district around, context and never a stand-in; with their marks."""
    speech = here.speech
    if not here.neighbours:
        return []
    columns: dict[str, Spec[tuple[Key, Series]]] = {
        "indicator": (2, lambda row: speech.indicator(row[0][0])),
        "entity": (2, lambda row: speech.entity(row[0][1])),
        "figures": (4, lambda row: _figures(here, *row, marked)),
    }
    return [
        Section(speech.say("section.context")),
        Text(speech.say("context.lead"), "note"),
        *_readings(here),
        table(speech, speech.say("table.context"), here.neighbours, columns, bare=True),
    ]


def _figures(here: Scope, key: Key, series: Series, marked: bool) -> str:
    unit = here.plan.indicator[key[0]].unit

    def told(figure: Figure) -> str:
        value = amount(figure.value, unit, here.language, figure.bound)
        label = here.speech.when(figure.period, ytd=figure.basis == "ytd")
        mark = here.footnotes.mark(figure.source_id) if marked else ""
        return here.speech.say("figure_of", period=label, value=value) + mark

    return here.speech.listed(map(told, series))


def _readings(here: Scope) -> list[Text]:
    """Where the area around shows that the reading of an ambiguous target decides its verdict."""
    wanted = {one.target.target_id for one in here.targets}
    return [
        Text(_disputed(here, group), "finding")
        for group in disputed(here.plan, here.as_of)
        if wanted & {group[0].target.reading_of, group[0].target.target_id}
    ]


def _disputed(here: Scope, group: list[Assessment]) -> str:
    first, speech = group[0], here.speech
    told = speech.listed(
        speech.say(
            "context.reading",
            promise=speech.promised(one.target),
            goal=speech.amount(one.verdict.threshold, one),
            status=speech.status(one.verdict.word),
        )
        for one in group
    )
    return speech.say(
        "context.readings",
        name=speech.indicator(first.target.indicator_id),
        entity=speech.entity(first.target.entity_id),
        base=speech.amount(first.verdict.baseline, first),
        base_period=speech.when(first.verdict.baseline_period),
        value=speech.amount(first.verdict.latest, first),
        period=speech.when(first.verdict.latest_period),
        told=told,
    )


def growth_from(start: float, years: float) -> float:
    """Return the growth in percent a year that leads from a share of the target to all of it.

    >>> round(growth_from(0.6, 3), 2)
    18.56
    """
    return growth_required(start, 0, 1, years)


def hypothetical(here: Scope) -> list[Table]:
    """Needed growth from supposed starts, for levels of which no figure was found.

    One row per window of years that is not over, for the growth depends on nothing else; marked
    hypothetical. A promise that names neither baseline nor start has no window.
    """
    speech = here.speech
    open_levels = [
        one
        for one in here.targets
        if one.target.kind == "at_least"
        and one.verdict.data_status == "none"
        and one.verdict.threshold > 0
        and one.case.promise.end > one.case.now
        and one.case.promise.nature in {"stock", "flow", "index"}
        and (one.target.baseline_period or one.target.start)
    ]
    by_window = sorted(open_levels, key=lambda one: _window(one.target))
    rows = [
        (window, list(each)) for window, each in groupby(by_window, lambda o: _window(o.target))
    ]
    if not rows:
        return []
    columns: dict[str, Spec[tuple[Window, list[Assessment]]]] = {
        "targets": (5, lambda row: speech.listed(speech.name(one.target) for one in row[1])),
        "window": (2, lambda row: "–".join(map(speech.when, row[0]))),
    }
    columns |= {f"column.start.{share:g}": _needed(share) for share in STARTS}
    note = speech.say("table.hypothetical.note")
    return [table(speech, speech.say("table.hypothetical"), rows, columns, note)]


def _window(target: Target) -> Window:
    """The last period before the plan acts (the baseline's, else the year before), and the end."""
    before = target.baseline_period or str(round(period(target.start).start) - 1)
    return before, target.deadline


def _needed(share: float) -> Spec[tuple[Window, list[Assessment]]]:
    """The column of growth needed from a share of the target."""

    def told(row: tuple[Window, list[Assessment]]) -> str:
        before, deadline = (period(label).end for label in row[0])
        return number(growth_from(share, deadline - before), 1)

    return -1.1, told
