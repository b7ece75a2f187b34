"""What is wrong with a plan folder, as values: collected and shown together."""

from collections.abc import Iterable
from typing import NamedTuple, Self
from unicodedata import category

from planpace.words.say import labels, languages, say

SHOWN = 200  # characters of a cell that a message repeats

# Where a row stands: its file or sheet, its number there (header = 1); of a sheet with years across
# the heading under which its figure stands.
Place = NamedTuple("Place", [("file", str), ("row", int | None), ("year", str)])


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
    def severity(self) -> str:
        """`error`: the plan cannot be used; `warning`: it loses verdicts, or looks like a slip."""
        return "error" if (f"problem.{self.rule}", "en") in labels() else "warning"

    @property
    def place(self) -> str:
        """`targets.csv:12 deadline`, the row counted as a spreadsheet counts it (header = 1)."""
        return f"{self.file}{f':{self.row}' if self.row else ''} {self.column}".rstrip()

    def told(self, spoken: Iterable[str] = ()) -> str:
        """The fault on one line, in some languages; by default in all."""
        shown = f" [{self.value[:60]}{'…' if len(self.value) > 60 else ''}]" if self.value else ""
        words = [getattr(self, f"message_{lang}") for lang in spoken or languages()]
        if self.severity == "warning":
            words[0] = f"{say('cli.warning', next(iter(spoken), 'en'))}{words[0]}"
        line = f"{self.place}{shown}: {' / '.join(words)}"
        return "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in line)

    def __str__(self) -> str:
        return self.told()


def problem(
    rule: str, where: str | Place, column: str = "", value: object = "", **told: object
) -> Problem:
    """Return the Problem of a rule; its words are `problem.<rule>` or `warning.<rule>`."""
    file, row, year = Place(where, None, "") if isinstance(where, str) else where
    column = year if year and column in {"period", "value"} else column
    file, column, value = map(_whole, (file, column, str(value)[:SHOWN]))
    key = f"problem.{rule}"
    key = key if (key, "en") in labels() else f"warning.{rule}"
    zh, en = (say(key, lang, value=value, **told) for lang in ("zh", "en"))
    return Problem(file, row, column, value, rule, zh, en)


def _whole(text: str) -> str:
    """A text without the half characters of JSON and file names, which no stream can write."""
    return text.encode("utf-8", "backslashreplace").decode()


class PlanError(ValueError):
    """A plan that cannot be used; `problems` holds every reason, `spoken` the plan's languages."""

    def __init__(self, problems: Iterable[Problem], spoken: Iterable[str] = ()):
        self.problems, self.spoken = tuple(problems), tuple(spoken)
        super().__init__("\n".join(one.told(self.spoken) for one in self.problems))

    def __reduce__(self) -> tuple[type[Self], tuple[tuple[Problem, ...], tuple[str, ...]]]:
        return type(self), (self.problems, self.spoken)


def garbled(text: str) -> bool:
    """Whether a text holds what no cell should: line breaks, control and hidden characters."""
    return any(not c.isprintable() and category(c) != "Zs" for c in text)
