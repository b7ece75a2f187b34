"""Faults to plant into a workbook that `planpace export` wrote, each with what must come of it.

A fault changes the file and returns what it asks of `planpace import`: `same!`, taken with the
plan's values; `same`, so or refused; `refused`; `at PLACE`, refused or warned of in that place;
nothing, but that it does not crash.
"""

from __future__ import annotations

import os
import random
import re
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter

from planpace.plan.schema import Column, columns, contract

HEAD = 2  # the row of the contract's names; data begin below it


class Sheets:
    """A workbook to be spoilt, by its cells or by its parts."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def open(self) -> Any:
        """The workbook as openpyxl reads it."""
        return openpyxl.load_workbook(self.path)

    def tables(self, book: Any, least: int = HEAD + 1) -> list[Any]:
        """The sheets of tables with some rows."""
        return [s for s in book if s.title in contract() and s.max_row >= least]

    def parts(self, change: Callable[[str, bytes], bytes | None], **more: bytes) -> None:
        """Write the file again with its parts changed (None: left out) and some more."""
        with zipfile.ZipFile(self.path) as file:
            held = {name: file.read(name) for name in file.namelist()}
        with zipfile.ZipFile(self.path, "w", zipfile.ZIP_DEFLATED) as file:
            for name, part in held.items():
                if (kept := change(name, part)) is not None:
                    file.writestr(name, kept)
            for name, part in more.items():
                file.writestr(name, part)


Spoiler = Callable[[random.Random, Sheets], str]
WORKBOOK_FAULTS: dict[str, Spoiler] = {}
"""Each kind of fault by its name."""


def spoils(kind: str) -> Callable[[Spoiler], Spoiler]:
    """Register a fault under its kind."""

    def registered(spoiler: Spoiler) -> Spoiler:
        WORKBOOK_FAULTS[kind] = spoiler
        return spoiler

    return registered


def _of_sheet(kind: str, change: Callable[[random.Random, Any, Any], str], least: int = 3) -> None:
    """Register a fault of one table's sheet: it is given the workbook and the sheet."""

    def spoil(rng: random.Random, sheets: Sheets) -> str:
        book = sheets.open()
        demand = change(rng, book, rng.choice(sheets.tables(book, least)))
        book.save(sheets.path)
        return demand

    WORKBOOK_FAULTS[kind] = spoil


def _of_cell(
    kind: str, wanted: Callable[[Column], bool], value: Callable[[random.Random, Any], Any],
    demand: str = "",
) -> None:  # fmt: skip
    """Register a fault of one filled cell; without a demand it must be named in its place."""

    def spoil(rng: random.Random, sheets: Sheets) -> str:
        book = sheets.open()
        places = [(sheet, cell, sheet.cell(HEAD, cell.column).value)
                  for sheet in sheets.tables(book) for row in sheet.iter_rows(HEAD + 1)
                  for cell in row if cell.value is not None]  # fmt: skip
        places = [
            p for p in places if p[2] in columns(p[0].title) and wanted(columns(p[0].title)[p[2]])
        ]
        sheet, cell, name = rng.choice(places)
        new = value(rng, cell)
        if new is not None:
            cell.value = new
        book.save(sheets.path)
        return demand or f"at book.xlsx[{sheet.title}]:{cell.row} {name}"

    WORKBOOK_FAULTS[kind] = spoil


def _named(sheet: Any) -> str:
    return f"at book.xlsx[{sheet.title}]"


# --- headers and sheets ------------------------------------------------------------------------


def _titles(rng: random.Random, book: Any, sheet: Any) -> str:
    rows = rng.randint(1, 5)
    sheet.insert_rows(1, rows)
    sheet.cell(1, 1).value = "编造的表：各项数据"
    if rng.random() < 0.5:
        sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=sheet.max_column)
    return "same!"


def _rows_gone(*rows: int) -> Callable[[random.Random, Any, Any], str]:
    def change(rng: random.Random, book: Any, sheet: Any) -> str:
        for row in sorted(rows, reverse=True):
            sheet.delete_rows(row)
        return "same!" if len(rows) == 1 else _named(sheet)

    return change


def _renamed(rng: random.Random, book: Any, sheet: Any) -> str:
    of = contract()[sheet.title][""]
    sheet.title = rng.choice([of.name_zh, of.name_en, sheet.title.upper()])
    return "same!"


def _garbage(rng: random.Random, book: Any, sheet: Any) -> str:
    sheet.title = rng.choice(["Sheet1", "表1", "x" * 31, "~", "目 标 2"])
    return "same!"  # what the workbook does not have stays as it is


def _removed(rng: random.Random, book: Any, sheet: Any) -> str:
    del book[sheet.title]
    return "same!"


