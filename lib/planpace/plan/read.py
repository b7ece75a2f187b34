"""A plan's folder as read: its settings, and the cells of its tables checked one by one."""

import csv
import io
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from difflib import get_close_matches
from itertools import chain, islice
from pathlib import Path
from typing import NamedTuple

from planpace.plan.cells import CONTINENTAL, DOTTED, NUMBER, meant, quantity
from planpace.plan.periods import Period, is_date, period
from planpace.plan.problems import Place, Problem, garbled, problem
from planpace.plan.schema import ID, Column, columns, contract, headings, key, spoken, word
from planpace.plan.settings import META, Json, declared, held, settings

ROWS, MOST = 200_000, 1e20  # of a table that is read; an amount that is believed
MANY = 1_000  # faults of a table that are told
DEFAULTS = {"binding": "unspecified", "clarity": "clear"}  # of cells that may be left empty
TO_DATE = re.compile(r"(\d{4})年?-?1月?[-—–~至到](\d{1,2})月")  # 2020年1-6月
PLAIN = re.compile("[\t\n\r -~　-〗一-龥！-～–—―‘-”…·×÷°±≥≤㎡％]*")  # what a Chinese office writes
COMMON = re.compile(rb"[\xb0-\xd7][\xa1-\xfe]")  # its commoner hanzi in GBK: three in four at least


class Cells(dict[str, str]):
    """A row's cells by column; one of a column that the file lacks reads as empty.

    `at`: where the row stands.
    """

    at = Place("", None, "")

    def __missing__(self, column: str) -> str:
        return ""

    def number(self, column: str, otherwise: float = math.nan) -> float:
        """Return a cell's number; NaN, with which every comparison fails, if it holds none."""
        value = number(self[column])
        return otherwise if math.isnan(value) else value

    def period(self, column: str) -> Period:
        """Return a cell's period; one that begins and ends at NaN if it holds none."""
        with suppress(ValueError):
            return period(self[column])
        return Period("", math.nan, math.nan)

    def end(self, column: str) -> float:
        """Return where a cell's period ends, likewise."""
        return self.period(column).end


# A table: where its header stands, its columns in order, its rows, what is wrong with its file.
Table = NamedTuple("Table", [
    ("name", str), ("head", Place), ("columns", list[str]), ("rows", list[Cells]),
    ("problems", list[Problem]),
])  # fmt: skip


def read(
    folder: Path, places: Mapping[str, list[Place]]
) -> tuple[Json, dict[str, Table], list[Problem]]:
    """Read a plan's own settings and every table, with what is wrong in any of them alone."""
    meta, added, problems = settings(folder / META)
    languages, tables = declared(meta["planpace"]), dict[str, Table]()
    for name in contract():
        path, more = folder / f"{name}.csv", added.get(name, set())
        tables[name] = table(path, languages, more, places=places.get(name, ()))
        problems += tables[name].problems
    _fill(tables)
    for name, one in tables.items():
        codes_in = languages[0] if name in places else ""
        problems += islice(chain(_cells(one, languages, codes_in), _ids(one, tables)), MANY)
    return meta["planpace"], tables, [*problems, *_stray(folder)]


def number(text: str) -> float:
    """Read a number as the contract writes it (`1000.5`, no thousands mark); NaN if it is none."""
    form = re.fullmatch(NUMBER, text, re.ASCII)
    return float(text) if form and math.isfinite(float(text)) else math.nan


def _stray(folder: Path) -> Iterator[Problem]:
    """Files that nobody reads and whose names say that somebody should."""
    known = {META, *(f"{name}.csv" for name in contract())}
    ways = known | {f"{own[''].name_zh}.csv" for own in contract().values()}
    for path in sorted(folder.iterdir()):
        if path.name not in known and get_close_matches(path.name.lower(), ways, 1, 0.8):
            yield problem("stray_file", path.name)
        elif path.suffix.lower() in {".xlsx", ".xlsm", ".xls"} and not path.name.startswith("~$"):
            yield problem("stray_workbook", path.name)


