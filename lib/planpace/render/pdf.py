"""An executed notebook as a tagged PDF, set by our Typst template, the same bytes each time."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import typst

from planpace.render.fonts import FOLDER, register
from planpace.render.html import LOOKS, TEMPLATES, printed

TEMPLATE, PICTURES = TEMPLATES / "briefing.typ", TEMPLATES / "pictures.typ"


def to_pdf(notebook: Any, timestamp: datetime, fonts: Sequence[Path] = ()) -> bytes:
    """Return the PDF of an executed notebook, less its annex; raises ValueError, MissingGlyph."""
    form = {"format": "pdf", "pdf_standards": ["ua-1", "a-2a"], "timestamp": timestamp}
    return _set(TEMPLATE, _told(notebook, fonts), fonts, form)[0]


def to_png(notebook: Any, ppi: float = 110, fonts: Sequence[Path] = ()) -> list[bytes]:
    """Return the same pages as pictures, for a README or a gallery."""
    return _set(TEMPLATE, _told(notebook, fonts), fonts, {"format": "png", "ppi": ppi})


def pictures(drawn: Mapping[str, float], fonts: Sequence[Path] = ()) -> list[bytes]:
    """Return charts as PNG, each as wide as it says in millimetres."""
    told = [{"svg": svg, "width": width} for svg, width in drawn.items()]
    return _set(PICTURES, told, fonts, {"format": "png", "ppi": 220}) if told else []


def _told(notebook: Any, fonts: Sequence[Path]) -> dict[str, Any]:
    return {"blocks": printed(notebook, fonts), "fonts": register(fonts), **LOOKS}


def _set(template: Path, content: Any, fonts: Sequence[Path], form: dict[str, Any]) -> list[bytes]:
    try:
        made, warnings = typst.compile_with_warnings(
            template, sys_inputs={"briefing": json.dumps(content)}, ignore_system_fonts=True,
            font_paths=[FOLDER, *{path.parent for path in fonts}], **form,
        )  # fmt: skip
    except typst.TypstError as error:
        raise ValueError(f"the page cannot be set: {error}") from error
    if warnings:
        raise ValueError("; ".join(map(str, warnings)))
    return made if isinstance(made, list) else [made]
