"""The table behind every fan, learnt from what real series did next."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from panel import by_nature, cases
from planpace.analysis.forecast import COUNTS, HORIZONS, QUANTILES, TABLE, Array, Cells, alike

CLASSES = 9, 3
"""Classes of steadiness and of typical step, each with as many cases as any other."""


FEWEST = 100
"""Cases below which a class of step is not told apart within its class of steadiness."""


def learn(series: pd.DataFrame) -> dict[int, Cells]:
    """Return the table fitted to series: quantiles of the change that followed, class by class."""
    return {count: _cells(*_changes(series, count)) for count in COUNTS}


def _changes(series: pd.DataFrame, count: int) -> tuple[Array, Array, Array]:
    """Steadiness, logarithm of the step, and what followed (n, horizons) in typical steps."""
    found = cases(series, count)
    parts = []
    for nature, rows in by_nature(found):
        for chosen, scale, shape, _, _ in alike(found.history[rows], nature):
            future = scale.forth(found.future[rows][chosen])
            changes = (future - shape.last[:, None]) / shape.step[:, None]
            parts.append((shape.steadiness, np.log(shape.step), changes))
    steadiness, step, changes = (np.concatenate(part) for part in zip(*parts, strict=True))
    return steadiness, step, changes


def _cells(steadiness: Array, step: Array, changes: Array) -> Cells:
    """The quantiles within each pair of classes, at the middle of both."""
    ways, ways_of = classes(steadiness, CLASSES[0])
    steps, steps_of = classes(step, CLASSES[1])
    table = np.empty((len(HORIZONS), len(ways), len(steps), len(QUANTILES)))
    for i, j in np.ndindex(len(ways), len(steps)):
        both = (ways_of == i) & (steps_of == j)
        similar = changes[both if both.sum() >= FEWEST else ways_of == i]
        for k, horizon in enumerate(HORIZONS):
            followed = similar[:, horizon - 1]
            table[k, i, j] = np.quantile(followed[np.isfinite(followed)], QUANTILES)
    return Cells(ways, steps, table)


def classes(x: Array, number: int) -> tuple[Array, npt.NDArray[np.intp]]:
    """Return the middles of classes with equal numbers of cases, and the class of each case."""
    rounded = x.round(2)
    edges = np.unique(np.quantile(rounded, np.arange(1, number) / number))
    edges = edges[edges < rounded.max()]
    classes = np.searchsorted(edges, rounded)
    return np.array([np.median(x[classes == i]) for i in range(len(edges) + 1)]), classes


def save(table: Mapping[int, Cells]) -> None:
    """Write the table as CSV: one row per count, horizon, steadiness and step."""
    frames = [_frame(count, cells) for count, cells in table.items()]
    pd.concat(frames).to_csv(TABLE, index=False, lineterminator="\n")


def _frame(count: int, cells: Cells) -> pd.DataFrame:
    axes = [[count], HORIZONS, cells.steadiness.round(4), np.exp(cells.step).round(5)]
    index = pd.MultiIndex.from_product(axes, names=["figures", "horizon", "steadiness", "step"])
    columns = [f"q{q:g}" for q in QUANTILES]
    flat = cells.changes.reshape(-1, len(QUANTILES)).round(3)
    return pd.DataFrame(flat, index=index, columns=columns).reset_index()
