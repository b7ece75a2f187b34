"""The scale on which a series' changes are compared, and the shape of its history on it.

Logit strictly between two bounds, logarithm for positive amounts, else the values themselves.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

FADING, FLOOR = 0.6, 0.0005
"""The weight of a step against the next newer one; the smallest typical step."""
NO_ODDS = {"rank", "state"}
NATURES = {"stock", "flow", "share", "index", "rate", *NO_ODDS}
RAW, LOG, LOGIT = 0, 1, 2
TINY = 1e-300


class Shape(NamedTuple):
    """What the table is entered with, one row a series: last value, typical step, steadiness."""

    last: Array
    step: Array
    steadiness: Array


class Scale(NamedTuple):
    """A way to the scale on which changes are compared, and back."""

    forth: Callable[[Array], Array]
    back: Callable[[Array], Array]


def rows_of(y: npt.ArrayLike) -> Array:
    """Return series as rows (n_series, n_obs), whatever is not finite as NaN."""
    rows = np.atleast_2d(np.asarray(y, dtype=float))
    return np.where(np.isfinite(rows), rows, math.nan)


def limits(
    rows: Array, nature: str, lower: float | None, upper: float | None
) -> tuple[Array, Array]:
    """The bounds of each series (n_series, 1): those given; else a share's own 0 and 100.

    A share whose figures have left 0 to 100 (a balance in percent of GDP) has no such bound.
    """
    share = nature == "share"
    below, above = (rows < 0).any(axis=1), (rows > 100).any(axis=1)
    low = np.where(below | (not share), -math.inf, 0.0)
    high = np.where(above | (not share), math.inf, 100.0)
    given = lower is not None and not math.isnan(lower), upper is not None and not math.isnan(upper)
    low = np.full(len(rows), lower) if given[0] else low
    high = np.full(len(rows), upper) if given[1] else high
    return low[:, None].astype(float), high[:, None].astype(float)


class Alike(NamedTuple):
    """Series that share a scale and a pattern of gaps, with what they are looked up by."""

    rows: npt.NDArray[np.intp]
    scale: Scale
    shape: Shape
    figures: int
    age: int


def alike(
    rows: Array, nature: str, lower: float | None = None, upper: float | None = None
) -> Iterator[Alike]:
    """Yield groups of series; `age` is the years since their last figure."""
    if nature not in NATURES:
        raise ValueError(f"nature {nature!r}: one of {', '.join(sorted(NATURES))}")
    known = ~np.isnan(rows)
    low, high = limits(rows, nature, lower, upper)
    patterns = np.concatenate([_kinds(rows, nature, low, high)[:, None], known], axis=1)
    for pattern in np.unique(patterns, axis=0):
        columns = np.flatnonzero(pattern[1:])
        if len(columns) < 2 or nature in NO_ODDS:
            continue
        chosen = np.flatnonzero((patterns == pattern).all(axis=1))
        figures = rows[np.ix_(chosen, columns)]
        scale = _scale(int(pattern[0]), figures, low[chosen], high[chosen])
        shape = shape_of(scale.forth(figures), columns)
        yield Alike(chosen, scale, shape, len(columns), rows.shape[1] - 1 - int(columns[-1]))


def _kinds(rows: Array, nature: str, low: Array, high: Array) -> npt.NDArray[np.int_]:
    """Logit strictly between two bounds, logarithm for positive amounts, else the values."""
    with np.errstate(invalid="ignore"):
        inside = np.isfinite(high - low)[:, 0] & ~((rows <= low) | (rows >= high)).any(axis=1)
        positive = ~(rows <= 0).any(axis=1) & (nature != "rate")
    return np.select([inside, positive], [LOGIT, LOG], RAW)


def _scale(kind: int, figures: Array, low: Array, high: Array) -> Scale:
    if kind == LOGIT:
        return Scale(
            lambda v: _log(np.maximum(v - low, 0) / np.maximum(high - v, TINY)),
            lambda z: low + (high - low) / (1 + np.exp(np.minimum(-z, 700))),
        )
    if kind == LOG:
        return Scale(_log, lambda z: np.exp(np.minimum(z, 700)))
    size = np.abs(figures).mean(axis=1, keepdims=True)
    size = np.where(size > 0, size, TINY)  # zeros alone have no scale: they stay zeros
    return Scale(lambda v: v / size, lambda z: z * size)


def _log(values: Array) -> Array:
    positive = ~(values <= 0)
    return np.where(positive, np.log(np.where(positive, values, 1)), -math.inf)


def shape_of(z: Array, columns: npt.ArrayLike | None = None) -> Shape:
    """Return last value, typical step and steadiness of series (n_series, n_obs), recent first.

    `columns`: the years of the figures; a step over g years counts as a mean change of Δ/g and a
    squared yearly step of Δ²/g, as in a random walk.
    """
    years = np.arange(z.shape[1]) if columns is None else np.asarray(columns)
    gaps = np.diff(years)
    weights = FADING ** (years[-1] - years[1:])
    weights = weights / weights.sum()
    changes = np.diff(z, axis=1)
    step = np.sqrt((changes**2 / gaps) @ weights + FLOOR**2)
    return Shape(z[:, -1], step, (changes / gaps) @ weights / step)
