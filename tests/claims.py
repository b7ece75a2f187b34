"""The second way: what a finished page says, held against the plan's own CSV files.

`reports` walks the parts of finished pages, `sentences` reads every text of them, `Inverse` turns
each template of `labels.csv` round, so that a sentence is recognised as a key with its fields, and
the checks registered in `CHECKS` hold what it claims against `View`: plain dicts read from the CSV
files here, with no code of Planpace's analysis or briefings. Of Planpace's own verdicts only the
words are taken (`pp.assess`), since a page that tallies them must tally those.

A check is a generator of what is false. `@claim` hangs it on keys of labels.csv, `@field` on the
name of a field in whatever sentence has it (which outlives a rewording), `@page` on a whole report.
"""

import csv
import json
import re
from calendar import month_name, monthrange
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache, cached_property, lru_cache
from pathlib import Path
from string import Formatter
from typing import NamedTuple

import planpace as pp
from planpace.plan.schema import columns, contract
from planpace.render.page import Part

ROOT = Path(__file__).parents[1]
WORDS = ROOT / "lib" / "planpace" / "words"
BRIEFINGS = ROOT / "lib" / "planpace" / "briefings"
LANGUAGES = ("zh", "en")


def table(path):
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    blank = dict.fromkeys(columns(path.stem), "") if path.stem in contract() else {}
    usual = {"binding": "unspecified", "clarity": "clear"}  # what an empty cell means
    return [blank | row | {n: row.get(n) or v for n, v in usual.items() if n in blank}
            for row in rows]  # fmt: skip


@cache
def labels():
    """{(key, language): words}, read from the file and not through `say`."""
    return {(r["key"], lang): r[lang] for r in table(WORDS / "labels.csv") for lang in LANGUAGES}


@cache
def keys():
    return frozenset(key for key, _ in labels())


def label(key, language):
    """The words of a key; empty for one that is gone, which `test_claims` then tells."""
    return labels().get((key, language), "")


# --- pages ---------------------------------------------------------------------------------------


class Report(NamedTuple):
    """A finished page: its parts by name, each with its blocks, in the order of the notebook."""

    folder: Path
    date: str
    language: str
    pillar: str  # empty for the whole plan
    parts: tuple

    def __str__(self):
        return f"{self.folder.name} {self.date} {self.language} {self.pillar or 'overview'}"

    def tampered(self, change):
        """The same page with every block replaced by `change(part, block)`; None drops it."""
        told = [(n, [c for b in bs if (c := change(n, b)) is not None]) for n, bs in self.parts]
        return self._replace(parts=tuple(told))


@cache
def parts_of(kind):
    """The parts that a notebook shows, in its order: `page.headline` and the like in its cells."""
    told = json.loads((ROOT / "notebooks" / f"{kind}.ipynb").read_text(encoding="utf-8"))
    code = "\n".join("".join(c["source"]) for c in told["cells"] if c["cell_type"] == "code")
    names = re.findall(r"\bpage\.(\w+)", code)
    return tuple(n for n in dict.fromkeys(names) if n not in {"plan", "as_of", "scope"})


@cache
def plan_of(folder):
    return pp.load_plan(folder)


@cache
def assessed(folder, day):
    """{target: Planpace's own row}, for verdict words alone."""
    return pp.assess(plan_of(folder), day).set_index("target_id").to_dict("index")


def report(folder, day, language, pillar=""):
    page = pp.briefing(plan_of(folder), pillar, language, day)
    told = []
    for name in parts_of("pillar" if pillar else "overview"):
        part = getattr(page, name)
        if isinstance(part, Part):
            told.append((name, list(part.blocks)))
    made = Report(folder, day, language, pillar, tuple(told))
    here = View(made)
    return made if here.single else made.tampered(lambda name, block: here.in_full(name, block))


def reports(folder, dates, languages=LANGUAGES, pillars=None):
    """Every page of a plan at dates: the overview, each pillar's, two entities', or some."""
    told = json.loads((folder / "datapackage.json").read_text("utf-8"))["planpace"]
    languages = [lang for lang in languages if lang in told.get("languages", LANGUAGES)]
    names = ["", *(row["pillar_id"] for row in table(folder / "pillars.csv"))]
    every = facts_of(folder).targets
    lands = [*dict.fromkeys(row["entity_id"] for row in every)]
    # on the page of an entity with two targets of one indicator a name is that of both
    own = {land: [t["indicator_id"] for t in every if t["entity_id"] == land] for land in lands}
    lands = [land for land in lands if len({*own[land]}) == len(own[land])] if lands[1:] else []
    names += [f"entity.{land}" for land in lands[:2]]
    for day in dates:
        for name in names if pillars is None else pillars:
            for language in languages:
                yield report(folder, day, language, name)


