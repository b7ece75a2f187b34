"""What the months after a deadline leave standing, and four rules on words: strict promises, parts
of a whole, a baseline that nobody knows, ranks without a number. Worked by hand."""

import math

import pytest
from synthetic import figures, write_plan

from planpace import assess, changes, load_plan
from planpace.analysis.changes import history, replay
from planpace.briefings.headline import headline, verdicts
from planpace.briefings.page_one import paces
from planpace.briefings.requests import holders
from planpace.briefings.scope import scope, year_before
from planpace.plan.check import check_plan
from planpace.words.numbers import amount, percent, scaled

PEER = {"entity_id": "peer", "name_zh": "对标", "name_en": "Peer", "role": "peer"}


def row(folder, target, seen, as_of, **more):
    return assess(load_plan(write_plan(folder, [target], seen, **more)), as_of).iloc[0]


# --- awaited -------------------------------------------------------------------------------------


def test_the_last_position_is_kept_at_its_own_date_and_later_figures_stand_beside(tmp_path):
    """(80 − 40) ÷ (100 − 40) = 66.67%; 2 of 3 years = 66.67%: on schedule at the end of 2021."""
    seen = figures({"2019": 40, "2021": 80, "2023": 95})
    found = row(tmp_path / "both", {}, seen, "2024-06-30")
    assert (found.status, found.final, found.latest_period) == ("awaited", False, "2021")
    assert found.position == pytest.approx(0) and found.progress == pytest.approx(2 / 3)
    assert (found.later, found.later_period) == (95, "2023")
    assert (
        math.isnan(found.pace_required)
        and "2023 was RMB 9.5 billion: target not met" in found.reason
    )
    before = row(tmp_path / "before", {}, seen[:2], "2022-06-30")
    assert (before.status, before.position) == ("on_track", pytest.approx(0))


def test_a_deadline_that_passes_keeps_the_odds_of_figures_before_it(tmp_path):
    seen = figures({"2017": 40, "2018": 50, "2019": 60, "2020": 70, "2021": 80})
    days = ("2022-12-24", "2023-01-07")
    open_yet, past = (row(tmp_path / day, {}, seen, day) for day in days)
    assert (open_yet.status, past.status) == ("behind", "awaited")
    assert past.probability == open_yet.probability and past.outlook == open_yet.outlook
    assert past.position == open_yet.position


def test_only_a_later_figure_has_no_place_on_the_schedule(tmp_path):
    found = row(tmp_path, {}, figures({"2019": 40, "2023": 80}), "2024-06-30")
    assert (found.status, found.latest_period) == ("awaited", "2023")
    assert math.isnan(found.position) and math.isnan(found.elapsed)


def test_nothing_after_the_baseline_is_no_data_and_the_deadlines_figure_decides(tmp_path):
    known = figures({"2019": 40})
    assert row(tmp_path / "a", {}, known, "2024-06-30").status == "no_data"
    known += figures({"2021": 120})
    assert row(tmp_path / "b", {}, known, "2024-06-30").status == "awaited"
    known += figures({"2022": 90})
    assert row(tmp_path / "c", {}, known, "2024-06-30").status == "missed"


def test_the_headline_tells_those_awaited_with_their_outlook(tmp_path):
    seen = figures({"2017": 40, "2018": 41, "2019": 40, "2020": 41, "2021": 40})
    folder = write_plan(tmp_path, [{}, {"value": "20"}, {"indicator_id": "j"}], seen,
                        [{}, {"indicator_id": "j"}])  # fmt: skip
    here = scope(folder, "p", "en", "2023-01-07")
    text = headline(here).text
    assert text.startswith("Of 3 targets, 2 await their final figure (1 likely, 1 unlikely) and 1 ")
    assert "for which no figure was found; a <1% chance that it was met" in text
    assert "Final figure awaited (2): Test (<1%); Test (>99%)." in verdicts(here)


def test_that_a_figure_is_awaited_is_no_change_of_verdict(tmp_path):
    plan = load_plan(write_plan(tmp_path, [{}], figures({"2019": 40, "2020": 50, "2021": 60})))
    (late,) = [c for c in history(plan, "t0", "2023-01-07") if c.cause == "deadline_passed"]
    assert (late.was.status, late.now.status, late.turned) == ("off_track", "awaited", False)


