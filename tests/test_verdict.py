"""One worked example, redone by hand, for each kind of promise and each verdict."""

import math

import pytest
from synthetic import figures, write_plan

from planpace import assess, load_plan


@pytest.fixture
def judged(tmp_path):
    """Judge one target on figures; `now` is the as-of date."""

    def judge(target, series, now="2022-06-30", indicator=None, peer=None, **more):
        seen = figures(series, **more.pop("observed", {}))
        if peer:
            seen += figures(peer, entity_id="peer")
        entities = [{"entity_id": "peer", "name_zh": "对标", "name_en": "Peer", "role": "peer"}]
        folder = write_plan(
            tmp_path / "plan", [target], seen, [indicator or {}], entities=entities, **more
        )
        return assess(load_plan(folder), now).iloc[0]

    return judge


def test_off_track_the_zone_revenue_redone_on_paper(judged):
    # 55 → 63.22 of 100: p = 8.22/45 = 18.27%, e = 2/3, position = −48.4; needs 36.78 in one year
    row = judged({"value": "100"}, {"2019": 55, "2021": 63.22})
    assert row.status == "off_track" and not row.final
    assert row.progress == pytest.approx(8.22 / 45)
    assert row.elapsed == pytest.approx(2 / 3)
    assert row.position == pytest.approx(-48.4)
    assert row.gap == pytest.approx(-36.78) and row.gap_pct == pytest.approx(-36.78)
    assert row.pace_required == pytest.approx(36.78)
    assert row.pace_observed == pytest.approx(8.22 / 2)
    assert row.growth_observed == pytest.approx(100 * ((63.22 / 55) ** 0.5 - 1))


@pytest.mark.parametrize(
    ("latest", "status"),
    [  # baseline 70, target 100, one of three years gone: on schedule at 80
        (81.5, "ahead"), (81.49, "on_track"), (78.51, "on_track"), (78.5, "behind"),
        (72.51, "behind"), (72.5, "off_track"), (69.9, "off_track"), (100, "achieved"),
    ],
)  # fmt: skip
def test_the_bands_part_where_the_methods_say(judged, latest, status):
    assert judged({}, {"2019": 70, "2020": latest}).status == status


def test_bands_are_the_plans_own(judged):
    settings = {"bands": {"ahead": 20, "behind": -20, "off_track": -40}}
    assert judged({}, {"2019": 70, "2020": 81.5}, settings=settings).status == "on_track"


def test_achieved_before_the_deadline_is_not_final_and_can_be_lost(judged):
    early = judged({}, {"2019": 87, "2021": 100.033})
    assert (early.status, early.final, early.first_met) == ("achieved", False, "2021")
    later = judged({}, {"2019": 87, "2021": 100.033, "2023": 98.3}, now="2024-06-30")
    assert (later.status, later.met_then_lost, later.latest_period) == ("awaited", True, "2021")
    assert "2021 was RMB 10 billion: target met" in later.reason
    assert "2023 was RMB 9.83 billion: target not met" in later.reason
    assert (later.later, later.later_period) == (98.3, "2023")
    assert later.position == pytest.approx(100 * (13.033 / 13 - 2 / 3))  # of 2021
    assert math.isnan(later.pace_required)


def test_the_deadline_freezes_the_verdict(judged):
    row = judged({}, {"2019": 55, "2022": 99, "2023": 120}, now="2024-06-30")
    assert (row.status, row.final, row.latest_period, row.gap) == ("missed", True, "2022", -1)
    assert (row.later, row.later_period) == (120, "2023")
    assert judged({}, {"2019": 55, "2022": 100}, now="2024-06-30").status == "achieved"


def test_only_the_baseline_is_known(judged):
    row = judged({}, {"2019": 55})
    assert (row.status, row.data_status) == ("no_data", "no_recent")
    assert row.pace_required == pytest.approx(15)
    assert row.growth_required == pytest.approx(100 * ((100 / 55) ** (1 / 3) - 1))


def test_nothing_is_known(judged):
    row = judged({}, {})
    assert (row.status, row.data_status, row.threshold) == ("no_data", "none", 100)
    assert "No figure was found" in row.reason and "未查到任何数据" in row.reason_zh


def test_no_baseline_two_figures_carry_the_pace(judged):
    # 2020 80, 2021 88: +10% a year, 96.8 in 2022: 8.8 of the 12 that lack = 73%: behind
    row = judged({"baseline_period": ""}, {"2020": 80, "2021": 88})
    assert (row.status, row.data_status) == ("behind", "no_baseline")
    assert math.isnan(row.progress) and "carrying" in row.reason
    assert judged({"baseline_period": ""}, {"2020": 80, "2021": 90}).status == "ahead"


def test_no_baseline_one_figure(judged):
    row = judged({"baseline_period": ""}, {"2021": 88})
    assert row.status == "not_assessable" and "2021" in row.reason


def test_less_is_better(judged):
    down = {"direction": "down", "nature": "index", "unit": "微克/立方米"}
    target = {"kind": "at_most", "value": "30", "unit": "微克/立方米"}
    row = judged(target, {"2019": 42, "2021": 34}, indicator=down, observed={"unit": "微克/立方米"})
    assert row.position == pytest.approx(0) and row.status == "on_track"  # 8 of 12, 2 of 3 years


