"""Blocks as HTML: for JupyterLab, and as one page, offline, without scripts, its type inside."""

import re
from base64 import b64encode
from collections.abc import Iterator, Sequence
from functools import cache
from hashlib import sha256
from html import unescape
from itertools import takewhile
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from planpace.analysis.judge import UNJUDGED
from planpace.briefings.blocks import STATUS_COLOURS, STATUS_SHAPES
from planpace.render.fonts import BOLD, REGULAR, check_glyphs, family, web_font
from planpace.words.say import languages, say

MIME = "application/vnd.planpace.blocks+json"
TEMPLATES = Path(__file__).with_name("templates")
LOOKS = {"shapes": STATUS_SHAPES, "colours": STATUS_COLOURS, "unjudged": UNJUDGED}  # of a status
Data = dict[str, Any]  # a block as plain data, as `render/page.py` makes it


def html(blocks: Sequence[Data], fonts: Sequence[Path] = (), *, inline: bool = False) -> str:
    """Return blocks as HTML, charts `inline` or, as JupyterLab takes SVG away, as pictures."""
    template = templates().get_template("blocks.html.j2")
    return template.render(blocks=blocks, fonts=fonts, inline=inline).strip()


def to_html(notebook: Any, fonts: Sequence[Path] = ()) -> str:
    """Return the page of an executed notebook; raises ValueError and MissingGlyph."""
    blocks = blocks_of(notebook, fonts)
    title, body = blocks[0], html(blocks, inline=True)
    heading, skip = f"{title['title']} · {title['plan']}", title["labels"].get("skip", "")
    return whole_page(title["lang"], heading, body, skip, fonts)


def whole_page(lang: str, title: str, body: str, skip: str = "", fonts: Sequence[Path] = ()) -> str:
    """Return a page around a body of HTML, with style and type inside."""
    return templates().get_template("page.html.j2").render(
        lang=lang, title=title, body=body, skip=skip, text=text_of(body) + title + skip + " →：:",
        faces=[(REGULAR, 400), (BOLD, 700), *((path, 400) for path in fonts)],
    )  # fmt: skip


def blocks_of(notebook: Any, fonts: Sequence[Path] = ()) -> list[Data]:
    """Return the blocks that an executed notebook displays; raises ValueError, MissingGlyph."""
    outputs = [one for cell in notebook.cells if cell.cell_type == "code" for one in cell.outputs]
    parts = [one.get("data", {}).get(MIME, {}) for one in outputs]
    blocks = [block for part in parts for block in part.get("blocks", ())]
    if len(blocks) < 3 or blocks[0]["kind"] != "title":
        raise ValueError("the notebook shows no title block with something under it")
    check_glyphs(texts(blocks), fonts)
    return blocks


def printed(notebook: Any, fonts: Sequence[Path] = ()) -> list[Data]:
    """Return the blocks of an executed notebook less its annex; raises as `blocks_of` does."""
    return [*takewhile(lambda block: block.get("form") != "annex", blocks_of(notebook, fonts))]


def texts(value: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """Yield every string that blocks put on the page, each after the name of its place."""
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, list | tuple):
        for part in value:
            yield from texts(part, place)
    elif isinstance(value, dict):
        place = place or f"{value['kind']} {value.get('title', '')}".strip()
        yield from texts([v for key, v in value.items() if key not in {"rows", "svg"}], place)
        yield f"{place}, chart", text_of(value.get("svg", ""))
        for row in value.get("rows", ()):
            for column, cell in zip(value["columns"], row, strict=True):
                first = row[0] if isinstance(row[0], str) else row[0]["text"]
                head = column if isinstance(column, str) else column["label"]
                yield from texts(cell, f"{place}, row {first}, column {head}")


def text_of(markup: str) -> str:
    """Return the text in HTML or SVG."""
    return unescape(re.sub(r"<[^>]*>", "", markup))


def with_font(drawn: str, fonts: Sequence[Path] = ()) -> str:
    """Return a chart with the characters of its text inside, in our type and a plan's own."""
    face = "@font-face{{font-family:'{}';src:url(data:font/woff;base64,{})}}"
    text = text_of(drawn)
    faces = "".join(face.format(family(path), _woff(path, text)) for path in (REGULAR, *fonts))
    return drawn.replace("<defs>", f"<defs><style>{faces}</style>", 1)


def _woff(path: Path, text: str) -> str:
    return b64encode(web_font(path, text)).decode()


def _in_line(drawn: str, place: int) -> str:
    drawn = re.sub(r"<\?xml.*?>|<!DOCTYPE.*?>|<metadata>.*?</metadata>", "", drawn, flags=re.S)
    own = re.compile(r'(\bid="|href="#|url\(#)')
    return re.sub(r"<[^>]*>", lambda tag: own.sub(rf"\1chart{place}-", tag[0]), drawn).strip()


@cache
def templates() -> Environment:
    """Return the HTML templates; whatever data puts into them is escaped."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, extensions=["jinja2.ext.do"],
    )  # fmt: skip
    environment.globals.update(
        **LOOKS,
        latest={say("column.latest", language) for language in languages()},
        goal={say("column.goal", language) for language in languages()},
    )  # fmt: skip
    environment.tests["unbroken"] = re.compile(r"[!-~]{25}").search  # an address, an id
    environment.filters.update(
        in_line=_in_line, with_font=with_font, family=family, woff=_woff,
        picture=lambda drawn: "data:image/svg+xml;base64," + b64encode(drawn.encode()).decode(),
        anchor=lambda trail: "trail-" + sha256(trail.encode()).hexdigest()[:12],
    )  # fmt: skip
    return environment