def test_what_a_peer_lacks_is_asked_of_the_peer(tmp_path):
    """Our figure of the deadline is known: what was not found is the peer's."""
    target = {"kind": "match_peer", "peer_id": "peer", "value": "", "baseline_period": ""}
    seen = figures({"2021": 50, "2022": 60}) + figures({"2021": 55}, entity_id="peer")
    who = {
        "i": {"zh": "本区统计局", "en": "Our Bureau"},
        "peer": {"zh": "对标办", "en": "Peer Office"},
    }
    folder = write_plan(tmp_path, [target], seen, entities=[PEER], settings={"publishers": who})
    here = scope(folder, "p", "en", "2023-06-30")
    assert holders(here, here.targets[0]) == ["Peer Office"]
    assert "The own figure for 2022 is known; the peer's was not found." in here.why(
        here.targets[0]
    )


# --- strict, parts, break-even, no number named --------------------------------------------------

FIRMS = {"unit": "家", "nature": "stock"}
MADE = {"basis": "point", "unit": "家"}


@pytest.mark.parametrize(("firms", "status"), [(14, "missed"), (15, "missed"), (16, "achieved")])
def test_more_than_fifteen_firms_are_sixteen(tmp_path, firms, status):
    target = {"value": "15", "unit": "家", "strict": "yes"}
    seen = figures({"2019": 8, "2022": firms}, **MADE)
    assert row(tmp_path, target, seen, "2023-06-30", indicators=[FIRMS]).status == status


@pytest.mark.parametrize(("part", "status"), [(15, "no_data"), (16, "achieved")])
def test_a_part_that_meets_the_target_settles_it_for_the_whole(tmp_path, part, status):
    """16 listed technology companies are more than 15 listed companies, whatever the others."""
    rows = [FIRMS, FIRMS | {"indicator_id": "tech", "part_of": "i", "name_en": "Tech firms"}]
    seen = figures({"2022": part}, indicator_id="tech", **MADE)
    target = {"value": "15", "unit": "家", "strict": "yes", "baseline_period": ""}
    folder = write_plan(tmp_path / "plan", [target], seen, rows)
    found = assess(load_plan(folder), "2023-06-30").iloc[0]
    assert found.status == status
    assert ("Tech firms alone, a part of it, meets the target." in found.reason) == (part == 16)
    told = history(load_plan(folder), "t0", "2023-06-30")
    assert [c.cause for c in told if c.turned] == (["part_figure"] if part == 16 else [])
    own = seen + figures({"2022": 14}, **MADE)  # the whole's own figure decides before any part's
    whole = row(tmp_path / "own", target, own, "2023-06-30", indicators=rows)
    assert whole.status == "missed"


def test_a_part_of_another_dimension_is_a_problem(tmp_path):
    rows = [FIRMS, {"indicator_id": "j", "part_of": "i"}]
    (fault,) = check_plan(write_plan(tmp_path, [], [], rows))
    assert (fault.file, fault.column, fault.rule) == ("indicators.csv", "part_of", "units_differ")


@pytest.mark.parametrize(
    ("kind", "value", "seen", "words"),
    [
        ("multiply_by", "2", 391, "2021 was 391: the promise holds if 2019 was 195 or less."),
        ("increase_by", "30", 391, "the promise holds if 2019 was 300 or less."),
        ("decrease_by", "5", 190, "the promise holds if 2019 was 200 or more."),
    ],
)
def test_without_a_baseline_the_one_is_told_up_to_which_the_promise_holds(
    tmp_path, kind, value, seen, words
):
    """391 ÷ 2 = 195.5, and there are no half firms; 391 ÷ 1.3 = 300.8; 190 ÷ 0.95 = 200."""
    target = {"kind": kind, "value": value, "unit": "%"}
    known = figures({"2021": seen}, **MADE)
    found = row(tmp_path, target, known, "2022-06-30", indicators=[FIRMS])
    assert found.status == "not_assessable" and words in found.reason


