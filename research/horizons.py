"""How bands and medians hold up to fifteen years ahead, on families that no table saw.

Every history of the long panel, and by itself the last one of each series for each horizon, whose
outcome is the newest figure: there a single year, as 2008 or 2020, weighs on all at once.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from panel import by_nature, cases, where
from planpace.analysis import forecast
from planpace.analysis.forecast import QUANTILES
from scores import Fold

COUNTS, HORIZONS = (4, 6, 10, 20), (1, 3, 5, 8, 10, 12, 15)
STEADY, EDGE = 0.95, 10.0
"""|Mean change| of a steady series in mean |change|; how near to 0 or 100 a share is at an edge."""
PLACES = [int(np.argmin(abs(QUANTILES - q))) for q in (0.05, 0.1, 0.5, 0.9, 0.95)]
MARGIN = {"all": (0.03, 0.06), "steady": (0.05, 0.10)}
"""How far the share within a band, and that beyond the median, may be off."""


def outcomes(folds: Sequence[Fold]) -> pd.DataFrame:
    """Return one row a history and horizon: what held it, and what kind of series it was."""
    parts = []
    for series, _, learnt in folds:
        for count in COUNTS:
            found = cases(series, count, HORIZONS[-1], least=1)
            for nature, rows in by_nature(found):
                y, future = where(found, rows)[:2]
                known = np.isfinite(np.pad(future, ((0, 0), (0, 1)), constant_values=np.nan))
                told = forecast.fan(
                    y, HORIZONS[-1], QUANTILES[PLACES], nature=nature, learnt=learnt
                )
                change = np.diff(y, axis=1)
                mean, size = change.mean(axis=1), abs(change).mean(axis=1)
                about = {
                    "figures": count, "steadiness": abs(mean) / np.where(size > 0, size, 1),
                    "share": nature == "share",
                    "edge": (nature == "share") & (abs(y[:, -1] - 50) > 50 - EDGE),
                }  # fmt: skip
                for horizon in HORIZONS:
                    came, fan = future[:, horizon - 1], told[:, horizon - 1]
                    ahead = np.sign(mean) * np.sign(came - fan[:, 2])
                    held = {
                        "horizon": horizon, "last": ~known[:, horizon],
                        "cover90": (came >= fan[:, 0]) & (came <= fan[:, 4]),
                        "cover80": (came >= fan[:, 1]) & (came <= fan[:, 3]),
                        "beyond": (1 + ahead) / 2,
                    }  # fmt: skip
                    parts.append(pd.DataFrame(about | held)[np.isfinite(came) & (mean != 0)])
    return pd.concat(parts, ignore_index=True)


def cells(told: pd.DataFrame) -> pd.DataFrame:
    """Return what held by origin, group, figures and horizon, and whether it is outside."""
    groups = {
        "all": told.figures > 0, "steady": told.steadiness > STEADY,
        "unsteady": told.steadiness < 0.5, "share": told.share, "edge": told.edge,
        "amount": ~told.share,
    }  # fmt: skip
    found = []
    for origin, some in (("every", told.figures > 0), ("last", told["last"])):
        for group, mine in groups.items():
            by = told[some & mine].groupby(["figures", "horizon"])
            table = by[["cover90", "cover80", "beyond"]].mean().assign(cases=by.size())
            band, median = MARGIN["all" if group == "all" else "steady"]
            off = (abs(table[["cover90", "cover80"]] - [0.9, 0.8]) > band).any(axis=1)
            table["outside"] = off | (abs(table.beyond - 0.5) > median)
            found.append(table.reset_index().assign(origin=origin, group=group))
    return pd.concat(found, ignore_index=True)
