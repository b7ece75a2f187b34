"""The first plan's tables against their schema, their own formulas and each other."""

from __future__ import annotations

import ast
import csv
import json
import operator
import re
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PLAN = ROOT / "data" / "changzhou-edz-2020"
UNITS = ROOT / "lib" / "planpace" / "words" / "units.csv"
TABLES = (
    "pillars",
    "indicators",
    "entities",
    "targets",
    "commitments",
    "observations",
    "sources",
    "searched",
)
KINDS = {
    "at_least",
    "at_most",
    "cumulative",
    "increase_by",
    "increase_by_points",
    "decrease_by",
    "multiply_by",
    "rank_within",
    "match_peer",
    "beat_peer",
    "milestone",
    "unknown_value",
}
OPERATORS = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
CONSTANTS = {Decimal(1), Decimal(100)}


def rows(table: str) -> list[dict[str, str]]:
    with (PLAN / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def metadata() -> dict:
    return json.loads((PLAN / "datapackage.json").read_text(encoding="utf-8"))


def formula(note: str) -> ast.expr:
    """The arithmetic that a note starts with, before its words."""
    return ast.parse(note.split(": ", 1)[0], mode="eval").body


def result(node: ast.expr) -> float:
    """Evaluate numbers and the four operations, and nothing else; raises ValueError.

    >>> result(formula("2951.58 - 1951.25: with the zone less without it"))
    1000.33
    """
    match node:
        case ast.Constant(value=int() | float() as number):
            return float(number)
        case ast.BinOp(left, op, right) if type(op) in OPERATORS:
            return round(OPERATORS[type(op)](result(left), result(right)), 12)
    raise ValueError(f"not arithmetic: {ast.dump(node)}")


def numbers(node: ast.expr) -> set[Decimal]:
    return {Decimal(str(n.value)) for n in ast.walk(node) if isinstance(n, ast.Constant)}


def computed() -> list[dict[str, str]]:
    """The rows that we computed: the derived ones, and the rough one that counts as an estimate."""
    return [r for r in rows("observations") if r["status"] in {"derived", "estimate"}]


def label(row: dict[str, str]) -> str:
    return "-".join([row["indicator_id"], row["entity_id"], row["period"]])


def test_the_package_validates_with_frictionless() -> None:
    from frictionless import Package

    report = Package(str(PLAN / "datapackage.json")).validate()
    assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "type", "note"])
    assert {task.name for task in report.tasks} == set(TABLES)


@pytest.mark.parametrize("table", TABLES)
def test_schema_and_file_have_the_same_columns(table: str) -> None:
    (resource,) = (r for r in metadata()["resources"] if r["name"] == table)
    text = (PLAN / resource["path"]).read_bytes().decode("utf-8")
    assert text.splitlines()[0].split(",") == [
        field["name"] for field in resource["schema"]["fields"]
    ]
    assert "\r" not in text and text.endswith("\n") and not text.startswith("\ufeff")


@pytest.mark.parametrize("row", computed(), ids=label)
def test_computed_rows_follow_from_published_ones(row: dict[str, str]) -> None:
    """Within half a unit of the last digit given, and from numbers that a source published."""
    node = formula(row["note"])
    tolerance = Decimal(1).scaleb(Decimal(row["value"]).as_tuple().exponent) / 2
    assert abs(result(node) - float(row["value"])) <= float(tolerance) + 1e-9
    known = [
        r
        for r in rows("observations")
        if r["status"] not in {"derived", "estimate"} and r["published"] <= row["published"]
    ]
    levels = {Decimal(r["value"]) for r in known}
    changes = {  # growth, and places gained: said beside the level
        Decimal(number)
        for r in known
        if r["indicator_id"] == row["indicator_id"]
        for number in re.findall(r"\d+(?:\.\d+)?", f"{r['quote']} {r['note']}")
    }
    assert numbers(node) - CONSTANTS <= levels | changes


