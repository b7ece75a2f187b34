"""The verdict on one target, by the rules that `docs/methods.md` lists, with the reason for every
number that is missing.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from planpace import gap
from planpace.course import Point, Promise, course_of, usable
from planpace.known import Series
from planpace.opinions import opinions, written
from planpace.periods import DAY, same
from planpace.reasons import RELATIVE, SUMMED, Reason, neighbours, remarks, revisions, unjudged, why
from planpace.standing import COMPARED, PEER, Standing, planned_steps

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


def judge(
    promise: Promise,
    series: Series,
    peer: Series = (),
    steps: Sequence[tuple[str, float]] = (),
    replaced: Series = (),
    *,
    now: float,
    bands: Mapping[str, float],
) -> Verdict:
    """Return the verdict on a target from the figures known `now` (decimal years).

    `replaced`: older vintages, to say aloud where a revision has turned the verdict.
    """
    if promise.kind == "unknown_value":
        verdict = _unknown(promise, series)
    elif promise.kind == "milestone":
        verdict = _milestone(promise, series, now)
    else:
        course = course_of(promise, series, peer)
        standing = Standing(promise, course, planned_steps(course, steps, promise), bands)
        verdict = (_throughout if promise.throughout else _scheduled)(standing, now)
        why_else = remarks(standing, series, peer) + revisions(
            standing, verdict.latest_period, replaced
        )
        verdict = replace(verdict, reasons=verdict.reasons + why_else)
    return replace(verdict, verdict_range=verdict.verdict_range or verdict.status)


def _scheduled(s: Standing, now: float) -> Verdict:
    """The verdict by the target's own schedule, or by comparison where it has none."""
    point = s.decisive()
    facts = _facts(s, point)
    if point is None:
        return _without_figures(s, facts)
    if now <= s.promise.end + DAY or same(point.end, s.promise.end):
        facts = replace(facts, verdict_range=written(opinions(s, point)))
    words = s.words(point)
    if same(point.end, s.promise.end):
        if words in ({"achieved"}, {"missed"}):
            status = words.pop()
            return replace(facts, status=status, final=True, reasons=why(s, status, facts))
        return replace(facts, status="not_assessable", reasons=(unjudged(s, point),))
    settled = words == {"achieved"}
    if s.course.hole and not settled:
        return replace(facts, status="not_assessable", reasons=(unjudged(s, point),))
    if now > s.promise.end + DAY and not (s.promise.kind == "cumulative" and settled):
        return replace(
            facts, status="no_data", reasons=neighbours(s), elapsed=NAN, position=NAN,
            pace_required=NAN, growth_required=NAN,
        )  # fmt: skip
    if len(words) != 1 or words == {""}:
        return replace(facts, status="not_assessable", reasons=(unjudged(s, point),))
    status = words.pop()
    return replace(facts, status=status, reasons=why(s, status, facts))


def _throughout(s: Standing, now: float) -> Verdict:
    """A promise for every period: broken once, it is missed; kept, it is achieved at the end."""
    begin, end = s.promise.begin, s.promise.end
    inside = [p for p in s.course.points if begin + DAY < p.end < end + DAY]
    point = inside[-1] if inside else None
    facts = replace(_facts(s, point), progress=NAN, elapsed=NAN, position=NAN)
    if point is None:
        return replace(facts, status="no_data", reasons=(("no_figure", {}),))
    broken = next((p for p in inside if not s.met(p)), None)
    if broken:
        broke: Reason = ("broken", {"period": broken.period})
        return replace(facts, status="missed", final=True, reasons=(broke,))
    missing = set(range(round(begin) + 1, round(point.end) + 1)) - {round(p.end) for p in inside}
    if missing:
        years = ", ".join(str(end - 1) for end in sorted(missing))
        gone: Reason = ("years_missing", {"periods": years})
        return replace(facts, status="not_assessable", reasons=(gone,))
    if same(point.end, end):
        return replace(facts, status="achieved", final=True)
    if now > end + DAY:
        return replace(facts, status="no_data", reasons=neighbours(s))
    return replace(facts, status="on_track", reasons=(("holds_so_far", {}),))


def _facts(s: Standing, point: Point | None) -> Verdict:
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
        pace_required=gap.pace_required(0, now.end, -short, promise.end),
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


def _without_figures(s: Standing, facts: Verdict) -> Verdict:
    """No figure after the baseline: what would have to be true is all that can be said."""
    period = s.course.baseline_period
    reasons: tuple[Reason, ...] = (("no_figure", {}),)
    if s.promise.kind in PEER:
        reasons = (("no_common_period", {}),)
    elif facts.data_status == "no_recent":
        reasons = (("only_baseline", {"period": period}),)
    facts = replace(facts, status="no_data", reasons=reasons)
    if s.promise.kind not in RELATIVE or not math.isnan(s.course.baseline):
        return facts
    if s.promise.kind.endswith("_points"):
        return replace(facts, reasons=(*reasons, ("points_of_unknown", {})))
    goal = gap.threshold(s.promise.kind, s.promise.value, 100.0)
    pace = gap.pace_required(100.0, s.promise.begin, goal, s.promise.end)
    index: Reason = ("index_form", {})
    return replace(facts, threshold=goal, pace_required=pace, reasons=(*reasons, index))


def _unknown(promise: Promise, series: Series) -> Verdict:
    """The number promised is lost in the source; figures are shown, no verdict is possible."""
    figures = usable(series, promise.nature)
    facts = Verdict(status="not_assessable", reasons=(("value_lost", {}),))
    if not figures:
        return facts
    last, trend = figures[-1], [(f.end, f.value) for f in figures if not f.bound]
    return replace(
        facts, latest=last.value, latest_period=last.period, bound=last.bound,
        pace_observed=gap.pace_observed(trend), data_status="no_baseline",
    )  # fmt: skip


def _milestone(promise: Promise, series: Series, now: float) -> Verdict:
    """Done by the deadline, stated as not done at or after it, or unstated."""
    figures = usable(series, "state")
    if not figures:
        return Verdict(threshold=1.0, reasons=(("nothing_stated", {}),))
    done = next((f for f in figures if f.value == 1 and f.end < promise.end + DAY), None)
    still_open = next((f for f in figures if f.value == 0 and f.end > promise.end - DAY), None)
    shown = done or still_open or figures[-1]
    by_deadline = [f for f in figures if f.end < promise.end + DAY]
    verdict = Verdict(
        threshold=1.0, latest=shown.value, latest_period=shown.period, gap=shown.value - 1,
        gap_pct=100 * (shown.value - 1), first_met=done.period if done else "",
        met_then_lost=bool(done and figures[-1].value == 0), data_status="full",
    )  # fmt: skip
    if done and by_deadline[-1].value == 1:
        return replace(verdict, status="achieved", final=now > promise.end + DAY)
    if still_open:
        reason: Reason = ("still_open", {"period": still_open.period})
        return replace(verdict, status="missed", final=True, reasons=(reason,))
    if now > promise.end + DAY:
        unpublished: Reason = ("deadline_unpublished", {"period": promise.deadline})
        return replace(verdict, status="no_data", reasons=(unpublished,))
    pending: Reason = ("not_yet", {"period": shown.period})
    return replace(verdict, status="not_assessable", reasons=(pending,))
