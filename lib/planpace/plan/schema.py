"""What each table and column of a plan holds: `columns.csv`, from which all else is made."""

import csv
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from unicodedata import normalize

from planpace.plan.kinds import KINDS
from planpace.words.say import labels, languages

ID = "[a-z0-9][a-z0-9_-]*"
FORMS = {"id": ID, "period": r"\d{4}(Q[1-4]|-\d{2}(-\d{2})?)?", "time": r"\d{4}(-\d{2}-\d{2})?"}
"""The forms of cells that stand in many columns, as Table Schema writes them."""
WORDED = {"status": "data", "bound": "header"}  # columns worded under another name

# A column; one without a name is its table. `need`: `required` (never empty), `column` (may be
# empty), `optional` (the column may be left out), `default` (the plan's one entity, if left out).
Column = NamedTuple("Column", [
    ("table", str), ("column", str), ("type", str), ("need", str), ("key", str), ("refers", str),
    ("values", tuple[str, ...]), ("form", str), ("shortest", int), ("longest", float),
    ("name_zh", str), ("name_en", str), ("note_zh", str), ("note_en", str),
])  # fmt: skip


@cache
def contract() -> dict[str, dict[str, Column]]:
    """Return the columns of each table by name, in order; the table itself under the name ``."""
    with Path(__file__).with_name("columns.csv").open(encoding="utf-8", newline="") as file:
        _, *rows = csv.reader(file)
    found: dict[str, dict[str, Column]] = {}
    for table, name, kind, need, key, refers, values, form, short, long, *words in rows:
        codes = tuple(KINDS) if values == "kinds" else tuple(filter(None, values.split("|")))
        found.setdefault(table, {})[name] = Column(
            table, name, kind, need, key, refers, codes, FORMS.get(form or kind, form),
            int(short or 0), float(long or "inf"), *words,
        )  # fmt: skip
    return found


@cache
def columns(table: str) -> dict[str, Column]:
    """Return the columns of a table by name."""
    return {name: column for name, column in contract()[table].items() if name}


def key(table: str) -> list[str]:
    """Return the columns that name a row of a table, an id or several columns together."""
    return [name for name, column in columns(table).items() if column.key]


def spoken(name: str, declared: Iterable[str]) -> bool:
    """Whether a column is of no language or of one that a plan declares (`name_zh`: Chinese)."""
    return name.rpartition("_")[2] not in {*languages()} - {*declared}


def word(column: Column, code: str, language: str) -> str:
    """Return a code of a column in words: `annual` is 全年."""
    key = f"{WORDED.get(column.column, column.column)}.{code}"
    return labels().get((key, language), code)


@cache
def codes(column: Column) -> dict[str, str]:
    """Return the codes of a column by each way of writing them: themselves and their words."""
    ways = {normalize("NFKC", word(column, code, lang)).casefold(): code for code in column.values
            for lang in languages()}  # fmt: skip
    return ways | {code: code for code in column.values}


@cache
def headings(table: str) -> dict[str, str]:
    """Return the names of a table's columns by each way of writing them, in any language."""
    named = {getattr(c, f"name_{lang}").casefold(): n for n, c in columns(table).items()
             for lang in languages()}  # fmt: skip
    return named | {name: name for name in columns(table)}


def resource(table: str, fields: Sequence[str]) -> dict[str, Any]:
    """Return a table with some columns as a resource of `datapackage.json`: its Table Schema."""
    own = columns(table)
    held = [_field(own[name]) if name in own else {"name": name, "type": "any"} for name in fields]
    links = [
        {"fields": c.column, "reference": {
            "resource": "" if c.refers == table else c.refers, "fields": key(c.refers)[0]}}
        for c in map(own.get, fields) if c and c.refers
    ]  # fmt: skip
    schema = {"fields": held, "missingValues": [""], "primaryKey": key(table)}
    return {
        "name": table, "path": f"{table}.csv", "profile": "tabular-data-resource",
        "description": contract()[table][""].note_en, "format": "csv", "mediatype": "text/csv",
        "encoding": "utf-8", "schema": schema | ({"foreignKeys": links} if links else {}),
    }  # fmt: skip


def _field(column: Column) -> dict[str, Any]:
    kind = column.type if column.type in {"number", "date"} else "string"
    rules = {
        "required": column.need == "required", "enum": [*column.values], "pattern": column.form,
        "minLength": column.shortest,
    }  # fmt: skip
    field = {"name": column.column, "type": kind, "title": column.name_en,
             "description": column.note_en,
             "constraints": {rule: wanted for rule, wanted in rules.items() if wanted}}  # fmt: skip
    return {key: value for key, value in field.items() if value}
