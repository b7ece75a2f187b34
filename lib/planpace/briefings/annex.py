"""Behind a briefing, in its HTML: every path, every method, what is missing, the area around."""

from __future__ import annotations

from typing import Any

from planpace.analysis.opinions import read, tally
from planpace.briefings.blocks import Cell, Column, Figure, Section, Table, Text
from planpace.briefings.hypotheses import hypothetical
from planpace.briefings.masthead import section
from planpace.briefings.page_two import agreement, decisive_rows, path_figure
from planpace.briefings.scope import Scope
from planpace.briefings.surroundings import around
from planpace.plan.read import each
from planpace.words.numbers import number


def paths(scope: Scope) -> list[Section | Text | Figure]:
    """A chart for each target with two figures or more."""
    rows = {row.target_id: row for row in each(scope.targets) if row.kind != "milestone"}
    drawn = [
        path_figure(scope, scope.paths[name], row)
        for name, row in rows.items()
        if len(scope.paths[name].history) >= 2
    ]
    return [section(scope, "paths"), Text(scope.say("paths.lead"), "note"), *drawn] if drawn else []


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
    words = "agree" if agreement(said) <= 1 else "differ"
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
    supposed = hypothetical(scope) if decisive_rows(scope) else []
    return [section(scope, "missing"), Text(told, "finding"), table, *supposed]


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
    """The area around, unless page two has told of it already for want of own figures."""
    return around(scope) if decisive_rows(scope) else []
