"""The checks of the second way: each says what is false on a page, from the plan's CSV files alone.

A new sentence on a page wants a check here, or a field that one of these already looks at.
"""

import re
from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

from claims import (
    BRIEFINGS,
    COUNT,
    MARKS,
    OWN,
    SUMMED,
    YEARLY,
    alike,
    beside,
    claim,
    end,
    field,
    heads,
    iso,
    iso_in,
    keys,
    label,
    last_day,
    numbers,
    page,
    period_words,
    same,
    scales,
    table,
    tables,
    tells,
    template,
    text_of,
)  # fmt: skip

NOTHING = {"", "–"}
ENGLISH = ("none no zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
           "ten", "eleven", "twelve")  # fmt: skip


def whole(text):
    """A count as it is written: `1,012`, `two`."""
    bare = text.strip().lower().replace(",", "")
    if bare.isdigit():
        return int(bare)
    return next((n for n, words in enumerate(ENGLISH) if bare in words.split()), None)


def mentions(text, count, total, language):
    """Whether a sentence says a count in digits or words, or that it is all of them."""
    if any(number == count and not places for number, places in numbers(text)):
        return True
    if language == "en" and count < len(ENGLISH):
        return bool(re.search(rf"\b({'|'.join(ENGLISH[count].split())})\b", text, re.I))
    return count == total and "均" in text


def say_counts(name, told, *allowed):
    if whole(told) not in allowed:
        yield f"{name} {told}, should be {' or '.join(map(str, dict.fromkeys(allowed)))}"


# --- counts --------------------------------------------------------------------------------------


@field("total")
def total_is_the_targets_that_count(here, said):
    if said.key in {"table.gap.more", "replay.cut"}:
        return
    yield from say_counts("total", said.fields["total"], len(here.counted))


@field("known")
def known_have_a_figure_of_their_own(here, said):
    yield from say_counts("known", said.fields["known"], len(here.heard))


@claim("quality.silent", "finding.unheard")
def count_without_any_figure(here, said):
    yield from say_counts("count", said.fields["count"], len(here.unheard))


@claim("missing.lead")
def count_without_a_verdict(here, said):
    """Those whose figure is awaited have none either."""
    yield from say_counts("count", said.fields["count"], len(here.unjudged))


@claim("finding.silent")
def count_that_cannot_be_judged(here, said):
    """Those that await their final figure are told apart."""
    silent = sum(here.status(t) in {"no_data", "not_assessable"} for t in here.counted)
    yield from say_counts("count", said.fields["count"], silent)


@claim("readings.promises")
def promises_are_the_commitments(here, said):
    there = [c for c in here.facts.commitments if here.pillar in {"", c["pillar_id"]}]
    yield from say_counts("promises", said.fields["count"], len(there))


@claim("commitments.lead")
def commitments_are_all_there(here, said):
    there = [c for c in here.facts.commitments if here.pillar in {"", c["pillar_id"]}]
    yield from say_counts("count", said.fields["count"], len(there))


@claim("finding.late")
def late_lack_the_figure_of_their_deadline(here, said):
    """All whose time is up, that have figures and none for the deadline; a settled one is not late.

    Beside a peer the peer's may be what is missing; without a number there is nothing to lack.
    """
    open_ones = [t for t in here.heard if here.over(t) and not here.final(t)]
    late = [t for t in open_ones if not here.at_deadline(here.own(t), t)]
    peers = [t for t in open_ones if beside(t) and t not in late
             and not here.at_deadline(here.peer(t), t)]  # fmt: skip
    unknown = sum(t["kind"] == "unknown_value" and here.status(t) == "not_assessable" for t in late)
    each = len(late) - unknown, len(late), len(late) + len(peers) - unknown, len(late) + len(peers)
    yield from say_counts("late", said.fields["count"], *each)


@claim("quality.wording")
def unclear_words_are_counted(here, said):
    unclear = [t for t in here.counted if t["clarity"] not in {"clear", "inferred"}]
    yield from say_counts("count", said.fields["count"], len(unclear))


@claim("silent.more")
def silent_targets_are_counted_without_other_readings(here, said):
    known = sum(not here.own(t) for t in here.counted)
    most = sum(here.status(t) in {"no_data", "not_assessable"} for t in here.counted)
    told = whole(said.fields["count"])
    if not known <= told <= most:
        yield f"{told} without a figure to judge by, should be {known} to {most}"


@claim("table.gap.more")
def the_table_that_follows_has_so_many_rows(here, said):
    rows = sum(
        len(b.rows)
        for name, b in tables(here, "column.target", "column.latest", "column.goal")
        if name in {"whole_table", "leagues"} and not hasattr(b, "chart")
    )
    yield from say_counts("total", said.fields["total"], rows)
    yield from say_counts("count", said.fields["count"], len(said.place.block.rows))


GROUPS = {"met": {"achieved"}, "early": {"achieved_early"}, "on_schedule": {"ahead", "on_track"},
          "behind": {"behind"}, "far_behind": {"off_track"}, "missed": {"missed"},
          "awaited": {"awaited"}, "silent": {"no_data", "not_assessable"}}  # fmt: skip


@claim("tally")
def a_headline_tallies_all_targets(here, said):
    """Each part is recounted from the verdicts, and together they are all targets that count."""
    lang = here.language
    last = label("tally.and", lang).removeprefix("{first}").removesuffix("{last}")
    joints = label("tally.comma", lang), last
    tallied, clauses = said.fields["told"].rstrip("。.；;"), []
    shape = re.escape(label("tally.outlook", lang)).replace(re.escape("{told}"), "(.+?)")
    told_of = re.sub(shape, lambda found: clauses.append(found[1]) or f"\0{len(clauses)}", tallied)
    parts, told = re.split("|".join(map(re.escape, joints)), told_of), {}
    for part in parts:
        part, _, number = part.partition("\0")
        for group in GROUPS:
            given = template(f"tally.{group}", here.language).match(part.strip())
            if given:
                told[group] = whole(given["count"])
                clause = clauses[int(number) - 1] if number else ""
                yield from _leanings(here, group, clause)
                break
        else:
            yield f"“{part}” tallies nothing"
    words = Counter(here.word(t) for t in here.counted)
    real = {g: n for g, kinds in GROUPS.items() if (n := sum(words[k] for k in kinds))}
    if told != real:
        yield f"tallied {told}, should be {real}"
    if sum(told.values()) != whole(said.fields["total"]):
        yield f"the parts add up to {sum(told.values())} of {said.fields['total']}"


def _leanings(here, group, clause):
    """`6 are behind schedule (1 likely, 5 unlikely)`: so many of these have such odds."""
    told, real = {}, Counter()
    for part in clause.split(label("tally.comma", here.language)) if clause else ():
        side = next((k for k in ("likely", "about_even", "unlikely")
                     if template(f"tally.{k}", here.language).match(part)), part)  # fmt: skip
        told[side] = whole(re.match(rf"{COUNT}", part)[0])
    for target in here.counted:
        if here.word(target) in GROUPS[group] and here.chance(target) == here.chance(target):
            chance = here.chance(target)
            real["likely"] += chance >= 0.66
            real["unlikely"] += chance < 0.33
            real["about_even"] += 0.33 <= chance < 0.66
    if group in {"on_schedule", "behind", "far_behind", "awaited"} and told != {
        k: n for k, n in real.items() if n
    }:
        yield f"of {group} {told} are told, there are {dict(real)}"


@page("finding.part", "finding.silent")
def every_target_is_in_some_part_of_the_tally(here):
    """The verdicts by name and those that cannot be judged are all targets."""
    told = 0
    found = [s for s in here.said if s.place.part == "headline"
             and s.key in {"finding.part", "finding.silent"}]  # fmt: skip
    for one in found:
        told += whole(one.fields["count"])
    if found and told != len(here.counted):
        yield f"{told} of {len(here.counted)} targets are told of"


@claim("finding.part")
def a_part_of_the_tally_is_counted_and_named(here, said):
    """`Missed (2): …`: as many as assess has, each of that verdict, or how many more."""
    status = next((k for w, k in here.statuses.items() if w == said.fields["status"]), None)
    group = [t for t in here.counted if here.word(t) == status]
    yield from say_counts(said.fields["status"], said.fields["count"], len(group))
    told = here.mentioned(said.fields["names"])
    if wrong := [n for n in told if not any(n in here.names_of(t) for t in group)]:
        yield f"{wrong} not {status}"
    for one in said.fields["names"].split(label("list", here.language)):
        given = re.search(r"[<>]?\d+%(?=\)|）)", one)
        named = [t for n in here.mentioned(one) for t in here.by_name[n] if t in group]
        right = {"" if here.final(t) else percent(here.chance(t)) for t in named}
        if named and (given[0] if given else "") not in right:
            yield f"{one}: assess says {right}"
    names = {here.short(t) for t in group}  # a cut list tells each name once
    left = len(names) - len(told)
    if left > 0 and not _more(said.fields["names"], left):
        yield f"{len(told)} names for {len(names)}"


@page("overview")
def headline_says_how_many_are_not_judged(here):
    """Where most have no verdict a headline that tells of one misleads, whatever it tells."""
    for _, blocks in here.report.parts:
        for block in blocks:
            if type(block).__name__ != "Lead" or not here.counted:
                continue
            silent, total = len(here.unjudged), len(here.counted)
            if total == 1:  # of one alone it tells how that one stands
                continue
            waiting = sum(here.status(t) == "awaited" for t in here.counted)
            told = any(mentions(block.text, n, total, here.language)
                       for n in {silent, silent - waiting})  # fmt: skip
            if silent > total / 2 and not told:
                yield f"not a word of {silent} of {total} without a verdict: {block.text}"


@page("column.pillar", "column.targets", "figure.scoreboard")
def pillars_are_tallied_as_their_targets_are(here):
    lang, names = here.language, {p[f"name_{here.language}"]: p for p in here.facts.pillars}
    for _, block in tables(here, "column.pillar", "column.targets"):
        headings = heads(block)
        told = [text_of(row[0]) for row in block.rows]
        if told != [p[f"name_{lang}"] for p in here.facts.pillars]:
            yield f"the pillars are told as {told}"
        for row in block.rows:
            first, *cells = map(text_of, row)
            pillar = names[first]["pillar_id"] if first in names else ""
            rows = [t for t in here.counted if pillar in {"", t["pillar_id"]}]
            real, sums = {label("column.targets", lang): len(rows)}, 0
            for heading, cell in zip(headings[1:], cells, strict=True):
                status = next((k for w, k in here.statuses.items() if heading.endswith(w)), None)
                if heading in real:
                    expected = real[heading]
                elif status:
                    expected = sum(here.status(t) == status for t in rows)
                    sums += expected
                else:
                    yield f"{heading} is no verdict"
                    continue
                if (0 if cell == "–" else whole(cell)) != expected:
                    yield f"{first}, {heading}: {cell}, should be {expected}"
            if sums != len(rows):
                yield f"{first}: {sums} of its {len(rows)} targets are in some column"


# --- dates ---------------------------------------------------------------------------------------


@field("since")
def since_is_a_year_ago_or_the_plans_own_date(here, said):
    told = iso(said.fields["since"])
    if told != here.since:
        yield f"since {told}, should be {here.since}"


@field("newest")
def newest_is_of_the_targets_own_figures(here, said):
    sides = [r["published"] for t in here.rows for r in (*here.own(t), *here.peer(t))]
    real = max(sides, default="–")
    if iso(said.fields["newest"]) != real:
        yield f"newest {said.fields['newest']}, of these targets' figures it is {real}"


@page("newest_used", "as_of")
def title_dates(here):
    for _, blocks in here.report.parts:
        for block in blocks:
            for name, told in getattr(block, "meta", ()):
                if name == label("newest_used", here.language):
                    used = [r["published"] for t in here.rows
                            for r in (*here.own(t), *here.peer(t), *here.lent(t))]  # fmt: skip
                    if iso(told) != max(used, default=""):
                        yield f"{name} {told}, should be {max(used, default='none')}"
                if name == label("as_of", here.language) and iso(told) != here.date:
                    yield f"{name} {told}, should be {here.date}"


@page("column.day", "column.cause")
def changes_are_of_the_past_year(here):
    for name, block in tables(here, "column.day", "column.cause"):
        for row in block.rows:
            day = iso(text_of(row[0]))
            if not here.since < day <= here.date:
                yield f"{name}: a change of {day} is told, after {here.since} and by {here.date}"


@page("column.as_of", "column.outlook")
def nothing_is_replayed_before_the_plan(here):
    for _, block in tables(here, "column.as_of", "column.outlook"):
        for row in block.rows:
            day = iso(text_of(row[1]))
            if not here.facts.issued <= day <= here.date:
                yield f"replayed as of {day}; the plan is of {here.facts.issued}"


@claim("replay.lead")
def replayed_targets_are_counted(here, said):
    for _, block in tables(here, "column.as_of", "column.outlook"):
        names = {text_of(row[0]) for row in block.rows}
        yield from say_counts("count", said.fields["count"], len(names))
        settled = sum(here.final(t) for name in names for t in here.named(name)[:1])
        yield from say_counts("decided", said.fields["decided"], settled)


@page("column.deadline", "column.target")
def deadlines_are_the_plans(here):
    for _, block in tables(here, "column.target", "column.deadline"):
        place = heads(block).index(label("column.deadline", here.language))
        for row in block.rows:
            found, told = here.named(text_of(row[0])), text_of(row[place])
            words = [period_words(t["deadline"], "annual", here.language) for t in found]
            if found and not any(told in one for one in words):
                yield f"{text_of(row[0])}: deadline {told}"


@field("deadline")
def deadline_told_is_the_plans(here, said):
    for target in one_target(here, said):
        if said.fields["deadline"] not in period_words(target["deadline"], "", here.language):
            yield f"deadline {said.fields['deadline']}, should be {target['deadline']}"


# --- published, found, derived -------------------------------------------------------------------

NEVER = re.compile(
    r"not published|ever published|nobody published|unpublished|published only"
    r"|没有公布|尚未公布|没有人公布|都没有公布"
)


@claim("*")
def nobody_can_know_what_was_never_published(here, said):
    """The plan's makers searched and did not find; that nobody published they cannot know."""
    if found := NEVER.search(said.text):
        yield f"“{found[0]}”"


@claim("change.new_figure", "change.revised_figure", "change.peer_figure", "change.part_figure",
       "change.new_state", "change.beside")  # fmt: skip
def what_is_derived_is_not_published(here, said):
    """How a figure came (published, reported, derived …) is the status of a row."""
    rows, told = event_rows(here, said), said.fields["came"]
    day = said.place.row.get(label("column.day", here.language))
    if day:
        rows = [r for r in rows if r["published"] == iso(text_of(day))]
    if rows and not any(told == label(f"came.{r['status']}", here.language) for r in rows):
        yield f"“{told}”: the figure is {rows[0]['status']}"


@page("trail.figure.official", "trail.figure.provisional", "trail.figure.press",
      "trail.figure.derived", "trail.figure.estimate", "trail.source")  # fmt: skip
def a_trail_tells_how_its_figure_came(here):
    """Each line that names a figure's document: a row of that period has that status."""
    kinds = {status: label(f"trail.figure.{status}", here.language).partition("{")[0]
             for status in ("official", "provisional", "press", "derived", "estimate")}  # fmt: skip
    for line in dict.fromkeys(here.trails):
        told = [k for k, words in kinds.items() if re.search(rf"[:：] ?{words}", line)]
        if not told:
            continue
        rows = [r for r in here.all_rows if here.facts.source[r["source_id"]]["title"] in line
                and named_in(here, line, r)]  # fmt: skip
        if told[0] not in {r["status"] for r in rows}:
            yield f"{told[0]}: {line}; rows say { {r['status'] for r in rows} }"
        if told[0] == "derived" and " = " not in line:
            yield f"derived without its formula: {line}"
        formula = re.search(r" = (.+?)[。.] ?\D*\d{4}", line)
        if formula and not any(formula[1] in r["note"] for r in rows):
            yield f"no row's note has the formula {formula[1]}"


