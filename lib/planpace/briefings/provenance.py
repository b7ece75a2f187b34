"""Where everything came from: the plan's words, its promises, the figures and their sources."""

from __future__ import annotations

from typing import Any

from planpace.briefings import trust
from planpace.briefings.blocks import Cell, Column, Figure, Notes, Section, Table, Text
from planpace.briefings.masthead import command, section
from planpace.briefings.news import foremost
from planpace.briefings.notes import cited
from planpace.briefings.page_two import decisive_rows
from planpace.briefings.scope import Scope
from planpace.briefings.surroundings import mentioned
from planpace.plan.read import each
from planpace.words.numbers import amount, number
from planpace.words.say import named


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


def sources(scope: Scope) -> list[Notes]:
    """The documents behind the marks of the first two pages and behind their charts, by number."""
    drawn = [step for row in decisive_rows(scope) for step in scope.trails[row.target_id]]
    told = [row.source_id for row in foremost(scope)] if drawn else mentioned(scope)
    more = [*told, *(step.source_id for step in drawn)]
    notes = cited(scope, scope.rows, more).notes()
    return [notes] if notes.items else []


def documents(scope: Scope) -> list[Section | Table]:
    """Every document behind the figures and the targets, with its address."""
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
    note = scope.say("table.sources.note")
    return [section(scope, "documents"), Table(scope.say("table.sources"), columns, cells, note)]


def track_record(scope: Scope) -> list[Section | Figure]:
    """What the words of this briefing, and of others, have been worth on real series."""
    return [section(scope, "record"), trust.track_record(scope.language, scope.plan.fonts)]


def reproduce(scope: Scope) -> Text:
    """How to make this page again, in one line; in the PDF it is the foot of every page."""
    return Text(scope.say("reproduce", command=command(scope)), "note")
