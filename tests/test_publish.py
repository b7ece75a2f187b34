"""A set of reports is published whole or not at all, and is the same bytes every time."""

import ast
import base64
import errno
import hashlib
import html
import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import nbformat
import pypdf
import pytest
from synthetic import figures, notebook_of, shown_by, write_plan

import planpace
from planpace import load_plan
from planpace.cli import main
from planpace.press import aside, failed, publish, run, workers
from planpace.press.run import Outcome, Report, execute, make
from planpace.render.fonts import REGULAR
from planpace.render.html import MIME, to_html
from planpace.render.pdf import to_pdf

LIBRARY = Path(planpace.__file__).parents[1]
HERE = Path(__file__).parent
AS_OF = "2022-06-30"
FORMS = ("html", "pdf", "xlsx", "docx", "ipynb")
PLACE = f"out/plan/{AS_OF}"
LEAN = {"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join([str(LIBRARY), str(HERE)])}


@pytest.fixture(scope="module")
def workshop(tmp_path_factory):
    """A folder as a user has it: notebooks, and a plan under data/."""
    folder = tmp_path_factory.mktemp("workshop")
    shutil.copytree(run.notebooks().resolve(), folder / "notebooks")
    write_plan(
        folder / "data" / "plan",
        [{}, {"kind": "at_most", "value": "70"}],
        figures({"2019": 55, "2020": 58, "2021": 63.22}),
    )
    return folder


@pytest.fixture
def place(workshop, tmp_path, monkeypatch):
    """The same with an empty `out`, as the working directory."""
    for part in ("notebooks", "data"):
        shutil.copytree(workshop / part, tmp_path / part)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def quick(monkeypatch):
    """Make reports in no time: their files say when; those in `fails` fail."""
    fails, mark = set(), ["first"]

    def make(report):
        if report.name in fails:
            return Outcome(report, 0.0, error="ValueError: made to fail")
        files = {form: f"{mark[0]} {report.name} {form}".encode() for form in report.formats}
        return Outcome(report, 0.0, files)

    monkeypatch.setattr(publish, "made", lambda reports, jobs, limit: map(make, reports))
    make.fails, make.mark = fails, mark
    return make


FONT = REGULAR.read_bytes()


def command(*more):
    return ["report", "data/plan", "--out", "out", "--as-of", AS_OF, "--quiet", "--force", *more]


def tree(folder):
    """Every file under a folder that is not hidden, with its bytes."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(Path(folder).rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }


def manifest():
    return json.loads(Path(PLACE, "manifest.json").read_text("utf-8"))


def consistent():
    """Every output of the manifest is there, with the bytes that its sha256 says."""
    entries = manifest()["reports"]
    listed = {p: digest for entry in entries for p, digest in entry["outputs"].items()}
    files = {p: hashlib.sha256(b).hexdigest() for p, b in tree(PLACE).items()}
    del files["manifest.json"]
    assert files == listed


def test_the_set_is_as_the_contract_says(place, quick):
    assert main(command()) == 0
    names = {f"{lang}/{page}" for lang in ("zh", "en") for page in ("p", "overview")}
    files = {f"{name}.{form}" for name in names for form in FORMS}
    assert set(tree(PLACE)) == {*files, "manifest.json"}
    assert set(tree("out")) == {f"plan/{AS_OF}/{f}" for f in tree(PLACE)} | {
        "index.html",
        "run.json",
    }
    consistent()


def test_the_manifest_says_what_went_in_and_what_came_out(place, quick):
    main(command("--lang", "en", "--pillar", "p"))
    (entry,) = manifest()["reports"]
    assert (entry["report"], entry["status"], entry["error"]) == ("en/p", "ok", "")
    digest = hashlib.sha256(Path("data/plan/targets.csv").read_bytes()).hexdigest()
    assert entry["inputs"]["targets.csv"] == digest
    assert {"datapackage.json", "observations.csv", "pillar.ipynb"} <= set(entry["inputs"])
    wanted = {"pillar": "p", "language": "en", "as_of": AS_OF, "plan": "data/plan"}
    assert entry["parameters"] == wanted
    assert entry["versions"]["python"] and entry["seconds"] >= 0


def sha256(content):
    return hashlib.sha256(content).hexdigest()


def test_the_inputs_are_those_that_were_there_before_the_run(place, quick, monkeypatch):
    figures, fonts = Path("data/plan/observations.csv"), Path("data/plan/fonts")
    fonts.mkdir()
    (fonts / "own.ttf").write_bytes(FONT)
    before = figures.read_bytes()

    def make(report):
        figures.write_bytes(before + b"\n")
        return quick(report)

    monkeypatch.setattr(publish, "made", lambda reports, jobs, limit: map(make, reports))
    assert main(command()) == 0
    for entry in manifest()["reports"]:
        assert entry["inputs"]["observations.csv"] == sha256(before)
        assert entry["inputs"]["own.ttf"] == sha256(FONT)
        notebook = {"pillar.ipynb"} if entry["pillar"] else {"overview.ipynb"}
        assert {name for name in entry["inputs"] if name.endswith(".ipynb")} == notebook


def test_one_language_and_format_alone_make_one_file(place, quick):
    main(command("--lang", "zh", "--pillar", "p", "--format", "html"))
    assert set(tree(PLACE)) == {"zh/p.html", "manifest.json"}


def test_a_report_made_anew_leaves_the_others_in_their_place(place, quick):
    main(command())
    quick.mark[0] = "second"
    main(command("--lang", "en", "--pillar", "p"))
    files = tree(PLACE)
    assert files["en/p.html"] == b"second en/p html"
    assert files["zh/p.html"] == b"first zh/p html"
    assert len(manifest()["reports"]) == 4
    consistent()


def test_a_report_that_fails_has_its_error_in_its_place_and_the_others_are_written(
    place, quick, capsys
):
    main(command())
    quick.mark[0] = "second"
    quick.fails.add("en/p")
    assert main(command()) == 1
    told = capsys.readouterr().err
    assert f"plan/{AS_OF}/en/p: ValueError: made to fail" in told
    files = tree(PLACE)
    assert {name for name in files if name.startswith("en/p.")} == {
        "en/p.html", "en/p.pdf", "en/p.docx",
    }  # fmt: skip
    page = html.unescape(files["en/p.html"].decode())
    assert "could not be made" in page and "ValueError: made to fail" in page
    assert "Pillar" in page and AS_OF in page and "Test plan" in page
    assert files["en/p.pdf"].startswith(b"%PDF-") and len(files["en/p.docx"]) > 1000
    assert files["zh/p.html"] == b"second zh/p html"
    entries = {entry["report"]: entry for entry in manifest()["reports"]}
    status = {name: entry["status"] for name, entry in entries.items()}
    assert status.pop("en/p") == "failed" and set(status.values()) == {"ok"}
    assert entries["en/p"]["error"] == "ValueError: made to fail"
    ran = json.loads(Path("out/run.json").read_text("utf-8"))
    assert ran["failed"] == {f"plan/{AS_OF}/en/p": "ValueError: made to fail"}
    assert len(ran["made"]) == 3 and not ran["current"] and not ran["errors"]
    consistent()
    assert "could not be made" in Path("out/index.html").read_text("utf-8")
    quick.fails.clear()
    assert main(command()) == 0
    assert {entry["status"] for entry in manifest()["reports"]} == {"ok"}
    assert "en/p.xlsx" in tree(PLACE)
    consistent()


def test_a_page_that_cannot_even_tell_of_its_failure_is_left_out(place, quick, monkeypatch):
    quick.fails.update({"zh/p", "zh/overview"})
    monkeypatch.setitem(failed.WRITERS, "html", lambda *_: 1 / 0)
    assert main(command()) == 1
    assert {name for name in tree(PLACE) if name.startswith("zh/p.")} == {"zh/p.pdf", "zh/p.docx"}
    consistent()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_failed_page_names_the_cell_whatever_stands_in_it(place, language):
    """Text from data or a notebook may hold what no font writes, and what markup would read."""
    report = Report(load_plan("data/plan"), "p", language, AS_OF)
    error = "ValueError: <b>#x</b> \x1b[31m \U00020bb7 😀 * [y](z) `q` $m$"
    outcome = Outcome(report, 0.0, {"ipynb": b"{}"}, error, "page = 1 / 0\n\n    <i>#let x</i>")
    files = failed.instead(outcome)
    assert set(files) == {"html", "pdf", "docx", "ipynb"} and files["ipynb"] == b"{}"
    page = files["html"].decode()
    assert "page = 1 / 0" in page and "<b>#x" not in page and "&lt;i&gt;#let x" in page
    text = " ".join(pypdf.PdfReader(io.BytesIO(files["pdf"])).pages[0].extract_text().split())
    assert "page = 1 / 0" in text and "#let x" in text and "[y](z)" in text
    lead = {"zh": "这份报告未能生成", "en": "This report could not be made"}[language]
    assert lead in page and lead in text


def test_the_index_lists_every_set_newest_first(place, quick):
    main(command())
    main(["report", "data/plan", "--out", "out", "--as-of", "2021-12-31", "--quiet"])
    index = Path("out/index.html").read_text("utf-8")
    links = re.findall(r'href="([^"#]+)"', index)
    assert links and all(Path("out", link).is_file() for link in links)
    files = {path for path in tree("out") if path.endswith(FORMS)}
    assert set(links) == files - publish.OURS
    assert index.index("2022-06-30") < index.index("2021-12-31")
    assert "测试规划" in index and "Test plan" in index and "支柱" in index and "Pillar" in index


def test_the_index_follows_each_verdict_over_the_dates(place, quick):
    main(command())
    main(["report", "data/plan", "--out", "out", "--as-of", "2021-12-31", "--quiet"])
    index = Path("out/index.html").read_text("utf-8")
    rows = re.findall(r"<tr .*?</tr>", index, re.S)
    cells = [re.sub(r"<[^>]+>|&nbsp;", " ", row).split() for row in rows if "测试" in row]
    behind, early = (row[row.index("Test") + 1 :] for row in cells)
    assert behind == 2 * ["▼", "严重滞后", "·", "Far", "behind", "schedule"]
    assert early == 2 * ["●", "提前实现", "·", "Achieved", "early"]
    pillar = next(row for row in rows if "<strong>支柱" in row)
    assert pillar.count("<td ") == 2 and pillar.count("▼") == 2


def test_names_on_the_index_are_escaped(place, quick):
    shutil.copytree(Path("data/plan").resolve(), "hostile")
    path = Path("hostile/datapackage.json")
    names = {"name_zh": "<script>规划", "name_en": "<b>Plan"}
    path.write_text(json.dumps({"planpace": names}), "utf-8")
    main(["report", "hostile", "--out", "out", "--quiet"])
    index = Path("out/index.html").read_text("utf-8")
    assert "<script" not in index and "<b>Plan" not in index and "&lt;b&gt;Plan" in index


def test_what_a_killed_run_left_is_cleared_by_the_next(place, quick):
    main(command())
    before = tree("out")
    left = Path("out/.building-x/set/en")
    left.mkdir(parents=True)
    (left / "p.html").write_text("half a page")
    assert tree(PLACE) == {k.removeprefix(f"plan/{AS_OF}/"): v for k, v in before.items()
                           if k not in publish.OURS}  # fmt: skip
    assert main(command()) == 0
    assert not list(Path("out").glob(".building-*"))
    consistent()


def test_nothing_of_a_run_is_left_beside_the_set(place, quick):
    main(command())
    main(command())
    assert not list(Path("out").rglob(".*"))


def told_in_one_line(capsys):
    """What the command line said, which is one line."""
    said = capsys.readouterr()
    assert said.out == "" and said.err.count("\n") == 1
    return said.err


def test_a_file_in_the_place_of_the_folder_is_told_in_one_line_and_left(place, quick, capsys):
    Path("out").write_text("mine")
    assert main(command()) == 1
    assert told_in_one_line(capsys).startswith("planpace: cannot publish in out: ")
    assert Path("out").read_text() == "mine"
    reports = [Report(load_plan("data/plan"), "p", "en", AS_OF)]
    with pytest.raises(aside.CannotPublish, match="cannot publish in out"):
        publish.publish(reports, Path("out"))


def breaks(owner, name, error, when):
    """A function of a module or class, made to fail where `when` says so of its arguments."""
    real = getattr(owner, name)

    def broken(*given, **named):
        if when(*given, **named):
            raise error
        return real(*given, **named)

    return owner, name, broken


def inside(path, *_, **__):
    return ".building-" in str(path)


UNWRITABLE = {
    "the folder": (Path, "mkdir", lambda path, *_, **__: path.name == "out"),
    "the lock": (aside.FileLock, "acquire", lambda *_, **__: True),
    "the copy's folder": (aside.tempfile, "TemporaryDirectory", lambda *_, **n: "dir" in n),
    "the copy": (publish.shutil, "copytree", lambda *_, **__: True),
    "a report": (Path, "write_bytes", lambda path, _: inside(path) and path.name == "p.pdf"),
    "the manifest": (Path, "write_text", inside),
    "the index": (Path, "write_text", lambda path, *_, **__: path.name == "index.html"),
    "the index's bytes": (publish, "index_page", lambda *_: True),
    "the new set": (publish, "exchange", lambda *_: True),
}
CUT = shutil.Error([("a", "b", "[Errno 28] No space left on device: 'a' -> 'b'")] * 3)
ERRORS = {
    "Permission denied": PermissionError(errno.EACCES, "Permission denied"),
    "No space left on device": OSError(errno.ENOSPC, "No space left on device"),
    "Read-only file system": OSError(errno.EROFS, "Read-only file system"),
}


@pytest.mark.parametrize("why", ERRORS)
@pytest.mark.parametrize("where", UNWRITABLE)
def test_where_nothing_can_be_written_the_old_set_stays(place, quick, capsys, where, why):
    assert main(command()) == 0
    before = tree("out")
    quick.mark[0] = "second"
    owner, name, when = UNWRITABLE[where]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(*breaks(owner, name, ERRORS[why], when))
        assert main(command()) == 1
    assert told_in_one_line(capsys) == f"planpace: cannot publish in out: {why}\n"
    assert tree("out") == before
    assert not list(Path("out").glob(".building-*"))
    assert main(command()) == 0, "the lock was kept"
    assert tree(PLACE)["en/p.html"] == b"second en/p html"
    consistent()


def test_a_copy_that_is_cut_short_is_told_in_one_line(place, quick, capsys):
    assert main(command()) == 0
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(*breaks(publish.shutil, "copytree", CUT, lambda *_, **__: True))
        assert main(command()) == 1
    told = told_in_one_line(capsys)
    assert told == "planpace: cannot publish in out: No space left on device\n"


@pytest.mark.parametrize("content", ["{", "[]", '{"reports": 1}', '{"reports": [{}]}', "\xff"])
def test_a_broken_manifest_is_told_in_one_line_and_left(place, quick, capsys, content):
    assert main(command()) == 0
    before = tree("out")
    Path(PLACE, "manifest.json").write_bytes(content.encode("latin-1"))
    assert main(command()) == 1
    told = told_in_one_line(capsys)
    assert told.startswith(f"planpace: cannot publish in out: {Path(PLACE, 'manifest.json')} ")
    Path(PLACE, "manifest.json").write_bytes(before[f"plan/{AS_OF}/manifest.json"])
    assert tree("out") == before


@pytest.mark.parametrize("file", [PLACE, "out/plan"])
def test_a_file_where_a_set_should_be_is_not_replaced(place, quick, capsys, file):
    Path(file).parent.mkdir(parents=True)
    Path(file).write_text("mine")
    assert main(command()) == 1
    assert f"{Path(file)} is a file, not a folder" in told_in_one_line(capsys)
    assert Path(file).read_text() == "mine"


def test_a_set_made_twice_is_on_the_index_once(place, quick):
    main(command())
    once = Path("out/index.html").read_text("utf-8")
    main(command())
    assert Path("out/index.html").read_text("utf-8") == once


def test_a_report_is_written_in_every_form_that_has_a_writer(place):
    report = Report(load_plan("data/plan"), "", "en", AS_OF)
    assert report.formats == run.FORMATS == tuple(run.WRITERS)


def test_our_own_code_names_no_module_that_windows_lacks():
    for path in Path(planpace.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module] if isinstance(node, ast.ImportFrom) else []
            assert not {"fcntl", "pwd", "grp", "resource", "termios", "msvcrt"} & {*names}, path


KILLED = """
import sys, time
from pathlib import Path
from planpace.press import publish, workers
from planpace.cli import main
from planpace.press.run import Outcome

def make(report, *_, **__):
    if sys.argv[1] == "making":
        Path("reached").touch()
        time.sleep(3)
    return Outcome(report, 0.0, {form: b"second" for form in report.formats})

def stop(*_):
    Path("reached").touch()
    time.sleep(60)

workers.make = make
publish.exchange = stop
main(sys.argv[2:])
"""


@pytest.mark.parametrize("moment", ["making", "writing"])
def test_a_killed_run_leaves_the_old_set_and_does_not_block_the_next(place, quick, moment):
    assert main(command()) == 0
    before = tree(PLACE)
    Path("killed.py").write_text(KILLED)
    process = subprocess.Popen(
        [sys.executable, "killed.py", moment, *command("--jobs", "2")],
        env=LEAN, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    try:
        wait_for(Path("reached").exists)
        process.kill()
        process.wait()
        assert tree(PLACE) == before
        code = "import sys; from planpace.cli import main; sys.exit(main(sys.argv[1:]))"
        run_next = [sys.executable, "-c", code.replace("import sys;", f"import sys; {FAST};")]
        ended = subprocess.run([*run_next, *command()], env=LEAN, timeout=20)
        assert ended.returncode == 0
        assert not list(Path("out").glob(".building-*"))
        consistent()
    finally:
        with suppress(ProcessLookupError):  # its session, with whatever is left of it
            os.killpg(process.pid, signal.SIGKILL)


FAST = (
    "from planpace.press import publish; from planpace.press.run import Outcome; "
    "publish.made = lambda rs, jobs, limit: "
    "(Outcome(r, 0.0, {f: b'x' * 100000 for f in r.formats}) for r in rs)"
)


def wait_for(condition, seconds=20):
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it never came"
        time.sleep(0.05)


def test_two_runs_at_once_both_end_well(place):
    code = f"import sys; {FAST}; from planpace.cli import main; sys.exit(main(sys.argv[1:]))"
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", code, *command("--lang", lang)], env=LEAN, stderr=subprocess.PIPE
        )
        for lang in ("zh", "en", "zh,en")
    ]
    for process in runs:
        _, err = process.communicate(timeout=60)
        told = err.decode().splitlines()
        assert process.returncode == 0 and len(told) <= 2
        assert all(re.search(r"is writing to out \((\?|\d+ @ .+)\): waiting", one) for one in told)
    assert {entry["report"] for entry in manifest()["reports"]} == {
        "zh/p", "zh/overview", "en/p", "en/overview",
    }  # fmt: skip
    consistent()
    assert not list(Path("out").glob(".building-*"))


def test_an_unknown_parameter_of_a_notebook_lists_the_known(place):
    with pytest.raises(ValueError, match=r"colour.*plan.*pillar.*language.*as_of"):
        execute(Path("notebooks/pillar.ipynb"), {"colour": "red"})


def test_a_notebook_that_raises_is_a_failed_report_with_its_cause(place):
    outcome = run.make(Report(load_plan("data/plan"), "nowhere", "en", AS_OF))
    assert list(outcome.files) == ["ipynb"] and "pp.briefing(" in outcome.cell
    record = nbformat.reads(outcome.files["ipynb"].decode(), as_version=4)
    nbformat.validate(record)
    (error,) = (o for c in record.cells for o in c.get("outputs", ()) if o.output_type == "error")
    assert "unknown pillar" in error.evalue and str(place) not in outcome.files["ipynb"].decode()
    assert "unknown pillar" in outcome.error and "known: p" in outcome.error


def test_a_part_that_no_template_can_show_fails_its_notebook(tmp_path):
    """IPython prints a line and goes on where it cannot trace an error into a template."""
    code = (
        "from planpace.briefings.blocks import Text\n"
        "from planpace.render.page import Part\n"
        "class Unshown(str):\n"
        "    def __html__(self):\n"
        "        return 1 / 0\n"
        "Part(Text(Unshown('x')))"
    )
    cells = [nbformat.v4.new_code_cell(source) for source in (code, "print('on')")]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "broken.ipynb")
    for within in (False, True):
        made = execute(tmp_path / "broken.ipynb", {}, within=within)
        errors = [o.evalue for o in made.cells[0].outputs if o.output_type == "error"]
        assert errors == ["ZeroDivisionError: division by zero"]
        assert not made.cells[1].outputs, "it went on"


@pytest.mark.parametrize("name", ["pillar", "overview"])
def test_a_plan_of_headers_alone_has_its_pages_too(place, name):
    write_plan("bare", [])
    given = {"plan": "bare", "language": "en", "pillar": "p", "as_of": AS_OF}
    notebook = notebook_of(*shown_by(Path("notebooks", f"{name}.ipynb"), given))
    assert "no checkable target" in to_html(notebook)
    assert to_pdf(notebook, datetime(2022, 6, 30, tzinfo=UTC)).startswith(b"%PDF")


@pytest.mark.skipif(os.name != "posix", reason="a shell closes the streams")
@pytest.mark.parametrize("closed", ["2>&-", ">&-", "<&- >&- 2>&-"])
def test_a_run_whose_streams_are_closed_publishes_all_the_same(place, closed):
    given = "report data/plan --out out --format ipynb --pillar p --lang en"
    command = f"{sys.executable} -m planpace {given} --as-of {AS_OF} {closed}"
    assert subprocess.run(command, shell=True, env=LEAN, timeout=60).returncode == 0
    assert set(tree(PLACE)) == {"en/p.ipynb", "manifest.json"}
    consistent()


@pytest.fixture(scope="module")
def twice(workshop):
    """Two real runs of one report as a scheduler would: no home, no terminal, nothing set."""
    sets = []
    for name in ("one", "two"):
        ended = subprocess.run(
            [sys.executable, "-m", "planpace", "report", "data/plan", "--out", name,
             "--as-of", AS_OF, "--pillar", "p", "--lang", "zh"],
            cwd=workshop, env={**LEAN, "HOME": "/nonexistent"}, stdin=subprocess.DEVNULL,
            capture_output=True, text=True, timeout=120,
        )  # fmt: skip
        sets.append((ended, tree(workshop / name / "plan" / AS_OF)))
    return sets


def test_a_run_without_home_and_terminal_ends_well_and_draws_no_bar(twice):
    for ended, files in twice:
        assert ended.returncode == 0, ended.stderr
        assert ended.stdout == "" and "%|" not in ended.stderr and "\r" not in ended.stderr
        assert set(files) == {*(f"zh/p.{form}" for form in FORMS), "manifest.json"}


@pytest.mark.parametrize("form", FORMS)
def test_two_runs_give_the_same_bytes(twice, form):
    (_, one), (_, two) = twice
    assert one[f"zh/p.{form}"] == two[f"zh/p.{form}"]


def test_the_page_holds_its_pictures_and_nothing_from_elsewhere(twice):
    page = twice[0][1]["zh/p.html"].decode()
    spark = (
        r'<img class="spark" style="[^"]*" alt="([^"]*)" src="data:image/svg\+xml;base64,([^"]+)"'
    )
    sparks = re.findall(spark, page)
    assert sparks and len(sparks) == page.count("<img ")
    assert all(b"<svg" in base64.b64decode(data) for _, data in sparks)
    charts = re.findall(r'<div class="chart" role="img" aria-label="([^"]+)"><svg ', page)
    assert len(charts) >= 3 and len(charts) == page.count("<svg ") and all(charts)
    assert "<script" not in page and "http-equiv" not in page
    loaded = re.sub(r'<a href="[^"]*"', "", page)  # followed by a reader's click alone
    assert not re.search(r"(src|href)\s*=\s*[\"']?https?:", loaded) and "@import" not in page
    assert not re.search(r"url\((?!data:|#chart)", page)


def test_the_page_says_what_was_found(twice):
    page = twice[0][1]["zh/p.html"].decode()
    assert "63.22" in page and "48.4" in page and "严重滞后" in page and 'lang="zh-CN"' in page


def test_the_notebook_is_valid_executed_and_holds_its_pictures(twice):
    notebook = nbformat.reads(twice[0][1]["zh/p.ipynb"].decode(), as_version=4)
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    outputs = [output for cell in code for output in cell.outputs]
    bundles = [output.get("data", {}) for output in outputs]
    blocks = [block for data in bundles if MIME in data for block in data[MIME]["blocks"]]
    assert sum("<svg" in block.get("svg", "") for block in blocks) >= 3
    assert not [data for data in bundles if "<svg" in data.get("text/html", "")]
    assert not [output for output in outputs if output.output_type in {"error", "stream"}]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))


def test_the_pdf_is_tagged_and_names_its_language(twice):
    pdf = twice[0][1]["zh/p.pdf"]
    assert pdf.startswith(b"%PDF-") and pdf.rstrip().endswith(b"%%EOF")
    assert b"/StructTreeRoot" in pdf and b"/MarkInfo" in pdf and b"/Lang" in pdf


@pytest.mark.parametrize("form", FORMS)
def test_no_path_of_this_machine_and_no_error_is_in_a_report(twice, workshop, form):
    content = twice[0][1][f"zh/p.{form}"]
    for own in (workshop, LIBRARY, Path(sys.prefix), Path(sys.executable)):
        assert str(own).encode() not in content
    assert b"Traceback" not in content and b"/nonexistent" not in content


def test_no_path_of_this_machine_is_in_the_manifest(twice, workshop):
    content = twice[0][1]["manifest.json"].decode()
    assert str(workshop) not in content and str(LIBRARY) not in content


# --- side by side --------------------------------------------------------------------------------


@pytest.fixture
def reports(place):
    plan = load_plan("data/plan")
    return [Report(plan, "p", lang, AS_OF, ("ipynb", "xlsx")) for lang in ("zh", "en")]


def test_a_notebook_within_a_warm_process_is_that_of_a_kernel(reports, monkeypatch):
    forked = {done.report.name: done.files for done in workers.made(reports, 2, 60)}
    monkeypatch.setattr(workers, "get_all_start_methods", lambda: ["spawn"])
    plain = {done.report.name: done.files for done in workers.made(reports[:1], 1, 60)}
    assert set(forked) == {"zh/p", "en/p"} and plain["zh/p"] == forked["zh/p"]
    assert b"Traceback" not in plain["zh/p"]["ipynb"] and len(plain["zh/p"]["ipynb"]) > 10_000


def test_a_process_that_has_set_a_page_may_be_forked_all_the_same(reports):
    """typst keeps threads, which no fork has: it would wait for them for ever."""
    report = replace(reports[0], formats=("pdf",))
    alone = make(report, within=True).files["pdf"]
    assert alone.startswith(b"%PDF")
    (forked,) = workers.made([report], 1, 60)
    assert forked.files.get("pdf") == alone, forked.error
    (twice,) = workers.made([report], 1, 60)  # pages of an error too are set in a fork
    assert twice.files == forked.files


def test_an_error_in_a_cell_names_cell_and_reason_in_both_ways(reports):
    path = Path("notebooks/pillar.ipynb")
    path.write_text(path.read_text("utf-8").replace("page.headline", "page.headlines_that_lack"))
    for within in (False, True):
        done = make(reports[0], within=within)
        assert done.error.startswith("pillar.ipynb, cell 4: AttributeError: "), done.error
        assert list(done.files) == ["ipynb"] and done.cell == "page.headlines_that_lack"


def test_what_a_cell_prints_and_draws_stands_in_its_order(tmp_path):
    cells = ["language = 'en'", "print('a'); display(1); print('b'); print('c')", "2 + 2"]
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in cells])
    book.cells[0].metadata["tags"] = ["parameters"]
    book.metadata |= {
        "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}
    }
    nbformat.write(book, tmp_path / "small.ipynb")
    for within in (False, True):
        made = execute(tmp_path / "small.ipynb", {"language": "en"}, within=within)
        told = [(o.output_type, o.get("text"), o.get("data")) for o in made.cells[-2].outputs]
        assert told == [
            ("stream", "a\n", None), ("display_data", None, {"text/plain": "1"}),
            ("stream", "b\nc\n", None),
        ]  # fmt: skip
        assert made.cells[-1].outputs[0].data == {"text/plain": "4"}
        assert made.cells[-1].outputs[0].execution_count == made.cells[-1].execution_count


def test_a_report_that_takes_too_long_or_is_killed_stops_no_other(reports, monkeypatch):
    tried = Path("tried")

    def slow(report, *_, **__):
        if report.language == "zh":
            time.sleep(30)
        return Outcome(report, 0.0, {"ipynb": b"done"})

    def dies_once(report, *_, **__):
        if report.language == "zh" and not tried.exists():
            tried.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return Outcome(report, 0.0, {"ipynb": b"done"})

    def dies(report, *_, **__):
        os.kill(os.getpid(), signal.SIGKILL)

    for make_one, limit, errors in (
        (slow, 1.0, {"zh/p": "not done within 1 seconds", "en/p": ""}),
        (dies_once, 60, {"zh/p": "", "en/p": ""}),
        (dies, 60, dict.fromkeys(("zh/p", "en/p"), "its process was killed twice")),
    ):
        monkeypatch.setattr(workers, "make", make_one)
        assert {d.report.name: d.error for d in workers.made(reports, 2, limit)} == errors
