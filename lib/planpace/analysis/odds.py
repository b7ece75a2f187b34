"""How likely: the chance that a target is met, in words too, or why none is given.

Every target asks one question of the forecast; questions of one kind are answered together.
"""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import numpy as np

from planpace.analysis import forecast
from planpace.analysis.forecast import NO_ODDS, Array
from planpace.analysis.formulas import NAN, graded
from planpace.analysis.judge import Verdict
from planpace.analysis.reasons import Reason, Reasons
from planpace.analysis.series import Case, usable
from planpace.plan.periods import DAY, same

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
    lower: float | None
    upper: float | None
    total: float = NAN
    met: str = ""


def outlook(probability: float) -> str:
    """Return the word for a chance; empty for NaN."""
    return graded(probability, OUTLOOKS)


def question(case: Case, verdict: Verdict) -> Question | Reason:
    """Return what a target asks of the forecast, or why it asks nothing."""
    promise, kind, summed = case.promise, case.promise.kind, case.promise.kind.course == "sums"
    if not kind.odds or promise.nature in NO_ODDS:
        return Reason("odds_unsuited")
    if promise.throughout:
        return Reason("odds_throughout")
    if verdict.final or (summed and verdict.status == "achieved"):
        return Reason("odds_decided")
    if case.course.hole:
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
    bounds = () if kind.course == "sides" else (promise.lower, promise.upper)
    lower, upper = (None if math.isnan(bound) else bound for bound in bounds or (NAN, NAN))
    history = [NAN] * LENGTH  # the figures whole years before the newest, each in its place
    for end, value in points:
        age = round(last - end)
        if age < LENGTH and same(last - age, end):
            history[-1 - age] = value
    total = next((p.value for p in case.course.points if same(p.end, last)), 0.0) if summed else NAN
    met, years = verdict.first_met if verdict.status == "achieved" else "", promise.end - last
    return Question(tuple(history), last, years, low, high, nature, lower, upper, total, met)


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


def answers(asked: Sequence[Question | Reason]) -> list[Odds]:
    """Return the odds of every target, in order."""
    groups = defaultdict(list)
    found = [Odds(reasons=(one,)) if isinstance(one, Reason) else Odds() for one in asked]
    for place, one in enumerate(asked):
        if isinstance(one, Question):
            terms = one.nature, one.lower, one.upper, one.years, not math.isnan(one.total)
            groups[terms].append((place, one))
    for (nature, lower, upper, years, summed), group in groups.items():
        y, low, high, total = (
            np.array([getattr(one, name) for _, one in group])
            for name in ("history", "low", "high", "total")
        )
        meets = partial(forecast.attainment, nature=nature, lower=lower, upper=upper, mean=summed)
        path = forecast.fan(y, AHEAD, [0.5], nature=nature, lower=lower, upper=upper)[:, :, 0]
        if summed:  # what is summed so far, and what the mean of the years to come adds
            low, high = (low - total) / years, (high - total) / years
            path = total[:, None] + path.cumsum(axis=1)
        up, down = (
            np.where(np.isinf(goal), 1.0, meets(y, years, goal, direction=way))
            for goal, way in ((low, "up"), (high, "down"))
        )
        chances = np.clip(up + down - 1, 0, 1)
        for (place, one), chance, way in zip(group, chances, path, strict=True):
            found[place] = _answer(one, float(chance), way)
    return found


def _answer(asked: Question, chance: float, way: Array) -> Odds:
    """The odds with the first year in which the central path is where it should be."""
    if math.isnan(chance):
        count = sum(not math.isnan(value) for value in asked.history)
        return Odds(reasons=(Reason("odds_few", {"count": count}),))
    met = np.flatnonzero((way >= asked.low) & (way <= asked.high))
    first = str(math.floor(asked.last + float(met[0]) + 1 - DAY)) if len(met) else ""
    never = () if asked.met or first else (Reason("never_met", {"count": AHEAD}),)
    return Odds(chance, outlook(chance), asked.met or first, never)
