"""Letters for the figures that targets lack: what is asked, of whom, in which order, and how."""

import csv
import io
import json
import re
import shutil
import zipfile
from pathlib import Path

import docx
import pytest
from synthetic import SOURCE, figures, write_plan

from planpace.analysis.assess import assessments
from planpace.analysis.wanted import wanted
from planpace.briefings import overview
from planpace.briefings.blocks import Bullets, Section, Text, Title
from planpace.briefings.requests import FORMULA, form, letter, letters, most_settling, publishers
from planpace.briefings.scope import scope
from planpace.briefings.speech import Speech
from planpace.cli import main
from planpace.plan.check import check_plan
from planpace.plan.plan import load_plan
from planpace.plan.schema import columns
from planpace.render.docx import docx as as_docx
from planpace.render.docx import files
from planpace.render.page import content

ZONE = Path(__file__).parents[1] / "data" / "changzhou-edz-2020"
COLUMNS = [*columns("observations")]
PEER = {"entity_id": "other", "name_zh": "邻区", "name_en": "Other zone", "role": "peer"}
CHANGSHU = {
    "zh": "常熟经济技术开发区管委会、常熟市统计局",
    "en": "Changshu Economic and Technological Development Zone Administrative Committee; "
    "Changshu Municipal Bureau of Statistics",
}


def asked(folder, as_of, *targets, indicator=None, **more):
    """(indicator, entity, period, basis) of each figure wanted, and the targets that lack it."""
    plan = load_plan(write_plan(folder, targets, indicators=[indicator or {}], **more))
    found = wanted(assessments(plan, as_of), as_of)
    return {one[:4]: one.target_ids for one in found}


def own(*periods, basis="annual", targets=("t0",)):
    return {("i", "zone", period, basis): targets for period in periods}


# --- what a target lacks -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("as_of", "known", "lacking"),
    [
        ("2024-06-30", {"2019": 50, "2021": 80}, ["2022"]),
        ("2024-06-30", {"2019": 50, "2022": 80}, []),  # final
        ("2024-06-30", {"2021": 80}, ["2019", "2022"]),  # its baseline too
        ("2022-06-30", {"2019": 50, "2021": 80}, ["2022"]),  # the running year is the deadline's
        ("2022-06-30", {"2019": 50}, ["2021", "2022"]),
        ("2021-06-30", {"2019": 50}, ["2020"]),  # the newest complete year
        ("2021-06-30", {"2019": 50, "2020": 60}, []),
        ("2020-12-31", {"2019": 50}, ["2020"]),  # complete on its last day
        ("2020-06-30", {"2019": 50}, []),  # no year of the plan is complete
    ],
)
def test_a_level_lacks_the_deadlines_figure_or_before_it_the_newest_years(
    tmp_path, as_of, known, lacking
):
    assert asked(tmp_path, as_of, {}, observations=figures(known)) == own(*lacking)


def test_an_estimate_or_a_bound_does_not_answer(tmp_path):
    rows = figures({"2019": 50, "2022": 80})
    rows[1] |= {"status": "estimate"}
    assert asked(tmp_path / "a", "2024-06-30", {}, observations=rows) == own("2022")
    rows[1] |= {"status": "official", "bound": "min"}
    assert asked(tmp_path / "b", "2024-06-30", {}, observations=rows) == own("2022")


def test_a_sum_and_a_promise_for_every_year_lack_each_missing_year(tmp_path):
    known = figures({"2019": 50, "2021": 30})
    total = {"kind": "cumulative", "baseline_period": ""}
    every = {"throughout": "yes", "value": "20"}
    for number, target in enumerate((total, every)):
        found = asked(tmp_path / str(number), "2024-06-30", target, observations=known)
        assert found == own("2020", "2022")
    assert asked(tmp_path / "open", "2022-06-30", total, observations=known) == own("2020", "2022")
    reached = figures({"2020": 60, "2021": 60})
    assert asked(tmp_path / "done", "2024-06-30", total, observations=reached) == {}


