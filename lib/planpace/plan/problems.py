"""What is wrong with a plan folder, as values: collected and shown together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from unicodedata import category

from planpace.words.say import say


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault in one cell: where it stands, what stands there; its words say what to do."""

    file: str
    row: int | None
    column: str
    value: str
    rule: str
    told: Mapping[str, object] = field(default_factory=dict, hash=False)

    @property
    def place(self) -> str:
        """`targets.csv:12 deadline`, the row counted as a spreadsheet counts it (header = 1)."""
        return f"{self.file}{f':{self.row}' if self.row else ''} {self.column}".rstrip()

    @property
    def message_zh(self) -> str:
        """What to do, in Chinese."""
        return self.message("zh")

    @property
    def message_en(self) -> str:
        """What to do, in English."""
        return self.message("en")

    def message(self, language: str) -> str:
        """What to do, in a language."""
        return say(f"problem.{self.rule}", language, value=self.value, **self.told)

    def record(self) -> dict[str, object]:
        """The problem for machines: file, row, column, value, rule and both messages."""
        names = ("file", "row", "column", "value", "rule", "message_zh", "message_en")
        return {name: getattr(self, name) for name in names}

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
    **told: object,
) -> Problem:
    """Return the Problem of a rule (`problem.<rule>` in `labels.csv`)."""
    return Problem(file, row, column, str(value), rule, told)


def garbled(text: str) -> bool:
    """Whether a text holds what no cell should: line breaks, control and hidden characters."""
    return any(not c.isprintable() and category(c) != "Zs" for c in text)


def _printable(text: str, longest: int = 60) -> str:
    """A cell's text as a terminal may show it: one line, no control characters, not endless."""
    clean = "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in text)
    return clean if len(clean) <= longest else clean[:longest] + "…"
