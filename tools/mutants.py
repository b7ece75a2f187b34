"""Mutation check: every comparison and every limit of the analysis is changed, one at a time.

A change that no test notices is a rule that no test holds. Survivors must stand in
`docs/mutants.md` with the reason why nobody could tell them apart; at least 95% must be caught.
`python tools/mutants.py [MODULE]…` takes some twenty minutes on two cores.
"""

from __future__ import annotations

import ast
import importlib
import multiprocessing
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[1]
MODULES = (
    "plan/kinds", "plan/vintages", "analysis/series", "analysis/formulas",
    "analysis/methods", "analysis/judge", "analysis/odds",
    "analysis/trajectory",
)  # fmt: skip
TESTS = (
    "methods", "limits", "verdict", "odds", "golden", "edge_cases", "paths", "estimates", "replay",
    "properties",
)  # fmt: skip
OTHERS = {
    ast.Lt: (ast.LtE, ast.GtE), ast.LtE: (ast.Lt, ast.Gt), ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt), ast.Eq: (ast.NotEq,), ast.NotEq: (ast.Eq,), ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,), ast.Is: (ast.IsNot,), ast.IsNot: (ast.Is,),
}  # fmt: skip
PLACES = ast.Tuple | ast.Dict | ast.BinOp | ast.Compare | ast.Call | ast.UnaryOp
LEAST = 0.95
FORK = multiprocessing.get_context("fork")
HEAVY = (
    "hypothesis",
    "jinja2",
    "matplotlib.figure",
    "nbformat",
    "pandas",
    "scipy.stats",
    "seaborn",
)
"""Loaded once, before the mutants: their tests then begin at once."""


class Mutant(NamedTuple):
    """One change: where, the line as it stands, what it becomes, and the module's whole source."""

    module: str
    line: int
    before: str
    after: str
    source: str

    @property
    def name(self) -> str:
        """How `docs/mutants.md` names it: by its words, for lines move."""
        return f"| `{self.module}` | `{self.before}` | `{self.after}` |"


def mutants(module: str) -> Iterator[Mutant]:
    """Yield every mutant of a module."""
    text = (ROOT / "lib/planpace" / f"{module}.py").read_text("utf-8")
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            for place, operator in enumerate(list(node.ops)):
                for other in OTHERS[type(operator)]:
                    node.ops[place] = other()
                    yield _mutant(module, text, tree, node)
                node.ops[place] = operator
        if isinstance(node, PLACES):
            for part in ast.iter_child_nodes(node):
                if isinstance(part, ast.Constant) and _limit(part.value, node):
                    value = part.value
                    part.value = value * 1.02 if isinstance(value, float) else value + 1
                    yield _mutant(module, text, tree, node)
                    part.value = value


def _limit(value: object, around: ast.AST) -> bool:
    """Whether a number is a limit: any fraction, or a whole number beside a word."""
    if isinstance(value, float):
        return value not in {0.0, 1.0}
    if isinstance(around, ast.UnaryOp):
        return type(value) is int and abs(value) > 1
    worded = isinstance(around, ast.Tuple | ast.Dict) and any(
        isinstance(part, ast.Constant) and isinstance(part.value, str)
        for part in ast.iter_child_nodes(around)
    )
    return type(value) is int and worded


def _mutant(module: str, text: str, tree: ast.AST, node: ast.expr) -> Mutant:
    before = (ast.get_source_segment(text, node) or "").replace("\n", " ")
    return Mutant(
        module, node.lineno, " ".join(before.split()), ast.unparse(node), ast.unparse(tree)
    )


def survives(mutant: Mutant) -> bool:
    """Whether all tests pass on a copy of the house with the change in it."""
    with tempfile.TemporaryDirectory() as folder:
        house = Path(folder)
        for name in ("data", "docs", "notebooks", "research", "tests", "tools", "pyproject.toml"):
            (house / name).symlink_to(ROOT / name)
        package = house / "lib/planpace"
        shutil.copytree(ROOT / "lib/planpace", package, copy_function=os.symlink)
        changed = package / f"{mutant.module}.py"
        changed.unlink()
        changed.write_text(mutant.source, "utf-8")
        trial = FORK.Process(target=_try, args=(house,))
        trial.start()
        trial.join(timeout=240)
        if trial.is_alive():
            trial.kill()
            return False
        return trial.exitcode == 0


def _try(house: Path) -> None:
    """Run the tests in a copy of the house; what they need from outside is loaded already."""
    os.chdir(house)
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    os.dup2(null, 2)
    tests = [f"tests/test_{name}.py" for name in TESTS]
    os._exit(int(pytest.main(["-x", "-q", "-p", "no:cacheprovider", *tests])))


def main(chosen: list[str]) -> int:
    """Try every mutant, print survivors as rows of `docs/mutants.md`, and the share caught."""
    for name in HEAVY:
        importlib.import_module(name)
    source = (ROOT / "lib/planpace/analysis/judge.py").read_text("utf-8")
    if not survives(Mutant("analysis/judge", 0, "", "", source)):
        sys.exit("the tests fail without any change: nothing can be learnt")
    all_of_them = [mutant for module in chosen or MODULES for mutant in mutants(module)]
    explained = (ROOT / "docs/mutants.md").read_text("utf-8")
    alive = []
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for mutant, survived in zip(all_of_them, pool.map(survives, all_of_them), strict=True):
            if survived:
                alive.append(mutant)
                print(f"{mutant.line:4d} {mutant.name}", flush=True)
    caught = 1 - len(alive) / len(all_of_them)
    unexplained = [mutant for mutant in alive if mutant.name not in explained]
    print(f"{len(all_of_them)} mutants, {len(alive)} survived, {caught:.1%} caught")
    print(f"{len(unexplained)} survivors without a reason in docs/mutants.md")
    return int(bool(unexplained) or caught < LEAST)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
