"""What changed since an earlier date, in words: for pages and for `planpace diff`."""

from collections.abc import Sequence

from planpace.analysis.changes import Change
from planpace.analysis.ranking import FEW, foremost, telling
from planpace.briefings.blocks import Blocks, Cell, Table, Text
from planpace.briefings.scope import Scope
from planpace.words.numbers import amount, percent


def changed(here: Scope) -> Blocks:
    """All changes of the past year within the scope: figure, cause, verdict, odds."""
    if not here.news:
        return here.section("changed", here.text("changed.none", "finding", since=here.since))
    lead, quiet = here.paragraph((_lead(here), here.say("changed.order"))), _quiet(here, here.news)
    shown = _table(here, brief=False)
    return here.section("changed", Text(lead, "finding"), shown if shown.rows else Text(quiet))


def briefly(here: Scope) -> Blocks:
    """The changes that matter most over the past year, and how many more there are."""
    if not here.news:
        return here.section("changed", here.text("changed.none", since=here.since))
    rest = len(telling(here.news)) - FEW
    more = here.say("more", count=rest) if rest > 0 else ""
    lead = here.paragraph((_lead(here), _quiet(here, here.news), more))
    shown = _table(here, brief=True)
    return here.section("changed", Text(lead, "note"), *([shown] if shown.rows else []))


def told(here: Scope, since: str, news: Sequence[Change], edited: Sequence[Change] = ()) -> str:
    """Changes as plain text, a line a cause under each target's name; `edited` tables first."""
    lines, last = [], ""
    for change in (*edited, *telling(news)):
        name, why, verdict, odds = _words(here, change)
        lines += [f"{change.target_id}  {name}"] if change.target_id != last else []
        ending = "" if odds == "–" else "; " + here.say("change.odds", odds=odds)
        lines.append(f"  {why}: {verdict}{ending}")
        last = change.target_id
    nothing = here.say("changed.none", since=since)
    return "\n".join(filter(None, [*lines, _quiet(here, news)])) or nothing


def cause(here: Scope, change: Change, *, marked: bool = False) -> str:
    """The cause of a change in words, with its figure; `marked` for the mark of its document."""
    values, figures = {}, {"before": (change.before, ""), "after": (change.after, change.bound)}
    for name, (value, bound) in figures.items():
        if change.found.kind.course == "state" and value == value:
            values[name] = here.amount(value, change.found)
        else:
            unit = change.unit if value == value else ""
            values[name] = amount(value, unit, here.language, bound)
    period = here.when(change.period, ytd=change.basis == "ytd")
    mark = here.footnotes.mark(change.source_id) if marked else ""
    return here.say(f"change.{change.cause}", period=period, **values) + mark


def _lead(here: Scope) -> str:
    told = telling(here.news)
    turned = sum(change.turned for change in told)
    key = "changed.lead" if turned else "changed.quiet"
    return here.say(key, since=here.since, count=len(told), turned=turned)


def _quiet(here: Scope, news: Sequence[Change]) -> str:
    count = len(news) - len(telling(news))  # deadlines that passed and changed nothing
    return here.say("changed.silent", count=count) if count else ""


def _table(here: Scope, *, brief: bool) -> Table:
    key, note = ("foremost", "") if brief else ("changed", _quiet(here, here.news))
    columns, rows = {"day": 1.05, "target": 2.9, "cause": 3.4, "verdict": 2.6, "odds": 1.1}, []
    for change in foremost(here.news) if brief else telling(here.news):
        name, why, verdict, odds = _words(here, change, marked=brief)
        rows.append((change.day, name, why, Cell(verdict, status=change.now.status), odds))
    if all(odds == "–" for *_, odds in rows):
        del columns["odds"]
    return here.table(key, columns, (row[: len(columns)] for row in rows), note, bare=brief)


def _words(here: Scope, change: Change, *, marked: bool = False) -> tuple[str, str, str, str]:
    known = here.everything.get(change.target_id)
    name = here.reading(known.target) if known else change.target_id
    before, after = (here.status(state.word) for state in (change.was, change.now))
    key = "change.stays" if before == after else "change.turns"
    was, now = percent(change.was.probability), percent(change.now.probability)
    turn, odds = here.say(key, before=before, after=after), now if was == now else f"{was} → {now}"
    return name, cause(here, change, marked=marked), turn, odds
