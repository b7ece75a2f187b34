"""The examples for unattended runs hold: units that systemd takes, commands that planpace knows."""

import json
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from planpace.cli import planpace
from planpace.press.tell import teller

EXAMPLES = Path(__file__).parents[1] / "docs" / "unattended"


def commands():
    for path in sorted(EXAMPLES.iterdir()):
        for line in path.read_text("utf-8").splitlines():
            if found := re.search(r"planpace (report .*)", line):
                yield pytest.param(shlex.split(found[1]), id=path.name)


@pytest.mark.parametrize("command", [*commands()])
def test_every_command_is_one_that_planpace_knows(command):
    name, *given = command
    context = planpace.commands[name].make_context(name, given)
    assert context.params["quiet"] and context.params["plans"][0].endswith("our-plan")


def test_there_is_an_example_for_each_way():
    assert {p.name for p in EXAMPLES.iterdir()} == {
        "crontab", "github-actions.yml", "planpace.service", "planpace.timer",
    }  # fmt: skip
    assert len([*commands()]) == 3


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not here")
def test_the_units_are_sound(tmp_path):
    for unit in ("planpace.service", "planpace.timer"):
        text = (EXAMPLES / unit).read_text("utf-8")
        text = text.replace("/srv/planpace/.venv/bin/planpace", shutil.which("true"))
        (tmp_path / unit).write_text(text)
    units = [str(tmp_path / unit) for unit in ("planpace.service", "planpace.timer")]
    ran = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True)
    told = [line for line in ran.stderr.splitlines() if "planpace." in line]
    assert not told, told
    when = re.search("OnCalendar=(.*)", (EXAMPLES / "planpace.timer").read_text())[1]
    calendar = subprocess.run(["systemd-analyze", "calendar", when], capture_output=True, text=True)
    assert calendar.returncode == 0 and "*-*-03 06:00:00" in calendar.stdout


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not here")
def test_the_service_may_do_little(tmp_path):
    """From 0 to 100, what it may do beyond its work; a service that says nothing has some 96."""
    shutil.copy(EXAMPLES / "planpace.service", tmp_path)
    command = ["systemd-analyze", "security", "--offline=true", "--threshold=20", "--no-pager"]
    ran = subprocess.run([*command, str(tmp_path / "planpace.service")], capture_output=True)
    assert ran.returncode == 0, ran.stdout.decode()[-300:]


def test_the_crontab_and_the_schedule_name_a_time():
    (line,) = (one for one in (EXAMPLES / "crontab").read_text().splitlines() if one[0] != "#")
    assert re.match(r"(\d+|\*) (\d+|\*) (\d+|\*) (\d+|\*) (\d+|\*) \S", line)
    told = yaml.safe_load((EXAMPLES / "github-actions.yml").read_text())
    (schedule,) = told[True]["schedule"]  # `on` is a truth value to YAML
    assert re.fullmatch(r"(\d+|\*)( (\d+|\*)){4}", schedule["cron"])
    steps = told["jobs"]["report"]["steps"]
    assert any("planpace report" in step.get("run", "") for step in steps)


EVENTS = [
    ("begun", {"count": 2}), ("made", {"report": "a/en/p", "seconds": 0.5}),
    ("failed", {"report": "a/en/q", "seconds": 1, "error": "ValueError: x"}),
    ("published", {"folder": "out/a"}), ("ended", {"seconds": 1.5}),
]  # fmt: skip


def heard(capsys, monkeypatch, form, quiet, terminal):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: terminal)
    tell = teller(form, "en", quiet)
    for event, about in EVENTS:
        tell(event, **about)
    return capsys.readouterr().err


def test_a_log_for_people_has_a_line_with_the_time_for_each_event(capsys, monkeypatch):
    lines = heard(capsys, monkeypatch, "text", False, False).splitlines()
    assert len(lines) == 5 and all(
        re.match(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d ", one) for one in lines
    )
    assert lines[1].endswith("a/en/p made in 0.5 s") and lines[2].endswith("a/en/q: ValueError: x")


def test_a_log_for_programs_has_a_line_of_json_for_each_event(capsys, monkeypatch):
    told = map(json.loads, heard(capsys, monkeypatch, "json", False, True).splitlines())
    assert [(one.pop("event"), one.pop("time") and one) for one in told] == EVENTS


def test_a_terminal_has_a_bar_that_counts_and_lines_for_what_failed_alone(capsys, monkeypatch):
    told = heard(capsys, monkeypatch, "text", False, True)
    assert "0/2 |" in told and "2/2 |" in told and "made in" not in told
    assert [line for line in re.split("[\r\n]", told) if "/" in line and "|" not in line] == [
        "a/en/q: ValueError: x"
    ]


@pytest.mark.parametrize("terminal", [False, True])
def test_who_wants_quiet_hears_of_failures_alone(capsys, monkeypatch, terminal):
    (line,) = heard(capsys, monkeypatch, "text", True, terminal).splitlines()
    assert line.endswith("a/en/q: ValueError: x")