def test_formulas_hold_more_than_constants_and_refuse_code() -> None:
    assert all(numbers(formula(r["note"])) - CONSTANTS for r in computed())
    with pytest.raises(ValueError, match="not arithmetic"):
        result(formula("__import__('os').getcwd()"))


def test_the_rough_figure_is_an_estimate_that_says_so() -> None:
    (row,) = (r for r in rows("observations") if r["status"] == "estimate")
    assert label(row) == "industrial_output-zone-2022" and "never used for a verdict" in row["note"]


def test_every_figure_has_a_known_source_and_nothing_is_known_before_it_happens() -> None:
    known = {r["source_id"]: r for r in rows("sources")}
    for row in rows("observations"):
        assert row["source_id"] in known, label(row)
        end = re.sub(r"Q(\d)", lambda q: f"-{3 * int(q[1]):02}", row["period"])
        assert row["published"][:7] >= (end if "-" in end else f"{end}-12"), label(row)
        assert row["quote"] or row["note"] or known[row["source_id"]]["title"], label(row)


def test_the_basis_fits_the_period() -> None:
    fits = {
        "annual": r"\d{4}",
        "quarter": r"\d{4}Q\d",
        "month": r"\d{4}-\d\d",
        "ytd": r"\d{4}(Q\d|-\d\d)",
        "point": r".*",
    }
    wrong = [
        label(r) for r in rows("observations") if not re.fullmatch(fits[r["basis"]], r["period"])
    ]
    assert not wrong


def test_every_kind_of_this_plan_is_there() -> None:
    counts = Counter(r["kind"] for r in rows("targets"))
    assert set(counts) == KINDS
    assert {r["pillar_id"] for r in rows("targets")} == {r["pillar_id"] for r in rows("pillars")}
    assert 50 <= sum(not r["reading_of"] for r in rows("targets")) <= 70


def test_a_kind_has_what_it_needs() -> None:
    relative = {
        "increase_by": "%",
        "decrease_by": "%",
        "increase_by_points": "百分点",
        "multiply_by": "",
    }
    nature = {r["indicator_id"]: r for r in rows("indicators")}
    for row in rows("targets"):
        indicator, kind = nature[row["indicator_id"]], row["kind"]
        peer = kind in {"match_peer", "beat_peer"}
        assert bool(row["value"]) != (peer or kind == "unknown_value"), row["target_id"]
        assert bool(row["peer_id"]) == peer, row["target_id"]
        assert row["unit"] == relative.get(kind, indicator["unit"]), row["target_id"]
        assert (kind == "milestone") == (indicator["nature"] == "state"), row["target_id"]
        assert kind != "cumulative" or indicator["nature"] == "flow", row["target_id"]
        assert kind != "rank_within" or indicator["nature"] == "rank", row["target_id"]
        assert row["start"] <= row["deadline"], row["target_id"]


OTHER_INDICATOR = {"provincial_edz_top20", "peer_openness_fdi"}
"""Readings that ask for another figure: entered at some time, investment for trade."""


def test_readings_are_of_main_rows() -> None:
    targets = {r["target_id"]: r for r in rows("targets")}
    same = ("quote", "locator", "entity_id", "pillar_id", "start", "deadline", "clarity")
    for row in targets.values():
        if row["reading_of"]:
            main = targets[row["reading_of"]]
            assert not main["reading_of"]
            other = main["indicator_id"] != row["indicator_id"]
            assert other == (row["target_id"] in OTHER_INDICATOR), row["target_id"]
            assert [row[c] for c in same] == [main[c] for c in same], row["target_id"]


def test_five_percent_a_year_compounds_to_the_value_of_its_reading() -> None:
    (row,) = (r for r in rows("targets") if r["target_id"] == "pm25_yearly")
    assert float(row["value"]) == round(100 * (1 - 0.95**3), 2)


def test_more_than_the_number_is_asked_where_the_words_say_over() -> None:
    wrong = [
        r["target_id"]
        for r in rows("targets")
        if (r["strict"] == "yes") != bool(re.search(r"超过\d", r["quote"]))
    ]
    assert not wrong
    assert sum(r["strict"] == "yes" for r in rows("targets")) == 8


