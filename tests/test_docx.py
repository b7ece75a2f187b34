"""A briefing as DOCX: as python-docx opens it, as its XML stands, as LibreOffice lays it out."""

import io
import re
import shutil
import subprocess
import zipfile
from collections import Counter

import docx
import pytest
from docx.oxml.ns import qn
from made_up import PLANS, made
from PIL import Image
from pypdf import PdfReader
from synthetic import notebook_of, shown_by

from planpace.briefings.blocks import (
    STATUS_COLOURS,
    STATUS_SHAPES,
    Break,
    Bullets,
    Cell,
    Column,
    Figure,
    Lead,
    Note,
    Notes,
    Section,
    ShareChart,
    Table,
    Text,
    Title,
)
from planpace.press.run import WRITERS, notebooks
from planpace.render.docx import WIDTH, to_docx, widths
from planpace.render.fonts import MissingGlyph
from planpace.render.html import blocks_of
from planpace.render.page import content

AS_OF = "2022-06-30"
LABELS = {"page": "Page {page} of {pages}", "again": "Run in the project folder: planpace report"}
COLUMNS = (Column("Target", weight=2), Column("Value", "right", unit="%"))
OWN = {"Planpace Plan", "Planpace Facts", "Planpace Lead", "Planpace Finding", "Planpace Note",
       "Planpace Source", "Planpace Picture", "Planpace Gap"}  # fmt: skip


def page(*blocks, lang="en", **more):
    facts = {"plan": "A plan", "title": "A pillar", "subtitle": "Progress"}
    head = Title(lang, **(facts | {"meta": (("As of", AS_OF),), "labels": LABELS} | more))
    return notebook_of(head, Lead("The answer."), *blocks)


def opened(notebook, **more):
    return docx.Document(io.BytesIO(to_docx(notebook, AS_OF, **more)))


def parts(file):
    with zipfile.ZipFile(io.BytesIO(file)) as held:
        return {name: held.read(name) for name in held.namelist()}


def told(paragraphs):
    return [(one.style.name, one.text) for one in paragraphs if one.text]


def a_figure(title="F", alt="what it shows", half=False):
    chart = ShareChart((("A target", 0.3, 0.2, 0.4, True),), "Percent")
    return Figure(title, "its sense", alt, chart, 1.2, half=half)


@pytest.fixture(scope="module", params=["en", "zh"])
def ministry(request, tmp_path_factory):
    """The notebooks of a made-up plan: a pillar and the overview, executed."""
    name = "ministry"
    folder = made(name, tmp_path_factory.mktemp("docx"))
    given = {"plan": str(folder), "language": request.param, "as_of": PLANS[name][1][-1]}
    return [
        notebook_of(*shown_by(notebooks() / "pillar.ipynb", given | {"pillar": "jobs"})),
        notebook_of(*shown_by(notebooks() / "overview.ipynb", given)),
    ]


# --- blocks ------------------------------------------------------------------------------------


def test_each_block_has_a_style_that_an_office_can_change():
    file = opened(page(
        Section("Evidence"), Text("plain"), Text("small", "note"), Text("it stands out", "finding"),
        Bullets(("one", "two"), "A list"), Notes("Sources", (Note(1, "A document", ""),)),
    ))  # fmt: skip
    assert told(file.paragraphs) == [
        ("Planpace Plan", "A plan"), ("Title", "A pillar"),
        ("Planpace Facts", f"Progress\tAs of {AS_OF}"), ("Planpace Lead", "The answer."),
        ("Heading 1", "Evidence"), ("Normal", "plain"), ("Planpace Note", "small"),
        ("Planpace Finding", "it stands out"), ("Heading 2", "A list"), ("List Bullet", "one"),
        ("List Bullet", "two"), ("Heading 1", "Sources"), ("Planpace Source", "[1]\tA document"),
    ]  # fmt: skip


