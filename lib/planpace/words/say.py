"""Every word of a page, a message or a table, from one list in all languages: `labels.csv`."""

import csv
from collections.abc import Iterable
from functools import cache
from pathlib import Path

LABELS = Path(__file__).with_name("labels.csv")


@cache
def labels() -> dict[tuple[str, str], str]:
    """Return {(key, language): words}; raises ValueError where a language is missing."""
    with LABELS.open(encoding="utf-8", newline="") as file:
        (_, *spoken), *rows = csv.reader(file)
    words = {(row[0], language): row[n] for row in rows for n, language in enumerate(spoken, 1)}
    if lacking := [at for at, text in words.items() if not text]:
        raise ValueError(f"labels.csv has no words for {lacking}")
    return words


@cache
def languages() -> tuple[str, ...]:
    """Return the languages that pages can be written in: the columns of `labels.csv`."""
    return tuple(dict.fromkeys(language for _, language in labels()))


class _Count(int):
    """A whole number that chooses a word by its plural: `{n} {n:report|reports}`."""

    def __format__(self, form: str) -> str:
        one, choice, many = form.partition("|")
        return (one if self == 1 else many) if choice else super().__format__(form)


def say(key: str, language: str, **values: object) -> str:
    """Return the words of `key` in a language, with its {fields} filled in; raises KeyError.

    >>> say("status.behind", "zh"), say("status.behind", "en")
    ('滞后', 'Behind schedule')
    >>> say("cli.written", "en", count=1, folder="reports")
    '1 report written: reports'
    """
    if (key, language) not in labels():
        raise KeyError(f"no words for {key!r} in {language!r}: add a row to labels.csv")
    told = {k: _Count(v) if isinstance(v, int) else v for k, v in values.items()}
    return labels()[key, language].format(**told)


def named(row: object, language: str, field: str = "name") -> str:
    """Return `name_zh` or `name_en` (or another field of the pair) of a table's row."""
    return str(getattr(row, f"{field}_{language}"))


def paragraph(sentences: Iterable[str], language: str) -> str:
    """Return sentences in a row, with the space between them that the language has."""
    return (" " if language == "en" else "").join(part for part in sentences if part)