def test_a_part_is_never_more_than_its_whole() -> None:
    indicators = {r["indicator_id"]: r for r in rows("indicators")}
    parts = {name: r["part_of"] for name, r in indicators.items() if r["part_of"]}
    assert {name for name, whole in parts.items() if whole == "cluster_output_total"} == {
        f"cluster_{one}_output" for one in ("transport", "materials", "home", "motor")
    }
    for name, whole in parts.items():
        part, all_of_it = indicators[name], indicators[whole]
        assert not all_of_it["part_of"], name
        for column in ("unit", "nature", "direction"):
            assert part[column] == all_of_it[column], (name, column)
    place = ("entity_id", "period", "basis")
    figures = {(r["indicator_id"], *(r[c] for c in place)): r for r in rows("observations")}
    pairs = [
        (float(figure["value"]), float(figures[whole]["value"]))
        for (name, *where), figure in figures.items()
        if name in parts and (whole := (parts[name], *where)) in figures
    ]
    assert pairs and all(part <= all_of_it for part, all_of_it in pairs)


def test_every_target_has_a_name_that_fits_a_narrow_column() -> None:
    used = {r["indicator_id"] for r in rows("targets")}
    for language, most in (("zh", 12), ("en", 34)):
        shown = [
            r[f"short_{language}"] or r[f"name_{language}"]
            for r in rows("indicators")
            if r["indicator_id"] in used
        ]
        assert [name for name in shown if len(name) > most] == []
        assert len(set(shown)) == len(shown)


def test_how_many_targets_and_how_many_deadlines_of_ours() -> None:
    main = [r for r in rows("targets") if not r["reading_of"]]
    ours = [r for r in main if "No deadline is stated" in r["note_en"]]
    assert (len(main), len(ours), len(rows("commitments"))) == (65, 36, 128)
    assert len(rows("targets")) - len(main) == 5


@pytest.mark.parametrize("table", TABLES)
def test_twins_are_both_there_or_neither(table: str) -> None:
    for number, row in enumerate(rows(table), 2):
        for column in row:
            if column.endswith("_zh"):
                assert bool(row[column]) == bool(row[column[:-2] + "en"]), (table, number, column)
            if column.endswith("_en"):
                assert not re.search("[“”‘’]", row[column]), (table, number, column)


def test_a_target_that_is_not_clear_says_why() -> None:
    silent = [
        r["target_id"] for r in rows("targets") if r["clarity"] != "clear" and not r["note_zh"]
    ]
    assert not silent


def test_every_unit_is_known() -> None:
    with UNITS.open(encoding="utf-8", newline="") as file:
        known = {r["unit"] for r in csv.DictReader(file)} | {""}
    used = {r["unit"] for table in ("indicators", "targets", "observations") for r in rows(table)}
    assert used <= known
    units = {r["indicator_id"]: r["unit"] for r in rows("indicators")}
    assert [label(r) for r in rows("observations") if r["unit"] != units[r["indicator_id"]]] == []


def test_every_indicator_is_used_and_has_a_publisher_if_a_target_needs_it() -> None:
    needed = {r["indicator_id"] for r in rows("targets")}
    observed = {r["indicator_id"] for r in rows("observations")}
    assert {r["indicator_id"] for r in rows("indicators")} == needed | observed
    publishers = metadata()["planpace"]["publishers"]
    peers = {r["entity_id"] for r in rows("entities") if r["role"] == "peer"}
    assert set(publishers) == needed | peers
    assert all(names["zh"] and names["en"] for names in publishers.values())


def test_figures_lie_within_natural_bounds() -> None:
    bounds = {r["indicator_id"]: (r["lower"], r["upper"]) for r in rows("indicators")}
    for row in rows("observations"):
        lower, upper = bounds[row["indicator_id"]]
        assert not lower or float(row["value"]) >= float(lower), label(row)
        assert not upper or float(row["value"]) <= float(upper), label(row)
