"""The evidence for the odds: kept by what `make calibrate` printed last, and by small examples."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.text import Text

import evidence
import finished
import horizons
import panel
import record
import rivals
import scores
from planpace import load_plan
from planpace.analysis.forecast import QUANTILES
from planpace.analysis.odds import OUTLOOKS, outlook
from planpace.briefings import finished as shipped
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


# --- to fifteen years, between known years, in a year begun ---------------------------------------


def test_bands_hold_to_fifteen_years_but_in_few_cells():
    cells = panel.results("horizons").query("group in ['all', 'steady']")
    every = cells[cells.origin == "every"]
    assert len(every) == 56 and every.outside.sum() <= 8
    assert not every[every.group == "steady"].outside.any()
    far = abs(every[["cover90", "cover80"]] - [0.9, 0.8]).max(axis=1)
    assert far[every.group == "all"].max() < 0.04


def test_cells_worked_by_hand():
    """Three of four within 90%, two within 80%; one of four beyond the median, one upon it."""
    told = pd.DataFrame({
        "figures": 4, "horizon": 1, "steadiness": 0.99, "share": False, "edge": False,
        "last": [True, False, False, False], "cover90": [True, True, True, False],
        "cover80": [True, True, False, False], "beyond": [1.0, 0.5, 0.0, 0.0],
    })  # fmt: skip
    one = horizons.cells(told).query("origin == 'every' and group == 'steady'").iloc[0]
    assert (one.cover90, one.cover80, one.beyond, one.cases) == (0.75, 0.5, 0.375, 4)
    assert one.outside


def test_the_year_between_is_told_better_than_by_the_middle_alone():
    table = panel.results("bridge").query("families == 'all' and after == 1 and a == 1 and b == 1")
    ours = table[(table.method == "planpace") & table.before.isin([3, 5, 8])]
    assert (ours.brier_between <= 0.192).all() and (ours.ece_between <= 0.02).all()
    assert (abs(ours.cover90 - 0.9) <= 0.02).all()
    normal = table[table.method == "normal"].set_index("before").brier_between
    assert (ours.set_index("before").brier_between < normal[ours.before]).all()


def test_a_year_begun_is_told_better_than_by_its_growth_or_the_full_years_alone():
    table = panel.results("partial").query("months == 0").set_index(["method", "ahead"])
    ours = table.loc["planpace", 1]
    assert abs(ours.cover90 - 0.9) <= 0.02 and abs(ours.cover80 - 0.8) <= 0.02
    for other in ("carried growth", "full years"):
        assert ours.pinball < table.loc[(other, 1), "pinball"]
        assert ours.brier < table.loc[(other, 1), "brier"]


# --- finished plans -------------------------------------------------------------------------------


def test_the_shipped_record_is_that_of_the_plans():
    """The 13th plan, replayed again: the same words, odds and outcomes as ship."""
    (how,) = [row for row in finished.plans().itertuples() if row.plan == "china-13fyp"]
    said = finished.replayed(how)
    years = pd.DataFrame(shipped.rows(shipped.Year)).query("plan == 'china-13fyp'")
    again = finished.by_year(said)
    for name in ("year", "asked", "met", "brier", "base"):
        assert [*again[name].round(4)] == pytest.approx([*years[name]], abs=1e-4), name
    words = pd.DataFrame(shipped.rows(shipped.Word)).query("plan == 'china-13fyp' and year == 0")
    whole = finished.words(said).query("plan == 'china-13fyp' and year == 0")
    assert {*zip(whole.method, whole.word, whole.said, whole.met, strict=True)} == {
        *zip(words.method, words.word, words.said, words.met, strict=True)
    }


def test_a_record_worked_by_hand():
    """Said .8 and .6 of two targets, one met: Brier (.04 + .36)/2, the base rate's 1/4."""
    about = {"plan": "p", "binding": "binding", "method": "outlook", "progress": 0.5, "left": 1}
    said = pd.DataFrame([
        about | {"target": "a", "year": 1, "chance": 0.8, "word": "likely", "met": True},
        about | {"target": "b", "year": 1, "chance": 0.6, "word": "about_even", "met": False},
        about | {"target": "a", "year": 2, "chance": 0.8, "word": "likely", "met": True},
    ])  # fmt: skip
    first = finished.by_year(said).iloc[0]
    assert (first.brier, first.base) == pytest.approx((0.2, 0.25))
    whole = finished.words(said).query("plan == '' and word == 'likely'").iloc[0]
    assert (whole.said, whole.met, whole.targets) == (2, 2, 1)
    assert whole.low == pytest.approx(1 / (1 + 1.959964**2), abs=1e-4)


