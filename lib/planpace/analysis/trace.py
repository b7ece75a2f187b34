"""Where a number comes from: the figures behind a target, their documents, and every formula."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

from planpace.analysis import formulas
from planpace.analysis.assess import Assessment
from planpace.analysis.reasons import Amount, Label, Number, Percent, Reason, Value
from planpace.plan.periods import period, same
from planpace.plan.vintages import Figure
from planpace.words.units import POINTS

SHARES = ("progress", "elapsed", "probability")
"""Numbers that are shares of 1; a trail gives them in percent, as a page does."""
UNITS = {"position": POINTS, "growth_required": "%", "growth_observed": "%", "gap_pct": "%"}
FORMULAS = (
    "gap", "gap_pct", "progress", "elapsed", "position", "pace_required", "pace_observed",
    "growth_required", "growth_observed", "probability",
)  # fmt: skip
STATED = ("threshold", "baseline", "latest")
"""The numbers that a document states; all others follow from them."""


class Step(NamedTuple):
    """One number and where it comes from: a document that states it, or a formula.

    `number` is a column of `assess`, or `figure` and `peer_figure` for the rest of the series;
    `how` has its words under `trail.*` in `labels.csv`.
    """

    target_id: str
    number: str
    value: float
    unit: str
    period: str
    bound: str
    how: Reason
    source_id: str = ""
    published: str = ""
    locator: str = ""
    quote: str = ""
    formula: str = ""


def trail(found: Assessment, published: str) -> list[Step]:
    """Return one step per number behind a target; `published` is when its document came out."""
    target, promise, verdict = found.target, found.case.promise, found.verdict
    key = "relative" if promise.kind.relative else "promised"
    goal = Step(
        target.target_id, "threshold", verdict.threshold, found.unit, target.deadline, "",
        Reason(key, {"value": Number(target.value)}),
        target.source_id, published, target.locator, target.quote,
    )  # fmt: skip
    return [goal, *_figures(found), *_derived(found)]


def _figures(found: Assessment) -> Iterator[Step]:
    """Every figure of both sides, named for the part that it plays."""
    case, target = found.case, found.target
    added = _is_sum(found)
    for figures, name in (
        (case.series, ""), (case.replaced, ""), (case.peer, "peer_figure"),
    ):  # fmt: skip
        for figure in figures:
            part = name or ("figure" if added else _part(found, figure))
            yield _figure(target.target_id, part, figure, case.promise.unit)
    if added:
        verdict = found.verdict
        fact = verdict.latest, found.unit, verdict.latest_period, verdict.bound
        yield Step(target.target_id, "latest", *fact, Reason("summed"))


def _is_sum(found: Assessment) -> bool:
    """Whether the latest value is no figure of its own, but added up or compounded from several."""
    latest = found.verdict.latest_period
    if found.case.promise.kind.from_nothing or not latest:
        return bool(latest)
    at_end = (f for f in found.case.series if same(f.end, period(latest).end))
    return not any(f.value == found.verdict.latest for f in at_end)


def _figure(target_id: str, part: str, figure: Figure, unit: str) -> Step:
    formula = f" = {figure.formula}" if figure.formula else ""
    how = Reason("figure", {"status": Label(f"data.{figure.status}"), "formula": formula})
    fact = figure.value, unit, figure.period, figure.bound
    stated = figure.source_id, figure.published, "", figure.quote, figure.formula
    return Step(target_id, part, *fact, how, *stated)


def _part(found: Assessment, figure: Figure) -> str:
    """The part that a figure plays in the verdict: two vintages may share a period, not a value."""
    verdict = found.verdict
    for name, label, value in (
        ("latest", verdict.latest_period, verdict.latest),
        ("baseline", verdict.baseline_period, verdict.baseline),
    ):
        if label and same(figure.end, period(label).end) and figure.value == value:
            return name
    return "figure"


def _derived(found: Assessment) -> Iterator[Step]:
    """Each derived number with its formula filled in, where that formula gives this number.

    Kinds with a rule of their own (ranges, peers, a target held from the start) name the rule.
    """
    verdict, course, end = found.verdict, found.case.course, found.case.promise.end
    b, c, T, latest = verdict.baseline, verdict.latest, verdict.threshold, verdict.latest_period
    t = period(latest).end if latest else math.nan
    start, since = (c, t) if latest else (b, course.begin)
    by_formula = {
        "gap": c - T,
        "gap_pct": 100 * (c - T) / T if T > 0 else math.nan,
        "progress": 100 * formulas.progress(b, c, T),
        "elapsed": 100 * formulas.elapsed(course.begin, t, end),
        "position": formulas.position(verdict.progress, verdict.elapsed),
        "pace_required": formulas.pace_required(start, since, T, end),
    }
    amounts = {
        "baseline": b, "latest": c, "goal": T, "start": start, "gap": verdict.gap,
        "pace_required": verdict.pace_required, "pace_observed": verdict.pace_observed,
    }  # fmt: skip
    years = {"gone": t - course.begin, "whole": end - course.begin, "left": end - since}
    told: dict[str, Value] = {k: Amount(v, unit=found.unit) for k, v in amounts.items()}
    told |= {name: Number(round(value, 2)) for name, value in years.items()}
    told |= {"progress": Percent(verdict.progress), "elapsed": Percent(verdict.elapsed)}
    for name in FORMULAS:
        value = _number(found, name)
        if math.isnan(value):
            continue
        worked = name in by_formula and math.isclose(by_formula[name], value, abs_tol=1e-9)
        named = name in {"pace_observed", "growth_observed", "growth_required", "probability"}
        result = told[name] if name in amounts else Number(value, 1)
        how = Reason(name if worked or named else "rule", told | {"value": result})
        unit = "%" if name in SHARES else UNITS.get(name, found.unit)
        yield Step(found.target.target_id, name, value, unit, latest, "", how)


def _number(found: Assessment, name: str) -> float:
    """A number of the verdict or the odds, a share in percent."""
    holder = found.odds if name == "probability" else found.verdict
    value: float = getattr(holder, name)
    return 100 * value if name in SHARES else value
