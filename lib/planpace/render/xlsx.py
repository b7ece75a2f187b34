"""A report as an XLSX workbook: real numbers, text that stays text, the same bytes each time.

Amounts stand in the unit and with the decimals in which the page shows them; the columns of each
sheet, with their form and width, are listed in `tables.csv`.
"""

import io
from datetime import datetime
from typing import Any

import pandas as pd
import xlsxwriter

from planpace.analysis.assess import Assessment
from planpace.analysis.formulas import NAN
from planpace.analysis.trace import Step
from planpace.briefings.annex import LISTED
from planpace.briefings.blocks import columns
from planpace.briefings.frames import Rows, tabled
from planpace.briefings.page_one import paces
from planpace.briefings.scope import Scope
from planpace.words.numbers import decimals
from planpace.words.units import is_rank, written

FORMATS = {
    "text": "@", "number": "General", "rough": "General", "share": "0.0%",
    "points": "+0.0;-0.0;0.0",
}  # fmt: skip
"""How each form of column is written; an amount, also a rough one, has the decimals of its own."""
PLAIN = {"form": "text", "width": "18"}  # a column that no table lists: a method
SAFE = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


def workbook(here: Scope) -> bytes:
    """Return the report of a scope as XLSX."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, SAFE) as book:
        created = datetime.fromisoformat(here.as_of)
        book.set_properties({"title": here.plan.name(here.language), "created": created})
        for name, rows in _sheets(here).items():
            _write(book, here, name, rows)
    return buffer.getvalue()


def _write(book: Any, here: Scope, name: str, rows: Rows) -> None:
    """A sheet: texts and numbers, amounts with the decimals and thousands marks of the page."""
    listed, title = columns(f"sheet.{name}"), here.say(f"sheet.{name}")
    table = tabled(f"sheet.{name}", rows, (key for _, told in rows for key in told))
    page, whole = book.add_worksheet(title), "0" if here.language == "zh" else "#,##0"
    head = book.add_format({"bold": True, "bottom": 2, "text_wrap": True, "valign": "top"})
    for place, key in enumerate(table):
        column = listed.get(str(key), PLAIN)
        form, width = column["form"], int(column["width"])
        page.write_string(0, place, here.say(f"header.{key}"), head)
        page.set_column(place, place, width, book.add_format({"num_format": FORMATS[form]}))
        for row, value in enumerate(table[key].tolist(), start=1):
            if isinstance(value, str):
                page.write_string(row, place, value)
            elif value == value and value is not None:
                code = f"{whole}.{'0' * decimals(value, rough=form == 'rough')}".rstrip(".")
                look = {"num_format": code} if FORMATS[form] == "General" else None
                page.write_number(row, place, value, look and book.add_format(look))
    page.freeze_panes(1, 1)
    page.autofilter(0, 0, max(len(table), 1), len(table.columns) - 1)
    if "position" in table and table.position.any():
        page.insert_chart(len(table) + 2, 1, _chart(book, here, title, table))


def _chart(book: Any, here: Scope, title: str, table: pd.DataFrame) -> Any:
    target, position = map(table.columns.get_loc, ("target", "position"))
    last, chart = len(table), book.add_chart({"type": "bar"})
    chart.add_series({
        "categories": [title, 1, target, last, target], "fill": {"color": "#12436D"},
        "values": [title, 1, position, last, position], "name": here.say("header.position"),
    })  # fmt: skip
    chart.set_legend({"none": True})
    chart.set_y_axis({"reverse": True, "label_position": "low"})
    chart.set_size({"width": 760, "height": 90 + 24 * last})
    return chart


def _sheets(here: Scope) -> dict[str, Rows]:
    """What each sheet is about, row by row: status, series, provenance and methods."""
    say, status, provenance, methods = here.say, [], [], []
    for one in here.rows:
        name, judged = here.reading(one.target), one.verdict
        outlook = here.optional(f"outlook.{one.odds.outlook}")
        told = {"target": name, "verdict": here.shaped(judged.status, judged.word)}
        reasons = {"outlook": outlook, "reason": here.why(one)}
        status.append((one, told | _amounts(here, one) | reasons))
        steps = here.trails[one.target.target_id]
        provenance += [(step, _origin(here, one, step)) for step in steps]
        said = {method: say(f"opinion.{word}") for method, word in judged.opinions.items()}
        methods += [(one, {"target": name, **said})] if said else []
    series = []
    for row in sorted(here.figures, key=LISTED):
        unit, factor = written(row.unit, here.language, abs(row.value))
        series.append((row, {
            "indicator": here.indicator(row.indicator_id),
            "entity": here.named(here.plan.entity[row.entity_id]),
            "basis": say(f"basis.{row.basis}"), "data_status": say(f"data.{row.status}"),
            "bound": here.optional(f"header.{row.bound}"), "value": row.value * factor,
            "unit": unit,
        }))  # fmt: skip
    return {"status": status, "series": series, "provenance": provenance, "methods": methods}


def _amounts(here: Scope, one: Assessment) -> dict[str, object]:
    """The amounts of a verdict in the unit of its page, less those that have no meaning there."""
    verdict, (observed, needed) = one.verdict, paces(here, one)
    apart = one.kind.course == "state" or is_rank(one.unit)  # places and yes or no have no gap
    numbers = {
        "baseline": verdict.baseline, "latest": verdict.latest, "goal": verdict.threshold,
        "later": verdict.later, "gap": NAN if apart else verdict.gap,
        "pace_observed": observed, "pace_required": needed,
    }  # fmt: skip
    factor = written(one.unit, here.language, verdict.size)[1]
    return {"unit": here.unit(one)} | {name: value * factor for name, value in numbers.items()}


def _origin(here: Scope, one: Assessment, step: Step) -> dict[str, object]:
    """Where one number comes from, in words."""
    source, goal = here.source(step.source_id), step.number == "threshold"
    unit, factor = written(step.unit, here.language, one.verdict.size)
    return {
        "number": here.say(f"number.{step.number}"), "how": here.how(step.how, one.verdict.size),
        "value": step.value * factor, "unit": unit,
        "clarity": here.say(f"clarity.{one.target.clarity}") if goal else "",
        "note": here.named(one.target, "note") if goal else "", "locator": here.line(step.locator),
        "document": source.title, "publisher": source.publisher, "address": source.url,
    }  # fmt: skip