@page("column.progress", "column.latest", "estimate.summed", "estimate.compounded")
def a_bound_has_no_exact_progress(here):
    """`≥ 147.23`: of the way at least so much is done, and is not said to be so much."""
    lang = here.language
    for name, block in tables(here, "column.target", "column.latest", "column.progress"):
        at = {k: heads(block).index(label(f"column.{k}", lang)) for k in ("latest", "progress")}
        for row in block.rows:
            latest, told = (text_of(row[at[k]]) for k in ("latest", "progress"))
            if (
                MORE_OR_LESS.search(latest)
                and told not in NOTHING
                and not (MORE_OR_LESS.search(told))
            ):
                yield f"{name}, {text_of(row[0])}: {told} of the way at {latest}"


@page("estimate.summed", "estimate.compounded", "column.source")
def rates_are_compounded_and_not_added_up(here):
    """An index of growth rates is no sum, and a sum no index."""
    words = {k: label(f"estimate.{k}", here.language) for k in ("summed", "compounded")}
    for name, block in tables(here, "column.period", "column.figure", "column.source"):
        names = [n for n in here.by_name if block.title.startswith(n)]
        kinds = {t["kind"] for n in names[:1] for t in here.by_name[n]}
        told = {text_of(row[-1]) for row in block.rows}
        rates = kinds <= {"average_growth", "cumulative_rate"} and bool(kinds)
        if words["summed" if rates else "compounded"] in told:
            yield f"{name}: {block.title} is told as {told & {*words.values()}}"


def event_rows(here, said):
    """The rows that a change tells of: of its target (or its peer), of that period and value."""
    told = said.fields.get("after", said.fields.get("value", ""))
    sides = [r for t in targets_of(here, said) for r in (*here.own(t), *here.peer(t))]
    return [r for r in here.period(said.fields.get("period", ""), sides) if here.tells(told, r)]


def targets_of(here, said):
    """The targets of a sentence; without any, all of the scope."""
    found = here.about(said)
    if not found and said.place.path and isinstance(said.place.path[-1], int):
        block = said.place.block
        if said.place.path[0] == "items":
            found = here.told_of(text_of(block.items[said.place.path[1]]))
    return found or here.rows


def one_target(here, said):
    """The target of a sentence in a list, none where it speaks of several."""
    found = targets_of(here, said)
    return found[:1] if found is not here.rows else []


@claim(
    "change.new_figure",
    "change.revised_figure",
    "change.peer_figure",
    "change.new_state",
    "change.beside",
)
def a_change_tells_of_a_figure_that_came(here, said):
    """Its period and value are those of a row, published on its day where the day stands beside."""
    rows = event_rows(here, said)
    if not rows:
        yield "no such figure is known"
        return
    row = said.place.row
    day = row.get(label("column.day", here.language))
    if day and not any(r["published"] == iso(text_of(day)) for r in rows):
        yield f"it did not come on {text_of(day)}"
    if day:
        rows = [r for r in rows if r["published"] == iso(text_of(day))]
    theirs = all(here.facts.entity[r["entity_id"]]["role"] == "peer" for r in rows)
    if rows and theirs != (said.key == "change.peer_figure"):
        yield "whose figure it is"
    for one in rows[:1]:
        before = [r for r in here.series(one["indicator_id"], one["entity_id"])
                  if (r["period"], r["basis"]) == (one["period"], one["basis"])
                  and r is not one and (r["published"] < one["published"] or not day)]  # fmt: skip
        if said.key == "change.revised_figure" and not any(
            here.tells(said.fields["before"], r) for r in before
        ):
            yield f"no figure of {said.fields['before']} came before it"
        if said.key == "change.new_figure" and day and before:
            yield "a figure of that period was known before: it is revised"


@claim("change.deadline_passed", "reason.deadline_unpublished", "finding.late")
def the_deadline_is_past(here, said):
    period = said.fields.get("period")
    if period:
        found = [t for t in targets_of(here, said)
                 if period in period_words(t["deadline"], "", here.language)]  # fmt: skip
        if not any(here.over(t) for t in found):
            yield f"the deadline {period} is not past on {here.date}"


@claim("reason.deadline_unpublished")
def what_is_missing_at_the_deadline_is_ours(here, said):
    for target in one_target(here, said):
        if here.at_deadline(here.own(target), target):
            theirs = beside(target) and not here.at_deadline(here.peer(target), target)
            yield "the figure is known" + ("; the peer's is missing" if theirs else "")


@claim("reason.no_figure", "figures.none", "finding.data_none")
def no_figure_means_none(here, said):
    rows = here.counted if said.key != "reason.no_figure" else one_target(here, said)
    found = [r for t in rows for r in here.own(t)]
    if said.key == "figures.none":
        found = here.listed_rows
    if found:
        yield f"{len(found)} are known, {found[-1]['period']} {found[-1]['value']}"


@page("column.found", "never", "silent.found", "finding.earlier")
def what_was_found_is_known(here):
    """“None found” beside nothing known, else the newest figures, and how many there are more."""
    for _, block in tables(here, "column.target", "column.found", "column.publisher"):
        place = heads(block).index(label("column.found", here.language))
        for row in block.rows:
            yield from _found(here, text_of(row[0]), text_of(row[place]))
    for _, block in tables(here, "column.target", "column.publisher"):
        if label("column.found", here.language) not in heads(block):
            for row in block.rows:
                yield from _found(here, text_of(row[0]), getattr(row[0], "sub", ""))


def _found(here, name, told):
    """Each figure is a row of the side under which it stands, and of each side none is hidden."""
    lang = here.language
    for target in here.named(name)[:1]:
        about = here.facts.indicator[target["indicator_id"]]
        sides = {"": here.own(target)}
        if target["peer_id"]:
            sides[here.facts.entity[target["peer_id"]][f"name_{lang}"]] = here.peer(target)
        for other in here.facts.indicator.values():
            level = target["kind"] == "at_least" and here.status(target) == "no_data"
            if level and other.get("part_of") == about["indicator_id"]:
                known_as = other.get(f"short_{lang}") or other[f"name_{lang}"]
                sides[known_as] = here.series(other["indicator_id"], target["entity_id"])
        known = {who: here.newest(rows) for who, rows in sides.items() if rows}
        apart = label("status.not_assessable", lang).lower()
        if told.lower().startswith(apart):
            if here.status(target) != "not_assessable":
                yield f"{name}: {told}, it is {here.status(target)}"
            told = told[len(apart) :].removeprefix(label("list", lang)).strip()
        if told in {label("never", lang), ""}:
            if known:
                yield f"{name}: {told}, and {sum(map(len, known.values()))} figures are known"
            continue
        who, counts = "", dict.fromkeys(known, 0)
        bare = told.removeprefix(label("silent.found", lang).partition("{")[0])
        for part in re.split("；|、|; ", bare):
            for one in known:
                if one and re.match(re.escape(one) + "[:：]", part):
                    who, part = one, part[len(one) + 1 :].strip()
            newest = known.get(who, {})
            more = template("finding.earlier", lang).match(part)
            if more:
                left = len(newest) - counts.get(who, 0)
                yield from say_counts(f"{name}, earlier", more["count"], left)
                counts[who] = len(newest)
                continue
            given = template("figure_of", lang).match(part)
            rows = given and [r for r in here.period(given["period"], newest.values())
                              if here.tells(given["value"], r)]  # fmt: skip
            counts[who] = counts.get(who, 0) + 1
            if not rows:
                yield f"{name}: {part} is no figure of {who or 'its own'}"
        for one, count in counts.items():
            if count != len(known.get(one, ())):
                yield f"{name}: {count} figures of {one or 'its own'}, there are {len(known[one])}"


@page("column.publisher", "publisher_unknown")
def who_would_publish_what_is_missing(here):
    """For a target beside a peer, whose own figure of the deadline is known: the peer's office."""
    unknown = label("publisher_unknown", here.language)
    for _, block in tables(here, "column.target", "column.publisher"):
        place = heads(block).index(label("column.publisher", here.language))
        for row in block.rows:
            for target in here.named(text_of(row[0]))[:1]:
                told, peer = text_of(row[place]), target["peer_id"]
                if told in NOTHING:
                    told = unknown
                own = here.publishers(target["indicator_id"])
                theirs = here.publishers("", peer) if peer else []
                last = [max((end(r["period"]) for r in rows if r["basis"] in YEARLY), default=0.0)
                        for rows in (here.own(target), here.peer(target))]  # fmt: skip
                ours = not peer or last[0] < last[1] or last == [0.0, 0.0]
                wanted = (own if ours else []) + (theirs if peer and last[1] < last[0] else [])
                if told == unknown and wanted:
                    yield f"{text_of(row[0])}: not stated, and the plan names {wanted}"
                lacking = [one for one in wanted if one not in told]
                if told != unknown and lacking and not _cut_to(told, lacking):
                    yield f"{text_of(row[0])}: {told}, should name {wanted}"
                every = {one for names in here.facts.settings.get("publishers", {}).values()
                         for one in re.split("[;；、] *", names[here.language])}  # fmt: skip
                named = [one for one in every if one in told]
                if told != unknown and not any(one in {*own, *theirs} for one in named):
                    yield f"{text_of(row[0])}: {told}, the plan names {own + theirs}"
                known = here.at_deadline(here.own(target), target)
                base = {"annual", "point"} & {
                    r["basis"] for r in here.own(target)
                    if target["baseline_period"] and same(r["period"], target["baseline_period"])
                }  # fmt: skip
                known = known and (base or not target["baseline_period"])
                if peer and known and any(one in told for one in own):
                    yield f"{text_of(row[0])}: {told}; the figure of {peer} is missing, not ours"


@field("who")
def offices_are_all_named_or_counted(here, said):
    """The offices for what has no figure; a cut list says how many more there are."""
    offices = [one for t in here.unheard for one in here.publishers(t["indicator_id"])]
    offices = list(dict.fromkeys(offices))
    told = [one for one in offices if one in said.fields["who"]]
    if len(told) < len(offices) and not _more(said.fields["who"], len(offices) - len(told)):
        yield f"{len(told)} of {len(offices)} offices, and not a word of the others"


def _cut_to(text, lacking):
    """Whether a list says that there are more, as many at least as it lacks."""
    found = re.search(r"(\d+) more|及另外(\d+)个", text)
    return bool(found) and int(found[1] or found[2]) >= len(lacking)


def _more(text, count):
    return bool(re.search(rf"(?<!\d){count} (more|others)|另外? ?{count}|等{count}", text))


@field("names")
def names_are_all_there_or_counted(here, said):
    """A count beside names: as many names, or how many more."""
    if "count" not in said.fields or said.key in {"finding.more", "asked", "finding.part"}:
        return  # there the count is another, and is held where it is told
    count, told = whole(said.fields["count"]), here.mentioned(said.fields["names"]).total()
    if told and told < count and not _more(said.fields["names"], count - told):
        yield f"{told} names for {count}, and not a word of the others"


@page("changed.more", "column.day", "column.cause")
def more_changes_are_as_many_as_are_left_out(here):
    """A few changes are told on the page and all in the annex: the rest is counted."""
    shown = {name: len(b.rows) for name, b in tables(here, "column.day", "column.cause")}
    rest = shown.get("all_changes", 0) - shown.get("changes", 0)
    told = [s.fields["count"] for s in here.said if s.key == "changed.more"]
    if rest > 0 and told != [f"{rest}"]:
        yield f"{shown}: {rest} more, told {told}"
    if rest <= 0 and told:
        yield f"{shown}, and {told} more are told of"


def _foremost(here):
    """The headline targets: the binding ones, and those of the first pillar."""
    binding = [t for t in here.counted if t["binding"] == "binding"]
    first = [t for t in here.counted if t["pillar_id"] == here.counted[0]["pillar_id"]]
    return binding + [t for t in first if t not in binding]


@claim("headlines.more")
def headline_targets_that_are_left_out_are_counted(here, said):
    left = len(_foremost(here)) - len(said.place.block.rows)
    yield from say_counts("more", said.fields["count"], left)


@claim("more")
def more_of_a_list_are_as_many_as_are_left_out(here, said):
    """Methods that differ, targets without a verdict: the rest is counted."""
    block, part = said.place.block, said.place.part
    counted = template("quality.figures", here.language)  # may begin as the area's name does
    items = (text_of(item) for item in block.items)
    told = [one for one in items if here.told_of(one) and not counted.match(one.strip("。."))]
    if part == "quality":
        lacking = [t for t in here.unjudged if here.assessed(t)["data_status"] != "none"]
    else:
        rows = [r for _, b in tables(here, "column.target", "column.agreement") for r in b.rows]
        agree = label("methods.agree", here.language)
        lacking = [row for row in rows if text_of(row[-1]) != agree]
    yield from say_counts("more", said.fields["count"], len(lacking) - len(told))


# --- changes -------------------------------------------------------------------------------------


def events(here, rows):
    """How many figures were new or revised after `since`: for each target, and each figure once."""
    each, once = 0, set()
    for target in rows:
        sides = [(target["indicator_id"], target["entity_id"])]
        if beside(target):
            sides.append((target["peer_indicator_id"] or target["indicator_id"],
                          target["peer_id"] or target["entity_id"]))  # fmt: skip
        for side in sides:
            known = {}
            for row in sorted(here.series(*side), key=lambda r: r["published"]):
                name = row["period"], row["basis"]
                value = row["number"], row["bound"]
                if row["published"] > here.since and known.get(name) != value:
                    each += 1
                    once.add((*side, *name, row["published"]))
                known[name] = value
        lent = {(r["period"], r["basis"]) for r in here.lent(target)}
        known = {}
        for row in sorted(here.parts(target), key=lambda r: r["published"]):
            name = row["indicator_id"], row["period"], row["basis"]
            if (
                row["published"] > here.since
                and known.get(name) != row["number"]
                and (name[1:] in lent)
            ):
                each += 1
                once.add((row["indicator_id"], row["entity_id"], *name[1:], row["published"]))
            known[name] = row["number"]
    return each, len(once)


@claim("changed.lead", "changed.quiet")
def changes_are_counted(here, said):
    """So many figures were published: each once, whatever targets and readings rest on it."""
    each, once = events(here, here.rows)
    told = whole(said.fields["count"])
    if told != once:
        yield f"{told} figures; new or revised there are {once} (of each target {each})"


NONE = {"no_data", "not_assessable", "awaited"}


def turned(here, target, since, until=""):
    """Whether a target has another verdict; that a figure is awaited or lacking is none."""
    was, now = here.status(target, since), here.status(target, until)
    return was != now and not {was, now} <= NONE and now != "awaited"


@claim("changed.quiet", "changed.only", "changed.none", "moved.none", "changed.silent")
def no_verdict_turned(here, said):
    rows = here.counted if said.key == "moved.none" else here.rows
    main = [t for t in rows if turned(here, t, here.since)]
    if said.key == "changed.silent":
        main = []  # it tells of deadlines alone
    if said.key == "changed.only" and (came := events(here, here.rows)[1]):
        yield f"{came} figures came since {here.since}"
    if said.key == "moved.none":
        chances = [(here.chance(t, here.since), here.chance(t)) for t in rows]
        if moves := [c for c in chances if abs(c[0] - c[1]) >= 0.005]:
            yield f"chances moved: {moves[:3]}"
    if said.key == "changed.only":
        main = []  # deadlines may have passed, and are told of next
    if main:
        told = [(t["target_id"], here.status(t, here.since), here.status(t)) for t in main]
        yield f"turned since {here.since}: {told[:3]}"
    if said.key == "changed.none" and events(here, here.rows)[1]:
        yield f"{events(here, here.rows)[1]} figures came since {here.since}"


