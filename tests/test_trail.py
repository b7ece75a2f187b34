"""Each number leads back to a document or to a formula that gives this very number."""

import math
import re
from pathlib import Path

import pytest
from synthetic import figures, write_plan

from planpace import assess, load_plan, trace
from planpace.analysis.trace import SHARES

PLAN = Path(__file__).parents[1] / "data" / "changzhou-edz-2020"
DATES = ("2020-12-31", "2022-03-31", "2024-11-01")


@pytest.fixture(scope="module")
def plan():
    return load_plan(PLAN)


def row_of(steps, number):
    return next(steps[steps.number == number].itertuples())


def test_budget_revenue_redone_by_hand(plan):
    """(63.22 − 55) ÷ (100 − 55) = 8.22 / 45 = 18.27%; 2 of 3 years; 18.27 − 66.67 = −48.4."""
    steps = trace(plan, "budget_revenue", "2022-03-31")
    assert row_of(steps, "progress").how_en == "(6.32 − 5.5) ÷ (10 − 5.5) = 18.3%"
    assert row_of(steps, "progress").how_zh == "（63.22 − 55）÷（100 − 55）= 18.3%"
    assert row_of(steps, "elapsed").how_en == "2 of 3 years gone = 66.7%"
    assert row_of(steps, "position").value == pytest.approx(100 * (8.22 / 45 - 2 / 3))
    assert row_of(steps, "pace_required").value == pytest.approx(36.78)
    goal, latest = row_of(steps, "threshold"), row_of(steps, "latest")
    assert (goal.locator, goal.quote) == ("L11", "常规公共预算收入达到100亿元")
    assert latest.source_id == "wujin_2021" and latest.published == "2022-03-31"
    assert "216.55 - 153.33" in latest.how_en and pytest.approx(latest.value) == 216.55 - 153.33


@pytest.mark.parametrize("as_of", DATES)
def test_each_formula_gives_the_number_it_explains(plan, as_of):
    """The right side is what stands there, worked out from the left at the precision printed."""
    checked = 0
    for step in trace(plan, "", as_of).itertuples():
        left, equals, right = step.how_en.partition(" = ")
        if step.number in {"gap", "gap_pct", "progress", "position", "pace_required"} and equals:
            worked = left.replace("÷", "/").replace("−", "-").replace(",", "")
            result = eval(re.sub(r"\(years left\)", "", worked))
            result *= 100 if step.number in {"progress", "gap_pct"} else 1
            said = float(re.match(r"[−\d.,]+", right)[0].replace("−", "-").replace(",", ""))
            assert result == pytest.approx(said, abs=0.11, rel=2e-3), step.how_en
            checked += 1
    assert checked > 5


@pytest.mark.parametrize("as_of", DATES)
def test_what_assess_states_is_traced_with_its_value(plan, as_of):
    table, steps = assess(plan, as_of), trace(plan, "", as_of)
    for row in table.itertuples():
        own = steps[steps.target_id == row.target_id]
        for name in ("gap", "progress", "elapsed", "position", "pace_required", "probability"):
            value = getattr(row, name) * (100 if name in SHARES else 1)
            found = own[own.number == name].value
            assert found.empty if math.isnan(value) else found.iloc[0] == pytest.approx(value)
        for name in ("baseline", "latest"):
            if getattr(row, f"{name}_period") and row.kind not in {"cumulative"}:
                assert (own[own.number == name].value == getattr(row, name)).any(), row.target_id


@pytest.mark.parametrize("as_of", DATES)
def test_what_a_document_states_has_its_document(plan, as_of):
    steps = trace(plan, "", as_of)
    stated = steps[steps.number.isin(["threshold", "baseline", "figure", "peer_figure"])]
    assert len(stated) and (stated.title != "").all() and (stated.published != "").all()
    assert (stated.published <= as_of)[stated.number != "threshold"].all()
    assert (steps.how_zh != "").all() and (steps.how_en != "").all()


def test_a_sum_lists_its_parts(tmp_path):
    target = {"kind": "cumulative", "value": "300", "baseline_period": ""}
    made = load_plan(write_plan(tmp_path, [target], figures({"2020": 90, "2021": 95})))
    steps = trace(made, "t0", "2022-06-30")
    assert list(steps[steps.number == "figure"].value) == [90, 95]
    assert row_of(steps, "latest").value == 185 and "added up" in row_of(steps, "latest").how_en


def test_an_unknown_target_lists_the_known(plan):
    with pytest.raises(KeyError, match="known: gdp"):
        trace(plan, "gpd")
