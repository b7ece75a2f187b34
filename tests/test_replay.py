"""The odds replayed: only what was published by each date, on the real plan and a made-up one."""

from pathlib import Path

import pytest
from synthetic import figures, write_plan

from planpace import assess, load_plan, scope
from planpace.analysis.replay import followed, replay
from planpace.briefings import hindsight

PLAN = Path(__file__).parents[1] / "data" / "changzhou-edz-2020"


@pytest.fixture(scope="module")
def plan():
    return load_plan(PLAN)


def test_each_date_uses_only_what_was_published_by_then(plan):
    table = replay(plan, ["gdp", "budget_revenue"])
    for date, rows in table.groupby("as_of"):
        whole = assess(plan, date).set_index("target_id").loc[rows.target_id]
        assert rows.probability.fillna(-1).tolist() == whole.probability.fillna(-1).tolist()
        assert rows.status.tolist() == whole.status.tolist()


def test_the_three_targets_of_the_plan(plan):
    """Revenue: 4% on four figures to 2019, 1% on 63.22 in 2021; then missed with 52.5."""
    table = replay(plan, followed(plan)).set_index(["target_id", "as_of"])
    assert table.probability["budget_revenue", "2021-03-31"] == pytest.approx(0.043, abs=0.001)
    assert table.probability["budget_revenue", "2022-03-31"] == pytest.approx(0.007, abs=0.001)
    assert table.status["budget_revenue", "2024-11-01"] == "missed"
    assert table.probability["gdp", "2022-03-31"] == pytest.approx(0.61, abs=0.001)
    assert table.outlook["gdp", "2024-11-01"] == ""
    assert not table.outlook["services_share"].any()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_overview_says_that_so_few_prove_nothing(plan, language):
    shown = hindsight.replay(scope(plan, language=language))
    words = {"zh": "不能证明", "en": "prove nothing"}[language]
    assert any(words in block.text for block in shown if hasattr(block, "text"))
    told = [(row[0], row[2].text, row[3].text, row[4].sub) for row in shown[-1].rows]
    assert len(told) == len(set(told))


def test_a_plan_without_odds_shows_no_replay(tmp_path):
    made = load_plan(write_plan(tmp_path, [{"value": "9"}], figures({"2019": 1})))
    assert hindsight.replay(scope(made)) == []
