"""Blocks as HTML: for JupyterLab, and as one page, offline, without scripts, its type inside."""

import re
from base64 import b64encode
from collections.abc import Iterator, Sequence
from functools import cache
from hashlib import sha256
from html import unescape
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from planpace.briefings.blocks import STATUS_COLOURS, STATUS_SHAPES
from planpace.render.fonts import BOLD, FAMILY, REGULAR, check_glyphs, family, web_font

MIME = "application/vnd.planpace.blocks+json"
TEMPLATES = Path(__file__).with_name("templates")
HTML_LANG = {"zh": "zh-CN"}
Data = dict[str, Any]
"""A block as plain data, as `render/show.py` makes it."""


def html(blocks: Sequence[Data], *, inline: bool = False) -> str:
    """Return blocks as HTML: for a page with `inline` charts, else for JupyterLab.

    That one takes scripts, styles and SVG out of what it shows, so there a chart is a picture, and
    as such sees no font but its own: it carries what it needs. Each trail is told once.
    """
    told: set[str] = set()

    def first(trail: str) -> bool:
        new = trail not in told
        told.add(trail)
        return new

    template = templates().get_template("blocks.html.j2")
    return template.render(blocks=blocks, first=first, inline=inline).strip()


def to_html(notebook: Any, extra_fonts: Sequence[Path] = ()) -> str:
    """Return the page of an executed notebook; raises ValueError and MissingGlyph."""
    blocks = blocks_of(notebook)
    check_glyphs(texts(blocks), extra_fonts)
    title, body = blocks[0], html(blocks, inline=True)
    heading, skip = f"{title['title']} · {title['plan']}", title["labels"].get("skip", "")
    return whole_page(title["lang"], heading, body, skip, extra_fonts)


def whole_page(
    lang: str, title: str, body: str, skip: str = "", extra_fonts: Sequence[Path] = ()
) -> str:
    """Return a page around a body of HTML, with style and type inside."""
    text = text_of(body) + title + skip + " "
    files = ((REGULAR, 400), (BOLD, 700), *((path, 400) for path in extra_fonts))
    faces = [
        {"family": family(path), "weight": weight, "data": b64encode(web_font(path, text)).decode()}
        for path, weight in files
    ]
    return templates().get_template("page.html.j2").render(
        lang=HTML_LANG.get(lang, lang), title=title, body=body, skip=skip, faces=faces,
        families=dict.fromkeys([FAMILY, *(face["family"] for face in faces)]),
        css=(TEMPLATES / "page.css").read_text(encoding="utf-8"),
    )  # fmt: skip


def blocks_of(notebook: Any) -> list[Data]:
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


def texts(blocks: Sequence[Data]) -> Iterator[tuple[str, str]]:
    """Yield every string that blocks put on the page, each after the name of its place."""
    for block in blocks:
        place = f"{block['kind']} {block.get('title', '')}".strip()
        yield f"{place}, chart", text_of(block.get("svg", ""))
        for row in block.get("rows", ()):
            for column, cell in zip(block["columns"], row, strict=True):
                where = f"{place}, row {_name(row[0])}, column {_name(column)}"
                yield from ((where, text) for text in _strings(cell))
        rest = [part for key, part in block.items() if key not in {"kind", "rows", "svg"}]
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


def text_of(markup: str) -> str:
    """Return the text in HTML or SVG."""
    return unescape(re.sub(r"<[^>]*>", "", markup))


def _with_font(drawn: str) -> str:
    """A chart with the characters of its text inside."""
    font = b64encode(web_font(REGULAR, text_of(drawn))).decode()
    face = f"@font-face{{font-family:'{FAMILY}';src:url(data:font/woff;base64,{font})}}"
    return drawn.replace("<defs>", f"<defs><style>{face}</style>", 1)


def _in_line(drawn: str, place: int) -> str:
    """A chart that stands in the page itself, its ids unlike any other's."""
    drawn = re.sub(r"<\?xml.*?>|<!DOCTYPE.*?>|<metadata>.*?</metadata>", "", drawn, flags=re.S)
    own = re.compile(r'(\bid="|href="#|url\(#)')
    return re.sub(r"<[^>]*>", lambda tag: own.sub(rf"\1chart{place}-", tag[0]), drawn).strip()


@cache
def templates() -> Environment:
    """Return the HTML templates; whatever data puts into them is escaped."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.globals.update(shapes=STATUS_SHAPES, colours=STATUS_COLOURS)
    environment.filters.update(
        in_line=_in_line, with_font=_with_font,
        picture=lambda drawn: "data:image/svg+xml;base64," + b64encode(drawn.encode()).decode(),
        anchor=lambda trail: "trail-" + sha256(trail.encode()).hexdigest()[:12],
    )  # fmt: skip
    return environment
