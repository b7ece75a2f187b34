"""`check_plan` finds every fault in one run and says where it stands and what stands there."""

import csv
import json
import re

import pytest
from synthetic import figures, write_plan

from planpace import PlanError, assess, check_plan, load_plan
from planpace.plan.schema import columns, contract

QUOTE = "made up for a test"
STEP = {"target_id": "t0", "source_id": "made_up", "quote": QUOTE}
RANK = {"nature": "rank", "unit": "名", "direction": "down"}
SHARE = {"nature": "share", "unit": "%"}


def where(problems):
    return [(p.file, p.row, p.column, p.value) for p in problems]


def rewrite(folder, file, change):
    """Replace a file's text by what `change` makes of it."""
    path = folder / file
    path.write_text(change(path.read_text("utf-8")), "utf-8")


def source_text(folder, *lines):
    (folder / "sources").mkdir()
    (folder / "sources" / "made_up.txt").write_text("\n".join(lines), "utf-8")


def test_a_sound_plan_has_no_problems(tmp_path):
    folder = write_plan(tmp_path / "plan", [{}, {"value": "90"}], figures({"2019": 55, "2020": 60}))
    assert check_plan(folder) == []
    assert check_plan(str(folder)) == []
    assert list(load_plan(folder).targets.target_id) == ["t0", "t1"]


def test_seven_faults_are_found_in_one_run(tmp_path):
    folder = write_plan(
        tmp_path / "plan",
        [
            {"value": "12,5"},
            {"indicator_id": "nowhere"},
            {"deadline": "2019", "start": "2020", "baseline_period": ""},
            {"indicator_id": "undirected"},
            {"target_id": "t0"},
            {"quote": "nobody wrote this"},
        ],
        indicators=[{}, {"indicator_id": "undirected", "direction": ""}],
    )
    rewrite(folder, "commitments.csv", lambda text: text.replace(",locator", ""))
    source_text(folder, QUOTE)
    problems = check_plan(folder)
    assert set(where(problems)) == {
        ("commitments.csv", 1, "locator", ""),
        ("targets.csv", 2, "value", "12,5"),
        ("targets.csv", 3, "indicator_id", "nowhere"),
        ("targets.csv", 4, "deadline", "2019"),
        ("indicators.csv", 3, "direction", ""),
        ("targets.csv", 6, "target_id", "t0"),
        ("targets.csv", 7, "quote", "nobody wrote this"),
    }
    assert len(problems) == 7
    with pytest.raises(PlanError) as caught:
        load_plan(folder)
    assert list(caught.value.problems) == problems
    assert all(str(p) in str(caught.value) for p in problems)