def test_compounded_rates_lack_each_missing_year(tmp_path):
    rate = {"nature": "rate", "unit": "%"}
    target = {"kind": "average_growth", "unit": "%", "value": "6", "baseline_period": ""}
    known = figures({"2021": 7}, unit="%")
    found = asked(tmp_path, "2024-06-30", target, indicator=rate, observations=known)
    assert found == own("2020", "2022")


def test_a_milestone_lacks_its_state_at_the_deadline(tmp_path):
    state = {"nature": "state", "unit": ""}
    target = {"kind": "milestone", "value": "1", "unit": "", "baseline_period": ""}
    found = asked(tmp_path / "a", "2024-06-30", target, indicator=state)
    assert found == own("2022", basis="point")
    day = target | {"deadline": "2022-06-30"}
    found = asked(tmp_path / "b", "2024-06-30", day, indicator=state)
    assert found == own("2022-06-30", basis="point")
    done = figures({"2021": 1}, unit="", basis="point")
    found = asked(tmp_path / "c", "2022-03-31", target, indicator=state, observations=done)
    assert found == {}


def test_a_lost_number_is_not_asked_for(tmp_path):
    target = {"kind": "unknown_value", "value": "", "clarity": "lost", "baseline_period": ""}
    assert asked(tmp_path, "2024-06-30", target) == {}


def test_one_figure_serves_several_targets_and_names_other_readings(tmp_path):
    more = {"kind": "multiply_by", "value": "2", "unit": ""}
    reading = more | {"reading_of": "t0", "baseline_period": "2018"}
    found = asked(tmp_path, "2024-06-30", {}, more, reading, observations=figures({"2019": 50}))
    assert found[("i", "zone", "2022", "annual")] == ("t0", "t1", "t2")
    assert found[("i", "zone", "2018", "annual")] == ("t2",)


def test_beside_a_peer_both_sides_are_needed_in_one_form(tmp_path):
    target = {"kind": "match_peer", "peer_id": "other", "value": "", "baseline_period": ""}
    ours, theirs = ("i", "zone", "2022", "annual"), ("i", "other", "2022", "annual")
    both = {"entities": [PEER]}
    assert asked(tmp_path / "a", "2024-06-30", target, **both) == {ours: ("t0",), theirs: ("t0",)}
    known = both | {"observations": figures({"2022": 50})}
    assert asked(tmp_path / "b", "2024-06-30", target, **known) == {theirs: ("t0",)}
    stock = {"nature": "stock"}
    found = asked(tmp_path / "c", "2024-06-30", target, indicator=stock, **known)
    assert found == {theirs: ("t0",)}  # as ours: for the year, not for its end


def test_part_of_a_year_is_asked_for_up_to_the_deadline(tmp_path):
    target = {"kind": "cumulative", "baseline_period": "", "deadline": "2022-06-30"}
    found = asked(tmp_path, "2024-06-30", target, observations=figures({"2020": 1, "2021": 1}))
    assert found == own("2022-06", basis="ytd")


# --- whom to ask, in which order -----------------------------------------------------------------

OFFICES = {
    "a": {"zh": "甲局、乙局", "en": "Office A; Office B"},
    "b": {"zh": "乙局", "en": "Office B"},
    "c": {"zh": "乙局；丙局", "en": "Office B; Office C"},
    "d": {"zh": "丁局", "en": "Office D"},
    "other": {"zh": "邻区管委会", "en": "Committee of the other zone"},
}


@pytest.fixture
def plan(tmp_path):
    """Four indicators and a peer; B could answer three, the peer's committee only for itself."""
    indicators = [{"indicator_id": name, "name_en": f"Item {name}"} for name in "abcd"]
    targets = [{"indicator_id": name, "baseline_period": ""} for name in "abcd"]
    beside = {"kind": "match_peer", "peer_id": "other", "value": "", "baseline_period": ""}
    reading = targets[3] | {"reading_of": "t3", "value": "90"}
    folder = write_plan(
        tmp_path / "plan", [*targets, beside | {"indicator_id": "a"}, reading],
        indicators=indicators, entities=[PEER], settings={"publishers": OFFICES},
        searched=[
            {"searched": "2023-05-01", "place": "web", "query": "a 2022", "indicator_id": "a"},
            {"searched": "2023-06-01", "place": "web", "query": "d", "indicator_id": "d",
             "found": "made_up"},
        ],
    )  # fmt: skip
    return load_plan(folder)


