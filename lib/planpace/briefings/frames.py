"""The analysis at the prompt and the command line: `assess`, `changes`, `trace` as tidy tables.

Here, and on the pages, what the analysis gives as keys and values is put into words.
"""

import pandas as pd

from planpace.analysis import changes as compare
from planpace.analysis.assess import Assessment, assessments
from planpace.analysis.trace import Step, trail
from planpace.briefings.speech import Speech
from planpace.plan.plan import Plan
from planpace.words.say import languages

COLUMNS = [
    "target_id", "pillar_id", "name_zh", "name_en", "kind", "unit", "threshold", "deadline",
    "baseline", "baseline_period", "latest", "latest_period", "gap", "gap_pct", "progress",
    "elapsed", "position", "pace_required", "pace_observed", "status", "final", "met_then_lost",
    "first_met", "verdict_range", "probability", "outlook", "expected_period", "data_status",
    "reason", "reason_zh", "growth_required", "growth_observed", "bound", "later", "later_period",
    "value", "value_upper", "indicator_id", "entity_id", "peer_id", "reading_of", "clarity",
]  # fmt: skip
"""The columns of `assess`: the contract's, then our own."""
CHANGED = [
    "target_id", "pillar_id", "day", "cause", "period", "basis", "before", "after", "unit", "bound",
    "source_id", "status_before", "status_after", "early_before", "early_after",
    "probability_before", "probability_after", "reason", "reason_zh",
]  # fmt: skip
TRACED = [
    *Step._fields[:6], "how_zh", "how_en", "source_id", "publisher", "title", "published",
    "locator", "quote", "url",
]  # fmt: skip


def assess(plan: Plan, as_of: str | None = None) -> pd.DataFrame:
    """Return one row per target as of a date (`docs/methods.md` explains the columns)."""
    return frame(plan, assessments(plan, as_of))


def frame(plan: Plan, found: list[Assessment]) -> pd.DataFrame:
    """Return assessments as a table with the columns of `assess`."""
    rows = []
    for one in found:
        parts = (one.target, one.odds, one.verdict)
        row = {name: getattr(p, name) for p in parts for name in COLUMNS if hasattr(p, name)}
        opinions = ", ".join(f"{name}={word}" for name, word in one.verdict.opinions.items())
        row |= {"unit": one.unit, "verdict_range": opinions or one.verdict.status}
        for speech in (Speech(plan, language) for language in languages()):
            row[f"name_{speech.language}"] = speech.name(one.target)
            row[f"reason_{speech.language}"] = speech.why(one)
        rows.append({**row, "reason": row["reason_en"]})
    table = pd.DataFrame(rows, columns=COLUMNS)
    return table.astype({"final": bool, "met_then_lost": bool})


def changes(plan: Plan, since: str, as_of: str | None = None) -> pd.DataFrame:
    """Return one row per target and cause between two dates; raises ValueError out of order.

    Columns: target, day and cause; the figure before and after; verdict, `early` and odds before
    and after; the reason of the new verdict.
    """
    return changed_frame(plan, compare.changes(plan, since, as_of))


def changed_frame(plan: Plan, news: list[compare.Change]) -> pd.DataFrame:
    """Return changes as a table with the columns of `changes`."""
    en, zh = Speech(plan, "en"), Speech(plan, "zh")
    rows = [
        (*(getattr(c, name) for name in CHANGED[:11]), c.was.status, c.now.status,
         c.was.word == "achieved_early", c.now.word == "achieved_early",
         c.was.probability, c.now.probability, en.why(c.found), zh.why(c.found))
        for c in news
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=CHANGED)


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
    zh, en = Speech(plan, "zh"), Speech(plan, "en")
    rows = [
        (*step[:6], zh.how(step.how), en.how(step.how), step.source_id, source.publisher,
         source.title, step.published, step.locator, step.quote, source.url)
        for one in assessments(own, as_of)
        for step in trail(one, en.source(one.target.source_id).published)
        for source in [en.source(step.source_id)]
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=TRACED)
