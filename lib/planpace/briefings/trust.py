"""What forecasts, odds and verdict words have been worth, from what `make calibrate` measured."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from planpace.briefings.blocks import Column, Figure, Lead, Section, Table, Text, Title
from planpace.plan.read import each
from planpace.render.charts import GREY, NAVY, WIDTH, Draw, svg_pair
from planpace.research.panel import results
from planpace.words.numbers import number
from planpace.words.say import say

WORDS = (
    ("outlook", "very_likely"), ("outlook", "likely"), ("outlook", "about_even"),
    ("outlook", "unlikely"), ("outlook", "very_unlikely"), ("schedule", "achieved"),
    ("schedule", "ahead"), ("schedule", "on_track"), ("open_sdg", "substantial_progress"),
    ("un_desa", "on_track"), ("eurostat", "significant"), ("sdsn", "on_track"),
)  # fmt: skip
"""The words whose record is drawn: our outlook's, and the favourable ones of every method."""


def title(language: str) -> Title:
    """The head of the methods report."""
    words = {
        word: say(f"label.{word}", language, page="{page}", pages="{pages}")
        for word in ("page", "skip")
    }
    name, about = say("trust.title", language), say("trust.sub", language)
    return Title(language, "Planpace", name, about, (), words)


def lead(language: str) -> list[Lead | Text]:
    """The answer for a reader who is no statistician: one sentence and one paragraph."""
    bands, words = _ours(), results("outlooks").set_index("word").kept
    return [
        Lead(say("trust.lead", language, likely=percent(words.very_likely))),
        Text(
            say(
                "trust.paragraph",
                language,
                cases=number(bands.cases.max()),
                low=percent(bands.cover90.min()),
                high=percent(bands.cover90.max()),
                error=number(100 * bands.ece.max(), 1),
            )
        ),
    ]


def section(key: str, language: str) -> Section:
    """A section's heading."""
    return Section(say(f"trust.section.{key}", language))


def percent(share: float) -> str:
    """A share in whole percent."""
    return number(100 * share)


def _ours() -> pd.DataFrame:
    return results("scores").query("method == 'planpace'")


def track_record(language: str, fonts: Sequence[Path] = ()) -> Figure:
    """How often each word came true on real series, with one to four years of five gone."""
    table = each(results("words").query("years_gone == 0"))
    by_word = {(row.method, row.word): row for row in table}
    rows = [(method, word, by_word[method, word]) for method, word in WORDS]
    names = [word_of(method, word, language) for method, word, _ in rows]
    cells = tuple(
        (name, percent(row.kept), f"{percent(row.low)}–{percent(row.high)}", number(row.plans))
        for name, (_, _, row) in zip(names, rows, strict=True)
    )
    return Figure(
        say("trust.track", language),
        say("trust.track.sub", language),
        say("trust.track.alt", language, listed="; ".join(f"{c[0]} {c[1]}%" for c in cells)),
        *svg_pair(_dots(names, rows, language), WIDTH, 3.3, fonts),
        columns=tuple(say(f"column.{key}", language) for key in ("word", "kept", "range", "plans")),
        rows=cells,
        table_label=say("label.table_data", language),
    )


def word_of(method: str, word: str, language: str) -> str:
    """A method's word as its readers see it: `Open SDG: substantial progress`."""
    if method == "outlook":
        return say("trust.ours", language, word=say(f"outlook.{word}", language))
    name = say(f"method.{'linear' if method == 'schedule' else method}", language)
    return say("trust.theirs", language, method=name, word=say(f"opinion.{word}", language))


def _dots(names: list[str], rows: list[tuple[str, str, Any]], language: str) -> Draw:
    def draw(axes: Axes) -> None:
        for place, (method, _, row) in enumerate(rows):
            ours = method == "outlook"
            axes.plot([100 * row.low, 100 * row.high], [place, place], color=NAVY, linewidth=1.5)
            axes.plot(
                100 * row.kept, place, "o" if ours else "s", color=NAVY,
                markerfacecolor=NAVY if ours else "white", markersize=6,
            )  # fmt: skip
            axes.annotate(
                f"{percent(row.kept)}%", (100 * row.high, place), xytext=(6, 0), va="center",
                textcoords="offset points", fontsize=8,
            )  # fmt: skip
        axes.set_yticks(range(len(names)), names)
        axes.set_ylim(len(names) - 0.4, -0.6)
        axes.set_xlim(0, 105)
        axes.grid(axis="x")
        axes.set_xlabel(say("chart.kept", language))

    return draw


