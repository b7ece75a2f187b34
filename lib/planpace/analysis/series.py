"""A target's course: its figures brought to the scale of its threshold, whatever was promised.

Levels stay as published, a cumulative target becomes its running sum from 0, yearly rates become
an index from 100, and a target beside a peer keeps both sides. What then follows (progress,
position, pace, verdict) is one and the same for all.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from planpace.analysis import gap
from planpace.plan.periods import DAY, period, same
from planpace.plan.vintages import Figure, Series

NAN = math.nan


@dataclass(frozen=True, slots=True)
class Promise:
    """One target with what its indicator says of it, values in the indicator's unit."""

    target_id: str
    kind: str
    value: float
    value_upper: float
    throughout: bool
    baseline_period: str
    start: str
    deadline: str
    nature: str
    direction: str
    lower: float
    upper: float
    unit: str = ""

    @property
    def end(self) -> float:
        """The deadline in decimal years; a year means its end."""
        return period(self.deadline).end

    @property
    def begin(self) -> float:
        """The start of the window, NaN without one; a year means its beginning."""
        return period(self.start).start if self.start else NAN


class Point(NamedTuple):
    """A value on the scale of the threshold, the period in which it was reached, and its bound."""

    period: str
    end: float
    value: float
    bound: str = ""
    peer: float = NAN


@dataclass(frozen=True, slots=True)
class Course:
    """A target's points, oldest first, with the baseline they start from and the threshold."""

    points: tuple[Point, ...]
    threshold: float
    baseline: float = NAN
    baseline_period: str = ""
    begin: float = NAN
    hole: str = ""

    @property
    def recent(self) -> tuple[Point, ...]:
        """The points after the baseline; all of them where there is none."""
        return tuple(p for p in self.points if not p.end <= self.begin + DAY)


def usable(series: Series, nature: str) -> Series:
    """Return the figures that may decide a verdict: full years of a flow, no estimates, no YTD."""
    basis = {
        "flow": {"annual"},
        "rate": {"annual"},
        "share": {"annual", "point"},
        "index": {"annual", "point"},
        "rank": {"annual", "point"},
    }.get(nature, {"annual", "point", "quarter", "month"})
    kept = [f for f in series if f.basis in basis and f.status != "estimate"]
    return tuple({round(f.end, 3): f for f in kept}.values())


def course_of(promise: Promise, series: Series, peer: Series = ()) -> Course:
    """Return the course of a target from its own figures and, where it has one, its peer's."""
    match promise.kind:
        case "cumulative":
            return _sums(promise, series)
        case "average_growth" | "cumulative_rate":
            return _compounded(promise, series)
        case "match_peer" | "beat_peer":
            return _beside(promise, series, peer)
    return _levels(promise, series)


def _levels(promise: Promise, series: Series) -> Course:
    points = tuple(_point(f) for f in usable(series, promise.nature))
    bare = Course(points, gap.threshold(promise.kind, promise.value))
    wanted = period(promise.baseline_period).end if promise.baseline_period else NAN
    base = next((p for p in points if same(p.end, wanted) and not p.bound), None)
    if base is None:
        return bare
    goal = gap.threshold(promise.kind, promise.value, base.value)
    return Course(points, goal, base.value, base.period, base.end)


def _point(figure: Figure) -> Point:
    return Point(figure.period, figure.end, figure.value, figure.bound)


def _sums(promise: Promise, series: Series) -> Course:
    """Running sums from 0 at the start; behind a period without figures they are lower bounds."""
    points, total, bound, hole, reached = [], 0.0, "", "", promise.begin
    for part in _parts(series, promise.begin, promise.end):
        if not hole and not same(part.start, reached):
            bound, hole = "min", str(math.floor(reached + DAY))
        total, reached = total + part.value, part.end
        bound = bound or part.bound
        points.append(Point(part.period, part.end, total, bound))
    return Course(tuple(points), promise.value, 0.0, "", promise.begin, hole)


def _parts(series: Series, begin: float, end: float) -> list[Figure]:
    """The figures that add up to a window without overlap: a whole year before any part of it."""
    inside = [
        f for f in series
        if f.status != "estimate" and f.basis != "point"
        and f.start >= begin - DAY and f.end <= end + DAY
    ]  # fmt: skip
    whole = {round(f.start): f for f in inside if f.basis == "annual"}
    years = sorted({math.floor(f.start + DAY) for f in inside})
    return [f for y in years for f in ([whole[y]] if y in whole else _partial(inside, y))]


def _partial(inside: Sequence[Figure], year: int) -> list[Figure]:
    """What is known of a year without a yearly figure: its YTD figure, quarters or months."""
    ytd = [f for f in inside if f.basis == "ytd" and math.floor(f.start + DAY) == year]
    reach = max(ytd, key=lambda f: f.end, default=None)
    chain = [reach._replace(start=float(year))] if reach else []
    ends = chain[-1].end if chain else float(year)
    for basis in ("quarter", "month"):
        for figure in sorted((f for f in inside if f.basis == basis), key=lambda f: f.start):
            if math.floor(figure.start + DAY) == year and figure.start >= ends - DAY:
                chain.append(figure)
                ends = figure.end
    return chain


def _compounded(promise: Promise, series: Series) -> Course:
    """The index that the yearly rates lead to from 100; it stops at the first missing year."""
    rates = {round(f.start): f for f in usable(series, "rate")}
    years = range(round(promise.begin), round(promise.end))
    N = len(years)
    yearly = promise.kind == "average_growth"
    goal = gap.compounded([promise.value] * N if yearly else [promise.value])
    points, value, hole = [], 100.0, ""
    for year in years:
        if year not in rates:
            later = any(y in rates for y in range(year, years.stop))
            hole = str(year) if later else ""
            break
        value = value * gap.compounded([rates[year].value]) / 100
        points.append(Point(str(year), year + 1.0, value, rates[year].bound))
    return Course(tuple(points), goal, 100.0, "", promise.begin, hole)


def _beside(promise: Promise, series: Series, peer: Series) -> Course:
    """Both sides at the periods that both know; the threshold is the peer's last figure."""
    theirs = {(f.period, f.basis): f for f in usable(peer, promise.nature) if not f.bound}
    points = tuple(
        _point(f)._replace(peer=theirs[f.period, f.basis].value)
        for f in usable(series, promise.nature)
        if (f.period, f.basis) in theirs
    )
    course = Course(points, points[-1].peer if points else NAN)
    wanted = period(promise.baseline_period).end if promise.baseline_period else NAN
    base = next((p for p in points if same(p.end, wanted)), None)
    if base is None:
        return course
    return replace(course, baseline=base.value, baseline_period=base.period, begin=base.end)
