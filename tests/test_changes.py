"""What changed, by cause: on the real plan, and on made-up ones where each cause acts alone."""

from itertools import pairwise
from pathlib import Path

import pytest
from synthetic import figures, write_plan

from planpace import assess, changes, load_plan
from planpace.analysis import changes as compare
from planpace.briefings import news
from planpace.briefings.scope import scope
from planpace.cli import main

PLAN = Path(__file__).parents[1] / "data" / "changzhou-edz-2020"
DATES = ("2019-06-01", "2020-07-31", "2021-06-30", "2022-03-31", "2023-06-30", "2024-11-01")


@pytest.fixture(scope="module")
def plan():
    return load_plan(PLAN)


@pytest.mark.parametrize(("since", "as_of"), [*pairwise(DATES), DATES[::5]])
def test_every_change_of_verdict_or_odds_has_causes_that_lead_to_it(plan, since, as_of):
    since = max(since, plan.issued)  # nothing is compared with a day before the plan's own
    before, after = (assess(plan, day).set_index("target_id") for day in (since, as_of))
    rows = changes(plan, since, as_of)
    assert not rows.duplicated().any()
    for target, now in after.iterrows():
        was, steps = before.loc[target], rows[rows.target_id == target]
        if steps.empty:
            assert (was.status, was.outlook) == (now.status, now.outlook), target
            continue
        assert steps.status_before.iloc[0] == was.status
        assert steps.status_after.iloc[-1] == now.status
        assert steps.status_after.tolist()[:-1] == steps.status_before.tolist()[1:]
        assert steps.probability_after.fillna(-1).iloc[-1] == pytest.approx(
            now.probability if now.probability == now.probability else -1
        )


def test_the_zone_between_2020_and_2022(plan):
    rows = changes(plan, "2020-07-31", "2022-03-31").set_index(["target_id", "period"])
    gdp = rows.loc[("gdp", "2021")]
    assert (gdp.cause, gdp.status_before, gdp.status_after) == ("new_figure", "no_data", "achieved")
    assert gdp.early_after


def test_the_same_date_twice_has_no_changes(plan):
    assert changes(plan, "2022-03-31", "2022-03-31").empty
    with pytest.raises(ValueError, match="earlier date comes first"):
        changes(plan, "2022-03-31", "2021-03-31")


@pytest.fixture
def one(tmp_path):
    def make(seen, **target):
        made = write_plan(
            tmp_path / "plan", [{"value": "100"} | target], seen, [{"nature": "flow"}]
        )
        return load_plan(made)

    return make


def causes(rows):
    return list(zip(rows.cause, rows.status_before, rows.status_after, strict=True))


def test_a_revision_that_flips_a_verdict(one):
    old = figures({"2019": 50, "2022": 99})
    plan = one(old + figures({"2022": 101}, published="2023-09-01", source_id="made_up"))
    assert causes(changes(plan, "2023-06-30", "2023-12-31")) == [
        ("revised_figure", "missed", "achieved")
    ]
    here = scope(plan, language="en", as_of="2023-12-31")
    told = news.told(here, "2023-06-30", compare.changes(plan, "2023-06-30", "2023-12-31"))
    assert "from RMB 9.9 billion to RMB 10.1 billion" in told


def test_a_year_to_date_figure_turns_nothing(one):
    seen = figures({"2019": 50, "2020": 60}) + figures(
        {"2021Q3": 90}, published="2021-11-01", basis="ytd"
    )
    rows = changes(one(seen), "2021-06-30", "2021-12-31")
    assert causes(rows) == [("new_figure", "behind", "behind")]
    assert rows.basis.tolist() == ["ytd"]


def test_a_deadline_that_passes_without_news(one):
    plan = one(figures({"2019": 50, "2021": 80}))
    rows = changes(plan, "2022-12-31", "2023-01-01")
    assert causes(rows) == [("deadline_passed", "behind", "awaited")]
    assert changes(plan, "2022-06-30", "2022-12-31").empty


def test_two_causes_are_split(one):
    late = figures({"2020": 66}, published="2022-05-01") + figures(
        {"2021": 95}, published="2022-04-01"
    )
    rows = changes(one(figures({"2019": 50, "2020": 52}) + late), "2022-01-01", "2022-12-31")
    assert rows.cause.tolist() == ["new_figure", "revised_figure"]
    assert rows.status_before.iloc[0] == "off_track" and rows.status_after.iloc[0] == "ahead"