def test_the_letter_that_settles_most_comes_first_and_no_target_counts_twice(plan):
    found = letters(scope(plan, "", "en", "2024-06-30"))
    assert [(one.names["en"], one.settled, one.total) for one in found] == [
        ("Office B", 3, 3), ("Office D", 1, 4), ("Committee of the other zone", 1, 5),
        ("Office A", 0, 5), ("Office C", 0, 5),
    ]  # fmt: skip
    assert found[0].targets == ("t0", "t1", "t2", "t4") and found[1].targets == ("t3",)
    files = [one.file for one in found]
    assert files[:2] == ["01-office-b", "02-office-d"] and len({*files}) == 5


def test_the_peers_figures_are_asked_of_the_peer(plan):
    found = letters(scope(plan, "", "en", "2024-06-30"))
    theirs = {one.names["zh"]: one.figures for one in found}["邻区管委会"]
    assert [(figure.indicator_id, figure.entity_id) for figure in theirs] == [("a", "other")]
    assert all(f.entity_id == "zone" for one in found for f in one.figures if f not in theirs)


def test_offices_are_parted_alike_in_both_languages_or_named_together(plan):
    figure = letters(scope(plan, "", "en", "2024-06-30"))[0].figures[0]
    both = [{"zh": "甲局", "en": "Office A"}, {"zh": "乙局", "en": "Office B"}]
    assert publishers(plan, figure) == both
    OFFICES_ODD = {"a": {"zh": "甲局、乙局、", "en": "Offices A and B"}}
    odd = load_plan(
        write_plan(plan.folder.parent / "odd", [{}], settings={"publishers": OFFICES_ODD})
    )
    whole = [{"zh": "甲局、乙局", "en": "Offices A and B"}]
    assert publishers(odd, figure) == whole
    assert publishers(odd, figure._replace(indicator_id="b"))[0]["en"] == "not stated"


def test_the_few_that_settle_most_are_named_in_the_readers_language(plan):
    first, *rest = most_settling(scope(plan, "", "zh", "2024-06-30"), 4)
    assert (first.names["zh"], first.settled) == ("乙局", 3)
    assert [(one.names["zh"], one.settled) for one in rest] == [("丁局", 1), ("邻区管委会", 1)]
    assert list(dict.fromkeys(figure.indicator_id for figure in first.figures)) == ["a", "b", "c"]
    (told,) = overview.asked(scope(plan, "", "en", "2024-06-30"))
    assert told.items[0] == ("Office B: Item a and 2 more (settles 3 more)")


# --- the letter and its form ---------------------------------------------------------------------


def written(plan, language="en", number=0, as_of="2024-06-30"):
    """A letter as an office would open it."""
    one = letters(scope(plan, "", language, as_of))[number]
    blocks = [content(block) for block in letter(Speech(plan, language), one, as_of)]
    return docx.Document(io.BytesIO(as_docx(blocks, as_of)))


def text_of(page):
    cells = (cell.text for table in page.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(paragraph.text for paragraph in page.paragraphs), *cells])


def test_the_letter_says_what_is_asked_by_what_right_and_how_to_reply(plan):
    zh, en = text_of(written(plan, "zh")), text_of(written(plan, "en"))
    assert "乙局：" in zh and "《中华人民共和国政府信息公开条例》" in zh and "01-office-b.csv" in zh
    assert "To: Office B" in en and "01-office-b.csv" in en and "中" not in en.replace("亿元", "")
    assert "Item a" in en and "at least RMB 10 billion (2022)" in en and "亿元 (0.1 RMB bn)" in en
    assert "level with Other zone (2022)" in en and "不低于100亿元（2022年）" in zh
    assert "(2023-05-01)" in en and "（2023-05-01）" in zh
    assert "(other reading)" in text_of(written(plan, "en", 1))
    assert "were searched" not in text_of(written(plan, "en", 1))  # that search found something


