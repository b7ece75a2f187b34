"""Blocks as DOCX: styles that an office can change, text that stays text, the same bytes.

How a block looks is a macro of `document.xml.j2`, a style a line of `styles.xml.j2`.
"""

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.shared import Mm

from planpace.briefings.requests import Letter, form, letter
from planpace.briefings.scope import Scope
from planpace.briefings.speech import Speech
from planpace.render.fonts import REGULAR, family
from planpace.render.html import LOOKS, Data, printed, templates
from planpace.render.page import content
from planpace.render.pdf import pictures

WIDTH = 9864  # of the text in twips, twentieths of a point: 174 mm, as in the PDF
CHARACTER, HAN, EDGES = 112, 192, 130  # of letters in a table, and what a cell keeps free
DRAWN = {"spark": 13, "bullet": 26, "panel": 38, "half": 84, "whole": 174}  # mm
UNUSED = re.compile("stylesWithEffects|customXml|thumbnail")  # of the library's own page
SUBSTITUTE = '<w:font w:name="{}"><w:altName w:val="Microsoft YaHei"/></w:font></w:fonts>'
ADDRESS = re.compile(r"https?://[A-Za-z0-9.-]+(:\d+)?([/?#][!-~]*)?")
TAGS = {"zh": "zh-CN", "en": "en-GB"}


def files(here: Scope, found: Sequence[Letter], languages: Iterable[str]) -> dict[str, bytes]:
    """Return the files of letters by name: each in some languages, and its reply form."""
    spoken = [Speech(here.plan, language) for language in languages]
    return {f"{one.file}.csv": form(one) for one in found} | {
        f"{one.file}.{each.language}.docx": docx([*map(content, told)], here.as_of)
        for one in found for each in spoken for told in [letter(each, one, here.as_of)]
    }  # fmt: skip


def to_docx(notebook: Any, as_of: str, fonts: Sequence[Path] = ()) -> bytes:
    """Return an executed notebook, less its annex; raises ValueError and MissingGlyph."""
    return docx(printed(notebook, fonts), as_of, fonts)


def docx(blocks: Sequence[Data], as_of: str, fonts: Sequence[Path] = ()) -> bytes:
    """Return blocks, a title first, as DOCX, every date in it that of the report or letter."""
    page, day, head = Document(), datetime.fromisoformat(as_of), blocks[0]
    about, briefing = page.core_properties, bool(head["meta"])
    about.author, about.comments, about.created, about.modified = "Planpace", "", day, day
    about.title, about.language = _clean(head["title"]), TAGS.get(head["lang"], head["lang"])
    for held in (page.part.package.rels, page.part.rels):
        for name in [name for name, one in held.items() if UNUSED.search(one.target_ref)]:
            del held[name]
    page.part._styles_part._element = _filled(
        "styles.xml.j2", briefing=briefing, tag=about.language, family=family(REGULAR), width=WIDTH
    )
    known = page.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)
    known._blob = known.blob.replace(b"</w:fonts>", SUBSTITUTE.format(family(REGULAR)).encode())
    header, footer, body = _filled(
        "document.xml.j2", blocks=blocks, head=head, width=WIDTH, widths_of=widths, **LOOKS,
        drawn=_drawn(page.part, blocks, fonts), links=_links(page.part, blocks),
    )  # fmt: skip
    page.element.body[:] = [*body]
    sheet = page.sections[0]
    feet = (sheet.footer, footer), (sheet.first_page_footer, deepcopy(footer))
    for place, told in (*feet, *[(sheet.header, header)] * briefing):
        place._element[:] = [*told]
    return _packed(page, day)


