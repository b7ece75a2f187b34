"""Faults to plant into a plan's folder, each with the place at which `check` must name it.

A fault is a function that changes a `Draft` and returns what it did, or None where the plan has
nothing to do it to. Its reach says what may stand beside it: a `cell` alone, the rows that it
`relates`, a whole `file`, the `plan`'s settings.
"""

from __future__ import annotations

import copy
import csv
import io
import json
import os
import random
from calendar import month_abbr
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from planpace.plan.kinds import KINDS
from planpace.plan.schema import Column, columns, contract, key, spoken
from planpace.plan.settings import META, declared
from planpace.words.units import convertible


class Fault(NamedTuple):
    """What was planted. `demand`: `named` in its place, by a problem or a warning; the `same`
    values loaded or the file named; or `alive`: no traceback, no more.
    """

    kind: str
    file: str
    row: int | None
    column: str
    demand: str  # fmt: skip


@dataclass
class Draft:
    """A plan to be spoilt: its settings, its tables as text, and what comes after writing them."""

    meta: dict[str, Any]
    tables: dict[str, tuple[list[str], list[list[str]]]]
    others: dict[str, bytes]
    after: list[Callable[[Path], None]] = field(default_factory=list)
    taken: set[tuple[str, int]] = field(default_factory=set)

    @classmethod
    def of(cls, folder: Path) -> Draft:
        """Read a sound plan."""
        tables = {}
        for path in sorted(folder.glob("*.csv")):
            with path.open(encoding="utf-8", newline="") as file:
                header, *rows = csv.reader(file)
            tables[path.stem] = header, rows
        meta = json.loads((folder / META).read_text("utf-8"))
        rest = (p for p in folder.glob("*/*") if p.is_file())
        return cls(meta, tables, {str(p.relative_to(folder)): p.read_bytes() for p in rest})

    def copy(self) -> Draft:
        """Return one that can be spoilt without this one."""
        return copy.deepcopy(self)

    @property
    def languages(self) -> tuple[str, ...]:
        """What the plan speaks."""
        return declared(self.meta["planpace"])

    def write(self, folder: Path) -> Path:
        """Write the plan into an empty folder, and spoil the files that are to be spoilt."""
        folder.mkdir(parents=True)
        (folder / META).write_text(json.dumps(self.meta, ensure_ascii=True), "utf-8")
        for name, content in self.others.items():
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_bytes(content)
        for name, (header, rows) in self.tables.items():
            (folder / f"{name}.csv").write_text(text_of(header, rows), "utf-8", newline="")
        for spoil in self.after:
            spoil(folder)
        return folder

    def get(self, table: str, row: int, column: str) -> str:
        """A cell; rows are counted from 0."""
        header, rows = self.tables[table]
        return rows[row][header.index(column)] if column in header else ""

    def put(self, table: str, row: int, column: str, value: str) -> None:
        """Change a cell; a column that the file lacks is added."""
        header, rows = self.tables[table]
        if column not in header:
            header.append(column)
            for each in rows:
                each.append("")
        rows[row][header.index(column)] = value

    def add(self, table: str, cells: dict[str, str]) -> int:
        """Append a row and return its number."""
        header, rows = self.tables.setdefault(table, ([*columns(table)], []))
        rows.append([cells.get(name, "") for name in header])
        return len(rows) - 1

    def row(self, table: str, row: int) -> dict[str, str]:
        """A row's cells by column."""
        header, rows = self.tables[table]
        return dict(zip(header, rows[row], strict=True))

    def free(self, table: str) -> list[int]:
        """The rows of a table that no fault has touched."""
        rows = self.tables.get(table, ([], []))[1]
        return [n for n in range(len(rows)) if (table, n) not in self.taken]

    def find(self, table: str, **cells: str) -> list[int]:
        """The rows that hold some cells."""
        rows = self.tables.get(table, ([], []))[1]
        return [n for n in range(len(rows))
                if all(self.get(table, n, c) == v for c, v in cells.items())]  # fmt: skip

    def entity(self, table: str, row: int) -> str:
        """Whose a row is; the plan's one entity where it does not say."""
        return self.get(table, row, "entity_id") or self.get("entities", 0, "entity_id")

    def figures(self, row: int) -> list[int]:
        """The figures of a target's indicator and entity."""
        found = self.find("observations", indicator_id=self.get("targets", row, "indicator_id"))
        return [n for n in found if self.entity("observations", n) == self.entity("targets", row)]

    def measure(self, table: str, row: int) -> int:
        """The indicator's row of a target or figure."""
        return self.find("indicators", indicator_id=self.get(table, row, "indicator_id"))[0]


def text_of(header: list[str], rows: list[list[str]], mark: str = ",") -> str:
    """A table as a file holds it."""
    file = io.StringIO()
    csv.writer(file, delimiter=mark, lineterminator="\n").writerows([header, *rows])
    return file.getvalue()