class Place(NamedTuple):
    """Where a text stands: the part of the page, the block, and the way to it inside the block."""

    part: str
    block: object
    path: tuple

    @property
    def row(self):
        """The table's row that the text stands in, as plain texts by heading."""
        if len(self.path) > 1 and self.path[0] == "rows" and hasattr(self.block, "columns"):
            return row_of(self.block, self.path[1])
        return {}


QUIET = {"chart", "spark", "bullet", "align", "lang", "status", "tone", "form", "url", "labels",
         "strong", "weight", "height", "half", "bare", "number", "kind"}  # fmt: skip


def sentences(parts):
    """Every text of every block, with its place; texts of several lines are one each."""
    for name, blocks in parts:
        for block in blocks:
            for path, text in texts(block):
                for line in plain(text).split("\n"):
                    if line.strip():
                        yield Place(name, block, path), line


def texts(value, path=()):
    if isinstance(value, str):
        yield path, value
    elif hasattr(value, "_asdict"):
        for name, one in value._asdict().items():
            if name not in QUIET:
                yield from texts(one, (*path, name))
    elif isinstance(value, tuple | list):
        for n, one in enumerate(value):
            yield from texts(one, (*path, n))


def text_of(cell):
    """A cell's text, spaces that do not break as plain ones."""
    return plain(cell if isinstance(cell, str) else cell.text)


def plain(text):
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def heads(block):
    return [c if isinstance(c, str) else c.label for c in block.columns]


def row_of(block, n):
    return dict(zip(heads(block), block.rows[n], strict=True))


ASKED: Counter = Counter()
"""How many tables had the columns that a check asked for, by their keys."""


def tables(here, *headings):
    """(part, block) of the tables and charts that have columns under all of these label keys."""
    wanted = {label(key, here.language) for key in headings}
    ASKED[headings] += 0
    for name, blocks in here.report.parts:
        for block in blocks:
            if getattr(block, "rows", None) and wanted <= {*heads(block)}:
                ASKED[headings] += 1
                yield name, block


# --- the inverse of `say` ------------------------------------------------------------------------

DATE = r"\d{4}-\d\d-\d\d|\d{1,2} [A-Z][a-z]+ \d{4}|\d{4}年\d{1,2}月\d{1,2}日|–"
FEW = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
COUNT = rf"(?:\d[\d,]*|(?:{'|'.join((*FEW, *map(str.title, FEW)))})\b)"
FIGURE = r"[−+-]?\d[\d,]*(?:\.\d+)?|–"
AMOUNT = r"[^。；;]*?\d[^。；;]*?|done|not done|已完成|尚未完成|–"
PATTERN = {
    **dict.fromkeys(("count", "total", "known", "promises", "turned", "decided", "good", "clear",
                     "inferred", "unclear", "bad", "page", "pages"), COUNT),
    **dict.fromkeys(("since", "newest", "day"), DATE),
    **dict.fromkeys(("rate", "done", "gone", "points", "progress", "elapsed", "share"), FIGURE),
    **dict.fromkeys(("chance", "kept"), r"[<>]?\d+%"),
    **dict.fromkeys(("value", "goal", "gap", "upper", "low", "high", "baseline", "later", "level",
                     "target"), AMOUNT),
    **dict.fromkeys(("listed", "told", "reason", "names", "who", "how", "quote", "figures", "title",
                     "source", "cause", "values", "command"), r".+?"),
    "formula": r"(?: = [^。]+?)?", "odds": r"[<>\d%→ –]+", "came": r"[a-z]+|[\u4e00-\u9fff]{2}",
}  # fmt: skip
OPTIONAL = {"change": ("change.up", "change.down"), "part": ("headline.part",)}
"""Fields that hold a clause of their own, or nothing; `chance` of `finding.since` likewise."""
OF_A_KEY = {
    ("finding.readings_apart", "first"): r".+?", ("tally.and", "first"): r".+?",
    ("trail.part", "part"): r".+?", ("reason.part_settles", "part"): r".+?",
    ("change.odds", "odds"): r".+?", ("context.readings", "base"): AMOUNT,
    ("headline.missed_by", "far"): "below|above|少|多|低|高",
}  # fmt: skip
"""Fields that hold something else in one key than everywhere else."""
MONTH = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
ONE_PERIOD = (
    rf"\d{{4}}(?!\d|年)(?:Q\d|-\d\d(?:-\d\d)?)?|Q\d \d{{4}}|{MONTH}(?:–{MONTH})? \d{{4}}"
    r"|\d{4}年(?:第\d季度|(?:1—)?\d{1,2}月(?:\d{1,2}日)?)?|\d{1,2} [A-Z][a-z]+ \d{4}"
)
PERIOD = rf"(?:\d{{4}}年?[–—](?:{ONE_PERIOD})(?: in total|累计)|{ONE_PERIOD})"
PATTERN |= dict.fromkeys(
    ("period", "first", "until", "ytd", "year", "deadline", "base_period", "base", "now"), PERIOD
)
VALUE = (
    r"(?:(?:RMB|USD|EUR|rank|at least|at most|≥|≤|不少于|不超过|第) ?)*−?\d[^。;；]*?"
    r"|done|not done|已完成|尚未完成"
)
OF_A_KEY |= {
    (f"change.{key}", name): VALUE
    for key in ("new_figure", "new_state", "revised_figure", "peer_figure", "part_figure")
    for name in ("before", "after")
}
OF_A_KEY |= {(f"headline.{key}", "after"): PERIOD for key in ("awaited_between",)}
PATTERN |= dict.fromkeys(("word", "status", "often", "main", "other"), r"[^,，;；。]+?")
OTHER = r"(?![,;，；])(?:(?!\. [A-Z0-9]|[。\n]).)+?"
UNSAID = ("problem.", "cli.", "header.", "sheet.", "peer.", "request.", "reply.", "requests.",
          "tally.", "finding.given", "change.up", "change.down", "headline.part",
          "figures.official", "figures.provisional", "figures.press", "figures.derived",
          "figures.estimate", "points", "line", "rank", "index", "when.total")  # fmt: skip
