"""What was known at a date: of each figure the newest vintage published by then."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from planpace.plan.periods import period
from planpace.plan.plan import Plan
from planpace.plan.read import each
from planpace.words.units import convert

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
    return known_and_replaced(plan, as_of)[0]


def known_and_replaced(
    plan: Plan, as_of: str | None = None
) -> tuple[dict[Key, Series], dict[Key, Series]]:
    """Return every series as known at a date, and the figures that newer vintages had replaced.

    The latter oldest publication first, and only where there are any.
    """
    vintages = _vintages(plan, as_of).items()
    newest = {
        key: tuple(sorted((v[-1] for v in figures.values()), key=_in_time))
        for key, figures in vintages
    }
    replaced = {
        key: tuple(f for v in figures.values() for f in v[:-1]) for key, figures in vintages
    }
    return newest, {key: old for key, old in replaced.items() if old}


def _in_time(figure: Figure) -> tuple[float, float, str]:
    return figure.end, -figure.start, figure.basis


def _vintages(plan: Plan, as_of: str | None) -> dict[Key, dict[tuple[str, str], list[Figure]]]:
    """Every figure published by a date, by series, period and basis, oldest vintage first."""
    limit = as_of_date(plan, as_of)
    unit_of = dict(zip(plan.indicators.indicator_id, plan.indicators.unit, strict=True))
    rows = plan.observations[plan.observations.published <= limit]
    ranked = sorted(
        each(rows),
        key=lambda row: (row.published, STATUS_ORDER.index(row.status), row.source_id, row.value),
    )
    found: dict[Key, dict[tuple[str, str], list[Figure]]] = {}
    for row in ranked:
        value = convert(row.value, row.unit, unit_of[row.indicator_id])
        figure = Figure(
            *period(row.period),
            row.basis,
            value,
            row.bound,
            row.status,
            row.published,
            row.source_id,
        )
        series = found.setdefault((row.indicator_id, row.entity_id), {})
        series.setdefault((row.period, row.basis), []).append(figure)
    return found
