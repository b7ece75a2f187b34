"""Periods as points on one line of decimal years: 2019 ends at 2020.0, 2020Q2 at 2020.5."""

import math
import re
from calendar import monthrange
from contextlib import suppress
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

DAY = 0.0014  # half a day in years: points in time closer than that are the same
YEARS = range(1900, 2200)  # that a plan can speak of: 1022 or 9999 is a slip of the keyboard
FORM = re.compile(r"(\d{4})(?:Q([1-4])|-(0[1-9]|1[0-2])(?:-(0[1-9]|[123]\d))?)?", re.ASCII)
"""A year, and a quarter or a month and a day."""

# A year, quarter, month or day: its label and where it starts and ends, in decimal years.
Period = NamedTuple("Period", [("label", str), ("start", float), ("end", float)])


@cache
def period(text: str) -> Period:
    """Read `2019`, `2020Q2`, `2020-06` or `2020-06-30`; raises ValueError.

    >>> period("2019").end, period("2020Q2").end, period("2020-06").end, period("2020-06-30").end
    (2020.0, 2020.5, 2020.5, 2020.5)
    """
    match = FORM.fullmatch(text)
    year, quarter, month, day = map(int, match.groups("0")) if match else (0, 0, 0, 0)
    days = monthrange(year, month)[1] if day else 0
    if year not in YEARS or day > days:
        raise ValueError(f"{text!r} is no period: write 2019, 2020Q2, 2020-06 or 2020-06-30")
    first, length = 0.0, 1.0
    if quarter:
        first, length = (quarter - 1) / 4, 1 / 4
    elif month:
        first, length = (month - 1) / 12, 1 / 12
    if day:
        length /= days
        first += (day - 1) * length
    return Period(text, year + first, year + first + length)


def same(a: float, b: float) -> bool:
    """Whether two points in time are the same day."""
    return abs(a - b) < DAY


def year_of(end: float) -> int:
    """The year in which a point in time lies; a year's end, 2023.0, belongs to 2022."""
    return math.ceil(end - DAY) - 1


def is_date(text: str) -> bool:
    """Whether a text is a day as the contract writes it, 2022-03-31."""
    with suppress(ValueError):
        return len(text) == 10 and bool(period(text))
    return False


def last_day(label: str) -> date:
    """Return the last day of a period.

    >>> last_day("2022"), last_day("2020Q2")
    (datetime.date(2022, 12, 31), datetime.date(2020, 6, 30))
    """
    if len(label) == 10:
        return date.fromisoformat(label)
    months = round(12 * period(label).end)
    return date(months // 12, months % 12 + 1, 1) - timedelta(days=1)
