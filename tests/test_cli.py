"""The command line: exit codes, data on stdout, messages on stderr."""

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from synthetic import figures, write_plan

import planpace
from planpace.cli import main

LIBRARY = Path(planpace.__file__).parents[1]
COLUMNS = [
    "target_id", "pillar_id", "name_zh", "name_en", "kind", "unit", "threshold", "deadline",
    "baseline", "baseline_period", "latest", "latest_period", "gap", "gap_pct", "progress",
    "elapsed", "position", "pace_required", "pace_observed", "status", "final", "met_then_lost",
    "first_met", "verdict_range", "probability", "outlook", "expected_period", "data_status",
    "reason",
]  # fmt: skip
"""The contract's columns of `assess`, in their order; others may follow."""

FIELDS = ["file", "row", "column", "value", "rule", "message_zh", "message_en"]


@pytest.fixture
def sound(tmp_path):
    return str(write_plan(tmp_path / "plan", [{}, {}], figures({"2019": 55, "2021": 63.22})))


@pytest.fixture
def faulty(tmp_path):
    return str(write_plan(tmp_path / "faulty", [{"value": "much"}, {"kind": "more"}]))


@pytest.fixture
def run(capsys):
    """Run a command in this process: its exit code, stdout and stderr."""

    def run(*arguments):
        return main(list(arguments)), *capsys.readouterr()

    return run


def module(*arguments, **environment):
    """Run `python -m planpace` as a process of its own, without a terminal."""
    lean = {"PATH": os.environ["PATH"], "PYTHONPATH": str(LIBRARY), **environment}
    return subprocess.run(
        [sys.executable, "-m", "planpace", *arguments],
        env=lean, capture_output=True, encoding="utf-8", stdin=subprocess.DEVNULL, timeout=120,
    )  # fmt: skip


def test_check_of_a_sound_plan_counts_what_it_holds(run, sound):
    code, out, err = run("check", sound)
    assert code == 0 and err == ""
    assert "2 targets" in out and "2 observations" in out


def test_check_of_a_sound_plan_says_nothing_when_quiet(run, sound):
    assert run("check", sound, "--quiet") == (0, "", "")


def test_check_prints_every_problem_and_exits_1(run, faulty):
    code, out, _ = run("check", faulty)
    assert code == 1
    first, second = out.splitlines()
    assert first.startswith("targets.csv:2 value [much]: ")
    assert second.startswith("targets.csv:3 kind [more]: ")


def test_check_prints_its_problems_even_when_quiet(run, faulty):
    assert len(run("check", faulty, "--quiet")[1].splitlines()) == 2


def test_check_gives_machines_every_field(run, faulty, sound):
    code, out, _ = run("check", faulty, "--json")
    problems = json.loads(out)
    assert code == 1 and [list(p) for p in problems] == [FIELDS, FIELDS]
    assert [(p["file"], p["row"], p["column"], p["value"]) for p in problems] == [
        ("targets.csv", 2, "value", "much"),
        ("targets.csv", 3, "kind", "more"),
    ]
    code, out, _ = run("check", sound, "--json")
    assert code == 0 and json.loads(out) == []


def test_check_of_a_missing_folder_exits_1_and_names_it(run, tmp_path):
    code, out, _ = run("check", str(tmp_path / "nowhere"))
    assert code == 1 and "nowhere" in out


def test_assess_as_csv_has_the_contracts_columns(run, sound):
    code, out, err = run("assess", sound, "--format", "csv", "--as-of", "2022-06-30")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert code == 0 and err == ""
    assert list(rows[0])[: len(COLUMNS)] == COLUMNS
    assert [row["target_id"] for row in rows] == ["t0", "t1"]
    assert rows[0]["status"] == "off_track" and float(rows[0]["position"]) == pytest.approx(-48.4)
    assert rows[0]["probability"] == "" and rows[0]["reason"]


