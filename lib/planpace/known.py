"""What was known at a date: of each figure the newest vintage published by then."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from planpace.periods import period
from planpace.plan import Plan
from planpace.tables import each
from planpace.units import convert

STATUS_ORDER = ("estimate", "derived", "press", "provisional", "official")
"""Of two vintages published on one day, the later in this list wins."""


class Figure(NamedTuple):
    """One published figure in its indicator's unit, with where its period stands in time."""

    period: str
    start: float
    end: float
    basis: str
    value: float
    bound: str
    status: str
    published: str
    source_id: str


Series = tuple[Figure, ...]
"""The figures of one indicator and entity, oldest period first."""

Key = tuple[str, str]
"""Indicator and entity."""


def as_of_date(plan: Plan, as_of: str | None = None) -> str:
    """Return the date of a report, by default the newest `published`; raises ValueError."""
    text = str(as_of or plan.newest)
    try:
        sound = date.fromisoformat(text).isoformat() == text
    except ValueError:
        sound = False
    if not sound:
        raise ValueError(f"{text!r} is no date: write it like 2022-03-31")
    return text


def known(plan: Plan, as_of: str | None = None) -> dict[Key, Series]:
    """Return every series as it was known at a date; a newer vintage of a figure replaces it."""
    limit = as_of_date(plan, as_of)
    unit_of = dict(zip(plan.indicators.indicator_id, plan.indicators.unit, strict=True))
    rows = plan.observations[plan.observations.published <= limit]
    ranked = sorted(
        each(rows),
        key=lambda row: (row.published, STATUS_ORDER.index(row.status), row.source_id, row.value),
    )
    newest: dict[Key, dict[tuple[str, str], Figure]] = {}
    for row in ranked:
        when = period(row.period)
        value = convert(row.value, row.unit, unit_of[row.indicator_id])
        newest.setdefault((row.indicator_id, row.entity_id), {})[row.period, row.basis] = Figure(
            *when, row.basis, value, row.bound, row.status, row.published, row.source_id
        )
    return {
        key: tuple(sorted(figures.values(), key=lambda f: (f.end, -f.start, f.basis)))
        for key, figures in newest.items()
    }
