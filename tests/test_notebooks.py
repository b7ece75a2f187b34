"""The notebooks are thin, run with their defaults (nbval runs them), and are committed unrun."""

import ast
from pathlib import Path

import nbformat
import papermill
import pytest

FOLDER = Path(__file__).parents[1] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request):
    return nbformat.read(request.param, as_version=4)


def code(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def test_there_are_three():
    assert [path.stem for path in NOTEBOOKS] == ["methods", "overview", "pillar"]


def test_cells_are_thin_and_define_nothing(notebook):
    for cell in code(notebook):
        assert len(cell.source.splitlines()) <= 4
        kinds = {type(node) for node in ast.walk(ast.parse(cell.source))}
        assert not kinds & {ast.FunctionDef, ast.ClassDef, ast.Lambda, ast.For, ast.If}


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
