"""An executed notebook as a tagged PDF, set by our Typst template, the same bytes each time."""

import json
import os
import pickle
import subprocess
import sys
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
    given = template, json.dumps(content), [FOLDER, *{path.parent for path in fonts}], form
    _home.setdefault("process", os.getpid())
    if os.getpid() == _home["process"]:
        made, wrong = compiled(*given)
    else:
        serving = [sys.executable, "-c", f"from {__name__} import serve; serve()"]
        ran = subprocess.run(serving, input=pickle.dumps(given), stdout=subprocess.PIPE, check=True)
        made, wrong = pickle.loads(ran.stdout)
    if wrong:
        raise ValueError(wrong)
    return made if isinstance(made, list) else [made]


_home = dict[str, int]()
"""The process that first set a page: in a fork of it typst would wait for threads that only that
one has, and so a fork has its pages set by a fresh process."""


def serve() -> None:
    """Set what standard input asks for and write it to standard output."""
    sys.stdout.buffer.write(pickle.dumps(compiled(*pickle.load(sys.stdin.buffer))))


def compiled(
    template: Path, content: str, folders: list[Any], form: dict[str, Any]
) -> tuple[Any, str]:
    """Return a document, or its pages, and what is wrong with it if anything is."""
    try:
        made, warnings = typst.compile_with_warnings(
            template, sys_inputs={"briefing": content}, ignore_system_fonts=True,
            font_paths=folders, **form,
        )  # fmt: skip
    except typst.TypstError as error:
        return b"", f"the page cannot be set: {error}"
    return made, "; ".join(map(str, warnings))
