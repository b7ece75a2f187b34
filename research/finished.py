"""Finished plans replayed: what was said at each year's end, and what came of it.

A plan is judged as it would have been at the end of each year from its own to its deadline. Where
the day of each figure is known (`published`), with what was then published; where it is not
(`periods`), with the figures of the years before, as the newest file from before the outcome (or,
where there is none, a later one) has them: such a replay knew revisions that nobody then knew.
`replays.csv` says which, and whether the fit saw kin of its series.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from planpace.analysis.assess import Assessment, assessments
from planpace.plan.periods import year_of
from planpace.plan.plan import Plan, load_plan

ROOT = Path(__file__).resolve().parents[1]
REPLAYS = ROOT / "research" / "plans" / "replays.csv"
SAID = {"achieved": True, "missed": False}
CERTAIN = 0.9
"""From this chance on a word was as good as a promise: where it was wrong, it is named."""


def plans() -> pd.DataFrame:
    """Return how each finished plan is replayed."""
    return pd.read_csv(REPLAYS).fillna("")


def replayed(how: Any) -> pd.DataFrame:
    """Return what was said of each target of one plan at each year's end, and the outcome.

    One row a target, year and method: `left` years from the latest figure to the deadline.
    """
    plan = load_plan(ROOT / how.folder)
    ends = {
        one.target.target_id: SAID[one.verdict.status]
        for one in assessments(plan)
        if one.verdict.final and not one.target.reading_of
    }
    rows = []
    for year in range(int(plan.issued[:4]), max(int(t.deadline[:4]) for t in plan.promises) + 1):
        then = plan if how.replay == "published" else as_then(plan, year, how.known)
        date = f"{year}-12-31"
        for one in assessments(then, max(date, plan.issued)):
            if one.target.target_id in ends and not one.verdict.final:
                rows += [
                    {"plan": how.plan, "year": year, **said, "met": ends[one.target.target_id]}
                    for said in _sayings(one)
                ]
    return pd.DataFrame(rows)


def as_then(plan: Plan, year: int, known: str) -> Plan:
    """Return the plan with the figures of the years before, as a file of the day `known` has them.

    Each counts as published at the end of the year after its own, at the latest.
    """
    rows = plan.observations
    newest = rows[rows.published <= known].sort_values("published", kind="stable")
    newest = newest.drop_duplicates(["indicator_id", "entity_id", "period", "basis"], keep="last")
    before = newest[newest.period.str[:4].astype(int) < year]
    return replace(plan, observations=before.assign(published=f"{year}-01-01"))


def _sayings(one: Assessment) -> Iterator[dict[str, Any]]:
    target, verdict = one.target, one.verdict
    last = verdict.latest_period
    left = year_of(one.case.promise.end) - int(last[:4]) - 1 if last else np.nan
    about = {
        "target": target.target_id, "indicator": target.indicator_id, "kind": target.kind,
        "binding": target.binding or "unspecified", "left": left,
        "progress": verdict.progress, "chance": one.odds.probability,
    }  # fmt: skip
    yield {**about, "method": "outlook", "word": one.odds.outlook or "none"}
    yield {**about, "method": "schedule", "word": verdict.status}
    for method, word in verdict.opinions.items():
        if method not in {"linear", "geometric"} and word != "not_available":
            yield {**about, "method": method, "word": word}
