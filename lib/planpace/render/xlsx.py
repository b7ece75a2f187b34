"""A report as an XLSX workbook: status, series, provenance and methods as real numbers and text."""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import xlsxwriter

from planpace.analysis.opinions import read
from planpace.briefings.blocks import STATUS_SHAPES
from planpace.briefings.scope import Scope
from planpace.plan.read import each

TEXT, NUMBER, SHARE, POINTS = "text", "number", "share", "points"
FORMATS = {TEXT: "@", NUMBER: "#,##0.00##", SHARE: "0.0%", POINTS: "+0.0;-0.0;0.0"}
WIDTHS = {TEXT: 18, NUMBER: 13, SHARE: 11, POINTS: 11}
WIDE = {"target": 34, "reason": 80, "document": 40, "publisher": 28, "address": 44, "quote": 34,
        "note": 40, "how": 60}  # fmt: skip

Sheet = tuple[str, Sequence[tuple[str, str]], Iterable[Sequence[object]]]
"""A sheet's name, its columns (key of `header.*`, kind), and its rows."""


def workbook(scope: Scope) -> bytes:
    """Return the report of a scope as XLSX; the same data give the same bytes."""
    buffer = io.BytesIO()
    safe = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(buffer, safe)
    day = datetime.fromisoformat(scope.as_of)
    book.set_properties({"title": scope.plan.name(scope.language), "created": day})
    formats = {kind: book.add_format({"num_format": form}) for kind, form in FORMATS.items()}
    head = book.add_format({"bold": True, "bottom": 2, "text_wrap": True, "valign": "top"})
    for name, columns, rows in (
        _status(scope),
        _series(scope),
        _provenance(scope),
        _methods(scope),
    ):
        sheet = book.add_worksheet(scope.say(f"sheet.{name}"))
        count = _fill(scope, sheet, columns, rows, formats, head)
        if name == "status":
            _chart(scope, book, sheet, columns, count)
    book.close()
    return buffer.getvalue()


def _fill(
    scope: Scope,
    sheet: Any,
    columns: Sequence[tuple[str, str]],
    rows: Iterable[Sequence[object]],
    formats: dict[str, Any],
    head: Any,
) -> int:
    """Write a sheet and return how many rows it has; text is written as text, whatever it says."""
    for place, (key, kind) in enumerate(columns):
        sheet.write_string(0, place, scope.say(f"header.{key}"), head)
        sheet.set_column(place, place, WIDE.get(key, WIDTHS[kind]))
    count = 0
    for count, row in enumerate(rows, start=1):
        for place, (value, (_, kind)) in enumerate(zip(row, columns, strict=True)):
            if isinstance(value, float | int) and not isinstance(value, bool):
                if math.isfinite(value):
                    sheet.write_number(count, place, value, formats[kind])
            elif value:
                sheet.write_string(count, place, str(value), formats[TEXT])
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(count, 1), len(columns) - 1)
    return count


def _status(scope: Scope) -> Sheet:
    """One row per target: what `assess` says, with verdict and outlook in words."""
    columns = (
        ("id", TEXT), ("target", TEXT), ("unit", TEXT), ("baseline", NUMBER),
        ("baseline_period", TEXT), ("latest", NUMBER), ("latest_period", TEXT), ("goal", NUMBER),
        ("deadline", TEXT), ("gap", NUMBER), ("progress", SHARE), ("elapsed", SHARE),
        ("position", POINTS), ("pace_required", NUMBER), ("pace_observed", NUMBER),
        ("verdict", TEXT), ("outlook", TEXT), ("probability", SHARE), ("expected_period", TEXT),
        ("reason", TEXT),
    )  # fmt: skip
    rows = (
        (
            row.target_id, row.name, row.unit, row.baseline, row.baseline_period, row.latest,
            row.latest_period, row.threshold, row.deadline, row.gap, row.progress, row.elapsed,
            row.position, row.pace_required, row.pace_observed,
            f"{STATUS_SHAPES[row.status]} {scope.status(row)}",
            scope.say(f"outlook.{row.outlook}") if row.outlook else "", row.probability,
            row.expected_period, scope.reason(row),
        )
        for row in each(scope.rows)
    )  # fmt: skip
    return "status", columns, rows


