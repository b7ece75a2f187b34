"""The three findings agree with the tables under them, at every date that brought news."""

import re
from datetime import datetime
from pathlib import Path

import pytest

from planpace import load_plan
from planpace.analysis.ranking import at_risk, decisive, moved
from planpace.briefings.headline import answer, known, turned, verdicts
from planpace.briefings.overview import scoreboard
from planpace.briefings.scope import scope

PLAN = load_plan(Path(__file__).parents[1] / "data" / "changzhou-edz-2020")
PILLARS = ("", *PLAN.pillars.pillar_id)
DATES = ("2020-07-31", "2020-12-31", "2022-03-31", "2023-06-30", "2024-11-01")
EVERY = [(pillar, date) for pillar in PILLARS for date in DATES]


@pytest.fixture(scope="module", params=EVERY, ids=lambda p: f"{p[0] or 'plan'}-{p[1]}")
def here(request):
    pillar, date = request.param
    return scope(PLAN, pillar, "en", date)


def test_there_are_findings_and_the_headline_counts_every_target(here):
    lead, bullets = answer(here)
    assert lead.text and bullets.items
    assert all(item and "{" not in item for item in (lead.text, *bullets.items))
    statuses = {one.verdict.status for one in here.targets}
    if statuses <= {"no_data", "not_assessable"}:
        assert f"None of the {len(here.targets)} targets" in lead.text
        return
    head, _, told = lead.text.partition(", ")
    assert head == f"Of {len(here.targets)} targets"
    bare = re.sub(r" \([^)]*\)", "", told)  # less the outlook of those still open
    counts = map(int, re.findall(r"(?:^|, | and )(\d+) (?=was|were|is |are |await|cannot)", bare))
    assert sum(counts) == len(here.targets)


def test_the_verdicts_by_name_add_up(here):
    told = verdicts(here)
    if not told:
        assert all(one.verdict.status in {"no_data", "not_assessable"} for one in here.targets)
        return
    counts = [int(n) for n in re.findall(r"\((\d+)\): |(?<=\. )(?=\d+ more cannot)", told) if n]
    counts += [int(n) for n in re.findall(r"(\d+) more cannot be judged", told)]
    assert sum(counts) == len(here.targets)


def test_a_verdict_is_said_to_stand_since_the_day_of_its_last_turn(here):
    one = decisive(here.targets)
    if one is None or not one.verdict.judged:
        return
    day = re.search(r"(?:since|settled on) (\d+ \w+ \d{4})", turned(here))
    if not day:
        assert "ever since the plan was published" in turned(here)
        return
    since = datetime.strptime(day[1], "%d %B %Y").date().isoformat()
    assert PLAN.issued <= since <= here.as_of
    before = scope(PLAN, one.target.pillar_id, "en", since).everything
    assert before[one.target.target_id].verdict.status == one.verdict.status


def test_those_with_and_without_figures_are_all_the_targets(here):
    told, silent = known(here), len(here.unheard)
    if silent == len(here.targets):
        assert "No figure was found" in told
    else:
        said = f"{len(here.targets) - silent} of {len(here.targets)} targets"
        assert (said if silent else f"all {len(here.targets)} targets") in told
        assert (f"For {silent} nothing was found" in told) == (silent > 0)


def test_the_scoreboard_has_a_square_for_every_target():
    for date in DATES:
        here = scope(PLAN, "", "en", date)
        (board,) = scoreboard(here)
        statuses = [status for _, group in board.chart.groups for status in group]
        assert sorted(statuses) == sorted(one.verdict.status for one in here.targets)
        assert sum(int(row[-1]) for row in board.rows) == len(here.targets)
        assert all(sum(map(int, row[1:-1])) == int(row[-1]) for row in board.rows)


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
