"""What is valid and absurd, or looks like a slip, is told: each by its rule and its place."""

import csv
import json
import os

import pytest
from synthetic import SOURCE, figures, write_plan

from planpace import PlanError, assess, check_plan, cli, load_plan
from planpace.render.fonts import REGULAR

QUOTE = "made up for a test"
SHARE = {"nature": "share", "unit": "%"}
RATE = {"nature": "rate", "unit": "%"}
RANK = {"nature": "rank", "unit": "名", "direction": "down"}
STATE = {"nature": "state", "unit": ""}
SOUND = figures({"2019": 55, "2020": 60})
STEP = {"target_id": "t0", "period": "2021", "source_id": "made_up", "quote": QUOTE}
OTHER = SOURCE | {"source_id": "other"}


def told(folder):
    """Every problem and warning by its severity, rule and place."""
    return [(p.severity, p.rule, p.place) for p in check_plan(folder, warnings=True)]


def target(**cells):
    return {"targets": [cells], "observations": SOUND}


def figure(indicator, unit, period="2019", **cells):
    """A plan of an indicator with one figure, and no target."""
    row = figures({period: 1}, unit=unit)[0] | cells
    return {"targets": [], "indicators": [indicator], "observations": [row]}


def odd(kind, value, indicator, **more):
    return {"targets": [{"kind": kind, "value": value, "baseline_period": ""} | more],
            "indicators": [indicator]}  # fmt: skip


WARNED = {
    # issue 13
    "a direction against its kind": (target(kind="at_most"), "direction", "targets.csv:2 kind"),
    "a baseline without a figure": (
        target(baseline_period="2015"), "no_baseline", "targets.csv:2 baseline_period"),
    "published after its source was accessed": (
        target() | {"sources": [SOURCE | {"accessed": "2020-12-31"}]},
        "published_after_access", "observations.csv:3 published"),
    "a source younger than its figure": (
        target() | {"sources": [SOURCE | {"published": "2020-12-31"}]},
        "source_younger", "observations.csv:2 published"),
    "a thousand times its neighbours": (
        {"targets": [{}], "observations": figures({"2019": 55, "2020": 60_000, "2021": 62})},
        "jump", "observations.csv:3 value"),
    "a unit mistaken": (
        {"targets": [{}], "observations": [
            *SOUND, *figures({"2021": 61, "2022": 63}, unit="万元")[:1],
            *figures({"2022": 63})]},
        "jump", "observations.csv:4 value"),
    "a key that nothing reads": (
        target() | {"settings": {"colour": "red"}},
        "unread_key", "datapackage.json planpace.colour"),
    "publishers of an indicator that is none": (
        target() | {"settings": {"publishers": {"j": {"zh": "甲", "en": "A"}}}},
        "unread_key", "datapackage.json planpace.publishers.j"),
    "breaks of an indicator that is none": (
        target() | {"settings": {"breaks": {"j": ["2019"]}}},
        "unread_key", "datapackage.json planpace.breaks.j"),
    # accepted once, with absurd results
    "a share of 150": (odd("at_least", "150", SHARE, unit="%"), "out_of_reach",
                       "targets.csv:2 value"),
    "a share of -5": (odd("at_least", "-5", SHARE, unit="%"), "out_of_reach",
                      "targets.csv:2 value"),
    "times nothing": (odd("multiply_by", "0", {}, unit="倍"), "odd_value", "targets.csv:2 value"),
    "times less than nothing": (
        odd("multiply_by", "-2", {}, unit="倍"), "odd_value", "targets.csv:2 value"),
    "a sum of -100": (odd("cumulative", "-100", {}), "odd_value", "targets.csv:2 value"),
    "growth of -150%": (
        odd("average_growth", "-150", RATE, unit="%"), "odd_value", "targets.csv:2 value"),
    "a level's growth of -150%": (
        target(kind="average_growth", value="-150", unit="%", deadline="2022-08-15"), "odd_value",
        "targets.csv:2 value"),
    "less by 150%": (
        odd("decrease_by", "150", {"direction": "down"}, unit="%"), "odd_value",
        "targets.csv:2 value"),
    "less by -10%": (
        odd("decrease_by", "-10", {"direction": "down"}, unit="%"), "odd_value",
        "targets.csv:2 value"),
    "among the first 0": (
        odd("rank_within", "0", RANK, unit="名"), "odd_value", "targets.csv:2 value"),
    "a full year published on its second day": (
        figure({}, "亿元", published="2019-01-02"), "published_before_end",
        "observations.csv:2 published"),
    "a reading of another indicator": (
        {"targets": [{"baseline_period": ""},
                     {"baseline_period": "", "indicator_id": "j", "reading_of": "t0"}],
         "indicators": [{}, {"indicator_id": "j"}]},
        "reading_elsewhere", "targets.csv:3 reading_of"),
    # robustness 13, 14
    "a step on the wrong side": (
        target() | {"schedule": [STEP | {"value": "50"}]}, "step_backwards",
        "schedule.csv:2 value"),
    "two values on one day": (
        {"targets": [{}], "sources": [SOURCE, OTHER],
         "observations": [*SOUND, figures({"2020": 61}, source_id="other")[0]]},
        "two_values", "observations.csv:4 value"),
}  # fmt: skip

