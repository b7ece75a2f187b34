"""The chance of every kind of promise: what is asked of the forecast, and why nothing is asked."""

import math

import numpy as np
import pytest
from synthetic import figures, write_plan

from planpace import assess, load_plan, trajectory
from planpace.analysis import forecast
from planpace.analysis.odds import outlook


@pytest.fixture
def judged(tmp_path):
    def judge(target, series, now="2022-06-30", indicator=None, peer=None, folder="plan", **more):
        seen = figures(series, **more)
        seen += figures(peer, entity_id="peer") if peer else []
        entities = [{"entity_id": "peer", "name_zh": "对标", "name_en": "Peer", "role": "peer"}]
        made = write_plan(tmp_path / folder, [target], seen, [indicator or {}], entities=entities)
        plan = load_plan(made)
        return assess(plan, now).iloc[0], trajectory(plan, "t0", now)

    return judge


YEARS = {"2017": 40, "2018": 48, "2019": 52, "2020": 61, "2021": 66}
Y = [[40, 48, 52, 61, 66]]
FLOW = {"nature": "flow"}


def chance(y, horizon, goal, **more):
    return forecast.attainment(y, horizon, goal, **more)[0]


def test_a_level_asks_for_its_deadline(judged):
    row, path = judged({"value": "75"}, YEARS)
    assert row.probability == pytest.approx(chance(Y, 1, 75, nature="flow"))
    assert row.outlook == outlook(row.probability)
    assert path.fan.end.tolist() == [2022, 2023]
    assert path.fan["median"].tolist() == pytest.approx(
        [66, forecast.fan(Y, 1, [0.5], nature="flow")[0, 0, 0]]
    )


def test_the_fan_drawn_holds_nine_in_ten_and_one_in_two(judged):
    _, path = judged({"value": "75"}, YEARS)
    levels = [0.05, 0.25, 0.5, 0.75, 0.95]
    drawn = path.fan[["q05", "q25", "median", "q75", "q95"]].iloc[1].tolist()
    assert drawn == pytest.approx(forecast.fan(Y, 1, levels, nature="flow")[0, 0].tolist())


def test_less_is_asked_downwards(judged):
    row, _ = judged({"kind": "at_most", "value": "60"}, YEARS)
    assert row.probability == pytest.approx(chance(Y, 1, 60, direction="down", nature="flow"))


def test_a_range_asks_for_both_ends(judged):
    row, _ = judged({"kind": "within", "value": "66", "value_upper": "75"}, YEARS)
    up, down = chance(Y, 1, 66), chance(Y, 1, 75, direction="down")
    assert row.probability == pytest.approx(up + down - 1)


def test_a_gap_and_a_bound_are_no_figures(judged):
    target = {"value": "75", "baseline_period": "2017"}
    row, _ = judged(target, {k: v for k, v in YEARS.items() if k != "2019"})
    assert row.probability == pytest.approx(chance([[40, 48, math.nan, 61, 66]], 1, 75))


def test_a_sum_asks_for_the_mean_of_what_is_left(judged):
    """52 + … from 2020: 61 + 66 = 127 of 205 by 2022: 78 in the one year left."""
    row, path = judged({"kind": "cumulative", "value": "205", "baseline_period": ""}, YEARS)
    assert row.latest == 127
    assert row.probability == pytest.approx(chance(Y, 1, 78, mean=True))
    assert path.fan["median"].iloc[0] == 127


def test_a_sum_of_several_years(judged):
    """As of 2021 with 61 of 205: 144 in two years, a mean of 72."""
    known = {k: v for k, v in YEARS.items() if k < "2021"}
    target = {"kind": "cumulative", "value": "205", "baseline_period": ""}
    row, path = judged(target, known, "2021-06-30")
    assert row.probability == pytest.approx(chance([[40, 48, 52, 61]], 2, 72, mean=True))
    means = forecast.fan([[40, 48, 52, 61]], 2, [0.5], nature="flow", mean=True)[0, :, 0]
    assert path.fan["median"].tolist() == pytest.approx([61, 61 + means[0], 61 + 2 * means[1]])


