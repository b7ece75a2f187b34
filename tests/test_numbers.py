"""The finished pages: every number has an origin, a planted one is found; how many, how large."""

import io
import re
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from number_check import Origins, text_of_html, text_of_pdf, untraced
from pypdf import PdfReader
from synthetic import figures, notebook_of, shown_by, write_plan

from planpace import load_plan
from planpace.briefings.scope import scope
from planpace.briefings.speech import Speech
from planpace.render import pdf as typeset
from planpace.render.html import blocks_of, templates, to_html
from planpace.render.pdf import to_pdf

ROOT = Path(__file__).parents[1]
PLAN = ROOT / "data" / "changzhou-edz-2020"
PILLARS = ("", "overall", "industry", "city", "livelihood", "innovation", "spirit")
DATES = ("2022-03-31", "2024-11-01")
MIDNIGHT = datetime(2024, 11, 1, tzinfo=UTC)


@cache
def made(pillar, language, as_of):
    """A report's notebook, run here, and the origins of its numbers."""
    name = "pillar" if pillar else "overview"
    given = {"plan": str(PLAN), "language": language, "as_of": as_of}
    given |= {"pillar": pillar} if pillar else {}
    notebook = notebook_of(*shown_by(ROOT / "notebooks" / f"{name}.ipynb", given))
    charts = [b["svg"] for b in blocks_of(notebook) if b["kind"] == "figure" and "svg" in b]
    return notebook, Origins(scope(load_plan(PLAN), pillar, language, as_of), charts)


@pytest.fixture(
    scope="module",
    params=[(p, lang, date) for p in PILLARS for lang in ("zh", "en") for date in DATES],
    ids=lambda param: "-".join(part or "overview" for part in param),
)
def report(request):
    """A report with its notebook, the origins of its numbers, and its PDF."""
    notebook, known = made(*request.param)
    return request.param, notebook, known, to_pdf(notebook, MIDNIGHT)


def test_every_number_has_an_origin(report):
    _, notebook, known, pdf = report
    assert untraced(text_of_pdf(pdf), known) == []
    assert untraced(text_of_html(to_html(notebook)), known) == []


def test_a_pillar_is_two_pages_at_most_and_the_plan_one(report):
    (pillar, _, _), _, _, pdf = report
    assert len(PdfReader(io.BytesIO(pdf)).pages) <= (2 if pillar else 1)
    assert len(pdf) < 400_000


def test_nothing_is_printed_smaller_than_8_points(report):
    *_, pdf = report
    sizes = set()

    def visit(text, cm, tm, font, size):
        if text.strip():
            sizes.add(round(size * abs(tm[3] or tm[0]) * abs(cm[3]), 2))

    for sheet in PdfReader(io.BytesIO(pdf)).pages:
        sheet.extract_text(visitor_text=visit)
    assert min(sizes) >= 8


def test_the_pdf_has_bookmarks_its_language_and_its_own_type(report):
    (_, language, _), _, _, pdf = report
    reader = PdfReader(io.BytesIO(pdf))
    assert reader.outline and reader.trailer["/Root"]["/Lang"].startswith(language)
    fonts = {font for sheet in reader.pages for font in sheet["/Resources"]["/Font"].values()}
    bases = [font.get_object()["/BaseFont"] for font in fonts]
    assert bases and all(re.fullmatch(r"/[A-Z]{6}\+NotoSansSC-\w+", base) for base in bases)
    text = text_of_pdf(pdf)
    words = ("数据截至", "来源") if language == "zh" else ("Data as of", "Sources")
    assert [text.find(word) for word in words] == sorted(text.find(word) for word in words)
    assert all(word in text for word in words)


@pytest.fixture(scope="module")
def overall():
    return made("overall", "en", "2024-11-01")


def test_a_number_planted_in_the_template_of_the_pdf_is_found(overall, tmp_path, monkeypatch):
    notebook, known = overall
    planted = tmp_path / "briefing.typ"
    planted.write_text(typeset.TEMPLATE.read_text("utf-8") + "\nGrowth of 17.3%.\n", "utf-8")
    monkeypatch.setattr(typeset, "TEMPLATE", planted)
    assert untraced(text_of_pdf(to_pdf(notebook, MIDNIGHT)), known) == ["17.3"]


def test_a_number_planted_in_the_template_of_the_page_is_found(overall, monkeypatch):
    notebook, known = overall
    template = templates().get_template("page.html.j2")
    plain = template.render
    monkeypatch.setattr(
        template, "render",
        lambda **more: plain(**more).replace("</main>", "<p>Growth of 17.3%.</p></main>"),
    )  # fmt: skip
    assert untraced(text_of_html(to_html(notebook)), known) == ["17.3"]


def test_an_amount_that_is_one_percent_off_is_found(monkeypatch):
    right = Speech.amount
    monkeypatch.setattr(
        Speech, "amount", lambda self, value, one, bound="": right(self, 1.01 * value, one, bound)
    )
    notebook, known = made.__wrapped__("overall", "zh", "2024-11-01")
    assert "47.98" in untraced(text_of_pdf(to_pdf(notebook, MIDNIGHT)), known)


def test_a_crowded_pillar_shows_the_gravest_first_and_every_target_in_full(tmp_path):
    """Thirty targets: page one keeps to eight, a table of its own holds all, none is cut."""
    indicators = [
        {"indicator_id": f"i{n}", "name_en": f"Promise number {n}", "name_zh": f"第{n}项承诺"}
        for n in range(30)
    ]
    targets = [{"indicator_id": f"i{n}", "value": str(80 + n)} for n in range(30)]
    published = [
        row | {"indicator_id": f"i{n}"}
        for n in range(25)
        for row in figures({"2018": 50, "2019": 55 + n / 10, "2020": 58, "2021": 63 + n / 3})
    ]
    plan = write_plan(tmp_path / "plan", targets, published, indicators)
    given = {"plan": str(plan), "pillar": "p", "language": "en", "as_of": "2022-06-30"}
    notebook = notebook_of(*shown_by(ROOT / "notebooks" / "pillar.ipynb", given))
    sheets = [s.extract_text() for s in PdfReader(io.BytesIO(to_pdf(notebook, MIDNIGHT))).pages]
    assert len(sheets) == 4 and "The 8 gravest" in sheets[0] and "Trajectories" in sheets[1]
    for n in range(30):
        place = sheets[2] + sheets[3] if n < 25 else sheets[0]  # there is room for the silent
        assert re.search(rf"Promise number {n}\b", place), n
