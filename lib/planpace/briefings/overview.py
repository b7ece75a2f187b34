"""The whole plan on one page: a square a target, small charts, what is at risk, whom to ask."""

import math
from collections.abc import Sequence

from planpace.analysis.assess import Assessment
from planpace.analysis.ranking import at_risk, by_gravity
from planpace.briefings import blocks
from planpace.briefings.blocks import Blocks, Bullets, Cell, Figure, StripChart, Table, Text
from planpace.briefings.page_one import status_table, verdict
from planpace.briefings.requests import most_settling
from planpace.briefings.scope import Scope

HEADLINES = 8  # targets of the plan's own headline that the page has room for
ASKED = 5  # letters that the page tells of


def scoreboard(here: Scope) -> list[Figure]:
    """A square for each target that counts, by pillar; the table of the same beneath it."""
    say, groups = here.say, []
    for pillar in here.plan.pillar.values():
        own = [one for one in here.targets if one.target.pillar_id == pillar.pillar_id]
        groups.append((here.named(pillar), tuple(one.verdict.status for one in own)))
    shown = dict.fromkeys(status for _, statuses in groups for status in statuses)
    rows = tuple((n, *(str(s.count(one)) for one in shown), str(len(s))) for n, s in groups)
    listed = here.listed(f"{name} {len(statuses)}" for name, statuses in groups)
    figure = Figure(
        say("figure.scoreboard", count=len(here.targets)), "",
        say("figure.scoreboard.alt", listed=listed), StripChart(tuple(groups), here.language),
        columns=(say("column.pillar"), *map(here.shaped, shown), say("column.targets")),
        rows=rows, table_label=say("label.table_data"),
    )  # fmt: skip
    return [figure] if here.targets else []


def headlines(here: Scope) -> list[Figure]:
    """The headline targets in small charts: the binding ones, and those of the first pillar."""
    first = next((one.target.pillar_id for one in here.targets), "")
    binding = [one for one in here.targets if one.target.binding == "binding"]
    own = [one for one in here.targets if one.target.pillar_id == first]
    chosen = list(dict.fromkeys([*binding, *own]))
    gravest = by_gravity(chosen) if here.leagues else ()  # no land of many comes first
    told = [*dict.fromkeys([*gravest, *chosen])][:HEADLINES]
    more = here.counted("headlines.more", len(chosen) - len(told))
    return [multiples(here, told, here.say("figure.headlines"), more)] if told else []


def leagues(here: Scope) -> Blocks:
    """A table and small charts for each indicator that many entities have a target for."""
    found = list[blocks.Block]()
    for group in here.leagues:
        name = here.indicator(group[0].target.indicator_id)
        (shown,) = status_table(here, group, league=True)
        found += [blocks.Break(here.say("part.league")), blocks.Section(shown.title), shown]
        found.append(multiples(here, group, here.say("figure.league", name=name), league=True))
    return found


def multiples(
    here: Scope, shown: Sequence[Assessment], title: str, more: str = "", *, league: bool = False
) -> Figure:
    """A small chart of each target, and the table of the same."""
    named = [(here.short(one.target, league=league), one) for one in shown]
    panels = ((n, here.paths[one.target.target_id]) for n, one in named)
    rows = tuple(
        (name, here.status(one.verdict.word), here.amount(one.verdict.latest, one),
         here.when(one.verdict.latest_period) or "–", here.promised(one.target))
        for name, one in named
    )  # fmt: skip
    names = ("target", "verdict", "latest", "period", "promised")
    return Figure(
        title, more, here.say("figure.headlines.alt", listed=here.listed(n for n, _ in named)),
        blocks.MultiplesChart(tuple(panels), here.language),
        columns=tuple(here.say(f"column.{name}") for name in names),
        rows=rows, table_label=here.say("label.table_data"),
    )  # fmt: skip


def asked(here: Scope) -> list[Bullets]:
    """The letters that would settle most: who holds which figures, and for how many targets."""
    items = []
    for one in most_settling(here, ASKED):
        names = here.cut((here.indicator(figure.indicator_id) for figure in one.figures), 1)
        told = {"publisher": one.names[here.language], "names": names, "count": one.settled}
        items.append(here.say("asked", **told))
    return [Bullets(tuple(items), here.say("bullets.asked", count=len(items)))] if items else []


def risk(here: Scope) -> Table | Text:
    """The targets most at risk: where they stand, and the chance where that is open."""
    rows = []
    for one in at_risk(here.targets):
        found = one.verdict
        now = found.baseline if math.isnan(found.latest) else found.latest
        period = here.latest(one) or here.when(found.baseline_period)
        told = here.listed(filter(None, (period, here.unit(one))))
        latest, goal = here.cells([now, found.threshold], one)
        way = here.say("from_to", latest=latest, goal=goal)
        if one.kind.course == "state":
            way = here.amount(found.latest, one)
        trail = here.origin(one, "baseline", "latest", "threshold")
        rows.append((here.short(one.target), verdict(here, one), Cell(way, told, trail=trail)))
    shown = here.table("risk", rows, half=True)
    return shown if rows else here.text("risk.none", "finding")


def movers(here: Scope) -> Table | Text:
    """The targets that moved most since a year ago, verdict and chance before and after."""
    rows = []
    for move in here.moved:
        moments = ((here.shaped(s.status, s.word), s.probability) for s in (move.was, move.now))
        way = " → ".join(here.with_chance(*moment) for moment in moments)
        rows.append((here.short(here.everything[move.target_id].target), way))
    since = here.when(here.since)
    shown = here.table("moved", rows, half=True, since=since)
    return shown if rows else here.text("moved.none", "finding", since=since)


def readings(here: Scope) -> list[Text]:
    """How much of what the page says rests on the plan's clear words, and how much on ours."""
    words, promises = [one.target.clarity for one in here.targets], len(here.plan.written)
    ours, total = words.count("inferred"), len(words)
    told = (
        here.counted("readings.inferred", ours, total=total),
        here.counted("readings.unclear", total - words.count("clear") - ours, total=total),
        here.counted("readings.promises", promises), here.say("sources.of_overview"),
    )  # fmt: skip
    return [Text(here.paragraph(told), "note")] if words else []