def test_assess_as_json_has_the_contracts_columns(run, sound):
    code, out, err = run("assess", sound, "--format", "json", "--as-of", "2022-06-30")
    rows = json.loads(out)
    assert code == 0 and err == ""
    assert list(rows[0])[: len(COLUMNS)] == COLUMNS
    assert rows[0]["final"] is False and rows[0]["probability"] is None
    assert rows[0]["name_zh"] == "测试" and "测试" in out


def test_assess_as_a_table_has_a_line_per_target(run, sound):
    code, out, err = run("assess", sound)
    assert code == 0 and err == ""
    assert len(out.splitlines()) == 3 and "nan" not in out.lower()


def test_assess_uses_only_what_was_known_at_the_date(run, sound):
    _, out, _ = run("assess", sound, "--format", "json", "--as-of", "2021-06-30")
    assert {row["status"] for row in json.loads(out)} == {"no_data"}


def test_assess_of_a_plan_without_targets_is_an_empty_table(run, tmp_path):
    folder = str(write_plan(tmp_path / "plan", []))
    assert json.loads(run("assess", folder, "--format", "json")[1]) == []
    assert run("assess", folder, "--format", "csv")[1].split(",")[:2] == COLUMNS[:2]
    assert run("assess", folder)[0] == 0


@pytest.mark.parametrize("command", ["assess", "report"])
def test_a_faulty_plan_shows_every_problem_on_stderr_and_exits_1(run, faulty, command, tmp_path):
    more = ["--out", str(tmp_path / "out")] if command == "report" else []
    code, out, err = run(command, faulty, *more)
    assert code == 1 and out == ""
    assert "targets.csv:2 value [much]" in err and "targets.csv:3 kind [more]" in err
    assert "Traceback" not in err and not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("option", "given", "known"),
    [
        ("--pillar", "q", ("p", "overview")),
        ("--lang", "zh,fr", ("zh", "en")),
        ("--format", "odt", ("html", "pdf", "docx", "ipynb")),
        ("--as-of", "31.3.2022", ("2022-03-31",)),
        ("--as-of", "2022-02-30", ("2022-03-31",)),
        ("--as-of", "20220331", ("2022-03-31",)),
        ("--as-of", "2022", ("2022-03-31",)),
    ],
)
def test_an_unknown_word_to_report_exits_2_and_lists_the_known(
    run, sound, tmp_path, option, given, known
):
    code, out, err = run("report", sound, "--out", str(tmp_path / "out"), option, given)
    assert code == 2 and out == ""
    assert given.split(",")[-1] in err and all(word in err for word in known)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("arguments", [["--as-of", "31.3.2022"], ["--as-of", "2022-02-30"]])
def test_an_unknown_date_to_assess_exits_2_and_says_how_to_write_one(run, sound, arguments):
    code, out, err = run("assess", sound, *arguments)
    assert code == 2 and out == "" and "2022-03-31" in err


@pytest.mark.parametrize(
    "arguments",
    [
        [], ["fly"], ["check"], ["check", "a", "b"], ["assess"],
        ["assess", "x", "--format", "docx"], ["report", "--jobs", "0"],
        ["report", "--jobs", "many"], ["check", "x", "--loud"],
    ],
)  # fmt: skip
def test_wrong_usage_exits_2_with_a_hint_on_stderr(run, arguments):
    code, out, err = run(*arguments)
    assert code == 2 and out == "" and "Usage: planpace" in err


def test_an_unknown_format_of_assess_lists_the_known(run, sound):
    code, _, err = run("assess", sound, "--format", "docx")
    assert code == 2 and all(form in err for form in ("table", "csv", "json"))


def test_help_exits_0_and_names_the_commands(run):
    code, out, err = run("--help")
    assert code == 0 and err == ""
    assert all(command in out for command in ("check", "assess", "report"))