Planter = Callable[[random.Random, Draft], Fault | None]
FAULTS: dict[str, tuple[str, Planter]] = {}
"""Each kind of fault by its name: its reach, and what plants it."""
BAD = {
    "number": ("NaN", "inf", "1e999", "0x10", "1_000", "..", "٣", "--5", "1.2.3", "much", "12,5,1",
               "1 2 3 x", "=1+1", "1e+", "½", "1/2", "0b1", "5-7"),
    "date": ("2020-02-30", "2020-13-01", "03/04/2020", "20200301", "1022-03-01", "9999-12-31",
             "2020-00-10", "2020-01-00", "yesterday", "2020-W10-1", "44000", "01-Mar-20",
             "0000-01-01", "2020-03-01T09:30", "2020"),
    "period": ("2019-13", "2019Q5", "2020-01-00", "2020-06-31", "1022", "9999", "0000", "FY2020",
               "19", "2020-00", "2020Q0", "Jun-20", "2020-06-", "20２0年x", "2019/20"),
    "time": ("2020Q2", "2020-06", "1022", "9999", "2020-01-00", "2020-13-01", "end of 2025", "25",
             "9999-12-31", "12/11/2025"),
}  # fmt: skip
"""What no cell of a type may hold."""
HUGE = ("1e21", "-1e308", "1e300", "-9" + "9" * 40, "1" + "0" * 400)
HIDDEN = ("\x07", "\0", "\x1b[31m", "\n", "\r\n", "\u202e", "\u200f", "\ufeff", "\u2028", "\u0085",
          "\u200b", "\u2066", "\ue000", "\x7f")  # fmt: skip
BAD_IDS = (
    "a b",
    "Abc",
    "中文",
    "-x",
    "../x",
    "a/b",
    "x" * 260,
    "a\u202eb",
    "a.b",
    "__x",
    "a#b?c%20",
)
FAR = "elsewhere_where_nobody_is"


def plants(kind: str, reach: str) -> Callable[[Planter], Planter]:
    """Register a fault under its kind."""

    def registered(planter: Planter) -> Planter:
        FAULTS[kind] = (reach, planter)
        return planter

    return registered


def _cell(
    rng: random.Random, draft: Draft, wanted: Callable[[Column], bool], filled: bool = False
) -> tuple[str, int, Column] | None:
    """A free cell of a column that is wanted and that the plan speaks."""
    places = [
        (table, c) for table, (header, _) in draft.tables.items() if table in contract()
        for c in columns(table).values()
        if c.column in header and wanted(c) and spoken(c.column, draft.languages)
    ]  # fmt: skip
    rng.shuffle(places)
    for table, column in places:
        rows = [n for n in draft.free(table)
                if not filled or draft.get(table, n, column.column)]  # fmt: skip
        if rows:
            row = rng.choice(rows)
            draft.taken.add((table, row))
            return table, row, column
    return None


def _in_cell(
    kind: str, wanted: Callable[[Column], bool], change: Callable[[random.Random, str], str],
    filled: bool = False, demand: str = "named",
) -> None:  # fmt: skip
    """Register a fault in one cell, seen in that cell alone."""

    def plant(rng: random.Random, draft: Draft) -> Fault | None:
        if not (found := _cell(rng, draft, wanted, filled)):
            return None
        table, row, column = found
        draft.put(table, row, column.column, change(rng, draft.get(table, row, column.column)))
        return Fault(kind, f"{table}.csv", row + 2, column.column, demand)

    FAULTS[kind] = ("cell", plant)


def _inside(rng: random.Random, text: str, more: str) -> str:
    """Put something into a text, not at its ends, where blanks fall away."""
    text = text if len(text) > 1 else "made up"
    at = rng.randrange(1, len(text))
    return text[:at] + more + text[at:]


def _required(column: Column) -> bool:
    return column.need == "required"


def _text(column: Column) -> bool:
    return column.type == "string" and not (column.values or column.form or column.refers)


_in_cell("empty required cell", _required, lambda rng, _: rng.choice(["", "  ", "\u3000", "\xa0"]))
_in_cell(
    "word outside its list",
    lambda c: bool(c.values),
    lambda rng, _: rng.choice(["more", "annuall", "sideways", "官方的", "1", "yes!", "null"]),
)
for _type, _wrong in BAD.items():
    _in_cell(f"no {_type}", lambda c, t=_type: c.type == t and c.column != "value",
             lambda rng, _, w=_wrong: rng.choice(w))  # fmt: skip
_in_cell("no number", lambda c: c.type == "number", lambda rng, _: rng.choice(BAD["number"]))
_in_cell("huge number", lambda c: c.type == "number", lambda rng, _: rng.choice(HUGE))
_in_cell("control or hidden character", lambda c: c.type == "string" and not c.values,
         lambda rng, text: _inside(rng, text, rng.choice(HIDDEN)))  # fmt: skip
_in_cell("id of a wrong form", lambda c: c.form == columns("pillars")["pillar_id"].form,
         lambda rng, _: rng.choice(BAD_IDS))  # fmt: skip
_in_cell("cell of 100 KB", lambda c: c.type == "string" and not c.values,
         lambda rng, _: rng.choice(["x", "很", "<b>"]) * 30_000)  # fmt: skip
_in_cell("address of another kind", lambda c: c.column == "url",
         lambda rng, _: rng.choice(["javascript:alert(1)", "file:///etc/passwd", "www", "http://",
                                    "http://a b", "ftp://x"]), demand="alive")  # fmt: skip
_in_cell("accents in two parts", lambda c: _text(c) and c.column.startswith("name_"),
         lambda rng, text: _inside(rng, text[:50], "e\u0301"), demand="alive")  # fmt: skip
_in_cell("quote too long or short", lambda c: c.column == "quote" and bool(c.shortest),
         lambda rng, _: rng.choice(["abc", "很" * 81]))  # fmt: skip


@plants("cell of 1 MB", "file")
def _megabyte(rng: random.Random, draft: Draft) -> Fault | None:
    found = _cell(rng, draft, lambda c: c.type == "string" and not c.values)
    if not found:
        return None
    table, row, column = found
    draft.put(table, row, column.column, "x" * 1_000_000)
    return Fault("cell of 1 MB", f"{table}.csv", row + 2, "", "named")


@plants("id that is nowhere", "rows")
def _nowhere(rng: random.Random, draft: Draft) -> Fault | None:
    found = _cell(rng, draft, lambda c: bool(c.refers))
    if not found:
        return None
    table, row, column = found
    draft.put(table, row, column.column, FAR)
    return Fault("id that is nowhere", f"{table}.csv", row + 2, column.column, "named")


