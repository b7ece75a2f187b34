"""What a report was made of, and so whether it has to be made again; nothing heavy is imported.

A manifest holds for each report the digests of its parts (`stale.parts`), and for the last command
(`asked`) the digest of all that could matter to it: where that is the same, nothing is looked at
more closely.
"""

import json
import platform
from collections.abc import Iterable, Mapping
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

PACKAGES = ("planpace", "papermill", "pandas", "matplotlib", "statsmodels", "typst")
PACKAGE = Path(__file__).parents[1]
Entry = Mapping[str, Any]


def notebooks() -> Path:
    """Return the folder of the notebooks: the working folder's, the package's or the checkout's."""
    package = Path(__file__).parent
    places = (Path("notebooks"), package / "notebooks", package.parents[2] / "notebooks")
    return next(place for place in places if (place / "pillar.ipynb").is_file())


def digest(parts: Iterable[bytes]) -> str:
    """Return the digest of some parts one after the other, each with its length."""
    whole = sha256()
    for part in parts:
        whole.update(b"%d:" % len(part) + part)
    return whole.hexdigest()


def files(paths: Iterable[Path]) -> str:
    """Return the digest of files by name and content."""
    return digest(part for p in sorted(paths) for part in (p.name.encode(), p.read_bytes()))


@cache
def versions() -> dict[str, str]:
    """Return the versions that a report depends on."""
    return {"python": platform.python_version(), **{p: version(p) for p in PACKAGES}}


@cache
def code() -> str:
    """Return the digest of the library, its tables and its type, and of the versions."""
    held = (p for p in PACKAGE.rglob("*") if p.is_file() and "__pycache__" not in p.parts)
    return digest([files(held).encode(), json.dumps(versions()).encode()])


def tables(folder: Path) -> list[Path]:
    """Return the files that a plan is read from."""
    found = (*folder.glob("*.csv"), folder / "datapackage.json", *folder.glob("fonts/*"))
    return [path for path in found if path.is_file()]


def request(folder: Path, notebooks: Path, given: Mapping[str, Any]) -> str:
    """Return the digest of a command and of all that could matter to its reports."""
    held = [files(tables(folder)), files(notebooks.glob("*.ipynb")), code(), json.dumps(given)]
    return digest(part.encode() for part in held)


def done(out: Path, plan: str, asked: str) -> Path | None:
    """Return the set of reports that a command made, where all of it is there and as it was.

    An index older than a set is one that a run was killed before it could renew.
    """
    for path in sorted(out.glob(f"{plan}/[!.]*/manifest.json")):
        try:
            manifest = json.loads(path.read_text("utf-8"))
            names = manifest["asked"].get(asked, [])
            entries = {e["report"]: e for e in manifest["reports"]}
            shown = (out / "index.html").stat().st_mtime_ns >= path.stat().st_mtime_ns
            if shown and names and all(whole(entries[name], path.parent) for name in names):
                return path.parent
        except (ValueError, KeyError, TypeError, AttributeError, OSError):
            continue
    return None


def whole(entry: Entry, place: Path) -> bool:
    """Whether a report was made well and its files are there as they were written."""
    return entry["status"] == "ok" and all(
        (place / name).is_file() and sha256((place / name).read_bytes()).hexdigest() == told
        for name, told in entry["outputs"].items()
    )
