"""The page object: a briefing part by part, each showing itself, and a target's trajectory drawn.

`page.targets` at the end of a cell is that part of the printed page; `dir(page)` lists them all. A
part shows itself as HTML for JupyterLab and as plain data, its charts drawn, so that an executed
notebook is all that any form of a report needs.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from planpace.analysis import trajectory as drawn
from planpace.briefings import annex as behind
from planpace.briefings import (
    blocks,
    finished,
    headline,
    news,
    overview,
    page_one,
    page_two,
    track_record,
)  # fmt: skip
from planpace.briefings.blocks import Block, Blocks, Cell, Figure, PathChart, Section, Table, Text
from planpace.briefings.frames import changed_frame, frame
from planpace.briefings.scope import Scope, scope
from planpace.plan.plan import Plan
from planpace.render.charts import bullet, draw, panels, sparkline, squares, style, svg
from planpace.render.html import MIME, html

_drawn_once = lru_cache(maxsize=8)(svg)  # for the record, which is the same in every report


class Part:
    """A part of a page: it shows itself; `frame` holds its numbers, or its first table's text."""

    def __init__(
        self, *shown: Block, frame: pd.DataFrame | None = None, fonts: Sequence[Path] = ()
    ) -> None:
        self.blocks, self._fonts = shown, fonts
        tables = (block.frame for block in shown if isinstance(block, Table))
        self.frame = next(tables, pd.DataFrame()) if frame is None else frame

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        told = [content(block, self._fonts) for block in self.blocks]
        try:
            page = html(told, self._fonts) if told else ""
        except Exception as error:  # IPython hides one that it traces into a template
            raise ValueError(f"{type(error).__name__}: {error}") from None
        shown = {MIME: {"blocks": told}} if told else {}
        return {"text/plain": repr(self), "text/html": page, **shown}

    def __repr__(self) -> str:
        lines = []  # one for each block, as a terminal shows it
        for block in self.blocks:
            words = [getattr(block, name, "") for name in ("title", "text", "subtitle")]
            words += block.items if isinstance(block, blocks.Bullets) else ()
            lines.append(" · ".join(word for word in words if word))
        return "\n".join(lines)


def content(value: Any, fonts: Sequence[Path] = ()) -> Any:
    """Return a block as plain data, with its kind, every cell in full and what is drawn as SVG."""
    match value:
        case drawn.Trajectory():
            return sparkline(value)
        case blocks.Bullet():
            return bullet(value)
    if not isinstance(value, tuple):
        return "" if value is None else value
    if not isinstance(value, Block | Cell | blocks.Column | blocks.Note):
        return [content(part, fonts) for part in value]
    told = {name: content(part, fonts) for name, part in value._asdict().items() if name != "chart"}
    match value:
        case Table():
            cells = ((c if isinstance(c, Cell) else Cell(c) for c in row) for row in value.rows)
            told["rows"] = [[content(cell) for cell in row] for row in cells]
        case Figure(chart=blocks.StripChart() as chart):
            told |= squares(chart)
        case Figure(chart=blocks.MultiplesChart() as chart):
            told["panels"] = panels(chart)
        case Figure(chart=blocks.ShareChart()):
            told["svg"] = _drawn_once(value, tuple(fonts))
        case Figure():
            told["svg"] = svg(value, fonts)
    return told | ({"kind": type(value).__name__.lower()} if isinstance(value, Block) else {})


def part(
    shows: Callable[[Scope], Block | Blocks], numbers: Callable[[Scope], pd.DataFrame] | None = None
) -> cached_property[Part]:
    """Return a page's attribute: what it shows, and the numbers behind what tables say in text."""

    def made(page: "Briefing") -> Part:
        told = shows(page.scope)
        shown = (told,) if isinstance(told, Block) else told
        return Part(*shown, frame=numbers(page.scope) if numbers else None, fonts=page.plan.fonts)

    made.__doc__ = shows.__doc__
    return cached_property(made)


