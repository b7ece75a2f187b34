"""What a schema cannot say: the rules that hold between cells, rows and tables of a plan."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from planpace.plan.kinds import KINDS, Kind
from planpace.plan.periods import DAY, period
from planpace.plan.problems import Problem, problem
from planpace.plan.read import Table, number, read
from planpace.plan.settings import settings
from planpace.words.units import convertible

Cells = dict[str, str]

BASIS_FORMS = {
    "annual": {4}, "quarter": {6}, "month": {7}, "ytd": {6, 7}, "point": {4, 6, 7, 10},
}  # fmt: skip
"""How long a period's label may be on each basis: `2019`, `2020Q2`, `2020-06`, `2020-06-30`."""


def check_plan(folder: str | Path) -> list[Problem]:
    """Return every problem of a plan folder, by file and row; empty if it is sound."""
    return examine(Path(folder))[2]


def examine(folder: Path) -> tuple[dict[str, Any], dict[str, Table], list[Problem]]:
    """Read a plan folder whole: its settings, its tables, and every problem of both."""
    if not folder.is_dir():
        return {}, {}, [problem("no_folder", str(folder))]
    own, declared, problems = settings(folder)
    tables, found = read(folder, declared)
    problems += found
    indicators = {cells.get("indicator_id", ""): cells for _, cells in tables["indicators"].rows}
    for rule in (_pillars, _indicators, _targets, _observations, _schedule):
        problems += rule(tables, indicators)
    problems += _quotes(folder, tables)
    order = {f"{name}.csv": place for place, name in enumerate(tables)}
    first = {(p.file, p.row, p.column, p.rule if p.row is None else ""): p for p in problems[::-1]}
    told = sorted([*first.values()][::-1], key=lambda p: (order.get(p.file, -1), p.row or 0))
    return own, tables, told


def _number(text: str) -> float | None:
    try:
        return number(text)
    except ValueError:
        return None


def _end(text: str) -> float | None:
    try:
        return period(text).end
    except ValueError:
        return None


def _pillars(tables: dict[str, Table], _: dict[str, Cells]) -> Iterator[Problem]:
    for row, cells in tables["pillars"].rows:
        if cells.get("pillar_id") == "overview":  # the name of the whole plan's own report
            yield problem("reserved_id", tables["pillars"].file, row, "pillar_id", "overview")


def _indicators(tables: dict[str, Table], _: dict[str, Cells]) -> Iterator[Problem]:
    file = tables["indicators"].file
    for row, cells in tables["indicators"].rows:
        low, high = _number(cells.get("lower", "")), _number(cells.get("upper", ""))
        if low is not None and high is not None and low >= high:
            yield problem("bounds_crossed", file, row, "upper", cells["upper"], lower=low)


def _targets(tables: dict[str, Table], indicators: dict[str, Cells]) -> Iterator[Problem]:
    readings = {c.get("target_id", ""): c.get("reading_of", "") for _, c in tables["targets"].rows}
    for row, cells in tables["targets"].rows:
        indicator = indicators.get(cells.get("indicator_id", ""), {})
        for rule, column, more in (*_promise(cells, indicator), *_window(cells)):
            value = cells.get(column, "")
            yield problem(rule, tables["targets"].file, row, column, value, **more)
        if readings.get(cells.get("reading_of", "")):
            parent = cells["reading_of"]
            yield problem("reading_of_reading", tables["targets"].file, row, "reading_of", parent)


def _promise(cells: Cells, indicator: Cells) -> Iterator[tuple[str, str, dict[str, object]]]:
    """Whether a target's kind has what it needs: a value, a peer, a fitting indicator and unit."""
    name, nature = cells.get("kind", ""), indicator.get("nature", "")
    kind = KINDS.get(name, Kind("", needs=()))  # a name that no kind has is told as such
    for column in kind.needs:
        if not cells.get(column):
            yield "kind_needs", column, {"kind": name}
    if name == "unknown_value" and cells.get("value"):
        yield "value_of_unknown", "value", {}
    if cells.get("throughout") and not cells.get("start"):
        yield "kind_needs", "start", {"kind": "throughout"}
    if nature and kind.natures and nature not in kind.natures:
        allowed = ", ".join(kind.natures)
        yield "wrong_nature", "indicator_id", {"kind": name, "nature": nature, "allowed": allowed}
    if kind.course == "state" and _number(cells.get("value", "")) not in {None, 1.0}:
        yield "milestone_value", "value", {}
    low, high = _number(cells.get("value", "")), _number(cells.get("value_upper", ""))
    if low is not None and high is not None and low >= high:
        yield "bounds_crossed", "value_upper", {"lower": low}
    if indicator and kind.in_unit:
        unit = indicator.get("unit", "")
        if not convertible(cells.get("unit", ""), unit):
            yield "units_differ", "unit", {"unit": unit}


