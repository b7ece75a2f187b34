"""What other institutions would say of the same figures: their methods as published.

None of them decides our verdict. `METHODS[name](years, values, *, target=None, target_year=None,
direction, base_year=None, limit=None)` returns a dict with at least `status` and `progress`;
`direction` is "up" or "down". Raises ValueError where no figure stands from the base year on.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any, NamedTuple

from planpace.analysis.formulas import band, carried, elapsed, growth, position, progress
from planpace.plan.settings import BANDS

Result = dict[str, Any]
Scores = Sequence["float | Scores | None"]

ZERO = 0.001
"""What Open SDG puts in the place of a zero base or target, so that a rate can be formed."""


class Asked(NamedTuple):
    """A series from its base year to its latest figure, and the target that it is held against.

    `sign` is +1 where more is better and −1 where less is.
    """

    base_year: float
    base: float
    year: float
    value: float
    sign: int
    target: float | None
    target_year: float | None
    limit: float | None

    @property
    def years(self) -> float:
        """Years between base and latest figure."""
        return self.year - self.base_year

    @property
    def met(self) -> bool:
        """Whether the latest figure meets the target."""
        return self.target is not None and self.sign * self.value >= self.sign * self.target

    @property
    def observed(self) -> float:
        """The compound annual growth rate from base to latest figure."""
        return growth(self.base, self.value, self.years)

    def end(self) -> float:
        """The target's year; raises ValueError without one."""
        if self.target_year is None:
            raise ValueError("a target needs its year")
        return self.target_year


Method = Callable[..., Result]
METHODS: dict[str, Method] = {}
"""Other institutions' methods by name, and the schedule position beside them."""


def method(rule: Callable[[Asked], Result]) -> Method:
    """Enter a rule under its name, with the arguments that all methods share."""

    @wraps(rule)
    def asked(
        years: Sequence[float],
        values: Sequence[float | None],
        *,
        target: float | None = None,
        target_year: float | None = None,
        direction: str,
        base_year: float | None = None,
        limit: float | None = None,
    ) -> Result:
        if direction not in {"up", "down"}:
            raise ValueError(f"direction {direction!r}: write up or down")
        known = sorted(
            (year, float(value))
            for year, value in zip(years, values, strict=True)
            if value is not None and value == value and (base_year is None or year >= base_year)
        )
        if not known:
            raise ValueError("no figure from the base year on")
        sign = 1 if direction == "up" else -1
        return rule(Asked(*known[0], *known[-1], sign, target, target_year, limit))

    METHODS[rule.__name__] = asked
    return asked


def _rated(
    progress: float, words: Sequence[tuple[float, str]], last: str, met: bool = False
) -> Result:
    """The first word whose limit is reached; without a number, met or not available."""
    if math.isnan(progress):
        return {"progress": None, "status": "met" if met else "not_available", "met": met}
    word = next((word for limit, word in words if progress >= limit), last)
    return {"progress": progress, "status": word, "met": met}


NOT_AVAILABLE: Result = {"progress": None, "status": "not_available", "met": False}


@method
def open_sdg(asked: Asked) -> Result:
    """Return Open SDG's progress, score (−5 to 5) and status.

    Source: Open SDG 2.4, "Progress calculation"; Statistics Canada's use of it. A zero base or
    target is replaced by 0.001 and a missing base year by the next one, as published.
    """
    facts: Result = {
        "base_year": asked.base_year, "base": asked.base, "year": asked.year,
        "value": asked.value, "progress": None, "score": None, "status": "not_available",
    }  # fmt: skip
    if asked.years < 1:
        return facts
    base = asked.base or ZERO
    signed = math.copysign(1, base) * asked.sign * growth(base, asked.value, asked.years)
    if asked.target is None:
        if math.isnan(signed):
            return facts
        scale = limit_scale(asked.base, asked.limit)
        word = _sdg_word(signed, 0.015 * scale, 0.005 * scale)
        return facts | {"progress": signed, "score": sdg_score(signed, scale), "status": word}
    required = growth(base, asked.target or ZERO, asked.end() - asked.base_year)
    ratio = signed / abs(required) if required else math.nan
    told = None if math.isnan(ratio) else ratio
    if asked.met:
        return facts | {"progress": told, "score": 5.0, "status": "target_achieved"}
    if told is None:
        return facts
    score = min(7.1429 * ratio - 4.2857, 5) if ratio >= 0.6 else max(4.1667 * ratio - 2.5, -5)
    return facts | {"progress": ratio, "score": score, "status": _sdg_word(ratio, 0.95, 0.6)}