@page("column.before_now", "name.chance")
def verdicts_then_and_now_are_those_of_the_days(here):
    """Both the words and the chances, a year ago (or at the plan's own date) and now."""
    for _, block in tables(here, "column.target", "column.before_now"):
        for row in block.rows:
            name, told = map(text_of, row)
            for target in here.named(name)[:1]:
                states = told.split("→")
                if len(states) != 2:
                    yield f"{name}: {told}"
                for day, state in zip((here.since, here.date), states, strict=False):
                    words = label(f"status.{here.word(target, day)}", here.language)
                    chance = percent(here.chance(target, day))
                    if not bare(state).startswith(words):
                        yield f"{name} on {day}: {state}, assess says {here.word(target, day)}"
                    given = re.search(r"[<>]?\d+%", state)
                    if (given[0] if given else "") != chance:
                        yield f"{name} on {day}: {state}, assess says {chance}"


def bare(text):
    """A verdict as told, less its shapes."""
    return re.sub(r"[●▲◆▽▼■◐○◇]\s?", "", text).strip()


def percent(chance):
    """A chance in whole percent, of none nothing: neither sure nor impossible."""
    if chance != chance:
        return ""
    return "<1%" if chance < 0.005 else ">99%" if chance >= 0.995 else f"{100 * chance:.0f}%"


@field("chance")
def a_chance_is_the_one_assessed(here, said):
    """Beside a target, in a cell or in a sentence: the probability of today, in whole percent."""
    if said.key in {"finding.since", "finding.settled"} or said.place.part in {"moved", "replay"}:
        return  # of another day: held where they are told
    if said.key == "name.chance" and said.place.part == "headline":
        return  # several names: held by name in the tally
    if said.key in {"headline.chance", "headline.holds", "headline.was_met"}:
        found = [t for t in here.lead_targets() if t in here.counted]
    elif said.key == "name.chance":
        found = here.named(said.fields["name"])
    else:
        found = here.about(said)
    right = {percent(here.chance(t)) for t in found}
    if found and said.fields["chance"] not in right:
        yield f"assess says {right}"
    if not found:
        yield "whose chance it is"


@claim("finding.since", "finding.settled", "finding.settled_first")
def a_verdict_stands_since_a_day_with_news(here, said):
    """That day another verdict was turned, by the figure that the verdict rests on."""
    day, found = iso(said.fields["day"]), here.named(said.fields["name"])[:1]
    for target in found:
        sides = [*here.own(target), *here.peer(target), *here.parts(target)]
        late = (last_day(target["deadline"]) + timedelta(days=1)).isoformat()
        if day not in {r["published"] for r in sides} | {late}:
            yield f"nothing came on {day}"
            continue
        if day < here.facts.issued:
            yield f"it cannot stand since {day}: the plan is of {here.facts.issued}"
        if here.status(target, day) != here.status(target):
            yield f"it was {here.status(target, day)} on {day}"
        before = (date.fromisoformat(day) - timedelta(days=1)).isoformat()
        before = max(before, here.facts.issued)
        was = here.word(target, before)
        first = said.key == "finding.settled_first"
        if first and (was not in NONE or percent(here.chance(target, before))):
            yield f"it was {was} on {before}, and that is not said"
        if (
            not first
            and said.fields["before"].lower() != label(f"status.{was}", here.language).lower()
        ):
            yield f"it was {was} on {before}"
        if here.word(target, before) == here.word(target, day):
            yield f"it was {was} on {before} already"
        given = re.search(r"[<>]?\d+%", said.fields.get("chance") or "")
        if not first and (given[0] if given else "") != percent(here.chance(target, before)):
            yield f"the chance was {percent(here.chance(target, before)) or 'not given'}"
        if (said.key != "finding.since") != here.final(target):
            yield "the verdict is final" if here.final(target) else "the verdict is not final"
        if "status" in said.fields and (
            said.fields["status"].lower()
            != label(f"status.{here.word(target)}", here.language).lower()
        ):
            yield f"it is {here.word(target)}"
        yield from _cause(here, said, target, sides, day)
        row = latest_row(here, target)
        if row and row["published"] == day and not named_in(here, said.fields["cause"], row):
            yield f"the verdict rests on {row['period']} {row['value']}, published that day too"


def _cause(here, said, target, sides, day):
    """A cause is a row of its day, with its period, value and status, and its document's mark."""
    cause = MARKS.sub("", said.fields["cause"]).strip(" 。.")
    for key in ("change.peer_figure", "change.part_figure", "change.revised_figure",
                "change.new_figure", "change.new_state", "change.deadline_passed"):  # fmt: skip
        given = template(key, here.language).match(cause)
        if given is None:
            continue
        if key == "change.deadline_passed":
            late = (last_day(target["deadline"]) + timedelta(days=1)).isoformat()
            if day != late or given["period"] not in period_words(
                target["deadline"], "", here.language
            ):
                yield f"the deadline passed on {late}"
            return
        rows = [r for r in here.period(given["period"], sides)
                if r["published"] == day and here.tells(given["after"], r)]  # fmt: skip
        if not rows:
            yield f"the cause is no figure of {day}"
        elif not any(given["came"] == label(f"came.{r['status']}", here.language) for r in rows):
            yield f"“{given['came']}”: the figure is {rows[0]['status']}"
        return
    yield f"the cause is not understood: {cause}"


def latest_row(here, target):
    """The row of the latest figure that Planpace's verdict names."""
    told = here.assessed(target)["latest_period"]
    rows = here.newest(here.own(target))
    return next(
        (r for (period, basis), r in rows.items() if period == told and basis in YEARLY), None
    )


def named_in(here, text, row):
    return any(words in text for words in period_words(row["period"], row["basis"], here.language)
               if words != row["period"][:4] or len(row["period"]) == 4)  # fmt: skip


@claim("finding.lost", "reason.was_met")
def met_and_lost(here, said):
    for target in one_target(here, said):
        first = said.fields.get("first") or said.fields.get("period")
        rows = here.period(first, here.own(target))
        goal = goal_of(here, target)
        if not rows:
            yield f"no figure of {first}"
        elif goal is not None and target["kind"] in PLAIN:
            down = target["kind"] in {"at_most", "decrease_by", "decrease_by_points"}
            ways = [(r["number"] - goal) * (-1 if down else 1) for r in rows]
            if not any(way > 0 or (way == 0 and not target.get("strict")) for way in ways):
                yield f"{rows[-1]['number']:g} in {first} does not meet {goal:g}"
        if not here.assessed(target)["met_then_lost"]:
            yield "assess does not say so"
        if "value" in said.fields and not any(
            here.tells(said.fields["value"], r)
            for r in here.period(said.fields["period"], here.own(target))
        ):
            yield f"{said.fields['period']} was not {said.fields['value']}"


@claim("finding.readings", "finding.readings_apart")
def readings_differ_as_told(here, said):
    """Each reading has the verdict told beside it; read apart by what it promises, or names."""
    for target in here.named(said.fields["name"])[:1]:
        main = target.get("reading_of") or target["target_id"]
        group = [t for t in here.rows if main in {t["target_id"], t.get("reading_of")}]
        lower = {t["target_id"]: label(f"status.{here.word(t)}", here.language).lower()
                 for t in group}  # fmt: skip
        told = [said.fields["main"].lower(), said.fields["other"].lower()]
        if told[0] != lower[main] or told[1] not in [w for k, w in lower.items() if k != main]:
            yield f"the readings say {lower}"
        if told[0] == told[1]:
            yield "the readings do not differ"
        other = [t for t in group if lower[t["target_id"]] == told[1] and t["target_id"] != main]
        for side, text in (("first", [t for t in group if t["target_id"] == main]),
                           ("second", other)):  # fmt: skip
            if side not in said.fields:
                continue
            words = said.fields[side]
            named = any(n in words for t in text for n in here.names_of(t))
            if not named and not any(
                not t["value"] or tells(words, float(t["value"]), t["unit"]) for t in text
            ):
                yield f"“{words}” is not what {[t['target_id'] for t in text]} promises"


# --- verdicts ------------------------------------------------------------------------------------


@page("column.target", "column.verdict")
def verdict_cells_are_the_verdicts(here):
    for name, block in tables(here, "column.target", "column.verdict"):
        heading = label("column.verdict", here.language)
        place = heads(block).index(heading)
        if name in {"replay", "changes", "all_changes"}:
            continue
        for row in block.rows:
            words = {label(f"status.{here.word(t)}", here.language)
                     for t in here.named(text_of(row[0]))}  # fmt: skip
            if words and text_of(row[place]) not in words:
                yield f"{name}, {text_of(row[0])}: {text_of(row[place])}, assess says {words}"


@claim("figure.path.verdict")
def a_charts_verdict_is_its_targets(here, said):
    for target in one_target(here, said):
        if said.fields["status"] != label(f"status.{here.word(target)}", here.language):
            yield f"assess says {here.word(target)}"


SCALE = {"very_likely": (90, 101), "likely": (66, 90), "about_even": (33, 66), "unlikely": (10, 33),
         "very_unlikely": (-1, 10)}  # fmt: skip


@claim("outlook.percent")
def odds_are_on_the_scale_and_never_sure(here, said):
    odds = numbers(said.fields["chance"])[0][0]
    word = next(
        (k for k in SCALE if said.fields["word"] == label(f"outlook.{k}", here.language)), ""
    )
    low, high = SCALE.get(word, (-1, 101))
    if not low - 0.5 <= odds <= high + 0.5:
        yield f"{word} is {low} to {high}%"
    if said.fields["chance"] in {"0%", "100%"}:
        yield "nothing is sure: the odds are never said to be 0 or 100%"


@page("column.odds")
def odds_elsewhere_are_never_sure(here):
    for name, block in tables(here, "column.odds"):
        place = heads(block).index(label("column.odds", here.language))
        for row in block.rows:
            if re.search(r"(?<!\d)(0|100)%", text_of(row[place])):
                yield f"{name}, {text_of(row[1])}: {text_of(row[place])}"


@claim("outlook.even")
def a_chance_without_a_word_is_about_even(here, said):
    odds = numbers(said.fields["chance"])[0][0]
    if not 32.5 <= odds <= 66.5:
        yield f"{said.fields['chance']} has a word of its own"


@claim("figure.path.odds", "figure.path.bridge")
def a_charts_frequency_is_its_chance(here, said):
    """`6 in 10 met the target in 2022`: the chance of today, in tenths, and the year promised."""
    for target in one_target(here, said):
        chance = here.chance(target)
        tenths = label("frequency.times", here.language).split("|")
        rare = label("frequency.rare" if chance < 0.5 else "frequency.certain", here.language)
        form = label("frequency", here.language)
        allowed = {rare} if not 0.05 <= chance < 0.95 else {
            form.format(times=t)
            for n, t in enumerate(tenths, start=1) if abs(10 * chance - n) <= 0.5
        }  # fmt: skip
        if said.fields["often"] not in allowed:
            yield f"the chance is {chance:.3f}: {allowed}"
        if said.fields["year"] not in f"{last_day(target['deadline']).year}年":
            yield f"the deadline is {target['deadline']}"
        low, high = (numbers(said.fields[k])[0][0] for k in ("low", "high"))
        if low > high:
            yield "low is above high"
        own = {r["period"] for r in here.own(target) if r["status"] != "estimate"}
        later = any(end(p) > end(target["deadline"]) + 0.01 for p in own)
        if said.key == "figure.path.bridge" and (not later or target["deadline"] in own):
            yield f"no gap: {sorted(own)}"


@page("column.target", "other_reading")
def other_readings_are_marked(here):
    """A name stands as often in a table as targets that count bear it; the others are marked."""
    mark = label("other_reading", here.language)
    for name, block in tables(here, "column.target"):
        if name in {"replay", "changes", "all_changes", "annex"} or not hasattr(block, "note"):
            continue
        bare = Counter(text_of(row[0]) for row in block.rows if mark not in text_of(row[0]))
        for told, count in bare.items():
            same_name = here.by_name.get(told, [])
            main = sum(not t.get("reading_of") for t in same_name if t in here.rows)
            if same_name and count > max(main, 1):
                yield f"{name}: {told} stands {count} times unmarked, {main} target counts"


@page("column.target", "table.silent")
def no_target_is_left_out(here):
    """What the tables with and without figures list are all the targets that count."""
    parts = ("targets", "silent", "whole_table", "leagues")
    if here.report.pillar == "" or here.report.pillar not in {
        p["pillar_id"] for p in here.facts.pillars
    }:
        return
    listed = set()
    for name, block in tables(here, "column.target"):
        if name in parts:
            for row in block.rows:
                listed |= {t["target_id"] for t in here.named(text_of(row[0]))}
    left = [t["target_id"] for t in here.counted if t["target_id"] not in listed]
    if left:
        yield f"in no table: {left}"


# --- values and their sources --------------------------------------------------------------------


def values_of(here, target, period, rows=None):
    """Every value that the plan's rows give an indicator for a period: stated, or added up."""
    rows = list(here.newest(here.own(target) if rows is None else rows).values())
    rows += here.newest(here.lent(target)).values()
    found = [(r["number"], r["unit"], r) for r in here.period(period, rows)]
    year = [r for r in rows if r["period"][:4] in period and len(r["period"]) == 6]
    quarterly = [r for r in year if r["basis"] == "quarter"]
    if len(quarterly) == 4:
        found.append((sum(r["number"] for r in quarterly), quarterly[0]["unit"], None))
    return found


@page("column.latest", "column.baseline", "column.goal")
def values_and_marks_are_the_documents(here):
    """A value has a row of its period, and the document of its mark states just that."""
    lang = here.language
    for name, block in tables(here, "column.target", "column.latest", "column.goal"):
        titles = heads(block)
        for row in block.rows:
            found = here.named(text_of(row[0]))
            if not found:
                yield f"{name}: {text_of(row[0])} is no target"
                continue
            target = found[0]
            for key in ("column.baseline", "column.latest"):
                if label(key, lang) not in titles:
                    continue
                cell = row[titles.index(label(key, lang))]
                if text_of(cell) in NOTHING or target["kind"] in SUMMED:
                    continue
                now, _, after = cell.sub.replace("；", ";").partition(";")
                yield from _later(here, name, target, text_of(row[0]), after, now)
                period, marks = MARKS.sub("", now), re.findall(r"\[(\d+)\]", now)
                known = values_of(here, target, period)
                right = [r for value, unit, r in known if tells(text_of(cell), value, unit)]
                if not right:
                    at = f"{name}, {text_of(row[0])}: {text_of(cell)} in {cell.sub}"
                    yield f"{at}, of which no row is"
                    continue
                sources = {r["source_id"] for r in right if r}
                for mark in marks:
                    cited = here.notes.get(int(mark), set())
                    if sources and not cited & sources:
                        at = f"{name}, {text_of(row[0])}: {text_of(cell)} [{mark}]"
                        yield f"{at} is of {cited}, the row's is {sources}"
            cell = row[titles.index(label("column.goal", lang))]
            for mark in re.findall(r"\[(\d+)\]", getattr(cell, "sub", "")):
                cited, right = here.notes.get(int(mark), set()), {target["source_id"]}
                if beside(target):  # the number is the peer's figure
                    rows = here.period(MARKS.sub("", cell.sub).strip(), here.peer(target))
                    right = {r["source_id"] for r in rows if here.tells(text_of(cell), r)}
                if not cited & right:
                    yield f"{name}, {text_of(row[0])}: the target is not of [{mark}]"
            goal, at = goal_of(here, target), f"{name}, {text_of(row[0])}: target {text_of(cell)}"
            if target["kind"] == "rank_within":
                goal = float(target["value"])
            marked = here.bare(text_of(row[0])) != text_of(row[0]).strip()
            plain = target["kind"] in PLAIN | {"rank_within"} and not marked
            if plain and goal is not None and not tells(text_of(cell), goal, here.unit(target)):
                yield f"{at}, it is {goal:g}"
            due = MARKS.sub("", getattr(cell, "sub", "")).strip()
            if plain and due and due not in period_words(target["deadline"], "", lang):
                yield f"{at} of {due}, it is due in {target['deadline']}"


