"""What changed since an earlier date, in words: for pages and for `planpace diff`."""

from collections.abc import Sequence

from planpace.analysis.changes import FIGURES, Change
from planpace.analysis.ranking import FEW, daily, foremost, telling, together
from planpace.briefings.blocks import Blocks, Text, Tone
from planpace.briefings.scope import Scope
from planpace.words.numbers import amount, percent

TOLD = 3  # figures of one day and target that a printed page tells


def changed(here: Scope, *, brief: bool = False) -> Blocks:
    """All changes of the past year within the scope: figure, cause, verdict, odds."""
    tone: Tone = "normal" if brief else "finding"
    if not here.news:
        return here.section("changed", here.text("changed.none", tone, since=here.when(here.since)))
    every, quiet = daily(here.news), _quiet(here, here.news)
    more = here.counted("changed.more", len(every) - FEW)
    lead = (_lead(here), quiet, more) if brief else (_lead(here), here.say("changed.order"))
    groups = foremost(here.news) if brief else every
    rows = [(here.when(each[0].day), *_words(here, each, marked=brief)) for each in groups]
    table = here.table("foremost", rows, bare=True) if brief else here.table("changed", rows, quiet)
    shown = [table] if rows else [] if brief else [Text(quiet)]
    told = Text(here.paragraph(lead), "note" if brief else "finding")
    return here.section("changed", told, *shown)


def briefly(here: Scope) -> Blocks:
    """The changes that matter most over the past year, and how many more there are."""
    return changed(here, brief=True)


def told(here: Scope, since: str, news: Sequence[Change], edited: Sequence[Change] = ()) -> str:
    """Changes as plain text, a line a cause under each target's name; `edited` tables first."""
    lines, last = [], ""
    for change in (*edited, *telling(news)):
        name, why, verdict, odds = _words(here, [change])
        lines += [f"{change.target_id}  {name}"] if change.target_id != last else []
        ending = "" if odds == "–" else "; " + here.say("change.odds", odds=odds)
        lines.append(f"  {why}: {verdict}{ending}")
        last = change.target_id
    nothing = here.say("changed.none", since=here.when(since))
    return "\n".join(filter(None, [*lines, _quiet(here, news)])) or nothing


def cause(here: Scope, change: Change, *, marked: bool = False) -> str:
    """The cause of a change in words, with its figure; `marked` for the mark of its document."""
    values, figures = {}, {"before": (change.before, ""), "after": (change.after, change.bound)}
    state = change.found.kind.course == "state"
    for name, (value, bound) in figures.items():
        values[name] = amount(value, change.unit, here.language, bound)
        if state and value == value:
            values[name] = here.amount(value, change.found)
    period = here.when(change.period, ytd=change.basis == "ytd")
    mark = here.mark(change.source_id) if marked else ""
    came = here.optional(f"came.{change.data_status}")
    stated = state and change.cause == "new_figure"
    key, peer = "change.new_state" if stated else f"change.{change.cause}", ""
    if change.cause == "peer_figure" and not change.found.target.peer_id:  # another indicator's
        key, peer = "change.beside", here.peer(change.found.target)
    return here.say(key, period=period, came=came, peer=peer, **values) + mark


def _lead(here: Scope) -> str:
    """How many figures were new or revised, and how many verdicts turned."""
    told = (c for c in here.news if c.cause in FIGURES)
    figures = {(c.key, c.period, c.basis, c.after, c.source_id) for c in told}
    turned = sum(change.turned and not change.found.target.reading_of for change in here.news)
    key = ("changed.lead" if turned else "changed.quiet") if figures else "changed.only"
    return here.say(key, since=here.when(here.since), count=len(figures), turned=turned)


def _quiet(here: Scope, news: Sequence[Change]) -> str:
    """How many deadlines passed and left the verdict as it was."""
    main = [change for change in news if not change.found.target.reading_of]
    return here.counted("changed.silent", len(main) - len(telling(main)))


def _words(
    here: Scope, group: Sequence[Change], *, marked: bool = False
) -> tuple[str, str, str, str]:
    """A target's name, the causes of one day, and what they made of its verdict and its odds."""
    change = together(group)
    known = here.everything.get(change.target_id)
    name = here.short(known.target) if known else change.target_id
    words = [here.shaped(state.status, state.word) for state in (change.was, change.now)]
    turn = here.say("change.stays", after=words[-1])
    if change.was.word != change.now.word:  # an arrow only where one verdict became another
        final = change.was.status == change.now.status  # achieved early, and now for good
        turn = " → ".join(words if change.turned or final else words[-1:])
    was, now = percent(change.was.probability), percent(change.now.probability)
    odds = now if was == now else f"{was} → {now}"
    # a revision that rounding hides is no news beside others; on paper the newest are told
    seen = [one for one in group if not _rounded_away(here, one)] or [*group]
    told = sorted(seen, key=lambda one: (one.turned, one.period))[-TOLD if marked else 0 :]
    causes = here.say("headline.and").join(cause(here, one, marked=marked) for one in told)
    if rest := len(seen) - len(told):
        causes = here.say("finding.more", names=causes, count=rest)
    return name, causes, turn, odds


def _rounded_away(here: Scope, change: Change) -> bool:
    """Whether a revision shows the same number before and after."""
    pair = [amount(v, change.unit, here.language) for v in (change.before, change.after)]
    return change.cause == "revised_figure" and len({*pair}) == 1