def test_no_baseline_breaks_even_where_the_goal_does_not_depend_on_it(tmp_path):
    target = {"kind": "multiply_by", "value": "0", "unit": "%"}
    known = figures({"2021": 391}, **MADE)
    found = row(tmp_path, target, known, "2022-06-30", indicators=[FIRMS])
    assert found.status == "not_assessable" and "holds if" not in found.reason


@pytest.mark.parametrize(
    ("clarity", "rank", "throughout", "status"),
    [
        ("ambiguous", 1, "", "achieved"), ("ambiguous", 2, "", "not_assessable"),
        ("lost", 1, "", "not_assessable"), ("ambiguous", 1, "yes", "on_track"),
    ],
)  # fmt: skip
def test_the_first_rank_satisfies_words_that_name_no_number(
    tmp_path, clarity, rank, throughout, status
):
    target = {"kind": "unknown_value", "value": "", "unit": "名", "clarity": clarity,
              "throughout": throughout}  # fmt: skip
    about = {"nature": "rank", "unit": "名", "direction": "down"}
    seen = figures({"2021": rank}, unit="名")
    found = row(tmp_path, target, seen, "2022-06-30", indicators=[about])
    assert found.status == status and not found.final
    word = "lost in the source" if clarity == "lost" else "name no number"
    assert word in found.reason


# --- the plan's own date, samples, amounts -------------------------------------------------------


def test_nothing_is_compared_with_a_day_before_the_plan(tmp_path):
    seen = figures({"2017": 40, "2018": 45, "2019": 50, "2020": 52})
    plan = load_plan(write_plan(tmp_path, [{}], seen, settings={"published": "2020-07-15"}))
    assert plan.issued == "2020-07-15"
    assert {c.day for c in history(plan, "t0", "2021-06-30")} == {"2021-03-01"}
    assert set(changes(plan, "2018-01-01", "2021-06-30").day) == {"2021-03-01"}
    assert next(day for day, _ in replay(plan)["t0"]) == "2020-07-15"
    assert scope(plan, "", "en", "2020-12-31").since == "2020-07-15"
    assert scope(plan, "", "en", "2024-11-01").since == "2023-11-01"
    with pytest.raises(ValueError, match="lies before the plan"):
        scope(plan, "", "en", "2020-07-14")


@pytest.mark.parametrize(
    ("day", "before"), [("2024-11-01", "2023-11-01"), ("2024-02-29", "2023-02-28")]
)
def test_a_year_before_is_the_same_day(day, before):
    assert year_before(day) == before


def test_a_pace_over_two_samples_is_not_told(tmp_path):
    seen = figures({"2019": 40, "2020": 50, "2021": 60})
    for breaks, told in (({}, True), ({"i": ["2021"]}, False), ({"i": ["2019"]}, True)):
        folder = write_plan(tmp_path / f"p{len(str(breaks))}", settings={"breaks": breaks},
                            targets=[{}], observations=seen)  # fmt: skip
        here = scope(folder, "p", "en", "2022-06-30")
        assert math.isfinite(paces(here, here.targets[0])[0]) == told
    (fault,) = check_plan(write_plan(tmp_path / "bad", settings={"breaks": {"i": "x"}}))
    assert (fault.rule, fault.column) == ("bad_breaks", "planpace.breaks")


def test_money_is_counted_in_the_unit_that_a_leader_reads():
    assert amount(4_310_000, "万元", "zh") == "431亿元"
    assert amount(4_310_000, "万元", "en") == "RMB 43.1 billion"
    assert amount(9_800, "万元", "zh") == "9800万元" and amount(60_220, "元", "zh") == "60220元"
    assert scaled([4_310_000, 9_000], "万元", "zh") == (["431", "0.9"], "亿元")
    assert (
        amount(870.0, "亿元", "zh") == "870亿元"
        and amount(983.26, "亿元", "en") == "RMB 98.33 billion"
    )


@pytest.mark.parametrize(("share", "told"), [(0.001, "<1%"), (0.5, "50%"), (0.999, ">99%")])
def test_a_chance_is_never_none_or_all(share, told):
    assert percent(share) == told