def _later(here, name, target, told, after, now):
    """`; 2023: 5.37 [5]` beside the latest: a row after the deadline, and of that document."""
    known = [r for r in here.newest(here.own(target)).values() if r["basis"] in YEARLY
             and r["status"] != "estimate"]  # fmt: skip
    if not after:
        return
    told_of = here.period(MARKS.sub("", now).strip(), known)
    since = [end(r["period"]) for r in told_of] or [end(target["deadline"])]
    if not target.get("throughout"):  # one that was broken tells the period that broke it
        since.append(end(target["deadline"]))
    known = [r for r in known if end(r["period"]) > max(since) + 0.0014]
    given = template("later", here.language).match(MARKS.sub("", after).strip())
    rows = here.period(given["period"], known) if given else []
    right = [r for r in rows if here.tells(given["value"], r)]
    if not right:
        yield f"{name}, {told}: {after.strip()} is no row after {now}"
    for mark in re.findall(r"\[(\d+)\]", after):
        cited = here.notes.get(int(mark), set())
        if right and not cited & {r["source_id"] for r in right}:
            yield f"{name}, {told}: {after} is of {cited}"


@page("column.period", "column.figure", "column.source")
def the_source_beside_a_number_states_it(here):
    """Each row of a chart's table: a row of that period has that value and that document."""
    lang = here.language
    for name, block in tables(here, "column.period", "column.figure", "column.source"):
        titles = heads(block)
        places = [titles.index(label(f"column.{k}", lang)) for k in ("period", "figure", "source")]
        names = [n for n in here.by_name if block.title.startswith(n)]
        target = next((t for n in names[:1] for t in here.by_name[n]), None)
        if target is None:
            yield f"{name}: {block.title} is no target"
            continue
        for row in block.rows:
            period, told, source = (text_of(row[place]) for place in places)
            if target["kind"] in SUMMED:
                continue
            own = here.own(target)
            right = [
                r for value, unit, r in values_of(here, target, period) if tells(told, value, unit)
            ]
            stated = {r["source_id"] for r in here.period(period, own) if here.tells(told, r)}
            ours = {
                label("estimate.ours", lang): "estimate",
                label("estimate.summed", lang): "",
                label("estimate.compounded", lang): "",
            }
            if source in ours:
                kinds = {r["status"] for r in here.period(period, own) if here.tells(told, r)}
                if kinds and ours[source] not in kinds:
                    yield f"{name}, {block.title}: {period} {told} “{source}”: {kinds}"
                continue
            if not right:
                yield f"{name}, {block.title}: {period} {told}, of which no row is"
            elif stated and source not in stated:
                yield f"{name}, {block.title}: {period} {told} is not of {source}, but of {stated}"


LONG, MOST = 200, 12
"""Rows of a table, and charts or replays, that an annex has at most."""


@claim("cut")
def rows_that_are_cut_are_counted(here, said):
    """A table of the annex has so many rows; the workbook's has as many more as it says."""
    every = {"figures": here.listed_rows, "missing": here.unjudged, "wording": here.rows,
             "all_methods": here.counted}[said.place.part]  # fmt: skip
    yield from say_counts("rows", str(LONG), len(said.place.block.rows))
    yield from say_counts("cut", said.fields["count"], len(every) - LONG)


def years_of(here, target):
    """The exact yearly figures of a target that were known."""
    return {r["period"] for r in here.own(target) if r["basis"] in YEARLY and not r["bound"]}


@claim("charts.more")
def charts_that_are_left_out_are_counted(here, said):
    """Of targets with two figures or more, as many are drawn as are not told of."""
    drawn = sum(type(b).__name__ == "Figure" for n, bs in here.report.parts for b in bs
                if n == said.place.part)  # fmt: skip
    real = sum(len(years_of(here, t)) > 1 for t in here.counted)
    yield from say_counts("drawn", str(MOST), drawn)
    yield from say_counts("more", said.fields["count"], real - drawn)


@claim("replay.cut")
def replays_that_are_left_out_are_counted(here, said):
    nature = {i["indicator_id"]: i["nature"] for i in here.facts.indicators}
    real = [t for t in here.counted if len(years_of(here, t)) > 1
            and nature[t["indicator_id"]] not in {"rank", "state"}]  # fmt: skip
    yield from say_counts("total", said.fields["total"], len(real))
    yield from say_counts("count", said.fields["count"], min(len(real), MOST))


@page("column.indicator", "column.data_status", "column.published", "column.source", "column.value")
def listed_figures_are_the_rows(here):
    lang = here.language
    for name, block in tables(here, "column.indicator", "column.data_status", "column.source"):
        titles = heads(block)
        at = {k: titles.index(label(f"column.{k}", lang)) for k in
              ("indicator", "period", "value", "data_status", "published", "source")}  # fmt: skip
        for row in block.rows:
            told = {k: text_of(row[n]) for k, n in at.items()}
            quote = label("column.quote", lang)
            told["quote"] = text_of(row[titles.index(quote)]) if quote in titles else ""
            right = [
                o for o in here.listed_rows
                if told["indicator"] in here.called(o["indicator_id"], o["entity_id"])
                and told["period"] in period_words(o["period"], o["basis"], lang)
                and (not o["quote"] or o["quote"] in told["quote"])
                and o["source_id"] in told["source"] and iso(told["published"]) == o["published"]
                and label(f"data.{o['status']}", lang) == told["data_status"]
                and here.tells(told["value"], o)
            ]  # fmt: skip
            if not right:
                yield f"{name}: no such row: {told}"
        if len(block.rows) != min(len(here.listed_rows), LONG):
            yield f"{name}: {len(block.rows)} figures listed, {len(here.listed_rows)} are known"


@claim("quality.figures")
def figures_are_counted_by_status(here, said):
    real = Counter(o["status"] for o in here.own_rows)
    yield from say_counts("figures", said.fields["count"], real.total())
    told = {}
    for one in said.fields["listed"].strip("。.").split(label("list", here.language)):
        for status in real:
            if given := template(f"figures.{status}", here.language).match(one):
                told[status] = whole(given["count"])
    if told != dict(real):
        yield f"told {told}, should be {dict(real)}"


def _names(row, lang):
    return {row[f"name_{lang}"], row.get(f"short_{lang}") or row[f"name_{lang}"]}


@page("column.indicator", "column.entity", "column.figures")
def context_is_of_the_area_around(here):
    """Each figure of the area around has a row of that indicator, entity, period and value."""
    lang = here.language
    for name, block in tables(here, "column.indicator", "column.entity", "column.figures"):
        for row in block.rows:
            indicator, entity, told = map(text_of, row)
            rows = [
                o for o in here.all_rows
                if indicator in _names(here.facts.indicator[o["indicator_id"]], lang)
                and here.facts.entity[o["entity_id"]][f"name_{lang}"] == entity
            ]  # fmt: skip
            if any(here.facts.entity[r["entity_id"]]["role"] in OWN for r in rows):
                yield f"{name}: {entity} is the plan's own area"
            for one in re.split("[;；、] ?", told):
                given = template("figure_of", lang).match(MARKS.sub("", one).strip())
                right = given and [
                    (r, given) for r in here.period(given["period"], rows)
                    if here.tells(given["value"], r)
                ]  # fmt: skip
                if not right:
                    yield f"{name}: {indicator}, {entity}: {one} is no row"
                for mark in re.findall(r"\[(\d+)\]", one):
                    cited = here.notes.get(int(mark), set())
                    if right and not cited & {r["source_id"] for r, _ in right}:
                        yield f"{name}: {indicator}, {entity}: {one} is not of {cited}"


@page("column.document", "column.source", "column.published", "column.address")
def documents_are_the_sources(here):
    for name, block in tables(here, "column.source", "column.document", "column.address"):
        for row in block.rows:
            told, about, published, url = row
            source = here.facts.source.get(text_of(told))
            if source is None or (source["title"], source["publisher"]) != (about.text, about.sub):
                yield f"{name}: {text_of(told)} is no such document"
            elif iso(text_of(published)) != source["published"] or text_of(url) != source["url"]:
                yield f"{name}: {text_of(told)} is of {source['published']}, {source['url']}"


@page("column.document", "section.sources")
def no_document_is_of_the_future(here):
    """A page cites no document dated later than itself, but where the plan is read in a copy."""
    words = {target["source_id"] for target in here.rows}
    for name, block in tables(here, "column.source", "column.document"):
        for row in block.rows:
            if iso(text_of(row[2])) > here.date and text_of(row[0]) not in words:
                yield f"{name}: {text_of(row[0])} of {text_of(row[2])} on a page as of {here.date}"


@page("section.sources")
def notes_quote_their_document(here):
    for _, blocks in here.report.parts:
        for block in blocks:
            for note in getattr(block, "items", ()):
                if not hasattr(note, "number"):
                    continue
                ids = here.notes[note.number]
                if not ids:
                    yield f"[{note.number}] {note.text} is no document of the plan"
                quotes = [r["quote"] for r in (*here.facts.targets, *here.facts.observations,
                                               *here.facts.schedule)
                          if r["source_id"] in ids and r["quote"]]  # fmt: skip
                for told in getattr(note, "quotes", ()):
                    marked = re.search('[“"](.*)[”"]', told)
                    if marked and not any(q == marked[1] for q in quotes):
                        yield f"[{note.number}] does not say {told}"


@page("column.quote", "column.clarity", "column.reading")
def quotes_are_the_plans_words(here):
    for name, block in tables(here, "column.target", "column.quote", "column.clarity"):
        titles = heads(block)
        at = {k: titles.index(label(f"column.{k}", here.language)) for k in ("quote", "clarity")}
        for row in block.rows:
            found = here.by_name.get(here.bare(text_of(row[0])), [])
            for target in found[:1]:
                if not any(t["quote"] in text_of(row[at["quote"]]) for t in found):
                    yield f"{name}: {text_of(row[0])}: not its words"
                if not any(
                    text_of(row[at["clarity"]]) == label(f"clarity.{t['clarity']}", here.language)
                    for t in found
                ):
                    told = text_of(row[at["clarity"]])
                    yield f"{name}: {text_of(row[0])}: {told}, {target['clarity']}"


@claim("chart.path_alt")
def a_charts_figures_in_words_are_the_rows(here, said):
    targets = here.told_of(said.text)[:1]
    if not targets:
        yield "no target has that name"
    for target in targets:
        if target["kind"] in SUMMED:
            continue
        for told in re.split("; ?|、", said.fields["figures"]):
            period, _, value = told.strip().rpartition(" ")
            rough, period = "≈" in period, re.sub(r"[≥≤≈ ]+$", "", period)
            known = values_of(here, target, period)
            guessed = any(r and r["status"] == "estimate" for _, _, r in known)
            if rough and not known:  # ours, of a year of which a part is known
                parts = [r for r in here.own(target) if r["basis"] == "ytd"
                         and r["period"][:4] in period]  # fmt: skip
                if not parts:
                    yield f"{told}: nothing of that year is known"
                continue
            if rough != guessed:
                yield f"{told}: an estimate is told with ≈, and nothing else is"
            if not any(tells(value, number, unit) for number, unit, _ in known):
                yield f"{told} is not what is known"


TOLD = tuple(f"headline.{key}" for key in (
    "missed", "missed_by", "achieved", "achieved_early", "achieved_from", "achieved_early_from",
    "moving", "ahead", "behind", "ahead_steps", "behind_steps", "away", "awaited",
    "awaited_between", "unnumbered",
))  # fmt: skip
"""The headline's sentences of one target, with its latest value."""
MADE_SO = {"missed": {"missed"}, "missed_by": {"missed"}, "achieved": {"achieved"},
           "achieved_early": {"achieved_early"}, "achieved_from": {"achieved"},
           "achieved_early_from": {"achieved_early"}, "ahead": {"ahead", "on_track"},
           "behind": {"on_track", "behind", "off_track"}, "away": {"off_track", "behind"},
           "ahead_steps": {"ahead", "on_track"},
           "behind_steps": {"on_track", "behind", "off_track"},
           "awaited": {"awaited"}, "awaited_between": {"awaited"}, "milestone_awaited": {"awaited"},
           "milestone_achieved": {"achieved"}, "milestone_missed": {"missed"}}  # fmt: skip


@claim(*TOLD, *(f"headline.milestone_{key}" for key in ("awaited", "achieved", "missed")))
def a_headlines_words_are_its_verdict(here, said):
    """“Missed the target” of none that is awaited, “reached early” of none that is final."""
    same_words = alike(said.key, here.language)
    form = said.key.removeprefix("headline.")
    allowed = set().union(*(MADE_SO.get(k.removeprefix("headline."), ()) for k in same_words))
    for target in here.named(said.fields["name"])[:1]:
        if form == "moving":
            words = label(f"status.{here.word(target)}", here.language).lower()
            if said.fields["status"].lower() != words:
                yield f"it is {here.word(target)}"
        elif form != "unnumbered" and here.word(target) not in allowed:
            yield f"it is {here.word(target)}"
        if form == "unnumbered" and target["kind"] != "unknown_value":
            yield f"it promises {target['value']}"


@claim(*TOLD, "finding.lost")
def a_headlines_value_is_a_row(here, said):
    for target in here.named(said.fields["name"])[:1]:
        if target["kind"] in SUMMED:
            yield from _a_sum(here, said, target)
            continue
        for period, value in (("period", "value"), ("base", "baseline"), ("after", "later")):
            if value not in said.fields or period not in said.fields:
                continue
            known = values_of(here, target, said.fields[period])
            if not any(tells(said.fields[value], number, unit) for number, unit, _ in known):
                yield f"no figure of {said.fields[period]} is {said.fields[value]}"
        goal = goal_of(here, target)
        told = said.fields.get("target")
        if (
            goal is not None
            and told
            and not beside(target)
            and not tells(told, goal, here.unit(target))
        ):
            yield f"the target is {goal:g} {here.unit(target)}"


def _a_sum(here, said, target):
    """A sum is told of all its periods, from the start on, and is what they add up to."""
    value, period = said.fields.get("value"), said.fields.get("period", "")
    if target["kind"] != "cumulative" or value is None:
        return
    start, rows = target["start"] or "1900", here.newest(here.own(target)).values()
    years = {r["period"]: r["number"] for r in rows
             if r["basis"] == "annual" and end(r["period"]) > end(start) - 1.0014}  # fmt: skip
    parts = [r for r in rows if r["basis"] == "ytd" and r["period"][:4] not in years]
    newest = max(parts, key=lambda r: end(r["period"]), default=None)
    last = f"{int(max(years, default='0')) + 1}"
    sums = [sum(years.values())]
    if newest and newest["period"].startswith(last):
        sums.append(sums[0] + newest["number"])
    if not any(tells(value, one, here.unit(target)) for one in sums):
        yield f"the years add up to {sums}"
    if len(years) + len(sums) > 2 and start[:4] not in period:
        yield f"a sum since {start} is told as that of {period}"


@field("change")
def a_change_on_the_year_comes_out(here, said):
    """比上年增长: of the two rows that the sentence speaks of, and of nothing that is a share."""
    clause = said.fields.get("change") or ""
    for target in here.named(said.fields["name"])[:1] if clause else ():
        now = values_of(here, target, said.fields["period"])
        year = re.search(r"\d{4}", said.fields["period"])
        before = values_of(
            here, target, said.fields["period"].replace(year[0], str(int(year[0]) - 1))
        )
        about = here.facts.indicator[target["indicator_id"]]
        if about["nature"] not in {"stock", "flow"} or target["kind"] in SUMMED:
            yield f"the change of a {about['nature']} is told in percent"
        if not now or not before:
            yield "one of the two years has no figure"
            continue
        if any(r and r["bound"] for _, _, r in (now[0], before[0])):
            yield "one of the two is a bound"
        rate = 100 * (now[0][0] / before[0][0] - 1)
        up = template("change.up", here.language).match(clause.strip())
        down = template("change.down", here.language).match(clause.strip())
        told = numbers((up or down)["rate"])[0][0] * (1 if up else -1)
        if abs(rate - told) > 0.0501:
            yield f"it is {rate:.2f}%"


