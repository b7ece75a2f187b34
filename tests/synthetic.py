"""Synthetic plans for the tests: no figure here is anybody's."""

import ast
import csv
import json
from pathlib import Path

import nbformat
import nbformat.v4 as nb

from planpace.plan.schema import columns
from planpace.render.page import Part

SOURCE = {
    "source_id": "made_up", "publisher": "tests", "title": "synthetic", "published": "2019-01-01",
}  # fmt: skip
INDICATOR = {
    "name_zh": "测试",
    "name_en": "Test",
    "unit": "亿元",
    "nature": "flow",
    "direction": "up",
}
TARGET = {
    "target_id": "t", "pillar_id": "p", "indicator_id": "i", "entity_id": "zone",
    "kind": "at_least", "value": "100", "unit": "亿元", "baseline_period": "2019",
    "start": "2020", "deadline": "2022", "binding": "unspecified", "clarity": "clear",
    "quote": "made up for a test", "source_id": "made_up",
}  # fmt: skip
OBSERVATION = {
    "indicator_id": "i", "entity_id": "zone", "basis": "annual", "unit": "亿元",
    "status": "official", "published": "2020-03-01", "source_id": "made_up",
}  # fmt: skip
SETTINGS = {"name_zh": "测试规划", "name_en": "Test plan"}


def figures(series, **more):
    """Observations from {period: value}: each published in March after its year."""
    return [
        OBSERVATION
        | {"period": period, "value": str(value), "published": f"{int(period[:4]) + 1}-03-01"}
        | more
        for period, value in series.items()
    ]


def write_plan(folder, targets=({},), observations=(), indicators=({},), entities=(), **tables):
    """Write a plan folder; every row is a default row with the given cells changed."""
    rows = {
        "pillars": [{"pillar_id": "p", "name_zh": "支柱", "name_en": "Pillar"}],
        "indicators": [{"indicator_id": "i"} | INDICATOR | row for row in indicators],
        "entities": [
            {"entity_id": "zone", "name_zh": "本区", "name_en": "Zone", "role": "subject"},
            *entities,
        ],
        "sources": [SOURCE],
        "targets": [TARGET | {"target_id": f"t{n}"} | row for n, row in enumerate(targets)],
        "commitments": [],
        "observations": [OBSERVATION | row for row in observations],
    } | tables
    settings = SETTINGS | rows.pop("settings", {})
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in rows.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, [*columns(name)], lineterminator="\n")
            writer.writeheader()
            writer.writerows(table)
    package = {"name": folder.name, "planpace": settings}
    (folder / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    return folder


def notebook_of(*blocks):
    """An executed notebook that displays blocks or parts, as JupyterLab would keep it."""
    parts = [block if isinstance(block, Part) else Part(block) for block in blocks]
    bundles = [part._repr_mimebundle_() for part in parts]
    outputs = [nb.new_output("display_data", data=bundle) for bundle in bundles]
    cells = [nb.new_code_cell("", outputs=[output], execution_count=1) for output in outputs]
    return nb.new_notebook(cells=cells)


def ran(path, parameters, display=lambda *parts: None):
    """The names that a notebook leaves, run here without a kernel, which takes seconds.

    `display` is called with what its cells show.
    """
    names = {"display": display}
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "code":
            *body, last = ast.parse(cell.source).body
            if not isinstance(last, ast.Expr):
                body, last = [*body, last], None
            exec(compile(ast.Module(body, []), path.name, "exec"), names)
            if "parameters" in cell.metadata.get("tags", []):
                names.update(parameters)
            if last:
                value = eval(compile(ast.Expression(last.value), path.name, "eval"), names)
                if hasattr(value, "_repr_mimebundle_"):
                    display(value)
    return names


def shown_by(path, parameters):
    """What the cells of a notebook display."""
    parts = []
    ran(path, parameters, lambda *more: parts.extend(more))
    return parts
