"""explore.ipynb in JupyterLab in a real Chromium: run, pick, slide; by `make test-browser`.

Where no browser is there, `make test-browser` fails and says so, and `make test` skips it aloud.
"""

import base64
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest
import websocket

import planpace

ROOT = Path(__file__).parents[1]
NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), "")
ABSENT = f"NO BROWSER: none of {', '.join(NAMES)} is on the PATH; explore.ipynb was NOT driven"
FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--remote-debugging-port=0", "--window-size=1400,1000",
)  # fmt: skip
PATIENCE = 60
TOKEN = "a-token-of-the-tests"
OPEN = "[...(window.jupyterapp?.shell.widgets('main') ?? [])].find(w => w.content?.widgets)"
SHOWN = "(document.querySelector('.jp-OutputArea .widget-html-content') || {}).innerText || ''"


@contextmanager
def running(command, **more):
    """A process, ended when it is no longer needed."""
    process = subprocess.Popen(command, **more)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(20)


def until(found, what):
    """Wait for a true value."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if value := found():
            return value
        time.sleep(0.1)
    raise AssertionError(f"{what}: not within {PATIENCE} s")


class Page:
    """A tab of the browser, driven by the DevTools protocol; `errors`: what its console said."""

    def __init__(self, profile):
        (port, _) = until(lambda: read(profile / "DevToolsActivePort"), "the browser").split(
            "\n", 1
        )
        ask = urllib.request.Request(f"http://127.0.0.1:{port}/json/new?about:blank", method="PUT")
        url = json.load(urllib.request.urlopen(ask))["webSocketDebuggerUrl"]
        self.socket = websocket.create_connection(url, timeout=PATIENCE, suppress_origin=True)
        self.number, self.errors = 0, []
        for domain in ("Page", "Runtime", "Log"):
            self.send(f"{domain}.enable")

    def send(self, method, **parameters):
        self.number += 1
        told = {"id": self.number, "method": method, "params": parameters}
        self.socket.send(json.dumps(told))
        while (answer := json.loads(self.socket.recv())).get("id") != self.number:
            self.hear(answer)
        assert "error" not in answer, answer
        return answer["result"]

    def hear(self, event):
        told = event["params"]
        loud = (
            event["method"] == "Runtime.exceptionThrown",
            event["method"] == "Runtime.consoleAPICalled" and told["type"] == "error",
            event["method"] == "Log.entryAdded" and told["entry"]["level"] == "error",
        )
        if any(loud):
            self.errors.append(json.dumps(told)[:600])

    def ask(self, expression):
        told = {"expression": expression, "returnByValue": True, "awaitPromise": True}
        answer = self.send("Runtime.evaluate", **told)
        assert "exceptionDetails" not in answer, (expression, answer)
        return answer["result"].get("value")

    def drag(self, where, by):
        """Take hold of what stands at a selector's index and move it sideways."""
        x, y = self.ask(f"(({where}).scrollIntoView({{block: 'center'}}), at({where}))")
        for kind, dx in (("Pressed", 0), ("Moved", by / 2), ("Moved", by), ("Released", by)):
            self.send(
                "Input.dispatchMouseEvent", type=f"mouse{kind}", x=x + dx, y=y, button="left",
                buttons=1, clickCount=1,
            )  # fmt: skip

    def picture(self, path):
        shot = self.send("Page.captureScreenshot", format="png")["data"]
        path.write_bytes(base64.b64decode(shot))
        print("picture:", path)


def read(path):
    return path.read_text() if path.is_file() else ""


