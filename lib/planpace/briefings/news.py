"""What changed since an earlier date, in words: for pages and for `planpace diff`."""

from collections.abc import Iterable

from planpace.analysis.changes import Change
from planpace.analysis.ranking import FEW, foremost, telling
from planpace.briefings.blocks import Blocks, Cell, Table, Text
from planpace.briefings.scope import Scope
from planpace.words.numbers import amount, percent


def changed(here: Scope) -> Blocks:
    """All changes of the past year within the scope: figure, cause, verdict, odds."""
    told, quiet = telling(here.news), _quiet(here, here.news)
    if not here.news:
        return here.section("changed", here.text("changed.none", "finding", since=here.since))
    lead = here.paragraph((_lead(here, told), here.say("changed.order")))
    shown = _table(here, "changed", told, quiet) if told else Text(quiet)
    return here.section("changed", Text(lead, "finding"), shown)


def briefly(here: Scope) -> Blocks:
    """The changes that matter most over the past year, and how many more there are."""
    told, most = telling(here.news), foremost(here.news)
    if not here.news:
        return here.section("changed", here.text("changed.none", since=here.since))
    rest = here.say("more", count=len(told) - FEW) if len(told) > FEW else ""
    lead = here.paragraph((_lead(here, told), _quiet(here, here.news), rest))
    shown = [_table(here, "foremost", most, brief=True)] if told else []
    return here.section("changed", Text(lead, "note"), *shown)


def told(here: Scope, since: str, news: Iterable[Change], edited: Iterable[Change] = ()) -> str:
    """Changes as plain text, a line a cause under each target's name; `edited` tables first."""
    lines, last, news = [], "", list(news)
    for change in (*edited, *telling(news)):
        name = f"{change.target_id}  {_name(here, change)}"
        lines += [name] if name != last else []
        chance = odds(change)
        ending = "" if chance == "–" else "; " + here.say("change.odds", odds=chance)
        lines.append(f"  {cause(here, change)}: {verdict(here, change)}{ending}")
        last = name
    nothing = here.say("changed.none", since=since)
    return "\n".join(filter(None, [*lines, _quiet(here, news)])) or nothing


def _lead(here: Scope, told: list[Change]) -> str:
    turned = sum(change.turned for change in told)
    key = "changed.lead" if turned else "changed.quiet"
    return here.say(key, since=here.since, count=len(told), turned=turned)


def _quiet(here: Scope, news: list[Change]) -> str:
    """How many deadlines passed that changed nothing."""
    count = len(news) - len(telling(news))
    return here.say("changed.silent", count=count) if count else ""


def _table(
    here: Scope, key: str, told: list[Change], note: str = "", *, brief: bool = False
) -> Table:
    """The changes one by one; on the printed page with the marks of their documents."""
    columns = {"day": 1.05, "target": 2.9, "cause": 3.4, "verdict": 2.6, "odds": 1.1}
    if all(odds(change) == "–" for change in told):
        del columns["odds"]
    rows = (
        (c.day, _name(here, c), cause(here, c, marked=brief),
         Cell(verdict(here, c), status=c.now.status), odds(c))[: len(columns)]
        for c in told
    )  # fmt: skip
    return here.table(key, columns, rows, note, bare=brief)


def _name(here: Scope, change: Change) -> str:
    known = here.everything.get(change.target_id)
    return here.reading(known.target) if known else change.target_id


def cause(here: Scope, change: Change, *, marked: bool = False) -> str:
    """The cause of a change in words, with its figure; `marked` for the mark of its document."""
    period = here.when(change.period, ytd=change.basis == "ytd")
    before = _value(here, change, change.before)
    after = _value(here, change, change.after, change.bound)
    mark = here.footnotes.mark(change.source_id) if marked else ""
    return here.say(f"change.{change.cause}", period=period, before=before, after=after) + mark


def _value(here: Scope, change: Change, value: float, bound: str = "") -> str:
    if change.found.kind.course == "state" and value == value:
        return here.amount(value, change.found)
    return amount(value, change.unit if value == value else "", here.language, bound)


def verdict(here: Scope, change: Change) -> str:
    """The verdict before and after, or that it stayed."""
    before, after = (here.status(state.word) for state in (change.was, change.now))
    if before == after:
        return here.say("change.stays", after=after)
    return here.say("change.turns", before=before, after=after)


def odds(change: Change) -> str:
    """The odds before and after in percent, one of them where nothing changed."""
    before, after = percent(change.was.probability), percent(change.now.probability)
    return after if before == after else f"{before} → {after}"
