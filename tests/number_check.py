"""The number check: every number in the text of a finished report has an origin.

An origin is a value of `pp.trace` or of another result table with its unit, or words that hold
the number themselves (a quote, a title, a name). What is left are page numbers, dates and marks.
"""

import io
import math
import re
from collections import Counter
from html import unescape

from pypdf import PdfReader

from planpace.analysis.changes import disputed, history, replay
from planpace.analysis.judge import SILENT
from planpace.analysis.ranking import decisive
from planpace.analysis.trace import FORMULAS
from planpace.analysis.trajectory import slope
from planpace.briefings import finished
from planpace.briefings.track_record import records
from planpace.plan.periods import last_day
from planpace.words.say import labels
from planpace.words.units import written

NUMBER = re.compile(r"[−+-]?(?<![\d.A-Za-z_])\d[\d,]*(?:\.\d+)?")
YEAR = r"(?<![\d.,])(?:19|20)\d\d(?:-\d\d(?:-\d\d)?|Q[1-4])?(?![\d]|[,.]\d)"
DATES = re.compile(YEAR + r"|(?<!\d)(?:1—)?\d+(?= ?月)|Q[1-4]\b")
MARKS = re.compile(r"\[\d+\]|\bL\d+(?:-L?\d+)?\b|\bline \d+|第\d+行")
PERCENT = {"%", "百分点"}
DERIVED = {*FORMULAS} - {"gap", "pace_required", "pace_observed"}
NONE, ONE, SOME = {0}, {0, 1}, {1, 2, 3, 4, 5}
"""How many decimals a page writes: of odds, of derived percentages, of amounts."""
PAGES = re.compile(r"Page \d+ of \d+|第 ?\d+ ?页，共 ?\d+ ?页")
ADDRESSES = re.compile(r"https?://\S+")


def text_of_pdf(pdf):
    """The text of a finished PDF, as a reader selects it."""
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def text_of_html(html):
    """The text of a finished page: trails, charts, what they are said to show, and tables that
    open, but no style.
    """
    html = re.sub(r"<style.*?</style>", " ", html, flags=re.S)
    alternatives = " ".join(re.findall(r' (?:alt|aria-label)="([^"]*)"', html))
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
    return written_with is SOME and (abs(value) >= 100 or float(value).is_integer())


def plain(token):
    return token.lstrip("−+-").replace(",", "")


def values(here):
    """(value, the decimals that it is written with, unit) of all that has a number."""
    plan, as_of, language = here.plan, here.as_of, here.language
    for one in here.rows:
        for step in here.trails[one.target.target_id]:
            if step.number in DERIVED:
                yield step.value, ONE, step.unit
            else:
                yield from amounts(step.value, step.unit, language)
    kin = {part for whole in here.indicators for part in plan.parts.get(whole, ())}
    kin |= {plan.indicator[part].part_of for part in here.indicators}
    for figure in (*here.figures, *(f for f in plan.figures if f.indicator_id in kin)):
        yield from amounts(figure.value, figure.unit, language)
    for target in here.own.promises:
        yield from amounts(target.value, target.unit, language)
        yield from amounts(target.value_upper, target.unit, language)
    for group in (here.rows, *disputed(here.own, as_of)):
        for one in group:
            for name in ("threshold", "baseline", "latest", "gap", "growth_required", "later"):
                yield from amounts(getattr(one.verdict, name), one.unit, language)
            yield 100 * one.odds.probability, NONE, "%"
            yield from on_the_year(one)
            yield from amounts(pace_from_now(one), one.unit, language)
    for path in here.paths.values():
        yield from amounts(slope(path), path.unit, language)
        for value in [*path.required.linear, *path.history.value]:
            yield from amounts(value, path.unit, language)
        fan = path.fan[path.fan.end > path.deadline - 0.01].iloc[:1]
        for value in fan[["q05", "median", "q95"]].to_numpy().ravel():
            yield value * written(path.unit, language)[1], {0, 1, 2}, path.unit
        for estimate in path.estimates:
            yield from amounts(estimate.value, path.unit, language)
            yield estimate.error, ONE, "%"
            yield estimate.checked, NONE, ""
    for change in told(here):
        yield 100 * change.was.probability, NONE, "%"
        yield 100 * change.now.probability, NONE, "%"
        for value in (change.before, change.after):
            yield from amounts(value, change.unit, language)
    if not here.pillar:
        for moments in replay(plan, as_of).values():
            for _, one in moments:
                yield 100 * one.odds.probability, NONE, "%"
                yield from amounts(one.verdict.latest, one.unit, language)
    for record in records().values():
        yield from ((100 * share, NONE, "%") for share in (record.kept, record.low, record.high))
        yield record.plans, NONE, ""
    yield from finished_values()