def _again(rng: random.Random, book: Any, sheet: Any) -> str:
    book.copy_worksheet(sheet).title = contract()[sheet.title][""].name_zh
    return "refused"


def _merged_header(rng: random.Random, book: Any, sheet: Any) -> str:
    at = rng.randrange(1, sheet.max_column)
    sheet.merge_cells(start_row=1, start_column=at, end_row=1, end_column=at + 1)
    return "same!"


def _spaced(rng: random.Random, book: Any, sheet: Any) -> str:
    for cell in (*sheet[1], *sheet[2]):
        cell.value = f" {cell.value}\u3000" if cell.value else cell.value
    return "same!"


def _twice(rng: random.Random, book: Any, sheet: Any) -> str:
    name = rng.choice([c.value for c in sheet[HEAD] if c.value])
    sheet.cell(HEAD, sheet.max_column + 1).value = name
    sheet.cell(HEAD + 1, sheet.max_column).value = "x"
    return f"{_named(sheet)}:{HEAD} {name}"


def _colour(rng: random.Random, book: Any, sheet: Any) -> str:
    sheet.cell(HEAD, sheet.max_column + 1).value = "colour"
    sheet.cell(HEAD + 1, sheet.max_column).value = "red"
    return f"{_named(sheet)}:{HEAD} colour"


def _hidden_more(rng: random.Random, book: Any, sheet: Any) -> str:
    at = sheet.max_column + 1
    sheet.cell(HEAD, at).value = "colour"
    sheet.cell(HEAD + 1, at).value = "red"
    sheet.column_dimensions[get_column_letter(at)].hidden = True
    return "same!"


def _hidden(rng: random.Random, book: Any, sheet: Any) -> str:
    at = rng.randint(1, sheet.max_column)
    sheet.column_dimensions[get_column_letter(at)].hidden = True
    return "same"


def _moved(rng: random.Random, book: Any, sheet: Any) -> str:
    sheet.insert_cols(1, rng.randint(1, 3))
    return "same!"


def _blank_rows(rng: random.Random, book: Any, sheet: Any) -> str:
    sheet.insert_rows(rng.randint(HEAD + 1, sheet.max_row), rng.randint(1, 40))
    return "same!"


def _far(rng: random.Random, book: Any, sheet: Any) -> str:
    sheet.cell(rng.choice([20_000, 1_048_576]), rng.choice([50, 16_384])).value = "x"
    return "same"


def _many(rng: random.Random, book: Any, sheet: Any) -> str:
    for n in range(150):
        book.create_sheet(f"sheet {n}")["A1"] = "nothing"
    return "same!"


def _merged_down(rng: random.Random, book: Any, sheet: Any) -> str:
    row, at = rng.randint(HEAD + 1, sheet.max_row - 1), rng.randint(1, sheet.max_column)
    sheet.merge_cells(start_row=row, start_column=at, end_row=row + 1, end_column=at)
    return ""


def _merged_across(rng: random.Random, book: Any, sheet: Any) -> str:
    row, at = rng.randint(HEAD + 1, sheet.max_row), rng.randrange(1, sheet.max_column)
    sheet.merge_cells(start_row=row, start_column=at, end_row=row, end_column=at + 1)
    return ""


for _kind, _change, _least in (
    ("header below titles", _titles, 3), ("contract's names gone", _rows_gone(2), 3),
    ("reader's names gone", _rows_gone(1), 3), ("no header", _rows_gone(1, 2), 3),
    ("sheet in another language", _renamed, 3), ("sheet of another name", _garbage, 3),
    ("sheet gone", _removed, 3), ("sheet twice", _again, 3), ("merged header", _merged_header, 3),
    ("spaces in the header", _spaced, 3), ("column twice in a sheet", _twice, 3),
    ("column that nobody knows", _colour, 3), ("hidden column of somebody's", _hidden_more, 3),
    ("hidden column of the plan's", _hidden, 3), ("empty columns before", _moved, 3),
    ("empty rows between", _blank_rows, 4), ("a cell far away", _far, 3),
    ("150 more sheets", _many, 3), ("cells merged down", _merged_down, 4),
    ("cells merged across", _merged_across, 3),
):  # fmt: skip
    _of_sheet(_kind, _change, _least)


# --- cells -------------------------------------------------------------------------------------


def _number(column: Column) -> bool:
    return column.type == "number"


def _as(kind: str, value: Any) -> Callable[[random.Random, Any], None]:
    """Put a value of a type into a cell."""

    def put(rng: random.Random, cell: Any) -> None:
        cell.value, cell.data_type = value, kind

    return put


def _to_date(rng: random.Random, cell: Any) -> Any:
    cell.number_format = "yyyy/m/d"
    return datetime.fromisoformat(str(cell.value)[:10])


