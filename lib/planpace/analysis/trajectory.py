"""`trajectory`: one target's history, the path that the promise requires, and the pace."""

from __future__ import annotations

import math
from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from planpace.analysis import forecast
from planpace.analysis.assess import Case, asks, cases
from planpace.analysis.estimates import Estimate, full_year
from planpace.analysis.facts import Verdict
from planpace.analysis.odds import Odds, Question, answers
from planpace.analysis.reasons import Reason
from planpace.analysis.series import Promise, course_of
from planpace.analysis.standing import COMPARED, PEER
from planpace.analysis.verdict import judge
from planpace.plan.periods import DAY, period
from planpace.plan.plan import Plan
from planpace.plan.vintages import as_of_date

FAN = {"q05": 0.05, "q25": 0.25, "median": 0.5, "q75": 0.75, "q95": 0.95}
"""The quantiles that a fan is drawn from: 9 times in 10 within the outer two."""


@dataclass(frozen=True, eq=False)
class Trajectory:
    """Where one target comes from and where it should be; times in decimal years, values in `unit`.

    `history`: period, end, value, bound, kind (`figure`, or `estimate` and `part`: shown, never
    judged). `required`: end, linear, geometric, from the baseline to the deadline; NaN where a path
    has no meaning. `needed`: the two ends of the straight way from the latest figure to the target.
    `fan`: end, then the quantiles of `FAN` by name, from the latest figure on; empty where no
    forecast has a meaning. `odds`: the chance, its word, and when the central path is there.
    `estimates`: full years from year-to-date figures, each with its past error in percent.
    """

    target_id: str
    unit: str
    as_of: str
    history: pd.DataFrame
    required: pd.DataFrame
    needed: pd.DataFrame
    deadline: float
    verdict: Verdict
    fan: pd.DataFrame
    odds: Odds
    estimates: pd.DataFrame

    def _repr_html_(self) -> str:
        return f"<h4>{escape(self.target_id)}</h4>" + "".join(
            str(table.to_html(index=False)) for table in (self.history, self.required, self.fan)
        )


def trajectory(plan: Plan, target_id: str, as_of: str | None = None) -> Trajectory:
    """Return the trajectory of a target as of a date; raises KeyError with the known ids."""
    date = as_of_date(plan, as_of)
    known_ids = list(plan.targets.target_id)
    if target_id not in known_ids:
        raise KeyError(f"no target {target_id!r}; known: {', '.join(known_ids)}")
    return next(drawn for drawn in trajectories(plan, date, {target_id}))


def trajectories(plan: Plan, as_of: str, target_ids: set[str]) -> list[Trajectory]:
    """Return the trajectories of several targets, in the plan's order, from one reading of it."""
    return [
        _trajectory(plan, target, case, as_of)
        for target, case in cases(plan, as_of)
        if target.target_id in target_ids
    ]


def linear_path(b: float, t0: float, T: float, tT: float, times: npt.ArrayLike) -> npt.NDArray[Any]:
    """Return the straight path b + (T − b)(t − t0)/(tT − t0) at given times.

    >>> linear_path(55, 2020, 100, 2023, [2021, 2022, 2023]).tolist()
    [70.0, 85.0, 100.0]
    """
    return b + (T - b) * (np.asarray(times, dtype=float) - t0) / (tT - t0)


def geometric_path(
    b: float, t0: float, T: float, tT: float, times: npt.ArrayLike
) -> npt.NDArray[Any]:
    """Return the path of constant growth b (T/b)^((t − t0)/(tT − t0)); NaN unless b, T > 0.

    >>> geometric_path(135, 2019, 270, 2023, [2021, 2023]).round(2).tolist()
    [190.92, 270.0]
    """
    share = (np.asarray(times, dtype=float) - t0) / (tT - t0)
    if not (b > 0 and T > 0):
        return np.full(share.shape, math.nan)
    path: npt.NDArray[Any] = b * (T / b) ** share
    return path


