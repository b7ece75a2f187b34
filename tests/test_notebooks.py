"""The notebooks are thin, run with their defaults (nbval runs them), and are committed unrun."""

import ast
import os
import re
from pathlib import Path

import nbformat
import papermill
import pytest
from synthetic import ran

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "notebooks"
NOTEBOOKS = [*sorted(FOLDER.glob("*.ipynb")), *sorted((ROOT / "research").glob("*.ipynb"))]


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request):
    return nbformat.read(request.param, as_version=4)


def code(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def test_there_are_four():
    assert [path.stem for path in NOTEBOOKS] == ["explore", "overview", "pillar", "methods"]
    everywhere = {path for path in ROOT.glob("*/*.ipynb") if not path.parent.name.startswith(".")}
    assert everywhere == {*NOTEBOOKS}


def test_cells_are_thin_and_define_nothing(notebook):
    for cell in code(notebook):
        assert len(cell.source.splitlines()) <= 4
        kinds = {type(node) for node in ast.walk(ast.parse(cell.source))}
        assert not kinds & {ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda}
        assert not kinds & {ast.For, ast.While, ast.If}


def test_nothing_that_a_run_left_is_committed(notebook):
    assert all(not cell.outputs and cell.execution_count is None for cell in code(notebook))


def test_one_cell_holds_the_parameters(notebook):
    tagged = [cell for cell in code(notebook) if "parameters" in cell.metadata.get("tags", [])]
    assert len(tagged) == 1


def test_the_parameters_are_those_that_the_scheduler_sets():
    pillar = papermill.inspect_notebook(str(FOLDER / "pillar.ipynb"))
    overview = papermill.inspect_notebook(str(FOLDER / "overview.ipynb"))
    assert list(pillar) == ["plan", "pillar", "language", "as_of"]
    assert list(overview) == ["plan", "language", "as_of"]


def quoted(path):
    """The code that a notebook's markdown quotes, ids and names of files left out."""
    cells = nbformat.read(path, as_version=4).cells
    texts = re.findall(r"`([^`\n]+)`", "\n".join(c.source for c in cells if c.cell_type != "code"))
    code = r"(\w+\.)+\w+\(.*\)(\.\w+\(.*\))?|page(\.\w+)+"
    return {text for text in texts if re.fullmatch(code, text)}


PILLAR = {
    "page.targets.frame",
    'pp.trace(page.plan, "gdp", page.as_of)',
    'pp.trajectory(page.plan, "gdp", page.as_of).plot(language)',
}
QUOTED = {"overview": {"pp.assess(page.plan, page.as_of)"}, "pillar": PILLAR}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_what_the_text_quotes_as_code_works_when_it_is_typed(path, monkeypatch):
    monkeypatch.chdir(path.parent)  # as JupyterLab runs it
    assert quoted(path) and quoted(path) >= QUOTED.get(path.stem, set())
    names = ran(path, {})
    for text in sorted(quoted(path)):
        value = eval(text, names)
        assert value is not None
        assert not hasattr(value, "empty") or not value.empty


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_parameter_that_the_text_explains_is_one(path):
    text = "\n".join(c.source for c in nbformat.read(path, as_version=4).cells)
    known = papermill.inspect_notebook(str(path))
    assert {*re.findall(r"`(\w+)`:", text)} <= {*known}


@pytest.mark.parametrize("path", NOTEBOOKS[:3], ids=lambda path: path.stem)
def test_the_plan_that_a_notebook_opens_by_itself_is_there(path):
    plan = papermill.inspect_notebook(str(path))["plan"]["default"]
    assert Path(os.path.join(path.parent, ast.literal_eval(plan)), "targets.csv").is_file()
