"""Page two of a briefing, the evidence: paths, what is missing, context, promises, sources."""

from __future__ import annotations

from typing import Any

from planpace.answers import section
from planpace.blocks import Cell, Column, Figure, Section, Table, Text
from planpace.charts import chart_alt, path_chart, svg_pair
from planpace.known import Series
from planpace.notation import BOUND_MARKS, amount, number
from planpace.paths import Trajectory, trajectories
from planpace.scope import Scope
from planpace.tables import each
from planpace.units import written
from planpace.words import named


def paths(scope: Scope) -> list[Section | Text | Figure]:
    """A chart for each target with two figures or more."""
    rows = {row.target_id: row for row in each(scope.targets) if row.kind != "milestone"}
    drawn = [
        _path_figure(scope, path, rows[path.target_id])
        for path in trajectories(scope.plan, scope.as_of, set(rows))
        if len(path.history) >= 2
    ]
    return [section(scope, "paths"), Text(scope.say("paths.lead"), "note"), *drawn] if drawn else []


def _path_figure(scope: Scope, path: Trajectory, row: Any) -> Figure:
    unit, factor = written(path.unit, scope.language)
    linear = {round(e, 3): v for e, v in zip(path.required.end, path.required.linear, strict=True)}
    rows = tuple(
        (
            scope.when(p.period),
            BOUND_MARKS[p.bound] + number(p.value * factor, 2),
            number(linear.get(round(p.end, 3), float("nan")) * factor, 2),
        )
        for p in each(path.history)
    )
    return Figure(
        row.name + (scope.say("in_unit", unit=unit) if unit else ""),
        scope.say("figure.path.sub", status=scope.status(row)),
        chart_alt(path, row.name, scope.language),
        *svg_pair(path_chart(path, scope.language), 6.9, 2.3, scope.plan.fonts),
        columns=tuple(scope.say(f"column.{key}") for key in ("period", "figure", "required")),
        rows=rows,
        table_label=scope.say("label.table_data"),
    )


def missing(scope: Scope) -> list[Section | Text | Table]:
    """What is not known, since when, who would publish it, and what can still be concluded."""
    unknown = scope.targets.status.isin(["no_data", "not_assessable"])
    rows = [row for row in each(scope.targets[unknown])]
    if not rows:
        return [section(scope, "missing"), Text(scope.say("missing.none"), "finding")]
    told = scope.say("missing.lead", count=len(rows), total=len(scope.targets))
    keys = (
        ("target", 2.2),
        ("promised", 1.4),
        ("last_known", 1.1),
        ("publisher", 2.6),
        ("concluded", 2.8),
    )
    columns = tuple(Column(scope.say(f"column.{key}"), "left", weight) for key, weight in keys)
    cells = tuple(_missing_row(scope, row) for row in rows)
    table = Table(scope.say("table.missing"), columns, cells, scope.say("table.missing.note"))
    return [section(scope, "missing"), Text(told, "finding"), table]


def _missing_row(scope: Scope, row: Any) -> tuple[str | Cell, ...]:
    last = scope.when(row.latest_period or row.baseline_period) if row.data_status != "none" else ""
    publisher = scope.plan.publisher(row.indicator_id, scope.language)
    return (
        Cell(row.name, status=""),
        Cell(scope.promised(row), sub=scope.when(row.deadline)),
        last or scope.say("never"),
        publisher or scope.say("publisher_unknown"),
        scope.reason(row) + _needed(scope, row),
    )


def _needed(scope: Scope, row: Any) -> str:
    """The pace that would be needed, where it can be told and there was still time."""
    if row.growth_required != row.growth_required or row.latest_period or not row.baseline_period:
        return ""
    rate = number(row.growth_required, 1)
    return scope.say("concluded.growth", rate=rate, period=scope.when(row.baseline_period))


def context(scope: Scope) -> list[Section | Text | Table]:
    """Figures of the city and district around the plan's area: context, never a stand-in."""
    roles = scope.plan.entities.set_index("entity_id").role
    around = {key: s for key, s in scope.series.items() if roles[key[1]] in {"context", "peer"}}
    wanted = dict.fromkeys(scope.rows.indicator_id)
    rows = tuple(
        (
            scope.indicator(indicator),
            scope.entity(entity),
            scope.say("list").join(_figure(scope, f, indicator) for f in _whole(series)),
        )
        for indicator in wanted
        for (found, entity), series in around.items()
        if found == indicator
    )
    if not rows:
        return []
    keys = (("indicator", 2), ("entity", 2), ("figures", 4))
    columns = tuple(Column(scope.say(f"column.{key}"), "left", weight) for key, weight in keys)
    table = Table(scope.say("table.context"), columns, rows)
    return [section(scope, "context"), Text(scope.say("context.lead"), "note"), table]


def _whole(series: Series) -> Series:
    """The latest four figures of whole periods; a part of a year only where nothing else is."""
    return tuple(f for f in series if f.basis in {"annual", "point"})[-4:] or series[-1:]