def test_the_letter_has_one_table_whose_head_repeats_and_styles_that_can_be_changed(plan):
    page = written(plan, "zh")
    (table,) = page.tables
    assert len(table.rows) == 4 and "w:tblHeader" in table.rows[0]._tr.xml
    used = {paragraph.style.name for paragraph in page.paragraphs}
    gap, named = "Planpace Gap", {"Title", "Normal", "Heading 1", "List Number", "Caption"}
    assert used == {*named, gap}
    assert page.sections[0].page_width.cm == pytest.approx(21, abs=0.01)


def test_years_of_one_series_share_a_line_numbered_as_in_the_form(tmp_path):
    total = {"kind": "cumulative", "baseline_period": ""}
    stock = {"indicator_id": "j", "nature": "stock"}
    folder = write_plan(tmp_path / "plan", [total, {"indicator_id": "j"}], indicators=[{}, stock])
    plan = load_plan(folder)
    rows = [[cell.text for cell in row.cells] for row in written(plan).tables[0].rows]
    assert [row[0] for row in rows[1:]] == ["1–3", "4–5"]
    assert rows[1][3] == "2020; 2021; 2022" and rows[2][3] == "end of 2019; end of 2022"


def test_the_definition_stands_under_the_indicator(tmp_path):
    about = {"note_zh": "现价。", "note_en": "At current prices."}
    plan = load_plan(write_plan(tmp_path / "plan", [{}], indicators=[about]))
    assert "Test\nAt current prices." in text_of(written(plan))


def test_nothing_is_computed_and_no_control_character_survives(plan):
    evil = "=cmd|'/c calc'!A1\x07\x1b\u202e\ufffe\n{ INCLUDETEXT }"
    blocks = Title("en", evil, evil, ""), Text(evil), Bullets((evil,)), Section(evil)
    page = as_docx([*map(content, blocks)], "2024-06-30")
    with zipfile.ZipFile(io.BytesIO(page)) as parts:
        for name in parts.namelist():
            told = parts.read(name).decode("utf-8", "replace")
            if name.startswith("word/"):
                assert set(re.findall(r'w:instr="([^"]*)"', told)) <= {"PAGE"}
                assert "w:instrText" not in told and not set("\x07\x1b\u202e\ufffe") & set(told)
    assert "=cmd|'/c calc'!A1" in text_of(docx.Document(io.BytesIO(page)))  # text, as it stands


def test_the_form_is_rows_of_observations_that_no_spreadsheet_computes(tmp_path):
    hostile = {"unit": "=1+1"}
    plan = load_plan(write_plan(tmp_path / "plan", [{"unit": "=1+1"}], indicators=[hostile]))
    content = form(letters(scope(plan, "", "en", "2024-06-30"))[0])
    assert content.startswith(b"\xef\xbb\xbf") and b"\r" not in content
    header, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig")))
    assert header == COLUMNS and rows
    assert not [cell for row in rows for cell in row if cell.startswith((*FORMULA, "\t", "\r"))]
    for row in rows:
        cells = dict(zip(header, row, strict=True))
        assert all(cells[name] for name in ("indicator_id", "entity_id", "period", "basis"))
        assert not any(
            cells[name] for name in ("value", "status", "published", "source_id", "quote")
        )


def test_the_same_plan_gives_the_same_bytes_and_every_date_is_the_letters(plan):
    here = scope(plan, "", "en", "2024-06-30")
    one, two = (files(here, letters(here), ("zh", "en")) for _ in range(2))
    assert one == two and len(one) == 15
    with zipfile.ZipFile(io.BytesIO(one["01-office-b.zh.docx"])) as parts:
        assert {part.date_time[:3] for part in parts.infolist()} == {(2024, 6, 30)}
    about = docx.Document(io.BytesIO(one["01-office-b.zh.docx"])).core_properties
    assert about.created.year == about.modified.year == 2024 and about.author == "Planpace"
    head = content(Title("en", "Made up", "Old", ""))
    assert as_docx([head], "1950-01-01")  # older than a zip can say