REFUSED = {
    "compared with itself": (
        target(kind="match_peer", value="", peer_id="zone"), "peer_is_itself",
        "targets.csv:2 peer_id"),
    "a growth of -150% in a year": (
        figure(RATE, "%", value="-150"), "beyond_bound", "observations.csv:2 value"),
    "a rank of 0": (figure(RANK, "名", value="0"), "beyond_bound", "observations.csv:2 value"),
    "a rank and a half": (figure(RANK, "名", value="1.5"), "not_whole", "observations.csv:2 value"),
    "a state of 2": (figure(STATE, "", value="2"), "not_whole", "observations.csv:2 value"),
    "a state of 0.5": (figure(STATE, "", value="0.5"), "not_whole", "observations.csv:2 value"),
    "a state of -1": (figure(STATE, "", value="-1"), "not_whole", "observations.csv:2 value"),
    "a band mistyped": (
        target() | {"settings": {"bands": {"ahed": 5}}}, "bad_bands",
        "datapackage.json planpace.bands"),
    "a band of 10**400": (
        target() | {"settings": {"bands": {"ahead": 10**400}}}, "bad_bands",
        "datapackage.json planpace.bands"),
    # robustness 10: names of settings
    **{f"a name with {name}": (
        target() | {"settings": {"name_en": text}}, rule, "datapackage.json planpace.name_en")
       for name, text, rule in (
           ("a control character", "Pl\x07an", "control_character"),
           ("a NUL", "Pl\0an", "control_character"),
           ("a mark from right to left", "Pl\u202ean", "control_character"),
           ("half a character", "Pl\ud800an", "control_character"),
           ("a line break", "Pl\nan", "control_character"), ("nothing", " \u3000", "empty"),
           ("a whole book", "x" * 201, "bad_length"))},
    # 11, 12: years
    "a deadline in 9999": (target(deadline="9999"), "bad_period", "targets.csv:2 deadline"),
    "the year 1022": (
        figure({}, "亿元", period="1022", published="2023-03-01"), "bad_period",
        "observations.csv:2 period"),
    "a day 00": (
        figure({}, "亿元", period="2020-01-00", basis="point"), "bad_period",
        "observations.csv:2 period"),
    "a break that is no period": (
        target() | {"settings": {"breaks": {"i": ["9999"]}}}, "bad_breaks",
        "datapackage.json planpace.breaks"),
    # 15, 20
    "an id of 260 letters": (
        {"targets": [], "pillars": [{"pillar_id": "p" * 260, "name_zh": "甲", "name_en": "A"}]},
        "bad_length", "pillars.csv:2 pillar_id"),
    "a value of -1e308": (
        figure({}, "亿元", value="-1e308"), "out_of_range", "observations.csv:2 value"),
}  # fmt: skip


@pytest.mark.parametrize("fault", WARNED)
def test_what_looks_like_a_slip_is_warned_of_in_its_place(tmp_path, fault):
    tables, rule, place = WARNED[fault]
    folder = write_plan(tmp_path / "plan", **tables)
    assert ("warning", rule, place) in told(folder)
    assert check_plan(folder) == [] and cli.main(["check", str(folder)]) == 0
    assess(load_plan(folder), "2022-06-30")


@pytest.mark.parametrize("fault", REFUSED)
def test_what_cannot_be_is_refused_in_its_place(tmp_path, fault, capsys):
    tables, rule, place = REFUSED[fault]
    folder = write_plan(tmp_path / "plan", **tables)
    assert told(folder) == [("error", rule, place)]
    for form in ([], ["--json"]):
        assert cli.main(["check", str(folder), *form]) == 1
    capsys.readouterr().out.encode("utf-8")  # no half character


