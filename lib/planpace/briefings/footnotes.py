"""Where the numbers of a page come from: numbered documents, and trails to open in HTML."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from planpace.analysis.assess import Assessment
from planpace.analysis.trace import STATED, Step
from planpace.briefings.blocks import Note, Notes
from planpace.briefings.speech import Speech


@dataclass(frozen=True, eq=False)
class Footnotes:
    """The documents that a page cites: those of what its tables show of `cited`, then `more`."""

    speech: Speech
    cited: Sequence[Assessment]
    trails: Mapping[str, Sequence[Step]]
    more: tuple[str, ...] = ()

    @cached_property
    def numbers(self) -> dict[str, int]:
        """{source_id: its number}."""
        first = [step.source_id for _, step in self._stated()]
        found = filter(None, dict.fromkeys([*first, *self.more]))
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
        steps = (step for step in self.trails[one.target.target_id] if step.source_id)
        return next((self.mark(step.source_id) for step in steps if step.number == number), "")

    def how(self, one: Assessment, *numbers: str) -> str:
        """How numbers came about, a line each; the figures behind derived ones too."""
        wanted = dict.fromkeys([*numbers, *(STATED if set(numbers) - set(STATED) else ())])
        steps = self.trails[one.target.target_id]
        return "\n".join(self._line(s) for number in wanted for s in steps if s.number == number)

    def _line(self, step: Step) -> str:
        say, source = self.speech.say, self.speech.source(step.source_id)
        told = say("trail.line", name=say(f"number.{step.number}"), how=self.speech.how(step.how))
        if not source.source_id:
            return told
        about = {"publisher": source.publisher, "title": source.title, "published": step.published}
        parts = (
            told, self.speech.when(step.period) if step.number != "threshold" else "",
            say("trail.source", source=say("note", **about)), step.locator,
            say("quoted", quote=step.quote) if step.quote else "", source.url,
        )  # fmt: skip
        return " ".join(filter(None, parts))

    def block(self) -> Notes:
        """Every document by number: publisher, title, date, and its words for what is shown."""
        notes = []
        for source, number in ((self.speech.source(name), n) for name, n in self.numbers.items()):
            about = {"title": source.title, "published": source.published}
            text = self.speech.say("note", publisher=source.publisher, **about)
            quotes = tuple(dict.fromkeys(self._quotes(source.source_id)))
            notes.append(Note(number, text, quotes, source.url))
        return Notes(self.speech.say("section.sources"), tuple(notes))

    def _quotes(self, source_id: str) -> Iterator[str]:
        """The document's words for what the table shows; for a derived figure, its formula."""
        speech = self.speech
        for one, step in ((o, s) for o, s in self._stated() if s.source_id == source_id):
            if step.quote:
                yield f"{step.locator} {speech.say('quoted', quote=step.quote)}".strip()
            elif step.formula:
                told = {"name": speech.name(one.target), "period": speech.when(step.period)}
                yield speech.say("note.derived", formula=step.formula, **told)
