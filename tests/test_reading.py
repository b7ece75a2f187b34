"""Tables as people save and type them: read where that is certain, else refused with advice."""

import csv
import json

import pytest
from synthetic import figures, write_plan

from planpace import check_plan, load_plan
from planpace.plan.cells import meant, quantity
from planpace.plan.schema import columns, contract, headings


def told(folder):
    """Every problem and warning by its rule and place."""
    return [(p.rule, p.file, p.row, p.column) for p in check_plan(folder, warnings=True)]


def saved(folder, table, change):
    path = folder / f"{table}.csv"
    path.write_bytes(change(path.read_text("utf-8")))


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (lambda text: text.replace(",", ";").encode(), "separator"),
        (lambda text: text.replace(",", "\t").encode(), "separator"),
        (lambda text: text.encode("gbk"), "encoding"),
        (lambda text: text.encode("utf-16"), "encoding"),
        (lambda text: text.replace("\n", "\r\n").encode("utf-8-sig"), None),
    ],
)
def test_a_table_as_excel_saves_it_is_read_and_told(tmp_path, change, rule):
    folder = write_plan(tmp_path / "plan", [{}], figures({"2019": 55, "2020": 60}))
    before = load_plan(folder).indicators.fillna(-1).to_dict()
    saved(folder, "indicators", change)
    assert told(folder) == ([(rule, "indicators.csv", None, "")] if rule else [])
    assert load_plan(folder).indicators.fillna(-1).to_dict() == before


def test_gbk_is_refused_where_it_is_not_certain(tmp_path):
    folder = write_plan(tmp_path / "plan", settings={"languages": ["en"]})
    saved(folder, "pillars", lambda text: text.encode("gbk"))
    assert ("not_utf8", "pillars.csv", None, "") in told(folder)


def test_decimal_commas_are_read_between_semicolons_alone(tmp_path):
    folder = write_plan(tmp_path / "plan", [{"value": "1012.5"}])
    saved(folder, "targets", lambda t: t.replace(",", ";").replace("1012.5", "1.012,5").encode())
    assert load_plan(folder).targets.value[0] == 1012.5
    other = write_plan(tmp_path / "other", [{"value": "12,5"}])
    assert told(other) == [("bad_number", "targets.csv", 2, "value")]


@pytest.mark.parametrize(
    ("name", "typed", "form"),
    [
        ("value", "1,234,567.5", "1234567.5"),
        ("value", "１０００", "1000"),
        ("value", "−5", "-5"),
        ("value", "1,23", "1,23"),
        ("published", "2020/3/1", "2020-03-01"),
        ("published", "2020年3月1日", "2020-03-01"),
        ("published", "2020.3.1", "2020-03-01"),
        ("published", "2020-03-01 00:00:00", "2020-03-01"),
        ("published", "3/4/2020", "3/4/2020"),
        ("published", "31/12/2025", "2025-12-31"),
        ("published", "12/31/2025", "2025-12-31"),
        ("period", "2019年", "2019"),
        ("period", "2019.0", "2019"),
        ("period", "2020年第二季度", "2020Q2"),
        ("period", "Q2 2020", "2020Q2"),
        ("period", "2020年6月", "2020-06"),
        ("period", "2020.6", "2020.6"),
        ("basis", "年初累计", "ytd"),
        ("basis", "Annual", "annual"),
        ("status", "官方", "official"),
        ("bound", "不少于", "min"),
    ],
)
def test_a_cell_means_what_it_says(name, typed, form):
    assert meant(columns("observations")[name], typed) == form


@pytest.mark.parametrize(
    ("value", "unit", "means"),
    [
        ("超过431亿", "亿元", ("431", "亿元", "min", False)),
        ("近500家", "家", ("500", "家", "max", False)),
        ("1,200余家", "家", ("1200", "家", "min", False)),
        ("8000左右", "人", ("8000", "人", "", True)),
        ("about 80", "%", ("80", "%", "", True)),
        ("4310万", "元", ("4310", "万元", "", False)),
        ("65.5%", "%", ("65.5", "%", "", False)),
        ("12天", "家", ("12天", "家", "", False)),
        ("约超过5", "家", ("约超过5", "家", "", False)),
        ("很多", "家", ("很多", "家", "", False)),
    ],
)
def test_an_amount_in_words_means_what_it_says(value, unit, means):
    assert quantity(value, unit) == means


