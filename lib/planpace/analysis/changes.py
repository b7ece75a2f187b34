"""What changed: over dates, by an edit of the tables, in replay, and under another reading.

All of them compare assessments of the same targets under other circumstances, and make them with
one call of `judged`. Over dates the causes act in the order in which they came: a figure on the day
it was published, a deadline on the day after its last. So every step has a verdict before and after
it, and the steps of a target lead from its old verdict to its new one.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import groupby, pairwise
from typing import Any, NamedTuple

from planpace.analysis.assess import Assessment, assessments, judged
from planpace.analysis.formulas import NAN
from planpace.analysis.judge import stated_early
from planpace.analysis.reasons import Reasons
from planpace.analysis.series import Case, case_of, cases
from planpace.plan.periods import last_day
from planpace.plan.plan import Plan
from planpace.plan.rows import Target
from planpace.plan.vintages import Figure, Key, Series, newest

CAUSES = ("revised_figure", "new_figure", "peer_figure", "deadline_passed")
EDITS = (
    "changed_target", "changed_reading", "new_target", "dropped_target", "corrected_figure",
    "other_software",
)  # fmt: skip


class State(NamedTuple):
    """A target's verdict and odds at one moment; a target that is not there has neither."""

    status: str = ""
    final: bool = False
    probability: float = NAN

    @property
    def word(self) -> str:
        """The key of the verdict's word, empty for a target that is not there."""
        return stated_early(self.status, self.final)


class Change(NamedTuple):
    """One cause, the day it acted and what it did to the figure, the verdict and the odds.

    `before` and `after`: the figure's values, or the target's thresholds for an edit.
    """

    target_id: str
    pillar_id: str
    day: str
    cause: str
    period: str = ""
    basis: str = ""
    before: float = NAN
    after: float = NAN
    unit: str = ""
    bound: str = ""
    source_id: str = ""
    was: State = State()
    now: State = State()
    reasons: Reasons = ()

    @property
    def turned(self) -> bool:
        """Whether the verdict is another one than before."""
        return self.was.status != self.now.status


def state(found: Assessment | None) -> State:
    """Return the state that an assessment found."""
    if found is None:
        return State()
    return State(found.verdict.status, found.verdict.final, found.odds.probability)


# --- over dates ---------------------------------------------------------------------------------


class _Event(NamedTuple):
    """A figure's publication, or (without a key) the day after a deadline."""

    day: str
    key: Key = ("", "")
    place: int = 0
    end: float = -1.0


def changes(plan: Plan, since: str, as_of: str | None = None) -> list[Change]:
    """Return the changes of every target, cause by cause; raises ValueError for dates out of order.

    A figure that changed no verdict is listed too; a target without news is not.
    """
    start, end = plan.date(since), plan.date(as_of)
    if start > end:
        raise ValueError(f"{start} lies after {end}: the earlier date comes first")
    told = [(target, _events(plan, target, start, end)) for target in plan.promises]
    told = [(target, events) for target, events in told if events]
    moments = [_moments(plan, target, start, events) for target, events in told]
    found = iter(judged(plan, [case for each in moments for case in each]))
    return [
        change
        for target, events in told
        for change in _caused(plan, target, events, [next(found) for _ in (0, *events)])
    ]


def history(plan: Plan, target_id: str, as_of: str) -> list[Change]:
    """Return every change of one target from before its first figure to a date."""
    one = plan.promising({target_id})
    known = [figure.published for series in plan.published.values() for figure in series]
    first = date.fromisoformat(min([as_of, *known])) - timedelta(days=1)
    return changes(one, first.isoformat(), as_of)


def _sides(target: Target) -> tuple[Key, ...]:
    """The target's own series and its peer's."""
    both = (target.indicator_id, target.entity_id), (target.indicator_id, target.peer_id)
    return both if target.peer_id else both[:1]


def _events(plan: Plan, target: Target, start: str, end: str) -> list[_Event]:
    """What happened to a target after `start`; figures of one day come oldest period first."""
    late = (last_day(target.deadline) + timedelta(days=1)).isoformat()
    events = [_Event(late)] if start < late <= end else []
    for key in _sides(target):
        for place, figure in enumerate(plan.published.get(key, ())):
            if start < figure.published <= end:
                events.append(_Event(figure.published, key, place, figure.end))
    return sorted(events, key=lambda event: (event.day, event.end))


