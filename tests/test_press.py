"""What a notebook displays becomes HTML and PDF: hostile, missing, empty and long content."""

import base64
import html
import io
import json
import re
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from jinja2 import UndefinedError
from markupsafe import escape
from PIL import Image
from pypdf import PdfReader
from synthetic import figures, notebook_of, write_plan

from planpace import load_plan, trajectory
from planpace.analysis.judge import STATUSES
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
from planpace.press.index import index_page
from planpace.render.charts import svg
from planpace.render.fonts import BOLD, REGULAR, MissingGlyph, missing_glyphs, web_font
from planpace.render.html import MIME, blocks_of, to_html, with_font
from planpace.render.page import Part
from planpace.render.pdf import to_pdf, to_png

MIDNIGHT = datetime(2022, 6, 30, tzinfo=UTC)
LABELS = {"page": "Page {page} of {pages}", "skip": "Skip to content"}
COLUMNS = (Column("Target", weight=2), Column("Value", "right", unit="%"))
HOSTILE = [
    "<script>alert(1)</script>", "</style><b>", "<!-- ", "&amp; &lt;", '" onerror="x', "' x='",
    "#panic()", "#import \"x\"", "$x$", "$", "*a*", "_a_", "`a`", "=1+1", "= a", "- a", "+ a",
    "/ a", "// a", "/* a", "]", "[", "[[", ")", "}", "{", "{{ 1 }}", "{% x %}", "{page}", "@a",
    "<a>", "\\", "\\u{1F600}", "\\n", "~", "--", "...",
    "http://a.b/c?d=e&f=g", "<http://a.b>", "a" * 200,
    "%s %d", "'; DROP TABLE", "\u201c”",
]  # fmt: skip


def title(**more):
    facts = {"lang": "en", "plan": "A plan", "title": "A pillar", "subtitle": "Progress"}
    return Title(**(facts | {"meta": (("As of", "2022-06-30"),), "labels": LABELS} | more))


def a_figure(title="F", subtitle="s", alt="alt", name="A target", **more):
    """A figure whose chart writes a name beside a share."""
    chart = ShareChart(((name, 0.3, 0.2, 0.4, True),), "Percent")
    return Figure(title, subtitle, alt, chart, 1.2, **more)


def chart_of(name):
    """The SVG of such a chart."""
    return svg(a_figure(name=name))


def page(*blocks, **more):
    return notebook_of(title(**more), Lead("The answer."), *blocks)


def everywhere(text):
    """A page that says a text in every place where data can stand."""
    table = {"columns": (text,), "rows": ((text,),), "table_label": text}
    columns = (Column(text, unit=text), Column("Value", "right"))
    return notebook_of(
        title(plan=text, title=text, subtitle=text, meta=((text, text),)),
        Lead(text, text),
        Section(text),
        Text(text),
        Text(text, "note"),
        Text(text, "finding"),
        Bullets((text, text), text),
        Notes(text, (Note(1, text, text),)),
        Table(text, columns, ((Cell(text, text, "missed", True, trail=text), text),), text),
        a_figure(text, text, text, text[:40], **table),
        Break(text, "annex"),
        Text(text),
    )


WORST = [
    "</title></style><script>alert(1)</script>",
    '" onerror="x',
    "#panic()",
    "= $x$ ]",
    "{page}",
]


@pytest.mark.parametrize("text", WORST)
def test_hostile_text_comes_out_as_it_is_wherever_it_stands(text):
    notebook = everywhere(text)
    told = to_html(notebook)
    assert told.count(str(escape(text))) >= 15
    assert "<script>alert" not in told and not {"script", "onerror"} & markup(told)
    outside = re.sub(r"<text[^>]*>[^<]*</text>", "", told)  # a quote in a text is no mark-up
    assert ' onerror="' not in outside
    assert to_pdf(notebook, MIDNIGHT).startswith(b"%PDF")


def markup(text):
    """The names of all tags and attributes of a page, as a browser reads it."""
    names = set()
    reader = HTMLParser()
    reader.handle_starttag = lambda tag, given: names.update([tag, *(name for name, _ in given)])
    reader.feed(text)
    return names


