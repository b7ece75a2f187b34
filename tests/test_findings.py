"""The three findings agree with the tables under them, at every date that brought news."""

import re
from pathlib import Path

import pytest

from planpace import load_plan, scope
from planpace.briefings.findings import answer, findings, known, turned, verdicts
from planpace.briefings.headline import decisive
from planpace.briefings.overview import at_risk, moved, pillar_table
from planpace.briefings.scope import UNJUDGED

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
    assert lead.text and len(bullets.items) == 3 and bullets == findings(here)
    assert all(item and "{" not in item for item in bullets.items)


def test_the_tally_adds_up_and_names_no_target_of_another_verdict(here):
    told = verdicts(here)
    counts = [int(n) for n in re.findall(r"[a-z] (\d+)(?: \(|;|\.)", told)]
    assert sum(counts) == len(here.targets)
    for row in here.targets[here.targets.status.isin(UNJUDGED)].itertuples():
        alone = (here.targets.name == row.name).sum() == 1
        assert not (alone and f"({row.name}" in told)


def test_no_change_is_said_only_where_there_is_none(here):
    if decisive(here.targets) is not None:
        return
    told, changed = turned(here), int((here.news.status_before != here.news.status_after).sum())
    assert ("no verdict changed" in told or "nothing changed" in told) == (changed == 0)
    assert not changed or f": {changed};" in told


def test_a_verdict_is_said_to_stand_since_the_day_of_its_last_turn(here):
    row = decisive(here.targets)
    if row is None:
        return
    day = re.search(r"stands since (\d{4}-\d\d-\d\d)", turned(here))
    assert day and day[1] <= here.as_of
    before = scope(PLAN, row.pillar_id, "en", day[1]).targets.set_index("target_id").status
    assert before[row.target_id] == row.status


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
        *rows, whole = pillar_table(here).rows
        sums = [
            sum(int(row[place].text.replace("–", "0")) for row in rows)
            for place in range(1, len(whole))
        ]
        assert sums == [int(cell.text) for cell in whole[1:]]
        assert sum(sums[:-2]) == sums[-2] == len(here.targets)


def test_the_most_at_risk_are_bad_or_open_and_those_that_moved_did():
    for date in DATES:
        here = scope(PLAN, "", "en", date)
        rows = at_risk(here)
        assert len(rows) <= 5 and rows.target_id.is_unique
        bad = rows.status.isin(["missed", "off_track", "behind"])
        assert (bad | (rows.probability < 0.9)).all()
        shifted = moved(here)
        apart = (shifted.probability_after - shifted.probability_before).abs() >= 0.005
        assert len(shifted) <= 5 and (shifted.turned | apart).all()


def test_among_the_open_the_lowest_odds_come_first():
    rows = at_risk(scope(PLAN, "", "en", "2022-03-31"))
    assert list(rows.target_id) == ["budget_revenue", "industrial_sales", "gdp"]
    missed_first = at_risk(scope(PLAN, "", "en", "2024-11-01"))
    assert list(missed_first.target_id[:2]) == ["budget_revenue", "national_status"]
