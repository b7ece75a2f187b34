"""Several plans at once, here and on a Dask cluster of separate processes that share no folder."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from synthetic import figures, write_plan
from test_publish import AS_OF, LEAN, tree, wait_for

from planpace import load_plan
from planpace.cli import main
from planpace.press import cluster, run
from planpace.press.run import Report

FORMS = "html,pdf,xlsx,ipynb"


@pytest.fixture(scope="module")
def plans(tmp_path_factory):
    """Three plans in a folder beside the working folder, so that their names lead out of it."""
    folder = tmp_path_factory.mktemp("plans")
    for number, name in enumerate(("one", "two", "three")):
        write_plan(folder / name, [{}], figures({"2019": 55, "2020": 58 + number, "2021": 63.22}))
    return folder


@pytest.fixture
def desk(plans, tmp_path, monkeypatch):
    """The working folder, with notebooks of its own."""
    shutil.copytree(run.notebooks().resolve(), tmp_path / "notebooks")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory):
    """A scheduler with two workers somewhere else, one of them under Dask's nanny."""
    folder, started = tmp_path_factory.mktemp("cluster"), []
    env = {**LEAN, "HOME": str(folder), "PYTHONUNBUFFERED": "1"}

    def start(*command):
        with (folder / "log").open("ab") as log:
            started.append(subprocess.Popen(
                [sys.executable, "-m", "distributed.cli.dask_" + command[0], *command[1:]],
                cwd=folder, env=env, stdout=log, stderr=log,
            ))  # fmt: skip
        return started[-1]

    start("scheduler", "--port", "0", "--host", "127.0.0.1", "--no-dashboard",
          "--scheduler-file", "told.json")  # fmt: skip
    wait_for((folder / "told.json").exists)
    wait_for(lambda: "address" in (folder / "told.json").read_text())
    address = json.loads((folder / "told.json").read_text())["address"]
    one = ["worker", address, "--nthreads", "1", "--no-dashboard", "--local-directory"]
    workers = [start(*one, str(folder / "1"), "--no-nanny"), start(*one, str(folder / "2"))]
    yield address, workers, lambda: start(*one, str(folder / "3"), "--no-nanny")
    for process in started[::-1]:
        process.terminate()  # a worker under a nanny does not die with it at once
        process.wait()


def command(plans, *more, out="out"):
    names = [str(plans / name) for name in ("one", "two", "three")]
    return ["report", *names, "--as-of", AS_OF, "--format", FORMS, "--quiet", "--out", out, *more]


def same(one, two):
    """Two trees hold the same, but for how long it took and when."""
    one, two = ({n: c for n, c in t.items() if not n.endswith("run.json")} for t in (one, two))
    assert one.keys() == two.keys()
    for name, content in one.items():
        told = [re.sub(rb'"seconds": [\d.]+', b"", c) for c in (content, two[name])]
        assert told[0] == told[1], name


def test_a_cluster_makes_the_same_bytes_and_shares_no_disk(desk, plans, scheduler):
    address, workers, _ = scheduler
    assert main(command(plans, "--jobs", "2")) == 0
    assert main(command(plans, "--scheduler", address, out="afar")) == 0
    same(tree("out"), tree("afar"))
    files = {name.rsplit("/", 1)[0] for name in tree("afar") if name.endswith(".pdf")}
    assert len(files) == 6 and all(process.poll() is None for process in workers)


