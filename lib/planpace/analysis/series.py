"""A target's course: its figures brought to the scale of its threshold, whatever was promised.

Levels stay as published, a cumulative target becomes its running sum from 0, yearly rates become
an index from 100, and a target beside a peer keeps both sides. What then follows (progress,
position, pace, verdict) is one and the same for all.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from planpace.analysis.formulas import NAN, compounded
from planpace.plan.kinds import KINDS, Kind
from planpace.plan.periods import DAY, period, same
from planpace.plan.plan import Plan
from planpace.plan.rows import Indicator, Target
from planpace.plan.vintages import Figure, Key, Series
from planpace.words.units import convert, convertible

Steps = tuple[tuple[str, float], ...]
"""The plan's own steps on the way, (period, value)."""


@dataclass(frozen=True, slots=True)
class Promise:
    """One target with what its indicator says of it, values in the indicator's unit."""

    kind: Kind
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

    @property
    def sense(self) -> int:
        """+1 where more is promised and −1 where less is."""
        match self.kind.sense:
            case "direction":
                return -1 if self.direction == "down" else 1
            case "sign":
                return -1 if self.value < 0 else 1
        return -1 if self.kind.sense == "less" else 1


class Point(NamedTuple):
    """A value on the scale of the threshold, the period in which it was reached, and its bound."""

    period: str
    end: float
    value: float
    bound: str = ""
    peer: float = NAN


@dataclass(frozen=True, slots=True)
class Course:
    """A target's points, oldest first, with the baseline they start from and the threshold.

    `hole`: the first period without the figure that a sum or an index would need.
    """

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

    @property
    def first(self) -> Point | None:
        """The point of the baseline, where it is one of the figures."""
        return next((p for p in self.points if same(p.end, self.begin)), None)


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """All that a verdict on one target needs: its promise, what is known of it, and its course.

    `replaced`: older vintages. `now`: the date of the judgement in decimal years.
    """

    target: Target
    promise: Promise
    series: Series
    peer: Series
    replaced: Series
    steps: Steps
    now: float
    course: Course

    @property
    def over(self) -> bool:
        """Whether the deadline is past."""
        return self.now > self.promise.end + DAY


Known = Mapping[Key, tuple[Series, Series]]


def cases(plan: Plan, as_of: str, known: Known | None = None) -> list[Case]:
    """Return the case of every target as of a date, on the figures known by then."""
    seen = plan.known(as_of) if known is None else known
    return [case_of(plan, target, seen, as_of) for target in plan.promises]


def case_of(plan: Plan, target: Target, known: Known, as_of: str) -> Case:
    """Return one target's case from figures by indicator and entity."""
    promise = promise_of(target, plan.indicator[target.indicator_id])
    series, replaced = known.get((target.indicator_id, target.entity_id), ((), ()))
    peer, _ = known.get((target.indicator_id, target.peer_id), ((), ()))
    course = course_of(promise, series, peer)
    steps, now = plan.steps.get(target.target_id, ()), period(as_of).end
    return Case(target, promise, series, peer, replaced, steps, now, course)


def promise_of(target: Target, indicator: Indicator) -> Promise:
    """Return what a target promises; an amount is converted, a percentage or multiple stays."""

    def in_unit(value: float) -> float:
        fits = convertible(target.unit, indicator.unit)
        return convert(value, target.unit, indicator.unit) if fits else value

    return Promise(
        KINDS[target.kind], in_unit(target.value), in_unit(target.value_upper),
        target.throughout == "yes", target.baseline_period, target.start, target.deadline,
        indicator.nature, indicator.direction, indicator.lower, indicator.upper, indicator.unit,
    )  # fmt: skip


def usable(series: Series, nature: str) -> Series:
    """Return the figures that may decide a verdict: full years of a flow or rate, no estimates.

    A year to date that ends with the year is the year; a flow's quarters or months that make up a
    whole year are added up. Levels of a share, an index or a rank count at a date or for a year.
    """
    stated = [f for f in series if f.status != "estimate"]
    if nature in {"flow", "rate"}:
        whole = [f for f in stated if f.basis == "annual"]
        known = {round(f.start) for f in whole}
        ended = [_full(f) for f in stated if f.basis == "ytd" and same(f.end, round(f.end))]
        whole += [f for f in ended if round(f.start) not in known]
        if nature == "flow":
            whole += _added_up(stated, {round(f.start) for f in whole})
        return tuple(sorted(whole, key=lambda f: f.end))
    basis = {"annual", "point"}
    if nature in {"stock", "state"}:
        basis |= {"quarter", "month"}
    kept = [f for f in stated if f.basis in basis]
    return tuple({round(f.end, 3): f for f in kept}.values())


