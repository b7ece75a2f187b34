"""The sheets of a workbook that somebody filled in, as cells: nothing of a file is trusted."""

import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, time
from decimal import Decimal
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
from openpyxl.utils import range_boundaries

from planpace.plan.problems import PlanError, problem
from planpace.plan.schema import Column, contract
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
