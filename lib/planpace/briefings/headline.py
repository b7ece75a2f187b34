"""A briefing's first lines: the answer in one sentence, written by rules, and three findings."""

from __future__ import annotations

from collections.abc import Sequence

from planpace.analysis.assess import Assessment
from planpace.analysis.changes import history
from planpace.analysis.judge import STATUSES, UNJUDGED
from planpace.analysis.ranking import GOOD, GRAVITY, by_odds, decisive
from planpace.briefings.blocks import Bullets, Lead
from planpace.briefings.news import cause
from planpace.briefings.scope import Scope
from planpace.words.numbers import frequency, number
from planpace.words.units import POINTS, is_rank

NAMED = 3
"""How many targets a finding names before it counts the rest."""


def answer(here: Scope) -> tuple[Lead, Bullets]:
    """The headline and what is found under it."""
    return headline(here), findings(here)


# --- the headline -------------------------------------------------------------------------------


def headline(here: Scope) -> Lead:
    """The answer in one sentence: the decisive target, its number and verdict, and how many more.

    Without any verdict it says so, with the lowest odds if there are any.
    """
    one, total, say = decisive(here.targets), len(here.targets), here.speech.say
    if one is not None:
        numbers = ("gap", "progress", "elapsed", "position")
        return Lead(sentence(here, one) + _fellows(here, one), here.footnotes.how(one, *numbers))
    if not total:
        return Lead(say("headline.no_targets"))
    asked = by_odds(one for one in here.targets if one.odds.outlook)
    if not asked:
        return Lead(say("headline.nothing_judged", total=total))
    least = asked[0]
    told = {
        "name": here.speech.name(least.target),
        "word": say(f"outlook.{least.odds.outlook}"),
        "often": frequency(least.odds.probability, here.language),
    }
    text = say("headline.odds_alone", total=total, **told)
    return Lead(text, here.footnotes.how(least, "probability"))


def sentence(here: Scope, one: Assessment) -> str:
    """One target in one sentence: the number that decides, its verdict, and its outlook."""
    speech, verdict, odds = here.speech, one.verdict, one.odds
    told = speech.say(
        f"headline.{_form(one)}",
        name=speech.name(one.target),
        period=speech.when(verdict.latest_period),
        value=speech.amount(verdict.latest, one, verdict.bound),
        target=speech.amount(verdict.threshold, one),
        gap=_gap(here, one),
        points=number(abs(verdict.position), 1),
        status=speech.status(verdict.word),
        deadline=speech.when(one.target.deadline),
    )
    if verdict.final or not odds.outlook:
        return told
    key = "headline.holds" if verdict.status == "achieved" else "headline.outlook"
    often = frequency(odds.probability, here.language)
    return told + speech.say(key, word=speech.say(f"outlook.{odds.outlook}"), often=often)


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
    if gap != gap:
        return ""
    if one.unit in {"%", POINTS}:
        return here.speech.say("points", points=number(gap, 1))
    return here.speech.amount(gap, one)


def _fellows(here: Scope, one: Assessment) -> str:
    """How many targets share the gravest verdict, where it is more than the one told of.

    Good news from a few, where most cannot be judged, says how many those are instead.
    """
    total, silent = len(here.targets), sum(not other.verdict.judged for other in here.targets)
    if one.verdict.status in GOOD and silent > total / 2:
        return here.speech.say("headline.unjudged", count=silent, total=total)
    same = sum(other.verdict.status == one.verdict.status for other in here.targets)
    if same < 2:
        return ""
    word = here.speech.status(one.verdict.status)
    lower = word[0].lower() + word[1:]
    return here.speech.say("headline.fellows", count=same, total=total, status=lower)


# --- the findings -------------------------------------------------------------------------------


def findings(here: Scope) -> Bullets:
    """Three findings: the tally by verdict, what turned it and when, what is known."""
    if not here.targets:
        return Bullets(())
    return Bullets((verdicts(here), turned(here), known(here)))


