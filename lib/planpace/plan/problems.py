"""What is wrong with a plan folder, as values: collected and shown together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from planpace.words.say import say


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault in one cell: where it stands, what stands there, what to do (both languages)."""

    file: str
    row: int | None
    column: str
    value: str
    rule: str
    message_zh: str
    message_en: str

    @property
    def place(self) -> str:
        """`targets.csv:12 deadline`, the row counted as a spreadsheet counts it (header = 1)."""
        return " ".join(
            filter(None, [self.file + (f":{self.row}" if self.row else ""), self.column])
        )

    def __str__(self) -> str:
        shown = f" [{_printable(self.value)}]" if self.value else ""
        return f"{self.place}{shown}: {self.message_en} / {self.message_zh}"


class PlanError(ValueError):
    """A plan that cannot be used; `problems` holds every reason."""

    def __init__(self, problems: Iterable[Problem]):
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))

    def __reduce__(self) -> tuple[type[PlanError], tuple[tuple[Problem, ...]]]:
        return PlanError, (self.problems,)


def problem(
    rule: str,
    file: str,
    row: int | None = None,
    column: str = "",
    value: object = "",
    **more: object,
) -> Problem:
    """Return the Problem of a rule, its message taken from `labels.csv` (`problem.<rule>`)."""
    zh, en = (say(f"problem.{rule}", language, value=value, **more) for language in ("zh", "en"))
    return Problem(file, row, column, str(value), rule, zh, en)


def _printable(text: str, longest: int = 60) -> str:
    """A cell's text as a terminal may show it: one line, no control characters, not endless."""
    clean = "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in text)
    return clean if len(clean) <= longest else clean[:longest] + "…"
