"""Behind a briefing, in its HTML alone: all paths, methods, gaps, words, figures, documents."""

from collections.abc import Iterator
from datetime import date
from operator import attrgetter

from planpace.analysis.assess import Assessment
from planpace.analysis.changes import followed
from planpace.analysis.changes import replay as replayed
from planpace.analysis.methods import tally
from planpace.analysis.ranking import by_gravity, by_odds, drawn_first
from planpace.briefings.blocks import Blocks, Break, Cell, Figure, OddsChart
from planpace.briefings.page_one import found
from planpace.briefings.page_two import around, path_figure
from planpace.briefings.requests import holders
from planpace.briefings.scope import Scope
from planpace.words.numbers import BOUND_MARKS, amount, number

LISTED = attrgetter("indicator_id", "entity_id", "period", "published")  # how figures are sorted
MOST, LONG = 12, 200  # charts and replays, and rows of a table, beyond which the workbook has to do


def annex(here: Scope) -> Break:
    """Where the PDF ends and the annex begins."""
    return Break(here.say("part.annex"), "annex")


def missing(here: Scope) -> Blocks:
    """What was not found, what was, who would publish the rest, and what can still be concluded."""
    rows = []
    for one in (one for one in here.targets if not one.verdict.judged):
        target, verdict, base = one.target, one.verdict, one.verdict.baseline_period
        rate, concluded = verdict.growth_required, here.why(one)
        if rate == rate and base and not verdict.latest_period:
            more = here.say("concluded.growth", rate=number(rate, 1), period=here.when(base))
            concluded = here.paragraph((concluded, more))
        rows.append((
            here.short(target), Cell(here.promised(target), here.when(target.deadline)),
            found(here, one) or here.say("never"),
            here.listed(holders(here, one)) or here.say("publisher_unknown"), concluded,
        ))  # fmt: skip
    if not rows:
        return here.section("missing", here.text("missing.none", "finding"))
    lead = here.text("missing.lead", "finding", count=len(rows), total=len(here.targets))
    return here.section("missing", lead, here.table("missing", rows, most=LONG))


def searched(here: Scope) -> Blocks:
    """Where figures were looked for and not found, so that silence can be audited."""
    names = {"": "–"} | {indicator: here.indicator(indicator) for indicator in here.indicators}
    rows = [
        (here.when(s.searched), s.place, s.query, names[s.indicator_id],
         s.found or here.say("never"))
        for s in here.plan.searches if s.indicator_id in names and s.searched <= here.as_of
    ]  # fmt: skip
    return here.section("searched", here.table("searched", rows)) if rows else []


def context(here: Scope) -> Blocks:
    """The area around, unless page two has told of it already for want of own figures."""
    return around(here) if here.drawn else []


def charts(here: Scope) -> Blocks:
    """A chart for each target with two figures or more."""
    suited = drawn_first(here.targets, here.paths, len(here.targets))
    drawn = [path_figure(here, one) for one in here.targets if one in suited[:MOST]]
    more = [here.text("charts.more", "note", count=len(suited) - MOST)] if suited[MOST:] else []
    return here.section("paths", here.text("paths.lead", "note"), *drawn, *more) if drawn else []


def methods(here: Scope) -> Blocks:
    """The same targets under other institutions' methods, and whether they agree."""
    rows = []
    for one in (one for one in here.targets if one.verdict.opinions):
        opinions, (good, middle, bad) = one.verdict.opinions, tally(one.verdict.opinions)
        key = "methods.differ" if sum(map(bool, (good, middle, bad))) > 1 else "methods.agree"
        agreement = here.say(key, good=good, middle=middle, bad=bad)
        words = (here.say(f"opinion.{word}") for word in opinions.values())
        rows.append((here.short(one.target), *words, agreement))
    shown = here.table("methods", rows, most=LONG)
    return here.section("methods", here.text("methods.lead", "note"), shown) if rows else []


def wording(here: Scope) -> Blocks:
    """The plan's own words for each target, how clear they are, and how they are read."""
    rows = [
        (here.reading(t, full=True), Cell(here.say("quoted", quote=t.quote), here.place(t)),
         here.say(f"clarity.{t.clarity}"), here.named(t, "note"))
        for t in (one.target for one in here.rows)
    ]  # fmt: skip
    shown = here.table("wording", rows, most=LONG)
    return here.section("wording", here.text("wording.lead", "note"), shown) if rows else []