@pytest.mark.parametrize(
    "name",
    ["Schedule.csv", "observation.csv", "targets (1).csv", "目标.csv", "Datapackage.json",
     "observations.tsv"],
)  # fmt: skip
def test_a_stray_file_with_nearly_a_tables_name_is_warned_of(tmp_path, name):
    folder = write_plan(tmp_path / "plan", [{}], SOUND)
    (folder / name).write_text("x", "utf-8")
    assert told(folder) == [("warning", "stray_file", name)]


# --- robustness 8, 19: what is no plain file of the folder is not opened -------------------------


def a_folder(path):
    path.mkdir()


def a_link_out(path):
    (path.parents[2] / "outside").write_text("x", "utf-8")
    path.symlink_to(path.parents[2] / "outside")


PLACED = {
    "a folder": a_folder, "a link out of the plan": a_link_out, "a pipe": os.mkfifo,
    "a link to nothing": lambda path: path.symlink_to("nothing"),
    "a link to itself": lambda path: path.symlink_to(path.name),
    "a device": lambda path: path.symlink_to("/dev/zero"),
}  # fmt: skip


@pytest.mark.parametrize("what", PLACED)
@pytest.mark.parametrize(
    "name",
    ["targets.csv", "schedule.csv", "datapackage.json", "sources/made_up.txt", "fonts/x.ttf"],
)
def test_what_is_no_plain_file_is_named_and_not_opened(tmp_path, what, name):
    folder = write_plan(tmp_path / "deep" / "plan", [{}], SOUND)
    for inner in ("sources", "fonts"):
        (folder / inner).mkdir()
    (folder / name).unlink(missing_ok=True)
    PLACED[what](folder / name)
    assert ("error", "no_file", name) in told(folder)


def test_a_link_within_the_folder_is_read(tmp_path):
    folder = write_plan(tmp_path / "plan", [{}], SOUND)
    (folder / "pillars.csv").rename(folder / "kept")
    (folder / "pillars.csv").symlink_to("kept")
    (tmp_path / "link").symlink_to(folder)
    assert told(tmp_path / "link") == []


@pytest.mark.parametrize(
    "text",
    ['{"planpace": 1' + "0" * 5_000 + "}", "[" * 50_000, '{"a":' * 50_000 + "1" + "}" * 50_000],
    ids=["an integer of 5,000 digits", "lists in lists", "objects in objects"],
)
def test_json_that_python_cannot_take_is_named(tmp_path, text):
    folder = write_plan(tmp_path / "plan")
    (folder / "datapackage.json").write_text(text, "utf-8")
    assert ("error", "not_json", "datapackage.json") in told(folder)


@pytest.mark.parametrize(
    "content",
    [b"", b"no font", b"\0\1\0\0", b"true", b"\0\1\0\0" + b"\xff" * 200, b"OTTO" + b"\0" * 50],
)
@pytest.mark.parametrize("name", ["x.ttf", "x.OTF"])
def test_a_font_that_is_none_is_named(tmp_path, content, name):
    folder = write_plan(tmp_path / "plan", [{}], SOUND)
    (folder / "fonts").mkdir()
    (folder / "fonts" / name).write_bytes(content)
    assert told(folder) == [("error", "bad_font", f"fonts/{name}")]


def test_a_font_that_is_one_is_used(tmp_path):
    folder = write_plan(tmp_path / "plan", [{}], SOUND)
    (folder / "fonts").mkdir()
    (folder / "fonts" / "X.TTF").write_bytes(REGULAR.read_bytes())
    assert told(folder) == []
    assert [path.name for path in load_plan(folder).fonts] == ["X.TTF"]


# --- robustness 20, 21 ---------------------------------------------------------------------------


def test_accents_in_two_parts_are_put_together(tmp_path):
    folder = write_plan(tmp_path / "plan", [{}], SOUND, [{"name_en": "Cafe\u0301s"}])
    assert told(folder) == [] and load_plan(folder).indicators.name_en[0] == "Caf\u00e9s"


def test_a_source_without_figures_is_a_plan(tmp_path, capsys):
    folder = write_plan(tmp_path / "plan", [], [], [], pillars=[])
    (folder / "entities.csv").write_text("entity_id,name_zh,name_en,role\n", "utf-8")
    assert told(folder) == [] and load_plan(folder).newest == SOURCE["published"]
    assert cli.main(["assess", str(folder)]) == 0
    header, *_ = (folder / "sources.csv").read_text("utf-8").splitlines()
    (folder / "sources.csv").write_text(f"{header}\n", "utf-8")
    plan = load_plan(folder)
    assert "newest figure" in repr(plan)
    with pytest.raises(PlanError, match="date"):
        plan.date()
    capsys.readouterr()
    assert cli.main(["assess", str(folder)]) == 1
    assert "--as-of" in capsys.readouterr().err


