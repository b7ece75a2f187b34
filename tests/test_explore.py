"""Exploring: what is supposed is marked wherever it shows; frames, pictures and widgets speak."""

import io
import json
import math
import re
import sys
from html import unescape
from pathlib import Path

import nbformat
import openpyxl
import pytest
from synthetic import figures, ran, write_plan

import planpace as pp
from planpace import cli, load_plan
from planpace.briefings.scope import scope
from planpace.plan.plan import Plan
from planpace.render.xlsx import workbook

ROOT = Path(__file__).parents[1]
NOTEBOOK = ROOT / "notebooks" / "explore.ipynb"
CHANGZHOU = ROOT / "data" / "changzhou-edz-2020"
DAY = "2022-06-30"
FAR = {"indicator_id": "far", "entity_id": "zone"}


@pytest.fixture
def plan(tmp_path):
    """55 in 2019 and 63.22 in 2021, 100 promised for 2022; a share without figures."""
    seen = figures({"2019": 55, "2021": 63.22})
    share = {
        "indicator_id": "s",
        "nature": "share",
        "unit": "%",
        "name_en": "Part",
        "name_zh": "份额",
        "upper": 100,
    }
    other = {"indicator_id": "s", "unit": "%", "value": 50, "baseline_period": ""}
    return load_plan(write_plan(tmp_path / "plan", [{}, other], seen, [{}, share]))


def row(plan, target="t0", as_of=DAY):
    return pp.assess(plan, as_of).set_index("target_id").loc[target]


@pytest.mark.parametrize("as_of", ["2020-06-30", "2021-12-31", DAY])
def test_a_supposed_figure_is_known_at_every_date_and_moves_none(plan, as_of):
    made = plan.with_figure("i", "2022", 101)
    assert isinstance(made, Plan) and made.newest == plan.newest and made.date() == plan.date()
    assert (row(made, as_of=as_of).status, row(made, as_of=as_of).latest) == ("achieved", 101)
    assert row(plan, as_of=as_of).status != "achieved" and not plan.supposed


def test_the_plan_itself_stays_as_it_was(plan):
    before = plan.observations.copy()
    plan.with_figure("i", "2022", 101)
    plan.with_target("t0", 70, baseline=60)
    assert plan.observations.equals(before) and row(plan).threshold == 100


def test_it_stands_in_place_of_what_was_published_and_of_what_was_supposed_before(plan):
    made = plan.with_figure("i", "2021", 80).with_figure("i", "2021", 70)
    found = row(made)
    assert found.latest == 70 and "first published" not in found.reason
    assert (made.observations.status == "supposed").sum() == 1
    assert found.reason.startswith("Supposed here, not published: the figure for 2021.")
    assert found.reason_zh.startswith("2021年的数据为假设")


def test_it_takes_the_form_in_which_the_series_is_published(tmp_path):
    seen = [*figures({"2020": 5}, basis="annual"), *figures({"2021-06": 6}, basis="point")]
    stock = {"nature": "stock"}
    plan = load_plan(write_plan(tmp_path / "p", [{}], seen, [stock]))
    basis = {
        p: plan.with_figure("i", p, 1).figures[-1].basis for p in ("2022", "2022-06", "2022Q1")
    }
    assert basis == {"2022": "annual", "2022-06": "point", "2022Q1": "point"}
    flow = load_plan(write_plan(tmp_path / "f", [{}]))
    basis = {
        p: flow.with_figure("i", p, 1).figures[-1].basis for p in ("2022", "2022-06", "2022Q1")
    }
    assert basis == {"2022": "annual", "2022-06": "month", "2022Q1": "quarter"}
    assert flow.with_figure("i", "2022-06", 1, basis="ytd").figures[-1].basis == "ytd"


@pytest.mark.parametrize(
    ("ask", "told"),
    [
        (lambda p: p.with_figure("x", "2022", 1), "unknown indicator 'x'; known: i, s"),
        (lambda p: p.with_figure("i", "2022", 1, entity_id="x"), "unknown entity 'x'; known: zone"),
        (lambda p: p.with_figure("i", "next", 1), "'next' is no period"),
        (lambda p: p.with_figure("s", "2022", 101), "beyond its limits"),
        (lambda p: p.with_figure("i", "2022", math.nan), "nan is no value"),
        (lambda p: p.with_target("x", 1), "unknown target 'x'; known: t0, t1"),
        (lambda p: p.with_target("t1", baseline=1), "t1 names no baseline period"),
        (lambda p: p.with_target("t0", math.inf), "inf cannot be the number of t0"),
    ],
)
def test_what_cannot_be_supposed_is_named_with_what_can(plan, ask, told):
    with pytest.raises(ValueError, match=re.escape(told)):
        ask(plan)


