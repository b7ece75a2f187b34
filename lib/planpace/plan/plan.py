"""A plan: its tables as tidy frames and typed rows, read from a folder that has no problems."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from html import escape
from pathlib import Path
from typing import Any, Self, TypeVar

import pandas as pd

from planpace.plan import periods, rows
from planpace.plan.bands import BANDS
from planpace.plan.check import FONTS, examine
from planpace.plan.kinds import KINDS
from planpace.plan.periods import DAY, is_date
from planpace.plan.problems import PlanError, problem
from planpace.plan.read import Table
from planpace.plan.rows import R, peer_of, typed
from planpace.plan.schema import columns
from planpace.plan.settings import declared
from planpace.plan.vintages import SUPPOSED, Key, Series, newest, vintages
from planpace.words.say import say

T = TypeVar("T")


def _listed(kind: type[R], table: str) -> cached_property[list[R]]:
    return cached_property(lambda plan: typed(kind, getattr(plan, table)))


def _by_id(kind: type[R], table: str) -> cached_property[dict[str, R]]:
    return cached_property(lambda plan: {row[0]: row for row in typed(kind, getattr(plan, table))})


@dataclass(frozen=True, eq=False)
class Plan:
    """A plan's settings and its tables, each a DataFrame with the contract's columns.

    The same rows stand typed by their ids under `pillar`, `indicator`, `entity` and `source`, and
    in a row under `promises` (of `targets`), `figures` (of `observations`) and `written` (of
    `commitments`).
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
    searched: pd.DataFrame

    @property
    def id(self) -> str:
        """The folder's name, by which reports are filed."""
        return self.folder.resolve().name

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that the plan declares, and so is printed in."""
        return declared(self.settings)

    @property
    def tongue(self) -> str:
        """The language of messages and tables about the plan: English where it declares it."""
        return "en" if "en" in self.languages else self.languages[0]

    @property
    def bands(self) -> dict[str, float]:
        """The verdicts' limits in points: the plan's own, else the defaults."""
        return {**BANDS, **self.settings.get("bands", {})}

    @cached_property
    def issued(self) -> str:
        """The plan's own date, before which nothing is compared: as it says, else its source's."""
        named = (self.source[t.source_id].published for t in self.promises)
        return str(self.settings.get("published") or min(named, default="1900-01-01"))

    @property
    def fonts(self) -> tuple[Path, ...]:
        """Fonts that the plan brings for characters which ours lack (`fonts/` in its folder)."""
        return tuple(sorted(p for p in self.folder.glob("fonts/*") if p.suffix.lower() in FONTS))

    pillar = _by_id(rows.Pillar, "pillars")
    indicator = _by_id(rows.Indicator, "indicators")
    entity = _by_id(rows.Entity, "entities")
    source = _by_id(rows.Source, "sources")
    promises = _listed(rows.Target, "targets")
    figures = _listed(rows.Observation, "observations")
    written = _listed(rows.Commitment, "commitments")
    searches = _listed(rows.Search, "searched")

    @cached_property
    def parts(self) -> dict[str, list[str]]:
        """The indicators that are parts of others: {whole: [part, …]}."""
        found: dict[str, list[str]] = {}
        for name, one in self.indicator.items():
            if one.part_of:
                found.setdefault(one.part_of, []).append(name)
        return found

    @cached_property
    def steps(self) -> dict[str, tuple[tuple[str, float], ...]]:
        """The plan's own steps on the way: {target: ((period, value), …)}."""
        found: dict[str, tuple[tuple[str, float], ...]] = {}
        for step in typed(rows.Step, self.schedule):
            found[step.target_id] = (*found.get(step.target_id, ()), (step.period, step.value))
        return found

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
        if not text:
            raise PlanError([problem("no_date", "observations.csv")], self.languages)
        if not is_date(text):
            raise ValueError(f"{text!r} is no date: write it like 2022-03-31")
        return text

    @property
    def newest(self) -> str:
        """The newest date at which a figure became known; a plan without figures: its sources."""
        dates = {*self.observations.published} - {""} or {*self.sources.published}
        return str(max(dates, default=""))

    def promising(self, target_ids: set[str]) -> Self:
        """Return the same plan with some of its targets alone."""
        return replace(self, targets=self.targets[self.targets.target_id.isin(target_ids)])

    def with_figure(
        self, indicator_id: str, period: str, value: float, *, entity_id: str = "", basis: str = ""
    ) -> Self:
        """Return the plan with a figure supposed, in its indicator's unit; raises ValueError.

        It stands in place of any other of its period, at every date though published at none, and
        is marked wherever it shows. Without an entity it is that of the indicator's targets.
        """
        about = _known("indicator", self.indicator, indicator_id)
        asked = [t.entity_id for t in self.promises if t.indicator_id == indicator_id]
        whose = {*(asked or self.entity)}
        key = indicator_id, entity_id or (whose.pop() if len(whose) == 1 else "")
        _known("entity", self.entity, key[1])
        if not math.isfinite(value) or value < about.lower or value > about.upper:
            raise ValueError(f"{value} is no value of {indicator_id}: it lies beyond its limits")
        part = {"Q": "quarter", "": "annual"}.get(periods.period(period).label[4:5], "month")
        level = "point" if about.nature not in {"flow", "rate"} or len(period) > 7 else part
        past = self.published.get(key, ())[::-1]
        usual = next((f.basis for f in past if len(f.period) == len(period)), level)
        row = rows.Observation(
            *key, period, basis or usual, float(value), "", about.unit, SUPPOSED, "", "", "", ""
        )
        kept = [f for f in self.figures if (*f[:4], f.status) != (*row[:4], SUPPOSED)]
        return replace(self, observations=pd.DataFrame([*kept, row]))

    def with_target(
        self, target_id: str, value: float | None = None, *, baseline: float | None = None
    ) -> Self:
        """Return the plan with a target's number supposed, or its baseline; raises ValueError."""
        target = _known("target", {t.target_id: t for t in self.promises}, target_id)
        if baseline is not None and not target.baseline_period:
            raise ValueError(f"{target_id} names no baseline period: there is none to suppose")
        plan, about = self, (target.indicator_id, target.baseline_period)
        if baseline is not None:
            plan = self.with_figure(*about, baseline, entity_id=target.entity_id)
        if value is None:
            return plan
        if "value" not in KINDS[target.kind].needs or not math.isfinite(value):
            raise ValueError(f"{value} cannot be the number of {target_id} ({target.kind})")
        this, table = self.targets.target_id == target_id, self.targets.copy()
        table.loc[this, "value"], table.loc[this, "clarity"] = float(value), SUPPOSED
        return replace(plan, targets=table)

    @cached_property
    def supposed(self) -> frozenset[str]:
        """The targets that rest on a supposition: on their own number or on a figure beside it."""
        made = {f[:2] for f in self.figures if f.status == SUPPOSED}
        return frozenset(
            t.target_id for t in self.promises if t.clarity == SUPPOSED or made & {
                (t.indicator_id, t.entity_id), peer_of(t),
                *((part, t.entity_id) for part in self.parts.get(t.indicator_id, ())),
            }
        )  # fmt: skip

    def breaks_within(self, indicator_id: str, ends: Iterable[float]) -> bool:
        """Whether figures at some ends do not compare: a new sample begins after the first."""
        known, times = self.settings.get("breaks", {}), sorted(ends)
        begins = (periods.period(label).end for label in known.get(indicator_id, ()))
        return bool(times) and any(times[0] + DAY < at < times[-1] + DAY for at in begins)

    def name(self, language: str) -> str:
        """The plan's name in a language, marked where something in it is supposed."""
        name = str(self.settings[f"name_{language}"])
        return say("name.supposed", language, name=name) if self.supposed else name

    def publisher(self, indicator_id: str, language: str, entity_id: str = "") -> str:
        """Who would publish an indicator, as the plan's settings say; empty if they do not.

        A key of `publishers` that is an entity's id speaks of all figures of that entity.
        """
        known = self.settings.get("publishers", {})
        return str((known.get(entity_id) or known.get(indicator_id, {})).get(language, ""))

    def _repr_html_(self) -> str:
        shown = ("pillars", "indicators", "targets", "commitments", "entities", "observations")
        counts = " · ".join(f"{len(getattr(self, name))} {name}" for name in (*shown, "sources"))
        names = escape(" / ".join(map(self.name, self.languages)))
        newest = f"{say('newest', self.tongue)}: {self.newest}"
        return f"<strong>{names}</strong><br>{counts}<br>{newest}"

    def __repr__(self) -> str:
        return f"Plan({self.id!r}, {len(self.targets)} targets, newest figure {self.newest})"


HELD = dict[Path, Plan]()
"""By folder, what is not to be read again: a process that makes one report fills it."""


def load_plan(folder: str | Path) -> Plan:
    """Return the plan in a folder; raises PlanError with every problem if there is one."""
    if held := HELD.get(Path(folder).resolve()):
        return held
    settings, tables, problems = examine(Path(folder))
    if errors := [one for one in problems if one.severity == "error"]:
        raise PlanError(errors, declared(settings))
    return Plan(Path(folder), settings, **{name: _frame(table) for name, table in tables.items()})


def _known(kind: str, known: Mapping[str, T], name: str) -> T:
    if name not in known:
        raise ValueError(f"unknown {kind} {name!r}; known: {', '.join(known)}")
    return known[name]


def _frame(table: Table) -> pd.DataFrame:
    data = {}
    for name, column in columns(table.name).items():
        number = column.type == "number"
        text = pd.Series([cells[name] for cells in table.rows], dtype="str")
        data[name] = pd.to_numeric(text.replace("", None)).astype(float) if number else text
    return pd.DataFrame(data)
