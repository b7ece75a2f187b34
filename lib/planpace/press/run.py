"""One report: a parameterised notebook is executed, and what it displays becomes its files."""

import json
import os
import re
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import papermill
from papermill.engines import papermill_engines

from planpace.briefings.scope import place, scope
from planpace.briefings.speech import Speech
from planpace.plan.plan import Plan
from planpace.press.engine import WITHIN
from planpace.press.upkeep import notebooks
from planpace.render.docx import to_docx
from planpace.render.html import to_html
from planpace.render.pdf import to_pdf
from planpace.render.xlsx import workbook

OVERVIEW = "overview"
OPENED = "PLANPACE_FOLDERS"
HAN = "\u4e00-\u9fff"
PLAIN: dict[str, Any] = {"ensure_ascii": False, "indent": 1, "sort_keys": True}

WRITERS: dict[str, Callable[["Report", Any], bytes]] = {
    "html": lambda r, made: to_html(made, r.plan.fonts).encode(),
    "pdf": lambda r, made: to_pdf(made, datetime.fromisoformat(r.as_of + "T00Z"), r.plan.fonts),
    "xlsx": lambda r, _: workbook(scope(r.plan, r.pillar, r.language, r.as_of)),
    "docx": lambda r, made: to_docx(made, r.as_of, r.plan.fonts),
    "ipynb": lambda _, made: (json.dumps(made, **PLAIN) + "\n").encode(),
}
"""The forms of a report, each made of the report and its executed notebook."""
FORMATS = tuple(WRITERS)


@dataclass(frozen=True)
class Report:
    """What to make: a plan's pillar, entity (`entity.france`) or overview, in a language."""

    plan: Plan
    pillar: str
    language: str
    as_of: str
    formats: tuple[str, ...] = FORMATS

    @property
    def name(self) -> str:
        """Where it is filed within its set: `zh/industry`."""
        return f"{self.language}/{self.pillar or OVERVIEW}"

    @property
    def title(self) -> str:
        """Its pillar's name, or its entity's."""
        return Speech(self.plan, self.language).about(self.pillar)

    @property
    def notebook(self) -> Path:
        """The notebook that makes it."""
        return notebooks() / ("pillar.ipynb" if self.pillar else "overview.ipynb")

    @property
    def parameters(self) -> dict[str, str]:
        """The notebook's parameters."""
        pillar = {"pillar": self.pillar} if self.pillar else {}
        return {"plan": place(self.plan), **pillar, "language": self.language, "as_of": self.as_of}


@dataclass(frozen=True)
class Outcome:
    """What came of a report: its files by format, or why it failed and the cell that did."""

    report: Report
    seconds: float
    files: Mapping[str, bytes] = field(default_factory=dict)
    error: str = ""
    cell: str = ""


def copied(name: str, parameters: Mapping[str, Any], to: Path) -> bool:
    """Put a notebook with its parameters set into a file, unless there is one; whether it was."""
    if to.exists():
        return False
    notebook = json.loads((notebooks() / name).read_text("utf-8"))
    (cell,) = (c for c in notebook["cells"] if "parameters" in c["metadata"].get("tags", ()))
    cell["source"] = "\n".join(f"{key} = {value!r}" for key, value in parameters.items())
    to.write_text(json.dumps(notebook, **PLAIN) + "\n", "utf-8")
    return True


def make(report: Report, limit: float | None = None, *, within: bool = False) -> Outcome:
    """Make one report; a failure is an outcome too, never an exception.

    Of a notebook that fails its record lasts. `limit`: seconds for a cell in a kernel; `within`
    this process there is neither.
    """
    began, files, told, cell = time.perf_counter(), dict[str, bytes](), "", ""
    try:
        notebook = execute(report.notebook, report.parameters, limit, within=within)
        if failed := _failed(notebook):
            number, cell, why = failed
            told = f"{report.notebook.name}, cell {number}: {why.ename}: {why.evalue}"
        forms = ("ipynb",) if failed else FORMATS
        files = {f: WRITERS[f](report, notebook) for f in forms if f in report.formats}
    except Exception as error:
        files, told = {}, f"{type(error).__name__}: {error}"
    return Outcome(report, time.perf_counter() - began, files, told, cell)


def _failed(notebook: Any) -> tuple[int, str, Any] | None:
    """The number, source and error of the cell at which a notebook ended, if it did."""
    for cell in (c for c in notebook.cells if c.cell_type == "code"):
        for output in (o for o in cell.outputs if o.output_type == "error"):
            return cell.execution_count, cell.source, output
    return None


def execute(
    path: Path, parameters: Mapping[str, Any], limit: float | None = None, *, within: bool = False
) -> Any:
    """Return a notebook executed with parameters, as it lasts; raises ValueError.

    A cell that fails ends it, with the error among its outputs.
    """
    known = papermill.inspect_notebook(str(path))
    if unknown := sorted(set(parameters) - set(known)):
        raise ValueError(f"unknown parameter {', '.join(unknown)}; known: {', '.join(known)}")
    with own_folders():
        # in two steps, since papermill would write out, check and drop what has been executed
        filled = papermill.execute_notebook(
            str(path), None, dict(parameters), kernel_name="python3", prepare_only=True,
        )  # fmt: skip
        notebook = papermill_engines.execute_notebook_with_engine(
            WITHIN if within else None, filled, "python3", progress_bar=False,
            extra_arguments=["--IPKernelApp.log_level=CRITICAL"], execution_timeout=limit,
        )  # fmt: skip
    # what changes from run to run does not last: times, paths, random ids, warnings
    notebook.metadata.language_info = {"name": "python"}
    notebook.metadata.papermill = {"input_path": path.name, "parameters": dict(parameters)}
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number:02d}"
        if cell.cell_type == "markdown" and "language" in parameters:
            cell.source = in_language(cell.source, parameters["language"])
        for key in ("papermill", "execution"):
            cell.metadata.pop(key, None)
        if cell.cell_type == "code":
            cell.outputs = [o for o in cell.outputs if o.get("name") != "stderr"]
            for output in (o for o in cell.outputs if o.output_type == "error"):
                output.traceback = [f"{output.ename}: {output.evalue}"]
    return notebook


def in_language(text: str, language: str) -> str:
    """Return what a text of two languages says in one: halves of a line, or lines of their own.

    >>> in_language("# The answer · 结论\\nIt comes first.\\n结论在前。", "zh")
    '# 结论\\n结论在前。'
    """
    kept, chinese = list[str](), language == "zh"
    for line in text.split("\n"):
        halves = re.fullmatch(rf"(#* ?)([^{HAN}]*) · (.*)", line)
        if halves:
            kept.append(halves[1] + halves[3 if chinese else 2])
        elif not line or bool(re.search(f"[{HAN}]", line)) == chinese:
            kept.append(line)
    return re.sub("\n{3,}", "\n\n", "\n".join(kept)).strip()


@contextmanager
def own_folders() -> Iterator[None]:
    """Let Jupyter, IPython and matplotlib write to a folder of ours: there may be no home.

    Within one that is open already, in this process or its parent, that one goes on being used.
    """
    if os.environ.get(OPENED):
        yield
        return
    jupyter = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")
    names = (OPENED, "MPLCONFIGDIR", "IPYTHONDIR", *jupyter)
    before = dict(os.environ)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        os.environ.update(dict.fromkeys(names, folder), OPENBLAS_NUM_THREADS="1")
        try:
            yield
        finally:
            os.environ.clear()
            os.environ.update(before)
