"""Every target judged: its case, its verdict and its odds, for any cases at any dates together."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from planpace.analysis.judge import Reason, Reasons, Verdict, When, judge
from planpace.analysis.odds import Odds, Question, answers, question
from planpace.analysis.series import Case, cases
from planpace.plan.kinds import Kind
from planpace.plan.plan import Plan
from planpace.plan.rows import Target
from planpace.plan.vintages import SUPPOSED
from planpace.words.units import INDEX


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Assessment:
    """One target as of a date: what is known of it, its verdict, and what was asked of its odds."""

    case: Case
    verdict: Verdict
    asked: Question | Reason
    odds: Odds

    def __repr__(self) -> str:
        return f"Assessment({self.target.target_id!r}, {self.verdict.status})"

    @property
    def target(self) -> Target:
        """The row of `targets.csv`."""
        return self.case.target

    @property
    def kind(self) -> Kind:
        """The kind of its promise."""
        return self.case.promise.kind

    @property
    def unit(self) -> str:
        """The unit of the amounts of its verdict: the indicator's, or an index from 100."""
        return INDEX if self.verdict.indexed else self.case.promise.unit


def judged(plan: Plan, held: Iterable[Case]) -> list[Assessment]:
    """Return an assessment for each case, in order, whatever its date; odds are asked together."""
    held = list(held)
    verdicts = [judge(case, plan.bands) for case in held]
    if plan.supposed:
        pairs = zip(verdicts, held, strict=True)
        verdicts = [replace(v, reasons=(*_supposed(case), *v.reasons)) for v, case in pairs]
    asked = list(map(question, held, verdicts))
    return list(map(Assessment, held, verdicts, asked, answers(asked)))


def _supposed(case: Case) -> Reasons:
    """What of a case is supposed: the target's own number, figures of either side."""
    made = [f for f in (*case.series, *case.peer) if f.status == SUPPOSED]
    periods = tuple(When(f.period, ytd=f.basis == "ytd") for f in made)
    goal = (Reason("supposed_goal"),) if case.target.clarity == SUPPOSED else ()
    return (*goal, Reason("supposed", {"periods": periods})) if periods else goal


def assessed(plan: Plan, target_id: str, as_of: str | None = None) -> Assessment:
    """Return the assessment of one target as of a date; raises KeyError with the known ids."""
    known = list(plan.targets.target_id)
    if target_id not in known:
        raise KeyError(f"no target {target_id!r}; known: {', '.join(known)}")
    return assessments(plan.promising({target_id}), as_of)[0]


def assessments(plan: Plan, as_of: str | None = None) -> list[Assessment]:
    """Return the assessment of every row of `targets.csv` as of a date."""
    return [*_assessments(plan, plan.date(as_of))]


@lru_cache(maxsize=2)  # what the reports of a plan share, whatever their pillar and language
def _assessments(plan: Plan, date: str) -> list[Assessment]:
    return judged(plan, cases(plan, date))