@plants("key twice", "rows")
def _twice(rng: random.Random, draft: Draft) -> Fault | None:
    tables = [t for t in draft.tables if t in contract() and len(draft.free(t)) > 1]
    table = rng.choice(tables)
    first, second = sorted(rng.sample(draft.free(table), 2))
    names = [name for name in key(table) if name in draft.tables[table][0]]
    for name in names:
        draft.put(table, second, name, draft.get(table, first, name))
    draft.taken |= {(table, first), (table, second)}
    return Fault("key twice", f"{table}.csv", second + 2, names[0], "named")


@plants("row of another length", "cell")
def _ragged(rng: random.Random, draft: Draft) -> Fault | None:
    table = rng.choice([t for t in draft.tables if draft.free(t)])
    row = rng.choice(draft.free(table))
    cells = draft.tables[table][1][row]
    if rng.random() < 0.5:
        cells.append("one more")
    else:
        cells.pop(rng.randrange(len(cells)))
    draft.taken.add((table, row))
    return Fault("row of another length", f"{table}.csv", row + 2, "", "named")


@plants("unit of another dimension", "rows")
def _dimension(rng: random.Random, draft: Draft) -> Fault | None:
    table = rng.choice(["observations", "targets"])
    rows = [n for n in draft.free(table)
            if table == "observations" or KINDS[draft.get(table, n, "kind")].amount]  # fmt: skip
    if not rows:
        return None
    row = rng.choice(rows)
    measure = draft.measure(table, row)
    own = draft.get("indicators", measure, "unit")
    others = [
        u for u in ("亿美元", "人", "天", "kt CO2e", "%", "furlongs") if not convertible(u, own)
    ]
    draft.put(table, row, "unit", rng.choice(others))
    draft.taken |= {(table, row), ("indicators", measure)}
    return Fault("unit of another dimension", f"{table}.csv", row + 2, "unit", "named")


# --- what is valid, and yet absurd -------------------------------------------------------------


def _target(rng: random.Random, draft: Draft, wanted: Callable[[int], bool]) -> int | None:
    """A free target whose indicator is free too, both taken now."""
    rows = [n for n in draft.free("targets") if wanted(n)]
    rows = [n for n in rows if ("indicators", draft.measure("targets", n)) not in draft.taken]
    if not rows:
        return None
    row = rng.choice(rows)
    draft.taken |= {("targets", row), ("indicators", draft.measure("targets", row))}
    draft.taken |= {("observations", n) for n in draft.figures(row)}
    return row


def _nature(draft: Draft, table: str, row: int) -> str:
    return draft.get("indicators", draft.measure(table, row), "nature")


def _of_target(
    kind: str, column: str, wanted: Callable[[Draft, int], bool],
    change: Callable[[random.Random, Draft, int], dict[str, str]],
) -> None:  # fmt: skip
    """Register a fault of a target that is wanted, with the cells that it is given."""

    def plant(rng: random.Random, draft: Draft) -> Fault | None:
        row = _target(rng, draft, lambda n: wanted(draft, n))
        if row is None:
            return None
        for name, value in change(rng, draft, row).items():
            draft.put("targets", row, name, value)
        return Fault(kind, "targets.csv", row + 2, column, "named")

    FAULTS[kind] = ("rows", plant)


def _kind(draft: Draft, row: int) -> str:
    return draft.get("targets", row, "kind")


def _plain(draft: Draft, row: int) -> bool:
    return _kind(draft, row) in {"at_least", "at_most"}


def _amounts(draft: Draft, row: int) -> bool:
    return _nature(draft, "targets", row) in {"stock", "flow", "index"}


_of_target("direction against kind", "kind", _plain, lambda rng, draft, n: {
    "kind": "at_most" if draft.get("indicators", draft.measure("targets", n), "direction") == "up"
    else "at_least"})  # fmt: skip
_of_target("baseline without a figure", "baseline_period",
           lambda d, n: bool(d.figures(n)) and _plain(d, n),
           lambda rng, d, n: {"baseline_period": "1950"})  # fmt: skip
_of_target(
    "compared with itself",
    "peer_id",
    lambda d, n: _amounts(d, n),
    lambda rng, d, n: {
        "kind": rng.choice(["match_peer", "beat_peer"]),
        "value": "",
        "peer_id": d.entity("targets", n),
        "peer_indicator_id": "",
    },
)
_of_target("share beyond 0 to 100", "value",
           lambda d, n: _nature(d, "targets", n) == "share" and _plain(d, n)
           and d.get("targets", n, "unit") == "%",
           lambda rng, d, n: {"value": rng.choice(["150", "-5", "100.5"])})  # fmt: skip
_of_target(
    "times nothing",
    "value",
    _amounts,
    lambda rng, d, n: {"kind": "multiply_by", "value": rng.choice(["0", "-2"]), "unit": "倍"},
)
_of_target("sum below nothing", "value", lambda d, n: _kind(d, n) == "cumulative",
           lambda rng, d, n: {"value": "-100"})  # fmt: skip
_of_target("growth of less than -100%", "value",
           lambda d, n: _nature(d, "targets", n) in {"rate", "stock", "flow"}
           and bool(d.get("targets", n, "start")),
           lambda rng, d, n: {"kind": "average_growth", "value": rng.choice(["-150", "-100"]),
                              "unit": "%"})  # fmt: skip
