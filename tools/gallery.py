"""Redraw the gallery in docs/, every page of the plan's briefings in mid-course: `make gallery`."""

from datetime import UTC, datetime
from pathlib import Path

from planpace import load_plan
from planpace.briefings import trust
from planpace.press.run import OVERVIEW, Report, execute
from planpace.render.pdf import to_pdf, to_png
from planpace.words.say import LANGUAGES

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
    listed = "".join(f"\n## {HEADS[language]}\n\n{_pages(language)}\n" for language in LANGUAGES)
    head = f"# The briefings of {PLAN.name} as of {AS_OF}\n\nEvery page, made by `make gallery`.\n"
    (DOCS / "gallery.md").write_text(head + listed, "utf-8")


def _pages(language: str) -> str:
    """Draw the pages of one language and return their pictures as Markdown, a line a report."""
    (DOCS / f"track-record-{language}.svg").write_text(trust.track_record(language).svg_paths)
    rows = []
    for pillar in ("", *load_plan(PLAN).pillars.pillar_id):
        report = Report(PLAN, pillar, language, AS_OF)
        notebook = execute(report.notebook, report.parameters)
        row = []
        for number, page in enumerate(to_png(notebook, ppi=84), start=1):
            name = f"{language}-{pillar or OVERVIEW}-{number}"
            (PAGES / f"{name}.png").write_bytes(page)
            row.append(f'<img src="gallery/{name}.png" width="400" alt="{name}">')
        rows.append(" ".join(row))
        if pillar == "overall":
            midnight = datetime.fromisoformat(AS_OF).replace(tzinfo=UTC)
            (DOCS / f"briefing-{language}.pdf").write_bytes(to_pdf(notebook, midnight))
    return "\n\n".join(rows)


if __name__ == "__main__":
    main()
