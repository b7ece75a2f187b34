"""Which figures would settle what is still open: the deadline's, a missing year's, a baseline's."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from planpace.analysis.assess import Assessment
from planpace.analysis.series import Case, usable
from planpace.plan.periods import DAY, period, same, year_of
from planpace.plan.rows import peer_of
from planpace.plan.vintages import Series


class Wanted(NamedTuple):
    """A figure that nobody has shown yet, and the targets (other readings too) that lack it."""

    indicator_id: str
    entity_id: str
    period: str
    basis: str
    unit: str
    target_ids: tuple[str, ...] = ()


def wanted(found: Iterable[Assessment], as_of: str, habits: Mapping[str, str] = {}) -> list[Wanted]:
    """Return the figures that unsettled targets lack, each once.

    `habits`: whether levels of an indicator are published as `annual` or at a `point`.
    """
    asked: dict[Wanted, list[str]] = {}
    for one in found:
        early = one.verdict.status == "achieved" and one.kind.course in {"sums", "state"}
        if not (one.verdict.final or early or one.kind.name == "unknown_value"):
            usual = habits.get(one.target.indicator_id, "")
            for figure in dict.fromkeys(_lacking(one.case, as_of, usual)):
                asked.setdefault(figure, []).append(one.target.target_id)
    return [figure._replace(target_ids=tuple(ids)) for figure, ids in asked.items()]


def _lacking(case: Case, as_of: str, usual: str) -> Iterator[Wanted]:
    """What a target lacks, by period and then by side: its own figure first, then the peer's."""
    promise, target = case.promise, case.target
    sides = [((target.indicator_id, target.entity_id), case.series)]
    if promise.kind.course == "sides":
        sides.append((peer_of(target), case.peer))
    for label in _periods(case, as_of):
        basis, label = _basis(case, label, usual)
        for key, series in sides:
            if not _known(series, label, basis, promise.nature):
                yield Wanted(*key, label, basis, promise.unit)


def _periods(case: Case, as_of: str) -> Iterator[str]:
    """The periods that decide: a baseline, the years of a sum, an index or a constant promise, the
    deadline once its year has begun; before it, the newest complete year without a figure."""
    promise, end, last = case.promise, case.promise.end, year_of(case.promise.end)
    complete = year_of(case.now + DAY) if same(case.now, round(case.now)) else int(as_of[:4]) - 1
    if promise.baseline_period and not promise.kind.from_nothing:
        yield promise.baseline_period
    if promise.kind.from_nothing or promise.throughout:
        yield from map(str, range(int(promise.begin + DAY), min(last, complete + 1)))
    elif complete < last and not case.now < promise.begin + 1:
        both = promise.kind.course == "sides"
        seen = case.course.points if both else usable(case.series, promise.nature)
        yield from [] if any(one.end > complete + 1 - DAY for one in seen) else [str(complete)]
    if last <= int(as_of[:4]):
        yield str(last) if same(end, last + 1) else promise.deadline


def _basis(case: Case, label: str, usual: str) -> tuple[str, str]:
    """How a figure of a period is published, and the period as observations write it."""
    end, adds_up = period(label).end, case.promise.nature in {"flow", "rate"}
    if not same(end, round(end)):
        return ("ytd", label[:7]) if adds_up else ("point", label)
    level = "point" if case.promise.nature in {"stock", "state"} else "annual"
    told = (f.basis for f in (*case.series, *case.peer) if same(f.end, end))
    shown = next((basis for basis in told if basis in {"annual", "point"}), usual or level)
    return "annual" if adds_up else shown, str(year_of(end))


def _known(series: Series, label: str, basis: str, nature: str) -> bool:
    """Whether an exact figure is there already; part of a year counts as it was published."""
    end, figures = period(label).end, series if basis == "ytd" else usable(series, nature)
    return any(same(f.end, end) and not f.bound and f.status != "estimate" for f in figures)
