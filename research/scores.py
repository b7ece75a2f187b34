"""How good forecasts are: coverage, calibration, Brier and pinball scores on unseen series.

Every series is forecast by a table that its family of indicators had no part in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from learning import learn
from panel import FOLDS, by_nature, cases, fold, half, where
from planpace.analysis import forecast
from planpace.analysis.forecast import QUANTILES, Array, Cells
from rivals import FITTED, VECTORISED, Recipe

HORIZON = 5
COUNTS = (3, 4, 5, 6, 8, 10, 12)
TRENDS, YEARS = (0, 0.5, 1, 1.5, 2), (1, 3, 5)
"""Thresholds in multiples of the recent trend, and the horizons at which they are asked."""
SAMPLE = 40
"""Cases of each fold and nature on which models fitted one by one are measured."""

Fans = Mapping[str, Array]
Fold = tuple[pd.DataFrame, pd.DataFrame, dict[int, Cells]]
"""Series to report on, series learnt from, and the table learnt."""


def unseen(series: pd.DataFrame, of: pd.DataFrame, part: str = "reporting") -> list[Fold]:
    """Return for each fold the series to report on, those of `of` to learn from, and the table.

    `part` "": report on the families too on which settings were chosen.
    """
    parts, halves, found = series.family.map(fold), series.family.map(half), []
    for number in range(FOLDS):
        rest = of[of.family.map(fold) != number]
        asked = series[(parts == number) & ((halves == part) | (part == ""))]
        found.append((asked, rest, learn(rest)))
    return found


def measured(folds: Sequence[Fold], *, fitted: bool = False) -> pd.DataFrame:
    """Return scores by method and count of figures; with `fitted`, statsmodels' on a sample."""
    rows = []
    for count in COUNTS:
        if fitted and count < 5:
            continue
        found = [part for one in folds for part in _forecasts(one, count, fitted)]
        for method in found[0][2]:
            rows.append({"method": method, "figures": count, **_scores(found, method)})
    return pd.DataFrame(rows)


