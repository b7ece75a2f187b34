"""Page two of a briefing, the evidence: the decisive paths, pace, methods, what is missing."""

from __future__ import annotations

import math
import re

from planpace.analysis.assess import Assessment
from planpace.analysis.methods import agree
from planpace.analysis.ranking import by_gravity
from planpace.analysis.trajectory import Trajectory, slope
from planpace.briefings.blocks import (
    Blocks,
    Break,
    Bullets,
    Cell,
    Figure,
    PathChart,
    Section,
    Spec,
    Table,
    Text,
    table,
)  # fmt: skip
from planpace.briefings.context import around, hypothetical
from planpace.briefings.page_one import still_needed
from planpace.briefings.scope import Scope
from planpace.plan.periods import year_of
from planpace.plan.rows import Target
from planpace.words.numbers import BOUND_MARKS, number, roughly
from planpace.words.units import written

FEW = 4
"""Rows and bullets that page two has room for, and no more than a leader reads."""
HEIGHT = 1.75
"""Of a path's chart, in inches."""


def evidence(here: Scope) -> Break:
    """The page break before the evidence."""
    return Break(here.speech.say("part.evidence"))


# --- paths --------------------------------------------------------------------------------------


def paths(here: Scope) -> Blocks:
    """Charts of the one or two targets that decide: the gravest verdicts, then the lowest odds.

    Without any, what can be said all the same: needed growth from supposed starts, and how the
    area around has fared.
    """
    say, drawn = here.speech.say, here.decisive
    if not drawn:
        told: Blocks = [Section(say("section.still")), Text(say("paths.none"))]
        return [*told, *hypothetical(here), *around(here, marked=True)]
    charts = [path_figure(here, one, half=len(drawn) == 2) for one in drawn]
    return [Section(say("section.paths")), Text(say("paths.lead"), "note"), *charts]


def path_figure(here: Scope, one: Assessment, *, half: bool = False) -> Figure:
    """The chart of one target with its figures as a table, each with its document."""
    say, name, path = (
        here.speech.say,
        here.speech.name(one.target),
        here.paths[one.target.target_id],
    )
    unit, factor = written(path.unit, here.language)
    planned = dict(zip(path.required.end.round(3), path.required.linear, strict=True))
    steps = here.trails[one.target.target_id]
    stated = {step.period: step.source_id for step in steps if step.source_id}
    figures = [*zip(*(path.history[c] for c in ("period", "end", "value", "bound")), strict=True)]
    rows = tuple(
        (
            here.speech.when(label),
            BOUND_MARKS[bound] + number(value * factor, 2),
            number(planned.get(round(end, 3), math.nan) * factor, 2),
            stated.get(label, "–"),
        )
        for label, end, value, bound in figures
    )
    listed = "; ".join(f"{period} {value}" for period, value, _, _ in rows)
    goal = number(path.verdict.threshold * factor, 2)
    return Figure(
        name + (say("in_unit", unit=unit) if unit else ""),
        _standing(here, one) + _heading(here, path) + ("" if half else _estimates(here, one, path)),
        say("chart.path_alt", name=name, unit=unit or "–", figures=listed, goal=goal),
        PathChart(path, here.language, every=not half),
        HEIGHT,
        columns=tuple(say(f"column.{key}") for key in ("period", "figure", "required", "source")),
        rows=rows,
        table_label=say("label.table_data"),
        half=half,
    )


def _standing(here: Scope, one: Assessment) -> str:
    """The verdict, and the outlook where there is one."""
    status, outlook = here.speech.status(one.verdict.word), here.speech.outlook(one.odds)
    if not outlook:
        return here.speech.say("figure.path.verdict", status=status)
    return here.speech.say("figure.path.sub", status=status, outlook=outlook)


def _heading(here: Scope, path: Trajectory) -> str:
    """Where the central path arrives at the deadline, and the band about it."""
    if path.fan.empty or not path.odds.outlook:
        return ""
    end, factor = path.fan.iloc[-1], written(path.unit, here.language)[1]
    middle, low, high = roughly(factor * end[name] for name in ("median", "q05", "q95"))
    told = {"middle": middle, "low": low, "high": high}
    return here.speech.say("figure.path.heading", year=str(year_of(end.end)), **told)


def _estimates(here: Scope, one: Assessment, path: Trajectory) -> str:
    """What a year-to-date figure makes of the full year, by each method with its past error."""
    return "".join(
        here.speech.say(
            f"estimate.{estimate.method}",
            until=here.speech.when(estimate.until, ytd=True),
            year=here.speech.when(str(estimate.year)),
            value=here.speech.amount(estimate.value, one),
            error=here.speech.say(
                "estimate.error", error=number(estimate.error, 1), count=estimate.checked
            )
            if estimate.checked
            else here.speech.say("estimate.unchecked"),
        )
        for estimate in path.estimates
    )