def test_of_several_entities_one_must_be_named(tmp_path):
    east = {"entity_id": "east", "name_zh": "东", "name_en": "East", "role": "part"}
    made = write_plan(tmp_path / "p", [{}, {"entity_id": "east"}], entities=[east])
    with pytest.raises(ValueError, match="known: zone, east"):
        load_plan(made).with_figure("i", "2022", 1)
    assert load_plan(made).with_figure("i", "2022", 1, entity_id="east").supposed == {"t1"}


def test_a_target_beside_another_indicator_rests_on_what_is_supposed_of_that_one(tmp_path):
    targets = [{}, {"kind": "match_peer", "value": "", "peer_indicator_id": "j"}]
    made = write_plan(tmp_path / "p", targets, indicators=[{}, {"indicator_id": "j"}])
    assert load_plan(made).with_figure("j", "2022", 1).supposed == {"t1"}


def test_a_supposed_target_and_baseline_decide_and_are_marked(plan):
    found = row(plan.with_target("t0", 80, baseline=50))
    assert (found.threshold, found.baseline) == (80, 50)
    assert found.progress == pytest.approx((63.22 - 50) / 30)
    assert found.name_en == "Test (supposed)" and found.name_zh == "测试（假设）"
    assert "The target's number is supposed" in found.reason and "2019" in found.reason
    assert plan.with_target("t0") is plan


def test_a_supposed_number_cites_no_document(plan):
    steps = pp.trace(plan.with_target("t0", 80, baseline=50), "t0", DAY).set_index("number")
    assert steps.loc["threshold", "source_id"] == steps.loc["threshold", "quote"] == ""
    assert "supposed" in steps.loc["threshold", "how_en"]
    assert steps.loc["baseline", "source_id"] == "" and "假设" in steps.loc["baseline", "how_zh"]
    assert pp.trace(plan, "t0", DAY).set_index("number").loc["threshold", "source_id"] == "made_up"


def shown(page):
    parts = [getattr(page, name) for name in dir(type(page)) if not name.startswith("_")]
    return {p: json.dumps(p._repr_mimebundle_(), ensure_ascii=False) for p in parts
            if hasattr(p, "_repr_mimebundle_")}  # fmt: skip


@pytest.mark.parametrize(("language", "word"), [("zh", "假设"), ("en", "supposed")])
def test_every_part_of_a_page_that_names_the_target_marks_it(plan, language, word):
    name = {"zh": "测试", "en": "Test"}[language]
    made = plan.with_figure("i", "2022", 81)
    page = pp.briefing(made, "p", language, DAY)
    assert word in page.title.blocks[0].plan
    naming = [told for told in shown(page).values() if re.search(rf"{name}\b", told)]
    assert len(naming) > 5
    assert not [told[:300] for told in naming if word not in told]
    book = openpyxl.load_workbook(io.BytesIO(workbook(scope(made, "p", language, DAY))))
    for sheet in book:
        cells = [str(cell.value) for row in sheet.iter_rows() for cell in row]
        assert any(word in cell for cell in cells), sheet.title


def test_a_page_without_suppositions_speaks_of_none(plan):
    page = pp.briefing(plan, "p", "en", DAY)
    assert not [told[:300] for told in shown(page).values() if "supposed" in told]


def test_a_picture_draws_a_supposed_figure_apart_and_names_it(plan):
    made = plan.with_figure("i", "2022", 81)
    path = pp.trajectory(made, "t0", DAY)
    assert list(path.history.kind) == ["figure", "figure", "supposed"]
    axes = path.plot("zh")
    words = {text.get_text() for text in axes.texts}
    assert "假设 81" in words and axes.get_title(loc="left") == "测试（假设）（亿元）"
    assert "s" in {line.get_marker() for line in axes.lines}
    assert {text.get_text() for text in path.plot().texts} >= {"supposed 8.1"}


def test_what_a_sum_adds_up_from_a_supposed_figure_on_is_supposed(tmp_path):
    seen = figures({"2020": 10})
    summed = {"kind": "cumulative", "baseline_period": ""}
    plan = load_plan(write_plan(tmp_path / "p", [summed], seen))
    made = plan.with_figure("i", "2021", 20).with_figure("i", "2022", 30)
    history = pp.trajectory(made, "t0", DAY).history
    assert list(history.kind) == ["figure", "supposed", "supposed"]
    assert list(history.value) == [10, 30, 60]


