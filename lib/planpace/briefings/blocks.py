"""What pages are made of: titles, sentences, tables and charts as plain content to be rendered."""

import csv
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

import pandas as pd

from planpace.analysis.judge import STATUSES
from planpace.analysis.trajectory import Trajectory

STATUS_SHAPES = dict(zip(STATUSES, "●▲◆▽▼■◐○◇", strict=True))
GOOD, PLAIN, WARN, BAD, SILENT = "#28A197", "#12436D", "#F46A25", "#801650", "#8C8C8C"
COLOURS = (GOOD, GOOD, PLAIN, WARN, WARN, BAD, PLAIN, SILENT, SILENT)
STATUS_COLOURS = dict(zip(STATUSES, COLOURS, strict=True))
Tone = Literal["normal", "note", "finding"]


class Title(NamedTuple):
    """The head of a report: once, first; `labels` are the page's own words in its language."""

    lang: str
    plan: str
    title: str
    subtitle: str
    meta: tuple[tuple[str, str], ...] = ()
    labels: Mapping[str, str] = {}


class Lead(NamedTuple):
    """The answer, in one sentence; `trail` says where its numbers come from."""

    text: str
    trail: str = ""


class Break(NamedTuple):
    """A new page of the PDF, or the annex, which is in the HTML alone."""

    title: str
    form: Literal["page", "annex"] = "page"


# A heading.
Section = NamedTuple("Section", [("title", str)])


class Text(NamedTuple):
    """A paragraph: normal, a note in small print, or a finding that stands out."""

    text: str
    tone: Tone = "normal"


class Bullets(NamedTuple):
    """A short list, under a title or without; two `half` blocks in a row stand side by side."""

    items: tuple[str, ...]
    title: str = ""
    half: bool = False


# A numbered document, and where it can be read; the documents that marks such as [3] stand for.
Note = NamedTuple("Note", [("number", int), ("text", str), ("url", str)])
Notes = NamedTuple("Notes", [("title", str), ("items", tuple[Note, ...])])


class Column(NamedTuple):
    """A table's column: its heading, unit, alignment and relative width."""

    label: str
    align: str = "left"
    weight: float = 1.0
    unit: str = ""


@cache
def columns(table: str) -> dict[str, dict[str, str]]:
    """Return the columns of a table by key, as `tables.csv` lists them, all their traits as text.

    The table of a page is `table.<key>`, its `form` and relative `width` those of a `Column`; the
    sheet of a workbook is `sheet.<key>`. `path` leads to the value in what a row is about.
    """
    with Path(__file__).with_name("tables.csv").open(encoding="utf-8", newline="") as file:
        return {row["key"]: row for row in csv.DictReader(file) if row["table"] == table}


# How much of the way from baseline to target is done and of the time gone, as shares of 1.
Bullet = NamedTuple("Bullet", [("progress", float), ("elapsed", float), ("status", str)])


class Cell(NamedTuple):
    """A cell: its text, a second line in small print, and a verdict drawn as shape and word."""

    text: str
    sub: str = ""
    status: str = ""
    strong: bool = False
    trail: str = ""  # says where its number comes from
    spark: Trajectory | None = None  # drawn small, and `text` describes it
    bullet: Bullet | None = None  # likewise


def plain(cell: str | Cell) -> str:
    """Return the text of a cell."""
    return cell if isinstance(cell, str) else cell.text


class Table(NamedTuple):
    """A table; a cell may be a plain string."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str | Cell, ...], ...]
    note: str = ""
    half: bool = False
    bare: bool = False  # the heading before it is title enough for the eye

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

# Small multiples, each with a spark: ((target's name, path), …).
Panel = tuple[str, Trajectory]
MultiplesChart = NamedTuple("MultiplesChart", [("paths", tuple[Panel, ...]), ("language", str)])

Chart = PathChart | OddsChart | ShareChart | StripChart | MultiplesChart


class Figure(NamedTuple):
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
