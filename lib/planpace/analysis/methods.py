"""What other institutions would say of the same figures: their methods as published.

None of them decides our verdict; `docs/methods.md` names their sources. `METHODS[name](years,
values, *, target=None, target_year=None, direction, base_year=None, limit=None)` returns a dict
with at least `status` and `progress`; `direction` is "up" or "down". Raises ValueError where no
figure stands from the base year on.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any, NamedTuple

from planpace.analysis.formulas import band, carried, elapsed, graded, growth, position, progress
from planpace.plan.bands import BANDS

Result = dict[str, Any]
Method = Callable[..., Result]
Words = Sequence[tuple[float, str]]
Scores = Sequence["float | Scores | None"]

METHODS: dict[str, Method] = {}
"""Other institutions' methods by name, and the schedule position beside them."""
ZERO = 0.001  # what Open SDG puts in the place of a zero base or target, to form a rate


class _Asked(NamedTuple):
    """A series' ends, its target and the year of that, NaN for none; `sign` −1: less is better."""

    base_year: float
    base: float
    year: float
    value: float
    sign: int
    target: float
    target_year: float
    limit: float | None

    @property
    def years(self) -> float:
        return self.year - self.base_year

    @property
    def met(self) -> bool:
        return self.sign * self.value >= self.sign * self.target

    def required(self, base: float, target: float) -> float:
        """The growth rate that leads to a target; raises ValueError where its year is unknown."""
        if math.isnan(self.target_year):
            raise ValueError("a target needs its year")
        return growth(base, target, self.target_year - self.base_year)


def method(rule: Callable[[_Asked], Result]) -> Method:
    """Enter a rule under its name, with the arguments that all methods share."""

    @wraps(rule)
    def asked(
        years: Sequence[float], values: Sequence[float | None], *, direction: str,
        target: float | None = None, target_year: float | None = None,
        base_year: float | None = None, limit: float | None = None,
    ) -> Result:  # fmt: skip
        if direction not in {"up", "down"}:
            raise ValueError(f"direction {direction!r}: write up or down")
        first = -math.inf if base_year is None else base_year
        dated = ((y, v) for y, v in zip(years, values, strict=True) if y >= first)
        known = sorted((y, float(v)) for y, v in dated if v is not None and v == v)
        if not known:
            raise ValueError("no figure from the base year on")
        sign = 1 if direction == "up" else -1
        goal, end = (math.nan if given is None else given for given in (target, target_year))
        return rule(_Asked(*known[0], *known[-1], sign, goal, end, limit))

    METHODS[rule.__name__] = asked
    return asked


def _rated(ratio: float, words: Words, last: str, met: bool = False) -> Result:
    if math.isnan(ratio):
        return {"progress": None, "status": "met" if met else "not_available", "met": met}
    return {"progress": ratio, "status": graded(ratio, words, last), "met": met}


NOT_AVAILABLE = _rated(math.nan, (), "")


@method
def open_sdg(asked: _Asked) -> Result:
    """Return Open SDG's progress, score (−5 to 5) and status.

    A zero base or target is replaced by 0.001 and a missing base year by the next, as published.
    """
    base, dated, aimed = asked.base or ZERO, asked.years >= 1, not math.isnan(asked.target)
    ratio = math.copysign(1, base) * asked.sign * growth(base, asked.value, asked.years)
    if dated and aimed:
        ratio = progress(0, ratio, abs(asked.required(base, asked.target or ZERO)))
    known, status, score = dated and not math.isnan(ratio), "not_available", None
    if dated and asked.met:
        status, score = "target_achieved", 5.0
    elif known and aimed:
        status = _sdg_word(ratio, 0.95, 0.6)
        score = min(7.1429 * ratio - 4.2857, 5) if ratio >= 0.6 else max(4.1667 * ratio - 2.5, -5)
    elif known:
        scale = limit_scale(asked.base, asked.limit)
        status, score = _sdg_word(ratio, 0.015 * scale, 0.005 * scale), sdg_score(ratio, scale)
    return {
        "base_year": asked.base_year, "base": asked.base, "year": asked.year, "value": asked.value,
        "progress": ratio if known else None, "score": score, "status": status,
    }  # fmt: skip


def _sdg_word(progress: float, high: float, middle: float) -> str:
    words = (high, "substantial_progress"), (middle, "moderate_progress"), (0, "limited_progress")
    return graded(progress, words, "deterioration")


def limit_scale(base: float, limit: float | None) -> float:
    """Return Open SDG's factor C: near a natural limit L less growth is asked."""
    b, at = abs(base), abs(limit or math.inf)
    near = max(min(b, 2 * at - b), 0.0)  # B up to L, 2L − B up to 2L, beyond it nothing
    return float(1 - (near / at) ** 4.44)


def sdg_score(g: float, scale: float) -> float:
    """Return Open SDG's score of signed growth without a target."""
    if g < 0 or scale == 0:
        return max(125 * g - 2.5, -5) if g < 0 else 5.0
    if g >= 0.015 * scale:
        return min(500 * g / scale - 5, 5)
    return 250 * g / scale - 1.25 if g >= 0.005 * scale else 500 * g / scale - 2.5


