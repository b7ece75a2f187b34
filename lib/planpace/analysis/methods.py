"""What other institutions would say of the same figures: their methods as published, side by side.

None of them decides our verdict. Each takes a series of years and values and returns a dict with
at least `status` and `progress`; `direction` is "up" or "down".
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

from planpace.analysis.open_sdg import open_sdg
from planpace.analysis.spans import Result, Values, Years, growth, log_growth, sign, span


def eurostat(
    years: Years,
    values: Values,
    *,
    target: float | None = None,
    target_year: float | None = None,
    direction: str,
    base_year: float | None = None,
    limit: float | None = None,
) -> Result:
    """Return the ratio of observed to required growth, or signed growth without a target.

    Source: Eurostat, "Sustainable development in the European Union", annex on assessment.
    """
    s, d = span(years, values, base_year), sign(direction)
    observed = growth(s.base, s.value, s.years)
    met = target is not None and d * s.value >= d * target
    if target is None:
        words = ((0.01, "significant"), (0, "moderate"), (-0.01, "moderate_away"))
        return _ruled(d * observed, words, "significant_away", met)
    if target_year is None:
        raise ValueError("a target needs its year")
    required = growth(s.base, target, target_year - s.base_year)
    ratio = observed / required if required else math.nan
    ratings = ((0.95, "significant"), (0.6, "moderate"), (0.0, "insufficient"))
    return _ruled(ratio, ratings, "away", met)


def _ruled(
    progress: float, words: Sequence[tuple[float, str]], last: str, met: bool = False
) -> Result:
    """The first word whose limit is reached; without a number, met or not available."""
    if math.isnan(progress):
        return {"progress": None, "status": "met" if met else "not_available", "met": met}
    word = next((word for limit, word in words if progress >= limit), last)
    return {"progress": progress, "status": word, "met": met}


def un_desa(
    years: Years,
    values: Values,
    *,
    target: float | None = None,
    target_year: float | None = None,
    direction: str,
    base_year: float | None = None,
    limit: float | None = None,
) -> Result:
    """Return the share of the way that carrying the observed growth would go by the target year.

    Source: UN DESA, "SDG Progress Chart: technical note", 2023.
    """
    s, d = span(years, values, base_year), sign(direction)
    if target is None or target_year is None:
        return {"progress": None, "status": "not_available", "met": False}
    met = d * s.value >= d * target
    if met or (target in {0, 100} and abs(s.value - target) <= 1):
        return {"progress": None, "status": "on_track", "met": met}
    observed = growth(s.base, s.value, s.years)
    reached = s.value * (1 + observed) ** (target_year - s.year)
    share = (reached - s.base) / (target - s.base) if target != s.base else math.nan
    return _ruled(share, ((0.95, "on_track"), (0.1, "moderate")), "stagnation_or_regression")


def sdsn(
    years: Years,
    values: Values,
    *,
    target: float | None = None,
    target_year: float | None = None,
    direction: str,
    base_year: float | None = None,
    limit: float | None = None,
) -> Result:
    """Return the recent annual change as a ratio of the change needed on a straight line.

    Source: Sustainable Development Report, trend arrows.
    """
    s, d = span(years, values, base_year), sign(direction)
    if target is None or target_year is None or s.years <= 0 or target_year <= s.base_year:
        return {"progress": None, "status": "not_available", "met": False}
    change = d * (s.value - s.base) / s.years
    needed = d * (target - s.base) / (target_year - s.base_year)
    if d * s.value >= d * target:
        return {"progress": None, "status": "on_track", "met": True}
    if needed <= 0:
        return _ruled(change, (), "decreasing")  # not met any more, so it fell
    words = ((1, "on_track"), (0.5, "moderately_improving"), (0, "stagnating"))
    return _ruled(change / needed, words, "decreasing")


def log_arr(
    years: Years,
    values: Values,
    *,
    target: float | None = None,
    target_year: float | None = None,
    direction: str,
    base_year: float | None = None,
    limit: float | None = None,
) -> Result:
    """Return the annual rate of reduction, observed and required, on the logarithm.

    Source: WHO, UNICEF and others (UN MMEIG), "Trends in maternal mortality".
    """
    s, d = span(years, values, base_year), sign(direction)
    observed = -log_growth(s.base, s.value, s.years)
    required = math.nan
    if target is not None and target_year is not None:
        required = -log_growth(s.base, target, target_year - s.base_year)
    met = target is not None and d * s.value >= d * target
    ratio = observed / required if required else math.nan
    rated = _ruled(ratio, ((1, "on_track"), (0, "insufficient")), "away", met)
    return {**rated, "arr": observed, "required_arr": required}


def log_arr_path(base: float, arr: float, steps: Sequence[float]) -> list[float]:
    """Return the path b·exp(−ARR·k), k years after the baseline."""
    return [base * math.exp(-arr * k) for k in steps]


def remaining_rate(cumulative: float, achieved: Sequence[float], years: float = 1) -> float:
    """Return what is left of a cumulative rate, in percent a year: (1 + P)/∏(1 + r) − 1.

    The 11th plan's case (−20%; −15.61% by 2009): the press adds, −4.48 with +0.09 in half a year.

    >>> round(remaining_rate(-20, [-15.61]), 2)
    -5.2
    """
    left = (1 + cumulative / 100) / math.prod(1 + rate / 100 for rate in achieved)
    return 100 * (float(left ** (1 / years)) - 1)


Method = Callable[..., Result]
PUBLISHED: Mapping[str, Method] = {
    "open_sdg": open_sdg,
    "eurostat": eurostat,
    "un_desa": un_desa,
    "sdsn": sdsn,
    "log_arr": log_arr,
}