def test_no_hostile_text_breaks_a_page():
    rows = tuple((Cell(text, sub=text), text) for text in HOSTILE)
    blocks = [block(text) for text in HOSTILE for block in (Lead, Section, Text)]
    notebook = page(*blocks, Bullets(tuple(HOSTILE)), Table("T", COLUMNS, rows))
    told = to_html(notebook)
    for text in HOSTILE:
        assert told.count(str(escape(text))) >= 7, text
    assert "<script" not in told and "{% x" in told and "{{ 1 }}" in told
    assert to_pdf(notebook, MIDNIGHT).startswith(b"%PDF")


def test_dollar_signs_in_names_are_no_formula_on_a_chart():
    name = "US$ 1 and $\\frac{a$"
    text = chart_of(name)
    assert html.escape(name) in text and "<svg" in text


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "a & b", "]]>", '"quoted"'])
def test_names_on_a_chart_are_escaped(name):
    text = chart_of(name)
    assert "<script" not in text
    assert any(html.escape(name, quote=quote) in text for quote in (True, False))


def test_the_index_escapes_what_it_lists():
    entry = {
        "report": "en/p", "pillar": "p", "place": 1, "language": "en", "title": "<b>x",
        "status": "ok", "outputs": {"en/p.html": ""},
    }  # fmt: skip
    names = {"zh": "<i>一", "en": '"one"'}
    told = index_page([{"plan": "plan", "as_of": "2022-06-30", "names": names, "reports": [entry]}])
    assert "<b>x" not in told and "&lt;b&gt;x" in told and "<i>" not in told
    assert "还没有报告" in index_page([])


@pytest.mark.parametrize("make", [to_html, lambda n: to_pdf(n, MIDNIGHT)], ids=["html", "pdf"])
def test_the_same_content_gives_the_same_bytes(make):
    assert make(everywhere("规划 plan 100%")) == make(everywhere("规划 plan 100%"))


def test_another_timestamp_alone_changes_the_pdf():
    notebook = page(Text("x"))
    later = datetime(2022, 7, 1, tzinfo=UTC)
    assert to_pdf(notebook, MIDNIGHT) != to_pdf(notebook, later)


@pytest.mark.parametrize("make", [to_html, lambda n: to_pdf(n, MIDNIGHT)], ids=["html", "pdf"])
@pytest.mark.parametrize("character", ["😀", "𠮷", "\u0e01"])
@pytest.mark.parametrize(
    "block",
    [
        Lead,
        Section,
        lambda t: Bullets((t,)),
        lambda t: Table("T", COLUMNS, ((Cell("a", sub=t), "1"),)),
        lambda t: a_figure("F", "", t),
    ],
    ids=["lead", "section", "bullets", "cell", "alt"],
)
def test_a_character_that_no_font_has_is_named(make, character, block):
    notebook = page(block(f"before {character} after"))
    with pytest.raises(MissingGlyph) as caught:
        make(notebook)
    assert character in str(caught.value) and f"U+{ord(character):04X}" in str(caught.value)
    assert "before" in str(caught.value)


@pytest.mark.parametrize("make", [to_html, lambda n: to_pdf(n, MIDNIGHT)], ids=["html", "pdf"])
def test_a_missing_character_is_told_with_its_table_row_and_column(make):
    rows = (("Output", "1"), ("Rank", Cell("2", sub="😀")))
    with pytest.raises(MissingGlyph, match=r"in table Targets, row Rank, column Value: .*fonts/"):
        make(page(Table("Targets", COLUMNS, rows)))


@pytest.mark.parametrize("make", [to_html, lambda n: to_pdf(n, MIDNIGHT)], ids=["html", "pdf"])
@pytest.mark.parametrize("character", list("\0\x0b\x1b\ue000\uf06c\ufeff\ufffe\u202e"), ids=ascii)
def test_what_is_no_character_for_reading_is_told_too(make, character):
    with pytest.raises(MissingGlyph, match=f"U\\+{ord(character):04X}.*take it out") as caught:
        make(page(Text(f"before {character} after")))
    assert character not in str(caught.value)


@pytest.mark.parametrize("make", [to_html, lambda n: to_pdf(n, MIDNIGHT)], ids=["html", "pdf"])
def test_spaces_of_every_kind_need_no_glyph(make):
    assert make(page(Text("a\tb\nc\u00a0d\u2009e\u200bf\u202fg\u2028h\u3000i\ufe0fj\u200dk")))


