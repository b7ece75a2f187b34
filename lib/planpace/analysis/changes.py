"""What changed: over dates, by an edit of the tables, in replay, and under another reading.

Over dates the causes act in the order in which they came (a deadline on the day after its last), so
that the steps of a target lead from its old verdict to its new one.
"""

from bisect import insort
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Any, NamedTuple

from planpace.analysis.assess import Assessment, assessments, judged
from planpace.analysis.forecast import NO_ODDS
from planpace.analysis.formulas import NAN
from planpace.analysis.judge import UNJUDGED, Verdict
from planpace.analysis.odds import Odds
from planpace.analysis.series import Case, case_of, cases, part_keys
from planpace.plan.periods import last_day
from planpace.plan.plan import Plan
from planpace.plan.rows import OWN_ROLES, Target, peer_of
from planpace.plan.vintages import Key, newest

FIGURES = ("revised_figure", "new_figure", "peer_figure", "part_figure")  # causes that are news
FEWEST = 2  # yearly figures from which it is worth saying that a target has no odds yet


class State(NamedTuple):
    """A target's verdict and odds at one moment; a target that is not there has neither."""

    status: str = ""
    final: bool = False
    probability: float = NAN

    @property
    def word(self) -> str:
        """The key of the verdict's word, empty for a target that is not there."""
        return Verdict(self.status, self.final).word


class Change(NamedTuple):
    """One cause, the day it acted and what it did to the figure, the verdict and the odds."""

    target_id: str
    pillar_id: str
    day: str
    cause: str
    found: Assessment  # says why
    was: State
    now: State
    period: str = ""
    basis: str = ""
    before: float = NAN  # the figure's value; for an edit the target's threshold
    after: float = NAN
    unit: str = ""
    bound: str = ""
    source_id: str = ""
    data_status: str = ""  # whether the figure is official, derived …
    key: Key = ("", "")  # of which series it is

    @property
    def turned(self) -> bool:
        """Whether the verdict is another one; that a figure is awaited or lacking is no verdict."""
        words = {self.was.status, self.now.status}
        return len(words) == 2 and not words <= set(UNJUDGED) and self.now.status != "awaited"


def _change(cause: str, day: str, was: Assessment | None, now: Assessment | None) -> Change:
    found = now or was
    assert found is not None
    target = found.target
    known = [(one.verdict, one.odds) if one else (Verdict(""), Odds()) for one in (was, now)]
    before, after = (State(told.status, told.final, odds.probability) for told, odds in known)
    old, new = (told.threshold for told, _ in known)
    return Change(
        target.target_id, target.pillar_id, day, cause, found, before, after, target.deadline,
        before=old, after=new, unit=found.unit,
    )  # fmt: skip


# A figure's publication, by its place in its series; or, without a key, the day after a deadline.
_Event = NamedTuple("_Event", [("day", str), ("end", float), ("key", Key), ("place", int)])
NO_FIGURE: tuple[float, Key, int] = (-1.0, ("", ""), 0)


def changes(plan: Plan, since: str, as_of: str | None = None) -> list[Change]:
    """Return the changes of every target, cause by cause; raises ValueError for dates out of order.

    A figure that changed no verdict is listed too; a target without news is not. Nothing is
    compared with a day before the plan's own date.
    """
    start, end = plan.date(since), plan.date(as_of)
    if start > end:
        raise ValueError(f"{start} lies after {end}: the earlier date comes first")
    start = max(start, plan.issued)
    told = [_events(plan, target, start, end) for target in plan.promises]
    found = iter(judged(plan, (case for _, held in told for case in held)))
    runs = ((events, [next(found) for _ in held]) for events, held in told)
    return [change for events, run in runs for change in _caused(plan, events, run)]


def history(plan: Plan, target_id: str, as_of: str) -> list[Change]:
    """Return every change of one target from the plan's own date to a later one."""
    return changes(plan.promising({target_id}), min(plan.issued, as_of), as_of)


def _events(plan: Plan, target: Target, start: str, end: str) -> tuple[list[_Event], list[Case]]:
    """What happened to a target after `start`, and its case at the start and after each event."""
    sides = ((target.indicator_id, target.entity_id), peer_of(target), *part_keys(plan, target))
    every = {key: plan.published.get(key, ()) for key in filter(all, sides)}
    figures = [_Event(f.published, f.end, k, n) for k, v in every.items() for n, f in enumerate(v)]
    late = _Event((last_day(target.deadline) + timedelta(days=1)).isoformat(), *NO_FIGURE)
    events = [event for event in (late, *figures) if start < event.day <= end]
    events.sort(key=lambda event: event[:2])  # on one day the oldest period first
    seen = {k: [n for n, f in enumerate(v) if f.published <= start] for k, v in every.items()}
    held = []
    for event in (_Event(start, *NO_FIGURE), *events) if events else ():
        if event.key in seen:
            insort(seen[event.key], event.place)
        known = {key: newest(every[key][n] for n in places) for key, places in seen.items()}
        held.append(case_of(plan, target, known, event.day))
    return events, held


