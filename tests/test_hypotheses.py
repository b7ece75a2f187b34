"""Growth needed from supposed starts: by hand, and only where nothing is known."""

import pytest
from synthetic import figures, write_plan

from planpace import load_plan
from planpace.analysis.formulas import growth_required
from planpace.briefings.page_two import hypothetical
from planpace.briefings.scope import scope


def test_growth_by_hand():
    """0.5 to 1 in three years: ∛2 = 1.25992; 0.8 to 1 in two: √1.25 = 1.11803."""
    assert growth_required(0.5, 0, 1, 3) == pytest.approx(25.992, abs=0.001)
    assert growth_required(0.8, 0, 1, 2) == pytest.approx(11.803, abs=0.001)


def test_one_row_for_each_window_of_levels_without_any_figure(tmp_path):
    targets = [
        {},
        {"value": "7"},
        {"deadline": "2024"},
        {"kind": "cumulative"},
        {"indicator_id": "known"},
    ]
    indicators = [{}, {"indicator_id": "known"}]
    seen = figures({"2019": 5}, indicator_id="known")
    made = load_plan(write_plan(tmp_path, targets, seen, indicators))
    for language, word in (("en", "hypothetical"), ("zh", "假设")):
        (table,) = hypothetical(scope(made, language=language))
        assert word in table.title
        assert word in table.note
        assert [row[2:4] for row in table.rows] == [("26.0", "18.6"), ("14.9", "10.8")]
        (late,) = hypothetical(scope(made, language=language, as_of="2023-01-01"))
        assert [row[2] for row in late.rows] == ["14.9"]


def test_nothing_is_supposed_where_something_is_known(tmp_path):
    made = load_plan(write_plan(tmp_path, [{}], figures({"2019": 5})))
    assert hypothetical(scope(made)) == []
