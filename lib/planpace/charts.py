"""The figures of a briefing, drawn twice: text as paths for HTML, text as text for the PDF.

Headline, subtitle and units stand in the page's own text, so a chart holds only marks and labels.
Colours mean the same in all of them, and none carries a meaning that a shape or word does not.
"""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke
from matplotlib.ticker import MaxNLocator

from planpace.blocks import STATUS_COLOURS, STATUS_SHAPES
from planpace.fonts import register
from planpace.notation import BOUND_MARKS, number, when
from planpace.paths import Trajectory
from planpace.periods import DAY
from planpace.standing import STATUSES
from planpace.tables import each
from planpace.units import written
from planpace.words import say

HALO = [withStroke(linewidth=2.5, foreground="white")]
"""Keeps a number legible where a line runs through it."""

NAVY, GREY, INK, PALE = "#12436D", "#8C8C8C", "#222222", "#EDEDED"

STYLE: dict[Any, Any] = {
    "axes.edgecolor": GREY, "axes.labelcolor": INK, "axes.linewidth": 0.8, "axes.axisbelow": True,
    "axes.unicode_minus": True, "font.size": 9, "grid.color": "#E3E3E3", "grid.linewidth": 0.6,
    "svg.hashsalt": "planpace", "text.color": INK, "xtick.color": INK, "ytick.color": INK,
    "xtick.major.size": 0, "ytick.major.size": 0,
}  # fmt: skip

Draw = Callable[[Axes], object]


def svg_pair(
    draw: Draw, width: float, height: float, extra_fonts: Sequence[Path] = ()
) -> tuple[str, str]:
    """Draw a chart (inches) and return it as SVG with text as paths, and with text as text."""
    return _svg(draw, width, height, "path", extra_fonts), _svg(
        draw, width, height, "none", extra_fonts
    )


def _svg(draw: Draw, width: float, height: float, text: str, extra_fonts: Sequence[Path]) -> str:
    family: dict[Any, Any] = {"font.family": register(extra_fonts), "svg.fonttype": text}
    with mpl.rc_context({**STYLE, **family}):
        figure = Figure(figsize=(width, height), layout="constrained")
        axes = figure.subplots()
        draw(axes)
        sns.despine(figure, left=True)
        buffer = io.StringIO()
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    return buffer.getvalue()


def status_counts(counts: Mapping[str, Mapping[str, int]], language: str) -> Draw:
    """Draw how many targets of each row (a pillar) have which verdict, as stacked bars."""

    def draw(axes: Axes) -> None:
        for place, row in enumerate(counts.values()):
            left = 0
            for status in STATUSES:
                count = row.get(status, 0)
                if count:
                    _segment(axes, place, left, count, status)
                left += count
        axes.set_yticks(range(len(counts)), [_short(name) for name in counts])
        axes.set_ylim(len(counts) - 0.45, -0.55)
        axes.set_xlabel(say("chart.targets", language))
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))

    return draw


def _short(name: str, most: int = 40) -> str:
    """A name beside a bar, cut to a width at which the bars keep their room; hanzi count double."""
    width = 0
    for place, character in enumerate(name):
        width += 2 if character > "\u2e7f" else 1
        if width > most:
            return name[:place] + "…"
    return name


def _segment(axes: Axes, place: int, left: int, count: int, status: str) -> None:
    colour = STATUS_COLOURS[status]
    axes.barh(place, count, left=left, height=0.62, color=colour, edgecolor="white", linewidth=1.5)
    axes.text(
        left + count / 2, place, f"{STATUS_SHAPES[status]}{count}", ha="center", va="center",
        color="white" if _dark(colour) else INK,
    )  # fmt: skip


def _dark(colour: str) -> bool:
    """Whether white text stands out more than black on a colour (relative luminance, WCAG 2)."""
    channels = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in _rgb(colour)]
    return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2] < 0.18


def _rgb(colour: str) -> tuple[float, ...]:
    return tuple(int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))


def deviations(table: pd.DataFrame, bands: Mapping[str, float], language: str) -> Draw:
    """Draw the schedule position of each target (columns name, position, status), worst last."""

    def draw(axes: Axes) -> None:
        axes.axvspan(bands["behind"], bands["ahead"], color=PALE, zorder=0)
        axes.axvline(0, color=GREY, linewidth=1)
        for place, row in enumerate(each(table)):
            value, status = float(row.position), str(row.status)
            axes.barh(place, value, height=0.6, color=STATUS_COLOURS[status])
            axes.annotate(
                f"{STATUS_SHAPES[status]} {number(value, 1, signed=True)}", (value, place),
                xytext=(4 if value >= 0 else -4, 0), textcoords="offset points", va="center",
                ha="left" if value >= 0 else "right",
            )  # fmt: skip
        axes.set_yticks(range(len(table)), [_short(name) for name in table.name])
        axes.set_ylim(len(table) - 0.5, -0.5)
        axes.margins(x=0.22)
        axes.set_xlabel(say("chart.position", language))

    return draw