def test_a_table_is_a_table_whose_head_repeats_and_whose_rows_keep_together():
    rows = (("First", Cell("1.0", "2021 [3]", strong=True)), ("Second", "22.5"))
    file = opened(page(Table("Values", COLUMNS, rows, "A note")))
    (table,) = file.tables
    cells = [[[p.text for p in cell.paragraphs] for cell in row.cells] for row in table.rows]
    assert cells == [
        [["Target"], ["Value", "(%)"]],
        [["First"], ["1.0", "2021 [3]"]],
        [["Second"], ["22.5"]],
    ]
    assert table.style.name == "Planpace Table" and ("Caption", "Values") in told(file.paragraphs)
    heads = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows]
    assert heads == [True, False, False]
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
    for row in table.rows:
        left, right = (cell.paragraphs[0].alignment for cell in row.cells)
        assert left is None and right == docx.enum.text.WD_ALIGN_PARAGRAPH.RIGHT
    assert table.rows[1].cells[1].paragraphs[0].runs[0].bold
    wide = [column.width for column in table.columns]
    assert min(wide) > 0 and sum(wide) == pytest.approx(WIDTH * 635, abs=2000)
    assert ("Planpace Note", "A note") in told(file.paragraphs)


def test_a_verdict_is_a_word_and_a_shape_in_its_colour():
    rows = tuple((Cell(status, status=status), "1") for status in STATUS_SHAPES)
    (table,) = opened(page(Table("Verdicts", COLUMNS, rows))).tables
    for row, status in zip(table.rows[1:], STATUS_SHAPES, strict=True):
        shape, word = row.cells[0].paragraphs[0].runs
        assert (shape.text.strip(), word.text) == (STATUS_SHAPES[status], status)
        assert f"#{shape.font.color.rgb}" == STATUS_COLOURS[status]


def test_a_chart_is_a_picture_with_its_words_and_two_halves_stand_side_by_side():
    halves = a_figure("One", "left", half=True), a_figure("Two", "right", half=True)
    file = opened(page(a_figure(alt="first"), *halves, a_figure("Three", "alone", half=True)))
    drawn = file.element.body.findall(".//" + qn("wp:docPr"))
    assert [one.get("descr") for one in drawn] == ["first", "left", "right", "alone"]
    assert len({one.get("id") for one in drawn}) == 4
    (beside,) = file.tables
    assert [cell.paragraphs[0].text for cell in beside.rows[0].cells] == ["One", "Two"]
    wide = [shape.width.mm for shape in file.inline_shapes]
    assert wide == pytest.approx([174, 84, 84, 84], abs=0.1)
    for name, part in parts(to_docx(page(a_figure()), AS_OF)).items():
        if name.endswith(".png"):
            picture = Image.open(io.BytesIO(part))
            assert picture.width > 1200 and len(picture.getcolors(1 << 20)) > 10


def test_a_break_begins_a_page_and_the_annex_is_left_out():
    blocks = Text("before"), Break("Evidence"), Section("Behind"), Break("Annex", "annex")
    file = opened(page(*blocks, Text("only on the web page")))
    fresh = [p.text for p in file.paragraphs if p.paragraph_format.page_break_before]
    assert fresh == ["Behind"]
    assert not [text for _, text in told(file.paragraphs) if "web page" in text]
    bare = Table("Values", COLUMNS, (("a", "1"),), bare=True)
    file = opened(page(Break("Evidence"), bare))
    assert [p.text for p in file.paragraphs if p.paragraph_format.page_break_before] == [""]


def test_every_page_says_which_plan_and_how_to_make_it_again():
    file = opened(page(Text("x")))
    (sheet,) = file.sections
    header, footer = sheet.header.paragraphs[0].text, sheet.footer.paragraphs
    assert header == f"A plan · A pillar\tAs of {AS_OF}"
    assert footer[0].text == LABELS["again"]
    for foot in (sheet.footer, sheet.first_page_footer):
        fields = [one.get(qn("w:instr")) for one in foot._element.iter(qn("w:fldSimple"))]
        assert fields == ["PAGE", "NUMPAGES"]
    assert footer[1].text.startswith("A plan · A pillar\tPage ")
    assert sheet.different_first_page_header_footer and not sheet.first_page_header._element.text
    assert (round(sheet.page_width.mm), round(sheet.page_height.mm)) == (210, 297)


