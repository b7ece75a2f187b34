"""What is wrong with a plan folder, as values: collected and shown together."""

from collections.abc import Iterable
from typing import NamedTuple, Self
from unicodedata import category

from planpace.words.say import say


class Problem(NamedTuple):
    """One fault in one cell: where it stands, what stands there, what to do; told on one line."""

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
        return f"{self.file}{f':{self.row}' if self.row else ''} {self.column}".rstrip()

    def __str__(self) -> str:
        clean = "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in self.value)
        shown = f" [{clean[:60]}{'…' if len(clean) > 60 else ''}]" if clean else ""
        return f"{self.place}{shown}: {self.message_en} / {self.message_zh}"


def problem(
    rule: str, file: str, row: int | None = None, column: str = "", value: object = "",
    **told: object,
) -> Problem:  # fmt: skip
    """Return the Problem of a rule; its words are `problem.<rule>` in `labels.csv`."""
    zh, en = (say(f"problem.{rule}", lang, value=str(value), **told) for lang in ("zh", "en"))
    return Problem(file, row, column, str(value), rule, zh, en)


class PlanError(ValueError):
    """A plan that cannot be used; `problems` holds every reason."""

    def __init__(self, problems: Iterable[Problem]):
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))

    def __reduce__(self) -> tuple[type[Self], tuple[tuple[Problem, ...]]]:
        return type(self), (self.problems,)


def garbled(text: str) -> bool:
    """Whether a text holds what no cell should: line breaks, control and hidden characters."""
    return any(not c.isprintable() and category(c) != "Zs" for c in text)
