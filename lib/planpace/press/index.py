"""The front page of all reports: plans, dates, pillars, and how each verdict moved."""

from collections.abc import Sequence
from typing import Any

from planpace.render.html import templates, whole_page
from planpace.words.say import languages, say


def index_page(manifests: Sequence[dict[str, Any]]) -> str:
    """Return the list of all sets of reports, newest date first, in the languages of its plans."""
    sets = sorted(manifests, key=lambda one: (one["plan"], one["as_of"]), reverse=True)
    named = {lang for one in sets for lang in one["names"]}
    spoken = [lang for lang in languages() if lang in named or not sets]
    title = " · ".join(say("index.title", lang) for lang in spoken)
    about = {"title": title, "languages": spoken, "say": say}
    body = templates().get_template("index.html.j2").render(sets=sets, **about)
    return whole_page(spoken[0], title, body)
