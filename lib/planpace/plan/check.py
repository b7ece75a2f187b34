"""What a schema cannot say: the rules that hold between cells, rows and tables of a plan."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from planpace.plan.kinds import KINDS, Kind
from planpace.plan.periods import DAY, period, same
from planpace.plan.problems import Problem, problem
from planpace.plan.read import MANY, Cells, Table, read
from planpace.plan.schema import key
from planpace.plan.settings import LARGEST, META, Json, held
from planpace.words.units import convertible, unit

BASIS_FORMS = {"annual": {4}, "quarter": {6}, "month": {7}, "ytd": {6, 7}, "point": {4, 6, 7, 10}}
"""How long a period's label may be on each basis: `2019`, `2020Q2`, `2020-06`, `2020-06-30`."""

FONTS = {".ttf", ".otf"}
LATE = 5.0  # years by which one date lies after all others: a slip of the keyboard
JUMP = 300.0  # times its neighbours: a unit mistaken, 万元 for 亿元
PAST_100 = {"share": 100.0}  # what a nature cannot exceed, where an indicator sets no bound
LEAST = {"share": 0.0, "rate": -100.0, "rank": 1.0}  # and what it cannot fall below

# Where a row's rules look things up: other rows by their id, the lines of a source's text, and
# the figures of an indicator and entity.
Known = NamedTuple("Known", [
    ("indicator", dict[str, Cells]), ("target", dict[str, Cells]), ("source", dict[str, Cells]),
    ("text", dict[str, list[str]]), ("figures", dict[tuple[str, str], list[Cells]]),
])  # fmt: skip

Faults = Iterator[tuple[str, str, dict[str, object]]]
"""Each rule that a row breaks, in which column, and what its message needs to say."""


def check_plan(folder: str | Path, *, warnings: bool = False) -> list[Problem]:
    """Return every problem of a plan folder, by file and row; empty if it is sound.

    With `warnings` also what is valid but takes verdicts away or looks like a slip.
    """
    found = examine(Path(folder))[2]
    return [one for one in found if warnings or one.severity == "error"]


def examine(folder: Path) -> tuple[Json, dict[str, Table], list[Problem]]:
    """Read a plan folder whole: its settings, its tables, every problem and warning of both."""
    if not folder.is_dir():
        return {}, {}, [problem("no_folder", str(folder))]
    own, tables, problems = read(folder)
    texts, unread = _files(folder)
    indicators, targets, sources = (
        {cells[key(name)[0]]: cells for _, cells in tables[name].rows}
        for name in ("indicators", "targets", "sources")
    )
    figures: dict[tuple[str, str], list[Cells]] = {}
    for _, cells in tables["observations"].rows:
        figures.setdefault((cells["indicator_id"], cells["entity_id"]), []).append(cells)
    known, problems = Known(indicators, targets, sources, texts, figures), problems + unread
    for table in (tables[name] for name in RULES):
        problems += _some(_broken(table, known))
    problems += _some(_slips(tables["observations"]))
    problems += _unread(own, {*indicators}, tables["entities"])
    counts = Counter(one.file for one in problems if one.severity == "error")
    problems += [problem("many", file, limit=MANY) for file, n in counts.items() if n >= MANY]
    order = {table.file: place for place, table in enumerate(tables.values())}
    first = {
        (p.severity, p.file, p.row, p.column, p.rule if p.row is None else ""): p
        for p in problems[::-1]
    }
    last = {"many": math.inf}  # that there are more stands behind those that are told
    told = sorted(
        [*first.values()][::-1], key=lambda p: (order.get(p.file, -1), p.row or last.get(p.rule, 0))
    )
    return own, tables, sorted(told, key=lambda p: p.severity)


def _some(found: Iterable[Problem]) -> Iterator[Problem]:
    """The first of many errors and of many warnings; warnings without end hide no error."""
    told: Counter[str] = Counter()
    for one in found:
        told[one.severity] += 1
        if told["error"] > MANY:
            return
        if told[one.severity] <= MANY:
            yield one


