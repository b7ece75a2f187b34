"""What was known at a date: of each figure the newest vintage published by then."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from planpace.plan.periods import period
from planpace.plan.rows import Indicator, Observation
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
    quote: str = ""
    formula: str = ""
    """How a derived figure was computed: its note up to a colon."""


Series = tuple[Figure, ...]
"""The figures of one indicator and entity, oldest period first."""

Key = tuple[str, str]
"""Indicator and entity."""


def vintages(
    observations: Iterable[Observation], indicators: Mapping[str, Indicator]
) -> dict[Key, Series]:
    """Return every figure ever published by series, oldest publication first, in one unit each."""
    ranked = sorted(
        observations,
        key=lambda row: (row.published, STATUS_ORDER.index(row.status), row.source_id, row.value),
    )
    found: dict[Key, list[Figure]] = {}
    for row in ranked:
        formula = row.note.partition(": ")[0] if row.status in {"derived", "estimate"} else ""
        figure = Figure(
            *period(row.period), row.basis,
            convert(row.value, row.unit, indicators[row.indicator_id].unit), row.bound,
            row.status, row.published, row.source_id, row.quote, formula,
        )  # fmt: skip
        found.setdefault((row.indicator_id, row.entity_id), []).append(figure)
    return {key: tuple(figures) for key, figures in found.items()}


def newest(published: Iterable[Figure]) -> tuple[Series, Series]:
    """Return a series as its newest vintages have it, and the figures that they replaced.

    `published` stands oldest publication first, and so do the replaced ones.
    """
    latest: dict[tuple[str, str], Figure] = {}
    replaced = []
    for figure in published:
        name = figure.period, figure.basis
        if name in latest:
            replaced.append(latest[name])
        latest[name] = figure
    in_time = sorted(latest.values(), key=lambda f: (f.end, -f.start, f.basis))
    return tuple(in_time), tuple(replaced)
