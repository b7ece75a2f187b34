"""An executed notebook as one HTML page: offline, without scripts, its Chinese type inside."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator, Sequence
from html import unescape
from pathlib import Path
from typing import Any

from planpace.briefings.blocks import MIME, templates
from planpace.render.fonts import BOLD, FAMILY, REGULAR, check_glyphs, family, web_font

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


def texts(blocks: Sequence[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """Yield every string that blocks put on the page, each after the name of its place."""
    for block in blocks:
        place = f"{block['kind']} {block.get('title', '')}".strip()
        yield place + ", chart", unescape(re.sub(r"<[^>]*>", "", block["svg"]))
        yield from _cells(place, block)
        rest = {k: v for k, v in block.items() if k not in {"html", "kind", "rows", "svg"}}
        yield from ((place, text) for text in _strings(rest))


def _cells(place: str, block: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for row in block.get("rows", ()):
        for column, cell in zip(block["columns"], row, strict=True):
            where = f"{place}, row {_name(row[0])}, column {_name(column)}"
            yield from ((where, text) for text in _strings(cell))


def _name(part: Any) -> str:
    """What a column or a cell is called: a table's is more than its text, a figure's is not."""
    return str(part if isinstance(part, str) else part.get("label") or part.get("text"))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list | tuple):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _strings(part)


def to_html(notebook: Any, extra_fonts: Sequence[Path] = ()) -> str:
    """Return the page of an executed notebook; raises ValueError and MissingGlyph."""
    blocks = blocks_of(notebook)
    title = blocks[0]
    check_glyphs(texts(blocks), extra_fonts)
    heading = f"{title['title']} · {title['plan']}"
    skip = title["labels"].get("skip", "")
    return _once(whole_page(title["lang"], heading, _sections(blocks), skip, extra_fonts))


def _once(page: str) -> str:
    """The page with each trail told once, however many numbers it belongs to."""
    seen: set[str] = set()

    def kept(match: re.Match[str]) -> str:
        told, name = match.group(), match.group(1)
        fresh = name not in seen
        seen.add(name)
        return told if fresh else ""

    return re.sub(r'<span popover class="told" id="([^"]*)"[^>]*>[^<]*</span>', kept, page)


def _sections(blocks: Sequence[dict[str, Any]]) -> list[str]:
    """The page's parts: its head, and then each section's heading with all that follows it."""
    parts = [""]
    for block in blocks:
        if block["kind"] == "section":
            parts.append("")
        parts[-1] += block["html"] + "\n"
    return parts


def whole_page(
    lang: str, title: str, parts: list[str], skip: str = "", extra_fonts: Sequence[Path] = ()
) -> str:
    """Return a page of HTML parts, with style and type inside; the first part is its head."""
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