LEAST = {"zh": 2, "en": 4}  # letters of its own that a template needs to be recognised by


@dataclass(frozen=True)
class Template:
    """A template turned round: what a text has to be, and which group is which field."""

    key: str
    language: str
    pattern: re.Pattern
    names: tuple  # (group, field)
    weight: int  # letters of its own
    longest: str  # its longest literal: a text without it cannot be it

    def match(self, text):
        """The fields, where a text is this template from end to end; else None."""
        if self.longest not in text or not (found := self.pattern.fullmatch(text)):
            return None
        told = {}
        for group, name in self.names:
            value = found[group]
            if value is not None and told.setdefault(name, value) != value:
                return None
        return told


@cache
def alike(key, language):
    """The keys with the very same words: a sentence may be any of them."""
    words = labels().get((key, language))
    return frozenset(k for k in keys() if labels()[k, language] == words) if words else {key}


def letters(text):
    return len(re.findall(r"[A-Za-z\u4e00-\u9fff]", text))


WORDED = {("finding.part", "status"): "status."} | {
    (f"change.{key}", "came"): "came."
    for key in ("new_figure", "new_state", "revised_figure", "peer_figure", "part_figure")
}
"""Fields that only the words of some keys fill, which makes a form recognised by them."""


def pattern_of(key, name, language):
    """What may fill a field."""
    if (key, name) in WORDED:
        words = {label(k, language) for k in keys() if k.startswith(WORDED[key, name])}
        return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    clauses = OPTIONAL.get(name, ())
    if name == "chance" and key in {"finding.since", "finding.settled"}:
        clauses = ("finding.given",)
    if clauses and (key, name) not in OF_A_KEY:
        return "(?:" + "|".join(clause(one, language) for one in clauses) + ")?"
    return OF_A_KEY.get((key, name), PATTERN.get(name, OTHER))


def clause(key, language):
    """The words of a key as a pattern without groups."""
    parts = Formatter().parse(label(key, language))
    return "".join(re.escape(t) + (f"(?:{PATTERN[n]})" if n else "") for t, n, *_ in parts)


@cache
def template(key, language):
    names, pieces = [], []

    def compiled(form):
        pattern, weight = "", 0
        for literal, name, spec, _ in Formatter().parse(form):
            pattern += re.escape(literal)
            weight += letters(literal)
            pieces.append(literal)
            if name is None:
                continue
            if "|" in (spec or ""):
                kept = len(pieces)
                both = [compiled(one) for one in spec.split("|", 1)]
                del pieces[kept:]  # one of the two is not said
                pattern += "(?:" + "|".join(one for one, _ in both) + ")"
                weight += min(w for _, w in both)
            else:
                weight += 12 * ((key, name) in WORDED)
                group = f"f{len(names)}"
                names.append((group, name))
                pattern += f"(?P<{group}>{pattern_of(key, name, language)})"
        return pattern, weight

    pattern, weight = compiled(labels()[key, language].strip(" 。"))
    longest = max((p.strip() for p in pieces), key=len, default="")
    return Template(key, language, re.compile(pattern, re.S), tuple(names), weight, longest)