def _forecasts(one: Fold, count: int, fitted: bool) -> Iterator[tuple[Array, Array, Fans]]:
    """History, future and every method's fan of the cases of one fold, nature by nature."""
    series, rest, learnt = one
    recipe = Recipe(cases(rest, count, HORIZON), HORIZON)
    asked = cases(series, count, HORIZON)
    for nature, rows in by_nature(asked):
        chosen = rows[:: max(len(rows) // SAMPLE, 1)] if fitted else rows
        y, future = where(asked, chosen)[:2]
        fans = {
            "planpace": forecast.fan(y, HORIZON, QUANTILES, nature=nature, learnt=learnt),
            "recipe": recipe.fan(y, HORIZON, nature),
        }
        for name, rival in {**VECTORISED, **(FITTED if fitted else {})}.items():
            fans[name] = rival(y, HORIZON)
        yield y, future, fans


def _scores(found: Sequence[tuple[Array, Array, Fans]], method: str) -> dict[str, Any]:
    inside: dict[float, Any] = {
        level: np.concatenate([_inside(future, fans[method], level) for _, future, fans in found])
        for level in (0.9, 0.8)
    }
    told = [asked(y, future, fans[method]) for y, future, fans in found]
    chance, met = (np.concatenate(part) for part in zip(*told, strict=True))
    pinball, error = zip(*(_errors(y, f, fans[method]) for y, f, fans in found), strict=True)
    return {
        "cases": len(inside[0.9]),
        "cover90": inside[0.9].mean(),
        "cover80": inside[0.8].mean(),
        **{f"cover90_{h + 1}": inside[0.9][:, h].mean() for h in range(HORIZON)},
        **{f"cover80_{h + 1}": inside[0.8][:, h].mean() for h in range(HORIZON)},
        "ece": calibration_error(chance, met),
        "brier": ((chance - met) ** 2).mean(),
        "pinball": np.concatenate(pinball).mean(),
        "median_error": np.concatenate(error).mean(),
    }


def _inside(future: Array, fan: Array, level: float) -> npt.NDArray[np.bool_]:
    low, high = (int(np.argmin(abs(QUANTILES - q))) for q in ((1 - level) / 2, (1 + level) / 2))
    return (future >= fan[:, :, low]) & (future <= fan[:, :, high])


def asked(y: Array, future: Array, fan: Array) -> tuple[Array, Array]:
    """Return the chance of each threshold in the direction of the recent trend, and if it was met.

    The trend is the mean of the latest three changes; a series without one is not asked.
    """
    trend = np.diff(y, axis=1)[:, -3:].mean(axis=1)
    moving = trend != 0
    y, future, fan, trend = y[moving], future[moving], fan[moving], trend[moving]
    chances, met = [], []
    for years in YEARS:
        for times in TRENDS:
            goal, came = y[:, -1] + times * years * trend, future[:, years - 1]
            up, down = (forecast.chance(fan[:, years - 1], goal, way) for way in (True, False))
            chances.append(np.where(trend > 0, up, down))
            met.append(np.where(trend > 0, came >= goal, came <= goal).astype(float))
    return np.concatenate(chances), np.concatenate(met)


def calibration_error(chance: Array, met: Array) -> float:
    """Return the expected calibration error over ten equal bins (Naeini et al. 2015).

    >>> round(calibration_error(np.array([0.9, 0.9, 0.1, 0.1]), np.array([1, 0, 0, 0])), 6)
    0.25
    """
    bins = reliability(chance, met)
    return float((bins.share * (bins.chance - bins.met).abs()).sum())


def reliability(chance: Array, met: Array) -> pd.DataFrame:
    """Return mean chance, share met and share of cases in ten equal bins of chance."""
    frame = pd.DataFrame({"chance": chance, "met": met})
    bins = frame.groupby(np.minimum((chance * 10).astype(int), 9))
    return bins.mean().assign(share=bins.size() / len(frame))


def _errors(y: Array, future: Array, fan: Array) -> tuple[Array, Array]:
    """Pinball loss and absolute error of the median, each in mean absolute changes of the past."""
    size = np.maximum(abs(np.diff(y, axis=1)).mean(axis=1), 0.002 * abs(y).mean(axis=1))
    moving = size > 0
    places = [int(np.argmin(abs(QUANTILES - q))) for q in (0.05, 0.1, 0.5, 0.9, 0.95)]
    levels = QUANTILES[places]
    errors = (future[moving][:, :, None] - fan[moving][:, :, places]) / size[moving, None, None]
    pinball = np.maximum(levels * errors, (levels - 1) * errors).mean(axis=(1, 2))
    median = abs(errors[:, :, 2]).mean(axis=1)
    return np.minimum(pinball, 50), np.minimum(median, 100)


def bins_of(folds: Sequence[Fold]) -> pd.DataFrame:
    """Return the reliability of our odds by count of figures: chance, met, share of cases."""
    tables = []
    for count in COUNTS:
        found = [part for one in folds for part in _forecasts(one, count, fitted=False)]
        told = [asked(y, future, fans["planpace"]) for y, future, fans in found]
        chance, met = (np.concatenate(part) for part in zip(*told, strict=True))
        tables.append(reliability(chance, met).assign(figures=count))
    return pd.concat(tables, ignore_index=True)


def failures(folds: Sequence[Fold], count: int = 8) -> pd.DataFrame:
    """Return how much of what came lay within the 80% band, by year and by family, worst first."""
    rows = []
    for series, _, learnt in folds:
        found = cases(series, count, HORIZON)
        for nature, chosen in by_nature(found):
            part = where(found, chosen)
            fan = forecast.fan(part.history, HORIZON, QUANTILES, nature=nature, learnt=learnt)
            inside = _inside(part.future, fan, 0.8)
            for h in range(HORIZON):
                of = {"nature": nature, "family": part.family, "year": part.year + h + 1}
                rows.append(pd.DataFrame({**of, "inside": inside[:, h]}))
    table = pd.concat(rows)
    parts = []
    for by in ("nature", "year", "family"):
        groups = table.groupby(by).inside.agg(["mean", "size"]).reset_index()
        parts.append(groups.set_axis(["value", "inside", "outcomes"], axis=1).assign(by=by))
    return pd.concat(parts).sort_values(["by", "inside"], ignore_index=True)
