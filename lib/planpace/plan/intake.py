"""A workbook taken into a plan's folder, whole or not at all; and a plan's folder as a workbook."""

import csv
import json
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple
from unicodedata import normalize

from planpace.plan.cells import meant
from planpace.plan.check import examine
from planpace.plan.periods import FORM
from planpace.plan.problems import Place, PlanError, Problem, problem
from planpace.plan.read import Cells, Table, misnamed, row_of, table
from planpace.plan.schema import ID, columns, contract, headings, key, spoken
from planpace.plan.settings import KEYS, META, Json, declared, package, settings
from planpace.plan.workbook import Page, form, pages, text, titles
from planpace.words.say import languages, say

TITLES = ("name_zh", "name_en", "short_zh", "short_en", "title", "quote", "text_zh", "text_en")
"""The columns by whose words a row is known where its id is left out."""
BRIEF = re.compile(r"编号$|（.*）$| id$| \(.*\)$")  # what a heading is as clear without
GIVEN = re.compile(r"([^:：]+)[:：]\s*(.+)")  # 单位：万元 above a header holds for every row
NOTHING = {"", "-", "–", "—", "－", "——", "…", "……", "/"}  # what yearbooks print for no figure
TOP = 15  # rows among which a header is looked for

# What an import does: the rows new, changed and gone in each table, sheets left alone, warnings.
Taken = NamedTuple("Taken", [
    ("changes", dict[str, tuple[list[str], ...]]), ("left", list[str]),
    ("warnings", list[Problem]), ("languages", tuple[str, ...]),
])  # fmt: skip


def take(path: Path, folder: Path, stage: Path) -> Taken:
    """Make in `stage` what a plan's folder becomes with a workbook; PlanError tells all faults."""
    if folder.is_dir():
        shutil.copytree(folder, stage, symlinks=True)
    stage.mkdir(exist_ok=True)
    shown = [(titles().get(p.title.strip().casefold(), ""), p) for p in pages(path)]
    shown.sort(key=lambda one: [*contract(), "series", "plan", ""].index(one[0]))
    found = {name: page for name, page in shown if name and page.cells}
    meta, added, _ = settings(stage / META)
    own = meta["planpace"]
    told = _told(found.pop("plan"), path.name) if "plan" in found else {}
    for name, more in told.pop("columns", {}).items():
        added.setdefault(name, set()).update(map(str, more))
    kept, own = told.pop("package", _kept(meta)), told or own or _guessed(path.stem, found)
    spoken_here = declared(own)
    own = own | {n: "" for lang in spoken_here if (n := f"name_{lang}") not in own}
    sheets = {
        n: _sheet(p, n, path.name, spoken_here[0], added.get(n, ())) for n, p in found.items()
    }
    old = {name: _raw(stage, name, spoken_here, added.get(name, ())) for name in contract()}
    problems = [problem("sheet_twice", f"{path.name}[{p.title}]", value=n)
                for n, p in shown if n in found and p is not found[n]]  # fmt: skip
    if not sheets and not told:
        problems.append(problem("no_sheet", path.name, known=", ".join(titles())))
    problems += _identify(sheets, old)
    lacking = _series(sheets, old) if "series" in sheets else []
    problems += [*lacking, *(p for sheet in sheets.values() for p in sheet.problems)]
    fields, changes = {n: one.columns for n, one in old.items() if one.columns}, {}
    for name, sheet in sheets.items():
        sheet.columns.extend(
            n for n, c in columns(name).items() if n not in sheet.columns and spoken(n, spoken_here)
            and (c.need == "column" or any(n in row for row in sheet.rows))
        )  # fmt: skip
        fields[name], changes[name] = sheet.columns, _changes(old[name], sheet)
        if (sheet.columns, sheet.rows) != (old[name].columns, old[name].rows):
            _save(stage / f"{name}.csv", sheet.columns, sheet.rows)
    if "observations" not in fields:  # a plan of which nothing has been reported yet
        fields["observations"] = [*columns("observations")]
        _save(stage / "observations.csv", fields["observations"], [])
    if own != meta["planpace"] or any({*f} - added.get(n, set()) for n, f in fields.items()):
        _write(stage / META, package(own, kept, fields))
    places = {n: [one.head, *(cells.at for cells in one.rows)] for n, one in sheets.items()}
    checked = [
        problem("no_sheet_of", f"{path.name}[{_title(p.file, spoken_here[0])}]")
        if p.rule == "no_table" else p for p in examine(stage, places)[2]
    ]  # fmt: skip
    once = {(p.file, p.row, p.column): p for p in (*checked[::-1], *problems[::-1])}
    empty = {(p.file, p.column) for p in lacking}
    every = [p for p in once.values() if p.rule != "empty" or (p.file, p.column) not in empty]
    every.sort(key=lambda p: (p.file, p.row or 0))
    if wrong := [p for p in every if p.severity == "error"]:
        raise PlanError(wrong, spoken_here)
    return Taken(changes, [p.title for n, p in shown if not n], every, spoken_here)


