"""What a notebook displays: blocks that an analyst sees in JupyterLab and a report is printed from.

Each block's `_repr_mimebundle_` carries the HTML that Jupyter shows and, as JSON, the same content
for the PDF; so an executed notebook is all that either form of a report needs.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined

MIME = "application/vnd.planpace.block+json"

STATUS_SHAPES = {
    "achieved": "●", "ahead": "▲", "on_track": "◆", "behind": "▽", "off_track": "▼",
    "missed": "■", "no_data": "○", "not_assessable": "◇",
}  # fmt: skip
GOOD, PLAIN, WARN, BAD, SILENT = "#28A197", "#12436D", "#F46A25", "#801650", "#8C8C8C"
STATUS_COLOURS = {
    "achieved": GOOD, "ahead": GOOD, "on_track": PLAIN, "behind": WARN, "off_track": WARN,
    "missed": BAD, "no_data": SILENT, "not_assessable": SILENT,
}  # fmt: skip


@cache
def templates() -> Environment:
    """Return the HTML templates; whatever data puts into them is escaped."""
    folder = Path(__file__).parents[1] / "render/templates"
    environment = Environment(
        loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.globals.update(shapes=STATUS_SHAPES, colours=STATUS_COLOURS)
    environment.filters.update(picture=picture, anchor=anchor)
    return environment


def picture(svg: str) -> str:
    """An address that holds a picture: it keeps its ids to itself, and JupyterLab lets it pass."""
    return "data:image/svg+xml;base64," + b64encode(svg.encode()).decode()


def anchor(text: str) -> str:
    """A page-wide name for a trail, the same for the same text."""
    return "trail-" + sha256(text.encode()).hexdigest()[:12]


class _Shown:
    """What all blocks share: how they show themselves."""

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        return {"text/html": self.html(), "text/plain": repr(self), MIME: self.content()}

    def content(self) -> dict[str, Any]:
        """The block as plain data, with its kind."""
        return {"kind": type(self).__name__.lower(), **asdict(self)}  # type: ignore[call-overload]

    def html(self) -> str:
        """The block as an HTML fragment."""
        return templates().get_template("blocks.html.j2").render(block=self.content()).strip()


@dataclass(frozen=True)
class Title(_Shown):
    """The head of a report: once, first; `labels` are the page's own words in its language."""

    lang: str
    plan: str
    title: str
    subtitle: str
    meta: tuple[tuple[str, str], ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Lead(_Shown):
    """The answer, in one sentence; `trail` says where its numbers come from."""

    text: str
    trail: str = ""


@dataclass(frozen=True)
class Part(_Shown):
    """A new page of the PDF, or the annex, which is in the HTML alone."""

    title: str
    form: Literal["page", "annex"] = "page"


@dataclass(frozen=True)
class Section(_Shown):
    """A heading."""

    title: str


@dataclass(frozen=True)
class Text(_Shown):
    """A paragraph: normal, a note in small print, or a finding that stands out."""

    text: str
    tone: Literal["normal", "note", "finding"] = "normal"


@dataclass(frozen=True)
class Bullets(_Shown):
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

    @property
    def link(self) -> str:
        """The address if it is one that a reader may follow."""
        return self.url if self.url.startswith(("http://", "https://")) else ""


@dataclass(frozen=True)
class Notes(_Shown):
    """The documents that marks such as [3] stand for."""

    title: str
    items: tuple[Note, ...]

    def content(self) -> dict[str, Any]:
        """The notes as plain data, with the links that may be followed."""
        return {**super().content(), "items": [asdict(n) | {"url": n.link} for n in self.items]}


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

    `trail` says where its number comes from; `spark` is a small picture that `text` describes.
    """

    text: str
    sub: str = ""
    status: str = ""
    strong: bool = False
    trail: str = ""
    spark: str = ""

    def __post_init__(self) -> None:
        if self.status and self.status not in STATUS_SHAPES:
            raise ValueError(f"cell {self.text!r}: no status {self.status!r}")


@dataclass(frozen=True)
class Table(_Shown):
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

    def content(self) -> dict[str, Any]:
        """The table as plain data, every cell in full."""
        rows = [[asdict(c if isinstance(c, Cell) else Cell(c)) for c in row] for row in self.rows]
        return {**super().content(), "rows": rows}


@dataclass(frozen=True)
class Figure(_Shown):
    """A chart with its headline, what it shows in words, and its data as a table."""

    title: str
    subtitle: str
    alt: str
    svg_paths: str = field(repr=False)
    svg_text: str = field(repr=False)
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    table_label: str = ""
    half: bool = False

    def content(self) -> dict[str, Any]:
        """The figure as plain data, without its pictures."""
        return {k: v for k, v in super().content().items() if not k.startswith("svg")}

    def html(self) -> str:
        """The figure with the picture whose text is drawn: a reader may lack the font."""
        block = {**self.content(), "svg": self.svg_paths}
        return templates().get_template("blocks.html.j2").render(block=block).strip()

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        return {**super()._repr_mimebundle_(), "image/svg+xml": self.svg_text}