def a_font(path, character):
    """A font with one character, a square, as a plan may bring it."""
    pen = TTGlyphPen(None)
    pen.moveTo((100, 0))
    for point in ((100, 700), (800, 700), (800, 0)):
        pen.lineTo(point)
    pen.closePath()
    font = FontBuilder(1000, isTTF=True)
    font.setupGlyphOrder([".notdef", "square"])
    font.setupCharacterMap({ord(character): "square"})
    font.setupGlyf({".notdef": TTGlyphPen(None).glyph(), "square": pen.glyph()})
    font.setupHorizontalMetrics({".notdef": (900, 0), "square": (900, 100)})
    font.setupHorizontalHeader(ascent=880, descent=-120)
    font.setupNameTable({"familyName": "Own", "styleName": "Regular", "psName": "Own-Regular"})
    font.setupOS2(usWeightClass=400)
    font.setupPost()
    font.save(path)
    return path


def test_a_font_of_the_plan_writes_what_ours_cannot(tmp_path):
    own = [a_font(tmp_path / "own.ttf", "𠮷")]
    notebook = page(Text("𠮷野"), Lead("𠮷"))
    assert to_html(notebook, own).count("@font-face") == 3
    assert b"Own-Regular" in to_pdf(notebook, MIDNIGHT, own)


def test_a_picture_carries_the_fonts_of_the_plan_too(tmp_path):
    own = [a_font(tmp_path / "own.ttf", "𠮷")]
    figure = a_figure(name="𠮷 output")
    picture = picture_of(Part(figure, fonts=own)._repr_mimebundle_()["text/html"])
    assert picture == with_font(svg(figure, own), own)
    faces = re.findall(r"font-family:'([^']+)';src:url\([^,]*base64,([^)]+)\)", picture)
    assert [name for name, _ in faces] == ["Noto Sans SC", "Own"]
    held = TTFont(io.BytesIO(base64.b64decode(faces[1][1]))).getBestCmap()
    assert [*held] == [ord("𠮷")] and "'Own'" in picture.split("<text")[1]


def test_missing_glyphs_are_listed_once_each():
    assert missing_glyphs("规划😀plan😀𠮷") == "😀𠮷"
    assert missing_glyphs("".join(STATUS_SHAPES.values()) + "−–…“”、。％±≥≤≈") == ""


def test_the_bold_type_has_every_character_of_the_regular():
    assert TTFont(REGULAR).getBestCmap().keys() <= TTFont(BOLD).getBestCmap().keys()


def test_the_web_font_is_cut_down_and_the_same_each_time():
    font = web_font(REGULAR, "规划 plan")
    assert font == web_font(REGULAR, "规划 plan") and font[:4] == b"wOFF"
    assert len(font) < 20_000


@pytest.mark.parametrize("make", [to_html, lambda n: to_pdf(n, MIDNIGHT)], ids=["html", "pdf"])
@pytest.mark.parametrize(
    "notebook",
    [notebook_of(), notebook_of(title()), notebook_of(Lead("x"), Text("y"), Text("z"))],
    ids=["nothing", "a title alone", "no title"],
)
def test_an_empty_notebook_is_an_error_and_no_empty_page(make, notebook):
    with pytest.raises(ValueError, match="title"):
        make(notebook)


def test_what_is_not_a_block_is_left_out():
    notebook = page(Text("kept"))
    notebook.cells[0].outputs.append(
        {"output_type": "stream", "name": "stderr", "text": "a warning of a library"}
    )
    assert "a warning" not in to_html(notebook) and len(blocks_of(notebook)) == 3


def test_a_table_of_60_rows_goes_over_pages():
    rows = tuple((Cell(f"Target {n}", sub="two lines", status="behind"), f"{n}") for n in range(60))
    notebook = page(Table("Many", COLUMNS, rows, "A note."))
    pages = pictures(notebook, ppi=72)
    assert len(pages) >= 3 and to_html(notebook).count("<tr ") == 61
    for picture in pages:
        assert any(blue - red > 40 for red, _, blue in colours(picture)), "no navy rule: no heads"


def pictures(notebook, ppi):
    return [Image.open(io.BytesIO(png)).convert("RGB") for png in to_png(notebook, ppi=ppi)]


def colours(picture):
    return {colour for _, colour in picture.getcolors(picture.width * picture.height)}


LONG = ["a" * 300, "http://" + "a" * 300, "http://a.b/" + "c=1&" * 80]


