"""The charts of a briefing, drawn once: an SVG whose text can be selected, for HTML and for PDF.

Headline, subtitle and units stand in the page's own text, so a chart holds only marks and labels.
Colours mean the same in all of them, and none carries a meaning that a shape or word does not.
"""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from contextlib import AbstractContextManager
from functools import singledispatch
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.ticker import MaxNLocator

from planpace.analysis.trajectory import Seen, Trajectory
from planpace.briefings.blocks import (
    STATUS_COLOURS,
    STATUS_SHAPES,
    Chart,
    DeviationChart,
    Figure,
    OddsChart,
    PathChart,
    ShareChart,
)  # fmt: skip
from planpace.plan.periods import DAY
from planpace.plan.rows import rows
from planpace.render.fonts import register
from planpace.words.numbers import BOUND_MARKS, number, percent
from planpace.words.say import say
from planpace.words.units import is_rank, written

HALO = {"facecolor": "white", "edgecolor": "none", "pad": 0.4, "alpha": 0.75}
"""Keeps a number legible where a line runs through it, and text for a reader who selects it."""

WIDTH, HALF = 174 / 25.4, 84 / 25.4
"""Inches from margin to margin, and of one of two charts side by side: print is never scaled."""

NAVY, GREY, INK, PALE = "#12436D", "#8C8C8C", "#222222", "#EDEDED"

STYLE: dict[Any, Any] = {
    "axes.edgecolor": GREY, "axes.labelcolor": INK, "axes.linewidth": 0.8, "axes.axisbelow": True,
    "axes.unicode_minus": True, "font.size": 9, "grid.color": "#E3E3E3", "grid.linewidth": 0.6,
    "svg.fonttype": "none", "svg.hashsalt": "planpace", "text.color": INK,
    "xtick.color": INK, "ytick.color": INK,    "xtick.major.size": 0, "ytick.major.size": 0,
}  # fmt: skip


def svg(figure: Figure, extra_fonts: Sequence[Path] = ()) -> str:
    """Return a figure's chart as SVG with text as text, in the package's type."""
    with style(extra_fonts):
        canvas = Canvas((HALF if figure.half else WIDTH, figure.height), layout="constrained")
        axes = canvas.subplots()
        draw(figure.chart, axes)
        axes.spines[["top", "right", "left"]].set_visible(False)
        buffer = io.StringIO()
        canvas.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    return buffer.getvalue()


def style(extra_fonts: Sequence[Path] = ()) -> AbstractContextManager[None]:
    """Return the context in which charts are drawn: our style and type."""
    return mpl.rc_context(STYLE | {"font.family": register(extra_fonts)})


@singledispatch
def draw(chart: Chart, axes: Axes) -> None:
    """Draw a chart on axes."""
    raise TypeError(f"no way to draw a {type(chart).__name__}")


def _short(name: str, most: int = 40) -> str:
    """A name beside a bar, cut to a width at which the bars keep their room; hanzi count double."""
    width = 0
    for place, character in enumerate(name):
        width += 2 if character > "\u2e7f" else 1
        if width > most:
            return name[:place] + "…"
    return name


@draw.register
def _deviations(chart: DeviationChart, axes: Axes) -> None:
    """Bars of schedule position, worst last, about the band in which a target is on schedule."""
    axes.axvspan(chart.bands["behind"], chart.bands["ahead"], color=PALE, zorder=0)
    axes.axvline(0, color=GREY, linewidth=1)
    for place, (_, value, status) in enumerate(chart.bars):
        axes.barh(place, value, height=0.6, color=STATUS_COLOURS[status])
        axes.annotate(
            f"{STATUS_SHAPES[status]} {number(value, 1, signed=True)}", (value, place),
            xytext=(4 if value >= 0 else -4, 0), textcoords="offset points", va="center",
            ha="left" if value >= 0 else "right",
        )  # fmt: skip
    axes.set_yticks(range(len(chart.bars)), [_short(name) for name, _, _ in chart.bars])
    axes.set_ylim(len(chart.bars) - 0.5, -0.5)
    axes.margins(x=0.22)
    axes.set_xlabel(chart.axis)


@draw.register
def _odds(chart: OddsChart, axes: Axes) -> None:
    """A step line a target, with its own mark; the verdict at the end as shape and word."""
    for line, mark in zip(chart.lines, "osDv^P*X" * len(chart.lines), strict=False):
        times, odds = zip(*((time, 100 * chance) for time, chance in line.steps), strict=True)
        axes.step(times, odds, where="post", color=NAVY, linewidth=1)
        axes.plot(times, odds, mark, color=NAVY, markerfacecolor="white")
        axes.annotate(
            f"{line.name}  {line.ending}".strip(), (times[-1], odds[-1]), xytext=(8, 0),
            textcoords="offset points", va="center", fontsize=8,
        )  # fmt: skip
    axes.set_ylim(-4, 104)
    axes.margins(x=0.05)
    left, right = axes.get_xlim()
    axes.set_xlim(left, right + 0.45 * (right - left))
    axes.set_ylabel(chart.axis)
    axes.grid(axis="y")
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:.1f}" if value % 1 else f"{value:.0f}")


