"""Every limit from both sides: at it, just below it, and at values that it may not confuse."""

import math

import pytest
from synthetic import figures, write_plan

from planpace import assess, load_plan
from planpace.analysis import formulas
from planpace.analysis.judge import judge
from planpace.analysis.methods import (
    METHODS,
    limit_scale,
    open_sdg,
    open_sdg_aggregate,
    sdg_score,
    tally,
)  # fmt: skip
from planpace.analysis.odds import OUTLOOKS, outlook
from planpace.analysis.series import Case, Course, Point, Promise, course_of
from planpace.plan.bands import BANDS
from planpace.plan.kinds import KINDS
from planpace.plan.periods import DAY, period
from planpace.plan.vintages import Figure

NAN = math.nan
YEARS = {"2019": 2020.0, "2020": 2021.0, "2021": 2022.0, "2022": 2023.0}


def promise(kind="at_least", value=100.0, **more):
    facts = {
        "kind": KINDS[kind], "value": value, "value_upper": NAN, "throughout": False,
        "strict": False,
        "baseline_period": "2019", "start": "2020", "deadline": "2022", "nature": "stock",
        "direction": "up", "lower": NAN, "upper": NAN, "unit": "亿元",
    }  # fmt: skip
    return Promise(**(facts | more))


def series(values, basis="annual", **more):
    return tuple(
        Figure(*period(label), basis, value, "", "official", "2020-01-01", "s", "", "")._replace(
            **more
        )
        for label, value in values.items()
    )


def status(made, values, now=2022.5, basis="annual", steps=()):
    seen = series(values, basis)
    return judge(Case(None, made, seen, (), (), steps, now, course_of(made, seen)), BANDS)


# --- other institutions' methods -------------------------------------------------------------


def growing(rate, years=1, first=100.0):
    """Two figures that grow at a rate."""
    return [0, years], [first, first * (1 + rate) ** years]


@pytest.mark.parametrize(
    ("ratio", "word"),
    [(0.951, "substantial"), (0.949, "moderate"), (0.601, "moderate"), (0.599, "limited")],
)
def test_open_sdg_words_at_both_sides_of_each_limit(ratio, word):
    years, values = growing(0.1 * ratio)
    told = open_sdg(years, values, target=121, target_year=2, direction="up")
    assert told["status"] == f"{word}_progress"


def test_opensdg_scores_on_both_sides_of_0_6():
    """7.1429 × 0.605 − 4.2857 = 0.0358 from 0.6 on; 4.1667 × 0.595 − 2.5 = −0.0208 below."""
    for ratio, score in ((0.605, 7.1429 * 0.605 - 4.2857), (0.595, 4.1667 * 0.595 - 2.5)):
        told = open_sdg(*growing(0.1 * ratio), target=121, target_year=2, direction="up")
        assert told["score"] == pytest.approx(score, abs=1e-6)


def test_open_sdg_with_no_growth_at_all():
    told = open_sdg([0, 1], [100, 100], target=121, target_year=2, direction="up")
    assert (told["status"], told["score"]) == ("limited_progress", pytest.approx(-2.5))
    assert open_sdg([0, 1], [100, 100], direction="up")["status"] == "limited_progress"
    assert sdg_score(0.0, 1.0) == -2.5
    assert sdg_score(0.0, 0.0) == 5


@pytest.mark.parametrize(
    ("rate", "word"),
    [(0.0151, "substantial"), (0.0149, "moderate"), (0.0051, "moderate"), (0.0049, "limited")],
)
def test_open_sdg_without_a_target(rate, word):
    assert open_sdg(*growing(rate), direction="up")["status"] == f"{word}_progress"


def test_opensdg_scores_join_where_the_formulas_meet():
    """500 × 0.015 − 5 = 2.5 = 250 × 0.015 − 1.25; 500 × 0.005 − 2.5 = 0 = 250 × 0.005 − 1.25."""
    assert sdg_score(0.0152, 1) == pytest.approx(500 * 0.0152 - 5)
    assert sdg_score(0.0148, 1) == pytest.approx(250 * 0.0148 - 1.25)
    assert sdg_score(0.0049, 1) == pytest.approx(500 * 0.0049 - 2.5)
    assert sdg_score(0.00505, 1) == pytest.approx(250 * 0.00505 - 1.25)
    assert sdg_score(-0.01, 1) == pytest.approx(-3.75)


