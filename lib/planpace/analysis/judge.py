"""The verdict on one target, by the rules that `docs/methods.md` lists: schedule position
(时序进度) first, and a reason for every number that is missing.

A reason is a key and values; `briefings/speech.py` finds its words (`reason.<key>`).
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple

from planpace.analysis import formulas
from planpace.analysis.formulas import NAN
from planpace.analysis.methods import METHODS, RATED
from planpace.analysis.series import Case, Course, Point, Promise, usable
from planpace.plan.kinds import Kind
from planpace.plan.periods import DAY, same
from planpace.plan.vintages import Figure
from planpace.words import units

STATUSES = (
    "achieved", "ahead", "on_track", "behind", "off_track", "missed", "awaited", "no_data",
    "not_assessable",
)  # fmt: skip
SILENT = ("no_data", "not_assessable")  # the statuses of targets that no figure can judge
UNJUDGED = ("awaited", *SILENT)  # the statuses that are no verdict
LATE = ("pace_required", "growth_required")  # void once time ran out unseen
PLACE = ("progress", "elapsed", "position")  # void without a schedule
CARRIED = (1.05, "ahead"), (0.95, "on_track"), (0.5, "behind")  # share of the shortfall covered
NOWHERE = Point("", NAN, NAN)

# An indicator inside a reason, by its id.
Indicated = NamedTuple("Indicated", [("indicator_id", str)])


class Amount(NamedTuple):
    """A value inside a reason, in `unit` or else in the target's own."""

    value: float
    bound: str = ""
    unit: str | None = None


class When(NamedTuple):
    """A period inside a reason; with `ytd` the year up to its end, of a sum from `start` on."""

    label: str
    ytd: bool = False
    start: str = ""


class Number(NamedTuple):
    """A plain number inside a reason, with so many decimals, or as many as it has up to two."""

    value: float
    decimals: int | None = None


Value = int | str | Amount | Number | Indicated | When | tuple[When, ...]
Reasons = tuple["Reason", ...]


class Reason(NamedTuple):
    """What stands behind a verdict or a missing number: its key, and what fills its words."""

    key: str
    told: Mapping[str, Value] = {}


def percent(share: float) -> Number:
    """Return a share as a number in percent with one decimal."""
    return Number(100 * share, 1)


def _dated(key: str, period: str, **more: Value) -> Reason:
    return Reason(key, {"period": When(period), **more})


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
    later_bound: str = ""
    opinions: Mapping[str, str] = field(default_factory=dict)
    indexed: bool = False

    @property
    def word(self) -> str:
        """The status, or `achieved_early`: the key of the word that a reader sees."""
        early = self.status == "achieved" and not self.final
        return "achieved_early" if early else self.status

    @property
    def size(self) -> float:
        """The largest of its amounts, by which the unit is chosen that they are counted in."""
        told = self.threshold, self.baseline, self.latest, self.later
        return max((abs(value) for value in told if not math.isnan(value)), default=0.0)

    @property
    def judged(self) -> bool:
        """Whether there is a verdict at all."""
        return self.status not in UNJUDGED


def judge(case: Case, bands: Mapping[str, float]) -> Verdict:
    """Return the verdict on a case; `bands` are the limits of position, in points."""
    special = {"unknown_value": _unknown, "milestone": _milestone}.get(case.promise.kind.name)
    if special:
        return special(case)
    s = _Standing(case, case.promise, case.promise.kind, case.course, case.path, bands)
    return _numbered(s, *(_throughout(s) if case.promise.throughout else _scheduled(s)))


