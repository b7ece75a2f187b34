"""An executed notebook as a tagged PDF, set by our Typst template from the blocks' plain data."""

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
from planpace.render.html import TEMPLATES, Data, blocks_of, texts

TEMPLATE = TEMPLATES / "briefing.typ"
STANDARDS = ["ua-1", "a-2a"]


def to_pdf(notebook: Any, timestamp: datetime, extra_fonts: Sequence[Path] = ()) -> bytes:
    """Return the PDF of an executed notebook, the same bytes for the same content and timestamp.

    Raises ValueError for an empty notebook or a warning of the typesetter, MissingGlyph for a
    character that cannot be written.
    """
    form = {"format": "pdf", "pdf_standards": STANDARDS, "timestamp": timestamp}
    return bytes(_compiled(notebook, extra_fonts, form))


def to_png(notebook: Any, ppi: float = 110, extra_fonts: Sequence[Path] = ()) -> list[bytes]:
    """Return the same pages as pictures, for a README or a gallery."""
    pages = _compiled(notebook, extra_fonts, {"format": "png", "ppi": ppi})
    return pages if isinstance(pages, list) else [pages]


def _compiled(notebook: Any, extra_fonts: Sequence[Path], form: dict[str, Any]) -> Any:
    blocks = blocks_of(notebook)
    check_glyphs(texts(blocks), extra_fonts)
    with tempfile.TemporaryDirectory() as name:
        folder, main = Path(name), Path(name, "briefing.typ")
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
        raise ValueError("; ".join(map(str, warnings)))
    return made


def _content(blocks: list[Data], folder: Path, extra_fonts: Sequence[Path]) -> str:
    """The blocks before the annex as JSON for the template, their charts beside it as files.

    They come in groups: two `half` blocks in a row as a pair, any other by itself.
    """
    title, *printed = takewhile(lambda block: block.get("form") != "annex", blocks)
    groups: list[list[Data]] = []
    for place, block in enumerate(printed, start=1):
        shown = {key: value for key, value in block.items() if key != "svg"}
        if "svg" in block:
            shown["file"] = f"figure-{place}.svg"
            (folder / shown["file"]).write_text(block["svg"], encoding="utf-8")
        if block.get("half") and groups and len(groups[-1]) == 1 and groups[-1][0].get("half"):
            groups[-1].append(shown)
        else:
            groups.append([shown])
    fonts = list(dict.fromkeys([FAMILY, *map(family, extra_fonts)]))
    look = {"shapes": STATUS_SHAPES, "colours": STATUS_COLOURS, "fonts": fonts}
    return json.dumps({"title": title, "groups": groups, **look})
