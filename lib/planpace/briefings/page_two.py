"""Page two of a briefing, the evidence: the decisive paths, pace, methods, what is missing."""

from __future__ import annotations

import math
import re
from typing import Any

from planpace.analysis.opinions import read, tally
from planpace.analysis.standing import COMPARED
from planpace.analysis.trajectory import Trajectory
from planpace.briefings.blocks import Bullets, Cell, Column, Figure, Table, Text
from planpace.briefings.headline import by_gravity
from planpace.briefings.hypotheses import hypothetical
from planpace.briefings.masthead import section
from planpace.briefings.notes import cited
from planpace.briefings.scope import UNJUDGED, Scope
from planpace.briefings.surroundings import around, mentioned
from planpace.plan.read import each
from planpace.render.charts import HALF, WIDTH, chart_alt, path_chart, svg_pair
from planpace.words.numbers import BOUND_MARKS, number, roughly
from planpace.words.units import written

FEW = 4
"""Rows and bullets that page two has room for, and no more than a leader reads."""


def decisive_paths(scope: Scope) -> list[Any]:
    """Charts of the one or two targets that decide: the gravest verdicts, then the lowest odds.

    Without any, what can be said all the same: needed growth from supposed starts, and how the
    area around has fared.
    """
    drawn = [(scope.paths[row.target_id], row) for row in decisive_rows(scope)]
    if not drawn:
        sources = cited(scope, scope.rows, mentioned(scope))
        told = Text(scope.say("paths.none"))
        return [section(scope, "still"), told, *hypothetical(scope), *around(scope, sources)]
    half = len(drawn) == 2
    charts = [path_figure(scope, path, row, half=half) for path, row in drawn]
    return [section(scope, "paths"), Text(scope.say("paths.lead"), "note"), *charts]


def decisive_rows(scope: Scope) -> list[Any]:
    """The targets whose paths page two draws: at most two, each with two figures or more."""
    judged = by_gravity(scope.targets)
    waiting = scope.targets[scope.targets.status.isin(UNJUDGED)].sort_values("probability")
    return [
        row
        for row in [*each(judged), *each(waiting)]
        if row.kind != "milestone" and len(scope.paths[row.target_id].history) >= 2
    ][:2]


def path_figure(scope: Scope, path: Trajectory, row: Any, *, half: bool = False) -> Figure:
    """The chart of one target with its figures as a table, each with its document."""
    unit, factor = written(path.unit, scope.language)
    linear = {round(e, 3): v for e, v in zip(path.required.end, path.required.linear, strict=True)}
    stated = {step.period: step.source_id for step in scope.trails[row.target_id] if step.source_id}
    rows = tuple(
        (
            scope.when(p.period),
            BOUND_MARKS[p.bound] + number(p.value * factor, 2),
            number(linear.get(round(p.end, 3), float("nan")) * factor, 2),
            stated.get(p.period, "–"),
        )
        for p in each(path.history)
    )
    return Figure(
        row.name + (scope.say("in_unit", unit=unit) if unit else ""),
        _standing(scope, row)
        + _heading(scope, path, row)
        + ("" if half else _estimates(scope, path, row)),
        chart_alt(path, row.name, scope.language),
        *svg_pair(
            path_chart(path, scope.language, every=not half),
            HALF if half else WIDTH,
            1.75,
            scope.plan.fonts,
        ),
        columns=tuple(
            scope.say(f"column.{key}") for key in ("period", "figure", "required", "source")
        ),
        rows=rows,
        table_label=scope.say("label.table_data"),
        half=half,
    )


def _standing(scope: Scope, row: Any) -> str:
    """The verdict, and the outlook where there is one."""
    if not row.outlook:
        return scope.say("figure.path.verdict", status=scope.status(row))
    return scope.say("figure.path.sub", status=scope.status(row), outlook=scope.outlook(row))


def _heading(scope: Scope, path: Trajectory, row: Any) -> str:
    """Where the central path arrives at the deadline, and the band about it."""
    if path.fan.empty or not row.outlook:
        return ""
    end = path.fan.iloc[-1]
    factor = written(path.unit, scope.language)[1]
    middle, low, high = roughly(factor * end[name] for name in ("median", "q05", "q95"))
    year = str(math.ceil(end.end) - 1)
    return scope.say("figure.path.heading", middle=middle, low=low, high=high, year=year)


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