def test_a_figure_repeated_by_another_source_is_no_change(one):
    again = figures({"2021": 80}, published="2022-09-01")
    assert changes(one(figures({"2019": 50, "2021": 80}) + again), "2022-06-30", "2022-12-01").empty


def test_the_peers_figure_is_named_so(tmp_path):
    peer = {"entity_id": "peer", "name_zh": "对标", "name_en": "Peer", "role": "peer"}
    seen = figures({"2020": 5, "2021": 6}) + figures({"2020": 4, "2021": 9}, entity_id="peer")
    target = {
        "kind": "match_peer",
        "value": "",
        "unit": "",
        "peer_id": "peer",
        "baseline_period": "",
    }
    plan = load_plan(write_plan(tmp_path, [target], seen, entities=[peer]))
    rows = changes(plan, "2021-06-30", "2022-06-30")
    assert set(rows.cause) == {"new_figure", "peer_figure"}
    assert rows.status_after.iloc[-1] == "behind"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_briefing_counts_what_turned(plan, language):
    blocks = news.changed(scope(plan, "overall", language, "2022-03-31"))
    assert {"zh": "2021年3月31日", "en": "31 March 2021"}[language] in blocks[1].text
    assert len(blocks[2].rows) == 2  # GDP, and the two figures of revenue that came on one day
    nothing = news.changed(scope(plan, "livelihood", language, "2022-03-31"))
    assert len(nothing) == 2


def edition(folder, target, seen, **indicator):
    return load_plan(
        write_plan(folder, [{"value": "100"} | target], seen, [{"nature": "flow"} | indicator])
    )


SEEN = figures({"2019": 50, "2020": 60, "2021": 85})


@pytest.mark.parametrize(
    ("target", "seen", "found"),
    [
        ({}, SEEN, []),
        ({"value": "90", "quote": "another promise"}, SEEN, [("changed_target", "ahead")]),
        ({"value": "200"}, SEEN, [("changed_reading", "off_track")]),
        ({}, figures({"2019": 50, "2020": 60, "2021": 75}), [("corrected_figure", "behind")]),
        (
            {"value": "200"},
            figures({"2019": 50, "2020": 60, "2021": 190}),
            [("changed_reading", "off_track"), ("corrected_figure", "ahead")],
        ),
    ],
    ids=["nothing", "target", "reading", "figure", "both"],
)
def test_an_edit_of_the_tables_is_told_apart(tmp_path, target, seen, found):
    before = edition(tmp_path / "a", {}, SEEN)
    rows = compare.edits(before, edition(tmp_path / "b", target, seen), "2022-06-30")
    assert [(row.cause, row.now.status) for row in rows] == found
    if rows:
        assert rows[0].was.status == assess(before, "2022-06-30").status.iloc[0]


def test_targets_that_come_and_go(tmp_path):
    one = load_plan(write_plan(tmp_path / "a", [{"target_id": "old"}], SEEN))
    two = load_plan(write_plan(tmp_path / "b", [{"target_id": "new"}], SEEN))
    rows = {row.target_id: row for row in compare.edits(one, two, "2022-06-30")}
    found = {name: row.cause for name, row in rows.items()}
    assert found == {"old": "dropped_target", "new": "new_target"}
    assert rows["old"].now.status == "" and rows["new"].was.status == ""


def test_a_verdict_that_software_turned_is_found_from_the_manifest(tmp_path):
    plan = edition(tmp_path, {}, SEEN)
    now = assess(plan, "2022-06-30").iloc[0]
    kept = {"target_id": "t0", "pillar_id": "p", "status": now.status, "early": False}
    same = {"as_of": "2022-06-30", "verdicts": [kept]}
    assert compare.recomputed(same, plan) == []
    other = {"as_of": "2022-06-30", "verdicts": [kept | {"status": "missed"}]}
    (row,) = compare.recomputed(other, plan)
    assert (row.cause, row.was.status, row.now.status) == ("other_software", "missed", now.status)


def test_the_command_tells_edits_first(tmp_path, capsys):
    edition(tmp_path / "a", {}, SEEN)
    edition(tmp_path / "b", {"value": "200"}, SEEN)
    given = ["--from", "2022-06-30", "--to", "2022-06-30", "--before", str(tmp_path / "a")]
    assert main(["diff", str(tmp_path / "b"), *given]) == 0
    told = capsys.readouterr().out
    assert "read otherwise: RMB 10 billion → RMB 20 billion" in told and "Far behind" in told
    assert main(["diff", str(tmp_path / "b"), *given, "--recorded", str(tmp_path)]) == 2
    assert "no manifest" in capsys.readouterr().err
