"""What is heard of a run: a bar at a terminal, else lines with the time, for people or in JSON."""

import json
import sys
from collections.abc import Callable
from datetime import datetime
from typing import Any

from tqdm import tqdm

from planpace.words.say import say

LOUD = {"failed", "waits", "unreadable"}  # heard whatever was asked for


def teller(form: str, lang: str, quiet: bool) -> Callable[..., None]:
    """Return what is told each event by its name and what there is to say of it.

    A terminal has a bar of the reports instead of a line for each; `form`: `text` or `json`.
    """
    plain = form != "text" or quiet or not sys.stderr.isatty()
    bar = tqdm(disable=True)
    tqdm.monitor_interval = 0  # no second thread beside what is forked

    def tell(event: str, **about: Any) -> None:
        nonlocal bar
        if event == "begun":
            bar = tqdm(
                total=about["count"],
                disable=plain or not about["count"],
                leave=False,
                bar_format="{n_fmt}/{total_fmt} |{bar}| {elapsed} < {remaining}",
            )
        if event in {"made", "failed"}:
            bar.update()
        now = datetime.now().astimezone()
        if event in LOUD or (plain and not quiet):
            line = json.dumps({"time": now.isoformat(), "event": event} | about, ensure_ascii=False)
            if form == "text":
                told = say(f"log.{event}", lang, **about)
                line = told if sys.stderr.isatty() else f"{now:%F %T} {told}"
            tqdm.write(line, file=sys.stderr)
        if event == "ended":
            bar.close()

    return tell
