"""Every word that a reader sees is in `labels.csv`, in both languages; none is there in vain."""

import ast
import csv
import doctest
import importlib
import json
import pkgutil
import re
import string
from itertools import product
from pathlib import Path

import pytest

import planpace
from planpace.analysis.changes import FIGURES
from planpace.analysis.estimates import FULL_YEAR
from planpace.analysis.judge import STATUSES
from planpace.analysis.methods import ADVERSE, FAVOURABLE, MIDDLE, RATED
from planpace.analysis.odds import OUTLOOKS
from planpace.analysis.trace import FORMULAS, STATED
from planpace.briefings.blocks import STATUS_COLOURS, STATUS_SHAPES
from planpace.briefings.finished import Finished, Wrong, rows
from planpace.briefings.headline import GROUPS, LEANING
from planpace.plan.schema import columns
from planpace.words.say import LABELS, labels, languages, say
from rivals import FITTED, VECTORISED

PACKAGE = Path(planpace.__file__).parent
ROOT = PACKAGE.parents[1]
RESEARCH = ROOT / "research"
KEYS = {key for key, _ in labels()}
LANGUAGES = languages()
MODULES = [m.name for m in pkgutil.walk_packages([str(PACKAGE)], "planpace.") if "__" not in m.name]
MODULES += sorted(path.stem for path in RESEARCH.glob("*.py") if path.stem != "calibrate")
NOTEBOOKS = [*sorted((ROOT / "notebooks").glob("*.ipynb")), *sorted(RESEARCH.glob("*.ipynb"))]

LATER = {"achieved_early"}  # statuses that only a headline knows
SAID_OF_ITSELF = re.compile(r"[a-z_]+(\.[a-z_]+)*")


def sources():
    """Each module's syntax tree, and each notebook's code."""
    for path in (*sorted(PACKAGE.rglob("*.py")), *sorted(RESEARCH.glob("*.py"))):
        yield path.name, ast.parse(path.read_text("utf-8"))
    for path in sorted(PACKAGE.rglob("*.j2")):  # the words that a template asks for itself
        keys = re.findall(r"""\b(?:say|both)\("([a-z_.]+)",""", path.read_text("utf-8"))
        yield path.name, ast.parse("\n".join(f"say({key!r})" for key in keys))
    for path in NOTEBOOKS:
        for cell in json.loads(path.read_text("utf-8"))["cells"]:
            if cell["cell_type"] == "code":
                yield path.name, ast.parse("".join(cell["source"]))


def enum(table, column):
    """The values that a column of the contract may have."""
    return set(columns(table)[column].values)


def spoken():
    """(where, key) of every `say`; a computed part of a key is a star (`status.*`)."""
    for name, tree in sources():
        for node in ast.walk(tree):
            if called(node) in {"say", "text", "counted"} and node.args:
                yield from ((name, key) for key in keys_of(node.args[0]))
            if isinstance(node, ast.FunctionDef) and any(
                called(part) == "say" and getattr(part.args[0], "id", "") == "key"
                for part in ast.walk(node)
            ):
                yield from ((name, key) for key in prepared(node, "key"))


def called(node):
    """The name of the function or method that a node calls."""
    if not isinstance(node, ast.Call):
        return ""
    return getattr(node.func, "id", "") or getattr(node.func, "attr", "")


