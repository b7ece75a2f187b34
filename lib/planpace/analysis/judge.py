"""The verdict on one target, by the rules that `docs/methods.md` lists: schedule position
(时序进度) first, and a reason for every number that is missing.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from planpace.analysis import formulas
from planpace.analysis.formulas import NAN, ROUNDING
from planpace.analysis.methods import METHODS, RATED
from planpace.analysis.reasons import Amount, Percent, Reason, Reasons, When, dated, unused
from planpace.analysis.series import Case, Point, Promise, usable
from planpace.plan.periods import DAY, period, same
from planpace.plan.vintages import Figure

STATUSES = (
    "achieved", "ahead", "on_track", "behind", "off_track", "missed", "no_data", "not_assessable",
)  # fmt: skip
UNJUDGED = ("no_data", "not_assessable")
"""The statuses that are no verdict."""

Bands = Mapping[str, float]


def stated_early(status: str, final: bool) -> str:
    """Return the word for a status: what is achieved before its deadline is achieved early."""
    return "achieved_early" if status == "achieved" and not final else status


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is known of a target at a date; numbers that are unknown or have no meaning are NaN.

    Amounts in the indicator's unit, paces a year, growth in percent a year, position in points.
    `opinions`: {method: its word}. `indexed`: the amounts are an index from 100.
    """

    status: str = "no_data"
    final: bool = False
    reasons: Reasons = ()
    threshold: float = NAN
    baseline: float = NAN
    baseline_period: str = ""
    latest: float = NAN
    latest_period: str = ""
    bound: str = ""
    gap: float = NAN
    gap_pct: float = NAN
    progress: float = NAN
    elapsed: float = NAN
    position: float = NAN
    pace_required: float = NAN
    pace_observed: float = NAN
    growth_required: float = NAN
    growth_observed: float = NAN
    met_then_lost: bool = False
    first_met: str = ""
    data_status: str = "none"
    later: float = NAN
    later_period: str = ""
    opinions: Mapping[str, str] = field(default_factory=dict)
    indexed: bool = False

    @property
    def word(self) -> str:
        """The status, or `achieved_early`: the key of the word that a reader sees."""
        return stated_early(self.status, self.final)

    @property
    def judged(self) -> bool:
        """Whether there is a verdict at all."""
        return self.status not in UNJUDGED


class Ruling(NamedTuple):
    """A status with its reasons, and the numbers of a `Verdict` that then have no meaning."""

    status: str
    reasons: Reasons = ()
    final: bool = False
    void: tuple[str, ...] = ()


def judge(case: Case, bands: Bands) -> Verdict:
    """Return the verdict on a case; `bands` are the limits of position, in points."""
    match case.promise.kind.name:
        case "unknown_value":
            return _unknown(case)
        case "milestone":
            return _milestone(case)
    standing = Standing(case, bands)
    point, ruling = (_throughout if case.promise.throughout else _scheduled)(standing)
    shown = point.period if point else ""
    beside = (*_beside(standing), *_revised(standing, shown))
    return _verdict(standing, point, ruling, beside)


# --- one value ----------------------------------------------------------------------------------


def meets(promise: Promise, value: float, threshold: float) -> bool:
    """Whether a value keeps the promise; 216 keeps 200 × 1.08, whatever binary says."""
    slack = ROUNDING * max(1.0, abs(threshold)) if math.isfinite(threshold) else 0.0
    if promise.kind.name == "within":
        return promise.value - slack <= value <= promise.value_upper + slack
    if promise.kind.name == "beat_peer":
        return promise.sense * (value - threshold) > slack
    return promise.sense * (value - threshold) >= -slack


