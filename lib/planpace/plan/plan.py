"""A plan: its tables as tidy frames and typed rows, read from a folder that has no problems."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd

from planpace.plan.check import examine
from planpace.plan.periods import is_date
from planpace.plan.problems import PlanError
from planpace.plan.read import Table, schemas
from planpace.plan.rows import (
    Commitment,
    Entity,
    Indicator,
    Observation,
    Pillar,
    Source,
    Step,
    Target,
    rows,
)  # fmt: skip
from planpace.plan.settings import BANDS
from planpace.plan.vintages import Key, Series, newest, vintages
from planpace.words.say import say

TABLES = (
    "pillars", "indicators", "targets", "commitments", "entities", "observations", "sources",
)  # fmt: skip
"""The tables of a plan in the order in which a person would name them."""


@dataclass(frozen=True, eq=False)
class Plan:
    """A plan's settings and its tables, each a DataFrame with the contract's columns.

    The same rows stand typed and by their ids under `pillar`, `indicator`, `entity`, `source`.
    """

    folder: Path
    settings: Mapping[str, Any]
    pillars: pd.DataFrame
    indicators: pd.DataFrame
    targets: pd.DataFrame
    commitments: pd.DataFrame
    entities: pd.DataFrame
    observations: pd.DataFrame
    schedule: pd.DataFrame
    sources: pd.DataFrame

    @property
    def id(self) -> str:
        """The folder's name, by which reports are filed."""
        return self.folder.resolve().name

    @property
    def bands(self) -> dict[str, float]:
        """The verdicts' limits in points: the plan's own, else the defaults."""
        return {**BANDS, **self.settings.get("bands", {})}

    @property
    def fonts(self) -> tuple[Path, ...]:
        """Fonts that the plan brings for characters which ours lack (`fonts/` in its folder)."""
        return tuple(sorted(p for p in self.folder.glob("fonts/*") if p.suffix in {".ttf", ".otf"}))

    @cached_property
    def pillar(self) -> dict[str, Pillar]:
        """Each pillar by its id, in the plan's order."""
        return {row.pillar_id: row for row in rows(Pillar, self.pillars)}

    @cached_property
    def indicator(self) -> dict[str, Indicator]:
        """Each indicator by its id."""
        return {row.indicator_id: row for row in rows(Indicator, self.indicators)}

    @cached_property
    def entity(self) -> dict[str, Entity]:
        """Each entity by its id."""
        return {row.entity_id: row for row in rows(Entity, self.entities)}

    @cached_property
    def source(self) -> dict[str, Source]:
        """Each document by its id."""
        return {row.source_id: row for row in rows(Source, self.sources)}

    @cached_property
    def promises(self) -> list[Target]:
        """The rows of `targets.csv`."""
        return rows(Target, self.targets)

    @cached_property
    def steps(self) -> dict[str, tuple[tuple[str, float], ...]]:
        """The plan's own steps on the way: {target: ((period, value), …)}."""
        found: dict[str, tuple[tuple[str, float], ...]] = {}
        for step in rows(Step, self.schedule):
            found[step.target_id] = (*found.get(step.target_id, ()), (step.period, step.value))
        return found

    @cached_property
    def figures(self) -> list[Observation]:
        """The rows of `observations.csv`."""
        return rows(Observation, self.observations)

    @cached_property
    def published(self) -> dict[Key, Series]:
        """Every figure ever published by indicator and entity, oldest publication first."""
        return vintages(self.figures, self.indicator)

    def known(self, as_of: str | None = None) -> dict[Key, tuple[Series, Series]]:
        """Return each series as it was known at a date, and the figures replaced by then."""
        date = self.date(as_of)
        seen = {k: [f for f in v if f.published <= date] for k, v in self.published.items()}
        return {key: newest(figures) for key, figures in seen.items() if figures}

    def date(self, as_of: str | None = None) -> str:
        """Return the date of a report, by default the newest `published`; raises ValueError."""
        text = str(as_of or self.newest)
        if not is_date(text):
            raise ValueError(f"{text!r} is no date: write it like 2022-03-31")
        return text

    @property
    def newest(self) -> str:
        """The newest date at which a figure became known; a plan without figures: its sources."""
        dates = self.observations.published if len(self.observations) else self.sources.published
        return str(dates.max())

    def promising(self, target_ids: set[str]) -> Plan:
        """Return the same plan with some of its targets alone."""
        return replace(self, targets=self.targets[self.targets.target_id.isin(target_ids)])

    @cached_property
    def written(self) -> list[Commitment]:
        """The promises in words alone."""
        return rows(Commitment, self.commitments)

    def name(self, language: str) -> str:
        """The plan's name in a language."""
        return str(self.settings[f"name_{language}"])

    def publisher(self, indicator_id: str, language: str) -> str:
        """Who would publish an indicator, as the plan's metadata says; empty if it does not."""
        return str(self.settings.get("publishers", {}).get(indicator_id, {}).get(language, ""))

    def _repr_html_(self) -> str:
        counts = " · ".join(f"{len(getattr(self, table))} {table}" for table in TABLES)
        names = escape(f"{self.name('zh')} / {self.name('en')}")
        return f"<strong>{names}</strong><br>{counts}<br>{say('newest', 'en')}: {self.newest}"

    def __repr__(self) -> str:
        return f"Plan({self.id!r}, {len(self.targets)} targets, newest figure {self.newest})"


def load_plan(folder: str | Path) -> Plan:
    """Return the plan in a folder; raises PlanError with every problem if there is one."""
    settings, tables, problems = examine(Path(folder))
    if problems:
        raise PlanError(problems)
    return Plan(Path(folder), settings, **{name: _frame(table) for name, table in tables.items()})


def _frame(table: Table) -> pd.DataFrame:
    """A table that has no problems as a DataFrame: numbers as float, the rest as text."""
    fields = schemas()[table.name]["fields"]
    names = [field["name"] for field in fields]
    data = pd.DataFrame([[row.get(n, "") for n in names] for _, row in table.rows], columns=names)
    for field in fields:
        column = data[field["name"]]
        if field["type"] == "number":
            data[field["name"]] = pd.to_numeric(column.replace("", None)).astype(float)
        else:
            data[field["name"]] = column.astype("str")
    return data