def test_a_trajectory_shows_verdict_reasons_picture_and_figures(plan):
    told = pp.trajectory(plan, "t0", DAY)._repr_mimebundle_()
    assert told["text/plain"] == "Trajectory('t0', off_track, as of 2022-06-30)"
    page = told["text/html"]
    assert "Far behind schedule" in page and "18.3%" in page and "<img" in page
    assert "6.32" in page and "Sources" in page
    assert "严重滞后" in pp.trajectory(plan, "t0", DAY, "zh")._repr_mimebundle_()["text/html"]


@pytest.mark.parametrize("as_of", ["2022-03-31", ""])
def test_every_target_of_the_zone_can_show_and_draw_itself(as_of):
    from matplotlib import pyplot

    plan = load_plan(CHANGZHOU)
    for target in plan.targets.target_id:
        path = pp.trajectory(plan, target, as_of)
        assert path._repr_mimebundle_()["text/html"] and path.plot("zh").get_title(loc="left")
        pyplot.close("all")


def test_a_plot_leaves_later_figures_of_a_notebook_alone(plan):
    """The backend is chosen with the first figure: within our style it would be forgotten."""
    code = (
        "import matplotlib as m; from matplotlib import pyplot;"
        f"import planpace as pp; p = pp.load_plan({str(plan.folder)!r});"
        "pyplot.ion(); pp.trajectory(p, 't0').plot(); assert m.is_interactive()"
    )
    exec(code, {})


def test_a_frame_shows_first_what_is_wanted_first_and_no_text_cut(plan):
    page = pp.assess(plan, DAY)._repr_html_()
    heads = re.findall(r"<th[^>]*>(\w+)</th>", page)
    assert heads[:4] == ["target_id", "name_zh", "name_en", "status"] and heads[-1] == "reason"
    assert row(plan).reason in page and "..." not in page and "met_then_lost" in page
    assert len(heads) < 20
    steps = pp.trace(plan, "t0", DAY)
    assert max(steps.how_en, key=len) in steps._repr_html_().replace("&amp;", "&")
    assert pp.changes(plan, "2020-06-30", DAY)._repr_html_().count("<tr") == 2
    assert type(pp.assess(plan)[["status"]]).__name__ == "DataFrame"


def test_an_object_at_the_end_of_a_cell_is_a_line(plan):
    here = scope(plan, "p", "en", DAY)
    for one in (here, *here.rows, here.rows[0].case, pp.trajectory(plan, "t0"), plan):
        assert len(repr(one)) < 200 and "\n" not in repr(one)


# the widgets, without a browser


def controls(box):
    left, right = box.children[0].children
    return [*left.children], [*right.children]


def told(box):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", box.children[1].value)))


def test_a_slider_supposes_and_its_way_back_does_not(plan):
    box = pp.explore(plan, "t0", DAY, "en")
    _, (figure, baseline, goal, again) = controls(box)
    assert "As published: ▼ Far behind schedule" in told(box).replace("\xa0", " ")
    assert "supposed" not in told(box)
    figure.value = 12
    assert "As supposed: ● Achieved" in told(box).replace("\xa0", " ")
    assert "Test (supposed)" in told(box) and "RMB 12 billion" in told(box)
    again.click()
    assert "supposed" not in told(box)
    _, (figure, baseline, goal, again) = controls(box)
    goal.value = 6
    baseline.value = 5
    assert "The target's number is supposed here" in told(box) and "2019" in told(box)


def test_sliders_stand_at_what_is_published_in_the_unit_of_the_language(plan):
    _, sliders = controls(pp.explore(plan, "t0", DAY, "en"))
    assert [s.value for s in sliders[:3]] == pytest.approx([6.322, 5.5, 10])
    assert [s.description for s in sliders[:3]] == [
        "Suppose 2022 (RMB bn)", "Suppose baseline 2019 (RMB bn)",
        "Suppose target 2022 (RMB bn)",
    ]  # fmt: skip
    _, sliders = controls(pp.explore(plan, "t1", DAY, "zh"))
    assert [s.description for s in sliders[:-1]] == [
        "假设2022年数据（%）",
        "假设2022年目标数字（%）",
    ]
    assert all(0 <= s.min < s.max <= 100 for s in sliders[:-1])