@dataclass(frozen=True, slots=True)
class Standing:
    """A case held against its promise; each method answers one question of a point."""

    case: Case
    bands: Bands

    @property
    def path(self) -> list[tuple[float, float]]:
        """The plan's own steps between baseline and deadline, empty where it sets none."""
        return planned_steps(self.case)

    def at_deadline(self) -> Point | None:
        """The point of the deadline period, if its figure is known."""
        return next(
            (p for p in self.case.course.recent if same(p.end, self.case.promise.end)), None
        )

    def decisive(self) -> Point | None:
        """The point to show: the deadline's, else the newest that settles it, else the newest."""
        if self.at_deadline():
            return self.at_deadline()
        points = self.case.course.recent
        newest = points[-1] if points else None
        if self.case.course.hole:
            return newest
        settled = (p for p in reversed(points) if not p.bound or len(self.words(p)) == 1)
        return next(settled, newest)

    def goal(self, point: Point | None) -> float:
        """The threshold at a point: the peer's figure of that period, else the target's own."""
        beside = point is not None and self.case.promise.kind.course == "sides"
        return point.peer if point and beside else self.case.course.threshold

    def met(self, point: Point) -> bool:
        """Whether a point's value keeps the promise."""
        return meets(self.case.promise, point.value, self.goal(point))

    def held(self, point: Point) -> bool:
        """Whether the baseline met the target already, so that it is to be held, not reached."""
        course, promise = self.case.course, self.case.promise
        if math.isnan(course.baseline) or not promise.kind.schedule:
            return False
        return meets(promise, course.baseline, self.goal(course.first or point))

    def progress(self, point: Point) -> float:
        """The part of the way gone; beside a peer, the part of the first distance closed."""
        course = self.case.course
        if not self.case.promise.kind.schedule or self.held(point):
            return NAN
        if self.case.promise.kind.course != "sides":
            return formulas.progress(course.baseline, point.value, course.threshold)
        if course.first is None:
            return NAN
        distance = course.first.value - course.first.peer
        return formulas.progress(distance, point.value - point.peer, 0)

    def elapsed(self, point: Point) -> float:
        """The part of the time gone, or of the plan's own steps where it sets them."""
        course = self.case.course
        if self.path:
            return formulas.planned_share(course.baseline, course.threshold, self.path, point.end)
        return formulas.elapsed(course.begin, point.end, self.case.promise.end)

    def allowed(self, point: Point) -> set[float]:
        """The ends of the range of values that a point's bound allows."""
        low, high = self.case.promise.lower, self.case.promise.upper
        match point.bound:
            case "min":
                return {point.value, math.inf if math.isnan(high) else high}
            case "max":
                return {point.value, -math.inf if math.isnan(low) else low}
        return {point.value}

    def words(self, point: Point) -> set[str]:
        """The verdicts of every value that a point's bound allows; "" stands for none possible."""
        return {self.word(point._replace(value=v, bound="")) for v in self.allowed(point)}

    def word(self, point: Point) -> str:
        """The verdict on one exact value; empty where there is no schedule to hold it against."""
        promise = self.case.promise
        if math.isnan(self.goal(point)):
            return ""
        if self.met(point):
            return "achieved"
        if same(point.end, promise.end):
            return "missed"
        if not promise.kind.schedule or self.held(point):
            return "behind"
        done = self.progress(point)
        if math.isnan(done):
            return "behind" if promise.kind.course == "sides" else self.carried(point)
        ahead = formulas.position(done, self.elapsed(point))
        return "off_track" if done < 0 else formulas.band(ahead, self.bands)

    def carried(self, point: Point) -> str:
        """Without a baseline: the verdict on where the observed pace would lead by the deadline."""
        before = (p for p in self.case.course.points if p.end < point.end and not p.bound)
        trend = [(p.end, p.value) for p in (*before, point)]
        share = formulas.covered(trend, self.goal(point), self.case.promise.end, self.positive())
        if math.isnan(share) or math.isinf(share):
            return ""
        limits = ((1.05, "ahead"), (0.95, "on_track"), (0.5, "behind"))
        return next((word for limit, word in limits if share >= limit), "off_track")

    def positive(self) -> bool:
        """Whether growth in percent has a meaning: an amount, and no figure of it at or below 0."""
        amount = self.case.promise.nature in {"stock", "flow", "index"}
        return amount and all(p.value > 0 for p in self.case.course.points)


