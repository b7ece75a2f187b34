"""Where a series is heading: its fan and the chance that it meets a threshold.

What happened next to real series that looked alike. A history is put on a scale by its nature and
told in three numbers: how many figures n, its typical yearly step s, and how steadily it goes one
way, m/s between −1 and 1 (m is the mean change; recent years weigh more in both). A table holds,
for each n, horizon h, steadiness and size of step, the quantiles u of the change that followed, in
typical steps; the forecast is z + s·u. `research/learning.py` makes the table.

Source of the idea: empirical prediction intervals (Williams & Goodman 1971; Lee & Scholtes 2014).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from planpace.analysis.scales import Array, Shape, alike, limits, rows_of

QUANTILES = np.array(
    [.005, .025, .05, .1, .2, .3, .4, .5, .6, .7, .8, .9, .95, .975, .995]
)  # fmt: skip
COUNTS, HORIZONS = (2, 3, 4, 5, 6, 8, 12), (1, 2, 3, 4, 5, 8)
FEWEST, FARTHEST = 3, 50.0
"""Figures that odds need (a fan needs two); how far a fan may go, on its scale."""

TABLE = Path(__file__).with_name("forecast.csv")


class Cells(NamedTuple):
    """What followed histories of one count, by the middle of each class of steadiness and step.

    `changes` (horizons, steadiness, step, quantiles) in typical steps; `step` is a logarithm.
    """

    steadiness: Array
    step: Array
    changes: Array


def fan(
    y: npt.ArrayLike,
    horizon: int,
    quantiles: npt.ArrayLike,
    *,
    nature: str = "stock",
    lower: float | None = None,
    upper: float | None = None,
    mean: bool = False,
    learnt: Mapping[int, Cells] | None = None,
) -> Array:
    """Return the quantiles of the coming years, (n_series, horizon, n_quantiles), in units of y.

    `y` (n_series, n_obs) is yearly, oldest first; NaN is a gap and stays one, and the years are
    counted from the last column. A quantile beyond 0.005 or 0.995 is given as that one: the table
    does not know more. `mean` asks for the mean of the years up to each; `learnt` is another table
    than the shipped one. NaN for a series with fewer than two figures, a rank or a state. Raises
    ValueError for a horizon below 1, a quantile outside 0 to 1, an unknown nature.

    >>> fan([[100, 104, 110, 113, 119]], 2, [0.1, 0.5, 0.9]).round().tolist()
    [[[119.0, 124.0, 127.0], [119.0, 129.0, 134.0]]]
    """
    wanted = np.asarray(quantiles, dtype=float)
    if horizon < 1 or not ((wanted >= 0) & (wanted <= 1)).all():
        raise ValueError("a fan needs a horizon of 1 or more and quantiles between 0 and 1")
    rows = rows_of(y)
    result = np.full((len(rows), horizon, len(wanted)), math.nan)
    low, high = limits(rows, nature, lower, upper)
    for chosen, scale, shape, count, age in alike(rows, nature, lower, upper):
        for h in range(1, horizon + 1):
            changes = (_mean_changes if mean else _changes)(shape, count, h + age, learnt)
            changes = _interpolate_rows(changes, wanted)
            moved = np.clip(shape.step[:, None] * changes, -FARTHEST, FARTHEST)
            values = scale.back(shape.last[:, None] + moved)
            result[chosen, h - 1] = np.clip(values, low[chosen], high[chosen])
    return result


def attainment(
    y: npt.ArrayLike,
    horizon: float,
    threshold: npt.ArrayLike,
    *,
    direction: str = "up",
    nature: str = "stock",
    lower: float | None = None,
    upper: float | None = None,
    mean: bool = False,
    learnt: Mapping[int, Cells] | None = None,
) -> Array:
    """Return the probability, (n_series,), that y meets a threshold `horizon` years ahead.

    Read off the same quantiles as `fan`, so between 0.005 and 0.995 unless a bound settles it;
    `direction` "down" asks for y at or below the threshold, `mean` for the mean of the years up to
    the horizon, and so for their sum. NaN with fewer than three figures, for a rank or a state.
    Raises ValueError as `fan` does.

    >>> attainment([[100, 104, 110, 113, 119]] * 2, 3, [119, 140]).round(2).tolist()
    [0.9, 0.17]
    """
    if direction not in {"up", "down"}:
        raise ValueError(f"direction {direction!r}: write up or down")
    if not horizon > 0:
        raise ValueError("attainment needs a horizon above 0")
    rows = rows_of(y)
    goals = np.broadcast_to(np.asarray(threshold, dtype=float), len(rows))[:, None]
    result = np.full(len(rows), math.nan)
    for chosen, scale, shape, count, age in alike(rows, nature, lower, upper):
        if count < FEWEST:
            continue
        with np.errstate(over="ignore"):
            change = (scale.forth(goals[chosen])[:, 0] - shape.last) / shape.step
        changes = (_mean_changes if mean else _changes)(shape, count, horizon + age, learnt)
        result[chosen] = chance(changes, change, direction == "up")
    low, high = limits(rows, nature, lower, upper)
    goal = goals if direction == "up" else -goals
    low, high = (low, high) if direction == "up" else (-high, -low)
    settled = [np.isnan(goal + result[:, None]), goal <= low, goal > high]
    return np.select([case[:, 0] for case in settled], [math.nan, 1.0, 0.0], result)


@cache
def table() -> Mapping[int, Cells]:
    """Return the shipped table by count of figures, read from `forecast.csv`."""
    frame = pd.read_csv(TABLE)
    columns = [f"q{q:g}" for q in QUANTILES]
    cells = {}
    for count, rows in frame.groupby("figures"):
        steadiness, step = rows.steadiness.unique(), rows.step.unique()
        shape = (len(HORIZONS), len(steadiness), len(step), len(columns))
        changes = rows[columns].to_numpy(float).reshape(shape)
        cells[int(str(count))] = Cells(steadiness, np.log(step), changes)
    return cells


def _changes(
    shape: Shape, count: int, horizon: float, learnt: Mapping[int, Cells] | None = None
) -> Array:
    """The quantiles (n_series, n_quantiles) of the change to come, in typical steps.

    Between two counts or horizons of the table in between; behind the last horizon the spread
    about the median grows as that of a random walk.
    """
    cells = learnt or table()
    low, high = _around(COUNTS, count)
    changes = at_shape(cells[low], shape, horizon)
    if high > low:
        share = (count - low) / (high - low)
        changes = changes * (1 - share) + at_shape(cells[high], shape, horizon) * share
    if horizon > HORIZONS[-1]:
        middle = changes[:, [len(QUANTILES) // 2]]
        changes = middle + (changes - middle) * math.sqrt(horizon / HORIZONS[-1])
    return changes


def _mean_changes(
    shape: Shape, count: int, horizon: float, learnt: Mapping[int, Cells] | None = None
) -> Array:
    """The same for the mean of the years up to a horizon, with steps as dependent as they were.

    The mean of H years is centred on year (H + 1)/2, and in a random walk its variance is
    (2H + 1)/(3H) of that year's.
    """
    changes = _changes(shape, count, (horizon + 1) / 2, learnt)
    middle = changes[:, [len(QUANTILES) // 2]]
    return middle + (changes - middle) * math.sqrt((2 * horizon + 1) / (3 * horizon))


def _around(knots: Sequence[int], x: float) -> tuple[int, int]:
    """The knots on either side of a place; the last one twice behind it."""
    low = max(knot for knot in knots if knot <= x)
    return low, min((knot for knot in knots if knot >= x), default=low)


def at_shape(cells: Cells, shape: Shape, horizon: float) -> Array:
    """One count's cells at a horizon, at each series' own steadiness and step."""
    low, high = _around((0, *HORIZONS), horizon)
    grids = dict(zip(HORIZONS, cells.changes, strict=True)) | {0: np.zeros_like(cells.changes[0])}
    share = (horizon - low) / (high - low) if high > low else 0.0
    grid = grids[low] * (1 - share) + grids[high] * share
    steady, to_steadier = _place(cells.steadiness, shape.steadiness)
    size, to_larger = _place(cells.step, np.log(shape.step))

    def between_sizes(row: npt.NDArray[np.intp]) -> Array:
        both: Array = (1 - to_larger) * grid[row, size] + to_larger * grid[row, size + 1]
        return both

    return (1 - to_steadier) * between_sizes(steady) + to_steadier * between_sizes(steady + 1)


def _place(knots: Array, x: Array) -> tuple[npt.NDArray[np.intp], Array]:
    """The knot below each x and the share of the way to the next, as a column."""
    at = np.clip(np.searchsorted(knots, x, side="right") - 1, 0, len(knots) - 2)
    return at, np.clip((x - knots[at]) / (knots[at + 1] - knots[at]), 0, 1)[:, None]


def _interpolate_rows(changes: Array, wanted: Array) -> Array:
    """The changes of each series (n_series, n_knots) read at the wanted quantiles."""
    inside = np.clip(wanted, QUANTILES[0], QUANTILES[-1])
    at = np.clip(np.searchsorted(QUANTILES, inside, side="right") - 1, 0, len(QUANTILES) - 2)
    share = (inside - QUANTILES[at]) / (QUANTILES[at + 1] - QUANTILES[at])
    read: Array = changes[:, at] * (1 - share) + changes[:, at + 1] * share
    return read


def chance(values: Array, x: Array, up: bool) -> Array:
    """The probability (n_series,) of a change of x or more, else of x or less, in table's ends."""
    below = values < x[:, None] if up else values <= x[:, None]
    at = np.clip(below.sum(axis=1) - 1, 0, values.shape[1] - 2)
    rows = np.arange(len(x))
    low, high = values[rows, at], values[rows, at + 1]
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.nan_to_num(np.clip((x - low) / (high - low), 0, 1))
    under: Array = QUANTILES[at] + share * (QUANTILES[at + 1] - QUANTILES[at])
    return 1 - under if up else under