def _broken(table: Table, known: Known) -> Iterator[Problem]:
    for row, cells in table.rows:
        for rule in RULES[table.name]:
            for broken, column, more in rule(cells, known):
                yield problem(broken, table.file, row, column, cells[column], **more)


def _slips(table: Table) -> Iterator[Problem]:
    """What only stands out among all figures: a date years after all others, a value in another
    unit than its neighbours, two values for one figure on one day.
    """
    days = sorted({end for _, cells in table.rows if (end := cells.end("published")) == end})
    late = days[-1] if len(days) > 1 and days[-1] - days[-2] > LATE else math.inf
    series, seen = (
        dict[tuple[str, ...], list[tuple[float, float, int, Cells]]](),
        dict[str, Cells](),
    )
    for row, cells in table.rows:
        if cells.end("published") >= late:
            yield problem("date_far_off", table.file, row, "published", cells["published"])
        names = tuple(cells[n] for n in ("indicator_id", "entity_id", "basis"))
        size = abs(cells.number("value")) * unit(cells["unit"]).size
        if size > 0 and cells.end("period") > 0:
            series.setdefault(names, []).append((cells.end("period"), size, row, cells))
        same_day = " ".join((*names, *(cells[n] for n in ("period", "published", "status"))))
        other = seen.setdefault(same_day, cells)
        if other["value"] != cells["value"]:
            told = {"other": other["value"], "source": other["source_id"]}
            yield problem("two_values", table.file, row, "value", cells["value"], **told)
    for points in map(sorted, map(lambda p: [q[:3] for q in p], series.values())):
        for n, (end, size, row) in enumerate(points):
            beside = [s for e, s, _ in points[max(0, n - 2) : n + 3] if not same(e, end)]
            if len(beside) > 1 and not min(beside) / JUMP < size < max(beside) * JUMP:
                yield problem("jump", table.file, row, "value", f"{size:g}")


def _unread(own: Json, indicators: set[str], entities: Table) -> Iterator[Problem]:
    """Settings of an indicator or entity that the plan has not."""
    ids = indicators | {cells["entity_id"] for _, cells in entities.rows}
    for part in ("publishers", "breaks"):
        for name in own[part] if isinstance(own.get(part), dict) else ():
            if name not in ids:
                known, column = "indicator_id, entity_id", f"planpace.{part}.{name}"
                yield problem("unread_key", META, None, column, name, known=known)


def _files(folder: Path) -> tuple[dict[str, list[str]], list[Problem]]:
    """The lines of the sources' texts, and what is wrong with these or a font of the plan."""
    lines, problems = dict[str, list[str]](), list[Problem]()
    for path in sorted((*folder.glob("sources/*.txt"), *folder.glob("fonts/*"))):
        file = path.relative_to(folder).as_posix()
        if (text := path.suffix == ".txt") or path.suffix.lower() in FONTS:
            content, unfit = held(path, folder, LARGEST if text else 4 * LARGEST)
            problems += unfit
            try:
                if text and not unfit:
                    lines[path.stem] = re.split("\r\n?|\n", content.decode("utf-8"))
            except UnicodeDecodeError as error:
                problems.append(problem("not_utf8", file, value=f"byte {error.start}"))
            if not text and not unfit and not _is_font(path):
                problems.append(problem("bad_font", file))
    return lines, problems


def _is_font(path: Path) -> bool:
    """Whether a font can be drawn with; those who ask are loaded only where a plan has one."""
    from fontTools.ttLib import TTFont
    from matplotlib.ft2font import FT2Font

    try:
        font = TTFont(path)
        return bool(FT2Font(str(path)).family_name and font["name"].names and font.getBestCmap())
    except Exception:  # of each table of a font its own
        return False


# --- the rules: each sees one row; what is no number or period, and told as such, is NaN here -----


def _names(cells: Cells, known: Known) -> Faults:
    if cells["pillar_id"] == "overview":  # the name of the whole plan's own report
        yield "reserved_id", "pillar_id", {}
    if cells.number("lower") >= cells.number("upper"):
        yield "bounds_crossed", "upper", {"lower": cells.number("lower")}
    whole = known.indicator.get(cells["part_of"], cells)
    if not convertible(cells["unit"], whole["unit"]):
        yield "units_differ", "part_of", {"unit": whole["unit"]}