@dataclass(frozen=True)
class _Standing:
    """A case held against its promise; each method answers one question of a point."""

    case: Case
    promise: Promise
    kind: Kind
    course: Course
    path: formulas.Points
    bands: Mapping[str, float]

    @property
    def silent(self) -> Reason:
        return Reason("no_usable_figure" if self.case.series else "no_figure")

    @property
    def index_goal(self) -> float:
        """Where a change in percent from an unknown baseline leads from an index of 100."""
        unbased = self.kind.relative and not self.kind.natures and math.isnan(self.course.baseline)
        return self.kind.level(self.promise.value, 100.0) if unbased else NAN

    @cached_property
    def first_met(self) -> str:
        """The first period after the baseline that met the target for certain."""
        return next((p.period for p in self.course.recent if self.met(p) and p.bound != "max"), "")

    def decisive(self) -> Point | None:
        """The point to show: the deadline's, else the newest that settles it, else the newest.

        Once the deadline is past, of those before it, if there are any.
        """
        points, hole = self.course.recent, self.course.hole
        at_deadline = [p for p in points if same(p.end, self.promise.end)]
        if self.case.over:
            points = tuple(p for p in points if p.end < self.promise.end) or points
        settled = [p for p in points if not hole and (not p.bound or len(self.words(p)) == 1)]
        return next(reversed(at_deadline or settled or points), None)

    def goal(self, point: Point | None) -> float:
        """The threshold at a point: the peer's figure of that period, else the target's own."""
        return point.peer if point and self.kind.course == "sides" else self.course.threshold

    def met(self, point: Point) -> bool:
        return self.promise.kept(point.value, self.goal(point))

    def held(self, point: Point) -> bool:
        """Whether the baseline met the target already, so that it is to be held, not reached."""
        if math.isnan(self.course.baseline) or not self.kind.schedule:
            return False
        return self.promise.kept(self.course.baseline, self.goal(self.course.first or point))

    def progress(self, point: Point) -> float:
        """The part of the way gone; beside a peer, the part of the first distance closed."""
        if not self.kind.schedule or self.held(point):
            return NAN
        if self.kind.course != "sides":
            return formulas.progress(self.course.baseline, point.value, self.course.threshold)
        first = self.course.first or NOWHERE
        return formulas.progress(first.value - first.peer, point.value - point.peer, 0)

    def elapsed(self, point: Point) -> float:
        """The part of the time gone, or of the plan's own steps where it sets them."""
        b, T = self.course.baseline, self.course.threshold
        if self.path:
            return formulas.planned_share(b, T, self.path, point.end)
        return formulas.elapsed(self.course.begin, point.end, self.promise.end)

    def words(self, point: Point) -> set[str]:
        """The verdicts of every value that a point's bound allows; "" stands for none possible."""
        low, high = self.promise.lower, self.promise.upper
        least, most = -math.inf if math.isnan(low) else low, math.inf if math.isnan(high) else high
        allowed = {point.value, {"min": most, "max": least}.get(point.bound, point.value)}
        return {self.word(point._replace(value=value, bound="")) for value in allowed}

    def word(self, point: Point) -> str:
        """The verdict on one exact value; empty where there is no schedule to hold it against."""
        if math.isnan(self.goal(point)):
            return ""
        if self.met(point):
            return "achieved"
        if same(point.end, self.promise.end):
            return "missed"
        if not self.kind.schedule or self.held(point):
            return "behind"
        done = self.progress(point)
        if math.isnan(done):
            return "behind" if self.kind.course == "sides" else self.carried(point)
        return self.placed(done, self.elapsed(point))

    def placed(self, done: float, gone: float) -> str:
        """The word for a place on the schedule, not yet met."""
        return "off_track" if done < 0 else formulas.band(formulas.position(done, gone), self.bands)

    def carried(self, point: Point) -> str:
        """Without a baseline: the verdict on where the observed pace would lead by the deadline."""
        trend = [*self.trend(point.end - DAY), (point.end, point.value)]
        share = formulas.covered(trend, self.goal(point), self.promise.end, self.positive())
        return formulas.graded(share, CARRIED, "off_track") if math.isfinite(share) else ""

    def trend(self, until: float) -> list[tuple[float, float]]:
        """The exact figures (time, value) up to a point in time."""
        return [(p.end, p.value) for p in self.course.points if p.end <= until and not p.bound]

    def positive(self) -> bool:
        """Whether growth in percent has a meaning: an amount, and no figure of it at or below 0."""
        amount = self.promise.nature in {"stock", "flow", "index"}
        return amount and all(p.value > 0 for p in self.course.points)


