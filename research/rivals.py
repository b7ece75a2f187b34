"""Textbook forecasts to be measured against: their quantiles on the same series.

Each takes a history (n_series, n_obs) of positive or mixed values and returns the quantiles
`forecast.QUANTILES` of the coming years, (n_series, horizon, n_quantiles).
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import stats
from statsmodels.tsa.ar_model import AutoReg
from statsmodels.tsa.holtwinters import ExponentialSmoothing

from panel import Cases
from planpace.analysis.forecast import QUANTILES, Array, alike

Bools = npt.NDArray[np.bool_]
Rival = Callable[[Array, int], Array]


def random_walk(
    y: Array, horizon: int, *, drift: bool = True, log: bool = False, heavy: bool = False
) -> Array:
    """Return a random walk's quantiles, with drift unless told otherwise.

    `log`: on the logarithm, where all values are positive; `heavy`: Student's t. Source: Hyndman &
    Athanasopoulos, "Forecasting: principles and practice", 5.5.
    """
    positive: Bools = (y > 0).all(axis=1) & np.array(log)
    z = np.where(positive[:, None], np.log(np.where(y > 0, y, 1)), y)
    steps, h = np.diff(z, axis=1), np.arange(1, horizon + 1)
    n = steps.shape[1]
    mean = steps.mean(axis=1) if drift else np.zeros(len(z))
    freedom = max(n - drift, 1)
    spread = np.sqrt(((steps - mean[:, None]) ** 2).sum(axis=1) / freedom)
    width = spread[:, None] * np.sqrt(h + drift * h**2 / n)
    reach = stats.t.ppf(QUANTILES, freedom) if heavy else stats.norm.ppf(QUANTILES)
    middle = z[:, -1:] + mean[:, None] * h
    return _back(middle[:, :, None] + width[:, :, None] * reach, positive)


def _back(quantiles: Array, positive: Bools) -> Array:
    values: Array = np.where(
        positive[:, None, None], np.exp(np.clip(quantiles, -700, 700)), quantiles
    )
    return values


def damped_trend(y: Array, horizon: int) -> Array:
    """Return statsmodels' damped additive trend with its analytic variance; n of 5 or more.

    Variance: Hyndman, Koehler, Ord & Snyder (2008), class 1.
    """
    return np.array([_each(row, horizon, _holt) for row in y])


def autoregression(y: Array, horizon: int) -> Array:
    """Return statsmodels' first-order autoregression with a constant; n of 5 or more."""
    return np.array([_each(row, horizon, _ar) for row in y])


def _each(row: Array, horizon: int, model: Callable[[Array, int], tuple[Array, Array]]) -> Array:
    """Quantiles of one series; its last value for ever where the model finds no solution."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            middle, width = model(row, horizon)
        except (ValueError, np.linalg.LinAlgError, ZeroDivisionError):
            middle, width = np.full(horizon, row[-1]), np.zeros(horizon)
    drawn: Array = middle[:, None] + width[:, None] * stats.norm.ppf(QUANTILES)
    return drawn


def _holt(row: Array, horizon: int) -> tuple[Array, Array]:
    fitted = ExponentialSmoothing(
        row, trend="add", damped_trend=True, initialization_method="estimated"
    ).fit()
    alpha, beta, phi = (
        fitted.params[key] for key in ("smoothing_level", "smoothing_trend", "damping_trend")
    )
    spread = np.sqrt(fitted.sse / max(len(row) - 5, 1))
    told = alpha + alpha * beta * np.cumsum(phi ** np.arange(1, horizon))
    return fitted.forecast(horizon), spread * np.sqrt(1 + np.concatenate([[0], np.cumsum(told**2)]))


def _ar(row: Array, horizon: int) -> tuple[Array, Array]:
    fitted: Any = AutoReg(row, lags=1, trend="c").fit()
    told = fitted.params[1] ** (2 * np.arange(horizon))
    return fitted.forecast(horizon), np.sqrt(fitted.sigma2 * np.cumsum(told))


VECTORISED: Mapping[str, Rival] = {
    "no_change": partial(random_walk, drift=False),
    "drift": random_walk,
    "drift_log": partial(random_walk, log=True),
    "drift_log_t": partial(random_walk, log=True, heavy=True),
}
FITTED: Mapping[str, Rival] = {"damped_trend": damped_trend, "autoregression": autoregression}
"""Fitted one series at a time by statsmodels, from five figures on."""


class Recipe:
    """The floor: shrunk and damped drift, pooled variance, signed empirical errors.

    Five ideas in some forty lines; learnt like ours on other series than it is asked about.
    """

    SHRUNK, DAMPED, PRIOR, TYPICAL = 0.9, 0.8, 1.0, 0.05

    def __init__(self, learnt: Cases, horizon: int) -> None:
        """Learn the quantiles of the signed standardised error at each horizon."""
        errors = []
        for nature, rows in (("share", learnt.share), ("stock", ~learnt.share)):
            for part in alike(learnt.history[rows], nature):
                z = part.scale.forth(learnt.history[rows][part.rows])
                middle, spread, way = self._parts(z, horizon)
                future = part.scale.forth(learnt.future[rows][part.rows][:, :horizon])
                errors.append(way * (future - middle) / spread)
        told = np.concatenate(errors)
        self.errors = np.array([np.quantile(e[np.isfinite(e)], QUANTILES) for e in told.T])

    def fan(self, y: Array, horizon: int, nature: str) -> Array:
        """Return the quantiles of the coming years."""
        result = np.full((len(y), horizon, len(QUANTILES)), np.nan)
        for part in alike(y, nature):
            middle, spread, way = self._parts(part.scale.forth(y[part.rows]), horizon)
            turned = np.where(way[:, :, None] > 0, self.errors, -self.errors[:, ::-1])
            values = middle[:, :, None] + spread[:, :, None] * turned
            flat = part.scale.back(values.reshape(len(values), -1))
            result[part.rows] = flat.reshape(values.shape)
        return result

    def _parts(self, z: Array, horizon: int) -> tuple[Array, Array, Array]:
        steps = np.diff(z, axis=1)
        mean = steps.mean(axis=1, keepdims=True)
        squares = ((steps - mean) ** 2).sum(axis=1, keepdims=True)
        freedom = steps.shape[1] - 1 + self.PRIOR
        spread = np.sqrt((squares + self.PRIOR * self.TYPICAL**2) / freedom)
        damped = np.cumsum(self.DAMPED ** np.arange(1, horizon + 1))
        return z[:, -1:] + self.SHRUNK * mean * damped, spread, np.where(mean >= 0, 1.0, -1.0)
