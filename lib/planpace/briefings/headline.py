"""A briefing's first lines: the answer in one sentence, written by rules, and three findings."""

import math
from collections import Counter

from planpace.analysis.assess import Assessment
from planpace.analysis.changes import history
from planpace.analysis.judge import SILENT, UNJUDGED
from planpace.analysis.ranking import GRAVITY, by_odds, decisive
from planpace.briefings.blocks import Bullets, Lead
from planpace.briefings.news import cause
from planpace.briefings.scope import Scope
from planpace.words.numbers import number, percent
from planpace.words.units import POINTS, is_rank

NAMED = 3  # targets that a finding names before it counts the rest
GROUPS = {
    "met": ("achieved",), "early": ("achieved_early",), "on_schedule": ("ahead", "on_track"),
    "behind": ("behind",), "far_behind": ("off_track",), "missed": ("missed",),
    "awaited": ("awaited",), "silent": SILENT,
}  # fmt: skip
"""What a headline counts, each with the words of its verdicts; together they are all targets."""
OPEN = {"on_schedule", "behind", "far_behind", "awaited"}
LEANING = ("likely", "about_even", "unlikely")
WHOLE = {"at_least", "cumulative"}  # kinds of which 完成目标的 P% makes sense, of an amount


def answer(here: Scope) -> tuple[Lead, Bullets]:
    """The headline, and under it the verdicts by name, what turned the gravest, what is known."""
    found = (verdicts(here), turned(here), known(here)) if here.targets else ()
    return headline(here), Bullets(tuple(filter(None, found)))


def headline(here: Scope) -> Lead:
    """The answer in one sentence: how all targets stand, and the one that decides."""
    one, total = decisive(here.targets), len(here.targets)
    if one is not None:
        numbers = ("gap", "progress", "elapsed", "position", "probability")
        brief = sentence(here, one, brief=not here.pillar)
        told = [tally(here), brief] if total > 1 else [brief]
        return Lead(here.say("headline.and").join(told), here.origin(one, *numbers))
    asked = by_odds(one for one in here.targets if one.odds.outlook)
    if not asked:
        key = "headline.nothing_judged" if total else "headline.no_targets"
        return Lead(here.say(key, total=total))
    told_of = {"name": here.name(asked[0].target), "chance": percent(asked[0].odds.probability)}
    text = here.say("headline.odds_alone", total=total, **told_of)
    return Lead(text, here.origin(asked[0], "probability"))


def tally(here: Scope) -> str:
    """How many of all targets stand how, in one sentence that leaves none out."""
    parts = []
    for group, words in GROUPS.items():
        found = [one for one in here.targets if one.verdict.word in words]
        outlook = _outlook(here, found) if group in OPEN else ""
        parts += [here.say(f"tally.{group}", count=len(found)) + outlook] if found else []
    told = parts[0] if len(parts) == 1 else here.say(
        "tally.and", first=here.say("tally.comma").join(parts[:-1]), last=parts[-1]
    )  # fmt: skip
    return here.say("tally", total=len(here.targets), told=told)


def _outlook(here: Scope, found: list[Assessment]) -> str:
    """How many of open targets are likely to be met and how many unlikely; empty without odds."""
    counts = Counter(one.odds.outlook.removeprefix("very_") for one in found)
    sides = [here.say(f"tally.{side}", count=n) for side in LEANING if (n := counts[side])]
    return here.say("tally.outlook", told=here.say("tally.comma").join(sides)) if sides else ""


