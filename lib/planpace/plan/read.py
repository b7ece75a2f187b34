"""A plan's tables as read: CSV cells checked against the contract's Table Schema."""

import csv
import io
import json
import math
import re
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from planpace.plan.kinds import KINDS
from planpace.plan.periods import is_date, period
from planpace.plan.problems import Problem, garbled, problem

OPTIONAL = {"schedule"}
"""Tables that a plan may lack."""


class Cells(dict[str, str]):
    """A row's cells by column; one of a column that the file lacks reads as empty."""

    def __missing__(self, column: str) -> str:
        return ""

    def number(self, column: str, otherwise: float = math.nan) -> float:
        """Return a cell's number; NaN, with which every comparison fails, if it holds none."""
        with suppress(ValueError):
            return number(self[column])
        return otherwise

    def end(self, column: str) -> float:
        """Return where a cell's period ends, likewise."""
        with suppress(ValueError):
            return period(self[column]).end
        return math.nan


class Table(NamedTuple):
    """A table's cells as text, each row with its number in the file (header = 1)."""

    name: str
    rows: list[tuple[int, Cells]]
    columns: frozenset[str] = frozenset()

    @property
    def file(self) -> str:
        """The file's name in the plan folder."""
        return f"{self.name}.csv"


@cache
def schemas() -> dict[str, dict[str, Any]]:
    """Return the Table Schema of each table of the contract, in the order of reading."""
    tables = json.loads(Path(__file__).with_name("schemas.json").read_text(encoding="utf-8"))
    kind = next(field for field in tables["targets"]["fields"] if field["name"] == "kind")
    kind["constraints"]["enum"] = [*KINDS]
    return dict(tables)


def read(folder: Path, extra: dict[str, set[str]]) -> tuple[dict[str, Table], list[Problem]]:
    """Read every table of a plan folder; `extra` names the columns that a plan adds of its own."""
    tables, problems = {}, []
    for name in schemas():
        tables[name], found = _read_table(folder / f"{name}.csv", extra.get(name, set()))
        problems += found
    for faults in (_cells, _keys, _links):
        problems += [fault for table in tables.values() for fault in faults(table, tables)]
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
    name, file, empty = path.stem, path.name, Table(path.stem, [])
    if not path.is_file():
        may_lack = name in OPTIONAL and not path.exists()
        return empty, [] if may_lack else [problem("no_table", file)]
    try:
        text = path.read_bytes().decode("utf-8-sig")
        header, *body = list(csv.reader(io.StringIO(text, newline=""), strict=True)) or [[]]
    except UnicodeDecodeError as error:
        return empty, [problem("not_utf8", file, value=f"byte {error.start}")]
    except csv.Error as error:
        return empty, [problem("not_csv", file, value=error)]
    wanted = [field["name"] for field in schemas()[name]["fields"]]
    unknown = [column for column in header if column not in {*wanted, *extra}]
    twice = sorted({column for column in header if header.count(column) > 1})
    problems = [problem("no_column", file, 1, c) for c in wanted if c not in header]
    problems += [problem("unknown_column", file, 1, c, c) for c in unknown]
    problems += [problem("column_twice", file, 1, c, c) for c in twice]
    rows, width = [], len(header)
    for row, cells in ((row, cells) for row, cells in enumerate(body, start=2) if any(cells)):
        if len(cells) == width:
            rows.append((row, Cells(zip(header, map(str.strip, cells), strict=True))))
        else:
            problems.append(problem("ragged", file, row, value=len(cells), expected=width))
    return Table(name, rows, frozenset(header)), problems


def _cells(table: Table, _: dict[str, Table]) -> Iterator[Problem]:
    """What is wrong with single cells: absent, of another type, outside what the schema allows."""
    for field in schemas()[table.name]["fields"]:
        name, rules = field["name"], field.get("constraints", {})
        for row, cells in table.rows:
            if value := cells[name]:
                for rule, more in _faults(value, field["type"], rules):
                    yield problem(rule, table.file, row, name, value, **more)
            elif rules.get("required") and name in table.columns:
                yield problem("empty", table.file, row, name)


def _faults(
    value: str, kind: str, rules: dict[str, Any]
) -> Iterator[tuple[str, dict[str, object]]]:
    """The rule that a filled cell breaks, with what its message needs to say."""
    shortest, longest = rules.get("minLength", 0), rules.get("maxLength", math.inf)
    if garbled(value):
        yield "control_character", {}
    elif kind == "number":
        low, high = rules.get("minimum", -math.inf), rules.get("maximum", math.inf)
        try:
            if not low <= number(value) <= high:
                yield "out_of_range", {"low": low, "high": high}
        except ValueError:
            yield "bad_number", {}
    elif kind == "date":
        if not is_date(value):
            yield "bad_date", {}
    elif "enum" in rules and value not in rules["enum"]:
        yield "not_listed", {"listed": ", ".join(rules["enum"])}
    elif "pattern" in rules and not re.fullmatch(rules["pattern"], value, re.ASCII):
        yield "bad_form", {"pattern": rules["pattern"]}
    elif not shortest <= len(value) <= longest:
        yield "bad_length", {"low": shortest, "high": longest}


def _keys(table: Table, _: dict[str, Table]) -> Iterator[Problem]:
    """Keys that occur twice."""
    key, seen = schemas()[table.name].get("primaryKey", []), dict[tuple[str, ...], int]()
    if not key or not table.columns.issuperset(key):
        return
    for row, cells in table.rows:
        values = tuple(cells[name] for name in key)
        first = seen.setdefault(values, row)
        if first != row:
            column, value = ", ".join(key), " ".join(values)
            yield problem("duplicate_key", table.file, row, column, value, first=first)


def _links(table: Table, tables: dict[str, Table]) -> Iterator[Problem]:
    """Ids that no other table knows; one that could not be read makes none unknown."""
    for link in schemas()[table.name].get("foreignKeys", []):
        column, there = link["fields"], tables[link["reference"]["resource"] or table.name]
        key = link["reference"]["fields"]
        known = {"", *(cells[key] for _, cells in there.rows)}
        for row, cells in table.rows:
            value = cells[column]
            if value not in known and key in there.columns:
                yield problem("unknown_id", table.file, row, column, value, table=there.file)
