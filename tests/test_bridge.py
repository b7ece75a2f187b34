"""The year between known ones: worked by hand, what must hold for any series, and in a plan."""

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from synthetic import figures, write_plan
from test_forecast import read_off

from planpace import assess, load_plan, trajectory
from planpace.analysis import forecast
from planpace.analysis.changes import changes
from planpace.analysis.forecast import BRIDGE, KNOWN, QUANTILES, WIDTHS, between, bridge, table
from planpace.analysis.trace import trail
from planpace.briefings.speech import Speech

values = st.floats(-1e6, 1e6, allow_nan=False, width=32)
gappy = st.one_of(values, st.just(math.nan))
histories = hnp.arrays(float, st.tuples(st.integers(1, 3), st.integers(3, 14)), elements=gappy)
natures = st.sampled_from(["stock", "flow", "share", "index", "rate"])
places = st.integers(1, 12)
LEVELS = [0.005, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.995]
GAP = math.nan


def enough(y, at):
    """Three figures besides the year asked for, one of them before it and one behind."""
    known = ~np.isnan(y)
    before, after = known[:, :at].sum(axis=1), known[:, at + 1 :].sum(axis=1)
    return (before > 0) & (after > 0) & (before + after >= 3)


@settings(max_examples=150, deadline=None)
@given(histories, natures, places)
def test_quantiles_never_cross_and_nothing_raises(y, nature, at):
    drawn = bridge(y, at, LEVELS, nature=nature)
    assert drawn.shape == (len(y), len(LEVELS))
    assert not (np.diff(drawn, axis=1) < -1e-9 * np.abs(drawn[:, 1:])).any()
    assert (np.isnan(drawn).all(axis=1) == ~enough(y, at)).all()
    assert np.array_equal(drawn, bridge(y, at, LEVELS, nature=nature), equal_nan=True)


@settings(max_examples=100, deadline=None)
@given(histories, places, st.floats(-10, 0), st.floats(1, 20))
def test_a_bridge_stays_within_its_bounds(y, at, lower, upper):
    drawn = bridge(y, at, LEVELS, lower=lower, upper=upper)
    assert ((drawn >= lower) & (drawn <= upper) | np.isnan(drawn)).all()


@settings(max_examples=100, deadline=None)
@given(
    histories, natures.filter(lambda n: n != "share"), places, st.sampled_from([0.001, 1000.0, 1e4])
)
def test_a_change_of_unit_changes_only_the_unit(y, nature, at, factor):
    y[:, min(at, y.shape[1] - 1)] = GAP
    plain = bridge(y, at, LEVELS, nature=nature)
    other = bridge(y * factor, at, LEVELS, nature=nature)
    size = np.nanmax(np.abs(y), axis=1, initial=1e-9, where=~np.isnan(y))[:, None]
    assert np.allclose(plain / size, other / factor / size, rtol=1e-6, atol=1e-9, equal_nan=True)


@settings(max_examples=100, deadline=None)
@given(histories, natures, places, hnp.arrays(float, 5, elements=values))
def test_a_higher_threshold_is_never_likelier(y, nature, at, thresholds):
    for direction, order in (("up", -1), ("down", 1)):
        chances = [
            between(y, at, goal, direction=direction, nature=nature)
            for goal in np.sort(thresholds)[::order]
        ]
        told = np.array(chances)
        assert (np.isnan(told) == ~enough(y, at)).all()
        assert (np.diff(told, axis=0) >= -1e-12)[:, ~np.isnan(told[0])].all()
        assert ((told >= 0) & (told <= 1) | np.isnan(told)).all()


@settings(max_examples=100, deadline=None)
@given(
    hnp.arrays(float, st.tuples(st.just(1), st.integers(4, 12)), elements=st.floats(1, 1000)),
    st.integers(1, 2),
    st.sampled_from([0.05, 0.2, 0.5, 0.8, 0.95]),
)
def test_odds_are_those_of_the_bridge(y, at, level):
    low, place, high = bridge(y, at, [max(level - 0.01, 0.005), level, min(level + 0.01, 0.995)])[0]
    assume(high > place > low)
    assert between(y, at, place)[0] == pytest.approx(1 - level, abs=0.02)
    assert between(y, at, place, direction="down")[0] == pytest.approx(level, abs=0.02)