def fan_of(asked: Question) -> pd.DataFrame:
    """Return the fan of one question from its latest figure to the deadline's year."""
    years, summed = math.ceil(asked.years - DAY), not math.isnan(asked.total)
    drawn = forecast.fan(
        [asked.history], years, list(FAN.values()), nature=asked.nature, lower=asked.lower,
        upper=asked.upper, mean=summed,
    )[0]  # fmt: skip
    first = np.full((1, len(FAN)), asked.total if summed else asked.history[-1])
    if summed:
        drawn = asked.total + drawn * np.arange(1, years + 1)[:, None]
    table = pd.DataFrame(np.concatenate([first, drawn]), columns=list(FAN))
    table.insert(0, "end", asked.last + np.arange(years + 1))
    return table


def _fan(promise: Promise, asked: Question | Reason) -> pd.DataFrame:
    """None for two sides: their ratio is forecast, and the chart shows their own figures."""
    if isinstance(asked, tuple) or promise.kind in PEER:
        return pd.DataFrame(columns=["end", *FAN], dtype=float)
    return fan_of(asked)


def _trajectory(plan: Plan, target: Any, case: Case, as_of: str) -> Trajectory:
    promise, verdict = case.promise, judge(*case, now=period(as_of).end, bands=plan.bands)
    course = course_of(promise, case.series, case.peer)
    base = math.nan if promise.kind in COMPARED else course.baseline
    points = [(p.period, p.end, p.value, p.bound, "figure") for p in course.points]
    ends = {round(p.end, 3) for p in course.points}
    aside = [
        (f.period, f.end, f.value, f.bound, "estimate")
        for f in case.series
        if f.status == "estimate" and round(f.end, 3) not in ends and promise.kind != "cumulative"
    ]
    guessed = full_year(case.series) if promise.nature == "flow" and _yearly_level(promise) else []
    if guessed:
        one = guessed[0]
        aside.append((str(one.year), one.year + 1.0, one.value, "", "estimate"))
    history = pd.DataFrame([*points, *aside], columns=["period", "end", "value", "bound", "kind"])
    asked = asks(case, verdict)
    return Trajectory(
        target_id=target.target_id,
        unit=promise.unit,
        as_of=as_of,
        history=history.sort_values("end", kind="stable", ignore_index=True),
        required=_required(base, course.begin, verdict.threshold, promise.end, case.steps),
        needed=_needed(verdict, promise.end),
        deadline=promise.end,
        verdict=verdict,
        fan=_fan(promise, asked),
        odds=answers([asked])[0],
        estimates=pd.DataFrame(guessed, columns=Estimate._fields),
    )


def _yearly_level(promise: Promise) -> bool:
    """Whether a yearly amount is promised, which a year-to-date figure may estimate."""
    return promise.kind not in {"cumulative", *PEER, *COMPARED}


def _required(
    b: float, t0: float, T: float, tT: float, steps: tuple[tuple[str, float], ...]
) -> pd.DataFrame:
    """Both paths at every year's end from baseline to deadline; the plan's own steps first."""
    if math.isnan(b) or math.isnan(T) or not t0 < tT:
        return pd.DataFrame(columns=["end", "linear", "geometric"], dtype=float)
    times = np.unique([t0, *np.arange(math.floor(t0) + 1, tT), tT])
    straight = linear_path(b, t0, T, tT, times)
    if steps:
        own = sorted([(t0, b), *((period(p).end, v) for p, v in steps), (tT, T)])
        straight = np.interp(times, [t for t, _ in own], [value for _, value in own])
    geometric = geometric_path(b, t0, T, tT, times)
    return pd.DataFrame({"end": times, "linear": straight, "geometric": geometric})


def _needed(verdict: Verdict, tT: float) -> pd.DataFrame:
    """From the latest figure to the target, while there is time and way left."""
    if (
        verdict.status not in {"ahead", "on_track", "behind", "off_track", "not_assessable"}
        or not verdict.latest_period
        or period(verdict.latest_period).end >= tT
    ):
        return pd.DataFrame(columns=["end", "value"], dtype=float)
    ends = [period(verdict.latest_period).end, tT]
    return pd.DataFrame({"end": ends, "value": [verdict.latest, verdict.threshold]})
