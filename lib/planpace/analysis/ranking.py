"""What matters most: the gravest verdicts, what is at risk, what moved, which changes count."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

from planpace.analysis.assess import Assessment
from planpace.analysis.changes import Change, State
from planpace.analysis.judge import UNJUDGED
from planpace.analysis.trajectory import Trajectory

GRAVITY = ("missed", "off_track", "behind", "on_track", "ahead", "achieved")
"""Which verdict a headline speaks of first."""
BAD = GRAVITY[:3]
GOOD = GRAVITY[3:]
MOST = 5
"""How many targets are named as most at risk, and how many as those that moved most."""
FEW = 4
"""How many changes a leader is told."""


def last_if_unknown(value: float) -> tuple[bool, float]:
    """Return a key that sorts numbers upwards and unknown ones behind them."""
    return math.isnan(value), value


def by_gravity(targets: Iterable[Assessment]) -> list[Assessment]:
    """Return the judged targets, gravest verdict first, within one the farthest behind."""

    def gravity(one: Assessment) -> tuple[object, ...]:
        verdict = one.verdict
        place = GRAVITY.index(verdict.status)
        return place, last_if_unknown(verdict.position), last_if_unknown(verdict.gap_pct)

    return sorted((one for one in targets if one.verdict.judged), key=gravity)


def decisive(targets: Iterable[Assessment]) -> Assessment | None:
    """Return the target that a headline speaks of; None where none can be judged."""
    return next(iter(by_gravity(targets)), None)


def by_odds(targets: Iterable[Assessment]) -> list[Assessment]:
    """Return targets by their odds, the lowest first and those without odds last."""
    return sorted(targets, key=lambda one: last_if_unknown(one.odds.probability))


def drawn_first(
    targets: Sequence[Assessment], paths: dict[str, Trajectory], most: int = 2
) -> list[Assessment]:
    """Return the targets whose paths page two draws: the gravest, then the lowest odds.

    Each has two figures or more, and none is a milestone.
    """
    waiting = by_odds(one for one in targets if not one.verdict.judged)
    return [
        one
        for one in (*by_gravity(targets), *waiting)
        if one.kind.course != "state" and len(paths[one.target.target_id].history) >= 2
    ][:most]


def at_risk(targets: Sequence[Assessment]) -> list[Assessment]:
    """Return the five targets missed or most at risk: the missed, then the lowest odds of the open.

    What is open without odds follows by its verdict; what is good and sure is no risk, and targets
    without figures are told elsewhere.
    """
    bad = by_gravity(one for one in targets if one.verdict.status in BAD)
    asked = [one for one in targets if one.odds.probability < 0.9 and not one.verdict.final]
    late = dict.fromkeys([*asked, *(one for one in bad if not one.verdict.final)])
    return [*(one for one in bad if one.verdict.final), *by_odds(late)][:MOST]


class Move(NamedTuple):
    """A target's state a year ago and today's; `shift` is the change of its odds."""

    target_id: str
    was: State
    now: State
    shift: float

    @property
    def turned(self) -> bool:
        """Whether the verdict is another one, and at least one of both is a verdict."""
        both = self.was.status, self.now.status
        return both[0] != both[1] and not set(both) <= set(UNJUDGED)


def moved(news: Iterable[Change]) -> list[Move]:
    """Return the five targets that moved most: a turned verdict first, then the odds."""
    moves = []
    for name, group in groupby(news, key=lambda change: change.target_id):
        steps = list(group)
        was, now = steps[0].was, steps[-1].now
        shift = abs(now.probability - was.probability)
        moves.append(Move(name, was, now, 0.0 if math.isnan(shift) else shift))
    told = [move for move in moves if move.turned or move.shift >= 0.005]
    return sorted(told, key=lambda move: (not move.turned, -move.shift))[:MOST]


def telling(news: Iterable[Change]) -> list[Change]:
    """Return the changes to be told one by one: all but deadlines that passed without effect."""
    return [change for change in news if change.cause != "deadline_passed" or change.turned]


def foremost(news: Iterable[Change]) -> list[Change]:
    """Return the few changes that a leader is told: turned verdicts first, then the newest."""
    newest = sorted(telling(news), key=lambda change: change.day, reverse=True)
    return sorted(newest, key=lambda change: not change.turned)[:FEW]