# --- pace and methods ---------------------------------------------------------------------------


def pace(here: Scope) -> list[Table]:
    """The change a year that the promise asked for, what came, and what is needed from now on."""
    speech = here.speech
    rows = [
        one
        for one in by_gravity(here.targets)
        if one.kind.schedule
        and one.verdict.pace_observed == one.verdict.pace_observed
        and _asked(here, one) == _asked(here, one)
    ][:FEW]
    if not rows:
        return []

    def told(place: int) -> Spec[Assessment]:
        def cell(one: Assessment) -> str:
            paces = [_asked(here, one), one.verdict.pace_observed, still_needed(one)]
            return speech.cells(paces, one)[place]

        return -1.2, cell

    columns: dict[str, Spec[Assessment]] = {
        "target": (2.6, lambda one: Cell(speech.name(one.target), speech.unit(one))),
        "asked": told(0),
        "observed": told(1),
        "needed": told(2),
    }
    return [table(speech, speech.say("table.pace"), rows, columns, half=True)]


def _asked(here: Scope, one: Assessment) -> float:
    return slope(here.paths[one.target.target_id])


def disagreement(here: Scope) -> list[Bullets]:
    """Where other institutions' methods come to another verdict, and where they all agree."""
    said = [one for one in by_gravity(here.targets) if one.verdict.opinions]
    split = [one for one in said if not agree(one.verdict.opinions)]
    agreed = [here.speech.name(one.target) for one in said if agree(one.verdict.opinions)]
    items = [_told_apart(here, one) for one in split[: FEW - 1]]
    if len(split) > len(items):
        items.append(here.speech.say("more", count=len(split) - len(items)))
    if agreed:
        names = here.speech.listed(agreed[:FEW])
        items.append(here.speech.say("methods.agreed", count=len(agreed), names=names))
    title = here.speech.say("bullets.methods")
    return [Bullets(tuple(items), title, half=True)] if items else []


def _told_apart(here: Scope, one: Assessment) -> str:
    """What each method says of one target, methods with the same word together."""
    say, by_word = here.speech.say, dict[str, list[str]]()
    for name, word in one.verdict.opinions.items():
        if word != "not_available":
            by_word.setdefault(say(f"opinion.{word}"), []).append(say(f"method.{name}"))
    told = here.speech.listed(
        say("methods.says", word=word, methods=", ".join(names)) for word, names in by_word.items()
    )
    return say("methods.split", name=here.speech.name(one.target), told=told)


# --- the quality of the figures -----------------------------------------------------------------


def quality(here: Scope) -> Bullets:
    """What the figures are worth and what is missing: who would publish it, what can be said."""
    speech, say = here.speech, here.speech.say
    items = [_counted(here)] if here.own_figures else []
    items += [
        say("quality.missing", name=speech.name(one.target), reason=speech.why(one))
        for one in here.targets
        if not one.verdict.judged and one.verdict.data_status != "none"
    ]
    if len(items) > FEW:
        more = say("more", count=len(items) - FEW + 1)
        items = [*items[: FEW - 2], speech.paragraph((items[FEW - 2], more))]
    if here.unheard:
        who = _publishers(here, [one.target for one in here.unheard])
        items.append(say("quality.silent", count=len(here.unheard), who=who))
    unclear = [
        speech.name(one.target)
        for one in here.targets
        if one.target.clarity not in {"clear", "inferred"}
    ]
    if unclear:
        names = speech.listed(unclear[:FEW])
        items.append(say("quality.wording", count=len(unclear), names=names))
    return Bullets(tuple(items) or (say("missing.none"),), say("bullets.quality"))


def _counted(here: Scope) -> str:
    """How many figures of the plan's own area there are, and of what kind."""
    kinds = [figure.status for figure in here.own_figures]
    order = sorted(dict.fromkeys(kinds), key=lambda kind: -kinds.count(kind))
    listed = here.speech.listed(f"{here.speech.say(f'data.{k}')} {kinds.count(k)}" for k in order)
    return here.speech.say("quality.figures", count=len(kinds), listed=listed)


def _publishers(here: Scope, targets: list[Target]) -> str:
    """Who would publish what no figure was found of, each once."""
    named = (here.plan.publisher(target.indicator_id, here.language) for target in targets)
    each = (one for several in named for one in re.split("[;；、] *", several) if one)
    known = list(dict.fromkeys(each))[:FEW]
    return here.speech.listed(known) or here.speech.say("publisher_unknown")
