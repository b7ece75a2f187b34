"""The front page of all reports: plans, dates, pillars, and how each verdict moved."""

from collections.abc import Sequence
from typing import Any

from planpace.render.html import templates, whole_page
from planpace.words.say import languages, say

TITLE = "规划进展简报 · Briefings on plans"


def index_page(manifests: Sequence[dict[str, Any]]) -> str:
    """Return the list of all sets of reports, newest date first, in both languages."""
    sets = sorted(manifests, key=lambda one: (one["plan"], one["as_of"]), reverse=True)
    about = {"title": TITLE, "languages": languages(), "say": say}
    body = templates().get_template("index.html.j2").render(sets=sets, **about)
    return whole_page("zh", TITLE, body)
