"""Redraw the gallery in docs/, every page of the plan's briefings in mid-course: `make gallery`."""

from datetime import UTC, datetime
from pathlib import Path

from planpace import Plan, load_plan
from planpace.briefings import track_record
from planpace.press.run import OVERVIEW, Report, execute
from planpace.render.charts import svg
from planpace.render.html import with_font
from planpace.render.pdf import to_pdf, to_png
from planpace.words.say import languages

PLAN = Path("data/changzhou-edz-2020")
AS_OF = "2022-03-31"
DOCS = Path("docs")
PAGES = DOCS / "gallery"
HEADS = {"zh": "中文", "en": "English"}


def main() -> None:
    """Draw every page as PNG, list them in gallery.md, and keep the overall pillar as PDF."""
    PAGES.mkdir(exist_ok=True)
    for old in PAGES.glob("*.png"):
        old.unlink()
    plan = load_plan(PLAN)
    parts = [f"\n## {HEADS[language]}\n\n{_pages(plan, language)}\n" for language in languages()]
    head = f"# The briefings of {PLAN.name} as of {AS_OF}\n\nEvery page, made by `make gallery`.\n"
    (DOCS / "gallery.md").write_text(head + "".join(parts), "utf-8")


def _pages(plan: Plan, language: str) -> str:
    """Draw the pages of one language and return their pictures as Markdown, a line a report."""
    chart = svg(track_record.chart(language), plan.fonts)
    record = with_font(chart, plan.fonts)  # a README's reader may lack the type
    (DOCS / f"track-record-{language}.svg").write_text(record, "utf-8")
    rows = []
    for pillar in ("", *plan.pillar):
        report = Report(plan, pillar, language, AS_OF)
        notebook = execute(report.notebook, report.parameters)
        row = []
        for number, page in enumerate(to_png(notebook, 84, plan.fonts), start=1):
            name = f"{language}-{pillar or OVERVIEW}-{number}"
            (PAGES / f"{name}.png").write_bytes(page)
            row.append(f'<img src="gallery/{name}.png" width="400" alt="{name}">')
        rows.append(" ".join(row))
        if pillar == "overall":
            midnight = datetime.fromisoformat(AS_OF).replace(tzinfo=UTC)
            (DOCS / f"briefing-{language}.pdf").write_bytes(to_pdf(notebook, midnight, plan.fonts))
    return "\n\n".join(rows)


if __name__ == "__main__":
    main()
