"""What verdict words, ours and others', have been worth on real series, by `make calibrate`."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from planpace.analysis.odds import OUTLOOKS
from planpace.briefings.blocks import Figure, ShareChart
from planpace.plan.rows import typed
from planpace.words.numbers import number, percent
from planpace.words.say import say

Counts = tuple[int, ...]
WORDS = Path(__file__).with_name("words.csv")
# the words whose record is drawn: our outlook's, and the favourable ones of every method
DRAWN = (
    *(("outlook", word) for _, word in OUTLOOKS), ("schedule", "achieved"),
    ("schedule", "ahead"), ("schedule", "on_track"), ("open_sdg", "substantial_progress"),
    ("un_desa", "on_track"), ("eurostat", "significant"), ("sdsn", "on_track"),
)  # fmt: skip
# How often one word came true: of how many plans, the share kept and its 95% interval.
Record = NamedTuple("Record", [
    ("method", str), ("word", str), ("plans", int), ("kept", float), ("low", float),
    ("high", float),
])  # fmt: skip


@cache
def records() -> dict[tuple[str, str], Record]:
    """Return the record of every word of every method."""
    return {(one.method, one.word): one for one in typed(Record, pd.read_csv(WORDS))}


def chart(language: str) -> Figure:
    """How often each word came true on real series, with one to four years of five gone."""
    told = {name: (r.kept, r.low, r.high, (r.plans,)) for name, r in records().items()}
    title, sub = say("trust.track", language), say("trust.track.sub", language)
    return drawn(title, sub, told, ("plans",), language)


def drawn(
    title: str, sub: str, told: Mapping[tuple[str, str], tuple[float, float, float, Counts]],
    counts: Sequence[str], language: str,
) -> Figure:  # fmt: skip
    """Return a chart of the words in `DRAWN`: of each its share, interval, and some counts."""
    every = [(word_of(*name, language), name[0], *told[name]) for name in DRAWN]
    shares = ((name, kept, low, high, of == "outlook") for name, of, kept, low, high, _ in every)
    cells = (
        (name, number(100 * kept), f"{number(100 * low)}–{number(100 * high)}", *map(number, more))
        for name, _, kept, low, high, more in every
    )
    listed = "; ".join(f"{name} {percent(kept)}" for name, _, kept, _, _, _ in every)
    heads = ("word", "kept", "range", *counts)
    return Figure(
        title, sub, say("trust.track.alt", language, listed=listed),
        ShareChart(tuple(shares), say("chart.kept", language)), 3.3,
        columns=tuple(say(f"column.{head}", language) for head in heads),
        rows=tuple(cells), table_label=say("label.table_data", language),
    )  # fmt: skip


def word_of(method: str, word: str, language: str) -> str:
    """Return a method's word as its readers see it: `Open SDG: substantial progress`."""
    if method == "outlook":
        return say("trust.ours", language, word=say(f"outlook.{word}", language))
    told = say(f"opinion.{word}", language)
    return say("trust.theirs", language, method=method_name(method, language), word=told)


def method_name(method: str, language: str) -> str:
    """Return the name of a method; our own schedule is the straight one."""
    return say(f"method.{'linear' if method == 'schedule' else method}", language)
