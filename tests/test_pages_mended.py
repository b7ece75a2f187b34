"""Bugs of pages that were found and mended: each test fails on the code before."""

import math
import re
from datetime import UTC, datetime
from pathlib import Path
from string import Formatter

import pandas as pd
import pytest
from matplotlib import pyplot
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from synthetic import figures, notebook_of, shown_by, write_plan

import planpace as pp
from planpace.analysis.ranking import moved
from planpace.briefings.annex import figures as listed_figures
from planpace.briefings.headline import known
from planpace.briefings.news import changed, told
from planpace.briefings.overview import movers
from planpace.briefings.page_one import again
from planpace.briefings.scope import scope
from planpace.render.html import to_html
from planpace.render.pdf import to_pdf
from planpace.words.numbers import percent
from planpace.words.say import labels, say

ROOT = Path(__file__).parents[1]
PLAN = ROOT / "data" / "changzhou-edz-2020"
PLAN_DATE = "2020-07-15"
MIDNIGHT = datetime(2022, 6, 30, tzinfo=UTC)
LANGUAGES = ("zh", "en")


def notebook(name, plan, as_of="2022-06-30", language="en"):
    """One of the two notebooks, run on a plan."""
    pillar = {"pillar": "p"} if name == "pillar" else {}
    given = {"plan": str(plan), "language": language, "as_of": as_of, **pillar}
    return notebook_of(*shown_by(ROOT / "notebooks" / f"{name}.ipynb", given))


# --- promises without a window -------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["pillar", "overview"])
@pytest.mark.parametrize("beside", [[], [{}]], ids=["alone", "beside one with a window"])
def test_a_level_without_start_baseline_and_figures_gives_a_page(tmp_path, name, language, beside):
    folder = write_plan(tmp_path / "plan", [{"start": "", "baseline_period": ""}, *beside])
    made = notebook(name, folder, language=language)
    assert say("never" if name == "pillar" else "status.no_data", language) in to_html(made)
    assert to_pdf(made, MIDNIGHT).startswith(b"%PDF")


# --- what moved most -----------------------------------------------------------------------------


def counted(here):
    """The news of the targets that count, not of other readings of them."""
    main = {one.target.target_id for one in here.targets}
    return [change for change in here.news if change.target_id in main]


def bare(told):
    """Verdicts as told, less their shapes."""
    return re.sub(r"[●▲◆▽▼■◐○◇]\s?", "", told)


def state_of(row):
    """A row of `assess` as the table tells of it."""
    early = row.status == "achieved" and not row.final
    word = say("status.achieved_early" if early else f"status.{row.status}", "en")
    odds = percent(row.probability)
    known = not math.isnan(row.probability)
    return say("name.chance", "en", name=word, chance=odds) if known else word


@pytest.mark.parametrize("as_of", ["2022-03-31", "2022-12-31", "2023-12-28", "2024-11-01"])
def test_what_moved_most_agrees_with_assess_at_both_ends(as_of):
    here = scope(PLAN, "", "en", as_of)
    found, told_of = moved(counted(here)), movers(here).rows
    days = [pp.assess(here.plan, day).set_index("target_id") for day in (here.since, as_of)]
    assert found
    for move, (_, cell) in zip(found, told_of, strict=True):
        before, after = (state_of(rows.loc[move.target_id]) for rows in days)
        assert bare(cell) == f"{before} → {after}", (move.target_id, as_of)


def test_nothing_is_said_to_have_moved_before_the_plan_was_published():
    here = scope(PLAN, "", "en", "2020-12-31")
    assert here.since == PLAN_DATE and "15 July 2020" in movers(here).text


def test_odds_of_before_are_not_told_as_those_of_today():
    """GDP had 75% on its figures to 2021; between 2021 and 2023, at the end of 2023, it has 48%."""
    here = scope(PLAN, "", "en", "2023-12-28")
    moves = [move.target_id for move in moved(counted(here))]
    rows = dict(zip(moves, movers(here).rows, strict=True))
    before, _, today = rows["gdp"][1].partition("→")
    assert round(100 * here.everything["gdp"].odds.probability) == 48
    assert "75%" in before and "48%" in today
    assert not any("75%" in row[1].partition("→")[2] for row in rows.values())


# --- figures without a unit ----------------------------------------------------------------------

BARE = {"unit": ""}


@pytest.mark.parametrize("language", LANGUAGES)
def test_figures_without_a_unit_are_told_as_published(tmp_path, language):
    seen = figures({"2019": 1.5, "2020": 2.5, "2021": 3.5}, unit="")
    folder = write_plan(tmp_path / "plan", [BARE | {"value": "9.5"}], seen, [BARE])
    here = scope(folder, "p", language, "2022-06-30")
    (_, table) = listed_figures(here)
    assert [row[2] for row in table.rows] == ["1.5", "2.5", "3.5"]
    (_, _, news) = changed(here)
    causes = " ".join(row[2] for row in news.rows)
    assert "3.5" in causes and "3.5" in told(here, here.since, here.news)
    assert not re.search(r"(?<![\d.])[24](?![\d.])", causes)