@cache
def templates(language):
    """Every template that can be recognised, the one with most letters of its own first."""
    found = (template(key, language) for key in keys() if not key.startswith(UNSAID))
    known = (one for one in found if one.weight >= LEAST[language])
    return sorted(known, key=lambda one: (-one.weight, one.key))


LIGHT = ("outlook.percent", "outlook.even", "change.turns", "change.stays", "name.chance")
"""Forms with hardly a word of their own: recognised where nothing else is, from end to end."""


def light(text, language):
    """A text that only a form of `LIGHT` fits, its word being a word of that kind."""
    for key in LIGHT:
        given = template(key, language).match(text) if key in keys() else None
        if given is None:
            continue
        word = given.get("word", given.get("after", ""))
        word = word.partition(" (")[0].partition("（")[0]
        kind = "outlook." if "word" in given else "status."
        if not word or any(labels()[k, language] == word for k in keys() if k.startswith(kind)):
            return [(key, given, text)]
    return []


class Said(NamedTuple):
    """A sentence of a page, recognised: its key and fields, the words, where it stands."""

    key: str
    fields: dict
    text: str
    place: Place


JOINTS = re.compile(
    r"(?<=[。！？])|(?<=\. )|(?=; )|(?=；)|(?<=；)|(?<=; )|(?=, )|(?=，)|(?<=: )|(?<=：)"
)
MARKS = re.compile(r"(?: \[\d+\])+")


@lru_cache(200_000)
def recognised(text, language):
    """[(key, fields, words)]: the templates that cover a text best, by letters of their own.

    What fills a field is read in the same way, so that a cause inside a sentence is found too.
    """
    pieces = [piece for piece in JOINTS.split(text) if piece]
    if len(pieces) > 40:
        pieces = [text]
    forms = [form for form in templates(language) if form.longest in text]
    best = [(0, 0, ())] + [None] * len(pieces)  # letters of templates, letters covered, what
    for end in range(1, len(pieces) + 1):
        best[end] = best[end - 1]
        for start in range(end):
            span = "".join(pieces[start:end]).strip()
            found = one_of(span, forms)
            weight, covered, before = best[start]
            if found and (weight + found[0], covered + len(span)) > best[end][:2]:
                best[end] = weight + found[0], covered + len(span), (*before, found[1:])
    told = []
    if not best[-1][2]:
        return light(text, language)
    for key, given, words in best[-1][2]:
        told.append((key, given, words))
        for value in given.values():
            if letters(value) >= LEAST[language] and len(value) < len(text):
                told += recognised(MARKS.sub("", value).strip(), language)
    return told


def one_of(span, forms):
    """The first template that a span is, with its weight; it may end in the stop of another."""
    for form in forms:
        given = form.match(span)
        if given is None and span[-1:] in {".", "。"}:
            given = form.match(span.rstrip(".。"))
        if given is not None:
            return form.weight, form.key, given, span
    return None


def spoken(parts, language):
    """Every sentence of a page that is recognised, and every text that is not."""
    for place, text in sentences(parts):
        text = MARKS.sub("", text)
        found = recognised(text.strip(), language)
        for key, given, words in found:
            yield Said(key, given, words, place)
        if not found:
            yield Said("", {}, text, place)


# --- the facts, from the CSV files ----------------------------------------------------------------

ORDER = ("estimate", "derived", "press", "provisional", "official")
PUBLISHED = {"official", "provisional", "press"}  # what somebody has stated
OWN = {"subject", "part"}
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
SUMMED = {"cumulative", "average_growth", "cumulative_rate"}
YEARLY = {"annual", "point"}


def end(period):
    """The end of a period in decimal years."""
    year, rest = int(period[:4]), period[4:].lstrip("-")
    if not rest:
        return year + 1.0
    if rest[0] == "Q":
        return year + int(rest[1]) / 4
    month = int(rest[:2])
    if len(rest) == 2:
        return year + month / 12
    return year + (month - 1 + int(rest[3:]) / monthrange(year, month)[1]) / 12