def test_a_sum_before_its_first_year(judged):
    known = {"2017": 40, "2018": 48, "2019": 52}
    target = {"kind": "cumulative", "value": "180", "baseline_period": ""}
    row, _ = judged(target, known, "2020-06-30")
    assert row.probability == pytest.approx(chance([[40, 48, 52]], 3, 60, mean=True))


@pytest.mark.parametrize("kind", ["match_peer", "beat_peer"])
def test_two_sides_are_forecast_as_their_ratio(judged, kind):
    peer = {"2018": 60, "2019": 62, "2020": 63, "2021": 66.5}
    target = {"kind": kind, "value": "", "unit": "", "peer_id": "peer"}
    row, path = judged(target, YEARS, peer=peer)
    ratios = [[48 / 60, 52 / 62, 61 / 63, 66 / 66.5]]
    assert row.probability == pytest.approx(chance(ratios, 1, 1, nature="index"))
    assert path.fan.empty


def test_two_sides_that_cross_zero_are_forecast_as_their_distance(judged):
    own, peer = {"2019": -1, "2020": 2, "2021": 3}, {"2019": 2, "2020": 3, "2021": 4}
    target = {"kind": "match_peer", "value": "", "unit": "", "peer_id": "peer"}
    row, _ = judged(target, own, peer=peer)
    assert row.probability == pytest.approx(chance([[-3, -1, -1]], 1, 0, nature="rate"))


def test_rates_are_forecast_as_the_index_they_lead_to(judged):
    rates = {"2020": 5, "2021": 7}
    target = {"kind": "average_growth", "value": "6", "unit": "%", "baseline_period": ""}
    row, _ = judged(target, rates, indicator={"nature": "rate", "unit": "%"}, unit="%")
    goal = 100 * 1.06**3
    assert row.probability == pytest.approx(chance([[100, 105, 105 * 1.07]], 1, goal))


def test_when_the_central_path_is_there(judged):
    way = forecast.fan(Y, 10, [0.5], nature="flow")[0, :, 0]
    later = float((way[2] + way[3]) / 2)
    row, _ = judged({"value": f"{later:.6f}", "deadline": "2023"}, YEARS)
    assert row.expected_period == "2025"
    exact, _ = judged({"value": repr(float(way[0]))}, YEARS, folder="b")
    assert exact.expected_period == "2022"
    never, _ = judged({"value": "9000"}, YEARS, folder="c")
    assert never.expected_period == ""
    assert "not met within 10 years" in never.reason
    met, _ = judged({"value": "60"}, YEARS, folder="d")
    assert (met.status, met.expected_period) == ("achieved", "2020")


@pytest.mark.parametrize(
    ("target", "series", "words"),
    [
        ({"value": "100"}, {}, "Without figures there are no odds"),
        ({"value": "100"}, {"2020": 1}, "1 known"),
        ({"value": "100"}, {"2019": 1, "2020": 2}, "2 known"),
        ({"value": "100"}, YEARS | {"2022": 70}, "settled"),
        ({"kind": "cumulative", "value": "9", "baseline_period": ""}, YEARS, "settled"),
        ({"kind": "cumulative", "value": "900", "baseline_period": "", "start": "2019"},
         {"2018": 3, "2019": 4, "2021": 4}, "A year is missing"),
        ({"kind": "cumulative", "value": "900", "baseline_period": "", "start": "2020"},
         {"2016": 3, "2017": 4, "2018": 4}, "A year is missing"),
        ({"kind": "unknown_value", "value": ""}, YEARS, "resolves to no number"),
        ({"value": "100", "throughout": "yes"}, {"2020": 160, "2021": 170}, "every period has no"),
        ({"value": "100", "baseline_period": ""}, {"2023": 70, "2024": 75}, "2 known."),
        ({"value": "100", "baseline_period": ""}, {"2023": 70, "2024": 75, "2025": 75},
         "after the deadline are known"),
    ],
)  # fmt: skip
def test_why_no_odds_are_given(judged, target, series, words):
    late = "2023" in series or "2022" in series
    row, path = judged(target, series, "2026-06-30" if late else "2022-06-30")
    assert math.isnan(row.probability) and row.outlook == "" and row.expected_period == ""
    assert words in row.reason, row.reason
    assert len(path.fan) == (3 if words == "2 known" else 0)


