"""What a schema cannot say: the rules that hold between cells, rows and tables of a plan."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from planpace.plan.kinds import KINDS, Kind
from planpace.plan.periods import DAY, same
from planpace.plan.problems import Place, Problem, problem
from planpace.plan.read import MANY, Cells, Table, read
from planpace.plan.schema import key
from planpace.plan.settings import LARGEST, META, Json, held
from planpace.words.units import convertible, unit

BASIS_FORMS = {"annual": {4}, "quarter": {6}, "month": {7}, "ytd": {6, 7}, "point": {4, 6, 7, 10}}
"""How long a period's label may be on each basis: `2019`, `2020Q2`, `2020-06`, `2020-06-30`."""

FONTS = {".ttf", ".otf"}
LATE = 5.0  # years by which one date lies after all others: a slip of the keyboard
JUMP = 300.0  # times its neighbours: a unit mistaken, 万元 for 亿元
LIMITS = {"share": (0.0, 100.0), "rate": (-100.0, math.inf), "rank": (1.0, math.inf)}
"""What a nature cannot fall below or exceed, where an indicator sets no bound."""
FIGURE = ("indicator_id", "entity_id", "basis", "period", "published", "status")
"""What two figures have in common that should have one value; the first three name a series."""

Rules = list[tuple[str, str, object, object]]
"""Each rule of a row: its name, its column, whether it is broken, what its message names beside."""


class Known(NamedTuple):
    """What rules look up: rows by table and id, each source's lines, each series' figures."""

    rows: dict[str, dict[str, Cells]]
    text: dict[str, list[str]]
    figures: dict[tuple[str, str], list[Cells]]

    def of(self, table: str, cells: Cells, column: str) -> Cells:
        """The row of a table that a cell names; without cells where there is none."""
        return self.rows[table].get(cells[column], Cells())

    def figures_of(self, target: Cells) -> list[Cells]:
        """The figures of a target's indicator and entity."""
        return self.figures.get((target["indicator_id"], target["entity_id"]), [])


def check_plan(folder: str | Path, *, warnings: bool = False) -> list[Problem]:
    """Return every problem of a plan folder, by file and row; empty if it is sound.

    With `warnings` also what is valid but takes verdicts away or looks like a slip.
    """
    found = examine(Path(folder))[2]
    return [one for one in found if warnings or one.severity == "error"]


def examine(
    folder: Path, places: Mapping[str, list[Place]] = {}
) -> tuple[Json, dict[str, Table], list[Problem]]:
    """Read a plan folder whole: its settings, its tables, every problem and warning of both.

    `places`: of a table that was taken from a workbook, where its header and each row stands there.
    """
    if not folder.is_dir():
        return {}, {}, [problem("no_folder", str(folder))]
    own, tables, problems = read(folder, places)
    texts, unread = _files(folder)
    rows = {n: {cells[key(n)[0]]: cells for cells in table.rows} for n, table in tables.items()}
    known, problems = Known(rows, texts, {}), problems + unread
    for cells in tables["observations"].rows:
        known.figures.setdefault((cells["indicator_id"], cells["entity_id"]), []).append(cells)
    for name in RULES:
        problems += _some(_broken(tables[name], known))
    problems += _some(_slips(tables["observations"]))
    problems += _unread(own, {*rows["indicators"], *rows["entities"]})
    counts = Counter(one.file for one in problems if one.severity == "error")
    problems += [problem("many", file, limit=MANY) for file, n in counts.items() if n >= MANY]
    once: dict[tuple[object, ...], Problem] = {}
    for p in problems:
        once.setdefault((p.severity, p.file, p.row, p.column, p.row or p.rule), p)
    order = {table.head.file: place for place, table in enumerate(tables.values())}
    last = {"many": math.inf}  # that there are more stands behind those that are told

    def place(p: Problem) -> tuple[str, int, float]:
        return p.severity, order.get(p.file, -1), p.row or last.get(p.rule, 0)

    return own, tables, sorted(once.values(), key=place)


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
    for cells in table.rows:
        for rules in RULES[table.name]:
            for rule, column, broken, beside in rules(cells, known):
                if broken:
                    yield problem(rule, cells.at, column, cells[column], its=cells, of=beside)