def last_day(period):
    if len(period) == 10:
        return date.fromisoformat(period)
    months = round(12 * end(period))
    return date(months // 12, months % 12 + 1, 1) - timedelta(days=1)


def same(one, other):
    return abs(end(one) - end(other)) < 0.0014


def period_words(period, basis, language):
    """Every way in which a page may write a period."""
    year, rest = period[:4], period[4:].lstrip("-")
    told = {period}
    if not rest:
        return told | {year, f"{year}年"}
    if len(rest) == 5:
        number, name = int(rest[3:]), month_name[int(rest[:2])]
        english = {f"{number} {one} {year}" for one in (name, name[:3])}
        return told | english | {f"{year}年{int(rest[:2])}月{number}日"}
    month = 3 * int(rest[1]) if rest[0] == "Q" else int(rest)
    if basis == "ytd":
        return told | {f"Jan–{MONTHS[month - 1]} {year}", f"{year}年1—{month}月"}
    if rest[0] == "Q":
        return told | {f"Q{rest[1]} {year}", f"{year}年第{rest[1]}季度"}
    return told | {f"{MONTHS[month - 1]} {year}", f"{year}年{month}月"}


@cache
def units():
    return {row["unit"]: row for row in table(WORDS / "units.csv")}


def scales(unit):
    """The factors by which a page may write an amount: every unit of the same dimension."""
    known = units().get(unit)
    if not known:
        return {1.0}
    alike = [u for u in units().values() if u["dimension"] == known["dimension"]]
    sizes = {float(u[name]) for u in alike for name in ("factor", "en_factor")}
    return {1.0} | {float(known["factor"]) / size for size in sizes}


NUMBER = re.compile(r"[−-]?(?<![\d.A-Za-z_])\d[\d,]*(?:\.\d+)?")


def numbers(text):
    """[(number, decimals)] of a text, marks of documents left out."""
    found = []
    for token in NUMBER.findall(re.sub(r"\[\d+\]", "", text)):
        bare = token.replace(",", "").replace("−", "-")
        found.append((float(bare), len(bare.partition(".")[2])))
    return found


def tells(text, value, unit):
    """Whether the first number of a text is a value, rounded, in some unit of its dimension."""
    text = MARKS.sub("", text).strip()
    if text in {label("state.done", lang) for lang in LANGUAGES}:
        return value == 1
    if text in {label("state.not_done", lang) for lang in LANGUAGES}:
        return value == 0
    told = numbers(text)
    if not told:
        return False
    number, places = told[0]
    half = 0.5000001 * 10**-places
    return any(abs(value * scale - number) <= half for scale in scales(unit))


def iso(text):
    """A date as the plan's tables write it, whatever way a page does."""
    if found := re.fullmatch(r"(\d{4})年(\d{1,2})月(\d{1,2})日", text):
        return f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}"
    if found := re.fullmatch(r"(\d{1,2}) ([A-Z][a-z]{2})[a-z]* (\d{4})", text):
        return f"{found[3]}-{MONTHS.index(found[2]) + 1:02}-{int(found[1]):02}"
    return text


def a_year_before(day):
    """One calendar year earlier; of 29 February, the last of that month."""
    year, month, number = int(day[:4]) - 1, int(day[5:7]), int(day[8:])
    return date(year, month, min(number, monthrange(year, month)[1])).isoformat()


def in_unit(value, unit, other):
    """A value in another unit of its dimension, by the table of units."""
    sizes = {row["unit"]: Decimal(row["factor"]) for row in table(WORDS / "units.csv")}
    if unit == other or not {unit, other} <= sizes.keys():
        return value
    return float(Decimal(str(value)) * sizes[unit] / sizes[other])


def beside(target):
    """What a target is compared with: another entity or another indicator, if any."""
    return target["peer_id"] or target["peer_indicator_id"]


class Facts:
    """A plan's folder as it stands in its files."""

    def __init__(self, folder):
        self.folder = Path(folder)
        for name in ("pillars", "indicators", "targets", "commitments", "entities", "observations",
                     "schedule", "sources", "searched"):  # fmt: skip
            setattr(self, name, table(self.folder / f"{name}.csv"))
        meta = json.loads((self.folder / "datapackage.json").read_text(encoding="utf-8"))
        self.settings = meta["planpace"]
        self.indicator = {row["indicator_id"]: row for row in self.indicators}
        self.entity = {row["entity_id"]: row for row in self.entities}
        self.source = {row["source_id"]: row for row in self.sources}
        for row in self.observations:
            # in the indicator's unit, as a figure may be printed in another of its dimension
            own = self.indicator[row["indicator_id"]]["unit"]
            row["number"] = in_unit(float(row["value"]), row["unit"], own)
            row["printed_in"], row["unit"] = row["unit"], own
        self.series = defaultdict(list)
        for row in self.observations:
            self.series[row["indicator_id"], row["entity_id"]].append(row)

    @property
    def issued(self):
        """The plan's own date."""
        dated = [self.source[row["source_id"]]["published"] for row in self.targets]
        return self.settings.get("published") or min(dated)

    def news(self):
        """Every date from the plan's own on with a figure, and each day after a deadline."""
        days = {row["published"] for row in self.observations}
        late = {(last_day(t["deadline"]) + timedelta(days=1)).isoformat() for t in self.targets}
        return sorted(day for day in days | late if day >= self.issued)


@cache
def facts_of(folder):
    return Facts(folder)