def widths(table: Data) -> list[int]:
    """Return the columns' widths: by share, from the longest word to all of the text."""
    cells = zip(table["columns"], *table["rows"], strict=True)
    needs = (zip(*map(_needs, column), strict=True) for column in cells)
    least, most = zip(*(map(max, pair) for pair in needs), strict=True)
    cap = next(cap for cap in range(WIDTH, 0, -10) if sum(min(one, cap) for one in least) <= WIDTH)
    for room in range(0, 2 * WIDTH, 10):  # of a column of weight 1
        shares = [room * column["weight"] for column in table["columns"]]
        limits = zip(shares, least, most, strict=True)
        wide = [min(max(share, min(low, cap)), high) for share, low, high in limits]
        if sum(wide) >= min(WIDTH, sum(most)):
            break
    return [int(one * WIDTH / sum(wide)) for one in wide]


def _needs(cell: Data) -> tuple[int, int]:
    """How wide the longest of a cell's words and short lines is, or its picture, and of all."""
    drawn = [DRAWN[kind] for kind in ("spark", "bullet") if cell.get(kind)]
    text = "" if drawn else "◐ " * bool(cell.get("status")) + cell.get("text", "")
    lines = [text, *(cell.get(key, "") for key in ("label", "unit", "sub"))]
    words = (word for line in lines for word in re.findall("[!-~−–]+", line) if len(word) < 24)
    short = (line for line in lines if len(line) < 12)  # a date, a verdict
    least = max(map(_long, (*words, *short)))
    picture = EDGES + int(sum(drawn) * 56.7)
    return max(picture, least), max(picture, *map(_long, lines))


def _long(text: str) -> int:
    """How wide a line is; an office may set a space between Chinese and figures."""
    text += " " * len(re.findall(r"(?<=\d)[^ -~]", text))
    return EDGES + sum(CHARACTER if c.isascii() else HAN for c in text)


def _drawn(part: Any, blocks: Iterable[Data], fonts: Sequence[Path]) -> dict[str, Any]:
    """Every picture: its part of the file, its width and its height."""
    wide = {drawn: DRAWN[kind] for one in blocks for kind, drawn in _svgs(one) if drawn}
    made = (part.get_or_add_image(io.BytesIO(png)) for png in pictures(wide, fonts))
    return {svg: (name, int(Mm(width)), int(Mm(width) * image.px_height / image.px_width))
            for (svg, width), (name, image) in zip(wide.items(), made, strict=True)}  # fmt: skip


def _svgs(block: Data) -> Iterator[tuple[str, str]]:
    yield "half" if block.get("half") else "whole", block.get("svg", "")
    yield from (("panel", one["spark"]) for one in block.get("panels", ()))
    cells = (c for row in block.get("rows", ()) for c in row if isinstance(c, dict))
    yield from ((kind, c[kind]) for c in cells for kind in ("spark", "bullet"))


def _links(part: Any, blocks: Iterable[Data]) -> dict[str, str]:
    """The addresses that may be followed, each with its number: a broken one breaks the file."""
    urls = {n["url"]: quote(n["url"], "%/:?#[]@!$&'()*+,;=~")
            for one in blocks if one["kind"] == "notes" for n in one["items"]}  # fmt: skip
    return {url: part.relate_to(told, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
            for url, told in urls.items() if ADDRESS.fullmatch(told)}  # fmt: skip


def _filled(template: str, **values: Any) -> Any:
    """A template as XML, without control and hidden characters, which XML cannot hold."""
    return parse_xml(_clean(templates().get_template(template).render(**values)))


def _clean(text: str) -> str:
    return "".join(c if c.isprintable() or c in "\xa0\u3000" else " " for c in text)


def _packed(page: Any, day: datetime) -> bytes:
    saved, packed = io.BytesIO(), io.BytesIO()
    page.save(saved)
    with ZipFile(saved) as made, ZipFile(packed, "w") as kept:
        for part in made.infolist():
            dated = ZipInfo(part.filename, (max(day.year, 1980), day.month, day.day, 0, 0, 0))
            kept.writestr(dated, made.read(part), ZIP_DEFLATED)
    return packed.getvalue()
