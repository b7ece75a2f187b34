"""The odds replayed: what they would have been as of every date with news, and what came out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from planpace.analysis.replay import followed
from planpace.analysis.replay import replay as played
from planpace.briefings.blocks import STATUS_SHAPES, Cell, Column, Figure, Section, Table, Text
from planpace.briefings.masthead import section
from planpace.briefings.scope import Scope
from planpace.plan.read import each
from planpace.render.charts import NAVY, WIDTH, Draw, svg_pair
from planpace.words.numbers import number


def replay(scope: Scope) -> list[Section | Text | Figure | Table]:
    """What the odds would have been as of every date with news, and what came out."""
    table = played(scope.plan, followed(scope.plan, scope.as_of), scope.as_of)
    given = [rows for _, rows in table.groupby("target_id", sort=False) if rows.outlook.any()]
    if not given:
        return []
    named_rows = [rows.assign(name=rows[f"name_{scope.language}"]) for rows in given]
    decided = sum(rows.final.iloc[-1] for rows in named_rows)
    told = scope.say("replay.lead", count=len(given), decided=int(decided))
    told_of = {rows.name.iloc[0] for rows in named_rows}
    every = dict.fromkeys(table[f"name_{scope.language}"])
    names = scope.say("list").join(name for name in every if name not in told_of)
    silent = [Text(scope.say("replay.without", names=names), "note")] if names else []
    figure = Figure(
        scope.say("figure.replay"),
        scope.say("figure.replay.sub"),
        scope.say("figure.replay.alt"),
        *svg_pair(_lines(scope, named_rows), WIDTH, 2.8, scope.plan.fonts),
    )
    return [
        section(scope, "replay"),
        Text(told, "finding"),
        *silent,
        figure,
        _turns(scope, named_rows),
    ]


def _lines(scope: Scope, given: Sequence[pd.DataFrame]) -> Draw:
    """A step line a target, with its own mark; the verdict at the end as shape and word."""

    def draw(axes: Axes) -> None:
        for rows, mark in zip(given, "osDv^P*X" * len(given), strict=False):
            known = rows[rows.outlook != ""]
            times = [_year(day) for day in known.as_of]
            axes.step(times, 100 * known.probability, where="post", color=NAVY, linewidth=1)
            axes.plot(times, 100 * known.probability, mark, color=NAVY, markerfacecolor="white")
            last = rows.iloc[-1]
            shape = f"{STATUS_SHAPES[last.status]} {scope.status(last)}" if last.final else ""
            end = times[-1], 100 * known.probability.iloc[-1]
            axes.annotate(
                f"{last['name']}  {shape}".strip(), end,
                xytext=(8, 0), textcoords="offset points", va="center", fontsize=8,
            )  # fmt: skip
        axes.set_ylim(-4, 104)
        axes.margins(x=0.05)
        left, right = axes.get_xlim()
        axes.set_xlim(left, right + 0.45 * (right - left))
        axes.set_ylabel(scope.say("chart.odds"))
        axes.grid(axis="y")
        axes.xaxis.set_major_formatter(
            lambda value, _: f"{value:.1f}" if value % 1 else f"{value:.0f}"
        )

    return draw


def _year(day: str) -> float:
    """A date on the line of years."""
    return date.fromisoformat(day).year + (date.fromisoformat(day).timetuple().tm_yday - 1) / 365.25


def _turns(scope: Scope, given: Sequence[pd.DataFrame]) -> Table:
    """The dates at which a target's latest figure, verdict or odds changed."""
    keys = (("target", 2), ("as_of", 1.2), ("latest", 1.4), ("verdict", 1.6), ("outlook", 2))
    columns = tuple(Column(scope.say(f"column.{key}"), "left", weight) for key, weight in keys)
    rows = [row for table in given for row in each(table[_changed(table)])]
    return Table(scope.say("table.replay"), columns, tuple(_turn(scope, row) for row in rows))


def _changed(rows: pd.DataFrame) -> Any:
    numbers = rows[["latest", "probability"]].fillna(-1).round(9)
    seen = pd.concat([numbers, rows[["latest_period", "status"]]], axis=1)
    return (seen != seen.shift()).any(axis=1) & ((rows.outlook != "") | rows.final)


def _turn(scope: Scope, row: Any) -> tuple[str | Cell, ...]:
    latest = scope.amount(row.latest, row) if row.latest_period else "–"
    odds = f"{number(100 * row.probability)}%" if row.outlook else ""
    return (
        row.name,
        row.as_of,
        Cell(latest, sub=scope.when(row.latest_period)),
        Cell(scope.status(row), status=row.status),
        Cell(scope.outlook(row) or "–", sub=odds),
    )
