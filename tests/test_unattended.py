"""The examples for unattended runs hold: units that systemd takes, commands that planpace knows."""

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from planpace.cli import planpace

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


def test_the_crontab_and_the_schedule_name_a_time():
    (line,) = (one for one in (EXAMPLES / "crontab").read_text().splitlines() if one[0] != "#")
    assert re.match(r"(\d+|\*) (\d+|\*) (\d+|\*) (\d+|\*) (\d+|\*) \S", line)
    told = yaml.safe_load((EXAMPLES / "github-actions.yml").read_text())
    (schedule,) = told[True]["schedule"]  # `on` is a truth value to YAML
    assert re.fullmatch(r"(\d+|\*)( (\d+|\*)){4}", schedule["cron"])
    steps = told["jobs"]["report"]["steps"]
    assert any("planpace report" in step.get("run", "") for step in steps)
