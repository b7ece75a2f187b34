"""A target's course: its figures brought to the scale of its threshold, whatever was promised.

Levels stay as published, a cumulative target becomes its running sum from 0, yearly rates an index
from 100, and a target beside a peer keeps both sides. What then follows is the same for all.
"""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from planpace.analysis.formulas import NAN, ROUNDING, compounded
from planpace.plan.kinds import KINDS, Kind
from planpace.plan.periods import DAY, period, same
from planpace.plan.plan import Plan
from planpace.plan.rows import Target, peer_of
from planpace.plan.vintages import Figure, Key, Series
from planpace.words.units import convert, convertible

Known = Mapping[Key, tuple[Series, Series]]  # figures known at a date, and those they replaced


@dataclass(frozen=True, slots=True)
class Promise:
    """One target with what its indicator says of it, values in the indicator's unit."""

    kind: Kind
    value: float
    value_upper: float
    throughout: bool
    strict: bool
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
        less = {"direction": self.direction == "down", "sign": self.value < 0}
        return -1 if less.get(self.kind.sense, self.kind.sense == "less") else 1

    def kept(self, value: float, threshold: float) -> bool:
        """Whether a value keeps the promise; 216 keeps 200 × 1.08, whatever binary says."""
        slack = ROUNDING * max(1.0, abs(threshold)) if math.isfinite(threshold) else 0.0
        if self.kind.name == "within":
            return self.value - slack <= value <= self.value_upper + slack
        ahead = self.sense * (value - threshold)
        beyond = self.strict or self.kind.name == "beat_peer"
        return ahead > slack if beyond else ahead >= -slack


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
    hole: str = ""  # the first period without the figure that a sum or an index would need

    @property
    def recent(self) -> tuple[Point, ...]:
        """The points after the baseline; all of them where there is none."""
        return tuple(p for p in self.points if not p.end <= self.begin + DAY)

    @property
    def first(self) -> Point | None:
        """The point of the baseline, where it is one of the figures."""
        return next((p for p in self.points if same(p.end, self.begin)), None)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Case:
    """All that a verdict on one target needs: its promise, what is known of it, and its course."""

    target: Target
    promise: Promise
    series: Series
    peer: Series
    replaced: Series  # older vintages
    steps: tuple[tuple[str, float], ...]  # the plan's own on the way, (period, value)
    now: float  # the date of the judgement in decimal years
    course: Course
    lent: Mapping[Figure, str] = field(default_factory=dict)  # which figures are a part's, whose

    @property
    def over(self) -> bool:
        """Whether the deadline is past."""
        return self.now > self.promise.end + DAY

    @property
    def path(self) -> list[tuple[float, float]]:
        """The plan's own steps [(time, value), …] from baseline to deadline, if it sets any."""
        begin, end = self.course.begin, self.promise.end
        steps = sorted((period(label).end, value) for label, value in self.steps)
        inner = [(t, value) for t, value in steps if begin < t < end - DAY]
        ends = (begin, self.course.baseline), (end, self.course.threshold)
        return [ends[0], *inner, ends[1]] if inner else []


def cases(plan: Plan, as_of: str) -> list[Case]:
    """Return the case of every target as of a date, on the figures known by then."""
    known = plan.known(as_of)
    return [case_of(plan, target, known, as_of) for target in plan.promises]


def case_of(plan: Plan, target: Target, known: Known, as_of: str) -> Case:
    """Return one target's case; an amount comes to its indicator's unit, a percentage stays."""
    about, value, upper = plan.indicator[target.indicator_id], target.value, target.value_upper
    if convertible(target.unit, about.unit):
        value, upper = (convert(v, target.unit, about.unit) for v in (value, upper))
    kind, base = KINDS[target.kind], target.baseline_period
    if kind.name == "average_growth" and about.nature != "rate":
        kind, base = _growing(target)
    promise = Promise(
        kind, value, upper, target.throughout == "yes", target.strict == "yes",
        base, target.start, target.deadline, about.nature, about.direction,
        about.lower, about.upper, about.unit,
    )  # fmt: skip
    series, replaced = known.get((target.indicator_id, target.entity_id), ((), ()))
    peer = _beside(plan, peer_of(target), known, about.unit)
    course, steps = course_of(promise, series, peer), plan.steps.get(target.target_id, ())
    keys = part_keys(plan, target)
    lent = {f: key[0] for key in keys for f in _lent(plan, promise, course, key, known)}
    if lent:
        series = tuple(sorted((*series, *lent), key=lambda f: (f.end, -f.start, f.basis)))
        course = course_of(promise, series, peer)
    now = period(as_of).end
    return Case(target, promise, series, peer, replaced, steps, now, course, lent)


