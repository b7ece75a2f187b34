"""Open SDG's progress method, as published and as Statistics Canada uses it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from planpace.analysis.spans import Result, Span, Values, Years, growth, sign, span

ZERO = 0.001
"""What Open SDG puts in the place of a zero base or target, so that a rate can be formed."""


def open_sdg(
    years: Years,
    values: Values,
    *,
    target: float | None = None,
    target_year: float | None = None,
    direction: str,
    base_year: float | None = None,
    limit: float | None = None,
) -> Result:
    """Return Open SDG's progress, score (−5 to 5) and status.

    Source: Open SDG 2.4, "Progress calculation"; Statistics Canada's use of it. A zero base or
    target is replaced by 0.001 and a missing base year by the next one, as published.
    """
    s, d = span(years, values, base_year), sign(direction)
    facts: Result = {
        "base_year": s.base_year, "base": s.base, "year": s.year, "value": s.value,
        "progress": None, "score": None,
    }  # fmt: skip
    base = s.base or ZERO
    if s.years < 1:
        return {**facts, "status": "not_available"}
    if target is not None and d * s.value >= d * target:
        ratio = _sdg_ratio(s, base, target, target_year, d)
        return {**facts, "progress": ratio, "score": 5.0, "status": "target_achieved"}
    if target is not None:
        ratio = _sdg_ratio(s, base, target, target_year, d)
        if ratio is None:
            return {**facts, "status": "not_available"}
        score = min(7.1429 * ratio - 4.2857, 5) if ratio >= 0.6 else max(4.1667 * ratio - 2.5, -5)
        return {**facts, "progress": ratio, "score": score, "status": _sdg_word(ratio, 0.95, 0.6)}
    observed = growth(base, s.value, s.years)
    if math.isnan(observed):
        return {**facts, "status": "not_available"}
    signed = math.copysign(1, base) * d * observed
    scale = _sdg_limit_scale(s.base, limit)
    score = _sdg_score(signed, scale)
    word = _sdg_word(signed, 0.015 * scale, 0.005 * scale)
    return {**facts, "progress": signed, "score": score, "status": word}


def _sdg_ratio(
    s: Span, base: float, target: float, target_year: float | None, d: int
) -> float | None:
    """Observed growth as a ratio of the growth required, signed; None where one is undefined."""
    if target_year is None:
        raise ValueError("a target needs its year")
    required = growth(base, target or ZERO, target_year - s.base_year)
    observed = growth(base, s.value, s.years)
    if math.isnan(required) or math.isnan(observed) or required == 0:
        return None
    return math.copysign(1, base) * d * observed / abs(required)


def _sdg_word(progress: float, high: float, middle: float) -> str:
    limits = ((high, "substantial"), (middle, "moderate"), (0, "limited"))
    word = next((word for limit, word in limits if progress >= limit), None)
    return f"{word}_progress" if word else "deterioration"


def _sdg_limit_scale(base: float, limit: float | None) -> float:
    """Near a natural limit L less growth is asked: the factor C of the published formula."""
    if limit is None or not limit:
        return 1.0
    b, at = abs(base), abs(limit)
    near = max(min(b, 2 * at - b), 0.0)  # B up to L, 2L − B up to 2L, beyond it nothing
    return float(1 - (near / at) ** 4.44)


def _sdg_score(g: float, scale: float) -> float:
    if g < 0:
        return max(125 * g - 2.5, -5)
    if scale == 0:
        return 5.0
    if g >= 0.015 * scale:
        return min(500 * g / scale - 5, 5)
    return 250 * g / scale - 1.25 if g >= 0.005 * scale else 500 * g / scale - 2.5


def open_sdg_aggregate(scores: Sequence[Any], achieved: Sequence[bool] = ()) -> Result:
    """Return the score and status of several series: the mean of (nested) group means.

    Missing scores are skipped; the target is achieved only if every series' is.
    """
    score = _mean(scores)
    if score is None:
        return {"score": None, "status": "not_available"}
    if achieved and all(achieved):
        return {"score": score, "status": "target_achieved"}
    return {"score": score, "status": _sdg_word(score + 2.5, 5, 2.5)}


def _mean(scores: Sequence[Any]) -> float | None:
    parts = [_mean(s) if isinstance(s, list | tuple) else s for s in scores]
    known = [part for part in parts if part is not None]
    return math.fsum(known) / len(known) if known else None
