"""Whom to ask for which figures: a letter for each publisher, first those that settle most."""

import re
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

import pandas as pd

from planpace.analysis.assess import Assessment
from planpace.analysis.wanted import Wanted, wanted
from planpace.briefings.blocks import Blocks, Bullets, Cell, Title
from planpace.briefings.scope import Scope
from planpace.briefings.speech import Speech
from planpace.plan.plan import Plan
from planpace.plan.rows import Target, peer_of
from planpace.plan.schema import columns
from planpace.words.say import say
from planpace.words.units import written

FORMULA = ("=", "+", "-", "@")  # what a spreadsheet would compute
REPLY = ("file", "value", "status", "source", "none")  # how to fill in the form, step by step

# A letter: the publisher's name by language, the figures asked for, the targets that lack them, how
# many of these are settled together with all letters before it, and by it; the name of its files.
Letter = NamedTuple("Letter", [
    ("names", dict[str, str]), ("figures", tuple[Wanted, ...]), ("targets", tuple[str, ...]),
    ("total", int), ("settled", int), ("file", str),
])  # fmt: skip


def most_settling(here: Scope, most: int = 5) -> list[Letter]:
    """Return the few letters to known publishers that settle most, each beside those before it."""
    none, settling = here.say("publisher_unknown"), (one for one in letters(here) if one.settled)
    return [one for one in settling if one.names[here.language] != none][:most]


def letters(here: Scope) -> list[Letter]:
    """Return a letter for each publisher of what targets lack, the one that settles most first.

    A target is settled once all that it lacks is answered; other readings do not count.
    """
    levels = (f for f in here.plan.figures if f.basis in {"annual", "point"})
    asked = wanted(here.rows, here.as_of, {f.indicator_id: f.basis for f in levels})
    needs = {t: {f for f in asked if t in f.target_ids}
             for t in (one.target.target_id for one in here.targets)}  # fmt: skip
    left, named = dict[str, list[Wanted]](), dict[str, dict[str, str]]()
    for figure, names in ((f, names) for f in asked for names in publishers(here.plan, f)):
        who = next(iter(names.values()))
        named.setdefault(who, names)
        left.setdefault(who, []).append(figure)
    served = {who: tuple(t for t in needs if needs[t] & {*left[who]}) for who in left}
    found, answered, before = list[Letter](), set[Wanted](), 0

    def settled(who: str) -> int:
        """How many targets are settled with the answer of one more."""
        return sum(set() != f <= answered.union(left[who]) for f in needs.values())

    while any(served[who] for who in left):
        who = max(left, key=lambda who: (settled(who), len(served[who])))  # of equals the first
        total, figures = settled(who), tuple(left.pop(who))
        slug = "-".join(re.findall("[a-z0-9]+", named[who].get("en", "").lower())[:6])
        file = f"{len(found) + 1:02d}-{slug[:80] or figures[0].indicator_id}"
        found.append(Letter(named[who], figures, served[who], total, total - before, file))
        answered, before = answered | {*figures}, total
    return found


def publishers(plan: Plan, figure: Wanted) -> list[dict[str, str]]:
    """Return each office that could supply a figure, its name by language.

    Offices stand between semicolons or 、 in one order; else they are named together.
    """
    asked = {lang: plan.publisher(figure.indicator_id, lang, figure.entity_id).strip(" ;；、")
             or say("publisher_unknown", lang) for lang in plan.languages}  # fmt: skip
    split = [re.split(r"[\s;；、]*[;；、]\s*", names) for names in asked.values()]
    if len({len(names) for names in split}) > 1:
        return [asked]
    return [dict(zip(asked, names, strict=True)) for names in zip(*split, strict=True)]


def holders(here: Scope, one: Assessment) -> list[str]:
    """Return who could supply what a target lacks, for the peer's figure the peer's offices."""
    target, none, case = one.target, here.say("publisher_unknown"), one.case
    own, theirs = (max((f.end for f in side), default=0) for side in (case.series, case.peer))
    peer, key = peer_of(target), (target.indicator_id, target.entity_id)
    about = *(peer if peer[0] and theirs < own else key), target.deadline, "annual", target.unit
    asked = wanted([one], here.as_of) or [Wanted(*about)]
    asked.sort(key=lambda figure: figure[:2] == key)  # the peer's first
    offices = (names[here.language] for f in asked for names in publishers(here.plan, f))
    return [office for office in dict.fromkeys(offices) if office != none]


def form(one: Letter) -> bytes:
    """Return the reply form, `observations.csv` without the figures, in UTF-8 with its mark."""
    rows = pd.DataFrame(one.figures, dtype=str).reindex(columns=[*columns("observations")])
    rows.loc[rows.unit.str.startswith(FORMULA), "unit"] = ""
    return str(rows.to_csv(index=False, lineterminator="\n")).encode("utf-8-sig")


def inert(cell: object) -> object:
    """Return a cell of a CSV file that no spreadsheet computes: after an apostrophe, if need be."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def letter(here: Speech, one: Letter, as_of: str) -> Blocks:
    """Return the letter in a language: what is asked and why, by what right, how to reply."""
    plan, text, asked = here.plan, here.text, {f.indicator_id for f in one.figures}
    name, office = plan.name(here.language), one.names[here.language]
    none = [s for s in plan.searches if s.indicator_id in asked and not s.found]
    days, count = sorted({s.searched for s in none}), len({s.indicator_id for s in none})
    return [
        Title(here.language, name, here.say("request.title"), as_of),
        text("request.to", publisher=office),
        text("request.lead", plan=name, as_of=as_of, figures=len(one.figures),
             targets=len(one.targets)),
        *[text("request.searched", count=count, days=here.listed(days))][:count],
        text("request.basis"), here.table("request", _rows(here, one)),
        *here.section("reply", Bullets(tuple(
            here.say(f"reply.{step}", file=f"{one.file}.csv") for step in REPLY))),
        *(text(f"request.{key}") for key in ("closing", "applicant", "contact", "date")),
    ]  # fmt: skip


def _rows(here: Speech, one: Letter) -> Iterator[list[str | Cell]]:
    """The figures as a letter asks for them, those of one series together, numbered as the form."""
    numbered = enumerate(one.figures, start=1)
    for figure, each in groupby(numbered, key=lambda pair: pair[1]._replace(period="")):
        numbers, figures = zip(*each, strict=True)
        unit, factor = written(figure.unit, here.language)
        size = "" if factor == 1 else f"{factor:g} "
        known = f" ({size}{unit})" if unit not in {"", figure.unit} else ""
        periods = [here.when(f.period, ytd=f.basis == "ytd") for f in figures]
        if figure.basis == "point":
            periods = [here.say("request.point", period=period) for period in periods]
        goals = (_goal(here, t) for t in here.plan.promises if t.target_id in figure.target_ids)
        about, entity = here.plan.indicator[figure.indicator_id], here.plan.entity[figure.entity_id]
        yield [
            "–".join(map(str, dict.fromkeys((numbers[0], numbers[-1])))),
            Cell(here.named(about), here.named(about, "note")), here.named(entity),
            here.listed(periods), f"{figure.unit}{known}" or "–", here.listed(dict.fromkeys(goals)),
        ]  # fmt: skip


def _goal(here: Speech, target: Target) -> str:
    told = {"promise": here.promised(target), "period": here.when(target.deadline)}
    reading = here.say("other_reading") if target.reading_of else ""
    return here.paragraph((reading, here.say("request.goal", **told)))
