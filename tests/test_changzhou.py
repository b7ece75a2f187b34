"""The first plan, verdict by verdict where it matters, and its briefings as they come out."""

import math
import re
from pathlib import Path

import pytest

from planpace import assess, load_plan
from planpace.press.run import Report, execute
from planpace.render.html import blocks_of, to_html

PLAN = Path(__file__).parents[1] / "data" / "changzhou-edz-2020"
LANGUAGES = ("zh", "en")


@pytest.fixture(scope="module")
def plan():
    return load_plan(PLAN)


@pytest.fixture(scope="module")
def midway(plan):
    return assess(plan, "2022-03-31").set_index("target_id")


@pytest.fixture(scope="module")
def newest(plan):
    return assess(plan).set_index("target_id")


def test_midway_gdp_is_achieved_but_not_final(midway):
    row = midway.loc["gdp"]
    assert (row.status, row.final) == ("achieved", False)
    assert (row.latest, row.latest_period, row.baseline) == (1000.33, "2021", 870)


def test_midway_revenue_is_far_behind(midway):
    # by hand: (63.22 − 55)/(100 − 55) = 18.27%; (2021 − 2019)/(2022 − 2019) = 66.67%
    row = midway.loc["budget_revenue"]
    assert (row.status, row.latest) == ("off_track", 63.22)
    assert row.position == pytest.approx(18.2667 - 66.6667, abs=1e-3)
    assert row.gap == pytest.approx(-36.78)


def test_gdp_was_met_then_lost_and_its_deadline_year_is_unpublished(newest):
    row = newest.loc["gdp"]
    assert (row.status, row.met_then_lost, row.first_met) == ("awaited", True, "2021")
    assert "2021 was RMB 100.03 billion: target met" in row.reason
    assert "2023年为983.26亿元，未达到目标" in row.reason_zh


def test_the_verdicts_of_the_newest_date(newest):
    judged = newest[~newest.status.isin(["awaited", "no_data", "not_assessable"])]
    assert judged.status.to_dict() == {
        "budget_revenue": "missed",
        "provincial_edz_top20": "achieved",  # another reading: entered, 9th for 2018
        "national_status": "missed",
        "hightech_firms": "achieved",
    }
    assert judged.final.all()
    # 1st in 2021, which satisfies every reading of 前列; but it is to last (保持) until 2022
    assert newest.loc["innovation_rank"].status == "awaited"


def test_high_tech_firms_doubled_from_the_year_before_the_base_year(newest):
    row = newest.loc["hightech_firms"]
    assert (row.baseline, row.baseline_period, row.threshold, row.latest) == (135, "2018", 270, 391)
    strict = newest.loc["hightech_firms_base2019"]
    assert strict.status == "not_assessable" and math.isnan(strict.threshold)


def test_a_rough_estimate_never_decides(newest):
    row = newest.loc["industrial_output"]
    assert row.status == "awaited" and "rough estimate for 2022" in row.reason


def test_a_level_is_never_derived_from_growth_on_a_comparable_sample(plan):
    """The one such figure, of the zone's output in 2022, is an estimate that never decides."""
    derived = plan.observations[plan.observations.status == "derived"]
    sampled = derived.indicator_id.isin(["industrial_output", "industrial_sales"])
    assert list(derived[sampled].period) == ["2017"]
    assert set(derived[sampled].indicator_id) == {"industrial_sales"}


def test_every_null_number_has_a_reason(newest, midway):
    for table in (newest, midway):
        assert (table.reason.str.len() > 0).all() and (table.reason_zh.str.len() > 0).all()
        assert table.status.notna().all() and table.data_status.notna().all()


@pytest.fixture(scope="module", params=LANGUAGES)
def briefing(request):
    report = Report(load_plan(PLAN), "overall", request.param, "2022-03-31")
    return request.param, execute(report.notebook, report.parameters)


def test_a_briefing_says_the_answer_first_and_shows_its_pictures(briefing):
    language, notebook = briefing
    blocks = blocks_of(notebook)
    assert [block["kind"] for block in blocks[:3]] == ["title", "lead", "bullets"]
    lead = blocks[1]["text"]
    assert ("严重滞后" if language == "zh" else "far behind schedule") in lead
    assert ("48.4" if language == "zh" else "RMB 6.32 billion") in lead
    assert ("可能性为1%" if language == "zh" else "1% chance") in lead
    assert "63.22 − 55" in blocks[1]["trail"] or "6.32 − 5.5" in blocks[1]["trail"]
    pictures = [block for block in blocks if block["kind"] == "figure"]
    assert len(pictures) >= 4 and all("<svg" in block["svg"] for block in pictures)


def test_a_page_stands_alone(briefing):
    _, notebook = briefing
    page = to_html(notebook)
    assert page.count("<img ") == page.count("data:image/svg+xml") >= 2
    loaded = re.sub(r'<a href="[^"]*"', "", page)  # followed by a reader's click alone
    assert "<script" not in page and not re.search(r"(?:src|href)=\"https?://", loaded)
    assert "@font-face" in page