def sentence(here: Scope, one: Assessment, *, brief: bool = False) -> str:
    """One target in one sentence, its chance if open, its change on the year unless `brief`."""
    verdict, target, form = one.verdict, one.target, _form(one)
    gap, more = abs(verdict.gap), verdict.gap > 0
    in_points = one.unit in {"%", POINTS}  # between two shares
    far = ("higher" if more else "lower") if in_points else "more" if more else "less"
    within, goal = one.kind.name == "within", here.amount(verdict.threshold, one)
    told = here.say(
        f"headline.{form}", name=here.name(target), status=here.lower(verdict.word),
        value=here.amount(verdict.latest, one, verdict.bound), far=here.say(f"far.{far}"),
        gap=here.say("points", points=number(gap, 1)) if in_points else here.amount(gap, one),
        target=here.promised(target) if within else goal, deadline=here.when(target.deadline),
        points=number(abs(verdict.position), 1), period=here.latest(one),
        baseline=here.amount(verdict.baseline, one), base=here.when(verdict.baseline_period),
        later=here.amount(verdict.later, one, verdict.later_bound),
        after=here.when(verdict.later_period), part=_part(here, one),
        change="" if brief else _change(here, one),
    )  # fmt: skip
    if verdict.final or not one.odds.outlook:
        return told
    keys = {"achieved": "headline.holds", "awaited": "headline.was_met"}
    key, chance = keys.get(verdict.status, "headline.chance"), percent(one.odds.probability)
    return told + here.say(key, chance=chance, deadline=here.when(target.deadline))


def _form(one: Assessment) -> str:
    verdict, kind = one.verdict, one.kind
    if kind.name == "unknown_value":
        return "unnumbered"
    if kind.course == "state" and verdict.status in {"achieved", "missed", "awaited"}:
        done = verdict.status == "awaited" and verdict.latest == 1
        return f"milestone_{verdict.status}" + ("_done" if done else "")
    if verdict.status == "awaited":
        return "awaited_between" if verdict.later_period else "awaited"
    if verdict.status == "achieved":
        based = kind.relative and verdict.baseline == verdict.baseline and not verdict.indexed
        return verdict.word + ("_from" if based else "")
    if verdict.status == "missed":
        measured = kind.schedule and kind.course != "sides" and not is_rank(one.unit)
        exact = measured and not verdict.bound and abs(verdict.gap) > 0
        return "missed_by" if exact else "missed"
    if math.isnan(verdict.position + verdict.progress + verdict.elapsed):
        return "moving"
    if verdict.progress < 0:
        return "away"
    steps = "_steps" if one.case.path else ""
    return ("ahead" if verdict.position >= 0 else "behind") + steps


def _part(here: Scope, one: Assessment) -> str:
    """完成目标的 P%, as bulletins write: only of an amount that has to grow to its target."""
    verdict, amount = one.verdict, one.case.promise.nature in {"stock", "flow"}
    if not (amount and one.kind.name in WHOLE and verdict.threshold > 0 <= verdict.latest):
        return ""
    return here.say("headline.part", share=number(100 * verdict.latest / verdict.threshold, 1))


def _change(here: Scope, one: Assessment) -> str:
    """比上年增长 g%, only where both years' amounts are exact, known and compare."""
    points = {round(p.end, 3): p for p in one.case.course.points if not p.bound}
    label, nature = one.verdict.latest_period, one.case.promise.nature
    now = next((p for p in points.values() if p.period == label), None)
    before = points.get(round(now.end - 1, 3)) if now else None
    if not (now and before and nature in {"stock", "flow"} and one.kind.course == "levels"):
        return ""
    broken = here.plan.breaks_within(one.target.indicator_id, [before.end, now.end])
    if broken or not before.value > 0:
        return ""
    rate = 100 * (now.value / before.value - 1)
    key = "change.up" if rate > 0 else "change.down"
    return here.say(key, rate=number(abs(rate), 1)) if abs(rate) >= 0.05 else ""