def planned_steps(case: Case) -> list[tuple[float, float]]:
    """Return the plan's own steps [(time, value), …] from baseline to deadline, if it sets any."""
    course, end = case.course, case.promise.end
    inner = sorted((period(label).end, value) for label, value in case.steps)
    inner = [(t, s) for t, s in inner if course.begin < t < end - DAY]
    if not inner:
        return []
    return [(course.begin, course.baseline), *inner, (end, course.threshold)]


# --- the rules ----------------------------------------------------------------------------------

LATE = ("pace_required", "growth_required")
"""What is needed no more once the deadline is past."""


def _scheduled(s: Standing) -> tuple[Point | None, Ruling]:
    """The verdict by the target's own schedule, or by comparison where it has none."""
    case, point = s.case, s.decisive()
    if point is None:
        return None, _without_figures(s)
    words = s.words(point)
    status = next(iter(words)) if len(words) == 1 else ""
    if same(point.end, case.promise.end):
        if status:
            return point, Ruling(status, _why(s, point, status), final=True)
        return point, Ruling("not_assessable", (_unjudged(s, point),))
    if case.course.hole and status != "achieved":
        return point, Ruling("not_assessable", (_unjudged(s, point),))
    if case.over and not (case.promise.kind.course == "sums" and status == "achieved"):
        return point, Ruling("no_data", _neighbours(s), void=(*LATE, "elapsed", "position"))
    if not status:
        return point, Ruling("not_assessable", (_unjudged(s, point),))
    return point, Ruling(status, _why(s, point, status))


def _throughout(s: Standing) -> tuple[Point | None, Ruling]:
    """A promise for every period: broken once, it is missed; kept, it is achieved at the end."""
    begin, end = s.case.promise.begin, s.case.promise.end
    inside = [p for p in s.case.course.points if begin + DAY < p.end < end + DAY]
    point, void = (inside[-1] if inside else None), ("progress", "elapsed", "position")
    if point is None:
        return None, Ruling("no_data", (_silent(s),), void=void)
    broken = next((p for p in inside if not s.met(p)), None)
    missing = set(range(round(begin) + 1, round(point.end) + 1)) - {round(p.end) for p in inside}
    if broken:
        return point, Ruling("missed", (dated("broken", broken.period),), final=True, void=void)
    if missing:
        years = tuple(When(str(end - 1)) for end in sorted(missing))
        reason = Reason("years_missing", {"periods": years})
        return point, Ruling("not_assessable", (reason,), void=void)
    if same(point.end, end):
        return point, Ruling("achieved", final=True, void=void)
    if s.case.over:
        return point, Ruling("no_data", _neighbours(s), void=void)
    return point, Ruling("on_track", (Reason("holds_so_far"),), void=void)


def _without_figures(s: Standing) -> Ruling:
    """No figure after the baseline: what would have to be true is all that can be said."""
    case, promise = s.case, s.case.promise
    reasons: Reasons = (_silent(s),)
    if promise.kind.course == "sides":
        reasons = (Reason("no_common_period"),)
    elif case.course.points and not promise.kind.from_nothing:
        reasons = (dated("only_baseline", case.course.baseline_period),)
    if promise.kind.relative and math.isnan(case.course.baseline):
        indexed = not math.isnan(_index_goal(promise))
        reasons += (Reason("index_form" if indexed else "points_of_unknown"),)
    if not case.over:
        return Ruling("no_data", reasons)
    return Ruling("no_data", (dated("deadline_unpublished", promise.deadline), *reasons), void=LATE)


def _silent(s: Standing) -> Reason:
    """That no figure was found, or none that may decide."""
    return Reason("no_usable_figure" if s.case.series else "no_figure")


def _index_goal(promise: Promise) -> float:
    """Where a change leads from an index of 100; NaN for a change in points, which has no index."""
    return NAN if promise.kind.natures else promise.kind.level(promise.value, 100.0)


