"""What stands around a briefing's content: title, headings, pages, the line that makes it again."""

from __future__ import annotations

from planpace.briefings.blocks import Part, Section, Title
from planpace.briefings.scope import Scope
from planpace.words.say import named


def title(scope: Scope) -> Title:
    """The report's title: pillar and plan, as-of date, and the newest figure it rests on."""
    newest = scope.figures.published.max() if len(scope.figures) else ""
    pillars = scope.plan.pillars.set_index("pillar_id")
    name = (
        named(pillars.loc[scope.pillar], scope.language) if scope.pillar else scope.say("overview")
    )
    meta = [(scope.say("as_of"), scope.as_of), (scope.say("newest_used"), newest or "–")]
    words = ("page", "skip")
    return Title(
        lang=scope.language,
        plan=scope.plan.name(scope.language),
        title=name,
        subtitle=scope.say("subtitle"),
        meta=tuple(meta),
        labels={word: scope.say(f"label.{word}", page="{page}", pages="{pages}") for word in words}
        | {"command": command(scope)},
    )


def command(scope: Scope) -> str:
    """The line that makes this page again."""
    pillar = f" --pillar {scope.pillar}" if scope.pillar else ""
    where = f"data/{scope.plan.id}{pillar} --lang {scope.language}"
    return f"planpace report {where} --as-of {scope.as_of}"


def section(scope: Scope, key: str) -> Section:
    """A section's heading."""
    return Section(scope.say(f"section.{key}"))


def part(scope: Scope, key: str) -> Part:
    """The evidence, on a page of its own, or the annex, which the PDF leaves out."""
    return Part(scope.say(f"part.{key}"), "annex" if key == "annex" else "page")
