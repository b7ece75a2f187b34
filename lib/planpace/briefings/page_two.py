"""Page two of a briefing, the evidence: paths, or what stands in for them, pace, methods, gaps."""

import math
from collections import Counter

from planpace.analysis.assess import Assessment
from planpace.analysis.changes import disputed
from planpace.analysis.methods import tally
from planpace.analysis.odds import OUTLOOKS
from planpace.analysis.ranking import by_gravity
from planpace.analysis.trajectory import Seen, slope
from planpace.briefings.blocks import Blocks, Break, Bullets, Figure, PathChart, Table, Text
from planpace.briefings.finished import total
from planpace.briefings.page_one import paces
from planpace.briefings.requests import holders
from planpace.briefings.scope import Scope
from planpace.briefings.speech import ABOUT
from planpace.briefings.track_record import records
from planpace.plan.periods import DAY, year_of
from planpace.plan.rows import typed
from planpace.plan.vintages import SUPPOSED
from planpace.words.numbers import BOUND_MARKS, amount, frequency, number, percent, roughly
from planpace.words.units import written

FEW = 4  # rows and bullets that page two has room for, and no more than a leader reads
SAID = 3  # reasons of one target; the annex has them all
SOON = 1 - DAY  # years to the deadline below which a pace a year says nothing
HEIGHT = 1.75  # of a path's chart, in inches


def evidence(here: Scope) -> list[Break]:
    """The page break before the evidence, where there is a course to show."""
    return [Break(here.say("part.evidence"))] if here.drawn else []


def paths(here: Scope) -> Blocks:
    """Charts of what `ranking.drawn_first` chooses; without any, the area around."""
    drawn = here.drawn
    if not drawn:
        return around(here, marked=True)
    charts = (path_figure(here, one, half=len(drawn) == 2) for one in drawn)
    asked = any(one.odds.outlook for one in drawn)
    worth = [Text(told, "note") for told in (trust(here), total(here.language)) if asked]
    return here.section("paths", here.text("paths.lead", "note"), *charts, *worth)


def trust(here: Scope) -> str:
    """What our words for a chance have been worth, in one line."""
    kept = {here.say(f"outlook.{word}"): records()["outlook", word].kept for _, word in OUTLOOKS}
    said = (here.say("record.word", word=word, kept=percent(k)) for word, k in kept.items())
    return here.say("record.line", listed=here.listed(said))


def path_figure(here: Scope, one: Assessment, *, half: bool = False) -> Figure:
    """The chart of one target with its figures as a table, each with its document."""
    say, titled, path = here.say, here.titled(one), here.paths[one.target.target_id]
    seen = typed(Seen, path.history)
    planned = dict(zip(path.required.end.round(3), path.required.linear, strict=True))
    steps = here.trails[one.target.target_id]
    stated = {
        (s.period, round(s.value, 9)): s.source_id
        for s in steps
        if s.source_id and s.number != "peer_figure"
    }
    made = "estimate.compounded" if one.kind.course == "index" else "estimate.summed"
    ours = {"estimate": say("estimate.ours"), "figure": say(made), SUPPOSED: say("data.supposed")}
    values = here.cells((point.value for point in seen), one)
    wanted = here.cells((planned.get(round(p.end, 3), math.nan) for p in seen), one, rough=True)
    rows = tuple(
        (here.when(p.period), (BOUND_MARKS[p.bound] or ABOUT.get(p.kind, "")) + value, want,
         stated.get((p.period, round(p.value, 9))) or ours[p.kind])
        for p, value, want in zip(seen, values, wanted, strict=True)
    )  # fmt: skip
    listed = "; ".join(f"{period} {value}" for period, value, _, _ in rows)
    (goal,) = here.cells([path.verdict.threshold], one)
    return Figure(
        titled, _standing(here, one, brief=half),
        say("chart.path_alt", name=titled, figures=listed, goal=goal),
        PathChart(path, here.language, every=not half), HEIGHT,
        columns=tuple(say(f"column.{key}") for key in ("period", "figure", "required", "source")),
        rows=rows, table_label=say("label.table_data"), half=half,
    )  # fmt: skip


def _standing(here: Scope, one: Assessment, *, brief: bool) -> str:
    """The verdict, what real series that looked alike came to, and estimates of the year."""
    path = here.paths[one.target.target_id]
    told = [here.say("figure.path.verdict", status=here.status(one.verdict.word))]
    if one.odds.outlook and not path.fan.empty:
        end = path.fan[path.fan.end > path.deadline - DAY].iloc[0]
        factor = written(path.unit, here.language, one.verdict.size)[1]
        low, high = roughly((factor * end[name] for name in ("q05", "q95")), here.language)
        often, year = frequency(one.odds.probability, here.language), str(year_of(end.end))
        lens = path.fan.end.iloc[-1] > math.ceil(path.deadline)
        key = "figure.path.bridge" if lens else "figure.path.odds"
        told.append(here.say(key, year=year, often=often, low=low, high=high))
    for found in () if brief else path.estimates:
        key = "estimate.error" if found.checked else "estimate.unchecked"
        told.append(here.say(
            f"estimate.{found.method}", until=here.when(found.until, ytd=True),
            year=here.when(str(found.year)), value=here.amount(found.value, one),
            error=here.say(key, error=number(found.error, 1), count=found.checked),
        ))  # fmt: skip
    return here.paragraph(told)


