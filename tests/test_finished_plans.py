"""The finished plans of `research/plans`: sound tables, and verdicts beside the known outcomes."""

import csv
import re
from pathlib import Path

import pytest

from planpace import assess, check_plan, load_plan

ROOT = Path(__file__).resolve().parents[1]
PLANS = sorted(path.parent for path in ROOT.glob("research/plans/*/datapackage.json"))
SAID = {"met": ("achieved", True), "missed": ("missed", True)}
DIFFER: dict[tuple[str, str], tuple[str, bool]] = {}
"""Targets whose verdict is not the official outcome, and the verdict; each README says why."""

every_plan = pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.name)


def rows(plan, name):
    with (plan / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_there_are_finished_plans():
    assert PLANS


@every_plan
def test_the_plan_is_sound_and_tells_where_it_is_from(plan):
    assert [problem for problem in check_plan(plan) if problem.severity == "error"] == []
    readme = (plan / "README.md").read_text(encoding="utf-8")
    for part in ("What", "How obtained", "Licence", "Checked", "Doubts", "Vintages or latest"):
        assert f"**{part}" in readme, part
    assert all(path.stat().st_size < 1_000_000 for path in plan.iterdir())


@every_plan
def test_every_source_is_used_and_no_figure_is_older_than_its_source(plan):
    known = {source["source_id"]: source["published"] for source in rows(plan, "sources")}
    figures, targets, ends = (rows(plan, name) for name in ("observations", "targets", "outcomes"))
    assert {row["source_id"] for row in (*figures, *targets)} <= set(known)
    assert {row["source"] for row in ends} <= set(known)
    assert [row for row in figures if row["published"] < known[row["source_id"]]] == []


@every_plan
def test_a_figure_stands_in_the_words_quoted_for_it(plan):
    """So that no figure is a slip of the hand; what is computed has a formula instead."""
    for figure in rows(plan, "observations"):
        words, note = figure["quote"], figure["note"]
        if figure["status"] == "derived":
            assert re.match(r"[\d.+*/() -]+: ", note), figure
        elif words:
            numbers = {float(n) for n in re.findall(r"\d+(?:\.\d+)?", words)}
            assert abs(float(figure["value"])) in numbers, figure


@every_plan
def test_each_target_has_an_outcome_and_known_ones_are_our_verdicts(plan):
    ours, ends = assess(load_plan(plan)).set_index("target_id"), rows(plan, "outcomes")
    assert [row["target_id"] for row in ends] == [*ours.index]
    assert {row["outcome"] for row in ends} <= {"met", "missed", "unknown"}
    for row in ends:
        got, target = ours.loc[row["target_id"]], (plan.name, row["target_id"])
        if row["outcome"] == "unknown":
            assert row["note"] and not got.final, target
        else:
            assert (got.status, got.final) == DIFFER.get(target, SAID[row["outcome"]]), target


def test_differences_from_the_outcomes_are_still_there():
    for (plan, target), verdict in DIFFER.items():
        got = assess(load_plan(ROOT / "research" / "plans" / plan)).set_index("target_id")
        assert (got.status[target], got.final[target]) == verdict, (plan, target)
