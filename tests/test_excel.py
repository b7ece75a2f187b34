"""Workbooks in and out: nothing is lost, every fault has its place, no file does harm."""

import csv
import datetime
import json
import shutil
import subprocess
import zipfile
from pathlib import Path

import openpyxl
import pytest
from synthetic import figures, write_plan

from planpace.cli import main
from planpace.plan.check import check_plan
from planpace.plan.schema import contract

OFFICE = {
    "封面": [["测试市规划指标（虚构）"]],
    "板块": [["板块名称"], ["经济发展"], ["生态环境"]],
    "主体": [["主体", "角色"], ["测试市", "规划主体"]],
    "指标": [
        ["主要指标一览表"],
        ["指标", "单位", "性质", "方向"],
        ["地区生产总值", "亿元", "流量", "越高越好"],
        ["公共预算收入", "万元", "流量", "越高越好"],
        ["优良天数比例", "%", "占比", "越高越好"],
    ],
    "来源": [
        ["标题", "发布机构", "公布日期"],
        ["测试纲要", "测试市政府", datetime.datetime(2021, 3, 1)],
        ["测试年鉴", "测试市统计局", datetime.datetime(2025, 9, 1)],
    ],
    "目标": [
        ["测试市目标"],
        ["来源：测试纲要"],
        ["板块", "指标", "类型", "数值", "单位", "基期", "开始", "截止", "原文"],
        ["经济发展", "地区生产总值", "不低于", "５０００", "亿元", 2020, 2021, 2025.0, "总值5000"],
        [None, "公共预算收入", "不低于", "431亿", "元", 2020, 2021, 2025, "收入达到431亿元"],
        ["生态环境", "优良天数比例", "不低于", 0.85, None, 2020, 2021, 2025, "比例达到85%"],
    ],
    "历年数据": [
        ["测试市历年数据"],
        ["来源：测试年鉴", "数据性质：官方"],
        ["指标", "单位", "2020年", "2021年", 2022, "2023年"],
        ["地区生产总值", "亿元", 4000.5, "4200左右", "近4,431", "—"],
        ["公共预算收入", "万元", 3100000, 3300000, 3.5e6, None],
        ["优良天数比例", "%", 80, "81.2%", 82, 83],
    ],
}  # fmt: skip
"""What a Chinese office has: names for ids, titles above headers, years across; all made up."""


def saved(path, sheets, change=lambda book: None):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    change(book)
    book.save(path)
    return str(path)


def merged(book):
    book["目标"].merge_cells("A4:A5")
    book["目标"].merge_cells("A1:I1")
    book["目标"]["D6"].number_format = "0.0%"


def office(path, change=lambda book: None):
    return saved(path, OFFICE, lambda book: (merged(book), change(book)))


def tables(folder):
    """Every cell of a plan's tables, and its settings."""
    held = {
        path.name: list(csv.reader(path.open(encoding="utf-8", newline="")))
        for path in sorted(folder.glob("*.csv"))
    }
    meta = json.loads((folder / "datapackage.json").read_text("utf-8"))
    return held, {key: value for key, value in meta.items() if key != "resources"}


