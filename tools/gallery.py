"""Redraw the picture in the README and the sample under docs/: `make gallery`."""

from pathlib import Path

from planpace.run import Report, execute
from planpace.typeset import to_png

PLAN = Path("data/changzhou-edz-2020")
AS_OF = "2022-03-31"
DOCS = Path("docs")


def main() -> None:
    """Write page one of the overall pillar in both languages as PNG."""
    for language in ("zh", "en"):
        report = Report(PLAN, "overall", language, AS_OF)
        first, *_ = to_png(execute(report.notebook, report.parameters), ppi=96)
        (DOCS / f"briefing-{language}.png").write_bytes(first)


if __name__ == "__main__":
    main()
