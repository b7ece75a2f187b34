"""Content as it shows itself: HTML for JupyterLab, and plain data for what prints it.

A part's `_repr_mimebundle_` carries the HTML that Jupyter shows and, as JSON, the same content with
its charts drawn; so an executed notebook is all that any form of a report needs.
"""

from collections.abc import Iterable, Sequence
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from planpace.analysis.trajectory import Trajectory
from planpace.briefings.blocks import Block, Bullets, Cell, Figure, Notes, Table
from planpace.render.charts import sparkline, svg
from planpace.render.html import MIME, html


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

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        told = [content(block, self._fonts) for block in self.blocks]
        shown = {"text/html": html(told), "text/plain": repr(self), MIME: {"blocks": told}}
        return shown if told else {"text/plain": ""}

    def _repr_html_(self) -> str:
        return str(self._repr_mimebundle_().get("text/html", ""))

    def __repr__(self) -> str:
        """A line a block, for a terminal."""
        lines = []
        for block in self.blocks:
            words = [getattr(block, name, "") for name in ("title", "text", "subtitle")]
            words += block.items if isinstance(block, Bullets) else ()
            lines.append(" · ".join(word for word in words if word))
        return "\n".join(lines)


def shown(*blocks: Block, fonts: Sequence[Path] = ()) -> Part:
    """Return blocks as a part that shows itself."""
    return Part(blocks, fonts=fonts)


def content(block: Block, fonts: Sequence[Path] = ()) -> dict[str, Any]:
    """Return a block as plain data, with its kind, every cell in full and every chart as SVG."""
    told = {"kind": type(block).__name__.lower(), **_data(block)}
    match block:
        case Table():
            cells = ((c if isinstance(c, Cell) else Cell(c) for c in row) for row in block.rows)
            told["rows"] = [[_data(cell) for cell in row] for row in cells]
        case Notes():
            for note in told["items"]:  # no address but one that a reader may follow
                if not note["url"].startswith(("http://", "https://")):
                    note["url"] = ""
        case Figure():
            told["svg"] = svg(block, fonts)
    return told


def _data(value: Any) -> Any:
    """Records as dictionaries; a trajectory as its small picture, a chart as nothing."""
    if isinstance(value, Trajectory):
        return sparkline(value)
    if is_dataclass(value):
        return {f.name: _data(getattr(value, f.name)) for f in fields(value) if f.name != "chart"}
    if isinstance(value, tuple):
        return [_data(part) for part in value]
    return "" if value is None else value
