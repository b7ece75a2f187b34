"""How likely: the chance that a target is met, in words too, or why none is given.

Every target asks one question of the forecast; questions of one kind are answered together.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from planpace.analysis import forecast
from planpace.analysis.judge import Verdict
from planpace.analysis.reasons import Reason, Reasons
from planpace.analysis.scales import Array
from planpace.analysis.series import Case, Course, usable
from planpace.plan.periods import DAY, same

NAN = math.nan

OUTLOOKS = (
    (0.9, "very_likely"), (0.66, "likely"), (0.33, "about_even"), (0.1, "unlikely"),
    (0.0, "very_unlikely"),
)  # fmt: skip
"""The words beside the numbers, each from its least chance on."""
LENGTH, AHEAD = 20, 10
"""Years of history that a forecast may see; years in which the central path may meet a target."""


class Odds(NamedTuple):
    """The chance of a target, its word, when the central path meets it, and why one is missing."""

    probability: float = NAN
    outlook: str = ""
    expected_period: str = ""
    reasons: Reasons = ()


@dataclass(frozen=True, slots=True)
class Question:
    """A yearly history (newest last, NaN unknown) and what is asked of it.

    `low` and `high`: the values between which the target is met. `years` until the deadline.
    `total`: what is summed up so far, where the target is a sum; NaN where it is a level. `met`:
    the period that met it already.
    """

    history: tuple[float, ...]
    last: float
    years: float
    low: float
    high: float
    nature: str
    lower: float
    upper: float
    total: float = NAN
    met: str = ""


def outlook(probability: float) -> str:
    """Return the word for a chance; empty for NaN.

    >>> outlook(0.9), outlook(0.5), outlook(0.02)
    ('very_likely', 'about_even', 'very_unlikely')
    """
    return next((word for least, word in OUTLOOKS if probability >= least), "")


def question(case: Case, verdict: Verdict) -> Question | Reason:
    """Return what a target asks of the forecast, or why it asks nothing."""
    promise, course, kind = case.promise, case.course, case.promise.kind
    summed = kind.course == "sums"
    if not kind.odds or promise.nature in {"rank", "state"}:
        return Reason("odds_unsuited")
    if promise.throughout:
        return Reason("odds_throughout")
    if verdict.final or (summed and verdict.status == "achieved"):
        return Reason("odds_decided")
    if course.hole:
        return Reason("odds_hole")
    points, nature, goal = _history(case)
    low, high = {1: (goal, math.inf), -1: (-math.inf, goal)}[promise.sense]
    if kind.name == "within":
        low, high = promise.value, promise.value_upper
    if math.isnan(low + high):
        return Reason("odds_no_threshold")
    if not points:
        return Reason("odds_nothing")
    if len(points) == 1:
        return Reason("odds_few", {"count": 1})
    last = points[-1][0]
    if last > promise.end - DAY:
        return Reason("odds_late")
    if summed and last < promise.begin - DAY:
        return Reason("odds_hole")
    lower, upper = (NAN, NAN) if kind.course == "sides" else (promise.lower, promise.upper)
    total = _total(course, last) if summed else NAN
    met = verdict.first_met if verdict.status == "achieved" else ""
    history, years = _yearly(points), promise.end - last
    return Question(history, last, years, low, high, nature, lower, upper, total, met)


def _history(case: Case) -> tuple[list[tuple[float, float]], str, float]:
    """Exact figures in time (end, value) with their nature and the goal on their scale.

    Two sides are forecast as one series: their ratio, or their distance where that has no meaning.
    Rates are forecast as the index that they lead to; a sum by the flow that it sums.
    """
    promise, course = case.promise, case.course
    exact = [p for p in course.points if not p.bound]
    match promise.kind.course:
        case "sides":
            if all(min(p.value, p.peer) > 0 for p in exact):
                return [(p.end, p.value / p.peer) for p in exact], "index", 1.0
            return [(p.end, p.value - p.peer) for p in exact], "rate", 0.0
        case "sums":
            flows = [f for f in usable(case.series, "flow") if not f.bound]
            return [(f.end, f.value) for f in flows], promise.nature, promise.value
        case "index":
            start = (course.begin, course.baseline)
            return [start, *((p.end, p.value) for p in exact)], "index", course.threshold
    return [(p.end, p.value) for p in exact], promise.nature, course.threshold


def _total(course: Course, last: float) -> float:
    """The sum up to the last full year; 0 at the beginning of the window."""
    return next((p.value for p in course.points if same(p.end, last)), 0.0)


def _yearly(points: Sequence[tuple[float, float]]) -> tuple[float, ...]:
    """The figures whole years before the newest, each in its place; what lies between is left."""
    last, row = points[-1][0], [NAN] * LENGTH
    for end, value in points:
        age = round(last - end)
        if age < LENGTH and same(last - age, end):
            row[-1 - age] = value
    return tuple(row)


def answers(asked: Sequence[Question | Reason]) -> list[Odds]:
    """Return the odds of every target, in order."""
    groups = defaultdict(list)
    found = [Odds(reasons=(one,)) if isinstance(one, Reason) else Odds() for one in asked]
    for place, one in enumerate(asked):
        if isinstance(one, Question):
            summed = not math.isnan(one.total)
            key = one.nature, _known(one.lower), _known(one.upper), one.years, summed
            groups[key].append((place, one))
    for (nature, lower, upper, years, summed), group in groups.items():
        together = [one for _, one in group]
        y = np.array([one.history for one in together])
        low, high = (np.array([getattr(q, end) for q in together]) for end in ("low", "high"))
        total = np.array([q.total if summed else 0.0 for q in together])
        each_year = years if summed else 1.0
        chance = _chance(
            y, years, (low - total) / each_year, (high - total) / each_year, summed,
            nature=nature, lower=lower, upper=upper,
        )  # fmt: skip
        middle = forecast.fan(y, AHEAD, [0.5], nature=nature, lower=lower, upper=upper)[:, :, 0]
        path = total[:, None] + middle.cumsum(axis=1) if summed else middle
        for (place, one), p, way in zip(group, chance, path, strict=True):
            found[place] = _answer(one, float(p), way)
    return found


def _known(bound: float) -> float | None:
    return None if math.isnan(bound) else bound


def _chance(y: Array, years: float, low: Array, high: Array, mean: bool, **nature: object) -> Array:
    """The chance of a value from low to high; an open end is always kept."""
    reached = [
        np.where(
            np.isinf(goal),
            1.0,
            forecast.attainment(y, years, goal, direction=way, mean=mean, **nature),  # type: ignore[arg-type]
        )
        for goal, way in ((low, "up"), (high, "down"))
    ]
    both: Array = np.clip(reached[0] + reached[1] - 1, 0, 1)
    return both


def _answer(asked: Question, chance: float, way: Array) -> Odds:
    """The odds with the first year in which the central path is where it should be."""
    if math.isnan(chance):
        count = sum(not math.isnan(value) for value in asked.history)
        return Odds(reasons=(Reason("odds_few", {"count": count}),))
    met = np.flatnonzero((way >= asked.low) & (way <= asked.high))
    first = str(math.floor(asked.last + float(met[0]) + 1 - DAY)) if len(met) else ""
    expected = asked.met or first
    never = () if expected else (Reason("never_met", {"count": AHEAD}),)
    return Odds(chance, outlook(chance), expected, never)
