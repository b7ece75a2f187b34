"""Page one of a briefing, the answer: the table of targets, deviations, the silent ones."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from planpace.analysis.standing import COMPARED
from planpace.briefings.blocks import Cell, Column, Figure, Part, Table, Text
from planpace.briefings.headline import by_gravity
from planpace.briefings.masthead import part
from planpace.briefings.notes import Cited, cited, trail
from planpace.briefings.scope import Scope
from planpace.plan.read import each
from planpace.render.charts import WIDTH, deviations, sparkline, svg_pair
from planpace.words.numbers import BOUND_MARKS, number

ROOM, BARS, LINES = 8, 6, 26
"""Rows with figures, bars of deviation and lines of silent targets that page one has room for."""


def status_table(scope: Scope) -> list[Table]:
    """The targets with any figure, binding ones first: from baseline to verdict, with a sparkline.

    Where page one has no room for all, it shows the gravest; `whole_table` shows the rest too.
    """
    rows = _figured(scope)
    if len(rows) <= ROOM:
        return _status_table(scope, rows)
    first = by_gravity(rows)
    rest = rows[~rows.target_id.isin(first.target_id)]
    more = scope.say("table.gap.more", count=ROOM, total=len(rows))
    return _status_table(scope, pd.concat([first, rest]).head(ROOM), more)


def whole_table(scope: Scope) -> list[Part | Table]:
    """The full tables on a page of their own, where page one has no room for them."""
    rows, crowded = _figured(scope), _crowded(scope)
    whole = _status_table(scope, rows) if len(rows) > ROOM else []
    silent = _silent_table(scope) if crowded else []
    return [part(scope, "table"), *whole, *silent] if whole or silent else []


def _figured(scope: Scope) -> pd.DataFrame:
    """The rows with any figure, binding targets first."""
    rows = scope.rows[scope.rows.data_status != "none"]
    binding = scope.plan.targets.set_index("target_id").binding
    order = rows.target_id.map(binding) != "binding"
    return rows.loc[order.sort_values(kind="stable").index]


def _crowded(scope: Scope) -> bool:
    """Whether page one has no room for the targets without figures."""
    bars = min(int(scope.targets.position.notna().sum()), BARS)
    taken = 2 * min(len(_figured(scope)), ROOM) + (bars + 2 if bars else 0)
    return int((scope.rows.data_status == "none").sum()) > LINES - taken


def _status_table(scope: Scope, shown: pd.DataFrame, more: str = "") -> list[Table]:
    """Every value opens its trail in HTML and carries the mark of its document, [3], on paper."""
    keys = (
        "target", "baseline", "latest", "goal", "progress", "position", "pace", "trend", "verdict",
    )  # fmt: skip
    weights = (2.6, 1.1, 1.15, 1.15, 0.95, 1.1, 1.15, 0.95, 2.65)
    columns = tuple(
        Column(
            scope.say(f"column.{key}"),
            "left" if key in {"target", "verdict", "trend"} else "right",
            weight,
            scope.say(f"column.{key}.unit") if key in {"progress", "position"} else "",
        )
        for key, weight in zip(keys, weights, strict=True)
    )
    if shown.empty:
        return []
    sources = cited(scope, scope.rows)
    rows = tuple(_status_row(scope, row, sources) for row in each(shown))
    note = scope.paragraph((scope.say("table.gap.note"), more))
    return [Table(scope.say("table.gap"), columns, rows, note)]


def _status_row(scope: Scope, row: Any, sources: Cited) -> tuple[str | Cell, ...]:
    values = scope.cells([row.baseline, row.latest, row.threshold], row)
    if row.kind == "milestone":
        values = ["–", *(scope.amount(v, row) for v in (row.latest, row.threshold))]
    baseline, latest, goal = values
    kind = scope.say("other_reading") + " " if row.reading_of else ""
    plain = row.kind in {"at_least", "at_most", "milestone"}
    unit = "" if row.kind == "rank_within" else scope.unit(row)
    told = scope.say("list").join(
        part for part in (unit, "" if plain else scope.promised(row)) if part
    )

    def stated(text: str, number: str, label: str, *, strong: bool = False) -> Cell:
        if text == "–":
            return Cell(text)
        mark = sources.mark(row.target_id, number)
        return Cell(text, label + mark, strong=strong, trail=trail(scope, row, number))

    share = number(100 * row.elapsed, 1)
    return (
        Cell(kind + row.name, told),
        stated(baseline, "baseline", row.baseline_period),
        stated(BOUND_MARKS[row.bound] + latest, "latest", row.latest_period),
        stated(goal, "threshold", row.deadline, strong=True),
        _derived(scope, row, number(100 * row.progress, 1), "progress", "elapsed", sub=share),
        _derived(
            scope, row, number(row.position, 1, signed=True), "progress", "elapsed", "position"
        ),
        _pace(scope, row),
        _trend(scope, row),
        _verdict(scope, row),
    )


def _derived(scope: Scope, row: Any, text: str, *numbers: str, sub: str = "") -> Cell:
    if text == "–":
        return Cell(text, sub if sub != "–" else "")
    return Cell(text, sub, trail=trail(scope, row, *numbers))


def _pace(scope: Scope, row: Any) -> Cell:
    """The change a year, observed and (below) still needed; nothing where a pace has no meaning."""
    if row.kind in COMPARED | {"milestone"}:
        return Cell("–")
    needed = math.nan if row.status in {"achieved", "missed"} else row.pace_required
    observed, required = (_signed(text) for text in scope.cells([row.pace_observed, needed], row))
    return _derived(scope, row, observed, "pace_observed", "pace_required", sub=required)


def _signed(text: str) -> str:
    return text if text[0] in "−–" or not any(c in "123456789" for c in text) else f"+{text}"


def _trend(scope: Scope, row: Any) -> Cell:
    """The figures as a small line towards the target; nothing from a single one."""
    path = scope.paths[row.target_id]
    figures = path.history[path.history.kind == "figure"]
    if len(figures) < 2 or row.kind == "milestone":
        return Cell("–")
    values = scope.say("list").join(scope.cells(figures.value, row))
    words = scope.say("trend", values=values, goal=scope.amount(row.threshold, row))
    return Cell(words, spark=sparkline(path))


def _verdict(scope: Scope, row: Any) -> Cell:
    """The verdict as shape and word, and how likely the target is where that is open."""
    told = trail(scope, row, "probability") if row.outlook else ""
    return Cell(scope.status(row), scope.chance(row), row.status, trail=told)


def deviation_figure(scope: Scope) -> list[Figure]:
    """Bars of schedule position; none where no target of the scope has one."""
    placed = scope.targets[scope.targets.position.notna()]
    rows = placed.sort_values("position", ascending=False, kind="stable").tail(BARS)
    if rows.empty:
        return []
    lowest = scope.say("figure.deviation.lowest", count=BARS, total=len(placed))
    svg = svg_pair(
        deviations(rows, scope.plan.bands, scope.language),
        WIDTH,
        0.5 + 0.26 * len(rows),
        scope.plan.fonts,
    )
    shown = [(r.name, number(r.position, 1, signed=True), scope.status(r)) for r in each(rows)]
    figure = Figure(
        scope.say("figure.deviation"),
        scope.paragraph((scope.say("figure.deviation.sub"), lowest if len(placed) > BARS else "")),
        scope.say("figure.deviation.alt", listed="; ".join(" ".join(row) for row in shown)),
        *svg,
        columns=tuple(scope.say(f"column.{key}") for key in ("target", "position", "verdict")),
        rows=tuple(shown),
        table_label=scope.say("label.table_data"),
    )
    return [figure]


def silent_table(scope: Scope) -> list[Table | Text]:
    """The targets without a figure to judge by, or how many there are and where they stand."""
    if not _crowded(scope):
        return [*_silent_table(scope)]
    count = int((scope.rows.data_status == "none").sum())
    return [Text(scope.say("silent.more", count=count), "note")]


def _silent_table(scope: Scope) -> list[Table]:
    rows = scope.rows[scope.rows.data_status == "none"]
    if rows.empty:
        return []
    keys = (("target", 5), ("promised", 3.4), ("deadline", 1))
    columns = tuple(Column(scope.say(f"column.{key}"), "left", weight) for key, weight in keys)
    sources = cited(scope, scope.rows)
    cells = tuple(
        (
            Cell(row.name, _partial(scope, row), row.status),
            Cell(
                scope.promised(row) + sources.mark(row.target_id, "threshold"),
                trail=trail(scope, row, "threshold"),
            ),
            scope.when(row.deadline),
        )
        for row in each(rows)
    )
    return [Table(scope.say("table.silent"), columns, cells, scope.say("table.silent.note"))]


def _partial(scope: Scope, row: Any) -> str:
    """The latest figure that is published but cannot decide, such as one for part of a year."""
    series = scope.series.get((row.indicator_id, row.entity_id), ())
    if not series:
        return ""
    period = scope.when(series[-1].period, ytd=series[-1].basis == "ytd")
    value = scope.amount(series[-1].value, row, series[-1].bound)
    return scope.say("silent.partial", period=period, value=value)