def _slips(table: Table) -> Iterator[Problem]:
    """What only stands out among all figures: a date years after all others, two values for one
    figure on one day, a value in another unit than its neighbours.
    """
    days = sorted({end for cells in table.rows if (end := cells.end("published")) == end})
    late = days[-1] if len(days) > 1 and days[-1] - days[-2] > LATE else math.inf
    series, seen = dict[object, list[tuple[float, float, Place]]](), dict[object, Cells]()
    for cells in table.rows:
        if cells.end("published") >= late:
            yield problem("date_far_off", cells.at, "published", cells["published"])
        names = tuple(cells[name] for name in FIGURE)
        if (other := seen.setdefault(names, cells))["value"] != cells["value"]:
            yield problem("two_values", cells.at, "value", cells["value"], of=other)
        size = abs(cells.number("value")) * unit(cells["unit"]).size
        if size > 0 and cells.end("period") > 0:
            series.setdefault(names[:3], []).append((cells.end("period"), size, cells.at))
    for points in map(sorted, series.values()):
        for n, (end, size, at) in enumerate(points):
            beside = [s for e, s, _ in points[max(0, n - 2) : n + 3] if not same(e, end)]
            if len(beside) > 1 and not min(beside) / JUMP < size < max(beside) * JUMP:
                yield problem("jump", at, "value", f"{size:g}")


def _unread(own: Json, ids: set[str]) -> Iterator[Problem]:
    """Settings of an indicator or entity that the plan has not."""
    for part in ("publishers", "breaks"):
        for name in own[part] if isinstance(own.get(part), dict) else ():
            if name not in ids:
                known, column = "indicator_id, entity_id", f"planpace.{part}.{name}"
                yield problem("unread_key", META, column, name, known=known)


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


def _beyond(cells: Cells, column: str, indicator: Cells) -> float | None:
    """The bound of its indicator, or of its nature, that an amount does not keep."""
    least, most = LIMITS.get(indicator["nature"], (math.nan, math.nan))
    lower, upper = indicator.number("lower", least), indicator.number("upper", most)
    value = cells.number(column)
    if cells["unit"] != indicator["unit"] or lower >= upper:  # a bound is in the indicator's unit
        return None
    return lower if value < lower else upper if value > upper else None


def _named(cells: Cells, known: Known) -> Rules:
    lower, upper = cells.number("lower"), cells.number("upper")
    whole = (known.of("indicators", cells, "part_of") or cells)["unit"]
    return [
        ("reserved_id", "pillar_id", cells["pillar_id"] == "overview", ""),  # the plan's own report
        ("bounds_crossed", "upper", lower >= upper, lower),
        ("units_differ", "part_of", not convertible(cells["unit"], whole), whole),
    ]


def _promise(cells: Cells, known: Known) -> Rules:
    """Whether a target's kind has what it needs: a value, a peer, a fitting indicator and unit."""
    indicator, value = known.of("indicators", cells, "indicator_id"), cells.number("value")
    kind = KINDS.get(cells["kind"], Kind("", needs=()))  # a name that no kind has is told as such
    nature, measure, other = indicator["nature"], indicator["unit"], cells["peer_indicator_id"]
    measures = {measure} if kind.amount or not kind.from_nothing else {measure, "%"}
    unlike = not any(convertible(cells["unit"], one) for one in measures)
    own_unit = kind.relative or kind.course == "sides" or not indicator
    unfit = nature and kind.natures and nature not in kind.natures
    lost = kind.name == "unknown_value"
    return [
        *(
            ("kind_needs", name, not cells[name] and not (name == "peer_id" and other), kind.name)
            for name in kind.needs
        ),
        ("kind_needs", "start", cells["throughout"] and not cells["start"], "throughout"),
        ("value_of_unknown", "value", lost and cells["value"], ""),
        ("wrong_nature", "indicator_id", unfit, (", ".join(kind.natures), nature)),
        ("milestone_value", "value", kind.course == "state" and abs(value - 1) > 0, ""),
        ("bounds_crossed", "value_upper", value >= cells.number("value_upper"), value),
        ("units_differ", "unit", unlike and not own_unit, measure),
    ]


def _beside(cells: Cells, known: Known) -> Rules:
    """Whether start, baseline and deadline stand in order; a target's peer and its main reading."""
    start, base, end = map(cells.end, ("start", "baseline_period", "deadline"))
    main, column = known.of("targets", cells, "reading_of"), "peer_indicator_id"
    own = known.of("indicators", cells, "indicator_id")["unit"]
    peer = known.rows["indicators"].get(cells[column], Cells(unit=own))["unit"]
    pairs = (("peer_id", "entity_id"), (column, "indicator_id"))
    compared = [cells[mine] for name, mine in pairs if cells[name] not in {"", cells[mine]}]
    itself = (cells["peer_id"] or cells[column]) and not compared
    return [
        ("deadline_before_start", "deadline", start > end, ""),
        ("deadline_before_baseline", "deadline", base >= end, ""),
        ("reading_of_reading", "reading_of", main["reading_of"], ""),
        ("peer_is_itself", column if cells[column] else "peer_id", itself, ""),
        ("units_differ", column, not convertible(peer, own), own),
    ]


