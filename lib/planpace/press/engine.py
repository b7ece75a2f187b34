"""papermill's engine for a warm process: a notebook in an IPython shell of its own, no kernel."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TextIO, cast

from ipykernel.jsonutil import encode_images, json_clean
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from nbformat.v4 import new_output
from papermill.engines import Engine, papermill_engines
from traitlets.config import Config

WITHIN = "planpace-within"


class Within(Engine):  # type: ignore[misc]  # papermill asks for a class
    """Runs the cells of a notebook in this process; what they show is what a kernel would send."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **_: Any) -> None:
        """Run cell by cell; an error ends it and stands in its cell, as with a kernel."""
        shown: list[Any] = []
        with _shell(shown) as shell:
            for index, cell in enumerate(nb_man.nb.cells):
                nb_man.cell_start(cell, index)
                if cell.cell_type == "code":
                    shown.clear()
                    ran = shell.run_cell(cell.source, store_history=True)
                    cell.execution_count = shell.execution_count - 1
                    for one in (o for o in shown if o.output_type == "execute_result"):
                        one.execution_count = cell.execution_count
                    if error := ran.error_before_exec or ran.error_in_exec:
                        shown.append(_failed(shell, error))
                    cell.outputs = list(shown)
                    if any(output.output_type == "error" for output in shown):
                        nb_man.cell_exception(cell, index, exception=error)
                        return
                nb_man.cell_complete(cell, index)


def _failed(shell: InteractiveShell, error: BaseException) -> Any:
    told = shell.InteractiveTB.structured_traceback(type(error), error, error.__traceback__)
    named = {"ename": type(error).__name__, "evalue": str(error)}
    return new_output("error", **named, traceback=list(told))


@contextmanager
def _shell(shown: list[Any]) -> Iterator[InteractiveShell]:
    """A fresh shell whose displays, results and printed lines are put down one after the other."""

    def put(kind: str, data: Any, metadata: Any, **more: Any) -> None:
        told = {"data": json_clean(encode_images(data)), "metadata": json_clean(metadata or {})}
        shown.append(new_output(kind, **told, **more))

    class Display(DisplayPublisher):
        def publish(self, data: Any, metadata: Any = None, **_: Any) -> None:
            put("display_data", data, metadata)

    class Result(DisplayHook):
        def write_output_prompt(self) -> None:
            pass

        def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
            put("execute_result", format_dict, md_dict, execution_count=0)

        def finish_displayhook(self) -> None:
            pass

    class Stream:
        encoding = "utf-8"

        def __init__(self, name: str) -> None:
            self.name = name

        def write(self, text: str) -> int:
            if shown and shown[-1].get("name") == self.name:
                shown[-1].text += text
            elif text:
                shown.append(new_output("stream", name=self.name, text=text))
            return len(text)

        def flush(self) -> None:
            pass

    quiet = Config(HistoryManager={"enabled": False})
    shell = InteractiveShell(config=quiet, display_pub_class=Display, displayhook_class=Result)
    before = sys.stdout, sys.stderr

    def untold(error: Any = None, *_: Any, **__: Any) -> None:
        if error:  # of what cannot show itself; one of the cell itself the engine puts down
            shown.append(_failed(shell, error[1]))

    shell.showtraceback = untold
    sys.stdout, sys.stderr = cast(TextIO, Stream("stdout")), cast(TextIO, Stream("stderr"))
    InteractiveShell._instance = shell  # what asks for the shell is to find this one
    try:
        shell.enable_gui = lambda *_: None
        yield shell
    finally:
        sys.stdout, sys.stderr = before
        InteractiveShell.clear_instance()


papermill_engines.register(WITHIN, Within)
