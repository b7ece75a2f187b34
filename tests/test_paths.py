"""`trajectory`: a target's history, the path that it requires and the way still to go."""

import math
from dataclasses import replace

import pytest
from synthetic import figures, write_plan

from planpace import assess, load_plan, trajectory
from planpace.analysis.formulas import geometric_path, linear_path
from planpace.briefings.scope import scope


@pytest.fixture
def plan(tmp_path):
    """55 in 2019 and 63.22 in 2021, 100 promised for 2022; a second target without figures."""
    seen = figures({"2019": 55, "2021": 63.22})
    indicators = [{}, {"indicator_id": "dark"}]
    targets = [{}, {"indicator_id": "dark"}]
    return load_plan(write_plan(tmp_path / "plan", targets, seen, indicators))


def test_the_history_is_every_figure_in_order(plan):
    path = trajectory(plan, "t0", "2022-06-30")
    assert list(path.history.period) == ["2019", "2021"]
    assert list(path.history.end) == [2020.0, 2022.0]
    assert list(path.history.value) == [55, 63.22]
    assert list(path.history.kind) == ["figure", "figure"]
    assert (path.target_id, path.unit, path.deadline) == ("t0", "亿元", 2023.0)


def test_the_required_paths_lead_from_the_baseline_to_the_target(plan):
    required = trajectory(plan, "t0", "2022-06-30").required
    assert list(required.end) == [2020.0, 2021.0, 2022.0, 2023.0]
    assert list(required.linear) == pytest.approx([55, 70, 85, 100])
    ratio = (100 / 55) ** (1 / 3)
    assert list(required.geometric) == pytest.approx([55, 55 * ratio, 55 * ratio**2, 100])


def test_the_way_still_to_go_starts_at_the_latest_figure(plan):
    path = trajectory(plan, "t0", "2022-06-30")
    assert path.needed.values.tolist() == [[2022.0, 63.22], [2023.0, 100.0]]
    assert path.verdict.pace_required == pytest.approx(36.78)


def test_only_what_was_published_by_the_date_is_drawn(plan):
    path = trajectory(plan, "t0", "2021-12-31")
    assert list(path.history.period) == ["2019"]
    assert path.verdict.status == "no_data"
    assert list(path.required.linear) == pytest.approx([55, 70, 85, 100])


def test_without_a_date_it_is_as_of_the_newest_figure(plan):
    assert trajectory(plan, "t0").as_of == "2022-03-01"


def test_the_trajectory_and_the_table_say_the_same(plan):
    row = assess(plan, "2022-06-30").iloc[0]
    verdict = trajectory(plan, "t0", "2022-06-30").verdict
    assert (verdict.status, verdict.position) == (row.status, row.position)
    assert (verdict.pace_required, verdict.pace_observed) == (row.pace_required, row.pace_observed)


def test_a_target_without_figures_has_empty_tables_with_their_columns(plan):
    path = trajectory(plan, "t1", "2022-06-30")
    assert path.history.empty and list(path.history) == ["period", "end", "value", "bound", "kind"]
    assert path.required.empty and list(path.required) == ["end", "linear", "geometric"]
    assert path.needed.empty and list(path.needed) == ["end", "value"]


def test_no_geometric_path_leads_through_zero_or_below(tmp_path):
    seen = figures({"2019": -5, "2020": 10})
    plan = load_plan(write_plan(tmp_path / "plan", [{}], seen))
    required = trajectory(plan, "t0", "2021-06-30").required
    assert required.geometric.isna().all()
    assert list(required.linear) == pytest.approx([-5, 30, 65, 100])


def test_the_plans_own_steps_are_its_path(tmp_path):
    steps = [
        {"target_id": "t0", "period": period, "value": value, "source_id": "made_up"}
        for period, value in (("2020", "60"), ("2021", "70"))
    ]
    seen = figures({"2019": 55, "2020": 61})
    plan = load_plan(write_plan(tmp_path / "plan", [{}], seen, schedule=steps))
    assert list(trajectory(plan, "t0", "2021-06-30").required.linear) == [55, 60, 70, 100]


def test_an_unknown_target_lists_the_known_ones(plan):
    with pytest.raises(KeyError, match=r"t9.*t0, t1"):
        trajectory(plan, "t9")


def test_a_wrong_date_says_how_to_write_one(plan):
    with pytest.raises(ValueError, match="2022-03-31"):
        trajectory(plan, "t0", "31.03.2022")


def test_many_trajectories_come_in_the_plans_order(plan):
    drawn = scope(plan.promising({"t1", "t0"}), as_of="2022-06-30").paths
    assert list(drawn) == [path.target_id for path in drawn.values()] == ["t0", "t1"]


def test_paths_at_their_ends_and_beyond():
    assert linear_path(10, 2020, 4, 2022, [2020, 2021, 2022, 2023]).tolist() == [10, 7, 4, 1]
    assert geometric_path(1, 2020, 4, 2022, [2020, 2021, 2022]).tolist() == [1, 2, 4]
    assert all(math.isnan(v) for v in geometric_path(0, 2020, 4, 2022, [2020, 2022]))


def test_a_trajectory_shows_itself_and_escapes(plan):
    path = trajectory(plan, "t0", "2022-06-30")
    assert "6.32" in path._repr_mimebundle_()["text/html"]
    named = plan.indicators.assign(name_en="<script>x", short_en="<b>x")
    hostile = trajectory(replace(plan, indicators=named), "t0", "2022-06-30")
    shown = hostile._repr_mimebundle_()["text/html"]
    assert "<script>" not in shown and "<b>x" not in shown and "&lt;b&gt;x" in shown


def test_a_plan_shows_itself_and_escapes(tmp_path):
    names = {"name_zh": "<b>规划</b>", "name_en": "<script>alert(1)</script>"}
    plan = load_plan(write_plan(tmp_path / "plan", [{}], figures({"2019": 1}), settings=names))
    shown = plan._repr_html_()
    assert "<script>" not in shown and "&lt;script&gt;" in shown and "<b>" not in shown
    assert "1 targets" in shown and "2020-03-01" in shown
    assert repr(plan) == "Plan('plan', 1 targets, newest figure 2020-03-01)"