def _scheduled(s: _Standing) -> tuple[Point | None, Verdict]:
    """The verdict by the target's own schedule, or by comparison where it has none."""
    point = s.decisive()
    if point is None:
        return None, Verdict(reasons=tuple(_without_figures(s)))
    at_deadline, words = same(point.end, s.promise.end), s.words(point)
    status = words.pop() if len(words) == 1 else ""
    lower_bound = s.course.hole and status != "achieved"
    summed = s.kind.course == "sums" and status == "achieved"
    known = not (math.isnan(s.goal(point)) or lower_bound)
    if s.case.over and known and not (at_deadline or summed):
        return point, Verdict("awaited", reasons=(*_neighbours(s), *_place(s, point)))
    if not status or (lower_bound and not at_deadline):
        return point, Verdict("not_assessable", reasons=(_unjudged(s, point),))
    return point, Verdict(status, at_deadline, tuple(_why(s, point, status)))


def _throughout(s: _Standing) -> tuple[Point | None, Verdict]:
    """A promise for every period: broken once, it is missed; kept, it is achieved at the end."""
    begin, end = s.promise.begin, s.promise.end
    inside = [p for p in s.course.points if begin + DAY < p.end < end + DAY]
    if not inside:
        return None, Verdict(reasons=(s.silent,))
    point, broken = inside[-1], next((p for p in inside if not s.met(p)), None)
    if broken:
        return broken, Verdict("missed", True, (_dated("broken", broken.period),))
    missing = set(range(round(begin) + 1, round(point.end) + 1)) - {round(p.end) for p in inside}
    if missing:
        told = {"periods": tuple(When(str(end - 1)) for end in sorted(missing))}
        return point, Verdict("not_assessable", reasons=(Reason("years_missing", told),))
    if same(point.end, end):
        return point, Verdict("achieved", True)
    if s.case.over:
        return point, Verdict("awaited", reasons=tuple(_neighbours(s)))
    return point, Verdict("on_track", reasons=(Reason("holds_so_far"),))


def _without_figures(s: _Standing) -> Iterator[Reason]:
    """No figure after the baseline: what would have to be true is all that can be said."""
    if s.case.over:
        yield _unfound(s)
    if s.kind.course == "sides":
        yield Reason("no_common_period")
    elif s.course.points and not s.kind.from_nothing:
        yield _dated("only_baseline", s.course.baseline_period)
    else:
        yield s.silent
    if s.kind.relative and math.isnan(s.course.baseline):
        yield Reason("points_of_unknown" if math.isnan(s.index_goal) else "index_form")