@field("part")
def a_share_of_the_target_comes_out(here, said):
    """完成目标的 P%: the latest value in percent of the target."""
    clause = said.fields.get("part") or ""
    if not clause or not said.key.startswith("headline."):
        return
    for target in here.named(said.fields["name"])[:1]:
        given = template("headline.part", here.language).match(clause.strip())
        if target["kind"] not in {"at_least", "cumulative"}:
            yield f"of a target that is {target['kind']}"
        now = values_of(here, target, said.fields["period"])
        goal = float(target["value"]) if target["value"] else None
        if now and goal and target["unit"] == here.unit(target) and target["kind"] == "at_least":
            share = 100 * now[0][0] / goal
            if abs(share - numbers(given["share"])[0][0]) > 0.0501:
                yield f"it is {share:.2f}%"
        elif target["kind"] == "cumulative" and goal:
            told = numbers(said.fields["value"])[0]
            sizes = [told[0] / (goal * scale) * 100 for scale in scales(target["unit"])]
            if not any(abs(one - numbers(given["share"])[0][0]) < 2 for one in sizes):
                yield f"it is one of {sizes}"


@claim("headline.missed_by")
def a_gap_is_latest_less_target(here, said):
    for target in here.named(said.fields["name"])[:1]:
        goal = goal_of(here, target)
        known = values_of(here, target, said.fields["period"])
        if goal is None or not known:
            continue
        gap = abs(known[0][0] - goal)
        if not tells(said.fields["gap"], gap, here.unit(target)):
            yield f"the gap is {gap:g} {here.unit(target)}"
        less = said.fields["far"] in {label("far.less", here.language),
                                      label("far.lower", here.language)}  # fmt: skip
        if less != (known[0][0] < goal):
            yield f"{known[0][0]:g} against {goal:g} is not {said.fields['far']}"
        down = target["kind"] in {"at_most", "decrease_by", "decrease_by_points"}
        if less == down:
            yield "the figure told meets the target that it is said to have missed"


def goal_of(here, target, start=None):
    """The level that a promise comes to, by hand; None where that is not plain.

    From the target's own baseline, or from another's that is given.
    """
    value, kind = target["value"], target["kind"]
    base = (
        [start]
        if start is not None
        else [v for v, _, _ in values_of(here, target, target["baseline_period"])]
    )
    if kind in {"at_least", "at_most"}:
        sizes = [scale for scale in (1.0,) if target["unit"] == here.unit(target)]
        return float(value) * sizes[0] if sizes else None
    if not base:
        return None
    change = {"increase_by": base[0] * (1 + float(value or 0) / 100),
              "decrease_by": base[0] * (1 - float(value or 0) / 100),
              "increase_by_points": base[0] + float(value or 0),
              "decrease_by_points": base[0] - float(value or 0),
              "multiply_by": base[0] * float(value or 0)}  # fmt: skip
    return change.get(kind)


REASONS = tuple(f"reason.{k}" for k in (
    "neighbour", "neighbour_met", "neighbour_short", "neighbour_open", "is_achieved", "is_missed",
    "bound_open", "part_not_used", "estimate_not_used", "revised", "sources_differ",
))  # fmt: skip


@claim(*REASONS)
def a_reasons_value_is_a_row(here, said):
    """`2021 was 996.1`: a row says so, or four quarters; a sum of years is no year's value."""
    for target in one_target(here, said):
        rows = [*here.own(target), *here.peer(target)]
        known = values_of(here, target, said.fields["period"])
        every = [(r["number"], r["unit"]) for r in here.period(said.fields["period"], rows)]
        if not any(tells(said.fields["value"], v, u) for v, u, *_ in (*known, *every)):
            yield f"no figure of {said.fields['period']} is {said.fields['value']}"


@claim("reason.odds_begun")
def growth_so_far_is_known_of_two_years(here, said):
    """A year to date, the same months of the year before, and that year whole; not yet this one."""
    for target in one_target(here, said):
        rows = [r for r in here.own(target) if r["status"] != "estimate"]
        parts = here.period(said.fields["ytd"], rows)
        years = {int(r["period"][:4]) for r in parts if r["basis"] == "ytd"}
        whole = {int(r["period"]) for r in rows if r["basis"] == "annual"}
        before = {r["period"] for r in rows if r["basis"] == "ytd"}
        if not any(
            y - 1 in whole and y not in whole
            and f"{y - 1}{parts[0]['period'][4:]}" in before
            for y in years
        ):  # fmt: skip
            yield f"{sorted(years)}; whole {sorted(whole)}; to date {sorted(before)}"


@claim("reason.ytd_not_used")
def a_part_of_a_year_is_a_row(here, said):
    for target in one_target(here, said):
        rows = here.period(said.fields["ytd"], here.own(target))
        if not any(here.tells(said.fields["value"], r) for r in rows):
            yield f"no figure of {said.fields['ytd']} is {said.fields['value']}"


@claim("reason.neighbour_met", "reason.neighbour_short", "reason.is_achieved", "reason.is_missed")
def a_neighbour_meets_or_not(here, said):
    for target in one_target(here, said):
        goal, sign = (
            goal_of(here, target),
            -1 if target["kind"] in {"at_most", "decrease_by", "decrease_by_points"} else 1,
        )
        known = values_of(here, target, said.fields["period"])
        if goal is None or not known:
            continue
        met = sign * (known[0][0] - goal) >= -1e-9
        if target.get("strict"):
            met = sign * (known[0][0] - goal) > 1e-9
        if met != said.key.endswith(("met", "achieved")):
            more = " (more is asked)" if target.get("strict") else ""
            yield f"{known[0][0]:g} against {goal:g}{more}"


@claim("reason.neighbours_met", "reason.neighbours_short")
def both_neighbours_say_the_same(here, said):
    """Only a year better (or worse) than both could be otherwise: both meet it, or neither does."""
    for target in one_target(here, said):
        goal, when = goal_of(here, target), end(target["deadline"])
        sign = -1 if target["kind"] in {"at_most", "decrease_by", "decrease_by_points"} else 1
        known = sorted(
            (end(r["period"]), sign * r["number"]) for r in here.own(target)
            if r["basis"] in {"annual", "point"} and r["status"] != "estimate" and not r["bound"]
        )  # fmt: skip
        before = [v for at, v in known if at < when - 0.01][-1:]
        after = [v for at, v in known if at > when + 0.01][:1]
        if goal is None:
            continue
        met = {v > sign * goal if target.get("strict") else v >= sign * goal
               for v in (*before, *after)}  # fmt: skip
        if not before or not after or met != {said.key.endswith("met")}:
            yield f"before {before}, after {after}, goal {goal}"
        if str(last_day(target["deadline"]).year) not in said.fields["period"]:
            yield f"the deadline is {target['deadline']}"


@claim("reason.only_baseline", "reason.one_figure")
def nothing_else_means_nothing(here, said):
    """“Nothing after the baseline”, “the one figure”: no later, or no other period is known."""
    for target in one_target(here, said):
        own, one = here.own(target), said.key == "reason.one_figure"
        rows = {r["period"][:4] if one else r["period"] for r in own}
        if not one:
            base = end(target["baseline_period"])
            rows = {r["period"] for r in own if end(r["period"]) > base + 0.0014
                    and r["status"] != "estimate"}  # fmt: skip
        if len(rows) > one:
            yield f"{len(rows)} figures are known: {sorted(rows)[:4]}"


@claim("reason.odds_few")
def yearly_figures_are_counted(here, said):
    for target in one_target(here, said):
        newest = here.newest(here.own(target)).values()
        yearly = {r["period"] for r in newest if r["basis"] in YEARLY and not r["bound"]}
        full = {r["period"] for r in newest if r["basis"] == "annual" and not r["bound"]}
        parts = Counter(r["period"][:4] for r in newest if r["basis"] == "quarter")
        yearly |= {year for year, count in parts.items() if count == 4}  # added up
        if target["kind"] not in SUMMED and not beside(target):
            yield from say_counts("yearly figures", said.fields["count"], len(yearly), len(full))


@claim("reason.odds_between")
def a_deadline_lies_between_its_neighbours(here, said):
    """The nearest exact figures on both sides, whole years away, and none of the deadline's own."""
    for target in one_target(here, said):
        newest = here.newest(here.own(target)).values()
        judged = (r for r in newest if r["basis"] in YEARLY and r["status"] != "estimate")
        exact = [r for r in judged if not r["bound"]]
        away = {r["period"]: end(r["period"]) - end(target["deadline"]) for r in exact}
        whole = {p: round(years) for p, years in away.items() if abs(years - round(years)) < 0.01}
        for side, sign in (("before", -1), ("after", 1)):
            near = min(
                (p for p in whole if sign * whole[p] > 0), default="", key=lambda p: abs(whole[p])
            )
            told = [r["period"] for r in here.period(said.fields[side], exact)]
            if near not in told:
                yield f"the nearest figure {side} the deadline is of {near or 'none'}: {told}"
        if 0 in whole.values():
            yield "the deadline's own figure is known"


@claim("reason.value_lost", "promise.unknown_value")
def lost_is_lost(here, said):
    """An ambiguous promise names no number; none was lost."""
    for target in one_target(here, said):
        if target["clarity"] != "lost" and re.search("lost|缺失", said.text):
            yield f"the wording is {target['clarity']}"


@page("column.needed", "column.needed_now", "column.observed", "column.asked")
def what_is_needed_comes_out(here):
    """A year since the latest figure, and from now on: what is left over the years left."""
    lang = here.language
    for name, block in tables(here, "column.target", "column.needed"):
        titles = heads(block)
        for row in block.rows:
            target = next(iter(here.named(text_of(row[0]))), None)
            at = latest_row(here, target) if target else None
            goal = goal_of(here, target) if target else None
            if at is None or goal is None or at["bound"] or target["kind"] not in PLAIN:
                continue
            last, now = end(target["deadline"]), _today(here.date)
            for key, since in (("needed", end(at["period"])), ("needed_now", now)):
                heading = label(f"column.{key}", lang)
                told = text_of(row[titles.index(heading)]) if heading in titles else "–"
                if told in NOTHING or any(s["target_id"] == target["target_id"]
                                          for s in here.facts.schedule):  # fmt: skip
                    continue
                if last <= since:
                    yield f"{name}, {text_of(row[0])}: {told} is needed, after {target['deadline']}"
                    continue
                rate = (goal - at["number"]) / (last - since)
                if not _about(told, rate, here.unit(target)):
                    yield f"{name}, {text_of(row[0])}, {heading}: {told}, it is {rate:g}"


PLAIN = {"at_least", "at_most", "increase_by", "decrease_by", "increase_by_points",
         "decrease_by_points", "multiply_by"}  # fmt: skip


def _today(day):
    """A date in decimal years, as the end of that day."""
    return end(day)


def _about(told, value, unit):
    """Whether a text is a value, signed, in some unit, as far as its digits go."""
    number, places = numbers(told.replace("+", ""))[0]
    off = 0.5000001 * 10**-places
    return any(abs(value * scale - number) <= off for scale in scales(unit))


@claim("trail.pace_observed", "trail.growth_observed")
def an_observed_pace_is_over_so_many_intervals(here, said):
    """“The latest three intervals” takes four figures, up to the latest that the verdict rests on;
    what they change a year on the average is what is said.
    """
    for target in here.about(said)[:1]:
        count, last = whole(said.fields["count"]), here.assessed(target)["latest_period"]
        rows = [r for r in here.newest(here.own(target)).values() if r["basis"] in YEARLY
                and not r["bound"] and r["status"] != "estimate"]  # fmt: skip
        rows = sorted(rows, key=lambda r: end(r["period"]))
        if last:
            rows = [r for r in rows if end(r["period"]) < end(last) + 0.0014]
        if target["kind"] in SUMMED or beside(target) or target["kind"] == "milestone":
            continue
        if any(r["basis"] == "quarter" for r in here.own(target)):
            continue  # added up
        if not 1 <= count <= 3 or count > len(rows) - 1:
            yield f"{count} intervals of {len(rows)} figures"
        elif said.key == "trail.pace_observed":
            first, now = rows[-count - 1], rows[-1]
            mean = (now["number"] - first["number"]) / (end(now["period"]) - end(first["period"]))
            each = [(b["number"] - a["number"]) / (end(b["period"]) - end(a["period"]))
                    for a, b in pairwise(rows[-count - 1:])]  # fmt: skip
            told = said.fields["pace_observed"]
            if not any(_about(told, v, here.unit(target)) for v in (mean, sum(each) / count)):
                yield f"it is {mean:g}"


# --- promises ------------------------------------------------------------------------------------

MORE = re.compile(r"more than|over |above|beyond|exceed|>|超过|高于|大于|多于")
LESS = re.compile(r"less than|fewer|under |below|<|低于|少于|小于")


PROMISES = tuple(key for key in sorted(keys()) if key.startswith("promise."))


@page("column.promised", "column.target", *PROMISES)
def a_promise_is_told_as_strictly_as_it_is_made(here):
    for name, block in tables(here, "column.target", "column.promised"):
        place = heads(block).index(label("column.promised", here.language))
        for row in block.rows:
            for target in here.named(text_of(row[0]))[:1]:
                told, kind = text_of(row[place]), target["kind"]
                yield from _strictly(name, told, target)
                whole_share = here.facts.indicator[target["indicator_id"]]["nature"] == "share"
                ends = {("at_least", "100"): "promise.at_least.whole" if whole_share else "",
                        ("at_most", "0"): "promise.at_most.none"}  # fmt: skip
                end_words = label(ends.get((kind, target["value"]), ""), here.language)
                if end_words and MARKS.sub("", told) == end_words:
                    continue
                if kind in {"at_least", "at_most", "cumulative"} and not tells(
                    told, float(target["value"]), target["unit"]
                ):
                    yield f"{name}, {text_of(row[0])}: {told}, the plan says {target['value']}"
                if target["peer_id"]:
                    peer = here.facts.entity[target["peer_id"]][f"name_{here.language}"]
                    if peer not in told:
                        yield f"{name}, {text_of(row[0])}: {told}, beside {peer}"


MEASURED = {"at_least": MORE, "cumulative": MORE, "increase_by": MORE, "multiply_by": MORE,
            "decrease_by": MORE, "at_most": LESS}  # fmt: skip


def _strictly(name, told, target):
    if target["kind"] not in MEASURED:
        return
    asked = MEASURED[target["kind"]]
    plain = told.replace("不低于", "").replace("不高于", "").replace("不超过", "")
    if target.get("strict") and not asked.search(plain):
        yield f"{name}, {target['target_id']}: {told}, and the plan asks for more than that"
    if not target.get("strict") and asked.search(plain):
        yield f"{name}, {target['target_id']}: {told}, and the plan asks for no more than that"


@page("column.goal", "column.target", "column.baseline")
def a_strict_goal_has_its_sign(here):
    """`> 300`: beyond the number, where the plan says so and nowhere else."""
    for name, block in tables(here, "column.target", "column.latest", "column.goal"):
        place = heads(block).index(label("column.goal", here.language))
        for row in block.rows:
            told = text_of(row[place])
            for target in here.named(text_of(row[0]))[:1]:
                if target["kind"] in {"at_least", "at_most"} and told not in NOTHING:
                    sign = {"at_least": ">", "at_most": "<"}[target["kind"]]
                    if told.startswith(sign) != (target.get("strict") == "yes"):
                        yield f"{name}, {text_of(row[0])}: {told}, strict “{target['strict']}”"


@page("column.goal", "column.target")
def a_strict_count_is_not_met_at_the_number(here):
    """15 firms do not keep “more than 15”."""
    for target in here.counted:
        if target.get("strict") != "yes" or target["kind"] != "at_least":
            continue
        row = latest_row(here, target)
        if row and row["number"] == float(target["value"]) and here.status(target) == "achieved":
            yield f"{target['target_id']}: {row['value']} of over {target['value']} is achieved"


