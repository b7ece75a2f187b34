"""Why: the words behind a verdict and behind every number that is missing, as keys and values."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from planpace.analysis.series import Point
from planpace.analysis.standing import COMPARED, PEER, Standing
from planpace.plan.periods import same
from planpace.plan.vintages import Figure, Series

RELATIVE = {"increase_by", "decrease_by", "multiply_by", "increase_by_points", "decrease_by_points"}
SUMMED = {"cumulative", "average_growth", "cumulative_rate"}
"""Kinds whose course starts from 0 or 100 by definition, not from a published figure."""

Reason = tuple[str, Mapping[str, object]]
"""A key of `labels.csv` (`reason.<key>`) and what fills its words."""


@dataclass(frozen=True, slots=True)
class Percent:
    """A share inside a reason, to be written in percent with one decimal."""

    share: float


@dataclass(frozen=True, slots=True)
class Amount:
    """A value inside a reason, in the target's unit, to be written in the reader's language."""

    value: float
    bound: str = ""


def unjudged(s: Standing, point: Point) -> Reason:
    """Why figures exist and no verdict does."""
    if s.course.hole:
        key = "hole" if s.promise.kind == "cumulative" else "hole_in_rates"
        return key, {"period": s.course.hole}
    if point.bound:
        return "bound_open", {"period": point.period, "value": Amount(point.value, point.bound)}
    if s.promise.kind in RELATIVE:
        return "no_baseline_for_change", {}
    return "one_figure", {"period": point.period}


def neighbours(s: Standing) -> tuple[Reason, ...]:
    """The deadline is past and its own figure unpublished: what its neighbours in time say."""
    before = [p for p in s.course.recent if p.end < s.promise.end]
    after = [p for p in s.course.recent if p.end > s.promise.end]
    reasons: list[Reason] = [("deadline_unpublished", {"period": s.promise.deadline})]
    for point in (*before[-1:], *after[:1]):
        verdicts = {s.met(point._replace(value=value)) for value in s.allowed(point)}
        key = "neighbour_met" if verdicts == {True} else "neighbour_short"
        if len(verdicts) > 1:
            key = "neighbour_open"
        if math.isnan(s.goal(point)):
            key = "neighbour"
        reasons.append((key, {"period": point.period, "value": Amount(point.value, point.bound)}))
    return tuple(reasons)


def why(s: Standing, status: str, facts: Any) -> tuple[Reason, ...]:
    """How a verdict was reached: the arithmetic of the schedule, or what stood in its place.

    `facts` is the Verdict whose numbers the words quote.
    """
    latest = {"period": facts.latest_period, "value": Amount(facts.latest, facts.bound)}
    reasons: list[Reason] = []
    if status in {"achieved", "missed"}:
        key = "is_achieved" if status == "achieved" else "is_missed"
        reasons.append((key, latest))
    elif not math.isnan(facts.position):
        key = "points_ahead" if facts.position >= 0 else "points_behind"
        parts = {"done": Percent(facts.progress), "gone": Percent(facts.elapsed)}
        reasons.append((key, {**parts, "points": Percent(abs(facts.position) / 100)}))
    if s.promise.kind in COMPARED:
        reasons.append(("compared", {}))
    elif math.isnan(s.course.baseline) and s.promise.kind in PEER:
        reasons.append(("peer_compared", {}))
    elif math.isnan(s.course.baseline) and status != "achieved":
        reasons.append(("carried", {}))
    elif s.course.recent and s.held(s.course.recent[-1]):
        reasons.append(("to_hold", {}))
    if facts.met_then_lost:
        reasons.append(("was_met", {"period": facts.first_met}))
    return tuple(reasons)


def revisions(s: Standing, shown: str, replaced: Series) -> tuple[Reason, ...]:
    """A revision of the figure shown that turned the verdict is said aloud."""
    new = next((p for p in s.course.points if p.period == shown), None)
    old = [f for f in replaced if f.period == shown]
    if new is None or not old or s.promise.kind in SUMMED | PEER or math.isnan(s.goal(new)):
        return ()
    before = old[-1]
    if s.met(new._replace(value=before.value)) == s.met(new):
        return ()
    value = Amount(before.value, before.bound)
    return (("revised", {"period": before.period, "value": value}),)


def remarks(s: Standing, series: Series, peer: Series) -> tuple[Reason, ...]:
    """What stands beside every verdict: an absent baseline, figures newer than any it may use."""
    remarks: list[Reason] = []
    wanted, kind = s.promise.baseline_period, s.promise.kind
    if kind in PEER and peer and not s.course.points:
        remarks.append(("peer_last", {"period": peer[-1].period}))
    if wanted and math.isnan(s.course.baseline) and kind not in RELATIVE | PEER:
        remarks.append(("no_baseline", {"period": wanted}))
    if kind not in PEER | SUMMED:
        judged = {round(p.end, 3) for p in s.course.points}
        since = max(judged, default=-math.inf)
        aside = [f for f in series if round(f.end, 3) not in judged]
        at_deadline = [f for f in aside if same(f.end, s.promise.end)]
        newer = [f for f in aside if f.end > since and f not in at_deadline]
        remarks += [_unused(f) for f in (*at_deadline[-1:], *newer[-1:])]
    if s.path:
        remarks.append(("own_schedule", {}))
    ends = (s.course.baseline, s.course.threshold, *(p.value for p in s.course.recent[-1:]))
    if kind not in PEER | SUMMED | COMPARED and s.course.recent and min(ends) <= 0:
        remarks.append(("no_geometric", {}))
    return tuple(remarks)


def _unused(figure: Figure) -> Reason:
    """A figure that is shown and may not be judged, with the ground for it."""
    value = Amount(figure.value, figure.bound)
    if figure.status == "estimate":
        return "estimate_not_used", {"period": figure.period, "value": value}
    if figure.basis == "ytd":
        return "ytd_not_used", {"ytd": figure.period, "value": value}
    return "part_not_used", {"period": figure.period, "value": value}
