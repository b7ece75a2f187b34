"""A row of each table, typed; `columns.csv` says what a cell of it may hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeVar

if TYPE_CHECKING:  # `planpace check` reads rows and needs no pandas
    import pandas as pd

# A pillar of the plan.
Pillar = NamedTuple("Pillar", [("pillar_id", str), ("name_zh", str), ("name_en", str)])

# A measurable quantity; NaN for a bound that it has not. `part_of`: the whole that it belongs to.
Indicator = NamedTuple("Indicator", [
    ("indicator_id", str), ("name_zh", str), ("name_en", str), ("short_zh", str),
    ("short_en", str), ("unit", str), ("nature", str), ("direction", str), ("lower", float),
    ("upper", float), ("part_of", str), ("note_zh", str), ("note_en", str),
])  # fmt: skip

# One thing that the plan promises and that can be checked.
Target = NamedTuple("Target", [
    ("target_id", str), ("pillar_id", str), ("indicator_id", str), ("entity_id", str),
    ("kind", str), ("value", float), ("value_upper", float), ("unit", str), ("throughout", str),
    ("strict", str), ("peer_id", str), ("peer_indicator_id", str), ("baseline_period", str),
    ("start", str), ("deadline", str), ("binding", str), ("clarity", str), ("reading_of", str),
    ("quote", str), ("source_id", str), ("locator", str), ("note_zh", str), ("note_en", str),
])  # fmt: skip


def peer_of(target: Target) -> tuple[str, str]:
    """Return the indicator and entity that a target is compared with; blank for none."""
    if not target.peer_id and not target.peer_indicator_id:
        return "", ""
    return target.peer_indicator_id or target.indicator_id, target.peer_id or target.entity_id


# A promise in words alone.
Commitment = NamedTuple("Commitment", [
    ("commitment_id", str), ("pillar_id", str), ("section_zh", str), ("section_en", str),
    ("text_zh", str), ("text_en", str), ("source_id", str), ("locator", str),
])  # fmt: skip

# Whose figure it is.
Entity = NamedTuple("Entity", [
    ("entity_id", str), ("name_zh", str), ("name_en", str), ("role", str),
])  # fmt: skip
OWN_ROLES = {"subject", "part"}  # of those whose figures are the plan's own

# One published figure, in the unit in which it was published.
Observation = NamedTuple("Observation", [
    ("indicator_id", str), ("entity_id", str), ("period", str), ("basis", str), ("value", float),
    ("bound", str), ("unit", str), ("status", str), ("published", str), ("source_id", str),
    ("quote", str), ("note", str),
])  # fmt: skip

# A step that the plan itself sets on the way to a target.
Step = NamedTuple("Step", [
    ("target_id", str), ("period", str), ("value", float), ("source_id", str), ("quote", str),
])  # fmt: skip

# A search for figures: when, where, for which words, and the documents that it led to, if any.
Search = NamedTuple("Search", [
    ("searched", str), ("place", str), ("query", str), ("indicator_id", str), ("found", str),
])  # fmt: skip

# A document.
Source = NamedTuple("Source", [
    ("source_id", str), ("publisher", str), ("title", str), ("url", str), ("published", str),
    ("note", str),
])  # fmt: skip

R = TypeVar("R", bound=NamedTuple)


def typed(kind: type[R], table: pd.DataFrame) -> list[R]:
    """Return a table's rows typed; `itertuples` takes five times as long on text."""
    blank = [""] * len(table)  # of a column that may be left out
    columns = (table[name].tolist() if name in table else blank for name in kind._fields)
    return [kind._make(cells) for cells in zip(*columns, strict=True)]
