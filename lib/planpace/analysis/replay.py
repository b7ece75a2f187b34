"""What the odds would have been: a plan assessed again as of every date that brought news."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from planpace.analysis.assess import assess
from planpace.plan.plan import Plan
from planpace.plan.read import each
from planpace.plan.vintages import as_of_date

FEWEST = 2
"""Yearly figures from which a target's odds are worth following."""


def followed(plan: Plan, as_of: str | None = None) -> list[str]:
    """Return the targets whose odds can be followed: a number promised, two yearly figures or more.

    Other readings are left aside, and so are ranks and milestones, which have no odds.
    """
    date = as_of_date(plan, as_of)
    seen = plan.observations[plan.observations.published <= date]
    yearly = seen[seen.basis.isin(["annual", "point"]) & (seen.bound == "")]
    counts = yearly.groupby(["indicator_id", "entity_id"]).period.nunique()
    natures = plan.indicators.set_index("indicator_id").nature
    return [
        row.target_id
        for row in each(plan.targets)
        if counts.get((row.indicator_id, row.entity_id), 0) >= FEWEST
        and natures[row.indicator_id] not in {"rank", "state"}
        and not row.reading_of
    ]


def replay(plan: Plan, target_ids: list[str], as_of: str | None = None) -> pd.DataFrame:
    """Return the assessment of some targets as of each date with news of them, oldest first.

    Columns: those of `assess`, and `as_of`. Every date uses only what was published by then.
    """
    limit = as_of_date(plan, as_of)
    few = replace(plan, targets=plan.targets[plan.targets.target_id.isin(target_ids)])
    indicators = set(few.targets.indicator_id)
    news = few.observations[few.observations.indicator_id.isin(indicators)].published
    dates = sorted({str(date) for date in news if date <= limit})
    tables = [assess(few, date).assign(as_of=date) for date in dates]
    return pd.concat(tables, ignore_index=True) if tables else assess(few).iloc[:0].assign(as_of="")