def bytes_of(folder):
    return {p.relative_to(folder): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.fixture
def rich(tmp_path):
    """A plan with all that a workbook might spoil: zeros, formulas, blanks, added columns."""
    rows = figures({"2019": "55", "2020": "60.70", "2021": "61.5e0"}, quote="=1+1", bound="min")
    rows[1] |= {"note": " 0012 \u00a0👍 ", "quote": "2020-06", "bound": ""}
    more = {"publishers": {"i": {"zh": "统计局", "en": "Office"}},
            "breaks": {"i": ["2019", "2020"]},
            "bands": {"ahead": 5, "behind": -5, "off_track": -25}}  # fmt: skip
    target = {"value": "100.0", "kind": "multiply_by", "locator": "007", "note_en": "+1"}
    folder = write_plan(tmp_path / "rich", [target | {"value": "2.0"}], rows, settings=more)
    meta = json.loads((folder / "datapackage.json").read_text("utf-8"))
    field = {"schema": {"fields": [{"name": "own column"}, {"name": "空"}]}}
    meta |= {"profile": "tabular-data-package", "title": "Own", "licenses": [{"name": "MIT"}]}
    meta |= {"resources": [{"name": "sources"} | field]}
    (folder / "datapackage.json").write_text(json.dumps(meta), encoding="utf-8")
    lines = (folder / "sources.csv").read_text("utf-8").splitlines()
    lines = [lines[0] + ",own column,空", *(line + ",@x\u200a_x0041_," for line in lines[1:])]
    (folder / "sources.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert not check_plan(folder)
    return folder


def by_libreoffice(path, out):
    if not shutil.which("soffice"):
        pytest.skip("LibreOffice is not here: no workbook was opened and saved by it")
    profile = f"-env:UserInstallation=file://{out}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", out, path]
    subprocess.run(list(map(str, command)), check=True, capture_output=True, timeout=180)
    return out / path.name


@pytest.mark.parametrize("between", [lambda path, out: path, by_libreoffice])
def test_a_plan_goes_through_a_workbook_without_loss(tmp_path, rich, between):
    book, back = tmp_path / "plan.xlsx", tmp_path / "back"
    assert main(["export", str(rich), str(book)]) == 0
    assert main(["import", str(between(book, tmp_path / "out")), "--plan", str(back)]) == 0
    assert tables(back) == tables(rich)
    before = bytes_of(rich)
    assert main(["import", str(book), "--plan", str(rich), "--quiet"]) == 0
    assert {path: held for path, held in bytes_of(rich).items() if path.suffix == ".csv"} == {
        path: held for path, held in before.items() if path.suffix == ".csv"
    }


@pytest.mark.parametrize("languages", ["zh,en", "zh", "en"])
def test_a_new_plan_is_sound_and_its_workbook_is_its_twin(tmp_path, languages, capsys):
    folder = tmp_path / "new"
    assert main(["new", str(folder), "--languages", languages]) == 0
    assert not check_plan(folder, warnings=True)
    assert main(["import", f"{folder}.xlsx", "--plan", str(tmp_path / "twin")]) == 0
    assert tables(tmp_path / "twin") == tables(folder)
    before = bytes_of(tmp_path)
    capsys.readouterr()
    assert main(["new", str(folder)]) == 1
    assert str(folder) in capsys.readouterr().err and bytes_of(tmp_path) == before


def test_what_is_filled_in_comes_back(tmp_path):
    main(["new", str(tmp_path / "a"), "--languages", "zh"])
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    sheet = book["targets"]
    names = {cell.value: cell.column for cell in sheet[2]}
    assert [sheet.cell(1, names["kind"]).value, sheet.freeze_panes] == ["类型", "B3"]
    assert sheet.protection.sheet and sheet["A1"].protection.locked
    assert not sheet["A3"].protection.locked and sheet["A1"].comment
    assert {len(rule.sqref.ranges) for rule in sheet.data_validations.dataValidation} == {1}
    for row in sheet.iter_rows(min_row=3, max_row=5):
        row[names["kind"] - 1].value = "at_least"
        row[names["quote"] - 1].value = "改过的原文"
    book.save(tmp_path / "a.xlsx")
    assert main(["import", str(tmp_path / "a.xlsx"), "--plan", str(tmp_path / "a")]) == 0
    held, _ = tables(tmp_path / "a")
    place = held["targets.csv"][0].index("quote")
    assert [row[place] for row in held["targets.csv"][1:]] == ["改过的原文"] * 3


def test_an_offices_workbook_is_a_plan(tmp_path, capsys):
    book, folder = office(tmp_path / "测试市.xlsx"), tmp_path / "plan"
    assert main(["import", book, "--plan", str(folder)]) == 0
    assert not check_plan(folder)
    held, meta = tables(folder)
    assert meta["planpace"] == {"languages": ["zh"], "name_zh": "测试市"}
    targets = [dict(zip(held["targets.csv"][0], r, strict=True)) for r in held["targets.csv"][1:]]
    names = ("target_id", "pillar_id", "value", "unit", "deadline")
    assert [tuple(t[name] for name in names) for t in targets] == [
        ("t1", "p1", "5000", "亿元", "2025"), ("t2", "p1", "431", "亿元", "2025"),
        ("t3", "p2", "85.0", "%", "2025"),
    ]  # fmt: skip
    rows = [
        dict(zip(held["observations.csv"][0], r, strict=True)) for r in held["observations.csv"][1:]
    ]
    assert [(r["period"], r["value"], r["bound"], r["note"]) for r in rows[:3]] == [
        ("2020", "4000.5", "", ""), ("2021", "4200", "", "4200左右"), ("2022", "4431", "max", ""),
    ]  # fmt: skip
    names = ("entity_id", "source_id", "status", "basis", "published")
    assert {tuple(r[name] for name in names) for r in rows} == {
        ("e1", "s2", "official", "annual", "2025-09-01")
    }  # fmt: skip
    assert len(rows) == 10
    before = bytes_of(folder)
    capsys.readouterr()
    assert main(["import", book, "--plan", str(folder)]) == 0
    assert bytes_of(folder) == before
    assert "封面" in capsys.readouterr().err


def spoil(sheet, cell, value):
    def change(book):
        book[sheet][cell] = value

    return change


@pytest.mark.parametrize(
    ("sheet", "cell", "value", "place"),
    [
        ("目标", "C4", "至多", "[目标]:4 kind"),
        ("目标", "A6", "经济发殿", "[目标]:6 pillar_id"),
        ("目标", "D5", "很多", "[目标]:5 value"),
        ("目标", "D5", "=1+1", "[目标]:5 value"),
        ("目标", "D5", "#REF!", "[目标]:5 value"),
        ("目标", "J3", "页码数", "[目标]:3 页码数"),
        ("历年数据", "D5", "很多", "[历年数据]:5 2021年"),
        ("历年数据", "A6", "优良天数", "[历年数据]:6 indicator_id"),
        ("历年数据", "B2", None, "[历年数据]:3 status"),
        ("历年数据", "A2", None, "[历年数据]:3 source_id"),
        ("来源", "C2", "3/4/2021", "[来源]:2 published"),
        ("板块", "A3", "经济发展", "[目标]:4 pillar_id"),
    ],
)
def test_a_fault_has_its_sheet_row_and_column_and_changes_nothing(
    tmp_path, capsys, sheet, cell, value, place
):
    folder = tmp_path / "plan"
    main(["import", office(tmp_path / "a.xlsx"), "--plan", str(folder)])
    (tmp_path / "b").mkdir()
    book = office(tmp_path / "b" / "b.xlsx", spoil(sheet, cell, value))
    before = bytes_of(tmp_path)
    capsys.readouterr()
    assert main(["import", book, "--plan", str(folder)]) == 1
    assert f"b.xlsx{place}" in capsys.readouterr().err
    assert bytes_of(tmp_path) == before


def test_a_preview_tells_and_changes_nothing(tmp_path, capsys):
    folder = tmp_path / "plan"
    main(["import", office(tmp_path / "a.xlsx"), "--plan", str(folder)])
    before = bytes_of(folder)
    book = office(tmp_path / "a.xlsx", spoil("目标", "D4", 6000))
    capsys.readouterr()
    assert main(["import", book, "--plan", str(folder), "--dry-run"]) == 0
    assert "targets：新增 0 行，改动 1 行，删去 0 行\n  ~ t1\n" in capsys.readouterr().out
    assert bytes_of(folder) == before


def test_what_is_no_table_and_what_is_hidden_is_left_alone(tmp_path):
    def change(book):
        book["目标"]["K3"], book["目标"]["K4"] = "核对", "x"
        book["目标"].column_dimensions["K"].hidden = True
        book.create_sheet("entities").append(["nothing"])
        book["entities"].sheet_state = "hidden"

    folder = tmp_path / "plan"
    assert main(["import", office(tmp_path / "a.xlsx", change), "--plan", str(folder)]) == 0


def test_series_and_figures_agree_or_are_told(tmp_path, capsys, rich):
    """A figure that stands in the folder is kept as it is, unless `series` has another value."""
    head = ["indicator_id", "unit", "status", "source_id", "published", "2020"]
    row = ["i", "亿元", "official", "made_up", "2021-03-01"]
    folder, before = ["--plan", str(rich)], bytes_of(rich)
    first = saved(tmp_path / "s.xlsx", {"series": [head, [*row, 60.7]]})
    assert main(["import", first, *folder]) == 0
    assert bytes_of(rich)[Path("observations.csv")] == before[Path("observations.csv")]
    other = saved(tmp_path / "s.xlsx", {"series": [head, [*row, 61]]})
    assert main(["import", other, *folder]) == 0
    held, _ = tables(rich)
    assert [r[2:5:2] for r in held["observations.csv"][1:]] == [
        ["2019", "55"], ["2021", "61.5e0"], ["2020", "61"],
    ]  # fmt: skip
    again = saved(tmp_path / "t.xlsx", {"series": [head, [*row, 60], [*row, 61]]})
    assert main(["import", again, *folder]) == 1
    assert "t.xlsx[series]:2" in capsys.readouterr().err


def zipped(path, parts):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, part in parts.items():
            file.writestr(name, part)


def of(path):
    with zipfile.ZipFile(path) as file:
        return {name: file.read(name) for name in file.namelist()}


def bomb(path):
    zipped(path, of(path) | {"xl/media/zero.xml": b"0" * 80_000_000})


def laughs(path):
    parts = of(path)
    parts["xl/workbook.xml"] = b'<!DOCTYPE x [<!ENTITY a "ha">]>' + parts["xl/workbook.xml"]
    zipped(path, parts)


def parts_of_many(path):
    zipped(path, of(path) | {f"x{n}.xml": b"" for n in range(2_000)})


def cut(path):
    path.write_bytes(path.read_bytes()[:3_000])


def folder_instead(path):
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (bomb, "larger than"),
        (parts_of_many, "larger than"),
        (laughs, "cannot be read as a workbook"),
        (cut, "cannot be read as a workbook"),
        (lambda path: path.write_text("a,b\n1,2\n"), "cannot be read as a workbook"),
        (lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0" * 99), "cannot be read as a workbook"),
        (folder_instead, "not a plain file"),
        (lambda path: path.unlink(), "no such file"),
        (lambda path: saved(path, {"notes": [["x"]]}), "no sheet is a table"),
        (lambda path: saved(path, {"targets": [["x"]]}), "no column of targets"),
        (lambda path: office(path, spoil("目标", "I4", "长" * 30_000)), "the length is wrong"),
    ],
)
def test_a_file_that_is_none_or_does_harm_is_refused(tmp_path, capsys, harm, words):
    path = tmp_path / "a.xlsx"
    office(path)
    harm(path)
    assert main(["import", str(path), "--plan", str(tmp_path / "plan")]) == 1
    assert words in capsys.readouterr().err or words == "the length is wrong"
    assert not (tmp_path / "plan").exists()


def test_a_million_formatted_rows_are_no_rows(tmp_path):
    path = tmp_path / "a.xlsx"
    office(path)
    parts = of(path)
    blank = "".join(f'<row r="{n}"><c r="A{n}" s="1"/></row>' for n in range(10, 1_048_577, 1))
    sheets = [name for name, part in parts.items() if b"J3" not in part and "sheet2" in name]
    parts[sheets[0]] = parts[sheets[0]].replace(b"</sheetData>", blank.encode() + b"</sheetData>")
    zipped(path, parts)
    assert main(["import", str(path), "--plan", str(tmp_path / "plan")]) == 0


def test_every_table_has_a_sheet(tmp_path):
    main(["new", str(tmp_path / "a")])
    titles = openpyxl.load_workbook(tmp_path / "a.xlsx").sheetnames
    assert titles == ["填写说明", "plan", *contract(), "series", "lists"]