def test_words_of_a_figure_become_its_bound_its_unit_and_its_note(tmp_path):
    rows = figures({"2019": "超过1.2万", "2020": "约2亿元", "2021": "近300"}, unit="万元")
    plan = load_plan(write_plan(tmp_path / "plan", [{}], rows))
    seen = plan.observations[["value", "bound", "unit", "note"]].to_numpy().tolist()
    assert seen[1:] == [[2, "", "亿元", "约2亿元"], [300, "max", "万元", ""]]


def test_january_to_june_is_a_year_to_date(tmp_path):
    rows = figures({"2020年1-6月": 5}, basis="累计", published="2020-07-20")
    folder = write_plan(tmp_path / "plan", [{}], [rows[0] | {"basis": "ytd"}])
    assert load_plan(folder).observations[["period", "basis"]].to_numpy().tolist() == [
        ["2020-06", "ytd"]
    ]


def test_chinese_headings_are_columns_and_near_ones_are_named(tmp_path):
    folder = write_plan(tmp_path / "plan", [{}], figures({"2019": 55}))
    with (folder / "observations.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    header = [columns("observations")[name].name_zh for name in header]
    with (folder / "observations.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    assert told(folder) == [] and load_plan(folder).observations.value[0] == 55
    saved(folder, "targets", lambda text: text.replace("deadline", "dead_line").encode())
    (lacking, near) = check_plan(folder)
    assert lacking.rule == "no_column" and near.rule == "near_column"
    assert "deadline" in near.message_en and "deadline" in near.message_zh


@pytest.mark.parametrize("table", contract())
def test_no_two_columns_of_a_table_are_headed_alike(table):
    ways = [c.column for c in columns(table).values()]
    ways += [
        getattr(c, f"name_{n}").casefold() for c in columns(table).values() for n in ("zh", "en")
    ]
    assert len(headings(table)) == len({*ways})
    assert all(c.name_zh and c.name_en and bool(c.note_zh) == bool(c.note_en)
               for c in columns(table).values())  # fmt: skip


def bare(folder, **tables):
    """An English-only plan with no column that may be left out."""
    languages = {"settings": {"languages": ["en"], "name_en": "Plan"}}
    write_plan(folder, observations=figures({"2019": 55, "2020": 60}), **languages, **tables)
    for path in folder.glob("*.csv"):
        held = columns(path.stem)
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        kept = [n for n, c in held.items() if c.need in {"required", "column"}]
        kept = [n for n in kept if not n.endswith("_zh")]
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, kept, extrasaction="ignore")
            writer.writeheader()
            writer.writerows(rows)
    (folder / "commitments.csv").unlink()
    meta = json.loads((folder / "datapackage.json").read_text("utf-8"))
    del meta["planpace"]["name_zh"]
    (folder / "datapackage.json").write_text(json.dumps(meta), "utf-8")
    return folder


def test_what_may_be_left_out_is_left_out(tmp_path):
    folder = bare(tmp_path / "plan")
    assert told(folder) == []
    plan = load_plan(folder)
    assert plan.languages == ("en",) and plan.targets.entity_id[0] == "zone"
    assert plan.targets[["binding", "clarity"]].to_numpy().tolist() == [["unspecified", "clear"]]
    assert set(plan.targets.columns) == set(columns("targets"))


def test_an_english_plan_is_asked_for_no_chinese(tmp_path):
    folder = bare(tmp_path / "plan")
    saved(folder, "indicators", lambda text: text.replace("name_en", "title").encode())
    (one, *_) = [p for p in check_plan(folder) if p.rule == "no_column"]
    assert one.column == "name_en"
    assert not any("\u4e00" <= c <= "\u9fff" for c in one.told(("en",)))


@pytest.mark.parametrize(
    ("values", "read"),
    [
        (("1.234", "12,5"), [1234, 12.5]),
        (("1.234", "12.5"), [1.234, 12.5]),
        (("1.234.567", "0,5"), [1234567, 0.5]),
        (("1.234", "12"), None),
        (("1.234", "12,5", "12.5"), None),
    ],
)
@pytest.mark.parametrize("mark", [";", "\t"])
def test_dots_between_thousands_are_read_where_other_cells_are_certain(
    tmp_path, values, read, mark
):
    rows = [{"value": value, "baseline_period": ""} for value in values]
    folder = write_plan(tmp_path / "plan", rows)
    with (folder / "targets.csv").open(encoding="utf-8", newline="") as file:
        cells = [*csv.reader(file)]
    with (folder / "targets.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=mark).writerows(cells)
    if read is None or (mark == "\t" and any("," in value for value in values)):
        assert "bad_number" in {rule for rule, *_ in told(folder)}
    else:
        assert load_plan(folder).targets.value.tolist() == read