_of_target(
    "decrease of too much or backwards",
    "value",
    _amounts,
    lambda rng, d, n: {"kind": "decrease_by", "value": rng.choice(["150", "-10"]), "unit": "%"},
)
_of_target("rank target of 0", "value", lambda d, n: _kind(d, n) == "rank_within",
           lambda rng, d, n: {"value": rng.choice(["0", "-1"])})  # fmt: skip
_of_target("deadline before the start", "deadline",
           lambda d, n: bool(d.get("targets", n, "start")),
           lambda rng, d, n: {"deadline": "1951"})  # fmt: skip


@plants("reading of another indicator", "rows")
def _reading(rng: random.Random, draft: Draft) -> Fault | None:
    def other(n: int) -> list[int]:
        own = draft.get("targets", n, "indicator_id")
        return [m for m in draft.free("targets") if m != n
                and not draft.get("targets", m, "reading_of")
                and draft.get("targets", m, "indicator_id") != own]  # fmt: skip

    row = _target(rng, draft, lambda n: bool(other(n)))
    if row is None or not (others := other(row)):
        return None
    main = rng.choice(others)
    draft.taken.add(("targets", main))
    draft.put("targets", row, "reading_of", draft.get("targets", main, "target_id"))
    return Fault("reading of another indicator", "targets.csv", row + 2, "reading_of", "named")


def _figure(rng: random.Random, draft: Draft, wanted: Callable[[int], bool]) -> int | None:
    """A free figure whose indicator is free, both taken now with the rest of its series."""
    free = [n for n in draft.free("observations")
            if ("indicators", draft.measure("observations", n)) not in draft.taken]  # fmt: skip
    rows = [n for n in free if wanted(n)]
    if not rows:
        return None
    row = rng.choice(rows)
    same = draft.find("observations", indicator_id=draft.get("observations", row, "indicator_id"))
    draft.taken |= {("observations", n) for n in same}
    draft.taken.add(("indicators", draft.measure("observations", row)))
    return row


def _of_figure(
    kind: str, column: str, wanted: Callable[[Draft, int], bool],
    change: Callable[[random.Random, Draft, int], dict[str, str]],
) -> None:  # fmt: skip
    def plant(rng: random.Random, draft: Draft) -> Fault | None:
        row = _figure(rng, draft, lambda n: wanted(draft, n))
        if row is None:
            return None
        for name, value in change(rng, draft, row).items():
            draft.put("observations", row, name, value)
        return Fault(kind, "observations.csv", row + 2, column, "named")

    FAULTS[kind] = ("rows", plant)


def _has(nature: str) -> Callable[[Draft, int], bool]:
    return lambda draft, row: _nature(draft, "observations", row) == nature


def _choice(*values: str) -> Callable[[random.Random, Draft, int], dict[str, str]]:
    return lambda rng, draft, row: {"value": rng.choice(values)}


def _year(draft: Draft, row: int) -> bool:
    about = draft.row("observations", row)
    return about["basis"] == "annual" and len(about["period"]) == 4


_of_figure("growth of -150% in a year", "value", _has("rate"), _choice("-150", "-100.1"))
_of_figure("rank of 0", "value", _has("rank"), _choice("0", "-1", "2.5"))
_of_figure("state that is none", "value", _has("state"), _choice("2", "0.5", "-1"))
_of_figure("share that is none", "value", _has("share"), _choice("150", "-5"))
_of_figure(
    "full year published on 2 January of it",
    "published",
    _year,
    lambda rng, d, n: {
        "published": f"{d.get('observations', n, 'period')}-01-02",
        "status": "official",
        "bound": "",
    },
)
_of_figure(
    "published before its period",
    "published",
    _year,
    lambda rng, d, n: {"published": f"{int(d.get('observations', n, 'period')) - 1}-01-02"},
)
_of_figure(
    "basis of another period",
    "basis",
    _year,
    lambda rng, d, n: {"basis": rng.choice(["quarter", "month", "ytd"])},
)
_of_figure(
    "derived without a formula",
    "note",
    lambda d, n: True,
    lambda rng, d, n: {"status": "derived", "note": ""},
)


def _neighbours(draft: Draft, row: int) -> list[float]:
    """The figures of one series and basis by period; none where two are of one period."""
    about = draft.row("observations", row)
    names = ("indicator_id", "basis", "unit")
    same = [draft.row("observations", n) for n in
            draft.find("observations", **{n: about[n] for n in names})
            if draft.entity("observations", n) == draft.entity("observations", row)]  # fmt: skip
    periods = [cells["period"] for cells in same]
    plain = len({*periods}) == len(periods) and len({*map(len, periods)}) == 1
    return [abs(float(cells["value"])) for cells in same] if plain else []


def _steady(draft: Draft, row: int) -> bool:
    values = _neighbours(draft, row)
    return len(values) > 3 and 0 < max(values) < 3 * min(values)


_of_figure(
    "a thousand times its neighbours",
    "value",
    _steady,
    lambda rng, d, n: {
        "value": f"{float(d.get('observations', n, 'value')) * rng.choice([1000, 0.001, 1e4]):.10f}"
    },
)


@plants("two values on one day", "rows")
def _two(rng: random.Random, draft: Draft) -> Fault | None:
    sources = [draft.get("sources", n, "source_id") for n in draft.free("sources")]
    row = _figure(rng, draft, lambda n: True)
    if row is None or len(sources) < 2:
        return None
    cells = draft.row("observations", row)
    other = next(s for s in sources if s != cells["source_id"])
    again = draft.add("observations", cells | {"source_id": other, "value": "7.75", "quote": ""})
    draft.taken.add(("observations", again))
    return Fault("two values on one day", "observations.csv", again + 2, "value", "named")