SINGLE_FAULTS = {
    "an unknown kind": (
        {"targets": [{"kind": "more"}]}, ("targets.csv", 2, "kind", "more")),
    "an unknown direction": (
        {"indicators": [{"direction": "sideways"}]},
        ("indicators.csv", 2, "direction", "sideways")),
    "an unknown bound": (
        {"observations": figures({"2019": 1}, bound="about")},
        ("observations.csv", 2, "bound", "about")),
    "a bad date": (
        {"observations": figures({"2019": 1}, published="2020-02-30")},
        ("observations.csv", 2, "published", "2020-02-30")),
    "a date without dashes": (
        {"observations": figures({"2019": 1}, published="20200301")},
        ("observations.csv", 2, "published", "20200301")),
    "a date as a week": (
        {"observations": figures({"2019": 1}, published="2020-W10-1")},
        ("observations.csv", 2, "published", "2020-W10-1")),
    "a date with a time": (
        {"observations": figures({"2019": 1}, published="2020-03-01T09:30")},
        ("observations.csv", 2, "published", "2020-03-01T09:30")),
    "a day that begins with the day": (
        {"observations": figures({"2019": 1}, published="03/04/2020")},
        ("observations.csv", 2, "published", "03/04/2020")),
    "a month thirteen": (
        {"observations": figures({"2019": 1}, period="2019-13", basis="month")},
        ("observations.csv", 2, "period", "2019-13")),
    "a fifth quarter": (
        {"observations": figures({"2019": 1}, period="2019Q5", basis="quarter")},
        ("observations.csv", 2, "period", "2019Q5")),
    "a deadline that is no day": (
        {"targets": [{"deadline": "2022-02-30"}]}, ("targets.csv", 2, "deadline", "2022-02-30")),
    "a bell in a name": (
        {"indicators": [{"name_en": "Te\x07st"}]},
        ("indicators.csv", 2, "name_en", "Te\x07st")),
    "a line break in a cell": (
        {"indicators": [{"name_en": "Te\nst"}]}, ("indicators.csv", 2, "name_en", "Te\nst")),
    "an observation in another currency": (
        {"observations": figures({"2019": 1}, unit="亿美元")},
        ("observations.csv", 2, "unit", "亿美元")),
    "a target in another currency": (
        {"targets": [{"unit": "亿美元"}]}, ("targets.csv", 2, "unit", "亿美元")),
    "a kind without its value": (
        {"targets": [{"value": ""}]}, ("targets.csv", 2, "value", "")),
    "a lost value with a value": (
        {"targets": [{"kind": "unknown_value"}]}, ("targets.csv", 2, "value", "100")),
    "a sum without a start": (
        {"targets": [{"kind": "cumulative", "start": ""}]}, ("targets.csv", 2, "start", "")),
    "a comparison without a peer": (
        {"targets": [{"kind": "match_peer", "value": ""}]}, ("targets.csv", 2, "peer_id", "")),
    "an unknown peer": (
        {"targets": [{"kind": "beat_peer", "value": "", "peer_id": "mars"}]},
        ("targets.csv", 2, "peer_id", "mars")),
    "a range without its upper end": (
        {"targets": [{"kind": "within"}]}, ("targets.csv", 2, "value_upper", "")),
    "a range upside down": (
        {"targets": [{"kind": "within", "value_upper": "90"}]},
        ("targets.csv", 2, "value_upper", "90")),
    "a sum of a stock": (
        {"targets": [{"kind": "cumulative"}], "indicators": [{"nature": "stock"}]},
        ("targets.csv", 2, "indicator_id", "i")),
    "a rank among amounts": (
        {"targets": [{"kind": "rank_within", "value": "3"}]},
        ("targets.csv", 2, "indicator_id", "i")),
    "a reading of a reading": (
        {"targets": [{}, {"reading_of": "t0"}, {"reading_of": "t1"}]},
        ("targets.csv", 4, "reading_of", "t1")),
    "a reading of nothing": (
        {"targets": [{"reading_of": "t9"}]}, ("targets.csv", 2, "reading_of", "t9")),
    "a share above its own bound": (
        {"indicators": [SHARE | {"upper": "100"}], "targets": [{"value": "90", "unit": "%"}],
         "observations": figures({"2019": 120}, unit="%")},
        ("observations.csv", 2, "value", "120")),
    "a share above 100": (
        {"indicators": [SHARE], "targets": [{"value": "90", "unit": "%"}],
         "observations": figures({"2019": 120}, unit="%")},
        ("observations.csv", 2, "value", "120")),
    "a share below 0": (
        {"indicators": [SHARE], "targets": [{"value": "90", "unit": "%"}],
         "observations": figures({"2019": -1}, unit="%")},
        ("observations.csv", 2, "value", "-1")),
    "a figure below its bound": (
        {"indicators": [{"lower": "0"}], "observations": figures({"2019": -1})},
        ("observations.csv", 2, "value", "-1")),
    "year to date with a bare year": (
        {"observations": figures({"2019": 1}, basis="ytd")},
        ("observations.csv", 2, "basis", "ytd")),
    "a quarter with a bare year": (
        {"observations": figures({"2019": 1}, basis="quarter")},
        ("observations.csv", 2, "basis", "quarter")),
    "a figure published before its period": (
        {"observations": figures({"2019": 1}, published="2018-12-31")},
        ("observations.csv", 2, "published", "2018-12-31")),
    "crossed bounds": (
        {"indicators": [{"lower": "10", "upper": "5"}]}, ("indicators.csv", 2, "upper", "5")),
    "a step after the deadline": (
        {"schedule": [STEP | {"period": "2023", "value": "100"}]},
        ("schedule.csv", 2, "period", "2023")),
    "a step that is no number": (
        {"schedule": [STEP | {"period": "2021", "value": "much"}]},
        ("schedule.csv", 2, "value", "much")),
    "a derived figure without its formula": (
        {"observations": figures({"2019": 1}, status="derived")},
        ("observations.csv", 2, "note", "")),
    "a quote of three characters": (
        {"targets": [{"quote": "abc"}]}, ("targets.csv", 2, "quote", "abc")),
    "a quote of 81 characters": (
        {"targets": [{"quote": "很" * 81}]}, ("targets.csv", 2, "quote", "很" * 81)),
    "a target without a deadline": (
        {"targets": [{"deadline": ""}]}, ("targets.csv", 2, "deadline", "")),
    "a deadline at its baseline": (
        {"targets": [{"deadline": "2020", "baseline_period": "2020"}]},
        ("targets.csv", 2, "deadline", "2020")),
    "a milestone of two": (
        {"targets": [{"kind": "milestone", "value": "2", "unit": ""}],
         "indicators": [{"nature": "state", "unit": ""}]},
        ("targets.csv", 2, "value", "2")),
    "an id with a space": (
        {"indicators": [{}, {"indicator_id": "a b"}]},
        ("indicators.csv", 3, "indicator_id", "a b")),
    "the same figure twice": (
        {"observations": figures({"2019": 1}) + figures({"2019": 2})},
        ("observations.csv", 3)),
    "the same pillar twice": (
        {"pillars": [{"pillar_id": "p", "name_zh": "一", "name_en": "One"}] * 2},
        ("pillars.csv", 3, "pillar_id", "p")),
}  # fmt: skip