def prepared(tree, name):
    """The keys that `key = "..."` prepares, and those of a dict of keys."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == name:
            told = node.value.values if isinstance(node.value, ast.Dict) else [node.value]
            yield from (key for part in told for key in keys_of(part))


def keys_of(node):
    """The key that an expression gives, a computed part as `*`; both branches of a choice."""
    if isinstance(node, ast.Constant):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from keys_of(node.body)
        yield from keys_of(node.orelse)
    elif isinstance(node, ast.JoinedStr):
        yield "".join(p.value if isinstance(p, ast.Constant) else "*" for p in node.values)
    elif isinstance(node, ast.BinOp):
        yield from map("".join, product(keys_of(node.left), keys_of(node.right)))
    else:
        yield "*"


def strings():
    """Every string constant of the code that might be the last part of a key."""
    return {
        node.value
        for _, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and SAID_OF_ITSELF.fullmatch(node.value)
    }


def called_with(tree, *functions):
    """The keys that stand first in the calls of some functions."""
    return {
        key
        for node in ast.walk(tree)
        if called(node) in functions and node.args
        for key in keys_of(node.args[0])
    }


def reasons():
    """The keys of all reasons: what they are made with, and what is prepared for that."""
    found = {"is_achieved", "is_missed", "neighbour_met", "neighbour_short"}
    for name in ("assess", "judge", "odds"):
        tree = ast.parse((PACKAGE / "analysis" / f"{name}.py").read_text("utf-8"))
        found |= called_with(tree, "Reason", "_dated", "_at")
        found |= {*prepared(tree, "key"), *prepared(tree, "keys")}
    return {key for key in found if isinstance(key, str) and "*" not in key}


def problems():
    """The rules of all problems: what `problem(...)` is called with, and what rules yield."""
    found = set().union(*(called_with(tree, "problem") for _, tree in sources()))
    found |= {"error_cell", "no_result", "ambiguous_name"}  # chosen by what a cell of a sheet is
    for name in ("check", "read", "settings"):
        tree = ast.parse((PACKAGE / "plan" / f"{name}.py").read_text("utf-8"))
        for node in ast.walk(tree):
            if name == "check" and isinstance(node, ast.Tuple) and len(node.elts) == 4:
                found |= set(keys_of(node.elts[0]))
            if isinstance(node, ast.Yield | ast.Return) and isinstance(node.value, ast.Tuple):
                found |= set(keys_of(node.value.elts[0]))
            if isinstance(node, ast.Return) and isinstance(node.value, ast.IfExp):
                branches = (node.value.body, node.value.orelse)
                found |= {b.elts[0].value for b in branches if isinstance(b, ast.Tuple)}
    return {key for key in found if isinstance(key, str) and re.fullmatch("[a-z0-9_]+", key)}


def headings():
    """The heading of each column of `tables.csv` that a page or a workbook shows, by key."""
    with (PACKAGE / "briefings" / "tables.csv").open(encoding="utf-8", newline="") as file:
        listed = [(row["table"].partition(".")[0], row["key"]) for row in csv.DictReader(file)]
    words = {"table": "column", "sheet": "header"}
    return {k if "." in k else f"{words[of]}.{k}" for of, k in listed if of in words}


def told_of(family):
    """The last parts of the headings of a family."""
    return {key.partition(".")[2] for key in headings() if key.startswith(f"{family}.")}


def headlines():
    """Every form that `headline._form` may give, and what stands around it."""
    moving = {f"{side}{steps}" for side in ("ahead", "behind") for steps in ("", "_steps")}
    moving |= {"away", "moving", "missed_by", "missed", "achieved", "achieved_early", "unnumbered"}
    moving |= {"achieved_from", "achieved_early_from", "awaited", "awaited_between"}
    done = {f"milestone_{end}" for end in ("achieved", "missed", "awaited", "awaited_done")}
    around = {"chance", "holds", "was_met", "part", "and"}
    return moving | done | around | {"nothing_judged", "no_targets", "odds_alone"}


def forms():
    """What a promise is called where its value, its strictness or its clarity says more."""
    more = {"at_least.whole", "at_most.none", "unknown_value.ambiguous"}
    strict = ("at_least", "at_most", "cumulative", "increase_by", "decrease_by", "multiply_by")
    return more | {f"{kind}.strict" for kind in strict} | {"beat_peer.up", "beat_peer.down"}


MADE = {"supposed"}  # what no table may say: only `with_figure` and `with_target` do
EDITS = {
    "changed_target", "changed_reading", "new_target", "dropped_target", "corrected_figure",
    "other_software",
}  # fmt: skip
FAMILIES = {
    "status": {*STATUSES, *LATER},
    "promise": enum("targets", "kind") | forms(),
    "clarity": enum("targets", "clarity") | MADE,
    "outlook": {*(word for _, word in OUTLOOKS), "percent", "even"},
    "change": {
        *FIGURES,
        "beside",
        "deadline_passed",
        *EDITS,
        "stays",
        "odds",
        "new_state",
        "up",
        "down",
    },
    "estimate": {*FULL_YEAR, "error", "unchecked", "ours", "summed", "compounded"},
    "peer": {"planpace", "recipe", *VECTORISED, *FITTED},
    "finished_why": {plan.plan for plan in rows(Finished)},
    "finished_replay": {plan.replay for plan in rows(Finished)},
    "because": {one.why for one in rows(Wrong)},
    "agrees": {"yes", "no", "no_figure", "no_number"},
    "bent": {"as_said", "plain", "binding", "distance", "time"},
    "frequency": {"rare", "certain", "times"},
    "opinion": FAVOURABLE | MIDDLE | ADVERSE | {"not_available"},
    "method": {"linear", "geometric", *RATED},
    "data": enum("observations", "status") | MADE,
    "reason": reasons(),
    "problem": {rule for rule in problems() if f"warning.{rule}" not in KEYS},
    "warning": {rule for rule in problems() if f"problem.{rule}" not in KEYS},
    "kind": enum("targets", "kind"),
    "binding": enum("targets", "binding"),
    "nature": enum("indicators", "nature"),
    "direction": enum("indicators", "direction"),
    "role": enum("entities", "role"),
    "strict": enum("targets", "strict"),
    "throughout": enum("targets", "throughout"),
    "headline": headlines(),
    "number": {*STATED, *FORMULAS, "figure", "peer_figure"},
    "header": {*told_of("header"), "min", "max", "linear", "geometric", *RATED},
    "label": {"page", "skip", "table_data", "how"},
    "trail": {
        *FORMULAS,
        "promised",
        "relative",
        "summed",
        "rule",
        "line",
        "source",
        "part",
        "unnumbered",
        "unbased",
        "compounded",
        "peer_goal",
        "between",
    }
    | {f"figure.{status}" for status in enum("observations", "status") | MADE}
    | MADE,
    "tally": {*GROUPS, *LEANING, "and", "comma", "outlook"},
    "came": enum("observations", "status") | MADE,
    "figures": enum("observations", "status") | MADE,
    "basis": enum("observations", "basis"),
    "far": {"less", "more", "lower", "higher"},
}
"""What may stand for the computed part of a key, by its first word."""
BULLETIN = {"part", "points", "change", "deadline", "target"}
"""What either language may leave out of a headline, told by its own form."""


def test_every_label_has_both_languages():
    for key in KEYS:
        for language in LANGUAGES:
            assert labels()[key, language].strip(), (key, language)


def test_no_key_stands_twice_in_the_table():
    with LABELS.open(encoding="utf-8", newline="") as file:
        keys = [row["key"] for row in csv.DictReader(file)]
    assert sorted(keys) == sorted(set(keys))


@pytest.mark.parametrize("key", sorted(KEYS))
def test_both_languages_fill_the_same_fields(key):
    fields = [
        {name for _, name, _, _ in string.Formatter().parse(labels()[key, language]) if name}
        for language in LANGUAGES
    ]
    if key.startswith("headline."):  # a bulletin's 完成目标的P% is no English, nor is 时序进度
        fields = [names - BULLETIN for names in fields]
    assert fields[0] == fields[1]


@pytest.mark.parametrize("key", sorted(KEYS))
def test_chinese_is_in_the_chinese_column_alone(key):
    chinese = re.compile("[\u4e00-\u9fff]")
    assert not chinese.search(labels()[key, "en"])


def test_every_key_that_code_says_has_its_words():
    lacking = {
        f"{name}: {key}"
        for name, key in spoken()
        if not (key in KEYS or ("*" in key and key.split(".")[0] in {*FAMILIES, "*"}))
        and not matches(key)
    }
    assert not lacking


def matches(key):
    """Whether some label fits a key with a computed part."""
    pattern = re.escape(key).replace(r"\*", r"[a-z_]+(\.unit)?")
    return any(re.fullmatch(pattern, known) for known in KEYS)


@pytest.mark.parametrize("family", FAMILIES)
def test_every_member_of_a_family_has_its_words(family):
    assert FAMILIES[family], "nothing found in the code: has it moved?"
    lacking = {f"{family}.{key}" for key in FAMILIES[family]} - KEYS
    assert not lacking


def test_columns_of_every_table_have_their_words():
    """`column.{key}` is said of the keys of each table's columns, `header.{key}` of a sheet's."""
    listed = {("tables.csv", key) for key in headings()}
    for name, tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.GeneratorExp) and called(node.elt) == "say":
                (said,), each = keys_of(node.elt.args[0]), node.generators[0].iter
                if said == "column.*" and isinstance(each, ast.Tuple):
                    listed |= {(name, f"column.{part.value}") for part in each.elts}
    assert {name for name, _ in listed} >= {"page_two.py", "tables.csv"}
    assert not {(name, key) for name, key in listed if key not in KEYS and not matches(key)}


def test_no_label_is_there_in_vain():
    plain = {key for _, key in spoken() if "*" not in key}
    families = {f"{family}.{key}" for family, keys in FAMILIES.items() for key in keys}
    computed = {key.split(".*")[0] for _, key in spoken() if ".*" in key} - set(FAMILIES)
    words = strings() | told_of("column")
    parts = {key for key in KEYS if key.split(".")[0] in computed and key.split(".")[1] in words}
    unused = KEYS - plain - families - parts
    assert not unused, sorted(unused)


def test_every_verdict_has_its_shape_and_colour():
    assert set(STATUS_SHAPES) == set(STATUS_COLOURS) == set(STATUSES)


def test_an_unknown_word_says_where_to_add_it():
    with pytest.raises(KeyError, match=r"labels\.csv"):
        say("no.such", "en")
    with pytest.raises(KeyError):
        say("status.behind", "fr")


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_in_docstrings_hold(name):
    assert doctest.testmod(importlib.import_module(name)).failed == 0