def _moments(plan: Plan, target: Target, start: str, events: Sequence[_Event]) -> list[Case]:
    """The target's case at the start and after each event."""
    seen = {
        key: [place for place, f in enumerate(plan.published.get(key, ())) if f.published <= start]
        for key in _sides(target)
    }

    def case(day: str) -> Case:
        known = {k: newest(plan.published[k][p] for p in seen[k]) for k in seen if seen[k]}
        return case_of(plan, target, known, day)

    found = [case(start)]
    for event in events:
        if event.key in seen:
            insort(seen[event.key], event.place)
        found.append(case(event.day))
    return found


def _caused(
    plan: Plan, target: Target, events: Sequence[_Event], found: Sequence[Assessment]
) -> Iterator[Change]:
    """The change that each event made; none for a figure that only repeats what was known."""
    for event, (was, now) in zip(events, pairwise(found), strict=True):
        change = Change(
            target.target_id, target.pillar_id, event.day, "deadline_passed", target.deadline,
            unit=now.case.promise.unit, was=state(was), now=state(now), reasons=told_reasons(now),
        )  # fmt: skip
        if not event.key[0]:
            yield change
            continue
        own = event.key == _sides(target)[0]
        figure = plan.published[event.key][event.place]
        before = _same((was.case.series if own else was.case.peer), figure)
        after = _same((now.case.series if own else now.case.peer), figure)
        if after is not figure or (before and before[4:6] == figure[4:6]):
            continue
        cause = "revised_figure" if before else "new_figure"
        yield change._replace(
            cause=cause if own else "peer_figure", period=figure.period, basis=figure.basis,
            before=before.value if before else NAN, after=figure.value, bound=figure.bound,
            source_id=figure.source_id,
        )  # fmt: skip


def _same(series: Series, figure: Figure) -> Figure | None:
    """The vintage of a figure that a series holds."""
    name = figure.period, figure.basis
    return next((f for f in series if (f.period, f.basis) == name), None)


def told_reasons(found: Assessment) -> Reasons:
    """Return all that an assessment gives as reasons, those of the odds last."""
    return (*found.verdict.reasons, *found.odds.reasons)


# --- edits and other software -------------------------------------------------------------------


def edits(before: Plan, plan: Plan, as_of: str) -> list[Change]:
    """Return what an edit of a plan's folder changed, target by target, judged as of one date.

    First with the new promises on the old figures, then on the new ones. The same words under
    another reading are no changed target.
    """
    day = plan.date(as_of)
    kept = before.observations[before.observations.indicator_id.isin(plan.indicator)]
    stages = (before, replace(plan, observations=kept), plan)
    old, promised, new = ({a.target.target_id: a for a in assessments(p, day)} for p in stages)
    return [
        change
        for name in dict.fromkeys([*old, *new])
        for change in _edited(day, (before, plan), old.get(name), promised.get(name), new.get(name))
    ]


def _edited(
    day: str,
    plans: tuple[Plan, Plan],
    old: Assessment | None,
    promised: Assessment | None,
    new: Assessment | None,
) -> Iterator[Change]:
    if old is None or promised is None or new is None:
        yield _edit(day, "dropped_target" if new is None else "new_target", old, new)
        return
    was, now = (_promised(p, a) for p, a in zip(plans, (old, promised), strict=True))
    if was[1:] != now[1:]:
        yield _edit(day, "changed_reading" if was[0] == now[0] else "changed_target", old, promised)
    if (old.case.series, old.case.peer) != (new.case.series, new.case.peer):
        yield _edit(day, "corrected_figure", promised, new)


def _promised(plan: Plan, found: Assessment) -> tuple[str, ...]:
    """The words of a promise, and how they are read: comparable, a missing number included."""
    target, case = found.target, found.case
    return (
        target.quote, target.indicator_id, target.entity_id, target.peer_id, target.reading_of,
        str(case.promise), str(case.steps),
    )  # fmt: skip