# --- where a plan stands -------------------------------------------------------------------------


def test_the_line_that_makes_a_page_again_names_the_plans_own_folder(tmp_path, monkeypatch):
    folder = write_plan(tmp_path / "srv" / "myplan", [{}], figures({"2019": 55}))
    (tmp_path / "work").mkdir()
    for place, path in (
        (tmp_path, "srv/myplan"), (tmp_path / "srv", "myplan"), (tmp_path / "work", "../srv/myplan")
    ):  # fmt: skip
        monkeypatch.chdir(place)
        here = scope(folder, "p", "en", "2022-06-30")
        line = f"planpace report {path} --pillar p --lang en --as-of 2022-06-30"
        assert again(here).text == here.say("reproduce", command=line)
    assert scope("../srv/myplan", "p", "en").plan.id == "myplan"


# --- deadlines within a year ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("as_of", "late"), [("2022-12-31", 1), ("2022-07-01", 1), ("2022-06-29", 0)]
)
def test_a_deadline_within_the_year_that_is_past_lacks_its_figure(tmp_path, as_of, late):
    seen = figures({"2019-12-31": 55, "2021-12-31": 63}, basis="point")
    target = {"deadline": "2022-06-30", "baseline_period": "2019-12-31"}
    folder = write_plan(tmp_path / "plan", [target], seen, [{"nature": "stock"}])
    sentence = say("finding.late", "en", count=1)
    assert (sentence in known(scope(folder, "", "en", as_of))) == bool(late)


# --- what a page gives at the prompt -------------------------------------------------------------


def test_the_table_of_targets_is_there_as_numbers():
    page = pp.briefing(PLAN, "overall", "zh", "2022-03-31")
    frame = page.targets.frame
    assert isinstance(frame, pd.DataFrame)
    whole = pp.assess(page.plan, "2022-03-31")
    assert list(frame.columns) == list(whole.columns)
    for name in ("threshold", "latest", "position", "probability"):
        assert frame[name].dtype == float
    own = whole[whole.pillar_id == "overall"].reset_index(drop=True)
    pd.testing.assert_frame_equal(frame.reset_index(drop=True), own)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_trajectory_draws_itself(language):
    path = pp.trajectory(pp.load_plan(PLAN), "gdp", "2022-03-31")
    axes = path.plot(language)
    assert isinstance(axes, Axes) and axes.figure.number in pyplot.get_fignums()
    pyplot.close(axes.figure)
    given = Canvas().subplots()
    before = pyplot.get_fignums()
    assert path.plot(language, given) is given and pyplot.get_fignums() == before
    written = [text.get_text() for text in axes.texts]
    assert any(text.startswith(say("chart.target", language, value="")[:2]) for text in written)


# --- amounts of any size -------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_huge_amounts_in_a_small_unit_make_a_pdf(tmp_path, language):
    seen = figures({"2018": 1.1e13, "2019": 1.2e13, "2020": 1.3e13, "2021": 1.4e13}, unit="元")
    target = {"value": "1e15", "unit": "元"}
    folder = write_plan(tmp_path / "plan", [target], seen, [{"unit": "元"}])
    for name in ("pillar", "overview"):
        assert to_pdf(notebook(name, folder, language=language), MIDNIGHT).startswith(b"%PDF")


# --- one and many --------------------------------------------------------------------------------

NOUNS = "targets|reports|years|figures|promises|deadlines|have|are|lack"
COUNTS = {
    "count", "total", "promises", "silent", "known", "decided", "turned", "figures", "targets",
}  # fmt: skip


def counts(key):
    """The fields of an English sentence that say how many there are."""
    fields = {name for _, name, _, _ in Formatter().parse(labels()[key, "en"]) if name}
    return fields & COUNTS, fields - COUNTS


@pytest.mark.parametrize("key", sorted({key for key, _ in labels() if counts(key)[0]}))
def test_one_of_a_thing_is_no_plural(key):
    """`1 target:`, where `2 targets:` stand."""
    counted, others = counts(key)
    one = say(key, "en", **dict.fromkeys(counted, 1), **dict.fromkeys(others, "x"))
    assert not re.search(rf"\b1 (\w+ )?({NOUNS})\b", one), one
    two = say(key, "en", **dict.fromkeys(counted, 2), **dict.fromkeys(others, "x"))
    assert not re.search(r"\b2 (\w+ )?(target|report|year|figure|promise|has|lacks)\b", two), two