def _series(scope: Scope) -> Sheet:
    """Every figure known at the date, with its source."""
    columns = (
        ("indicator", TEXT), ("entity", TEXT), ("period", TEXT), ("basis", TEXT),
        ("value", NUMBER), ("bound", TEXT), ("unit", TEXT), ("data_status", TEXT),
        ("published", TEXT), ("source", TEXT), ("quote", TEXT), ("note", TEXT),
    )  # fmt: skip
    order = scope.figures.sort_values(["indicator_id", "entity_id", "period"], kind="stable")
    rows = (
        (
            scope.indicator(row.indicator_id), scope.entity(row.entity_id), row.period, row.basis,
            row.value, row.bound, row.unit, scope.say(f"data.{row.status}"), row.published,
            row.source_id, row.quote, row.note,
        )
        for row in each(order)
    )  # fmt: skip
    return "series", columns, rows


def _provenance(scope: Scope) -> Sheet:
    """Where each number of the status sheet comes from: words and document, or formula."""
    columns = (
        ("id", TEXT), ("number", TEXT), ("value", NUMBER), ("unit", TEXT), ("period", TEXT),
        ("how", TEXT), ("quote", TEXT), ("locator", TEXT), ("clarity", TEXT), ("note", TEXT),
        ("source", TEXT), ("document", TEXT), ("publisher", TEXT), ("published", TEXT),
        ("address", TEXT),
    )  # fmt: skip
    promised = {row.target_id: row for row in each(scope.plan.targets)}
    rows = (
        (
            step.target_id, scope.say(f"number.{step.number}"), step.value, step.unit, step.period,
            step.how_zh if scope.language == "zh" else step.how_en, step.quote, step.locator,
            *_reading(scope, promised[target] if step.number == "threshold" else None),
            step.source_id, step.title, step.publisher, step.published, step.url,
        )
        for target in scope.rows.target_id
        for step in scope.trails[target]
    )  # fmt: skip
    return "provenance", columns, rows


def _reading(scope: Scope, promise: Any) -> tuple[str, str]:
    """How clear a promise's words are, and how they are read."""
    if promise is None:
        return "", ""
    note = promise.note_zh if scope.language == "zh" else promise.note_en
    return scope.say(f"clarity.{promise.clarity}"), note


def _methods(scope: Scope) -> Sheet:
    """What each institution's method says of each target, where it says anything."""
    said = [(row, read(row.verdict_range)) for row in each(scope.rows)]
    told = [(row, words) for row, words in said if words]
    names = tuple(told[0][1]) if told else ()
    columns = (("id", TEXT), ("target", TEXT), *((name, TEXT) for name in names))
    rows = (
        (row.target_id, row.name, *(scope.say(f"opinion.{words[name]}") for name in names))
        for row, words in told
    )
    return "methods", columns, rows


def _chart(
    scope: Scope, book: Any, sheet: Any, columns: Sequence[tuple[str, str]], count: int
) -> None:
    """A native bar chart of the schedule positions, where any target has one."""
    if not scope.rows.position.notna().any():
        return
    order = [key for key, _ in columns]
    name = scope.say("sheet.status")
    target, position = order.index("target"), order.index("position")
    chart = book.add_chart({"type": "bar"})
    chart.add_series(
        {
            "categories": [name, 1, target, count, target],
            "values": [name, 1, position, count, position],
            "name": scope.say("header.position"),
            "fill": {"color": "#12436D"},
        }
    )
    chart.set_legend({"none": True})
    chart.set_y_axis({"reverse": True, "label_position": "low"})
    chart.set_size({"width": 760, "height": 90 + 24 * count})
    sheet.insert_chart(count + 2, 1, chart)
