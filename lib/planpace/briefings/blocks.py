"""What pages are made of: titles, sentences, tables and charts as plain content to be rendered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

import pandas as pd

from planpace.analysis.judge import STATUSES
from planpace.analysis.trajectory import Trajectory

STATUS_SHAPES = dict(zip(STATUSES, "●▲◆▽▼■◐○◇", strict=True))
GOOD, PLAIN, WARN, BAD, SILENT = "#28A197", "#12436D", "#F46A25", "#801650", "#8C8C8C"
COLOURS = (GOOD, GOOD, PLAIN, WARN, WARN, BAD, PLAIN, SILENT, SILENT)
STATUS_COLOURS = dict(zip(STATUSES, COLOURS, strict=True))
Tone = Literal["normal", "note", "finding"]


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
    tone: Tone = "normal"


@dataclass(frozen=True)
class Bullets:
    """A short list, under a title or without; two `half` blocks in a row stand side by side."""

    items: tuple[str, ...]
    title: str = ""
    half: bool = False


@dataclass(frozen=True)
class Note:
    """A numbered document, and where it can be read."""

    number: int
    text: str
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


# How much of the way from baseline to target is done and of the time gone, as shares of 1.
Bullet = NamedTuple("Bullet", [("progress", float), ("elapsed", float), ("status", str)])


@dataclass(frozen=True)
class Cell:
    """A cell: its text, a second line in small print, and a verdict drawn as shape and word."""

    text: str
    sub: str = ""
    status: str = ""
    strong: bool = False
    trail: str = ""  # says where its number comes from
    spark: Trajectory | None = None  # drawn small, and `text` describes it
    bullet: Bullet | None = None  # likewise

    def __post_init__(self) -> None:
        if self.status and self.status not in STATUS_SHAPES:
            raise ValueError(f"cell {self.text!r}: no status {self.status!r}")


def plain(cell: str | Cell) -> str:
    """Return the text of a cell."""
    return cell if isinstance(cell, str) else cell.text


@dataclass(frozen=True)
class Table:
    """A table; a cell may be a plain string."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str | Cell, ...], ...]
    note: str = ""
    half: bool = False
    bare: bool = False  # the heading before it is title enough for the eye

    def __post_init__(self) -> None:
        if not self.columns:
            raise ValueError(f"table {self.title!r}: no columns")
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError(f"table {self.title!r}: a row has not one cell per column")
        odd = [cell for row in self.rows for cell in row if not isinstance(cell, str | Cell)]
        if odd:
            raise TypeError(f"table {self.title!r}: {odd[0]!r} is no text yet: format it first")

    @property
    def frame(self) -> pd.DataFrame:
        """The table's text as a DataFrame, one column for each of its own."""
        texts = ([*map(plain, row)] for row in self.rows)
        return pd.DataFrame(texts, columns=[column.label for column in self.columns])


class PathChart(NamedTuple):
    """A target's history, required path, forecast; `every` figure written out, or the ends."""

    path: Trajectory
    language: str
    every: bool = True


# Odds as they would have been given: (target's name, ((decimal year, chance), …), how it ended).
OddsLine = tuple[str, tuple[tuple[float, float], ...], str]
OddsChart = NamedTuple("OddsChart", [("lines", tuple[OddsLine, ...]), ("axis", str)])

# Shares and their intervals: (name, share, low, high, whether it is ours: drawn full).
Share = tuple[str, float, float, float, bool]
ShareChart = NamedTuple("ShareChart", [("shares", tuple[Share, ...]), ("axis", str)])

# The scoreboard, a square for each target: ((pillar's name, (status, …)), …).
Group = tuple[str, tuple[str, ...]]
StripChart = NamedTuple("StripChart", [("groups", tuple[Group, ...]), ("language", str)])

# Small multiples, each with a spark: ((target's name, path, status), …).
Panel = tuple[str, Trajectory, str]
MultiplesChart = NamedTuple("MultiplesChart", [("paths", tuple[Panel, ...]), ("language", str)])

Chart = PathChart | OddsChart | ShareChart | StripChart | MultiplesChart


@dataclass(frozen=True)
class Figure:
    """A chart, or a scoreboard or multiples as text: headline, sense in words, data."""

    title: str
    subtitle: str
    alt: str
    chart: Chart
    height: float = 0.0  # of a drawing, in inches; odds are higher where their names need it
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    table_label: str = ""
    half: bool = False


Block = Title | Lead | Break | Section | Text | Bullets | Notes | Table | Figure
Blocks = Sequence[Block]
