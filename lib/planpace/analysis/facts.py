"""Every number that can be given of a target at a date, whatever the verdict."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from planpace.analysis import gap
from planpace.analysis.reasons import SUMMED, Reason
from planpace.analysis.series import Point, Promise
from planpace.analysis.standing import COMPARED, Standing
from planpace.plan.periods import DAY

NAN = math.nan


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is known of a target at a date; numbers that are unknown or have no meaning are NaN."""

    threshold: float = NAN
    baseline: float = NAN
    baseline_period: str = ""
    latest: float = NAN
    latest_period: str = ""
    gap: float = NAN
    gap_pct: float = NAN
    progress: float = NAN
    elapsed: float = NAN
    position: float = NAN
    pace_required: float = NAN
    pace_observed: float = NAN
    growth_required: float = NAN
    growth_observed: float = NAN
    status: str = "no_data"
    final: bool = False
    met_then_lost: bool = False
    first_met: str = ""
    verdict_range: str = ""
    data_status: str = "none"
    bound: str = ""
    later: float = NAN
    later_period: str = ""
    reasons: tuple[Reason, ...] = ()


def facts_of(s: Standing, point: Point | None) -> Verdict:
    """Every number that can be given, whatever the verdict."""
    course, promise = s.course, s.promise
    now = point or Point("", course.begin, course.baseline)
    goal = s.goal(point) if point else course.threshold
    short = _shortfall(promise, now.value, goal)
    reached = [p for p in course.recent if s.met(p) and p.bound != "max"]
    newest = course.recent[-1] if course.recent else None
    later = newest if newest and point and newest.end > point.end + DAY else None
    trend = [(p.end, p.value) for p in course.points if p.end <= now.end and not p.bound]
    if promise.kind in SUMMED:
        trend.insert(0, (course.begin, course.baseline))
    open_way = s.positive() and short != 0 and not (point and s.met(point))
    facts = Verdict(
        threshold=goal,
        baseline=course.baseline,
        baseline_period=course.baseline_period,
        pace_required=NAN
        if promise.kind in COMPARED
        else gap.pace_required(0, now.end, -short, promise.end),
        growth_required=gap.growth_required(now.value, now.end, goal, promise.end)
        if open_way
        else NAN,
        pace_observed=gap.pace_observed(trend),
        growth_observed=gap.growth_observed(trend) if s.positive() else NAN,
        first_met=reached[0].period if reached else "",
        met_then_lost=bool(reached and newest and not s.met(newest)),
        later=later.value if later else NAN,
        later_period=later.period if later else "",
        data_status=_data_status(s, point),
    )
    if point is None:
        return facts
    done, share = s.progress(point), s.elapsed(point)
    return replace(
        facts,
        latest=point.value,
        latest_period=point.period,
        bound=point.bound,
        gap=short,
        gap_pct=100 * short / abs(goal) if goal else NAN,
        progress=done,
        elapsed=share,
        position=gap.position(done, share),
    )


def _shortfall(promise: Promise, value: float, goal: float) -> float:
    """c − T in units; for a range, the distance to its nearer end, 0 inside it."""
    if promise.kind == "within":
        return min(value - promise.value, 0) or max(value - promise.value_upper, 0)
    return value - goal


def _data_status(s: Standing, point: Point | None) -> str:
    if point is not None:
        based = not math.isnan(s.course.baseline) or s.promise.kind in COMPARED
        return "full" if based else "no_baseline"
    return "no_recent" if s.course.points and s.promise.kind not in SUMMED else "none"