def _growing(target: Target) -> tuple[Kind, str]:
    """Average growth of a level: a change from the baseline, compounded to the deadline.

    The base of 年均增速 is the year before the plan, unless the target names another.
    """
    base = target.baseline_period or str(round(period(target.start).start) - 1)
    years = period(target.deadline).end - period(base).end
    kind = replace(
        KINDS[target.kind], level=lambda value, b: b * max(1 + value / 100, 0) ** years,
        course="levels", natures=(), relative=True,
    )  # fmt: skip
    return kind, base


def _beside(plan: Plan, peer: Key, known: Known, unit: str) -> Series:
    """The figures to compare with, in the unit of the target's own."""
    figures, theirs = known.get(peer, ((), ()))[0], plan.indicator.get(peer[0])
    if theirs is None or theirs.unit == unit:
        return figures
    return tuple(f._replace(value=convert(f.value, theirs.unit, unit)) for f in figures)


def part_keys(plan: Plan, target: Target) -> list[Key]:
    """Return the series of the parts of a target's indicator (`part_of`), its entity's own."""
    return [(part, target.entity_id) for part in plan.parts.get(target.indicator_id, ())]


def _lent(plan: Plan, promise: Promise, course: Course, key: Key, known: Known) -> Iterator[Figure]:
    """A part's figures that alone settle the whole, as its lower bounds where it has no figure.

    A part says nothing of a sum, a change, a ratio or a limit from above.
    """
    if promise.kind.name != "at_least" or promise.nature not in {"stock", "flow"}:
        return
    told, unit = [p.end for p in course.points], plan.indicator[key[0]].unit
    for figure in usable(known.get(key, ((), ()))[0], promise.nature):
        value = convert(figure.value, unit, promise.unit)
        settles = figure.bound != "max" and promise.kept(value, course.threshold)
        if settles and not any(same(figure.end, end) for end in told):
            yield figure._replace(value=value, bound="min")


def usable(series: Series, nature: str) -> Series:
    """Return the figures that may decide a verdict: full years of a flow or rate, no estimates.

    A year to date that ends with the year is the year; a flow's quarters or months that make up a
    whole year are added up. Levels of a share, an index or a rank count at a date or for a year.
    """
    parts = {"quarter", "month"} if nature in {"flow", "stock", "state"} else set()
    basis = {"annual", "ytd" if nature in {"flow", "rate"} else "point"} | parts
    may = [f for f in series if f.status != "estimate" and f.basis in basis]
    if nature not in {"flow", "rate"}:
        return tuple({round(f.end, 3): f for f in may}.values())
    may = [f for f in may if f.basis != "ytd" or same(f.end, round(f.end))]
    years = _by_year(reversed(may))  # so that of a year's 2020-12 and 2020Q4 the month decides
    return tuple(filter(None, (_added_up(year, figures) for year, figures in years)))


def _by_year(figures: Iterable[Figure]) -> list[tuple[int, list[Figure]]]:
    years: dict[int, list[Figure]] = {}
    for figure in figures:
        years.setdefault(math.floor(figure.start + DAY), []).append(figure)
    return sorted(years.items())


def _parts(year: int, figures: list[Figure]) -> Iterator[Figure]:
    """What adds up to a year or its beginning without overlap: the yearly figure before any part,
    else the year to date, then the quarters or months behind it, the longest first.
    """
    whole = [f for f in figures if f.basis == "annual"]
    running = sorted((f for f in figures if f.basis == "ytd"), key=lambda f: f.end)
    first = whole[-1:] or [f._replace(start=float(year)) for f in running[-1:]]
    yield from first
    reached = math.inf if whole else first[0].end if first else -math.inf
    rest = (f for f in figures if f.basis in {"quarter", "month"})
    for figure in sorted(rest, key=lambda f: (f.start, -f.end)):
        if figure.start >= reached - DAY:
            yield figure
            reached = figure.end


