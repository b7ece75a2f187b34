"""What a notebook displays becomes HTML and PDF: hostile, missing, empty and long content."""

import html
import json
from datetime import UTC, datetime

import pytest
from fontTools.ttLib import TTFont
from markupsafe import escape
from synthetic import notebook_of

from planpace.blocks import (
    STATUS_COLOURS,
    STATUS_SHAPES,
    Bullets,
    Cell,
    Column,
    Figure,
    Lead,
    Section,
    Table,
    Text,
    Title,
)
from planpace.charts import status_counts, svg_pair
from planpace.fonts import BOLD, REGULAR, MissingGlyph, missing_glyphs, web_font
from planpace.page import blocks_of, index_page, to_html
from planpace.standing import STATUSES
from planpace.typeset import to_pdf, to_png

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


def page(*blocks, **more):
    return notebook_of(title(**more), Lead("The answer."), *blocks)


def everywhere(text):
    """A page that says a text in every place where data can stand."""
    svg = svg_pair(status_counts({text[:40]: {"missed": 1, "ahead": 2}}, "en"), 6, 1.2)
    columns = (Column(text, unit=text), Column("Value", "right"))
    return notebook_of(
        title(plan=text, title=text, subtitle=text, meta=((text, text),)),
        Lead(text),
        Section(text),
        Text(text),
        Text(text, "note"),
        Text(text, "finding"),
        Bullets((text, text)),
        Table(text, columns, ((Cell(text, sub=text, status="missed", strong=True), text),), text),
        Figure(text, text, text, *svg, columns=(text,), rows=((text,),), table_label=text),
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
    shown = to_html(notebook)
    assert shown.count(str(escape(text))) >= 15
    assert "<script>alert" not in shown and ' onerror="' not in shown
    assert to_pdf(notebook, MIDNIGHT).startswith(b"%PDF")


def test_no_hostile_text_breaks_a_page():
    rows = tuple((Cell(text, sub=text), text) for text in HOSTILE)
    blocks = [block(text) for text in HOSTILE for block in (Lead, Section, Text)]
    notebook = page(*blocks, Bullets(tuple(HOSTILE)), Table("T", COLUMNS, rows))
    shown = to_html(notebook)
    for text in HOSTILE:
        assert shown.count(str(escape(text))) >= 7, text
    assert "<script" not in shown and "{% x" in shown and "{{ 1 }}" in shown
    assert to_pdf(notebook, MIDNIGHT).startswith(b"%PDF")


def test_dollar_signs_in_names_are_no_formula_on_a_chart():
    name = "US$ 1 and $\\frac{a$"
    paths, text = svg_pair(status_counts({name: {"missed": 1}}, "en"), 6, 1.2)
    assert html.escape(name) in text and "<svg" in paths


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "a & b", "]]>", '"quoted"'])
def test_names_on_a_chart_are_escaped(name):
    _, text = svg_pair(status_counts({name: {"missed": 1}}, "en"), 6, 1.2)
    assert "<script" not in text
    assert any(html.escape(name, quote=quote) in text for quote in (True, False))


def test_the_index_escapes_what_it_lists():
    entry = {
        "report": "en/p", "pillar": "p", "place": 1, "language": "en", "title": "<b>x",
        "status": "ok", "outputs": {"en/p.html": ""},
    }  # fmt: skip
    names = {"zh": "<i>一", "en": '"one"'}
    shown = index_page(
        [{"plan": "plan", "as_of": "2022-06-30", "names": names, "reports": [entry]}]
    )
    assert "<b>x" not in shown and "&lt;b&gt;x" in shown and "<i>" not in shown
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
        lambda t: Figure("F", "", t, "<svg/>", "<svg/>"),
    ],
    ids=["lead", "section", "bullets", "cell", "alt"],
)
def test_a_character_that_no_font_has_is_named(make, character, block):
    notebook = page(block(f"before {character} after"))
    with pytest.raises(MissingGlyph) as caught:
        make(notebook)
    assert character in str(caught.value) and f"U+{ord(character):04X}" in str(caught.value)
    assert "before" in str(caught.value)


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
    assert len(to_png(notebook, ppi=20)) >= 3
    assert to_html(notebook).count("<tr>") == 61


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
    shown = to_html(notebook)
    for status in STATUSES:
        assert STATUS_SHAPES[status] in shown and STATUS_COLOURS[status] in shown
    assert len({*STATUS_SHAPES.values()}) == len(STATUSES)
    assert to_pdf(notebook, MIDNIGHT)


def test_a_table_tells_a_screen_reader_its_heads():
    shown = to_html(page(Table("Heads", COLUMNS, (("a", "1"),))))
    assert shown.count('<th scope="col"') == 2 and shown.count('<th scope="row"') == 1
    assert "<caption>Heads</caption>" in shown


@pytest.mark.parametrize(("lang", "tag"), [("zh", "zh-CN"), ("en", "en")])
def test_the_page_names_its_language(lang, tag):
    assert f'<html lang="{tag}">' in to_html(page(Text("x"), lang=lang))


def test_a_page_needs_nothing_but_itself():
    shown = to_html(page(Text("规划")))
    assert "<script" not in shown and "url(data:font/woff;base64," in shown
    assert "http" not in shown


def test_a_block_shows_itself_to_people_and_to_machines():
    bundle = Table("T", COLUMNS, (("a", Cell("1", strong=True)),))._repr_mimebundle_()
    assert bundle["text/html"].startswith("<div") and "Table(" in bundle["text/plain"]
    (data,) = (value for mime, value in bundle.items() if mime.endswith("+json"))
    assert json.loads(json.dumps(data))["rows"][0][1]["strong"] is True


def test_a_figure_carries_its_picture_for_the_page_and_for_the_printer():
    figure = Figure("F", "s", "what it shows", "<svg>paths</svg>", "<svg>text</svg>")
    bundle = figure._repr_mimebundle_()
    assert bundle["image/svg+xml"] == "<svg>text</svg>"
    assert 'alt="what it shows"' in bundle["text/html"] and "<img" in bundle["text/html"]
