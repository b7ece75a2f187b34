"""The table behind every fan, learnt from what real series did next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from panel import by_nature, cases, where
from planpace.analysis.forecast import (
    COUNTS,
    HORIZONS,
    QUANTILES,
    TABLE,
    Array,
    Cells,
    Traits,
    alike,
)

CLASSES, TOP = (5, 3, 3), 0.95
"""Classes of steadiness, last step and step, with as many cases each; the first is cut here too."""
SINCE = 2000
"""Histories that end in earlier years teach nothing: the years before were rougher."""
FEWEST = 100
"""Cases below which a class is told apart by fewer traits, the last one first."""


def learn(series: pd.DataFrame) -> dict[int, Cells]:
    """Return the table fitted to series: quantiles of the change that followed, class by class."""
    found = {count: _changes(series, count) for count in COUNTS}
    ahead = [horizon - 1 for horizon in HORIZONS]
    return {n: cells(of, came[:, ahead], CLASSES, TOP) for n, (of, came) in found.items()}


def _changes(series: pd.DataFrame, count: int) -> tuple[Traits, Array]:
    """Traits, and what followed (n, horizons) on the way, in units of change."""
    found = cases(series, count, least=1)
    found = where(found, found.year >= SINCE)
    parts = []
    for nature, rows in by_nature(found):
        for chosen, scale, shape, _, _ in alike(found.history[rows], nature):
            future = scale.forth(found.future[rows][chosen])
            with np.errstate(over="ignore"):
                changes = shape.way[:, None] * (future - shape.start[:, None])
                parts.append((*shape.traits, changes / shape.unit[:, None]))
    *traits, followed = (np.concatenate(part) for part in zip(*parts, strict=True))
    return tuple(traits), followed


def cells(traits: Traits, followed: Array, numbers: Sequence[int], *further: float) -> Cells:
    """Return the quantiles of what followed (n, columns) by classes of traits, at their middles.

    A class with too few cases is that of the traits before; `further`: see `classes`.
    """
    told = [
        classes(x, number, *(further if x is traits[0] else ()))
        for x, number in zip(traits, numbers, strict=True)
    ]
    middles, of = zip(*told, strict=True)
    table = np.empty((followed.shape[1], *map(len, middles), len(QUANTILES)))
    for column, came in enumerate(followed.T):
        for place in np.ndindex(table.shape[1:-1]):
            chosen = np.isfinite(came)
            for mine, at in zip(of, place, strict=True):
                narrower = chosen & (mine == at)
                chosen = narrower if narrower.sum() >= FEWEST else chosen
            table[column, *place] = np.quantile(came[chosen], QUANTILES)
    return Cells(middles, table)


def classes(x: Array, number: int, *further: float) -> tuple[Array, npt.NDArray[np.intp]]:
    """Return the middles of classes with equal numbers of cases, and the class of each case.

    `further`: shares of the cases at which a class is cut once more.
    """
    rounded = x.round(2)
    edges = np.unique(np.quantile(rounded, [*(np.arange(1, number) / number), *further]))
    edges = edges[edges < rounded.max()]
    classes = np.searchsorted(edges, rounded)
    return np.array([np.median(x[classes == i]) for i in range(len(edges) + 1)]), classes


def save(table: Mapping[int, Cells]) -> None:
    """Write the table as CSV: one row per count, horizon, and class of each trait."""
    names = ["figures", "horizon", "steadiness", "last", "log_step"]
    frames = [frame(names, ([n], HORIZONS), cells) for n, cells in table.items()]
    pd.concat(frames).to_csv(TABLE, index=False, lineterminator="\n")


def frame(names: Sequence[str], keys: Sequence[Sequence[int]], cells: Cells) -> pd.DataFrame:
    """Return the rows of a table under its keys, rounded as they ship."""
    axes = [*keys, *(middles.round(4) for middles in cells.middles)]
    index = pd.MultiIndex.from_product(axes, names=names)
    flat = cells.changes.reshape(-1, len(QUANTILES)).round(3)
    return pd.DataFrame(flat, index=index, columns=[f"q{q:g}" for q in QUANTILES]).reset_index()