def test_odds_worked_by_hand():
    """0, 1, 3, ?, 3 beside a scale of 7/4: middle 3; the parabola through 1, 3, 3 lies 2/3 above.

    Each known year against the line between its neighbours: 1 lies 1/2 below that of 0 and 3, in
    the measure √(1 · 1/2) so 0.5/√0.5; 3 lies 4/3 above that of 1 and 3, in √(1 · 2/3) so
    (4/3)/√(2/3). Mean square: 0.5 and 8/3, two years and one year from the gap, so weighing 0.8²
    and 0.8. Squared steps 1, 4, 0 a year, their middles 2.5, 1.5 and 0 years away.
    """
    scale, least = 7 / 4, forecast.EVEN**2
    near = 0.8 ** np.array([2.5, 1.5, 0])
    step = math.sqrt((near * [1, 4, 0]).sum() / near.sum() / scale**2 + least)
    uneven = (0.8**2 * 0.5 + 0.8 * 8 / 3) / (0.8**2 + 0.8)
    uneven = math.sqrt(uneven / scale**2 + least)
    spread = uneven * math.sqrt(1 / 2)
    bend = (2 / 3 / scale) / spread
    told = read_off(table(BRIDGE)[1, 2, 4], bend, math.log(uneven / step), math.log(uneven))
    expected = scale * (3 / scale + spread * told)
    y = [[0, 1, 3, GAP, 3]]
    assert bridge(y, 3, QUANTILES)[0] == pytest.approx(expected)
    median = expected[len(QUANTILES) // 2]
    assert median > 3 and between(y, 3, median)[0] == pytest.approx(0.5)


def test_what_stands_in_the_year_itself_is_not_looked_at():
    y = [[100.0, 104, 110, GAP, 119]]
    seen = [[100.0, 104, 110, 500, 119]]
    assert np.array_equal(bridge(y, 3, LEVELS), bridge(seen, 3, LEVELS))


def test_a_wider_gap_is_wider_and_a_nearer_neighbour_tells_more():
    def width(y, at):
        low, high = bridge([y], at, [0.05, 0.95])[0]
        return high - low

    near = width([10, 12, 11, 13, GAP, 14, 16], 4)
    middle = width([10, 12, 11, 13, GAP, GAP, GAP, 14, 16], 5)
    beside = width([10, 12, 11, 13, GAP, GAP, GAP, 14, 16], 4)
    assert near < beside < middle


def test_a_figure_on_both_sides_and_three_in_all():
    assert np.isnan(bridge([[1, GAP, 2]], 1, [0.5])).all()
    assert np.isnan(between([[1, 2, 4, GAP, GAP]], 3, 4)).all()
    assert np.isnan(between([[GAP, GAP, 4, 5, 7]], 1, 4)).all()
    assert np.isfinite(between([[1, GAP, 4, 5]], 1, 4)).all()
    assert np.isfinite(between([[1, 2, GAP, 5]], 2, 4)).all()
    for at in (-1, 0, 3, 9):
        assert np.isnan(bridge([[1, 2, 3, 5]], at, [0.5])).all()


@pytest.mark.parametrize("y", [[5.0] * 6, [0.0] * 5, [1e300, 2e300, 3e300, 4e300], [1e-300] * 4,
                               [-3, 0, 4, -7]])  # fmt: skip
def test_odd_series_have_an_answer(y):
    drawn, odds = bridge([y], 2, [0.1, 0.5, 0.9]), between([y], 2, y[-1])
    assert np.isfinite(drawn).all() and 0 <= odds[0] <= 1


def test_a_threshold_beyond_a_bound_is_certain_or_impossible():
    y = [[90.0, 92, GAP, 95]]
    assert between(y, 2, 0, nature="share")[0] == 1
    assert between(y, 2, 101, nature="share")[0] == 0
    assert np.isnan(between(y, 2, GAP, nature="share")).all()


@pytest.mark.parametrize("nature", ["rank", "state"])
def test_ranks_and_states_have_no_bridge(nature):
    assert np.isnan(between([[5, 4, GAP, 2]], 2, 3, nature=nature)).all()


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: bridge([[1, 2, GAP, 3]], 2, [1.5]),
        lambda: bridge([[1, 2, GAP, 3]], 2, [0.5], nature="level"),
        lambda: between([[1, 2, GAP, 3]], 2, 3, direction="higher"),
    ],
)
def test_what_has_no_meaning_is_refused(wrong):
    with pytest.raises(ValueError):
        wrong()


def test_the_shipped_table_has_a_class_for_every_gap():
    keys = {(s, w, n) for s in (1, 2) for w in WIDTHS for n in KNOWN if n > s + 1}
    assert set(table(BRIDGE)) == keys
    for cells in table(BRIDGE).values():
        assert (np.diff(cells.changes, axis=-1) >= 0).all()
        assert all((np.diff(middles) > 0).all() for middles in cells.middles)


# --- in a plan -----------------------------------------------------------------------------------

SEEN = {"2018": 60, "2019": 66, "2020": 70, "2021": 78, "2023": 90}
Y = [[60, 66, 70, 78, GAP, 90]]


