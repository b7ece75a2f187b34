"""The number check: every number in the text of a finished report has an origin.

An origin is a value of `plan.trace` or of another result table with its unit, or words that hold
the number themselves (a quote, a title, a name). What is left are page numbers, dates and marks.
"""

import io
import re
from html import unescape

import pandas as pd
from pypdf import PdfReader

from planpace.analysis.around import readings_around
from planpace.analysis.changes import history
from planpace.analysis.replay import followed, replay
from planpace.analysis.trace import FORMULAS
from planpace.briefings.headline import decisive
from planpace.briefings.hypotheses import STARTS, growth_from
from planpace.briefings.page_two import _asked
from planpace.briefings.scope import UNJUDGED
from planpace.research.panel import results
from planpace.words.say import labels
from planpace.words.units import written

NUMBER = re.compile(r"[−+-]?(?<![\d.A-Za-z_])\d[\d,]*(?:\.\d+)?")
YEAR = r"(?<![\d.,])(?:19|20)\d\d(?:-\d\d(?:-\d\d)?|Q[1-4])?(?![\d]|[,.]\d)"
DATES = re.compile(YEAR + r"|(?<!\d)(?:1—)?\d+(?= ?月)|Q[1-4]\b")
MARKS = re.compile(r"\[\d+\]|\bL\d+(?:-L?\d+)?\b")
PERCENT = {"%", "百分点"}
DERIVED = {*FORMULAS} - {"gap", "pace_required", "pace_observed"}
NONE, ONE, SOME = {0}, {1}, {1, 2, 3}
"""How many decimals a page writes: of odds, of derived percentages, of amounts."""
PAGES = re.compile(r"Page \d+ of \d+|第 ?\d+ ?页，共 ?\d+ ?页")
ADDRESSES = re.compile(r"https?://\S+")


def text_of_pdf(pdf):
    """The text of a finished PDF, as a reader selects it."""
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def text_of_html(html):
    """The text of a finished page: trails, picture texts and tables that open, but no style."""
    html = re.sub(r"<style>.*?</style>", " ", html, flags=re.S)
    alternatives = " ".join(re.findall(r' alt="([^"]*)"', html))
    return unescape(re.sub(r"<[^>]+>", " ", html) + " " + alternatives)


def untraced(text, known):
    """The numbers of a text that have no origin among those known (`Origins`)."""
    for pattern in (ADDRESSES, PAGES, MARKS, DATES):
        text = pattern.sub(" ", text)
    found = [(match[0], in_percent(text[match.end() :])) for match in NUMBER.finditer(text)]
    return sorted({token for token, percent in found if not known.explain(token, percent)})


def in_percent(rest):
    """Whether what follows a number says that it is a percentage or points."""
    return rest.lstrip().startswith(("%", "个百分点", "百分点", "points", "percentage points"))


class Origins:
    """Every value that a report of a scope may show, every text that it may quote, and the axes
    of its charts (SVG)."""

    def __init__(self, here, charts=()):
        self.exact = {plain(token) for text in texts(here) for token in NUMBER.findall(text)}
        self.exact |= {str(count) for count in counts(here)}
        self.exact |= {plain(tick) for tick in ticks(charts)}
        self.values = [value for value in values(here) if value[0] == value[0]]

    def explain(self, token, percent=False):
        """Whether a token is one of the values, rounded as a page rounds."""
        bare = plain(token)
        if bare in self.exact:
            return True
        places = len(bare.partition(".")[2])
        negative = token.startswith("−")
        return any(
            f"{abs(value):.{places}f}" == bare and (value < 0 or not negative)
            for value, written_with, unit in self.values
            if places in written_with or (not places and whole(value, written_with))
            if unit in PERCENT or not percent
        )


def whole(value, written_with):
    """Whether an amount may be written without decimals: it has none, or is large."""
    return written_with is SOME and (abs(value) >= 1000 or float(value).is_integer())


def plain(token):
    return token.lstrip("−+-").replace(",", "")