@page("column.target", "status.no_data")
def a_part_settles_the_whole(here):
    """A part that meets a target settles it for the whole."""
    for target in here.counted:
        parts = [i for i in here.facts.indicators if i.get("part_of") == target["indicator_id"]]
        for part in parts:
            rows = here.newest(here.series(part["indicator_id"], target["entity_id"])).values()
            met = [r for r in rows if target["kind"] == "at_least" and r["bound"] != "max"
                   and r["number"] >= float(target["value"])
                   and end(r["period"]) <= end(target["deadline"])]  # fmt: skip
            if met and here.status(target) == "no_data" and not here.own(target):
                yield f"{target['target_id']}: {part['indicator_id']} alone was {met[-1]['value']}"


@page("status.not_assessable", "column.target")
def the_first_place_is_among_the_first(here):
    """“Among the first” names no number; rank 1 keeps it however it is read."""
    for target in here.counted:
        rows = [r for r in here.newest(here.own(target)).values() if r["number"] == 1]
        rank = here.facts.indicator[target["indicator_id"]]["nature"] == "rank"
        open_words = target["kind"] == "unknown_value" and target["clarity"] == "ambiguous"
        if open_words and rank and rows and here.status(target) == "not_assessable":
            yield f"{target['target_id']}: rank 1 in {rows[-1]['period']} and not assessed"


@page("column.verdict", "column.day")
def no_word_for_none_is_a_turn(here):
    """From not enough data to cannot be assessed no verdict turned, whatever is counted."""
    none = {label("status.no_data", here.language), label("status.not_assessable", here.language)}
    for name, block in tables(here, "column.day", "column.verdict"):
        place = heads(block).index(label("column.verdict", here.language))
        for row in block.rows:
            told = [bare(one) for one in text_of(row[place]).split("→")]
            if len(told) == 2 and set(told) == none:
                yield f"{name}, {text_of(row[1])}: {text_of(row[place])} is told as a change"


# --- more reasons, and arithmetic ---------------------------------------------------------------


@claim("reason.peer_last")
def the_peers_last_figure_is_its_last(here, said):
    for target in one_target(here, said):
        rows = [r for r in here.peer(target) if r["basis"] in YEARLY]
        last = max(rows, key=lambda r: end(r["period"]), default=None)
        if last is None or last not in here.period(said.fields["period"], rows):
            yield f"it is {last and last['period']}"


@claim("reason.no_common_period")
def no_period_is_common(here, said):
    for target in one_target(here, said):
        ours, theirs = ({r["period"] for r in rows if r["basis"] in YEARLY}
                        for rows in (here.own(target), here.peer(target)))  # fmt: skip
        late = {p for p in ours & theirs if end(p) > end(target["baseline_period"] or "1900")}
        if late:
            yield f"both have {sorted(late)}"


@claim("reason.nothing_stated", "reason.no_usable_figure")
def nothing_is_stated(here, said):
    for target in one_target(here, said):
        if (said.key == "reason.nothing_stated") == bool(here.own(target)):
            yield f"{len(here.own(target))} figures are known"


@claim("reason.no_baseline", "reason.hole", "reason.hole_in_rates")
def the_period_is_missing(here, said):
    for target in one_target(here, said):
        if rows := [r for r in here.own(target) if r["basis"] in YEARLY and r in here.period(
            said.fields["period"], here.own(target))]:  # fmt: skip
            yield f"{rows[0]['period']} is known: {rows[0]['value']}"


@claim("reason.broken", "reason.still_open", "reason.not_yet")
def the_period_has_a_figure(here, said):
    for target in one_target(here, said):
        rows = here.period(said.fields["period"], here.own(target))
        goal = 1.0 if target["kind"] == "milestone" else float(target["value"] or 0)
        less = target["kind"] == "at_most"
        if not any(r["number"] > goal if less else r["number"] < goal for r in rows):
            yield f"no figure of {said.fields['period']} says so"


@claim("replay.without")
def never_means_never(here, said):
    for _, block in tables(here, "column.as_of", "column.outlook"):
        for name in {text_of(row[0]) for row in block.rows}:
            if name in here.mentioned(said.fields["names"]):
                yield f"{name} stands in the table"


@claim("trail.gap", "trail.gap_pct", "trail.progress", "trail.elapsed", "trail.position",
       "trail.pace_required")  # fmt: skip
def what_is_worked_out_comes_out(here, said):
    """The arithmetic that a trail writes down holds, as far as its digits go."""
    told = {}
    for name, text in said.fields.items():
        if not numbers(text):
            return
        told[name] = numbers(text)[0]
    v = {name: value for name, (value, _) in told.items()}
    slack = {name: 0.5000001 * 10**-places for name, (_, places) in told.items()}
    left, name, off = {
        "gap": lambda: (v["latest"] - v["goal"], "gap", slack["latest"] + slack["goal"]),
        "gap_pct": lambda: (100 * (v["latest"] - v["goal"]) / v["goal"], "value",
                            100 * (slack["latest"] + slack["goal"]) / abs(v["goal"])),
        "progress": lambda: _progress(v, slack),
        "elapsed": lambda: (100 * v["gone"] / v["whole"], "value",
                            100 * (slack["gone"] + slack["whole"]) / v["whole"]),
        "position": lambda: (v["progress"] - v["elapsed"], "value",
                             slack["progress"] + slack["elapsed"]),
        "pace_required": lambda: ((v["goal"] - v["start"]) / v["left"], "pace_required",
                                  (slack["goal"] + slack["start"]
                                   + abs(v["pace_required"]) * slack["left"]) / v["left"]),
    }[said.key.removeprefix("trail.")]()  # fmt: skip
    if abs(left - v[name]) > off + slack[name] + 1e-9:
        yield f"it comes to {left:g}"


def _progress(v, slack):
    way = v["goal"] - v["baseline"]
    left = 100 * (v["latest"] - v["baseline"]) / way if way else v["value"]
    off = 100 * (2 * slack["latest"] + 2 * slack["goal"]) * max(1, abs(left) / 100) / abs(way or 1)
    return left, "value", off


@claim("headline.behind", "headline.ahead", "reason.points_ahead", "reason.points_behind",
       "progress.time", "progress.alone")  # fmt: skip
def points_are_progress_less_time(here, said):
    """The schedule position by hand, for the plain kinds with a baseline and no steps."""
    for target in one_target(here, said):
        stepped = any(s["target_id"] == target["target_id"] for s in here.facts.schedule)
        row, goal = latest_row(here, target), goal_of(here, target)
        base = values_of(here, target, target["baseline_period"])
        if row is None or goal is None or not base or stepped or base[0][0] == goal:
            continue
        begin, last = end(target["baseline_period"]), end(target["deadline"])
        if row["bound"] and said.key.startswith("progress"):
            yield f"of {row['period']} only a bound is known: {row['bound']} {row['value']}"
        done = (row["number"] - base[0][0]) / (goal - base[0][0])
        gone = (end(row["period"]) - begin) / (last - begin)
        real = {"done": 100 * done, "gone": 100 * gone, "points": abs(100 * (done - gone))}
        for name, value in real.items():
            if name in said.fields and abs(value - numbers(said.fields[name])[0][0]) > 0.0511:
                yield f"{name}: it is {value:.1f}"


@claim("trend", "trend.alone")
def a_trend_is_the_rows(here, said):
    for target in one_target(here, said):
        if target["kind"] in SUMMED:
            continue
        rows = [*here.own(target), *here.peer(target)]
        every = [(r["number"], r["unit"]) for r in rows]
        for told in re.split("; ?|、", said.fields["values"]):
            summed = any(r["basis"] == "quarter" for r in rows)
            if not summed and not any(tells(told, value, unit) for value, unit in every):
                yield f"{told} is no figure"


@claim("headline.odds_alone", "headline.nothing_judged")
def none_is_judged(here, said):
    if judged := [t["target_id"] for t in here.counted if here.status(t) not in NONE]:
        yield f"{len(judged)} are: {judged[:3]}"
    yield from say_counts("total", said.fields.get("total", "1"), len(here.counted))


@claim("methods.differ")
def methods_are_counted(here, said):
    row = said.place.row
    words = [
        text_of(cell)
        for head, cell in row.items()
        if any(head == label(k, here.language) for k in keys() if k.startswith("method."))
    ]
    there = [w for w in words if w not in NOTHING]
    told = sum(whole(said.fields[k]) for k in ("good", "middle", "bad"))
    if row and told != len(there):
        yield f"{told} methods are counted, {len(there)} stand in the row"


@claim("estimate.carried_growth", "estimate.usual_share")
def an_estimate_stands_on_a_part_of_its_year(here, said):
    for target in one_target(here, said):
        rows = [r for r in here.own(target) if r["basis"] == "ytd"]
        if not here.period(said.fields["until"], rows):
            yield f"no figure of {said.fields['until']} is known"
        year = int(numbers(said.fields["year"])[0][0])
        newest = here.newest(here.own(target))
        full = {p: r["number"] for (p, basis), r in newest.items() if basis == "annual"}
        part = {p: r["number"] for (p, basis), r in newest.items() if basis == "ytd"}
        if str(year) in full:
            yield f"the figure of {year} is known"
        until = next((p for p in part if said.fields["until"]
                      in period_words(p, "ytd", here.language)), "")  # fmt: skip
        before = {y: part[f"{y}{until[4:]}"] for y in full if f"{y}{until[4:]}" in part}
        last = str(year - 1)
        if said.key.endswith("growth") and last in before:
            value = full[last] * part[until] / before[last]
        elif said.key.endswith("share") and before:
            value = part[until] / (sum(v / full[y] for y, v in before.items()) / len(before))
        else:
            continue
        if not tells(said.fields["value"], value, here.unit(target)):
            yield f"it comes to {value:g} {here.unit(target)}"


@claim("concluded.growth")
def growth_is_needed_from_a_known_period(here, said):
    for target in one_target(here, said):
        known = values_of(here, target, said.fields["period"])
        goal, years = goal_of(here, target), 0.0
        if not known:
            yield f"no figure of {said.fields['period']}"
        elif goal:
            years = end(target["deadline"]) - end(known[0][2]["period"] if known[0][2] else "1900")
            rate = 100 * ((goal / known[0][0]) ** (1 / years) - 1)
            if abs(rate - numbers(said.fields["rate"])[0][0]) > 0.051:
                yield f"it is {rate:.1f}%"
        if here.over(target):
            yield "the deadline is past: nothing would be needed any more"


@claim("risk.none", "missing.none", "headline.no_targets", "headline.nothing_judged")
def none_means_none(here, said):
    bad = [
        t["target_id"] for t in here.counted if here.status(t) in {"missed", "off_track", "behind"}
    ]
    told = {"risk.none": bad, "missing.none": here.unjudged, "headline.no_targets": here.counted}
    judged = [t["target_id"] for t in here.counted if t not in here.unjudged]
    if found := told.get(said.key, judged):
        yield f"there are {len(found)}: {found[:3]}"


@claim("changed.silent")
def deadlines_that_passed_are_counted(here, said):
    late = [t for t in here.counted if here.since
            < (last_day(t["deadline"]) + timedelta(days=1)).isoformat() <= here.date]  # fmt: skip
    held = []
    for target in late:
        day = (last_day(target["deadline"]) + timedelta(days=1)).isoformat()
        if not turned(here, target, max(last_day(target["deadline"]).isoformat(),
                                        here.facts.issued), day):  # fmt: skip
            held.append(target)
    if not len(held) <= whole(said.fields["count"]) <= len(late):
        yield f"{said.fields['count']} deadlines passed without effect, of {len(late)}: {len(held)}"


@page("column.latest", "column.value", "column.figure", "bound.min", "bound.max")
def bounds_are_told_as_bounds(here):
    """A figure of which only a bound is known says so wherever it stands, and no other does."""
    lang = here.language
    for key in ("column.latest", "column.figure"):
        for name, block in tables(here, key):
            titles = heads(block)
            place = titles.index(label(key, lang))
            for row in block.rows:
                target = chart_or_row(here, block, row)
                told = text_of(row[place])
                period = row[0] if key == "column.figure" else getattr(row[place], "sub", "")
                if target is None or target["kind"] in SUMMED or told in NOTHING:
                    continue
                rows = here.newest(here.own(target)).values()
                right = [r for r in here.period(period, rows) if here.tells(told, r)]
                bounds = {r["bound"] for r in right}
                if right and (MORE_OR_LESS.search(told) is not None) != bool(bounds - {""}):
                    yield f"{name}: {told} in {period}; the row's bound is {bounds}"


MORE_OR_LESS = re.compile(
    r"[≥≤]|at least|at most|over|under|nearly|不低于|不高于|以上|以下|超过|近"
)


def chart_or_row(here, block, row):
    """The target that a chart is of, or a table's row."""
    if getattr(block, "chart", None) is not None:
        names = [n for n in here.by_name if block.title.startswith(n)]
        return here.by_name[names[0]][0] if names else None
    return next(iter(here.named(text_of(row[0]))), None)


@claim("trail.source")
def a_trails_document_is_the_plans(here, said):
    told = said.fields["source"]
    known = [s for s in here.facts.sources if s["title"] in told and s["publisher"] in told]
    dates = {s["published"] for s in known} | {
        r["published"] for r in here.facts.observations
        if r["source_id"] in {s["source_id"] for s in known}
    }  # fmt: skip
    if not known:
        yield "no such document"
    elif not any(iso_in(day, told) for day in dates):
        yield f"it is of {sorted(dates)}"


@field("command")
def the_command_makes_this_page(here, said):
    wanted = (f"--as-of {here.date}", f"--lang {here.language}",
              f"--entity {here.entity}" if here.entity else
              f"--pillar {here.pillar}" if here.pillar else "planpace")  # fmt: skip
    if lacking := [one for one in wanted if one not in said.fields["command"]]:
        yield f"it lacks {lacking}"


@claim("finding.steady")
def a_steady_verdict_never_turned(here, said):
    for target in one_target(here, said):
        days = {r["published"] for r in (*here.own(target), *here.peer(target))
                if here.facts.issued <= r["published"]}  # fmt: skip
        told = {day: here.status(target, day) for day in sorted(days)}
        if other := {d: s for d, s in told.items() if s != here.status(target)}:
            yield f"it was {other}"


@field("turned")
def so_many_verdicts_turned_at_least(here, said):
    since = max(iso(said.fields.get("since", here.since)), here.facts.issued)
    moved = [t["target_id"] for t in here.counted if turned(here, t, since)]
    if whole(said.fields["turned"]) < len(moved):
        yield f"{len(moved)} targets have another verdict than on {since}: {moved[:4]}"


@claim("readings.promises", "readings.inferred", "readings.unclear", "more", "changed.more",
       "finding.unheard", "finding.late", "finding.silent")  # fmt: skip
def none_is_not_counted(here, said):
    """“0 more promises have no figure” says nothing, and reads as a fault."""
    if whole(said.fields["count"]) == 0:
        yield "there are none to tell of"


@page("status.no_data", "column.target")
def no_data_means_no_figure_after_the_baseline(here):
    """Yearly figures after the baseline are data, if not the deadline's: that is awaited."""
    for target in here.counted:
        plain = not beside(target) and target["kind"] not in {"unknown_value", "milestone"}
        base = end(target["baseline_period"] or target["start"] or "1900")
        rows = [r for r in here.newest(here.own(target)).values()
                if r["basis"] in YEARLY and r["status"] != "estimate" and not r["bound"]
                and end(r["period"]) > base + 0.0014]  # fmt: skip
        if target["kind"] in SUMMED:  # only figures inside the window add to a sum
            rows = [r for r in rows if end(r["period"]) < end(target["deadline"]) + 0.0014]
        if plain and rows and here.status(target) == "no_data":
            yield f"{target['target_id']}: {len(rows)} figures after {target['baseline_period']}"


