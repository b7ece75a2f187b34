"""A full year told from its year-to-date figure (累计)."""

import math
from collections.abc import Mapping
from typing import NamedTuple

from planpace.analysis.formulas import NAN
from planpace.plan.periods import same, year_of
from planpace.plan.vintages import Series

Amounts = Mapping[int, float]  # by year

# A full year's amount by a method; mean absolute error in percent over the years checked;
# the share of the year gone.
Estimate = NamedTuple("Estimate", [
    ("year", int), ("until", str), ("method", str), ("value", float), ("error", float),
    ("checked", int), ("gone", float),
])  # fmt: skip


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
        estimates.append(Estimate(year, newest.period, name, value, error, len(errors), reach))
    made = [one for one in estimates if not math.isnan(one.value)]
    alike = len(made) == 2 and math.isclose(made[0].value, made[1].value)  # of one year alone
    return made[:1] if alike else made