def _figure(scope: Scope, figure: Any, indicator: str) -> str:
    unit = scope.plan.indicators.set_index("indicator_id").unit[indicator]
    value = amount(figure.value, unit, scope.language, figure.bound)
    return scope.say(
        "figure_of", period=scope.when(figure.period, ytd=figure.basis == "ytd"), value=value
    )


def wording(scope: Scope) -> list[Section | Text | Table]:
    """The plan's own words for each target, how clear they are, and how they are read."""
    ids = set(scope.rows.target_id)
    rows = [row for row in each(scope.plan.targets) if row.target_id in ids]
    if not rows:
        return []
    names = dict(zip(scope.rows.target_id, scope.rows.name, strict=True))
    keys = (("target", 1.7), ("quote", 2.3), ("clarity", 0.9), ("reading", 3.6))
    columns = tuple(Column(scope.say(f"column.{key}"), "left", weight) for key, weight in keys)
    cells = tuple(
        (
            names[row.target_id],
            Cell(scope.say("quoted", quote=row.quote), sub=f"{row.source_id} {row.locator}"),
            scope.say(f"clarity.{row.clarity}"),
            named(row, scope.language, "note"),
        )
        for row in rows
    )
    told = Text(scope.say("wording.lead"), "note")
    return [section(scope, "wording"), told, Table(scope.say("table.wording"), columns, cells)]


def commitments(scope: Scope) -> list[Section | Text | Table]:
    """The promises in words alone, so that nothing of the plan is lost."""
    table = scope.plan.commitments
    rows = table[table.pillar_id == scope.pillar] if scope.pillar else table
    if rows.empty:
        return []
    columns = (
        Column(scope.say("column.section"), "left", 1.3),
        Column(scope.say("column.text"), "left", 4),
    )
    sections = [named(row, scope.language, "section") for row in each(rows)]
    first = [a if a != b else "" for a, b in zip(sections, ["", *sections], strict=False)]
    cells = tuple(zip(first, rows[f"text_{scope.language}"], strict=True))
    told = scope.say("commitments.lead", count=len(rows))
    return [
        section(scope, "commitments"),
        Text(told),
        Table(scope.say("table.commitments"), columns, cells),
    ]


def figures(scope: Scope) -> list[Section | Text | Table]:
    """Every figure of the plan's own area behind the report, with status, date and source."""
    roles = scope.plan.entities.set_index("entity_id").role
    own = scope.figures[scope.figures.entity_id.map(roles).isin(["subject", "part"])]
    if own.empty:
        return [section(scope, "figures"), Text(scope.say("figures.none"), "finding")]
    keys = (
        ("indicator", 2.4),
        ("period", 1.2),
        ("value", 1.4),
        ("data_status", 0.9),
        ("published", 1.1),
        ("source", 1.3),
    )
    columns = tuple(
        Column(scope.say(f"column.{key}"), "right" if key == "value" else "left", weight)
        for key, weight in keys
    )
    order = own.sort_values(["indicator_id", "entity_id", "period", "published"], kind="stable")
    cells = tuple(
        (
            scope.indicator(row.indicator_id),
            scope.when(row.period, ytd=row.basis == "ytd"),
            _value(scope, row),
            scope.say(f"data.{row.status}"),
            row.published,
            row.source_id,
        )
        for row in each(order)
    )
    return [
        section(scope, "figures"),
        Table(scope.say("table.figures"), columns, cells, scope.say("table.figures.note")),
    ]


def _value(scope: Scope, row: Any) -> str:
    if not row.unit:
        return number(row.value, 0)
    return amount(row.value, row.unit, scope.language, row.bound)


def sources(scope: Scope) -> list[Section | Table]:
    """The documents behind the figures and the targets."""
    used = {
        *scope.figures.source_id,
        *scope.plan.targets[scope.plan.targets.target_id.isin(scope.rows.target_id)].source_id,
    }
    rows = scope.plan.sources[scope.plan.sources.source_id.isin(used)]
    keys = (("source", 1.2), ("document", 3.2), ("published", 1), ("address", 3))
    columns = tuple(Column(scope.say(f"column.{key}"), "left", weight) for key, weight in keys)
    cells = tuple(
        (row.source_id, Cell(row.title, sub=row.publisher), row.published, row.url)
        for row in each(rows)
    )
    return [
        section(scope, "sources"),
        Table(scope.say("table.sources"), columns, cells, scope.say("table.sources.note")),
    ]


def reproduce(scope: Scope) -> list[Section | Text]:
    """How to make this page again."""
    pillar = f" --pillar {scope.pillar}" if scope.pillar else ""
    where = f"data/{scope.plan.id}{pillar} --lang {scope.language}"
    command = f"planpace report {where} --as-of {scope.as_of}"
    return [section(scope, "reproduce"), Text(scope.say("reproduce", command=command))]