def table(
    path: Path, languages: Iterable[str], added: Iterable[str] = (), *,
    exact: bool = False, places: Sequence[Place] = (),
) -> Table:  # fmt: skip
    """Return a table as it stands in its file; `exact`: to the character, where commas part it."""
    name, own, known = path.stem, columns(path.stem), headings(path.stem)
    mark, lines, problems = _lines(path, languages)

    def at(row: int) -> Place:
        return places[row] if places else Place(path.name, row + 1, "")

    found = Table(name, at(0), [], [], problems)
    if not lines:
        return found
    fields = [known.get(title.strip().casefold(), title) for title in lines[0]]
    needed = (
        n for n, c in own.items() if c.need in {"required", "column"} and spoken(n, languages)
    )
    problems += [problem("no_column", found.head, n) for n in needed if n not in fields]
    problems += islice(misnamed(found.head, fields, {*own, *added}, own), MANY)
    unsure = thousands(name, fields, lines[1:]) if mark != "," else []
    problems += [problem("bad_number", at(row), *cell) for row, cell in unsure]
    for row, cells in enumerate(lines[1:], start=1):
        if any(cells) and len(cells) == len(fields):
            typed = Cells(zip(fields, cells, strict=True))
            kept = typed if exact and mark != ";" else row_of(name, typed, mark == ";")
            kept.at = at(row)
            found.rows.append(kept)
        elif any(cells) and len(problems) < MANY:
            problems.append(problem("ragged", at(row), value=len(cells), expected=len(fields)))
    return found._replace(columns=fields)


def _lines(path: Path, languages: Iterable[str]) -> tuple[str, list[list[str]], list[Problem]]:
    """Return what parts the cells of a file, its lines, if it can be read, and what is wrong."""
    if not path.exists() and not path.is_symlink():
        needed = contract()[path.stem][""].need == "required"
        return "", [], [problem("no_table", path.name)] if needed else []
    text, problems = decoded(path, languages)
    mark, lines = separator(text, path.stem), list[list[str]]()
    try:
        found = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
        lines += islice(found, ROWS + 1)
    except csv.Error as error:  # in the row after those that could be read
        at = Place(path.name, len(lines) + 1, "")
        return mark, [], [problem("not_csv", at, value=error)]
    if len(lines) > ROWS:
        return mark, [], [problem("too_long", path.name, limit=ROWS)]
    if mark != ",":
        problems.append(problem("separator", path.name, value=repr(mark)))
    return mark, lines or ([] if problems else [[]]), problems


def misnamed(
    head: Place, titles: Iterable[str], known: Iterable[str], ways: Iterable[str]
) -> Iterator[Problem]:
    """Columns that nobody reads, with what is nearly called so, and those that occur twice."""
    for title, times in Counter(titles).items():
        if title not in known:
            near = get_close_matches(title, ways, 1)
            yield problem(
                "near_column" if near else "unknown_column", head, title, title, near="".join(near)
            )
        elif times > 1:
            yield problem("column_twice", head, title, title)


def decoded(path: Path, languages: Iterable[str]) -> tuple[str, list[Problem]]:
    """Return the text of a file; one in UTF-16 or GBK too where that is certain, which is told."""
    content, unfit = held(path, path.parent)
    try:
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            return content.decode("utf-16"), [problem("encoding", path.name, value="UTF-16")]
        return content.decode("utf-8-sig"), unfit
    except UnicodeDecodeError as error:
        with suppress(UnicodeDecodeError):
            text = content.decode("gb18030")
            certain = 4 * len(COMMON.findall(content)) >= 3 * len(re.findall("[一-龥]", text))
            if "zh" in languages and certain and PLAIN.fullmatch(text):
                return text, [problem("encoding", path.name, value="GBK")]
        return "", [problem("not_utf8", path.name, value=f"byte {error.start}")]


def separator(text: str, table: str) -> str:
    """Return what parts the cells: a semicolon or tab where that, and no comma, parts columns."""
    first = text.partition("\n")[0].casefold()
    known = {mark: sum(t.strip('"\r ') in headings(table) for t in first.split(mark))
             for mark in ",;\t"}  # fmt: skip
    return max(known, key=lambda mark: known[mark])


def thousands(
    table: str, header: list[str], body: list[list[str]]
) -> list[tuple[int, tuple[str, str]]]:
    """Take the dots out of 1.234 where others of the file have decimal commas.

    Returns where such a cell could be either: nothing else in the file has a comma or a point.
    """
    own, cells = columns(table), list[tuple[int, int, str]]()
    held = [n for n, title in enumerate(header) if title in own and own[title].type == "number"]
    for row, line in enumerate(body):
        cells += [(row, n, line[n].strip()) for n in held if n < len(line)]
    found = [cell for cell in cells if DOTTED.fullmatch(cell[2])]
    others = [text for _, _, text in cells if not DOTTED.fullmatch(text)]
    comma = any(map(CONTINENTAL.fullmatch, others))
    point = any("." in text and number(text) == number(text) for text in others)
    if comma and not point:
        for row, n, text in found:
            body[row][n] = text.replace(".", "")
    return [(row + 1, (header[n], text)) for row, n, text in found if comma == point]


