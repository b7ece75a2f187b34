"""The whole plan on one page: verdicts by pillar, what is most at risk, what moved most."""

from planpace.analysis.judge import STATUSES, UNJUDGED
from planpace.analysis.ranking import at_risk
from planpace.briefings.blocks import Cell, Column, Table, Text
from planpace.briefings.page_one import values, verdict
from planpace.briefings.scope import Scope
from planpace.words.numbers import number


def pillars(here: Scope) -> Table:
    """Pillars by verdicts: how many targets have which, and promises that have no figure at all."""
    say, found, rows = here.say, here.targets, []
    shown = [status for status in STATUSES if any(one.verdict.status == status for one in found)]
    names = {one.pillar_id: here.named(one) for one in here.plan.pillar.values()}
    for pillar, name in {**names, "": say("all")}.items():
        have = [one.verdict.status for one in found if pillar in {"", one.target.pillar_id}]
        promises = sum(pillar in {"", promise.pillar_id} for promise in here.plan.written)
        counts = (*(have.count(status) or "–" for status in shown), len(have), promises or "–")
        rows.append(tuple(Cell(str(told), strong=not pillar) for told in (name, *counts)))
    widths = {here.shaped(status): 1.15 for status in shown}
    widths |= {say("column.targets"): 0.9, say("column.promises"): 1.3}
    counted = (Column(label, "right", width) for label, width in widths.items())
    columns = (Column(say("column.pillar"), "left", 2.4), *counted)
    return Table(say("table.pillars"), columns, tuple(rows))


def risk(here: Scope) -> Table | Text:
    """The targets most at risk: where they stand, and the odds where the deadline is ahead."""
    rows = [
        (Cell(here.name(one.target), here.unit(one)), *values(here, one, "latest", "threshold"),
         verdict(here, one))
        for one in at_risk(here.targets)
    ]  # fmt: skip
    columns = {"target": 2.3, "latest": -1.4, "goal": -1.25, "verdict": 2.8}
    shown = here.table("risk", columns, rows, half=True)
    return shown if rows else here.text("risk.none", "finding")


def movers(here: Scope) -> Table | Text:
    """The targets that moved most over the past year, verdict and odds before and after."""
    rows: list[list[str | Cell]] = []
    for move in here.moved:
        states = []
        for state in (move.was, move.now):
            told = here.say("odds_of", odds=number(100 * state.probability))
            odds = told if state.probability == state.probability else ""
            states.append(Cell(here.status(state.word), odds, state.status))
        rows.append([here.name(here.everything[move.target_id].target), *states])
    columns = {"target": 2.3, "before": 2.4, "now": 2.6}
    shown = here.table("moved", columns, rows, half=True, since=here.since)
    return shown if rows else here.text("moved.none", "finding", since=here.since)


def unseen(here: Scope) -> list[Text]:
    """How much of the plan nobody can check yet: targets without figures, promises without any."""
    count = sum(one.verdict.status in UNJUDGED for one in here.targets)
    told = {"count": count, "total": len(here.targets), "promises": len(here.plan.written)}
    shown = here.text("overview.silent", "finding", **told)
    return [shown] if count or told["promises"] else []
