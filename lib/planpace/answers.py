"""Page one of a briefing, the answer: headline, findings, the table of targets, deviations."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from planpace.blocks import (
    STATUS_SHAPES,
    Bullets,
    Cell,
    Column,
    Figure,
    Lead,
    Section,
    Table,
    Text,
    Title,
)
from planpace.charts import deviations, status_counts, svg_pair
from planpace.notation import BOUND_MARKS, frequency, number
from planpace.scope import UNJUDGED, Scope
from planpace.standing import COMPARED, STATUSES
from planpace.tables import each
from planpace.words import named

GRAVITY = ("missed", "off_track", "behind", "on_track", "ahead", "achieved")
"""Which verdict a headline speaks of first."""


def title(scope: Scope) -> Title:
    """The report's title: pillar and plan, as-of date, and the newest figure it rests on."""
    newest = scope.figures.published.max() if len(scope.figures) else ""
    pillars = scope.plan.pillars.set_index("pillar_id")
    name = (
        named(pillars.loc[scope.pillar], scope.language) if scope.pillar else scope.say("overview")
    )
    meta = [(scope.say("as_of"), scope.as_of), (scope.say("newest_used"), newest or "–")]
    words = ("page", "skip")
    return Title(
        lang=scope.language,
        plan=scope.plan.name(scope.language),
        title=name,
        subtitle=scope.say("subtitle"),
        meta=tuple(meta),
        labels={word: scope.say(f"label.{word}", page="{page}", pages="{pages}") for word in words},
    )


def headline(scope: Scope) -> Lead:
    """The answer in one sentence: the decisive target, its number and verdict, and the tally."""
    row = decisive(scope.targets)
    total, judged = len(scope.targets), int((~scope.targets.status.isin(UNJUDGED)).sum())
    if not total:
        return Lead(scope.say("headline.no_targets"))
    if row is None:
        return Lead(scope.say("headline.nothing_judged", total=total))
    tally = scope.say("headline.tally", total=total, judged=judged)
    return Lead(scope.say("headline", sentence=sentence(scope, row), tally=tally))


def decisive(targets: pd.DataFrame) -> Any:
    """The row a headline speaks of: the gravest verdict, the farthest behind; None without any."""
    judged = targets[~targets.status.isin(UNJUDGED)]
    for status in GRAVITY:
        rows = judged[judged.status == status]
        if len(rows):
            return rows.sort_values(["position", "gap_pct"], kind="stable").iloc[0]
    return None


def sentence(scope: Scope, row: Any) -> str:
    """One target in one sentence: its figure, its target, and where that stands."""
    key = row.status if row.status in {"achieved", "missed"} else "moving"
    if row.kind == "milestone":
        key = f"milestone_{row.status}"
    elif key == "moving" and row.position == row.position:
        key = "position_ahead" if row.position >= 0 else "position_behind"
    told = scope.say(
        f"sentence.{key}",
        name=row.name_zh if scope.language == "zh" else row.name_en,
        period=scope.when(row.latest_period),
        value=scope.amount(row.latest, row, row.bound),
        target=scope.amount(row.threshold, row),
        gap=scope.amount(abs(row.gap), row) if row.gap == row.gap else "",
        points=number(abs(row.position), 1),
        status=scope.status(row),
        deadline=scope.when(row.deadline),
    )
    outlook = scope.outlook(row)
    return scope.say("sentence.outlook", told=told, outlook=outlook) if outlook else told


def findings(scope: Scope) -> Bullets:
    """The findings: the tally of verdicts, what was met and lost, and what nobody published."""
    counts = {status: n for status, n in scope.counts().items() if n}
    listed = scope.say("list").join(f"{scope.say(f'status.{s}')} {n}" for s, n in counts.items())
    items = [scope.say("finding.counts", total=len(scope.targets), listed=listed)]
    for row in each(scope.targets[scope.targets.met_then_lost]):
        now, when = (
            (row.later, row.later_period) if row.later_period else (row.latest, row.latest_period)
        )
        items.append(
            scope.say(
                "finding.lost",
                name=row.name,
                first=scope.when(row.first_met),
                period=scope.when(when),
                value=scope.amount(now, row),
                target=scope.amount(row.threshold, row),
            )
        )
    for row in each(scope.readings):
        main = scope.everything[scope.everything.target_id == row.reading_of].iloc[0]
        if main.status != row.status and {main.status, row.status} - set(UNJUDGED):
            words = {"main": scope.status(main), "other": scope.status(row)}
            items.append(scope.say("finding.readings", name=row.name, **words))
    silent = int((scope.targets.data_status == "none").sum())
    if silent:
        items.append(scope.say("finding.silent", silent=silent, total=len(scope.targets)))
    return Bullets(tuple(items))


