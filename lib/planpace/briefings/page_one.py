"""Page one of a briefing, the answer: title, the table of targets, deviations, the silent ones."""

import math
from collections.abc import Iterator, Sequence

from planpace.analysis.assess import Assessment
from planpace.analysis.ranking import by_gravity
from planpace.briefings.blocks import Blocks, Break, Cell, DeviationChart, Figure, Table, Title
from planpace.briefings.scope import Scope, place
from planpace.words.numbers import BOUND_MARKS, number

ROOM, BARS, LINES = 8, 6, 26
"""Rows with figures, bars of deviation and lines of silent targets that page one has room for."""


def title(here: Scope) -> Title:
    """The report's title: pillar and plan, as-of date, and the newest figure it rests on."""
    say, pillar, plan = here.say, here.pillar, here.plan
    newest = max((figure.published for figure in here.figures), default="–")
    page = say("label.page", page="{page}", pages="{pages}")
    return Title(
        here.language, plan.name(here.language), subtitle=say("subtitle"),
        title=here.named(plan.pillar[pillar]) if pillar else say("overview"),
        meta=((say("as_of"), here.as_of), (say("newest_used"), newest)),
        labels={"page": page, "skip": say("label.skip"), "command": command(here)},
    )  # fmt: skip


def command(here: Scope) -> str:
    """The line that makes this page again in the folder in which it was made."""
    pillar = f" --pillar {here.pillar}" if here.pillar else ""
    return f"planpace report {place(here.plan)}{pillar} --lang {here.language} --as-of {here.as_of}"


def targets(here: Scope) -> list[Table]:
    """The targets with any figure, from baseline to verdict; without room for all, the gravest."""
    rows, _, _ = _parted(here)
    if len(rows) <= ROOM:
        return _status_table(here, rows)
    shown = list(dict.fromkeys([*by_gravity(rows), *rows]))[:ROOM]
    return _status_table(here, shown, here.say("table.gap.more", count=ROOM, total=len(rows)))


def silent(here: Scope) -> Blocks:
    """The targets without a figure to judge by, or how many there are and where they stand."""
    _, rows, crowded = _parted(here)
    more = here.text("silent.more", "note", count=len(rows))
    return [more] if crowded else _silent_table(here, rows)


def whole_table(here: Scope) -> Blocks:
    """The full tables on a page of their own, where page one has no room for them."""
    known, unknown, crowded = _parted(here)
    whole = _status_table(here, known) if len(known) > ROOM else []
    whole += _silent_table(here, unknown) if crowded else []
    return [Break(here.say("part.table")), *whole] if whole else []


def _parted(here: Scope) -> tuple[list[Assessment], list[Assessment], bool]:
    """The rows with any figure, binding ones first, those without, and if they lack room."""
    known = [one for one in here.rows if one.verdict.data_status != "none"]
    unknown = [one for one in here.rows if one.verdict.data_status == "none"]
    bars = min(sum(not math.isnan(one.verdict.position) for one in here.targets), BARS)
    room = LINES - 2 * min(len(known), ROOM) - (bars + 2 if bars else 0)
    binding = sorted(known, key=lambda one: one.target.binding != "binding")
    return binding, unknown, len(unknown) > room


def _status_table(here: Scope, rows: Sequence[Assessment], more: str = "") -> list[Table]:
    """Every value opens its trail in HTML and carries the mark of its document, [3], on paper."""
    columns = {
        "target": 2.6, "baseline": -1.1, "latest": -1.15, "goal": -1.15, "progress": -0.95,
        "position": -1.1, "pace": -1.15, "trend": 0.95, "verdict": 2.65,
    }  # fmt: skip
    stated, cells = ("baseline", "latest", "threshold"), []
    for one in rows:
        unit = "" if one.kind.name == "rank_within" else here.unit(one)
        promise = "" if one.kind.plain else here.promised(one.target)  # the level says it all
        name = Cell(here.reading(one.target), here.listed(filter(None, (unit, promise))))
        known = values(here, one, *stated, strong="threshold")
        cells.append((name, *known, *_schedule(here, one), _trend(here, one), verdict(here, one)))
    return [here.table("gap", columns, cells, more)] if rows else []


