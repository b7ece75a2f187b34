"""Write environment.yml, for those who use conda, from pyproject.toml and requirements.lock.

`make lock` runs it. The versions are the lock's, so that both ways lead to the same figures.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
BY_PIP = {"frictionless", "typst"}  # conda-forge's `typst` is the program, not the Python module
HEAD = """\
# Made by tools/environment.py from pyproject.toml and requirements.lock: change those, then
# `make lock`. For conda users; `make env` needs no conda.
name: planpace
channels:
  - conda-forge
dependencies:
  - python=3.11
  - pip
"""


def direct(root: Path = ROOT) -> list[str]:
    """The names that pyproject.toml asks for, the test tools too."""
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    asked = sum(project["optional-dependencies"].values(), project["dependencies"])
    return sorted({re.match(r"[\w.-]+", line)[0].lower() for line in asked})  # type: ignore[index]


def locked(root: Path = ROOT) -> dict[str, str]:
    """Each package of the lock and its version."""
    lock = (root / "requirements.lock").read_text("utf-8")
    return dict(re.findall(r"^([\w.-]+)==([^\s;\\]+)", lock, re.MULTILINE))


def environment(root: Path = ROOT) -> str:
    """The text of environment.yml."""
    versions = locked(root)
    pins = {name: f"{name}=={versions[name]}" for name in direct(root)}
    conda = [f"  - {pin}\n" for name, pin in pins.items() if name not in BY_PIP]
    pip = [f"      - {pin}\n" for name, pin in pins.items() if name in BY_PIP]
    return "".join([HEAD, *conda, "  - pip:\n", *pip, "      - -e .\n"])


if __name__ == "__main__":
    (ROOT / "environment.yml").write_text(environment(), "utf-8", newline="\n")