def _raw(folder: Path, name: str, languages: Iterable[str], added: Iterable[str] = ()) -> Table:
    return table(folder / f"{name}.csv", languages, added, exact=True)


def give(folder: Path) -> tuple[bytes, tuple[str, ...]]:
    """Return a plan's folder as a workbook, without loss, and its languages; raises PlanError."""
    own, _, problems = examine(folder)
    spoken_here, (meta, _, _) = declared(own), settings(folder / META)
    if wrong := [p for p in problems if p.severity == "error"]:
        raise PlanError(wrong, spoken_here)
    tables = {n: one for n in contract() if (one := _raw(folder, n, spoken_here)).columns}
    extra = {n: [f for f in one.columns if f not in columns(n)] for n, one in tables.items()}
    lines = {**dict.fromkeys(("languages", *(f"name_{n}" for n in spoken_here), "published"), ""),
             **dict(_lines(own)), "package": _kept(meta),
             "columns": {n: f for n, f in extra.items() if f}}  # fmt: skip
    options = [{"key": k, "value": v if isinstance(v, str) else json.dumps(v, ensure_ascii=False)}
               for k, v in lines.items() if v or isinstance(v, str)]  # fmt: skip
    years = {c["period"] for c in tables["observations"].rows if len(c["period"]) == 4}
    return form(tables, options, sorted(years), spoken_here), spoken_here


def begin(stage: Path, spoken_here: tuple[str, ...]) -> None:
    """Write a plan of examples to a folder: valid, and named as what they are."""
    example = json.loads(Path(__file__).with_name("example.json").read_text(encoding="utf-8"))
    stage.mkdir()
    fields = {n: [c for c in columns(n) if spoken(c, spoken_here)] for n in contract()}
    for name, held in fields.items():
        rows = [{c: v[spoken_here[0]] if isinstance(v, dict) else v for c, v in row.items()}
                for row in example.get(name, [])]  # fmt: skip
        _save(stage / f"{name}.csv", held, rows)
    names = {f"name_{lang}": say("workbook.new", lang) for lang in spoken_here}
    _write(stage / META, package({"languages": [*spoken_here], **names}, {}, fields))


