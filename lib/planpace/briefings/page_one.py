"""Page one of a briefing, the answer: title, the table of targets, those that lack figures."""

import math
from collections.abc import Iterator, Sequence

from planpace.analysis.assess import Assessment
from planpace.analysis.ranking import by_gravity
from planpace.analysis.series import part_keys
from planpace.briefings.blocks import Blocks, Break, Bullet, Cell, Table, Text, Title
from planpace.briefings.requests import holders
from planpace.briefings.scope import Scope, place
from planpace.plan.rows import peer_of
from planpace.plan.vintages import Key
from planpace.words.numbers import BOUND_MARKS, decimals, number

ROOM, LINES = 8, 25  # rows with figures, nearly two lines each, and lines in all for page one
PLACES = {"progress": 5, "pace": 6}  # columns of the status table that its note explains
MANY = 4  # figures from which a line between them shows a trend
SEEN = 3  # figures told of a target that none of them can judge


def title(here: Scope) -> Title:
    """The report's title: pillar and plan, as-of date, and the newest figure it rests on."""
    say, plan = here.say, here.plan
    page = say("label.page", page="{page}", pages="{pages}")
    newest = say("newest_used"), here.when(here.newest)
    if not here.newest:
        newest = say("figures"), say("never")
    return Title(
        here.language, plan.name(here.language), subtitle=say("subtitle"),
        title=here.about(here.pillar),
        meta=((say("as_of"), here.when(here.as_of)), newest),
        labels={"page": page, "skip": say("label.skip"), "how": say("label.how"),
                "again": again(here).text},
    )  # fmt: skip


def again(here: Scope) -> Text:
    """How to make this page again where it was made; in Word it is the foot of every page."""
    pillar = f" --pillar {here.pillar}" if here.pillar else ""
    pillar = f" --entity {here.entity}" if here.entity else pillar
    line = f"planpace report {place(here.plan)}{pillar} --lang {here.language} --as-of {here.as_of}"
    return here.text("reproduce", "note", command=line)


def targets(here: Scope) -> list[Table]:
    """The targets with figures, verdict first; without room for all of them, the gravest."""
    rows, _, _ = _parted(here)
    if len(rows) <= ROOM:
        return status_table(here, rows) if rows else []
    shown = list(dict.fromkeys([*by_gravity(rows), *rows]))[:ROOM]
    total = len({*rows, *(one for group in here.leagues for one in group)})
    return status_table(here, shown, here.say("table.gap.more", count=ROOM, total=total))


def silent(here: Scope) -> Blocks:
    """The targets that no figure can judge, or how many there are and where they stand."""
    _, rows, crowded = _parted(here)
    count = sum(not one.target.reading_of for one in rows)
    more = here.text("silent.more", "note", count=count)
    return [more] if crowded else _silent_table(here, rows)


def whole_table(here: Scope) -> Blocks:
    """The full tables, less the leagues, on a page of their own where page one has no room."""
    known, unknown, crowded = _parted(here)
    told = {one for group in here.leagues for one in group}
    rest = [one for one in known if one not in told]
    whole = status_table(here, rest) if len(known) > ROOM and rest else []
    whole += _silent_table(here, [one for one in unknown if one not in told]) if crowded else []
    return [Break(here.say("part.table")), *whole] if whole else []


def _parted(here: Scope) -> tuple[list[Assessment], list[Assessment], bool]:
    """The rows with figures, binding ones first, those that lack them, and if these lack room."""
    known = [one for one in here.rows if one.verdict.data_status != "none"]
    unknown = [one for one in here.rows if one.verdict.data_status == "none"]
    binding = sorted(known, key=lambda one: one.target.binding != "binding")
    lines = len(unknown) + 1.8 * min(len(known), ROOM)
    return binding, unknown, bool(here.drawn) and lines > LINES


