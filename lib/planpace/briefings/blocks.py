"""What pages are made of: titles, sentences, tables and charts as plain content.

Content alone: `render/` makes HTML, PDF and pictures of it, and what JupyterLab shows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeVar

import pandas as pd

from planpace.analysis.trajectory import Trajectory
from planpace.briefings.speech import Speech

STATUS_SHAPES = {
    "achieved": "●", "ahead": "▲", "on_track": "◆", "behind": "▽", "off_track": "▼",
    "missed": "■", "no_data": "○", "not_assessable": "◇",
}  # fmt: skip
GOOD, PLAIN, WARN, BAD, SILENT = "#28A197", "#12436D", "#F46A25", "#801650", "#8C8C8C"
STATUS_COLOURS = {
    "achieved": GOOD, "ahead": GOOD, "on_track": PLAIN, "behind": WARN, "off_track": WARN,
    "missed": BAD, "no_data": SILENT, "not_assessable": SILENT,
}  # fmt: skip


@dataclass(frozen=True)
class Title:
    """The head of a report: once, first; `labels` are the page's own words in its language."""

    lang: str
    plan: str
    title: str
    subtitle: str
    meta: tuple[tuple[str, str], ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Lead:
    """The answer, in one sentence; `trail` says where its numbers come from."""

    text: str
    trail: str = ""


@dataclass(frozen=True)
class Break:
    """A new page of the PDF, or the annex, which is in the HTML alone."""

    title: str
    form: Literal["page", "annex"] = "page"


@dataclass(frozen=True)
class Section:
    """A heading."""

    title: str


@dataclass(frozen=True)
class Text:
    """A paragraph: normal, a note in small print, or a finding that stands out."""

    text: str
    tone: Literal["normal", "note", "finding"] = "normal"


@dataclass(frozen=True)
class Bullets:
    """A short list, under a title or without; two `half` blocks in a row stand side by side."""

    items: tuple[str, ...]
    title: str = ""
    half: bool = False


@dataclass(frozen=True)
class Note:
    """A numbered document, what it says word for word, and where it can be read."""

    number: int
    text: str
    quotes: tuple[str, ...] = ()
    url: str = ""


@dataclass(frozen=True)
class Notes:
    """The documents that marks such as [3] stand for."""

    title: str
    items: tuple[Note, ...]


@dataclass(frozen=True)
class Column:
    """A table's column: its heading, unit, alignment and relative width."""

    label: str
    align: str = "left"
    weight: float = 1.0
    unit: str = ""


@dataclass(frozen=True)
class Cell:
    """A cell: its text, a second line in small print, and a verdict drawn as shape and word.

    `trail` says where its number comes from; `spark` is drawn small, and `text` describes it.
    """

    text: str
    sub: str = ""
    status: str = ""
    strong: bool = False
    trail: str = ""
    spark: Trajectory | None = None

    def __post_init__(self) -> None:
        if self.status and self.status not in STATUS_SHAPES:
            raise ValueError(f"cell {self.text!r}: no status {self.status!r}")


@dataclass(frozen=True)
class Table:
    """A table; a cell may be a plain string."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str | Cell, ...], ...]
    note: str = ""
    half: bool = False
    bare: bool = False
    """Whether the heading before it is title enough for the eye."""

    def __post_init__(self) -> None:
        if not self.columns:
            raise ValueError(f"table {self.title!r}: no columns")
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError(f"table {self.title!r}: a row has not one cell per column")
        for cell in (cell for row in self.rows for cell in row):
            if not isinstance(cell, str | Cell):
                raise TypeError(f"table {self.title!r}: {cell!r} is no text yet: format it first")

    @property
    def frame(self) -> pd.DataFrame:
        """The table's text as a DataFrame, one column for each of its own."""
        texts = [[c.text if isinstance(c, Cell) else c for c in row] for row in self.rows]
        return pd.DataFrame(texts, columns=[column.label for column in self.columns])


# --- charts: what they show; `render/charts.py` draws them --------------------------------------


@dataclass(frozen=True)
class PathChart:
    """A target's history, required path, forecast; `every` figure written out, or the ends."""

    path: Trajectory
    language: str
    every: bool = True


@dataclass(frozen=True)
class DeviationChart:
    """Schedule positions in points: (name, position, status), worst last."""

    bars: tuple[tuple[str, float, str], ...]
    bands: Mapping[str, float]
    axis: str


@dataclass(frozen=True)
class OddsLine:
    """One target's odds over the dates: (decimal year, chance), and how it ended."""

    name: str
    steps: tuple[tuple[float, float], ...]
    ending: str = ""


@dataclass(frozen=True)
class OddsChart:
    """Odds of several targets as they would have been given."""

    lines: tuple[OddsLine, ...]
    axis: str


@dataclass(frozen=True)
class Share:
    """A share with its interval; `ours` is drawn full, another's hollow."""

    name: str
    share: float
    low: float
    high: float
    ours: bool


@dataclass(frozen=True)
class ShareChart:
    """Shares beside each other, each with its interval."""

    shares: tuple[Share, ...]
    axis: str


Chart = PathChart | DeviationChart | OddsChart | ShareChart


@dataclass(frozen=True)
class Figure:
    """A chart with its headline, what it shows in words, and its data as a table.

    `height` in inches; a `half` figure takes half the width.
    """

    title: str
    subtitle: str
    alt: str
    chart: Chart
    height: float
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    table_label: str = ""
    half: bool = False


Block = Title | Lead | Break | Section | Text | Bullets | Notes | Table | Figure
Blocks = Sequence[Block]

T = TypeVar("T")
Spec = tuple[float, Callable[[T], str | Cell]]
"""A column's width, negative for one of numbers set to the right, and what it says of a row."""


def table(
    speech: Speech,
    title: str,
    rows: Iterable[T],
    columns: Mapping[str, Spec[T]],
    note: str = "",
    *,
    half: bool = False,
    bare: bool = False,
) -> Table:
    """Return a table of one row per item.

    A column's heading has the words of `column.<key>`, or of a key that names its group itself.
    """
    heads = tuple(
        Column(
            speech.say(key if "." in key else f"column.{key}"),
            "left" if width > 0 else "right", abs(width), speech.optional(f"column.{key}.unit"),
        )
        for key, (width, _) in columns.items()
    )  # fmt: skip
    cells = tuple(tuple(told(row) for _, told in columns.values()) for row in rows)
    return Table(title, heads, cells, note, half, bare)
