"""The charts of a briefing, drawn once: an SVG whose text can be selected, for HTML and for PDF.

Headline, subtitle and units stand in the page's own text, so a chart holds only marks and labels.
Colours mean the same in all of them, and none carries a meaning that a shape or word does not.
"""

import io
import math
from collections.abc import Sequence
from contextlib import AbstractContextManager
from functools import singledispatch
from itertools import accumulate, cycle, pairwise
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.ticker import MaxNLocator

from planpace.analysis.trajectory import Seen, Trajectory
from planpace.briefings import blocks
from planpace.plan.periods import DAY
from planpace.plan.rows import typed
from planpace.render.fonts import register
from planpace.render.html import templates
from planpace.words.numbers import BOUND_MARKS, number, percent
from planpace.words.say import say
from planpace.words.units import is_rank, written

# Keeps a number legible where a line runs through it, and text for a reader who selects it.
HALO: dict[str, object] = {"facecolor": "white", "edgecolor": "none", "pad": 0.4, "alpha": 0.75}
# Inches from margin to margin, and of one of two charts side by side: print is never scaled.
WIDTH, HALF = 174 / 25.4, 84 / 25.4
NAVY, GREY, INK, PALE = "#12436D", "#8C8C8C", "#222222", "#EDEDED"
BANDS = (("q05", "q95", "#DCE5EE", "nine"), ("q25", "q75", "#B5C7D9", "half"))  # of a forecast
STYLE: dict[Any, Any] = {
    "axes.edgecolor": GREY, "axes.labelcolor": INK, "axes.linewidth": 0.8, "axes.axisbelow": True,
    "axes.unicode_minus": True, "font.size": 9, "grid.color": "#E3E3E3", "grid.linewidth": 0.6,
    "svg.fonttype": "none", "svg.hashsalt": "planpace", "text.color": INK,
    "xtick.color": INK, "ytick.color": INK, "xtick.major.size": 0, "ytick.major.size": 0,
}  # fmt: skip


def svg(figure: blocks.Figure, extra_fonts: Sequence[Path] = ()) -> str:
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
def draw(chart: blocks.Chart, axes: Axes) -> None:
    """Draw a chart on axes."""
    raise TypeError(f"no way to draw a {type(chart).__name__}")


def _label(
    axes: Axes, text: str, at: tuple[float, float], shift: tuple[float, float],
    ha: str = "left", va: str = "center", size: float = 8, *, box: dict[str, object] | None = None,
) -> None:  # fmt: skip
    axes.annotate(text, at, shift, "data", "offset points", ha=ha, va=va, fontsize=size, bbox=box)


def _short(name: str, most: int = 40) -> str:
    """A name beside a bar, cut to a width at which the bars keep their room; hanzi count double."""
    ends = accumulate(2 if character > "\u2e7f" else 1 for character in name)
    kept = sum(end <= most for end in ends)
    return name if kept == len(name) else name[:kept] + "…"


def _rows(axes: Axes, names: Sequence[str], air: float, unit: str) -> None:
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 1 + air, -air)
    axes.set_xlabel(unit)


@draw.register
def _deviations(chart: blocks.DeviationChart, axes: Axes) -> None:
    axes.axvspan(chart.bands["behind"], chart.bands["ahead"], color=PALE, zorder=0)
    axes.axvline(0, color=GREY, linewidth=1)
    for place, (_, value, status) in enumerate(chart.bars):
        axes.barh(place, value, height=0.6, color=blocks.STATUS_COLOURS[status])
        told = f"{blocks.STATUS_SHAPES[status]} {number(value, 1, signed=True)}"
        side, shift = ("left", 4) if value >= 0 else ("right", -4)
        _label(axes, told, (value, place), (shift, 0), side, size=9)
    _rows(axes, [_short(name) for name, _, _ in chart.bars], 0.5, chart.axis)
    axes.margins(x=0.22)


@draw.register
def _odds(chart: blocks.OddsChart, axes: Axes) -> None:
    for (name, steps, ending), mark in zip(chart.lines, cycle("osDv^P*X")):
        times, odds = zip(*((time, 100 * chance) for time, chance in steps), strict=True)
        axes.step(times, odds, where="post", color=NAVY, linewidth=1)
        axes.plot(times, odds, mark, color=NAVY, markerfacecolor="white")
        _label(axes, f"{name}  {ending}".strip(), (times[-1], odds[-1]), (8, 0))
    axes.set_ylim(-4, 104)
    axes.margins(x=0.05)
    left, right = axes.get_xlim()
    axes.set_xlim(left, right + 0.45 * (right - left))
    axes.set_ylabel(chart.axis)
    axes.grid(axis="y")
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:.1f}" if value % 1 else f"{value:.0f}")


