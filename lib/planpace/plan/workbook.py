"""A plan as a workbook to fill in, and the cells of one that was: nothing of a file is trusted."""

import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, time
from decimal import Decimal
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import xlsxwriter
from openpyxl.utils import range_boundaries
from xlsxwriter.utility import xl_col_to_name

from planpace.plan.problems import Place, PlanError, problem
from planpace.plan.read import Table
from planpace.plan.schema import Column, columns, contract, key, word
from planpace.words.say import languages, say

LARGEST, PARTS, CELLS = 64_000_000, 1_000, 20_000_000  # bytes and parts unpacked; rows × columns
DECLARED = re.compile(rb"<!(DOCTYPE|ENTITY)|<\0!\0|\0<\0!")  # of which bombs are made; UTF-16 too
BLANK = re.compile(rb'<c r="\w+"(?: s="\d+")?\s*(?:/>|></c>)')  # formatted, never filled in
BARE = re.compile(rb'<row r="\d+"[^<>]*?(?:/>|>\s*</row>)')
FORMULA, MERGED = re.compile(rb"<f[ />]"), re.compile(rb'<mergeCell ref="(\w+:\w+)"')
HIDDEN = re.compile(rb'<col (?=[^>]*hidden="(?:1|true)")[^>]*>')
LITERAL = re.compile(r'\[.*?\]|"[^"]*"|\\.')  # of a number's format: what is only printed
Grid = dict[int, dict[int, Any]]
"""A sheet's cells by row and column; a merged column's cell stands in each of its rows."""

# A sheet that shows: its name, its cells, its hidden columns.
Page = NamedTuple("Page", [("title", str), ("cells", Grid), ("hidden", set[int])])

SERIES = ("indicator_id", "entity_id", "basis", "unit", "status", "source_id", "published")
"""What the sheet `series` says of each row, before its years."""
SAFE = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
ALLOWED = ("format_cells", "format_columns", "format_rows", "insert_columns", "insert_rows",
           "delete_columns", "delete_rows", "sort", "autofilter")  # fmt: skip
PLACES, REACH, LONGEST = 15, 3_000, 32_767  # decimals; rows with drop-downs; Excel's longest text
Rows = tuple[list[str], Sequence[Mapping[str, str]]]
"""A sheet: its columns in order, and its rows as text."""

# What all sheets share: the formats of headers and of free cells, the drop-downs' ranges.
Pen = NamedTuple("Pen", [
    ("head", Any), ("free", list[Any]), ("choices", dict[Column, str]), ("languages", list[str]),
])  # fmt: skip


def pages(path: Path) -> list[Page]:
    """Return the sheets of a workbook that show; PlanError where it is none or may do harm."""
    if not path.is_file():
        raise PlanError([problem("no_file" if path.exists() else "no_workbook", path.name)])
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of drop-downs and styles that openpyxl passes over
            return [*_pages(_parts(path))]
    except (OSError, PlanError):
        raise
    except Exception as error:  # whatever a damaged file makes of zip, XML and openpyxl
        told = f"{type(error).__name__}: {error}"
        raise PlanError([problem("not_workbook", path.name, value=told)]) from error


