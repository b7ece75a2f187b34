"""A plan's folder as read: its `datapackage.json`, and CSV cells checked against Table Schemas."""

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

from planpace.plan.bands import BANDS
from planpace.plan.kinds import KINDS
from planpace.plan.periods import FORM, is_date, period
from planpace.plan.problems import Problem, garbled, problem

META = "datapackage.json"


class Cells(dict[str, str]):
    """A row's cells by column; one of a column that the file lacks reads as empty."""

    def __missing__(self, column: str) -> str:
        return ""

    def number(self, column: str, otherwise: float = math.nan) -> float:
        """Return a cell's number; NaN, with which every comparison fails, if it holds none."""
        value = number(self[column])
        return otherwise if math.isnan(value) else value

    def end(self, column: str) -> float:
        """Return where a cell's period ends, likewise."""
        with suppress(ValueError):
            return period(self[column]).end
        return math.nan


Json = dict[str, Any]

# A table: its cells as text, each row with its number in the file (header = 1).
Table = NamedTuple("Table", [
    ("file", str), ("schema", Json), ("rows", list[tuple[int, Cells]]), ("columns", set[str]),
])  # fmt: skip


@cache
def schemas() -> dict[str, Json]:
    """Return the Table Schema of each table of the contract, in the order of reading."""
    tables = json.loads(Path(__file__).with_name("schemas.json").read_text(encoding="utf-8"))
    kind = next(field for field in tables["targets"]["fields"] if field["name"] == "kind")
    kind["constraints"]["enum"] = [*KINDS]
    return dict(tables)


def read(folder: Path) -> tuple[Json, dict[str, Table], list[Problem]]:
    """Read a plan's own settings and every table, with what is wrong in any of them alone."""
    own, added, problems = _settings(folder / META)
    tables = {}
    for name, schema in schemas().items():
        tables[name], found = _table(folder / f"{name}.csv", schema, added.get(name, set()))
        problems += found
    for table in tables.values():
        problems += [*_cells(table), *_ids(table, tables)]
    return own, tables, problems