def _unknown(case: Case) -> Verdict:
    """The number promised is lost in the source; figures are shown, no verdict is possible."""
    figures = usable(case.series, case.promise.nature)
    lost = (Reason("value_lost"),)
    if not figures:
        return Verdict("not_assessable", reasons=lost)
    last, trend = figures[-1], [(f.end, f.value) for f in figures if not f.bound]
    return Verdict(
        "not_assessable", reasons=lost, latest=last.value, latest_period=last.period,
        bound=last.bound, pace_observed=formulas.pace_observed(trend), data_status="no_baseline",
    )  # fmt: skip


def _milestone(case: Case) -> Verdict:
    """Done by the deadline, stated as not done at or after it, or unstated."""
    figures, end = usable(case.series, "state"), case.promise.end
    if not figures:
        return Verdict(threshold=1.0, reasons=(Reason("nothing_stated"),))
    by_deadline = [f for f in figures if f.end < end + DAY]
    done = next((f for f in by_deadline if f.value == 1), None)
    still_open = next((f for f in figures if f.value == 0 and f.end > end - DAY), None)
    shown = done or still_open or figures[-1]
    ruling = Ruling("not_assessable", (dated("not_yet", shown.period),))
    if done and by_deadline[-1].value == 1:
        ruling = Ruling("achieved", final=case.over)
    elif still_open:
        ruling = Ruling("missed", (dated("still_open", still_open.period),), final=True)
    elif case.over:
        ruling = Ruling("no_data", (dated("deadline_unpublished", case.promise.deadline),))
    return Verdict(
        ruling.status, ruling.final, ruling.reasons, threshold=1.0, latest=shown.value,
        latest_period=shown.period, gap=shown.value - 1, gap_pct=100 * (shown.value - 1),
        first_met=done.period if done else "", met_then_lost=bool(done and not figures[-1].value),
        data_status="full",
    )  # fmt: skip


# --- the numbers --------------------------------------------------------------------------------


def _verdict(s: Standing, point: Point | None, ruling: Ruling, beside: Reasons) -> Verdict:
    """The ruling with every number that can be given, whatever the verdict."""
    case, course, promise = s.case, s.case.course, s.case.promise
    goal, now = s.goal(point), point or Point("", course.begin, course.baseline)
    short, newest = _shortfall(promise, now.value, goal), course.recent[-1:]
    met = [p for p in course.recent if s.met(p) and p.bound != "max"]
    lost = bool(newest) and not s.met(newest[0]) and (bool(met) or s.held(newest[0]))
    first = met[0].period if met else course.baseline_period if lost else ""
    later = newest[0] if newest and point and newest[0].end > point.end + DAY else None
    trend = [(p.end, p.value) for p in course.points if p.end <= now.end and not p.bound]
    if promise.kind.from_nothing:
        trend.insert(0, (course.begin, course.baseline))
    indexed = point is None and promise.kind.relative and math.isnan(course.baseline)
    if indexed and not math.isnan(_index_goal(promise)):
        goal, start = _index_goal(promise), promise.begin
        needed = formulas.pace_required(100.0, start, goal, promise.end)
    else:
        indexed = False
        needed = formulas.pace_required(0, now.end, -short, promise.end)
    way_left = s.positive() and short != 0 and not (point and s.met(point))
    numbers: dict[str, float] = {
        "pace_required": needed if promise.kind.schedule else NAN,
        "growth_required": formulas.growth_required(now.value, now.end, goal, promise.end)
        if way_left
        else NAN,
        "pace_observed": formulas.pace_observed(trend),
        "growth_observed": formulas.growth_observed(trend) if s.positive() else NAN,
    }
    if point:
        done, gone = s.progress(point), s.elapsed(point)
        numbers |= {
            "latest": point.value, "gap": short, "progress": done, "elapsed": gone,
            "gap_pct": 100 * short / abs(goal) if goal else NAN,
            "position": formulas.position(done, gone),
        }  # fmt: skip
    asked = point is not None and (not case.over or same(point.end, promise.end))
    return Verdict(
        ruling.status, ruling.final, (*ruling.reasons, *beside),
        threshold=goal,
        baseline=course.baseline, baseline_period=course.baseline_period,
        latest_period=now.period, bound=now.bound,
        met_then_lost=lost, first_met=first,
        later=later.value if later else NAN, later_period=later.period if later else "",
        data_status=_data_status(s, point),
        opinions=_opinions(s, point) if point and asked and not promise.throughout else {},
        indexed=indexed or promise.kind.course == "index",
        **(numbers | dict.fromkeys(ruling.void, NAN)),
    )  # fmt: skip