def verdicts(here: Scope) -> str:
    """Which targets have which verdict, the gravest first, with the chance of those still open."""
    parts = []
    for word in (*GRAVITY[:-1], "achieved", "achieved_early", "awaited"):
        if group := [one for one in here.targets if one.verdict.word == word]:
            chances = (math.nan if one.verdict.final else one.odds.probability for one in group)
            every = map(here.with_chance, (here.short(one.target) for one in group), chances)
            names = here.cut(every, NAMED if here.pillar else NAMED - 1)
            told = {"status": here.status(word), "count": len(group), "names": names}
            parts.append(here.say("finding.part", **told))
    silent = sum(one.verdict.status in SILENT for one in here.targets)
    return here.paragraph((*parts, here.counted("finding.silent", silent * bool(parts))))


def turned(here: Scope) -> str:
    """Since when the headline's verdict stands, what was met and lost, and what hangs on words."""
    told = [_stands(here, decisive(here.targets))]
    if not here.pillar:  # the rest is for the pillars' pages
        return told[0]
    for one in [one for one in here.targets if one.verdict.met_then_lost][:1]:
        found, later = one.verdict, one.verdict.later_period  # a figure after the deadline
        value, bound = (found.later, found.later_bound) if later else (found.latest, found.bound)
        told.append(here.say(
            "finding.lost", name=here.name(one.target), first=here.when(found.first_met),
            period=here.when(later or found.latest_period), value=here.amount(value, one, bound),
            target=here.amount(found.threshold, one),
        ))  # fmt: skip
    for one in [one for one in here.rows if one.target.reading_of]:
        main = here.everything[one.target.reading_of]
        judged = main.verdict.judged or one.verdict.judged
        if judged and main.verdict.status != one.verdict.status:
            names = {"name": here.name(main.target), "other": here.lower(one.verdict.word)}
            first, second = (here.promised(row.target) for row in (main, one))
            if main.target.indicator_id != one.target.indicator_id:
                second = here.name(one.target)
            elif first == second and main.target.baseline_period != one.target.baseline_period:
                first, second = (here.based(row.target) for row in (main, one))
            apart = first != second
            promises = {"first": first, "second": second} if apart else {}
            even = next((r for r in one.verdict.reasons if r.key.startswith("break_even")), None)
            key = "finding.readings_apart" if apart else "finding.readings"
            text = here.say(key, main=here.lower(main.verdict.word), **names, **promises)
            told.append(here.paragraph((text, here.reason(one, even) if even else "")))
    return here.paragraph(told[:NAMED])


def _stands(here: Scope, one: Assessment | None) -> str:
    """The day from which a verdict has stood, and what brought it."""
    if one is None or not one.verdict.judged:
        return ""
    name, status = here.name(one.target), here.lower(one.verdict.word)
    every = history(here.plan, one.target.target_id, here.as_of)
    turning = [change for change in every if change.turned]
    if not turning:
        return here.say("finding.steady", name=name, status=status)
    last = turning[-1]
    same_day = [change for change in every if change.day == last.day]
    decided = [c for c in same_day if c.period == one.verdict.latest_period]  # what it rests on
    before, chance = every[every.index(same_day[0])].was, ""
    if before.probability == before.probability:
        chance = here.say("finding.given", chance=percent(before.probability))
    key = "finding.settled" if one.verdict.final else "finding.since"
    if one.verdict.final and before.status in UNJUDGED and not chance:
        key = "finding.settled_first"
    return here.say(
        key, name=name, day=here.when(last.day), status=status, before=here.lower(before.word),
        cause=cause(here, (decided or [last])[-1], marked=bool(here.pillar)), chance=chance,
    )  # fmt: skip


def known(here: Scope) -> str:
    """How many targets have any figure, how fresh it is, and what was not found of the others."""
    total, silent = len(here.targets), len(here.unheard)
    if silent == total:
        return here.say("finding.data_none", total=total)
    key = "finding.data" if silent else "finding.data_all"
    told = here.say(key, total=total, known=total - silent, newest=here.when(here.newest))
    late, unheard = len(here.late), here.counted("finding.unheard", silent)
    return here.paragraph((told, here.counted("finding.late", late), unheard))
