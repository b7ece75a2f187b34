"""The verdict on one target, by the rules that `docs/methods.md` lists, with the reason for every
number that is missing.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from planpace.analysis import gap
from planpace.analysis.facts import Verdict, facts_of
from planpace.analysis.opinions import opinions, written
from planpace.analysis.reasons import (
    RELATIVE,
    Reason,
    neighbours,
    remarks,
    revisions,
    unjudged,
    why,
)
from planpace.analysis.series import Promise, course_of, usable
from planpace.analysis.standing import PEER, Standing, planned_steps
from planpace.plan.periods import DAY, same
from planpace.plan.vintages import Series

NAN = math.nan


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
    facts = facts_of(s, point)
    if point is None and now > s.promise.end + DAY:
        unpublished: Reason = ("deadline_unpublished", {"period": s.promise.deadline})
        late = _without_figures(s, replace(facts, pace_required=NAN, growth_required=NAN))
        return replace(late, pace_required=NAN, reasons=(unpublished, *late.reasons))
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
    facts = replace(facts_of(s, point), progress=NAN, elapsed=NAN, position=NAN)
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