def _shortfall(promise: Promise, value: float, goal: float) -> float:
    """c − T in units; for a range, the distance to its nearer end, 0 inside it."""
    if promise.kind.name == "within":
        return min(value - promise.value, 0) or max(value - promise.value_upper, 0)
    return value - goal


def _data_status(s: Standing, point: Point | None) -> str:
    course, kind = s.case.course, s.case.promise.kind
    if point is not None:
        based = not math.isnan(course.baseline) or not kind.schedule
        return "full" if based else "no_baseline"
    return "no_recent" if course.points and not kind.from_nothing else "none"


def _opinions(s: Standing, point: Point) -> dict[str, str]:
    """{method: its word}; empty where there is no baseline, threshold or exact figure."""
    course, promise, goal = s.case.course, s.case.promise, s.goal(point)
    unsuited = promise.kind.course == "sides" or not promise.kind.schedule
    if unsuited or point.bound or course.hole or math.isnan(course.baseline) or math.isnan(goal):
        return {}
    known = [p for p in course.recent if p.end < point.end + DAY and not p.bound]
    years = [course.begin, *(p.end for p in known)]
    values = [course.baseline, *(p.value for p in known)]
    direction = "up" if promise.sense > 0 else "down"
    said = {"linear": s.word(point), "geometric": _geometric(s, point)}
    for name in RATED:
        rated = METHODS[name](
            years, values, target=goal, target_year=promise.end, direction=direction
        )
        said[name] = str(rated["status"])
    return said


def _geometric(s: Standing, point: Point) -> str:
    """Our schedule on a path of constant growth; silent where that path has no meaning."""
    course, plain = s.case.course, s.word(point)
    if plain in {"achieved", "missed"} or s.held(point):
        return plain
    done = formulas.log_progress(course.baseline, point.value, s.goal(point))
    share = formulas.elapsed(course.begin, point.end, s.case.promise.end)
    if math.isnan(done) or math.isnan(share):
        return "not_available"
    return "off_track" if done < 0 else formulas.band(formulas.position(done, share), s.bands)


# --- the reasons --------------------------------------------------------------------------------


def _why(s: Standing, point: Point, status: str) -> Reasons:
    """How a verdict was reached: the arithmetic of the schedule, or what stood in its place."""
    course, kind = s.case.course, s.case.promise.kind
    reasons: list[Reason] = []
    done, gone = s.progress(point), s.elapsed(point)
    ahead = formulas.position(done, gone)
    if status in {"achieved", "missed"}:
        reasons.append(dated(f"is_{status}", point.period, Amount(point.value, point.bound)))
    elif not math.isnan(ahead):
        key = ("points_ahead" if ahead >= 0 else "points_behind") + ("_steps" if s.path else "")
        points = {"points": Percent(abs(ahead) / 100)}
        reasons.append(Reason(key, {"done": Percent(done), "gone": Percent(gone), **points}))
    if not kind.schedule:
        reasons.append(Reason("compared"))
    elif math.isnan(course.baseline) and kind.course == "sides":
        reasons.append(Reason("peer_compared"))
    elif math.isnan(course.baseline) and status != "achieved":
        reasons.append(Reason("carried"))
    elif course.recent and s.held(course.recent[-1]):
        reasons.append(Reason("to_hold"))
    met = [p for p in course.recent if s.met(p) and p.bound != "max"]
    if met and not s.met(course.recent[-1]):
        reasons.append(dated("was_met", met[0].period))
    return tuple(reasons)


