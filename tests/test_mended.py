"""Bugs that were found and mended: each test fails on the code before."""

import json
from dataclasses import replace

import pytest
from synthetic import SOURCE, figures, write_plan

from planpace import assess, changes, check_plan, load_plan, trajectory
from planpace.analysis.changes import history
from planpace.plan.periods import period
from planpace.words.numbers import frequency, roughly
from planpace.words.say import say

STOCK = {"nature": "stock"}
SUM = {"kind": "cumulative", "value": "300", "baseline_period": ""}


@pytest.fixture
def judged(tmp_path):
    def judge(target, seen, now="2022-06-30", indicator=None, **tables):
        folder = write_plan(tmp_path / "plan", [target], seen, [indicator or {}], **tables)
        return assess(load_plan(folder), now).iloc[0]

    return judge


# --- check -----------------------------------------------------------------------------------


def test_two_faults_of_one_cell_are_told_once_and_in_order(tmp_path):
    """What was wrong was the time that thousands of problems took."""
    rows = [{"deadline": "soon", "value": "x"}] * 50 + [{"value": "y"}]
    problems = check_plan(write_plan(tmp_path, rows))
    places = [(problem.row, problem.column) for problem in problems]
    assert len(places) == len(set(places)) == 101
    assert [row for row, _ in places] == sorted(row for row, _ in places)
    assert {problem.rule for problem in problems} == {"bad_time", "bad_number"}


def test_a_day_zero_is_no_period():
    with pytest.raises(ValueError, match="no period"):
        period("2020-01-00")


@pytest.mark.parametrize("year", ["9999", "1000", "1022"])
def test_absurd_years_are_problems_and_no_dates(tmp_path, year):
    target, figure = {"deadline": year, "start": "", "baseline_period": ""}, figures({"2019": 1})
    problems = check_plan(write_plan(tmp_path / "a", [target]))
    assert [(p.column, p.value) for p in problems] == [("deadline", year)]
    dated = [figure[0] | {"published": f"{year}-03-01"}]
    problems = check_plan(write_plan(tmp_path / "b", [{}], dated))
    assert [(p.column, p.value) for p in problems] == [("published", f"{year}-03-01")]
    plan = load_plan(write_plan(tmp_path / "c", [{}], figure))
    with pytest.raises(ValueError, match="is no date"):
        assess(plan, f"{year}-03-01")


def test_a_folder_in_the_place_of_a_source_text_is_a_problem(tmp_path):
    folder = write_plan(tmp_path)
    (folder / "sources" / "made_up.txt").mkdir(parents=True)
    (problem,) = check_plan(folder)
    assert problem.file == "sources/made_up.txt" and problem.message_zh and problem.message_en


NAMES = '"name_zh": "规划", "name_en": "Plan"'


@pytest.mark.parametrize(
    "text",
    [
        f'{{"planpace": {{{NAMES}}}, "size": {"9" * 5000}}}',
        "[" * 50_000 + "]" * 50_000,
        f'{{"planpace": {{{NAMES}, "bands": {{"ahead": {10**400}}}}}}}',
    ],
    ids=["an integer of 5,000 digits", "50,000 brackets deep", "a band of 10 to the 400"],
)
def test_metadata_that_python_cannot_hold_is_a_problem(tmp_path, text):
    folder = write_plan(tmp_path)
    (folder / "datapackage.json").write_text(text, "utf-8")
    problems = check_plan(folder)
    assert {problem.file for problem in problems} == {"datapackage.json"}
    assert all(str(problem).isprintable() for problem in problems)


@pytest.mark.parametrize(
    "name", ["Pl\x07an", "Pl\0an", "Pl\u202ean", "Pl\ud800an", "Pl\nan", " ", "\u3000"]
)
@pytest.mark.parametrize("column", ["name_zh", "name_en"])
def test_a_plans_name_is_one_line_of_plain_text(tmp_path, column, name):
    folder = write_plan(tmp_path, settings={column: name})
    (problem,) = check_plan(folder)
    assert (problem.file, problem.column) == ("datapackage.json", f"planpace.{column}")
    assert str(problem).isprintable() and json.dumps(problem._asdict())


# --- verdicts --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("seen", "now"),
    [({"2020-06-01": 5, "2020-06-02": 50}, "2020-07-31"), ({"2022-12-30": 10}, "2022-12-31")],
)
@pytest.mark.parametrize("baseline", ["", "2020-06-01"])
def test_growth_beyond_any_number_is_no_crash(judged, seen, now, baseline):
    points = figures(seen, basis="point", published=max(seen))
    row = judged({"baseline_period": baseline, "start": ""}, points, now, STOCK)
    assert row.status and row.reason


@pytest.mark.parametrize("label", ["2022-12", "2022Q4"])
def test_a_year_to_date_that_ends_in_december_is_the_year(judged, label):
    seen = figures({"2019": 55}) + figures({label: 101}, basis="ytd")
    row = judged({}, seen, "2023-06-30")
    assert (row.status, row.final, row.latest, row.latest_period) == ("achieved", True, 101, "2022")


def test_four_quarters_make_the_year(judged):
    parts = {"2022Q1": 20, "2022Q2": 25, "2022Q3": 25, "2022Q4": 31}
    row = judged({}, figures({"2019": 55}) + figures(parts, basis="quarter"), "2023-06-30")
    assert (row.status, row.final, row.latest, row.latest_period) == ("achieved", True, 101, "2022")
    three = figures({"2019": 55}) + figures(dict(list(parts.items())[:3]), basis="quarter")
    assert judged({}, three, "2023-06-30").status == "no_data"


