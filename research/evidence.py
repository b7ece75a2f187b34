"""What odds and verdict words have been worth, as `make calibrate` measured it: tables and charts.

Text and tables are blocks, which `planpace.render.page.Part` shows; charts are matplotlib figures.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import matplotlib.pyplot as plt
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from panel import results
from planpace.briefings.blocks import Column, Lead, Section, Table, Text, Title
from planpace.briefings.track_record import DRAWN, chart, method_name, word_of
from planpace.render.charts import GREY, INK, NAVY
from planpace.render.fonts import register
from planpace.words.numbers import number
from planpace.words.say import paragraph, say

AHEAD = range(1, 6)
"""Years ahead at which bands were held against what came."""


def title(language: str) -> Title:
    """Return the head of the methods report."""
    labels = {
        "page": say("label.page", language, page="{page}", pages="{pages}"),
        "skip": say("label.skip", language),
    }
    name, about = say("trust.title", language), say("trust.sub", language)
    return Title(language, "Planpace", name, about, labels=labels)


def lead(language: str) -> list[Lead | Text]:
    """Return the answer for a reader who is no statistician: one sentence and one paragraph."""
    ours, words = _ours(), results("outlooks").set_index("word").kept
    about = say(
        "trust.paragraph", language, cases=number(ours.cases.max()),
        low=number(100 * ours.cover90.min()), high=number(100 * ours.cover90.max()),
        error=_error(),
    )  # fmt: skip
    return [Lead(say("trust.lead", language, likely=number(100 * words.very_likely))), Text(about)]


def section(key: str, language: str) -> Section:
    """Return a section's heading."""
    return Section(say(f"trust.section.{key}", language))


def _ours() -> pd.DataFrame:
    return results("scores").query("method == 'planpace'")


def _error() -> str:
    """The mean error of our odds in points, at the length of history where it is largest."""
    return number(100 * _ours().ece.max(), 1)


# --- tables -------------------------------------------------------------------------------------


def coverage(language: str) -> Table:
    """Return how many outcomes lay within the bands, by length of history and years ahead."""
    ours = _ours()
    ahead = {f"_{h}": say("trust.ahead", language, count=h) for h in AHEAD}
    years = {**ahead, "": say("trust.pooled", language)}
    pairs = [
        [f"{number(100 * wide, 1)} / {number(100 * narrow, 1)}" for wide, narrow in both]
        for both in (
            zip(ours[f"cover90{year}"], ours[f"cover80{year}"], strict=True) for year in years
        )
    ]
    columns = (
        Column(say("column.figures_known", language), "right"),
        *(Column(name, "right") for name in years.values()),
    )
    rows = tuple(zip(map(str, ours.figures), *pairs, strict=True))
    note = say("trust.coverage.note", language)
    return Table(say("trust.coverage", language), columns, rows, note)


def horizons(language: str) -> list[Table]:
    """Return how many outcomes lay within the bands to fifteen years ahead: of all, of steady."""
    frame = results("horizons").query("origin == 'every'")
    return [_far(frame[frame.group == group], group, language) for group in ("all", "steady")]


def _far(frame: pd.DataFrame, group: str, language: str) -> Table:
    years = sorted(frame.horizon.unique())
    heads = (Column(say("trust.ahead", language, count=int(year)), "right") for year in years)
    cells = {
        (row.figures, row.horizon): (
            f"{number(100 * row.cover90, 1)} / {number(100 * row.cover80, 1)}{'*' * row.outside}"
        )
        for row in frame.itertuples()
    }
    rows = tuple(
        (str(count), *(cells[count, year] for year in years)) for count in frame.figures.unique()
    )
    columns = (Column(say("column.figures_known", language), "right"), *heads)
    note = say("trust.horizons.note", language)
    return Table(say(f"trust.horizons.{group}", language), columns, rows, note)


def against(language: str, measure: str, table: str = "scores") -> Table:
    """Return one score of every method by length of history, on the same cases; less is better."""
    frame = results(table).pivot(index="method", columns="figures", values=measure)
    ordered = frame.loc[frame.mean(axis=1).sort_values().index]
    names = [say(f"peer.{name}", language) for name in ordered.index]
    counts = [say("trust.figures", language, count=int(str(n))) for n in ordered]
    note = say(f"trust.{table}.note", language)
    return _by_method(say(f"trust.{measure}", language), names, counts, ordered, 3, note, language)


def ranking(language: str) -> Table:
    """Return how well each method told targets that were kept from those that were not."""
    frame = results("ranking").set_index("method").sort_values("1", ascending=False)
    names = [
        say("column.outlook", language) if name == "outlook" else method_name(name, language)
        for name in map(str, frame.index)
    ]
    gone = [say("trust.gone", language, count=int(str(n))) for n in frame]
    note = say("trust.ranking.note", language)
    return _by_method(say("trust.ranking", language), names, gone, frame, 2, note, language)


