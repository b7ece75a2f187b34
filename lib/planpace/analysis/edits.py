"""What an edit of a plan's tables, or other software, did to the verdicts of one date."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from planpace.analysis.assess import assess
from planpace.analysis.changes import Change
from planpace.plan.plan import Plan
from planpace.plan.read import each
from planpace.plan.vintages import as_of_date

EDITS = (
    "changed_target", "changed_reading", "new_target", "dropped_target", "corrected_figure",
    "other_software",
)  # fmt: skip
PROMISED = (
    "kind", "value", "value_upper", "unit", "throughout", "peer_id", "baseline_period", "start",
    "deadline", "entity_id", "indicator_id", "reading_of",
)  # fmt: skip
MEASURED = ("unit", "nature", "direction", "lower", "upper")


def edits(before: Plan, plan: Plan, as_of: str) -> pd.DataFrame:
    """Return one row per target and edit (`Change`) between two editions of a plan's folder.

    Both are judged as of one date, first with the new promises on the old figures, then on the new
    ones. The same words under another reading are no changed target.
    """
    date = as_of_date(plan, as_of)
    stages = (before, replace(plan, observations=before.observations), plan)
    old, promised, new = ({row.target_id: row for row in each(assess(p, date))} for p in stages)
    rows = [
        change
        for target in dict.fromkeys([*old, *new])
        for change in _edited(
            (before, plan), date, old.get(target), promised.get(target), new.get(target)
        )
    ]
    return pd.DataFrame(rows, columns=list(Change._fields))


def recomputed(manifest: Mapping[str, Any], plan: Plan) -> pd.DataFrame:
    """Return the targets (`Change`) whose verdict today is not the one that a manifest recorded.

    For the manifest's own date; with the same tables, what changed is Planpace or a library.
    """
    table = {row.target_id: row for row in each(assess(plan, manifest["as_of"]))}
    rows = [
        _row(manifest["as_of"], "other_software", was, now)
        for was in map(_Recorded, manifest["verdicts"])
        for now in [table.get(was.target_id)]
        if now and now.status != was.status
    ]
    return pd.DataFrame(rows, columns=list(Change._fields))


class _Recorded:
    """A verdict as a manifest keeps it, in the form of a row of `assess`."""

    def __init__(self, row: Mapping[str, Any]) -> None:
        self.target_id, self.status = row["target_id"], row["status"]
        self.pillar_id, self.final = row["pillar_id"], not row["early"]
        self.threshold = self.probability = math.nan


def _edited(
    plans: tuple[Plan, Plan], date: str, old: Any, promised: Any, new: Any
) -> Iterator[Change]:
    if old is None or new is None:
        yield _row(date, "dropped_target" if new is None else "new_target", old, new)
        return
    was, now = (_promise(plan, old.target_id) for plan in plans)
    if was[1:] != now[1:]:
        cause = "changed_reading" if was[0] == now[0] else "changed_target"
        yield _row(date, cause, old, promised)
    if _figures(plans[0], new, date) != _figures(plans[1], new, date):
        yield _row(date, "corrected_figure", promised, new)


def _promise(plan: Plan, target_id: str) -> tuple[str, ...]:
    """The words of a promise, and how they are read: comparable, a missing number included."""
    target = next(each(plan.targets[plan.targets.target_id == target_id]))
    measure = next(each(plan.indicators[plan.indicators.indicator_id == target.indicator_id]))
    steps = plan.schedule[plan.schedule.target_id == target_id]
    parts = [getattr(target, name) for name in PROMISED]
    parts += [getattr(measure, name) for name in MEASURED]
    return (target.quote, *map(str, parts), steps[["period", "value"]].to_csv())


def _figures(plan: Plan, row: Any, date: str) -> set[tuple[str, ...]]:
    seen = plan.observations
    own = seen.entity_id.isin([row.entity_id, row.peer_id])
    kept = seen[(seen.indicator_id == row.indicator_id) & own & (seen.published <= date)]
    columns = ["period", "basis", "value", "bound", "unit", "status", "published", "entity_id"]
    return {tuple(map(str, figure)) for figure in each(kept[columns])}


def _row(day: str, cause: str, was: Any, now: Any) -> Change:
    """An edit's verdict and odds before and after; a target that is not there has neither."""
    known = now or was
    status_before, status_after = (row.status if row else "" for row in (was, now))
    early_before, early_after = (
        bool(row and row.status == "achieved" and not row.final) for row in (was, now)
    )
    odds_before, odds_after = (row.probability if row else math.nan for row in (was, now))
    goal_before, goal_after = (row.threshold if row else math.nan for row in (was, now))
    return Change(
        known.target_id, known.pillar_id, day, cause, getattr(known, "deadline", ""), "",
        goal_before, goal_after, getattr(known, "unit", ""), "", "", status_before, status_after,
        early_before, early_after, odds_before, odds_after,
        getattr(known, "reason", ""), getattr(known, "reason_zh", ""),
    )  # fmt: skip
