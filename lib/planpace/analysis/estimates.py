"""A full year estimated from its year-to-date figure (累计), with the method's own past error.

An estimate is never an observation: it is drawn and labelled as one, and judges nothing. Stocks,
shares and ranks have none; January and February are published together, which changes nothing here.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import NamedTuple

from planpace.plan.periods import DAY, year_of
from planpace.plan.vintages import Series

Amounts = Mapping[int, float]


class Estimate(NamedTuple):
    """A full year's amount by a method; mean absolute error in percent over the years checked."""

    year: int
    until: str
    method: str
    value: float
    error: float
    checked: int


def carried_growth(year: int, full: Amounts, ytd: Amounts) -> float:
    """Return FY₋₁ · YTD/YTD₋₁: the growth so far carried to the year's end; NaN where unknown.

    >>> carried_growth(2021, {2020: 100}, {2020: 60, 2021: 66})
    110.0
    """
    before = ytd.get(year - 1, math.nan)
    if not (year in ytd and before > 0):
        return math.nan
    return full.get(year - 1, math.nan) * ytd[year] / before


def usual_share(year: int, full: Amounts, ytd: Amounts) -> float:
    """Return YTD / mean(YTD_k / FY_k) over the years before; NaN where none is known.

    >>> usual_share(2021, {2019: 100, 2020: 100}, {2019: 50, 2020: 70, 2021: 66})
    110.0
    """
    shares = [ytd[k] / full[k] for k in ytd if k < year and full.get(k, 0) > 0]
    usual = sum(shares) / len(shares) if shares else math.nan
    return ytd[year] / usual if year in ytd and usual > 0 else math.nan


Method = Callable[[int, Amounts, Amounts], float]
FULL_YEAR: Mapping[str, Method] = {"carried_growth": carried_growth, "usual_share": usual_share}


def full_year(series: Series) -> list[Estimate]:
    """Return the estimates of the newest year that has a year-to-date figure and no full one."""
    known = [f for f in series if not f.bound and f.status != "estimate"]
    full = {round(f.start): f.value for f in known if f.basis == "annual"}
    running = [f for f in known if f.basis == "ytd" and year_of(f.end) not in full]
    if not running:
        return []
    newest = max(running, key=lambda f: f.end)
    year = year_of(newest.end)
    reach = newest.end - year
    ytd = {
        year_of(f.end): f.value
        for f in known
        if f.basis == "ytd" and abs(f.end - year_of(f.end) - reach) < DAY
    }
    return [
        Estimate(year, newest.period, name, value, *_past(method, full, ytd))
        for name, method in FULL_YEAR.items()
        if not math.isnan(value := method(year, full, ytd))
    ]


def _past(method: Method, full: Amounts, ytd: Amounts) -> tuple[float, int]:
    """How far the method was off in the years whose full figure is known, and how many they are."""
    errors = [
        100 * abs(value / full[year] - 1)
        for year in sorted(set(full) & set(ytd))
        if full[year] and not math.isnan(value := method(year, full, ytd))
    ]
    return (sum(errors) / len(errors), len(errors)) if errors else (math.nan, 0)