def test_the_module_runs_as_a_process(sound, faulty):
    good = module("check", sound)
    assert (good.returncode, good.stderr) == (0, "") and "no problems" in good.stdout
    bad = module("check", faulty, "--json")
    assert bad.returncode == 1 and len(json.loads(bad.stdout)) == 2 and bad.stderr == ""
    wrong = module("fly")
    assert wrong.returncode == 2 and wrong.stdout == "" and "fly" in wrong.stderr


@pytest.mark.parametrize("locale", [{"LC_ALL": "C"}, {"LC_ALL": "POSIX", "HOME": "/nonexistent"}])
def test_chinese_comes_out_in_a_bare_environment(sound, faulty, locale):
    assert "不是数字" in module("check", faulty, **locale).stdout
    assert "测试" in module("assess", sound, "--format", "csv", **locale).stdout


def test_a_reader_that_stops_early_sees_no_traceback(tmp_path):
    folder = write_plan(tmp_path / "plan", [{"value": "much"}] * 3000)
    command = f"{sys.executable} -m planpace check {folder} | head -1; echo ${{PIPESTATUS[0]}}"
    lean = {"PATH": os.environ["PATH"], "PYTHONPATH": str(LIBRARY)}
    ended = subprocess.run(["bash", "-c", command], env=lean, capture_output=True, text=True)
    problem, code = ended.stdout.splitlines()
    assert problem.startswith("targets.csv:2 ") and code == "0"
    assert "Traceback" not in ended.stderr
    assert "BrokenPipe" not in ended.stderr


def test_a_command_that_is_broken_off_exits_130(run, sound, monkeypatch):
    def broken_off(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("planpace.cli.examine", broken_off)
    assert run("check", sound) == (130, "", "")


HEAVY = {"pandas", "numpy", "matplotlib", "papermill", "typst", "jinja2"}


@pytest.mark.parametrize("arguments", [["--help"], ["report", "--help"], ["check", "nowhere"]])
def test_help_and_check_import_nothing_heavy(arguments):
    code = f"import sys; from planpace.cli import main; main({arguments})"
    told = f"{code}; print({HEAVY} & {{*sys.modules}} or 'light')"
    lean = {"PATH": os.environ["PATH"], "PYTHONPATH": str(LIBRARY)}
    ended = subprocess.run([sys.executable, "-c", told], env=lean, capture_output=True, text=True)
    assert ended.stdout.splitlines()[-1] == "light", ended.stderr


def test_a_run_does_not_build_grammars_that_no_notebook_asks_for():
    code = (
        "import sys, planpace.press.run; print('jsonschema' in sys.modules, 'lark' in sys.modules)"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ended.stdout.split() == ["True", "False"]


def test_a_manifest_without_verdicts_is_refused(run, sound, tmp_path):
    path = tmp_path / "manifest.json"
    for content in ("{", "[]", '{"as_of": "2022-03-31"}'):
        path.write_text(content)
        code, out, err = run("diff", sound, "--from", "2021-03-31", "--recorded", str(path))
        assert (code, out) == (2, "") and "manifest.json is no manifest of a run" in err


def test_diff_prints_each_cause_under_its_target(run, sound):
    code, out, _ = run("diff", sound, "--from", "2021-03-31", "--to", "2022-03-31")
    assert code == 0
    assert "t0  Test\n  RMB 6.32 billion for 2021 (published): ○\u00a0Not enough data → ▼" in out
    assert (
        "评估结论"
        in run("diff", sound, "--from", "2024-01-01", "--to", "2024-02-01", "--lang", "zh")[1]
    )


@pytest.mark.parametrize(
    "dates",
    [
        ("--from", "2023-01-01", "--to", "2022-01-01"),
        ("--from", "yesterday"),
        ("--to", "2022-01-01"),
    ],
)
def test_diff_refuses_dates_out_of_order(run, sound, dates):
    code, out, error = run("diff", sound, *dates)
    assert (code, out) == (2, "") and error