@page("outlook.percent", "trail.probability")
def odds_and_their_trail_agree(here):
    for _, blocks in here.report.parts:
        for block in blocks:
            for row in getattr(block, "rows", ()):
                for cell in row:
                    told = re.search(r"[（(](\d+)%[)）]", getattr(cell, "sub", ""))
                    behind = re.findall(r"= ([\d.]+)%", getattr(cell, "trail", ""))
                    if told and behind and abs(float(behind[-1]) - int(told[1])) > 0.5000001:
                        yield f"{text_of(row[0])}: {cell.sub}, and behind it {behind[-1]}%"


# --- what the new words say -----------------------------------------------------------------------


@claim("headline.awaited", "headline.awaited_between", "headline.was_met", "reason.state_unfound",
       "reason.peer_unfound", "headline.milestone_awaited")  # fmt: skip
def an_awaited_figure_is_not_there(here, said):
    """The deadline is past and no figure of it is in the files at the date of the page."""
    found = one_target(here, said) or here.lead_targets()
    for target in [t for t in found if t in here.rows][:1]:
        if said.key.startswith("headline") and here.status(target) != "awaited":
            yield f"it is {here.status(target)}"
        if not here.over(target):
            yield f"the deadline {target['deadline']} is not past"
        own = here.at_deadline(here.own(target), target)
        theirs = here.at_deadline(here.peer(target), target)
        if said.key == "reason.peer_unfound":
            if not own or theirs:
                yield f"ours {bool(own)}, the peer's {bool(theirs)}"
        elif own and (theirs or not beside(target)):
            yield f"{own[0]['period']} is known: {own[0]['value']}"


@page("status.awaited", "column.target")
def awaited_is_what_waits(here):
    """Awaited: the deadline is past, its figure unknown, another after the baseline known."""
    for target in here.counted:
        if target["kind"] in {"unknown_value", "milestone", *SUMMED} or beside(target):
            continue
        own = [r for r in here.newest([*here.own(target), *here.lent(target)]).values()
               if r["basis"] in YEARLY and r["status"] != "estimate"]  # fmt: skip
        exact = [r for r in own if same(r["period"], target["deadline"]) and not r["bound"]]
        status = here.status(target)
        if here.over(target) and exact and status == "awaited":
            yield f"{target['target_id']} awaits {exact[0]['period']}, which is known"
        if here.over(target) and not exact and status in {"ahead", "on_track", "behind",
                                                          "off_track"}:  # fmt: skip
            yield f"{target['target_id']} is {status} after its deadline"
        if not here.over(target) and status == "awaited":
            yield f"{target['target_id']} is awaited before its deadline"
        broken = target.get("throughout") == "yes"
        bounds = [r for r in own if same(r["period"], target["deadline"])]
        if status == "missed" and not (bounds or broken):
            yield f"{target['target_id']} is missed without a figure of its deadline"


@page("column.latest", "later")
def the_latest_before_and_the_newest_after_are_told(here):
    """Where a figure is awaited: its latest before the deadline, and the newest after it."""
    lang = here.language
    for name, block in tables(here, "column.target", "column.latest", "column.goal"):
        place = heads(block).index(label("column.latest", lang))
        for row in block.rows:
            target = next(iter(here.named(text_of(row[0]))), None)
            if target is None or here.status(target) != "awaited" or beside(target):
                continue
            if target["kind"] in SUMMED | {"milestone", "unknown_value"}:
                continue
            rows = [r for r in here.newest(here.own(target)).values() if r["basis"] in YEARLY
                    and r["status"] != "estimate"]  # fmt: skip
            base = end(target["baseline_period"] or target["start"] or "1900")
            stop = end(target["deadline"])
            before = [r for r in rows if base + 0.0014 < end(r["period"]) < stop - 0.0014]
            after = [r for r in rows if end(r["period"]) > stop + 0.0014]
            now, _, more = getattr(row[place], "sub", "").replace("；", ";").partition(";")
            if before:
                last = max(before, key=lambda r: end(r["period"]))
                if MARKS.sub("", now).strip() not in period_words(
                    last["period"], last["basis"], lang
                ):
                    yield f"{name}, {text_of(row[0])}: {now}, the latest before is {last['period']}"
            if before and after:
                newest = {max(after, key=lambda r: end(r["period"]))["period"],
                          min(after, key=lambda r: end(r["period"]))["period"]}  # fmt: skip
                if not any(w in more for p in newest for w in period_words(p, "annual", lang)):
                    yield f"{name}, {text_of(row[0])}: {more or 'nothing'} after, {newest} is known"


@claim("asked")
def a_letter_goes_to_who_holds_the_figures(here, said):
    """Its office is one that the plan names for those indicators, or for a peer that is asked."""
    office, names = said.fields["publisher"], said.fields["names"]
    found = [i for i in here.facts.indicators if any(n in names for n in _names(i, here.language))]
    offices = {o for i in found for o in here.publishers(i["indicator_id"])}
    offices |= {o for t in here.rows if t["peer_id"] for o in here.publishers("", t["peer_id"])
                if any(n in names for n in here.names_of(t))}  # fmt: skip
    if office == label("publisher_unknown", here.language):
        yield "a letter to nobody"
    elif office not in offices:
        yield f"the plan names {offices}"
    shown = {n for i in found for n in _names(i, here.language) if n in names}
    if not shown:
        yield "no indicator is named"
    settled = [t for t in here.counted if not here.final(t)]
    if whole(said.fields["count"]) > len(settled):
        yield f"{said.fields['count']} targets, of {len(settled)} that are open"
    left = re.search(r"(?<!\d)(\d+) more|及另外(\d+)个", names)
    holds = {i["indicator_id"] for i in here.facts.indicators
             if office in here.publishers(i["indicator_id"])}  # fmt: skip
    peers = {t["indicator_id"] for t in here.rows if office in here.publishers("", t["peer_id"])}
    if left and int(left[1] or left[2]) + 1 > len(holds | peers):
        yield f"it holds {len(holds | peers)} indicators"


@claim("bullets.asked")
def letters_are_counted(here, said):
    yield from say_counts("letters", said.fields["count"], len(said.place.block.items))


def finished_rows(name):
    """The rows of one of the record's tables."""
    return table(BRIEFINGS / "finished" / f"{name}.csv")


def fields_of(key, language, text):
    form = template(key, language)
    return form.match(text.rstrip("。"))


@page("figure.scoreboard.alt", "figure.headlines.alt", "figure.scoreboard")
def charts_in_words_are_their_tables(here):
    lang = here.language
    for name, blocks in here.report.parts:
        for block in blocks:
            if name == "scoreboard":
                given = fields_of("figure.scoreboard.alt", lang, block.alt)
                told = [] if given is None else given["listed"].split(label("list", lang))
                rows = [f"{text_of(row[0])} {text_of(row[-1])}" for row in block.rows]
                if told != rows:
                    yield f"{block.alt}; its table says {rows}"
            if name == "headlines":
                given = fields_of("figure.headlines.alt", lang, block.alt)
                told = [] if given is None else given["listed"].split(label("list", lang))
                if told != [text_of(row[0]) for row in block.rows]:
                    yield f"{block.alt}; its table has other names"


@claim("figure.scoreboard")
def a_square_for_each(here, said):
    yield from say_counts("count", said.fields["count"], len(here.counted))


GRAVEST = ("missed", "off_track", "behind", "on_track", "ahead", "achieved")


def gravity(here, target):
    """Where a target's verdict stands among them, the gravest first; what is not judged is last."""
    status = here.status(target)
    return GRAVEST.index(status) if status in GRAVEST else len(GRAVEST)


@page("column.promised", "column.latest", "column.period", "figure.headlines", "figure.league")
def multiples_tell_rows(here):
    """The table under the small charts: the headline targets in order, those of a plan of many
    entities or of a league by verdict; each value a row.
    """
    lang = here.language
    for name, block in tables(here, "column.target", "column.latest", "column.period",
                              "column.promised"):  # fmt: skip
        told = [text_of(row[0]) for row in block.rows]
        wanted, title = _foremost(here), label("figure.headlines", lang)
        if name == "leagues":
            first = here.named(told[0])[0]["indicator_id"]
            named = here.facts.indicator[first]
            wanted = here.leagues()[first]
            title = label("figure.league", lang).format(
                name=named.get(f"short_{lang}") or named[f"name_{lang}"])  # fmt: skip
            if len(told) != len(wanted):
                yield f"{name}: {len(told)} charts for {len(wanted)} targets"
        if here.leagues():
            wanted = sorted(wanted, key=lambda t: gravity(here, t))
            grave = [gravity(here, here.named(one)[0]) for one in told]
            if grave != [gravity(here, t) for t in wanted[: len(told)]]:
                yield f"{name}: {told} are not the gravest first"
        elif told != [here.short(t) for t in wanted[: len(told)]]:
            yield f"{name}: {told}, should be {[here.short(t) for t in wanted]}"
        if block.title != title:
            yield f"{name} is titled {block.title}"
        for row in block.rows:
            value, period = text_of(row[2]), text_of(row[3])
            for target in here.named(text_of(row[0]))[:1]:
                known = values_of(here, target, period)
                if period in NOTHING or target["kind"] in SUMMED:
                    if numbers(value) and target["kind"] not in SUMMED:
                        yield f"{name}, {text_of(row[0])}: {value} of no period"
                elif not any(tells(value, v, u) for v, u, _ in known):
                    yield f"{name}, {text_of(row[0])}: {value} in {period} is no row"


@claim("record.line")
def our_record_is_the_shipped_one(here, said):
    """`very likely 94%`: the share kept in words.csv, which `make calibrate` writes."""
    shipped = {row["word"]: float(row["kept"]) for row in table(BRIEFINGS / "words.csv")
               if row["method"] == "outlook"}  # fmt: skip
    told = said.fields["listed"].strip("。.").split(label("list", here.language))
    real = [label("record.word", here.language).format(
                word=label(f"outlook.{word}", here.language), kept=percent(shipped[word]))
            for word in SCALE]  # fmt: skip
    if told != real:
        yield f"{told}, shipped is {real}"


@page("column.place", "column.query", "column.found", "section.searched")
def searches_are_the_rows(here):
    """Each search is a row of searched.csv up to the date, and none is left out."""
    lang, wanted = here.language, {"", *(t["indicator_id"] for t in here.rows)}
    known = [s for s in here.facts.searched if s["searched"] <= here.date
             and s["indicator_id"] in wanted]  # fmt: skip
    told = 0
    for name, block in tables(here, "column.place", "column.query", "column.found"):
        told += len(block.rows)
        for row in block.rows:
            cells = dict(zip(heads(block), map(text_of, row), strict=True))
            day, place, query, indicator, found = (
                cells.get(label(f"column.{k}", lang), "–")
                for k in ("day", "place", "query", "indicator", "found")
            )
            names = [s for s in known if iso(day) == s["searched"] and place == s["place"]
                     and query == s["query"]
                     and (not s["indicator_id"] or indicator
                          in _names(here.facts.indicator[s["indicator_id"]], lang))
                     and found == (s["found"] or label("never", lang))]  # fmt: skip
            if not names:
                yield f"{name}: no such search: {list(map(text_of, row))}"
    if told != len(known):
        yield f"{told} searches listed, {len(known)} are known"


