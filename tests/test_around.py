"""Ambiguous targets on the figures of the area around: opposite verdicts, said as context."""

from pathlib import Path

import pytest
from synthetic import figures, write_plan

from planpace import load_plan
from planpace.analysis.changes import disputed
from planpace.briefings import page_two
from planpace.briefings.scope import scope

PLAN = Path(__file__).parents[1] / "data" / "changzhou-edz-2020"


@pytest.fixture(scope="module")
def plan():
    return load_plan(PLAN)


def test_good_air_in_the_city_under_both_readings(plan):
    """69.9 × 1.08 = 75.492 <= 76.7: met; 69.9 + 8 = 77.9 > 76.7: missed."""
    (group,) = disputed(plan)
    assert [one.target.target_id for one in group] == ["good_air_pct", "good_air_points"]
    assert [one.verdict.threshold for one in group] == pytest.approx([75.492, 77.9])
    assert [one.verdict.status for one in group] == ["achieved", "missed"]
    assert {one.target.entity_id for one in group} == {"city"}
    assert all(one.verdict.final for one in group)


@pytest.mark.parametrize(("language", "words"), [("zh", "结论相反"), ("en", "opposite verdicts")])
def test_the_briefing_says_so(plan, language, words):
    blocks = page_two.around(scope(plan, "livelihood", language))
    told = [block.text for block in blocks if getattr(block, "tone", "") == "finding"]
    assert len(told) == 1
    assert all(part in told[0] for part in (words, "75.49", "77.9", "76.7", "69.9"))


def test_before_the_figure_of_2022_nothing_is_said(plan):
    assert disputed(plan, "2022-03-31") == []


def test_an_unambiguous_plan_has_no_readings(tmp_path):
    city = {"entity_id": "city", "name_zh": "市", "name_en": "City", "role": "context"}
    seen = figures({"2019": 10, "2022": 200}, entity_id="city")
    made = load_plan(write_plan(tmp_path, [{}], seen, entities=[city]))
    assert disputed(made) == []
