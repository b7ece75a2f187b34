"""The analysis at the prompt and the command line: `assess`, `changes`, `trace` as tidy tables.

Here, and on the pages, what the analysis gives as keys and values is put into words.
"""

from __future__ import annotations

import pandas as pd

from planpace.analysis import changes as compare
from planpace.analysis.assess import Assessment, assessments
from planpace.analysis.trace import Step, trail
from planpace.briefings.speech import Speech, opinion_words, target_name
from planpace.plan.plan import Plan
from planpace.words.say import languages

COLUMNS = (
    "target_id", "pillar_id", "name_zh", "name_en", "kind", "unit", "threshold", "deadline",
    "baseline", "baseline_period", "latest", "latest_period", "gap", "gap_pct", "progress",
    "elapsed", "position", "pace_required", "pace_observed", "status", "final", "met_then_lost",
    "first_met", "verdict_range", "probability", "outlook", "expected_period", "data_status",
    "reason", "reason_zh", "growth_required", "growth_observed", "bound", "later", "later_period",
    "value", "value_upper", "indicator_id", "entity_id", "peer_id", "reading_of", "clarity",
)  # fmt: skip
"""The columns of `assess`: the contract's, then our own."""


def assess(plan: Plan, as_of: str | None = None) -> pd.DataFrame:
    """Return one row per target as of a date (`docs/methods.md` explains the columns)."""
    return frame(plan, assessments(plan, as_of))


def frame(plan: Plan, found: list[Assessment]) -> pd.DataFrame:
    """Return assessments as a table with the columns of `assess`."""
    speech = {language: Speech(plan, language) for language in languages()}
    rows = [_row(plan, one, speech) for one in found]
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    return table.astype({"final": bool, "met_then_lost": bool})


def _row(plan: Plan, one: Assessment, speech: dict[str, Speech]) -> list[object]:
    worded = {
        "unit": one.unit,
        "verdict_range": opinion_words(one.verdict.opinions, one.verdict.status),
        "reason": speech["en"].why(one),
        **{f"reason_{language}": speech[language].why(one) for language in speech},
        **{f"name_{language}": target_name(plan, one.target, language) for language in speech},
    }
    parts = (one.verdict, one.odds, one.target)
    return [
        worded[name]
        if name in worded
        else next(getattr(p, name) for p in parts if hasattr(p, name))
        for name in COLUMNS
    ]


def changes(plan: Plan, since: str, as_of: str | None = None) -> pd.DataFrame:
    """Return one row per target and cause between two dates; raises ValueError out of order.

    Columns: target, day and cause; the figure before and after; verdict, `early` and odds before
    and after; the reason of the new verdict.
    """
    return changed_frame(plan, compare.changes(plan, since, as_of))


def changed_frame(plan: Plan, news: list[compare.Change]) -> pd.DataFrame:
    """Return changes as a table with the columns of `changes`."""
    return pd.DataFrame([_changed(plan, change) for change in news], columns=CHANGED)


CHANGED = [
    *compare.Change._fields[:11], "status_before", "status_after", "early_before", "early_after",
    "probability_before", "probability_after", "reason", "reason_zh",
]  # fmt: skip


def _changed(plan: Plan, change: compare.Change) -> list[object]:
    states = change.was, change.now
    return [
        *change[:11],
        *(state.status for state in states),
        *(state.word == "achieved_early" for state in states),
        *(state.probability for state in states),
        *(Speech(plan, language).reasons(change.reasons, change.unit) for language in ("en", "zh")),
    ]


def trace(plan: Plan, target_id: str = "", as_of: str | None = None) -> pd.DataFrame:
    """Return one row per number behind a target (or all of them) as of a date.

    `number` is a column of `assess`, or `figure` and `peer_figure` for the rest of the series;
    `how_zh`, `how_en` name the document that states it or fill in its formula. Raises KeyError
    that lists the known targets.
    """
    known = list(plan.targets.target_id)
    if target_id and target_id not in known:
        raise KeyError(f"no target {target_id!r}; known: {', '.join(known)}")
    own = plan.promising({target_id}) if target_id else plan
    rows = [
        _traced(plan, step)
        for one in assessments(own, as_of)
        for step in trail(one, plan.source[one.target.source_id].published)
    ]
    return pd.DataFrame(rows, columns=TRACED)


TRACED = [
    *Step._fields[:6], "how_zh", "how_en", "source_id", "publisher", "title", "published",
    "locator", "quote", "url",
]  # fmt: skip


def _traced(plan: Plan, step: Step) -> list[object]:
    source = plan.source.get(step.source_id)
    about = (source.publisher, source.title, source.url) if source else ("", "", "")
    how = [Speech(plan, language).how(step.how) for language in ("zh", "en")]
    return [
        *step[:6], *how, step.source_id, *about[:2], step.published, step.locator, step.quote,
        about[2],
    ]  # fmt: skip
