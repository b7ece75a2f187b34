"""Where a number comes from: the figures behind a target, their sources, and every formula."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, NamedTuple

import pandas as pd

from planpace.analysis import gap
from planpace.analysis.assess import Case, assess, cases
from planpace.analysis.reasons import RELATIVE, SUMMED
from planpace.analysis.series import course_of
from planpace.plan.periods import period
from planpace.plan.plan import Plan
from planpace.plan.read import each
from planpace.plan.vintages import Figure, as_of_date
from planpace.words.numbers import decimals, number, scaled
from planpace.words.say import say

SHARES = ("progress", "elapsed", "probability")
"""Columns of `assess` that are shares of 1; a trail gives them in percent, as a page does."""
UNITS = {"position": "百分点", "growth_required": "%", "growth_observed": "%", "gap_pct": "%"}
FORMULAS = (
    "gap", "gap_pct", "progress", "elapsed", "position", "pace_required", "pace_observed",
    "growth_required", "growth_observed", "probability",
)  # fmt: skip


class Step(NamedTuple):
    """One number and where it comes from: a document that states it, or a formula.

    `number` is a column of `assess`, or `figure` and `peer_figure` for the rest of the series.
    """

    target_id: str
    number: str
    value: float
    unit: str
    period: str
    bound: str
    how_zh: str
    how_en: str
    source_id: str = ""
    publisher: str = ""
    title: str = ""
    published: str = ""
    locator: str = ""
    quote: str = ""
    url: str = ""


def trace(plan: Plan, target_id: str = "", as_of: str | None = None) -> pd.DataFrame:
    """Return one row per number behind a target (or all of them) as of a date: see `Step`.

    Raises KeyError that lists the known targets.
    """
    date = as_of_date(plan, as_of)
    if target_id and target_id not in set(plan.targets.target_id):
        raise KeyError(f"no target {target_id!r}; known: {', '.join(plan.targets.target_id)}")
    sources = {row.source_id: row for row in each(plan.sources)}
    rows = each(assess(plan, date))
    steps = [
        step
        for row, (target, case) in zip(rows, cases(plan, date), strict=True)
        if target_id in {"", target.target_id}
        for step in _steps(plan, row, target, case, sources)
    ]
    return pd.DataFrame(steps, columns=list(Step._fields))


def _steps(plan: Plan, row: Any, target: Any, case: Case, sources: Any) -> Iterator[Step]:
    told = {"quote": target.quote, "locator": target.locator}
    key = "trail.relative" if target.kind in RELATIVE else "trail.promised"
    goal = ("threshold", row.threshold, row.unit, row.deadline, "")
    yield _step(row, goal, (key, {"value": _plain(target.value)}), sources[target.source_id], told)
    seen = plan.observations
    for figures, own in ((case.series, True), (case.replaced, True), (case.peer, False)):
        entity = target.entity_id if own else target.peer_id
        same = seen[(seen.indicator_id == target.indicator_id) & (seen.entity_id == entity)]
        for figure in figures:
            yield _figure(row, case, figure, own, same, sources)
    if target.kind in SUMMED and row.latest_period:
        latest = ("latest", row.latest, row.unit, row.latest_period, row.bound)
        yield _step(row, latest, ("trail.summed", {}))
    for name, value, how in _derived(row, case):
        unit = "%" if name in SHARES else UNITS.get(name, row.unit)
        yield _step(row, (name, value, unit, row.latest_period, ""), how)


def _step(
    row: Any, fact: tuple[str, float, str, str, str], how: Any, source: Any = None, more: Any = None
) -> Step:
    key, values = how
    told = {}
    for language in ("zh", "en"):
        filled = {k: v(language) if callable(v) else v for k, v in values.items()}
        told[f"how_{language}"] = say(key, language, **filled)
    names = ("source_id", "publisher", "title", "published", "url")
    stated = {name: getattr(source, name) for name in names} if source else {}
    fields = Step._fields[1:6]
    whole = dict(zip(fields, fact, strict=True)) | told | stated | (more or {})
    return Step(target_id=row.target_id, **whole)


def _figure(
    row: Any, case: Case, figure: Figure, own: bool, same: pd.DataFrame, sources: Any
) -> Step:
    """One published figure, named for the part that it plays; a derived one's note begins with
    its formula, up to a colon."""
    columns = ["period", "basis", "source_id", "published"]
    values = [figure.period, figure.basis, figure.source_id, figure.published]
    stated = same[(same[columns] == values).all(axis=1)].iloc[-1]
    name = _part(row, case, figure) if own else "peer_figure"
    fact = (name, figure.value, case.promise.unit, figure.period, figure.bound)
    formula = stated.note.partition(": ")[0] if figure.status in {"derived", "estimate"} else ""
    told = {
        "status": lambda language: say(f"data.{figure.status}", language),
        "formula": f" = {formula}" if formula else "",
    }
    how = ("trail.figure", told)
    more = {"quote": stated.quote, "published": figure.published}
    return _step(row, fact, how, sources[figure.source_id], more)


def _part(row: Any, case: Case, figure: Figure) -> str:
    """The part that a figure plays in the verdict: two vintages may share a period, not a value."""
    if case.promise.kind in SUMMED:
        return "figure"
    for name in ("latest", "baseline"):
        label, value = getattr(row, f"{name}_period"), getattr(row, name)
        if figure.period == label and figure.value == value:
            return name
    return "figure"


def _derived(row: Any, case: Case) -> Iterator[tuple[str, float, Any]]:
    """Each derived number with its formula filled in, where that formula gives this number.

    Kinds with a rule of their own (ranges, peers, a target held from the start) name the rule.
    """
    course = course_of(case.promise, case.series, case.peer)
    b, c, T, end = row.baseline, row.latest, row.threshold, case.promise.end
    t = period(row.latest_period).end if row.latest_period else math.nan
    start, since = (c, t) if row.latest_period else (b, course.begin)
    by_formula = {
        "gap": c - T,
        "gap_pct": 100 * (c - T) / T if T > 0 else math.nan,
        "progress": 100 * gap.progress(b, c, T),
        "elapsed": 100 * gap.elapsed(course.begin, t, end),
        "position": gap.position(row.progress, row.elapsed),
        "pace_required": gap.pace_required(start, since, T, end),
    }

    def amounts(language: str) -> dict[str, str]:
        shown = [b, c, T, start, row.gap, row.pace_required, row.pace_observed]
        names = ("baseline", "latest", "goal", "start", "gap", "pace_required", "pace_observed")
        return dict(zip(names, scaled(shown, row.unit, language)[0], strict=True))

    spans = {"gone": t - course.begin, "whole": end - course.begin, "left": end - since}
    shares = {name: number(100 * getattr(row, name), 1) for name in ("progress", "elapsed")}
    plain = {name: _plain(round(years, 2)) for name, years in spans.items()} | shares
    for name in FORMULAS:
        value = 100 * getattr(row, name) if name in SHARES else getattr(row, name)
        if math.isnan(value):
            continue
        worked = name in by_formula and math.isclose(by_formula[name], value, abs_tol=1e-9)
        named = name in {"pace_observed", "growth_observed", "growth_required", "probability"}
        key = f"trail.{name}" if worked or named else "trail.rule"
        filled: dict[str, Any] = {
            part: lambda language, part=part: amounts(language)[part] for part in amounts("zh")
        }
        result = filled.get(name, number(value, 1))
        yield name, value, (key, filled | plain | {"value": result})


def _plain(value: float) -> str:
    """A number with as many decimals as it has, up to two."""
    return number(value, decimals([value]))
