"""What a schema cannot say: the rules that hold between cells, rows and tables of a plan."""

import math
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from planpace.plan.kinds import KINDS, Kind
from planpace.plan.periods import DAY, period
from planpace.plan.problems import Problem, problem
from planpace.plan.read import Cells, Json, Table, read
from planpace.words.units import convertible

BASIS_FORMS = {"annual": {4}, "quarter": {6}, "month": {7}, "ytd": {6, 7}, "point": {4, 6, 7, 10}}
"""How long a period's label may be on each basis: `2019`, `2020Q2`, `2020-06`, `2020-06-30`."""

# Where a row's rules look things up: other rows by their id, the lines of a source's text.
Known = NamedTuple("Known", [
    ("indicator", dict[str, Cells]), ("target", dict[str, Cells]), ("text", dict[str, list[str]]),
])  # fmt: skip

Faults = Iterator[tuple[str, str, dict[str, object]]]
"""Each rule that a row breaks, in which column, and what its message needs to say."""


def check_plan(folder: str | Path) -> list[Problem]:
    """Return every problem of a plan folder, by file and row; empty if it is sound."""
    return examine(Path(folder))[2]


def examine(folder: Path) -> tuple[Json, dict[str, Table], list[Problem]]:
    """Read a plan folder whole: its settings, its tables, and every problem of both."""
    if not folder.is_dir():
        return {}, {}, [problem("no_folder", str(folder))]
    own, tables, problems = read(folder)
    texts, unread = _texts(folder)
    indicators = {cells["indicator_id"]: cells for _, cells in tables["indicators"].rows}
    targets = {cells["target_id"]: cells for _, cells in tables["targets"].rows}
    known, problems = Known(indicators, targets, texts), problems + unread
    for name, rules in RULES.items():
        for row, cells in tables[name].rows:
            for broken, column, more in chain.from_iterable(rule(cells, known) for rule in rules):
                file, value = tables[name].file, cells[column]
                problems.append(problem(broken, file, row, column, value, **more))
    order = {table.file: place for place, table in enumerate(tables.values())}
    first = {(p.file, p.row, p.column, p.rule if p.row is None else ""): p for p in problems[::-1]}
    told = sorted([*first.values()][::-1], key=lambda p: (order.get(p.file, -1), p.row or 0))
    return own, tables, told


def _texts(folder: Path) -> tuple[dict[str, list[str]], list[Problem]]:
    lines, problems = {}, []
    for path in sorted(folder.glob("sources/*.txt")):
        file = f"sources/{path.name}"
        try:
            lines[path.stem] = path.read_text(encoding="utf-8").split("\n")
        except OSError as error:
            problems.append(problem("not_readable", file, value=error.strerror))
        except UnicodeDecodeError as error:
            problems.append(problem("not_utf8", file, value=f"byte {error.start}"))
    return lines, problems


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
    nature, unit = indicator["nature"], indicator["unit"]
    kind = KINDS.get(name, Kind("", needs=()))  # a name that no kind has is told as such
    for column in kind.needs:
        if not cells[column]:
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
    in_unit = not kind.relative and kind.course != "sides"
    if indicator and in_unit and not convertible(cells["unit"], unit):
        yield "units_differ", "unit", {"unit": unit}


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
    indicator = known.indicator.get(cells["indicator_id"], Cells())
    share, value = indicator["nature"] == "share", cells.number("value")
    lower = indicator.number("lower", 0.0 if share else math.nan)
    upper = indicator.number("upper", 100.0 if share else math.nan)
    if value < lower or value > upper:
        yield "beyond_bound", "value", {"limit": lower if value < lower else upper}
    if indicator and not convertible(cells["unit"], indicator["unit"]):
        yield "units_differ", "unit", {"unit": indicator["unit"]}
    if cells["status"] == "derived" and not cells["note"]:
        yield "derived_without_formula", "note", {}
    label, basis = cells["period"], cells["basis"]
    if label and math.isnan(cells.end("period")):
        yield "bad_period", "period", {}
    elif label and len(label) not in BASIS_FORMS.get(basis, {len(label)}):
        yield "basis_of_period", "basis", {"period": label}
    elif label and cells.end("published") < period(label).start + DAY:
        yield "published_early", "published", {"period": label}


def _step(cells: Cells, known: Known) -> Faults:
    target = known.target.get(cells["target_id"], Cells())
    if cells["period"] and math.isnan(cells.end("period")):
        yield "bad_period", "period", {}
    elif cells.end("period") > target.end("deadline"):
        yield "step_after_deadline", "period", {"deadline": target["deadline"]}


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
    "pillars": (_names,), "indicators": (_names,), "targets": (_promise, _window, _quote),
    "commitments": (_quote,), "observations": (_figure, _quote), "schedule": (_step, _quote),
}  # fmt: skip