def _doubts(cells: Cells, known: Known) -> Rules:
    """What is valid of a target and yet looks like a slip, or takes its verdict away."""
    indicator, value = known.of("indicators", cells, "indicator_id"), cells.number("value")
    kind, direction = KINDS.get(cells["kind"], Kind("", needs=())), indicator["direction"]
    wants = {"more": "up", "less": "down"}.get(kind.sense, direction)
    against = direction and kind.schedule and kind.needs and wants != direction
    main = known.of("targets", cells, "reading_of") or cells
    base, ends = cells.end("baseline_period"), [f.end("period") for f in known.figures_of(cells)]
    unbased = base == base and ends and not any(same(end, base) for end in ends)
    beyond = [(name, _beyond(cells, name, indicator)) for name in ("value", "value_upper")]
    return [
        ("direction", "kind", against, direction),
        ("odd_value", "value", value < kind.least, kind.least),
        ("odd_value", "value", value > kind.most, kind.most),
        *(("out_of_reach", name, kind.amount and past is not None, past) for name, past in beyond),
        ("reading_elsewhere", "reading_of", main["indicator_id"] != cells["indicator_id"], main),
        ("no_baseline", "baseline_period", unbased, ""),
    ]


def _figure(cells: Cells, known: Known) -> Rules:
    """Whether a figure keeps its indicator's limits and unit, its period its basis and date."""
    indicator, value = known.of("indicators", cells, "indicator_id"), cells.number("value")
    bound, source = _beyond(cells, "value", indicator), known.of("sources", cells, "source_id")
    whole = {"rank": value % 1 == 0, "state": value in {0, 1}}.get(indicator["nature"], True)
    unlike = indicator and not convertible(cells["unit"], indicator["unit"])
    (label, start, end), on = cells.period("period"), cells.end("published")
    fits = len(label) in BASIS_FORMS.get(cells["basis"], {len(label)})
    early = fits and start + DAY <= on < end - DAY and cells["status"] == "official"
    return [
        ("beyond_bound", "value", bound is not None, bound),
        ("not_whole", "value", value == value and not whole, indicator),
        ("units_differ", "unit", unlike, indicator["unit"]),
        ("derived_without_formula", "note", cells["status"] == "derived" and not cells["note"], ""),
        ("basis_of_period", "basis", label and not fits, ""),
        ("published_early", "published", fits and on < start + DAY, ""),
        ("published_before_end", "published", early, ""),
        ("published_after_access", "published", on > source.end("accessed") + DAY, source),
        ("source_younger", "published", source.end("published") > on + DAY, source),
    ]


def _step(cells: Cells, known: Known) -> Rules:
    target, value = known.of("targets", cells, "target_id"), cells.number("value")
    base, end = target.end("baseline_period"), target.end("deadline")
    begun = [f.number("value") for f in known.figures_of(target) if same(f.end("period"), base)]
    less = KINDS.get(target["kind"], Kind("")).sense == "less"
    back = value > max(begun, default=math.inf) if less else value < min(begun, default=-math.inf)
    return [
        ("step_after_deadline", "period", cells.end("period") > end, target),
        ("step_backwards", "value", back, f"{begun[-1]:g}" if begun else ""),
    ]


def _quote(cells: Cells, known: Known) -> Rules:
    """Whether a quote stands in its source's text, where there is one, on the line it names."""
    column = "text_zh" if "text_zh" in cells else "quote"
    quote, lines = cells[column], known.text.get(cells["source_id"])
    if lines is None or not quote:
        return []
    found = [f"L{place}" for place, line in enumerate(lines, start=1) if quote in line]
    elsewhere = found and cells["locator"] and cells["locator"] not in found
    return [
        ("quote_not_found", column, not found, ""),
        ("quote_elsewhere", "locator", elsewhere, ", ".join(found)),
    ]


RULES = {
    "pillars": (_named,), "indicators": (_named,),
    "targets": (_promise, _beside, _quote, _doubts),
    "commitments": (_quote,), "observations": (_figure, _quote), "schedule": (_step, _quote),
}  # fmt: skip
