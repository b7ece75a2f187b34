"""Nothing known but the target: the growth needed from starts that nobody published."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from planpace import gap
from planpace.blocks import Column, Table, Text
from planpace.notation import amount, number
from planpace.periods import period
from planpace.scope import Scope
from planpace.tables import each

STARTS: Mapping[str, tuple[int, ...]] = {
    "at_least": (50, 60, 70, 80, 90),
    "at_most": (150, 140, 130, 120, 110),
}
"""Plausible starts in percent of the target: short of a level to reach, above one to fall to."""

AMOUNTS = {"stock", "flow", "index"}
"""Natures of which growth in percent has a meaning."""


def growths(starts: Sequence[float], years: float) -> list[float]:
    """Return the growth in percent a year from each start, in percent of the target, to the target.

    >>> [round(rate, 1) for rate in growths((50, 60, 70, 80, 90), 3)]
    [26.0, 18.6, 12.6, 7.7, 3.6]
    """
    return [gap.growth_required(start, 0, 100, years) for start in starts]


def starts(scope: Scope) -> list[Text | Table]:
    """A table for levels to reach, and one for levels to fall to, where no figure is known."""
    return [block for kind in STARTS for block in _table(scope, kind)]


def _table(scope: Scope, kind: str) -> list[Text | Table]:
    """One row per window of time: the growth depends on nothing else of a target."""
    windows: dict[tuple[float, float], list[Any]] = {}
    for row in _unknown(scope, kind):
        begin = _begin(scope, row)
        if begin < (end := period(row.deadline).end):
            windows.setdefault((begin, end), []).append(row)
    if not windows:
        return []
    columns = (
        Column(scope.say("column.target"), "left", 3.6),
        Column(scope.say("column.window"), "left", 2),
        *(
            Column(scope.say("column.start", share=share), "right", 0.9, scope.say("a_year"))
            for share in STARTS[kind]
        ),
    )
    rows = tuple(
        (
            scope.say("list").join(_named(scope, row) for row in found),
            _window(scope, *window),
            *(number(rate, 1, signed=True) for rate in growths(STARTS[kind], _years(*window))),
        )
        for window, found in sorted(windows.items())
    )
    window, share = max(windows, key=lambda w: len(windows[w])), STARTS[kind][1]
    (rate,) = growths([share], _years(*window))
    told = scope.say(
        "starts.lead",
        count=sum(map(len, windows.values())),
        share=share,
        rate=number(rate, 1),
        window=_window(scope, *window),
    )
    table = Table(scope.say("table.starts"), columns, rows, scope.say("table.starts.note"))
    return [Text(told, "note"), table]


def _unknown(scope: Scope, kind: str) -> list[Any]:
    """The levels promised for a deadline of which no figure at all is known."""
    nature = scope.plan.indicators.set_index("indicator_id").nature
    always = set(scope.plan.targets[scope.plan.targets.throughout == "yes"].target_id)
    table = scope.targets
    wanted = (table.kind == kind) & (table.data_status == "none") & (table.threshold > 0)
    amounts = table.indicator_id.map(nature).isin(AMOUNTS) & ~table.target_id.isin(always)
    return list(each(table[wanted & amounts]))


def _begin(scope: Scope, row: Any) -> float:
    """Where growth would start: the end of the baseline period, else the window's or plan's start.

    NaN where the plan names none of them.
    """
    target = scope.plan.targets.set_index("target_id").loc[row.target_id]
    if target.baseline_period:
        return period(target.baseline_period).end
    start = target.start or str(scope.plan.settings.get("plan_start", ""))
    return period(start).start if start else math.nan


def _years(begin: float, end: float) -> float:
    return end - begin


def _named(scope: Scope, row: Any) -> str:
    value = amount(row.threshold, row.unit, scope.language)
    return scope.say("starts.target", name=row.name, value=value)


def _window(scope: Scope, begin: float, end: float) -> str:
    """A window of time in words, its ends as the ends of years."""
    years = _years(begin, end)
    return scope.say(
        "starts.window",
        begin=_year(begin),
        end=_year(end),
        years=number(years, 0 if math.isclose(years, round(years), abs_tol=1e-6) else 1),
    )
