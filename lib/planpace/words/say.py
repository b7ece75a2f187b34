"""Every word that a reader sees, in Chinese and in English, from one table: `labels.csv`."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import Literal, get_args

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)


@cache
def labels() -> dict[tuple[str, str], str]:
    """Return {(key, language): words}; raises ValueError where a language is missing."""
    words: dict[tuple[str, str], str] = {}
    with Path(__file__).with_name("labels.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for language in LANGUAGES:
                if not row[language]:
                    raise ValueError(f"labels.csv: {row['key']} has no words in {language}")
                words[row["key"], language] = row[language]
    return words


def say(key: str, language: str, **values: object) -> str:
    """Return the words of `key` in a language, with its {fields} filled in; raises KeyError.

    >>> say("status.behind", "zh"), say("status.behind", "en")
    ('滞后', 'Behind schedule')
    """
    if (key, language) not in labels():
        raise KeyError(f"no words for {key!r} in {language!r}: add a row to labels.csv")
    return labels()[key, language].format(**values)


def named(row: object, language: str, field: str = "name") -> str:
    """Return `name_zh` or `name_en` (or another field of the pair) of a table's row."""
    return str(getattr(row, f"{field}_{language}"))
