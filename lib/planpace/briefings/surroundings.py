"""The area around the plan's own: context where it is silent itself, never a stand-in."""

from __future__ import annotations

from typing import Any

from planpace.analysis.around import disputed
from planpace.briefings.blocks import Column, Section, Table, Text
from planpace.briefings.masthead import section
from planpace.briefings.news import foremost
from planpace.briefings.notes import Cited
from planpace.briefings.scope import Scope
from planpace.plan.read import each
from planpace.plan.vintages import Series
from planpace.words.numbers import amount


def neighbours(scope: Scope) -> list[tuple[str, str, Series]]:
    """The latest figures of the context and the peer: indicator, entity, figures."""
    roles = scope.plan.entities.set_index("entity_id").role
    return [
        (indicator, entity, _whole(series))
        for indicator in dict.fromkeys(scope.rows.indicator_id)
        for (found, entity), series in scope.series.items()
        if found == indicator and roles[entity] in {"context", "peer"}
    ]


def around(scope: Scope, sources: Cited | None = None) -> list[Section | Text | Table]:
    """Figures of the city and district around the plan's area, with the marks of `sources`."""
    rows = tuple(
        (
            scope.indicator(indicator),
            scope.entity(entity),
            scope.say("list").join(_figure(scope, f, indicator, sources) for f in figures),
        )
        for indicator, entity, figures in neighbours(scope)
    )
    if not rows:
        return []
    keys = (("indicator", 2), ("entity", 2), ("figures", 4))
    columns = tuple(Column(scope.say(f"column.{key}"), "left", weight) for key, weight in keys)
    table = Table(scope.say("table.context"), columns, rows, bare=True)
    lead = Text(scope.say("context.lead"), "note")
    return [section(scope, "context"), lead, *_readings(scope), table]


def mentioned(scope: Scope) -> list[str]:
    """The documents behind the changes told and the figures around, for a page's notes."""
    figures = [figure for _, _, series in neighbours(scope) for figure in series]
    return [row.source_id for row in foremost(scope)] + [figure.source_id for figure in figures]


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


def _figure(scope: Scope, figure: Any, indicator: str, sources: Cited | None) -> str:
    unit = scope.plan.indicators.set_index("indicator_id").unit[indicator]
    value = amount(figure.value, unit, scope.language, figure.bound)
    period = scope.when(figure.period, ytd=figure.basis == "ytd")
    mark = sources.document(figure.source_id) if sources else ""
    return scope.say("figure_of", period=period, value=value) + mark
