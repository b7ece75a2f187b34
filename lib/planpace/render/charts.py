"""The charts of a briefing, drawn once: an SVG whose text can be selected, for HTML and for PDF.

Headline, subtitle and units stand in the page's own text, so a chart holds only marks and labels.
Colours mean the same in all of them, and none carries a meaning that a shape or word does not.
"""

import io
import math
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from functools import singledispatch
from itertools import cycle, pairwise
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure as Canvas
from matplotlib.ticker import MaxNLocator

from planpace.analysis.judge import STATUSES
from planpace.analysis.trajectory import Seen, Trajectory
from planpace.briefings import blocks
from planpace.plan.periods import DAY, period
from planpace.plan.rows import typed
from planpace.plan.vintages import SUPPOSED
from planpace.render import fit
from planpace.render.fonts import register
from planpace.render.html import TEMPLATES, templates
from planpace.words.numbers import BOUND_MARKS, decimals, number, percent
from planpace.words.say import say
from planpace.words.units import is_rank, written

# Inches from margin to margin, and of one of two charts side by side: print is never scaled.
WIDTH, HALF = 174 / 25.4, 84 / 25.4
NAVY, GREY, INK = "#12436D", "#8C8C8C", "#222222"
BANDS = (("q05", "q95", "#DCE5EE", "nine"), ("q25", "q75", "#B5C7D9", "half"))  # of a forecast
MARKED = 15  # figures of a small chart up to which each has its dot
EDGE, THIN = "#7F9AB5", (0, (14, 8))  # a band's outline; dashes over years without a figure


def svg(figure: blocks.Figure, extra_fonts: Sequence[Path] = ()) -> str:
    """Return a figure's chart as SVG with text as text, in the package's type."""
    with style(extra_fonts):
        canvas = Canvas((HALF if figure.half else WIDTH, figure.height or 1), layout="constrained")
        FigureCanvasAgg(canvas)  # what words are measured with, made once
        axes = canvas.subplots()
        draw(figure.chart, axes)
        axes.spines[["top", "right", "left"]].set_visible(False)
        fit.laid_out(axes)
        canvas.set_layout_engine(None)  # else it is laid out, and drawn, again to be saved
        buffer = io.StringIO()
        canvas.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    return buffer.getvalue()


def style(extra_fonts: Sequence[Path] = ()) -> AbstractContextManager[None]:
    """Return the context in which charts are drawn: our style and type."""
    return mpl.rc_context({"font.family": register(extra_fonts)}, TEMPLATES / "planpace.mplstyle")


@singledispatch
def draw(chart: blocks.Chart, axes: Axes) -> None:
    """Draw a chart on axes."""
    raise TypeError(f"no way to draw a {type(chart).__name__}")


def given(value: float, language: str = "en") -> str:
    """A number with the decimals that it has, as the page beside the chart tells it."""
    return number(value, decimals(value), marks=language != "zh")


@draw.register
def _odds(chart: blocks.OddsChart, axes: Axes) -> None:
    lines = sorted(chart.lines, key=lambda line: line[1][-1][1])
    canvas, times = fit.canvas_of(axes), [time for _, steps, _ in lines for time, _ in steps]
    canvas.set_figheight(max(canvas.get_figheight(), (fit.LINE * len(lines) + 40) / 72))
    for (_, steps, _), mark in zip(lines, cycle("osDv^P*X")):
        at, odds = zip(*((time, 100 * chance) for time, chance in steps), strict=True)
        axes.step(at, odds, where="post", color=NAVY, linewidth=1)
        axes.plot(at, odds, mark, color=NAVY, markerfacecolor="white")
    axes.set_ylim(-4, 104)
    axes.set_ylabel(chart.axis)
    axes.grid(axis="y")
    lasts = [100 * steps[-1][1] for _, steps, _ in lines]
    rows = fit.spread(lasts, 108 * fit.LINE / fit.laid_out(axes)[1], 102)
    for (name, _, ending), row in zip(lines, rows, strict=True):
        text, edge = f"{fit.cut(name, 150)}  {ending}".strip(), axes.get_yaxis_transform()
        axes.annotate(text, (1, row), (4, 0), edge, "offset points", va="center")
    fit.years(axes, range(math.floor(min(times)), math.ceil(max(times)) + 1), less=0)
    for (_, steps, _), last, row in zip(lines, lasts, rows, strict=True):
        axes.plot([steps[-1][0], axes.get_xlim()[1]], [last, row], ":", color=GREY, linewidth=0.8)


