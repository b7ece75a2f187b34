"""The tutorials do what they say: their blocks are run, and their tables typed in, as they stand.

A `sh` block is run in an empty folder; each line of a `text` block behind it stands in what it
printed. The Chinese tutorial's tables are typed into the workbook that `planpace new` makes; until
there is `planpace import` they are saved as CSV, with the same headings and words.
"""

import csv
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import openpyxl
import pypdf
import pytest

import planpace
from planpace.cli import planpace as command
from planpace.plan.schema import contract

DOCS = Path(__file__).parents[1] / "docs"
LIBRARY = Path(planpace.__file__).parents[1]
PLAN = "我的规划"


def blocks(text):
    """The fenced blocks of a page: [(language, content), …]."""
    return re.findall(r"^```(\w+)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def steps(name):
    """The blocks of a tutorial that are run, each with the lines that it should print."""
    found = blocks((DOCS / name).read_text("utf-8"))
    return [
        (content, following[1].splitlines() if following[0] == "text" else [])
        for (kind, content), following in zip(found, [*found[1:], ("", "")], strict=True)
        if kind == "sh"
    ]


def lacking(step):
    """The commands of a step that this copy of planpace does not have yet."""
    return {*re.findall(r"^planpace (\w+)", step, re.MULTILINE)} - command.commands.keys()


def run(step, printed, folder):
    """Run a step in a folder; what it should print stands in what it prints."""
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-euc", step], cwd=folder, capture_output=True, encoding="utf-8", timeout=300,
        env=os.environ | {"PYTHONPATH": str(LIBRARY), "PATH": path},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    shown = [" ".join(line.split()) for line in done.stdout.splitlines()]
    for line in printed:
        words = " ".join(line.split())
        assert any(one.startswith(words) for one in shown), (line, done.stdout)


def sheets(text):
    """The tables of a page by the name in their heading: {sheet: [header, row, …]}."""
    found = {}
    for name, table in re.findall(r"^### (\w+)（[^|]*?((?:^\|.*\n)+)", text, re.MULTILINE):
        header, _, *rows = [[c.strip() for c in line.strip("|\n").split("|")]
                            for line in table.splitlines()]  # fmt: skip
        found[name] = [header, *rows]
    return found


def words_of(pdf):
    return " ".join("".join(page.extract_text() for page in pypdf.PdfReader(pdf).pages).split())


@pytest.fixture(scope="module")
def english(tmp_path_factory):
    """The folder in which all of the English tutorial but the reports was run."""
    folder = tmp_path_factory.mktemp("empty")
    for step, printed in steps("tutorial.md"):
        if lacking(step):
            (folder / "myplan").mkdir()  # what `planpace new` would have made
        elif "planpace report" not in step:
            run(step, printed, folder)
    return folder


def test_english_tutorial_from_its_own_tables(english):
    assert [*planpace.load_plan(english / "myplan").pillar] == ["homes", "climate"]


def test_english_tutorial_ends_in_a_pdf(english):
    for step, printed in steps("tutorial.md"):
        if "planpace report" in step:
            run(step, printed, english)
    page = english / "reports/myplan/2024-03-01/en/climate.pdf"
    assert "Emissions: far behind schedule" in words_of(page)
    assert (english / "reports/myplan/2025-03-01/en/overview.pdf").is_file()


def test_english_tutorial_from_planpace_new(tmp_path):
    step, _ = steps("tutorial.md")[0]
    if lacking(step):
        pytest.skip("there is no `planpace new` yet")
    run(step, [], tmp_path)
    run("planpace check myplan", [], tmp_path)
    assert (tmp_path / "myplan.xlsx").is_file()


@pytest.fixture
def typed(tmp_path):
    """The Chinese tutorial's tables saved as CSV, with their headings, and its settings."""
    text, folder = (DOCS / "tutorial.zh-CN.md").read_text("utf-8"), tmp_path / PLAN
    folder.mkdir()
    tables = sheets(text)
    settings = dict(tables.pop("plan")[1:]) | {"languages": ["zh"]}
    (folder / "datapackage.json").write_text(json.dumps({"planpace": settings}), "utf-8")
    for name, rows in tables.items():
        more = [own.name_zh for key, own in contract()[name].items()
                if key and own.need == "column" and own.name_zh not in rows[0]]  # fmt: skip
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            filled = [[*row, *[""] * len(more)] for row in rows[1:]]
            csv.writer(file).writerows([[*rows[0], *more], *filled])
    return folder


def test_chinese_tutorial_has_a_sound_plan(typed):
    for step, printed in steps("tutorial.zh-CN.md"):
        if "planpace check" in step or "planpace assess" in step:
            run(step, printed, typed.parent)
    assert planpace.check_plan(typed, warnings=True) == []


def test_chinese_tutorial_from_one_workbook(tmp_path):
    every = steps("tutorial.zh-CN.md")
    if missing := {name for step, _ in every for name in lacking(step)}:
        pytest.skip(f"there is no `planpace {min(missing)}` yet")
    (new, _), *rest = every
    run(new, [], tmp_path)
    fill(tmp_path / f"{PLAN}.xlsx", sheets((DOCS / "tutorial.zh-CN.md").read_text("utf-8")))
    for step, printed in rest:
        run(step, printed, tmp_path)
    page = tmp_path / "reports" / PLAN / "2024-03-10/zh/economy.pdf"
    assert "地区生产总值" in words_of(page).replace(" ", "")


def fill(file, tables):
    """Type tables into a workbook as a person would: under its headings, from the third row on."""
    book = openpyxl.load_workbook(file)
    for sheet in (sheet for sheet in book if sheet.title in {*contract(), "plan"}):
        sheet.delete_rows(3, sheet.max_row)
    for name, (header, *rows) in tables.items():
        place = {cell.value: cell.column for cell in book[name][1]}
        for number, row in enumerate(rows, start=3):
            for heading, value in zip(header, row, strict=True):
                book[name].cell(number, place[heading], value or None)
    book.save(file)