def test_only_a_sound_address_is_a_link():
    urls = ("https://a.b/c?d=e", "javascript:alert(1)", "http://a b/<x>", "https://[", "file:///x",
            "http://例.cn/", "https://a.b/第 1 页", "https://u@a.b/")  # fmt: skip
    notes = Notes("Sources", tuple(Note(n, f"D{n}", url) for n, url in enumerate(urls)))
    file = to_docx(page(notes), AS_OF)
    links = re.findall(r'Target="([^"]*)" TargetMode="External"', str(parts(file)))
    assert links == ["https://a.b/c?d=e", "https://a.b/%E7%AC%AC%201%20%E9%A1%B5"]
    assert len(docx.Document(io.BytesIO(file)).element.body.findall(".//" + qn("w:hyperlink"))) == 2


# --- type and language ----------------------------------------------------------------------------


@pytest.mark.parametrize(("lang", "tag"), [("zh", "zh-CN"), ("en", "en-GB")])
def test_chinese_type_is_named_in_every_style_and_the_language_is_set(lang, tag):
    file = to_docx(page(Text("规划"), lang=lang), AS_OF)
    held = docx.Document(io.BytesIO(file))
    paragraphs = [s for s in held.styles if s.type == docx.enum.style.WD_STYLE_TYPE.PARAGRAPH]
    assert {s.name for s in paragraphs} >= OWN
    for style in paragraphs:
        fonts = style.element.rPr.rFonts
        assert (fonts.get(qn("w:eastAsia")), fonts.get(qn("w:ascii"))) == ("Noto Sans SC", "Arial")
    xml = parts(file)["word/styles.xml"].decode()
    assert '<w:lang w:val="en-GB" w:eastAsia="zh-CN"/>' in xml
    assert held.core_properties.language == tag
    fonts = parts(file)["word/fontTable.xml"].decode()
    assert 'w:name="Noto Sans SC"><w:altName w:val="Microsoft YaHei"/>' in fonts


def test_an_office_may_restyle_all_of_it():
    """Size, weight and type stand in the styles: a paragraph has no look of its own."""
    rows = (("First", Cell("1.0", "2021")),)
    file = opened(page(Section("E"), Text("x"), Table("T", COLUMNS, rows), Bullets(("b",))))
    for tag in ("w:rFonts", "w:sz", "w:spacing", "w:shd"):
        assert file.element.body.find(".//" + qn(tag)) is None, tag


def test_a_character_that_no_font_holds_is_named():
    with pytest.raises(MissingGlyph, match="U\\+1F600"):
        to_docx(page(Text("\U0001f600")), AS_OF)


# --- widths ------------------------------------------------------------------------------------


def wide(columns, *rows):
    return widths(content(Table("T", columns, rows)))


def test_columns_fill_the_page_and_hold_their_longest_word():
    even = (Column("a"), Column("b"))
    assert wide(even, ("x " * 300, "y " * 300)) == pytest.approx([WIDTH / 2] * 2, abs=10)
    long, _ = wide(even, ("1,000,000,000,000,000", "y " * 300))
    assert long > 21 * 100
    short, text = wide((Column("a", weight=9), Column("b")), ("x", "y " * 300))
    assert short < 1000 < text, "a column is no wider than its text"
    for row in (("1,000,000,000,000,000,000",) * 6, ("x" * 500, "y") * 3, ("",) * 6):
        many = wide((Column("a"), Column("b")) * 3, row)
        assert WIDTH - 6 <= sum(many) <= WIDTH and min(many) > 200


# --- whole briefings ------------------------------------------------------------------------------