def _dated(rng: random.Random, draft: Draft, column: str, date: str, kind: str) -> Fault | None:
    rows = [n for n in draft.free("observations")
            if (found := draft.find("sources", source_id=draft.get("observations", n, "source_id")))
            and ("sources", found[0]) not in draft.taken]  # fmt: skip
    if not rows:
        return None
    row = rng.choice(rows)
    of = draft.find("sources", source_id=draft.get("observations", row, "source_id"))[0]
    draft.put("sources", of, column, date)
    draft.taken |= {("observations", row), ("sources", of)}
    return Fault(kind, "observations.csv", row + 2, "published", "named")


@plants("published after its source was accessed", "rows")
def _accessed(rng: random.Random, draft: Draft) -> Fault | None:
    return _dated(rng, draft, "accessed", "1950-01-01", "published after its source was accessed")


@plants("source younger than its figure", "rows")
def _younger(rng: random.Random, draft: Draft) -> Fault | None:
    return _dated(rng, draft, "published", "2099-12-31", "source younger than its figure")


@plants("step on the wrong side of the baseline", "rows")
def _backwards(rng: random.Random, draft: Draft) -> Fault | None:
    def begun(n: int) -> list[int]:
        base = draft.get("targets", n, "baseline_period")
        return [
            m
            for m in draft.figures(n)
            if base
            and draft.get("observations", m, "period") == base
            and draft.get("observations", m, "unit") == draft.get("targets", n, "unit")
        ]

    row = _target(rng, draft, lambda n: _plain(draft, n) and bool(begun(n)))
    if row is None:
        return None
    values = [float(draft.get("observations", m, "value")) for m in begun(row)]
    less = _kind(draft, row) == "at_most"
    value = max(values) + 1 if less else min(values) - 1
    named = draft.get("targets", row, "target_id")
    period = draft.get("targets", row, "deadline")[:4]
    for old in draft.find("schedule", target_id=named):
        draft.put("schedule", old, "period", "1950")
    again = draft.add("schedule", {"target_id": named, "period": period, "value": f"{value:.9f}",
                                   "source_id": draft.get("targets", row, "source_id"),
                                   "quote": "made up: a step"})  # fmt: skip
    draft.taken.add(("schedule", again))
    kind = "step on the wrong side of the baseline"
    return Fault(kind, "schedule.csv", again + 2, "value", "named")


# --- whole files -------------------------------------------------------------------------------


def _table(rng: random.Random, draft: Draft, least: int = 0) -> str:
    known = [t for t in draft.tables if t in contract() and len(draft.tables[t][1]) >= least]
    return rng.choice([t for t in known if not any(t == of for of, _ in draft.taken)] or known)