@pytest.mark.parametrize("fault", SINGLE_FAULTS)
def test_one_fault_is_one_problem_in_its_place(tmp_path, fault):
    tables, place = SINGLE_FAULTS[fault]
    problems = check_plan(write_plan(tmp_path / "plan", **tables))
    assert [found[: len(place)] for found in where(problems)] == [place]


@pytest.mark.parametrize(
    "text",
    [
        "NaN", "nan", "inf", "-inf", "Infinity", "1e999", "12,5", "100%", "0x10", "1_000",
        "100亿美元", "100多亿元", "超过100", ".", "--1", "1.2.3", "٣",
    ],
)  # fmt: skip
def test_what_is_no_number_is_reported_as_it_stands(tmp_path, text):
    folder = write_plan(tmp_path / "plan", [{"value": text}])
    assert where(check_plan(folder)) == [("targets.csv", 2, "value", text)]


@pytest.mark.parametrize("text", ["0", "-3", "+3", "1000.5", "1e3", "1.5E-2"])
def test_plain_numbers_are_accepted(tmp_path, text):
    assert check_plan(write_plan(tmp_path / "plan", [{"value": text}])) == []


def test_a_missing_folder_is_a_problem_and_no_crash(tmp_path):
    (problem,) = check_plan(tmp_path / "nowhere")
    assert "nowhere" in problem.file and problem.message_zh and problem.message_en
    with pytest.raises(PlanError):
        load_plan(tmp_path / "nowhere")


@pytest.mark.parametrize(
    "name", [*(set(contract()) - {"commitments", "schedule", "searched"}), "datapackage"]
)
def test_a_missing_file_is_named(tmp_path, name):
    folder = write_plan(tmp_path / "plan", observations=figures({"2019": 1}))
    path = next(folder.glob(f"{name}.*"))
    path.unlink()
    assert path.name in {p.file for p in check_plan(folder)}


def test_a_plan_may_lack_a_schedule(tmp_path):
    folder = write_plan(tmp_path / "plan")
    assert not (folder / "schedule.csv").exists() and check_plan(folder) == []


@pytest.mark.parametrize(
    ("name", "column"),
    [
        (name, column.column)
        for name in contract()
        for column in columns(name).values()
        if column.need in {"required", "column"}
    ],
)
def test_a_missing_column_is_named_wherever_it_is(tmp_path, name, column):
    folder = write_plan(
        tmp_path / "plan", schedule=[], searched=[], observations=figures({"2019": 1})
    )
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    place = rows[0].index(column)
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(row[:place] + row[place + 1 :] for row in rows)
    assert (f"{name}.csv", 1, column, "") in where(check_plan(folder))


def test_a_key_column_that_is_missing_does_not_make_its_rows_duplicates(tmp_path):
    folder = write_plan(tmp_path / "plan", [{}, {}])
    rewrite(folder, "targets.csv", lambda text: text.replace("target_id,", "id,", 1))
    assert where(check_plan(folder)) == [
        ("targets.csv", 1, "target_id", ""),
        ("targets.csv", 1, "id", "id"),
    ]


def test_a_column_twice_or_unknown_is_named(tmp_path):
    folder = write_plan(tmp_path / "plan", [])
    rewrite(folder, "targets.csv", lambda text: text.strip() + ",value,colour\n")
    assert {p.column for p in check_plan(folder)} == {"value", "colour"}


def test_a_column_declared_in_the_metadata_is_no_fault(tmp_path):
    folder = write_plan(tmp_path / "plan", [])
    rewrite(folder, "targets.csv", lambda text: text.strip() + ",colour\n")
    meta = json.loads((folder / "datapackage.json").read_text("utf-8"))
    meta["resources"] = [{"name": "targets", "schema": {"fields": [{"name": "colour"}]}}]
    (folder / "datapackage.json").write_text(json.dumps(meta), "utf-8")
    assert check_plan(folder) == []


