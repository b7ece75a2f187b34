"""What an ambiguous target would have come to in the area around: context, never a stand-in."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from planpace.analysis.assess import assess
from planpace.plan.plan import Plan


def readings_around(plan: Plan, as_of: str | None = None) -> pd.DataFrame:
    """Return `assess` of every reading of the ambiguous targets on the figures of the context.

    One row per reading and context entity (`entity_id`), where that area has a figure to judge;
    `reading_of` groups the readings of one target. None of them counts anywhere.
    """
    read = plan.targets[plan.targets.reading_of != ""]
    ambiguous = plan.targets[
        plan.targets.target_id.isin([*read.target_id, *read.reading_of])
        & plan.targets.entity_id.isin(_of_role(plan, "subject", "part"))
    ]
    tables = [
        assess(replace(plan, targets=ambiguous.assign(entity_id=entity)), as_of)
        for entity in _of_role(plan, "context")
    ]
    found = pd.concat(tables, ignore_index=True) if tables else assess(plan, as_of).iloc[:0]
    judged = found[(found.latest_period != "") & (found.status != "not_assessable")]
    return judged.assign(
        reading_of=judged.reading_of.where(judged.reading_of != "", judged.target_id)
    )


def _of_role(plan: Plan, *roles: str) -> list[str]:
    entities = plan.entities
    return [str(entity) for entity in entities[entities.role.isin(roles)].entity_id]


def disputed(plan: Plan, as_of: str | None = None) -> list[pd.DataFrame]:
    """Return the readings of each target and area whose verdicts differ, the main reading first."""
    groups = readings_around(plan, as_of).groupby(["reading_of", "entity_id"], sort=False)
    return [rows for _, rows in groups if rows.status.nunique() > 1]