def test_a_briefing_holds_every_cell_of_its_pages(ministry):
    for notebook in ministry:
        blocks = blocks_of(notebook)
        printed = blocks[: [b.get("form") for b in blocks].index("annex")]
        file = opened(notebook)
        tables = [t for t in file.tables if t.style.name == "Planpace Table"]
        wanted = [b for b in printed if b["kind"] == "table"]
        assert len(tables) == len(wanted) > 0
        for table, block in zip(tables, wanted, strict=True):
            for line, row in zip(table.rows[1:], block["rows"], strict=True):
                for place, cell in zip(line.cells, row, strict=True):
                    shape = STATUS_SHAPES.get(cell["status"], "")
                    drawn = cell["spark"] or cell["bullet"]
                    text = "" if drawn else f"{shape} {cell['text']}".strip()
                    assert place.text == "\n".join([text] + [cell["sub"]] * bool(cell["sub"]))
                    assert place.paragraphs[0].text == text
        text = [one.text for one in file.paragraphs]
        for block in printed:
            for key in ("title", "text", "subtitle", "note"):
                paired = block["kind"] in {"break", "table", "figure", "title"}
                assert paired or not block.get(key) or " ".join(block[key].split()) in text
            if block["kind"] == "bullets":
                assert {*block["items"]} <= {*text}


def test_every_picture_of_a_briefing_has_words(ministry):
    for notebook in ministry:
        file = opened(notebook)
        drawn = file.element.body.findall(".//" + qn("wp:docPr"))
        assert len(drawn) > 5 and all(one.get("descr") for one in drawn)
        assert len({one.get("id") for one in drawn}) == len(drawn)
        blips = [one.get(qn("r:embed")) for one in file.element.body.iter(qn("a:blip"))]
        assert {*blips} <= file.part.rels.keys() and len(blips) == len(drawn)


def test_a_briefing_is_the_same_bytes_and_every_date_is_its_own(ministry):
    for notebook in ministry:
        one, two = to_docx(notebook, AS_OF), to_docx(notebook, AS_OF)
        assert one == two and len(one) < 200_000
        with zipfile.ZipFile(io.BytesIO(one)) as held:
            assert {part.date_time[:3] for part in held.infolist()} == {(2022, 6, 30)}
            counted = Counter(held.namelist())
        assert max(counted.values()) == 1
        assert not [name for name in counted if "thumbnail" in name or "WithEffects" in name]
        about = docx.Document(io.BytesIO(one)).core_properties
        assert about.created.year == about.modified.year == 2022 and about.author == "Planpace"


def test_no_control_character_and_no_path_of_this_machine_is_in_a_briefing(ministry):
    for notebook in ministry:
        for name, part in parts(to_docx(notebook, AS_OF)).items():
            if name.endswith((".xml", ".rels")) and "numbering" not in name:  # Word's own bullets
                text = part.decode("utf-8")
                assert not [c for c in text if not c.isprintable() and c not in "\n\r\t\xa0"]
                assert str(notebooks().resolve()) not in text


def test_word_is_a_form_of_every_report():
    assert list(WRITERS) == ["html", "pdf", "xlsx", "docx", "ipynb"]


def test_libreoffice_lays_a_briefing_out_on_two_or_three_pages(ministry, tmp_path):
    office = shutil.which("soffice")
    if not office:
        pytest.skip("NO LIBREOFFICE HERE: whether an office can open the DOCX was NOT TESTED")
    for number, notebook in enumerate(ministry):
        (tmp_path / f"{number}.docx").write_bytes(to_docx(notebook, AS_OF))
    home = f"-env:UserInstallation=file://{tmp_path}/home"
    told = [office, home, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    files = [str(tmp_path / f"{number}.docx") for number in range(2)]
    subprocess.run([*told, *files], check=True, capture_output=True, timeout=240)
    for number, notebook in enumerate(ministry):
        pages = PdfReader(tmp_path / f"{number}.pdf").pages
        assert 1 <= len(pages) <= 3
        text = "".join(one.extract_text() for one in pages).replace("\n", " ")
        head = blocks_of(notebook)[0]
        assert head["title"] in text and sum(len(one.images) for one in pages) > 5
        assert f"{len(pages)}" in text[-400:]
