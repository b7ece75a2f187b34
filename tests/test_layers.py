"""The house has one direction: a package imports only from those before it, and stays small."""

import ast
import os
import subprocess
import sys
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

import planpace

PACKAGE = Path(__file__).parents[1] / "lib" / "planpace"
CORRIDOR = ("words", "plan", "analysis", "briefings", "render", "press")
"""The packages in order: what is said, read, judged, told, drawn, published."""

TOP = {"__init__", "__main__", "cli"}
BUDGET = {
    "words": 275, "plan": 2_203, "analysis": 2_701, "briefings": 2_235, "render": 1_368,
    "press": 1_200, "top": 490,
}  # fmt: skip
"""The most lines that each package may have."""
LINES = 10_445
"""The most lines in all: some 2,300 above the 7,500 that the house is to come to in the end."""
ABSENT = {"seaborn", "statsmodels", "fcntl"}

MODULES = {
    ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted(PACKAGE.rglob("*.py"))
}
"""Each module by its name within planpace; `__init__` is the front door, `words` a package."""


def package(name):
    """The package of a module; what stands beside the packages has none."""
    return name.partition(".")[0] if name.partition(".")[0] in CORRIDOR else ""


def imports(source, name="__init__"):
    """The full names that a module's source imports, inside functions and type checks too."""
    inside = ["planpace", *name.split(".")]
    if MODULES.get(name, PACKAGE).name != "__init__.py" or name == "__init__":
        inside.pop()
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = inside[: len(inside) + 1 - node.level] if node.level else []
            module = ".".join([*above, *filter(None, [node.module])])
            found |= {f"{module}.{alias.name}" for alias in node.names}
    return found


def within(source, name="__init__"):
    """The modules of planpace that a source imports; a bare package where it names that alone."""
    named = (n.removeprefix("planpace.") for n in imports(source, name) if ours(n))
    return {module(each) for each in named}


def ours(name):
    return name.partition(".")[0] == "planpace"


def module(name):
    """The module that an imported name is or stands in; the front door for one of its own."""
    while name not in MODULES:
        name = name.rpartition(".")[0]
        if not name:
            return "__init__"
    return name


def source_of(name):
    return MODULES[name].read_text("utf-8")


def lines(names):
    return sum(len(source_of(name).splitlines()) for name in names)


def test_imports_are_read_in_every_form():
    assert within("import planpace.words.units as u\nfrom planpace import load_plan") == {
        "words.units", "__init__",
    }  # fmt: skip
    assert within("from planpace import analysis") == {"analysis"}
    assert within("from planpace.analysis.gap import x\nfrom . import cli") == {
        "analysis.gap", "cli",
    }  # fmt: skip
    assert within("from . import say\nfrom ..plan import read", "words.units") == {
        "words.say", "plan.read",
    }  # fmt: skip
    assert within("from . import say\nfrom ..plan.read import x", "words") == {
        "words.say", "plan.read",
    }  # fmt: skip
    assert within("def f():\n    from .plan import read\nimport numpy, re") == {"plan.read"}
    assert within("if TYPE_CHECKING:\n    from planpace.press import run", "words.say") == {
        "press.run"
    }


def test_nothing_stands_beside_the_packages_but_the_entrance():
    assert {name for name in MODULES if "." not in name} == {*CORRIDOR, *TOP}
    folders = {p.name for p in PACKAGE.iterdir() if p.is_dir() and p.name != "__pycache__"}
    assert folders == set(CORRIDOR)


@pytest.mark.parametrize("name", sorted(name for name in MODULES if package(name)))
def test_a_package_imports_only_from_itself_and_those_before_it(name):
    allowed = CORRIDOR[: CORRIDOR.index(package(name)) + 1]
    for other in within(source_of(name), name):
        assert package(other) in allowed, other


def test_the_entrance_imports_only_inwards():
    """`cli` may import all; `__init__` names all; nobody but `__main__` imports `cli`."""
    assert not within(source_of("cli"), "cli") & TOP
    assert within(source_of("__main__"), "__main__") == {"cli"}
    assert all(package(name) for name in within(source_of("__init__")))


@pytest.mark.parametrize("name", sorted(name for name in MODULES if name != "__init__"))
def test_only_the_front_door_imports_by_a_name_in_quotes(name):
    assert not {other for other in imports(source_of(name), name) if "importlib.import" in other}
    assert "__import__" not in source_of(name)


def test_there_is_no_circle_among_the_modules():
    graph = {name: within(source_of(name), name) - {name} for name in MODULES}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" → ".join(error.args[1]))


@pytest.mark.parametrize("name", sorted(n for n in MODULES if package(n) == "analysis"))
def test_the_analysis_knows_no_language(name):
    words = {other for other in within(source_of(name), name) if package(other) == "words"}
    assert words <= {"words.units"}


@pytest.mark.parametrize("room", [*CORRIDOR, "top"])
def test_a_package_keeps_to_its_lines(room):
    names = [name for name in MODULES if (package(name) or "top") == room]
    assert lines(names) <= BUDGET[room]


def test_the_whole_keeps_to_its_lines():
    assert lines(MODULES) <= LINES


@pytest.mark.parametrize("name", sorted(MODULES))
def test_module_leaves_the_backend_alone(name):
    """`matplotlib.use` in library code silently removes every figure from a notebook."""
    source = source_of(name)
    assert "matplotlib.use(" not in source and "mpl.use(" not in source
    assert "switch_backend(" not in source


@pytest.mark.parametrize("name", sorted(MODULES))
def test_module_does_without_what_was_given_up(name):
    assert not {other.partition(".")[0] for other in imports(source_of(name), name)} & ABSENT


def test_no_exported_name_hides_a_package():
    assert not {*planpace.__all__} & {*CORRIDOR}
    assert not [name for name in planpace.__all__ if (PACKAGE / name).is_dir()]


def test_a_dotted_import_gives_a_module_whatever_was_asked_for_before():
    """The package `planpace.briefings` and the function `planpace.briefing` keep apart."""
    names = [name for name in MODULES if name not in TOP]
    told = [
        "import types, planpace as pp",
        *(f"pp.{name}" for name in planpace.__all__),
        *(f"import planpace.{n} as m; assert isinstance(m, types.ModuleType), m" for n in names),
        *(f"import planpace.{n} as m; assert m.__name__ == 'planpace.{n}', m" for n in names),
        *(f"assert not isinstance(pp.{n}, types.ModuleType)" for n in ("briefing", "trajectory")),
        "assert callable(pp.briefing) and callable(pp.Plan) and callable(pp.assess)",
    ]
    code = "\n".join(told)
    lean = os.environ | {"PYTHONPATH": str(PACKAGE.parent)}
    done = subprocess.run([sys.executable, "-c", code], env=lean, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