def verdicts(here: Scope) -> str:
    """How many targets have which verdict, the gravest first, and which targets they are."""
    speech = here.speech
    order = [*GRAVITY, *(status for status in STATUSES if status in UNJUDGED)]
    groups: dict[tuple[int, str], list[Assessment]] = {}
    for one in here.targets:
        word = speech.status(one.verdict.word)
        groups.setdefault((order.index(one.verdict.status), word), []).append(one)
    listed = speech.listed(
        speech.say(
            "finding.part",
            status=word,
            count=len(group),
            names="" if place >= len(GRAVITY) else few(here, group),
        )
        for (place, word), group in sorted(groups.items(), key=lambda item: item[0])
    )
    return speech.say("finding.counts", total=len(here.targets), listed=listed)


def few(here: Scope, group: Sequence[Assessment]) -> str:
    """The first names, and how many more there are."""
    names = here.speech.listed(here.speech.name(one.target) for one in group[:NAMED])
    rest = len(group) - NAMED
    told = here.speech.say("finding.more", names=names, count=rest) if rest > 0 else names
    return here.speech.say("finding.names", names=told)


def turned(here: Scope) -> str:
    """Since when the headline's verdict stands, what was met and lost, and what hangs on words."""
    one = decisive(here.targets)
    told = [since(here, one) if one else _unturned(here)]
    told += [_lost(here, other) for other in here.targets if other.verdict.met_then_lost][:1]
    told += [_read_twice(here, other) for other in here.readings]
    return here.speech.paragraph([part for part in told if part][:NAMED])


def since(here: Scope, one: Assessment) -> str:
    """The day from which a verdict has stood, and what brought it."""
    speech, name = here.speech, here.speech.name(one.target)
    turns = [c for c in history(here.plan, one.target.target_id, here.as_of) if c.turned]
    if not turns:
        return speech.say("finding.steady", name=name)
    last = turns[-1]
    brought = cause(here, last) + (here.footnotes.mark(last.source_id) if here.pillar else "")
    before = speech.status(last.was.word)
    return speech.say("finding.since", name=name, day=last.day, cause=brought, before=before)


def _unturned(here: Scope) -> str:
    told = [change for change in here.news if change.cause != "deadline_passed"]
    turns, since = sum(change.turned for change in here.news), here.since
    if turns:
        return here.speech.say("finding.turned", since=since, turned=turns, count=len(told))
    key = "finding.unturned" if told else "changed.none"
    return here.speech.say(key, since=since, count=len(told))


def _lost(here: Scope, one: Assessment) -> str:
    verdict, speech = one.verdict, here.speech
    latest = verdict.latest, verdict.latest_period
    value, when = (verdict.later, verdict.later_period) if verdict.later_period else latest
    return speech.say(
        "finding.lost",
        name=speech.name(one.target),
        first=speech.when(verdict.first_met),
        period=speech.when(when),
        value=speech.amount(value, one),
        target=speech.amount(verdict.threshold, one),
    )


def _read_twice(here: Scope, other: Assessment) -> str:
    """Two readings with two verdicts; nothing where neither has one, or both the same."""
    main = here.everything[other.target.reading_of]
    both = {main.verdict.status, other.verdict.status}
    if len(both) < 2 or both <= set(UNJUDGED):
        return ""
    words = {"main": main.verdict.word, "other": other.verdict.word}
    told = {name: here.speech.status(word) for name, word in words.items()}
    return here.speech.say("finding.readings", name=here.speech.name(other.target), **told)


def known(here: Scope) -> str:
    """How many targets have any figure, how fresh it is, and how many have none at all."""
    total, silent, say = len(here.targets), len(here.unheard), here.speech.say
    if silent == total:
        return say("finding.data_none", total=total)
    newest = max(figure.published for figure in here.figures)
    told = [say("finding.data", total=total, known=total - silent, newest=newest)]
    late = sum(map(_late, here.targets))
    told += [say("finding.late", count=late)] if late else []
    told += [say("finding.silent", silent=silent)] if silent else []
    return here.speech.paragraph(told)


def _late(one: Assessment) -> bool:
    """Whether figures exist and the deadline's own, which is past, does not."""
    waiting = one.verdict.status == "no_data" and one.verdict.data_status != "none"
    return waiting and one.case.over