@draw.register
def _shares(chart: blocks.ShareChart, axes: Axes) -> None:
    for at, (_, share, low, high, ours) in enumerate(chart.shares):
        mark, face = ("o", NAVY) if ours else ("s", "white")
        axes.plot([100 * low, 100 * high], [at, at], color=NAVY, linewidth=1.5)
        axes.plot(100 * share, at, mark, color=NAVY, markerfacecolor=face, markersize=6)
        end = 100 * high, at
        axes.annotate(percent(share), end, (6, 0), "data", "offset points", va="center")
    axes.set_yticks(range(len(chart.shares)), [name for name, *_ in chart.shares])
    axes.set(xlabel=chart.axis, xlim=(0, 105), ylim=(len(chart.shares) - 0.4, -0.6))
    axes.grid(axis="x")


@draw.register
def _path(chart: blocks.PathChart, axes: Axes) -> None:
    path, language, verdict = chart.path, chart.language, chart.path.verdict
    factor = written(path.unit, language, verdict.size)[1]
    words = _figures(axes, chart, factor)
    if len(path.required):
        axes.plot(path.required.end, path.required.linear * factor, "--", color=GREY, lw=1.2)
    if len(path.needed):
        axes.plot(path.needed.end, path.needed.value * factor, ":", color=NAVY, linewidth=1.4)
    if len(path.fan):
        words[2:2] = _fan(axes, path.fan.set_index("end") * factor, path.deadline, language)
    axes.grid(axis="y")
    axes.margins(y=0.2)
    marks = "" if language == "zh" else ","
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:{marks}.10g}")
    axes.yaxis.set_major_locator(MaxNLocator(nbins=5, steps=[1, 2, 2.5, 5, 10]))
    if is_rank(path.unit):
        axes.invert_yaxis()
    ends = [*path.history.end, *path.required.end, *path.fan.end, path.deadline]
    span = range(math.floor(min(ends) + DAY), math.ceil(max(ends) - DAY) + 1)
    base = [period(verdict.baseline_period).end] if verdict.baseline_period else []
    first = [math.ceil(end - DAY) for end in (path.deadline, *base)]
    right = 8 + fit.wide(say("chart.nine", language)) if len(path.fan) else 0
    fit.years(axes, span, [end for end in first if end in span], right)
    fit.place(axes, words)


def _fan(axes: Axes, fan: pd.DataFrame, when: float, language: str) -> Iterator[fit.Words]:
    """A forecast's bands and middle; yields what its bands are called, beside them at a date."""
    end = float(fan.index[fan.index > when - DAY][0])
    axes.plot(fan.index, fan[["q05", "q95"]], "-", color=EDGE, linewidth=0.6, zorder=1)
    axes.plot(fan.index, fan["median"], "-.", color=NAVY, linewidth=1)
    sides = tuple((4.0, dy, "left", "center") for dy in (0, -5, 5))
    for low, high, colour, key in BANDS:
        axes.fill_between(fan.index, fan[low], fan[high], color=colour, linewidth=0, zorder=0)
        yield fit.Words(say(f"chart.{key}", language), (end, fan[high][end]), sides)


def _joins(figures: Sequence[Seen]) -> Iterator[tuple[Seen, Seen, bool]]:
    """Exact figures that follow one another, and whether years lie between them."""
    exact = [row for row in figures if row.kind == "figure" and not row.bound]
    return ((a, b, b.end - a.end > 1.01) for a, b in pairwise(exact))


def _figures(axes: Axes, chart: blocks.PathChart, factor: float) -> list[fit.Words]:
    """A target's figures, joined where exact, and its diamond; returns words, foremost first."""
    path, language, verdict = chart.path, chart.language, chart.path.verdict
    seen = typed(Seen, path.history.assign(value=path.history.value * factor))
    for a, b, gap in _joins(seen):
        width, dashes = (0.7, THIN) if gap else (1.6, "-")
        axes.plot([a.end, b.end], [a.value, b.value], color=NAVY, linewidth=width, ls=dashes)
    for row in seen:
        mark = "s" if row.kind == SUPPOSED else {"min": "^", "max": "v"}.get(row.bound, "o")
        face = NAVY if mark == "o" and row.kind == "figure" else "white"
        axes.plot(row.end, row.value, mark, color=NAVY, markerfacecolor=face, markersize=5.5)
    ranked = sorted(seen, key=lambda row: (row.period != verdict.latest_period, -row.end))
    first = [row for row in seen if row.period == verdict.baseline_period] or seen[:1]
    newest = [row for row in seen if row.kind == "figure"][-1:]
    made = [row for row in seen if row.kind == SUPPOSED]
    extremes = sorted(seen, key=lambda row: row.value)
    more = [*extremes[-1:], *extremes[:1], *ranked] if chart.every else []
    chosen = dict.fromkeys([*made[-1:], *ranked[:1], *first, *newest, *more])
    words = [fit.Words(_told(row, language), (row.end, row.value)) for row in chosen]
    goal = verdict.threshold * factor
    if goal == goal:
        axes.axhline(goal, color=INK, linewidth=0.8, alpha=0.5)
        axes.plot(path.deadline, goal, "D", color=INK, mfc="white", ms=6, zorder=5)
        text = say("chart.target", language, value=given(goal, language))
        words.insert(0, fit.Words(text, (path.deadline, goal), fit.GOAL))
    return words