class Briefing:
    """The briefing on a pillar, or (with an empty one) on the whole plan, each part when asked."""

    def __init__(self, scope: Scope) -> None:
        self.scope, self.plan, self.as_of = scope, scope.plan, scope.as_of

    title = part(page_one.title)
    headline = part(headline.answer)
    targets = part(page_one.targets, lambda here: frame(here.plan, here.rows))
    silent = part(page_one.silent)

    evidence = part(page_two.evidence)
    paths = part(page_two.paths, lambda here: pd.concat(
        [p.history.assign(target_id=t) for t, p in here.paths.items()] or [pd.DataFrame()],
        ignore_index=True,
    ))  # fmt: skip
    pace = part(page_two.pace)
    methods = part(page_two.disagreement)
    changes = part(news.briefly, lambda here: changed_frame(here.plan, here.news))
    quality = part(page_two.quality)
    leagues = part(overview.leagues)
    whole_table = part(page_one.whole_table)
    sources = part(Scope.notes, lambda here: here.plan.sources)

    scoreboard = part(overview.scoreboard)
    headlines = part(overview.headlines)
    asked = part(overview.asked)
    risk = part(overview.risk)
    moved = part(overview.movers)
    readings = part(overview.readings)

    annex = part(behind.annex)
    missing = part(behind.missing)
    searches = part(behind.searched)
    all_changes = part(news.changed, lambda here: changed_frame(here.plan, here.news))
    charts = part(behind.charts)
    all_methods = part(behind.methods)
    context = part(behind.context)
    wording = part(behind.wording)
    commitments = part(behind.commitments)
    figures = part(behind.figures, lambda here: pd.DataFrame(here.own_figures))
    documents = part(behind.documents)
    replay = part(behind.replay)
    track_record = part(lambda here: here.section("record", track_record.chart(here.language)))
    finished = part(lambda here: here.section("finished", *finished.blocks(here.language)))
    again = part(page_one.again)

    def __repr__(self) -> str:
        about = self.scope.pillar or "the whole plan"
        return f"Briefing({self.plan.id!r}, {about}, {self.scope.language}, as of {self.as_of})"


def briefing(
    plan: str | Path | Plan, pillar: str = "", language: str = "", as_of: str | None = None
) -> Briefing:
    """Return the briefing on a pillar of a plan, or on all of it; raises ValueError, PlanError."""
    return Briefing(scope(plan, pillar, language, as_of))


@dataclass(frozen=True, eq=False, repr=False)
class Trajectory(drawn.Trajectory):
    """A target's trajectory that draws itself, and shows its verdict, odds and how they came."""

    plan: Plan
    language: str

    @cached_property
    def shown(self) -> Part:
        """Why it is judged so, the row of the status table, the picture with its figures."""
        alone = self.plan.promising({self.target_id})
        here = Scope(alone, self.language, "", self.as_of)
        (one,) = here.rows
        head = Section(here.reading(one.target)), Text(here.why(one), "finding")
        table = *page_one.targets(here), *page_one.silent(here), page_two.path_figure(here, one)
        return Part(*head, *table, *here.notes(), fonts=self.plan.fonts)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        return self.shown._repr_mimebundle_() | {"text/plain": repr(self)}

    def plot(self, language: str = "", axes: Axes | None = None) -> Axes:
        """Draw history, required path and forecast, on axes of its own unless some are given."""
        said = language or self.language
        here = Scope(self.plan.promising({self.target_id}), said, "", self.as_of)
        if axes is None:  # opened outside our style, for its end would undo what this switches on
            from matplotlib import pyplot  # what a notebook shows at the end of a cell

            canvas = pyplot.figure(figsize=(6.9, 2.9), layout="constrained")
        with style(self.plan.fonts):
            axes = axes or canvas.subplots()
            draw(PathChart(self, said), axes)
            axes.set_title(here.titled(here.rows[0]), loc="left")
            axes.spines[["top", "right", "left"]].set_visible(False)
            return axes


def trajectory(
    plan: Plan, target_id: str, as_of: str | None = None, language: str = ""
) -> Trajectory:
    """Return the trajectory of a target as of a date; raises KeyError with the known ids.

    It speaks the language given, else English where the plan is named in it.
    """
    spoken = language or ("en" if "en" in plan.languages else plan.languages[0])
    return Trajectory(**vars(drawn.trajectory(plan, target_id, as_of)), plan=plan, language=spoken)