def _silent_table(here: Scope, silent: Sequence[Assessment]) -> list[Table]:
    """Each with the latest figure that is published but cannot decide, as for part of a year."""
    rows = []
    for one in silent:
        partial = ""
        for last in one.case.series[-1:]:
            period = here.when(last.period, ytd=last.basis == "ytd")
            value = here.amount(last.value, one, last.bound)
            partial = here.say("silent.partial", period=period, value=value)
        mark, trail = (told(one, "threshold") for told in (here.footnotes.of, here.footnotes.how))
        name = Cell(here.name(one.target), partial, one.verdict.status)
        promised = Cell(here.promised(one.target) + mark, trail=trail)
        rows.append((name, promised, here.when(one.target.deadline)))
    columns = {"target": 5, "promised": 3.4, "deadline": 1}
    return [here.table("silent", columns, rows)] if rows else []


def values(here: Scope, one: Assessment, *names: str, strong: str = "") -> Iterator[Cell]:
    """Values that documents state, each with its period, its document's mark and its trail."""
    verdict, notes = one.verdict, here.footnotes
    numbers = [getattr(verdict, name) for name in names]
    for name, value, text in zip(names, numbers, here.cells(numbers, one), strict=True):
        if one.kind.course == "state":
            text = "–" if name == "baseline" else here.amount(value, one)
        text = (BOUND_MARKS[verdict.bound] if name == "latest" else "") + text
        label = one.target.deadline if name == "threshold" else getattr(verdict, f"{name}_period")
        sub, trail = label + notes.of(one, name), notes.how(one, name)
        yield Cell(text, sub, strong=name == strong, trail=trail) if text != "–" else Cell(text)


def _schedule(here: Scope, one: Assessment) -> Iterator[Cell]:
    """Progress over time gone, position, and the pace observed over the one that is needed now."""
    verdict, suited = one.verdict, one.kind.schedule
    paces = [verdict.pace_observed, still_needed(one)] if suited else [math.nan, math.nan]
    observed, needed = here.cells(paces, one, signed=True)
    done, gone = number(100 * verdict.progress, 1), number(100 * verdict.elapsed, 1)
    position = number(verdict.position, 1, signed=True)
    for text, sub, *behind in (
        (done, gone, "progress", "elapsed"),
        (position, "", "progress", "elapsed", "position"),
        (observed, needed, "pace_observed", "pace_required"),
    ):
        known = text != "–"
        trail = here.footnotes.how(one, *behind) if known else ""
        yield Cell(text, sub if known else sub.removeprefix("–"), trail=trail)


def still_needed(one: Assessment) -> float:
    """The change a year that is still needed; NaN where nothing is needed any more."""
    return math.nan if one.verdict.status in {"achieved", "missed"} else one.verdict.pace_required


def _trend(here: Scope, one: Assessment) -> Cell:
    path = here.paths[one.target.target_id]
    figures = path.history[path.history.kind == "figure"]
    if len(figures) < 2 or one.kind.course == "state":
        return Cell("–")
    listed = here.listed(here.cells(figures.value, one))
    goal = here.amount(one.verdict.threshold, one)
    return Cell(here.say("trend", values=listed, goal=goal), spark=path)


def verdict(here: Scope, one: Assessment) -> Cell:
    """The verdict as shape and word, and how likely the target is where that is open."""
    word, trail, odds = here.status(one.verdict.word), "", ""
    if one.odds.outlook:
        often, trail = number(100 * one.odds.probability), here.footnotes.how(one, "probability")
        odds = here.say("outlook.percent", odds=often, **here.likely(one.odds))
    return Cell(word, odds, one.verdict.status, trail=trail)


def deviations(here: Scope) -> list[Figure]:
    """Bars of schedule position, worst last; none where no target of the scope has one."""
    say, known = here.say, (one for one in here.targets if not math.isnan(one.verdict.position))
    placed = sorted(known, key=lambda one: -one.verdict.position)
    bars = [(here.name(one.target), one.verdict) for one in placed[-BARS:]]
    shown = tuple((name, v.position, v.status) for name, v in bars)
    told = tuple((n, number(v.position, 1, signed=True), here.status(v.word)) for n, v in bars)
    lowest = say("figure.deviation.lowest", count=BARS, total=len(placed))
    figure = Figure(
        say("figure.deviation"),
        here.paragraph((say("figure.deviation.sub"), lowest if len(placed) > BARS else "")),
        say("figure.deviation.alt", listed="; ".join(map(" ".join, told))),
        DeviationChart(shown, here.plan.bands, say("chart.position")), 0.5 + 0.26 * len(bars),
        columns=tuple(say(f"column.{key}") for key in ("target", "position", "verdict")),
        rows=told, table_label=say("label.table_data"),
    )  # fmt: skip
    return [figure] if bars else []
