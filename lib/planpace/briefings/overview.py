"""The whole plan on one page: verdicts by pillar, what is most at risk, what moved most."""

from planpace.analysis.changes import State
from planpace.analysis.judge import STATUSES, UNJUDGED
from planpace.analysis.ranking import at_risk, moved
from planpace.briefings.blocks import Cell, Column, Table, Text
from planpace.briefings.page_one import values, verdict
from planpace.briefings.scope import Scope
from planpace.words.numbers import number


def pillars(here: Scope) -> Table:
    """Pillars by verdicts: how many targets have which, and promises that have no figure at all."""
    found, written = here.targets, here.plan.written
    shown = [status for status in STATUSES if any(one.verdict.status == status for one in found)]
    columns = (
        Column(here.say("column.pillar"), "left", 2.4),
        *(Column(here.shaped(s), "right", 1.15) for s in shown),
        Column(here.say("column.targets"), "right", 0.9),
        Column(here.say("column.promises"), "right", 1.3),
    )

    def row(name: str, pillar: str = "") -> tuple[Cell, ...]:
        have = [one.verdict.status for one in found if pillar in {"", one.target.pillar_id}]
        promises = sum(pillar in {"", promise.pillar_id} for promise in written)
        counts = (*(have.count(status) or "–" for status in shown), len(have), promises or "–")
        return tuple(Cell(str(told), strong=not pillar) for told in (name, *counts))

    each = (row(here.named(one), one.pillar_id) for one in here.plan.pillar.values())
    return Table(here.say("table.pillars"), columns, (*each, row(here.say("all"))))


def risk(here: Scope) -> Table | Text:
    """The targets most at risk: where they stand, and the odds where the deadline is ahead."""
    found = at_risk(here.targets)
    columns = {"target": 2.3, "latest": -1.4, "goal": -1.25, "verdict": 2.8}
    rows = (
        (Cell(here.name(one.target), here.unit(one)), *values(here, one, "latest", "threshold"),
         verdict(here, one))
        for one in found
    )  # fmt: skip
    if not found:
        return here.text("risk.none", "finding")
    return here.table("risk", columns, rows, half=True)


def movers(here: Scope) -> Table | Text:
    """The targets that moved most over the past year, verdict and odds before and after."""
    moves, since = moved(here.counted), here.since
    if not moves:
        return here.text("moved.none", "finding", since=since)
    rows = (
        (here.name(here.everything[m.target_id].target), _state(here, m.was), _state(here, m.now))
        for m in moves
    )
    columns = {"target": 2.3, "before": 2.4, "now": 2.6}
    return here.table("moved", columns, rows, half=True, since=since)


def _state(here: Scope, state: State) -> Cell:
    odds = state.probability
    told = here.say("odds_of", odds=number(100 * odds)) if odds == odds else ""
    return Cell(here.status(state.word), told, state.status)


def unseen(here: Scope) -> list[Text]:
    """How much of the plan nobody can check yet: targets without figures, promises without any."""
    count = sum(one.verdict.status in UNJUDGED for one in here.targets)
    told = {"count": count, "total": len(here.targets), "promises": len(here.plan.written)}
    shown = here.text("overview.silent", "finding", **told)
    return [shown] if count or told["promises"] else []
