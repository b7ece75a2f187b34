"""Periods as points on one line of decimal years: 2019 ends at 2020.0, 2020Q2 at 2020.5."""

import math
import re
from calendar import monthrange
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

DAY = 0.0014
"""Half a day in years: points in time closer than that are the same."""
YEARS = range(1900, 2200)
"""The years that a plan can speak of: 1022 or 9999 is a slip of the keyboard."""

_FORM = re.compile(
    r"(?P<year>\d{4})(?:Q(?P<quarter>[1-4])|-(?P<month>\d{2})(?:-(?P<day>\d{2}))?)?", re.ASCII
)


class Period(NamedTuple):
    """A year, quarter, month or day: its label and where it starts and ends, in decimal years."""

    label: str
    start: float
    end: float


@cache
def period(text: str) -> Period:
    """Read `2019`, `2020Q2`, `2020-06` or `2020-06-30`; raises ValueError.

    >>> period("2019").end, period("2020Q2").end, period("2020-06").end, period("2020-06-30").end
    (2020.0, 2020.5, 2020.5, 2020.5)
    """
    match = _FORM.fullmatch(text)
    if match is None or int(match["year"]) not in YEARS:
        raise ValueError(f"{text!r} is no period: write 2019, 2020Q2, 2020-06 or 2020-06-30")
    year = int(match["year"])
    first, length = 0.0, 1.0
    if match["quarter"]:
        first, length = (int(match["quarter"]) - 1) / 4, 1 / 4
    elif match["month"]:
        month, day = int(match["month"]), int(match["day"] or 1)
        date(year, month, day)
        first, length = (month - 1) / 12, 1 / 12
        if match["day"]:
            length /= monthrange(year, month)[1]
            first += (day - 1) * length
    return Period(text, year + first, year + first + length)


def same(a: float, b: float) -> bool:
    """Whether two points in time are the same day."""
    return abs(a - b) < DAY


def year_of(end: float) -> int:
    """The year in which a point in time lies; a year's end belongs to it.

    >>> year_of(2023.0), year_of(2023.25)
    (2022, 2023)
    """
    return math.ceil(end - DAY) - 1


def is_date(text: str) -> bool:
    """Whether a text is a day as the contract writes it, 2022-03-31."""
    try:
        return len(text) == 10 and period(text) is not None
    except ValueError:
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


def a_year_before(day: str) -> str:
    """Return the date that a briefing compares itself with.

    >>> a_year_before("2022-03-31")
    '2021-03-31'
    """
    return (date.fromisoformat(day) - timedelta(days=365)).isoformat()
