"""Real yearly series to learn from and to test on, cut into histories and what came next.

78 policy indicators of countries up to 2023, from `data/` (its README says whence): the short
panel of the last 14 to 20 years, the long one of 22 to 60, and both together to learn from.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from planpace.analysis.forecast import HORIZONS, Array

FOLDER = Path(__file__).with_name("data")
FOLDS = 5
KIN = (
    "sex_ratio", "oil_", "coal_", "electricity_generation", "total_health", "traffic",
    "car_deaths", "motorcycle", "patent", "internal_renew", "renewable_water", "foreign_direct",
)  # fmt: skip
"""Indicators that measure one thing in several ways: they go together into a part of the panel."""


class Cases(NamedTuple):
    """Histories (n_cases, n) with what followed (n_cases, horizons), NaN unknown.

    `year` is that of a history's last figure.
    """

    history: Array
    future: Array
    share: npt.NDArray[np.bool_]
    family: npt.NDArray[np.str_]
    year: npt.NDArray[np.int_]


def panel(name: str = "panel") -> pd.DataFrame:
    """Return the series, one row each, with `family` (indicators that belong together)."""
    table = pd.read_csv(FOLDER / f"{name}.csv.gz")
    return table.assign(family=table.indicator.map(family))


def both() -> pd.DataFrame:
    """Return the long series, and the short ones of which no long one is known."""
    short, long = panel(), panel("panel_long")
    known = pd.MultiIndex.from_frame(long[["indicator", "geo"]])
    alone = ~pd.MultiIndex.from_frame(short[["indicator", "geo"]]).isin(known)
    return pd.concat([long, short[alone]], ignore_index=True)


def results(name: str) -> pd.DataFrame:
    """Return a table that `make calibrate` left: scores, fitted, reliability, failures, words…"""
    return pd.read_csv(FOLDER / "results" / f"{name}.csv")


def family(indicator: str) -> str:
    """Return the family of an indicator: its own name, or that of its near relations."""
    return next((kin for kin in KIN if kin in indicator), indicator)


def half(name: str) -> str:
    """Return "choosing" or "reporting": settings were chosen on one half of the families only."""
    return "choosing" if _part(name, 2, "choose") == 0 else "reporting"


def fold(name: str) -> int:
    """Return the fold of a family; a table is never asked about the fold it was not fitted on."""
    return _part(name, FOLDS, "fold")


def _part(name: str, parts: int, salt: str) -> int:
    return int(hashlib.sha256((salt + name).encode()).hexdigest(), 16) % parts


def cases(series: pd.DataFrame, count: int, horizon: int = HORIZONS[-1], least: int = 5) -> Cases:
    """Return every history of `count` years with its next years, at least so many of them known."""
    values = series.filter(regex=r"^y\d").to_numpy(float)
    padded = np.pad(values, ((0, 0), (0, horizon)), constant_values=np.nan)
    windows = np.lib.stride_tricks.sliding_window_view(padded, count + horizon, axis=1)
    rows, starts = np.nonzero(~np.isnan(windows[:, :, : count + least]).any(axis=2))
    found = windows[rows, starts]
    share = series.indicator.str.contains("percent").to_numpy()
    names = series.family.to_numpy(str)
    year = series.first_year.to_numpy(int)[rows] + starts + count - 1
    return Cases(found[:, :count], found[:, count:], share[rows], names[rows], year)


def by_nature(found: Cases) -> Iterator[tuple[str, npt.NDArray[np.intp]]]:
    """Yield the natures among cases with the rows of each."""
    for nature, rows in (("share", found.share), ("stock", ~found.share)):
        if rows.any():
            yield nature, np.flatnonzero(rows)


def where(found: Cases, rows: npt.NDArray[Any]) -> Cases:
    """Return some of the cases."""
    return Cases(*(part[rows] for part in found))