class View:
    """What was known at the date of a report, within its scope, and how its language says it."""

    def __init__(self, report):
        self.report, self.date, self.language = report, report.date, report.language
        self.facts = facts_of(report.folder)
        self.pillar = report.pillar
        self.entity = self.pillar.removeprefix("entity.") if "." in self.pillar else ""
        parts = ({"", t["pillar_id"], f"entity.{t['entity_id']}"} for t in self.facts.targets)
        self.rows = [
            t for t, of in zip(self.facts.targets, parts, strict=False) if self.pillar in of
        ]
        owners = {t["entity_id"] for t in self.rows}
        self.single = len({t["indicator_id"] for t in self.rows}) == 1 < len(owners)
        self.counted = [t for t in self.rows if not t.get("reading_of")]
        self.since = min(max(a_year_before(self.date), self.facts.issued), self.date)

    def series(self, indicator, entity):
        """The rows of a series that were known, every vintage."""
        found = self.facts.series.get((indicator, entity), ())
        return [row for row in found if row["published"] <= self.date]

    @cached_property
    def _own(self):
        return {t["target_id"]: self.series(t["indicator_id"], t["entity_id"])
                for t in self.facts.targets}  # fmt: skip

    def own(self, target):
        return self._own[target["target_id"]]

    def peer(self, target):
        """The rows of the other side: another entity's, or another indicator's of the same one."""
        other, entity = target.get("peer_indicator_id"), target.get("peer_id")
        if not (other or entity):
            return []
        return self.series(other or target["indicator_id"], entity or target["entity_id"])

    def newest(self, rows):
        """{(period, basis): row}: of each figure the vintage that counts."""
        found = {}
        for row in sorted(rows, key=lambda r: (r["published"], ORDER.index(r["status"]))):
            found[row["period"], row["basis"]] = row
        return found

    @cached_property
    def own_rows(self):
        """The known rows of the scope's indicators for the plan's own area."""
        wanted = {t["indicator_id"] for t in self.rows}
        return [o for o in self.facts.observations
                if o["published"] <= self.date and o["indicator_id"] in wanted
                and self.facts.entity[o["entity_id"]]["role"] in OWN
                and o["entity_id"] in (self.shown or {o["entity_id"]})]  # fmt: skip

    @property
    def shown(self):
        """Of an entity's page, whose figures it shows: its own and its peers'; else everybody's."""
        theirs = {e for t in self.rows for e in (t["entity_id"], t["peer_id"]) if e}
        return theirs if self.entity else set()

    @cached_property
    def listed_rows(self):
        """The own area's known rows; of the whole plan, of indicators without a target too."""
        if self.pillar:
            return self.own_rows
        return [o for o in self.facts.observations if o["published"] <= self.date
                and self.facts.entity[o["entity_id"]]["role"] in OWN]  # fmt: skip

    @cached_property
    def all_rows(self):
        wanted = {t["indicator_id"] for t in self.rows}
        return [o for o in self.facts.observations
                if o["published"] <= self.date and o["indicator_id"] in wanted]  # fmt: skip

    @cached_property
    def heard(self):
        """The targets with a figure of their own, or of a part of theirs."""
        return [t for t in self.counted if self.own(t) or self.lent(t)]

    @cached_property
    def unheard(self):
        return [t for t in self.counted if t not in self.heard]

    def over(self, target):
        return last_day(target["deadline"]).isoformat() < self.date

    def at_deadline(self, rows, target):
        """The rows of a target's last period, estimates aside."""
        kept = (r for r in rows if r["basis"] in YEARLY and r["status"] != "estimate")
        return [r for r in kept if same(r["period"], target["deadline"])]

    @cached_property
    def said(self):
        """Every sentence of the page, recognised."""
        return list(spoken(self.report.parts, self.language))

    @cached_property
    def trails(self):
        """Every line of every trail: where a number comes from."""
        return [line for place, line in sentences(self.report.parts) if place.path[-1] == "trail"]

    def parts(self, target):
        """The rows of what is part of a target's indicator."""
        names = [i["indicator_id"] for i in self.facts.indicators
                 if i.get("part_of") == target["indicator_id"]]  # fmt: skip
        return [r for name in names for r in self.series(name, target["entity_id"])]

    def lent(self, target):
        """Of them those that alone meet a level, of periods of which the whole has no figure."""
        if target["kind"] != "at_least":
            return []
        known = [r["period"] for r in self.own(target) if r["basis"] in YEARLY]
        goal, more = float(target["value"]), target.get("strict") == "yes"
        return [r for r in self.parts(target) if r["bound"] != "max"
                and (r["number"] > goal if more else r["number"] >= goal)
                and not any(same(r["period"], one) for one in known)]  # fmt: skip

    # verdict words: Planpace's own

    def assessed(self, target, day=""):
        return assessed(self.report.folder, day or self.date)[target["target_id"]]

    def chance(self, target, day=""):
        """The probability, NaN for none and where the outcome is known."""
        return float(self.assessed(target, day)["probability"])

    def status(self, target, day=""):
        return assessed(self.report.folder, day or self.date)[target["target_id"]]["status"]

    def final(self, target):
        return bool(assessed(self.report.folder, self.date)[target["target_id"]]["final"])

    def word(self, target, day=""):
        row = assessed(self.report.folder, day or self.date)[target["target_id"]]
        early = row["status"] == "achieved" and not row["final"]
        return "achieved_early" if early else row["status"]

    @cached_property
    def unjudged(self):
        return [t for t in self.counted
                if self.status(t) in {"no_data", "not_assessable", "awaited"}]  # fmt: skip

    @cached_property
    def statuses(self):
        """{words: status key}, longest words first."""
        keyed = {label(k, self.language): k.removeprefix("status.") for k in keys()
                 if k.startswith("status.")}  # fmt: skip
        return dict(sorted(keyed.items(), key=lambda one: -len(one[0])))

    # names

    def called(self, indicator, entity):
        """The names of an entity's indicator, the short one first: whose it is stands beside it,
        unless the plan has one subject that has targets, it is that, and no other has this target.
        """
        lang, who = self.language, self.facts.entity[entity]
        row = self.facts.indicator[indicator]
        bare = [row.get(f"short_{lang}") or row[f"name_{lang}"], row[f"name_{lang}"]]
        owners = {t["entity_id"] for t in self.facts.targets if t["indicator_id"] == indicator}
        subjects = {t["entity_id"] for t in self.facts.targets
                    if self.facts.entity[t["entity_id"]]["role"] == "subject"}  # fmt: skip
        if who["role"] == "subject" and not (owners | subjects) - {entity}:
            return bare
        form = label("name.of", lang)
        return [form.format(name=name, entity=who[f"name_{lang}"]) for name in bare]

    def names_of(self, target):
        """Every name by which a page may speak of a target: in a row it may leave out what all rows
        share.
        """
        called = self.called(target["indicator_id"], target["entity_id"])
        return {*called, self.short(target)}

    def short(self, target):
        """The name by which a row speaks of a target: the short one where it has one."""
        lang, row = self.language, self.facts.indicator[target["indicator_id"]]
        if self.single:
            return self.facts.entity[target["entity_id"]][f"name_{lang}"]
        if self.entity and target in self.rows:
            return row.get(f"short_{lang}") or row[f"name_{lang}"]
        return self.called(target["indicator_id"], target["entity_id"])[0]

    def leagues(self):
        """{indicator: targets} of those that eight entities or more have a target for."""
        found = defaultdict(list)
        for target in self.counted:
            found[target["indicator_id"]].append(target)
        return {i: ts for i, ts in found.items() if len({t["entity_id"] for t in ts}) >= 8}

    def in_full(self, part, block):
        """A league's table with the whole names of its rows: here its heading tells the rest."""
        if part != "leagues" or not getattr(block, "rows", ()):
            return block
        (of,) = [i for i in self.leagues() if self.facts.indicator[i][f"name_{self.language}"]
                 in block.title]  # fmt: skip
        names = {self.facts.entity[t["entity_id"]][f"name_{self.language}"]:
                 self.called(of, t["entity_id"])[0] for t in self.leagues()[of]}  # fmt: skip

        def full(cell):
            name = names.get(text_of(cell), "no land of the league")
            return name if isinstance(cell, str) else cell._replace(text=name)

        return block._replace(rows=tuple((full(row[0]), *row[1:]) for row in block.rows))

    @cached_property
    def by_name(self):
        found = defaultdict(list)
        for target in self.facts.targets:
            for name in self.names_of(target):
                found[name].append(target)
        return dict(sorted(found.items(), key=lambda one: -len(one[0])))

    def bare(self, text):
        """A name without the mark of another reading."""
        return text.replace(label("other_reading", self.language) or "\0", "").strip()

    def lead_targets(self):
        """The targets that the headline names."""
        leads = [b.text for _, bs in self.report.parts for b in bs if type(b).__name__ == "Lead"]
        return [t for n in self.mentioned(" ".join(leads)) for t in self.by_name[n]]

    def named(self, text):
        """The targets whose name a text is, those in the scope first."""
        bare = self.bare(text)
        read, found = bare != text.strip(), self.by_name.get(bare, [])
        if not found:  # a name and its unit
            form = label("in_unit", self.language).partition("{unit}")[0]
            name = next((n for n in self.by_name if bare.startswith(n + form)), "")
            found = self.by_name.get(name, [])
        ours = [t for t in found if bool(t.get("reading_of")) == read] or found
        return [t for t in ours if t in self.rows] or ours

    def mentioned(self, text):
        """The names of targets that a text holds, each as often, the longest first."""
        found = Counter()
        for name in self.by_name:
            count = text.count(name)
            if count:
                found[name] = count
                text = text.replace(name, "\0")
        return found

    def about(self, said):
        """The targets that a sentence speaks of: by its field, else by its row."""
        if "name" in said.fields and (found := self.named(said.fields["name"])):
            return found
        row = said.place.row
        for cell in row.values():
            if found := self.named(text_of(cell)):
                return found
        block = said.place.block
        if said.place.part in {"paths", "charts"} and getattr(block, "title", ""):
            names = [n for n in self.by_name if block.title.startswith(n)]
            return self.by_name[names[0]] if names else []
        return []

    def told_of(self, text):
        """The one target whose name opens a text (a bullet "Fixed investment: …")."""
        return next((self.by_name[n] for n in self.by_name if text.startswith(n)), [])

    # what a text says

    def period(self, text, rows):
        """The rows whose period a text names."""
        bare = MARKS.sub("", text).strip()
        return [r for r in rows if bare in period_words(r["period"], r["basis"], self.language)]

    def unit(self, target):
        return self.facts.indicator[target["indicator_id"]]["unit"]

    def tells(self, text, row):
        return tells(text, row["number"], row["unit"])

    @cached_property
    def notes(self):
        """{number: source ids} of the page's numbered documents."""
        found = {}
        for _, blocks in self.report.parts:
            for block in blocks:
                for note in getattr(block, "items", ()):
                    if hasattr(note, "number"):
                        found[note.number] = {
                            s["source_id"] for s in self.facts.sources
                            if s["title"] in note.text and s["publisher"] in note.text
                            and (iso_in(s["published"], note.text))
                        }  # fmt: skip
        return found

    def publishers(self, indicator, entity=""):
        """The offices that the plan names for an indicator, or for an entity's figures."""
        known = self.facts.settings.get("publishers", {})
        told = (known.get(entity) or known.get(indicator) or {}).get(self.language, "")
        return [one for one in re.split("[;；、] *", told) if one]