@draw.register
def _shares(chart: ShareChart, axes: Axes) -> None:
    """A dot a share on the line of its interval."""
    for place, one in enumerate(chart.shares):
        axes.plot([100 * one.low, 100 * one.high], [place, place], color=NAVY, linewidth=1.5)
        axes.plot(
            100 * one.share, place, "o" if one.ours else "s", color=NAVY,
            markerfacecolor=NAVY if one.ours else "white", markersize=6,
        )  # fmt: skip
        axes.annotate(
            percent(one.share), (100 * one.high, place), xytext=(6, 0), va="center",
            textcoords="offset points", fontsize=8,
        )  # fmt: skip
    axes.set_yticks(range(len(chart.shares)), [one.name for one in chart.shares])
    axes.set_ylim(len(chart.shares) - 0.4, -0.6)
    axes.set_xlim(0, 105)
    axes.grid(axis="x")
    axes.set_xlabel(chart.axis)


@draw.register
def _path(chart: PathChart, axes: Axes) -> None:
    """A target's history, the path required from its baseline, and the way still to go.

    Without `every` only the baseline and the latest figure are written out, for a narrow chart.
    """
    path, language, verdict = chart.path, chart.language, chart.path.verdict
    factor = written(path.unit, language)[1]
    _fan(axes, path, factor, language)
    told = None if chart.every else {verdict.baseline_period, verdict.latest_period}
    _history(axes, path.history, factor, told)
    if len(path.required):
        straight = path.required.linear * factor
        axes.plot(path.required.end, straight, "--", color=GREY, linewidth=1.2)
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
    if is_rank(path.unit):
        axes.invert_yaxis()


def sparkline(path: Trajectory) -> str:
    """Return a target's figures as a line of 60 by 16 points; a diamond is the target."""
    history = path.history[path.history.kind == "figure"]
    goal = path.verdict.threshold
    ends, values = [*history.end, path.deadline], [*history.value, goal]
    if goal != goal:
        ends, values = ends[:-1], values[:-1]
    sign = 1 if is_rank(path.unit) else -1
    low, high = min(sign * v for v in values), max(sign * v for v in values)
    first, span = min(ends), max(ends) - min(ends) or 1
    places = [
        (4 + 52 * (end - first) / span, 3 + 10 * (sign * value - low) / (high - low or 1))
        for end, value in zip(ends, values, strict=True)
    ]
    line = places if goal != goal else places[:-1]
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in line)
    x, y = line[-1]
    drawn = f'<polyline points="{points}" fill="none" stroke="{NAVY}" stroke-width="1.2"/>'
    drawn += f'<circle cx="{x:.1f}" cy="{y:.1f}" r="1.9" fill="{NAVY}"/>'
    if goal == goal:
        x, y = places[-1]
        drawn += (
            f'<path d="M{x:.1f} {y - 3:.1f}l3 3-3 3-3-3z" fill="white" stroke="{INK}"'
            ' stroke-width=".8"/>'
        )
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 16">{drawn}</svg>'


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
            xytext=(4, -2), textcoords="offset points", va="top", fontsize=8, bbox=HALO,
        )  # fmt: skip


def _history(axes: Axes, history: pd.DataFrame, factor: float, told: set[str] | None) -> None:
    """Figures joined where they are a year apart; a gap in the years stays a gap.

    Those of the periods `told` are written out, or all of them.
    """
    figures = history[history.kind == "figure"]
    for (_, a), (_, b) in zip(figures.iterrows(), figures.iloc[1:].iterrows(), strict=False):
        style: dict[str, Any] = {"color": NAVY, "linewidth": 1.6}
        if b.end - a.end > 1.01:
            style = {"color": GREY, "linewidth": 0.8, "linestyle": (0, (1, 3))}
        axes.plot([a.end, b.end], [a.value * factor, b.value * factor], **style)
    places = 2 if any(abs(v * factor) < 1000 and v * factor % 1 for v in figures.value) else 0
    for row in rows(Seen, history):
        marker, face = ("o", NAVY) if row.kind == "figure" else ("^", "white")
        if row.bound:
            marker, face = ("^" if row.bound == "min" else "v"), "white"
        axes.plot(
            row.end, row.value * factor, marker, color=NAVY, markerfacecolor=face, markersize=5.5
        )
        if told is not None and row.period not in told:
            continue
        mark = BOUND_MARKS[str(row.bound)] or ("≈ " if row.kind == "estimate" else "")
        axes.annotate(
            mark + number(row.value * factor, places), (row.end, row.value * factor),
            xytext=(0, 6), textcoords="offset points", ha="center", fontsize=8, bbox=HALO,
        )  # fmt: skip


def _target(axes: Axes, path: Trajectory, factor: float, language: str) -> None:
    goal = path.verdict.threshold * factor
    if goal != goal:
        return
    axes.axhline(goal, color=INK, linewidth=0.8, alpha=0.5)
    axes.plot(path.deadline, goal, "D", color=INK, markerfacecolor="white", markersize=6, zorder=5)
    near = path.history[(path.history.end - path.deadline).abs() < 1.5]
    low, high = axes.get_ylim()
    above = any(0 <= value * factor - goal < 0.2 * (high - low) for value in near.value)
    axes.annotate(
        say("chart.target", language, value=number(goal, 2 if goal % 1 else 0)),
        (path.deadline, goal), xytext=(-6, -4 if above else 3), textcoords="offset points",
        va="top" if above else "bottom", ha="right", fontsize=8, color=INK, bbox=HALO,
    )  # fmt: skip
