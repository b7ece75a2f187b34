"""The bridge, a year between two known ones: its table learnt, and measured on unseen families.

Windows of the panel with the years in a gap taken out; one of them is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from learning import cells, frame
from panel import half
from planpace.analysis import forecast
from planpace.analysis.forecast import BRIDGE, KNOWN, QUANTILES, WIDTHS, Array, Bridges, Cells, gaps
from scores import Fold, calibration_error

CLASSES = 5, 4, 3
"""Classes of bend, of unevenness in steps, and of it alone, with as many cases each."""
ASKED = (
    (2, 1, 1, 1), (3, 1, 1, 1), (5, 1, 1, 1), (8, 1, 1, 1), (12, 1, 1, 1), (3, 2, 1, 1),
    (5, 4, 1, 1), (5, 1, 2, 1), (5, 1, 1, 2), (5, 1, 2, 2), (5, 1, 3, 1), (5, 3, 2, 2),
)  # fmt: skip
"""Measured: figures before and after, and years from the neighbours to the year asked for."""
SHARES, STEPS = (0.25, 0.5, 0.75), (-1, -0.5, -0.25, 0.25, 0.5, 1)
"""Thresholds by their share of the way between the neighbours, and about its middle in steps."""
BANDS = {"cover90": (2, -3), "cover80": (3, -4)}
"""Places in `QUANTILES` of the ends of a band."""
EVERY = 3
"""One window in so many is looked at: neighbours tell the same."""


class Windows(NamedTuple):
    """Series (n, years) with a gap, NaN, what stood at column `at` of it, and whose they are."""

    y: Array
    at: int
    came: Array
    share: npt.NDArray[np.bool_]
    family: npt.NDArray[np.str_]


def windows(series: pd.DataFrame, before: int, after: int, a: int = 1, b: int = 1) -> Windows:
    """Return every window with so many figures before and after a gap, a and b years away."""
    values = series.filter(regex=r"^y\d").to_numpy(float)
    cut = np.lib.stride_tricks.sliding_window_view(values, before + after + a + b - 1, axis=1)
    rows, starts = (x[::EVERY] for x in np.nonzero(~np.isnan(cut).any(axis=2)))
    y, at = cut[rows, starts], before - 1 + a
    came = y[:, at].copy()
    y[:, before : before + a + b - 1] = np.nan
    share = series.indicator.str.contains("percent").to_numpy()
    return Windows(y, at, came, share[rows], series.family.to_numpy(str)[rows])


def natures(found: Windows) -> Iterator[tuple[str, Windows]]:
    """Yield the natures among windows with theirs."""
    for nature, mine in (("share", found.share), ("stock", ~found.share)):
        if mine.any():
            parts = (found.y[mine], found.at, found.came[mine], found.share[mine])
            yield nature, Windows(*parts, found.family[mine])


def learn(series: pd.DataFrame) -> Bridges:
    """Return the table fitted to series: quantiles of the distance from the middle, by class."""
    keys = ((s, w, n) for s in (1, 2) for w in WIDTHS for n in KNOWN if n > s + 1)
    return {key: _cells(series, *key) for key in keys}


def _cells(series: pd.DataFrame, sides: int, width: int, figures: int) -> Cells:
    half = figures // 2
    splits = {1: {1, figures - 1}, 2: {2, half, figures - half, figures - 2}}[sides]
    told = [
        _distances(nature, part)
        for before in sorted(splits)
        for a in range(1, width)
        for nature, part in natures(windows(series, before, figures - before, a, width - a))
    ]
    *traits, distance = (np.concatenate(part) for part in zip(*told, strict=True))
    return cells(tuple(traits), distance[:, None], CLASSES)


def _distances(nature: str, found: Windows) -> tuple[Array, ...]:
    """Traits of gaps, and the distance of what came from the middle, in typical ones."""
    parts = []
    for group, _, _ in gaps(found.y, found.at, nature):
        shape, came = group.shape, group.scale.forth(found.came[group.rows][:, None])[:, 0]
        with np.errstate(over="ignore"):
            parts.append((*shape.traits, (came - shape.start) / shape.unit))
    told = np.array([np.concatenate(part) for part in zip(*parts, strict=True)])
    return tuple(told[:, np.isfinite(told[-1])])


def save(table: Bridges) -> None:
    """Write the table as CSV: one row per sides, width, count, and class of each trait."""
    names = ["sides", "width", "figures", "bend", "log_unevenness", "log_size"]
    frames = [frame(names, [[part] for part in key], cells) for key, cells in table.items()]
    pd.concat(frames).to_csv(BRIDGE, index=False, lineterminator="\n")


def measured(folds: Sequence[Fold]) -> pd.DataFrame:
    """Return scores by kind of gap and method, each family asked of tables it had no part in."""
    learnt, rows = [learn(rest) for _, rest, _ in folds], []
    for kind in ASKED:
        told = [
            one
            for (series, _, ahead), table in zip(folds, learnt, strict=True)
            for nature, part in natures(windows(series, *kind))
            for one in _asked(nature, part, table, ahead)
        ]
        about = dict(zip(("before", "after", "a", "b"), kind, strict=True))
        for part, some in (("all", told), ("reporting", [t[t.half == "reporting"] for t in told])):
            for method, of in pd.concat(some).groupby("method", sort=False):
                rows.append({"method": method, "families": part, **about, **_scores(of)})
    return pd.DataFrame(rows)


def _asked(
    nature: str, found: Windows, learnt: Bridges, ahead: Mapping[int, Cells]
) -> Iterator[pd.DataFrame]:
    """The chance of each threshold by each method, whether it was met, and what bands held it.

    Ours; a normal about the middle, as wide as a random walk's bridge; the forecast from before.
    """
    y, at, came = found.y, found.at, found.came
    known = np.flatnonzero(np.isfinite(y[0]))
    left, right = int(known[known < at][-1]), int(known[known > at][0])
    before, after, apart = at - left, right - at, np.diff(known)
    way, changes = y[:, right] - y[:, left], np.diff(y[:, known], axis=1)
    middle = y[:, left] + way * before / (before + after)
    yearly = (changes**2 / apart).mean(axis=1)
    spread = np.sqrt(yearly * before * after / (before + after))
    fan = forecast.bridge(y, at, QUANTILES, nature=nature, learnt=learnt)
    held = {name: (came >= fan[:, i]) & (came <= fan[:, j]) for name, (i, j) in BANDS.items()}
    halves = [half(name) for name in found.family]
    goals = [("between", y[:, left] + share * way) for share in SHARES]
    goals += [("around", middle + times * np.sqrt(yearly)) for times in STEPS]
    for kind, goal in goals:
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            normal = stats.norm.sf((goal - middle) / spread)
        given = {
            "planpace": forecast.between(y, at, goal, nature=nature, learnt=learnt),
            "normal": np.where(spread > 0, normal, goal <= middle),
            "forecast": forecast.attainment(
                y[:, : left + 1], before, goal, nature=nature, learnt=ahead
            ),
        }
        for method, chance in given.items():
            met = (came >= goal).astype(float)
            told = pd.DataFrame({"method": method, "kind": kind, "chance": chance, "met": met})
            yield told.assign(**held, half=halves)[(way != 0) & ~np.isnan(chance)]


def _scores(told: pd.DataFrame) -> dict[str, float]:
    scores = {"cases": len(told) / len([*SHARES, *STEPS])}
    if told.method.iloc[0] == "planpace":
        scores |= {name: told[name].mean() for name in BANDS}
    for kind, of in told.groupby("kind"):
        scores[f"brier_{kind}"] = ((of.chance - of.met) ** 2).mean()
        scores[f"ece_{kind}"] = calibration_error(of.chance.to_numpy(), of.met.to_numpy())
    return scores