def _full(figure: Figure) -> Figure:
    """A year to date that ends with its year, as that year's figure."""
    year = round(figure.end) - 1
    return figure._replace(period=str(year), start=float(year), basis="annual")


def _added_up(stated: Iterable[Figure], known: set[int]) -> list[Figure]:
    """The years that quarters and months make up without a gap, where no other figure has them."""
    parts = [f for f in stated if f.basis in {"quarter", "month"}]
    found = []
    for year in sorted({math.floor(f.start + DAY) for f in parts} - known):
        chain = _chained(parts, year)
        starts = [float(year), *(f.end for f in chain)]
        whole = all(same(f.start, start) for f, start in zip(chain, starts, strict=False))
        if whole and same(starts[-1], year + 1):
            last, bounds = chain[-1], {f.bound for f in chain if f.bound}
            if len(bounds) < 2:
                total = sum(f.value for f in chain)
                found.append(
                    last._replace(
                        period=str(year), start=float(year), basis="annual", value=total,
                        bound=next(iter(bounds), ""), status="derived",
                        published=max(f.published for f in chain),
                    )
                )  # fmt: skip
    return found


def _chained(parts: Iterable[Figure], year: int, reached: float = -math.inf) -> list[Figure]:
    """The parts of a year that follow one another without overlap, the longest one first."""
    chain: list[Figure] = []
    for figure in sorted(parts, key=lambda f: (f.start, -f.end)):
        if math.floor(figure.start + DAY) == year and figure.start >= reached - DAY:
            chain.append(figure)
            reached = figure.end
    return chain


def course_of(promise: Promise, series: Series, peer: Series = ()) -> Course:
    """Return the course of a target from its own figures and, where it has one, its peer's."""
    match promise.kind.course:
        case "sums":
            return _sums(promise, series)
        case "index":
            return _index(promise, series)
        case "sides":
            return _sides(promise, series, peer)
    return _levels(promise, series)


def _levels(promise: Promise, series: Series) -> Course:
    """Figures as published; the baseline must be an exact one."""
    points = tuple(_point(f) for f in usable(series, promise.nature))
    bare = Course(points, NAN)
    wanted = period(promise.baseline_period).end if promise.baseline_period else NAN
    base = next((p for p in points if same(p.end, wanted) and not p.bound), None)
    if base is None:
        return replace(bare, threshold=promise.kind.level(promise.value, NAN))
    goal = promise.kind.level(promise.value, base.value)
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
    return [f for y in years for f in ([whole[y]] if y in whole else _running(inside, y))]


def _running(inside: Iterable[Figure], year: int) -> list[Figure]:
    """What is known of a year without a yearly figure: its YTD figure, then quarters or months."""
    parts = [f for f in inside if math.floor(f.start + DAY) == year]
    ytd = max((f for f in parts if f.basis == "ytd"), key=lambda f: f.end, default=None)
    rest = [f for f in parts if f.basis in {"quarter", "month"}]
    if ytd is None:
        return _chained(rest, year)
    return [ytd._replace(start=float(year)), *_chained(rest, year, ytd.end)]


def _index(promise: Promise, series: Series) -> Course:
    """The index that the yearly rates lead to from 100; it stops at the first missing year."""
    rates = {round(f.start): f for f in usable(series, "rate")}
    years = range(round(promise.begin), round(promise.end))
    yearly = promise.kind.name == "average_growth"
    goal = compounded([promise.value] * (len(years) if yearly else 1))
    points, value, hole = [], 100.0, ""
    for year in years:
        if year not in rates:
            later = any(y in rates for y in range(year, years.stop))
            hole = str(year) if later else ""
            break
        value = value * compounded([rates[year].value]) / 100
        points.append(Point(str(year), year + 1.0, value, rates[year].bound))
    return Course(tuple(points), goal, 100.0, "", promise.begin, hole)


def _sides(promise: Promise, series: Series, peer: Series) -> Course:
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