@pytest.mark.parametrize("name", ["../../etc/passwd", "乙局", "CON", "a\u202eb" * 60, "=A1; +B"])
def test_file_names_are_never_a_publishers_raw_words(tmp_path, name):
    offices = {"i": {"zh": name.replace("\u202e", ""), "en": name.replace("\u202e", "")}}
    plan = load_plan(write_plan(tmp_path / "plan", [{}], settings={"publishers": offices}))
    here = scope(plan, "", "en", "2024-06-30")
    for file in files(here, letters(here), ("zh", "en")):
        assert re.fullmatch(r"\d\d-[a-z0-9-]{1,80}\.((zh|en)\.docx|csv)", file)


# --- the way back --------------------------------------------------------------------------------


def answered(folder, forms, value):
    """The plan's folder with every form filled in as the letter says, and its source."""
    with (folder / "observations.csv").open(encoding="utf-8", newline="") as file:
        columns = next(csv.reader(file))
    natures = {name: row.nature for name, row in load_plan(folder).indicator.items()}
    with (folder / "observations.csv").open("a", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        for number, content in enumerate(forms):
            for row in csv.DictReader(io.StringIO(content.decode("utf-8-sig"))):
                one = "1" if natures[row["indicator_id"]] in {"state", "rank"} else str(value)
                told = {"value": one, "status": "official", "published": "2025-01-10"}
                writer.writerow(row | told | {"source_id": f"reply_{number}", "quote": "made up"})
    with (folder / "sources.csv").open(encoding="utf-8", newline="") as file:
        columns = next(csv.reader(file))
    with (folder / "sources.csv").open("a", encoding="utf-8", newline="") as file:
        for number, _ in enumerate(forms):
            row = SOURCE | {"source_id": f"reply_{number}", "published": "2025-01-10"}
            csv.DictWriter(file, columns, lineterminator="\n").writerow(row)


def test_a_filled_form_is_rows_that_check_accepts(plan):
    here = scope(plan, "", "en", "2024-06-30")
    forms = [c for name, c in files(here, letters(here), ()).items() if name.endswith(".csv")]
    answered(plan.folder, forms, 120)
    assert check_plan(plan.folder) == []
    after = scope(plan.folder, "", "en")
    assert letters(after) == [] and {one.verdict.status for one in after.targets} == {"achieved"}


@pytest.fixture
def zone(tmp_path):
    """A copy of the zone's plan whose peer has a publisher of its own."""
    folder = shutil.copytree(ZONE, tmp_path / "zone")
    path = folder / "datapackage.json"
    package = json.loads(path.read_text("utf-8"))
    package["planpace"]["publishers"].setdefault("changshu", CHANGSHU)
    path.write_text(json.dumps(package), "utf-8")
    return folder


@pytest.mark.parametrize("as_of", ["2022-03-31", "2024-11-01"])
def test_made_up_answers_settle_the_zones_plan(zone, as_of):
    here = scope(zone, "", "zh", as_of)
    found = letters(here)
    forms = [c for name, c in files(here, found, ()).items() if name.endswith(".csv")]
    answered(zone, forms, 50)
    assert check_plan(zone) == []
    after = scope(zone, "", "zh", "2025-01-10")
    asked = {target for one in found for target in one.targets}
    told = [one for one in after.targets if one.target.target_id in asked]
    assert told and all(one.verdict.final for one in told)
    assert not asked & {target for one in letters(after) for target in one.targets}


def test_five_letters_reach_most_targets_of_the_zone(zone):
    found = letters(scope(zone, "", "en"))
    every = {target for one in found for target in one.targets}
    assert len(every) > 50 and found[4].total > len(every) / 2
    assert found[-1].total == len(every) and [one.settled for one in found] == sorted(
        (one.settled for one in found), reverse=True
    )
    first = found[0]
    assert first.names["zh"] == "常州经开区管委会" and first.settled > len(every) / 2
    peers = [one for one in found if any(f.entity_id == "changshu" for f in one.figures)]
    assert {one.names["zh"] for one in peers} == {*CHANGSHU["zh"].split("、")}
    five = most_settling(scope(zone, "", "zh"))
    assert len(five) == 5 and sum(one.settled for one in five) == found[4].total


def test_every_search_of_the_zone_is_true_to_its_form():
    searches = load_plan(ZONE).searches
    assert len(searches) > 50 and {one.searched for one in searches} == {"2026-11-27"}
    assert all(one.place and one.query for one in searches)


# --- the command ---------------------------------------------------------------------------------


@pytest.fixture
def run(capsys):
    def run(*arguments):
        return main(["requests", *map(str, arguments)]), *capsys.readouterr()

    return run


def test_the_command_writes_letters_and_says_what_they_settle(run, plan, tmp_path):
    out = tmp_path / "out"
    code, told, err = run(plan.folder, "--as-of", "2024-06-30", "--out", out)
    assert code == 0 and "5 letters written" in err
    lines = told.splitlines()
    assert lines[0] == "1. Office B: 3 figures for 4 targets; settles 3 more, 3 of 5 in all"
    assert lines[-1].endswith("settles 0 more, 5 of 5 in all") and len(lines) == 5
    names = {path.name for path in (out / "plan" / "2024-06-30").iterdir()}
    assert len(names) == 15 and {"01-office-b.zh.docx", "01-office-b.csv"} <= names
    assert not [path for path in out.iterdir() if path.name.startswith(".building")]


def test_the_command_in_one_language_and_quiet(run, plan, tmp_path):
    out = tmp_path / "out"
    options = ("--as-of", "2024-06-30", "--out", out, "--lang", "en", "--quiet")
    assert run(plan.folder, *options) == (0, "", "")
    assert len([*out.glob("plan/*/*.docx")]) == 5 and not [*out.glob("plan/*/*.zh.docx")]


def test_a_plan_that_lacks_nothing_needs_no_letter(run, tmp_path):
    folder = write_plan(tmp_path / "plan", [{}], figures({"2019": 50, "2022": 120}))
    code, told, err = run(folder, "--out", tmp_path / "out")
    assert code == 0 and told == "" and "0 letters" in err and not (tmp_path / "out").exists()


def test_a_form_in_use_is_never_written_over(run, plan, tmp_path):
    options = (plan.folder, "--as-of", "2024-06-30", "--out", tmp_path / "out")
    assert run(*options)[0] == 0 and run(*options)[0] == 0
    path = tmp_path / "out" / "plan" / "2024-06-30" / "01-office-b.csv"
    path.write_text(path.read_text("utf-8-sig").replace("annual,,", "annual,7,"), "utf-8")
    code, _, err = run(*options)
    assert code == 1 and "01-office-b.csv" in err and "annual,7," in path.read_text("utf-8")


@pytest.mark.parametrize(
    "wrong", [("--lang", "fr"), ("--as-of", "31.3.2022"), ("--format", "docx"), ("more",)]
)
def test_wrong_usage_exits_2(run, plan, tmp_path, wrong):
    code, told, err = run(plan.folder, "--out", tmp_path / "out", *wrong)
    assert code == 2 and told == "" and err and not (tmp_path / "out").exists()
    assert run()[0] == 2


def test_a_faulty_plan_and_a_place_that_is_no_folder_exit_1(run, plan, tmp_path):
    faulty = write_plan(tmp_path / "faulty", [{"value": "much"}])
    code, told, err = run(faulty, "--out", tmp_path / "out")
    assert code == 1 and told == "" and "targets.csv:2 value" in err
    (tmp_path / "file").write_text("")
    code, _, err = run(plan.folder, "--as-of", "2024-06-30", "--out", tmp_path / "file")
    assert code == 1 and "Traceback" not in err


def test_the_default_date_is_the_newest_figures(run, tmp_path):
    folder = write_plan(tmp_path / "plan", [{}], figures({"2019": 50, "2020": 60}))
    assert run(folder, "--out", tmp_path / "out", "--quiet")[0] == 0
    assert not (tmp_path / "out").exists()  # in March 2021 nothing is lacking yet
    folder = write_plan(tmp_path / "plan", [{"baseline_period": "2018"}], figures({"2020": 60}))
    run(folder, "--out", tmp_path / "out")
    assert [path.name for path in (tmp_path / "out" / "plan").iterdir()] == ["2021-03-01"]
