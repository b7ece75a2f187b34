"""What changed since an earlier date, in words: for pages and for `planpace diff`."""

from __future__ import annotations

from collections.abc import Iterable

from planpace.analysis.changes import Change
from planpace.analysis.ranking import FEW, foremost, telling
from planpace.briefings.blocks import Blocks, Cell, Section, Table, Text, table
from planpace.briefings.scope import Scope
from planpace.words.numbers import amount, percent


def changed(here: Scope) -> Blocks:
    """All changes of the past year within the scope: figure, cause, verdict, odds."""
    head, told = Section(here.speech.say("section.changed")), telling(here.news)
    if not here.news:
        return [head, Text(here.speech.say("changed.none", since=here.since), "finding")]
    lead = here.speech.paragraph((_lead(here, told), here.speech.say("changed.order")))
    title, quiet = here.speech.say("table.changed"), _quiet(here)
    shown = _table(here, title, told, note=quiet) if told else Text(quiet)
    return [head, Text(lead, "finding"), shown]


def briefly(here: Scope) -> Blocks:
    """The changes that matter most over the past year, and how many more there are."""
    head, told = Section(here.speech.say("section.changed")), telling(here.news)
    if not here.news:
        return [head, Text(here.speech.say("changed.none", since=here.since))]
    rest = here.speech.say("more", count=len(told) - FEW) if len(told) > FEW else ""
    text = Text(here.speech.paragraph((_lead(here, told), _quiet(here), rest)), "note")
    if not told:
        return [head, text]
    title = here.speech.say("table.foremost")
    return [head, text, _table(here, title, foremost(here.news), brief=True)]


def _lead(here: Scope, told: list[Change]) -> str:
    turned = sum(change.turned for change in told)
    key = "changed.lead" if turned else "changed.quiet"
    return here.speech.say(key, since=here.since, count=len(told), turned=turned)


def _quiet(here: Scope) -> str:
    """How many deadlines passed that changed nothing."""
    count = len(here.news) - len(telling(here.news))
    return here.speech.say("changed.silent", count=count) if count else ""


def _table(
    here: Scope, title: str, told: list[Change], note: str = "", *, brief: bool = False
) -> Table:
    """The changes one by one; on the printed page with the marks of their documents."""
    columns = {
        "day": (1.05, lambda change: change.day),
        "target": (2.9, lambda change: _name(here, change)),
        "cause": (
            3.4,
            lambda c: cause(here, c) + (here.footnotes.mark(c.source_id) if brief else ""),
        ),
        "verdict": (2.6, lambda c: Cell(verdict(here, c), status=c.now.status)),
        "odds": (1.1, odds),
    }
    if all(odds(change) == "–" for change in told):
        del columns["odds"]
    return table(here.speech, title, told, columns, note, bare=brief)


def _name(here: Scope, change: Change) -> str:
    if change.target_id not in here.everything:
        return change.target_id
    target = here.everything[change.target_id].target
    other = here.speech.say("other_reading") + " " if target.reading_of else ""
    return other + here.speech.name(target)


def cause(here: Scope, change: Change) -> str:
    """The cause of a change in words, with its figure."""
    period = here.speech.when(change.period, ytd=change.basis == "ytd")
    before, after = (
        _value(here, change, change.before),
        _value(here, change, change.after, change.bound),
    )
    return here.speech.say(f"change.{change.cause}", period=period, before=before, after=after)


def _value(here: Scope, change: Change, value: float, bound: str = "") -> str:
    one = here.everything.get(change.target_id)
    if one and one.kind.course == "state" and value == value:
        return here.speech.done(value)
    return amount(value, change.unit if value == value else "", here.language, bound)


def verdict(here: Scope, change: Change) -> str:
    """The verdict before and after, or that it stayed."""
    before, after = (here.speech.status(state.word) for state in (change.was, change.now))
    if before == after:
        return here.speech.say("change.stays", after=after)
    return here.speech.say("change.turns", before=before, after=after)


def odds(change: Change) -> str:
    """The odds before and after in percent, one of them where nothing changed."""
    before, after = percent(change.was.probability), percent(change.now.probability)
    return after if before == after else f"{before} → {after}"


def told(here: Scope, since: str, news: Iterable[Change], edited: Iterable[Change] = ()) -> str:
    """Changes as plain text, one line a cause, under the name of each target.

    What an edit of the tables did comes first.
    """
    lines, last, news = [], "", list(news)
    for change in (*edited, *telling(news)):
        name = f"{change.target_id}  {_name(here, change)}"
        lines += [name] if name != last else []
        chance = odds(change)
        ending = "" if chance == "–" else "; " + here.speech.say("change.odds", odds=chance)
        lines.append(f"  {cause(here, change)}: {verdict(here, change)}{ending}")
        last = name
    silent = len(news) - len(telling(news))
    lines += [here.speech.say("changed.silent", count=silent)] if silent else []
    return "\n".join(lines) or here.speech.say("changed.none", since=since)