def _unknown(case: Case) -> Verdict:
    """No number to hold a figure against, though rank 1 satisfies every word for a good one."""
    figures, promise = usable(case.series, case.promise.nature), case.promise
    named = case.target.clarity != "ambiguous"
    lost = Reason("value_lost" if named else "no_number_named")
    ruling = Verdict("not_assessable", reasons=(lost,))
    if not figures:
        return ruling
    last, trend = figures[-1], [(f.end, f.value) for f in figures if not f.bound]
    inside = [f for f in figures if f.end < promise.end + DAY and not f.end < promise.begin + DAY]
    asked = inside if promise.throughout else inside[-1:]
    if inside and not named and promise.nature == "rank" and all(f.value == 1 for f in asked):
        last, final = inside[-1], same(inside[-1].end, promise.end)
        word = "achieved"
        if promise.throughout and not final:  # what is to last is known at the end alone
            word = "awaited" if case.over else "on_track"
        ruling = Verdict(word, final, (lost, _dated("first_of_all", last.period)))
    return replace(
        ruling, latest=last.value, latest_period=last.period, bound=last.bound,
        pace_observed=formulas.pace_observed(trend), data_status="no_baseline",
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
    ruling = Verdict("not_assessable", reasons=(_dated("not_yet", shown.period),))
    if done and by_deadline[-1].value == 1:
        ruling = Verdict("achieved", case.over)
    elif still_open:
        ruling = Verdict("missed", True, (_dated("still_open", still_open.period),))
    elif case.over:
        ruling = Verdict("awaited", reasons=(_dated("state_unfound", case.promise.deadline),))
    return replace(
        ruling, threshold=1.0, latest=shown.value, latest_period=shown.period, data_status="full",
        gap=shown.value - 1, gap_pct=100 * (shown.value - 1),
        first_met=done.period if done else "", met_then_lost=bool(done and not figures[-1].value),
    )  # fmt: skip


def _numbered(s: _Standing, point: Point | None, ruling: Verdict) -> Verdict:
    """The verdict with every number that can be given, whatever it is."""
    course, promise, kind, goal = s.course, s.promise, s.kind, s.goal(point)
    now = point or Point("", course.begin, course.baseline)
    short = now.value - goal
    if kind.name == "within":  # the distance to its nearer end, 0 inside
        short = min(now.value - promise.value, 0) or max(now.value - promise.value_upper, 0)
    needed = formulas.pace_required(0, now.end, -short, promise.end)
    indexed = point is None and not math.isnan(s.index_goal)
    if indexed:
        goal = s.index_goal
        needed = formulas.pace_required(100.0, promise.begin, goal, promise.end)
    growing, way_left = s.positive(), short != 0 and not (point and s.met(point))
    required = formulas.growth_required(now.value, now.end, goal, promise.end)
    start = [(course.begin, course.baseline)] if kind.from_nothing else []
    trend = [*start, *s.trend(now.end)]
    numbers = {
        "pace_required": needed if kind.schedule else NAN,
        "growth_required": required if growing and way_left else NAN,
        "pace_observed": formulas.pace_observed(trend),
        "growth_observed": formulas.growth_observed(trend) if growing else NAN,
    }
    data_status = "no_recent" if course.points and not kind.from_nothing else "none"
    if point:
        done, gone = s.progress(point), s.elapsed(point)
        numbers |= {
            "latest": point.value, "gap": short, "progress": done, "elapsed": gone,
            "gap_pct": 100 * short / abs(goal) if goal else NAN,
            "position": formulas.position(done, gone),
        }  # fmt: skip
        data_status = "no_baseline" if math.isnan(course.baseline) and kind.schedule else "full"
    newest = next(reversed(course.recent), NOWHERE)
    held = bool(course.baseline_period and newest.period) and s.held(newest)
    lost = bool(newest.period) and not s.met(newest) and (bool(s.first_met) or held)
    later = newest if point and newest.end > point.end + DAY else NOWHERE
    beyond = now.end > promise.end + DAY  # a figure that the schedule has no place for
    void = {*PLACE} if promise.throughout else set[str]()
    if s.case.over and ruling.status in UNJUDGED:
        void |= {*LATE, *(("elapsed", "position") if beyond else ())}
    if now.bound:  # how far along is not known of a limit
        void |= {"progress", "position"}
    return Verdict(
        ruling.status, ruling.final, (*ruling.reasons, *_beside(s), *_revised(s, now.period)),
        threshold=goal, baseline=course.baseline, baseline_period=course.baseline_period,
        latest_period=now.period, bound=now.bound, met_then_lost=lost,
        first_met=s.first_met or (course.baseline_period if lost else ""), later=later.value,
        later_period=later.period, later_bound=later.bound, data_status=data_status,
        opinions=_opinions(s, now),
        indexed=indexed or kind.course == "index", **(numbers | dict.fromkeys(void, NAN)),
    )  # fmt: skip


def _opinions(s: _Standing, point: Point) -> dict[str, str]:
    """{method: its word}; empty where there is no schedule, baseline, threshold or exact figure."""
    b, begin, goal, end = s.course.baseline, s.course.begin, s.goal(point), s.promise.end
    unsuited = s.kind.course == "sides" or not s.kind.schedule or s.promise.throughout
    unseen = not point.period or (s.case.over and not same(point.end, end))
    if unsuited or unseen or point.bound or s.course.hole or math.isnan(b + goal):
        return {}
    known = [p for p in s.course.recent if p.end < point.end + DAY and not p.bound]
    years, values = [begin, *(p.end for p in known)], [b, *(p.value for p in known)]
    way = "up" if s.promise.sense > 0 else "down"
    about = {"direction": way, "target": goal, "target_year": end}
    linear = geometric = s.word(point)
    if not (s.met(point) or same(point.end, end) or s.held(point)):
        done = formulas.log_progress(b, point.value, goal)
        gone = formulas.elapsed(begin, point.end, end)
        geometric = "not_available" if math.isnan(done - gone) else s.placed(done, gone)
    said = {name: str(METHODS[name](years, values, **about)["status"]) for name in RATED}
    return {"linear": linear, "geometric": geometric, **said}


def _at(key: str, s: _Standing, point: Point) -> Reason:
    """A reason that tells a point's value with its period, of a sum with its start."""
    start = s.promise.start if s.kind.course == "sums" else ""
    value = Amount(point.value, point.bound)
    return Reason(key, {"period": When(point.period, start=start), "value": value})


def _place(s: _Standing, point: Point) -> Iterator[Reason]:
    """Where a point lay on the schedule, at its own date."""
    done, gone = s.progress(point), s.elapsed(point)
    ahead = done - gone
    if not math.isnan(ahead) and point.end < s.promise.end + DAY:
        key = ("points_ahead" if ahead >= 0 else "points_behind") + ("_steps" if s.path else "")
        points = percent(abs(ahead))
        yield Reason(key, {"done": percent(done), "gone": percent(gone), "points": points})


def _why(s: _Standing, point: Point, status: str) -> Iterator[Reason]:
    unbased = math.isnan(s.course.baseline)
    if status in {"achieved", "missed"}:
        yield _at(f"is_{status}", s, point)
    else:
        yield from _place(s, point)
    part = next((who for f, who in s.case.lent.items() if same(f.end, point.end)), "")
    if part:
        yield Reason("part_settles", {"part": Indicated(part)})
    if not s.kind.schedule:
        yield Reason("compared")
    elif unbased and s.kind.course == "sides":
        yield Reason("peer_compared")
    elif unbased and status != "achieved":
        yield Reason("carried")
    elif s.course.recent and s.held(s.course.recent[-1]):
        yield Reason("to_hold")
    if s.first_met and not s.met(s.course.recent[-1]):
        yield _dated("was_met", s.first_met)


def _unjudged(s: _Standing, point: Point) -> Reason:
    if s.course.hole:
        return _dated("hole" if s.kind.course == "sums" else "hole_in_rates", s.course.hole)
    if point.bound:
        return _at("bound_open", s, point)
    single = _dated("one_figure", point.period)
    return Reason("no_baseline_for_change") if s.kind.relative else single


def _unfound(s: _Standing) -> Reason:
    """Whose figure of the deadline was not found: the target's own, or only its peer's."""
    own = usable(s.case.series, s.promise.nature)
    peer = s.kind.course == "sides" and any(same(f.end, s.promise.end) for f in own)
    return _dated("peer_unfound" if peer else "deadline_unpublished", s.promise.deadline)


def _neighbours(s: _Standing) -> Iterator[Reason]:
    yield _unfound(s)
    before = [p for p in s.course.points if p.end < s.promise.end]
    after = [p for p in s.course.recent if p.end > s.promise.end]
    told = []
    for point in (*before[-1:], *after[:1]):
        keys = {"neighbour_met" if w == "achieved" else "neighbour_short" for w in s.words(point)}
        key = keys.pop() if len(keys) == 1 else "neighbour_open"
        key = "neighbour" if math.isnan(s.goal(point)) else key
        told.append(key)
        yield _at(key, s, point)
    alike = before and after and len({*told}) == 1 and s.kind.course == "levels"
    if alike and told[0] == "neighbour_met":
        yield _dated("neighbours_met", s.promise.deadline)
    if alike and told[0] == "neighbour_short":
        yield _dated("neighbours_short", s.promise.deadline)


def _beside(s: _Standing) -> Iterator[Reason]:
    """What stands beside every verdict: an absent baseline, figures newer than any it may use."""
    case, course, kind, sides = s.case, s.course, s.kind, s.kind.course == "sides"
    if sides and case.peer and not course.points:
        yield _dated("peer_last", case.peer[-1].period)
    if s.promise.baseline_period and math.isnan(course.baseline) and not (kind.relative or sides):
        yield _dated("no_baseline", s.promise.baseline_period)
    yield from _break_even(s)
    plain = not (sides or kind.from_nothing)
    if plain:
        used = {-math.inf, *(round(p.end, 3) for p in course.points)}
        aside = [f for f in case.series if round(f.end, 3) not in used]
        at_deadline = [f for f in aside if same(f.end, s.promise.end)]
        newer = [f for f in aside if f.end > max(used) and f not in at_deadline]
        yield from (_unused(f, s.promise.unit) for f in (*at_deadline[-1:], *newer[-1:]))
    if s.path:
        yield Reason("own_schedule")
    ends = (course.baseline, course.threshold, *(p.value for p in course.recent[-1:]))
    if plain and kind.schedule and course.recent and min(ends) <= 0:
        yield Reason("no_geometric")


def _break_even(s: _Standing) -> Iterator[Reason]:
    """Without a baseline: the baseline up to which the newest exact figure keeps the promise."""
    exact = [p for p in s.course.recent if not p.bound and p.end < s.promise.end + DAY]
    if not (exact and s.kind.relative and math.isnan(s.course.baseline)):
        return
    added, value = s.kind.level(s.promise.value, 0), exact[-1].value
    if (share := s.kind.level(s.promise.value, 1) - added) <= 0:
        return
    level = (value - added) / share
    if units.unit(s.promise.unit).dimension in {"count", "people"}:
        level = math.floor(level) if s.promise.sense > 0 else math.ceil(level)
    key = "break_even_most" if s.promise.sense > 0 else "break_even_least"
    yield Reason(key, {
        "now": When(exact[-1].period), "value": Amount(value), "level": Amount(level),
        "period": When(s.promise.baseline_period),
    })  # fmt: skip


def _unused(figure: Figure, unit: str) -> Reason:
    value = Amount(figure.value, figure.bound, unit)
    if figure.basis == "ytd" and figure.status != "estimate":
        return Reason("ytd_not_used", {"ytd": When(figure.period, ytd=True), "value": value})
    key = "estimate_not_used" if figure.status == "estimate" else "part_not_used"
    return _dated(key, figure.period, value=value)


def _revised(s: _Standing, shown: str) -> Iterator[Reason]:
    """A revision that turned the verdict is said aloud, and that two sources differ of one day."""
    new = next((p for p in s.course.points if p.period == shown), None)
    old = next((f for f in reversed(s.case.replaced) if f.period == shown), None)
    if new is None or old is None or s.kind.from_nothing or s.kind.course == "sides":
        return
    kept = next((f for f in s.case.series if (f.period, f.basis) == (shown, old.basis)), old)
    turned = s.met(new._replace(value=old.value)) != s.met(new) and not math.isnan(s.goal(new))
    one_day, was = kept.published == old.published, Amount(old.value, old.bound)
    if turned and not one_day:
        yield _dated("revised", shown, value=was)
    if one_day and (kept.value, kept.bound) != (old.value, old.bound):
        yield _dated("sources_differ", shown, value=was)
