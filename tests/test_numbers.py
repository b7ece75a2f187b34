"""Every number of a finished report has an origin, and a planted one is found."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from number_check import Origins, text_of_html, text_of_pdf, untraced
from synthetic import notebook_of, shown_by

from planpace import blocks, load_plan, page, scope, typeset
from planpace.page import blocks_of, to_html
from planpace.scope import Scope
from planpace.typeset import to_pdf

ROOT = Path(__file__).parents[1]
PLAN = ROOT / "data" / "changzhou-edz-2020"
PILLARS = ("", "overall", "industry", "city", "livelihood", "innovation", "spirit")
DATES = ("2022-03-31", "2024-11-01")
MIDNIGHT = datetime(2024, 11, 1, tzinfo=UTC)


def made(pillar, language, as_of):
    """A report's notebook, run here, and the origins of its numbers."""
    name = "pillar" if pillar else "overview"
    given = {"plan": str(PLAN), "language": language, "as_of": as_of}
    given |= {"pillar": pillar} if pillar else {}
    notebook = notebook_of(*shown_by(ROOT / "notebooks" / f"{name}.ipynb", given))
    charts = [block["svg"] for block in blocks_of(notebook) if block["svg"]]
    return notebook, Origins(scope(load_plan(PLAN), pillar, language, as_of), charts)


@pytest.mark.parametrize("as_of", DATES)
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("pillar", PILLARS, ids=lambda pillar: pillar or "overview")
def test_every_number_has_an_origin(pillar, language, as_of):
    notebook, known = made(pillar, language, as_of)
    assert untraced(text_of_pdf(to_pdf(notebook, MIDNIGHT)), known) == []
    assert untraced(text_of_html(to_html(notebook)), known) == []


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
    plain = page.templates().get_template("page.html.j2").render
    monkeypatch.setattr(
        blocks.templates().get_template("page.html.j2"), "render",
        lambda **more: plain(**more).replace("</main>", "<p>Growth of 17.3%.</p></main>"),
    )  # fmt: skip
    assert untraced(text_of_html(to_html(notebook)), known) == ["17.3"]


def test_an_amount_that_is_one_percent_off_is_found(monkeypatch):
    right = Scope.amount
    monkeypatch.setattr(
        Scope, "amount", lambda self, value, row, bound="": right(self, 1.01 * value, row, bound)
    )
    notebook, known = made("overall", "zh", "2024-11-01")
    assert "47.98" in untraced(text_of_pdf(to_pdf(notebook, MIDNIGHT)), known)