def test_a_file_in_an_unknown_encoding_is_told_to_be_saved_as_utf8(tmp_path):
    folder = write_plan(tmp_path / "plan")
    path = folder / "pillars.csv"
    path.write_bytes(path.read_text("utf-8").replace("Pillar", "Größe").encode("latin1", "replace"))
    first = check_plan(folder)[0]
    assert first.file == "pillars.csv" and first.row is None
    assert "UTF-8" in first.message_zh and "UTF-8" in first.message_en


def test_a_table_that_cannot_be_read_does_not_make_every_id_unknown(tmp_path):
    folder = write_plan(tmp_path / "plan", [{}, {}, {}])
    path = folder / "pillars.csv"
    path.write_bytes(path.read_text("utf-8").encode("utf-32"))
    assert {p.file for p in check_plan(folder)} == {"pillars.csv"}


def test_byte_order_marks_and_windows_line_ends_are_accepted(tmp_path):
    folder = write_plan(tmp_path / "plan", observations=figures({"2019": 1, "2020": 2}))
    for path in folder.glob("*.csv"):
        text = path.read_text("utf-8").replace("\n", "\r\n")
        path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert check_plan(folder) == []
    assert list(load_plan(folder).pillars.pillar_id) == ["p"]


def test_a_row_with_too_few_or_too_many_cells_is_named(tmp_path):
    folder = write_plan(tmp_path / "plan", [])
    rewrite(folder, "commitments.csv", lambda text: text + "c1,p\n" + "," * 20 + "x\n")
    found = [(p.file, p.row) for p in check_plan(folder)]
    assert found == [("commitments.csv", 2), ("commitments.csv", 3)]


def test_an_open_quotation_mark_is_a_problem_and_no_crash(tmp_path):
    folder = write_plan(tmp_path / "plan", [])
    rewrite(folder, "commitments.csv", lambda text: text + 'c1,"p\n')
    assert [p.file for p in check_plan(folder)] == ["commitments.csv"]


def test_an_empty_file_lacks_every_column(tmp_path):
    folder = write_plan(tmp_path / "plan", [])
    (folder / "commitments.csv").write_bytes(b"")
    names = [n for n, c in columns("commitments").items() if c.need in {"required", "column"}]
    assert [p.column for p in check_plan(folder)] == names


NAMES = '"name_zh": "规划纲要", "name_en": "One"'
META = {
    "cut off": "{",
    "a list": "[]",
    "a word": '"plan"',
    "settings that are a number": '{"planpace": 3}',
    "no settings at all": "{}",
    "an empty name": '{"planpace": {"name_zh": "", "name_en": "One"}}',
    "bands that are a number": '{"planpace": {NAMES, "bands": 5}}',
    "bands that are null": '{"planpace": {NAMES, "bands": null}}',
    "a band that is a word": '{"planpace": {NAMES, "bands": {"ahead": "5"}}}',
    "a band that is no number": '{"planpace": {NAMES, "bands": {"ahead": NaN}}}',
    "bands not descending": '{"planpace": {NAMES, "bands": {"ahead": -6}}}',
    "bands upside down": '{"planpace": {NAMES, "bands": {"off_track": 5, "ahead": -25}}}',
    "resources that are null": '{"resources": null, "planpace": {NAMES}}',
    "a resource that is a word": '{"resources": ["targets"], "planpace": {NAMES}}',
    "a schema that is a word": (
        '{"resources": [{"name": "targets", "schema": "x"}], "planpace": {NAMES}}'
    ),
    "fields that are words": (
        '{"resources": [{"name": "targets", "schema": {"fields": ["x"]}}], "planpace": {NAMES}}'
    ),
    "publishers that are a list": '{"planpace": {NAMES, "publishers": ["x"]}}',
    "not UTF-8": '{"planpace": {NAMES}}',
}


@pytest.mark.parametrize("fault", META)
def test_broken_metadata_is_a_problem_and_no_crash(tmp_path, fault):
    folder = write_plan(tmp_path / "plan")
    encoding = "gbk" if fault == "not UTF-8" else "utf-8"
    text = META[fault].replace("NAMES", NAMES)
    (folder / "datapackage.json").write_bytes(text.encode(encoding))
    problems = check_plan(folder)
    assert {p.file for p in problems} == {"datapackage.json"}
    assert all(p.message_zh and p.message_en for p in problems)