def _sdg_word(progress: float, high: float, middle: float) -> str:
    limits = ((high, "substantial"), (middle, "moderate"), (0, "limited"))
    word = next((word for limit, word in limits if progress >= limit), None)
    return f"{word}_progress" if word else "deterioration"


def limit_scale(base: float, limit: float | None) -> float:
    """Return Open SDG's factor C: near a natural limit L less growth is asked."""
    if not limit:
        return 1.0
    b, at = abs(base), abs(limit)
    near = max(min(b, 2 * at - b), 0.0)  # B up to L, 2L − B up to 2L, beyond it nothing
    return float(1 - (near / at) ** 4.44)


def sdg_score(g: float, scale: float) -> float:
    """Return Open SDG's score of signed growth without a target."""
    if g < 0:
        return max(125 * g - 2.5, -5)
    if scale == 0:
        return 5.0
    if g >= 0.015 * scale:
        return min(500 * g / scale - 5, 5)
    return 250 * g / scale - 1.25 if g >= 0.005 * scale else 500 * g / scale - 2.5


def open_sdg_aggregate(scores: Scores, achieved: Sequence[bool] = ()) -> Result:
    """Return the score and status of several series: the mean of (nested) group means.

    Missing scores are skipped; the target is achieved only if every series' is.
    """
    score = _mean(scores)
    if score is None:
        return {"score": None, "status": "not_available"}
    if achieved and all(achieved):
        return {"score": score, "status": "target_achieved"}
    return {"score": score, "status": _sdg_word(score + 2.5, 5, 2.5)}


def _mean(scores: Scores) -> float | None:
    parts = [score if isinstance(score, float | int | None) else _mean(score) for score in scores]
    known = [part for part in parts if part is not None]
    return math.fsum(known) / len(known) if known else None


@method
def eurostat(asked: Asked) -> Result:
    """Return the ratio of observed to required growth, or signed growth without a target.

    Source: Eurostat, "Sustainable development in the European Union", annex on assessment.
    """
    if asked.target is None:
        words = ((0.01, "significant"), (0, "moderate"), (-0.01, "moderate_away"))
        return _rated(asked.sign * asked.observed, words, "significant_away")
    required = growth(asked.base, asked.target, asked.end() - asked.base_year)
    ratio = asked.observed / required if required else math.nan
    ratings = ((0.95, "significant"), (0.6, "moderate"), (0.0, "insufficient"))
    return _rated(ratio, ratings, "away", asked.met)


@method
def un_desa(asked: Asked) -> Result:
    """Return the share of the way that carrying the observed growth would go by the target year.

    Source: UN DESA, "SDG Progress Chart: technical note", 2023.
    """
    target = asked.target
    if target is None or asked.target_year is None:
        return NOT_AVAILABLE
    if asked.met or (target in {0, 100} and abs(asked.value - target) <= 1):
        return {"progress": None, "status": "on_track", "met": asked.met}
    reached = carried(asked.value, asked.observed, asked.target_year - asked.year)
    share = progress(asked.base, reached, target)
    return _rated(share, ((0.95, "on_track"), (0.1, "moderate")), "stagnation_or_regression")