@pytest.fixture
def page(tmp_path):
    """JupyterLab on a copy of the notebooks and data, open at explore.ipynb."""
    if not CHROMIUM and os.environ.get("PLANPACE_BROWSER"):
        pytest.fail(ABSENT)
    if not CHROMIUM:
        pytest.skip(ABSENT)
    for part in ("notebooks", "data"):
        shutil.copytree(ROOT / part, tmp_path / part)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    own = {f"JUPYTER_{name}_DIR": str(tmp_path / name) for name in ("CONFIG", "DATA", "RUNTIME")}
    own |= {
        "PYTHONPATH": str(Path(planpace.__file__).parents[1]),
        "IPYTHONDIR": str(tmp_path / "i"),
    }
    serve = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--port={port}",
        f"--IdentityProvider.token={TOKEN}", "--expose-app-in-browser",
        "--ServerApp.port_retries=0", "--LabApp.default_url=/lab/tree/notebooks/explore.ipynb",
    ]  # fmt: skip
    browse = [CHROMIUM, *FLAGS, f"--user-data-dir={tmp_path / 'profile'}", "about:blank"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    fresh = {k: v for k, v in os.environ.items() if k != "MPLBACKEND"}  # as tests before may leave
    with running(serve, cwd=tmp_path, env=fresh | own, **quiet), running(browse, **quiet):
        page = Page(tmp_path / "profile")
        until(lambda: answers(port), "JupyterLab")
        page.send("Page.navigate", url=f"http://127.0.0.1:{port}/?token={TOKEN}")
        yield page


def answers(port):
    with socket.socket() as asked:
        return asked.connect_ex(("127.0.0.1", port)) == 0


def test_a_target_is_picked_and_a_slider_moved_and_the_numbers_follow(page, tmp_path):
    page.send("Emulation.setFocusEmulationEnabled", enabled=True)
    until(lambda: page.ask(f"({OPEN}?.content.widgets.length ?? 0) > 20"), "the notebook")
    page.ask(f"jupyterapp.shell.activateById((window.book = {OPEN}).id)")
    idle = "book.sessionContext.session?.kernel?.status === 'idle'"
    until(lambda: page.ask(idle), "its kernel")
    page.errors.clear()  # what JupyterLab itself has to say when it starts
    began = time.monotonic()
    page.ask("void jupyterapp.commands.execute('notebook:run-all-cells')")
    last = "(book.content.activeCellIndex = book.content.widgets.length - 1)"
    until(lambda: page.ask(f"({last}, {SHOWN})"), "the page under the sliders")
    print(f"run all, to the first display: {time.monotonic() - began:.1f} s")
    outputs = "book.content.widgets.flatMap(c => c.model.outputs?.toJSON() ?? [])"
    assert (
        page.ask(f"{outputs}.filter(o => o.output_type === 'error' || o.name === 'stderr')") == []
    )
    assert page.ask(f"{outputs}.filter(o => o.data && o.data['image/png']).length") == 4

    page.ask("window.at = e => { const r = e.getBoundingClientRect();"
             " return [r.x + r.width / 2, r.y + r.height / 2] }")  # fmt: skip
    page.ask("document.querySelector('.widget-html-content').scrollIntoView()")
    page.picture(tmp_path / "1-opened.png")
    first = page.ask(SHOWN)
    assert "假设" not in first and "一般公共预算收入" in first
    moved = changed(page, lambda: page.drag("document.querySelectorAll('.noUi-handle')[0]", 60))
    assert "（假设）" in moved and "按假设的数字" in moved
    page.picture(tmp_path / "2-supposed.png")

    picked = changed(page, lambda: pick(page, 4, "地区生产总值"))
    assert "地区生产总值" in picked and "假设" not in picked
    english = changed(page, lambda: pick(page, 1, "English"))
    assert "As published" in english and "GDP" in english
    supposed = changed(page, lambda: page.drag("document.querySelectorAll('.noUi-handle')[2]", 40))
    assert "GDP (supposed)" in supposed and "As supposed" in supposed
    page.picture(tmp_path / "3-english.png")
    assert page.errors == []


def changed(page, act):
    """What is shown once it has become another, and how long that took."""
    before, began = page.ask(SHOWN), time.monotonic()
    act()
    until(lambda: page.ask(SHOWN) not in {before, ""}, "another page")
    print(f"update: {time.monotonic() - began:.2f} s")
    return page.ask(SHOWN)


def pick(page, number, label):
    """Choose an option of a list, as a person does."""
    page.ask(
        f"(() => {{ const s = document.querySelectorAll('.widget-dropdown select')[{number}];"
        f" s.selectedIndex = [...s.options].findIndex(o => o.text === '{label}');"
        " s.dispatchEvent(new Event('change', {bubbles: true})) })()"
    )
