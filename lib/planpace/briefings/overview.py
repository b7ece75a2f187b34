"""The whole plan on one page: verdicts by pillar, what is most at risk, what moved most."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from planpace.analysis.assess import Assessment
from planpace.analysis.changes import State
from planpace.analysis.judge import STATUSES, UNJUDGED
from planpace.analysis.ranking import Move, at_risk, moved
from planpace.briefings.blocks import STATUS_SHAPES, Cell, Column, Spec, Table, Text, table
from planpace.briefings.page_one import verdict_cell
from planpace.briefings.scope import Scope
from planpace.words.numbers import number
from planpace.words.say import named


def pillars(here: Scope) -> Table:
    """Pillars by verdicts: how many targets have which, and promises that have no figure at all."""
    say, plan = here.speech.say, here.plan
    have = [one.verdict.status for one in here.targets]
    shown = [status for status in STATUSES if status in have]
    columns = (
        Column(say("column.pillar"), "left", 2.4),
        *(Column(f"{STATUS_SHAPES[s]} {say(f'status.{s}')}", "right", 1.15) for s in shown),
        Column(say("column.targets"), "right", 0.9),
        Column(say("column.promises"), "right", 1.3),
    )
    rows = [
        _pillar_row(
            named(pillar, here.language),
            [o.verdict.status for o in here.targets if o.target.pillar_id == pillar.pillar_id],
            shown,
            sum(promise.pillar_id == pillar.pillar_id for promise in plan.written),
        )
        for pillar in plan.pillar.values()
    ]
    whole = _pillar_row(say("all"), have, shown, len(plan.written), strong=True)
    return Table(say("table.pillars"), columns, (*rows, whole))


def _pillar_row(
    name: str, have: Sequence[str], shown: list[str], promises: int, *, strong: bool = False
) -> tuple[Cell, ...]:
    cell = partial(Cell, strong=strong)
    counts = [have.count(status) for status in shown]
    told = [*(str(count or "–") for count in counts), str(len(have)), str(promises or "–")]
    return (cell(name), *map(cell, told))


def risk(here: Scope) -> Table | Text:
    """The targets most at risk: where they stand, and the odds where the deadline is ahead."""
    speech, rows = here.speech, at_risk(here.targets)
    if not rows:
        return Text(speech.say("risk.none"), "finding")
    columns: dict[str, Spec[Assessment]] = {
        "target": (2.3, lambda one: Cell(speech.name(one.target), speech.unit(one))),
        "latest": (-1.4, lambda one: _stated(here, one, "latest")),
        "goal": (-1.25, lambda one: _stated(here, one, "threshold")),
        "verdict": (2.8, lambda one: verdict_cell(here, one)),
    }
    return table(speech, speech.say("table.risk"), rows, columns, half=True)


def _stated(here: Scope, one: Assessment, what: str) -> Cell:
    verdict, notes = one.verdict, here.footnotes
    values = {"latest": verdict.latest, "threshold": verdict.threshold}
    texts = dict(zip(values, here.speech.cells(values.values(), one), strict=True))
    text = here.speech.done(values[what]) if one.kind.course == "state" else texts[what]
    label = verdict.latest_period if what == "latest" else one.target.deadline
    return Cell(text, label + notes.of(one, what), trail=notes.how(one, what))


def movers(here: Scope) -> Table | Text:
    """The targets that moved most over the past year, verdict and odds before and after."""
    speech, rows = here.speech, moved(here.counted(here.news))
    if not rows:
        return Text(speech.say("moved.none", since=here.since), "finding")
    columns: dict[str, Spec[Move]] = {
        "target": (2.3, lambda move: speech.name(here.everything[move.target_id].target)),
        "before": (2.4, lambda move: _state(here, move.was)),
        "now": (2.6, lambda move: _state(here, move.now)),
    }
    title = speech.say("table.moved", since=here.since)
    return table(speech, title, rows, columns, half=True)


def _state(here: Scope, state: State) -> Cell:
    odds = state.probability
    told = here.speech.say("odds_of", odds=number(100 * odds)) if odds == odds else ""
    return Cell(here.speech.status(state.word), told, state.status)


def unseen(here: Scope) -> list[Text]:
    """How much of the plan nobody can check yet: targets without figures, promises without any."""
    unknown = sum(one.verdict.status in UNJUDGED for one in here.targets)
    promises = len(here.plan.written)
    if not unknown and not promises:
        return []
    told = {"count": unknown, "total": len(here.targets), "promises": promises}
    return [Text(here.speech.say("overview.silent", **told), "finding")]
