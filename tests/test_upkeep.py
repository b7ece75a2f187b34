"""A report is made again only where something that it is made of changed."""

import csv
import json
import shutil
from contextlib import suppress
from pathlib import Path

import pytest
from test_publish import AS_OF, PLACE, manifest, place, quick, tree, workshop  # noqa: F401

from planpace import briefing, load_plan
from planpace.analysis.forecast import NO_ODDS
from planpace.cli import main
from planpace.press import publish, stale, upkeep
from planpace.press.run import Report


def command(*more):
    return ["report", "data/plan", "--out", "out", "--as-of", AS_OF, "--quiet", *more]


ROOT = Path(__file__).parents[1]
ZONE = ROOT / "data" / "changzhou-edz-2020"


@pytest.fixture
def made(place, quick, monkeypatch):  # noqa: F811
    """The reports made once; `made.again(…)` runs the command once more and tells what it made."""
    asked = []
    one = publish.made
    monkeypatch.setattr(
        publish, "made", lambda rs, *a: [asked.append(r.name) or done for r, done in
                                         zip(rs, one(rs, *a), strict=True)]
    )  # fmt: skip

    def again(*more):
        asked.clear()
        assert main(command(*more)) == 0
        return sorted(asked)

    quick.again = again
    assert again() == ["en/overview", "en/p", "zh/overview", "zh/p"]
    return quick


def changed(path, old, new):
    text = Path(path).read_text("utf-8")
    assert old in text
    Path(path).write_text(text.replace(old, new), "utf-8")


def test_nothing_is_made_where_nothing_changed(made, capsys):
    before = tree("out")
    times = {path: path.stat().st_mtime_ns for path in Path("out").rglob("*.*")}
    assert made.again() == []
    assert tree("out") == before
    assert {path: path.stat().st_mtime_ns for path in Path("out").rglob("*.*")} == times
    assert main([one for one in command() if one != "--quiet"]) == 0
    assert "up to date in out/plan" in capsys.readouterr().err


def test_all_is_made_again_by_force(made):
    assert len(made.again("--force")) == 4


def test_a_changed_notebook_makes_its_own_reports_again(made):
    changed("notebooks/overview.ipynb", "page.headline", "page.headline ")
    assert made.again() == ["en/overview", "zh/overview"]


def test_a_changed_table_makes_all_again(made):
    changed("data/plan/targets.csv", "t0", "t9")
    assert len(made.again()) == 4


def test_what_is_missing_altered_or_failed_is_made_again(made):
    Path(PLACE, "zh/p.html").unlink()
    assert made.again() == ["zh/p"]
    Path(PLACE, "en/p.pdf").write_bytes(b"not it")
    assert made.again() == ["en/p"]
    made.fails.add("en/overview")
    assert main(command("--force")) == 1
    made.fails.clear()
    assert made.again() == ["en/overview"]


def test_a_dry_run_tells_why_and_makes_nothing(made, capsys):
    changed("notebooks/overview.ipynb", "page.headline", "page.headline ")
    Path(PLACE, "en/p.pdf").unlink()
    before = tree("out")
    assert made.again("--dry-run") == []
    told = dict(line.split(": ") for line in capsys.readouterr().out.splitlines())
    assert {name.removeprefix(f"plan/{AS_OF}/"): why for name, why in told.items()} == {
        "zh/p": "up to date", "en/p": "a file is missing or was altered",
        "zh/overview": "its notebook changed", "en/overview": "its notebook changed",
    }  # fmt: skip
    assert tree("out") == before


def test_another_command_leaves_the_rest_as_it_is(made):
    assert made.again("--lang", "zh") == []
    assert made.again() == []
    entries = {entry["report"]: entry["status"] for entry in manifest()["reports"]}
    assert entries == dict.fromkeys(("en/overview", "en/p", "zh/overview", "zh/p"), "ok")


