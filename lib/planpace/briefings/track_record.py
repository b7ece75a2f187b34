"""What verdict words, ours and others', have been worth on real series: the record they have.

`words.csv` is made by `make calibrate` (`research/`): method, word, plans, share kept and its 95%
interval, with one to four of five years gone.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import NamedTuple

from planpace.briefings.blocks import Figure, Section, Share, ShareChart
from planpace.words.numbers import number, percent
from planpace.words.say import say

WORDS = Path(__file__).with_name("words.csv")
DRAWN = (
    ("outlook", "very_likely"), ("outlook", "likely"), ("outlook", "about_even"),
    ("outlook", "unlikely"), ("outlook", "very_unlikely"), ("schedule", "achieved"),
    ("schedule", "ahead"), ("schedule", "on_track"), ("open_sdg", "substantial_progress"),
    ("un_desa", "on_track"), ("eurostat", "significant"), ("sdsn", "on_track"),
)  # fmt: skip
"""The words whose record is drawn: our outlook's, and the favourable ones of every method."""


class Record(NamedTuple):
    """How often one word came true."""

    method: str
    word: str
    plans: int
    kept: float
    low: float
    high: float


@cache
def records() -> dict[tuple[str, str], Record]:
    """Return the record of every word of every method."""
    with WORDS.open(encoding="utf-8", newline="") as file:
        return {
            (row["method"], row["word"]): Record(
                row["method"], row["word"], int(row["plans"]),
                *(float(row[name]) for name in ("kept", "low", "high")),
            )
            for row in csv.DictReader(file)
        }  # fmt: skip


def track_record(language: str) -> list[Section | Figure]:
    """How often each word came true on real series, under its heading."""
    return [Section(say("section.record", language)), chart(language)]


def chart(language: str) -> Figure:
    """How often each word came true on real series, with one to four years of five gone."""
    rows = [records()[name] for name in DRAWN]
    names = [word_of(row.method, row.word, language) for row in rows]
    shares = tuple(
        Share(name, row.kept, row.low, row.high, ours=row.method == "outlook")
        for name, row in zip(names, rows, strict=True)
    )
    cells = tuple(
        (
            s.name,
            number(100 * s.share),
            f"{number(100 * s.low)}–{number(100 * s.high)}",
            number(row.plans),
        )
        for s, row in zip(shares, rows, strict=True)
    )
    listed = "; ".join(f"{s.name} {percent(s.share)}" for s in shares)
    return Figure(
        say("trust.track", language),
        say("trust.track.sub", language),
        say("trust.track.alt", language, listed=listed),
        ShareChart(shares, say("chart.kept", language)),
        3.3,
        columns=tuple(say(f"column.{key}", language) for key in ("word", "kept", "range", "plans")),
        rows=cells,
        table_label=say("label.table_data", language),
    )


def word_of(method: str, word: str, language: str) -> str:
    """Return a method's word as its readers see it: `Open SDG: substantial progress`."""
    if method == "outlook":
        return say("trust.ours", language, word=say(f"outlook.{word}", language))
    told = say(f"opinion.{word}", language)
    return say("trust.theirs", language, method=method_name(method, language), word=told)


def method_name(method: str, language: str) -> str:
    """Return the name of a method; our own schedule is the straight one."""
    return say(f"method.{'linear' if method == 'schedule' else method}", language)
