"""An executed notebook as one HTML page: offline, without scripts, its Chinese type inside."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator, Sequence
from html import unescape
from pathlib import Path
from typing import Any

from planpace.blocks import MIME, templates
from planpace.fonts import BOLD, FAMILY, REGULAR, check_glyphs, family, web_font

HTML_LANG = {"zh": "zh-CN", "en": "en"}


def blocks_of(notebook: Any) -> list[dict[str, Any]]:
    """Return the blocks that an executed notebook displays, each with its `html` and `svg`.

    Raises ValueError where there is no title or nothing under it: an empty page is an error.
    """
    blocks = [
        {**bundle[MIME], "html": bundle["text/html"], "svg": bundle.get("image/svg+xml", "")}
        for cell in notebook.cells
        if cell.cell_type == "code"
        for bundle in (output.get("data", {}) for output in cell.outputs)
        if MIME in bundle
    ]
    if not blocks or blocks[0]["kind"] != "title":
        raise ValueError("the notebook does not begin with a title block")
    if len(blocks) < 3:
        raise ValueError("the notebook shows nothing under its title")
    return blocks


def texts(value: Any) -> Iterator[str]:
    """Yield every string that a block puts on the page."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, part in value.items():
            if key == "svg":
                yield unescape(re.sub(r"<[^>]*>", "", part))
            elif key not in {"html", "kind"}:
                yield from texts(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from texts(part)


def to_html(notebook: Any, extra_fonts: Sequence[Path] = ()) -> str:
    """Return the page of an executed notebook; raises ValueError and MissingGlyph."""
    blocks = blocks_of(notebook)
    title = blocks[0]
    words = list(texts(blocks))
    check_glyphs(words, extra_fonts)
    heading = f"{title['title']} · {title['plan']}"
    parts = [block["html"] for block in blocks]
    return _page(title["lang"], heading, parts, title["labels"].get("skip", ""), extra_fonts)


def index_page(manifests: Sequence[dict[str, Any]]) -> str:
    """Return the list of all sets of reports, newest date first, in both languages."""
    body = templates().get_template("index.html.j2").render(manifests=manifests)
    return _page("zh", "规划进展简报 · Briefings on plans", [body], "", ())


def _page(lang: str, title: str, parts: list[str], skip: str, extra_fonts: Sequence[Path]) -> str:
    shown = unescape(re.sub(r"<[^>]*>", " ", " ".join(parts))) + title + skip
    files = ((REGULAR, 400), (BOLD, 700), *((path, 400) for path in extra_fonts))
    faces = [
        {
            "family": family(path),
            "weight": weight,
            "data": b64encode(web_font(path, shown)).decode(),
        }
        for path, weight in files
    ]
    css = (Path(__file__).with_name("templates") / "page.css").read_text(encoding="utf-8")
    families = list(dict.fromkeys([FAMILY, *(face["family"] for face in faces)]))
    return templates().get_template("page.html.j2").render(
        lang=HTML_LANG[lang], title=title, parts=parts, skip=skip, css=css,
        faces=faces, families=families,
    )  # fmt: skip
