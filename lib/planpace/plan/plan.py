"""A plan: its tables as tidy frames, read from a folder that has no problems."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any, ClassVar

import pandas as pd

from planpace.plan.check import examine
from planpace.plan.metadata import BANDS
from planpace.plan.problems import PlanError
from planpace.plan.read import frame
from planpace.words.say import say


@dataclass(frozen=True, eq=False)
class Plan:
    """A plan's metadata and its tables, each a DataFrame with the contract's columns."""

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
    trace: ClassVar[Callable[..., pd.DataFrame]]
    """`planpace.trail.trace`, which is bound in `planpace/__init__.py`: it stands further down."""

    @property
    def id(self) -> str:
        """The folder's name, by which reports are filed."""
        return self.folder.resolve().name

    @property
    def bands(self) -> dict[str, float]:
        """The verdicts' limits in points: the plan's own, else the defaults."""
        return {**BANDS, **self.settings.get("bands", {})}

    @property
    def newest(self) -> str:
        """The newest date at which a figure became known; a plan without figures: its sources."""
        dates = self.observations.published if len(self.observations) else self.sources.published
        return str(dates.max())

    @property
    def fonts(self) -> tuple[Path, ...]:
        """Fonts that the plan brings for characters which ours lack (`fonts/` in its folder)."""
        return tuple(sorted(p for p in self.folder.glob("fonts/*") if p.suffix in {".ttf", ".otf"}))

    def name(self, language: str) -> str:
        """The plan's name in a language."""
        return str(self.settings[f"name_{language}"])

    def publisher(self, indicator_id: str, language: str) -> str:
        """Who would publish an indicator, as the plan's metadata says; empty if it does not."""
        known = self.settings.get("publishers", {}).get(indicator_id, {})
        return str(known.get(language, "")) if isinstance(known, Mapping) else ""

    def _repr_html_(self) -> str:
        counts = " · ".join(f"{len(getattr(self, table))} {table}" for table in TABLES)
        names = escape(f"{self.name('zh')} / {self.name('en')}")
        return f"<strong>{names}</strong><br>{counts}<br>{say('newest', 'en')}: {self.newest}"

    def __repr__(self) -> str:
        return f"Plan({self.id!r}, {len(self.targets)} targets, newest figure {self.newest})"


TABLES = (
    "pillars", "indicators", "targets", "commitments", "entities", "observations", "sources",
)  # fmt: skip


def load_plan(folder: str | Path) -> Plan:
    """Return the plan in a folder; raises PlanError with every problem if there is one."""
    meta, tables, problems = examine(Path(folder))
    if problems:
        raise PlanError(problems)
    frames = {name: frame(table) for name, table in tables.items()}
    return Plan(Path(folder), meta.get("planpace", {}), **frames)
