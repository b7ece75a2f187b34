"""The three findings agree with the tables under them, at every date that brought news."""

import re
from pathlib import Path

import pytest

from planpace import assess, load_plan
from planpace.analysis.ranking import at_risk, decisive, moved
from planpace.briefings.headline import answer, known, turned, verdicts
from planpace.briefings.overview import pillars
from planpace.briefings.scope import scope

PLAN = load_plan(Path(__file__).parents[1] / "data" / "changzhou-edz-2020")
PILLARS = ("", *PLAN.pillars.pillar_id)
DATES = ("2019-12-31", "2020-12-31", "2022-03-31", "2023-06-30", "2024-11-01")
EVERY = [(pillar, date) for pillar in PILLARS for date in DATES]


@pytest.fixture(scope="module", params=EVERY, ids=lambda p: f"{p[0] or 'plan'}-{p[1]}")
def here(request):
    pillar, date = request.param
    return scope(PLAN, pillar, "en", date)


def test_there_are_three(here):
    lead, bullets = answer(here)
    assert lead.text and len(bullets.items) == 3
    assert all(item and "{" not in item for item in bullets.items)


def test_the_tally_adds_up_and_names_no_target_of_another_verdict(here):
    told = verdicts(here)
    counts = [int(n) for n in re.findall(r"[a-z] (\d+)(?: \(|;|\.)", told)]
    assert sum(counts) == len(here.targets)
    known_as = assess(PLAN, here.as_of).set_index("target_id").name_en
    names = [known_as[one.target.target_id] for one in here.targets]
    for one, name in zip(here.targets, names, strict=True):
        if not one.verdict.judged:
            assert not (names.count(name) == 1 and f"({name}" in told)


def test_no_change_is_said_only_where_there_is_none(here):
    if decisive(here.targets) is not None:
        return
    told, changed = turned(here), sum(c.was.status != c.now.status for c in here.news)
    assert ("no verdict changed" in told or "nothing changed" in told) == (changed == 0)
    assert not changed or f": {changed};" in told


def test_a_verdict_is_said_to_stand_since_the_day_of_its_last_turn(here):
    one = decisive(here.targets)
    if one is None:
        return
    day = re.search(r"stands since (\d{4}-\d\d-\d\d)", turned(here))
    assert day and day[1] <= here.as_of
    before = scope(PLAN, one.target.pillar_id, "en", day[1]).everything
    assert before[one.target.target_id].verdict.status == one.verdict.status


def test_those_with_and_without_figures_are_all_the_targets(here):
    told, silent = known(here), len(here.unheard)
    if silent == len(here.targets):
        assert "No figure was ever published" in told
    else:
        assert f"{len(here.targets) - silent} of {len(here.targets)} targets" in told
        assert (f"For {silent} none was ever found" in told) == (silent > 0)


def test_the_overview_counts_every_target_once():
    for date in DATES:
        here = scope(PLAN, "", "en", date)
        *rows, whole = pillars(here).rows
        sums = [
            sum(int(row[place].text.replace("–", "0")) for row in rows)
            for place in range(1, len(whole))
        ]
        assert sums == [int(cell.text) for cell in whole[1:]]
        assert sum(sums[:-2]) == sums[-2] == len(here.targets)


def test_the_most_at_risk_are_bad_or_open_and_those_that_moved_did():
    for date in DATES:
        here = scope(PLAN, "", "en", date)
        rows = at_risk(here.targets)
        assert len(rows) <= 5 and len({one.target.target_id for one in rows}) == len(rows)
        bad = {"missed", "off_track", "behind"}
        assert all(one.verdict.status in bad or one.odds.probability < 0.9 for one in rows)
        main = {one.target.target_id for one in here.targets}
        shifted = moved([change for change in here.news if change.target_id in main])
        assert len(shifted) <= 5
        for move in shifted:
            assert move.turned or abs(move.now.probability - move.was.probability) >= 0.005


def test_among_the_open_the_lowest_odds_come_first():
    def risky(date):
        return [one.target.target_id for one in at_risk(scope(PLAN, "", "en", date).targets)]

    assert risky("2022-03-31") == ["budget_revenue", "industrial_sales", "gdp"]
    assert risky("2024-11-01")[:2] == ["budget_revenue", "national_status"]