_of_cell("formula without a result", lambda c: True, lambda rng, cell: "=1+1")
_of_cell("error in a cell", lambda c: True, _as("e", "#N/A"))
_of_cell("true for a number", _number, lambda rng, cell: True)
_of_cell("day for a number", _number, lambda rng, cell: datetime(2020, 3, 1))
_of_cell("hour for a number", _number, lambda rng, cell: datetime(2020, 3, 1, 9, 30))
_of_cell("huge number in a cell", _number, lambda rng, cell: rng.choice([1e300, -1e17, 10**40]))
_of_cell(
    "words for a number", _number, lambda rng, cell: rng.choice(["much", "见附件", "1/2", "#"])
)
_of_cell("cell of 1 MB in a workbook", lambda c: c.type == "string" and not c.values,
         _as("s", "x" * 1_000_000))  # fmt: skip
_of_cell("line break in a cell", lambda c: c.column.startswith("name_"), lambda rng, cell: "a\nb")
_of_cell("hidden character in a cell", lambda c: c.column.startswith("name_"),
         lambda rng, cell: rng.choice(["a\u202eb", "a\u200bb", "a\ue000b"]))  # fmt: skip
_of_cell("word outside a list", lambda c: bool(c.values) and c.need == "required",
         lambda rng, cell: "sideways")  # fmt: skip
_of_cell("number for a word", lambda c: bool(c.values) and c.need == "required",
         lambda rng, cell: 12.5)  # fmt: skip
_of_cell("a day that is none", lambda c: c.type == "date", lambda rng, cell: rng.choice(
    ["2020-02-30", 44_000, "3/4/2020", datetime(1850, 1, 1), True]))  # fmt: skip
_of_cell("day as a day", lambda c: c.type == "date", _to_date, "same!")
_of_cell("number as text", _number, lambda rng, cell: str(cell.value), "same!")
_of_cell("full-width digits", _number, lambda rng, cell: re.sub(
    r"\d", lambda m: chr(ord(m[0]) + 0xFEE0), str(cell.value)), "same!")  # fmt: skip
_of_cell("text that is like a formula", lambda c: c.column in {"note", "title"},
         _as("s", "=cmd|' /C calc'!A0"), "alive")  # fmt: skip
_of_cell("text that is like markup", lambda c: c.column.startswith("name_"),
         _as("s", "<script>alert(1)</script>"), "alive")  # fmt: skip
_of_cell("escaped control character", lambda c: c.column.startswith("name_"),
         _as("s", "a_x0007_b"), "alive")  # fmt: skip


# --- the file ------------------------------------------------------------------------------------


def _of_file(kind: str, demand: str, change: Callable[[random.Random, Sheets], object]) -> None:
    def spoil(rng: random.Random, sheets: Sheets) -> str:
        change(rng, sheets)
        return demand

    WORKBOOK_FAULTS[kind] = spoil


def _instead(make: Callable[[random.Random, Path, bytes], object]) -> Callable[..., object]:
    """Put something else in the file's place."""

    def change(rng: random.Random, sheets: Sheets) -> object:
        held = sheets.path.read_bytes()
        sheets.path.unlink()
        return make(rng, sheets.path, held)

    return change


def _parts(of: str, change: Callable[[bytes], bytes | None]) -> Callable[..., object]:
    return lambda rng, sheets: sheets.parts(
        lambda name, part: change(part) if re.search(of, name) else part)  # fmt: skip