def test_ranks_and_milestones_have_no_odds(judged):
    rank, _ = judged(
        {"kind": "rank_within", "value": "20", "unit": "名"}, YEARS,
        indicator={"nature": "rank", "unit": "名", "direction": "down"}, unit="名",
    )  # fmt: skip
    assert "no odds" in rank.reason


def test_half_years_do_not_count_as_years(judged):
    """June figures of a stock lie between the year-ends and are left out of the yearly history."""
    ends = {"2018": 48, "2019": 52, "2020-06": 10, "2020": 61, "2021-06": 99, "2021": 66}
    row, _ = judged({"value": "75"}, ends, indicator={"nature": "stock"}, basis="point")
    assert row.probability == pytest.approx(chance([[48, 52, 61, 66]], 1, 75))


def test_bounds_hold_for_levels_and_not_for_ratios(judged):
    """Above its upper bound a target cannot be met; a ratio of two sides knows no such bound."""
    bound = {"upper": "70"}
    never, _ = judged({"value": "75"}, YEARS, indicator=bound)
    assert never.probability == 0
    peer = {"2018": 60, "2019": 62, "2020": 63, "2021": 66.5}
    target = {"kind": "match_peer", "value": "", "unit": "", "peer_id": "peer"}
    low = {"upper": "70", "lower": "2"}
    both, _ = judged(target, YEARS, peer=peer, indicator=low, folder="b")
    free, _ = judged(target, YEARS, peer=peer, folder="c")
    assert both.probability == pytest.approx(free.probability)


def test_a_falling_path_that_just_arrives(judged):
    falling = {"2017": 66, "2018": 61, "2019": 52, "2020": 48, "2021": 40}
    way = forecast.fan([[66, 61, 52, 48, 40]], 1, [0.5], nature="flow")[0, 0, 0]
    row, _ = judged({"kind": "at_most", "value": repr(float(way))}, falling)
    assert row.expected_period == "2022"


def test_a_zero_on_one_side_has_no_ratio(judged):
    own, peer = {"2019": 0, "2020": 2, "2021": 3}, {"2019": 2, "2020": 3, "2021": 4}
    target = {"kind": "match_peer", "value": "", "unit": "", "peer_id": "peer"}
    row, _ = judged(target, own, peer=peer)
    assert row.probability == pytest.approx(chance([[-2, -1, -1]], 1, 0, nature="rate"))


def test_nothing_is_needed_any_more_at_the_deadline(judged):
    row, path = judged({"value": "100"}, {"2022": 90}, "2023-06-30", bound="min")
    assert row.status == "not_assessable"
    assert path.needed.empty


def test_history_older_than_twenty_years_is_left(judged):
    plain, _ = judged({"value": "75"}, YEARS)
    longer, _ = judged({"value": "75"}, {"2001": 5, **YEARS}, folder="b")
    assert longer.probability == plain.probability


def test_many_targets_together_have_the_odds_of_each(tmp_path):
    series = [{"2017": 4, "2018": 5, "2020": 9}, {"2019": 7, "2020": 8, "2021": 6}, {"2020": 3}]
    seen = [row for i, one in enumerate(series) for row in figures(one, indicator_id=f"i{i}")]
    indicators = [{"indicator_id": f"i{i}"} for i in range(3)]
    targets = [{"indicator_id": f"i{i % 3}", "value": str(8 + i)} for i in range(9)]
    plan = load_plan(write_plan(tmp_path / "all", targets, seen, indicators))
    together = assess(plan, "2022-06-30").probability.to_numpy()
    alone = []
    for i, target in enumerate(targets):
        folder = write_plan(tmp_path / f"p{i}", [target], seen, indicators)
        alone.append(assess(load_plan(folder), "2022-06-30").probability.iloc[0])
    assert np.allclose(together, alone, equal_nan=True)