def finished_values():
    """What the record on finished plans tells: counts, shares, scores."""
    plans = finished.rows(finished.Finished)
    for at in (4, 5, 6, 7):
        yield from ((plan[at], NONE, "") for plan in plans)
        yield sum(plan[at] for plan in plans), NONE, ""
    for year in finished.rows(finished.Year):
        yield from ((one, NONE, "") for one in (year.year, year.left, year.asked))
        yield from ((100 * share, NONE, "%") for share in (year.chance, year.met))
        yield from ((score, {3}, "") for score in (year.brier, year.base))
    for word in finished.rows(finished.Word):
        yield from ((one, NONE, "") for one in (word.said, word.met, word.targets))
        shares = word.met / word.said, word.low, word.high
        yield from ((100 * share, NONE, "%") for share in shares)
    for one in finished.rows(finished.Wrong):
        yield from ((n, NONE, "") for n in (one.first, one.last, one.years, 100 * one.chance))


def on_the_year(one):
    """A latest value over that of the year before, and over the target, in percent."""
    points = {point.period: point for point in one.case.course.points if not point.bound}
    verdict, now = one.verdict, points.get(one.verdict.latest_period)
    before = [p for p in points.values() if now and abs(now.end - 1 - p.end) < 0.01]
    for old in before:
        if old.value:
            yield 100 * (now.value / old.value - 1), ONE, "%"
    if verdict.threshold:
        yield 100 * verdict.latest / verdict.threshold, ONE, "%"


def pace_from_now(one):
    """The change a year that is needed from the date of the report on."""
    left = one.case.promise.end - one.case.now
    return -one.verdict.gap / left if left > 0.0014 else math.nan


def amounts(value, unit, language):
    """A value in the units in which the language may count it."""
    for size in {0.0, 1e4, 1e8, 1e12, abs(value)}:
        yield value * written(unit, language, size)[1] if unit else value, SOME, unit


def told(here):
    """The changes of the year before, and all there ever were of the headline's target."""
    one = decisive(here.targets)
    ever = [] if one is None else history(here.plan, one.target.target_id, here.as_of)
    return [*here.news, *ever]


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
    heard = {(figure.indicator_id, figure.entity_id) for figure in here.figures}
    for pillar in ("", *here.plan.pillar):
        rows = [one for one in here.targets if pillar in {"", one.target.pillar_id}]
        yield len(rows)
        known = sum((o.target.indicator_id, o.target.entity_id) in heard for o in rows)
        yield from (known, len(rows) - known)
        yield from Counter(one.verdict.status for one in rows).values()
        yield sum(one.verdict.status in SILENT for one in rows)
        silent = sum(one.verdict.data_status == "none" for one in rows)
        judged = sum(one.verdict.judged for one in rows)
        waiting = (o for o in rows if o.verdict.status == "no_data")
        late = (o for o in waiting if o.verdict.data_status != "none" and over(o, here.as_of))
        yield from (silent, judged, len(rows) - silent, len(rows) - judged, len([*late]))
        yield sum(one.target.clarity not in {"clear", "inferred"} for one in rows)
    promised = here.plan.commitments
    yield from (len(promised), *promised.pillar_id.value_counts())
    turned = sum(change.was.status != change.now.status for change in here.news)
    quiet = sum(
        change.cause == "deadline_passed" and change.was.status == change.now.status
        for change in here.news
    )
    told_of = len(here.news) - quiet
    yield from (told_of, turned, quiet, max(told_of - 4, 0))
    roles = {entity.entity_id: entity.role for entity in here.plan.entity.values()}
    own = [figure for figure in here.figures if roles[figure.entity_id] in {"subject", "part"}]
    for figures in (here.figures, own):
        yield from (len(figures), *Counter(figure.status for figure in figures).values())
    yield from range(8)  # few enough to count by eye: names left out, methods of a kind, years


def over(one, as_of):
    """Whether the last day of a target's deadline is past."""
    return last_day(one.target.deadline).isoformat() < as_of


def ticks(charts):
    """The numbers on the axes of charts."""
    for svg in charts:
        for axis in re.findall(r'<g id="[xy]tick_\d+">.*?</text>', svg, re.S):
            yield from NUMBER.findall(unescape(re.sub(r"<[^>]+>", " ", axis)))
