"""A report as an XLSX workbook: real numbers, text that stays text, the same bytes each time."""

import io
from datetime import datetime
from typing import Any

import xlsxwriter

from planpace.briefings.scope import Scope
from planpace.briefings.workbook import Sheet, sheets
from planpace.words.numbers import decimals

FORMATS = {"text": "@", "number": "General", "share": "0.0%", "points": "+0.0;-0.0;0.0"}
ROUGH = {"pace_observed", "pace_required"}  # computed, and so no more exact than three figures
WIDTHS = {"text": 18, "number": 13, "share": 11, "points": 11}
WIDE = {"target": 34, "reason": 80, "document": 40, "publisher": 28, "address": 44, "quote": 34,
        "note": 40, "how": 60}  # fmt: skip
SAFE = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


def workbook(here: Scope) -> bytes:
    """Return the report of a scope as XLSX."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, SAFE) as book:
        created = datetime.fromisoformat(here.as_of)
        book.set_properties({"title": here.plan.name(here.language), "created": created})
        head = book.add_format({"bold": True, "bottom": 2, "text_wrap": True, "valign": "top"})
        for sheet in sheets(here):
            page = book.add_worksheet(sheet.name)
            for place, (key, form) in enumerate(zip(sheet.keys, sheet.forms, strict=True)):
                page.write_string(0, place, sheet.table.columns[place], head)
                look = book.add_format({"num_format": FORMATS[form]})
                page.set_column(place, place, WIDE.get(key, WIDTHS[form]), look)
                _column(book, page, sheet, place, here.language)
            page.freeze_panes(1, 1)
            page.autofilter(0, 0, max(len(sheet.table), 1), len(sheet.keys) - 1)
            if "position" in sheet.keys and sheet.table.iloc[:, sheet.keys.index("position")].any():
                _chart(book, page, sheet)
    return buffer.getvalue()


def _column(book: Any, page: Any, sheet: Sheet, place: int, language: str) -> None:
    """Texts and numbers, amounts with the decimals and thousands marks that the page gives them."""
    rough, whole = sheet.keys[place] in ROUGH, "0" if language == "zh" else "#,##0"
    amount = sheet.forms[place] == "number"
    for row, value in enumerate(sheet.table.iloc[:, place].tolist(), start=1):
        if isinstance(value, str):
            page.write_string(row, place, value)
        elif value == value and value is not None:
            code = f"{whole}.{'0' * decimals(value, rough=rough)}".rstrip(".")
            look = book.add_format({"num_format": code}) if amount else None
            page.write_number(row, place, value, look)


def _chart(book: Any, page: Any, sheet: Sheet) -> None:
    target, position = sheet.keys.index("target"), sheet.keys.index("position")
    last, chart = len(sheet.table), book.add_chart({"type": "bar"})
    chart.add_series({
        "categories": [sheet.name, 1, target, last, target], "fill": {"color": "#12436D"},
        "values": [sheet.name, 1, position, last, position], "name": sheet.table.columns[position],
    })  # fmt: skip
    chart.set_legend({"none": True})
    chart.set_y_axis({"reverse": True, "label_position": "low"})
    chart.set_size({"width": 760, "height": 90 + 24 * last})
    page.insert_chart(last + 2, 1, chart)