def _parts(path: Path) -> dict[str, bytes]:
    """The parts of a workbook that hold text, without the cells that hold nothing."""
    parts = {}
    with zipfile.ZipFile(path) as file:
        listed = file.infolist()
        if len(listed) > PARTS or sum(part.file_size for part in listed) > LARGEST:
            raise PlanError([problem("too_large", path.name, limit=LARGEST // 10**6)])
        for name in (part.filename for part in listed if part.filename.endswith((".xml", ".rels"))):
            parts[name] = file.read(name)
            if DECLARED.search(parts[name]):
                raise ValueError(f"{name} declares entities")
            if "worksheets/" in name:
                held = parts[name] = BARE.sub(b"", BLANK.sub(b"", parts[name]))
                widest = max(map(len, re.findall(rb'<c r="([A-Z]+)', held)), default=0)
                if held.count(b"<row") * (16_384 if widest > 2 else 702) > CELLS:
                    raise PlanError([problem("too_large", path.name, limit=LARGEST // 10**6)])
    return parts


def _pages(parts: Mapping[str, bytes]) -> Iterator[Page]:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as file:
        for name, part in parts.items():
            file.writestr(name, part)
    computed, typed = (openpyxl.load_workbook(whole, read_only=True, data_only=data)
                       for data in (True, False))  # fmt: skip
    for page, other in zip(computed.worksheets, typed.worksheets, strict=True):
        if page.sheet_state != "visible":
            continue
        held = parts[page._worksheet_path.removeprefix("/")]
        cells = _cells(page)
        for row, found in (_cells(other) if FORMULA.search(held) else {}).items():
            uncounted = {n: cell for n, cell in found.items() if cell.data_type == "f"}
            cells[row] = uncounted | cells.get(row, {})
        _spread(cells, [range_boundaries(ref.decode()) for ref in MERGED.findall(held)])
        spans = (re.findall(rb'm(?:in|ax)="(\d+)"', col) for col in HIDDEN.findall(held))
        hidden = {n for first, last in (sorted(map(int, span)) for span in spans)
                  for n in range(first, min(last, 16_384) + 1)}  # fmt: skip
        yield Page(page.title, cells, hidden)


def _cells(page: Any) -> Grid:
    page.reset_dimensions()  # what a file says of its own size is not to be trusted
    grid = {
        n: {cell.column: cell for cell in row if cell.value not in (None, "")}
        for n, row in enumerate(page.iter_rows(), 1) if row
    }  # fmt: skip
    _ = {cell.number_format for row in grid.values() for cell in row.values()}  # damage shows here
    return {n: row for n, row in grid.items() if row}


def _spread(cells: Grid, merged: Iterable[tuple[int, int, int, int]]) -> None:
    """Repeat the cell of a merged column down its rows, where these hold anything else."""
    last, work = max(cells, default=0), 0
    for left, top, right, bottom in merged:
        cell = cells.get(top, {}).get(left)
        below = range(top + 1, min(bottom, last) + 1) if left == right and cell else range(0)
        work += len(below)
        if work > CELLS:
            raise ValueError("merged cells overlap")
        for row in below:
            if row in cells:
                cells[row].setdefault(left, cell)


def text(cell: Any, column: Column | None = None) -> str:
    """Return what a cell says: a number with the decimals it shows, a date by its format."""
    value, form = cell.value, LITERAL.sub("", cell.number_format or "").lower()
    if isinstance(value, bool):
        told = ("yes" if value else "") if column and column.values == ("yes",) else ""
        return told if column and column.values else str(value).upper()
    if isinstance(value, int | float):
        shown = re.search(r"\.(0+)", form) if column and column.type == "number" else None
        return exact(value, len(shown[1]) if shown else 0, percent="%" in form)
    if isinstance(value, datetime):
        if value.time() != time():
            return value.isoformat(" ")
        return f"{value:%Y-%m-%d}"[: 10 if "d" in form else 7 if "m" in form else 4]
    return str(value)


def exact(value: float, places: int, *, percent: bool = False) -> str:
    """A number with 15 figures, as spreadsheets keep them, and `places` decimals at least."""
    plain = f"{Decimal(f'{value * 100 if percent else value + 0.0:.15g}'):f}"
    whole, _, decimals = plain.partition(".")
    return f"{whole}.{decimals.ljust(places, '0')}".rstrip(".") + "%" * percent


def titles() -> dict[str, str]:
    """Return the tables, and the sheets `plan` and `series`, by each way of naming their sheet."""
    ways = dict[str, tuple[str, ...]]()
    for table, own in contract().items():
        ways[table] = (table, own[""].name_zh, own[""].name_en)
    for sheet in ("plan", "series"):
        named = (say(f"workbook.{sheet}", lang).split("|") for lang in languages())
        ways[sheet] = (sheet, *chain.from_iterable(named))
    return {way.casefold(): sheet for sheet, named in ways.items() for way in named}


def form(
    tables: Mapping[str, Table], options: list[dict[str, str]], years: Iterable[str],
    languages: Iterable[str],
) -> bytes:  # fmt: skip
    """Return tables as a workbook; `options` are the lines of its sheet `plan`."""
    buffer, spoken = io.BytesIO(), [*languages]
    book: Any = xlsxwriter.Workbook(buffer, SAFE)
    book.set_properties({"created": datetime(2000, 1, 1)})  # the same plan gives the same bytes
    page = book.add_worksheet(say("workbook.help", spoken[0]))
    page.set_column(0, 0, 110, book.add_format({"text_wrap": True, "valign": "top"}))
    told = "||".join(say("workbook.how", lang) for lang in spoken).split("|")
    for row, line in enumerate(told):  # LibreOffice keeps a row's height, whatever wraps in it
        page.set_row(row, 15 * (1 + sum(2 if c > "\u2e80" else 1 for c in line) // 110))
        page.write_string(row, 0, line)
    figures = [name for name in SERIES if name in tables["observations"].columns]
    held: dict[str, Rows] = {n: (table.columns, table.rows) for n, table in tables.items()}
    sheets = {"plan": (["key", "value"], options), **held, "series": ([*figures, *years], [])}
    pages = {name: book.add_worksheet(name) for name in sheets}
    codes = ("@", "General", *(f"0.{'0' * n}" for n in range(1, PLACES + 1)))
    free = [book.add_format({"locked": False, "num_format": code}) for code in codes]
    head = book.add_format({"bold": True, "bg_color": "#E8EEF4", "text_wrap": True, "bottom": 1})
    pen = Pen(head, free, _choices(book.add_worksheet("lists"), tables, spoken[0]), spoken)
    problems = [
        problem("bad_length", Place(name, row + 1, ""), column, low=0, high=LONGEST)
        for name, sheet in sheets.items() for row, column in _fill(pages[name], name, sheet, pen)
    ]  # fmt: skip
    book.close()
    if problems:
        raise PlanError(problems, spoken)
    return buffer.getvalue()


def _choices(lists: Any, tables: Mapping[str, Table], language: str) -> dict[Column, str]:
    """The ranges from which cells are picked: codes in words, on a hidden sheet; other ids."""
    lists.hide()
    found: dict[Column, str] = {}
    for column in (own for table in tables for own in columns(table).values()):
        if column.values:
            words, at = [word(column, c, language) for c in column.values], len(found)
            lists.write_column(0, at, words)
            found[column] = f"=lists!${xl_col_to_name(at)}$1:${xl_col_to_name(at)}${len(words)}"
        elif column.refers in tables:
            at = tables[column.refers].columns.index(key(column.refers)[0])
            letter, last = xl_col_to_name(at), max(REACH, len(tables[column.refers].rows) + 99)
            found[column] = f"={column.refers}!${letter}$3:${letter}${last}"
    return found


def _fill(page: Any, name: str, sheet: Rows, pen: Pen) -> list[tuple[int, str]]:
    """Write a sheet; return the cells that Excel cannot hold."""
    (fields, rows), lacking = sheet, list[tuple[int, str]]()
    own = columns(name if name in contract() else "observations")
    page.set_column(0, 16_383, 14, pen.free[0])  # text, so that 2020-06 stays what was typed
    for at, field in enumerate(fields):
        column = own.get(field)
        number = column.type == "number" if column else name == "series"
        column = None if name == "plan" else column
        wide = 80 <= column.longest < 1e9 if column else name == "plan"
        page.set_column(at, at, 32 if wide else 14, pen.free[number])
        title = say(f"workbook.{field}", pen.languages[0]) if name == "plan" else ""
        _head(page, at, field, column, pen, title)
        if choice := pen.choices.get(column) if column else "":  # a help: names are taken too
            rule = {"validate": "list", "source": choice, "show_error": False}
            page.data_validation(2, at, max(REACH, len(rows) + 99), at, rule)
        for row, cells in enumerate(rows, start=2):
            if not _put(page, row, at, cells.get(field, ""), column, pen):
                lacking.append((row, field))
    page.freeze_panes(2, 1)
    page.protect("", dict.fromkeys(ALLOWED, True))
    return lacking


def _head(page: Any, at: int, field: str, column: Column | None, pen: Pen, title: str) -> None:
    named = title or getattr(column, f"name_{pen.languages[0]}", field)
    page.write_string(0, at, named, pen.head)
    page.write_string(1, at, field, pen.head)
    notes = [getattr(column, f"note_{lang}") for lang in pen.languages] if column else []
    if any(notes):
        page.write_comment(0, at, "\n".join(notes), {"x_scale": 2})


def _put(page: Any, row: int, at: int, cell: str, column: Column | None, pen: Pen) -> bool:
    """Write a cell: a number as one where it comes back as it was, a code in words, else text."""
    places = len(cell.partition(".")[2])
    if not cell:
        return True
    if column and column.type == "number" and re.fullmatch(r"-?\d+(\.\d+)?", cell, re.ASCII):
        if places <= PLACES and exact(float(cell), places) == cell:
            return bool(page.write_number(row, at, float(cell), pen.free[places + 1]) == 0)
    elif column and cell in column.values:
        cell = word(column, cell, pen.languages[0])
    return bool(page.write_string(row, at, cell, pen.free[0]) == 0)
