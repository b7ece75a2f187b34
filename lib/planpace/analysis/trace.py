"""Where a number comes from: the figures behind a target, their documents, and every formula."""

import math
from collections.abc import Iterator
from itertools import repeat
from typing import NamedTuple

from planpace.analysis import formulas
from planpace.analysis.assess import Assessment
from planpace.analysis.judge import Amount, Label, Number, Reason, Value, percent
from planpace.plan.periods import period
from planpace.words.units import POINTS

SHARES = ("progress", "elapsed", "probability")  # of 1; a trail gives them in percent, as pages do
FORMULAS = {
    "gap": "", "gap_pct": "%", "progress": "%", "elapsed": "%", "position": POINTS,
    "pace_required": "", "pace_observed": "", "growth_required": "%", "growth_observed": "%",
    "probability": "%",
}  # fmt: skip
"""The numbers that follow from others, each with its unit; empty for that of the amounts."""
STATED = ("threshold", "baseline", "latest")  # what a document states; all else follows from it


class Step(NamedTuple):
    """One number (a column of `assess`, `figure` or `peer_figure`) and where it comes from: a
    document that states it, or a formula; `how` has its words under `trail.*`.
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
    target, verdict = found.target, found.verdict
    how = Reason("relative" if found.kind.relative else "promised", {"value": Number(target.value)})
    goal = Step(
        target.target_id, "threshold", verdict.threshold, found.unit, target.deadline, "", how,
        target.source_id, published, target.locator, target.quote,
    )  # fmt: skip
    return [goal, *_figures(found), *_derived(found)]


def _figures(found: Assessment) -> Iterator[Step]:
    case, v, target_id = found.case, found.verdict, found.target.target_id
    stated = [("baseline", v.baseline_period, v.baseline), ("latest", v.latest_period, v.latest)]
    known = [] if found.kind.from_nothing else [one for one in stated if one[1]]
    parts = {(round(period(label).end, 3), value): name for name, label, value in known}
    told, own = set(), (*case.series, *case.replaced)
    for figure, peer in (*zip(own, repeat(False)), *zip(case.peer, repeat(True))):
        name = parts.get((round(figure.end, 3), figure.value), "figure")
        part = "peer_figure" if peer else name
        told.add(part)
        formula = f" = {figure.formula}" if figure.formula else ""
        how = Reason("figure", {"status": Label(f"data.{figure.status}"), "formula": formula})
        yield Step(
            target_id, part, figure.value, case.promise.unit, figure.period, figure.bound, how,
            figure.source_id, figure.published, "", figure.quote, figure.formula,
        )  # fmt: skip
    if v.latest_period and "latest" not in told:  # added up or compounded from several
        fact = v.latest, found.unit, v.latest_period, v.bound
        yield Step(target_id, "latest", *fact, Reason("summed"))


def _derived(found: Assessment) -> Iterator[Step]:
    """Each derived number with its formula filled in, where that formula gives this number.

    Kinds with a rule of their own (ranges, peers, a target held from the start) name the rule.
    """
    verdict, begin, end = found.verdict, found.case.course.begin, found.case.promise.end
    b, c, T, latest = verdict.baseline, verdict.latest, verdict.threshold, verdict.latest_period
    t = period(latest).end if latest else math.nan
    start, since = (c, t) if latest else (b, begin)
    by_formula = {
        "gap": c - T,
        "gap_pct": 100 * (c - T) / T if T > 0 else math.nan,
        "progress": 100 * formulas.progress(b, c, T),
        "elapsed": 100 * formulas.elapsed(begin, t, end),
        "position": formulas.position(verdict.progress, verdict.elapsed),
        "pace_required": formulas.pace_required(start, since, T, end),
    }
    amounts = {
        "baseline": b, "latest": c, "goal": T, "start": start, "gap": verdict.gap,
        "pace_required": verdict.pace_required, "pace_observed": verdict.pace_observed,
    }  # fmt: skip
    told: dict[str, Value] = {k: Amount(v, unit=found.unit) for k, v in amounts.items()}
    spans = {"gone": t - begin, "whole": end - begin, "left": end - since}
    told |= {name: Number(round(years, 2)) for name, years in spans.items()}
    told |= {"progress": percent(verdict.progress), "elapsed": percent(verdict.elapsed)}
    for name, unit in FORMULAS.items():
        value: float = getattr(found.odds if name == "probability" else verdict, name)
        value *= 100 if name in SHARES else 1
        if math.isnan(value):
            continue
        worked = math.isclose(by_formula.get(name, value), value, abs_tol=1e-9)
        result = told[name] if name in amounts else Number(value, 1)
        how = Reason(name if worked else "rule", told | {"value": result})
        yield Step(found.target.target_id, name, value, unit or found.unit, latest, "", how)
