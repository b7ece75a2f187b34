"""Full years estimated from year-to-date figures: by hand, and never judged."""

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from synthetic import figures, write_plan

from planpace import assess, load_plan, trajectory
from planpace.analysis import forecast
from planpace.analysis.assess import assessments
from planpace.analysis.estimates import full_year
from planpace.analysis.forecast import QUANTILES
from planpace.analysis.formulas import geometric_path
from planpace.analysis.trajectory import path_of

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


def test_growth_so_far_enters_fan_and_odds_as_far_as_it_is_worth(plan):
    """m + a (g − m) + (1 − k) √(w² + (g − m)²/2) u, with three quarters gone and g = ln 1.125.

    The year after starts from that one's median, each quantile as far off as its own.
    """
    y = [80.0, 90.0, 100.0]
    alone = np.log(forecast.fan([y], 1, QUANTILES)[0, 0] / 100)
    low, median, high = (alone[[*QUANTILES].index(q)] for q in (0.1, 0.5, 0.9))
    row = pd.read_csv(forecast.PARTIAL).query("gone == 0.75").iloc[0]
    off = math.log(1.125) - median
    unit = 0.25 * math.sqrt(((high - low) / 2) ** 2 + off**2 / 2)
    first = 100 * np.exp(median + row.weight * off + unit * row.iloc[2:].to_numpy(float))
    found = forecast.begun([y], 2, [112.5], [0.75])[0]
    assert found[0] == pytest.approx(first)
    middle = first[len(QUANTILES) // 2]
    second = forecast.fan([[*y, middle]], 1, QUANTILES)[0, 0] * first / middle
    assert found[1] == pytest.approx(second)
    row, path = assess(plan, "2022-03-31").iloc[0], trajectory(plan, "t0", "2022-03-31")
    above = [q for q, value in zip(QUANTILES, second, strict=True) if value < 120]
    assert 1 - above[-1] >= row.probability >= 1 - above[-1] - 0.1
    assert path.fan["median"].tolist() == pytest.approx([100, middle, second[len(QUANTILES) // 2]])
    assert "The chance counts the growth of Jan–Sep 2021" in row.reason


def test_a_year_begun_narrows_as_it_goes():
    def width(gone):
        low, high = forecast.begun([[80, 90, 100]], 1, [110], [gone])[0, 0, [2, -3]]
        return high - low

    assert width(1 / 12) > width(0.5) > width(11 / 12)


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