def values(here):
    """(value, the decimals that it is written with, unit) of all that has a number."""
    plan, as_of, language = here.plan, here.as_of, here.language
    for steps in map(here.trails.get, here.rows.target_id):
        for step in steps:
            if step.number in DERIVED:
                yield step.value, ONE, step.unit
            else:
                yield from amounts(step.value, step.unit, language)
    for row in here.figures.itertuples():
        yield from amounts(row.value, row.unit, language)
    for row in here.own.targets.itertuples():
        yield from amounts(row.value, row.unit, language)
        yield from amounts(row.value_upper, row.unit, language)
    for table in (here.rows, readings_around(here.own, as_of)):
        for row in table.itertuples():
            for name in ("threshold", "baseline", "latest", "gap", "growth_required", "later"):
                yield from amounts(getattr(row, name), row.unit, language)
            yield 100 * row.probability, NONE, "%"
    for path in here.paths.values():
        yield from amounts(_asked(path), path.unit, language)
        for value in [*path.required.linear, *path.history.value]:
            yield from amounts(value, path.unit, language)
        for value in path.fan.iloc[-1:][["q05", "median", "q95"]].to_numpy().ravel():
            yield value * written(path.unit, language)[1], {0, 1, 2}, path.unit
        for one in path.estimates.itertuples():
            yield from amounts(one.value, path.unit, language)
            yield one.error, ONE, "%"
            yield one.checked, NONE, ""
    for row in told(here).itertuples():
        yield 100 * row.probability_before, NONE, "%"
        yield 100 * row.probability_after, NONE, "%"
        for value in (row.before, row.after):
            yield from amounts(value, row.unit, language)
    if not here.pillar:
        odds = replay(plan, followed(plan, as_of), as_of)
        yield from ((100 * chance, NONE, "%") for chance in odds.probability)
        for row in odds.itertuples():
            yield from amounts(row.latest, row.unit, language)
    for start in STARTS:
        yield 100 * start, NONE, "%"
        yield from ((growth_from(start, years), ONE, "%") for years in (1, 2, 3, 4, 5))
    words = results("words")
    for name in ("kept", "low", "high"):
        yield from ((100 * share, NONE, "%") for share in words[name])
    yield from ((count, NONE, "") for count in words.plans)


def amounts(value, unit, language):
    """A value in the language's own unit, with one decimal or more unless it is whole or large."""
    yield value * written(unit, language)[1] if unit else value, SOME, unit


def told(here):
    """The changes of the year before, and all there ever were of the headline's target."""
    row = decisive(here.targets)
    ever = [] if row is None else [history(here.plan, row.target_id, here.as_of)]
    return pd.concat([here.news, *ever])


def texts(here):
    """What a report quotes as it stands: names, titles, quotes, notes, promises and labels."""
    plan = here.plan
    yield plan.id
    yield from (str(v) for v in plan.settings.values())
    for table in ("pillars", "indicators", "entities", "sources", "targets", "commitments"):
        for column in getattr(plan, table).select_dtypes("str"):
            yield from getattr(plan, table)[column]
    yield from plan.observations.quote
    yield from (note.partition(": ")[0] for note in plan.observations.note)
    yield from (words for (_, language), words in labels().items() if language == here.language)


def counts(here):
    """What is counted on a page, of the scope and of every pillar."""
    for rows in (here.targets, *(r for _, r in here.targets.groupby("pillar_id"))):
        yield len(rows)
        yield from rows.status.value_counts()
        silent = int((rows.data_status == "none").sum())
        judged = int((~rows.status.isin(UNJUDGED)).sum())
        late = (rows.status == "no_data") & (rows.data_status != "none")
        yield from (silent, judged, len(rows) - silent, len(rows) - judged, int(late.sum()))
        yield int((~rows.clarity.isin(["clear", "inferred"])).sum())
    promised = here.plan.commitments
    yield from (len(promised), *promised.pillar_id.value_counts())
    mine = here.news
    turned = mine.status_before != mine.status_after
    quiet = (mine.cause == "deadline_passed") & ~turned
    heard = len(mine) - int(quiet.sum())
    yield from (heard, int(turned.sum()), int(quiet.sum()), max(heard - 4, 0))
    yield from (len(here.figures), *here.figures.status.value_counts())
    roles = here.plan.entities.set_index("entity_id").role
    own = here.figures[here.figures.entity_id.map(roles).isin(["subject", "part"])]
    yield from (len(own), *own.status.value_counts())
    yield from range(8)  # few enough to count by eye: names left out, methods of a kind, years


def ticks(charts):
    """The numbers on the axes of charts."""
    for svg in charts:
        for axis in re.findall(r'<g id="[xy]tick_\d+">.*?</text>', svg, re.S):
            yield from NUMBER.findall(unescape(re.sub(r"<[^>]+>", " ", axis)))