def commitments(here: Scope) -> Blocks:
    """The promises in words alone, so that nothing of the plan is lost; each section named once."""
    rows, above = [], ""
    for row in (row for row in here.plan.written if here.pillar in {"", row.pillar_id}):
        part = here.named(row, "section")
        rows.append((part if part != above else "", here.named(row, "text")))
        above = part
    lead = here.text("commitments.lead", count=len(rows))
    return here.section("commitments", lead, here.table("commitments", rows)) if rows else []


def figures(here: Scope) -> Blocks:
    """Every figure of the plan's own area behind the report, with status, date and source."""
    if not here.own_figures:
        return here.section("figures", here.text("figures.none", "finding"))
    rows = (
        (here.whose(row.indicator_id, row.entity_id), here.when(row.period, ytd=row.basis == "ytd"),
         amount(row.value, row.unit, here.language, row.bound), here.say(f"data.{row.status}"),
         row.published, row.source_id, here.say("quoted", quote=row.quote) if row.quote else "–")
        for row in sorted(here.own_figures, key=LISTED)
    )  # fmt: skip
    return here.section("figures", here.table("figures", rows, most=LONG))


def documents(here: Scope) -> Blocks:
    """Every document behind the figures and the targets, with its address."""
    used = {figure.source_id for figure in here.figures}
    used |= {one.target.source_id for one in here.rows}
    documents = (source for source in here.plan.source.values() if source.source_id in used)
    rows = ((s.source_id, Cell(s.title, s.publisher), s.published, s.url) for s in documents)
    return here.section("documents", here.table("sources", rows))


def replay(here: Scope) -> Blocks:
    """What the odds would have been as of every date with news, and what came out."""
    say, every = here.say, {*followed(here.plan, here.as_of)}
    ranked = (o.target.target_id for o in (*by_gravity(here.targets), *by_odds(here.targets)))
    first = [name for name in dict.fromkeys(ranked) if name in every][:MOST]
    played = replayed(here.plan.promising({*first}), here.as_of)
    given = [moments for moments in played.values() if any(o.odds.outlook for _, o in moments)]
    lines = []
    for moments in given:
        one, verdict = moments[-1][1], moments[-1][1].verdict
        ending = here.shaped(verdict.status, verdict.word) if verdict.final else ""
        odds = tuple((_year(day), o.odds.probability) for day, o in moments if o.odds.outlook)
        lines.append((here.short(one.target), odds, ending))
    decided = sum(bool(ending) for _, _, ending in lines)
    names = dict.fromkeys(here.short(here.everything[target].target) for target in played)
    without = here.listed(name for name in names if name not in {line[0] for line in lines})
    lead = [here.text("replay.lead", "finding", count=len(given), decided=decided)]
    lead += [here.text("replay.without", "note", names=without)] if without else []
    if len(first) < (total := len(every)):
        lead.append(here.text("replay.cut", "note", count=len(first), total=total))
    chart = Figure(
        say("figure.replay"), say("figure.replay.sub"), say("figure.replay.alt"),
        OddsChart(tuple(lines), say("chart.odds")), 2.8,
    )  # fmt: skip
    shown = here.table("replay", (row for moments in given for row in _turns(here, moments)))
    return here.section("replay", *lead, chart, shown) if given else []


def _turns(here: Scope, moments: list[tuple[str, Assessment]]) -> Iterator[tuple[str | Cell, ...]]:
    """The moments at which something is another than before, of those with odds or an outcome."""
    before = ""
    for day, one in moments:
        verdict, odds, period = one.verdict, one.odds, one.verdict.latest_period
        facts = f"{verdict.latest:.9f} {odds.probability:.9f} {period} {verdict.status}"
        if facts != before and (odds.outlook or verdict.final):
            told = BOUND_MARKS[verdict.bound] + here.amount(verdict.latest, one) if period else "–"
            latest = Cell(told, here.when(period))
            judged = Cell(here.status(verdict.word), status=verdict.status)
            yield here.short(one.target), here.when(day), latest, judged, here.outlook(odds) or "–"
        before = facts


def _year(day: str) -> float:
    return int(day[:4]) + (date.fromisoformat(day).timetuple().tm_yday - 1) / 365.25