# --- more than a table has -----------------------------------------------------------------------


def test_a_key_with_control_characters_is_told_on_one_line(tmp_path, capsys):
    settings = {"a\nb": 1, "\ud800": 1}
    folder = write_plan(tmp_path / "plan", [{}], SOUND, settings=settings)
    assert cli.main(["check", str(folder)]) == 0
    out = capsys.readouterr().out
    assert "a\\x0ab" in out and "\\ud800" in out and "a\nb" not in out


@pytest.mark.parametrize("cell", ["x" * 1_000_000, 'x"y'])
def test_a_cell_that_cannot_be_read_is_named_by_its_row(tmp_path, cell):
    folder = write_plan(tmp_path / "plan", [{}, {}, {}], SOUND)
    lines = (folder / "targets.csv").read_text("utf-8").splitlines()
    lines[2] = f'"{cell}' if '"' in cell else lines[2].replace("made up for a test", cell)
    (folder / "targets.csv").write_text("\n".join(lines), "utf-8")
    (severity, rule, place) = told(folder)[0]  # how long a cell csv itself takes, anybody may set
    assert (severity, rule in {"not_csv", "bad_length"}) == ("error", True)
    assert place.split()[0] == "targets.csv:3"


def test_a_row_that_is_left_out_is_no_end_of_the_file(tmp_path):
    folder = write_plan(tmp_path / "plan", [{}], SOUND)
    with (folder / "observations.csv").open("a", encoding="utf-8") as file:
        file.write("\n\n,,,,,,,,,,,\n")
    assert told(folder) == []


def test_a_table_without_end_is_told_in_bounds(tmp_path):
    folder = write_plan(tmp_path / "plan", [{}], SOUND)
    path = folder / "observations.csv"
    kept = path.read_text("utf-8")
    path.write_text(kept + "x\n" * 50_000, "utf-8")
    found = told(folder)
    assert ("error", "many", "observations.csv") in found and len(found) < 1_100
    path.write_text(kept + "\n" * 300_000, "utf-8")
    assert ("error", "too_long", "observations.csv") in told(folder)
    path.write_bytes(b"x" * 20_000_000)
    assert ("error", "too_large", "observations.csv") in told(folder)
    path.write_text(",".join(map(str, range(30_000))) + "\n" + kept, "utf-8")
    assert ("error", "many", "observations.csv") in told(folder)


def test_settings_with_a_mark_are_read(tmp_path):
    folder = write_plan(tmp_path / "plan", [{}], SOUND)
    path = folder / "datapackage.json"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert told(folder) == [] and json.loads(path.read_text("utf-8-sig"))


def test_old_line_ends_in_a_sources_text_keep_its_lines(tmp_path):
    folder = write_plan(tmp_path / "plan", [{"locator": "L2"}], SOUND)
    (folder / "sources").mkdir()
    (folder / "sources" / "made_up.txt").write_bytes(f"heading\r{QUOTE}\r".encode())
    assert told(folder) == []


def test_every_row_counts_as_a_spreadsheet_counts(tmp_path):
    folder = write_plan(tmp_path / "plan", [{}, {"value": "x"}], SOUND)
    with (folder / "targets.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    with (folder / "targets.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, [], rows[0], [], rows[1]])
    assert told(folder) == [("error", "bad_number", "targets.csv:5 value")]


def test_warnings_without_end_keep_no_plan_from_being_used_and_hide_no_error(tmp_path):
    """Figures published before their source's date, 1,500 of them, and one fault behind."""
    rows = [
        row | {"indicator_id": f"i{n}"}
        for n in range(1500) for row in figures({"2017": 55})
    ]  # fmt: skip
    names = [{"indicator_id": f"i{n}"} for n in range(1500)]
    folder = write_plan(tmp_path / "plan", [{"indicator_id": "i0"}], rows, names)
    assert check_plan(folder) == [] and len(check_plan(folder, warnings=True)) >= 1000
    rows[-1] |= {"basis": "quarter"}
    folder = write_plan(tmp_path / "other", [{"indicator_id": "i0"}], rows, names)
    assert [(p.rule, p.row) for p in check_plan(folder)] == [("basis_of_period", 1501)]