def _edit(day: str, cause: str, was: Assessment | None, now: Assessment | None) -> Change:
    known = now or was
    assert known is not None
    before, after = (found.verdict.threshold if found else NAN for found in (was, now))
    return Change(
        known.target.target_id, known.target.pillar_id, day, cause, known.target.deadline,
        before=before, after=after, unit=known.unit, was=state(was), now=state(now),
        reasons=told_reasons(known),
    )  # fmt: skip


def recomputed(manifest: Mapping[str, Any], plan: Plan) -> list[Change]:
    """Return the targets whose verdict today is not the one that a manifest recorded.

    For the manifest's own date; with the same tables, what changed is Planpace or a library.
    """
    day = manifest["as_of"]
    found = {a.target.target_id: a for a in assessments(plan, day)}
    old = {row["target_id"]: State(row["status"], not row["early"]) for row in manifest["verdicts"]}
    return [
        _edit(day, "other_software", None, found[name])._replace(was=was)
        for name, was in old.items()
        if name in found and found[name].verdict.status != was.status
    ]


# --- replay and readings ------------------------------------------------------------------------

FEWEST = 2
"""Yearly figures from which it is worth saying that a target has odds, or has none yet."""


def replay(plan: Plan, as_of: str | None = None) -> dict[str, list[tuple[str, Assessment]]]:
    """Return the assessments of the targets with odds to follow, as of each date with news.

    {target: [(date, assessment), …]}, oldest first; every date uses only what was published by
    then. Other readings are left aside, and so are ranks and milestones, which have no odds.
    """
    limit = plan.date(as_of)
    few = plan.promising({t.target_id for t in plan.promises if _followed(plan, t, limit)})
    wanted = {target.indicator_id for target in few.promises}
    published = {f.published for f in plan.figures if f.indicator_id in wanted}
    dates = sorted(day for day in published if day <= limit)
    moments = [(day, case) for day in dates for case in cases(few, day)]
    found: dict[str, list[tuple[str, Assessment]]] = {t.target_id: [] for t in few.promises}
    for (day, _), one in zip(moments, judged(few, (case for _, case in moments)), strict=True):
        found[one.target.target_id].append((day, one))
    return found


def _followed(plan: Plan, target: Target, as_of: str) -> bool:
    seen = plan.published.get((target.indicator_id, target.entity_id), ())
    yearly = {
        figure.period
        for figure in seen
        if figure.published <= as_of and figure.basis in {"annual", "point"} and not figure.bound
    }
    suited = plan.indicator[target.indicator_id].nature not in {"rank", "state"}
    return len(yearly) >= FEWEST and suited and not target.reading_of


def readings_around(plan: Plan, as_of: str | None = None) -> list[list[Assessment]]:
    """Return every reading of the ambiguous targets on the figures of the area around.

    One list per target and context entity, the main reading first, where that area has a figure to
    judge: context, never a stand-in. None of them counts anywhere.
    """
    day = plan.date(as_of)
    known, roles = plan.known(day), {e.entity_id: e.role for e in plan.entity.values()}
    main = {target.reading_of for target in plan.promises if target.reading_of}
    ambiguous = [
        target
        for target in plan.promises
        if (target.reading_of or target.target_id) in main
        and roles[target.entity_id] in {"subject", "part"}
    ]
    held = [
        case_of(plan, target._replace(entity_id=entity), known, day)
        for entity in (e for e, role in roles.items() if role == "context")
        for target in ambiguous
    ]
    judgeable = [
        one
        for one in judged(plan, held)
        if one.verdict.latest_period and one.verdict.status != "not_assessable"
    ]
    return [list(group) for _, group in _grouped(judgeable)]


def _grouped(found: Iterable[Assessment]) -> Iterator[tuple[tuple[str, str], Iterable[Assessment]]]:
    def name(one: Assessment) -> tuple[str, str]:
        return one.target.reading_of or one.target.target_id, one.target.entity_id

    return groupby(sorted(found, key=name), key=name)


def disputed(plan: Plan, as_of: str | None = None) -> list[list[Assessment]]:
    """Return the readings of each target and area whose verdicts differ, the main reading first."""
    groups = readings_around(plan, as_of)
    return [group for group in groups if len({one.verdict.status for one in group}) > 1]
