"""Where a number comes from: the figures behind a target, their documents, and every formula."""

import math
from collections.abc import Iterator
from itertools import repeat
from typing import NamedTuple

from planpace.analysis import formulas
from planpace.analysis.assess import Assessment
from planpace.analysis.judge import Amount, Indicated, Number, Reason, Value, percent
from planpace.plan.periods import DAY, period
from planpace.plan.vintages import SUPPOSED
from planpace.words.units import POINTS

SHARES = ("progress", "elapsed", "probability")  # of 1; a trail gives them in percent, as pages do
FORMULAS = {
    "gap": "", "gap_pct": "%", "progress": "%", "elapsed": "%", "position": POINTS,
    "pace_required": "", "pace_observed": "", "growth_required": "%", "growth_observed": "%",
    "probability": "%",
}  # fmt: skip
"""The numbers that follow from others, each with its unit; empty for that of the amounts."""
STATED = ("threshold", "baseline", "latest", "later")
"""The numbers that a document states; all else follows from them."""


class Step(NamedTuple):
    """One number (a column of `assess`, or a figure) and the document or formula it is from."""

    target_id: str
    number: str
    value: float
    unit: str
    period: str
    bound: str
    how: Reason  # its words: `trail.*`
    source_id: str = ""
    published: str = ""
    locator: str = ""
    quote: str = ""
    formula: str = ""


def trail(found: Assessment, published: str) -> list[Step]:
    """Return one step per number behind a target; `published` is when its document came out."""
    target, verdict = found.target, found.verdict
    how = Reason("relative" if found.kind.relative else "promised", {"value": Number(target.value)})
    if math.isnan(verdict.threshold):
        how = Reason("unbased", how.told) if found.kind.relative else Reason("unnumbered")
    goal = Step(
        target.target_id, "threshold", verdict.threshold, found.unit, target.deadline, "", how,
        target.source_id, published, target.locator, target.quote,
    )  # fmt: skip
    for theirs in (f for f in found.case.peer if f.value == verdict.threshold):
        goal = goal._replace(
            how=Reason("peer_goal"), period=theirs.period, source_id=theirs.source_id, locator="",
            published=theirs.published, quote=theirs.quote,
        )  # fmt: skip
    if target.clarity == SUPPOSED:  # no document says so
        goal = Step(*goal[:6], Reason(SUPPOSED, how.told))
    return [goal, *_figures(found), *_derived(found)]


def _figures(found: Assessment) -> Iterator[Step]:
    case, v, target_id = found.case, found.verdict, found.target.target_id
    stated = [(n, getattr(v, f"{n}_period"), getattr(v, n)) for n in STATED[1:]]
    known = [] if found.kind.from_nothing else [one for one in stated if one[1]]
    parts = {(round(period(label).end, 3), value): name for name, label, value in known}
    told, own = set[str](), (*case.series, *case.replaced)
    for figure, peer in (*zip(own, repeat(False)), *zip(case.peer, repeat(True))):
        name = parts.get((round(figure.end, 3), figure.value), "figure")
        part = "peer_figure" if peer else name
        told.add(part)
        formula = f" = {figure.formula}" if figure.formula else ""
        how = Reason(f"figure.{figure.status}", {"formula": formula})
        if figure in case.lent:
            how = Reason("part", {"part": Indicated(case.lent[figure])})
        yield Step(
            target_id, part, figure.value, case.promise.unit, figure.period, figure.bound, how,
            figure.source_id, figure.published, "", figure.quote, figure.formula,
        )  # fmt: skip
    if v.latest_period and "latest" not in told:  # added up or compounded from several
        fact = v.latest, found.unit, v.latest_period, v.bound
        how = Reason("compounded" if found.kind.course == "index" else "summed")
        yield Step(target_id, "latest", *fact, how)


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
    exact = sum(not p.bound and not p.end > t + DAY for p in found.case.course.points)
    told["count"] = max(min(exact - (not found.kind.from_nothing), 3), 1)
    gap = any(why.key == "odds_between" for why in found.odds.reasons)
    for name, unit in FORMULAS.items():
        value: float = getattr(found.odds if name == "probability" else verdict, name)
        value *= 100 if name in SHARES else 1
        if math.isnan(value):
            continue
        key = "between" if gap and name == "probability" else name
        worked = math.isclose(by_formula.get(name, value), value, abs_tol=1e-9)
        result = told[name] if name in amounts else Number(value, 1)
        how = Reason(key if worked else "rule", told | {"value": result})
        yield Step(found.target.target_id, name, value, unit or found.unit, latest, "", how)