def test_baseline_beyond_the_target_is_one_to_hold(judged):
    held = judged({}, {"2019": 120, "2020": 110})
    assert held.status == "achieved" and math.isnan(held.progress)
    assert judged({}, {"2019": 120, "2020": 90}).status == "behind"
    assert judged({}, {"2019": 120, "2022": 90}, now="2023-06-30").status == "missed"
    assert judged({}, {"2019": 100, "2020": 100}).status == "achieved"


@pytest.mark.parametrize(
    ("kind", "value", "threshold"),
    [
        ("increase_by", "8", 108), ("decrease_by", "5", 95), ("multiply_by", "2", 200),
    ],
)  # fmt: skip
def test_changes_of_a_known_and_an_unknown_baseline(judged, kind, value, threshold):
    target = {"kind": kind, "value": value, "unit": "%"}
    assert judged(target, {"2019": 200, "2020": 210}).threshold == pytest.approx(2 * threshold)
    unknown = judged(target, {})
    assert (unknown.threshold, unknown.unit, unknown.status) == (threshold, "指数", "no_data")
    assert unknown.pace_required == pytest.approx((threshold - 100) / 3)
    assert judged(target, {"2021": 210}).status == "not_assessable"


@pytest.mark.parametrize(
    ("kind", "threshold"), [("increase_by_points", 77.9), ("decrease_by_points", 61.9)]
)
def test_percentage_points(judged, kind, threshold):
    share = {"nature": "share", "unit": "%", "upper": "100"}
    target = {"kind": kind, "value": "8", "unit": "百分点"}
    row = judged(target, {"2019": 69.9}, indicator=share, observed={"unit": "%"})
    assert row.threshold == pytest.approx(threshold)


def test_cumulative_sums_years_and_the_running_year(judged):
    target = {"kind": "cumulative", "value": "300", "baseline_period": ""}
    row = judged(target, {"2020": 90, "2021": 90})
    assert (row.latest, row.status) == (180, "behind")  # 60% of the sum in 66.7% of the time
    assert row.position == pytest.approx(60 - 200 / 3)
    ytd = figures({"2022Q2": 60}, basis="ytd", published="2022-07-20")
    seen = figures({"2020": 90, "2021": 90}) + ytd
    folder = write_plan(row_folder(judged), [target], seen)
    row = assess(load_plan(folder), "2022-08-01").iloc[0]
    assert (row.latest, row.latest_period, row.elapsed) == (240, "2022Q2", pytest.approx(2.5 / 3))


def row_folder(judged):
    return judged.__closure__[0].cell_contents / "again"


def test_cumulative_with_a_hole_is_a_lower_bound(judged):
    target = {"kind": "cumulative", "value": "300", "baseline_period": ""}
    row = judged(target, {"2020": 90, "2022": 90}, now="2023-06-30")
    assert (row.status, row.bound) == ("not_assessable", "min") and "2021" in row.reason
    assert judged(target, {"2020": 200, "2022": 110}, now="2023-06-30").status == "achieved"


def test_average_growth_compounds(judged):
    rate = {"nature": "rate", "unit": "%"}
    target = {"kind": "average_growth", "value": "7", "unit": "%", "baseline_period": ""}
    row = judged(target, {"2020": 7, "2021": 7}, indicator=rate, observed={"unit": "%"})
    assert row.threshold == pytest.approx(100 * 1.07**3)
    assert row.latest == pytest.approx(114.49) and row.status == "on_track"
    gone = judged(
        target, {"2020": 7, "2022": 9}, indicator=rate, observed={"unit": "%"}, now="2023-06-30"
    )
    assert gone.status == "not_assessable" and "2021" in gone.reason


def test_cumulative_rate_downwards(judged):
    rate = {"nature": "rate", "unit": "%", "direction": "down"}
    target = {"kind": "cumulative_rate", "value": "-13.5", "unit": "%", "baseline_period": ""}
    row = judged(target, {"2020": -5, "2021": -5}, indicator=rate, observed={"unit": "%"})
    assert row.threshold == pytest.approx(86.5) and row.latest == pytest.approx(90.25)
    assert row.status == "ahead"  # 9.75 of 13.5 in two of three years


def test_rank_and_range_by_comparison(judged):
    rank = {"nature": "rank", "unit": "名", "direction": "down"}
    target = {"kind": "rank_within", "value": "20", "unit": "名", "baseline_period": ""}
    in_rank = {"indicator": rank, "observed": {"unit": "名"}}
    assert judged(target, {"2020": 9}, **in_rank).status == "achieved"
    lost = judged(target, {"2020": 9, "2021": 25}, **in_rank)
    assert (lost.status, lost.gap, lost.met_then_lost) == ("behind", 5, True)
    assert math.isnan(lost.position)
    target = {"kind": "within", "value": "40", "value_upper": "60"}
    assert judged(target, {"2019": 30, "2021": 63}).gap == 3
    assert judged(target, {"2019": 30, "2021": 37}).gap == -3
    assert judged(target, {"2019": 30, "2021": 50}).status == "achieved"


