"""How far: the formulas of gap, progress, schedule position (时序进度) and pace.

b is the baseline at t0, c the latest value at t, T the threshold at the deadline tT; time in years.
A result that has no meaning is NaN, never a stand-in.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Points = Sequence[tuple[float, float]]  # (time, value), oldest first

NAN = math.nan
ROUNDING = 1e-9  # what binary arithmetic may cost a value that stands exactly on a limit


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

    >>> round(position(progress(55, 63.22, 100), elapsed(2020, 2022, 2023)), 1)
    -48.4
    """
    return 100 * (p - e)


def band(position: float, bands: Mapping[str, float]) -> str:
    """Return the word for a schedule position in points."""
    if position >= bands["ahead"] - ROUNDING:
        return "ahead"
    if position > bands["behind"] + ROUNDING:
        return "on_track"
    return "behind" if position > bands["off_track"] + ROUNDING else "off_track"


def graded(value: float, limits: Iterable[tuple[float, str]], last: str = "") -> str:
    """Return the first word whose least value is reached, else the last; the last for NaN too."""
    return next((word for least, word in limits if value >= least), last)


def planned_share(b: float, T: float, steps: Points, t: float) -> float:
    """Return (s(t) − b)/(T − b) on the plan's own steps [(time, value), …], interpolated."""
    for (t1, s1), (t2, s2) in pairwise(steps):
        if t1 <= t <= t2:
            return progress(b, s1 + (s2 - s1) * (t - t1) / (t2 - t1), T)
    return NAN


def power(base: float, exponent: float) -> float:
    """Return base ** exponent; NaN where it is complex or too large for a number."""
    try:
        return float(base**exponent) if base > 0 or float(exponent).is_integer() else NAN
    except (OverflowError, ZeroDivisionError):
        return NAN


def growth(first: float, last: float, years: float) -> float:
    """Return the compound annual growth rate (last/first)^(1/years) − 1; NaN where it is none."""
    if years <= 0 or first == 0 or last / first < 0:
        return NAN
    return power(last / first, 1 / years) - 1 if last else -1.0


def carried(c: float, rate: float, years: float) -> float:
    """Return where growth at a rate (0.1 is 10% a year) leads: c (1 + rate)^years."""
    return 0.0 * c if rate <= -1 else c * power(1 + rate, years)


def pace_required(c: float, t: float, T: float, tT: float) -> float:
    """Return the change a year that is still needed, (T − c)/(tT − t); NaN once time is up."""
    return (T - c) / (tT - t) if tT > t else NAN


def growth_required(c: float, t: float, T: float, tT: float) -> float:
    """Return the same compounded, in percent a year; NaN unless both are positive."""
    return 100 * growth(c, T, tT - t) if c > 0 and T > 0 else NAN


def _recent(points: Points) -> tuple[float, float, float, float]:
    latest = points[-4:] or [(NAN, NAN)]
    return *latest[0][::-1], *latest[-1][::-1]


def pace_observed(points: Points) -> float:
    """Return the mean annual change over the latest three intervals; NaN without two points."""
    return pace_required(*_recent(points))


def growth_observed(points: Points) -> float:
    """Return the same compounded, in percent a year; NaN unless both ends are positive."""
    return growth_required(*_recent(points))


def covered(points: Points, T: float, tT: float, positive: bool) -> float:
    """Return the share of the shortfall that the observed pace would cover by the deadline.

    Carried geometrically for positive amounts, else linearly; NaN with fewer than two points.
    """
    _, _, c, t = _recent(points)
    rate = growth_observed(points) if positive else NAN
    linear = c + pace_observed(points) * (tT - t)
    return progress(c, linear if math.isnan(rate) else carried(c, rate / 100, tT - t), T)


def compounded(rates: Sequence[float]) -> float:
    """Return the index that yearly rates in percent lead to from 100, 100 ∏(1 + r/100)."""
    return 100 * math.prod(1 + rate / 100 for rate in rates)


def linear_path(b: float, t0: float, T: float, tT: float, times: npt.ArrayLike) -> Array:
    """Return the straight path b + (T − b)(t − t0)/(tT − t0) at given times."""
    return b + (T - b) * (np.asarray(times, dtype=float) - t0) / (tT - t0)


def geometric_path(b: float, t0: float, T: float, tT: float, times: npt.ArrayLike) -> Array:
    """Return the path of constant growth b (T/b)^((t − t0)/(tT − t0)); NaN unless b, T > 0."""
    share = linear_path(0, t0, 1, tT, times)
    return b * np.power(T / b, share) if b > 0 and T > 0 else NAN * share