def reliability(language: str) -> Figure:
    """Odds said against how often such targets were met, one line for each length of history."""
    table = results("reliability")
    cells = tuple(
        (str(r.figures), percent(r.chance), percent(r.met), number(100 * r.share, 1))
        for r in each(table)
    )
    keys = ("figures_known", "said", "kept", "share")
    return Figure(
        say("trust.reliability", language),
        say("trust.reliability.sub", language),
        say("trust.reliability.alt", language, error=number(100 * _ours().ece.max(), 1)),
        *svg_pair(_diagonal(table, language), WIDTH, 3.4),
        columns=tuple(say(f"column.{key}", language) for key in keys),
        rows=cells,
        table_label=say("label.table_data", language),
    )


def _diagonal(table: pd.DataFrame, language: str) -> Draw:
    def draw(axes: Axes) -> None:
        axes.plot([0, 100], [0, 100], color=GREY, linewidth=0.8)
        marks = ("o-", "s-", "^-", "v-", "D-", "P-", "X-")
        for (figures, rows), style in zip(table.groupby("figures"), marks, strict=True):
            name = say("trust.figures", language, count=figures)
            axes.plot(
                100 * rows.chance, 100 * rows.met, style, linewidth=0.7, markersize=4, label=name,
                color=NAVY, markerfacecolor="white",
            )  # fmt: skip
        axes.set_xlabel(say("chart.said", language))
        axes.set_ylabel(say("chart.kept", language))
        axes.grid()
        axes.legend(frameon=False, loc="upper left", fontsize=8)

    return draw


def coverage(language: str) -> Table:
    """How many outcomes lay within the bands, by length of history and years ahead."""
    columns = (
        Column(say("column.figures_known", language), "right"),
        *(Column(say("trust.ahead", language, count=h), "right") for h in range(1, 6)),
        Column(say("trust.pooled", language), "right"),
    )
    rows = tuple(
        (
            str(row.figures),
            *(_pair(row, f"_{h}") for h in range(1, 6)),
            _pair(row, ""),
        )
        for row in each(_ours())
    )
    note = say("trust.coverage.note", language)
    return Table(say("trust.coverage", language), columns, rows, note)


def _pair(row: Any, years: str) -> str:
    """Both coverages of a row, at one horizon or pooled."""
    both = (getattr(row, f"cover{level}{years}") for level in (90, 80))
    return " / ".join(number(100 * share, 1) for share in both)


def against(language: str, measure: str, table: str = "scores") -> Table:
    """One score of every method by length of history, on the same cases; less is better."""
    frame = results(table).pivot(index="method", columns="figures", values=measure)
    ordered = frame.loc[frame.mean(axis=1).sort_values().index]
    columns = (
        Column(say("column.method", language), "left", 2),
        *(Column(say("trust.figures", language, count=n), "right") for n in ordered),
    )
    rows = tuple(
        (say(f"peer.{name}", language), *(number(value, 3) for value in values))
        for name, values in zip(ordered.index, ordered.to_numpy(), strict=True)
    )
    note = say(f"trust.{table}.note", language)
    return Table(say(f"trust.{measure}", language), columns, rows, note)


def failures(language: str, most: int = 6) -> list[Table]:
    """Where the 80% band held least: years of crisis, and kinds of indicators."""
    table = results("failures")
    found = []
    for by in ("year", "family"):
        rows = table[(table.by == by) & (table.outcomes >= 1000)].head(most)
        columns = (
            Column(say(f"column.{by}", language), "left", 3),
            Column(say("column.within", language), "right"),
            Column(say("column.outcomes", language), "right"),
        )
        cells = tuple(
            (str(r.value).replace("_", " ").strip(), percent(r.inside), number(r.outcomes))
            for r in each(rows)
        )
        found.append(Table(say(f"trust.failures.{by}", language), columns, cells))
    return found


def ranking(language: str) -> Table:
    """How well each method told targets that were kept from those that were not."""
    frame = results("ranking").set_index("method").sort_values("1", ascending=False)
    columns = (
        Column(say("column.method", language), "left", 2),
        *(Column(say("trust.gone", language, count=n), "right") for n in frame),
    )
    rows = tuple(
        (_method(str(name), language), *(number(v, 2) for v in values))
        for name, values in zip(frame.index, frame.to_numpy(), strict=True)
    )
    return Table(say("trust.ranking", language), columns, rows, say("trust.ranking.note", language))


def _method(name: str, language: str) -> str:
    if name == "outlook":
        return say("column.outlook", language)
    return say(f"method.{'linear' if name == 'schedule' else name}", language)