def test_open_sdg_near_a_natural_limit():
    """B = 150, L = 100: 1 − (50/100)^4.44; B = L: 0; B ≥ 2L: 1."""
    assert limit_scale(150, 100) == pytest.approx(1 - 0.5**4.44)
    assert limit_scale(50, 100) == pytest.approx(1 - 0.5**4.44)
    assert limit_scale(100, 100) == 0
    assert limit_scale(200, 100) == 1


def test_open_sdg_means():
    assert open_sdg_aggregate([5, 5], [True, False])["status"] == "substantial_progress"
    assert open_sdg_aggregate([5, 5], [True, True])["status"] == "target_achieved"
    assert open_sdg_aggregate([2.5])["status"] == "substantial_progress"
    assert open_sdg_aggregate([0])["status"] == "moderate_progress"
    assert open_sdg_aggregate([-2.5])["status"] == "limited_progress"


@pytest.mark.parametrize(
    ("rate", "word"),
    [(0.01005, "significant"), (0.0099, "moderate"), (0.0, "moderate"), (-0.001, "moderate_away"),
     (-0.0099, "moderate_away"), (-0.0101, "significant_away")],
)  # fmt: skip
def test_eurostat_without_a_target(rate, word):
    assert METHODS["eurostat"](*growing(rate), direction="up")["status"] == word


@pytest.mark.parametrize(
    ("ratio", "word"),
    [(0.951, "significant"), (0.949, "moderate"), (0.605, "moderate"), (0.599, "insufficient"),
     (0.0, "insufficient"), (-0.01, "away")],
)  # fmt: skip
def test_eurostat_with_a_target(ratio, word):
    told = METHODS["eurostat"](*growing(0.1 * ratio), target=121, target_year=2, direction="up")
    assert told["status"] == word


@pytest.mark.parametrize(
    ("change", "word"),
    [(1.0, "on_track"), (0.99, "moderately_improving"), (0.505, "moderately_improving"),
     (0.495, "stagnating"), (0.0, "stagnating"), (-0.01, "decreasing")],
)  # fmt: skip
def test_sdsn_words(change, word):
    told = METHODS["sdsn"]([0, 1], [10, 10 + change], target=15, target_year=5, direction="up")
    assert told["status"] == word


def test_sdsn_with_a_target_that_the_baseline_met():
    """Needed ≤ 0 and no longer met: stagnating while it rises, decreasing while it falls."""
    told = METHODS["sdsn"]
    assert told([0, 1], [10, 8], target=9, target_year=5, direction="up")["status"] == "decreasing"
    falling = told([0, 1, 2], [10, 8, 8], target=10, target_year=5, direction="up")
    assert falling["status"] == "decreasing"


def test_sdsn_needs_time_until_its_target():
    told = METHODS["sdsn"]([0, 1], [1, 2], target=5, target_year=0, direction="up")
    assert told["status"] == "not_available"


def test_un_desa_at_its_limits():
    told = METHODS["un_desa"]

    def word(c, **more):
        asked = {"target": 200.0, "target_year": 1, "direction": "up"} | more
        return told([0, 1], [100.0, c], **asked)["status"]

    assert word(200) == "on_track"
    assert word(195.1) == "on_track" and word(194.9) == "moderate"
    assert word(110.1) == "moderate" and word(109.9) == "stagnation_or_regression"
    assert (
        told([0, 1], [50.0, 99.0], target=100, target_year=9, direction="up")["status"]
        == "on_track"
    )
    just = told([0, 1], [99.5, 99.0], target=100, target_year=9, direction="up")
    assert just["status"] == "on_track"
    assert told([0, 1], [100.0, 200.0], target=200, target_year=9, direction="up")["met"]
    near = told([0, 1], [99.2, 98.9], target=100, target_year=9, direction="up")
    assert near["status"] == "stagnation_or_regression"
    other = told([0, 1], [89.7, 89.5], target=90, target_year=9, direction="up")
    assert other["status"] == "stagnation_or_regression"


