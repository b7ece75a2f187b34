"""A plan's workbook to fill in: drop-downs, notes, headers that stay; the plan in it as it is."""

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from planpace.plan.problems import Place, PlanError, problem
from planpace.plan.schema import Column, columns, contract, key, word
from planpace.plan.workbook import exact
from planpace.words.say import say

SERIES = ("indicator_id", "entity_id", "basis", "unit", "status", "source_id", "published")
"""What the sheet `series` says of each row, before its years."""
SAFE = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
ALLOWED = ("format_cells", "format_columns", "format_rows", "insert_columns", "insert_rows",
           "delete_columns", "delete_rows", "sort", "autofilter")  # fmt: skip
PLACES, REACH, LONGEST = 15, 3_000, 32_767  # decimals; rows with drop-downs; Excel's longest text
Rows = tuple[list[str], Sequence[Mapping[str, str]]]
"""A table: its columns in order, and its rows as text."""

# What all sheets share: the formats of headers and of free cells, the drop-downs' ranges.
Pen = NamedTuple("Pen", [
    ("head", Any), ("free", list[Any]), ("choices", dict[Column, str]), ("languages", list[str]),
])  # fmt: skip


def form(
    tables: Mapping[str, Rows], options: list[dict[str, str]], years: Iterable[str],
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
    figures = [name for name in SERIES if name in tables["observations"][0]]
    sheets = {"plan": (["key", "value"], options), **tables, "series": ([*figures, *years], [])}
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


def _choices(lists: Any, tables: Mapping[str, Rows], language: str) -> dict[Column, str]:
    """The ranges from which cells are picked: codes in words, on a hidden sheet; other ids."""
    lists.hide()
    found: dict[Column, str] = {}
    for column in (own for table in tables for own in columns(table).values()):
        if column.values:
            words, at = [word(column, c, language) for c in column.values], len(found)
            lists.write_column(0, at, words)
            found[column] = f"=lists!${xl_col_to_name(at)}$1:${xl_col_to_name(at)}${len(words)}"
        elif column.refers in tables:
            at = tables[column.refers][0].index(key(column.refers)[0])
            letter, last = xl_col_to_name(at), max(REACH, len(tables[column.refers][1]) + 99)
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
