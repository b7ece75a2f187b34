"""Fans and odds: what must hold for any series, and worked examples read off the table by hand."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy.interpolate import RegularGridInterpolator

from planpace.analysis import forecast
from planpace.analysis.forecast import QUANTILES, attainment, fan, shape_of, table

values = st.floats(-1e6, 1e6, allow_nan=False, width=32)
gappy = st.one_of(values, st.just(math.nan))
histories = hnp.arrays(float, st.tuples(st.integers(1, 3), st.integers(1, 14)), elements=gappy)
natures = st.sampled_from(["stock", "flow", "share", "index", "rate"])
LEVELS = [0.005, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.995]


@settings(max_examples=150, deadline=None)
@given(histories, natures, st.integers(1, 10), st.booleans())
def test_quantiles_never_cross_and_nothing_raises(y, nature, horizon, mean):
    drawn = fan(y, horizon, LEVELS, nature=nature, mean=mean)
    assert drawn.shape == (len(y), horizon, len(LEVELS))
    assert not (np.diff(drawn, axis=2) < -1e-9 * np.abs(drawn[:, :, 1:])).any()
    enough = (~np.isnan(y)).sum(axis=1) >= 2
    assert (np.isnan(drawn).all(axis=(1, 2)) == ~enough).all()
    assert np.array_equal(drawn, fan(y, horizon, LEVELS, nature=nature, mean=mean), equal_nan=True)


@settings(max_examples=100, deadline=None)
@given(histories, st.floats(-10, 0), st.floats(1, 20))
def test_a_fan_stays_within_its_bounds(y, lower, upper):
    drawn = fan(y, 3, LEVELS, lower=lower, upper=upper)
    assert ((drawn >= lower) & (drawn <= upper) | np.isnan(drawn)).all()


@settings(max_examples=100, deadline=None)
@given(histories, natures.filter(lambda n: n != "share"), st.sampled_from([0.001, 1000.0, 1e4]))
def test_a_change_of_unit_changes_only_the_unit(y, nature, factor):
    plain, other = fan(y, 4, LEVELS, nature=nature), fan(y * factor, 4, LEVELS, nature=nature)
    size = np.nanmax(np.abs(y), axis=1, initial=1e-9, where=~np.isnan(y))[:, None, None]
    assert np.allclose(plain / size, other / factor / size, rtol=1e-6, atol=1e-9, equal_nan=True)


@settings(max_examples=100, deadline=None)
@given(histories, natures, st.integers(1, 6), hnp.arrays(float, 5, elements=values))
def test_a_higher_threshold_is_never_likelier(y, nature, horizon, thresholds):
    for direction, order in (("up", -1), ("down", 1)):
        chances = [
            attainment(y, horizon, t, direction=direction, nature=nature)
            for t in np.sort(thresholds)[::order]
        ]
        told = np.array(chances)
        assert np.isnan(told).all(axis=0).tolist() == np.isnan(told).any(axis=0).tolist()
        assert (np.diff(told, axis=0) >= -1e-12)[:, ~np.isnan(told[0])].all()
        assert ((told >= 0) & (told <= 1) | np.isnan(told)).all()


@settings(max_examples=100, deadline=None)
@given(
    hnp.arrays(float, st.tuples(st.just(1), st.integers(3, 12)), elements=st.floats(1, 1000)),
    st.integers(1, 6),
    st.sampled_from([0.05, 0.2, 0.5, 0.8, 0.95]),
)
def test_odds_are_those_of_the_fan(y, horizon, level):
    place = fan(y, horizon, [level])[0, horizon - 1, 0]
    assert attainment(y, horizon, place)[0] == pytest.approx(1 - level, abs=0.02)
    down = attainment(y, horizon, place, direction="down")[0]
    assert down == pytest.approx(level, abs=0.02)


def read_off(cells, *traits):
    """The quantiles of a table at traits, by scipy's way between the middles of classes."""
    within = [
        np.clip(x, knots[0], knots[-1]) for x, knots in zip(traits, cells.middles, strict=True)
    ]
    return RegularGridInterpolator(cells.middles, cells.changes[0])(within)[0]


def test_odds_worked_by_hand():
    """100, 110, 115.5: steps of ln 1.1 and ln 1.05, the first weighing 0.8 of the second."""
    first, second = math.log(1.1), math.log(1.05)
    mean = (0.8 * first + second) / 1.8
    step = math.sqrt((0.8 * first**2 + second**2) / 1.8 + 0.0005**2)
    shape = shape_of(np.log([[100.0, 110.0, 115.5]]))
    assert shape.way[0] == 1
    assert [x[0] for x in shape.traits] == pytest.approx(
        [mean / step, second / step, math.log(step)]
    )
    told = read_off(table()[3], mean / step, second / step, math.log(step))
    expected = 115.5 * np.exp(step**0.9 * 0.05**0.1 * told)
    assert fan([[100, 110, 115.5]], 1, QUANTILES)[0, 0] == pytest.approx(expected)


def test_a_fall_is_a_rise_upside_down():
    y = np.array([[-3.0, 4, 6, 7, 9]])
    assert fan(-y, 4, LEVELS) == pytest.approx(-fan(y, 4, LEVELS)[:, :, ::-1])