def test_schedule_and_gap_closed_on_plain_arrays():
    said = METHODS["schedule"]
    assert said([0, 1], [10, 20], target=20, target_year=5, direction="up")["status"] == "achieved"
    assert said([0, 1], [20, 10], target=20, target_year=5, direction="up")["status"] == "behind"
    assert said([0, 1], [10, 9], target=20, target_year=90, direction="up")["status"] == "off_track"
    assert said([0, 1], [10, 10], target=20, target_year=90, direction="up")["status"] == "on_track"
    closed = METHODS["gap_closed"]
    assert closed([0, 1], [10, 20], target=20, direction="up")["status"] == "met"
    assert closed([0, 1], [10, 19], target=20, direction="up")["status"] == "open"
    assert closed([0, 1], [20, 19], target=20, direction="up")["progress"] == 0
    assert closed([0, 1], [20, 21], target=20, direction="up")["progress"] == 1


# --- the formulas ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("position", "word"),
    [(5, "ahead"), (4.99, "on_track"), (-4.99, "on_track"), (-5, "behind"), (-24.99, "behind"),
     (-25, "off_track"), (5 - 1e-9, "ahead"), (-5 + 1e-9, "behind"), (-25 + 1e-9, "off_track")],
)  # fmt: skip
def test_bands_at_their_edges(position, word):
    assert formulas.band(position, BANDS) == word


def test_formulas_without_a_meaning():
    assert math.isnan(formulas.elapsed(2020, 2021, 2020))
    assert math.isnan(formulas.log_progress(1, 0, 2)) and math.isnan(formulas.log_progress(1, 2, 0))
    assert math.isnan(formulas.growth_required(5, 0, 0, 2))
    assert math.isnan(formulas.growth_observed([(0, 5), (1, 0)]))
    assert math.isnan(formulas.growth_observed([(0, 0), (1, 5)]))
    assert math.isnan(formulas.pace_required(5, 2, 9, 2))


def test_own_steps_at_their_ends():
    """From 10 to 30 by way of 15: nothing at the start, a quarter at the step, all at the end."""
    steps = [(2020.0, 10.0), (2021.0, 15.0), (2023.0, 30.0)]
    assert [formulas.planned_share(10, 30, steps, t) for t in (2020, 2021, 2022, 2023)] == [
        0, 0.25, 0.625, 1,
    ]  # fmt: skip
    assert math.isnan(formulas.planned_share(10, 30, steps, 2019.9))


# --- met or not, and the sense of a promise --------------------------------------------------


def test_exactly_at_the_threshold():
    at_least, at_most, beat = promise().kept, promise("at_most").kept, promise("beat_peer").kept
    assert at_least(100, 100) and not at_least(99.99, 100)
    assert at_most(100, 100) and not at_most(100.01, 100)
    assert not beat(100, 100) and beat(100.01, 100)
    slack = formulas.ROUNDING * 100
    assert at_least(100 - slack, 100) and at_most(100 + slack, 100) and not beat(100 + slack, 100)
    assert promise(value=0.0).kept(-formulas.ROUNDING, 0) and not beat(formulas.ROUNDING, 0)
    inside = promise("within", 1.0, value_upper=2.0).kept
    assert inside(1, 1) and inside(2, 1) and not inside(0.99, 1) and not inside(2.01, 1)
    assert inside(1 - formulas.ROUNDING, 1) and inside(2 + formulas.ROUNDING, 1)


def test_a_strict_promise_is_kept_only_beyond_its_number():
    """超过15家: 16 firms are needed; "below 5" is not kept at 5."""
    over, below = promise(value=15.0, strict=True), promise("at_most", 5.0, strict=True)
    assert not over.kept(15, 15) and over.kept(16, 15)
    assert not below.kept(5, 5) and below.kept(4.9, 5)


def test_a_cumulative_rate_of_zero_is_to_be_kept_up():
    assert promise("cumulative_rate", 0.0).sense == 1
    assert promise("cumulative_rate", -1.0).sense == -1


