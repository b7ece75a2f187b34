"""Redraw the README's pictures and the sample briefings under docs/: `make gallery`."""

from datetime import UTC, datetime
from pathlib import Path

from planpace import trust
from planpace.run import Report, execute
from planpace.typeset import to_pdf, to_png

PLAN = Path("data/changzhou-edz-2020")
AS_OF = "2022-03-31"
DOCS = Path("docs")


def main() -> None:
    """Write the overall pillar in both languages: all of it as PDF, page one as PNG."""
    for language in ("zh", "en"):
        report = Report(PLAN, "overall", language, AS_OF)
        notebook = execute(report.notebook, report.parameters)
        midnight = datetime.fromisoformat(AS_OF).replace(tzinfo=UTC)
        (DOCS / f"briefing-{language}.pdf").write_bytes(to_pdf(notebook, midnight))
        (DOCS / f"briefing-{language}.png").write_bytes(to_png(notebook, ppi=96)[0])
        (DOCS / f"track-record-{language}.svg").write_text(trust.track_record(language).svg_paths)


if __name__ == "__main__":
    main()
