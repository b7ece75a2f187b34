"""`assess`: one row per target, with the verdict, its numbers and its reasons."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import pandas as pd

from planpace.analysis.facts import Verdict
from planpace.analysis.odds import Odds, Question, answers, question
from planpace.analysis.reasons import Amount, Percent, Reason
from planpace.analysis.series import Promise, course_of
from planpace.analysis.verdict import judge
from planpace.plan.periods import period
from planpace.plan.plan import Plan
from planpace.plan.read import each
from planpace.plan.vintages import Key, Series, as_of_date, known_and_replaced
from planpace.words.numbers import amount, number, when
from planpace.words.say import say
from planpace.words.units import convert, convertible

COLUMNS = (
    "target_id", "pillar_id", "name_zh", "name_en", "kind", "unit", "threshold", "deadline",
    "baseline", "baseline_period", "latest", "latest_period", "gap", "gap_pct", "progress",
    "elapsed", "position", "pace_required", "pace_observed", "status", "final", "met_then_lost",
    "first_met", "verdict_range", "probability", "outlook", "expected_period", "data_status",
    "reason", "reason_zh", "growth_required", "growth_observed", "bound", "later", "later_period",
    "value", "value_upper", "indicator_id", "entity_id", "peer_id", "reading_of", "clarity",
)  # fmt: skip

NUMBERS = tuple(name for name in Verdict.__slots__ if name != "reasons")


class Case(NamedTuple):
    """All that a verdict on one target needs: its promise and what is known of it."""

    promise: Promise
    series: Series
    peer: Series
    steps: tuple[tuple[str, float], ...]
    replaced: Series


def assess(plan: Plan, as_of: str | None = None) -> pd.DataFrame:
    """Return one row per target as of a date (`docs/methods.md` explains the columns)."""
    date = as_of_date(plan, as_of)
    now = period(date).end
    names = _names(plan)
    held = list(cases(plan, date))
    verdicts = [judge(*case, now=now, bands=plan.bands) for _, case in held]
    asked = [asks(case, verdict) for (_, case), verdict in zip(held, verdicts, strict=True)]
    rows = [
        _row(target, case.promise, verdict, odds, names)
        for (target, case), verdict, odds in zip(held, verdicts, answers(asked), strict=True)
    ]
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    return table.astype({"final": bool, "met_then_lost": bool})


def asks(case: Case, verdict: Verdict) -> Question | Reason:
    """Return what a case asks of the forecast, or why it asks nothing."""
    course = course_of(case.promise, case.series, case.peer)
    return question(case.promise, course, case.series, verdict)


def cases(plan: Plan, as_of: str) -> Iterator[tuple[Any, Case]]:
    """Yield every row of `targets.csv` with its case as of a date, in the indicator's unit."""
    series, replaced = known_and_replaced(plan, as_of)
    steps = defaultdict(list)
    for step in each(plan.schedule):
        steps[step.target_id].append((step.period, step.value))
    indicators = {row.indicator_id: row for row in each(plan.indicators)}
    for target in each(plan.targets):
        own: Key = (target.indicator_id, target.entity_id)
        peer: Key = (target.indicator_id, target.peer_id)
        yield (
            target,
            Case(
                _promise(target, indicators[target.indicator_id]),
                series.get(own, ()),
                series.get(peer, ()),
                tuple(steps[target.target_id]),
                replaced.get(own, ()),
            ),
        )


def _promise(target: Any, indicator: Any) -> Promise:
    return Promise(
        target_id=target.target_id,
        kind=target.kind,
        value=_in_unit(target.value, target.unit, indicator.unit),
        value_upper=_in_unit(target.value_upper, target.unit, indicator.unit),
        throughout=target.throughout == "yes",
        baseline_period=target.baseline_period,
        start=target.start,
        deadline=target.deadline,
        nature=indicator.nature,
        direction=indicator.direction,
        lower=indicator.lower,
        upper=indicator.upper,
        unit=indicator.unit,
    )


def _in_unit(value: float, unit: str, wanted: str) -> float:
    """A target's amount in its indicator's unit; a percentage, point or multiple stays as it is."""
    return convert(value, unit, wanted) if convertible(unit, wanted) else value


def _names(plan: Plan) -> dict[tuple[str, str], tuple[str, str]]:
    """The names of every indicator of every entity; the plan's own entity goes unnamed."""
    entities = list(each(plan.entities))
    return {
        (i.indicator_id, e.entity_id): (i.name_zh, i.name_en)
        if e.role == "subject"
        else (f"{e.name_zh}{i.name_zh}", f"{i.name_en}, {e.name_en}")
        for i in each(plan.indicators)
        for e in entities
    }


def _row(
    target: Any,
    promise: Promise,
    verdict: Verdict,
    odds: Odds,
    names: Mapping[Key, tuple[str, str]],
) -> dict[str, object]:
    """One row of the table: the target, its verdict, and the reasons in words."""
    name_zh, name_en = names[target.indicator_id, target.entity_id]
    unit = shown_unit(promise, verdict)
    told = (*verdict.reasons, *odds.reasons)
    kept = {name: getattr(target, name) for name in COLUMNS if hasattr(target, name)}
    return kept | {name: getattr(verdict, name) for name in NUMBERS} | {
        "name_zh": name_zh,
        "name_en": name_en,
        "unit": unit,
        "probability": odds.probability,
        "outlook": odds.outlook,
        "expected_period": odds.expected_period,
        "reason": explain(told, unit, "en"),
        "reason_zh": explain(told, unit, "zh"),
    }  # fmt: skip


def shown_unit(promise: Promise, verdict: Verdict) -> str:
    """The unit of a row's numbers: the indicator's, or an index from 100."""
    indexed = any(key == "index_form" for key, _ in verdict.reasons)
    return (
        "指数" if indexed or promise.kind in {"average_growth", "cumulative_rate"} else promise.unit
    )


def explain(reasons: Iterable[Reason], unit: str, language: str) -> str:
    """Return the reasons as sentences, the last of them on the odds."""
    return (" " if language == "en" else "").join(
        say(f"reason.{key}", language, **{k: _word(k, v, unit, language) for k, v in more.items()})
        for key, more in reasons
    )


def _word(name: str, value: object, unit: str, language: str) -> str:
    if isinstance(value, Amount):
        return amount(value.value, unit, language, value.bound)
    if isinstance(value, Percent):
        return number(100 * value.share, 1)
    if isinstance(value, int):
        return str(value)
    if name == "periods":
        return ", ".join(when(label, language) for label in str(value).split(", "))
    return when(str(value), language, ytd=name == "ytd")
