"""The whole plan on one page: verdicts by pillar, what is most at risk, what moved most."""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd

from planpace.analysis.changes import a_year_before
from planpace.analysis.standing import STATUSES
from planpace.briefings.blocks import STATUS_SHAPES, Cell, Column, Notes, Table, Text
from planpace.briefings.headline import GRAVITY, by_gravity
from planpace.briefings.notes import Cited, cited, trail
from planpace.briefings.scope import UNJUDGED, Scope
from planpace.plan.read import each
from planpace.words.numbers import number
from planpace.words.say import named

MOST = 5
"""How many targets the overview names as most at risk, and as those that moved most."""


def pillar_table(scope: Scope) -> Table:
    """Pillars by verdicts: how many targets have which, and promises that have no figure at all."""
    shown = [s for s in STATUSES if (scope.targets.status == s).any()]
    heads = [Column(f"{STATUS_SHAPES[s]} {scope.say(f'status.{s}')}", "right", 1.15) for s in shown]
    columns = (
        Column(scope.say("column.pillar"), "left", 2.4),
        *heads,
        Column(scope.say("column.targets"), "right", 0.9),
        Column(scope.say("column.promises"), "right", 1.3),
    )
    promised = scope.plan.commitments.pillar_id.value_counts()
    inside = {name: rows.status for name, rows in scope.targets.groupby("pillar_id")}
    none = scope.targets.status.iloc[:0]
    rows = [
        _pillar_row(
            named(pillar, scope.language),
            inside.get(pillar.pillar_id, none),
            shown,
            int(promised.get(pillar.pillar_id, 0)),
        )
        for pillar in each(scope.plan.pillars)
    ]
    whole = _pillar_row(
        scope.say("all"), scope.targets.status, shown, int(promised.sum()), strong=True
    )
    return Table(scope.say("table.pillars"), columns, (*rows, whole))


def _pillar_row(
    name: str, statuses: pd.Series, shown: list[str], promises: int, *, strong: bool = False
) -> tuple[Cell, ...]:
    cell = partial(Cell, strong=strong)
    counts = [int((statuses == status).sum()) for status in shown]
    return (
        cell(name),
        *(cell(str(count) if count else "–") for count in counts),
        cell(str(len(statuses))),
        cell(str(promises) if promises else "–"),
    )


def at_risk(scope: Scope) -> pd.DataFrame:
    """The five targets missed or most at risk: the worst missed, then the lowest odds of the open.

    What is open without odds follows by its verdict; what is good and sure is no risk, and targets
    without figures are told elsewhere.
    """
    judged = by_gravity(scope.targets[scope.targets.status.isin(GRAVITY[:3])])
    asked = scope.targets[(scope.targets.probability < 0.9) & ~scope.targets.final]
    late = pd.concat([asked, judged[~judged.final]]).drop_duplicates("target_id")
    chances = late.sort_values("probability", kind="stable", na_position="last")
    return pd.concat([judged[judged.final], chances]).head(MOST)


def risk_table(scope: Scope) -> Table | Text:
    """The targets most at risk: where they stand, and the odds where the deadline is ahead."""
    rows = at_risk(scope)
    if rows.empty:
        return Text(scope.say("risk.none"), "finding")
    keys = (("target", 2.3), ("latest", 1.4), ("goal", 1.25), ("verdict", 2.8))
    columns = tuple(
        Column(scope.say(f"column.{key}"), "right" if key in {"latest", "goal"} else "left", weight)
        for key, weight in keys
    )
    sources = cited(scope, _told(scope))
    cells = tuple(_risk_row(scope, row, sources) for row in each(rows))
    return Table(scope.say("table.risk"), columns, cells, half=True)


def _risk_row(scope: Scope, row: Any, sources: Cited) -> tuple[Cell, ...]:
    latest, goal = scope.cells([row.latest, row.threshold], row)
    if row.kind == "milestone":
        latest, goal = (scope.amount(v, row) for v in (row.latest, row.threshold))
    outlook = scope.chance(row)

    def stated(text: str, label: str, number: str) -> Cell:
        mark = sources.mark(row.target_id, number)
        return Cell(text, label + mark, trail=trail(scope, row, number))

    return (
        Cell(row.name, scope.unit(row)),
        stated(latest, row.latest_period, "latest"),
        stated(goal, row.deadline, "threshold"),
        Cell(
            scope.status(row),
            outlook,
            row.status,
            trail=trail(scope, row, "probability") if outlook else "",
        ),
    )


def moved(scope: Scope) -> pd.DataFrame:
    """The five targets that moved most over the past year: a turned verdict, then the odds.

    One row each (`Change`), from the state a year ago to today's; `shift` is the change of odds.
    """
    table = scope.news[scope.news.target_id.isin(scope.targets.target_id)]
    groups = table.groupby("target_id", sort=False)
    first, last = groups.first(), groups.last()
    before = ["status_before", "early_before", "probability_before"]
    ends = last.assign(**{name: first[name] for name in before}).reset_index()
    shift = (ends.probability_after - ends.probability_before).abs().fillna(0)
    silent = ends.status_before.isin(UNJUDGED) & ends.status_after.isin(UNJUDGED)
    turned = (ends.status_before != ends.status_after) & ~silent
    order = ends.assign(shift=shift, turned=turned)
    order = order[turned | (shift >= 0.005)]
    return order.sort_values(["turned", "shift"], ascending=False, kind="stable").head(MOST)


def moved_table(scope: Scope) -> Table | Text:
    """The targets that moved most over the past year, verdict and odds before and after."""
    rows = moved(scope)
    if rows.empty:
        return Text(scope.say("moved.none", since=a_year_before(scope.as_of)), "finding")
    keys = (("target", 2.3), ("before", 2.4), ("now", 2.6))
    columns = tuple(Column(scope.say(f"column.{key}"), "left", weight) for key, weight in keys)
    names = scope.targets.set_index("target_id").name
    cells = tuple(
        (names[row.target_id], _state(scope, row, "before"), _state(scope, row, "after"))
        for row in each(rows)
    )
    return Table(
        scope.say("table.moved", since=a_year_before(scope.as_of)), columns, cells, half=True
    )


def _state(scope: Scope, row: Any, side: str) -> Cell:
    status = getattr(row, f"status_{side}")
    early, odds = getattr(row, f"early_{side}"), getattr(row, f"probability_{side}")
    told = scope.say("odds_of", odds=number(100 * odds)) if odds == odds else ""
    return Cell(scope.say("status.achieved_early" if early else f"status.{status}"), told, status)


def _told(scope: Scope) -> pd.DataFrame:
    """The targets that the page names."""
    ids = [*at_risk(scope).target_id, *moved(scope).target_id]
    return scope.targets[scope.targets.target_id.isin(ids)]


def sources(scope: Scope) -> list[Notes]:
    """The documents behind the targets that the page names."""
    notes = cited(scope, _told(scope)).notes()
    return [notes] if notes.items else []


def silent(scope: Scope) -> list[Text]:
    """How much of the plan nobody can check yet: targets without figures, promises without any."""
    unknown = int(scope.targets.status.isin(UNJUDGED).sum())
    told = {"count": unknown, "total": len(scope.targets), "promises": len(scope.plan.commitments)}
    if not unknown and not told["promises"]:
        return []
    return [Text(scope.say("overview.silent", **told), "finding")]