def path_chart(path: Trajectory, language: str) -> Draw:
    """Draw a target's history, the path required from its baseline, and the way still to go."""
    factor = written(path.unit, language)[1]

    def draw(axes: Axes) -> None:
        _fan(axes, path, factor, language)
        _history(axes, path.history, factor, language)
        if len(path.required):
            axes.plot(
                path.required.end, path.required.linear * factor, "--", color=GREY, linewidth=1.2
            )
        if len(path.needed):
            axes.plot(path.needed.end, path.needed.value * factor, ":", color=NAVY, linewidth=1.4)
        _target(axes, path, factor, language)
        ends = [*path.history.end, *path.required.end, *path.fan.end, path.deadline]
        span = range(math.floor(min(ends) + DAY), math.ceil(max(ends) - DAY) + 1)
        axes.set_xticks(list(span), [str(end - 1) for end in span])
        axes.set_xlim(span[0] - 0.4, span[-1] + 0.75)
        axes.grid(axis="y")
        axes.margins(y=0.18)
        axes.yaxis.set_major_formatter(lambda value, _: f"{value:,.10g}")
        axes.yaxis.set_major_locator(MaxNLocator(nbins=5, steps=[1, 2, 2.5, 5, 10]))
        if path.unit in {"名", "位"}:
            axes.invert_yaxis()

    return draw


def _fan(axes: Axes, path: Trajectory, factor: float, language: str) -> None:
    """The bands, named at their right end, and the central path between them."""
    fan = path.fan
    if fan.empty:
        return
    for low, high, colour in (("q05", "q95", "#DCE5EE"), ("q25", "q75", "#B5C7D9")):
        axes.fill_between(fan.end, fan[low] * factor, fan[high] * factor, color=colour, zorder=0)
    axes.plot(fan.end, fan["median"] * factor, "-.", color=NAVY, linewidth=1)
    for name, key in (("q95", "nine"), ("q75", "half")):
        axes.annotate(
            say(f"chart.{key}", language), (fan.end.iloc[-1], fan[name].iloc[-1] * factor),
            xytext=(4, -2), textcoords="offset points", va="top", fontsize=8, path_effects=HALO,
        )  # fmt: skip


def _history(axes: Axes, history: pd.DataFrame, factor: float, language: str) -> None:
    """Figures joined where they are a year apart; a gap in the years stays a gap."""
    figures = history[history.kind == "figure"]
    for (_, a), (_, b) in zip(figures.iterrows(), figures.iloc[1:].iterrows(), strict=False):
        style: dict[str, Any] = {"color": NAVY, "linewidth": 1.6}
        if b.end - a.end > 1.01:
            style = {"color": GREY, "linewidth": 0.8, "linestyle": (0, (1, 3))}
        axes.plot([a.end, b.end], [a.value * factor, b.value * factor], **style)
    places = 2 if any(abs(v * factor) < 1000 and v * factor % 1 for v in figures.value) else 0
    for row in each(history):
        marker, face = ("o", NAVY) if row.kind == "figure" else ("^", "white")
        if row.bound:
            marker, face = ("^" if row.bound == "min" else "v"), "white"
        axes.plot(
            row.end, row.value * factor, marker, color=NAVY, markerfacecolor=face, markersize=5.5
        )
        mark = BOUND_MARKS[str(row.bound)] or ("≈ " if row.kind == "estimate" else "")
        axes.annotate(
            mark + number(row.value * factor, places), (row.end, row.value * factor),
            xytext=(0, 6), textcoords="offset points", ha="center", fontsize=8, path_effects=HALO,
        )  # fmt: skip


def _target(axes: Axes, path: Trajectory, factor: float, language: str) -> None:
    goal = path.verdict.threshold * factor
    if goal != goal:
        return
    axes.axhline(goal, color=INK, linewidth=0.8, alpha=0.5)
    axes.plot(path.deadline, goal, "D", color=INK, markerfacecolor="white", markersize=6, zorder=5)
    axes.annotate(
        say("chart.target", language, value=number(goal, 2 if goal % 1 else 0)),
        (path.deadline, goal), xytext=(-6, 3), textcoords="offset points", va="bottom", ha="right",
        fontsize=8, color=INK, path_effects=HALO,
    )  # fmt: skip


def chart_alt(path: Trajectory, name: str, language: str) -> str:
    """Return what a trajectory chart shows, in words, for a reader who does not see it."""
    unit, factor = written(path.unit, language)
    figures = "; ".join(
        f"{when(row.period, language)} {BOUND_MARKS[str(row.bound)]}{number(row.value * factor, 2)}"
        for row in each(path.history)
    )
    goal = number(path.verdict.threshold * factor, 2)
    return say("chart.path_alt", language, name=name, unit=unit or "–", figures=figures, goal=goal)