def row_of(table: str, typed: dict[str, str], continental: bool = False) -> Cells:
    """Return a row in the forms of the contract, as far as what was typed is certain."""
    own = columns(table)
    cells = Cells({
        name: meant(own[name], text, continental=continental) if name in own else text.strip()
        for name, text in typed.items()
    })  # fmt: skip
    value, part = cells["value"], TO_DATE.fullmatch(cells["period"])
    if part and cells["basis"] in {"", "ytd"}:
        cells |= {"period": f"{part[1]}-{part[2]:0>2}", "basis": "ytd"}
    if value and math.isnan(number(value)) and "unit" in own:
        amount, unit, bound, about = quantity(value, cells["unit"])
        if table == "observations":
            cells["bound"] = cells["bound"] or bound
            cells["note"] = cells["note"] or (value if about else "")
        if table == "observations" or not bound:
            cells |= {"value": amount, "unit": unit}
    return cells


def _fill(tables: dict[str, Table]) -> None:
    """Put in what an empty cell means, and whose figure it is where a plan has one entity."""
    entities = [cells["entity_id"] for cells in tables["entities"].rows]
    for table in (tables["targets"], tables["observations"]):
        own = {n: v for n, v in DEFAULTS.items() if n in columns(table.name)}
        if len(entities) == 1:
            own["entity_id"] = entities[0]
            table.columns.append("entity_id")
        for cells in table.rows:
            cells.update({name: value for name, value in own.items() if not cells[name]})


def _cells(table: Table, languages: Iterable[str], codes_in: str) -> Iterator[Problem]:
    for name, column in columns(table.name).items():
        asked = column.need in {"required", "default"} and spoken(name, languages)
        if column.need == "default" and name not in table.columns and table.rows:
            yield problem("no_column", table.head, name)
        for cells in table.rows:
            if value := cells[name]:
                for rule, more in _faults(value, column, codes_in):
                    yield problem(rule, cells.at, name, value, **more)
            elif asked and name in table.columns:
                yield problem("empty", cells.at, name)


def _faults(
    value: str, column: Column, codes_in: str = ""
) -> Iterator[tuple[str, dict[str, object]]]:
    kind, size = column.type, abs(number(value))
    if garbled(value):
        yield "control_character", {}
    elif kind == "number" and math.isnan(size):
        yield "bad_number", {}
    elif kind == "number" and size > MOST:
        yield "out_of_range", {"low": -MOST, "high": MOST}
    elif kind == "date" and not is_date(value):
        yield "bad_date", {}
    elif column.values and value not in column.values:
        yield "not_listed", {"listed": ", ".join(word(column, c, codes_in) for c in column.values)}
    elif not column.shortest <= len(value) <= column.longest:
        yield "bad_length", {"low": column.shortest, "high": round(column.longest)}
    elif kind == "time" and not re.fullmatch(column.form, value, re.ASCII):
        yield "bad_time", {}
    elif kind in {"time", "period"} and not Cells(at=value).period("at").label:
        yield "bad_period", {}
    elif kind != "string" or not column.form or re.fullmatch(column.form, value, re.ASCII):
        return
    elif column.form == ID:
        yield "bad_id", {}
    else:
        yield "bad_form", {"pattern": column.form}


def _ids(table: Table, tables: dict[str, Table]) -> Iterator[Problem]:
    """Keys that occur twice; ids that no other table knows. A lost column makes none of either."""
    names, seen = key(table.name), dict[tuple[str, ...], Cells]()
    for cells in table.rows if {*names} <= {*table.columns} else ():
        values = tuple(cells[name] for name in names)
        if (first := seen.setdefault(values, cells)) is not cells:
            column, value = ", ".join(names), " ".join(values)
            yield problem("duplicate_key", cells.at, column, value, first=first.at.row)
    for link in (column for column in columns(table.name).values() if column.refers):
        there, name = tables[link.refers], key(link.refers)[0]
        known = {"", *(cells[name] for cells in there.rows)}
        for cells in table.rows if name in there.columns else ():
            if (value := cells[link.column]) not in known:
                yield problem(
                    "unknown_id", cells.at, link.column, value, table=f"{link.refers}.csv"
                )