def _unjudged(s: Standing, point: Point) -> Reason:
    """Why figures exist and no verdict does."""
    kind = s.case.promise.kind
    if s.case.course.hole:
        key = "hole" if kind.course == "sums" else "hole_in_rates"
        return dated(key, s.case.course.hole)
    if point.bound:
        return dated("bound_open", point.period, Amount(point.value, point.bound))
    return Reason("no_baseline_for_change") if kind.relative else dated("one_figure", point.period)


def _neighbours(s: Standing) -> Reasons:
    """The deadline is past and its own figure unpublished: what its neighbours in time say."""
    end, recent = s.case.promise.end, s.case.course.recent
    before, after = [p for p in recent if p.end < end], [p for p in recent if p.end > end]
    near = (_neighbour(s, point) for point in (*before[-1:], *after[:1]))
    return (dated("deadline_unpublished", s.case.promise.deadline), *near)


def _neighbour(s: Standing, point: Point) -> Reason:
    keys = {True: "neighbour_met", False: "neighbour_short"}
    met = {s.met(point._replace(value=value)) for value in s.allowed(point)}
    key = keys[met.pop()] if len(met) == 1 else "neighbour_open"
    if math.isnan(s.goal(point)):
        key = "neighbour"
    return dated(key, point.period, Amount(point.value, point.bound))


def _beside(s: Standing) -> Reasons:
    """What stands beside every verdict: an absent baseline, figures newer than any it may use."""
    case, course, kind = s.case, s.case.course, s.case.promise.kind
    wanted, reasons = case.promise.baseline_period, list[Reason]()
    sides = kind.course == "sides"
    if sides and case.peer and not course.points:
        reasons.append(dated("peer_last", case.peer[-1].period))
    if wanted and math.isnan(course.baseline) and not (kind.relative or sides):
        reasons.append(dated("no_baseline", wanted))
    if not (sides or kind.from_nothing):
        reasons += [unused(figure, case.promise.unit) for figure in _aside(case)]
    if s.path:
        reasons.append(Reason("own_schedule"))
    ends = (course.baseline, course.threshold, *(p.value for p in course.recent[-1:]))
    plain = kind.schedule and not (sides or kind.from_nothing)
    if plain and course.recent and min(ends) <= 0:
        reasons.append(Reason("no_geometric"))
    return tuple(reasons)


def _aside(case: Case) -> list[Figure]:
    """The newest figure that may not be judged, and the deadline's own where it may not."""
    judged = {round(p.end, 3) for p in case.course.points}
    since = max(judged, default=-math.inf)
    aside = [f for f in case.series if round(f.end, 3) not in judged]
    at_deadline = [f for f in aside if same(f.end, case.promise.end)]
    newer = [f for f in aside if f.end > since and f not in at_deadline]
    return [*at_deadline[-1:], *newer[-1:]]


def _revised(s: Standing, shown: str) -> Reasons:
    """A revision that turned the verdict is said aloud, and that two sources differ of one day."""
    kind = s.case.promise.kind
    new = next((p for p in s.case.course.points if p.period == shown), None)
    old = [f for f in s.case.replaced if f.period == shown]
    if new is None or not old or kind.from_nothing or kind.course == "sides":
        return ()
    kept = next((f for f in s.case.series if f.period == shown and f.basis == old[-1].basis), None)
    before, value = old[-1], Amount(old[-1].value, old[-1].bound)
    if kept and kept.published == before.published:
        differs = (kept.value, kept.bound) != (before.value, before.bound)
        return (dated("sources_differ", shown, value),) if differs else ()
    if math.isnan(s.goal(new)) or s.met(new._replace(value=before.value)) == s.met(new):
        return ()
    return (dated("revised", before.period, value),)
