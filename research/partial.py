"""How well a year-to-date figure tells the full year: learnt from real months and quarters.

With a share k of the year gone, the growth so far carried to its end says FY₋₁ · YTD/YTD₋₁; the
forecast from the full years says what it says without it. In logarithms, from the last full year's
figure: g is the growth so far, m the forecast's median, w half the width of its 80% band. The year
is told as

    m + a (g − m) + (1 − k) √(w² + (g − m)²/2) · u

with the weight a and the quantiles u learnt for some k and read between them: surprises are partly
passing, and the more is still to come and the greater the surprise, the less is sure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from panel import FOLDER
from planpace.analysis import forecast
from planpace.analysis.forecast import PARTIAL, QUANTILES, Array
from scores import calibration_error

COUNTS, AHEAD = (3, 5, 8, 12), 4
"""Full years known before the partial one, and the years measured, the partial one the first."""
MONTHS = (1, 3, 6, 9, 11)
"""Months gone for which the table is learnt; of quarterly series the ends of quarters alone."""
QUARTERS, NEAR = (3, 6, 9), (-1, -0.5, 0, 0.5, 1)
"""Months at which methods are compared; thresholds about carried growth, in what is left of w."""
PLACES = [int(np.argmin(abs(QUANTILES - q))) for q in (0.05, 0.1, 0.5, 0.9, 0.95)]


class Cases(NamedTuple):
    """Partial years, one a row; changes are logarithms, from the last full year's figure.

    `fan` (n_cases, AHEAD, quantiles) is what the full years say alone, `carried` the growth so
    far, `change` (n_cases, AHEAD) what came, NaN unknown; `history` (n_cases, n) the full years.
    """

    family: npt.NDArray[np.str_]
    months: npt.NDArray[np.int_]
    history: Array
    fan: Array
    carried: Array
    change: Array


def flows() -> pd.DataFrame:
    """Return the flows, one row a series and year, `p1`… its months or quarters."""
    return pd.read_csv(FOLDER / "partial.csv.gz")


def cases(series: pd.DataFrame, count: int) -> Cases:
    """Return every partial year that `count` full years precede, month by month."""
    found = [one for _, own in series.groupby("id") for one in _cases(own, count)]
    family, months, history, carried, change = zip(*found, strict=True)
    y = np.array(history)
    fan = np.log(forecast.fan(y, AHEAD, QUANTILES, nature="flow") / y[:, -1, None, None])
    parts = np.array(family), np.array(months), y, fan, np.array(carried), np.array(change)
    return Cases(*parts)


def _cases(own: pd.DataFrame, count: int) -> Iterator[tuple[Any, ...]]:
    columns = 12 if own.frequency.iloc[0] == "M" else 4
    parts = own.filter(regex=r"^p\d").to_numpy(float)[:, :columns]
    full, so_far = np.nansum(parts, axis=1), np.nancumsum(parts, axis=1)
    so_far[np.isnan(parts)] = np.nan  # a month not published alone has no year-to-date figure
    growth = np.diff(np.log(so_far), axis=0)
    for at in range(count, len(own)):
        came = np.full(AHEAD, np.nan)
        came[: len(full) - at] = np.log(full[at : at + AHEAD] / full[at - 1])
        for k in np.flatnonzero(np.isfinite(growth[at - 1, :-1])):
            months, history = (k + 1) * 12 // columns, full[at - count : at]
            yield own.family.iloc[0], months, history, growth[at - 1, k], came


def learn(known: Sequence[Cases]) -> pd.DataFrame:
    """Return the table by months gone: weight of the growth so far and quantiles, families even."""
    family, months, carried = (
        np.concatenate([getattr(one, of) for one in known])
        for of in ("family", "months", "carried")
    )
    first = np.concatenate([one.fan[:, 0] for one in known])
    came = np.concatenate([one.change[:, 0] for one in known])
    surprise, unit = forecast.surprise(first, carried, months / 12)
    rest, rows = came - first[:, PLACES[2]], []
    for month in MONTHS:
        at = months == month
        _, of, number = np.unique(family[at], return_inverse=True, return_counts=True)
        even, x, y, scale = 1 / number[of], surprise[at], rest[at], unit[at]
        weight = (even * x * y / scale**2).sum() / (even * x**2 / scale**2).sum()
        rows.append((month / 12, weight, *_quantiles((y - weight * x) / scale, even)))
    return pd.DataFrame(rows, columns=["gone", "weight", *(f"q{q:g}" for q in QUANTILES)])


def _quantiles(values: Array, weights: Array) -> Array:
    order = np.argsort(values)
    gone = np.cumsum(weights[order]) - weights[order] / 2
    return np.interp(QUANTILES, gone / weights.sum(), values[order])


def save(table: pd.DataFrame) -> None:
    """Write the table as it ships."""
    table.round(4).to_csv(PARTIAL, index=False, lineterminator="\n")


def measured(series: pd.DataFrame) -> pd.DataFrame:
    """Return scores by method, months gone and year, each family by a table without it."""
    known, rows = [cases(series, count) for count in COUNTS], []
    for name in series.family.unique():
        learnt = learn([_where(one, one.family != name) for one in known])
        for one in known:
            rows += _held(_where(one, (one.family == name) & np.isin(one.months, QUARTERS)), learnt)
    return _scores(pd.concat(rows))


def elsewhere(series: pd.DataFrame, learnt: pd.DataFrame) -> pd.DataFrame:
    """Return the same scores of other series than those that a table was learnt from."""
    found = (cases(series, count) for count in COUNTS)
    rows = [
        part for one in found for part in _held(_where(one, np.isin(one.months, QUARTERS)), learnt)
    ]
    return _scores(pd.concat(rows))


def _where(found: Cases, rows: npt.NDArray[Any]) -> Cases:
    return Cases(*(part[rows] for part in found))


def _held(one: Cases, learnt: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """What held each outcome, by method: ours, carried growth alone, the full years alone."""
    if not len(one.months):
        return
    gone = one.months / 12
    first = forecast.partial(one.fan[:, 0], one.carried, gone, learnt)
    step = np.exp(forecast.shape_of(np.log(one.history)).traits[2])[:, None]
    wide = (one.fan[:, 0] - one.fan[:, 0, [PLACES[2]]]) * (1 - gone)[:, None]
    after = first[:, PLACES[2]]
    y = np.column_stack([one.history, one.history[:, -1] * np.exp(after)])
    later = np.log(forecast.fan(y, AHEAD - 1, QUANTILES, nature="flow") / y[:, -2, None, None])
    off = (first - after[:, None])[:, None, :]
    fans = {
        "planpace": np.concatenate([first[:, None], later + off], axis=1),
        "carried growth": (one.carried[:, None] + wide)[:, None],
        "full years": one.fan,
    }
    left = (one.fan[:, 0, PLACES[3]] - one.fan[:, 0, PLACES[1]]) / 2 * (1 - gone)
    for method, fan in fans.items():
        for year in range(fan.shape[1]):
            came, low = one.change[:, year], fan[:, year, PLACES]
            errors, levels = (came[:, None] - low) / step, QUANTILES[PLACES]
            table = {
                "family": one.family, "method": method, "months": one.months, "ahead": year + 1,
                "cover90": (came >= low[:, 0]) & (came <= low[:, 4]),
                "cover80": (came >= low[:, 1]) & (came <= low[:, 3]), "above": came > low[:, 2],
                "pinball": np.maximum(levels * errors, (levels - 1) * errors).mean(axis=1),
            }  # fmt: skip
            for n, times in enumerate(NEAR if year == 0 else ()):
                goal = one.carried + times * left
                table[f"chance{n}"] = forecast.chance(fan[:, 0], goal, True)
                table[f"met{n}"] = came >= goal
            yield pd.DataFrame(table)[np.isfinite(came)]


def _scores(held: pd.DataFrame) -> pd.DataFrame:
    rows = []
    every = pd.concat([held, held.assign(months=0)])
    for key, part in every.groupby(["method", "ahead", "months"]):
        mean = part.groupby("family")[["cover90", "cover80", "above", "pinball"]].mean().mean()
        about = dict(zip(("method", "ahead", "months"), key, strict=True))
        scores = {**about, "cases": len(part), **mean}
        if about["ahead"] == 1:
            chance = part.filter(regex="^chance").to_numpy(float).ravel()
            met = part.filter(regex="^met[0-9]").to_numpy(float).ravel()
            scores |= {"brier": ((chance - met) ** 2).mean(), "ece": calibration_error(chance, met)}
        rows.append(scores)
    return pd.DataFrame(rows)
