"""The XLSX form: the values of `assess`, text that stays text, the same bytes twice."""

import io
import math
import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
from synthetic import figures, write_plan

from planpace import assess, load_plan
from planpace.briefings.scope import scope
from planpace.render.xlsx import workbook

PLAN = Path(__file__).parents[1] / "data" / "changzhou-edz-2020"
CSV = "csv:Text - txt - csv (StarCalc):44,34,76"
NS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def sheets(content):
    """The cells of every sheet, row by row: numbers as float, text as str, empty as None."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        shared = [
            "".join(t.text or "" for t in item.iter(f"{NS}t"))
            for item in ElementTree.fromstring(book.read("xl/sharedStrings.xml"))
        ]
        names = [
            s.get("name")
            for s in ElementTree.fromstring(book.read("xl/workbook.xml")).iter(f"{NS}sheet")
        ]
        return {
            name: cells(ElementTree.fromstring(book.read(f"xl/worksheets/sheet{i}.xml")), shared)
            for i, name in enumerate(names, start=1)
        }


def cells(sheet, shared):
    assert not list(sheet.iter(f"{NS}f")), "a formula"
    rows = []
    for row in sheet.iter(f"{NS}row"):
        values = {}
        for cell in row:
            value = cell.find(f"{NS}v")
            if value is not None:
                text = cell.get("t") == "s"
                column = re.match("[A-Z]+", cell.get("r"))[0]
                values[column] = shared[int(value.text)] if text else float(value.text)
        rows.append(values)
    return rows


@pytest.fixture(scope="module")
def plan():
    return load_plan(PLAN)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_status_sheet_has_the_values_of_assess(plan, language):
    found = sheets(workbook(scope(plan, language=language, as_of="2022-03-31")))
    assert len(found) == 4
    head, *rows = next(iter(found.values()))
    assert len(head) == 20
    table = assess(plan, "2022-03-31")
    assert [row["A"] for row in rows] == table.target_id.tolist()
    columns = {"D": "baseline", "F": "latest", "H": "threshold", "J": "gap", "K": "progress",
               "L": "elapsed", "M": "position", "N": "pace_required", "O": "pace_observed",
               "R": "probability"}  # fmt: skip
    for letter, name in columns.items():
        for row, value in zip(rows, table[name], strict=True):
            assert (letter in row) == math.isfinite(value), (name, row["A"])
            assert letter not in row or row[letter] == pytest.approx(value)


def test_text_from_data_is_never_a_formula(tmp_path):
    words = ["=1+1", "+1", "-1", "@SUM(A1)", "https://example.org"]
    rows = [{"indicator_id": f"i{n}", "name_zh": w, "name_en": w}
            for n, w in enumerate(words)]  # fmt: skip
    targets = [{"indicator_id": f"i{n}"} for n in range(len(words))]
    seen = figures({"2019": 1, "2021": 2}, indicator_id="i0", note="=cmd|' /C calc'!A0")
    folder = write_plan(tmp_path, targets, seen, rows)
    found = sheets(workbook(scope(load_plan(folder), language="en")))
    assert [row["B"] for row in found["Status"][1:]] == [r["name_en"] for r in rows]
    assert found["Series"][1]["L"] == "=cmd|' /C calc'!A0"


def test_the_same_data_give_the_same_bytes(plan):
    here = scope(plan, "overall", "zh", "2022-03-31")
    assert workbook(here) == workbook(here)


def test_headers_stay_in_sight_and_positions_are_drawn(plan):
    with zipfile.ZipFile(io.BytesIO(workbook(scope(plan, "overall", "en", "2022-03-31")))) as book:
        for number in range(1, 5):
            assert b'state="frozen"' in book.read(f"xl/worksheets/sheet{number}.xml")
        assert any("chart" in name for name in book.namelist())


def test_a_plan_without_figures_has_a_workbook_too(tmp_path):
    found = sheets(workbook(scope(load_plan(write_plan(tmp_path)), language="en")))
    assert [len(rows) for rows in found.values()] == [2, 1, 2, 1]


def test_libreoffice_opens_it_with_the_same_values(plan, tmp_path):
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if not office:
        pytest.skip(
            "no LibreOffice on this machine: the workbook is not opened by a second program"
        )
    (tmp_path / "b.xlsx").write_bytes(workbook(scope(plan, "overall", "en", "2022-03-31")))
    command = [office, "--headless", "--convert-to", CSV, "--outdir", str(tmp_path)]
    subprocess.run(
        [*command, str(tmp_path / "b.xlsx")], check=True, capture_output=True, timeout=120
    )
    text = (tmp_path / "b.csv").read_text("utf-8")
    assert "1,000.33" in text and "-48.4" in text and "61.0%" in text, text[:900]
