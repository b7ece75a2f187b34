"""The odds replayed: only what was published by each date, on the real plan and a made-up one."""

from pathlib import Path

import pytest
from synthetic import figures, write_plan

from planpace import load_plan
from planpace.analysis.assess import assessments
from planpace.analysis.changes import replay
from planpace.briefings import annex
from planpace.briefings.scope import scope

PLAN = Path(__file__).parents[1] / "data" / "changzhou-edz-2020"


@pytest.fixture(scope="module")
def plan():
    return load_plan(PLAN)


def test_each_date_uses_only_what_was_published_by_then(plan):
    played = replay(plan.promising({"gdp", "budget_revenue"}))
    assert set(played) == {"gdp", "budget_revenue"}
    dates = {date for moments in played.values() for date, _ in moments}
    whole = {date: {a.target.target_id: a for a in assessments(plan, date)} for date in dates}
    for target, moments in played.items():
        for date, one in moments:
            same = whole[date][target]
            assert repr(one.odds.probability) == repr(same.odds.probability)
            assert one.verdict.status == same.verdict.status


def test_the_three_targets_of_the_plan(plan):
    """Revenue: 4% on four figures to 2019, 1% on 63.22 in 2021; then missed with 52.5.
    GDP is awaited at the end, between its figures of 2021 and 2023."""
    played = {target: dict(moments) for target, moments in replay(plan).items()}
    revenue, gdp = played["budget_revenue"], played["gdp"]
    assert revenue["2021-03-31"].odds.probability == pytest.approx(0.046, abs=0.001)
    assert revenue["2022-03-31"].odds.probability == pytest.approx(0.008, abs=0.001)
    assert revenue["2024-11-01"].verdict.status == "missed"
    assert gdp["2022-03-31"].odds.probability == pytest.approx(0.754, abs=0.001)
    assert gdp["2024-11-01"].odds.outlook == "about_even"
    assert not any(one.odds.outlook for one in played["services_share"].values())


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_overview_says_that_so_few_prove_nothing(plan, language):
    shown = annex.replay(scope(plan, language=language))
    words = {"zh": "不能证明", "en": "prove nothing"}[language]
    assert any(words in block.text for block in shown if hasattr(block, "text"))
    told = [(row[0], row[2].text, row[3].text, row[4]) for row in shown[-1].rows]
    assert len(told) == len(set(told))


def test_a_plan_without_odds_shows_no_replay(tmp_path):
    made = load_plan(write_plan(tmp_path, [{"value": "9"}], figures({"2019": 1})))
    assert annex.replay(scope(made)) == []
