"""Where the numbers of a page come from: trails to open in HTML, numbered notes for the PDF."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from planpace.briefings.blocks import Note, Notes
from planpace.briefings.scope import Scope

STATED = ("threshold", "baseline", "latest")
"""The numbers of a target that a document states; all others follow from them."""


@dataclass(frozen=True, eq=False)
class Cited:
    """The documents that a page cites, numbered in the order of its rows.

    First those that state what the table shows of some targets, then `more` by id.
    """

    scope: Scope
    target_ids: tuple[str, ...]
    more: tuple[str, ...] = ()

    @cached_property
    def numbers(self) -> dict[str, int]:
        """{source_id: its number}."""
        steps = [step for target in self.target_ids for step in self.scope.trails[target]]
        first = [step.source_id for step in steps if step.number in STATED]
        found = (source for source in dict.fromkeys([*first, *self.more]) if source)
        return {source: place for place, source in enumerate(found, start=1)}

    def mark(self, target_id: str, number: str) -> str:
        """The mark of a number's document, ` [3]`; empty for what no document states."""
        for step in self.scope.trails[target_id]:
            if step.number == number and step.source_id:
                return self.document(step.source_id)
        return ""

    def document(self, source_id: str) -> str:
        """The mark of a document by its id."""
        return f" [{self.numbers[source_id]}]" if source_id in self.numbers else ""

    def notes(self) -> Notes:
        """Every document by number: publisher, title, date, and its words for what is shown."""
        sources = self.scope.plan.sources.set_index("source_id")
        items = tuple(
            Note(
                number,
                self.scope.say(
                    "note",
                    publisher=sources.publisher[source],
                    title=sources.title[source],
                    published=sources.published[source],
                ),
                tuple(dict.fromkeys(self._quotes(source))),
                sources.url[source],
            )
            for source, number in self.numbers.items()
        )
        return Notes(self.scope.say("section.sources"), items)

    def _quotes(self, source: str) -> Iterable[str]:
        """The document's words for what the table shows; for a derived figure, its formula."""
        for target in self.target_ids:
            for step in self.scope.trails[target]:
                if step.source_id != source or step.number not in STATED:
                    continue
                formula = step.how_en.partition(" = ")[2]
                if step.quote:
                    quote = self.scope.say("quoted", quote=step.quote)
                    yield f"{step.locator} {quote}".strip()
                elif formula:
                    name = self.scope.everything.set_index("target_id").name[target]
                    period = self.scope.when(step.period)
                    yield self.scope.say("note.derived", name=name, period=period, formula=formula)


def cited(scope: Scope, rows: Any, more: Iterable[str] = ()) -> Cited:
    """Return the documents behind some rows of `assess`, and more of them by id."""
    return Cited(scope, tuple(rows.target_id), tuple(more))


def trail(scope: Scope, row: Any, *numbers: str) -> str:
    """How numbers of a target came about, a line each; the figures behind derived ones too."""
    wanted = [*numbers, *(STATED if set(numbers) - set(STATED) else ())]
    steps = [
        step
        for number in dict.fromkeys(wanted)
        for step in scope.trails[row.target_id]
        if step.number == number
    ]
    return "\n".join(_line(scope, step) for step in steps)


def _line(scope: Scope, step: Any) -> str:
    how = step.how_zh if scope.language == "zh" else step.how_en
    told = scope.say("trail.line", name=scope.say(f"number.{step.number}"), how=how)
    if not step.source_id:
        return told
    period = scope.when(step.period) if step.number != "threshold" else ""
    quote = scope.say("quoted", quote=step.quote) if step.quote else ""
    source = scope.say("note", publisher=step.publisher, title=step.title, published=step.published)
    parts = (told, period, scope.say("trail.source", source=source), step.locator, quote, step.url)
    return " ".join(part for part in parts if part)