def _added_up(year: int, figures: list[Figure]) -> Figure | None:
    """A whole year, summed where it has no figure of its own; None where a part is missing."""
    parts = list(_parts(year, figures))
    if parts[0].basis == "annual":
        return parts[0]
    joints = [float(year), *(f.end for f in parts)]
    joined = all(same(f.start, end) for f, end in zip(parts, joints, strict=False))
    bounds = {f.bound for f in parts} - {""}
    if not joined or not same(joints[-1], year + 1) or len(bounds) > 1:
        return None
    whole = parts[-1]._replace(period=str(year), start=float(year), basis="annual")
    if len(parts) == 1:
        return whole
    total, newest = sum(f.value for f in parts), max(f.published for f in parts)
    return whole._replace(value=total, bound="".join(bounds), status="derived", published=newest)


def course_of(promise: Promise, series: Series, peer: Series = ()) -> Course:
    """Return the course of a target from its own figures and, where it has one, its peer's."""
    if promise.kind.course == "sums":
        return _sums(promise, series)
    index = promise.kind.course == "index"
    return _index(promise, series) if index else _levels(promise, series, peer)


def _levels(promise: Promise, series: Series, peer: Series) -> Course:
    """Figures as published, from an exact baseline; or both sides where both are known."""
    sides = promise.kind.course == "sides"
    theirs = {(f.period, f.basis): f.value for f in usable(peer, promise.nature) if not f.bound}
    points = tuple(
        Point(f.period, f.end, f.value, f.bound, theirs.get((f.period, f.basis), NAN))
        for f in usable(series, promise.nature)
        if not sides or (f.period, f.basis) in theirs
    )
    wanted = period(promise.baseline_period).end if promise.baseline_period else NAN
    base = next((p for p in points if same(p.end, wanted) and (sides or not p.bound)), None)
    goal = promise.kind.level(promise.value, base.value if base else NAN)
    goal = points[-1].peer if sides and points else goal
    return Course(points, goal, base.value, base.period, base.end) if base else Course(points, goal)


def _sums(promise: Promise, series: Series) -> Course:
    """Running sums from 0 at the start; behind a period without figures they are lower bounds.

    What is at least so much and what is at most so much do not add up: there the sums end.
    """
    points, total, bound, hole, reached = list[Point](), 0.0, "", "", promise.begin
    first, last = promise.begin - DAY, promise.end + DAY
    parts = (f for f in series if f.status != "estimate" and f.basis != "point")
    inside = [f for f in parts if f.start >= first and f.end <= last]
    for part in (part for year, figures in _by_year(inside) for part in _parts(year, figures)):
        if not hole and not same(part.start, reached):
            bound, hole = "min", str(math.floor(reached + DAY))
        if {bound, part.bound} == {"min", "max"}:
            hole = hole or part.period
            break
        total, reached, bound = total + part.value, part.end, bound or part.bound
        points.append(Point(part.period, part.end, total, bound))
    return Course(tuple(points), promise.value, 0.0, "", promise.begin, hole)


def _index(promise: Promise, series: Series) -> Course:
    """The index that the yearly rates lead to from 100; it stops at the first missing year."""
    rates = {round(f.start): f for f in usable(series, "rate")}
    years = range(round(promise.begin), round(promise.end))
    yearly = promise.kind.name == "average_growth"
    goal = compounded([promise.value] * (len(years) if yearly else 1))
    points, value, hole = [], 100.0, ""
    for year in years:
        if year not in rates:
            hole = str(year) if any(y in rates for y in range(year, years.stop)) else ""
            break
        value = value * compounded([rates[year].value]) / 100
        points.append(Point(str(year), year + 1.0, value, rates[year].bound))
    return Course(tuple(points), goal, 100.0, "", promise.begin, hole)
