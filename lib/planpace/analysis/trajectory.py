"""`trajectory`: one target's history, the path that the promise requires, and the pace."""

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from planpace.analysis import forecast
from planpace.analysis.assess import Assessment, assessed
from planpace.analysis.estimates import Estimate, full_year
from planpace.analysis.formulas import NAN, geometric_path, linear_path
from planpace.analysis.judge import Reason, Verdict
from planpace.analysis.odds import Odds, Question, begun_fan
from planpace.plan.periods import DAY, period
from planpace.plan.plan import Plan
from planpace.plan.vintages import SUPPOSED

OPEN = {"ahead", "on_track", "behind", "off_track", "not_assessable"}  # time and way are left
FAN = {"q05": 0.05, "q25": 0.25, "median": 0.5, "q75": 0.75, "q95": 0.95}
"""The quantiles that a fan is drawn from: 9 times in 10 within the outer two."""

# One row of a trajectory's history.
Seen = NamedTuple("Seen", [
    ("period", str), ("end", float), ("value", float), ("bound", str), ("kind", str),
])  # fmt: skip


@dataclass(frozen=True, eq=False)
class Trajectory:
    """Where one target comes from and where it should be; times in decimal years, values in `unit`.

    `history`: rows of `Seen` (`estimate`: shown, never judged). `required`: end, linear, geometric,
    from baseline to deadline; NaN where a path has no meaning. `needed`: the ends of the straight
    way from the latest figure to the target. `fan`: end, then the quantiles of `FAN` by name, from
    the latest figure on, or a lens between the figures about an unpublished deadline; empty where
    no forecast has a meaning.
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

    def __repr__(self) -> str:
        return f"Trajectory({self.target_id!r}, {self.verdict.status}, as of {self.as_of})"


def trajectory(plan: Plan, target_id: str, as_of: str | None = None) -> Trajectory:
    """Return the trajectory of a target as of a date; raises KeyError with the known ids."""
    date = plan.date(as_of)
    return path_of(assessed(plan, target_id, date), date)


def path_of(found: Assessment, as_of: str) -> Trajectory:
    """Return the trajectory of an assessed target."""
    case, promise, verdict, kind = found.case, found.case.promise, found.verdict, found.kind
    yearly = promise.nature == "flow" and kind.course == "levels" and kind.schedule
    estimates = full_year(case.series) if yearly else []
    made = [f.end for f in (*case.series, *case.peer) if f.status == SUPPOSED]
    reach = (
        math.inf if kind.from_nothing else 1 - DAY if promise.nature in {"flow", "rate"} else DAY
    )
    seen = [
        Seen(*p[:4], SUPPOSED if any(-DAY < p.end - end < reach for end in made) else "figure")
        for p in case.course.points
    ]
    ends = {round(one.end, 3) for one in seen}
    aside = [f for f in case.series if f.status == "estimate" and round(f.end, 3) not in ends]
    if kind.course != "sums":
        seen += [Seen(f.period, f.end, f.value, f.bound, "estimate") for f in aside]
    seen += [Seen(str(e.year), e.year + 1.0, e.value, "", "estimate") for e in estimates[:1]]
    seen.sort(key=lambda one: one.end)
    latest = period(verdict.latest_period).end if verdict.latest_period else math.inf
    way = [(latest, verdict.latest), (promise.end, verdict.threshold)]
    still_open = verdict.status in OPEN and latest < promise.end and not math.isnan(way[1][1])
    return Trajectory(
        found.target.target_id, found.unit, as_of,
        pd.DataFrame(seen, columns=list(Seen._fields)), _required(found),
        pd.DataFrame(way if still_open else [], columns=["end", "value"], dtype=float),
        promise.end, verdict, _fan(found), found.odds, tuple(estimates),
    )  # fmt: skip


def _fan(found: Assessment) -> pd.DataFrame:
    asked, levels = found.asked, list(FAN.values())
    few = not isinstance(asked, Reason) and asked.beside and not found.odds.outlook
    if isinstance(asked, Reason) or few or found.kind.course == "sides":
        return pd.DataFrame(columns=["end", *FAN], dtype=float)
    if asked.beside:
        return _lens(asked, levels)
    years, summed = math.ceil(asked.years - DAY), not math.isnan(asked.total)
    if asked.begun:
        fan = begun_fan([asked], years)[0][:, np.searchsorted(forecast.QUANTILES, levels)]
    else:
        fan = forecast.fan(
            [asked.history], years, levels, nature=asked.nature, lower=asked.lower,
            upper=asked.upper, mean=summed,
        )[0]  # fmt: skip
    if summed:
        fan = asked.total + fan * np.arange(1, years + 1)[:, None]
    first = np.full(len(FAN), asked.total if summed else asked.history[-1])
    ends = asked.last + np.arange(years + 1)
    return pd.DataFrame(np.column_stack([ends, [first, *fan]]), columns=["end", *FAN])


def _lens(asked: Question, levels: list[float]) -> pd.DataFrame:
    """The quantiles of every year between the known ones about the deadline, and those two."""
    at, known = round(len(asked.history) - 1 + asked.years), np.isfinite(asked.history)
    left, right = at - int(known[at::-1].argmax()), at + int(known[at:].argmax())
    ends = asked.last + np.arange(left, right + 1) - (len(asked.history) - 1)
    ways = [
        forecast.bridge(
            [asked.history], year, levels, nature=asked.nature, lower=asked.lower,
            upper=asked.upper,
        )[0]
        for year in range(left + 1, right)
    ]  # fmt: skip
    edges = (np.full(len(levels), asked.history[side]) for side in (left, right))
    return pd.DataFrame(
        np.column_stack([ends, [next(edges), *ways, next(edges)]]), columns=["end", *FAN]
    )


def _required(found: Assessment) -> pd.DataFrame:
    """Both paths at every year's end from baseline to deadline; the plan's own steps first."""
    course, tT, T = found.case.course, found.case.promise.end, found.verdict.threshold
    b, t0 = course.baseline if found.kind.schedule else NAN, course.begin
    if math.isnan(b) or math.isnan(T) or not t0 < tT:
        return pd.DataFrame(columns=["end", "linear", "geometric"], dtype=float)
    times = np.unique([t0, *np.arange(math.floor(t0) + 1, tT), tT])
    straight = linear_path(b, t0, T, tT, times)
    if found.case.path:
        straight = np.interp(times, *np.array(found.case.path).T)
    geometric = geometric_path(b, t0, T, tT, times)
    return pd.DataFrame({"end": times, "linear": straight, "geometric": geometric})


def slope(path: Trajectory) -> float:
    """Return the change a year that the required path asks for from end to end; NaN without one."""
    ends, way = path.required.end.to_numpy(), path.required.linear.to_numpy()
    return float((way[-1] - way[0]) / (ends[-1] - ends[0])) if len(ends) else NAN