def _window(cells: Cells) -> Iterator[tuple[str, str, dict[str, object]]]:
    """Whether start, baseline and deadline of a target stand in their order."""
    deadline = _end(cells.get("deadline", ""))
    for column in ("start", "baseline_period", "deadline"):
        if cells.get(column) and _end(cells[column]) is None:
            yield "bad_period", column, {}
    if deadline is None:
        return
    if cells.get("start") and (_end(cells["start"]) or 0) > deadline:
        yield "deadline_before_start", "deadline", {"start": cells["start"]}
    if cells.get("baseline_period") and (_end(cells["baseline_period"]) or 0) >= deadline:
        yield "deadline_before_baseline", "deadline", {"baseline": cells["baseline_period"]}


def _observations(tables: dict[str, Table], indicators: dict[str, Cells]) -> Iterator[Problem]:
    file = tables["observations"].file
    for row, cells in tables["observations"].rows:
        indicator = indicators.get(cells.get("indicator_id", ""), {})
        value = _number(cells.get("value", ""))
        low, high = _limits(indicator)
        if value is not None and not low <= value <= high:
            limit = low if value < low else high
            yield problem("beyond_bound", file, row, "value", cells["value"], limit=limit)
        if indicator and not convertible(cells.get("unit", ""), indicator.get("unit", "")):
            unit = indicator.get("unit", "")
            yield problem("units_differ", file, row, "unit", cells.get("unit", ""), unit=unit)
        if cells.get("status") == "derived" and not cells.get("note"):
            yield problem("derived_without_formula", file, row, "note")
        label, basis = cells.get("period", ""), cells.get("basis", "")
        if not label:
            continue
        if _end(label) is None:
            yield problem("bad_period", file, row, "period", label)
        elif len(label) not in BASIS_FORMS.get(basis, {len(label)}):
            yield problem("basis_of_period", file, row, "basis", basis, period=label)
        elif (_end(cells.get("published", "")) or 9999.0) < period(label).start + DAY:
            published = cells["published"]
            yield problem("published_early", file, row, "published", published, period=label)


def _limits(indicator: Cells) -> tuple[float, float]:
    """What an indicator's figures cannot be below or above; a share lies between 0 and 100."""
    low, high = (0.0, 100.0) if indicator.get("nature") == "share" else (-math.inf, math.inf)
    lower, upper = _number(indicator.get("lower", "")), _number(indicator.get("upper", ""))
    return low if lower is None else lower, high if upper is None else upper


def _schedule(tables: dict[str, Table], _: dict[str, Cells]) -> Iterator[Problem]:
    windows = {c.get("target_id", ""): c for _, c in tables["targets"].rows}
    for row, cells in tables["schedule"].rows:
        target = windows.get(cells.get("target_id", ""), {})
        end, deadline = _end(cells.get("period", "")), _end(target.get("deadline", ""))
        if end is None and cells.get("period"):
            yield problem("bad_period", "schedule.csv", row, "period", cells["period"])
        elif end is not None and deadline is not None and end > deadline:
            late = target["deadline"]
            yield problem(
                "step_after_deadline", "schedule.csv", row, "period", cells["period"], deadline=late
            )


def _quotes(folder: Path, tables: dict[str, Table]) -> Iterator[Problem]:
    """Each quote must stand in `sources/<source_id>.txt`, where the plan folder has that text."""
    lines: dict[str, list[str]] = {}
    for path in sorted(folder.glob("sources/*.txt")):
        try:
            lines[path.stem] = path.read_text(encoding="utf-8").split("\n")
        except OSError as error:
            yield problem("not_readable", f"sources/{path.name}", value=error.strerror)
        except UnicodeDecodeError as error:
            yield problem("not_utf8", f"sources/{path.name}", value=f"byte {error.start}")
    for name in ("targets", "commitments", "observations", "schedule"):
        column = "text_zh" if name == "commitments" else "quote"
        for row, cells in tables[name].rows:
            source, quote, locator = (cells.get(c, "") for c in ("source_id", column, "locator"))
            if source not in lines or not quote:
                continue
            yield from _quote(tables[name].file, row, column, quote, locator, lines[source])


def _quote(
    file: str, row: int, column: str, quote: str, locator: str, lines: Iterable[str]
) -> Iterator[Problem]:
    found = [f"L{place}" for place, line in enumerate(lines, start=1) if quote in line]
    if not found:
        yield problem("quote_not_found", file, row, column, quote)
    elif locator and locator not in found:
        yield problem("quote_elsewhere", file, row, "locator", locator, found=", ".join(found))
