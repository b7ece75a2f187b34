"""The public record: what was said of finished plans year by year, and what came of it.

`make record` makes the tables under `finished/` by replaying each plan; nothing of it is left out.
"""

from functools import cache
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from planpace.analysis.odds import OUTLOOKS
from planpace.briefings.blocks import Block, Blocks, Column, Figure, ShareChart, Table, Text
from planpace.briefings.track_record import DRAWN, word_of
from planpace.plan.rows import R, typed
from planpace.words.numbers import number, percent
from planpace.words.say import named, paragraph, say

FOLDER = Path(__file__).with_name("finished")
YEARS = 6  # years of a plan for which the words of every method are shown

# How a plan was replayed, and how many of its targets, and of its binding ones, were met.
Finished = NamedTuple("Finished", [
    ("plan", str), ("name_zh", str), ("name_en", str), ("replay", str), ("targets", int),
    ("met", int), ("binding", int), ("binding_met", int),
])  # fmt: skip

# One plan at one year's end: targets with odds, their mean and the share met, two Brier scores.
Year = NamedTuple("Year", [
    ("plan", str), ("year", int), ("left", int), ("asked", int), ("chance", float), ("met", float),
    ("brier", float), ("base", float),
])  # fmt: skip

# How often a word was said and came true, of how many targets; year 0: all, plan "": all.
Word = NamedTuple("Word", [
    ("plan", str), ("year", int), ("method", str), ("word", str), ("said", int), ("met", int),
    ("targets", int), ("low", float), ("high", float),
])  # fmt: skip

# A target of which we were as good as sure and wrong, and why as far as is known.
Wrong = NamedTuple("Wrong", [
    ("plan", str), ("first", int), ("last", int), ("years", int), ("met", bool),
    ("chance", float), ("name_zh", str), ("name_en", str), ("why", str),
])  # fmt: skip


@cache
def rows(kind: type[R]) -> list[R]:
    """Return the shipped rows of one of the record's tables."""
    table = pd.read_csv(FOLDER / f"{kind.__name__.lower()}.csv", keep_default_na=False)
    return typed(kind, table)


def total(language: str) -> str:
    """Return how many targets of the finished plans were met, and of the binding ones."""
    plans = rows(Finished)
    targets, met, bound, kept = (sum(p[at] for p in plans) for at in (4, 5, 6, 7))
    return say(
        "finished.total", language, targets=number(targets), plans=number(len(plans)),
        met=number(met), binding=number(bound), binding_met=number(kept),
    )  # fmt: skip


def blocks(language: str) -> Blocks:
    """Return the whole record: in one picture, by plan and year, by word, and where it failed."""
    lead = paragraph((total(language), say("finished.lead", language)), language)
    told: list[Block] = [Text(lead), chart(language), _plans(language)]
    for plan in rows(Finished):
        told += [_years(plan, language), Text(say(f"finished.why.{plan.plan}", language), "note")]
    told += [_words(plan, language) for plan in rows(Finished)]
    return [*told, _wrong(language), Text(say("finished.bent", language), "note")]


def chart(language: str) -> Figure:
    """Return how often each word came true in all finished plans together."""
    whole = {(w.method, w.word): w for w in rows(Word) if not w.plan}
    told = [(word_of(*name, language), whole[name]) for name in DRAWN]
    shares = tuple((n, w.met / w.said, w.low, w.high, w.method == "outlook") for n, w in told)
    cells = ((name, *_share(w), number(w.said), number(w.targets)) for name, w in told)
    heads = ("word", "kept", "range", "said", "targets")
    listed = "; ".join(f"{name} {percent(share)}" for name, share, *_ in shares)
    return Figure(
        say("finished.chart", language), say("finished.chart.sub", language),
        say("trust.track.alt", language, listed=listed),
        ShareChart(shares, say("chart.kept", language)), 3.3,
        columns=tuple(say(f"column.{key}", language) for key in heads), rows=tuple(cells),
        table_label=say("label.table_data", language),
    )  # fmt: skip