def gap_table(scope: Scope) -> list[Table | Text]:
    """The targets with any figure: baseline, latest, target, progress, pace, verdict."""
    keys = (
        "target", "baseline", "latest", "goal", "progress", "position", "pace", "verdict",
        "outlook",
    )  # fmt: skip
    weights = (2.4, 1.15, 1.2, 1.2, 1.3, 1.15, 1.25, 1.75, 1.5)
    columns = tuple(
        Column(
            scope.say(f"column.{key}"),
            "left" if key in {"target", "verdict", "outlook"} else "right",
            weight,
            scope.say(f"column.{key}.unit") if key in {"progress", "position"} else "",
        )
        for key, weight in zip(keys, weights, strict=True)
    )
    shown = [row for row in each(scope.rows) if row.data_status != "none"]
    if not shown:
        return [Text(scope.say("table.gap.none"), "finding")]
    rows = tuple(_gap_row(scope, row) for row in shown)
    return [Table(scope.say("table.gap"), columns, rows, scope.say("table.gap.note"))]


def _gap_row(scope: Scope, row: Any) -> tuple[str | Cell, ...]:
    baseline, latest, goal = scope.cells([row.baseline, row.latest, row.threshold], row)
    if row.kind == "milestone":
        baseline, latest, goal = "–", *(scope.amount(v, row) for v in (row.latest, row.threshold))
    kind = scope.say("other_reading") + " " if row.reading_of else ""
    return (
        Cell(kind + row.name, sub=scope.say("promised", promise=scope.promised(row))),
        Cell(baseline, sub=scope.when(row.baseline_period)),
        Cell(BOUND_MARKS[row.bound] + latest, sub=scope.when(row.latest_period)),
        Cell(goal, sub=scope.when(row.deadline), strong=True),
        Cell(number(100 * row.progress, 1), sub=number(100 * row.elapsed, 1)),
        number(row.position, 1, signed=True),
        _pace(scope, row),
        Cell(scope.status(row), status=row.status),
        _chance(scope, row),
    )


def _chance(scope: Scope, row: Any) -> Cell:
    """The outlook: its word, and how often such a target is met."""
    if not row.outlook:
        return Cell("–")
    often = frequency(row.probability, scope.language)
    return Cell(scope.say(f"outlook.{row.outlook}"), sub=often)


def _pace(scope: Scope, row: Any) -> Cell:
    """The change a year, observed and (below) still needed; nothing where a pace has no meaning."""
    if row.kind in COMPARED | {"milestone"}:
        return Cell("–")
    needed = math.nan if row.status in {"achieved", "missed"} else row.pace_required
    observed, required = (_signed(text) for text in scope.cells([row.pace_observed, needed], row))
    return Cell(observed, sub=required)


def _signed(text: str) -> str:
    return text if text[0] in "−–" or not any(c in "123456789" for c in text) else f"+{text}"


def counts_figure(scope: Scope) -> Figure:
    """Stacked bars of verdicts: one bar for a pillar, a bar a pillar for the whole plan."""
    groups = scope.targets.groupby("pillar_id", sort=False)
    names = {row.pillar_id: named(row, scope.language) for row in each(scope.plan.pillars)}
    counts = {
        names[pillar]: {s: int((rows.status == s).sum()) for s in STATUSES}
        for pillar, rows in groups
    }
    shown = [s for s in STATUSES if any(row[s] for row in counts.values())]
    svg = svg_pair(
        status_counts(counts, scope.language), 6.9, 0.75 + 0.42 * len(counts), scope.plan.fonts
    )
    listed = scope.say("list").join(
        f"{scope.say(f'status.{s}')} {n}" for s, n in scope.counts().items() if n
    )
    return Figure(
        scope.say("figure.counts"),
        scope.say("figure.counts.sub", legend=_legend(scope, shown)),
        scope.say("figure.counts.alt", total=len(scope.targets), listed=listed),
        *svg,
        columns=(scope.say("column.pillar"), *(scope.say(f"status.{s}") for s in shown)),
        rows=tuple((name, *(str(row[s]) for s in shown)) for name, row in counts.items()),
        table_label=scope.say("label.table_data"),
    )


def _legend(scope: Scope, statuses: list[str]) -> str:
    return "  ".join(f"{STATUS_SHAPES[s]} {scope.say(f'status.{s}')}" for s in statuses)


def deviation_figure(scope: Scope) -> list[Figure]:
    """Bars of schedule position; none where no target of the scope has one."""
    rows = scope.targets[scope.targets.position.notna()].sort_values("position", ascending=False)
    if rows.empty:
        return []
    svg = svg_pair(
        deviations(rows, scope.plan.bands, scope.language),
        6.9,
        0.75 + 0.4 * len(rows),
        scope.plan.fonts,
    )
    shown = [(r.name, number(r.position, 1, signed=True), scope.status(r)) for r in each(rows)]
    figure = Figure(
        scope.say("figure.deviation"),
        scope.say("figure.deviation.sub"),
        scope.say("figure.deviation.alt", listed="; ".join(" ".join(row) for row in shown)),
        *svg,
        columns=tuple(scope.say(f"column.{key}") for key in ("target", "position", "verdict")),
        rows=tuple(shown),
        table_label=scope.say("label.table_data"),
    )
    return [figure]


def section(scope: Scope, key: str) -> Section:
    """A section's heading."""
    return Section(scope.say(f"section.{key}"))
