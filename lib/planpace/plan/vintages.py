"""What was known at a date: of each figure the newest vintage published by then."""

from collections.abc import Iterable
from typing import NamedTuple

from planpace.plan.periods import period
from planpace.plan.rows import Indicator, Observation
from planpace.words.units import convert

SUPPOSED = "supposed"  # no table may hold such a figure: it has no date, and any date knows it
STATUS_ORDER = ("estimate", "derived", "press", "provisional", "official", SUPPOSED)
"""Of two vintages published on one day, the later in this list wins."""

# One published figure in its indicator's unit; `formula`: how a derived one was computed.
Figure = NamedTuple("Figure", [
    ("period", str), ("start", float), ("end", float), ("basis", str), ("value", float),
    ("bound", str), ("status", str), ("published", str), ("source_id", str), ("quote", str),
    ("formula", str),
])  # fmt: skip
Series = tuple[Figure, ...]
"""The figures of one indicator and entity, oldest period first."""
Key = tuple[str, str]
"""Indicator and entity."""


def vintages(rows: Iterable[Observation], indicator: dict[str, Indicator]) -> dict[Key, Series]:
    """Return every figure ever published by series, oldest publication first, in one unit each."""
    found: dict[Key, list[Figure]] = {}
    order = STATUS_ORDER.index
    for o in sorted(
        rows, key=lambda o: (o.published or "~", order(o.status), o.source_id, o.value)
    ):
        formula = o.note.partition(": ")[0] if o.status in {"derived", "estimate"} else ""
        value = convert(o.value, o.unit, indicator[o.indicator_id].unit)
        found.setdefault((o.indicator_id, o.entity_id), []).append(Figure(
            *period(o.period), o.basis, value, o.bound, o.status, o.published, o.source_id, o.quote,
            formula,
        ))  # fmt: skip
    return {key: tuple(figures) for key, figures in found.items()}


def newest(published: Iterable[Figure]) -> tuple[Series, Series]:
    """Return the newest vintages of a series, and the replaced ones as published, oldest first."""
    latest: dict[tuple[str, str], Figure] = {}
    replaced = []
    for figure in published:
        name = figure.period, figure.basis
        if name in latest and figure.status != SUPPOSED:
            replaced.append(latest[name])
        latest[name] = figure
    in_time = sorted(latest.values(), key=lambda f: (f.end, -f.start, f.basis))
    return tuple(in_time), tuple(replaced)
