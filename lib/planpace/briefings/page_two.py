"""Page two of a briefing, the evidence: the decisive paths, pace, methods, what is missing."""

import math
import re
from collections import Counter

from planpace.analysis.assess import Assessment
from planpace.analysis.methods import agree
from planpace.analysis.ranking import by_gravity
from planpace.analysis.trajectory import Seen, Trajectory, slope
from planpace.briefings.blocks import Blocks, Break, Bullets, Cell, Figure, PathChart, Table
from planpace.briefings.context import around, hypothetical
from planpace.briefings.page_one import still_needed
from planpace.briefings.scope import Scope
from planpace.plan.periods import year_of
from planpace.plan.rows import typed
from planpace.words.numbers import BOUND_MARKS, number, roughly
from planpace.words.units import written

FEW = 4
"""Rows and bullets that page two has room for, and no more than a leader reads."""
HEIGHT = 1.75
"""Of a path's chart, in inches."""


def evidence(here: Scope) -> Break:
    """The page break before the evidence."""
    return Break(here.say("part.evidence"))


def paths(here: Scope) -> Blocks:
    """Charts of the one or two targets that decide; without any, what can be said all the same."""
    drawn, none = here.decisive, here.text("paths.none")
    if not drawn:
        return [*here.section("still", none, *hypothetical(here)), *around(here, marked=True)]
    charts = (path_figure(here, one, half=len(drawn) == 2) for one in drawn)
    return here.section("paths", here.text("paths.lead", "note"), *charts)


def path_figure(here: Scope, one: Assessment, *, half: bool = False) -> Figure:
    """The chart of one target with its figures as a table, each with its document."""
    say, name, path = here.say, here.name(one.target), here.paths[one.target.target_id]
    unit, factor = written(path.unit, here.language)
    planned = dict(zip(path.required.end.round(3), path.required.linear, strict=True))
    steps = here.trails[one.target.target_id]
    stated = {step.period: step.source_id for step in steps if step.source_id}
    rows = tuple(
        (here.when(seen.period), BOUND_MARKS[seen.bound] + number(seen.value * factor, 2),
         number(planned.get(round(seen.end, 3), math.nan) * factor, 2),
         stated.get(seen.period, "–"))
        for seen in typed(Seen, path.history)
    )  # fmt: skip
    listed = "; ".join(f"{period} {value}" for period, value, _, _ in rows)
    goal = number(path.verdict.threshold * factor, 2)
    return Figure(
        name + (say("in_unit", unit=unit) if unit else ""),
        _standing(here, one, path) + ("" if half else _estimates(here, one, path)),
        say("chart.path_alt", name=name, unit=unit or "–", figures=listed, goal=goal),
        PathChart(path, here.language, every=not half), HEIGHT,
        columns=tuple(say(f"column.{key}") for key in ("period", "figure", "required", "source")),
        rows=rows, table_label=say("label.table_data"), half=half,
    )  # fmt: skip


def _standing(here: Scope, one: Assessment, path: Trajectory) -> str:
    """The verdict, and the outlook, if any, with where the central path and its band arrive."""
    status, outlook = here.status(one.verdict.word), here.outlook(one.odds)
    if not outlook:
        return here.say("figure.path.verdict", status=status)
    told = here.say("figure.path.sub", status=status, outlook=outlook)
    if path.fan.empty:
        return told
    end, factor = path.fan.iloc[-1], written(path.unit, here.language)[1]
    middle, low, high = roughly(factor * end[name] for name in ("median", "q05", "q95"))
    band = {"middle": middle, "low": low, "high": high}
    return told + here.say("figure.path.heading", year=str(year_of(end.end)), **band)


def _estimates(here: Scope, one: Assessment, path: Trajectory) -> str:
    """What a year-to-date figure makes of the full year, by each method with its past error."""
    told = ""
    for found in path.estimates:
        key = "estimate.error" if found.checked else "estimate.unchecked"
        told += here.say(
            f"estimate.{found.method}", until=here.when(found.until, ytd=True),
            year=here.when(str(found.year)), value=here.amount(found.value, one),
            error=here.say(key, error=number(found.error, 1), count=found.checked),
        )  # fmt: skip
    return told


def pace(here: Scope) -> list[Table]:
    """The change a year that the promise asked for, what came, and what is needed from now on."""
    rows: list[tuple[str | Cell, ...]] = []
    for one in by_gravity(here.targets):
        asked, observed = slope(here.paths[one.target.target_id]), one.verdict.pace_observed
        if one.kind.schedule and not math.isnan(asked + observed):
            paces = here.cells([asked, observed, still_needed(one)], one)
            rows.append((Cell(here.name(one.target), here.unit(one)), *paces))
    columns = {"target": 2.6, "asked": -1.2, "observed": -1.2, "needed": -1.2}
    return [here.table("pace", columns, rows[:FEW], half=True)] if rows else []


def disagreement(here: Scope) -> list[Bullets]:
    """Where other institutions' methods come to another verdict, and where they all agree."""
    say, said = here.say, [one for one in by_gravity(here.targets) if one.verdict.opinions]
    split = [one for one in said if not agree(one.verdict.opinions)]
    agreed = [here.name(one.target) for one in said if one not in split]
    items = [_told_apart(here, one) for one in split[: FEW - 1]]
    rest, names = len(split) - len(items), here.listed(agreed[:FEW])
    items += [say("more", count=rest)] if rest else []
    items += [say("methods.agreed", count=len(agreed), names=names)] if agreed else []
    return [Bullets(tuple(items), say("bullets.methods"), half=True)] if items else []


def _told_apart(here: Scope, one: Assessment) -> str:
    """What each method says of one target, methods with the same word together."""
    by_word: dict[str, list[str]] = {}
    for name, word in one.verdict.opinions.items():
        if word != "not_available":
            by_word.setdefault(here.say(f"opinion.{word}"), []).append(here.say(f"method.{name}"))
    said = {word: ", ".join(names) for word, names in by_word.items()}
    told = (here.say("methods.says", word=word, methods=names) for word, names in said.items())
    return here.say("methods.split", name=here.name(one.target), told=here.listed(told))


def quality(here: Scope) -> Bullets:
    """What the figures are worth and what is missing: who would publish it, what can be said."""
    say, silent = here.say, len(here.unheard)
    kinds = Counter(figure.status for figure in here.own_figures)
    listed = here.listed(f"{say(f'data.{kind}')} {count}" for kind, count in kinds.most_common())
    items = [say("quality.figures", count=kinds.total(), listed=listed)] if kinds else []
    for one in here.targets:
        if not one.verdict.judged and one.verdict.data_status != "none":
            items.append(say("quality.missing", name=here.name(one.target), reason=here.why(one)))
    if len(items) > FEW:
        more = say("more", count=len(items) - FEW + 1)
        items = [*items[: FEW - 2], here.paragraph((items[FEW - 2], more))]
    items += [say("quality.silent", count=silent, who=_publishers(here))] if silent else []
    clear = {"clear", "inferred"}
    unclear = [here.name(o.target) for o in here.targets if o.target.clarity not in clear]
    names = here.listed(unclear[:FEW])
    items += [say("quality.wording", count=len(unclear), names=names)] if unclear else []
    return Bullets(tuple(items) or (say("missing.none"),), say("bullets.quality"))


def _publishers(here: Scope) -> str:
    named = (here.plan.publisher(o.target.indicator_id, here.language) for o in here.unheard)
    each = dict.fromkeys(one for several in named for one in re.split("[;；、] *", several) if one)
    return here.listed([*each][:FEW]) or here.say("publisher_unknown")
