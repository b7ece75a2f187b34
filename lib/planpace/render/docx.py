"""A letter as DOCX: styles that an office can change, text that stays text, the same bytes."""

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from planpace.briefings.blocks import Block, Bullets, Cell, Section, Table, Text, Title
from planpace.briefings.requests import Letter, form, letter
from planpace.briefings.scope import Scope
from planpace.briefings.speech import Speech

SIZES = {"Normal": 10.5, "Title": 18, "Heading 2": 12, "List Number": 10.5, "No Spacing": 9.5,
         "Caption": 9}  # fmt: skip
"""The styles in use, Word's own, with their size in points."""
STYLES = {Title: "Title", Section: "Heading 2", Text: "Normal", Bullets: "List Number"}
TYPE = {"w:ascii": "Arial", "w:hAnsi": "Arial", "w:eastAsia": "Noto Sans SC"}
SUBSTITUTE = b"SimSun"  # for an office that has not our type
WIDTH = 17.0  # of the text, in centimetres


def files(here: Scope, found: Sequence[Letter], languages: Iterable[str]) -> dict[str, bytes]:
    """Return the files of letters by name: each in some languages, and its reply form."""
    spoken = [Speech(here.plan, language) for language in languages]
    return {f"{one.file}.csv": form(one) for one in found} | {
        f"{one.file}.{each.language}.docx": docx(letter(each, one, here.as_of), here.as_of)
        for one in found for each in spoken
    }  # fmt: skip


def docx(blocks: Iterable[Block], as_of: str) -> bytes:
    """Return blocks as DOCX, every date in it that of the letter."""
    page, day = _dressed(), datetime.fromisoformat(as_of)
    about = page.core_properties
    about.author, about.comments, about.created, about.modified = "Planpace", "", day, day
    for block in blocks:
        if isinstance(block, Title):
            about.title = _clean(block.title)
            page.styles.element.find(".//" + qn("w:lang")).set(qn("w:val"), block.lang)
        if isinstance(block, Table):
            _table(page, block)
        elif isinstance(block, Title | Section | Text | Bullets):
            many = block.items if isinstance(block, Bullets) else ()
            for text in many or [block.text if isinstance(block, Text) else block.title]:
                page.add_paragraph(_clean(text), STYLES[type(block)])
    saved, packed = io.BytesIO(), io.BytesIO()
    page.save(saved)
    with ZipFile(saved) as made, ZipFile(packed, "w") as kept:
        for part in made.infolist():
            dated = ZipInfo(part.filename, (max(day.year, 1980), day.month, day.day, 0, 0, 0))
            kept.writestr(dated, made.read(part), ZIP_DEFLATED)
    return packed.getvalue()


def _clean(text: str) -> str:
    """A text without line breaks, control and hidden characters, which XML cannot hold."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _dressed() -> Any:
    """An empty A4 page, our type in every style that is used, its number at the foot."""
    page = Document()
    for name, size in SIZES.items():
        font, style = page.styles[name].font, page.styles[name].element
        font.name, font.size, font.color.rgb = "", Pt(size), RGBColor(0, 0, 0)
        style.rPr.rFonts.attrib.clear()  # of the theme
        style.rPr.rFonts.attrib.update({qn(key): name for key, name in TYPE.items()})
    page.styles["Caption"].font.bold, title = False, page.styles["Title"]
    title.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.element.pPr.remove(title.element.pPr.find(qn("w:pBdr")))  # its coloured line
    theme = next(p for p in page.part.package.iter_parts() if "/theme/" in p.partname)
    theme._blob = theme.blob.replace(b'ea typeface=""', b'ea typeface="%s"' % SUBSTITUTE)
    sheet, number = page.sections[0], OxmlElement("w:fldSimple")
    sheet.page_width, sheet.page_height = Cm(21), Cm(29.7)
    sheet.left_margin = sheet.right_margin = Cm((21 - WIDTH) / 2)
    number.set(qn("w:instr"), "PAGE")
    sheet.footer.paragraphs[0]._p.append(number)
    return page


def _table(page: Any, block: Table) -> None:
    table = page.add_table(0, len(block.columns), "Table Grid")
    table.autofit, whole = False, sum(column.weight for column in block.columns)
    for made, column in zip(table.columns, block.columns, strict=True):
        made.width = Cm(WIDTH * column.weight / whole)
    heads = [Cell(column.label, strong=True) for column in block.columns]
    for row in (heads, *block.rows):
        line = table.add_row()
        line._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for place, told in zip(line.cells, row, strict=True):
            cell = Cell(told) if isinstance(told, str) else told
            place.paragraphs[0].style = "No Spacing"
            place.paragraphs[0].add_run(_clean(cell.text)).bold = cell.strong
            if cell.sub:
                place.add_paragraph(_clean(cell.sub), "Caption")
    table.rows[0]._tr.trPr.append(OxmlElement("w:tblHeader"))
    page.add_paragraph()
