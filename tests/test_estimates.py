"""Full years estimated from year-to-date figures: by hand, and never judged."""

from dataclasses import replace

import numpy as np
import pytest
from synthetic import figures, write_plan

from planpace import assess, load_plan, trajectory
from planpace.analysis.assess import assessments
from planpace.analysis.formulas import geometric_path
from planpace.analysis.trajectory import full_year, path_of

YEARS = {"2018": 80, "2019": 90, "2020": 100}
YTD = {"2018Q3": 56, "2019Q3": 60, "2020Q3": 72, "2021Q3": 81}


@pytest.fixture
def plan(tmp_path):
    seen = figures(YEARS) + figures(YTD, basis="ytd")
    made = {"kind": "at_least", "value": "120", "deadline": "2022"}
    return load_plan(write_plan(tmp_path, [made], seen, [{"nature": "flow"}]))


def test_both_methods_with_their_past_errors(plan):
    """Carried: 100 × 81/72 = 112.5; it gave 85.71 for 90 and 108 for 100: off by 4.76 and 8%.

    Usual share: (56/80 + 60/90 + 72/100)/3 = 0.6956, 81/0.6956 = 116.45.
    """
    ((series, _),) = plan.known("2022-03-31").values()
    carried, usual = full_year(series)
    assert (carried.year, carried.until, carried.checked) == (2021, "2021Q3", 2)
    assert carried.value == pytest.approx(112.5)
    assert carried.error == pytest.approx((100 * (1 - 80 * 60 / 56 / 90) + 8) / 2)
    assert usual.value == pytest.approx(81 / ((0.7 + 2 / 3 + 0.72) / 3))
    assert usual.checked == 2


def test_an_estimate_is_drawn_and_judges_nothing(plan):
    row = assess(plan, "2022-03-31").iloc[0]
    assert row.latest == 100
    path = trajectory(plan, row.target_id, "2022-03-31")
    assert path.history[path.history.kind == "estimate"].value.tolist() == [pytest.approx(112.5)]
    assert path.fan.end.iloc[0] == 2021


def test_the_full_figure_replaces_its_estimate(tmp_path):
    seen = figures({**YEARS, "2021": 111}) + figures(YTD, basis="ytd")
    made = load_plan(write_plan(tmp_path, [{"value": "120"}], seen, [{"nature": "flow"}]))
    ((series, _),) = made.known("2022-12-31").values()
    assert full_year(series) == []


def test_somebody_elses_estimate_is_drawn_for_levels_only(tmp_path):
    seen = figures({"2019": 50, "2020": 60}) + figures({"2021": 70}, status="estimate")
    for kind, kinds in (("at_least", ["figure", "figure", "estimate"]), ("cumulative", ["figure"])):
        folder = write_plan(tmp_path / kind, [{"kind": kind, "value": "120"}], seen)
        path = trajectory(load_plan(folder), "t0", "2022-06-30")
        assert path.history.kind.tolist() == kinds


def test_paths_without_a_meaning(tmp_path):
    assert np.isnan(geometric_path(1, 0, 0, 1, [0.5])).all()
    made = write_plan(tmp_path, [{"value": "20", "deadline": "2020"}], figures({"2019": 10}))
    (one,) = assessments(load_plan(made), "2020-06-30")
    assert len(path_of(one, "2020-06-30").required) == 2
    late = replace(one.case, course=replace(one.case.course, begin=2021.0))
    assert path_of(replace(one, case=late), "2020-06-30").required.empty
