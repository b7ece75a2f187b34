"""Where one value stands: met or not, and if not, how far along its schedule (时序进度)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from planpace.analysis import gap
from planpace.analysis.series import Course, Point, Promise
from planpace.plan.periods import DAY, period, same

NAN = math.nan

STATUSES = (
    "achieved", "ahead", "on_track", "behind", "off_track", "missed", "no_data", "not_assessable",
)  # fmt: skip

AT_MOST = {"at_most", "decrease_by", "decrease_by_points", "rank_within"}
PEER = {"match_peer", "beat_peer"}
COMPARED = {"rank_within", "within"}
"""Kinds without a schedule: they are met or they are not."""


def meets(promise: Promise, value: float, threshold: float) -> bool:
    """Whether a value keeps the promise; 216 keeps 200 × 1.08, whatever binary says."""
    slack = gap.ROUNDING * max(1.0, abs(threshold)) if math.isfinite(threshold) else 0.0
    if promise.kind == "within":
        return promise.value - slack <= value <= promise.value_upper + slack
    if promise.kind == "beat_peer":
        return sense(promise) * (value - threshold) > slack
    return sense(promise) * (value - threshold) >= -slack


def sense(promise: Promise) -> int:
    """Return +1 where more is promised and −1 where less is."""
    down = promise.direction == "down"
    if promise.kind in PEER or promise.kind == "average_growth":
        return -1 if down else 1
    if promise.kind == "cumulative_rate":
        return -1 if promise.value < 0 else 1
    return -1 if promise.kind in AT_MOST else 1


def planned_steps(
    course: Course, steps: Sequence[tuple[str, float]], promise: Promise
) -> list[tuple[float, float]]:
    """The plan's own yearly steps between baseline and deadline, empty where it sets none."""
    inner = [(period(label).end, value) for label, value in steps]
    inner = [(t, s) for t, s in sorted(inner) if course.begin < t < promise.end - DAY]
    if not inner or math.isnan(course.begin):
        return []
    return [(course.begin, course.baseline), *inner, (promise.end, course.threshold)]


@dataclass(frozen=True, slots=True)
class Standing:
    """One target's course held against its promise; each method answers one question of a point."""

    promise: Promise
    course: Course
    path: list[tuple[float, float]]
    bands: Mapping[str, float]

    def decisive(self) -> Point | None:
        """The point to show: the deadline's, else the newest that settles it, else the newest."""
        if self.at_deadline():
            return self.at_deadline()
        points = self.course.recent
        if self.course.hole:
            return points[-1] if points else None
        settled = (p for p in reversed(points) if not p.bound or len(self.words(p)) == 1)
        return next(settled, points[-1] if points else None)

    def at_deadline(self) -> Point | None:
        """The point of the deadline period, if its figure is known."""
        return next((p for p in self.course.recent if same(p.end, self.promise.end)), None)

    def goal(self, point: Point) -> float:
        """The threshold at a point: the peer's figure of that period, else the target's own."""
        return point.peer if self.promise.kind in PEER else self.course.threshold

    def met(self, point: Point) -> bool:
        """Whether a point's value keeps the promise."""
        return meets(self.promise, point.value, self.goal(point))

    def progress(self, point: Point) -> float:
        """The part of the way gone; beside a peer, the part of the first distance closed."""
        if self.promise.kind in COMPARED or self.held(point):
            return NAN
        if self.promise.kind in PEER:
            first = self.first()
            return (
                gap.progress(first.value - first.peer, point.value - point.peer, 0)
                if first
                else NAN
            )
        return gap.progress(self.course.baseline, point.value, self.course.threshold)

    def first(self) -> Point | None:
        """The point of the baseline, where it is one of the figures."""
        return next((p for p in self.course.points if same(p.end, self.course.begin)), None)

    def held(self, point: Point) -> bool:
        """Whether the baseline met the target already, so that it is to be held, not reached."""
        if math.isnan(self.course.baseline) or self.promise.kind in COMPARED:
            return False
        return meets(self.promise, self.course.baseline, self.goal(self.first() or point))

    def elapsed(self, point: Point) -> float:
        """The part of the time gone, or of the plan's own steps where it sets them."""
        if self.path:
            return gap.planned_share(
                self.course.baseline, self.course.threshold, self.path, point.end
            )
        return gap.elapsed(self.course.begin, point.end, self.promise.end)

    def words(self, point: Point) -> set[str]:
        """The verdicts of every value that a point's bound allows; "" stands for none possible."""
        return {self.word(point._replace(value=v, bound="")) for v in self.allowed(point)}

    def allowed(self, point: Point) -> set[float]:
        """The ends of the range of values that a point's bound allows."""
        low, high = self.promise.lower, self.promise.upper
        if point.bound == "min":
            return {point.value, math.inf if math.isnan(high) else high}
        if point.bound == "max":
            return {point.value, -math.inf if math.isnan(low) else low}
        return {point.value}

    def word(self, point: Point) -> str:
        """The verdict on one exact value; empty where there is no schedule to hold it against."""
        if math.isnan(self.goal(point)):
            return ""
        if same(point.end, self.promise.end):
            return "achieved" if self.met(point) else "missed"
        if self.met(point):
            return "achieved"
        if self.promise.kind in COMPARED or self.held(point):
            return "behind"
        done = self.progress(point)
        if not math.isnan(done):
            return (
                "off_track"
                if done < 0
                else gap.band(gap.position(done, self.elapsed(point)), self.bands)
            )
        return "behind" if self.promise.kind in PEER else self.carried(point)

    def carried(self, point: Point) -> str:
        """Without a baseline: the verdict on where the observed pace would lead by the deadline."""
        points = [(p.end, p.value) for p in self.course.points if p.end < point.end and not p.bound]
        share = gap.covered(
            [*points, (point.end, point.value)], self.goal(point), self.promise.end, self.positive()
        )
        if math.isnan(share) or math.isinf(share):
            return ""
        limits = ((1.05, "ahead"), (0.95, "on_track"), (0.5, "behind"))
        return next((word for limit, word in limits if share >= limit), "off_track")

    def positive(self) -> bool:
        """Whether growth in percent has a meaning: an amount, and no figure of it at or below 0."""
        amount = self.promise.nature in {"stock", "flow", "index"}
        return amount and all(p.value > 0 for p in self.course.points)
