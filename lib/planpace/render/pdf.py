"""An executed notebook as a tagged PDF, set by our Typst template from the blocks' plain data."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from datetime import datetime
from itertools import takewhile
from pathlib import Path
from typing import Any

import typst

from planpace.briefings.blocks import STATUS_COLOURS, STATUS_SHAPES
from planpace.render.fonts import FAMILY, FOLDER, check_glyphs, family
from planpace.render.html import blocks_of, texts
from planpace.render.show import TEMPLATES

TEMPLATE = TEMPLATES / "briefing.typ"
STANDARDS = ["ua-1", "a-2a"]


def to_pdf(notebook: Any, timestamp: datetime, extra_fonts: Sequence[Path] = ()) -> bytes:
    """Return the PDF of an executed notebook, the same bytes for the same content and timestamp.

    Raises ValueError for an empty notebook or a warning of the typesetter, MissingGlyph for a
    character that cannot be written.
    """
    pdf = _compiled(
        notebook, extra_fonts, format="pdf", pdf_standards=STANDARDS, timestamp=timestamp
    )
    return bytes(pdf)


def to_png(notebook: Any, ppi: float = 110, extra_fonts: Sequence[Path] = ()) -> list[bytes]:
    """Return the same pages as pictures, for a README or a gallery."""
    pages = _compiled(notebook, extra_fonts, format="png", ppi=ppi)
    return pages if isinstance(pages, list) else [pages]


def _compiled(notebook: Any, extra_fonts: Sequence[Path], **form: Any) -> Any:
    blocks = blocks_of(notebook)
    check_glyphs(texts(blocks), extra_fonts)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        main = folder / "briefing.typ"
        main.write_bytes(TEMPLATE.read_bytes())
        (folder / "briefing.json").write_text(_content(blocks, folder, extra_fonts), "utf-8")
        fonts = [FOLDER, *{path.parent for path in extra_fonts}]
        try:
            made, warnings = typst.compile_with_warnings(
                main, font_paths=fonts, ignore_system_fonts=True, **form
            )
        except typst.TypstError as error:
            raise ValueError(f"the page cannot be set: {error}") from error
    if warnings:
        raise ValueError("; ".join(str(warning) for warning in warnings))
    return made


def _content(blocks: list[dict[str, Any]], folder: Path, extra_fonts: Sequence[Path]) -> str:
    """The blocks before the annex as JSON for the template, their charts beside it as files."""
    shown = []
    for place, block in enumerate(takewhile(_printed, blocks)):
        kept = {key: value for key, value in block.items() if key != "svg"}
        if block.get("svg"):
            kept["file"] = f"figure-{place}.svg"
            (folder / kept["file"]).write_text(block["svg"], encoding="utf-8")
        shown.append(kept)
    fonts = list(dict.fromkeys([FAMILY, *map(family, extra_fonts)]))
    look = {"shapes": STATUS_SHAPES, "colours": STATUS_COLOURS, "fonts": fonts}
    return json.dumps({"title": shown[0], "groups": _side_by_side(shown[1:]), **look})


def _printed(block: dict[str, Any]) -> bool:
    return block.get("form") != "annex"


def _side_by_side(blocks: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Blocks one by one, two `half` ones in a row as a pair."""
    groups: list[list[dict[str, Any]]] = []
    for block in blocks:
        beside = bool(groups) and len(groups[-1]) == 1 and groups[-1][0].get("half")
        if beside and block.get("half"):
            groups[-1].append(block)
        else:
            groups.append([block])
    return groups
