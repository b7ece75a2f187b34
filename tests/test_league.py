"""Many entities: whose figure it is, the league, one entity's briefing, and what is cut."""

import json
from itertools import pairwise
from pathlib import Path

import papermill
import pytest
from made_up import league
from synthetic import shown_by, write_plan

import planpace as pp
from planpace.briefings.annex import LONG, MOST
from planpace.briefings.blocks import Break, Figure, Lead, Table
from planpace.briefings.overview import leagues
from planpace.briefings.page_one import targets, title, whole_table
from planpace.briefings.scope import scope
from planpace.briefings.speech import Speech
from planpace.cli import main
from planpace.press.run import Report, execute
from planpace.render.html import blocks_of
from planpace.words.say import say

ROOT = Path(__file__).parents[1]
DAY = "2020-12-31"
GRAVEST = ("missed", "off_track", "behind", "on_track", "ahead", "achieved")


@pytest.fixture(scope="module")
def lands(tmp_path_factory):
    """A made-up plan of sixteen lands, two leagues and one target beside them."""
    return pp.load_plan(league(tmp_path_factory.mktemp("plan") / "lands"))


def plan_with(tmp_path, *entities, indicators=("i",)):
    """A plan with a target for each (entity, role, indicator)."""
    others = [{"entity_id": e, "name_zh": f"某{e}", "name_en": f"Land {e}", "role": role}
              for e, role, _ in entities if e != "zone"]  # fmt: skip
    rows = [{"entity_id": e, "indicator_id": i} for e, _, i in entities]
    named = [
        {"indicator_id": i, "name_zh": f"指标{i}", "name_en": f"Thing {i}"} for i in indicators
    ]
    return pp.load_plan(write_plan(tmp_path / "plan", rows, (), named, others))


def names(plan, language="en"):
    speech = Speech(plan, language)
    return [speech.name(target) for target in plan.promises]


def test_a_lone_subject_is_not_named(tmp_path):
    assert names(plan_with(tmp_path, ("zone", "", "i"))) == ["Thing i"]


def test_a_part_is_named_and_a_subject_with_targets_of_its_own_is_not(tmp_path):
    plan = plan_with(tmp_path, ("zone", "", "i"), ("a", "part", "j"), indicators=("i", "j"))
    assert names(plan) == ["Thing i", "Thing j, Land a"]


def test_a_subject_that_shares_an_indicator_is_named(tmp_path):
    plan = plan_with(tmp_path, ("zone", "", "i"), ("a", "part", "i"))
    assert names(plan) == ["Thing i, Zone", "Thing i, Land a"]
    assert names(plan, "zh") == ["本区指标i", "某a指标i"]


