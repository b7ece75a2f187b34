"""How likely: the chance that a target is met, in words too, or why none is given.

Every target asks one question of the forecast; questions of one kind are answered together.
"""

import math
from collections import defaultdict
from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

import numpy as np

from planpace.analysis import forecast
from planpace.analysis.estimates import Estimate, full_year
from planpace.analysis.forecast import NO_ODDS
from planpace.analysis.formulas import NAN, Array, graded
from planpace.analysis.judge import Reason, Reasons, Verdict, When
from planpace.analysis.series import Case, usable
from planpace.plan.periods import DAY, same

OUTLOOKS = (
    (0.9, "very_likely"), (0.66, "likely"), (0.33, "about_even"), (0.1, "unlikely"),
    (0.0, "very_unlikely"),
)  # fmt: skip
"""The words beside the numbers, each from its least chance on."""
MIDDLE = len(forecast.QUANTILES) // 2
LENGTH, AHEAD = 20, 10  # years that a forecast sees; years in which its path may meet a target


class Odds(NamedTuple):
    """The chance of a target, its word, when the central path meets it, and why one is missing."""

    probability: float = NAN
    outlook: str = ""
    expected_period: str = ""
    reasons: Reasons = ()


# A yearly history (newest last, NaN unknown) that ends at `last`, and what is asked of it: to lie
# from `low` to `high` in so many years. `total`: what is summed up so far, where the target is a
# sum, else NaN. `met`: the period that met it already. `beside`: the deadline's neighbours, if any.
# `begun`: the year after `last` if its growth so far goes on.
Question = NamedTuple("Question", [
    ("history", tuple[float, ...]), ("last", float), ("years", float), ("low", float),
    ("high", float), ("nature", str), ("lower", float | None), ("upper", float | None),
    ("total", float), ("met", str), ("beside", Reasons), ("begun", Estimate | None),
])  # fmt: skip


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
    low, high = (goal, math.inf) if promise.sense > 0 else (-math.inf, goal)
    if kind.name == "within":
        low, high = promise.value, promise.value_upper
    if math.isnan(low + high):
        return Reason("odds_no_threshold")
    if len(points) < 2:
        return Reason("odds_few", {"count": 1}) if points else Reason("odds_nothing")
    beside: Reasons = ()
    if points[-1][0] > promise.end - DAY:
        few = Reason("odds_few", {"count": len(points)}) if len(points) < forecast.FEWEST else None
        points = [one for one in points if same(round(away := one[0] - promise.end), away)]
        names, blank = {p.end: When(p.period) for p in case.course.points}, When("")
        before = [names.get(end, blank) for end, _ in points if end < promise.end]
        after = [names.get(end, blank) for end, _ in points if end > promise.end]
        if summed or verdict.status != "awaited" or not (before and after):
            return few or Reason("odds_late")
        beside = (Reason("odds_between", {"before": before[-1], "after": after[0]}),)
    last = points[-1][0]
    if summed and last < promise.begin - DAY:
        return Reason("odds_hole")
    free = kind.course == "sides"
    lower, upper = (None if free or math.isnan(b) else b for b in (promise.lower, promise.upper))
    ages = ((round(last - end), end, value) for end, value in points)
    whole = {age: value for age, end, value in ages if same(last - age, end)}  # years before `last`
    history = tuple(whole.get(age, NAN) for age in reversed(range(LENGTH)))
    total = next((p.value for p in case.course.points if same(p.end, last)), 0.0) if summed else NAN
    met, years = verdict.first_met if verdict.status == "achieved" else "", promise.end - last
    return Question(
        history, last, years, low, high, nature, lower, upper, total, met, beside,
        _begun(case, history, last, years),
    )  # fmt: skip


def _begun(case: Case, history: Sequence[float], last: float, years: float) -> Estimate | None:
    """The year after the last full one, where its growth so far is known and may be carried on."""
    known = [value for value in history if not math.isnan(value)]
    whole = case.promise.kind.course == "levels" and years > 0 and same(round(years), years)
    if not whole or case.promise.nature != "flow" or len(known) < forecast.FEWEST:
        return None
    made = (e for e in full_year(case.series) if e.method == "carried_growth" and e.value > 0)
    return next((e for e in made if same(e.year, last) and min(known) > 0), None)


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
            groups[*terms, one.begun is not None].append((place, one))
    for (nature, lower, upper, years, summed, begun), group in groups.items():
        y = np.array([one.history for _, one in group])
        low, high, total = np.array([(one.low, one.high, one.total) for _, one in group]).T
        meets = partial(forecast.attainment, y, years, mean=summed)
        if years < 0:
            meets = partial(forecast.between, y, LENGTH - 1 + round(years))
        meets = partial(meets, nature=nature, lower=lower, upper=upper)
        if not begun:
            path = forecast.fan(y, AHEAD, [0.5], nature=nature, lower=lower, upper=upper)[:, :, 0]
        else:
            told = begun_fan([one for _, one in group], max(AHEAD, round(years)))
            meets = partial(forecast.reached, told[:, round(years) - 1])
            path = told[:, :AHEAD, MIDDLE]
        if summed:  # what is summed so far, and what the mean of the years to come adds
            low, high = (low - total) / years, (high - total) / years
            path = total[:, None] + path.cumsum(axis=1)
        up = np.where(np.isinf(low), 1.0, meets(low))
        down = np.where(np.isinf(high), 1.0, meets(high, direction="down"))
        chances = np.clip(up + down - 1, 0, 1)
        for (place, one), chance, way in zip(group, chances, path, strict=True):
            found[place] = _answer(one, float(chance), way)
    return found


def _answer(asked: Question, chance: float, way: Array) -> Odds:
    if math.isnan(chance):
        count = sum(not math.isnan(value) for value in asked.history)
        return Odds(reasons=(Reason("odds_few", {"count": count}),))
    if asked.beside:
        return Odds(chance, outlook(chance), "", asked.beside)
    met = np.flatnonzero((way >= asked.low) & (way <= asked.high))
    first = str(math.floor(asked.last + float(met[0]) + 1 - DAY)) if len(met) else ""
    told: Reasons = () if asked.met or first else (Reason("never_met", {"count": AHEAD}),)
    if asked.begun:
        told += (Reason("odds_begun", {"ytd": When(asked.begun.until, ytd=True)}),)
    return Odds(chance, outlook(chance), asked.met or first, told)


def begun_fan(asked: Sequence[Question], horizon: int) -> Array:
    """Return the quantiles of the years to come of questions whose first year has begun."""
    made = [one.begun for one in asked if one.begun]
    return forecast.begun(
        [one.history for one in asked], horizon, [e.value for e in made], [e.gone for e in made],
        lower=asked[0].lower, upper=asked[0].upper,
    )  # fmt: skip