def _bytes(table: str, change: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        path = folder / f"{table}.csv"
        path.write_bytes(change(path.read_bytes()))

    return spoil


@plants("lost column", "file")
def _lost(rng: random.Random, draft: Draft) -> Fault | None:
    table = _table(rng, draft)
    header, rows = draft.tables[table]
    own = columns(table)
    names = [n for n in header if n in own and own[n].need in {"required", "column"}
             and spoken(n, draft.languages)]  # fmt: skip
    name = rng.choice(names)
    at = header.index(name)
    for cells in (header, *rows):
        cells.pop(at)
    return Fault("lost column", f"{table}.csv", 1, name, "named")


@plants("misspelt column", "file")
def _misspelt(rng: random.Random, draft: Draft) -> Fault | None:
    table = _table(rng, draft)
    header = draft.tables[table][0]
    at = rng.choice([n for n, name in enumerate(header) if name in columns(table)])
    name = header[at]
    ways = [name + "s", name[:-1] + "x", f"{name} {name}", f"\u200b{name}", f"{name}?"]
    header[at] = wrong = rng.choice(ways)
    return Fault("misspelt column", f"{table}.csv", 1, wrong, "named")


@plants("column twice", "file")
def _double(rng: random.Random, draft: Draft) -> Fault | None:
    table = _table(rng, draft)
    header, rows = draft.tables[table]
    at = rng.choice([n for n, name in enumerate(header) if name in columns(table)])
    name = header[at]
    for cells in (header, *rows):
        cells.append(cells[at])
    return Fault("column twice", f"{table}.csv", 1, name, "named")


@plants("quotation mark left open", "file")
def _open(rng: random.Random, draft: Draft) -> Fault | None:
    table = _table(rng, draft, 1)
    row = rng.randrange(len(draft.tables[table][1]))

    def change(held: bytes) -> bytes:
        header, rows = draft.tables[table]
        text = text_of(header, rows[:row])
        return (text + '"' + text_of(*_split(rows[row:])).replace('"', "")).encode()

    draft.after.append(_bytes(table, change))
    return Fault("quotation mark left open", f"{table}.csv", row + 2, "", "named")


def _split(rows: list[list[str]]) -> tuple[list[str], list[list[str]]]:
    return rows[0], rows[1:]


@plants("NUL bytes", "alone")
def _nul(rng: random.Random, draft: Draft) -> Fault | None:
    table = _table(rng, draft, 1)
    at = rng.random()

    def change(held: bytes) -> bytes:
        place = int(at * len(held))
        return held[:place] + b"\0" * 3 + held[place:]

    draft.after.append(_bytes(table, change))
    return Fault("NUL bytes", f"{table}.csv", None, "", "same")


@plants("file cut off", "file")
def _cut(rng: random.Random, draft: Draft) -> Fault | None:
    table = _table(rng, draft, 2)
    row = rng.randrange(len(draft.tables[table][1]))
    header, rows = draft.tables[table]
    draft.tables[table] = header, rows[:row]
    cells = rows[row][: rng.randrange(1, len(header))]
    draft.after.append(_bytes(table, lambda held: held + text_of(cells, []).encode()[:-1]))
    if not any(cells):
        return None
    return Fault("file cut off", f"{table}.csv", row + 2, "", "named")


@plants("bytes that are no UTF-8", "file")
def _surrogate(rng: random.Random, draft: Draft) -> Fault | None:
    table = _table(rng, draft, 1)
    what = rng.choice([b"\xed\xa0\x80", b"\xff", b"\xc3\x28", b"\xfe\xfe\xff", b"\x80"])
    draft.after.append(_bytes(table, lambda held: held[:-2] + what + held[-2:]))
    return Fault("bytes that are no UTF-8", f"{table}.csv", None, "", "named")


@plants("folder instead of a file", "file")
def _folder(rng: random.Random, draft: Draft) -> Fault | None:
    name = rng.choice([*(f"{t}.csv" for t in contract()), META])

    def spoil(folder: Path) -> None:
        (folder / name).unlink(missing_ok=True)
        (folder / name).mkdir()

    draft.after.append(spoil)
    return Fault("folder instead of a file", name, None, "", "named")


@plants("link out of the folder", "file")
def _link(rng: random.Random, draft: Draft) -> Fault | None:
    source = draft.get("sources", 0, "source_id")
    text = f"sources/{source}.txt"
    name = rng.choice([*(f"{t}.csv" for t in contract()), META, text, "fonts/x.ttf"])
    to = rng.choice(["/dev/zero", "/etc/passwd", "../elsewhere", "loop", "/nowhere", "fifo"])

    def spoil(folder: Path) -> None:
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        if to == "../elsewhere" and path.is_file():
            path.rename(folder.parent / "elsewhere")
        path.unlink(missing_ok=True)
        if to == "fifo":
            os.mkfifo(path)
        else:
            aim = {"loop": str(path), "../elsewhere": str(folder.parent / "elsewhere")}
            path.symlink_to(aim.get(to, to))

    draft.after.append(spoil)
    return Fault("link out of the folder", name, None, "", "named")


@plants("stray file", "plan")
def _stray(rng: random.Random, draft: Draft) -> Fault | None:
    name = rng.choice(["Schedule.csv", "observation.csv", "target.csv", "OBSERVATIONS.csv",
                       "targets (1).csv", "sources.csv.csv", "Indicators.CSV", "entitys.csv",
                       "observations.tsv", "targets.CSV", "comitments.csv", "pillar.csv",
                       "plan.xlsx", "目标.xlsx", "datapackage.jsn", "Datapackage.json",
                       "数据.csv", "observations"])  # fmt: skip
    draft.after.append(lambda folder: (folder / name).write_bytes(b"x"))
    return Fault("stray file", name, None, "", "named")


@plants("font that is none", "plan")
def _font(rng: random.Random, draft: Draft) -> Fault | None:
    name = rng.choice(["fonts/x.ttf", "fonts/x.otf", "fonts/中文.TTF"])
    what = rng.choice([b"", b"no font", b"\0" * 100, b"\0\1\0\0", b"\0\1\0\0" + b"\xff" * 200,
                       b"OTTO" + b"\0" * 50, b"true"])  # fmt: skip

    def spoil(folder: Path) -> None:
        (folder / "fonts").mkdir(exist_ok=True)
        (folder / name).write_bytes(what)

    draft.after.append(spoil)
    return Fault("font that is none", name, None, "", "named")


@plants("text of a source that is none", "plan")
def _text_of_source(rng: random.Random, draft: Draft) -> Fault | None:
    name = f"sources/{draft.get('sources', 0, 'source_id')}.txt"
    what = rng.choice([b"\xff\xfe\0", "规划".encode("gbk"), None, b"x" * 65_000_000])

    def spoil(folder: Path) -> None:
        (folder / "sources").mkdir(exist_ok=True)
        (folder / name).unlink(missing_ok=True)
        if what is None:
            (folder / name).mkdir()
        else:
            (folder / name).write_bytes(what)

    draft.after.append(spoil)
    return Fault("text of a source that is none", name, None, "", "named")


# --- settings ----------------------------------------------------------------------------------


def _setting(rng: random.Random, draft: Draft, kind: str, name: str, value: object) -> Fault:
    draft.meta["planpace"][name] = value
    draft.taken.add((META, 0))
    return Fault(kind, META, None, f"planpace.{name}", "named")


@plants("name that is none", "plan")
def _name(rng: random.Random, draft: Draft) -> Fault | None:
    name = f"name_{rng.choice(draft.languages)}"
    value = rng.choice(["", "  ", "\u3000", "Pl\0an", "Pl\nan", "Pl\u202ean", "\u200f",
                        "Pl\ud800an", "\x1b[2J", 5, None, ["x"], {"x": 1}, True, "\ue000",
                        "x" * 100_000])  # fmt: skip
    return _setting(rng, draft, "name that is none", name, value)


@plants("key that nothing reads", "plan")
def _unread(rng: random.Random, draft: Draft) -> Fault | None:
    name = rng.choice(["band", "publisher", "colour", "Languages", "name_fr", "\ud800", "a\nb", ""])
    return _setting(rng, draft, "key that nothing reads", name, "x")


@plants("limits that are none", "plan")
def _bands(rng: random.Random, draft: Draft) -> Fault | None:
    value: object = rng.choice([
        {"ahed": 5}, {"Ahead": 5}, {"ahead": "5"}, {"ahead": True}, {"ahead": None}, [5, 0, -5], 5,
        "x", None, {"ahead": float("nan")}, {"ahead": float("inf")}, {"ahead": 10**400},
        {"ahead": -9}, {"off_track": 9}, {"ahead": -1e308}, {"ahead": [5]}, {"on_track": 3},
    ])  # fmt: skip
    return _setting(rng, draft, "limits that are none", "bands", value)


@plants("publishers that are none", "plan")
def _publishers(rng: random.Random, draft: Draft) -> Fault | None:
    one = draft.get("indicators", 0, "indicator_id")
    values: list[object] = [
        ["x"], 5, {one: "x"}, {one: {}}, {one: {"zh": 5, "en": 5}}, {one: None},
        {one: {"zh": "a\nb", "en": "a\nb"}}, {one: {"zh": "\ud800", "en": "\ud800"}},
        {FAR: {"zh": "甲", "en": "A"}},
    ]  # fmt: skip
    return _of_somebody(rng, draft, "publishers", values)


@plants("breaks that are none", "plan")
def _breaks(rng: random.Random, draft: Draft) -> Fault | None:
    one = draft.get("indicators", 0, "indicator_id")
    values: list[object] = [["x"], 5, {one: "2020"}, {one: ["x"]}, {one: [2020]}, {one: None},
                            {FAR: ["2015"]}, {one: ["9999"]}, {one: ["2020-02-31"]}]  # fmt: skip
    return _of_somebody(rng, draft, "breaks", values)


def _of_somebody(rng: random.Random, draft: Draft, name: str, values: list[object]) -> Fault:
    value = rng.choice(values)
    fault = _setting(rng, draft, f"{name} that are none", name, value)
    nobody = isinstance(value, dict) and FAR in value
    return fault._replace(column=f"{fault.column}.{FAR}") if nobody else fault


@plants("day of the plan that is none", "plan")
def _day(rng: random.Random, draft: Draft) -> Fault | None:
    values: tuple[object, ...] = (*BAD["date"], "", None, 2020, 10**400, ["2020-01-01"], "9" * 9000)
    return _setting(rng, draft, "day of the plan that is none", "published", rng.choice(values))


@plants("languages that are none", "plan")
def _languages(rng: random.Random, draft: Draft) -> Fault | None:
    values: list[object] = [[], ["fr"], "en", ["en", "en"], [5], [["en"]], {"en": 1}, None,
                            ["EN"], ["zh", "fr"], [None]]  # fmt: skip
    return _setting(rng, draft, "languages that are none", "languages", rng.choice(values))


@plants("broken datapackage.json", "file")
def _json(rng: random.Random, draft: Draft) -> Fault | None:
    how = rng.randrange(12)

    def spoil(folder: Path) -> None:
        path = folder / META
        held = path.read_bytes()
        path.write_bytes([
            held[: len(held) // 2], b"", b"[" * 50_000, b"{\"a\":" * 50_000 + b"1" + b"}" * 50_000,
            b"{\"planpace\": 1" + b"0" * 5_000 + b"}", b"[]", b"null", b"\"x\"", b"{}",
            held.decode().encode("utf-16"), b"\0" + held, held + held,
        ][how])  # fmt: skip

    draft.after.append(spoil)
    return Fault("broken datapackage.json", META, None, "", "named")


@plants("resources that are none", "plan")
def _resources(rng: random.Random, draft: Draft) -> Fault | None:
    values: list[Any] = [
        None, 5, "x", ["x"], [5], [{"name": "targets", "schema": "x"}], [{"name": []}],
        [{"name": "targets", "schema": {"fields": ["x"]}}], [{"schema": {"fields": []}}],
        [{"name": "targets", "schema": {"fields": [{"name": ["x"]}]}}], {"x": 5},
        [{"name": "targets", "schema": {"fields": [{"name": None}]}}],
        [{"name": "targets", "schema": {"fields": 5}}],
    ]  # fmt: skip
    draft.meta["resources"] = rng.choice(values)
    return Fault("resources that are none", META, None, "", "alive")


# --- formats as people save them: the same values, or refused in a place -------------------------


def _saved(kind: str, change: Callable[[random.Random, str], bytes]) -> None:
    def plant(rng: random.Random, draft: Draft) -> Fault | None:
        table, seed = _table(rng, draft, 1), rng.random()
        draft.after.append(
            _bytes(table, lambda held: change(random.Random(seed), held.decode())))  # fmt: skip
        return Fault(kind, f"{table}.csv", None, "", "same")

    FAULTS[kind] = ("alone", plant)


def _marked(text: str, mark: str) -> str:
    header, *rows = csv.reader(io.StringIO(text, newline=""))
    return text_of(header, rows, mark)


def _encoded(rng: random.Random, text: str) -> bytes:
    codes = ("latin-1", "cp1252", "big5", "shift-jis", "utf-16-le", "utf-16-be", "utf-32", "euc-kr",
             "cp1251", "cp437", "gb2312")  # fmt: skip
    try:
        return text.encode(rng.choice(codes))
    except UnicodeEncodeError:  # such a program could not have written it
        return text.encode("utf-32")


_saved("semicolons", lambda rng, text: _marked(text, ";").encode())
_saved("tabs", lambda rng, text: _marked(text, "\t").encode())
_saved("tabs in UTF-16", lambda rng, text: _marked(text, "\t").encode("utf-16"))
_saved("bars", lambda rng, text: _marked(text, "|").encode())
_saved("GBK", lambda rng, text: text.encode("gb18030"))
_saved("UTF-16", lambda rng, text: text.encode("utf-16"))
_saved(
    "a mark and Windows' line ends",
    lambda rng, text: text.replace("\n", "\r\n").encode("utf-8-sig"),
)
_saved("old Macs' line ends", lambda rng, text: text.replace("\n", "\r").encode())
_saved("another encoding", _encoded)
_saved("`sep=` above the header", lambda rng, text: b"sep=,\n" + text.encode())
_saved("blank lines and columns", lambda rng, text: _blank(text).encode())
_saved("blank lines above", lambda rng, text: b"\n\n" + text.encode())
_saved("a header in capitals", lambda rng, text: _capitals(text).encode())


def _blank(text: str) -> str:
    header, *rows = csv.reader(io.StringIO(text, newline=""))
    rows = [r for row in rows for r in ([*row], [""] * len(row), [])]
    return text_of(header, rows)


def _capitals(text: str) -> str:
    first, _, rest = text.partition("\n")
    return f"{first.upper()}\n{rest}"


def _continental(text: str, grouped: bool) -> str:
    """A table as Excel saves it in Berlin: semicolons, decimal commas, dots between thousands."""
    header, *rows = csv.reader(io.StringIO(text, newline=""))
    numbers = [
        n for n, name in enumerate(header) if name in {"value", "value_upper", "lower", "upper"}
    ]
    for row in rows:
        for n in numbers:
            whole, dot, part = row[n].partition(".")
            if grouped and whole.isdigit():
                whole = f"{int(whole):,}".replace(",", ".")
            row[n] = whole + ("," + part if dot else "")
    return text_of(header, rows, ";")


_saved("decimal commas", lambda rng, text: _continental(text, grouped=False).encode())
_saved("decimal commas and dots between thousands",
       lambda rng, text: _continental(text, grouped=True).encode())  # fmt: skip


def _grouped(value: str, mark: str) -> str:
    return f"{float(value):,.10f}".rstrip("0").rstrip(".").replace(",", mark)


DATES: dict[str, Callable[[str, str, str], str]] = {
    "2020/3/1": lambda y, m, d: f"{y}/{int(m)}/{int(d)}",
    "2020.3.1": lambda y, m, d: f"{y}.{int(m)}.{int(d)}",
    "2020年3月1日": lambda y, m, d: f"{y}年{int(m)}月{int(d)}日",
    "2020-3-1": lambda y, m, d: f"{y}-{int(m)}-{int(d)}",
    "2020-03-01 00:00:00": lambda y, m, d: f"{y}-{m}-{d} 00:00:00",
    "３/1/2020": lambda y, m, d: f"{int(m)}/{int(d)}/{y}",
    "1.3.2020": lambda y, m, d: f"{int(d)}.{int(m)}.{y}",
    "01-Mar-20": lambda y, m, d: f"{d}-{month_abbr[int(m)]}-{y[2:]}",
    "２０２０-03-01": lambda y, m, d: "".join(chr(ord(c) + 0xFEE0) for c in y) + f"-{m}-{d}",
    "20/3/1": lambda y, m, d: f"{y[2:]}/{int(m)}/{int(d)}",
}  # fmt: skip
NUMBERS: dict[str, Callable[[str], str]] = {
    "1,234.5": lambda v: _grouped(v, ","),
    "１２３": lambda v: "".join(chr(ord(c) + 0xFEE0) if c != "-" else "－" for c in v),
    "1.2E+03": lambda v: f"{float(v):.14E}",
    "1 234": lambda v: _grouped(v, " "),
    "1\xa0234,5": lambda v: _grouped(v, "\xa0").replace(".", ","),
    "+5": lambda v: v if v.startswith("-") else f"+{v}",
    "12.50": lambda v: f"{float(v):.12f}",
    "1'234": lambda v: _grouped(v, "'"),
    "12,5": lambda v: v.replace(".", ","),
    "(5)": lambda v: f"({v.lstrip('-')})" if v.startswith("-") else v,
    "1，234": lambda v: _grouped(v, "，"),
}  # fmt: skip


def _typed(kind: str, wanted: str, change: Callable[[str], str]) -> None:
    def plant(rng: random.Random, draft: Draft) -> Fault | None:
        places = [(t, c.column) for t, (header, rows) in draft.tables.items() if t in contract()
                  for c in columns(t).values() if c.type == wanted and c.column in header
                  and any(row[header.index(c.column)] for row in rows)]  # fmt: skip
        if not places:
            return None
        table, column = rng.choice(places)
        for row in range(len(draft.tables[table][1])):
            if value := draft.get(table, row, column):
                draft.put(table, row, column, change(value))
        return Fault(kind, f"{table}.csv", None, column, "same")

    FAULTS[kind] = ("alone", plant)


for _way, _date in DATES.items():
    _typed(f"dates as {_way}", "date", lambda text, f=_date: f(*text.split("-")))
for _way, _number in NUMBERS.items():
    _typed(f"numbers as {_way}", "number", lambda text, f=_number: f(text))


# --- more than anybody needs ---------------------------------------------------------------------


@plants("rows without end", "alone")
def _endless(rng: random.Random, draft: Draft) -> Fault | None:
    table = _table(rng, draft, 1)
    header, rows = draft.tables[table]
    wrong = [rng.choice(["x", "1", "=A1", "中"]) for _ in header]
    more = rng.choice([
        lambda held: held + b"x\n" * 199_000, lambda held: held + b"\n" * 31_000_000,
        lambda held: held + text_of(wrong, [wrong] * 60_000).encode(),
        lambda held: held + text_of(rows[0], [rows[0]] * 100_000).encode(),
        lambda held: held + b"," * 30_000_000, lambda held: held + b'"x",' * 5_000_000,
        lambda held: held + b"x\n" * 10_000_000, lambda held: held * (40_000_000 // len(held)),
        lambda held: b"x," * 1_000_000 + b"\n" + held,
        lambda held: ",".join(map(str, range(1_000_000))).encode() + b"\n" + held,
    ])  # fmt: skip
    draft.after.append(_bytes(table, more))
    return Fault("rows without end", f"{table}.csv", None, "", "same")
