"""Page two of a briefing, the evidence: paths, or what stands in for them, pace, methods, gaps."""

import math
import re
from collections import Counter
from itertools import groupby

from planpace.analysis.assess import Assessment
from planpace.analysis.changes import disputed
from planpace.analysis.formulas import growth_required
from planpace.analysis.methods import tally
from planpace.analysis.ranking import by_gravity
from planpace.analysis.trajectory import Seen, slope
from planpace.briefings.blocks import Blocks, Break, Bullets, Cell, Figure, PathChart, Table, Text
from planpace.briefings.page_one import still_needed
from planpace.briefings.scope import Scope
from planpace.plan.periods import period, year_of
from planpace.plan.rows import Target, typed
from planpace.words.numbers import BOUND_MARKS, amount, number, roughly
from planpace.words.units import written

FEW = 4  # rows and bullets that page two has room for, and no more than a leader reads
HEIGHT = 1.75  # of a path's chart, in inches
STARTS = (0.5, 0.6, 0.7, 0.8, 0.9)  # supposed, as shares of the target; nobody published them


def evidence(here: Scope) -> Break:
    """The page break before the evidence."""
    return Break(here.say("part.evidence"))


def paths(here: Scope) -> Blocks:
    """Charts of what `ranking.drawn_first` chooses; without any, what can be said all the same."""
    drawn, none = here.drawn, here.text("paths.none")
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
        name + (say("in_unit", unit=unit) if unit else ""), _standing(here, one, brief=half),
        say("chart.path_alt", name=name, unit=unit or "–", figures=listed, goal=goal),
        PathChart(path, here.language, every=not half), HEIGHT,
        columns=tuple(say(f"column.{key}") for key in ("period", "figure", "required", "source")),
        rows=rows, table_label=say("label.table_data"), half=half,
    )  # fmt: skip


def _standing(here: Scope, one: Assessment, *, brief: bool) -> str:
    path, outlook = here.paths[one.target.target_id], here.outlook(one.odds)
    key = "figure.path.sub" if outlook else "figure.path.verdict"
    told = here.say(key, status=here.status(one.verdict.word), outlook=outlook)
    if outlook and not path.fan.empty:
        end, factor = path.fan.iloc[-1], written(path.unit, here.language)[1]
        middle, low, high = roughly(factor * end[name] for name in ("median", "q05", "q95"))
        band = {"middle": middle, "low": low, "high": high}
        told += here.say("figure.path.heading", year=str(year_of(end.end)), **band)
    for found in () if brief else path.estimates:
        key = "estimate.error" if found.checked else "estimate.unchecked"
        told += here.say(
            f"estimate.{found.method}", until=here.when(found.until, ytd=True),
            year=here.when(str(found.year)), value=here.amount(found.value, one),
            error=here.say(key, error=number(found.error, 1), count=found.checked),
        )  # fmt: skip
    return told


def around(here: Scope, *, marked: bool = False) -> Blocks:
    """Figures of the city and district around, context and never a stand-in; with their marks."""
    if not here.neighbours:
        return []
    wanted = {one.target.target_id for one in here.targets}
    findings = [
        Text(_disputed(here, group), "finding")
        for group in disputed(here.plan, here.as_of)
        if wanted & {group[0].target.reading_of, group[0].target.target_id}
    ]
    rows = []
    for (indicator, entity), series in here.neighbours:
        told, unit = [], here.plan.indicator[indicator].unit
        for figure in series:
            value = amount(figure.value, unit, here.language, figure.bound)
            label = here.when(figure.period, ytd=figure.basis == "ytd")
            mark = here.footnotes.mark(figure.source_id) if marked else ""
            told.append(here.say("figure_of", period=label, value=value) + mark)
        names = here.indicator(indicator), here.named(here.plan.entity[entity])
        rows.append((*names, here.listed(told)))
    shown = here.table("context", {"indicator": 2, "entity": 2, "figures": 4}, rows, bare=True)
    return here.section("context", here.text("context.lead", "note"), *findings, shown)


def _disputed(here: Scope, group: list[Assessment]) -> str:
    """That the area around shows how the reading of an ambiguous target decides its verdict."""
    first, verdict = group[0], group[0].verdict
    told = (
        here.say("context.reading", promise=here.promised(one.target),
                 goal=here.amount(one.verdict.threshold, one), status=here.status(one.verdict.word))
        for one in group
    )  # fmt: skip
    return here.say(
        "context.readings", name=here.indicator(first.target.indicator_id),
        entity=here.named(here.plan.entity[first.target.entity_id]), told=here.listed(told),
        base=here.amount(verdict.baseline, first), base_period=here.when(verdict.baseline_period),
        value=here.amount(verdict.latest, first), period=here.when(verdict.latest_period),
    )  # fmt: skip


def hypothetical(here: Scope) -> list[Table]:
    """Needed growth from supposed starts, by window of years, for levels without any figure."""
    open_levels = [
        one.target
        for one in here.targets
        if one.target.kind == "at_least"
        and one.verdict.data_status == "none"
        and one.verdict.threshold > 0
        and one.case.promise.end > one.case.now
        and one.case.promise.nature in {"stock", "flow", "index"}
        and (one.target.baseline_period or one.target.start)
    ]
    rows = []
    for window, each in groupby(sorted(open_levels, key=_window), _window):
        begin, end = (period(label).end for label in window)
        growth = (number(growth_required(share, 0, 1, end - begin), 1) for share in STARTS)
        rows.append((here.listed(map(here.name, each)), "–".join(map(here.when, window)), *growth))
    columns = {"targets": 5, "window": 2, **{f"column.start.{share:g}": -1.1 for share in STARTS}}
    return [here.table("hypothetical", columns, rows)] if rows else []


def _window(target: Target) -> tuple[str, str]:
    """The last period before the plan acts (the baseline's, else the year before), and the end."""
    before = target.baseline_period or str(round(period(target.start).start) - 1)
    return before, target.deadline


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
    split = [one for one in said if sum(map(bool, tally(one.verdict.opinions))) != 1]
    agreed = [here.name(one.target) for one in said if one not in split]
    items = []
    for one in split[: FEW - 1]:
        by_word: dict[str, list[str]] = {}
        for name, word in one.verdict.opinions.items():
            if word != "not_available":
                by_word.setdefault(say(f"opinion.{word}"), []).append(say(f"method.{name}"))
        each = (say("methods.says", word=w, methods=", ".join(m)) for w, m in by_word.items())
        items.append(say("methods.split", name=here.name(one.target), told=here.listed(each)))
    rest, names = len(split) - len(items), here.listed(agreed[:FEW])
    items += [say("more", count=rest)] if rest else []
    items += [say("methods.agreed", count=len(agreed), names=names)] if agreed else []
    return [Bullets(tuple(items), say("bullets.methods"), half=True)] if items else []


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
    told = (here.plan.publisher(o.target.indicator_id, here.language) for o in here.unheard)
    publishers = dict.fromkeys(one for names in told for one in re.split("[;；、] *", names) if one)
    who = here.listed([*publishers][:FEW]) or say("publisher_unknown")
    items += [say("quality.silent", count=silent, who=who)] if silent else []
    clear = {"clear", "inferred"}
    unclear = [here.name(o.target) for o in here.targets if o.target.clarity not in clear]
    names = here.listed(unclear[:FEW])
    items += [say("quality.wording", count=len(unclear), names=names)] if unclear else []
    return Bullets(tuple(items) or (say("missing.none"),), say("bullets.quality"))
