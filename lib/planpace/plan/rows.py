"""A row of each table, typed; `schemas.json` says what a cell of it may hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeVar

if TYPE_CHECKING:  # `planpace check` reads rows and needs no pandas
    import pandas as pd


class Pillar(NamedTuple):
    """A pillar of the plan."""

    pillar_id: str
    name_zh: str
    name_en: str


class Indicator(NamedTuple):
    """A measurable quantity; NaN for a bound that it has not."""

    indicator_id: str
    name_zh: str
    name_en: str
    unit: str
    nature: str
    direction: str
    lower: float
    upper: float


class Target(NamedTuple):
    """One thing that the plan promises and that can be checked."""

    target_id: str
    pillar_id: str
    indicator_id: str
    entity_id: str
    kind: str
    value: float
    value_upper: float
    unit: str
    throughout: str
    peer_id: str
    baseline_period: str
    start: str
    deadline: str
    binding: str
    clarity: str
    reading_of: str
    quote: str
    source_id: str
    locator: str
    note_zh: str
    note_en: str


class Commitment(NamedTuple):
    """A promise in words alone."""

    commitment_id: str
    pillar_id: str
    section_zh: str
    section_en: str
    text_zh: str
    text_en: str
    source_id: str
    locator: str


class Entity(NamedTuple):
    """Whose figure it is."""

    entity_id: str
    name_zh: str
    name_en: str
    role: str


class Observation(NamedTuple):
    """One published figure, in the unit in which it was published."""

    indicator_id: str
    entity_id: str
    period: str
    basis: str
    value: float
    bound: str
    unit: str
    status: str
    published: str
    source_id: str
    quote: str
    note: str


class Step(NamedTuple):
    """A step that the plan itself sets on the way to a target."""

    target_id: str
    period: str
    value: float
    source_id: str
    quote: str


class Source(NamedTuple):
    """A document."""

    source_id: str
    publisher: str
    title: str
    url: str
    published: str
    note: str


R = TypeVar("R", bound=NamedTuple)


def rows(kind: type[R], table: pd.DataFrame) -> list[R]:
    """Return a table's rows typed; `itertuples` takes five times as long on text."""
    columns = (table[name].tolist() for name in kind._fields)
    return [kind._make(cells) for cells in zip(*columns, strict=True)]
