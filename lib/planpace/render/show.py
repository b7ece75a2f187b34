"""Content as it shows itself: HTML for JupyterLab and pages, and plain data for what prints it.

A part's `_repr_mimebundle_` carries the HTML that Jupyter shows and, as JSON, the same content with
its charts drawn; so an executed notebook is all that any form of a report needs.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, Sequence
from dataclasses import fields, is_dataclass
from functools import cache
from hashlib import sha256
from html import unescape
from pathlib import Path
from typing import Any

import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from planpace.analysis.trajectory import Trajectory
from planpace.briefings.blocks import (
    STATUS_COLOURS,
    STATUS_SHAPES,
    Block,
    Cell,
    Chart,
    Figure,
    Notes,
    Table,
)  # fmt: skip
from planpace.render.charts import sparkline, svg
from planpace.render.fonts import FAMILY, REGULAR, web_font

MIME = "application/vnd.planpace.blocks+json"
TEMPLATES = Path(__file__).with_name("templates")


class Part:
    """A part of a page: it shows itself in JupyterLab, and `frame` holds its numbers."""

    def __init__(
        self, blocks: Iterable[Block], frame: pd.DataFrame | None = None, fonts: Sequence[Path] = ()
    ) -> None:
        """Hold blocks; without a frame of its own, the first table's text serves as one."""
        self.blocks = tuple(blocks)
        self._frame, self._fonts = frame, fonts

    @property
    def frame(self) -> pd.DataFrame:
        """The numbers behind the part as a DataFrame; empty where there are none."""
        if self._frame is not None:
            return self._frame
        tables = (block.frame for block in self.blocks if isinstance(block, Table))
        return next(tables, pd.DataFrame())

    def content(self) -> list[dict[str, Any]]:
        """The blocks as plain data, their charts drawn."""
        return [content(block, self._fonts) for block in self.blocks]

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        blocks = self.content()
        shown = {"text/html": html(blocks), "text/plain": repr(self), MIME: {"blocks": blocks}}
        return shown if blocks else {"text/plain": ""}

    def _repr_html_(self) -> str:
        return html(self.content())

    def __repr__(self) -> str:
        return "\n".join(map(_plain, self.blocks))


def shown(*blocks: Block, fonts: Sequence[Path] = ()) -> Part:
    """Return blocks as a part that shows itself."""
    return Part(blocks, fonts=fonts)


def _plain(block: Block) -> str:
    """A block in one line, for a terminal."""
    words = [getattr(block, name, "") for name in ("title", "text", "subtitle")]
    words += getattr(block, "items", ()) if type(block).__name__ == "Bullets" else ()
    return " · ".join(str(word) for word in words if word)


def content(block: Block, fonts: Sequence[Path] = ()) -> dict[str, Any]:
    """Return a block as plain data, with its kind, every cell in full and every chart as SVG."""
    told = {"kind": type(block).__name__.lower(), **_data(block)}
    if isinstance(block, Table):
        cells = ((c if isinstance(c, Cell) else Cell(c) for c in row) for row in block.rows)
        told["rows"] = [[_data(cell) for cell in row] for row in cells]
    if isinstance(block, Notes):
        told["items"] = [_data(note) | {"url": link(note.url)} for note in block.items]
    if isinstance(block, Figure):
        told["svg"] = svg(block, fonts)
    return told


def _data(value: Any) -> Any:
    """Records as dictionaries; a trajectory as its small picture, a chart as nothing."""
    if isinstance(value, Trajectory):
        return sparkline(value)
    if is_dataclass(value) and not isinstance(value, Chart):
        return {f.name: _data(getattr(value, f.name)) for f in fields(value) if f.name != "chart"}
    if isinstance(value, tuple):
        return [_data(part) for part in value]
    return "" if value is None else value


def html(blocks: Sequence[dict[str, Any]]) -> str:
    """Return blocks as HTML for JupyterLab, which takes scripts, styles and SVG out of a page.

    So a chart is a picture, and as such sees no font but its own: it carries what it needs.
    """
    drawn = [{**b, "svg": _with_font(b["svg"])} if b.get("svg") else b for b in blocks]
    return rendered(drawn, inline=False)


def rendered(blocks: Sequence[dict[str, Any]], *, inline: bool) -> str:
    """Return blocks as HTML, charts as pictures or in line; each trail is told once."""
    told: set[str] = set()

    def first(trail: str) -> bool:
        new = trail not in told
        told.add(trail)
        return new

    template = templates().get_template("blocks.html.j2")
    return template.render(blocks=blocks, first=first, inline=inline).strip()


def _with_font(drawn: str) -> str:
    """A chart with the characters of its text inside."""
    text = unescape(re.sub(r"<[^>]*>", "", drawn))
    font = b64encode(web_font(REGULAR, text)).decode()
    face = f"@font-face{{font-family:'{FAMILY}';src:url(data:font/woff;base64,{font})}}"
    return drawn.replace("<defs>", f"<defs><style>{face}</style>", 1)


@cache
def templates() -> Environment:
    """Return the HTML templates; whatever data puts into them is escaped."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.globals.update(shapes=STATUS_SHAPES, colours=STATUS_COLOURS)
    environment.filters.update(picture=picture, anchor=anchor)
    return environment


def picture(drawn: str) -> str:
    """Return an address that holds a picture: it keeps its ids to itself."""
    return "data:image/svg+xml;base64," + b64encode(drawn.encode()).decode()


def anchor(text: str) -> str:
    """Return a page-wide name for a trail, the same for the same text."""
    return "trail-" + sha256(text.encode()).hexdigest()[:12]


def link(url: str) -> str:
    """Return an address if it is one that a reader may follow, else nothing."""
    return url if url.startswith(("http://", "https://")) else ""