def _promise(cells: Cells, known: Known) -> Faults:
    """Whether a target's kind has what it needs: a value, a peer, a fitting indicator and unit."""
    name, value = cells["kind"], cells.number("value")
    indicator = known.indicator.get(cells["indicator_id"], Cells())
    nature, measure = indicator["nature"], indicator["unit"]
    kind = KINDS.get(name, Kind("", needs=()))  # a name that no kind has is told as such
    for column in kind.needs:
        if not cells[column] and not (column == "peer_id" and cells["peer_indicator_id"]):
            yield "kind_needs", column, {"kind": name}
    if name == "unknown_value" and cells["value"]:
        yield "value_of_unknown", "value", {}
    if cells["throughout"] and not cells["start"]:
        yield "kind_needs", "start", {"kind": "throughout"}
    if nature and kind.natures and nature not in kind.natures:
        allowed = ", ".join(kind.natures)
        yield "wrong_nature", "indicator_id", {"kind": name, "nature": nature, "allowed": allowed}
    if kind.course == "state" and abs(value - 1) > 0:
        yield "milestone_value", "value", {}
    if value >= cells.number("value_upper"):
        yield "bounds_crossed", "value_upper", {"lower": value}
    if indicator and not kind.relative and kind.course != "sides":
        fits = {measure} if kind.amount or not kind.from_nothing else {measure, "%"}
        if not any(convertible(cells["unit"], one) for one in fits):
            yield "units_differ", "unit", {"unit": measure}


def _peer(cells: Cells, known: Known) -> Faults:
    """Whether a target is compared with something else that is measured alike."""
    other, own = cells["peer_indicator_id"], known.indicator.get(cells["indicator_id"], Cells())
    who = cells["peer_id"] or cells["entity_id"]
    if (cells["peer_id"] or other) and (who, other or cells["indicator_id"]) == (
        cells["entity_id"], cells["indicator_id"],
    ):  # fmt: skip
        yield "peer_is_itself", "peer_indicator_id" if other else "peer_id", {}
    beside = known.indicator.get(other, own)
    if not convertible(beside["unit"], own["unit"]):
        yield "units_differ", "peer_indicator_id", {"unit": own["unit"]}


def _doubts(cells: Cells, known: Known) -> Faults:
    """What is valid of a target and yet looks like a slip, or takes its verdict away."""
    kind = KINDS.get(cells["kind"], Kind(""))
    indicator = known.indicator.get(cells["indicator_id"], Cells())
    wants = {"more": "up", "less": "down"}.get(kind.sense, indicator["direction"])
    if indicator and kind.schedule and wants != indicator["direction"] and kind.needs:
        yield "direction", "kind", {"direction": indicator["direction"]}
    value, limits = cells.number("value"), (kind.least, kind.most)
    if value < kind.least or value > kind.most:
        yield "odd_value", "value", {"kind": kind.name, "limit": limits[value > kind.most]}
    for _, column, limit in _beyond(cells, indicator, ("value", "value_upper")[: 2 * kind.amount]):
        yield "out_of_reach", column, limit
    main = known.target.get(cells["reading_of"], cells)
    if main["indicator_id"] != cells["indicator_id"]:
        yield "reading_elsewhere", "reading_of", {"indicator": main["indicator_id"]}
    figures = known.figures.get((cells["indicator_id"], cells["entity_id"]), [])
    base = cells.end("baseline_period")
    if base == base and figures and not any(same(f.end("period"), base) for f in figures):
        yield "no_baseline", "baseline_period", {}


def _beyond(cells: Cells, indicator: Cells, names: Iterable[str]) -> Faults:
    """Which amounts do not keep the bounds of their indicator and of its nature."""
    nature = indicator["nature"]
    lower = indicator.number("lower", LEAST.get(nature, math.nan))
    upper = indicator.number("upper", PAST_100.get(nature, math.nan))
    if cells["unit"] != indicator["unit"] or lower >= upper:  # a bound is in the indicator's unit
        return
    for name in names:
        value = cells.number(name)
        if value < lower or value > upper:
            yield "beyond_bound", name, {"limit": lower if value < lower else upper}


