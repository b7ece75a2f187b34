"""A plan's tables as read: CSV cells checked against the contract's Table Schema."""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from planpace.plan.periods import is_date
from planpace.plan.problems import Problem, garbled, problem

OPTIONAL = {"schedule"}
"""Tables that a plan may lack."""


class Table(NamedTuple):
    """A table's cells as text, each row with its number in the file (header = 1)."""

    name: str
    rows: list[tuple[int, dict[str, str]]]
    columns: frozenset[str] = frozenset()

    @property
    def file(self) -> str:
        """The file's name in the plan folder."""
        return f"{self.name}.csv"


@cache
def schemas() -> dict[str, dict[str, Any]]:
    """Return the Table Schema of each table of the contract, in the order of reading."""
    return dict(json.loads(Path(__file__).with_name("schemas.json").read_text(encoding="utf-8")))


def read(folder: Path, extra: dict[str, set[str]]) -> tuple[dict[str, Table], list[Problem]]:
    """Read every table of a plan folder; `extra` names the columns that a plan adds of its own."""
    tables, problems = {}, []
    for name in schemas():
        table, found = _read_table(folder / f"{name}.csv", extra.get(name, set()))
        problems += found
        tables[name] = table
    problems += [p for table in tables.values() for p in _cells(table)]
    problems += [p for table in tables.values() for p in _keys(table, tables)]
    return tables, problems


def number(text: str) -> float:
    """Read a number as the contract writes it (`1000.5`, no thousands mark); raises ValueError."""
    if not re.fullmatch(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?", text, re.ASCII):
        raise ValueError(text)
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(text)
    return value


def _read_table(path: Path, extra: set[str]) -> tuple[Table, list[Problem]]:
    name, empty = path.stem, Table(path.stem, [])
    if not path.is_file():
        absent = name in OPTIONAL and not path.exists()
        return empty, [] if absent else [problem("no_table", path.name)]
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return empty, [problem("not_utf8", path.name, value=f"byte {error.start}")]
    try:
        header, *body = list(csv.reader(io.StringIO(text, newline=""), strict=True)) or [[]]
    except csv.Error as error:
        return empty, [problem("not_csv", path.name, value=str(error))]
    wanted = [field["name"] for field in schemas()[name]["fields"]]
    problems = [problem("no_column", path.name, 1, c) for c in wanted if c not in header]
    problems += [
        problem("unknown_column", path.name, 1, c, c) for c in header if c not in {*wanted, *extra}
    ]
    problems += [problem("column_twice", path.name, 1, c, c) for c in _repeated(header)]
    rows = []
    for row, cells in enumerate(body, start=2):
        if not any(cells):
            continue
        if len(cells) != len(header):
            expected = len(header)
            problems.append(problem("ragged", path.name, row, value=len(cells), expected=expected))
            continue
        rows.append((row, dict(zip(header, (cell.strip() for cell in cells), strict=True))))
    return Table(name, rows, frozenset(header)), problems


def _repeated(names: list[str]) -> list[str]:
    return sorted({name for name in names if names.count(name) > 1})


def _cells(table: Table) -> Iterator[Problem]:
    """What is wrong with single cells: absent, of another type, outside what the schema allows."""
    for field in schemas()[table.name]["fields"]:
        name, rules = field["name"], field.get("constraints", {})
        for row, cells in table.rows:
            value = cells.get(name)
            if value is None:
                continue
            if not value:
                if rules.get("required"):
                    yield problem("empty", table.file, row, name)
                continue
            fault = _fault(value, field["type"], rules)
            if fault:
                rule, more = fault
                yield problem(rule, table.file, row, name, value, **more)


def _fault(value: str, kind: str, rules: dict[str, Any]) -> tuple[str, dict[str, object]] | None:
    """The rule that one filled cell breaks, with what its message needs to say."""
    if garbled(value):
        return "control_character", {}
    if kind == "number":
        try:
            amount = number(value)
        except ValueError:
            return "bad_number", {}
        low, high = rules.get("minimum", -math.inf), rules.get("maximum", math.inf)
        return None if low <= amount <= high else ("out_of_range", {"low": low, "high": high})
    if kind == "date":
        return None if is_date(value) else ("bad_date", {})
    if "enum" in rules and value not in rules["enum"]:
        return "not_listed", {"listed": ", ".join(rules["enum"])}
    if "pattern" in rules and not re.fullmatch(rules["pattern"], value, re.ASCII):
        return "bad_form", {"pattern": rules["pattern"]}
    if not rules.get("minLength", 0) <= len(value) <= rules.get("maxLength", math.inf):
        return "bad_length", {"low": rules.get("minLength", 0), "high": rules.get("maxLength", "∞")}
    return None


def _keys(table: Table, tables: dict[str, Table]) -> Iterator[Problem]:
    """Keys that occur twice, and ids that no other table knows."""
    schema = schemas()[table.name]
    key, seen = schema.get("primaryKey", []), dict[tuple[str, ...], int]()
    for row, cells in table.rows:
        if not table.columns.issuperset(key):
            break
        values = tuple(cells[name] for name in key)
        if key and values in seen:
            both = ", ".join(key), " ".join(values)
            yield problem("duplicate_key", table.file, row, *both, first=seen[values])
        seen.setdefault(values, row)
    for link in schema.get("foreignKeys", []):
        column, there = link["fields"], link["reference"]["resource"] or table.name
        if link["reference"]["fields"] not in tables[there].columns:
            continue  # a table that could not be read makes no id unknown
        known = {cells[link["reference"]["fields"]] for _, cells in tables[there].rows}
        for row, cells in table.rows:
            value = cells.get(column, "")
            if value and value not in known:
                yield problem("unknown_id", table.file, row, column, value, table=f"{there}.csv")