def test_every_replay_knows_only_what_its_year_knew():
    plan = load_plan(finished.ROOT / "data" / "eu-renewables-2020")
    then = finished.as_then(plan, 2015, "2020-12-31").observations
    assert then.period.astype(int).max() == 2014 and then.published.max() <= "2015-12-31"
    assert not then.duplicated(["indicator_id", "entity_id", "period", "basis"]).any()


def test_what_is_said_of_each_plan_is_so():
    """The notes beside the years' tables: where our Brier score lies below the base rate's."""
    years = pd.DataFrame(shipped.rows(shipped.Year))
    years["better"] = years.brier < years.base
    better = years.groupby("plan").better
    assert better.all()["health-for-all-2000"] and not better.any()["eu-renewables-2020"]
    europe = years[years.plan == "europe-2020"].set_index("left").better
    assert not europe[[9, 8, 7]].any() and europe[europe.index <= 6].all()
    china = years[years.plan == "china-13fyp"].set_index("year")
    assert [*china.asked[[2017, 2018]]] == [1, 7]
    assert not china.better[2017] and china.better[2018:].all()
    late = years[years.plan == "china-14fyp"].set_index("year")
    assert late.asked.max() == 13 and not late.better[[2023, 2024]].any() and late.better[2025]


def test_no_correction_helps_on_every_plan_left_out():
    """So none is used; the line that says so on the page holds while this does."""
    text = (finished.ROOT / "docs" / "record.md").read_text(encoding="utf-8")
    table = text.partition("## Tries to bend")[2].partition("## ")[0]
    rows = [line.strip("| ").split(" | ") for line in table.splitlines() if line.startswith("| ")]
    scores = np.array([[float(x) for x in row[2:]] for row in rows[2:]])
    assert len(scores) == len(shipped.rows(shipped.Finished))
    assert not (scores[:, 1:] < scores[:, :1]).all(axis=0).any()


def test_each_target_that_we_were_wrong_of_rose_or_turned_as_its_reason_says():
    """`later`, `recovered`: a better yearly change after the last such year than before it, and
    `reversed` a worse one than nothing; of the rest the plan's own README tells."""
    for one in pd.read_csv(shipped.FOLDER / "wrong.csv").itertuples():
        if one.why not in {"later", "recovered", "reversed"}:
            continue
        (how,) = [row for row in finished.plans().itertuples() if row.plan == one.plan]
        plan = load_plan(finished.ROOT / how.folder)
        (target,) = [t for t in plan.promises if t.target_id == one.target]
        seen = plan.observations.query(
            "indicator_id == @target.indicator_id and entity_id == @target.entity_id"
        )
        seen = seen.sort_values("published").drop_duplicates("period", keep="last")
        seen = seen[seen.bound.eq("") & (seen.basis == "annual")]
        series = seen.set_index(seen.period.astype(int)).value.sort_index()
        sign = -1 if plan.indicator[target.indicator_id].direction == "down" else 1
        end = int(target.deadline[:4])
        known, after = series.loc[: one.last - 1], series.loc[one.last - 1 : end]
        if one.why == "reversed":
            assert sign * after.iloc[-1] < (sign * after).max(), (one.target, series.to_dict())
        else:
            before = sign * (known.iloc[-1] - known.iloc[-4])
            assert sign * (after.iloc[-1] - after.iloc[0]) / (len(after) - 1) > before / 3, (
                one.target,
                series.to_dict(),
            )