def _told(seen: Seen, language: str) -> str:
    mark = {"estimate": "≈ ", SUPPOSED: say(f"data.{SUPPOSED}", language) + " "}.get(seen.kind, "")
    return (BOUND_MARKS[seen.bound] or mark) + given(seen.value, language)


def sparkline(path: Trajectory, width: float = 60, height: float = 16) -> str:
    """Return a target's figures as a line, a diamond its target; a wide one has estimates too."""
    large, goal = width > 60, path.verdict.threshold
    seen = typed(Seen, path.history if large else path.history[path.history.kind == "figure"])
    down = 1 if is_rank(path.unit) else -1  # a picture counts downwards, and so do ranks
    marks = [*((row.end, down * row.value) for row in seen), (path.deadline, down * goal)]
    ends, values = zip(*[m for m in marks if m[1] == m[1]] or [(0, 0)], strict=True)
    left, top = min(ends), min(values)
    x, y = (width - 8) / (max(ends) - left or 1), (height - 8) / (max(values) - top or 1)

    def at(end: float, value: float) -> tuple[float, float]:
        return 4 + x * (end - left), 4 + y * (down * value - top)

    last, open_ = len(seen) - 1, [row.bound or row.kind != "figure" for row in seen]
    return templates().get_template("spark.svg.j2").render(
        lines=[(*at(a.end, a.value), *at(b.end, b.value), gap) for a, b, gap in _joins(seen)],
        dots=[(*at(row.end, row.value), open_[n]) for n, row in enumerate(seen)
              if (large and last < MARKED) or open_[n] or n in {0, last}],
        target=at(path.deadline, goal) if goal == goal else None, navy=NAVY, ink=INK,
        width=width, height=height, large=large,
    )  # fmt: skip


def bullet(shown: blocks.Bullet) -> str:
    """Return where a value and the time stand between baseline and target, 26 by 4 mm."""
    return templates().get_template("bullet.svg.j2").render(**shown._asdict())


def squares(chart: blocks.StripChart) -> dict[str, Any]:
    """Return a scoreboard as text: by group its squares and what they mean, and all counted."""

    def told(statuses: Sequence[str]) -> dict[str, str]:
        shown = (status for status in STATUSES if status in statuses)
        return {s: f"{say(f'status.{s}', chart.language)} {statuses.count(s)}" for s in shown}

    groups = [
        {"name": name, "statuses": sorted(statuses, key=STATUSES.index),
         "told": say("list", chart.language).join(told(statuses).values())}
        for name, statuses in chart.groups if statuses
    ]  # fmt: skip
    every = [status for _, statuses in chart.groups for status in statuses]
    return {"groups": groups, "legend": [*told(every).items()]}


def panels(chart: blocks.MultiplesChart) -> list[dict[str, str]]:
    """Return small multiples as text: each with its picture, unless there is nothing to draw."""
    lang = chart.language
    return [
        {"name": name, "status": path.verdict.status, "way": _from_to(path, lang),
         "word": say(f"status.{path.verdict.word}", lang),
         "none": say("chart.no_figure", lang) if path.history.empty else "",
         "spark": "" if path.history.empty or not path.unit else sparkline(path, 90, 22)}
        for name, path in chart.paths
    ]  # fmt: skip


def _from_to(path: Trajectory, language: str) -> str:
    """The latest value, the target and when; of a milestone whether it is done."""
    verdict = path.verdict
    unit, factor = written(path.unit, language, verdict.size)
    goal = given(verdict.threshold * factor, language)
    told = {"goal": goal, "unit": "" if is_rank(path.unit) else unit}
    if not path.unit and verdict.threshold == 1:
        state = say("state.done" if verdict.latest == 1 else "state.not_done", language)
        return f"{state} ({verdict.latest_period})" if verdict.latest_period else ""
    if (figures := path.history[path.history.kind == "figure"]).empty:
        return say("chart.goal", language, **told).strip()
    last = typed(Seen, figures)[-1]
    if verdict.latest_period:
        last = Seen(verdict.latest_period, 0, verdict.latest, verdict.bound, "figure")
    latest = _told(last._replace(value=last.value * factor), language)
    key = "chart.rank_to" if is_rank(path.unit) else "chart.from_to"
    return f"{say(key, language, latest=latest, **told).strip()} ({last.period})"
