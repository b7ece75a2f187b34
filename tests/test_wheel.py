"""A wheel carries all that a report needs: `pip install` is enough, no checkout is."""

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest
from synthetic import figures, write_plan

ROOT = Path(__file__).parents[1]
PARTS = ("pyproject.toml", "setup.py", "README.md", "LICENSE", "NOTICE.md", "lib", "notebooks")
LEFT = shutil.ignore_patterns("__pycache__", "*.egg-info", ".ipynb_checkpoints")
AS_OF = "2022-06-30"


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    """A copy of what a wheel is built from: building leaves folders behind."""
    folder = tmp_path_factory.mktemp("checkout")
    for part in map(ROOT.joinpath, PARTS):
        if part.is_dir():
            shutil.copytree(part, folder / part.name, ignore=LEFT)
        else:
            shutil.copy(part, folder)
    return folder


def build(checkout, *command):
    """Run Python on a checkout."""
    ended = subprocess.run(
        [sys.executable, *command], cwd=checkout, capture_output=True, text=True, timeout=300
    )
    assert ended.returncode == 0, ended.stderr


@pytest.fixture(scope="module")
def wheel(checkout, tmp_path_factory):
    """The wheel, built offline."""
    out = tmp_path_factory.mktemp("wheel")
    offline = ("--quiet", "--no-deps", "--no-build-isolation", "--no-index")
    build(checkout, "-m", "pip", "wheel", *offline, "-w", str(out), ".")
    (path,) = out.glob("planpace-*.whl")
    return path


def files(folder):
    return {p.relative_to(folder).as_posix(): p for p in folder.rglob("*") if p.is_file()}


def test_the_wheel_holds_every_file_of_the_package_and_the_notebooks(checkout, wheel):
    wanted = files(checkout / "lib" / "planpace") | {
        f"press/notebooks/{path.name}": path for path in (checkout / "notebooks").glob("*.ipynb")
    }
    with zipfile.ZipFile(wheel) as packed:
        held = {name for name in packed.namelist() if ".dist-info/" not in name}
        assert held == {f"planpace/{name}" for name in wanted}
        for name, path in wanted.items():
            assert packed.read(f"planpace/{name}") == path.read_bytes(), name


def test_what_a_report_cannot_do_without_is_among_them(wheel):
    with zipfile.ZipFile(wheel) as packed:
        held = {name.removeprefix("planpace/") for name in packed.namelist()}
    assert held >= {
        "words/labels.csv", "words/units.csv", "plan/columns.csv", "analysis/forecast.csv",
        "analysis/bridge.csv",
        "briefings/words.csv", "render/fonts/NotoSansSC-Regular.ttf",
        "render/fonts/NotoSansSC-Bold.ttf", "render/fonts/OFL.txt",
        "render/templates/briefing.typ", "render/templates/page.css",
        "render/templates/page.html.j2", "render/templates/blocks.html.j2",
        "render/templates/index.html.j2", "render/templates/planpace.mplstyle",
        "press/notebooks/pillar.ipynb",
        "press/notebooks/overview.ipynb", "press/notebooks/explore.ipynb",
    }  # fmt: skip


def test_the_wheel_reports_from_a_folder_that_has_no_notebooks(wheel, tmp_path):
    unpacked, elsewhere = tmp_path / "site", tmp_path / "elsewhere"
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(unpacked)
    elsewhere.mkdir()
    write_plan(tmp_path / "plan", [{}], figures({"2019": 55, "2020": 58, "2021": 63.22}))

    def run(*command):
        ended = subprocess.run(
            [sys.executable, *command], cwd=elsewhere, capture_output=True, text=True, timeout=300,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(unpacked)},
        )  # fmt: skip
        assert ended.returncode == 0, ended.stderr
        return ended

    whose = "import planpace.press.run as r; print(r.__file__, r.notebooks())"
    assert run("-c", whose).stdout.split() == [
        str(unpacked / "planpace/press/run.py"), str(unpacked / "planpace/press/notebooks"),
    ]  # fmt: skip
    asked = ("--format", "html", "--pillar", "p", "--lang", "en", "--as-of", AS_OF)
    ended = run("-m", "planpace", "report", "../plan", *asked)
    assert "1 report written" in ended.stderr
    made = elsewhere / "reports" / "plan" / AS_OF
    assert "6.32" in (made / "en/p.html").read_text("utf-8")
    assert {*files(made)} == {"en/p.html", "manifest.json"}


def test_a_source_archive_carries_the_notebooks_too(checkout, tmp_path):
    """`pip` builds a wheel from it as from a checkout."""
    code = "import sys; from setuptools import build_meta as b; b.build_sdist(sys.argv[1])"
    build(checkout, "-c", code, str(tmp_path))
    (archive,) = tmp_path.glob("planpace-*.tar.gz")
    with tarfile.open(archive) as packed:
        held = {name.partition("/")[2] for name in packed.getnames()}
    assert {"notebooks/pillar.ipynb", "notebooks/overview.ipynb", "setup.py"} <= held


def test_an_editable_install_copies_no_notebook(checkout, tmp_path):
    code = "import sys; from setuptools import build_meta as b; b.build_editable(sys.argv[1])"
    build(checkout, "-c", code, str(tmp_path))
    (wheel,) = tmp_path.glob("planpace-*.whl")
    with zipfile.ZipFile(wheel) as packed:
        (path,) = (name for name in packed.namelist() if name.endswith(".pth"))
        assert packed.read(path).decode().strip() == str(checkout / "lib")
    assert not (checkout / "lib/planpace/press/notebooks").exists()
