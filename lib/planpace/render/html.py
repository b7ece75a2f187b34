"""An executed notebook as one HTML page: offline, without scripts, its Chinese type inside."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator, Sequence
from html import unescape
from pathlib import Path
from typing import Any

from planpace.render.fonts import BOLD, FAMILY, REGULAR, check_glyphs, family, web_font
from planpace.render.show import MIME, TEMPLATES, rendered, templates

HTML_LANG = {"zh": "zh-CN"}


def blocks_of(notebook: Any) -> list[dict[str, Any]]:
    """Return the blocks that an executed notebook displays, as plain data.

    Raises ValueError where there is no title or nothing under it: an empty page is an error.
    """
    blocks = [
        block
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        for block in output.get("data", {}).get(MIME, {}).get("blocks", ())
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
        yield place + ", chart", unescape(re.sub(r"<[^>]*>", "", block.get("svg", "")))
        for row in block.get("rows", ()):
            for column, cell in zip(block["columns"], row, strict=True):
                where = f"{place}, row {_name(row[0])}, column {_name(column)}"
                yield from ((where, text) for text in _strings(cell))
        rest = {k: v for k, v in block.items() if k not in {"kind", "rows", "svg"}}
        yield from ((place, text) for text in _strings(rest))


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
    check_glyphs(texts(blocks), extra_fonts)
    title = blocks[0]
    drawn = [_in_line(block, place) for place, block in enumerate(blocks)]
    heading = f"{title['title']} · {title['plan']}"
    skip = title["labels"].get("skip", "")
    return whole_page(title["lang"], heading, rendered(drawn, inline=True), skip, extra_fonts)


def _in_line(block: dict[str, Any], place: int) -> dict[str, Any]:
    """A block whose chart stands in the page itself, its ids unlike any other's."""
    if not block.get("svg"):
        return block
    drawn = re.sub(
        r"<\?xml.*?>|<!DOCTYPE.*?>|<metadata>.*?</metadata>", "", block["svg"], flags=re.S
    )
    drawn = re.sub(r'(\bid="|href="#|url\(#)', rf"\1chart{place}-", drawn)
    return {**block, "svg": drawn.strip()}


def whole_page(
    lang: str, title: str, body: str, skip: str = "", extra_fonts: Sequence[Path] = ()
) -> str:
    """Return a page around a body of HTML, with style and type inside."""
    text = unescape(re.sub(r"<[^>]*>", " ", body)) + title + skip
    files = ((REGULAR, 400), (BOLD, 700), *((path, 400) for path in extra_fonts))
    faces = [
        {"family": family(path), "weight": weight, "data": b64encode(web_font(path, text)).decode()}
        for path, weight in files
    ]
    families = list(dict.fromkeys([FAMILY, *(face["family"] for face in faces)]))
    return templates().get_template("page.html.j2").render(
        lang=HTML_LANG.get(lang, lang), title=title, body=body, skip=skip, faces=faces,
        families=families, css=(TEMPLATES / "page.css").read_text(encoding="utf-8"),
    )  # fmt: skip