def test_two_subjects_are_both_named(tmp_path):
    plan = plan_with(tmp_path, ("zone", "", "i"), ("a", "subject", "j"), indicators=("i", "j"))
    assert names(plan) == ["Thing i, Zone", "Thing j, Land a"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_rows_of_one_indicator_name_the_land_and_the_heading_the_rest(lands, language):
    here = scope(lands, "energy", language, DAY)
    (table,) = targets(here)
    known = {getattr(e, f"name_{language}") for e in lands.entity.values()}
    shown = [row[0].text for row in table.rows]
    assert {*shown} <= known and len({*shown}) == len(shown)
    name = getattr(lands.indicator["clean"], f"name_{language}")
    assert name in table.title and "%" in table.title and all(not r[0].sub for r in table.rows)
    (lead,) = (b for b in pp.briefing(lands, "energy", language, DAY).headline.blocks
               if isinstance(b, Lead))  # fmt: skip
    assert name in lead.text and any(one in lead.text for one in known)


def test_a_league_holds_every_land_once_gravest_first(lands):
    here = scope(lands, "energy", "en", DAY)
    page, heading, table, charts = leagues(here)
    assert isinstance(page, Break) and heading.title == table.title and table.bare
    assert len(table.rows) == len(here.targets) == len(charts.chart.paths) == 16
    assert [row[0].text for row in table.rows] == [name for name, *_ in charts.chart.paths]
    statuses = [row[1].status for row in table.rows]
    places = [GRAVEST.index(s) if s in GRAVEST else len(GRAVEST) for s in statuses]
    assert places == sorted(places) and len({*places}) > 3
    position = {here.short(one.target): one.verdict.position for one in here.targets}
    for (a, one), (b, other) in pairwise((row[0].text, s) for row, s in zip(
            table.rows, statuses, strict=True)):  # fmt: skip
        assert one != other or not position[a] > position[b]  # within a verdict the last first
    assert whole_table(here) == []  # told already


def test_a_league_beside_other_targets_leaves_these_to_the_whole_table(lands):
    here = scope(lands, "jobs", "en", DAY)
    assert not here.single
    (_, _, table, _), rest = leagues(here), whole_table(here)
    assert {row[0].text for row in table.rows} == {
        here.named(lands.entity[t.entity_id]) for t in lands.promises if t.indicator_id == "work"
    }
    (other,) = (block for block in rest if isinstance(block, Table))
    assert [row[0].text for row in other.rows] == ["Gravel roads (made up), Made-up Land 001"]
    (first,) = targets(here)
    assert all(", " in row[0].text for row in first.rows)  # no heading tells the indicator


def test_few_entities_make_no_league(tmp_path):
    plan = pp.load_plan(league(tmp_path / "few", 7, alone=True))
    assert leagues(scope(plan, "energy", "en", DAY)) == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_one_entitys_briefing_is_of_its_targets_alone_and_says_so_once(lands, language):
    here = scope(lands, "entity.land001", language, DAY)
    assert {one.target.target_id for one in here.targets} == {
        "clean_land001", "work_land001", "roads",
    }  # fmt: skip
    name = getattr(lands.entity["land001"], f"name_{language}")
    assert title(here).title == name
    (table,) = targets(here)
    assert all(name not in row[0].text for row in table.rows)
    assert {figure.entity_id for figure in here.figures} == {"land001"}
    assert not leagues(here)


def test_an_unknown_entity_is_named_with_the_known_ones(lands, capsys):
    with pytest.raises(ValueError, match=r"entity\.nowhere.*energy.*entity\.land001"):
        scope(lands, "entity.nowhere")
    assert main(["report", str(lands.folder), "--entity", "nowhere"]) == 2
    told = capsys.readouterr().err
    assert "unknown entity nowhere" in told and "land001" in told


def test_entities_are_reported_beside_pillars_and_cannot_clash(lands, tmp_path, monkeypatch):
    asked = []
    monkeypatch.setattr(
        "planpace.press.publish.publish",
        lambda reports, out, **_: (
            asked.extend(reports) or dict.fromkeys(("made", "failed", "errors"), ())
        ),
    )
    folder = str(lands.folder)
    main(["report", folder, "--entity", "land001", "--entity", "zone", "--quiet"])
    assert {one.name for one in asked} == {
        f"{lang}/entity.{land}" for lang in ("zh", "en") for land in ("land001", "zone")
    }
    asked.clear()
    main(["report", folder, "--entity", "land001", "--pillar", "jobs", "--lang", "en"])
    assert [one.name for one in asked] == ["en/jobs", "en/entity.land001"]
    assert [one.title for one in asked] == ["Made-up jobs", "Made-up Land 001"]


def test_an_entitys_report_is_made_by_the_pillars_notebook(lands):
    report = Report(lands, "entity.land001", "en", DAY)
    assert report.notebook.name == "pillar.ipynb"
    assert {*report.parameters} <= {*papermill.inspect_notebook(str(report.notebook))}
    blocks = [b for part in shown_by(report.notebook, report.parameters) for b in part.blocks]
    (line,) = (b.text for b in blocks if "planpace report" in getattr(b, "text", ""))
    assert "--entity land001" in line and "--pillar" not in line


def test_the_annex_draws_the_decisive_ones_and_says_how_many_more(lands):
    charts = pp.briefing(lands, "energy", "en", DAY).charts.blocks
    assert sum(isinstance(block, Figure) for block in charts) == MOST == 12
    assert charts[-1].text == say("charts.more", "en", count=2)  # 14 of 16 have a course
    worst = scope(lands, "energy", "en", DAY).drawn
    assert {b.title for b in charts if isinstance(b, Figure)} >= {
        scope(lands, "energy", "en", DAY).titled(one) for one in worst
    }


def test_a_long_table_says_how_many_rows_the_workbook_has_more(lands):
    here = pp.briefing(lands, "", "en", DAY)
    (table,) = (block for block in here.figures.blocks if isinstance(block, Table))
    left = len(here.scope.own_figures) - LONG
    assert len(table.rows) == LONG == 200 and left > 0
    assert say("cut", "en", count=left) in table.note
    replayed = [getattr(block, "text", "") for block in here.replay.blocks]
    assert any("12 gravest" in text for text in replayed)


def test_a_notebook_of_195_lands_stays_small(tmp_path):
    """As many as there are states, 25 years each: no form of a report is above 5 MB."""
    plan = pp.load_plan(league(tmp_path / "lands", 195, 25, alone=True))
    report = Report(plan, "energy", "en", plan.newest)
    notebook = execute(report.notebook, report.parameters)
    tables = [b for b in blocks_of(notebook) if b["kind"] == "table" and len(b["rows"]) == 195]
    assert any("Share of clean energy" in table["title"] for table in tables)
    assert len(json.dumps(notebook, ensure_ascii=False, indent=1).encode()) < 5e6