def test_steps_outside_the_window_are_left_out():
    """From 10 by way of 15 in 2020 to 30: the steps at either end are not the plan's to set."""
    steps = (("2019", 1.0), ("2020", 15.0), ("2022", 2.0))
    made, gone = promise(value=30.0), {}
    for label in ("2020-06-30", "2020-12-31", "2021-12-31"):
        found = status(made, {"2019": 10, label: 11}, basis="point", steps=steps)
        gone[label] = found.elapsed
    assert list(gone.values()) == pytest.approx([0.125, 0.25, 0.625])


@pytest.mark.parametrize(
    ("second", "word"),
    # from 100: the same change again covers (second − 100)/(T − second) of what is left by 2022
    [(110, "achieved"), (105.15, "ahead"), (105.1, "on_track"), (104.9, "on_track"),
     (104.85, "behind"), (103.35, "behind"), (103.3, "off_track")],
)  # fmt: skip
def test_without_a_baseline_the_share_covered_decides(second, word):
    made = promise(value=110.0, baseline_period="", nature="share")
    assert status(made, {"2020": 100, "2021": second}).status == word


def test_share_covered_exactly_at_a_limit():
    """100 and 105 with 110 to reach: the same again covers exactly 1; 0.5 exactly is behind."""
    made = promise(value=110.0, baseline_period="", nature="share")
    assert status(made, {"2020": 100, "2021": 105}).status == "on_track"
    half = promise(value=112.0, baseline_period="", nature="share")
    assert status(half, {"2020": 100, "2021": 104}).status == "behind"


def test_no_way_gone_is_not_the_wrong_way():
    """10 of 10 to 100, one tenth of the time gone: 0% is behind by 10 points, not off track."""
    made = promise(deadline="2029")
    assert status(made, {"2019": 10, "2020": 10}).status == "behind"
    assert status(made, {"2019": 10, "2020": 9.9}).status == "off_track"


def test_growth_in_percent_needs_every_figure_above_zero():
    made = promise(nature="stock")
    assert math.isnan(status(made, {"2019": 0, "2020": 5}).growth_required)
    assert not math.isnan(status(made, {"2019": 1, "2020": 5}).growth_required)


def test_a_geometric_path_with_no_way_gone():
    made = promise(deadline="2029")
    assert status(made, {"2019": 10, "2020": 10}).opinions["geometric"] == "behind"
    down = promise("at_most", 5.0, deadline="2029", direction="up")
    assert status(down, {"2019": 10, "2020": 9.5}).opinions["sdsn"] == "on_track"


def test_the_tally_counts_each_word_once():
    assert tally(dict(enumerate(["on_track", "behind", "away", "not_available"]))) == (1, 1, 1)


# --- sums ------------------------------------------------------------------------------------


def test_a_sum_takes_its_window_to_the_day():
    """Quarters of the window's first and last year count; those outside do not."""
    made = promise("cumulative", 100.0, baseline_period="", nature="flow")
    inside = series({"2020Q1": 1, "2020Q2": 2, "2020Q3": 3, "2020Q4": 4}, "quarter")
    outside = series({"2019": 50, "2023": 50})
    course = course_of(made, (*outside[:1], *inside, *outside[1:]))
    assert [p.value for p in course.points] == [1, 3, 6, 10]
    assert course.points[-1].end == pytest.approx(2021)
    assert not course.hole


def test_parts_of_a_year_never_count_twice():
    """A YTD figure to June, then the third quarter; the second quarter and May lie within it."""
    made = promise("cumulative", 100.0, baseline_period="", nature="flow")
    ytd = series({"2020Q2": 30}, "ytd", start=2020.0)
    parts = series({"2020Q2": 9, "2020Q3": 5}, "quarter")
    months = series({"2020-05": 2, "2020-10": 1}, "month")
    course = course_of(made, (*ytd, *parts, *months))
    assert [p.value for p in course.points] == [30, 35, 36]


def test_a_missing_rate_is_a_hole_only_before_a_known_one():
    made = promise("average_growth", 5.0, nature="rate", baseline_period="")
    assert course_of(made, series({"2020": 5, "2021": 5})).hole == ""
    assert course_of(made, series({"2020": 5, "2022": 5})).hole == "2021"