def test_a_worker_that_is_killed_costs_a_try_and_no_report(desk, plans, scheduler):
    address, workers, another = scheduler
    given = [one for one in command(plans, "--scheduler", address) if one != "--quiet"]
    process = subprocess.Popen(
        [sys.executable, "-m", "planpace", *given, "--log", "json"],
        env=LEAN, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    told = ""
    while '"made"' not in told:  # then both are at work on what is left
        told += (line := process.stderr.readline())
        assert line, told
    workers[0].kill()
    workers[0].wait()
    workers[0] = another()
    told += process.communicate(timeout=120)[1]
    assert process.returncode == 0, told
    ran = json.loads(Path("out/run.json").read_text("utf-8"))
    assert len(ran["made"]) == 12 and not ran["failed"]


def test_an_address_where_nobody_answers_is_told(desk, plans, capsys):
    import dask

    with dask.config.set({"distributed.comm.timeouts.connect": "1s"}):
        assert main(command(plans, "--scheduler", "tcp://127.0.0.1:9")) == 1
    assert "127.0.0.1:9" in capsys.readouterr().err and not list(Path("out").glob("*/*"))


def test_another_program_at_a_worker_makes_nothing(desk, plans):
    reports = [Report(load_plan(plans / "one"), "", "en", AS_OF, ("html",))]
    parcel = cluster._packed(reports, 60.0)
    assert parcel.place.startswith("../") and f"{parcel.place}/targets.csv" in parcel.files
    with pytest.raises(OSError, match="another Planpace"):
        cluster.unpacked(parcel._replace(code="older"))


def test_a_plan_with_problems_keeps_no_other_back(desk, plans, capsys):
    shutil.copytree(plans / "one", "bad")
    path = Path("bad/targets.csv")
    path.write_text(path.read_text("utf-8").replace("at_least", "at_lost"), "utf-8")
    given = ["report", "bad", str(plans / "two"), "--out", "out", "--format", "html", "--quiet"]
    assert main(given) == 1
    assert "at_lost" in capsys.readouterr().err
    ran = json.loads(Path("out/run.json").read_text("utf-8"))
    assert list(ran["errors"]) == ["bad"] and len(ran["made"]) == 4 and not ran["failed"]
    assert len(tree("out/two")) == 5 and not Path("out/bad").exists()


def test_two_plans_of_one_name_have_no_place_for_both(desk, plans, capsys):
    shutil.copytree(plans / "one", "one")
    assert main(["report", "one", str(plans / "one"), "--out", "out"]) == 2
    assert "two plans of one name" in capsys.readouterr().err and not Path("out").exists()


def test_only_the_plan_that_changed_is_made_again(desk, tmp_path, capsys):
    for name in ("a", "b"):
        write_plan(Path(name), [{}], figures({"2019": 55, "2020": 58}))
    given = ["report", "a", "b", "--out", "out", "--format", "ipynb"]
    assert main([*given, "--quiet"]) == 0
    path = Path("b/observations.csv")
    path.write_text(path.read_text("utf-8").replace("58", "57"), "utf-8")
    assert main([*given, "--log", "json"]) == 0
    events = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [e["event"] for e in events] == ["begun", *4 * ["made"], "published", "ended"]
    assert {e["report"].split("/")[0] for e in events if e["event"] == "made"} == {"b"}
    assert len(json.loads(Path("out/run.json").read_text("utf-8"))["current"]) == 4
    assert main(given) == 0
    assert "Nothing has changed" in capsys.readouterr().err


def test_a_run_that_waits_says_for_whom(desk, plans):
    from planpace.press.aside import aside

    with aside(Path("out")):
        process = subprocess.Popen(
            [sys.executable, "-m", "planpace", "report", str(plans / "one"), "--out", "out",
             "--format", "ipynb", "--pillar", "overview", "--lang", "en"],
            env=LEAN, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        told = process.stderr.readline()
        assert f"({os.getpid()} @ " in told and "another run is writing to out" in told
    assert process.wait(60) == 0
    assert {p.name for p in Path("out").iterdir()} == {"one", "index.html", "run.json"}


def test_a_dead_holder_blocks_nobody_and_leaves_nothing(desk, plans):
    code = "from planpace.press.aside import aside; from pathlib import Path; import time\n" \
           "with aside(Path('out')) as b: (b / 'half').write_text('x'); print(flush=True); " \
           "time.sleep(60)"  # fmt: skip
    process = subprocess.Popen([sys.executable, "-c", code], env=LEAN, stdout=subprocess.PIPE)
    process.stdout.readline()
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert Path("out/.lock").exists() and list(Path("out").glob(".building-*/half"))
    given = ["report", str(plans / "one"), "--out", "out", "--format", "ipynb", "--quiet"]
    assert main(given) == 0
    assert not list(Path("out").glob(".*"))
    Path("out/.building-x").mkdir()  # and where nothing is to be done
    Path("out/.lock").write_text("1 @ elsewhere")
    assert main(given) == 0
    assert not list(Path("out").glob(".*"))