def test_months_before_a_quarter_are_summed(judged):
    months = figures({"2020-01": 10, "2020-02": 20, "2020-03": 30}, basis="month")
    row = judged(SUM, months + figures({"2020Q2": 40}, basis="quarter"))
    assert (row.latest, row.latest_period, row.bound) == (100, "2020Q2", "")


def test_the_plans_own_steps_are_no_time_gone(judged):
    """A step below the baseline asks for less than nothing: −11.1% of no time."""
    step = {"target_id": "t0", "period": "2020", "value": "50", "source_id": "made_up"}
    row = judged({}, figures({"2019": 55, "2020": 56}), "2021-06-30", schedule=[step])
    assert "where the plan's own steps ask for −11.1%" in row.reason
    assert "of the time" not in row.reason


def test_two_sources_of_one_day_are_no_revision(judged):
    both = figures({"2021": 110}) + figures({"2021": 95}, source_id="other")
    sources = [SOURCE, SOURCE | {"source_id": "other"}]
    row = judged({}, figures({"2019": 55}) + both, sources=sources)
    assert "first published as" not in row.reason
    assert "Another source of the same day" in row.reason


def test_a_figure_beside_an_unknown_baseline_keeps_its_own_unit(judged):
    target = {"kind": "increase_by", "value": "8", "unit": "%"}
    row = judged(target, figures({"2021Q3": 60}, basis="ytd", published="2021-11-01"))
    assert row.threshold == 108 and row.unit == "指数"
    assert "RMB 6 billion" in row.reason and "60亿元" in row.reason_zh
    assert "60 index" not in row.reason and "60指数" not in row.reason_zh


def test_a_target_that_the_baseline_met_can_be_lost(judged):
    row = judged({}, figures({"2019": 120, "2021": 90}))
    assert (row.status, row.met_then_lost, row.first_met) == ("behind", True, "2019")
    kept = judged({}, figures({"2019": 120, "2021": 101}))
    assert (kept.met_then_lost, kept.first_met) == (False, "2021")


def test_figures_that_may_not_be_judged_are_not_denied(judged):
    row = judged({}, figures({"2021Q3": 60}, basis="ytd", published="2021-11-01"))
    assert "No figure that a verdict may use was found." in row.reason
    assert "没有可供判断的数据。" in row.reason_zh


def test_a_target_whose_number_is_lost_has_figures_and_no_way_to_go(tmp_path):
    """It was drawn towards nowhere, which failed its pillar's report."""
    lost = {"kind": "unknown_value", "value": "", "clarity": "lost", "baseline_period": ""}
    plan = load_plan(write_plan(tmp_path / "plan", [lost], figures({"2020": 3, "2021": 5})))
    assert trajectory(plan, "t0", "2022-06-30").needed.empty
    trajectory(plan, "t0", "2022-06-30").plot("en")


# --- changes ---------------------------------------------------------------------------------


def test_history_begins_with_the_plan(tmp_path):
    """What was known on the day of the plan is its beginning and no change."""
    seen = figures({"2018": 50, "2019": 55, "2020": 60})
    for day, periods in {"2020-02-29": ["2019", "2020"], "2020-03-01": ["2020"]}.items():
        sources = [SOURCE | {"published": day}]
        plan = load_plan(write_plan(tmp_path / day, [{}], seen, sources=sources))
        assert [change.period for change in history(plan, "t0", "2022-06-30")] == periods
        named = replace(plan, settings={**plan.settings, "published": "2021-01-01"})
        assert [change.period for change in history(named, "t0", "2022-06-30")] == ["2020"]


def test_changes_are_told_in_the_indicators_unit(tmp_path):
    seen = figures({"2019": 55}) + figures({"2020": 600_000}, unit="万元")
    rows = changes(load_plan(write_plan(tmp_path, [{}], seen)), "2020-06-30", "2021-06-30")
    assert rows[["after", "unit"]].values.tolist() == [[60.0, "亿元"]]


# --- words -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("chance", "en", "zh"),
    [
        (0.007, "less than 1 in 10", "不到一成"),
        (0.05, "less than 1 in 10", "不到一成"),
        (0.074, "1 in 10", "约一成"),
        (0.61, "6 in 10", "约六成"),
        (0.949, "9 in 10", "约九成"),
        (0.96, "more than 9 in 10", "九成以上"),
    ],
)
def test_a_chance_is_told_in_tenths_and_never_as_none_or_all(chance, en, zh):
    assert (frequency(chance, "en"), frequency(chance, "zh")) == (en, zh)


def test_a_forecast_has_three_figures_whatever_its_size():
    assert roughly([0.0004]) == ["0.000400"]
    assert roughly([0.0612, 0.05]) == ["0.0612", "0.0500"]
    assert roughly([6.651, 77.31]) == ["6.65", "77.31"]
    assert roughly([1023.76, 830.97]) == ["1,024", "831"]


def test_one_report_is_no_plural():
    assert say("cli.written", "en", count=1, folder="reports").startswith("1 report written")
    assert say("cli.written", "en", count=2, folder="reports").startswith("2 reports written")
