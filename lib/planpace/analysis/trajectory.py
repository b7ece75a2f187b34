"""`trajectory`: one target's history, the path that the promise requires, and the pace."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from planpace.analysis import forecast
from planpace.analysis.assess import Assessment, assessed
from planpace.analysis.formulas import NAN, geometric_path, linear_path
from planpace.analysis.judge import Reason, Verdict
from planpace.analysis.odds import Odds, Question
from planpace.plan.periods import DAY, period, same, year_of
from planpace.plan.plan import Plan
from planpace.plan.vintages import SUPPOSED, Series

Amounts = Mapping[int, float]  # by year
OPEN = {"ahead", "on_track", "behind", "off_track", "not_assessable"}  # time and way are left
FAN = {"q05": 0.05, "q25": 0.25, "median": 0.5, "q75": 0.75, "q95": 0.95}
"""The quantiles that a fan is drawn from: 9 times in 10 within the outer two."""

# One row of a trajectory's history.
Seen = NamedTuple("Seen", [
    ("period", str), ("end", float), ("value", float), ("bound", str), ("kind", str),
])  # fmt: skip

# A full year's amount by a method; mean absolute error in percent over the years checked.
Estimate = NamedTuple("Estimate", [
    ("year", int), ("until", str), ("method", str), ("value", float), ("error", float),
    ("checked", int),
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
    fan = forecast.fan(
        [asked.history], years, levels, nature=asked.nature, lower=asked.lower, upper=asked.upper,
        mean=summed,
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


def carried_growth(year: int, full: Amounts, ytd: Amounts) -> float:
    """Return FY₋₁ · YTD/YTD₋₁: the growth so far carried to the year's end; NaN where unknown."""
    before = ytd.get(year - 1, NAN)
    return full.get(year - 1, NAN) * ytd.get(year, NAN) / before if before > 0 else NAN


def usual_share(year: int, full: Amounts, ytd: Amounts) -> float:
    """Return YTD / mean(YTD_k / FY_k) over the years before; NaN where none is known."""
    shares = [ytd[k] / full[k] for k in ytd if k < year and full.get(k, 0) > 0]
    usual = sum(shares) / len(shares) if shares else NAN
    return ytd.get(year, NAN) / usual if usual > 0 else NAN


FULL_YEAR = {"carried_growth": carried_growth, "usual_share": usual_share}
"""The ways to estimate a full year from its year-to-date figure (累计)."""


def full_year(series: Series) -> list[Estimate]:
    """Return the estimates of the newest year that has a year-to-date figure and no full one."""
    known = [f for f in series if not f.bound and f.status != "estimate"]
    full = {round(f.start): f.value for f in known if f.basis == "annual"}
    to_date = [f for f in known if f.basis == "ytd"]
    running = [f for f in to_date if year_of(f.end) not in full]
    if not running:
        return []
    newest = max(running, key=lambda f: f.end)
    year, reach = year_of(newest.end), newest.end - year_of(newest.end)
    ytd = {year_of(f.end): f.value for f in to_date if same(f.end - year_of(f.end), reach)}
    estimates = []
    for name, method in FULL_YEAR.items():
        value = method(year, full, ytd)
        past = [(method(k, full, ytd), full[k]) for k in sorted({*full} & {*ytd}) if full[k]]
        errors = [100 * abs(made / amount - 1) for made, amount in past if not math.isnan(made)]
        error = sum(errors) / len(errors) if errors else NAN
        estimates.append(Estimate(year, newest.period, name, value, error, len(errors)))
    made = [one for one in estimates if not math.isnan(one.value)]
    alike = len(made) == 2 and math.isclose(made[0].value, made[1].value)  # of one year alone
    return made[:1] if alike else made