@pytest.fixture
def plan(tmp_path):
    return load_plan(write_plan(tmp_path, [{"value": "85"}], figures(SEEN)))


def test_the_odds_of_a_deadline_before_it_after_it_and_between_its_neighbours(plan):
    """The figure of 2023 comes at the start of 2024; until then the forecast from 2021 stands."""
    rows = [assess(plan, day).iloc[0] for day in ("2022-06-30", "2023-06-30", "2024-06-30")]
    assert [row.status for row in rows[1:]] == ["awaited", "awaited"]
    ahead = forecast.attainment([[60, 66, 70, 78]], 1, 85, nature="flow")[0]
    assert rows[0].probability == rows[1].probability == pytest.approx(ahead)
    assert "year between" not in rows[1].reason
    assert rows[2].probability == pytest.approx(between(Y, 4, 85, nature="flow")[0])
    assert rows[2].outlook and rows[2].expected_period == ""
    assert "The chance is that of a year between 2021 and 2023" in rows[2].reason
    assert "between" not in rows[2].reason.replace("a year between", "")
    lens = trajectory(plan, "t0", "2024-06-30").fan
    assert [*lens.end] == [2022, 2023, 2024]
    assert lens.iloc[0, 1:].eq(78).all() and lens.iloc[2, 1:].eq(90).all()
    levels = [0.05, 0.25, 0.5, 0.75, 0.95]
    assert [*lens.iloc[1, 1:]] == pytest.approx(bridge(Y, 4, levels, nature="flow")[0])


def test_the_figure_behind_the_deadline_moves_the_odds(plan):
    (late,) = [c for c in changes(plan, "2023-06-30", "2024-06-30") if c.period == "2023"]
    assert late.was.probability != late.now.probability
    assert late.now.probability == pytest.approx(between(Y, 4, 85, nature="flow")[0])


def test_the_trail_says_that_the_year_lies_in_a_gap(plan):
    from planpace.analysis.assess import assessed

    found = assessed(plan, "t0", "2024-06-30")
    (step,) = [s for s in trail(found, "2020-01-01") if s.number == "probability"]
    assert step.how.key == "between" and step.value == pytest.approx(100 * found.odds.probability)
    assert "such a gap" in Speech(plan, "en").how(step.how)


@pytest.mark.parametrize(
    ("target", "series", "words"),
    [
        ({"value": "85"}, {"2021": 70, "2023": 90}, "three yearly figures"),
        ({"value": "85", "throughout": "yes"}, SEEN, "every period"),
        ({"kind": "cumulative", "value": "900", "baseline_period": ""}, SEEN, "after the deadline"),
        ({"value": "85", "baseline_period": ""}, {"2023": 80, "2024": 90, "2025": 95},
         "after the deadline"),
    ],
)  # fmt: skip
def test_where_no_year_lies_between(tmp_path, target, series, words):
    row = assess(load_plan(write_plan(tmp_path, [target], figures(series))), "2026-06-30").iloc[0]
    assert math.isnan(row.probability) and row.outlook == "" and words in row.reason, row.reason


def test_less_and_ranges_and_peers_ask_the_bridge_too(tmp_path):
    def odds(name, target, **more):
        folder = write_plan(tmp_path / name, [target], figures(SEEN) + more.pop("also", []), **more)
        return assess(load_plan(folder), "2024-06-30").iloc[0].probability

    up, down = (
        between(Y, 4, v, direction=d, nature="flow")[0] for v, d in ((80, "up"), (86, "down"))
    )
    assert odds("less", {"kind": "at_most", "value": "86"}) == pytest.approx(down)
    within = odds("range", {"kind": "within", "value": "80", "value_upper": "86"})
    assert within == pytest.approx(up + down - 1)
    theirs = {"2018": 80, "2019": 80, "2020": 80, "2021": 80, "2023": 80}
    entities = [{"entity_id": "peer", "name_zh": "对标", "name_en": "Peer", "role": "peer"}]
    beside = odds("peer", {"kind": "match_peer", "value": "", "unit": "", "peer_id": "peer"},
                  also=figures(theirs, entity_id="peer"), entities=entities)  # fmt: skip
    assert beside == pytest.approx(between(np.array(Y) / 80, 4, 1, nature="index")[0])


def test_only_figures_whole_years_from_the_deadline_enter(tmp_path):
    """Of a stock, June 2023 lies half a year behind the deadline; December 2023 a whole one."""
    ends = {**SEEN, "2023-06": 500, "2024-06": 500}
    seen, about = figures(ends, basis="point"), [{"nature": "stock"}]
    row = assess(load_plan(write_plan(tmp_path, [{"value": "85"}], seen, about)), "2024-12-30")
    assert row.iloc[0].probability == pytest.approx(between(Y, 4, 85)[0])