DTD = (b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
       b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>')  # fmt: skip
OUTSIDE = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def _declares(rng: random.Random, sheets: Sheets) -> None:
    of, what = rng.choice(["sharedStrings", "sheet3", "workbook.xml$"]), rng.choice([DTD, OUTSIDE])
    code = rng.choice(["utf-8", "utf-16"])

    def change(part: bytes) -> bytes:
        body = re.sub(rb"^<\?xml.*?\?>\s*", b"", part)
        return (what + body).decode().encode(code)

    _parts(of, change)(rng, sheets)


def _external(rng: random.Random, sheets: Sheets) -> None:
    link = (b'<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
            b'<externalBook/></externalLink>')  # fmt: skip
    sheets.parts(lambda name, part: part, **{"xl/externalLinks/externalLink1.xml": link,
                                             "../../outside.xml": b"<x/>"})  # fmt: skip


def _bomb(rng: random.Random, sheets: Sheets) -> None:
    with zipfile.ZipFile(sheets.path, "a", zipfile.ZIP_DEFLATED) as file:
        for n in range(4):
            file.writestr(f"xl/media/{n}.xml", b"\0" * 50_000_000)


def _row_bomb(rng: random.Random, sheets: Sheets) -> None:
    rows = b'<row r="9"><c r="XFD9" t="s"><v>0</v></c></row>' * 1_200_000
    _parts("sheet3.xml$", lambda part: part.replace(b"</sheetData>", rows + b"</sheetData>"))(
        rng, sheets)  # fmt: skip


def _lies(rng: random.Random, sheets: Sheets) -> None:
    _parts(
        "worksheets/",
        lambda part: re.sub(
            rb'<dimension ref="[^"]*"',
            rng.choice([b'<dimension ref="A1:XFD1048576"', b'<dimension ref="A1"']),
            part,
        ),
    )(rng, sheets)


MERGED = b"".join(b'<mergeCell ref="A%d:XFD1048576"/>' % n for n in range(3, 60))

for _kind, _demand, _way in (
    ("everything merged", "", _parts("sheet4.xml$", lambda part: part.replace(
        b"</sheetData>", b"</sheetData><mergeCells>" + MERGED + b"</mergeCells>"))),
    ("columns merged to the end", "", _parts("sheet4.xml$", lambda part: part.replace(
        b"</sheetData>", b"</sheetData><mergeCells>" + MERGED.replace(b"XFD", b"A")
        + b"</mergeCells>"))),
    ("zip bomb", "refused", _bomb), ("bomb of rows", "", _row_bomb),
    ("declared entities", "refused", _declares), ("link to another workbook", "same!", _external),
    ("a sheet that lies of its size", "same!", _lies),
    ("types of its parts gone", "same", _parts("Content_Types", lambda part: None)),
    ("types of its parts wrong", "same", _parts("Content_Types", lambda part: b"<Types/>")),
    ("a sheet's part gone", "same", _parts("sheet4.xml$", lambda part: None)),
    ("a sheet's part cut off", "refused", _parts("sheet4.xml$", lambda part: part[:-200])),
    ("texts gone", "same", _parts("sharedStrings", lambda part: None)),
    ("texts fewer", "", _parts("sharedStrings", lambda part: re.sub(
        rb"<si>.*?</si>", b"", part, count=3))),
    ("styles broken", "same", _parts("styles", lambda part: b"<styleSheet/>")),
    ("styles gone", "same", _parts("styles", lambda part: None)),
    ("relations broken", "same", _parts("workbook.xml.rels", lambda part: part.replace(
        b"sheet4", b"../../../../etc/passwd"))),
    ("cells' numbers broken", "", _parts("sheet4.xml$", lambda part: re.sub(
        rb'<c r="[A-Z]+', b'<c r="ZZZZ', part))),
    ("no number in a number", "", _parts("sheet8.xml$", lambda part: re.sub(
        rb"<v>\d+", b"<v>1e999", part))),
    ("workbook cut off", "refused", _instead(lambda rng, path, held: path.write_bytes(
        held[: rng.randrange(1, len(held) - 100)]))),
    ("bytes of it changed", "", _instead(lambda rng, path, held: path.write_bytes(
        bytes(b ^ (rng.random() < 0.001) for b in held)))),
    ("folder for a workbook", "refused", _instead(lambda rng, path, held: path.mkdir())),
    ("nothing there", "refused", _instead(lambda rng, path, held: None)),
    ("pipe or device", "refused", _instead(lambda rng, path, held: (
        os.mkfifo(path) if rng.random() < 0.5 else path.symlink_to("/dev/zero")))),
    ("another file's content", "refused", _instead(lambda rng, path, held: path.write_bytes(
        rng.choice([b"", b"a,b\n1,2\n", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, b"PK",
                    b"PK\3\4" + b"\0" * 99, b"%PDF-1.4", b"<html>"])))),
):  # fmt: skip
    _of_file(_kind, _demand, _way)


@spoils("settings that are none, in a workbook")
def _settings(rng: random.Random, sheets: Sheets) -> str:
    book = sheets.open()
    sheet = book["plan"]
    key, value, demand = rng.choice([
        ("languages", "xx", "refused"), ("published", "soon", "refused"), ("name_en", "a\nb", ""),
        ("bands.ahead", "x", "refused"), ("bands.ahed", "5", "refused"),
        ("bands", "[" * 30_000, ""), ("package", "[" * 30_000, ""), ("columns", "5", ""),
        ("columns.targets", "5", ""), ("package", "5", ""), ("publishers.x", "y", ""),
        ("publishers.x.y.z", "y", ""), ("a" * 40_000 + ".b", "y", ""),
        ("bands" + ".x" * 9_000, "5", ""), ("colour", "red", ""), ("languages.x", "5", ""),
        ("published.x", "5", ""), ("name_en.x", "5", ""),
    ])  # fmt: skip
    cells = {sheet.cell(n, 1).value: n for n in range(1, sheet.max_row + 1)}
    row = cells.get(key, sheet.max_row + 1)
    sheet.cell(row, 1).value, sheet.cell(row, 2).value = key, value
    book.save(sheets.path)
    return demand
