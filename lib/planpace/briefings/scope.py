"""What a report is about, all that is known of it at its date, and the documents that it cites."""

import os
from functools import cached_property
from pathlib import Path

from planpace.analysis.assess import Assessment, assessments
from planpace.analysis.changes import Change, changes
from planpace.analysis.ranking import at_risk, by_gravity, by_odds, drawn_first, foremost, moved
from planpace.analysis.trace import STATED, Step, trail
from planpace.analysis.trajectory import Trajectory, path_of
from planpace.briefings.blocks import Note, Notes
from planpace.briefings.speech import ENTITY, Speech
from planpace.plan.periods import is_date, same
from planpace.plan.plan import Plan, load_plan
from planpace.plan.rows import OWN_ROLES, Source, Target, peer_of
from planpace.plan.vintages import Figure, Key, Series

LEAGUE = 8  # entities with a target for the same indicator from which their table is a league


class Scope(Speech):
    """A plan as of a date in a language: a pillar's part, one entity's (`entity.france`), or ""."""

    def __init__(self, plan: Plan, language: str, pillar: str, as_of: str) -> None:
        super().__init__(plan, language)
        self.pillar, self.as_of, self.entity = pillar, as_of, pillar.partition(ENTITY)[2]
        # the date that the report compares itself with: a year before, no earlier than the plan
        self.since = min(max(year_before(as_of), plan.issued), as_of)
        found = assessments(plan, as_of)
        self.everything = {one.target.target_id: one for one in found}
        # within the scope: all rows, those that count, and the plan that promises nothing else
        within = ((one, {"", one.target.pillar_id, ENTITY + one.target.entity_id}) for one in found)
        self.rows = [one for one, parts in within if pillar in parts]
        self.targets = [one for one in self.rows if not one.target.reading_of]
        self.own = plan.promising({one.target.target_id for one in self.rows})
        # every series as known at the date, and the targets without a figure of any kind
        self.series = {key: newest for key, (newest, _) in plan.known(as_of).items()}
        self.unheard = [one for one in self.targets if not one.case.series]
        # those with figures, but none for the deadline, which is past
        self.late = [one for one in self.targets if one.case.series and _late(one)]
        # the figures for the indicators of the scope, for the whole plan also those that no target
        # speaks of: all entities', the plan's own, and when the newest that a target rests on came
        self.indicators = list(dict.fromkeys(one.target.indicator_id for one in self.rows))
        ours = {name for name, one in plan.entity.items() if one.role in OWN_ROLES}
        asked = (one.target for one in self.rows)
        used = {key for t in asked for key in ((t.indicator_id, t.entity_id), peer_of(t))}
        aside = ours - {who for _, who in used} if self.entity else set()  # of other entities
        known, of = (f for f in plan.figures if f.published <= as_of), {*self.indicators}
        known = (f for f in known if not pillar or f.indicator_id in of)
        self.figures = [figure for figure in known if figure.entity_id not in aside]
        self.own_figures = [figure for figure in self.figures if figure.entity_id in ours]
        dates = (f.published for f in self.figures if (f.indicator_id, f.entity_id) in used)
        self.newest = max(dates, default="")

    @cached_property
    def single(self) -> bool:
        """Whether the rows of a page are all of one indicator, and of several entities."""
        return len(self.indicators) == 1 < len({one.target.entity_id for one in self.rows})

    @cached_property
    def leagues(self) -> list[list[Assessment]]:
        """The targets of many entities for one indicator, gravest first, those unjudged last."""
        found = dict[str, list[Assessment]]()
        for one in dict.fromkeys([*by_gravity(self.targets), *by_odds(self.targets)]):
            found.setdefault(one.target.indicator_id, []).append(one)
        return [f for f in found.values() if len({o.target.entity_id for o in f}) >= LEAGUE]

    def short(self, target: Target, *, league: bool = False) -> str:
        """A target's name in a row: less what all rows of the page, or of a league, share."""
        name = self.indicator(target.indicator_id) if self.entity else self.name(target)
        if league or self.single:
            name = self.named(self.plan.entity[target.entity_id])
        return f"{self.say('other_reading')} {name}" if target.reading_of else name

    @cached_property
    def paths(self) -> dict[str, Trajectory]:
        """The trajectory of each target within the scope, other readings included."""
        return {one.target.target_id: path_of(one, self.as_of) for one in self.rows}

    @cached_property
    def drawn(self) -> list[Assessment]:
        """The one or two targets whose paths page two draws."""
        return drawn_first(self.targets, self.paths)

    @cached_property
    def neighbours(self) -> list[tuple[Key, Series]]:
        """The latest four figures of context and peer; for part of a year where nothing else is."""
        found = []
        for indicator in self.indicators:
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
    def moved(self) -> list[Change]:
        """The moves of the targets that moved most, of those that count."""
        return moved(change for change in self.news if not change.found.target.reading_of)

    @cached_property
    def trails(self) -> dict[str, list[Step]]:
        """Where each number behind each target comes from."""
        told = ((one, self.source(one.target.source_id).published) for one in self.rows)
        return {one.target.target_id: trail(one, published) for one, published in told}

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The documents of the page by number: of what its tables show, then of what else it tells.

        A pillar's page shows all its rows; an overview names the targets at risk and those moved.
        """
        cited, more = self.rows, list[Figure | Change]()
        if not self.pillar:
            told = {*at_risk(self.targets), *(self.everything[m.target_id] for m in self.moved)}
            cited = [one for one in self.targets if one in told]
        else:
            more += [change for changes in foremost(self.news) for change in changes]
            around = self.neighbours if not self.drawn else ()
            more += [figure for _, series in around for figure in series]
        steps = (step for one in cited for step in self.trails[one.target.target_id])
        stated = (step.source_id for step in steps if step.number in STATED)
        found = dict.fromkeys([*stated, *(one.source_id for one in more)])
        return {source: n for n, source in enumerate(filter(None, found), start=1)}

    def mark(self, source_id: str) -> str:
        """The mark of a document, ` [3]`; empty for one that the page does not cite."""
        return f" [{self.numbers[source_id]}]" if source_id in self.numbers else ""

    def marked(self, one: Assessment, number: str) -> str:
        """The mark of the document that states a number; empty for what no document states."""
        steps = (step for step in self.trails[one.target.target_id] if step.source_id)
        return next((self.mark(step.source_id) for step in steps if step.number == number), "")

    def origin(self, one: Assessment, *numbers: str) -> str:
        """How numbers came about, a line each; the figures behind derived ones too."""
        wanted = dict.fromkeys([*numbers, *(STATED if set(numbers) - set(STATED) else ())])
        steps, size = self.trails[one.target.target_id], one.verdict.size
        lines = (self._line(s, size) for number in wanted for s in steps if s.number == number)
        return "\n".join(lines)

    def _line(self, step: Step, size: float) -> str:
        say, source, how = self.say, self.source(step.source_id), self.how(step.how, size)
        told = say("trail.line", name=say(f"number.{step.number}"), how=how)
        if not source.source_id:
            return told
        parts = (
            told, self.when(step.period) if step.number != "threshold" else "",
            say("trail.source", source=self._document(source, step.published)),
            self.line(step.locator), say("quoted", quote=step.quote) if step.quote else "",
            source.url,
        )  # fmt: skip
        return " ".join(filter(None, parts))

    def _document(self, source: Source, published: str) -> str:
        about = {"publisher": source.publisher, "title": source.title}
        return self.say("note", **about, published=self.when(published))

    def notes(self) -> list[Notes]:
        """Every document by number: publisher, title, date; its words are in the annex."""
        cited = ((n, self.source(name)) for name, n in self.numbers.items())
        notes = (Note(n, self._document(one, one.published), one.url) for n, one in cited)
        return [Notes(self.say("section.sources"), tuple(notes))] if self.numbers else []


def year_before(day: str) -> str:
    """The same day a year earlier; of 29 February the 28th."""
    earlier = f"{int(day[:4]) - 1}{day[4:]}"
    return earlier if is_date(earlier) else earlier[:-1] + "8"


def _late(one: Assessment) -> bool:
    """Whether the deadline is past and no own figure for it was found."""
    lost = one.kind.name == "unknown_value" and one.verdict.status == "not_assessable"
    decided = one.verdict.final or lost
    own = (f for f in one.case.series if f.status != "estimate" and f not in one.case.lent)
    at_end = any(same(figure.end, one.case.promise.end) for figure in own)
    return one.case.over and not decided and not (at_end and one.kind.course != "sums")


def place(plan: Plan) -> str:
    """Return a plan's folder as the working folder sees it, so that no machine shows."""
    return Path(os.path.relpath(plan.folder.resolve())).as_posix()


def scope(
    plan: str | Path | Plan, pillar: str = "", language: str = "", as_of: str | None = None
) -> Scope:
    """Return the scope of a report; raises ValueError that lists what is known, and PlanError."""
    loaded = plan if isinstance(plan, Plan) else load_plan(plan)
    begun = loaded.settings.get("published", "")
    if as_of and as_of < begun:
        raise ValueError(f"{as_of} lies before the plan, which was published on {begun}")
    parts = [*loaded.pillar, *dict.fromkeys(ENTITY + t.entity_id for t in loaded.promises)]
    if pillar and pillar not in parts:
        raise ValueError(f"unknown pillar {pillar!r}; known: {', '.join(parts)}")
    language = language or loaded.languages[0]
    if language not in loaded.languages:
        raise ValueError(f"unknown language {language!r}; known: {', '.join(loaded.languages)}")
    return Scope(loaded, language, pillar, loaded.date(as_of))
