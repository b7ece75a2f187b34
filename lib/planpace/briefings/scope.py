"""What a report is about, and all that is known of it at its date, each table made once."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from planpace.analysis.assess import Assessment, assessments
from planpace.analysis.changes import Change, changes
from planpace.analysis.ranking import at_risk, drawn_first, foremost, moved
from planpace.analysis.trace import Step, trail
from planpace.analysis.trajectory import Trajectory, path_of
from planpace.briefings.blocks import Writer
from planpace.briefings.footnotes import Footnotes
from planpace.plan.periods import a_year_before
from planpace.plan.plan import Plan, load_plan
from planpace.plan.rows import Observation
from planpace.plan.vintages import Key, Series
from planpace.words.say import languages


@dataclass(frozen=True, eq=False)
class Scope(Writer):
    """A plan as of a date, spoken of in a language; `pillar` is empty for the whole plan."""

    pillar: str
    as_of: str

    @property
    def since(self) -> str:
        """The date that the report compares itself with."""
        return a_year_before(self.as_of)

    @cached_property
    def everything(self) -> dict[str, Assessment]:
        """The assessment of every row of `targets.csv`, by id."""
        return {one.target.target_id: one for one in assessments(self.plan, self.as_of)}

    @cached_property
    def rows(self) -> list[Assessment]:
        """The assessments within the scope: main rows and other readings of them."""
        return [o for o in self.everything.values() if self.pillar in {"", o.target.pillar_id}]

    @cached_property
    def targets(self) -> list[Assessment]:
        """The assessments that count: each target once, other readings left aside."""
        return [one for one in self.rows if not one.target.reading_of]

    @cached_property
    def unheard(self) -> list[Assessment]:
        """The targets of which no figure of any kind was ever published."""
        targets = ((one, one.target) for one in self.targets)
        return [one for one, t in targets if (t.indicator_id, t.entity_id) not in self.series]

    @cached_property
    def paths(self) -> dict[str, Trajectory]:
        """The trajectory of each target within the scope, other readings included."""
        return {one.target.target_id: path_of(one, self.as_of) for one in self.rows}

    @cached_property
    def decisive(self) -> list[Assessment]:
        """The one or two targets whose paths page two draws."""
        return drawn_first(self.targets, self.paths)

    @cached_property
    def own(self) -> Plan:
        """The plan with the targets of the scope alone."""
        return self.plan.promising({one.target.target_id for one in self.rows})

    @cached_property
    def series(self) -> dict[Key, Series]:
        """Every series as known at the date, newest vintages only."""
        return {key: newest for key, (newest, _) in self.plan.known(self.as_of).items()}

    @cached_property
    def figures(self) -> list[Observation]:
        """The published figures known at the date for the indicators of the scope, all entities."""
        wanted = {one.target.indicator_id for one in self.rows}
        known = (figure for figure in self.plan.figures if figure.published <= self.as_of)
        return [figure for figure in known if figure.indicator_id in wanted]

    @cached_property
    def own_figures(self) -> list[Observation]:
        """Those of the plan's own area."""
        entity = self.plan.entity
        return [f for f in self.figures if entity[f.entity_id].role in {"subject", "part"}]

    @cached_property
    def neighbours(self) -> list[tuple[Key, Series]]:
        """The latest four figures of context and peer; for part of a year where nothing else is."""
        found = []
        for indicator in dict.fromkeys(one.target.indicator_id for one in self.rows):
            for key, series in self.series.items():
                if key[0] == indicator and self.plan.entity[key[1]].role in {"context", "peer"}:
                    whole = tuple(f for f in series if f.basis in {"annual", "point"})[-4:]
                    found.append((key, whole or series[-1:]))
        return found

    @cached_property
    def news(self) -> list[Change]:
        """The changes of the past year within the scope."""
        return changes(self.own, self.since, self.as_of)

    @cached_property
    def counted(self) -> list[Change]:
        """Those of targets that count."""
        return [change for change in self.news if not change.found.target.reading_of]

    @cached_property
    def trails(self) -> dict[str, list[Step]]:
        """Where each number behind each target comes from."""
        return {
            one.target.target_id: trail(one, self.source(one.target.source_id).published)
            for one in self.rows
        }

    @cached_property
    def footnotes(self) -> Footnotes:
        """The numbered documents of the page: a pillar's, or those of what an overview names."""
        if not self.pillar:
            told = {one.target.target_id for one in at_risk(self.targets)}
            told |= {move.target_id for move in moved(self.counted)}
            named = [one for one in self.targets if one.target.target_id in told]
            return Footnotes(self, named, self.trails)
        drawn = [step for one in self.decisive for step in self.trails[one.target.target_id]]
        around = [figure for _, series in self.neighbours for figure in series]
        more = (*foremost(self.news), *(drawn if self.decisive else around))
        return Footnotes(self, self.rows, self.trails, tuple(one.source_id for one in more))


def scope(
    plan: str | Path | Plan, pillar: str = "", language: str = "zh", as_of: str | None = None
) -> Scope:
    """Return the scope of a report; raises ValueError that lists what is known, and PlanError."""
    loaded = plan if isinstance(plan, Plan) else load_plan(plan)
    for kind, given, known in (
        ("pillar", pillar, ["", *loaded.pillar]), ("language", language, languages()),
    ):  # fmt: skip
        if given not in known:
            raise ValueError(f"unknown {kind} {given!r}; known: {', '.join(filter(None, known))}")
    return Scope(loaded, language, pillar, loaded.date(as_of))