def test_a_quote_must_stand_on_the_line_that_it_names(tmp_path):
    rows = [{"locator": "L2"}, {"locator": "L1"}, {}]
    folder = write_plan(tmp_path / "plan", rows)
    source_text(folder, "a heading", f"Here is what was {QUOTE}, word for word", "an end")
    (problem,) = check_plan(folder)
    assert where([problem]) == [("targets.csv", 3, "locator", "L1")]
    assert "L2" in problem.message_zh and "L2" in problem.message_en


def test_a_quote_is_compared_to_the_character(tmp_path):
    folder = write_plan(tmp_path / "plan", [{"quote": "产值超过１０００亿元"}])
    source_text(folder, "产值超过1000亿元")
    assert where(check_plan(folder)) == [("targets.csv", 2, "quote", "产值超过１０００亿元")]


def test_quotes_of_a_source_without_its_text_are_not_questioned(tmp_path):
    folder = write_plan(tmp_path / "plan", [{"quote": "nobody wrote this"}])
    (folder / "sources").mkdir()
    (folder / "sources" / "another.txt").write_text("other", "utf-8")
    assert check_plan(folder) == []


def test_a_source_text_that_is_not_utf8_is_a_problem_and_no_crash(tmp_path):
    folder = write_plan(tmp_path / "plan")
    source_text(folder)
    (folder / "sources" / "made_up.txt").write_bytes("规划原文".encode("gbk"))
    problems = check_plan(folder)
    assert any("made_up.txt" in p.file and "UTF-8" in p.message_en for p in problems)


def test_a_source_text_with_windows_line_ends_and_a_mark_is_read(tmp_path):
    folder = write_plan(tmp_path / "plan", [{"locator": "L2"}])
    source_text(folder)
    text = f"\ufeffa heading\r\n{QUOTE}\r\n"
    (folder / "sources" / "made_up.txt").write_bytes(text.encode())
    assert check_plan(folder) == []


def test_problems_come_in_the_order_of_files_and_rows(tmp_path):
    folder = write_plan(
        tmp_path / "plan",
        [{"value": "x"}, {"kind": "cumulative", "start": ""}, {"value": "y"}, {"pillar_id": "q"}],
        figures({"2019": "z"}) + figures({"2020": 1}, basis="ytd"),
        [{"lower": "2", "upper": "1"}],
    )
    found = [(p.file, p.row) for p in check_plan(folder)]
    files = [file for file, _ in found]
    assert files == sorted(files, key=files.index), "a file's problems stand together"
    order = [f"{name}.csv" for name in contract()]
    assert found == sorted(found, key=lambda place: (order.index(place[0]), place[1]))
    assert len(found) == 7


@pytest.mark.parametrize("fault", SINGLE_FAULTS)
def test_every_problem_speaks_both_languages(tmp_path, fault):
    for problem in check_plan(write_plan(tmp_path / "plan", **SINGLE_FAULTS[fault][0])):
        assert any("\u4e00" <= c <= "\u9fff" for c in problem.message_zh)
        assert problem.message_en and not any("\u4e00" <= c <= "\u9fff" for c in problem.rule)
        assert not re.search(r"\{[a-z_]+\}", problem.message_zh + problem.message_en)


def test_a_problem_on_a_terminal_is_one_line_without_control_characters(tmp_path):
    folder = write_plan(tmp_path / "plan", indicators=[{"name_en": "Te\x1b[31m\nst" + "x" * 500}])
    (problem,) = check_plan(folder)
    assert problem.value.startswith("Te\x1b") and str(problem).isprintable()
    assert len(str(problem)) < 400
    assert problem.place == "indicators.csv:2 name_en"


def test_a_plan_of_headers_alone_loads_and_assesses_to_nothing(tmp_path):
    folder = write_plan(tmp_path / "plan", [])
    table = assess(load_plan(folder))
    assert table.empty and "status" in table
    empty = write_plan(tmp_path / "empty", [], [], [], pillars=[], entities=[], sources=[])
    rewrite(empty, "entities.csv", lambda text: text.splitlines()[0] + "\n")
    assert check_plan(empty) == []
    assert assess(load_plan(empty), "2022-01-01").empty
    with pytest.raises(ValueError, match="date"):
        assess(load_plan(empty))


def test_a_plan_error_survives_another_process(tmp_path):
    import pickle

    folder = write_plan(tmp_path / "plan", [{"value": "x"}])
    error = PlanError(check_plan(folder))
    assert pickle.loads(pickle.dumps(error)).problems == error.problems
