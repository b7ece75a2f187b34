"""Print the edge cases of the tests into docs/methods.md: `make methods`."""

import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from edge_cases import CASES, Case  # noqa: E402
from synthetic import write_plan  # noqa: E402

from planpace import load_plan  # noqa: E402
from planpace.analysis.assess import Assessment, assessments  # noqa: E402
from planpace.analysis.methods import RATED  # noqa: E402
from planpace.briefings.speech import Speech  # noqa: E402
from planpace.words.say import say  # noqa: E402

DOCUMENT = ROOT / "docs" / "methods.md"
BEGIN, END = "<!-- edge cases: made by `make methods` -->", "<!-- end of edge cases -->"
PEER = {"entity_id": "peer", "name_zh": "对标", "name_en": "Peer", "role": "peer"}


def judged(case: Case) -> tuple[Assessment, tuple[str, ...]]:
    """Return the assessment of a case and its reasons in English and Chinese."""
    with tempfile.TemporaryDirectory() as folder:
        target = {"unit": case.indicator.get("unit", "亿元")} | case.target
        made = write_plan(
            folder, [target], case.seen, [case.indicator], [PEER],
            settings=case.settings, schedule=case.schedule,
        )  # fmt: skip
        plan = load_plan(made)
    (one,) = assessments(plan, case.now)
    return one, tuple(Speech(plan, language).why(one) for language in ("en", "zh"))


def line(case: Case) -> str:
    """Return a case's row of the table."""
    one, reasons = judged(case)
    found = one.verdict
    others = (found.opinions.get(name, "–").replace("_", " ") for name in ("geometric", *RATED))
    final = ", final" if found.final else ""
    verdict = f"`{found.status}`{final}<br>{say(f'status.{found.status}', 'zh')}"
    names = f"{case.en}<br>{case.zh}"
    return "| " + " | ".join([names, verdict, "<br>".join(reasons), *others]) + " |"


def table() -> str:
    """Return the whole table as Markdown."""
    head = ["case", "verdict", "reason", "geometric", *RATED]
    rule = "|" + "---|" * len(head)
    return "\n".join(["| " + " | ".join(head) + " |", rule, *map(line, CASES)])


def document() -> str:
    """Return docs/methods.md with its table made anew."""
    text = DOCUMENT.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    return f"{before}{BEGIN}\n{table()}\n{END}{rest.partition(END)[2]}"


if __name__ == "__main__":
    DOCUMENT.write_text(document(), encoding="utf-8")
