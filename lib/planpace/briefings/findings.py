"""The three bullets under a headline: which verdicts, since when, and on what figures."""

from __future__ import annotations

from typing import Any, cast

from planpace.analysis.changes import a_year_before
from planpace.analysis.changes import history as changes_of
from planpace.analysis.standing import STATUSES
from planpace.briefings.blocks import Bullets, Lead
from planpace.briefings.headline import GRAVITY, decisive, headline
from planpace.briefings.news import cause
from planpace.briefings.notes import cited
from planpace.briefings.scope import UNJUDGED, Scope
from planpace.plan.read import each

NAMED = 3
"""How many targets a bullet names before it counts the rest."""


def answer(scope: Scope) -> tuple[Lead, Bullets]:
    """The headline and what is found under it."""
    return headline(scope), findings(scope)


def findings(scope: Scope) -> Bullets:
    """Three sentences or four: the tally by verdict, what turned it and when, what is missing."""
    if scope.targets.empty:
        return Bullets(())
    return Bullets((verdicts(scope), turned(scope), known(scope)))


def verdicts(scope: Scope) -> str:
    """How many targets have which verdict, the gravest first, and which targets they are."""
    order = [*GRAVITY, *(status for status in STATUSES if status in UNJUDGED)]
    rows = scope.targets.assign(
        place=scope.targets.status.map(order.index), word=[*map(scope.status, each(scope.targets))]
    )
    listed = [
        scope.say(
            "finding.part",
            status=word,
            count=len(group),
            names="" if place >= len(GRAVITY) else few(scope, group),
        )
        for (place, word), group in cast("Any", rows.groupby(["place", "word"]))
    ]
    return scope.say(
        "finding.counts", total=len(scope.targets), listed=scope.say("list").join(listed)
    )


def few(scope: Scope, rows: Any) -> str:
    """The first names, and how many more there are."""
    names = scope.say("list").join(rows.name.iloc[:NAMED])
    rest = len(rows) - NAMED
    told = scope.say("finding.more", names=names, count=rest) if rest > 0 else names
    return scope.say("finding.names", names=told)


def turned(scope: Scope) -> str:
    """Since when the headline's verdict stands, what was met and lost, and what hangs on words."""
    row = decisive(scope.targets)
    told = [since(scope, row) if row is not None else _unturned(scope)]
    told += [_lost(scope, lost) for lost in each(scope.targets[scope.targets.met_then_lost])][:1]
    told += [_read_twice(scope, other) for other in each(scope.readings)]
    return scope.paragraph([sentence for sentence in told if sentence][:NAMED])


def since(scope: Scope, row: Any) -> str:
    """The day from which a verdict has stood, and what brought it."""
    past = changes_of(scope.plan, row.target_id, scope.as_of)
    turns = past[past.status_before != past.status_after]
    if turns.empty:
        return scope.say("finding.steady", name=row.name)
    last = turns.iloc[-1]
    before = "status.achieved_early" if last.early_before else f"status.{last.status_before}"
    mark = cited(scope, scope.rows).document(last.source_id) if scope.pillar else ""
    words = {"cause": cause(scope, last) + mark, "before": scope.say(before)}
    return scope.say("finding.since", name=row.name, day=last.day, **words)


def _unturned(scope: Scope) -> str:
    start = a_year_before(scope.as_of)
    news = scope.news
    count = int((news.cause != "deadline_passed").sum())
    changed = int((news.status_before != news.status_after).sum())
    if changed:
        return scope.say("finding.turned", since=start, turned=changed, count=count)
    return scope.say("finding.unturned" if count else "changed.none", since=start, count=count)


def _lost(scope: Scope, row: Any) -> str:
    value, when = (
        (row.later, row.later_period) if row.later_period else (row.latest, row.latest_period)
    )
    return scope.say(
        "finding.lost",
        name=row.name,
        first=scope.when(row.first_met),
        period=scope.when(when),
        value=scope.amount(value, row),
        target=scope.amount(row.threshold, row),
    )


def _read_twice(scope: Scope, row: Any) -> str:
    """Two readings with two verdicts; nothing where neither has one, or both the same."""
    main = scope.everything[scope.everything.target_id == row.reading_of].iloc[0]
    if main.status == row.status or not {main.status, row.status} - set(UNJUDGED):
        return ""
    words = {"main": scope.status(main), "other": scope.status(row)}
    return scope.say("finding.readings", name=row.name, **words)


def known(scope: Scope) -> str:
    """How many targets have any figure, how fresh it is, and how many have none at all."""
    total, silent = len(scope.targets), len(scope.unheard)
    if silent == total:
        return scope.say("finding.data_none", total=total)
    newest = scope.figures.published.max()
    told = [scope.say("finding.data", total=total, known=total - silent, newest=newest)]
    waiting = (scope.targets.status == "no_data") & (scope.targets.data_status != "none")
    late = int((waiting & (scope.targets.deadline < scope.as_of[:4])).sum())
    told += [scope.say("finding.late", count=late)] if late else []
    told += [scope.say("finding.silent", silent=silent)] if silent else []
    return scope.paragraph(told)