def status_table(
    here: Scope, rows: Sequence[Assessment], more: str = "", *, league: bool = False
) -> list[Table]:
    """Every value opens its trail in HTML and carries the mark of its document, [3], on paper."""
    stated, cells = ("baseline", "latest", "threshold"), []
    alike, units = league or here.single, {here.unit(one) for one in rows}
    for one in rows:
        told = one.kind.name == "rank_within" or (alike and len(units) == 1)
        unit = "" if told else here.unit(one)
        promise = "" if one.kind.plain else here.promised(one.target)  # the level says it all
        sub = here.listed(filter(None, (unit, promise)))
        head = Cell(here.short(one.target, league=league), sub)
        known = values(here, one, *stated, strong="threshold")
        cells.append((head, verdict(here, one), *known, *_schedule(here, one), _trend(here, one)))
    if league:
        cells = [(*row[:-2], Cell("–"), Cell("–")) for row in cells]
    elif 2 * sum(row[-1].spark is not None for row in cells) < len(cells):  # not worth a column
        cells = [(*row[:-1], Cell("–")) for row in cells]
    said = {part: any(row[at].text != "–" for row in cells) for part, at in PLACES.items()}
    said["needed"] = any(row[PLACES["pace"]].sub for row in cells)
    said["chance"] = any(one.odds.outlook for one in rows)
    notes = [here.say(f"table.gap.{part}") for part, known in said.items() if known]
    key, name = "league" if alike else "gap", here.indicator(rows[0].target.indicator_id)
    name = here.titled(rows[0], name) if len(units) == 1 else name
    note, like = here.paragraph([*notes, more]), "league" if league else "gap"
    return [here.table(key, cells, note, like=like, bare=league, name=name)]


def _silent_table(here: Scope, silent: Sequence[Assessment]) -> list[Table]:
    """Each with what was found and cannot decide, as for part of a year, and who holds the rest."""
    rows = []
    for one in silent:
        trail = here.origin(one, "threshold")
        apart = here.lower("not_assessable") if one.verdict.status == "not_assessable" else ""
        told_of = here.listed(filter(None, (apart, found(here, one))))
        name = Cell(here.short(one.target), told_of)
        promised = Cell(here.promised(one.target), trail=trail)
        who, deadline = here.cut(holders(here, one), 1), here.when(one.target.deadline)
        rows.append((name, promised, deadline, who))
    return [here.table("silent", rows, _wholes(here, silent))] if rows else []


def found(here: Scope, one: Assessment) -> str:
    """The newest figures of a target without a verdict, its own and the peer's; empty for none.

    Beside a level to be reached those of its parts stand too, named as such.
    """
    target, told = one.target, []
    own, level = (target.indicator_id, target.entity_id), one.kind.name == "at_least"
    parts = part_keys(here.plan, target) if level and one.verdict.status == "no_data" else []
    for key in filter(all, (own, peer_of(target), *parts)):
        of = "" if key == own else here.indicator(key[0])
        of = here.named(here.plan.entity[key[1]]) if key[1] not in {own[1], ""} else of
        listed = _newest(here, key, one)
        told += (
            [here.say("figure_from", entity=of, told=listed) if of else listed] if listed else []
        )
    return here.say("silent.found", told=here.say("headline.and").join(told)) if told else ""


def _newest(here: Scope, key: Key, one: Assessment) -> str:
    """The newest figures of a series as a target's page tells them, and how many are older."""
    series = here.series.get(key, ())
    newest = (here.figure(f, here.amount(f.value, one, f.bound)) for f in series[: -SEEN - 1 : -1])
    more = here.counted("finding.earlier", len(series) - SEEN)
    return here.listed(filter(None, (*newest, more)))


def _wholes(here: Scope, silent: Sequence[Assessment]) -> str:
    """What is known of the wholes that silent targets are parts of, in a sentence each."""
    pairs = ((here.plan.indicator[one.target.indicator_id].part_of, one) for one in silent)
    wholes = {(whole, one.target.entity_id): one for whole, one in pairs if whole}
    told = ((here.indicator(key[0]), _newest(here, key, one)) for key, one in wholes.items())
    return here.paragraph(here.say("silent.whole", name=n, told=t) for n, t in told if t)


