"""A series from its base year to its latest figure, and the growth rates between two values."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

Result = dict[str, Any]
Years = Sequence[float]
Values = Sequence[float | None]


class Span(NamedTuple):
    """A series from its base year to its latest figure."""

    base_year: float
    base: float
    year: float
    value: float

    @property
    def years(self) -> float:
        """Years between both."""
        return self.year - self.base_year


def span(years: Years, values: Values, base_year: float | None = None) -> Span:
    """Return the series from the base year, or the next year available, to the latest figure.

    Years without a figure (None, NaN) are passed over; raises ValueError where none is left.
    """
    known = sorted(
        (y, float(v)) for y, v in zip(years, values, strict=True) if v is not None and v == v
    )
    usable = [(y, v) for y, v in known if base_year is None or y >= base_year]
    if not usable:
        raise ValueError("no figure from the base year on")
    return Span(*usable[0], *usable[-1])


def sign(direction: str) -> int:
    """Return +1 for "up" and −1 for "down"; raises ValueError."""
    if direction not in {"up", "down"}:
        raise ValueError(f"direction {direction!r}: write up or down")
    return 1 if direction == "up" else -1


def growth(first: float, last: float, years: float) -> float:
    """Return the compound annual growth rate (last/first)^(1/years) − 1; NaN where it is none.

    >>> round(growth(14.5, 10.2, 8), 6)
    -0.043017
    """
    if years <= 0 or first == 0 or last / first < 0:
        return math.nan
    return float((last / first) ** (1 / years) - 1)


def log_growth(first: float, last: float, years: float) -> float:
    """Return ln(last/first)/years, the continuous growth rate; NaN unless both are positive."""
    return math.log(last / first) / years if first > 0 and last > 0 and years > 0 else math.nan
