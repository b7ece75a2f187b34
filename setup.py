"""What pyproject.toml cannot say: the notebooks have one place, and a wheel carries a copy."""

from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

NOTEBOOKS = sorted(map(str, Path("notebooks").glob("*.ipynb")))


class WithNotebooks(build_py):
    """Copies the notebooks into the package; an editable install finds them in their place."""

    def run(self) -> None:
        """Build the package, then put the notebooks beside `press/run.py`."""
        super().run()
        if not self.editable_mode:
            for notebook in NOTEBOOKS:
                to = Path(self.build_lib, "planpace", "press", notebook)
                self.mkpath(str(to.parent))
                self.copy_file(notebook, str(to))

    def get_source_files(self) -> list[str]:
        """Return what goes into a source distribution."""
        return [*super().get_source_files(), *NOTEBOOKS]


setup(cmdclass={"build_py": WithNotebooks})
