"""What changed since an earlier date, in words: for briefings and for `planpace diff`."""

from __future__ import annotations

from typing import Any

import pandas as pd

from planpace.analysis.changes import a_year_before, changes
from planpace.briefings.blocks import Cell, Column, Section, Table, Text
from planpace.briefings.masthead import section
from planpace.briefings.notes import Cited, cited
from planpace.briefings.scope import Scope
from planpace.plan.read import each
from planpace.words.numbers import amount, number


def changed(scope: Scope, since: str = "") -> list[Section | Text | Table]:
    """The changes within the scope, by default over the past year: figure, cause, verdict, odds."""
    start = since or a_year_before(scope.as_of)
    rows, silent = _told_apart(scope, start)
    if not rows and not silent:
        return [section(scope, "changed"), Text(scope.say("changed.none", since=start), "finding")]
    lead = _lead(scope, start, rows)
    note = scope.say("changed.silent", count=silent) if silent else ""
    shown = [_table(scope, rows, note)] if rows else [Text(note)]
    told = scope.paragraph((lead, scope.say("changed.order")))
    return [section(scope, "changed"), Text(told, "finding"), *shown]


def _table(
    scope: Scope,
    rows: list[Any],
    note: str = "",
    *,
    bare: bool = False,
    sources: Cited | None = None,
) -> Table:
    given = any(odds(scope, row) != "–" for row in rows)
    keys = (("day", 1.05), ("target", 2.9), ("cause", 3.4), ("verdict", 2.6), ("odds", 1.1))
    kept = keys if given else keys[:-1]
    columns = tuple(Column(scope.say(f"column.{key}"), "left", weight) for key, weight in kept)
    cells = tuple(
        (
            row.day,
            _name(scope, row),
            cause(scope, row) + (sources.document(row.source_id) if sources else ""),
            _verdict(scope, row),
            odds(scope, row),
        )[: len(kept)]
        for row in rows
    )
    title = scope.say("table.foremost" if bare else "table.changed")
    return Table(title, columns, cells, note, bare=bare)


FEW = 4
"""How many changes page two tells: those that turned a verdict first, then the newest."""


def briefly(scope: Scope, since: str = "") -> list[Section | Text | Table]:
    """The changes that matter most over the past year, and how many more there are."""
    start = since or a_year_before(scope.as_of)
    rows, silent = _told_apart(scope, start)
    if not rows and not silent:
        return [section(scope, "changed"), Text(scope.say("changed.none", since=start))]
    lead = _lead(scope, start, rows)
    rest = scope.say("more", count=len(rows) - FEW) if len(rows) > FEW else ""
    quiet = scope.say("changed.silent", count=silent) if silent else ""
    text = scope.paragraph((lead, quiet, rest))
    told = foremost(scope, start)
    sources = cited(scope, scope.rows, (row.source_id for row in told))
    table = [_table(scope, told, bare=True, sources=sources)] if told else []
    return [section(scope, "changed"), Text(text, "note"), *table]


def foremost(scope: Scope, since: str = "") -> list[Any]:
    """The few changes that a leader is told: turned verdicts first, then the newest."""
    rows, _ = _told_apart(scope, since or a_year_before(scope.as_of))
    newest = sorted(rows, key=lambda row: row.day, reverse=True)
    return sorted(newest, key=lambda row: not _turned(row))[:FEW]


def _lead(scope: Scope, since: str, rows: list[Any]) -> str:
    turned = sum(_turned(row) for row in rows)
    if not turned:
        return scope.say("changed.quiet", since=since, count=len(rows))
    return scope.say("changed.lead", since=since, count=len(rows), turned=turned)


def _told_apart(scope: Scope, since: str) -> tuple[list[Any], int]:
    """The changes to be told one by one, and how many deadlines passed that changed nothing."""
    rows = list(each(_within(scope, since)))
    told = [row for row in rows if row.cause != "deadline_passed" or _turned(row)]
    return told, len(rows) - len(told)


def _turned(row: Any) -> bool:
    return bool(row.status_before != row.status_after)


def _within(scope: Scope, since: str) -> Any:
    if since == a_year_before(scope.as_of):
        return scope.news
    return changes(scope.own, since, scope.as_of)


def _name(scope: Scope, row: Any) -> str:
    rows = scope.everything.set_index("target_id")
    if row.target_id not in rows.index:
        return str(row.target_id)
    other = scope.say("other_reading") + " " if rows.reading_of[row.target_id] else ""
    return other + str(rows.name[row.target_id])


def cause(scope: Scope, row: Any) -> str:
    """The cause of a change in words, with its figure."""
    label = scope.when(row.period, ytd=row.basis == "ytd") if row.period else ""
    before, after = _value(scope, row, row.before), _value(scope, row, row.after, row.bound)
    return scope.say(f"change.{row.cause}", period=label, before=before, after=after)


def _value(scope: Scope, row: Any, value: float, bound: str = "") -> str:
    kinds = scope.everything.set_index("target_id").kind
    if kinds.get(row.target_id) == "milestone" and value == value:
        return scope.say("state.done" if value == 1 else "state.not_done")
    if row.unit and value == value:
        return amount(value, row.unit, scope.language, bound)
    return number(value)


def _word(scope: Scope, status: str, early: bool) -> str:
    if not status:
        return "–"
    return scope.say("status.achieved_early" if early else f"status.{status}")


def verdict(scope: Scope, row: Any) -> str:
    """The verdict before and after, or that it stayed."""
    before = _word(scope, row.status_before, row.early_before)
    after = _word(scope, row.status_after, row.early_after)
    return scope.say("change.stays", after=after) if before == after else f"{before} → {after}"


def _verdict(scope: Scope, row: Any) -> Cell:
    return Cell(verdict(scope, row), status=row.status_after)


def odds(scope: Scope, row: Any) -> str:
    """The odds before and after in percent, one of them where nothing changed."""
    before, after = (
        f"{number(100 * chance)}%" if chance == chance else "–"
        for chance in (row.probability_before, row.probability_after)
    )
    return after if before == after else f"{before} → {after}"


def told(scope: Scope, since: str, edited: pd.DataFrame | None = None) -> str:
    """The changes as plain text, one line a cause, under the name of each target.

    What an edit of the tables did (`edits`) comes first.
    """
    lines, last = [], ""
    rows, silent = _told_apart(scope, since)
    for row in [*([] if edited is None else each(edited)), *rows]:
        name = f"{row.target_id}  {_name(scope, row)}"
        lines += [name] if name != last else []
        chance = odds(scope, row)
        ending = "" if chance == "–" else "; " + scope.say("change.odds", odds=chance)
        lines.append(f"  {cause(scope, row)}: {verdict(scope, row)}{ending}")
        last = name
    lines += [scope.say("changed.silent", count=silent)] if silent else []
    return "\n".join(lines) or scope.say("changed.none", since=since)