def _share(word: Word) -> tuple[str, str]:
    return number(100 * word.met / word.said), f"{number(100 * word.low)}–{number(100 * word.high)}"


def _heads(language: str, **weights: float) -> tuple[Column, ...]:
    """Columns by key with their width, below zero for numbers."""
    return tuple(
        Column(say(f"column.{key}", language), "right" if w < 0 else "left", abs(w))
        for key, w in weights.items()
    )


def _plans(language: str) -> Table:
    cells = (
        (named(p, language), number(p.targets), number(p.met), number(p.binding),
         number(p.binding_met), say(f"finished.replay.{p.replay}", language))
        for p in rows(Finished)
    )  # fmt: skip
    heads = _heads(language, plan=3, targets=-1, met=-1, binding=-1, binding_met=-1, replay=3)
    return Table(say("finished.plans", language), heads, tuple(cells))


def _years(plan: Finished, language: str) -> Table:
    """One plan by year: odds and outcomes together, and our words, each as met of said."""
    said = {(w.year, w.word): w for w in _of(plan) if w.method == "outlook"}
    words = [word for _, word in OUTLOOKS]
    cells = (
        (f"{y.year}", number(y.left), number(y.asked), number(100 * y.chance),
         number(100 * y.met), number(y.brier, 3), number(y.base, 3),
         *(_met(said.get((y.year, word))) for word in words))
        for y in rows(Year) if y.plan == plan.plan
    )  # fmt: skip
    heads = _heads(language, year_end=1, left=-1, with_odds=-1, chance_mean=-1, kept=-1, brier=-1,
                   base=-1.2)  # fmt: skip
    ours = tuple(Column(say(f"outlook.{word}", language), "right", 1.1) for word in words)
    title = say("finished.years", language, plan=named(plan, language))
    return Table(title, (*heads, *ours), tuple(cells), say("finished.years.note", language))


def _words(plan: Finished, language: str) -> Table:
    """One plan by word of every method: some years, and all of them with an interval."""
    mine = _of(plan)
    found = sorted({w.year for w in mine} - {0})
    shown = found[:: -max(-(-len(found) // YEARS), 1)][::-1]
    by_word = {k: {w.year: w for w in g} for k, g in groupby(mine, lambda w: (w.method, w.word))}
    cells = (
        (_called(*name, language), *(_met(of.get(year)) for year in (*shown, 0)), *_share(of[0]))
        for name, of in by_word.items()
    )  # fmt: skip
    heads = (
        *_heads(language, word=3),
        *(Column(str(year), "right") for year in shown),
        *_heads(language, together=-1, kept=-1, range=-1),
    )
    title = say("finished.words", language, plan=named(plan, language))
    return Table(title, heads, tuple(cells), say("finished.words.note", language))


def _of(plan: Finished) -> list[Word]:
    """The words said of a plan, by method and word."""
    mine = [w for w in rows(Word) if w.plan == plan.plan]
    return sorted(mine, key=lambda w: (w.method != "outlook", w.method, w.word))


def _met(word: Word | None) -> str:
    return f"{word.met}/{word.said}" if word else "–"


def _called(method: str, word: str, language: str) -> str:
    if method == "outlook" and word == "none":
        return say("finished.no_odds", language)
    return word_of(method, word, language)


def _wrong(language: str) -> Table:
    names = {p.plan: named(p, language) for p in rows(Finished)}
    cells = (
        (names[w.plan], named(w, language), "–".join(map(str, sorted({w.first, w.last}))),
         number(w.years), number(100 * w.chance),
         say(f"finished.{'met' if w.met else 'missed'}", language),
         say(f"finished.because.{w.why}", language))
        for w in rows(Wrong)
    )  # fmt: skip
    heads = _heads(language, plan=2, target=1.6, said_in=1.2, years_said=-0.8, chance_most=-0.9,
                   outcome=1, why=4)  # fmt: skip
    return Table(say("finished.wrong", language), heads, tuple(cells))
