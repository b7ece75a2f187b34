"""The evidence for the odds: kept by what `make calibrate` printed last, and by small examples."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.text import Text

import evidence
import panel
import record
import rivals
import scores
from planpace.analysis.forecast import QUANTILES
from planpace.analysis.odds import OUTLOOKS, outlook
from planpace.render.fonts import REGULAR, family


@pytest.fixture(scope="module")
def figures():
    table = panel.results("scores")
    return table.pivot(index="figures", columns="method")


def test_bands_hold_on_families_that_no_table_saw(figures):
    ours = panel.results("scores").query("method == 'planpace'")
    assert (abs(ours.cover90 - 0.9) <= 0.02).all()
    assert (abs(ours.cover80 - 0.8) <= 0.02).all()
    for level, name in ((0.9, "cover90_"), (0.8, "cover80_")):
        assert (abs(ours.filter(like=name) - level) <= 0.04).all(axis=None)


def test_odds_are_calibrated_and_sharper_than_every_rival(figures):
    assert (figures.ece.planpace <= 0.02).all()
    textbook = figures.brier.drop(columns=["planpace", "recipe"])
    assert (figures.brier.planpace <= 0.95 * textbook.min(axis=1)).all()
    assert (figures.median_error.planpace <= figures.median_error.min(axis=1) + 1e-9).all()


def test_the_method_earns_its_place_over_the_recipe(figures):
    for score in ("brier", "pinball"):
        assert (figures[score].planpace <= 0.98 * figures[score].recipe).all()


def test_models_fitted_one_by_one_do_worse_on_the_same_cases():
    table = panel.results("fitted").pivot(index="figures", columns="method", values="brier")
    assert (table.planpace <= 0.95 * table[["damped_trend", "autoregression"]].min(axis=1)).all()


def test_each_outlook_word_comes_true_within_its_own_range():
    table = panel.results("outlooks")
    assert list(table.word) == [word for _, word in OUTLOOKS]
    assert (table.kept >= table["from"] - 0.03).all()
    assert (table.kept <= table["to"] + 0.03).all()


def test_the_odds_rank_targets_better_than_every_method():
    table = panel.results("ranking").set_index("method")
    assert (table.loc["outlook"] > table.drop("outlook").max()).all()


def test_choosing_and_reporting_families_are_apart():
    table = panel.both()
    halves = table.groupby("family").indicator.unique().index.map(panel.half)
    assert {"choosing", "reporting"} == set(halves)
    for series, rest, _ in scores.unseen(table.iloc[::20], table.iloc[::20]):
        assert set(series.family).isdisjoint(rest.family)
        assert set(series.family.map(panel.half)) <= {"reporting"}


def test_a_pseudo_plan_worked_by_hand():
    """1 … 13: recent change 1; baseline 8; targets 8 + 5 × k; 13 keeps k = 0.5 and 1."""
    row = {f"y{i}": float(i + 1) for i in range(13)}
    made = record.pledges(pd.DataFrame([{"indicator": "x", **row}]))
    assert [p.goal for p in made] == [10.5, 13, 15.5, 18]
    assert [p.kept for p in made] == [True, True, False, False]
    assert {p.direction for p in made} == {"up"}


def test_a_ranking_worked_by_hand():
    """Scores 3 and 1 kept, 2 not: one pair of two in order, so the area is one half."""
    said = pd.DataFrame(
        {"method": "m", "years_gone": 1, "score": [3, 1, 2], "kept": [True, True, False]}
    )
    assert record.ranking(said).loc["m", 1] == pytest.approx(0.5)


def test_brier_worked_by_hand():
    assert scores.calibration_error(np.array([0.75, 0.75]), np.array([1.0, 0.0])) == 0.25


def test_a_random_walk_worked_by_hand():
    """1, 2, 4: mean step 1.5, spread √0.5; one year ahead the width is √(0.5 (1 + 1/2))."""
    drawn = rivals.random_walk(np.array([[1.0, 2, 4]]), 1)
    low, middle = drawn[0, 0, [3, 7]]
    assert middle == pytest.approx(5.5)
    assert (middle - low) / 1.2815515655 == pytest.approx(np.sqrt(0.5 * 1.5))
    flat = rivals.random_walk(np.array([[1.0, 2, 4]]), 2, drift=False)[0]
    assert flat[:, 7].tolist() == [4, 4]


def test_fitted_rivals_answer_every_series():
    y = np.array([[1.0, 2, 3, 5, 8, 9], [4.0, 4, 4, 4, 4, 4]])
    for rival in rivals.FITTED.values():
        assert rival(y, 3).shape == (2, 3, len(QUANTILES))
        assert np.isfinite(rival(y, 3)).all()


def test_the_words_cover_every_chance():
    assert [outlook(p) for p in (1, 0.9, 0.89, 0.66, 0.5, 0.33, 0.1, 0.09, 0)] == [
        "very_likely", "very_likely", "likely", "likely", "about_even", "about_even",
        "unlikely", "very_unlikely", "very_unlikely",
    ]  # fmt: skip
    assert outlook(float("nan")) == ""


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("draw", [evidence.reliability, evidence.record])
def test_charts_write_every_label_in_the_type_of_the_package(draw, language):
    """A character that it lacks is a warning, and pyproject.toml makes that an error."""
    written = [text for text in draw(language).findobj(Text) if text.get_text()]
    assert {text.get_fontname() for text in written} == {family(REGULAR)}