def test_a_folded_root_worked_by_hand():
    """Half of all is 0; a sixteenth: (1/2 − (15/16)^(1/4))·4; its way back is the same share."""
    forth, back = forecast.folded(np.array([0.5, 1 / 16, 0, 1])), forecast.unfolded
    assert forth[:2] == pytest.approx([0, 4 * (0.5 - (15 / 16) ** 0.25)])
    assert back(forth) == pytest.approx([0.5, 1 / 16, 0, 1], abs=1e-6)


def test_behind_the_table_the_median_goes_on_and_the_spread_grows():
    """From 12 to 15 years it went so far a year; so it goes on; bands widen by √(h/15)."""
    drawn = np.log(fan([[100, 104, 110, 113, 119]], 20, [0.1, 0.5, 0.9])[0])
    onward = (drawn[14, 1] - drawn[11, 1]) / 3
    assert drawn[19, 1] == pytest.approx(drawn[14, 1] + 5 * onward)
    assert onward > 0
    width = drawn[:, 2] - drawn[:, 0]
    assert width[19] == pytest.approx(width[14] * math.sqrt(20 / 15))


def test_a_gap_stays_a_gap():
    """Two years' change of 0.2 in one step: a mean of 0.1 a year, a yearly square of 0.2² / 2."""
    shape = shape_of(np.array([[0.0, 0.2]]), [0, 2])
    step = math.sqrt(0.02 + 0.0005**2)
    told = [0.1 / step, 0.2 / math.sqrt(2) / step, math.log(step)]
    assert [x[0] for x in shape.traits] == pytest.approx(told)


def test_a_last_year_without_a_figure_lengthens_the_way():
    assert fan([[1, 2, 3, np.nan]], 1, [0.5]) == pytest.approx(fan([[1, 2, 3]], 2, [0.5])[:, 1:])


@pytest.mark.parametrize(
    "y", [[5.0] * 6, [0.0] * 5, [1e300, 2e300, 3e300], [1e-300] * 4, [-3, 0, 4]]
)
def test_odd_series_have_an_answer(y):
    drawn, chance = fan([y], 3, [0.1, 0.5, 0.9]), attainment([y], 2, y[-1])
    assert np.isfinite(drawn).all()
    assert 0 <= chance[0] <= 1


def test_one_figure_has_no_fan_and_two_no_odds():
    assert np.isnan(fan([[1]], 2, [0.5])).all()
    assert np.isfinite(fan([[1, 2]], 2, [0.5])).all()
    assert np.isnan(attainment([[1, 2]], 2, 3)).all()
    assert np.isfinite(attainment([[1, 2, 4]], 2, 3)).all()


@pytest.mark.parametrize("nature", ["rank", "state"])
def test_ranks_and_states_have_no_forecast(nature):
    assert np.isnan(fan([[5, 4, 3, 2]], 1, [0.5], nature=nature)).all()
    assert np.isnan(attainment([[5, 4, 3, 2]], 1, 3, nature=nature)).all()


def test_a_threshold_beyond_a_bound_is_certain_or_impossible():
    y = [[90.0, 92, 94, 95]]
    assert attainment(y, 2, [0], nature="share")[0] == 1
    assert attainment(y, 2, [101], nature="share")[0] == 0
    assert attainment(y, 2, [100.5], direction="down", nature="share")[0] == 1
    assert np.isnan(attainment(y, 2, [math.nan], nature="share")).all()


def test_a_balance_in_percent_may_be_negative():
    assert fan([[-5.0, -4, -6, -5]], 1, [0.1], nature="share")[0, 0, 0] < -5


def test_the_mean_of_one_year_is_that_year():
    y = [[1.0, 3, 4, 8]]
    assert fan(y, 1, LEVELS, mean=True) == pytest.approx(fan(y, 1, LEVELS))
    assert attainment(y, 1, 9, mean=True) == pytest.approx(attainment(y, 1, 9))


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: fan([[1, 2, 3]], 0, [0.5]),
        lambda: fan([[1, 2, 3]], 1, [1.5]),
        lambda: fan([[1, 2, 3]], 1, [0.5], nature="level"),
        lambda: attainment([[1, 2, 3]], 0, 3),
        lambda: attainment([[1, 2, 3]], 1, 3, direction="higher"),
    ],
)
def test_what_has_no_meaning_is_refused(wrong):
    with pytest.raises(ValueError):
        wrong()


def test_the_shipped_table_has_a_class_for_every_history():
    for count in forecast.COUNTS:
        cells = table()[count]
        assert (np.diff(cells.changes, axis=-1) >= 0).all()
        assert all((np.diff(middles) > 0).all() for middles in cells.middles)


@settings(max_examples=60, deadline=None)
@given(
    hnp.arrays(float, (2, 5), elements=st.floats(0.1, 1e6)), st.floats(0.2, 5),
    st.floats(0.02, 0.98), st.sampled_from([0.001, 1000.0]),
)  # fmt: skip
def test_a_year_begun_never_crosses_and_keeps_to_its_unit(y, growth, gone, factor):
    carried = y[:, -1] * growth
    told = forecast.begun(y, 3, carried, [gone, gone])
    assert told.shape == (2, 3, len(QUANTILES)) and (np.diff(told, axis=2) >= 0).all()
    other = forecast.begun(y * factor, 3, carried * factor, [gone, gone])
    assert np.allclose(told, other / factor, rtol=1e-6)
    assert np.array_equal(told, forecast.begun(y, 3, carried, [gone, gone]))
    held = forecast.begun(y, 3, carried, [gone, gone], lower=1, upper=10)
    assert ((held >= 1) & (held <= 10)).all()
