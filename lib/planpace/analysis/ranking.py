"""What matters most: the gravest verdicts, what is at risk, what moved, which changes count."""

import math
from collections.abc import Iterable, Sequence
from itertools import groupby

from planpace.analysis.assess import Assessment
from planpace.analysis.changes import Change
from planpace.analysis.trajectory import Trajectory

GRAVITY = ("missed", "off_track", "behind", "on_track", "ahead", "achieved")  # gravest first
BAD, GOOD = GRAVITY[:3], GRAVITY[3:]
MOST = 5  # targets named as most at risk, and as those that moved most
FEW = 4  # changes that a leader is told


def _unknown_last(value: float) -> tuple[bool, float]:
    return math.isnan(value), value


def by_gravity(targets: Iterable[Assessment]) -> list[Assessment]:
    """Return the judged targets, gravest verdict first, within one the farthest behind."""

    def gravity(one: Assessment) -> tuple[float, ...]:
        position, gap = _unknown_last(one.verdict.position), _unknown_last(one.verdict.gap_pct)
        return GRAVITY.index(one.verdict.status), *position, *gap

    return sorted((one for one in targets if one.verdict.judged), key=gravity)


def decisive(targets: Iterable[Assessment]) -> Assessment | None:
    """Return whom a headline speaks of: the gravest, else of those awaited the least likely."""
    every = list(targets)
    awaited = by_odds(one for one in every if one.verdict.status == "awaited")
    return next(iter([*by_gravity(every), *awaited]), None)


def by_odds(targets: Iterable[Assessment]) -> list[Assessment]:
    """Return targets by their odds, the lowest first and those without odds last."""
    return sorted(targets, key=lambda one: _unknown_last(one.odds.probability))


def drawn_first(
    targets: Sequence[Assessment], paths: dict[str, Trajectory], most: int = 2
) -> list[Assessment]:
    """Return whose paths page two draws, gravest first: no milestone, and two figures or more."""
    ranked = *by_gravity(targets), *by_odds(one for one in targets if not one.verdict.judged)
    numbered = (one for one in ranked if one.kind.course != "state")
    return [one for one in numbered if len(paths[one.target.target_id].history) >= 2][:most]


def at_risk(targets: Sequence[Assessment]) -> list[Assessment]:
    """Return the five targets missed or most at risk: the missed, then the lowest odds of the open.

    What is open without odds follows by its verdict; what is good and sure is no risk.
    """
    bad = by_gravity(one for one in targets if one.verdict.status in BAD)
    missed = [one for one in bad if one.verdict.final]
    asked = [one for one in targets if one.odds.probability < 0.9 and not one.verdict.final]
    return list(dict.fromkeys([*missed, *by_odds(dict.fromkeys([*asked, *bad]))]))[:MOST]


def moved(news: Iterable[Change]) -> list[Change]:
    """Return the five targets that moved most, from first state to last: turned, then by odds."""
    moves = []
    for _, group in groupby(news, key=lambda change: change.target_id):
        steps = list(group)
        was, now = steps[0].was, steps[-1].now
        change = steps[-1]._replace(was=was)
        shift = abs(now.probability - was.probability)
        if change.turned or shift >= 0.005:
            moves.append((not change.turned, 0.0 if math.isnan(shift) else -shift, change))
    return [change for *_, change in sorted(moves, key=lambda move: move[:2])][:MOST]


def telling(news: Iterable[Change]) -> list[Change]:
    """Return the changes to be told one by one: all but deadlines that passed without effect."""
    return [change for change in news if change.cause != "deadline_passed" or change.turned]


def daily(news: Iterable[Change]) -> list[list[Change]]:
    """Return the telling changes, those of one target and day together, as they acted."""
    groups = groupby(telling(news), key=lambda change: (change.target_id, change.day))
    return [list(group) for _, group in groups]


def together(group: Sequence[Change]) -> Change:
    """Return what several changes made, one after the other, as one."""
    return group[-1]._replace(was=group[0].was)


def foremost(news: Iterable[Change]) -> list[list[Change]]:
    """Return what a leader is told of the changes: turned verdicts first, then the newest."""
    newest = sorted(daily(news), key=lambda group: group[0].day, reverse=True)
    return sorted(newest, key=lambda group: not together(group).turned)[:FEW]
