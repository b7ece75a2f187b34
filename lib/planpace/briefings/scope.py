"""What a report is about, all that is known of it at its date, and the documents that it cites."""

import os
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path

from planpace.analysis.assess import Assessment, assessments
from planpace.analysis.changes import Change, changes
from planpace.analysis.ranking import at_risk, drawn_first, foremost, moved
from planpace.analysis.trace import STATED, Step, trail
from planpace.analysis.trajectory import Trajectory, path_of
from planpace.briefings.blocks import Note, Notes
from planpace.briefings.speech import Speech
from planpace.plan.plan import Plan, load_plan
from planpace.plan.rows import OWN_ROLES
from planpace.plan.vintages import Key, Series
from planpace.words.say import languages


class Scope(Speech):
    """A plan as of a date, spoken of in a language; `pillar` is empty for the whole plan."""

    def __init__(self, plan: Plan, language: str, pillar: str, as_of: str) -> None:
        super().__init__(plan, language)
        self.pillar, self.as_of = pillar, as_of
        since = date.fromisoformat(as_of) - timedelta(days=365)
        self.since = since.isoformat()  # the date that the report compares itself with
        found = assessments(plan, as_of)
        self.everything = {one.target.target_id: one for one in found}
        # within the scope: all rows, those that count, and the plan that promises nothing else
        self.rows = [one for one in found if pillar in {"", one.target.pillar_id}]
        self.targets = [one for one in self.rows if not one.target.reading_of]
        self.own = plan.promising({one.target.target_id for one in self.rows})
        # every series as known at the date, and the targets without a figure of any kind
        self.series = {key: newest for key, (newest, _) in plan.known(as_of).items()}
        self.unheard = [one for one in self.targets if not one.case.series]
        # the published figures for the indicators of the scope: all entities', the plan's own
        self.indicators = list(dict.fromkeys(one.target.indicator_id for one in self.rows))
        known = (figure for figure in plan.figures if figure.published <= as_of)
        self.figures = [figure for figure in known if figure.indicator_id in self.indicators]
        own = {name for name, one in plan.entity.items() if one.role in OWN_ROLES}
        self.own_figures = [figure for figure in self.figures if figure.entity_id in own]

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
    def footnotes(self) -> "Footnotes":
        """The numbered documents of the page: a pillar's, or those of what an overview names."""
        if not self.pillar:
            told = {one.target.target_id for one in at_risk(self.targets)}
            told |= {move.target_id for move in self.moved}
            return Footnotes(self, [one for one in self.targets if one.target.target_id in told])
        drawn = [step for one in self.drawn for step in self.trails[one.target.target_id]]
        around = [figure for _, series in self.neighbours for figure in series]
        more = (*foremost(self.news), *(drawn if self.drawn else around))
        return Footnotes(self, self.rows, (one.source_id for one in more))


class Footnotes:
    """The documents that a page cites: those of what its tables show of `cited`, then `more`."""

    def __init__(self, here: Scope, cited: Sequence[Assessment], more: Iterable[str] = ()) -> None:
        self.here = here
        steps = ((one, step) for one in cited for step in here.trails[one.target.target_id])
        self.stated = [(one, step) for one, step in steps if step.number in STATED]
        found = dict.fromkeys([*(step.source_id for _, step in self.stated), *more])
        self.numbers = {source: n for n, source in enumerate(filter(None, found), start=1)}

    def mark(self, source_id: str) -> str:
        """The mark of a document, ` [3]`; empty for one that the page does not cite."""
        return f" [{self.numbers[source_id]}]" if source_id in self.numbers else ""

    def of(self, one: Assessment, number: str) -> str:
        """The mark of the document that states a number; empty for what no document states."""
        steps = (step for step in self.here.trails[one.target.target_id] if step.source_id)
        return next((self.mark(step.source_id) for step in steps if step.number == number), "")

    def how(self, one: Assessment, *numbers: str) -> str:
        """How numbers came about, a line each; the figures behind derived ones too."""
        wanted = dict.fromkeys([*numbers, *(STATED if set(numbers) - set(STATED) else ())])
        steps = self.here.trails[one.target.target_id]
        return "\n".join(self._line(s) for number in wanted for s in steps if s.number == number)

    def _line(self, step: Step) -> str:
        say, source = self.here.say, self.here.source(step.source_id)
        told = say("trail.line", name=say(f"number.{step.number}"), how=self.here.how(step.how))
        if not source.source_id:
            return told
        about = {"publisher": source.publisher, "title": source.title, "published": step.published}
        parts = (
            told, self.here.when(step.period) if step.number != "threshold" else "",
            say("trail.source", source=say("note", **about)), step.locator,
            say("quoted", quote=step.quote) if step.quote else "", source.url,
        )  # fmt: skip
        return " ".join(filter(None, parts))

    def block(self) -> Notes:
        """Every document by number: publisher, title, date, and its words for what is shown."""
        here, notes = self.here, []
        for number, source in enumerate(map(here.source, self.numbers), start=1):
            about = {"title": source.title, "published": source.published}
            text = here.say("note", publisher=source.publisher, **about)
            told = (self._quote(o, s) for o, s in self.stated if s.source_id == source.source_id)
            notes.append(Note(number, text, tuple(filter(None, dict.fromkeys(told))), source.url))
        return Notes(here.say("section.sources"), tuple(notes))

    def _quote(self, one: Assessment, step: Step) -> str:
        if step.quote:
            return f"{step.locator} {self.here.say('quoted', quote=step.quote)}".strip()
        told = {"name": self.here.name(one.target), "period": self.here.when(step.period)}
        return self.here.say("note.derived", formula=step.formula, **told) if step.formula else ""


def place(plan: Plan) -> str:
    """Return a plan's folder as the working folder sees it, so that no machine shows."""
    return Path(os.path.relpath(plan.folder.resolve())).as_posix()


def scope(
    plan: str | Path | Plan, pillar: str = "", language: str = "zh", as_of: str | None = None
) -> Scope:
    """Return the scope of a report; raises ValueError that lists what is known, and PlanError."""
    loaded = plan if isinstance(plan, Plan) else load_plan(plan)
    if pillar and pillar not in loaded.pillar:
        raise ValueError(f"unknown pillar {pillar!r}; known: {', '.join(loaded.pillar)}")
    if language not in languages():
        raise ValueError(f"unknown language {language!r}; known: {', '.join(languages())}")
    return Scope(loaded, language, pillar, loaded.date(as_of))
