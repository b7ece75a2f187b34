"""Page two of a briefing, the evidence: paths, other methods, what is missing, context."""

from __future__ import annotations

from typing import Any

from planpace.answers import section
from planpace.around import disputed
from planpace.blocks import Cell, Column, Figure, Section, Table, Text
from planpace.charts import chart_alt, path_chart, svg_pair
from planpace.hypotheses import hypothetical
from planpace.known import Series
from planpace.notation import BOUND_MARKS, amount, number
from planpace.opinions import read, tally
from planpace.paths import Trajectory, trajectories
from planpace.scope import Scope
from planpace.tables import each
from planpace.units import written


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
        scope.say("figure.path.sub", status=scope.status(row), outlook=_outlook(scope, row))
        + _estimates(scope, path, row),
        chart_alt(path, row.name, scope.language),
        *svg_pair(path_chart(path, scope.language), 6.9, 2.3, scope.plan.fonts),
        columns=tuple(scope.say(f"column.{key}") for key in ("period", "figure", "required")),
        rows=rows,
        table_label=scope.say("label.table_data"),
    )


def _estimates(scope: Scope, path: Trajectory, row: Any) -> str:
    """What a year-to-date figure makes of the full year, by each method with its past error."""
    return "".join(
        scope.say(
            f"estimate.{one.method}",
            until=scope.when(one.until, ytd=True),
            year=scope.when(str(one.year)),
            value=scope.amount(one.value, row),
            error=scope.say("estimate.error", error=number(one.error, 1), count=one.checked)
            if one.checked
            else scope.say("estimate.unchecked"),
        )
        for one in each(path.estimates)
    )


def _outlook(scope: Scope, row: Any) -> str:
    """The odds in words, or why there are none."""
    return scope.outlook(row) or scope.say("no_odds")


def methods(scope: Scope) -> list[Section | Text | Table]:
    """The same targets under other institutions' methods, and whether they agree."""
    rows = [(row, said) for row in each(scope.targets) if (said := read(row.verdict_range))]
    if not rows:
        return []
    names = tuple(rows[0][1])
    columns = (
        Column(scope.say("column.target"), "left", 1.5),
        *(Column(scope.say(f"method.{name}"), "left", 1.15) for name in names),
        Column(scope.say("column.agreement"), "left", 1.5),
    )
    cells = tuple(
        (row.name, *(scope.say(f"opinion.{said[n]}") for n in names), _agreement(scope, said))
        for row, said in rows
    )
    table = Table(scope.say("table.methods"), columns, cells, scope.say("table.methods.note"))
    return [section(scope, "methods"), Text(scope.say("methods.lead"), "note"), table]


def _agreement(scope: Scope, said: dict[str, str]) -> str:
    """Whether the methods agree, in words."""
    good, middle, bad = tally(said.values())
    words = "agree" if max(good, middle, bad) == good + middle + bad else "differ"
    return scope.say(f"methods.{words}", good=good, middle=middle, bad=bad)


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
    return [section(scope, "missing"), Text(told, "finding"), table, *hypothetical(scope)]


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
    lead = Text(scope.say("context.lead"), "note")
    return [section(scope, "context"), lead, *_readings(scope), table]


def _readings(scope: Scope) -> list[Text]:
    """Where the area around shows that the reading of an ambiguous target decides its verdict."""
    wanted = set(scope.targets.target_id)
    return [
        Text(_disputed(scope, list(each(rows))), "finding")
        for rows in disputed(scope.plan, scope.as_of)
        if rows.reading_of.iloc[0] in wanted
    ]


def _disputed(scope: Scope, rows: list[Any]) -> str:
    first = rows[0]
    told = scope.say("list").join(
        scope.say(
            "context.reading",
            promise=scope.promised(row),
            goal=scope.amount(row.threshold, row),
            status=scope.status(row),
        )
        for row in rows
    )
    return scope.say(
        "context.readings",
        name=scope.indicator(first.indicator_id),
        entity=scope.entity(first.entity_id),
        base=scope.amount(first.baseline, first),
        base_period=scope.when(first.baseline_period),
        value=scope.amount(first.latest, first),
        period=scope.when(first.latest_period),
        told=told,
    )


def _whole(series: Series) -> Series:
    """The latest four figures of whole periods; a part of a year only where nothing else is."""
    return tuple(f for f in series if f.basis in {"annual", "point"})[-4:] or series[-1:]


def _figure(scope: Scope, figure: Any, indicator: str) -> str:
    unit = scope.plan.indicators.set_index("indicator_id").unit[indicator]
    value = amount(figure.value, unit, scope.language, figure.bound)
    return scope.say(
        "figure_of", period=scope.when(figure.period, ytd=figure.basis == "ytd"), value=value
    )
