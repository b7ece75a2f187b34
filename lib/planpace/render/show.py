"""Content as it shows itself: HTML for JupyterLab, and plain data, its charts drawn, as JSON.

So an executed notebook is all that any form of a report needs.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from planpace.analysis.trajectory import Trajectory
from planpace.briefings import blocks
from planpace.briefings.blocks import Block, Bullets, Cell, Column, Figure, Note, Table
from planpace.render.charts import bullet, panels, sparkline, squares, svg
from planpace.render.html import MIME, html


class Part:
    """A part of a page: it shows itself; `frame` holds its numbers, or its first table's text."""

    def __init__(
        self, *shown: Block, frame: pd.DataFrame | None = None, fonts: Sequence[Path] = ()
    ) -> None:
        self.blocks, self._fonts = shown, fonts
        tables = (block.frame for block in shown if isinstance(block, Table))
        self.frame = next(tables, pd.DataFrame()) if frame is None else frame

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        told = [content(block, self._fonts) for block in self.blocks]
        try:
            page = html(told, self._fonts) if told else ""
        except Exception as error:  # IPython hides one that it traces into a template
            raise ValueError(f"{type(error).__name__}: {error}") from None
        shown = {MIME: {"blocks": told}} if told else {}
        return {"text/plain": repr(self), "text/html": page, **shown}

    def __repr__(self) -> str:
        lines = []  # one for each block, as a terminal shows it
        for block in self.blocks:
            words = [getattr(block, name, "") for name in ("title", "text", "subtitle")]
            words += block.items if isinstance(block, Bullets) else ()
            lines.append(" · ".join(word for word in words if word))
        return "\n".join(lines)


def content(value: Any, fonts: Sequence[Path] = ()) -> Any:
    """Return a block as plain data, with its kind, every cell in full and what is drawn as SVG."""
    match value:
        case Trajectory():
            return sparkline(value)
        case blocks.Bullet():
            return bullet(value)
    if not isinstance(value, tuple):
        return "" if value is None else value
    if not isinstance(value, Block | Cell | Column | Note):
        return [content(part, fonts) for part in value]
    told = {name: content(part, fonts) for name, part in value._asdict().items() if name != "chart"}
    match value:
        case Table():
            cells = ((c if isinstance(c, Cell) else Cell(c) for c in row) for row in value.rows)
            told["rows"] = [[content(cell) for cell in row] for row in cells]
        case Figure(chart=blocks.StripChart() as chart):
            told |= squares(chart)
        case Figure(chart=blocks.MultiplesChart() as chart):
            told["panels"] = panels(chart)
        case Figure():
            told["svg"] = svg(value, fonts)
    return told | ({"kind": type(value).__name__.lower()} if isinstance(value, Block) else {})