def _lines(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """A plan's settings one by one: `publishers.gdp.zh`; lists of words parted by commas."""
    for name, one in value.items():
        if isinstance(one, dict) and one:
            yield from _lines(one, f"{path}{name}.")
        elif isinstance(one, list) and all(isinstance(part, str) for part in one):
            yield path + name, ", ".join(one)
        else:
            yield path + name, one


def _told(page: Page, file: str) -> Json:
    """The settings that the lines of the sheet `plan` tell; PlanError for one that is none."""
    told: Json = {}
    ways = headings("sources") | headings("pillars")
    ways |= {say("workbook.languages", lang).casefold(): "languages" for lang in languages()}
    for n, row in page.cells.items():
        at = min(row)
        first, value = text(row[at]).strip(), text(row[at + 1]) if at + 1 in row else ""
        root, *path = ways.get(first.casefold(), first).split(".")
        if value and root in {*KEYS, "package", "columns"}:
            here, known = told, _value(root, value)
            for step in [root, *path][:-1]:
                here = here.setdefault(step, {}) if isinstance(here, dict) else here
            wanted = {"package": dict, "columns": list if path else dict}
            if not isinstance(here, dict) or (
                root in wanted and len(path) < 2 and not isinstance(known, wanted[root])
            ):
                place = Place(f"{file}[{page.title}]", n, "")
                raise PlanError([problem("not_json", place, first, value)])
            here[[root, *path][-1]] = known
    return told


def _value(root: str, value: str) -> Any:
    if root == "published":
        return meant(columns("sources")["published"], value)
    if root.startswith("name_") or root == "publishers":
        return value
    if root in {"languages", "breaks"}:
        return re.split(r"[,，、\s]+", value.strip())
    with suppress(ValueError, RecursionError):
        return json.loads(value)
    return value


def _guessed(stem: str, found: Mapping[str, Page]) -> Json:
    """A plan's settings where nobody told them: its file's name, its headings' languages."""
    words = {text(cell).strip().casefold(): "observations" if table == "series" else table
             for table, page in found.items()
             for row in sorted(page.cells)[:TOP] for cell in page.cells[row].values()}  # fmt: skip
    known = {way: headings(t).get(way, "") for way, t in words.items()
             if way in _ways(t, "zh")}  # fmt: skip
    chinese = any(re.search("[一-龥]", way) for way in known)
    english = any(name.endswith("_en") for name in known.values())
    told = [lang for lang, so in (("zh", chinese), ("en", english or not chinese)) if so]
    return {"languages": told} | {f"name_{lang}": stem for lang in told}


def _ways(table: str, first: str) -> dict[str, str]:
    """A table's columns by their headings, also in short: 板块, 名称 or 板块名称."""
    table = "observations" if table == "series" else table
    names, short = headings(table), dict[str, str]()
    title = next((n for n in TITLES if n in columns(table) and spoken(n, [first])), "")
    for way, name in names.items():
        if spoken(name, [first]):
            own = title if [name] == key(table) else name
            short |= {f"{BRIEF.sub('', way)}{more}": own for more in ("", "名称", " name")}
    return {**short, **names}


def _header(
    page: Page, table: str, wide: bool, ways: Mapping[str, str]
) -> tuple[int, dict[int, str]]:
    """The header's last row and its columns: of the first rows that which names most of them.

    Where the contract's own names stand in the row below, they decide.
    """
    own, names = columns(table), headings(table)

    def named(row: int) -> dict[int, str]:
        said = {at: text(cell).strip() for at, cell in page.cells[row].items()}
        told = {at: ways.get(way.rstrip("*＊ ").casefold(), way) for at, way in said.items()}
        full = {at for at, way in said.items() if way.casefold() in names}
        sure = {told[at] for at in full}  # 目标名称 beside 原文 is only what the office calls it
        return {at: name for at, name in told.items() if at in full or name not in sure}

    def known(row: int) -> int:
        return sum(n in own or (wide and _year(n)) for n in named(row).values())

    best = max(sorted(page.cells)[:TOP], key=known)
    if not known(best):
        return 0, {}
    below = [text(cell).strip() for cell in page.cells.get(best + 1, {}).values()]
    exact = sum(way in own for way in below)
    if exact > 1 or (below and exact == len(below)):
        return best + 1, named(best) | named(best + 1)
    return best, named(best)


def _year(way: str) -> bool:
    """Whether a heading is a period: 2019, 2019年, 2020Q1, 2020年1-6月."""
    label = row_of("observations", {"period": way})["period"]
    return bool(FORM.fullmatch(label)) and "1900" <= label[:4] < "2200"


def _sheet(page: Page, sheet: str, file: str, first: str, added: Iterable[str]) -> Table:
    """Read a table's sheet; one of `series` as the figures that it holds."""
    wide, ways, name = sheet == "series", _ways(sheet, first), f"{file}[{page.title}]"
    table = "observations" if wide else sheet
    best, said = _header(page, table, wide, ways)
    if not best:
        lost = [problem("no_header", name, table=sheet)]
        return Table(table, Place(name, 1, ""), [], [], lost)
    own, head, rows = columns(table), Place(name, best, ""), list[Cells]()
    years = {way for way in said.values() if wide and _year(way) and way not in own}
    shown = [way for at, way in said.items() if at not in page.hidden]
    problems = [*misnamed(head, shown, {*own, *added, *years}, ways)]
    held: dict[str, int] = {}
    for at, way in sorted(said.items(), key=lambda one: one[0] in page.hidden):
        if way in {*own, *added, *years}:
            held.setdefault(way, at)
    above = [text(cell) for n, row in page.cells.items() if n < best for cell in row.values()]
    said_above = {ways.get(m[1].strip().casefold(), ""): m[2] for m in map(GIVEN.match, above) if m}
    given = {n: value for n, value in said_above.items() if n in own}
    names = sorted(held.keys() - years, key=lambda way: held[way])
    for n in sorted(n for n in page.cells if n > best):
        row = {way: page.cells[n][at] for way, at in held.items() if at in page.cells[n]}
        wrong = [way for way, cell in row.items() if cell.data_type in {"e", "f"}]
        for way in wrong:
            rule = "error_cell" if row[way].data_type == "e" else "no_result"
            problems.append(problem(rule, Place(name, n, ""), way, row.pop(way).value))
        typed = {w: text(cell, own.get("value" if w in years else w)) for w, cell in row.items()}
        if not any(cell.strip() for cell in typed.values()):
            continue
        blank = dict.fromkeys(own if wide else names, "")
        rest = {w: cell for w, cell in typed.items() if w not in years}
        rest = {**blank, **rest, **{w: cell for w, cell in given.items() if not rest.get(w)}}
        found = [(way, typed[way]) for way in held if way in years and way in typed]
        figures = [{"period": w, "value": cell} for w, cell in found if cell.strip() not in NOTHING]
        for one in figures if wide else [{}]:
            rows.append(_exactly(table, rest | one))
            rows[-1].at = Place(name, n, one.get("period", ""))
    fields = [*own] if wide else [*names, *(n for n in given if n not in names)]
    return Table(table, head, fields, rows, problems)


def _exactly(table: str, typed: dict[str, str]) -> Cells:
    """A row in the forms of the contract, and its free text to the character."""
    cells, own = row_of(table, typed), columns(table)
    for name, cell in typed.items():
        free = name not in own or not (own[name].values or own[name].form)
        if free and normalize("NFC", cells[name]) == normalize("NFC", cell.strip()):
            cells[name] = cell
    return cells


def _plain(words: str) -> str:
    return re.sub(r"\s", "", normalize("NFKC", words)).casefold()


def _identify(sheets: Mapping[str, Table], old: Mapping[str, Table]) -> Iterator[Problem]:
    """Give rows the ids that they lack, and put ids for the names by which others refer to them."""
    held = {n: one.rows for n, one in {**old, **sheets}.items()}
    ids, named = dict[str, set[str]](), dict[str, dict[str, set[str]]]()
    for name in (name for name in contract() if len(key(name)) == 1):
        (own,) = key(name)
        ids[name] = {cells[own] for cells in held[name]}
        past = {_plain(c[title]): c[own] for c in old[name].rows for title in TITLES if c[title]}
        used = ids[name] | {cells[own] for cells in old[name].rows}
        fresh = (f"{own[0]}{n}" for n in count(1) if f"{own[0]}{n}" not in used)
        for cells in held[name]:
            words = [_plain(cells[title]) for title in TITLES if cells[title]]
            if words and not cells[own]:
                known = (one for word in words if (one := past.get(word)) and one not in ids[name])
                cells[own] = next(known, "") or next(fresh)
                ids[name].add(cells[own])
            for said in words:
                named.setdefault(name, {}).setdefault(said, set()).add(cells[own])
    for sheet in sheets.values():
        for column in (c for c in columns(sheet.name).values() if c.refers):
            for cells in sheet.rows:
                cell, there = cells[column.column], column.refers
                found = named.get(there, {}).get(_plain(cell), set())
                if cell and cell not in ids[there] and len(found) == 1:
                    (cells[column.column],) = found
                elif cell and cell not in ids[there] and (found or not re.fullmatch(ID, cell)):
                    told = {"found": ", ".join(sorted(found)), "table": there}
                    rule = "ambiguous_name" if found else "unknown_id"
                    yield problem(rule, cells.at, column.column, cell, **told)


def _series(sheets: dict[str, Table], old: Mapping[str, Table]) -> list[Problem]:
    """Put the figures of `series` to the others; return what it had to say and does not."""
    series = sheets.pop("series")
    held = {n: one.rows for n, one in {**old, **sheets}.items()}
    levels = {c["indicator_id"] for c in held["indicators"] if c["nature"] == "stock"}
    dates = {cells["source_id"]: cells["published"] for cells in held["sources"]}
    whose = [cells["entity_id"] for cells in held["entities"]]
    only = whose[0] if len(whose) == 1 else ""
    for cells in series.rows:
        length, level = len(cells["period"]), cells["indicator_id"] in levels
        basis = "annual" if length == 4 else "point" if level or length == 10 else ""
        cells["basis"] = cells["basis"] or basis  # a quarter may be its own or from January on
        cells["published"] = cells["published"] or dates.get(cells["source_id"], "")
        cells["entity_id"] = cells["entity_id"] or only

    def same(cells: Cells) -> tuple[str, ...]:
        others = (cells[n] for n in key("observations") if n != "entity_id")
        return cells["entity_id"] or only, *others

    def equal(cells: Cells) -> tuple[object, ...]:
        return *same(cells), cells.number("value"), cells["unit"]

    base = sheets.get("observations")
    if base is None:  # what stands in the folder gives way to a new value of the same figure
        keys, whole = ({form(c) for c in series.rows} for form in (same, equal))
        base, past = old["observations"], old["observations"].rows
        kept = [c for c in past if same(c) not in keys or equal(c) in whole]
        unfit = [fault for fault in base.problems if fault.rule != "no_table"]
        base = Table(base.name, series.head, base.columns or series.columns, kept, unfit)
    known = {equal(cells) for cells in base.rows}
    base.rows.extend(one for one in series.rows if equal(one) not in known)
    base.problems.extend(series.problems)
    sheets["observations"] = base
    asked = [c for c in columns("observations").values() if c.need in {"required", "default"}]
    return [
        problem("series_needs", series.head, c.column, zh=c.name_zh, en=c.name_en)
        for c in asked if series.rows and not any(cells[c.column] for cells in series.rows)
    ]  # fmt: skip


def _title(file: str, language: str) -> str:
    return str(getattr(contract()[file.removesuffix(".csv")][""], f"name_{language}"))


def _changes(old: Table, new: Table) -> tuple[list[str], ...]:
    """The keys of the rows that are new, changed and gone."""
    was, now = ({" ".join(row[n] for n in key(old.name)): {c: v for c, v in row.items() if v}
                 for row in one.rows} for one in (old, new))  # fmt: skip
    changed = [one for one in now if one in was and now[one] != was[one]]
    return [one for one in now if one not in was], changed, [one for one in was if one not in now]


def _save(path: Path, fields: Sequence[str], rows: Iterable[Mapping[str, str]]) -> None:
    path.unlink(missing_ok=True)  # a link stays where it leads
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerows([fields, *([row.get(name, "") for name in fields] for row in rows)])


def _kept(meta: Json) -> Json:
    """What a plan's `datapackage.json` holds beside what is made: a title is, if it is the name."""
    names = [value for name, value in meta["planpace"].items() if name.startswith("name_")]
    made = {"planpace", "resources", "profile"}
    return {k: v for k, v in meta.items() if k not in made and not (k == "title" and v in names)}


def _write(path: Path, meta: Json) -> None:
    path.unlink(missing_ok=True)
    path.write_text(json.dumps(meta, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