@draw.register
def _shares(chart: blocks.ShareChart, axes: Axes) -> None:
    for place, (_, share, low, high, ours) in enumerate(chart.shares):
        mark, face = ("o", NAVY) if ours else ("s", "white")
        axes.plot([100 * low, 100 * high], [place, place], color=NAVY, linewidth=1.5)
        axes.plot(100 * share, place, mark, color=NAVY, markerfacecolor=face, markersize=6)
        _label(axes, percent(share), (100 * high, place), (6, 0))
    _rows(axes, [name for name, *_ in chart.shares], 0.6, chart.axis)
    axes.set_xlim(0, 105)
    axes.grid(axis="x")


@draw.register
def _path(chart: blocks.PathChart, axes: Axes) -> None:
    path, language, verdict = chart.path, chart.language, chart.path.verdict
    factor = written(path.unit, language)[1]
    if len(path.fan):
        fan, end = path.fan.set_index("end") * factor, path.fan.end.iloc[-1]
        for low, high, colour, key in BANDS:
            axes.fill_between(fan.index, fan[low], fan[high], color=colour, zorder=0)
            at = end, fan[high].iloc[-1]
            _label(axes, say(f"chart.{key}", language), at, (4, -2), va="top", box=HALO)
        axes.plot(fan.index, fan["median"], "-.", color=NAVY, linewidth=1)
    told = None if chart.every else {verdict.baseline_period, verdict.latest_period}
    _history(axes, path.history.assign(value=path.history.value * factor), told)
    if len(path.required):
        axes.plot(path.required.end, path.required.linear * factor, "--", color=GREY, lw=1.2)
    if len(path.needed):
        axes.plot(path.needed.end, path.needed.value * factor, ":", color=NAVY, linewidth=1.4)
    if verdict.threshold == verdict.threshold:
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


def _history(axes: Axes, history: pd.DataFrame, told: set[str] | None) -> None:
    """Figures joined unless years lie between; those of the periods `told`, or all, with words."""
    seen = typed(Seen, history)
    figures = [row for row in seen if row.kind == "figure"]
    for a, b in pairwise(figures):
        gap = b.end - a.end > 1.01
        colour, width, dashes = (GREY, 0.8, (0, (1, 3))) if gap else (NAVY, 1.6, "-")
        axes.plot([a.end, b.end], [a.value, b.value], color=colour, linewidth=width, ls=dashes)
    places = 2 if any(abs(row.value) < 1000 and row.value % 1 for row in figures) else 0
    for row in seen:
        mark = {"min": "^", "max": "v"}.get(row.bound, "o" if row.kind == "figure" else "^")
        face = NAVY if mark == "o" else "white"
        axes.plot(row.end, row.value, mark, color=NAVY, markerfacecolor=face, markersize=5.5)
        if told is None or row.period in told:
            sign = BOUND_MARKS[row.bound] or ("≈ " if row.kind == "estimate" else "")
            text = sign + number(row.value, places)
            _label(axes, text, (row.end, row.value), (0, 6), "center", "baseline", box=HALO)


def _target(axes: Axes, path: Trajectory, factor: float, language: str) -> None:
    goal = path.verdict.threshold * factor
    axes.axhline(goal, color=INK, linewidth=0.8, alpha=0.5)
    axes.plot(path.deadline, goal, "D", color=INK, markerfacecolor="white", markersize=6, zorder=5)
    near = path.history[(path.history.end - path.deadline).abs() < 1.5]
    low, high = axes.get_ylim()
    above = any(0 <= value * factor - goal < 0.2 * (high - low) for value in near.value)
    shift, side = (-4, "top") if above else (3, "bottom")
    text = say("chart.target", language, value=number(goal, 2 if goal % 1 else 0))
    _label(axes, text, (path.deadline, goal), (-6, shift), "right", side, box=HALO)


def sparkline(path: Trajectory) -> str:
    """Return a target's figures as a line of 60 by 16 points; a diamond is the target."""
    figures, goal = path.history[path.history.kind == "figure"], path.verdict.threshold
    down = 1 if is_rank(path.unit) else -1  # a picture counts downwards, and so do ranks
    marks = [*zip(figures.end, down * figures.value, strict=True), (path.deadline, down * goal)]
    ends, values = zip(*(mark for mark in marks if mark[1] == mark[1]), strict=True)
    width, height = max(ends) - min(ends) or 1, max(values) - min(values) or 1
    *line, target = (
        (4 + 52 * (end - min(ends)) / width, 3 + 10 * (value - min(values)) / height)
        for end, value in marks
    )
    template, shown = templates().get_template("spark.svg.j2"), target if goal == goal else None
    return template.render(line=line, target=shown, navy=NAVY, ink=INK)