@claim("reason.break_even_most", "reason.break_even_least")
def a_break_even_comes_out(here, said):
    """`281 in 2023: the promise holds if 2019 was 140 or less`: by hand, where none is known."""
    block, path = said.place.block, said.place.path
    whole_text = text_of(block.items[path[1]]) if path[0] == "items" else ""
    said_of = [*one_target(here, said),
               *(t for n in here.mentioned(whole_text) for t in here.by_name[n])]  # fmt: skip
    named = {one["indicator_id"] for one in said_of}
    same_words = [
        t
        for t in here.rows
        if t["indicator_id"] in named
        and said.fields["period"] in period_words(t["baseline_period"], "", here.language)
    ]
    if not same_words:
        yield f"no reading has {said.fields['period']} as its baseline"
    for target in same_words[:1]:
        value = float(target["value"])
        now = values_of(here, target, said.fields["now"])
        if values_of(here, target, target["baseline_period"]):
            yield "the baseline is known"
        if not any(tells(said.fields["value"], v, u) for v, u, _ in now):
            yield f"no figure of {said.fields['now']} is {said.fields['value']}"
            continue
        v, unit, _ = now[0]
        level = {"increase_by": v / (1 + value / 100), "decrease_by": v / (1 - value / 100),
                 "increase_by_points": v - value, "decrease_by_points": v + value,
                 "multiply_by": v / value}[target["kind"]]  # fmt: skip
        most = said.key.endswith("most")
        if most == (target["kind"] in {"decrease_by", "decrease_by_points"}):
            yield f"“or {'less' if most else 'more'}” of {target['kind']}"
        round_ = int(level) if most else -int(-level // 1)
        if not any(tells(said.fields["level"], one, unit) for one in (level, round_)):
            yield f"it is {level:g}"


@claim("reason.part_settles", "trail.part", "change.part_figure")
def a_part_is_a_part(here, said):
    """It is a part of the target's indicator by indicators.csv, and its figure meets the target."""
    for target in one_target(here, said):
        lent = here.lent(target)
        if not lent:
            yield "no figure of a part settles it"
        if "part" in said.fields:
            words = said.fields["part"].strip('”“"')
            parts = [
                n
                for r in lent
                for n in _names(here.facts.indicator[r["indicator_id"]], here.language)
            ]
            if words not in parts:
                yield f"its parts with a figure are {sorted({*parts})}"


@claim("pace.needed")
def a_pace_needed_comes_out(here, said):
    """In the table of targets: a year since the latest figure."""
    for target in here.about(said)[:1]:
        row, goal = latest_row(here, target), goal_of(here, target)
        stepped = any(s["target_id"] == target["target_id"] for s in here.facts.schedule)
        if row is None or goal is None or stepped or target["kind"] not in PLAIN:
            continue
        if row["bound"]:
            yield f"of {row['period']} only a bound is known"
            continue
        left = end(target["deadline"]) - end(row["period"])
        if left <= 0 or not _about(said.fields["value"], (goal - row["number"]) / left,
                                   here.unit(target)):  # fmt: skip
            yield f"{goal - row['number']:g} in {left:g} years"


@page("column.latest_to_goal", "from_to")
def from_the_latest_to_the_goal(here):
    """`5.25 → 10`, 2022: both numbers in one unit, the first a row of that period."""
    for name, block in tables(here, "column.target", "column.latest_to_goal"):
        place = heads(block).index(label("column.latest_to_goal", here.language))
        for row in block.rows:
            told, sub = text_of(row[place]), row[place].sub
            for target in here.named(text_of(row[0]))[:1]:
                period = re.split("[;；、] ?", sub)[0]
                if target["kind"] in SUMMED or "→" not in told:
                    continue
                latest, goal = (one.strip() for one in told.split("→"))
                known = values_of(here, target, period)
                if not any(tells(latest, v, u) for v, u, _ in known):
                    yield f"{name}, {text_of(row[0])}: {latest} in {period} is no row"
                real = goal_of(here, target)
                if real is not None and not tells(goal, real, here.unit(target)):
                    yield f"{name}, {text_of(row[0])}: target {goal}, it is {real:g}"


@page("column.as_of", "column.outlook", "column.verdict", "chart.odds")
def what_is_replayed_is_what_was_said(here):
    """The verdict and the chance of each row are those of its date, from what was known then."""
    lang = here.language
    for name, block in tables(here, "column.as_of", "column.outlook"):
        for row in block.rows:
            cells = dict(zip(heads(block), map(text_of, row), strict=True))
            told, day, verdict, odds = (cells.get(label(f"column.{k}", lang), "–") for k in (
                "target", "as_of", "verdict", "outlook"))  # fmt: skip
            day = iso(day)
            for target in [t for t in here.named(told) if not t.get("reading_of")][:1]:
                if verdict != label(f"status.{here.word(target, day)}", lang):
                    yield f"{name}, {told} on {day}: {verdict}, it was {here.word(target, day)}"
                chance = percent(here.chance(target, day))
                given = re.search(r"[<>]?\d+%", odds)
                if (given[0] if given else "") != chance:
                    yield f"{name}, {told} on {day}: {odds}, it was {chance or 'none'}"


@page("column.day", "column.verdict", "column.odds", "change.stays")
def a_change_ends_in_the_verdict_of_its_day(here):
    """The last cause of a day leaves the verdict of that day, the first finds that before it."""
    lang = here.language
    for name, block in tables(here, "column.day", "column.cause", "column.verdict"):
        if name != "all_changes":
            continue
        titles = heads(block)
        at = {k: titles.index(label(f"column.{k}", lang)) for k in ("day", "target", "verdict")}
        groups, odds = {}, {}
        for row in block.rows:
            told = {k: text_of(row[n]) for k, n in at.items()}
            groups.setdefault((told["target"], iso(told["day"])), []).append(told["verdict"])
            told_odds = label("column.odds", lang)
            chance = text_of(row[titles.index(told_odds)]) if told_odds in titles else "–"
            odds.setdefault((told["target"], iso(told["day"])), []).append(chance)
        for (told, day), turns in groups.items():
            found = here.named(told)
            if len(found) != 1:
                continue
            (target,) = found
            late = (last_day(target["deadline"]) + timedelta(days=1)).isoformat()
            before = (date.fromisoformat(day) - timedelta(days=1)).isoformat()
            words = [label(f"status.{here.word(target, d)}", lang)
                     for d in (max(before, here.facts.issued), day)]  # fmt: skip
            turns = [bare(turn) for turn in turns]
            after = turns[-1].rpartition("→")[2].strip()
            if not after.startswith(words[1]):
                yield f"{name}, {told} on {day}: {turns[-1]}, assess says {words[1]}"
            none = [label(f"status.{k}", lang) for k in NONE]
            if words[0] in none and words[1] in none:
                continue  # from one word for none to another no verdict turned
            chances = [percent(here.chance(target, d)) or "–"
                       for d in (max(before, here.facts.issued), day)]  # fmt: skip
            given = odds[told, day]
            if not given[-1].endswith(chances[1]) or (
                day != late and not given[0].startswith(chances[0])
            ):
                yield f"{name}, {told} on {day}: {given}, assess says {chances}"
            if day != late and not turns[0].startswith(words[0]):
                yield f"{name}, {told} on {day}: {turns[0]}, before it was {words[0]}"


@claim("trail.summed", "trail.compounded")
def a_sum_is_added_up_and_rates_are_compounded(here, said):
    for target in here.about(said)[:1]:
        rates = target["kind"] in {"average_growth", "cumulative_rate"}
        if rates != (said.key == "trail.compounded"):
            yield f"it is {target['kind']}"


@claim("trail.relative")
def a_relative_goal_is_the_plans_own_number(here, said):
    for target in here.about(said)[:1]:
        if numbers(said.fields["value"])[0][0] != float(target["value"]):
            yield f"the plan says {target['value']}"


@claim("trail.promised", "trail.unnumbered", "trail.peer_goal", "trail.unbased")
def a_goal_is_the_plans_own_number_where_it_names_one(here, said):
    """Beside a peer the goal is the peer's figure; where the words name none it is nobody's."""
    found = here.about(said) or [t for t in here.lead_targets() if t in here.rows]
    for target in found[:1]:
        theirs = {r["period"] for r in here.peer(target) if r["basis"] in YEARLY}
        both = theirs & {r["period"] for r in here.own(target)}
        right = {"trail.promised"}
        if target["kind"] in PLAIN - {"at_least", "at_most"}:  # it follows from the baseline
            known = values_of(here, target, target["baseline_period"])
            right = {"trail.relative"} if known else {"trail.unbased"}
        if target["kind"] == "unknown_value" or (beside(target) and not theirs):
            right = {"trail.unnumbered"}
        elif beside(target):  # none of theirs may be of a period of which ours is known
            right = {"trail.peer_goal"} if both else {"trail.peer_goal", "trail.unnumbered"}
        if said.key not in right:
            yield f"its goal is {right}"


@page("trust.track.alt", "column.word", "column.kept")
def the_record_of_all_words_is_the_shipped_one(here):
    """The chart in words is its table, and each share is the shipped one of some word."""
    known = [float(r["kept"]) for r in table(BRIEFINGS / "words.csv")]
    known += [int(r["met"]) / int(r["said"]) for r in finished_rows("word") if r["plan"] == ""]
    with_share = Counter(f"{100 * share:.0f}" for share in known)
    for _, block in tables(here, "column.word", "column.kept"):
        if not hasattr(block, "alt"):
            continue
        told = fields_of("trust.track.alt", here.language, block.alt)
        rows = [f"{text_of(row[0])} {text_of(row[1])}%" for row in block.rows]
        if told is None or told["listed"].rstrip("。.").split("; ") != rows:
            yield f"{block.alt}; its table says {rows}"
        if wrong := [text_of(r[0]) for r in block.rows if text_of(r[1]) not in with_share]:
            yield f"no word has the share of {wrong}"


@claim("finished.total")
def the_total_is_that_of_the_outcomes(here, said):
    """Counted again from the years' words: a target was met or not, whatever was said of it."""
    plans = finished_rows("finished")
    real = [sum(int(p[k]) for p in plans) for k in ("targets", "met", "binding", "binding_met")]
    told = [numbers(said.fields[k])[0][0] for k in ("targets", "met", "binding", "binding_met")]
    if told != real or numbers(said.fields["plans"])[0][0] != len(plans):
        yield f"{told} of {len(plans)} plans, shipped are {real}"


@page("column.year_end", "column.brier", "column.together", "column.chance_most")
def the_record_of_finished_plans_is_the_shipped_one(here):
    """Every cell of the years', the words' and the wrong targets' tables is in the shipped rows."""
    words, years = finished_rows("word"), finished_rows("year")
    scores = {f"{float(r[k]):.3f}" for r in years for k in ("brier", "base")}
    pairs = {f"{r['met']}/{r['said']}" for r in words} | {"–"}
    for _, block in tables(here, "column.year_end", "column.brier"):
        told = [[text_of(cell) for cell in row] for row in block.rows]
        if wrong := [row for row in told if {*row[5:7]} - scores or {*row[7:]} - pairs]:
            yield f"no such year: {wrong}"
        if len(told) not in Counter(r["plan"] for r in years).values():
            yield f"{len(told)} years"
    for _, block in tables(here, "column.word", "column.together"):
        cells = [text_of(cell) for row in block.rows for cell in row[1:-2]]
        if wrong := {*cells} - pairs:
            yield f"never said so: {wrong}"
        told = sum(int(text_of(row[-3]).split("/")[1]) for row in block.rows)
        if told != sum(int(r["said"]) for r in words if (r["plan"], r["year"]) == ("", "0")):
            yield "a word is left out"
    for _, block in tables(here, "column.chance_most", "column.why"):
        if len(block.rows) != len(finished_rows("wrong")):
            yield "a target of which we were wrong is left out"


@claim("methods.split")
def methods_differ_as_their_row_says(here, said):
    """Each word told is in the row of the annex, and of the methods that are told beside it."""
    lang = here.language
    for _, block in tables(here, "column.target", "column.agreement"):
        titles = heads(block)
        for row in block.rows:
            if text_of(row[0]) != said.fields["name"]:
                continue
            cells = dict(zip(titles, map(text_of, row), strict=True))
            for one in said.fields["told"].strip("。.").split(label("list", lang)):
                named = [m for m in titles if re.search(rf"(?<!\w){re.escape(m)}(?!\w)|"
                                                        rf"{re.escape(m)}[为,]", one)]  # fmt: skip
                if not named:
                    yield f"{one} names no method"
                if wrong := [m for m in named if cells[m] not in one]:
                    yield f"{one}: the row says {cells[wrong[0]]} of {wrong[0]}"


@claim("reason.points_ahead_steps", "reason.points_behind_steps")
def points_are_progress_less_the_plans_own_steps(here, said):
    """The steps as a line through their points, from the baseline to the target."""
    for target in one_target(here, said):
        row, goal = latest_row(here, target), goal_of(here, target)
        base = values_of(here, target, target["baseline_period"])
        if row is None or goal is None or not base or base[0][0] == goal:
            continue
        begin, last = end(target["baseline_period"]), end(target["deadline"])
        steps = sorted((end(s["period"]), float(s["value"])) for s in here.facts.schedule
                       if s["target_id"] == target["target_id"])  # fmt: skip
        path = [(begin, base[0][0]), *((t, v) for t, v in steps if begin < t < last - 0.001),
                (last, goal)]  # fmt: skip
        now = end(row["period"])
        asked = next((a[1] + (b[1] - a[1]) * (now - a[0]) / (b[0] - a[0])
                      for a, b in pairwise(path) if a[0] <= now <= b[0] + 1e-9), goal)  # fmt: skip
        done, gone = ((v - base[0][0]) / (goal - base[0][0]) for v in (row["number"], asked))
        real = {"done": 100 * done, "gone": 100 * gone, "points": abs(100 * (done - gone))}
        for name, value in real.items():
            if abs(value - numbers(said.fields[name])[0][0]) > 0.0511:
                yield f"{name}: it is {value:.1f}"


@claim("context.readings")
def readings_around_come_out(here, said):
    """The figures of the area around are rows, each reading's level follows from them, and the
    verdicts told are opposite.
    """
    lang = here.language
    areas = [e for e in here.facts.entities if e[f"name_{lang}"] in said.fields["entity"]]
    found = here.named(said.fields["name"])
    for area, target in [(a, t) for a in areas for t in found[:1]]:
        rows = here.newest(here.series(target["indicator_id"], area["entity_id"])).values()
        for period, value in (("base_period", "base"), ("period", "value")):
            known = here.period(said.fields[period], rows)
            if not any(here.tells(said.fields[value], r) for r in known):
                yield f"no figure of {said.fields[period]} is {said.fields[value]}"
        base = here.period(said.fields["base_period"], rows)
        start = label("context.reading", lang).partition("{")[0]
        parts = [one.strip("、；; ") for one in said.fields["told"].split(start) if one.strip()]
        readings = [t for t in here.rows if t["indicator_id"] == target["indicator_id"]]
        if len(parts) < 2:
            yield f"{len(parts)} readings are told: {parts}"
        words = set()
        for part in parts:
            given = template("context.reading", lang).match(start + part)
            if given is None or not base:
                yield f"not understood: {part}"
                continue
            words.add(given["status"].rstrip("。."))
            levels = [goal_of(here, t, base[0]["number"]) for t in readings]
            unit = here.unit(target)
            if not any(v is not None and tells(given["goal"], v, unit) for v in levels):
                yield f"{part}: the readings come to {levels}"
        if len(words) < 2:
            yield f"the readings do not differ: {words}"


@claim("trend", "chart.path_alt")
def the_goal_beside_a_course_is_the_targets(here, said):
    for target in one_target(here, said):
        goal = goal_of(here, target)
        if target["kind"] == "rank_within":
            goal = float(target["value"])
        same_name = [t for t in here.rows if t["indicator_id"] == target["indicator_id"]]
        if goal is None or len(same_name) > 1 or beside(target):
            continue
        if not tells(said.fields["goal"], goal, here.unit(target)):
            yield f"the target is {goal:g}"


@page("column.required", "column.figure")
def the_required_path_is_straight(here):
    """Without steps of the plan's own: from the baseline to the target, a straight line."""
    lang = here.language
    for name, block in tables(here, "column.period", "column.figure", "column.required"):
        place = heads(block).index(label("column.required", lang))
        names = [n for n in here.by_name if block.title.startswith(n)]
        found = [t for n in names[:1] for t in here.by_name[n] if t in here.rows]
        if len(found) != 1 or found[0]["kind"] not in PLAIN:
            continue
        (target,) = found
        goal, base = goal_of(here, target), values_of(here, target, target["baseline_period"])
        stepped = any(s["target_id"] == target["target_id"] for s in here.facts.schedule)
        if goal is None or not base or stepped:
            continue
        begin, last = end(target["baseline_period"]), end(target["deadline"])
        for row in block.rows:
            told, rows = text_of(row[place]), here.period(text_of(row[0]), here.own(target))
            if told in NOTHING or not rows:
                continue
            gone = (end(rows[0]["period"]) - begin) / (last - begin)
            if not _about(told, base[0][0] + gone * (goal - base[0][0]), here.unit(target)):
                yield f"{name}, {block.title}: {told} is required in {text_of(row[0])}"


@page("column.target", "column.promised", "column.goal", "other_reading")
def a_promise_beside_a_name_is_the_plans(here):
    """In small print under a name: `top 20`, `up 4 points`; and the deadline under a promise."""
    lang = here.language
    for name, block in tables(here, "column.target", "column.latest", "column.goal"):
        for row in block.rows:
            sub = getattr(row[0], "sub", "")
            for target in here.named(text_of(row[0]))[:1]:
                if target["kind"] in {"at_least", "at_most", "milestone", "unknown_value"}:
                    continue
                parts = sub.split(label("list", lang))
                if target["value"] and not any(
                    tells(one, float(target["value"]), target["unit"]) for one in parts
                ):
                    yield f"{name}, {text_of(row[0])}: {sub}, the plan says {target['value']}"
    for name, block in tables(here, "column.target", "column.promised", "column.concluded"):
        place = heads(block).index(label("column.promised", lang))
        for row in block.rows:
            sub, found = row[place].sub, here.named(text_of(row[0]))
            if not any(sub in period_words(t["deadline"], "", lang) for t in found):
                yield f"{name}, {text_of(row[0])}: due {sub}"


@page("column.asked", "column.observed", "column.target")
def paces_promised_and_observed_come_out(here):
    """A year: what the promise asks on its straight line, and what the latest intervals brought."""
    lang = here.language
    for name, block in tables(here, "column.target", "column.asked", "column.observed"):
        at = {k: heads(block).index(label(f"column.{k}", lang)) for k in ("asked", "observed")}
        for row in block.rows:
            found = here.named(text_of(row[0]))
            if len(found) != 1 or found[0]["kind"] not in PLAIN:
                continue
            (target,) = found
            goal, base = goal_of(here, target), values_of(here, target, target["baseline_period"])
            if goal is not None and base:
                years = end(target["deadline"]) - end(target["baseline_period"])
                told = text_of(row[at["asked"]])
                if not _about(told, (goal - base[0][0]) / years, here.unit(target)):
                    yield f"{name}, {text_of(row[0])}: {told} a year promised"
            last = latest_row(here, target)
            rows = sorted((r for r in here.newest(here.own(target)).values()
                           if r["basis"] in YEARLY and not r["bound"] and last
                           and r["status"] != "estimate"
                           and end(r["period"]) < end(last["period"]) + 0.0014),
                          key=lambda r: end(r["period"]))[-4:]  # fmt: skip
            told = text_of(row[at["observed"]])
            if len(rows) > 1 and told not in NOTHING:
                span = end(rows[-1]["period"]) - end(rows[0]["period"])
                rate = (rows[-1]["number"] - rows[0]["number"]) / span
                each = [(b["number"] - a["number"]) / (end(b["period"]) - end(a["period"]))
                        for a, b in pairwise(rows)]  # fmt: skip
                means = rate, sum(each) / len(each)
                if not any(_about(told, v, here.unit(target)) for v in means):
                    yield f"{name}, {text_of(row[0])}: {told} a year observed, it is {rate:g}"


@page("readings.inferred", "readings.unclear", "readings.promises")
def clarity_is_counted(here):
    """How many targets are read from context, how many are damaged; those of none are not told."""
    if here.pillar or not here.counted:
        return
    words = Counter(t["clarity"] for t in here.counted)
    rest = len(here.counted) - words["clear"] - words["inferred"]
    real = {"inferred": words["inferred"], "unclear": rest,
            "promises": len(here.facts.commitments)}  # fmt: skip
    told = {s.key.removeprefix("readings."): whole(s.fields["count"]) for s in here.said
            if s.place.part == "readings" and s.key.startswith("readings.")}  # fmt: skip
    if told != {key: n for key, n in real.items() if n}:
        yield f"told {told}, there are {real}"