def number(text: str) -> float:
    """Read a number as the contract writes it (`1000.5`, no thousands mark); NaN if it is none."""
    form = re.fullmatch(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?", text, re.ASCII)
    return float(text) if form and math.isfinite(float(text)) else math.nan


def _settings(path: Path) -> tuple[Json, dict[str, set[str]], list[Problem]]:
    added: dict[str, set[str]] = {}
    if not path.is_file():
        return {}, added, [problem("no_table", META)]
    try:
        meta = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        told = "too deeply nested" if isinstance(error, RecursionError) else error
        return {}, added, [problem("not_json", META, value=told)]
    own = meta.get("planpace", {}) if isinstance(meta, dict) else None
    if not isinstance(own, dict):
        return {}, added, [problem("not_json", META, value="planpace")]
    problems = [*_wrong_settings(own)]
    try:
        for table in meta.get("resources", []):
            fields = table.get("schema", {}).get("fields", [])
            added[table["name"]] = {field["name"] for field in fields}
    except (TypeError, AttributeError, KeyError):
        problems.append(problem("not_json", META, value="resources"))
    return own, added, problems


def _wrong_settings(own: Json) -> Iterator[Problem]:
    """Every name must be one line of plain text, the plan's must be there; bands must descend."""
    for name in ("name_zh", "name_en"):
        text = own.get(name)
        if not isinstance(text, str) or not text.strip():
            yield problem("empty", META, None, f"planpace.{name}")
        elif garbled(text):
            yield problem("control_character", META, None, f"planpace.{name}", text)
    publishers, bands = own.get("publishers", {}), own.get("bands", {})
    try:
        names = [who[language] for who in publishers.values() for language in ("zh", "en")]
    except (AttributeError, KeyError, TypeError):
        names = [None]
    if not all(isinstance(name, str) and not garbled(name) for name in names):
        yield problem("bad_publishers", META, None, "planpace.publishers", publishers)
    if not is_date(str(own.get("published", "2000-01-01"))):
        yield problem("bad_date", META, None, "planpace.published", own["published"])
    breaks = own.get("breaks", {})
    try:
        sound = all(FORM.fullmatch(label) for listed in breaks.values() for label in listed)
    except (AttributeError, TypeError):
        sound = False
    if not sound:
        yield problem("bad_breaks", META, None, "planpace.breaks", breaks)
    told = [bands.get(name, BANDS[name]) for name in BANDS] if isinstance(bands, dict) else []
    limits = [n for n in told if type(n) in {int, float} and -math.inf < n <= 1e9]
    if len(limits) < len(BANDS) or sorted(limits, reverse=True) != limits:
        yield problem("bad_bands", META, None, "planpace.bands", bands)


def _table(path: Path, schema: Json, added: set[str]) -> tuple[Table, list[Problem]]:
    file, empty = path.name, Table(path.name, schema, [], set())
    if not path.is_file():
        may_lack = schema.get("optional") and not path.exists()
        return empty, [] if may_lack else [problem("no_table", file)]
    try:
        text = path.read_bytes().decode("utf-8-sig")
        header, *body = list(csv.reader(io.StringIO(text, newline=""), strict=True)) or [[]]
    except UnicodeDecodeError as error:
        return empty, [problem("not_utf8", file, value=f"byte {error.start}")]
    except csv.Error as error:
        return empty, [problem("not_csv", file, value=error)]
    wanted, columns = {f["name"]: not f.get("optional") for f in schema["fields"]}, set(header)
    unknown, twice = columns - {*wanted, *added}, {c for c in columns if header.count(c) > 1}
    lacking = (name for name, required in wanted.items() if required and name not in columns)
    problems = [problem("no_column", file, 1, c) for c in lacking]
    problems += [problem("unknown_column", file, 1, c, c) for c in header if c in unknown]
    problems += [problem("column_twice", file, 1, c, c) for c in sorted(twice)]
    rows = []
    for row, cells in enumerate(body, start=2):
        if any(cells) and len(cells) == len(header):
            rows.append((row, Cells(zip(header, map(str.strip, cells), strict=True))))
        elif any(cells):
            problems.append(problem("ragged", file, row, value=len(cells), expected=len(header)))
    return Table(file, schema, rows, columns), problems


def _cells(table: Table) -> Iterator[Problem]:
    for field in table.schema["fields"]:
        name, rules = field["name"], field.get("constraints", {})
        for row, cells in table.rows:
            if value := cells[name]:
                for rule, more in _faults(value, field["type"], rules):
                    yield problem(rule, table.file, row, name, value, **more)
            elif rules.get("required") and name in table.columns:
                yield problem("empty", table.file, row, name)


def _faults(value: str, kind: str, rules: Json) -> Iterator[tuple[str, dict[str, object]]]:
    shortest, longest = rules.get("minLength", 0), rules.get("maxLength", math.inf)
    low, high = rules.get("minimum", -math.inf), rules.get("maximum", math.inf)
    if garbled(value):
        yield "control_character", {}
    elif kind == "number" and math.isnan(number(value)):
        yield "bad_number", {}
    elif kind == "number" and not low <= number(value) <= high:
        yield "out_of_range", {"low": low, "high": high}
    elif kind == "date" and not is_date(value):
        yield "bad_date", {}
    elif "enum" in rules and value not in rules["enum"]:
        yield "not_listed", {"listed": ", ".join(rules["enum"])}
    elif "pattern" in rules and not re.fullmatch(rules["pattern"], value, re.ASCII):
        yield "bad_form", {"pattern": rules["pattern"]}
    elif not shortest <= len(value) <= longest:
        yield "bad_length", {"low": shortest, "high": longest}


def _ids(table: Table, tables: dict[str, Table]) -> Iterator[Problem]:
    """Keys that occur twice; ids that no other table knows. A lost column makes none of either."""
    key, seen = table.schema["primaryKey"], dict[tuple[str, ...], int]()
    for row, cells in table.rows if table.columns.issuperset(key) else ():
        values = tuple(cells[name] for name in key)
        if (first := seen.setdefault(values, row)) != row:
            column, value = ", ".join(key), " ".join(values)
            yield problem("duplicate_key", table.file, row, column, value, first=first)
    for link in table.schema["foreignKeys"]:
        column, key = link["fields"], link["reference"]["fields"]
        there = tables.get(link["reference"]["resource"], table)  # none named: the table itself
        known = {"", *(cells[key] for _, cells in there.rows)}
        for row, cells in table.rows if key in there.columns else ():
            if cells[column] not in known:
                named = {"value": cells[column], "table": there.file}
                yield problem("unknown_id", table.file, row, column, **named)