def around(here: Scope, *, marked: bool = False) -> Blocks:
    """Figures of the city and district around, context and never a stand-in; with their marks."""
    if not here.neighbours:
        return []
    wanted = {one.target.target_id for one in here.targets}
    split = ((each[0].target, each) for each in disputed(here.plan, here.as_of))
    ours = (each for main, each in split if wanted & {main.reading_of, main.target_id})
    findings = [Text(_disputed(here, each), "finding") for each in ours]
    rows = []
    for (indicator, entity), series in here.neighbours:
        told, unit = [], here.plan.indicator[indicator].unit
        for figure in series:
            value = amount(figure.value, unit, here.language, figure.bound)
            mark = here.mark(figure.source_id) if marked else ""
            told.append(here.figure(figure, value) + mark)
        names = here.indicator(indicator), here.named(here.plan.entity[entity])
        rows.append((*names, here.listed(told)))
    shown = here.table("context", rows, bare=True)
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
        entity=here.named(here.plan.entity[first.target.entity_id]),
        told=here.say("headline.and").join(told),
        base=here.amount(verdict.baseline, first), base_period=here.when(verdict.baseline_period),
        value=here.amount(verdict.latest, first), period=here.when(verdict.latest_period),
    )  # fmt: skip


def pace(here: Scope) -> list[Table]:
    """The change a year that the promise asked for, what came, and what is needed yet."""
    rows: list[tuple[str, ...]] = []
    for one in by_gravity(here.targets):
        asked, (observed, needed) = slope(here.paths[one.target.target_id]), paces(here, one)
        if one.kind.schedule and not math.isnan(asked + observed):
            left, way = one.case.promise.end - one.case.now, -one.verdict.gap
            now = way / left if left > SOON and not math.isnan(needed) else math.nan
            told = here.cells([asked, observed, needed, now], one, rough=True)
            rows.append((here.titled(one, here.short(one.target)), *told))
    brief = all(row[3] == "–" for row in rows)  # then the table is narrow
    return [here.table("pace", rows[:FEW], half=brief)] if rows else []


def disagreement(here: Scope) -> list[Bullets]:
    """Where other institutions' methods come to another verdict, and where they all agree."""
    say, said = here.say, [one for one in by_gravity(here.targets) if one.verdict.opinions]
    split = [one for one in said if sum(map(bool, tally(one.verdict.opinions))) != 1]
    agreed = [here.short(one.target) for one in said if one not in split]
    items = []
    for one in split[: FEW - 1]:
        by_word: dict[str, list[str]] = {}
        for name, word in one.verdict.opinions.items():
            if word != "not_available":
                by_word.setdefault(say(f"opinion.{word}"), []).append(say(f"method.{name}"))
        each = (say("methods.says", word=w, methods=", ".join(m)) for w, m in by_word.items())
        items.append(say("methods.split", name=here.short(one.target), told=here.listed(each)))
    items += [here.counted("more", len(split) - len(items))]
    items += [say("methods.agreed", names=here.cut(agreed, FEW))] if agreed else []
    told = tuple(filter(None, items))
    return [Bullets(told, say("bullets.methods"), half=True)] if told else []


def quality(here: Scope) -> Bullets:
    """What the figures are worth and what is missing: who would publish it, what can be said."""
    say, own = here.say, (f for f in here.own_figures if f.indicator_id in here.indicators)
    kinds = Counter(figure.status for figure in own)
    listed = here.listed(say(f"figures.{kind}", count=n) for kind, n in kinds.most_common())
    items = [say("quality.figures", count=kinds.total(), listed=listed)] if kinds else []
    lacking = [o for o in here.targets if not o.verdict.judged and o.verdict.data_status != "none"]
    for one in lacking[: FEW - 1]:
        why = here.paragraph(here.reason(one, told) for told in one.verdict.reasons[:SAID])
        items.append(say("quality.missing", name=here.short(one.target), reason=why))
    who = here.cut((office for one in here.unheard for office in holders(here, one)), FEW)
    clear = {"clear", "inferred", SUPPOSED}
    unclear = [here.short(o.target) for o in here.targets if o.target.clarity not in clear]
    items += [
        here.counted("more", len(lacking) - (FEW - 1)),
        here.counted("quality.silent", len(here.unheard), who=who or say("publisher_unknown")),
        here.counted("quality.wording", len(unclear), names=here.cut(unclear, FEW)),
    ]
    told = tuple(filter(None, items))
    return Bullets(told or (say("missing.none"),), say("bullets.quality"))