def test_beside_a_peer(judged):
    target = {
        "kind": "match_peer",
        "peer_id": "peer",
        "value": "",
        "unit": "",
        "baseline_period": "",
    }
    row = judged(target, {"2020": 90, "2021": 99}, peer={"2020": 95})
    assert (row.status, row.threshold, row.latest_period) == ("behind", 95, "2020")
    assert judged(target, {"2020": 95}, peer={"2020": 95}).status == "achieved"
    assert (
        judged(target | {"kind": "beat_peer"}, {"2020": 95}, peer={"2020": 95}).status == "behind"
    )
    # 20 apart in 2019, 5 apart in 2020: three quarters closed in a third of the time
    row = judged(
        target | {"baseline_period": "2019"},
        {"2019": 70, "2020": 90},
        peer={"2019": 90, "2020": 95},
    )
    assert row.progress == pytest.approx(0.75) and row.status == "ahead"
    apart = judged(target, {"2020": 90}, peer={"2019": 95})
    assert apart.status == "no_data" and "2019" in apart.reason


STATE = {"indicator": {"nature": "state", "unit": ""}, "observed": {"unit": "", "basis": "point"}}
MILESTONE = {"kind": "milestone", "value": "1", "unit": "", "baseline_period": ""}


@pytest.mark.parametrize(
    ("series", "now", "status", "final"),
    [
        ({}, "2022-06-30", "no_data", False),
        ({"2021": 1}, "2022-06-30", "achieved", False),
        ({"2021": 1}, "2023-06-30", "achieved", True),
        ({"2021": 0}, "2022-06-30", "not_assessable", False),
        ({"2021": 0}, "2023-06-30", "awaited", False),
        ({"2022": 0}, "2023-06-30", "missed", True),
        ({"2023": 0}, "2024-06-30", "missed", True),
        ({"2023": 1}, "2024-06-30", "awaited", False),
    ],
)
def test_milestones(judged, series, now, status, final):
    row = judged(MILESTONE, series, now=now, **STATE)
    assert (row.status, row.final) == (status, final) and row.reason


def test_a_number_lost_in_the_source(judged):
    row = judged({"kind": "unknown_value", "value": ""}, {"2021": 113})
    assert (row.status, row.latest) == ("not_assessable", 113) and "lost" in row.reason


def test_a_promise_for_every_period(judged):
    target = {"kind": "at_most", "value": "5.5", "throughout": "yes", "baseline_period": ""}
    assert judged(target, {"2020": 5, "2021": 5.5}).status == "on_track"
    broken = judged(target, {"2020": 5.6, "2021": 5})
    assert (broken.status, broken.final) == ("missed", True)
    kept = {"2020": 5, "2021": 5, "2022": 5}
    assert judged(target, kept, now="2023-06-30").status == "achieved"
    assert judged(target, {"2020": 5, "2022": 5}, now="2023-06-30").status == "not_assessable"


def test_the_plans_own_steps_replace_the_straight_line(judged):
    steps = [{"target_id": "t0", "period": "2020", "value": "60", "source_id": "made_up"}]
    row = judged({}, {"2019": 55, "2020": 60}, schedule=steps)
    assert row.position == pytest.approx(0) and "own yearly steps" in row.reason


@pytest.mark.parametrize(
    ("value", "bound", "status"),
    [
        (100, "min", "achieved"),
        (99, "min", "not_assessable"),
        (50, "max", "off_track"),
        (99, "max", "not_assessable"),
    ],
)
def test_a_bound_settles_only_what_all_its_values_settle(judged, value, bound, status):
    row = judged({}, {"2019": 55, "2020": value}, observed={})
    seen = figures({"2019": 55}) + figures({"2020": value}, bound=bound)
    folder = write_plan(row_folder(judged), [{}], seen)
    row = assess(load_plan(folder), "2022-06-30").iloc[0]
    assert row.status == status


def test_a_year_to_date_figure_and_an_estimate_never_decide(judged):
    seen = figures({"2019": 55}) + figures({"2021Q3": 200}, basis="ytd", published="2021-11-01")
    seen += figures({"2020": 200}, status="estimate")
    row = assess(load_plan(write_plan(row_folder(judged), [{}], seen)), "2022-06-30").iloc[0]
    assert row.status == "no_data" and "Year to date" in row.reason


def test_units_of_one_dimension_convert(judged):
    seen = figures({"2019": 550000, "2021": 632200}, unit="万元")
    row = assess(load_plan(write_plan(row_folder(judged), [{}], seen)), "2022-06-30").iloc[0]
    assert row.latest == pytest.approx(63.22) and row.status == "off_track"


def test_the_newest_vintage_known_at_the_date_counts(judged):
    seen = figures({"2019": 55})
    seen += figures({"2022": 101}, published="2023-01-15", status="provisional")
    seen += figures({"2022": 99}, published="2023-04-01")
    plan = load_plan(write_plan(row_folder(judged), [{}], seen))
    assert assess(plan, "2023-02-01").status[0] == "achieved"
    assert assess(plan, "2023-05-01").status[0] == "missed"
