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

NAMED = 3
"""How many targets a finding names before it counts the rest."""


def answer(here: Scope) -> tuple[Lead, Bullets]:
    """The headline and what is found under it."""
    return headline(here), findings(here)


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
    verdict = one.verdict
    told = here.say(
        f"headline.{_form(one)}", name=here.name(one.target), status=here.status(verdict.word),
        value=here.amount(verdict.latest, one, verdict.bound), gap=_gap(here, one),
        target=here.amount(verdict.threshold, one), deadline=here.when(one.target.deadline),
        points=number(abs(verdict.position), 1), period=here.when(verdict.latest_period),
    )  # fmt: skip
    if verdict.final or not one.odds.outlook:
        return told
    key = "headline.holds" if verdict.status == "achieved" else "headline.outlook"
    return told + here.say(key, **here.likely(one.odds))


def _form(one: Assessment) -> str:
    """Which sentence fits: points only where their sign agrees with the verdict."""
    verdict, kind = one.verdict, one.kind
    if kind.course == "state" and verdict.status in {"achieved", "missed"}:
        return f"milestone_{verdict.status}"
    if verdict.status == "achieved":
        return verdict.word
    if verdict.status == "missed":
        differs = verdict.gap == verdict.gap and verdict.gap != 0
        measured = kind.schedule and kind.course != "sides" and not is_rank(one.unit)
        return "missed_by" if differs and measured else "missed"
    side = {"off_track": -1, "behind": -1, "ahead": 1}.get(verdict.status, 0)
    return verdict.status if side * verdict.position > 0 else "moving"


def _gap(here: Scope, one: Assessment) -> str:
    """How far off, as an amount: between two shares it is percentage points."""
    gap = abs(one.verdict.gap)
    if gap == gap and one.unit in {"%", POINTS}:
        return here.say("points", points=number(gap, 1))
    return here.amount(gap, one) if gap == gap else ""


def _fellows(here: Scope, one: Assessment) -> str:
    """How many share the verdict told of; after good news from a few, how many have none."""
    total, silent = len(here.targets), sum(not other.verdict.judged for other in here.targets)
    if one.verdict.status in GOOD and silent > total / 2:
        return here.say("headline.unjudged", count=silent, total=total)
    same = sum(other.verdict.status == one.verdict.status for other in here.targets)
    word = here.status(one.verdict.status)
    told = {"count": same, "total": total, "status": word[0].lower() + word[1:]}
    return here.say("headline.fellows", **told) if same > 1 else ""


def findings(here: Scope) -> Bullets:
    """Three findings: the tally by verdict, what turned it and when, what is known."""
    return Bullets((verdicts(here), turned(here), known(here)) if here.targets else ())


def verdicts(here: Scope) -> str:
    """How many targets have which verdict, the gravest first, and which targets they are."""
    groups, parts = dict[str, list[Assessment]](), []
    for one in here.targets:
        groups.setdefault(one.verdict.word, []).append(one)
    order = [*GRAVITY[:-1], "achieved", "achieved_early", *UNJUDGED]
    for word, group in sorted(groups.items(), key=lambda item: order.index(item[0])):
        names = here.listed(here.name(one.target) for one in group[:NAMED])
        if len(group) > NAMED:
            names = here.say("finding.more", names=names, count=len(group) - NAMED)
        told = here.say("finding.names", names=names) if group[0].verdict.judged else ""
        count = len(group)
        parts.append(here.say("finding.part", status=here.status(word), count=count, names=told))
    return here.say("finding.counts", total=len(here.targets), listed=here.listed(parts))


def turned(here: Scope) -> str:
    """Since when the headline's verdict stands, what was met and lost, and what hangs on words."""
    one = decisive(here.targets)
    told = [_since(here, one) if one else _unturned(here)]
    told += [_lost(here, other) for other in here.targets if other.verdict.met_then_lost][:1]
    told += [_read_twice(here, other) for other in here.rows if other.target.reading_of]
    return here.paragraph([part for part in told if part][:NAMED])


def _since(here: Scope, one: Assessment) -> str:
    """The day from which a verdict has stood, and what brought it."""
    name = here.name(one.target)
    turns = [c for c in history(here.plan, one.target.target_id, here.as_of) if c.turned]
    if not turns:
        return here.say("finding.steady", name=name)
    last, before = turns[-1], here.status(turns[-1].was.word)
    brought = cause(here, last, marked=bool(here.pillar))
    return here.say("finding.since", name=name, day=last.day, cause=brought, before=before)


def _unturned(here: Scope) -> str:
    count = sum(change.cause != "deadline_passed" for change in here.news)
    turns = sum(change.turned for change in here.news)
    key = "finding.turned" if turns else "finding.unturned" if count else "changed.none"
    return here.say(key, since=here.since, turned=turns, count=count)


def _lost(here: Scope, one: Assessment) -> str:
    """A target met and lost: by its latest figure, or one that came after the deadline."""
    found, later = one.verdict, one.verdict.later_period
    return here.say(
        "finding.lost", name=here.name(one.target), first=here.when(found.first_met),
        period=here.when(later or found.latest_period), target=here.amount(found.threshold, one),
        value=here.amount(found.later if later else found.latest, one),
    )  # fmt: skip


def _read_twice(here: Scope, other: Assessment) -> str:
    """Two readings with two verdicts; nothing where neither has one, or both the same."""
    both = {"main": here.everything[other.target.reading_of].verdict, "other": other.verdict}
    found = {verdict.status for verdict in both.values()}
    if len(found) < 2 or found <= set(UNJUDGED):
        return ""
    told = {name: here.status(verdict.word) for name, verdict in both.items()}
    return here.say("finding.readings", name=here.name(other.target), **told)


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