def _caused(plan: Plan, events: Sequence[_Event], found: Sequence[Assessment]) -> Iterator[Change]:
    """The change that each event made; none for a figure that only repeats what was known."""
    for event, (was, now) in zip(events, pairwise(found), strict=True):
        change = _change("deadline_passed", event.day, was, now)
        if not event.key[0]:
            yield change._replace(before=NAN, after=NAN, unit="")
            continue
        figure, unit = plan.published[event.key][event.place], plan.indicator[event.key[0]].unit
        own = event.key == (now.target.indicator_id, now.target.entity_id)
        name = figure.period, figure.basis
        change = change._replace(
            period=figure.period, basis=figure.basis, before=NAN, after=figure.value,
            bound=figure.bound, unit=unit, source_id=figure.source_id,
            data_status=figure.status, key=event.key,
        )  # fmt: skip
        if not own and event.key != peer_of(now.target):
            if was.case.lent != now.case.lent:
                yield change._replace(cause="part_figure")
            continue
        known = (one.case.series if own else one.case.peer for one in (was, now))
        before, after = (next((f for f in s if (f.period, f.basis) == name), None) for s in known)
        repeated = before and (before.value, before.bound) == (figure.value, figure.bound)
        if after and after[5:9] == figure[5:9] and not repeated:
            cause = "revised_figure" if before else "new_figure"
            old = before.value if before else NAN
            yield change._replace(cause=cause if own else "peer_figure", before=old)


def edits(before: Plan, plan: Plan, as_of: str) -> list[Change]:
    """Return what an edit of a plan's folder changed, target by target, judged as of one date.

    First with the new promises on the old figures, then on the new ones. The same words under
    another reading are no changed target.
    """
    day = plan.date(as_of)
    kept = before.observations[before.observations.indicator_id.isin(plan.indicator)]
    stages = (before, replace(plan, observations=kept), plan)
    old, promised, new = ({a.target.target_id: a for a in assessments(p, day)} for p in stages)
    told = []
    for name in dict.fromkeys([*old, *new]):
        was, read, now = old.get(name), promised.get(name), new.get(name)
        if was is None or read is None or now is None:
            told.append(_change("new_target" if now else "dropped_target", day, was, now))
            continue
        if _promised(was) != _promised(read):
            cause = "changed_reading" if was.target.quote == read.target.quote else "changed_target"
            told.append(_change(cause, day, was, read))
        if (was.case.series, was.case.peer) != (now.case.series, now.case.peer):
            told.append(_change("corrected_figure", day, read, now))
    return told


def _promised(found: Assessment) -> tuple[str, ...]:
    t, case = found.target, found.case
    return (
        t.indicator_id,
        t.entity_id,
        *peer_of(t),
        t.reading_of,
        str(case.promise),
        str(case.steps),
    )


def recomputed(manifest: Mapping[str, Any], plan: Plan) -> list[Change]:
    """Return the targets judged otherwise today than a manifest recorded, as of its own date."""
    day = manifest["as_of"]
    found = {a.target.target_id: a for a in assessments(plan, day)}
    old = {row["target_id"]: State(row["status"], not row["early"]) for row in manifest["verdicts"]}
    return [
        _change("other_software", day, None, found[name])._replace(was=was)
        for name, was in old.items()
        if name in found and found[name].verdict.status != was.status
    ]


def replay(plan: Plan, as_of: str | None = None) -> dict[str, list[tuple[str, Assessment]]]:
    """Return the assessments of the targets with odds to follow, as of each date with news.

    {target: [(date, assessment), …]}, oldest first; every date uses only what was published by
    then. Other readings are left aside, and so are ranks and milestones, which have no odds.
    """
    limit = plan.date(as_of)
    few = plan.promising({*followed(plan, limit)})
    wanted = {target.indicator_id for target in few.promises}
    published = {f.published for f in plan.figures if f.indicator_id in wanted}
    days = sorted({plan.issued, *(day for day in published if day >= plan.issued)})
    moments = [(day, case) for day in days if day <= limit for case in cases(few, day)]
    found: dict[str, list[tuple[str, Assessment]]] = {t.target_id: [] for t in few.promises}
    for (day, _), one in zip(moments, judged(few, (case for _, case in moments)), strict=True):
        found[one.target.target_id].append((day, one))
    return found


def followed(plan: Plan, as_of: str) -> list[str]:
    """Return the targets that `replay` follows: those with odds, of two yearly figures or more."""
    return [one.target_id for one in plan.promises if _followed(plan, one, as_of)]


def _followed(plan: Plan, target: Target, as_of: str) -> bool:
    series = plan.published.get((target.indicator_id, target.entity_id), ())
    exact = [f for f in series if f.published <= as_of and not f.bound]
    yearly = {figure.period for figure in exact if figure.basis in {"annual", "point"}}
    suited = plan.indicator[target.indicator_id].nature not in NO_ODDS
    return len(yearly) >= FEWEST and suited and not target.reading_of


def disputed(plan: Plan, as_of: str | None = None) -> list[list[Assessment]]:
    """Return the readings of ambiguous targets whose verdicts on the area around differ.

    One list per target and context entity that has a figure to judge, the main reading first:
    context, never a stand-in. None of them counts anywhere.
    """
    day, several = plan.date(as_of), {target.reading_of for target in plan.promises} - {""}
    known, roles = plan.known(day), {name: entity.role for name, entity in plan.entity.items()}
    own = [t for t in plan.promises if roles[t.entity_id] in OWN_ROLES]
    read = [target for target in own if (target.reading_of or target.target_id) in several]
    places = [name for name, role in roles.items() if role == "context"]
    around = [target._replace(entity_id=place) for place in places for target in read]
    groups = defaultdict(list)
    for one in judged(plan, (case_of(plan, target, known, day) for target in around)):
        if one.verdict.latest_period and one.verdict.status != "not_assessable":
            name = one.target.reading_of or one.target.target_id, one.target.entity_id
            groups[name].append(one)
    told = (groups[name] for name in sorted(groups))
    return [group for group in told if len({one.verdict.status for one in group}) > 1]