def test_other_figures_than_those_of_a_pillar_are_not_on_its_pages(tmp_path):
    """So that a key by a pillar's own indicators may stand for its page: the zone, figure by
    figure of some indicators; where the key holds, every part of the page is the same."""
    plan, date = load_plan(ZONE), "2024-11-01"
    pillars = [*plan.pillar]

    def keys(of):
        told = stale.examined([Report(of, p, "en", date) for p in pillars], [], tmp_path)
        return {p: told[f"en/{p}"][0]["figures"] for p in pillars}

    def pages(of):
        return {p: briefing(of, p, "en", date) for p in pillars}

    before, shown = keys(plan), pages(plan)
    rows = list(csv.DictReader((ZONE / "observations.csv").open(encoding="utf-8")))
    amounts = [i for i, one in plan.indicator.items() if one.nature not in NO_ODDS]
    firsts = {r["indicator_id"]: n for n, r in enumerate(rows) if r["indicator_id"] in amounts}
    same = turned = 0
    for number in [*firsts.values()][::4]:
        folder = tmp_path / str(number) / plan.id
        shutil.copytree(ZONE, folder)
        odd = [dict(row) for row in rows]
        odd[number]["value"] = str(float(odd[number]["value"]) * 0.97)
        with (folder / "observations.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, [*rows[0]], lineterminator="\n")
            writer.writeheader()
            writer.writerows(odd)
        other = load_plan(folder)
        now, page = keys(other), pages(other)
        held = [p for p in pillars if now[p] == before[p]]
        turned += len(pillars) - len(held)
        for pillar in held:
            for part in ("headline", "targets", "silent", "paths", "changes", "quality", "charts",
                         "missing", "figures", "replay"):  # fmt: skip
                assert repr(getattr(page[pillar], part).blocks) == repr(
                    getattr(shown[pillar], part).blocks
                ), (rows[number], pillar, part)
                same += 1
    assert same > 100 and turned > 3


def test_a_manifest_that_cannot_be_read_counts_as_none(made):
    Path(PLACE, "manifest.json").write_text("{}")
    assert upkeep.done(Path("out"), "plan", "x") is None
    Path(PLACE, "manifest.json").write_text(json.dumps({"asked": {"x": ["zh/p"]}, "reports": []}))
    assert upkeep.done(Path("out"), "plan", "x") is None


def test_old_dates_go_and_this_one_never(made):
    for day in ("2022-05-31", "2022-04-30", "2022-03-31"):
        assert main([*command()[:5], day, "--quiet"]) == 0
    assert [p.name for p in sorted(Path("out/plan").iterdir())] == [
        "2022-03-31", "2022-04-30", "2022-05-31", AS_OF,
    ]  # fmt: skip
    assert main([*command()[:5], "2022-04-30", "--quiet", "--keep", "2", "--force"]) == 0
    assert [p.name for p in sorted(Path("out/plan").iterdir())] == ["2022-04-30", AS_OF]
    index = Path("out/index.html").read_text("utf-8")
    assert "2022-04-30" in index and "2022-05-31" not in index
    assert not list(Path("out").glob(".building-*"))


def test_who_is_to_know_is_told_of_success_and_failure(made):
    hooks = ["--on-success", "cat > good.json", "--on-failure", "cat > bad.json"]
    assert main(command("--force", *hooks)) == 0
    good = json.loads(Path("good.json").read_text("utf-8"))
    assert good["failed"] == {} and len(good["made"]) == 4 and good["seconds"] >= 0
    assert good == json.loads(Path("out/run.json").read_text("utf-8"))
    assert not Path("bad.json").exists()
    made.fails.add("zh/p")
    assert main(command("--force", *hooks)) == 1
    bad = json.loads(Path("bad.json").read_text("utf-8"))
    assert bad["failed"] == {f"plan/{AS_OF}/zh/p": "ValueError: made to fail"}
    assert len(bad["made"]) == 3
    changed("data/plan/targets.csv", "at_least", "at_lost")
    assert main(command("--force", *hooks)) == 1
    assert "at_lost" in json.loads(Path("bad.json").read_text("utf-8"))["errors"]["plan"]


def test_a_run_that_is_broken_off_is_told_to_nobody(made, monkeypatch):
    def broken_off(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(publish, "made", broken_off)
    hooks = ["--on-success", "touch told", "--on-failure", "touch told"]
    with suppress(KeyboardInterrupt):
        assert main(command("--force", *hooks)) != 0
    assert not Path("told").exists()


def test_a_folder_among_the_fonts_is_no_font(made):
    Path("data/plan/fonts/old").mkdir(parents=True)
    assert made.again() == []