@method
def sdsn(asked: Asked) -> Result:
    """Return the recent annual change as a ratio of the change needed on a straight line.

    Source: Sustainable Development Report, trend arrows.
    """
    if asked.target is None or asked.target_year is None:
        return NOT_AVAILABLE
    if asked.years <= 0 or asked.target_year <= asked.base_year:
        return NOT_AVAILABLE
    if asked.met:
        return {"progress": None, "status": "on_track", "met": True}
    change = asked.sign * (asked.value - asked.base) / asked.years
    way = asked.sign * (asked.target - asked.base)
    if way <= 0:
        return _rated(change, (), "decreasing")  # not met any more, so it fell
    words = ((1, "on_track"), (0.5, "moderately_improving"), (0, "stagnating"))
    needed = way / (asked.target_year - asked.base_year)
    return _rated(change / needed, words, "decreasing")


@method
def log_arr(asked: Asked) -> Result:
    """Return the annual rate of reduction, observed and required, on the logarithm.

    Source: WHO, UNICEF and others (UN MMEIG), "Trends in maternal mortality".
    """
    observed, required = _reduction(asked.base, asked.value, asked.years), math.nan
    if asked.target is not None and asked.target_year is not None:
        required = _reduction(asked.base, asked.target, asked.target_year - asked.base_year)
    ratio = observed / required if required else math.nan
    rated = _rated(ratio, ((1, "on_track"), (0, "insufficient")), "away", asked.met)
    return {**rated, "arr": observed, "required_arr": required}


def _reduction(first: float, last: float, years: float) -> float:
    """ln(first/last)/years; NaN unless both are positive."""
    return -math.log(last / first) / years if first > 0 and last > 0 and years > 0 else math.nan


@method
def gap_closed(asked: Asked) -> Result:
    """Return the share of the way gone, (c − b)/(T − b), unclamped, as planning tools show it.

    A way of no length is 100% where the target is met, else 0%.
    """
    if asked.target is None:
        return NOT_AVAILABLE
    way = asked.base != asked.target
    share = progress(asked.base, asked.value, asked.target) if way else float(asked.met)
    return {"progress": share, "status": "met" if asked.met else "open", "met": asked.met}


@method
def schedule(asked: Asked) -> Result:
    """Return the schedule position in points (时序进度, NDRC usage), classified by our bands."""
    b, T = asked.base, asked.target
    if T is None or asked.target_year is None:
        return {**NOT_AVAILABLE, "position": None}
    if asked.met:
        return {"progress": None, "status": "achieved", "position": None}
    if asked.sign * b >= asked.sign * T:
        return {"progress": None, "status": "behind", "position": None}
    share = progress(b, asked.value, T)
    points = position(share, elapsed(asked.base_year, asked.year, asked.target_year))
    word = "off_track" if share < 0 else band(points, BANDS)
    return {"progress": share, "status": word, "position": points}


RATED = ("open_sdg", "eurostat", "un_desa", "sdsn", "log_arr")
"""The methods that give a word of their own, beside our schedule."""
FAVOURABLE = {
    "achieved", "ahead", "on_track", "met", "significant", "substantial_progress",
    "target_achieved",
}  # fmt: skip
MIDDLE = {
    "behind", "limited_progress", "insufficient", "moderate", "moderate_progress",
    "moderately_improving", "stagnating",
}  # fmt: skip
ADVERSE = {
    "off_track", "missed", "away", "deterioration", "decreasing", "stagnation_or_regression",
}  # fmt: skip


def tally(said: Mapping[str, str]) -> tuple[int, int, int]:
    """Return how many methods are favourable, in between, and adverse; the silent ones left out.

    >>> tally({"linear": "on_track", "eurostat": "moderate", "sdsn": "not_available"})
    (1, 1, 0)
    """
    words = list(said.values())
    good, middle, bad = (
        sum(word in kind for word in words) for kind in (FAVOURABLE, MIDDLE, ADVERSE)
    )
    return good, middle, bad


def agree(said: Mapping[str, str]) -> bool:
    """Whether the methods that say anything are all of one mind."""
    return sum(count > 0 for count in tally(said)) == 1
