"""Where the plan's own figures are silent: the area around, and growth from supposed starts."""

from itertools import groupby

from planpace.analysis.assess import Assessment
from planpace.analysis.changes import disputed
from planpace.analysis.formulas import growth_required
from planpace.briefings.blocks import Blocks, Table, Text
from planpace.briefings.scope import Scope
from planpace.plan.periods import period
from planpace.plan.rows import Target
from planpace.words.numbers import amount, number

STARTS = (0.5, 0.6, 0.7, 0.8, 0.9)
"""Supposed starts as shares of the target; nobody published them."""


def around(here: Scope, *, marked: bool = False) -> Blocks:
    """Figures of the city and district around, context and never a stand-in; with their marks."""
    if not here.neighbours:
        return []
    wanted = {one.target.target_id for one in here.targets}
    findings = [
        Text(_disputed(here, group), "finding")
        for group in disputed(here.plan, here.as_of)
        if wanted & {group[0].target.reading_of, group[0].target.target_id}
    ]
    rows = []
    for (indicator, entity), series in here.neighbours:
        told, unit = [], here.plan.indicator[indicator].unit
        for figure in series:
            value = amount(figure.value, unit, here.language, figure.bound)
            label = here.when(figure.period, ytd=figure.basis == "ytd")
            mark = here.footnotes.mark(figure.source_id) if marked else ""
            told.append(here.say("figure_of", period=label, value=value) + mark)
        names = here.indicator(indicator), here.named(here.plan.entity[entity])
        rows.append((*names, here.listed(told)))
    shown = here.table("context", {"indicator": 2, "entity": 2, "figures": 4}, rows, bare=True)
    return here.section("context", here.text("context.lead", "note"), *findings, shown)


def _disputed(here: Scope, group: list[Assessment]) -> str:
    """That the area around shows how the reading of an ambiguous target decides its verdict."""
    told = []
    for one in group:
        goal, status = here.amount(one.verdict.threshold, one), here.status(one.verdict.word)
        promise = here.promised(one.target)
        told.append(here.say("context.reading", promise=promise, goal=goal, status=status))
    first, verdict = group[0], group[0].verdict
    return here.say(
        "context.readings", name=here.indicator(first.target.indicator_id),
        entity=here.named(here.plan.entity[first.target.entity_id]), told=here.listed(told),
        base=here.amount(verdict.baseline, first), base_period=here.when(verdict.baseline_period),
        value=here.amount(verdict.latest, first), period=here.when(verdict.latest_period),
    )  # fmt: skip


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
    open_levels = [
        one.target
        for one in here.targets
        if one.target.kind == "at_least"
        and one.verdict.data_status == "none"
        and one.verdict.threshold > 0
        and one.case.promise.end > one.case.now
        and one.case.promise.nature in {"stock", "flow", "index"}
        and (one.target.baseline_period or one.target.start)
    ]
    rows = []
    for window, each in groupby(sorted(open_levels, key=_window), _window):
        begin, end = (period(label).end for label in window)
        growth = (number(growth_from(share, end - begin), 1) for share in STARTS)
        rows.append((here.listed(map(here.name, each)), "–".join(map(here.when, window)), *growth))
    columns = {"targets": 5, "window": 2, **{f"column.start.{share:g}": -1.1 for share in STARTS}}
    return [here.table("hypothetical", columns, rows)] if rows else []


def _window(target: Target) -> tuple[str, str]:
    """The last period before the plan acts (the baseline's, else the year before), and the end."""
    before = target.baseline_period or str(round(period(target.start).start) - 1)
    return before, target.deadline