def test_picks_lead_to_another_target_date_language_and_plan(plan):
    write_plan(plan.folder.parent / "other", [{}], figures({"2019": 1}))
    (plan.folder.parent / "broken").mkdir()
    (plan.folder.parent / "broken" / "datapackage.json").write_text("{}", "utf-8")
    box = pp.explore(plan, "t0", DAY, "en")
    controls(box)[0][4].value = "t1"
    assert "Part" in told(box)
    controls(box)[0][1].value = "zh"
    assert "按公布的数据" in told(box) and controls(box)[0][0].description == "规划"
    controls(box)[0][3].value = "2020-03-01"
    controls(box)[0][2].value = "p"
    folders = {path.name: path for _, path in controls(box)[0][0].options}
    assert {*folders} == {"plan", "other", "broken"}
    controls(box)[0][0].value = folders["broken"]
    assert "datapackage.json" in told(box)
    controls(box)[0][0].value = folders["other"]
    assert [value for _, value in controls(box)[0][4].options] == ["t0"]


@pytest.mark.parametrize("as_of", ["2022-03-31", "2024-11-01"])
def test_every_target_of_the_zone_can_be_slid_to_either_end(as_of):
    plan = load_plan(CHANGZHOU)
    for target in plan.targets.target_id[::3]:
        box = pp.explore(plan, target, as_of)
        for slider in controls(box)[1][:-1]:
            for end in {slider.min, slider.max} - {slider.value}:
                slider.value = end
                assert "（假设）" in told(box), target


# the notebook and its command


def test_the_notebook_follows_any_target(monkeypatch):
    monkeypatch.chdir(NOTEBOOK.parent)
    from matplotlib import pyplot

    kinds = {target.kind: target.target_id for target in load_plan(CHANGZHOU).promises}
    for target in (*kinds.values(), "budget_revenue", ""):
        names = ran(NOTEBOOK, {"target": target})
        said = {one["method"]: one["status"] for one in names["methods"]}
        ours = names["path"].verdict.opinions.items()
        assert {name: word for name, word in ours if name in said and said[name] != word} == {}
        pyplot.close("all")
    assert {*names["said"].columns} == {"middle", "low", "high"}


def test_the_notebooks_models_forecast_the_revenue(monkeypatch):
    monkeypatch.chdir(NOTEBOOK.parent)
    said = ran(NOTEBOOK, {})["said"].reset_index("model")
    assert list(said.model) == ["ETS", "AR"] and (said.low < said.middle).all()
    assert said.middle.between(60, 75).all() and (said.middle < said.high).all()


def test_the_command_opens_a_copy_and_leaves_a_changed_one_alone(
    plan, monkeypatch, capsys, tmp_path
):
    began = []

    class Ended:
        returncode = 0

    monkeypatch.setattr(cli.subprocess, "run", lambda command: began.append(command) or Ended)
    (work := tmp_path / "work").mkdir()
    monkeypatch.chdir(work)
    asked = ("explore", str(plan.folder), "--target", "t1", "--lang", "en", "--as-of", DAY)
    assert cli.main([*asked, "--no-browser"]) == 0
    copy = work / "explore-plan.ipynb"
    assert began == [[sys.executable, "-m", "jupyterlab", "--no-browser", copy.name]]
    assert str(copy) in capsys.readouterr().err
    notebook = nbformat.read(copy, as_version=4)
    nbformat.validate(notebook)
    (cell,) = [c for c in notebook.cells if "parameters" in c.metadata.get("tags", [])]
    exec(cell.source, names := {})
    assert (names["target"], names["language"], names["as_of"]) == ("t1", "en", DAY)
    assert load_plan(names["plan"]).id == "plan"
    copy.write_text("mine", "utf-8")
    assert cli.main([*asked]) == 0 and copy.read_text("utf-8") == "mine"
    assert "left as it is" in capsys.readouterr().err


def test_the_command_names_an_unknown_target_and_an_absent_plan(
    plan, monkeypatch, tmp_path, capsys
):
    monkeypatch.chdir(tmp_path)
    assert cli.main(["explore", str(plan.folder), "--target", "x"]) == 2
    assert "known: t0, t1" in capsys.readouterr().err
    assert cli.main(["explore", str(plan.folder), "--lang", "fr"]) == 2
    assert cli.main(["explore", "nowhere"]) == 1
    assert not [*tmp_path.glob("*.ipynb")]
