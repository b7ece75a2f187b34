"""How far: the formulas of gap, progress, schedule position (时序进度) and pace.

b is the baseline at t0, c the latest value at t, T the threshold at the deadline tT; time in years.
A result that has no meaning is NaN, never a stand-in.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise

from planpace.analysis.methods import PUBLISHED
from planpace.analysis.spans import Result, Values, Years, sign, span
from planpace.plan.metadata import BANDS

NAN = math.nan
ROUNDING = 1e-9
"""What binary arithmetic may cost a value that stands exactly on a limit."""


def threshold(kind: str, value: float, baseline: float = NAN) -> float:
    """Return the level that a promise resolves to, NaN where it needs a baseline that is unknown.

    >>> threshold("increase_by", 8, 200), threshold("multiply_by", 2, 135)
    (216.0, 270)
    """
    match kind:
        case "increase_by":
            return baseline * (1 + value / 100)
        case "decrease_by":
            return baseline * (1 - value / 100)
        case "increase_by_points":
            return baseline + value
        case "decrease_by_points":
            return baseline - value
        case "multiply_by":
            return baseline * value
        case "match_peer" | "beat_peer" | "unknown_value":
            return NAN
    return value


def progress(b: float, c: float, T: float) -> float:
    """Return the part of the way from b to T that is gone, (c − b)/(T − b); NaN where T = b."""
    return (c - b) / (T - b) if b != T else NAN


def log_progress(b: float, c: float, T: float) -> float:
    """Return the part gone on a path of constant growth, ln(c/b)/ln(T/b); NaN unless all > 0."""
    if not (b > 0 and c > 0 and T > 0) or b == T or math.inf in (b, c, T):
        return NAN
    return math.log(c / b) / math.log(T / b)


def elapsed(t0: float, t: float, tT: float) -> float:
    """Return the part of the time gone, (t − t0)/(tT − t0); NaN for a window without length."""
    return (t - t0) / (tT - t0) if tT > t0 else NAN


def position(p: float, e: float) -> float:
    """Return the schedule position in points, 100 (p − e); +5 is five points ahead.

    Budget revenue 55 (2019), 63.22 (2021), target 100 (2022):

    >>> round(position(progress(55, 63.22, 100), elapsed(2020, 2022, 2023)), 1)
    -48.4
    """
    return 100 * (p - e)


def band(position: float, bands: Mapping[str, float]) -> str:
    """Return the word for a schedule position in points.

    >>> band(-48.4, {"ahead": 5, "behind": -5, "off_track": -25})
    'off_track'
    """
    if position >= bands["ahead"] - ROUNDING:
        return "ahead"
    if position > bands["behind"] + ROUNDING:
        return "on_track"
    return "behind" if position > bands["off_track"] + ROUNDING else "off_track"


def planned_share(b: float, T: float, steps: Sequence[tuple[float, float]], t: float) -> float:
    """Return (s(t) − b)/(T − b) on the plan's own steps [(time, value), …], interpolated."""
    for (t1, s1), (t2, s2) in pairwise(steps):
        if t1 <= t <= t2:
            return progress(b, s1 + (s2 - s1) * (t - t1) / (t2 - t1), T)
    return NAN


def pace_required(c: float, t: float, T: float, tT: float) -> float:
    """Return the change a year that is still needed, (T − c)/(tT − t); NaN once time is up."""
    return (T - c) / (tT - t) if tT > t else NAN


def growth_required(c: float, t: float, T: float, tT: float) -> float:
    """Return the same compounded, in percent a year; NaN unless both are positive."""
    return 100 * ((T / c) ** (1 / (tT - t)) - 1) if tT > t and c > 0 and T > 0 else NAN


def recent(
    points: Sequence[tuple[float, float]], intervals: int = 3
) -> Sequence[tuple[float, float]]:
    """Return the points (time, value) of the latest three intervals, or of as many as there are."""
    return points[-intervals - 1 :]


def pace_observed(points: Sequence[tuple[float, float]]) -> float:
    """Return the mean annual change over the latest three intervals; NaN with fewer than 2 points.

    >>> round(pace_observed([(2019, 808.7), (2020, 870), (2022, 1000.33)]), 2)
    63.88
    """
    if len(points) < 2:
        return NAN
    (t1, c1), *_, (t2, c2) = recent(points)
    return (c2 - c1) / (t2 - t1)


def growth_observed(points: Sequence[tuple[float, float]]) -> float:
    """Return the same compounded, in percent a year; NaN unless both ends are positive."""
    if len(points) < 2:
        return NAN
    (t1, c1), *_, (t2, c2) = recent(points)
    return 100 * ((c2 / c1) ** (1 / (t2 - t1)) - 1) if c1 > 0 and c2 > 0 else NAN


def covered(points: Sequence[tuple[float, float]], T: float, tT: float, positive: bool) -> float:
    """Return the share of the shortfall that the observed pace would cover by the deadline.

    Carried geometrically for positive amounts, else linearly; NaN with fewer than two points.
    """
    if len(points) < 2:
        return NAN
    t, c = points[-1]
    growth = growth_observed(points) if positive else NAN
    if math.isnan(growth):
        change = pace_observed(points) * (tT - t)
    else:
        change = c * ((1 + growth / 100) ** (tT - t) - 1)
    return progress(c, c + change, T)


def compounded(rates: Sequence[float]) -> float:
    """Return the index that yearly rates in percent lead to from 100, 100 ∏(1 + r/100).

    >>> round(compounded([10, -10]), 6)
    99.0
    """
    return 100 * math.prod(1 + rate / 100 for rate in rates)


def gap_closed(
    years: Years,
    values: Values,
    *,
    target: float | None = None,
    target_year: float | None = None,
    direction: str,
    base_year: float | None = None,
    limit: float | None = None,
    clamp: bool = False,
) -> Result:
    """Return the share of the way gone, (c − b)/(T − b), as common planning tools show it.

    Unclamped by default; a way of no length is 100% where the target is met, else 0%.
    """
    s, d = span(years, values, base_year), sign(direction)
    if target is None:
        return {"progress": None, "status": "not_available"}
    met = d * s.value >= d * target
    share = progress(s.base, s.value, target) if s.base != target else float(met)
    if clamp:
        share = min(max(share, 0.0), 1.0)
    return {"progress": share, "status": "met" if met else "open"}


def schedule(
    years: Years,
    values: Values,
    *,
    target: float | None = None,
    target_year: float | None = None,
    direction: str,
    base_year: float | None = None,
    limit: float | None = None,
) -> Result:
    """Return the schedule position in points (时序进度, NDRC usage), classified by our bands."""
    s, d = span(years, values, base_year), sign(direction)
    if target is None or target_year is None:
        return {"progress": None, "status": "not_available", "position": None}
    if d * s.value >= d * target:
        return {"progress": None, "status": "achieved", "position": None}
    if d * s.base >= d * target:
        return {"progress": None, "status": "behind", "position": None}
    share = progress(s.base, s.value, target)
    points = position(share, elapsed(s.base_year, s.year, target_year))
    word = "off_track" if share < 0 else band(points, BANDS)
    return {"progress": share, "status": word, "position": points}


METHODS = {**PUBLISHED, "gap_closed": gap_closed, "schedule": schedule}
"""Other institutions' methods by name, and the schedule position beside them."""
