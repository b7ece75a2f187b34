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
from planpace.briefings.page_one import values
from planpace.briefings.scope import scope
from planpace.render.xlsx import workbook
from planpace.words.units import written

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
    assert len(head) == 22
    here = scope(plan, language=language, as_of="2022-03-31")
    assert [row["A"] for row in rows] == [one.target.target_id for one in here.rows]
    table = assess(plan, "2022-03-31").set_index("target_id")
    columns = {"E": "baseline", "G": "latest", "I": "later", "K": "threshold", "M": "gap",
               "N": "progress", "O": "elapsed", "P": "position", "Q": "pace_required",
               "R": "pace_observed", "T": "probability"}  # fmt: skip
    apart = {"gap", "pace_required", "pace_observed"}  # a page has none of a rank or a yes or no
    for row, one in zip(rows, here.rows, strict=True):
        factor = written(one.unit, language, one.verdict.size)[1]
        assert row["D" if here.unit(one) else "A"] == (here.unit(one) or one.target.target_id)
        for letter, name in columns.items():
            value = table.loc[one.target.target_id, name]
            share = name in {"progress", "elapsed", "position", "probability"}
            if name not in apart:
                assert (letter in row) == math.isfinite(value), (name, row["A"])
            assert letter not in row or row[letter] == pytest.approx(
                value * (1 if share else factor)
            )


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("pillar", ["overall", "industry", "city"])
def test_the_page_and_the_workbook_say_the_same_numbers(plan, language, pillar):
    """In the unit and with the decimals of the page, cell by cell."""
    here = scope(plan, pillar, language, "2024-11-01")
    with zipfile.ZipFile(io.BytesIO(workbook(here))) as book:
        shown = as_shown(book)
    page = {one.target.target_id: one for one in here.rows}
    columns = {"baseline": "E", "latest": "G", "goal": "K"}
    for row in shown:
        one = page[row["A"]]
        if one.kind.course == "state":
            continue
        cells = list(values(here, one, "baseline", "latest", "threshold"))
        for cell, letter in zip(cells, columns.values(), strict=True):
            told = cell.text.lstrip("≥≤<> ")
            assert (told if told != "–" else "") == row.get(letter, ""), (row["A"], letter)


def as_shown(book):
    """The first sheet's rows as a reader sees them: numbers by the format of their cells."""
    styles = ElementTree.fromstring(book.read("xl/styles.xml"))
    codes = {f.get("numFmtId"): f.get("formatCode") for f in styles.iter(f"{NS}numFmt")}
    builtin = {"0": "General", "1": "0", "2": "0.00", "3": "#,##0", "4": "#,##0.00", "49": "@"}
    formats = [(builtin | codes)[xf.get("numFmtId")] for xf in styles.find(f"{NS}cellXfs")]
    shared = [
        "".join(t.text or "" for t in item.iter(f"{NS}t"))
        for item in ElementTree.fromstring(book.read("xl/sharedStrings.xml"))
    ]
    rows = []
    for row in ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml")).iter(f"{NS}row"):
        told = {}
        for cell in row:
            value = cell.find(f"{NS}v")
            if value is None:
                continue
            code, column = formats[int(cell.get("s", 0))], re.match("[A-Z]+", cell.get("r"))[0]
            if cell.get("t") == "s":
                told[column] = shared[int(value.text)]
            else:
                places = len(code.partition(".")[2])
                marks = "," if "," in code else ""
                told[column] = f"{float(value.text):{marks}.{places}f}".replace("-", "−")
        rows.append(told)
    return rows[1:]


def test_text_from_data_is_never_a_formula(tmp_path):
    words = ["=1+1", "+1", "-1", "@SUM(A1)", "https://example.org"]
    rows = [{"indicator_id": f"i{n}", "name_zh": w, "name_en": w}
            for n, w in enumerate(words)]  # fmt: skip
    targets = [{"indicator_id": f"i{n}"} for n in range(len(words))]
    seen = figures({"2019": 1, "2021": 2}, indicator_id="i0", note="=cmd|' /C calc'!A0")
    folder = write_plan(tmp_path, targets, seen, rows)
    found = sheets(workbook(scope(load_plan(folder), language="en")))
    assert [row["B"] for row in found["Status"][1:]] == [r["name_en"] for r in rows]
    assert "=cmd|' /C calc'!A0" in found["Series"][1].values(), found["Series"][1]
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
    assert "100.03" in text and "-48.4" in text and "75.4%" in text, text[:900]
