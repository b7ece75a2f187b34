"""`trajectory`: one target's history, the path that the promise requires, and the pace."""

from __future__ import annotations

import math
from dataclasses import dataclass
from html import escape
from typing import NamedTuple

import numpy as np
import pandas as pd

from planpace.analysis import forecast
from planpace.analysis.assess import Assessment, judged
from planpace.analysis.estimates import Estimate, full_year
from planpace.analysis.formulas import geometric_path, linear_path
from planpace.analysis.judge import Verdict
from planpace.analysis.odds import Odds, Question
from planpace.analysis.reasons import Reason
from planpace.analysis.series import Promise, cases
from planpace.plan.periods import DAY, period
from planpace.plan.plan import Plan

FAN = {"q05": 0.05, "q25": 0.25, "median": 0.5, "q75": 0.75, "q95": 0.95}
"""The quantiles that a fan is drawn from: 9 times in 10 within the outer two."""


class Seen(NamedTuple):
    """One row of a trajectory's history."""

    period: str
    end: float
    value: float
    bound: str
    kind: str


@dataclass(frozen=True, eq=False)
class Trajectory:
    """Where one target comes from and where it should be; times in decimal years, values in `unit`.

    `history`: period, end, value, bound, kind (`figure`, or `estimate`: shown, never judged).
    `required`: end, linear, geometric, from the baseline to the deadline; NaN where a path has no
    meaning. `needed`: the two ends of the straight way from the latest figure to the target.
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
    estimates: tuple[Estimate, ...]

    def _repr_html_(self) -> str:
        return f"<h4>{escape(self.target_id)}</h4>" + "".join(
            str(table.to_html(index=False)) for table in (self.history, self.required, self.fan)
        )


def trajectory(plan: Plan, target_id: str, as_of: str | None = None) -> Trajectory:
    """Return the trajectory of a target as of a date; raises KeyError with the known ids."""
    date, known = plan.date(as_of), list(plan.targets.target_id)
    if target_id not in known:
        raise KeyError(f"no target {target_id!r}; known: {', '.join(known)}")
    found = judged(plan, cases(plan.promising({target_id}), date))
    return drawn(found[0], date)


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


def drawn(found: Assessment, as_of: str) -> Trajectory:
    """Return the trajectory of an assessed target."""
    case, promise, verdict = found.case, found.case.promise, found.verdict
    course = case.course
    estimates = full_year(case.series) if promise.nature == "flow" and _yearly(promise) else []
    points = [(p.period, p.end, p.value, p.bound, "figure") for p in course.points]
    ends = {round(p.end, 3) for p in course.points}
    aside = [
        (f.period, f.end, f.value, f.bound, "estimate")
        for f in case.series
        if f.status == "estimate" and round(f.end, 3) not in ends and promise.kind.course != "sums"
    ]
    aside += [(str(e.year), e.year + 1.0, e.value, "", "estimate") for e in estimates[:1]]
    history = pd.DataFrame([*points, *aside], columns=list(Seen._fields))
    sides = promise.kind.course == "sides"
    asked = None if isinstance(found.asked, Reason) or sides else found.asked
    return Trajectory(
        target_id=found.target.target_id,
        unit=promise.unit,
        as_of=as_of,
        history=history.sort_values("end", kind="stable", ignore_index=True),
        required=_required(found),
        needed=_needed(verdict, promise.end),
        deadline=promise.end,
        verdict=verdict,
        fan=fan_of(asked) if asked else _empty("end", *FAN),
        odds=found.odds,
        estimates=tuple(estimates),
    )


def _empty(*columns: str) -> pd.DataFrame:
    return pd.DataFrame(columns=list(columns), dtype=float)


def _yearly(promise: Promise) -> bool:
    """Whether a yearly amount is promised, which a year-to-date figure may estimate."""
    return promise.kind.course == "levels" and promise.kind.schedule


def _required(found: Assessment) -> pd.DataFrame:
    """Both paths at every year's end from baseline to deadline; the plan's own steps first."""
    course, promise = found.case.course, found.case.promise
    b = course.baseline if promise.kind.schedule else math.nan
    t0, T, tT = course.begin, found.verdict.threshold, promise.end
    if math.isnan(b) or math.isnan(T) or not t0 < tT:
        return _empty("end", "linear", "geometric")
    times = np.unique([t0, *np.arange(math.floor(t0) + 1, tT), tT])
    straight = linear_path(b, t0, T, tT, times)
    if found.case.steps:
        own = sorted([(t0, b), *((period(p).end, v) for p, v in found.case.steps), (tT, T)])
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
        return _empty("end", "value")
    ends = [period(verdict.latest_period).end, tT]
    return pd.DataFrame({"end": ends, "value": [verdict.latest, verdict.threshold]})


def slope(path: Trajectory) -> float:
    """Return the change a year that the required path asks for from end to end; NaN without one."""
    way = path.required
    if len(way) < 2:
        return math.nan
    rise = way.linear.iloc[-1] - way.linear.iloc[0]
    return float(rise / (way.end.iloc[-1] - way.end.iloc[0]))