def iso_in(day, text):
    year, month, number = day.split("-")
    english = f"{int(number)} {MONTHS[int(month) - 1]}"
    return day in text or f"{year}年{int(month)}月{int(number)}日" in text or english in text


# --- the registry --------------------------------------------------------------------------------


class Check(NamedTuple):
    name: str
    keys: tuple  # keys of labels.csv that it hangs on or reads
    fields: tuple
    whole: bool  # of a report, not of a sentence
    run: Callable


CHECKS: dict[str, Check] = {}


def _registered(keys=(), fields=(), whole=False):
    def made(run):
        assert run.__name__ not in CHECKS
        CHECKS[run.__name__] = Check(run.__name__, keys, fields, whole, run)
        return run

    return made


def claim(*keys):
    """A check of every sentence with one of these keys of labels.csv."""
    return _registered(keys=keys)


def field(*names):
    """A check of every sentence that has one of these fields, whatever its key."""
    return _registered(fields=names)


def page(*keys):
    """A check of a whole report, which reads tables by these keys' words."""
    return _registered(keys=keys, whole=True)


class False_(NamedTuple):
    """A claim that is false: which check says so, of which key, on which page, and why."""

    check: str
    key: str
    report: str
    why: str

    def __str__(self):
        return f"{self.check} [{self.key or '-'}] {self.report}: {self.why}"


def examined(report, only=()):
    """(what is false on a page, the keys seen on it, those of them that a check looked at)."""
    here, false, seen, looked = View(report), [], Counter(), Counter()
    chosen = [one for name, one in CHECKS.items() if not only or name in only]
    by_key, by_field = defaultdict(list), defaultdict(list)
    for check in chosen:
        for key in () if check.whole else check.keys:
            by_key[key].append(check)
        for name in check.fields:
            by_field[name].append(check)
    for said in here.said:
        same_words = alike(said.key, report.language)
        seen.update(same_words)
        found = dict.fromkeys(c for key in same_words for c in by_key.get(key, ()))
        found |= dict.fromkeys(c for name in said.fields for c in by_field.get(name, ()))
        found |= dict.fromkeys(by_key.get("*", ()))
        if same_words & by_key.keys() or any(name in by_field for name in said.fields):
            looked.update(same_words)
        for check in found:
            for why in check.run(here, said) or ():
                false.append(False_(check.name, said.key, str(report), f"{why} | {said.text}"))
    for check in chosen:
        if check.whole:
            for why in check.run(here) or ():
                false.append(False_(check.name, "", str(report), why))
    return false, seen, looked
