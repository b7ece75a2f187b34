"""What a report is about: a plan, one of its pillars or all of them, a language and a date."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from planpace.analysis.assess import assess
from planpace.analysis.changes import a_year_before, changes
from planpace.analysis.trace import trace
from planpace.analysis.trajectory import Trajectory, trajectories
from planpace.plan.plan import Plan, load_plan
from planpace.plan.read import each
from planpace.plan.vintages import as_of_date, known
from planpace.words.numbers import amount, frequency, number, scaled, when
from planpace.words.say import LANGUAGES, named, say
from planpace.words.units import written

UNJUDGED = ("no_data", "not_assessable")


@dataclass(frozen=True, eq=False)
class Scope:
    """A plan as of a date in a language; `pillar` is empty for the whole plan."""

    plan: Plan
    pillar: str
    language: str
    as_of: str

    @cached_property
    def everything(self) -> pd.DataFrame:
        """The assessment of every row of `targets.csv`, with `name` in the scope's language."""
        table = assess(self.plan, self.as_of)
        return table.assign(name=table[f"name_{self.language}"])

    @cached_property
    def rows(self) -> pd.DataFrame:
        """The assessment within the scope: main rows and other readings of them."""
        table = self.everything
        return table[table.pillar_id == self.pillar] if self.pillar else table

    @cached_property
    def targets(self) -> pd.DataFrame:
        """The rows that count: each target once, other readings left aside."""
        return self.rows[self.rows.reading_of == ""]

    @cached_property
    def readings(self) -> pd.DataFrame:
        """Other readings of ambiguous targets."""
        return self.rows[self.rows.reading_of != ""]

    @cached_property
    def figures(self) -> pd.DataFrame:
        """The published figures known at the date for the indicators of the scope, all entities."""
        seen = self.plan.observations
        wanted = seen.indicator_id.isin(self.rows.indicator_id) & (seen.published <= self.as_of)
        return seen[wanted]

    @cached_property
    def unheard(self) -> pd.DataFrame:
        """The targets of which no figure of any kind was ever published."""
        own = zip(self.targets.indicator_id, self.targets.entity_id, strict=True)
        return self.targets[[key not in self.series for key in own]]

    @cached_property
    def series(self) -> Any:
        """Every series as known at the date, newest vintages only."""
        return known(self.plan, self.as_of)

    @cached_property
    def paths(self) -> dict[str, Trajectory]:
        """The trajectory of each target within the scope, other readings included."""
        drawn = trajectories(self.plan, self.as_of, set(self.rows.target_id))
        return {path.target_id: path for path in drawn}

    @cached_property
    def own(self) -> Plan:
        """The plan with the targets of the scope alone."""
        targets = self.plan.targets
        return replace(self.plan, targets=targets[targets.target_id.isin(self.rows.target_id)])

    @cached_property
    def news(self) -> pd.DataFrame:
        """The changes of the past year within the scope (`changes.Change`)."""
        return changes(self.own, a_year_before(self.as_of), self.as_of)

    @cached_property
    def trails(self) -> dict[str, list[Any]]:
        """The steps of `trace` behind each target, every series with its sources."""
        steps = trace(self.own, "", self.as_of)
        return {str(name): list(each(rows)) for name, rows in steps.groupby("target_id")}

    def say(self, key: str, **values: object) -> str:
        """Words in the scope's language."""
        return say(key, self.language, **values)

    def paragraph(self, sentences: Iterable[str]) -> str:
        """Sentences in a row, with the space between them that the language has."""
        return (" " if self.language == "en" else "").join(part for part in sentences if part)

    def status(self, row: Any) -> str:
        """The verdict's word; met before the deadline, it is achieved early."""
        early = row.status == "achieved" and not row.final
        return self.say("status.achieved_early" if early else f"status.{row.status}")

    def outlook(self, row: Any) -> str:
        """The outlook's word with its natural frequency; empty where no odds are given."""
        if not row.outlook:
            return ""
        often = frequency(row.probability, self.language)
        return self.say("outlook.often", word=self.say(f"outlook.{row.outlook}"), often=often)

    def chance(self, row: Any) -> str:
        """The outlook's word with its odds in percent, for a table; empty where none are given."""
        if not row.outlook:
            return ""
        odds = number(100 * row.probability)
        return self.say("outlook.percent", word=self.say(f"outlook.{row.outlook}"), odds=odds)

    def amount(self, value: float, row: Any, bound: str = "") -> str:
        """A value in the row's unit, fit for a sentence; a milestone is done or not."""
        if row.kind == "milestone":
            return self.say("state.done" if value == 1 else "state.not_done")
        return amount(value, row.unit, self.language, bound)

    def reason(self, row: Any) -> str:
        """Why a number or verdict is missing or needs care."""
        return str(row.reason if self.language == "en" else row.reason_zh)

    def when(self, label: str, *, ytd: bool = False) -> str:
        """A period in the scope's language."""
        return when(label, self.language, ytd=ytd) if label else ""

    def promised(self, row: Any) -> str:
        """What the target promises, in short: `≥ 1,000亿元`, `前20位`, `×2`."""
        peer = self.entity(row.peer_id) if row.peer_id else ""
        unit_zh = self.plan.indicators.set_index("indicator_id").unit[row.indicator_id]
        value = self._of(row.value, row, unit_zh)
        upper = self._of(row.value_upper, row, unit_zh)
        return self.say(f"promise.{row.kind}", value=value, upper=upper, peer=peer)

    def _of(self, value: float, row: Any, unit: str) -> str:
        if value != value:
            return ""
        if row.kind in {"at_least", "at_most", "cumulative", "within"}:
            source = self.plan.targets.set_index("target_id").unit[row.target_id]
            return amount(value, source, self.language)
        return number(value, 0 if value == int(value) else 1)

    def entity(self, entity_id: str) -> str:
        """An entity's name."""
        rows = self.plan.entities[self.plan.entities.entity_id == entity_id]
        return named(rows.iloc[0], self.language)

    def indicator(self, indicator_id: str) -> str:
        """An indicator's name."""
        rows = self.plan.indicators[self.plan.indicators.indicator_id == indicator_id]
        return named(rows.iloc[0], self.language)

    def cells(self, values: Iterable[float], row: Any) -> list[str]:
        """Values of one row at one precision, as its table shows them."""
        return scaled(values, row.unit, self.language)[0]

    def unit(self, row: Any) -> str:
        """The row's unit as the language writes it."""
        return written(row.unit, self.language)[0]


def scope(
    plan: str | Path | Plan, pillar: str = "", language: str = "zh", as_of: str | None = None
) -> Scope:
    """Return the scope of a report; raises ValueError that lists what is known, and PlanError."""
    loaded = plan if isinstance(plan, Plan) else load_plan(plan)
    known_pillars = list(loaded.pillars.pillar_id)
    if pillar and pillar not in known_pillars:
        raise ValueError(f"unknown pillar {pillar!r}; known: {', '.join(known_pillars)}")
    if language not in LANGUAGES:
        raise ValueError(f"unknown language {language!r}; known: {', '.join(LANGUAGES)}")
    return Scope(loaded, pillar, language, as_of_date(loaded, as_of or None))
