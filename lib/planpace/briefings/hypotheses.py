"""Nothing is known but the target: what growth it would take from starts that are only supposed."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from planpace.analysis import gap
from planpace.briefings.blocks import Column, Table
from planpace.briefings.scope import Scope
from planpace.plan.periods import period
from planpace.plan.read import each
from planpace.words.numbers import number

STARTS = (0.5, 0.6, 0.7, 0.8, 0.9)
"""Supposed starts as shares of the target; nobody published them."""


def growth_from(start: float, years: float) -> float:
    """Return the growth in percent a year that leads from a share of the target to all of it.

    >>> round(growth_from(0.6, 3), 2)
    18.56
    """
    return gap.growth_required(start, 0, 1, years)


def hypothetical(scope: Scope) -> list[Table]:
    """Needed growth from supposed starts, for levels of which no figure was found.

    One row per window of years that is not over, for the growth depends on nothing else; marked
    hypothetical.
    """
    natures = scope.plan.indicators.set_index("indicator_id").nature
    promised = scope.plan.targets.set_index("target_id")
    rows = [
        (_window(promised.loc[row.target_id]), row.name)
        for row in each(scope.targets)
        if row.kind == "at_least"
        and row.data_status == "none"
        and row.threshold > 0
        and period(row.deadline).end > period(scope.as_of).end
        and natures[row.indicator_id] in {"stock", "flow", "index"}
    ]
    cells = tuple(
        _row(scope, window, [name for _, name in group])
        for window, group in groupby(sorted(rows, key=lambda r: r[0]), key=lambda r: r[0])
    )
    if not cells:
        return []
    columns = (
        Column(scope.say("column.targets"), "left", 5),
        Column(scope.say("column.window"), "left", 2),
        *(
            Column(scope.say("column.start", share=number(100 * share)), "right", 1.1)
            for share in STARTS
        ),
    )
    note = scope.say("table.hypothetical.note")
    return [Table(scope.say("table.hypothetical"), columns, cells, note)]


def _window(promise: Any) -> tuple[str, str]:
    """The last period before the plan acts (the baseline's, else the year before), and the end."""
    before = promise.baseline_period or str(round(period(promise.start).start) - 1)
    return str(before), str(promise.deadline)


def _row(scope: Scope, window: tuple[str, str], names: list[str]) -> tuple[str, ...]:
    before, deadline = window
    years = period(deadline).end - period(before).end
    span = f"{scope.when(before)}–{scope.when(deadline)}"
    needed = (number(growth_from(share, years), 1) for share in STARTS)
    return (scope.say("list").join(names), span, *needed)
