"""Periods as points on one line of decimal years: 2019 ends at 2020.0, 2020Q2 at 2020.5."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from functools import cache
from typing import NamedTuple

DAY = 0.0014
"""Half a day in years: points in time closer than that are the same."""

_FORM = re.compile(
    r"(?P<year>\d{4})(?:Q(?P<quarter>[1-4])|-(?P<month>\d{2})(?:-(?P<day>\d{2}))?)?", re.ASCII
)


class Period(NamedTuple):
    """A year, quarter, month or day: its label and where it starts and ends, in decimal years."""

    label: str
    start: float
    end: float

    @property
    def years(self) -> float:
        """Its length in years."""
        return self.end - self.start


@cache
def period(text: str) -> Period:
    """Read `2019`, `2020Q2`, `2020-06` or `2020-06-30`; raises ValueError.

    >>> period("2019").end, period("2020Q2").end, period("2020-06").end, period("2020-06-30").end
    (2020.0, 2020.5, 2020.5, 2020.5)
    """
    match = _FORM.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is no period: write 2019, 2020Q2, 2020-06 or 2020-06-30")
    year, quarter, month, day = (int(part) if part else 0 for part in match.groups())
    if day:
        date(year, month, day)
        in_month, length = (month - 1) / 12, 12 * monthrange(year, month)[1]
        return Period(text, year + in_month + (day - 1) / length, year + in_month + day / length)
    if match["month"]:
        date(year, month, 1)
        return Period(text, year + (month - 1) / 12, year + month / 12)
    if quarter:
        return Period(text, year + (quarter - 1) / 4, year + quarter / 4)
    return Period(text, float(year), year + 1.0)


def same(a: float, b: float) -> bool:
    """Whether two points in time are the same day."""
    return abs(a - b) < DAY