def test_the_baseline_is_no_recent_point():
    course = Course(
        (Point("2019", 2020.0, 1.0), Point("2020", 2021.0, 2.0)), 9.0, 1.0, "2019", 2020.0
    )
    assert [p.period for p in course.recent] == ["2020"]
    edge = Course((Point("x", 2020.0 + DAY, 1.0),), 9.0, 1.0, "2019", 2020.0)
    assert edge.recent == ()


# --- time ------------------------------------------------------------------------------------


def test_the_deadline_is_past_only_after_its_last_day():
    made = promise()
    for now, word in ((2023.0, "behind"), (2023.0 + DAY, "behind"), (2023.01, "awaited")):
        found = status(made, {"2019": 10, "2021": 60}, now=now)
        assert found.status == word, now
        assert ("linear" in found.opinions) == (word == "behind")
    for now, word in ((2023.0 + DAY, "no_figure"), (2023.01, "deadline_unpublished")):
        assert status(made, {}, now=now).reasons[0].key == word


def test_a_promise_for_every_period_ends_with_its_last_day():
    made = promise("at_most", 5.0, throughout=True, direction="down", nature="share")
    for now, word in ((2023.0 + DAY, "on_track"), (2023.01, "awaited")):
        assert status(made, {"2020": 4, "2021": 4}, now=now).status == word


def test_a_milestone_met_is_final_only_after_the_deadline():
    made = promise("milestone", NAN, nature="state", baseline_period="")
    assert not status(made, {"2021-06": 1}, 2023.0 + DAY, "point").final
    assert status(made, {"2021-06": 1}, 2023.01, "point").final


def test_a_milestone_not_yet_done_is_open_until_its_last_day():
    made = promise("milestone", NAN, nature="state", baseline_period="")
    assert status(made, {"2021-06": 0}, 2023.0 + DAY, "point").status == "not_assessable"
    assert status(made, {"2021-06": 0}, 2023.01, "point").status == "awaited"


def test_figures_around_an_unpublished_deadline():
    """2021 and 2023 are told, whichever side they stand on; 2020 and 2024 are not."""
    values = {"2019": 10, "2020": 50, "2021": 60, "2023": 120, "2024": 99}
    found = status(promise(), values, now=2026)
    *told, place = found.reasons
    assert [(reason.key, reason.told["period"].label) for reason in told] == [
        ("deadline_unpublished", "2022"), ("neighbour_short", "2021"), ("neighbour_met", "2023"),
    ]  # fmt: skip
    assert place.key == "points_behind" and found.position == pytest.approx(100 * (50 / 90 - 2 / 3))
    assert (found.status, found.latest_period, found.later_period) == ("awaited", "2021", "2024")


def test_a_later_figure_stands_beside_the_verdict():
    made = promise()
    found = status(made, {"2019": 10, "2022": 110, "2023": 90})
    assert (found.later, found.later_period) == (90, "2023")
    assert status(made, {"2019": 10, "2022": 110}).later_period == ""


def test_a_revision_is_told_of_the_figure_shown_only(tmp_path):
    old = figures({"2020": 80, "2021": 110}, published="2022-01-01")
    new = figures({"2020": 105, "2021": 111}, published="2022-02-01")
    made = load_plan(write_plan(tmp_path, [{}], figures({"2019": 10}) + old + new))
    assert "first published" not in assess(made, "2022-06-30").iloc[0].reason


def test_a_milestone_done_and_undone_is_met_then_lost():
    made = promise("milestone", NAN, nature="state", baseline_period="")
    lost = status(made, {"2021-06": 1, "2021-12": 0}, basis="point")
    assert lost.met_then_lost and lost.status != "achieved"
    kept = status(made, {"2021-06": 1}, basis="point")
    assert not kept.met_then_lost and kept.status == "achieved"


@pytest.mark.parametrize(
    ("chance", "word"),
    [(0.905, "very_likely"), (0.895, "likely"), (0.665, "likely"), (0.655, "about_even"),
     (0.332, "about_even"), (0.328, "unlikely"), (0.101, "unlikely"), (0.099, "very_unlikely")],
)  # fmt: skip
def test_outlook_words_at_both_sides_of_each_limit(chance, word):
    assert outlook(chance) == word
    assert [outlook(least) for least, _ in OUTLOOKS] == [name for _, name in OUTLOOKS]
