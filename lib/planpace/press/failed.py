"""What stands in the place of a report that could not be made: what failed, in which cell, why."""

from collections.abc import Iterator
from types import SimpleNamespace as Made

from planpace.briefings.blocks import Block, Lead, Section, Text, Title
from planpace.press.run import WRITERS, Outcome
from planpace.render.fonts import missing_glyphs
from planpace.render.html import MIME
from planpace.render.page import content
from planpace.words.say import say


def instead(outcome: Outcome) -> dict[str, bytes]:
    """Return by form the page that tells of a failure, and the notebook up to it.

    There is no workbook of a failure, and no form in which even this page cannot be made.
    """
    report, files = outcome.report, {**outcome.files}
    told = {"blocks": [content(block, report.plan.fonts) for block in _page(outcome)]}
    page = Made(cells=[Made(cell_type="code", outputs=[{"data": {MIME: told}}])])
    for form in ("html", "pdf", "docx"):
        if form in report.formats:
            try:
                files[form] = WRITERS[form](report, page)
            except Exception:  # what broke the report breaks this too; run.json tells of it
                continue
    return files


def _page(outcome: Outcome) -> Iterator[Block]:
    report, lang = outcome.report, outcome.report.language
    head = report.plan.name(lang), report.title, say("subtitle", lang)
    yield Title(lang, *head, meta=((say("as_of", lang), report.as_of),))
    yield Lead(say("failed.lead", lang))
    yield Text(say("failed.others", lang))
    parts = {say("failed.why", lang): outcome.error, say("failed.cell", lang): outcome.cell}
    for heading, text in parts.items():
        if text:
            yield Section(heading)
        for line in filter(str.strip, text.split("\n")):
            unwritable = dict.fromkeys(map(ord, missing_glyphs(line, report.plan.fonts)), "?")
            yield Text(line.translate(unwritable))