def _window(cells: Cells, known: Known) -> Faults:
    """Whether start, baseline and deadline stand in order; a reading leads to the main target."""
    for column in ("start", "baseline_period", "deadline"):
        if cells[column] and math.isnan(cells.end(column)):
            yield "bad_period", column, {}
    if cells.end("start") > cells.end("deadline"):
        yield "deadline_before_start", "deadline", {"start": cells["start"]}
    if cells.end("baseline_period") >= cells.end("deadline"):
        yield "deadline_before_baseline", "deadline", {"baseline": cells["baseline_period"]}
    if known.target.get(cells["reading_of"], Cells())["reading_of"]:
        yield "reading_of_reading", "reading_of", {}


def _figure(cells: Cells, known: Known) -> Faults:
    """Whether a figure keeps its indicator's limits and unit, its period its basis and date."""
    indicator, value = known.indicator.get(cells["indicator_id"], Cells()), cells.number("value")
    yield from _beyond(cells, indicator, ("value",))
    whole = {"rank": value % 1 == 0, "state": value in {0, 1}}.get(indicator["nature"], True)
    if value == value and not whole:
        yield "not_whole", "value", {"nature": indicator["nature"]}
    if indicator and not convertible(cells["unit"], indicator["unit"]):
        yield "units_differ", "unit", {"unit": indicator["unit"]}
    if cells["status"] == "derived" and not cells["note"]:
        yield "derived_without_formula", "note", {}
    label, basis, known_on = cells["period"], cells["basis"], cells.end("published")
    if label and math.isnan(cells.end("period")):
        yield "bad_period", "period", {}
    elif label and len(label) not in BASIS_FORMS.get(basis, {len(label)}):
        yield "basis_of_period", "basis", {"period": label}
    elif label and known_on < period(label).start + DAY:
        yield "published_early", "published", {"period": label}
    elif label and known_on < period(label).end - DAY and cells["status"] == "official":
        yield "published_before_end", "published", {"period": label}
    source = known.source.get(cells["source_id"], Cells())
    if known_on > source.end("accessed") + DAY:
        yield "published_after_access", "published", {"accessed": source["accessed"]}
    if source.end("published") > known_on + DAY:
        yield "source_younger", "published", {"published": source["published"]}


def _step(cells: Cells, known: Known) -> Faults:
    target = known.target.get(cells["target_id"], Cells())
    if cells["period"] and math.isnan(cells.end("period")):
        yield "bad_period", "period", {}
    elif cells.end("period") > target.end("deadline"):
        yield "step_after_deadline", "period", {"deadline": target["deadline"]}
    figures = known.figures.get((target["indicator_id"], target["entity_id"]), [])
    base, value = target.end("baseline_period"), cells.number("value")
    begun = [f.number("value") for f in figures if same(f.end("period"), base)]
    less = KINDS.get(target["kind"], Kind("")).sense == "less"
    if begun and (value > max(begun) if less else value < min(begun)):
        yield "step_backwards", "value", {"baseline": f"{begun[-1]:g}"}


def _quote(cells: Cells, known: Known) -> Faults:
    """Whether a quote stands in its source's text, where there is one, on the line it names."""
    column = "text_zh" if "text_zh" in cells else "quote"
    quote, locator, lines = cells[column], cells["locator"], known.text.get(cells["source_id"])
    if lines is None or not quote:
        return
    found = [f"L{place}" for place, line in enumerate(lines, start=1) if quote in line]
    if not found:
        yield "quote_not_found", column, {}
    elif locator and locator not in found:
        yield "quote_elsewhere", "locator", {"found": ", ".join(found)}


RULES = {
    "pillars": (_names,), "indicators": (_names,),
    "targets": (_promise, _peer, _window, _quote, _doubts),
    "commitments": (_quote,), "observations": (_figure, _quote), "schedule": (_step, _quote),
}  # fmt: skip
