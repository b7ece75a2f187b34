"""Where the numbers of a page come from: numbered documents, and trails to open in HTML."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from planpace.analysis.assess import Assessment
from planpace.analysis.trace import STATED, Step
from planpace.briefings.blocks import Note, Notes
from planpace.briefings.speech import Speech

Trails = Mapping[str, Sequence[Step]]


@dataclass(frozen=True, eq=False)
class Footnotes:
    """The documents that a page cites, numbered once for all of it.

    First those that state what its tables show of `cited`, then `more` by id.
    """

    speech: Speech
    cited: Sequence[Assessment]
    trails: Trails
    more: tuple[str, ...] = ()

    @cached_property
    def numbers(self) -> dict[str, int]:
        """{source_id: its number}."""
        first = [step.source_id for _, step in self._stated()]
        found = (source for source in dict.fromkeys([*first, *self.more]) if source)
        return {source: place for place, source in enumerate(found, start=1)}

    def _stated(self) -> Iterator[tuple[Assessment, Step]]:
        """The steps that a document states, target by target."""
        for one in self.cited:
            for step in self.trails[one.target.target_id]:
                if step.number in STATED:
                    yield one, step

    def mark(self, source_id: str) -> str:
        """The mark of a document, ` [3]`; empty for one that the page does not cite."""
        return f" [{self.numbers[source_id]}]" if source_id in self.numbers else ""

    def of(self, one: Assessment, number: str) -> str:
        """The mark of the document that states a number; empty for what no document states."""
        steps = self.trails[one.target.target_id]
        return next(
            (self.mark(s.source_id) for s in steps if s.number == number and s.source_id), ""
        )

    def how(self, one: Assessment, *numbers: str) -> str:
        """How numbers came about, a line each; the figures behind derived ones too."""
        wanted = [*numbers, *(STATED if set(numbers) - set(STATED) else ())]
        steps = self.trails[one.target.target_id]
        return "\n".join(
            self._line(step)
            for number in dict.fromkeys(wanted)
            for step in steps
            if step.number == number
        )

    def _line(self, step: Step) -> str:
        say, source = self.speech.say, self.speech.plan.source.get(step.source_id)
        told = say("trail.line", name=say(f"number.{step.number}"), how=self.speech.how(step.how))
        if source is None:
            return told
        about = {"publisher": source.publisher, "title": source.title, "published": step.published}
        parts = (
            told,
            self.speech.when(step.period) if step.number != "threshold" else "",
            say("trail.source", source=say("note", **about)),
            step.locator,
            say("quoted", quote=step.quote) if step.quote else "",
            source.url,
        )
        return " ".join(part for part in parts if part)

    def block(self) -> Notes:
        """Every document by number: publisher, title, date, and its words for what is shown."""
        items = tuple(
            Note(
                number, self.speech.document(source), tuple(dict.fromkeys(self._quotes(source))),
                self.speech.plan.source[source].url,
            )
            for source, number in self.numbers.items()
        )  # fmt: skip
        return Notes(self.speech.say("section.sources"), items)

    def _quotes(self, source: str) -> Iterator[str]:
        """The document's words for what the table shows; for a derived figure, its formula."""
        say = self.speech.say
        for one, step in self._stated():
            if step.source_id != source:
                continue
            if step.quote:
                yield f"{step.locator} {say('quoted', quote=step.quote)}".strip()
            elif step.formula:
                told = {
                    "name": self.speech.name(one.target),
                    "period": self.speech.when(step.period),
                }
                yield say("note.derived", formula=step.formula, **told)
