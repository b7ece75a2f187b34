"""What changed between two dates, target by target, each change of verdict or odds with its cause.

The causes act in the order in which they came: a figure on the day it was published, a deadline on
the day after its last. So every step has a verdict before and after it, and the steps of a target
lead from its old verdict to its new one.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, NamedTuple

import pandas as pd

from planpace.analysis.assess import assess
from planpace.plan.periods import period
from planpace.plan.plan import Plan
from planpace.plan.read import each
from planpace.plan.vintages import as_of_date

CAUSES = ("revised_figure", "new_figure", "peer_figure", "deadline_passed")
FIGURE = ["indicator_id", "entity_id", "period", "basis"]
"""What makes two rows vintages of one figure."""


class Change(NamedTuple):
    """One cause, the day it acted and what it did to the figure, the verdict and the odds."""

    target_id: str
    pillar_id: str
    day: str
    cause: str
    period: str
    basis: str
    before: float
    after: float
    unit: str
    bound: str
    source_id: str
    status_before: str
    status_after: str
    early_before: bool
    early_after: bool
    probability_before: float
    probability_after: float
    reason: str
    reason_zh: str


def a_year_before(as_of: str) -> str:
    """Return the date that a briefing compares itself with.

    >>> a_year_before("2022-03-31")
    '2021-03-31'
    """
    return (date.fromisoformat(as_of) - timedelta(days=365)).isoformat()


def changes(plan: Plan, since: str, as_of: str | None = None) -> pd.DataFrame:
    """Return one row per target and cause (`Change`); raises ValueError for dates out of order.

    A figure that changed no verdict is listed too; a target without news is not.
    """
    start, end = as_of_date(plan, since), as_of_date(plan, as_of)
    if start > end:
        raise ValueError(f"{start} lies after {end}: the earlier date comes first")
    rows = [change for target in each(plan.targets) for change in _of(plan, target, start, end)]
    return pd.DataFrame(rows, columns=list(Change._fields))


def _of(plan: Plan, target: Any, start: str, end: str) -> Iterator[Change]:
    seen = plan.observations
    sides = [target.entity_id, target.peer_id]
    seen = seen[(seen.indicator_id == target.indicator_id) & seen.entity_id.isin(sides)]
    known, news = seen[seen.published <= start], seen[seen.published.between(start, end, "right")]
    steps = [(str(row.published), row) for row in news.itertuples()]
    late = (_last_day(target.deadline) + timedelta(days=1)).isoformat()
    steps += [(late, None)] if start < late <= end else []
    if not steps:
        return
    one = replace(plan, targets=plan.targets[plan.targets.target_id == target.target_id])
    was = _judged(one, known, start)
    for day, row in sorted(steps, key=_when):
        before = known if row is None else _vintages(known, row)
        known = known if row is None else pd.concat([known, seen.loc[[row.Index]]])
        now = _judged(one, known, day)
        cause = _cause(target, row, before)
        if cause:
            yield _change(target, day, cause, row, before, was, now)
        was = now


def history(plan: Plan, target_id: str, as_of: str) -> pd.DataFrame:
    """Return every change of one target from before its first figure to a date."""
    one = replace(plan, targets=plan.targets[plan.targets.target_id == target_id])
    return changes(one, min([as_of, *plan.sources.published, *plan.observations.published]), as_of)


def _when(step: tuple[str, Any]) -> tuple[str, bool, float]:
    """Figures of one day come oldest period first."""
    day, row = step
    return day, row is not None, period(str(row.period)).end if row else 0.0


def _last_day(deadline: str) -> date:
    """The last day of a period."""
    if len(deadline) == 10:
        return date.fromisoformat(deadline)
    end = period(deadline).end
    months = round(12 * end)
    return date(months // 12, months % 12 + 1, 1) - timedelta(days=1)


def _judged(one: Plan, known: pd.DataFrame, as_of: str) -> Any:
    return assess(replace(one, observations=known), as_of).iloc[0]


def _vintages(known: pd.DataFrame, row: Any) -> pd.DataFrame:
    """What was known of the figure before, oldest vintage first."""
    same = (known[FIGURE] == [getattr(row, name) for name in FIGURE]).all(axis=1)
    return known[same].sort_values("published", kind="stable")


def _cause(target: Any, row: Any, before: pd.DataFrame) -> str:
    """The name of a cause; none for a figure that only repeats what was known."""
    if row is None:
        return "deadline_passed"
    if len(before) and (before.value.iloc[-1], before.bound.iloc[-1]) == (row.value, row.bound):
        return ""
    if row.entity_id != target.entity_id:
        return "peer_figure"
    return "revised_figure" if len(before) else "new_figure"


def _change(
    target: Any, day: str, cause: str, row: Any, before: pd.DataFrame, was: Any, now: Any
) -> Change:
    if row is None:
        figure = (target.deadline, "", math.nan, math.nan, "", "", "")
    else:
        old = float(before.value.iloc[-1]) if len(before) else math.nan
        figure = (row.period, row.basis, old, row.value, row.unit, row.bound, row.source_id)
    early = [row.status == "achieved" and not row.final for row in (was, now)]
    return Change(
        target.target_id, target.pillar_id, day, cause, *figure, was.status, now.status, early[0],
        early[1], was.probability, now.probability, now.reason, now.reason_zh,
    )  # fmt: skip
