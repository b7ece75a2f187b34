"""The public record: what was said of finished plans year by year, and what came of it.

`make record` makes the tables under `finished/` by replaying each plan; nothing of it is left out.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from planpace.analysis.odds import OUTLOOKS
from planpace.briefings.blocks import Block, Blocks, Column, Figure, Table, Text, columns
from planpace.briefings.track_record import drawn, word_of
from planpace.plan.rows import R, typed
from planpace.words.numbers import number
from planpace.words.say import named, paragraph, say

FOLDER = Path(__file__).with_name("finished")

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
        "finished.total", language, targets=targets, plans=len(plans), met=met, binding=bound,
        binding_met=kept,
    )  # fmt: skip


@cache
def blocks(language: str) -> Blocks:
    """Return the whole record: in one picture, by plan and year, by word, and where it failed."""
    lead = paragraph((total(language), say("finished.lead", language)), language)
    told: list[Block] = [Text(lead), chart(language), _plans(language)]
    for plan in rows(Finished):
        told += [_years(plan, language), Text(say(f"finished_why.{plan.plan}", language), "note")]
    return [*told, _words(language), _wrong(language), Text(say("finished.bent", language), "note")]


def chart(language: str) -> Figure:
    """Return how often each word came true in all finished plans together."""
    whole = (w for w in rows(Word) if not w.plan)
    told = {(w.method, w.word): (w.met / w.said, w.low, w.high, (w.said, w.targets)) for w in whole}
    title, sub = say("finished.chart", language), say("finished.chart.sub", language)
    return drawn(title, sub, told, ("said", "targets"), language)


def _share(word: Word) -> tuple[str, str]:
    return number(100 * word.met / word.said), f"{number(100 * word.low)}–{number(100 * word.high)}"


def _heads(table: str, language: str) -> tuple[Column, ...]:
    """The columns that `tables.csv` gives a table of the record."""
    return tuple(
        Column(say(key if "." in key else f"column.{key}", language),
               "right" if of["form"] else "left", float(of["width"]))
        for key, of in columns(f"table.{table}").items()
    )  # fmt: skip


def _plans(language: str) -> Table:
    cells = (
        (named(p, language), number(p.targets), number(p.met), number(p.binding),
         number(p.binding_met), say(f"finished_replay.{p.replay}", language))
        for p in rows(Finished)
    )  # fmt: skip
    heads = _heads("finished_plans", language)
    return Table(say("finished.plans", language), heads, tuple(cells))


def _years(plan: Finished, language: str) -> Table:
    """One plan by year: odds and outcomes together, and our words, each as met of said."""
    said = {(w.year, w.word): w for w in _of(plan) if w.method == "outlook"}
    cells = (
        (f"{y.year}", number(y.left), number(y.asked), number(100 * y.chance),
         number(100 * y.met), number(y.brier, 3), number(y.base, 3),
         *(_met(said.get((y.year, word))) for _, word in OUTLOOKS))
        for y in rows(Year) if y.plan == plan.plan
    )  # fmt: skip
    title = say("finished.years", language, plan=named(plan, language))
    note = say("finished.years.note", language)
    return Table(title, _heads("finished_years", language), tuple(cells), note)


def _words(language: str) -> Table:
    """The words of every method by plan, and together with an interval."""
    names = {plan.plan: named(plan, language) for plan in rows(Finished)}
    every = [(w.plan, w) for w in rows(Word) if not w.year]
    return _by_word(say("finished.words", language), names, every, "", language)


def words_by_year(plan: Finished, language: str) -> Table:
    """Return the words of every method that were said of a plan by year, and all together."""
    every = [(str(w.year), w) for w in _of(plan)]
    names = {year: year for year in sorted({year for year, _ in every} - {"0"})}
    title = say("finished.words_by_year", language, plan=named(plan, language))
    return _by_word(title, names, every, "0", language)


def _by_word(
    title: str, names: Mapping[str, str], every: Iterable[tuple[str, Word]], together: str,
    language: str,
) -> Table:  # fmt: skip
    """A row a word, a column for each name, and one for what stands under `together`."""
    said = {(of, w.method, w.word): w for of, w in every}
    whole = sorted((w for (of, *_), w in said.items() if of == together), key=_rank)
    cells = (
        (_called(w, language), *(_met(said.get((of, w.method, w.word))) for of in names),
         _met(w), *_share(w))
        for w in whole
    )  # fmt: skip
    last = (say(f"column.{key}", language) for key in ("together", "kept", "range"))
    heads = (Column(head, "right") for head in (*names.values(), *last))
    word = Column(say("column.word", language), "left", 3)
    return Table(title, (word, *heads), tuple(cells), say("finished.words.note", language))


def _rank(word: Word) -> tuple[bool, str, float]:
    """Ours first, then by method, the words that came true most often foremost."""
    return word.method != "outlook", word.method, -word.met / word.said


def _of(plan: Finished) -> list[Word]:
    return [w for w in rows(Word) if w.plan == plan.plan]


def _met(word: Word | None) -> str:
    return f"{word.met}/{word.said}" if word else "–"


def _called(word: Word, language: str) -> str:
    none = word.method == "outlook" and word.word == "none"
    return say("finished.no_odds", language) if none else word_of(*word[2:4], language)


def _wrong(language: str) -> Table:
    names = {p.plan: named(p, language) for p in rows(Finished)}
    cells = (
        (names[w.plan], named(w, language), "–".join(map(str, sorted({w.first, w.last}))),
         number(w.years), number(100 * w.chance),
         say(f"finished.{'met' if w.met else 'missed'}", language),
         say(f"because.{w.why}", language))
        for w in rows(Wrong)
    )  # fmt: skip
    return Table(say("finished.wrong", language), _heads("finished_wrong", language), tuple(cells))
