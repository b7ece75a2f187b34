"""The plan at a glance: every pillar with its verdicts and its own headline."""

from __future__ import annotations

from dataclasses import replace

from planpace.answers import decisive, sentence
from planpace.blocks import Cell, Column, Table
from planpace.scope import UNJUDGED, Scope
from planpace.tables import each
from planpace.words import named


def pillar_table(scope: Scope) -> Table:
    """One row per pillar: its targets, how many can be judged, and its decisive target in words."""
    keys = (
        ("pillar", "left", 1.4),
        ("count", "right", 0.7),
        ("judged", "right", 0.8),
        ("silent", "right", 0.9),
        ("headline", "left", 5),
    )
    columns = tuple(
        Column(scope.say(f"column.{key}"), align, weight) for key, align, weight in keys
    )
    rows = tuple(
        _pillar_row(replace(scope, pillar=str(pillar.pillar_id)), named(pillar, scope.language))
        for pillar in each(scope.plan.pillars)
    )
    return Table(scope.say("table.pillars"), columns, rows)


def _pillar_row(pillar: Scope, name: str) -> tuple[str | Cell, ...]:
    targets = pillar.targets
    judged = int((~targets.status.isin(UNJUDGED)).sum())
    row = decisive(targets)
    told = (
        Cell(pillar.say("pillar.silent"))
        if row is None
        else Cell(sentence(pillar, row), status=row.status)
    )
    silent = int((targets.data_status == "none").sum())
    return (Cell(name, strong=True), str(len(targets)), str(judged), str(silent), told)
