"""A briefing's first lines: the answer in one sentence, written by rules, and three findings."""

from planpace.analysis.assess import Assessment
from planpace.analysis.changes import history
from planpace.analysis.judge import UNJUDGED
from planpace.analysis.ranking import GOOD, GRAVITY, by_odds, decisive
from planpace.briefings.blocks import Bullets, Lead
from planpace.briefings.news import cause
from planpace.briefings.scope import Scope
from planpace.words.numbers import number
from planpace.words.units import POINTS, is_rank

NAMED = 3  # targets that a finding names before it counts the rest


def answer(here: Scope) -> tuple[Lead, Bullets]:
    """The headline, and under it the tally by verdict, what turned it and when, what is known."""
    found = (verdicts(here), turned(here), known(here)) if here.targets else ()
    return headline(here), Bullets(found)


def headline(here: Scope) -> Lead:
    """The answer in one sentence: the target that decides, or that none has a verdict yet."""
    one, total = decisive(here.targets), len(here.targets)
    if one is not None:
        numbers = ("gap", "progress", "elapsed", "position")
        return Lead(sentence(here, one) + _fellows(here, one), here.footnotes.how(one, *numbers))
    asked = by_odds(one for one in here.targets if one.odds.outlook)
    if not asked:
        key = "headline.nothing_judged" if total else "headline.no_targets"
        return Lead(here.say(key, total=total))
    told = {"name": here.name(asked[0].target), **here.likely(asked[0].odds)}
    text = here.say("headline.odds_alone", total=total, **told)
    return Lead(text, here.footnotes.how(asked[0], "probability"))


def sentence(here: Scope, one: Assessment) -> str:
    """One target in one sentence: the number that decides, its verdict, and its outlook."""
    verdict, gap = one.verdict, abs(one.verdict.gap)
    in_points = one.unit in {"%", POINTS}  # between two shares
    told = here.say(
        f"headline.{_form(one)}", name=here.name(one.target), status=here.status(verdict.word),
        value=here.amount(verdict.latest, one, verdict.bound),
        gap=here.say("points", points=number(gap, 1)) if in_points else here.amount(gap, one),
        target=here.amount(verdict.threshold, one), deadline=here.when(one.target.deadline),
        points=number(abs(verdict.position), 1), period=here.when(verdict.latest_period),
    )  # fmt: skip
    if verdict.final or not one.odds.outlook:
        return told
    key = "headline.holds" if verdict.status == "achieved" else "headline.outlook"
    return told + here.say(key, **here.likely(one.odds))


def _form(one: Assessment) -> str:
    verdict, kind = one.verdict, one.kind
    if kind.course == "state" and verdict.status in {"achieved", "missed"}:
        return f"milestone_{verdict.status}"
    if verdict.status == "achieved":
        return verdict.word
    if verdict.status == "missed":
        measured = kind.schedule and kind.course != "sides" and not is_rank(one.unit)
        return "missed_by" if measured and abs(verdict.gap) > 0 else "missed"
    side = {"off_track": -1, "behind": -1, "ahead": 1}.get(verdict.status, 0)
    return verdict.status if side * verdict.position > 0 else "moving"


def _fellows(here: Scope, one: Assessment) -> str:
    """How many share the verdict told of; after good news from a few, how many have none."""
    total, silent = len(here.targets), sum(not other.verdict.judged for other in here.targets)
    if one.verdict.status in GOOD and silent > total / 2:
        return here.say("headline.unjudged", count=silent, total=total)
    same = sum(other.verdict.status == one.verdict.status for other in here.targets)
    word = here.status(one.verdict.status)
    told = {"count": same, "total": total, "status": word[0].lower() + word[1:]}
    return here.say("headline.fellows", **told) if same > 1 else ""


def verdicts(here: Scope) -> str:
    """How many targets have which verdict, the gravest first, and which targets they are."""
    parts = []
    for word in (*GRAVITY[:-1], "achieved", "achieved_early", *UNJUDGED):
        group = [one for one in here.targets if one.verdict.word == word]
        count, names = len(group), here.listed(here.name(one.target) for one in group[:NAMED])
        if count > NAMED:
            names = here.say("finding.more", names=names, count=count - NAMED)
        told = "" if word in UNJUDGED else here.say("finding.names", names=names)
        if group:
            status = here.status(word)
            parts.append(here.say("finding.part", status=status, count=count, names=told))
    return here.say("finding.counts", total=len(here.targets), listed=here.listed(parts))


def turned(here: Scope) -> str:
    """Since when the headline's verdict stands, what was met and lost, and what hangs on words."""
    told = [_stands(here, decisive(here.targets))]
    for one in [one for one in here.targets if one.verdict.met_then_lost][:1]:
        found, later = one.verdict, one.verdict.later_period  # a figure after the deadline
        told.append(here.say(
            "finding.lost", name=here.name(one.target), first=here.when(found.first_met),
            period=here.when(later or found.latest_period),
            value=here.amount(found.later if later else found.latest, one),
            target=here.amount(found.threshold, one),
        ))  # fmt: skip
    for one in [one for one in here.rows if one.target.reading_of]:
        both = (here.everything[one.target.reading_of].verdict, one.verdict)
        main, other = (here.status(verdict.word) for verdict in both)
        if both[0].status != both[1].status and any(verdict.judged for verdict in both):
            name = here.name(one.target)
            told.append(here.say("finding.readings", name=name, main=main, other=other))
    return here.paragraph(told[:NAMED])


def _stands(here: Scope, one: Assessment | None) -> str:
    """The day from which a verdict has stood, and what brought it; or whether any turned."""
    if one is None:
        count = sum(change.cause != "deadline_passed" for change in here.news)
        turns = sum(change.turned for change in here.news)
        key = "finding.turned" if turns else "finding.unturned" if count else "changed.none"
        return here.say(key, since=here.since, turned=turns, count=count)
    name = here.name(one.target)
    turning = [c for c in history(here.plan, one.target.target_id, here.as_of) if c.turned]
    if not turning:
        return here.say("finding.steady", name=name)
    last, before = turning[-1], here.status(turning[-1].was.word)
    brought = cause(here, last, marked=bool(here.pillar))
    return here.say("finding.since", name=name, day=last.day, cause=brought, before=before)


def known(here: Scope) -> str:
    """How many targets have any figure, how fresh it is, and how many have none at all."""
    total, silent = len(here.targets), len(here.unheard)
    if silent == total:
        return here.say("finding.data_none", total=total)
    newest = max(figure.published for figure in here.figures)
    told = [here.say("finding.data", total=total, known=total - silent, newest=newest)]
    # late: with figures, but none for the deadline, which is past
    waiting = [one for one in here.targets if one.verdict.status == "no_data" and one.case.over]
    late = sum(one.verdict.data_status != "none" for one in waiting)
    told += [here.say("finding.late", count=late)] if late else []
    told += [here.say("finding.silent", silent=silent)] if silent else []
    return here.paragraph(told)
