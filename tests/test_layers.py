"""The house has one direction: a module imports only from modules before it."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "lib" / "planpace"
LAYERS = (
    "words.say",
    "plan.problems",
    "plan.periods",
    "words.units",
    "words.numbers",
    "plan.metadata",
    "plan.read",
    "plan.check",
    "plan.plan",
    "plan.vintages",
    "analysis.spans",
    "analysis.open_sdg",
    "analysis.methods",
    "analysis.gap",
    "analysis.scales",
    "analysis.forecast",
    "analysis.series",
    "analysis.standing",
    "analysis.opinions",
    "analysis.reasons",
    "analysis.facts",
    "analysis.verdict",
    "analysis.odds",
    "analysis.estimates",
    "analysis.assess",
    "analysis.trajectory",
    "analysis.replay",
    "analysis.changes",
    "analysis.edits",
    "analysis.around",
    "analysis.trace",
    "research.panel",
    "research.learning",
    "research.peers",
    "research.scores",
    "research.record",
    "briefings.scope",
    "briefings.blocks",
    "render.fonts",
    "render.charts",
    "briefings.trust",
    "briefings.masthead",
    "briefings.notes",
    "briefings.headline",
    "briefings.page_one",
    "briefings.hypotheses",
    "briefings.news",
    "briefings.findings",
    "briefings.surroundings",
    "briefings.page_two",
    "briefings.annex",
    "briefings.provenance",
    "briefings.hindsight",
    "briefings.overview",
    "render.html",
    "render.pdf",
    "press.index",
    "render.xlsx",
    "press.run",
    "press.publish",
    "cli",
    "__main__",
)
LINES = 250

MODULES = {
    ".".join(path.relative_to(PACKAGE).with_suffix("").parts): path
    for path in sorted(PACKAGE.rglob("*.py"))
    if path.name != "__init__.py"
}


def imports(source):
    """The modules of planpace that a module's source names, inside functions too."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            module = "planpace" if node.level else ""
            module = ".".join(filter(None, [module, node.module]))
            inside = [f"{module}.{alias.name}" for alias in node.names]
            names = inside if module == "planpace" else [module]
        else:
            continue
        found |= {".".join(name.split(".")[1:3]) for name in names if name.startswith("planpace.")}
    return found


def test_imports_are_read_in_every_form():
    assert imports("import planpace.words.units as u\nfrom planpace import gap") == {"units", "gap"}
    assert imports("from planpace.analysis.gap import x\nfrom . import check") == {"gap", "check"}
    assert imports("def f():\n    from .plan import x\nimport numpy, re") == {"plan"}


def test_every_module_has_its_layer():
    assert set(MODULES) - set(LAYERS) == set(), "new modules: give each its place in LAYERS"
    assert set(LAYERS) - set(MODULES) == set(), "LAYERS names modules that are gone"


@pytest.mark.parametrize("name", sorted(set(MODULES) & set(LAYERS)))
def test_module_imports_only_from_before_it(name):
    allowed = {"__version__", *LAYERS[: LAYERS.index(name)]}
    assert imports(MODULES[name].read_text("utf-8")) <= allowed


@pytest.mark.parametrize("name", sorted(MODULES))
def test_module_is_small(name):
    assert len(MODULES[name].read_text("utf-8").splitlines()) <= LINES


@pytest.mark.parametrize("name", sorted(MODULES))
def test_module_leaves_the_backend_alone(name):
    """`matplotlib.use` in library code silently removes every figure from a notebook."""
    source = MODULES[name].read_text("utf-8")
    assert "matplotlib.use(" not in source
    assert "switch_backend(" not in source