def pace_table(scope: Scope) -> list[Table]:
    """The change a year that the promise asked for, what came, and what is needed from now on."""
    rows = [
        (row, _asked(scope.paths[row.target_id]))
        for row in each(by_gravity(scope.targets))
        if row.kind not in COMPARED | {"milestone"} and row.pace_observed == row.pace_observed
    ]
    shown = [(row, asked) for row, asked in rows if asked == asked][:FEW]
    if not shown:
        return []
    keys = (("target", 2.6), ("asked", 1.2), ("observed", 1.2), ("needed", 1.2))
    columns = tuple(
        Column(scope.say(f"column.{key}"), "left" if key == "target" else "right", weight)
        for key, weight in keys
    )
    cells: tuple[tuple[str | Cell, ...], ...] = tuple(
        (Cell(row.name, scope.unit(row)), *scope.cells([asked, row.pace_observed, _left(row)], row))
        for row, asked in shown
    )
    return [Table(scope.say("table.pace"), columns, cells, half=True)]


def _asked(path: Trajectory) -> float:
    """The slope of the required path from end to end."""
    way = path.required
    if len(way) < 2:
        return float("nan")
    rise = way.linear.iloc[-1] - way.linear.iloc[0]
    return float(rise / (way.end.iloc[-1] - way.end.iloc[0]))


def _left(row: Any) -> float:
    return float("nan") if row.status in {"achieved", "missed"} else float(row.pace_required)


def disagreement(scope: Scope) -> list[Bullets]:
    """Where other institutions' methods come to another verdict, and where they all agree."""
    said = [(row, read(row.verdict_range)) for row in each(by_gravity(scope.targets))]
    split = [(row, words) for row, words in said if agreement(words) > 1]
    agreed = [row.name for row, words in said if agreement(words) == 1]
    items = [_told_apart(scope, row, words) for row, words in split][: FEW - 1]
    if len(split) > len(items):
        items.append(scope.say("more", count=len(split) - len(items)))
    if agreed:
        names = scope.say("list").join(agreed[:FEW])
        items.append(scope.say("methods.agreed", count=len(agreed), names=names))
    if not items:
        return []
    return [Bullets(tuple(items), scope.say("bullets.methods"), half=True)]


def agreement(words: dict[str, str]) -> int:
    """How many of favourable, in between and adverse the methods use; 1 is agreement."""
    return sum(count > 0 for count in tally(words.values()))


def _told_apart(scope: Scope, row: Any, words: dict[str, str]) -> str:
    """What each method says of one target, methods with the same word together."""
    by_word: dict[str, list[str]] = {}
    for name, word in words.items():
        if word != "not_available":
            by_word.setdefault(scope.say(f"opinion.{word}"), []).append(scope.say(f"method.{name}"))
    told = scope.say("list").join(
        scope.say("methods.says", word=word, methods=", ".join(names))
        for word, names in by_word.items()
    )
    return scope.say("methods.split", name=row.name, told=told)


def quality(scope: Scope) -> Bullets:
    """What the figures are worth and what is missing: who would publish it, what can be said."""
    roles = scope.plan.entities.set_index("entity_id").role
    own = scope.figures[scope.figures.entity_id.map(roles).isin(["subject", "part"])]
    kinds = own.status.value_counts()
    listed = scope.say("list").join(f"{scope.say(f'data.{kind}')} {n}" for kind, n in kinds.items())
    items = [scope.say("quality.figures", count=len(own), listed=listed)] if len(own) else []
    unknown = scope.targets[scope.targets.status.isin(UNJUDGED)]
    items += [
        scope.say("quality.missing", name=row.name, reason=scope.reason(row))
        for row in each(unknown[unknown.data_status != "none"])
    ]
    if len(items) > FEW:
        more = scope.say("more", count=len(items) - FEW + 1)
        items = [*items[: FEW - 2], scope.paragraph((items[FEW - 2], more))]
    silent = scope.unheard
    if len(silent):
        items.append(scope.say("quality.silent", count=len(silent), who=_publishers(scope, silent)))
    unclear = scope.targets[~scope.targets.clarity.isin(["clear", "inferred"])]
    if len(unclear):
        names = scope.say("list").join(unclear.name.iloc[:FEW])
        items.append(scope.say("quality.wording", count=len(unclear), names=names))
    return Bullets(tuple(items) or (scope.say("missing.none"),), scope.say("bullets.quality"))


def _publishers(scope: Scope, rows: Any) -> str:
    named = (scope.plan.publisher(i, scope.language) for i in rows.indicator_id)
    known = dict.fromkeys(one for several in named for one in re.split("[;；、] *", several) if one)
    return scope.say("list").join(list(known)[:FEW]) or scope.say("publisher_unknown")
