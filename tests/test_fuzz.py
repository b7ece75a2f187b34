"""A few spoilt plans and workbooks of `make fuzz`; and the tool itself sees what it should."""

import random

import pytest
from synthetic import figures, write_plan

import fuzz
from plan_faults import FAULTS, Draft, Fault
from planpace import check_plan
from planpace.plan.problems import Place, problem


@pytest.mark.parametrize(("plans", "workbooks"), [(len(FAULTS), 0), (0, 8)])
def test_spoilt_plans_and_workbooks_are_named_in_their_place(plans, workbooks):
    outcomes = fuzz.fuzz(plans, workbooks, "test", jobs=2)
    assert [(one.number, one.misses) for one in outcomes if one.misses] == []
    kinds = {kind for one in outcomes for kind, _ in one.kinds}
    assert len(outcomes) == plans + workbooks and (not plans or kinds >= {*FAULTS})


def test_the_same_seed_spoils_the_same(tmp_path):
    folder = tmp_path / "bases"
    folder.mkdir()
    first, again = (fuzz.spoilt(5, "x", folder) for _ in range(2))
    assert first[0] == again[0] and first[2] == again[2]
    assert first[1].tables == again[1].tables != fuzz.bases(folder)[first[0]][0].tables


def test_a_fault_that_is_not_named_in_its_place_is_a_miss():
    fault = Fault("made up", "targets.csv", 3, "value", "named")
    places = (Place("targets.csv", row, "") for row in (3, 2))
    here, beside = (problem("empty", place, "value") for place in places)
    assert fuzz._outcome(fault, [here, beside]) == "named"
    assert fuzz._outcome(fault, [problem("jump", Place("targets.csv", 3, ""), "value")]) == "warned"
    assert fuzz._outcome(fault, [beside]).startswith("not named")


def test_other_values_a_traceback_and_a_hang_are_misses(monkeypatch):
    monkeypatch.setattr(fuzz, "HANGS", 1)

    def hang():
        while True:
            pass

    for job in (hang, lambda: 1 / 0, lambda: [("made up", "loaded to other values: x")]):
        one = fuzz.ran("made up", ["made up"], job)
        assert one.misses and one.kinds == [("made up", "missed")]
    assert fuzz.ran("made up", ["made up"], lambda: [("made up", "named")]).misses == []


def test_what_is_loaded_is_compared_with_the_plan(tmp_path):
    folder = write_plan(tmp_path / "plan", [{}], figures({"2019": 55, "2020": 60}))
    draft = Draft.of(folder)
    draft.put("observations", 0, "value", "5500")
    spoilt = draft.write(tmp_path / "spoilt")
    one, other = (fuzz.frames(fuzz.load_plan(f)) for f in (folder, spoilt))
    fault = Fault("made up", "observations.csv", None, "", "same")
    assert fuzz._other(one, one, [fault]) == []
    assert "observations.value" in fuzz._other(one, other, [fault])[0][1]


@pytest.mark.parametrize("kind", ["empty required cell", "key twice", "unit of another dimension"])
def test_a_fault_stands_where_it_says(tmp_path, kind):
    folder = write_plan(tmp_path / "plan", [{}, {}], figures({"2019": 55, "2020": 60}))
    draft = Draft.of(folder)
    fault = FAULTS[kind][1](random.Random(1), draft)
    told = check_plan(draft.write(tmp_path / "spoilt"))
    assert any((p.file, p.row) == (fault.file, fault.row) for p in told)