def open_sdg_aggregate(scores: Scores, achieved: Sequence[bool] = ()) -> Result:
    """Return the score and status of several series: the mean of (nested) group means.

    Missing scores are skipped; the target is achieved only if every series' is.
    """
    score = _mean(scores)
    status = "not_available" if score is None else _sdg_word(score + 2.5, 5, 2.5)
    done = score is not None and achieved and all(achieved)
    return {"score": score, "status": "target_achieved" if done else status}


def _mean(scores: Scores) -> float | None:
    parts = (one if isinstance(one, float | int | None) else _mean(one) for one in scores)
    known = [part for part in parts if part is not None]
    return math.fsum(known) / len(known) if known else None


@method
def eurostat(asked: _Asked) -> Result:
    """Return the ratio of observed to required growth, or signed growth without a target."""
    observed = growth(asked.base, asked.value, asked.years)
    if math.isnan(asked.target):
        words = (0.01, "significant"), (0.0, "moderate"), (-0.01, "moderate_away")
        return _rated(asked.sign * observed, words, "significant_away")
    ratio = progress(0, observed, asked.required(asked.base, asked.target))
    words = (0.95, "significant"), (0.6, "moderate"), (0.0, "insufficient")
    return _rated(ratio, words, "away", asked.met)


@method
def un_desa(asked: _Asked) -> Result:
    """Return the share of the way that carrying the observed growth would go by the target year."""
    if math.isnan(asked.target + asked.target_year):
        return NOT_AVAILABLE
    if asked.met or (asked.target in {0, 100} and abs(asked.value - asked.target) <= 1):
        return {"progress": None, "status": "on_track", "met": asked.met}
    observed = growth(asked.base, asked.value, asked.years)
    reached = carried(asked.value, observed, asked.target_year - asked.year)
    share = progress(asked.base, reached, asked.target)
    return _rated(share, ((0.95, "on_track"), (0.1, "moderate")), "stagnation_or_regression")


@method
def sdsn(asked: _Asked) -> Result:
    """Return the recent annual change as a ratio of the change needed on a straight line."""
    if not (asked.year > asked.base_year and asked.target_year > asked.base_year):
        return NOT_AVAILABLE
    if asked.met:
        return {"progress": None, "status": "on_track", "met": True}
    change = asked.sign * (asked.value - asked.base) / asked.years
    way = asked.sign * (asked.target - asked.base)
    if way <= 0:  # met once and not any more, so it fell
        return _rated(change, (), "decreasing")
    words = (1, "on_track"), (0.5, "moderately_improving"), (0, "stagnating")
    needed = way / (asked.target_year - asked.base_year)
    return _rated(change / needed, words, "decreasing")


@method
def log_arr(asked: _Asked) -> Result:
    """Return the annual rate of reduction, observed and required, on the logarithm."""
    observed = _reduction(asked.base, asked.value, asked.years)
    required = _reduction(asked.base, asked.target, asked.target_year - asked.base_year)
    words, share = ((1, "on_track"), (0, "insufficient")), progress(0, observed, required)
    return {**_rated(share, words, "away", asked.met), "arr": observed, "required_arr": required}


def _reduction(first: float, last: float, years: float) -> float:
    return -math.log(last / first) / years if first > 0 and last > 0 and years > 0 else math.nan


@method
def gap_closed(asked: _Asked) -> Result:
    """Return the share of the way gone, (c − b)/(T − b), unclamped, as planning tools show it.

    A way of no length is 100% where the target is met, else 0%.
    """
    way = asked.base != asked.target
    share = progress(asked.base, asked.value, asked.target) if way else float(asked.met)
    return _rated(share, (), "met" if asked.met else "open", asked.met)


@method
def schedule(asked: _Asked) -> Result:
    """Return the schedule position in points (时序进度, NDRC usage), classified by our bands."""
    b, T = asked.base, asked.target
    if math.isnan(T + asked.target_year):
        return {**NOT_AVAILABLE, "position": None}
    if asked.met or asked.sign * b >= asked.sign * T:
        word = "achieved" if asked.met else "behind"
        return {"progress": None, "status": word, "position": None}
    share = progress(b, asked.value, T)
    points = position(share, elapsed(asked.base_year, asked.year, asked.target_year))
    word = "off_track" if share < 0 else band(points, BANDS)
    return {"progress": share, "status": word, "position": points}


RATED = ("open_sdg", "eurostat", "un_desa", "sdsn", "log_arr")  # those with a word of their own
FAVOURABLE = {
    "achieved", "ahead", "on_track", "met", "significant", "substantial_progress", "target_achieved"
}  # fmt: skip
MIDDLE = {
    "behind", "limited_progress", "insufficient", "moderate", "moderate_progress",
    "moderately_improving", "stagnating",
}  # fmt: skip
ADVERSE = {"off_track", "missed", "away", "deterioration", "decreasing", "stagnation_or_regression"}


def tally(said: Mapping[str, str]) -> tuple[int, int, int]:
    """Return how many methods are favourable, in between, and adverse; the silent ones left out."""
    kinds = FAVOURABLE, MIDDLE, ADVERSE
    good, middle, bad = (sum(word in kind for word in said.values()) for kind in kinds)
    return good, middle, bad