@pytest.mark.parametrize("word", LONG)
def test_long_words_stay_within_the_margins(word):
    columns = (Column("x"), Column(word, unit=word))
    table = Table(word, columns, (("", Cell(word, sub=word)), ("", Cell(word, strong=True))), word)
    heads = dict.fromkeys(("plan", "title", "subtitle"), word) | {"meta": ((word, word),)}
    notebook = page(Lead(word), Section(word), Text(word), Bullets((word,)), table, **heads)
    for picture in pictures(notebook, ppi=72):
        width, height = picture.size
        assert colours(picture.crop((width - 50, 0, width, height))) == {(255, 255, 255)}


@pytest.mark.parametrize("word", LONG)
def test_long_words_stay_within_their_cells(word):
    rows = ((Cell(word, sub=word), ""), (Cell(word, strong=True), ""))
    (picture,) = pictures(page(Table("T", (Column(word, unit=word), Column("")), rows)), ppi=72)
    width, height = picture.size
    right_half = colours(picture.crop((width // 2, height // 7, width - 50, height * 9 // 10)))
    ink = {c for c in right_half if max(c) < 100 and max(c) - min(c) < 20}  # navy is the rule's
    assert not ink


@pytest.mark.parametrize("lines", range(30, 54, 2))
def test_a_short_table_keeps_together(lines):
    table = Table("Short", (Column("a"),), (("b",), ("c",), ("d",)))
    pages = pictures(page(Bullets(("x",) * lines), table), ppi=72)
    foots = [picture.crop((100, 170, *picture.size)) for picture in pages[:1]] + pages[1:]
    assert sum(any(b - r > 40 for r, _, b in colours(foot)) for foot in foots) == 1


@pytest.mark.parametrize("cell", [Cell, lambda text: Cell("a", text)], ids=["text", "sub"])
def test_a_row_taller_than_a_page_goes_on_over_the_next(cell):
    def pages(length):
        return len(to_png(page(Table("T", COLUMNS, ((cell("规" * length), "1"),))), ppi=20))

    assert pages(3000) < pages(9000), "text that a page cannot hold was lost"


def test_a_number_is_never_broken_and_its_column_is_made_wide_enough():
    columns = (Column("Target", weight=20), Column("Value", "right", weight=0.1))
    assert to_pdf(page(Table("T", columns, (("a", "123,456,789.00"),))), MIDNIGHT)


def test_a_table_too_wide_for_the_page_is_set_smaller_and_loses_nothing():
    columns = tuple(Column(f"Column{n}", "right") for n in range(18))
    notebook = page(Table("Wide", columns, (("123,456,789.00",) * 18,)))
    text = PdfReader(io.BytesIO(to_pdf(notebook, MIDNIGHT))).pages[0].extract_text()
    assert re.sub(r"\s", "", text).count("123,456,789.00") == 18


@pytest.mark.parametrize("row", [("a",), ("a", Cell("Late", status="late"))])
def test_no_page_is_made_of_blocks_that_it_could_not_show(row):
    with pytest.raises((ValueError, UndefinedError)):
        to_html(page(Table("T", COLUMNS, (row,))))


def test_a_title_may_stand_without_facts_and_labels():
    notebook = page(*[Text("x " * 2000)] * 3, meta=(), labels={})
    assert to_html(notebook) and to_pdf(notebook, MIDNIGHT)


def test_every_section_and_every_picture_is_on_the_page():
    figure = a_figure()
    page_html = to_html(page(Section("One"), figure, Section("Two"), figure, Text("x")))
    assert page_html.count("<section>") == page_html.count("</section>") == 2
    assert page_html.count("<svg ") == page_html.count("</svg>") == 2


@pytest.mark.parametrize(
    "block",
    [Table("Empty", COLUMNS, ()), Bullets(()), Bullets(("one",)), Text("")],
    ids=lambda block: type(block).__name__,
)
def test_small_blocks_are_set_too(block):
    notebook = page(block, Text("x"))
    assert to_html(notebook) and to_pdf(notebook, MIDNIGHT)


def test_every_verdict_is_drawn_with_its_shape_and_colour():
    rows = tuple((Cell(status, status=status), "1") for status in STATUSES)
    notebook = page(Table("Verdicts", COLUMNS, rows))
    told = to_html(notebook)
    for status in STATUSES:
        assert STATUS_SHAPES[status] in told and STATUS_COLOURS[status] in told
    assert len({*STATUS_SHAPES.values()}) == len(STATUSES)
    assert to_pdf(notebook, MIDNIGHT)


def test_a_table_tells_a_screen_reader_its_heads():
    told = to_html(page(Table("Heads", COLUMNS, (("a", "1"),))))
    assert told.count('<th scope="col"') == 2 and told.count('<th scope="row"') == 1
    assert "<caption>Heads</caption>" in told


@pytest.mark.parametrize(("lang", "tag"), [("zh", "zh-CN"), ("en", "en")])
def test_the_page_names_its_language(lang, tag):
    assert f'<html lang="{tag}">' in to_html(page(Text("x"), lang=lang))


def test_a_page_needs_nothing_but_itself():
    told = to_html(page(Text("规划")))
    assert "<script" not in told and "url(data:font/woff;base64," in told
    assert "http" not in told


def test_a_block_shows_itself_to_people_and_to_machines():
    part = Part(Table("T", COLUMNS, (("a", Cell("1", strong=True)),)))
    bundle = part._repr_mimebundle_()
    assert bundle["text/html"].startswith("<div") and bundle["text/plain"] == "T"
    assert MIME == "application/vnd.planpace.blocks+json"
    (block,) = json.loads(json.dumps(bundle[MIME]))["blocks"]
    assert block["kind"] == "table" and block["rows"][0][1]["strong"] is True


def test_what_shows_nothing_leaves_no_trace():
    assert {*Part()._repr_mimebundle_().values()} == {""} and Part().frame.empty


def picture_of(fragment):
    """The SVG of the one picture in a fragment of HTML."""
    (data,) = re.findall(r'<img [^>]*src="data:image/svg\+xml;base64,([^"]+)"', fragment)
    return base64.b64decode(data).decode()


def test_a_figure_carries_its_picture_for_the_page_and_for_the_printer():
    bundle = Part(a_figure(alt="what it shows"))._repr_mimebundle_()
    (block,) = bundle[MIME]["blocks"]
    assert block["svg"] == chart_of("A target")
    assert 'alt="what it shows"' in bundle["text/html"] and "<img" in bundle["text/html"]


def test_a_chart_in_jupyter_is_a_picture_with_the_type_that_it_needs():
    """A picture sees no font but its own, and JupyterLab takes `<svg>` and `<style>` away."""
    fragment = Part(a_figure(name="甲区 output"))._repr_mimebundle_()["text/html"]
    assert "<svg" not in fragment and "<style" not in fragment
    picture = picture_of(fragment)
    (face,) = re.findall(r"@font-face\{[^}]*base64,([^)]+)\)", picture)
    held = TTFont(io.BytesIO(base64.b64decode(face))).getBestCmap()
    words = html.unescape("".join(re.findall(r"<text[^>]*>([^<]*)", picture)))
    assert "甲区 output" in words and set(map(ord, words)) <= held.keys()
    assert "font-family:'Noto Sans SC'" in picture and "'Noto Sans SC'" in picture.split("<text")[1]


def test_a_chart_is_drawn_once_with_words_that_can_be_selected_in_html_and_pdf():
    notebook = page(a_figure(name="甲区 output"), Text("x"))
    (inline,) = re.findall(r"<svg .*?</svg>", to_html(notebook), re.S)
    words = re.findall(r"<text[^>]*>([^<]*)</text>", inline)
    assert "甲区 output" in words and "30%" in words and "Percent" in words
    drawn = re.search(r"<svg .*</svg>", chart_of("甲区 output"), re.S).group()
    plain = re.sub(r"<metadata>.*?</metadata>", "", drawn, flags=re.S)
    assert re.sub(r"chart\d+-", "", inline) == plain, "the page shows another drawing"
    printed = PdfReader(io.BytesIO(to_pdf(notebook, MIDNIGHT))).pages[0].extract_text()
    assert "甲区 output" in printed and "30%" in printed


def test_ids_of_a_page_are_unique_and_all_that_is_pointed_at_is_there():
    rows = ((Cell("1", trail="from here"), Cell("2", trail="from there")),)
    table, notes = Table("T", COLUMNS, rows), Notes("Sources", (Note(1, "A", ""), Note(2, "B", "")))
    text = to_html(page(a_figure(), table, a_figure(), table, notes, a_figure(name="Another")))
    ids = re.findall(r'\sid="([^"]*)"', text)
    assert len(ids) > 20 and len(ids) == len(set(ids))
    pointers = r'(?:href="#|url\(#|popovertarget="|clip-path="url\(#)([^")]+)'
    assert {*re.findall(pointers, text)} <= {*ids}


@pytest.mark.parametrize("name", ['id="a', "url(#a)", 'href="#a', "<defs>", "<?xml ?>"])
def test_words_on_a_chart_stand_on_the_page_as_they_are(name):
    notebook = page(a_figure(name=name), Text("x"))
    (inline,) = re.findall(r"<svg .*?</svg>", to_html(notebook), re.S)
    words = map(html.unescape, re.findall(r"<text[^>]*>([^<]*)</text>", inline))
    assert name in [*words]
    picture = picture_of(Part(a_figure(name=name))._repr_mimebundle_()["text/html"])
    assert name in map(html.unescape, re.findall(r"<text[^>]*>([^<]*)</text>", picture))


def test_a_figure_without_a_table_of_its_own_offers_none():
    assert "<details" not in Part(a_figure("t", "s", "a"))._repr_mimebundle_()["text/html"]


def test_an_empty_first_cell_is_no_heading():
    table = Table("T", (Column("a"), Column("b")), (("x", "1"), ("", "2")))
    assert Part(table)._repr_mimebundle_()["text/html"].count('scope="row"') == 1


def test_only_an_address_that_may_be_followed_becomes_a_link():
    urls = ("javascript:alert(1)", "data:text/html,x", "//a.b", "https://a.b/c")
    notes = Notes("Sources", tuple(Note(n, "A document", url) for n, url in enumerate(urls)))
    text = Part(notes)._repr_mimebundle_()["text/html"]
    assert text.count("<a ") == 1 and 'href="https://a.b/c"' in text
    pdf = to_pdf(page(notes), MIDNIGHT)
    assert b"javascript" not in pdf and b"https://a.b/c" in pdf


def test_the_annex_is_on_the_page_and_not_in_the_pdf():
    notebook = page(Text("before"), Break("Annex", "annex"), Text("behind " * 3000))
    assert len(to_png(notebook, ppi=20)) == 1 and to_html(notebook).count("behind") == 3000


def test_a_break_begins_a_new_page():
    assert len(to_png(page(Text("x"), Break("Evidence"), Text("y")), ppi=20)) == 2


def test_a_trail_is_told_once_however_many_numbers_it_belongs_to():
    rows = tuple((Cell("1", trail="from here"), Cell("2", trail="from here")) for _ in range(3))
    text = to_html(page(Table("T", COLUMNS, rows)))
    assert text.count("popovertarget=") == 6 and text.count("<span popover") == 1
    (name,) = set(re.findall(r'popovertarget="([^"]+)"', text))
    assert f'id="{name}"' in text


def test_a_trail_of_several_parts_is_told_once_on_the_page_and_in_each_part_in_jupyter():
    table = Table("T", COLUMNS, (("a", Cell("1", trail="from <here>")),))
    notebook = page(table, Lead("It is so.", "from <here>"), table)
    text = to_html(notebook)
    assert text.count("popovertarget=") == 3 and text.count("<span popover") == 1
    outputs = [output["data"]["text/html"] for cell in notebook.cells for output in cell.outputs]
    told = [fragment.count("<span popover") for fragment in outputs]
    assert told == [int("popovertarget" in fragment) for fragment in outputs] == [0, 0, 1, 1, 1]


def test_two_half_blocks_stand_side_by_side_and_a_third_below():
    half = Table("Half", (Column("a"),), (("b",),) * 5, half=True)
    both, alone = (pictures(page(*[half] * n), ppi=40)[0] for n in (2, 3))

    def ink(picture):
        return [
            y for y in range(picture.height) if len(colours(picture.crop((0, y, 330, y + 1)))) > 1
        ]

    assert max(y for y in ink(both) if y < 440) < max(y for y in ink(alone) if y < 440)


def test_a_spark_is_a_picture_with_words(tmp_path):
    plan = load_plan(write_plan(tmp_path / "plan", [{}], figures({"2019": 55, "2020": 58})))
    path = trajectory(plan, "t0", "2022-06-30")
    table = Table("T", COLUMNS, ((Cell("rises from 1 to 2", spark=path), "1"),))
    text = Part(table)._repr_mimebundle_()["text/html"]
    assert 'alt="rises from 1 to 2"' in text and picture_of(text).startswith("<svg ")
    assert to_pdf(page(table), MIDNIGHT)