def _by_method(
    title: str, names: list[str], heads: list[str], frame: pd.DataFrame, decimals: int, note: str,
    language: str,
) -> Table:  # fmt: skip
    """A table of figures, one row a method."""
    method = Column(say("column.method", language), "left", 2)
    columns = (method, *(Column(head, "right") for head in heads))
    rows = tuple(
        (name, *(number(value, decimals) for value in values))
        for name, values in zip(names, frame.to_numpy(float), strict=True)
    )
    return Table(title, columns, rows, note)


def failures(language: str, most: int = 6) -> list[Table]:
    """Return where the 80% band held least: years of crisis, and kinds of indicators."""
    frame = results("failures").query("outcomes >= 1000")
    return [_worst(frame[frame.by == by].head(most), by, language) for by in ("year", "family")]


def _worst(frame: pd.DataFrame, by: str, language: str) -> Table:
    columns = (
        Column(say(f"column.{by}", language), "left", 3),
        Column(say("column.within", language), "right"),
        Column(say("column.outcomes", language), "right"),
    )
    rows = tuple(
        (str(value).replace("_", " ").strip(), number(100 * inside), number(outcomes))
        for value, inside, outcomes in zip(frame.value, frame.inside, frame.outcomes, strict=True)
    )
    return Table(say(f"trust.failures.{by}", language), columns, rows)


# --- charts -------------------------------------------------------------------------------------


def reliability(language: str) -> Figure:
    """Draw odds said against how often such targets were met, one line a length of history."""
    figures, share = say("column.figures_known", language), say("column.share", language)
    bins = results("reliability").rename(columns={"figures": figures, "share": share})
    bins[["chance", "met", share]] *= 100
    bins[figures] = bins[figures].astype(str)
    colours = sns.light_palette(NAVY, bins[figures].nunique() + 2)[2:]

    def draw(axes: Axes) -> None:
        axes.axline((0, 0), slope=1, color=GREY, linewidth=0.8)
        given: dict[str, Any] = {"hue": figures, "palette": colours, "ax": axes}
        sns.lineplot(bins, x="chance", y="met", **given, linewidth=0.8, legend=False)
        sns.scatterplot(bins, x="chance", y="met", **given, size=share, sizes=(8, 120))
        axes.set(xlabel=say("chart.said", language), ylabel=say("chart.kept", language))
        axes.set(xlim=(0, 100), ylim=(0, 100), aspect="equal")
        sns.move_legend(axes, "upper left", bbox_to_anchor=(1.02, 1), frameon=False)

    return _drawn(draw, 4.4)


def record(language: str) -> Figure:
    """Draw how often each word came true: in all with its interval, and with 1 to 4 years gone."""
    said = results("words").set_index(["method", "word"]).loc[[*DRAWN]].reset_index()
    said["name"] = [word_of(*pair, language) for pair in zip(said.method, said.word, strict=True)]
    said["ours"] = said.method == "outlook"
    said[["low", "kept", "high"]] *= 100
    said["gone"] = [say("trust.gone", language, count=int(str(n))) for n in said.years_gone]
    whole = said.query("years_gone == 0").melt(["name", "ours"], ["low", "kept", "high"])

    def draw(axes: Axes) -> None:
        sns.stripplot(
            said.query("years_gone > 0"), x="kept", y="name", hue="gone", jitter=False,
            palette=sns.light_palette(NAVY, 6)[1:5], marker="|", size=9, linewidth=1.2, ax=axes,
        )  # fmt: skip
        sns.pointplot(  # the middle of the three is the share, the outer two its interval
            whole, x="value", y="name", hue="ours", estimator="median", errorbar=("pi", 100),
            hue_order=[True, False], palette=[NAVY, NAVY], markers=["o", "s"], linestyle="none",
            err_kws={"linewidth": 1.5}, markersize=5, zorder=3, legend=False, ax=axes,
        )  # fmt: skip
        axes.set(xlabel=say("chart.kept", language), ylabel="", xlim=(0, 100))
        sns.move_legend(axes, "lower center", bbox_to_anchor=(0.5, 1), ncol=4, title="")

    return _drawn(draw, 4.6)


def caption(picture: str, language: str) -> Text:
    """Return how a chart, "reliability" or "record", is read and what it shows in words."""
    words = chart(language)
    read, shown = {
        "reliability": (
            say("trust.reliability.sub", language),
            say("trust.reliability.alt", language, error=_error()),
        ),
        "record": (words.subtitle, words.alt),
    }[picture]
    return Text(paragraph([read, shown], language), "note")


def _drawn(draw: Callable[[Axes], object], height: float) -> Figure:
    """A chart in the package's type and colours, with every label written while they hold."""
    style: dict[str, Any] = {
        "font.family": register(), "text.color": INK, "axes.labelcolor": INK,
        "axes.edgecolor": GREY, "xtick.color": INK, "ytick.color": INK, "grid.color": "#E3E3E3",
    }  # fmt: skip
    with sns.axes_style("whitegrid", style), sns.plotting_context("paper"):
        figure, axes = plt.subplots(figsize=(7, height), layout="constrained")
        draw(axes)
        sns.despine(figure, left=True, bottom=True)
        figure.draw_without_rendering()
    plt.close(figure)
    return figure