def values(here: Scope, one: Assessment, *names: str, strong: str = "") -> Iterator[Cell]:
    """Values that documents state, each with its period, its document's mark and its trail.

    Beside the latest stands the newest after the deadline, where that of the deadline is awaited.
    """
    verdict = one.verdict
    numbers = [getattr(verdict, name) for name in names]
    for name, value, text in zip(names, numbers, here.cells(numbers, one), strict=True):
        if one.kind.course == "state":
            text = "–" if name == "baseline" else here.amount(value, one)
        beyond = one.target.strict and one.kind.amount
        over = {1: "> ", -1: "< "}[one.case.promise.sense] if beyond else ""
        text = {"latest": BOUND_MARKS[verdict.bound], "threshold": over}.get(name, "") + text
        goal = here.trails[one.target.target_id][0].period  # the peer's, where it is its figure
        label = getattr(verdict, f"{name}_period", goal)
        summed = name == "latest" and one.kind.course == "sums"
        if summed or len(label) != len("2019"):  # a year stands for itself in a narrow column
            label = here.latest(one) if name == "latest" else here.when(label)
        sub, trail = label + here.marked(one, name), here.origin(one, name)
        if name == "latest" and verdict.later_period:
            (later,) = here.cells([verdict.later], one)
            later = BOUND_MARKS[verdict.later_bound] + later
            after = here.say("later", period=here.when(verdict.later_period), value=later)
            sub += here.say("headline.and") + after + here.marked(one, "later")
        yield Cell(text, sub, strong=name == strong, trail=trail) if text != "–" else Cell(text)


def _schedule(here: Scope, one: Assessment) -> Iterator[Cell]:
    """Progress beside the time gone, drawn and told; the change a year, and the one needed."""
    verdict = one.verdict
    percents = (round(100 * share, 1) for share in (verdict.progress, verdict.elapsed))
    done, gone = (number(share, decimals(share)) for share in percents)
    bullet = Bullet(verdict.progress, verdict.elapsed, verdict.status)
    key = "progress.time" if verdict.elapsed == verdict.elapsed else "progress.alone"
    told = here.say(key, done=done, gone=gone)
    trail = here.origin(one, "progress", "elapsed", "position")
    shown = Cell(told, told, trail=trail, bullet=bullet)
    yield shown if verdict.progress == verdict.progress else Cell("–")
    observed, needed = here.cells(paces(here, one), one, signed=True, rough=True)
    sub = "" if needed == "–" else here.say("pace.needed", value=needed)
    trail = here.origin(one, "pace_observed", "pace_required")
    yield Cell(observed, sub, trail=trail) if (observed, needed) != ("–", "–") else Cell("–")


def paces(here: Scope, one: Assessment) -> tuple[float, float]:
    """The change a year observed, unless its figures do not compare, and the one still needed.

    Counted from the latest figure; NaN where nothing is needed any more.
    """
    verdict, target = one.verdict, one.target
    newest = verdict.latest_period or verdict.baseline_period
    ends = [p.end for p in one.case.course.points if p.period <= newest][-4:]
    broken = here.plan.breaks_within(target.indicator_id, ends)
    suited = one.kind.schedule and one.kind.course != "index" and not verdict.bound
    done = verdict.status in {"achieved", "missed"}
    observed = math.nan if broken or not suited else verdict.pace_observed
    return observed, math.nan if done or not suited else verdict.pace_required


def _trend(here: Scope, one: Assessment) -> Cell:
    path = here.paths[one.target.target_id]
    figures = path.history[path.history.kind == "figure"]
    if len(figures) < MANY or one.kind.course == "state":
        return Cell("–")
    listed = here.listed(here.cells(figures.value, one))
    goal = one.verdict.threshold
    key = "trend" if goal == goal else "trend.alone"
    return Cell(here.say(key, values=listed, goal=here.amount(goal, one)), spark=path)


def verdict(here: Scope, one: Assessment) -> Cell:
    """The verdict as shape and word, and how likely the target is where that is open."""
    trail = here.origin(one, "probability") if one.odds.outlook else ""
    word = here.status(one.verdict.word)
    return Cell(word, here.outlook(one.odds), one.verdict.status, trail=trail)
