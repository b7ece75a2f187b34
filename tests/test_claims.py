"""Every claim of every page is held against the plan's own files, by a second way (`claims.py`).

The zone at every date with news from its plan's own date on, and on each day after a deadline, in
both languages: the overview and the overall targets at each, the other pillars at every third. The
made-up plans at their dates, whole. `python tests/test_claims.py [plan …]` reads every page of all
and prints what is false, what no check looks at, and what no template has.
"""

import re
import sys
from collections import Counter
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import NamedTuple

import claim_checks  # its checks register themselves
import pytest
from claims import (
    ASKED,
    CHECKS,
    LANGUAGES,
    MARKS,
    ROOT,
    UNSAID,
    View,
    examined,
    facts_of,
    keys,
    label,
    labels,
    letters,
    period_words,
    recognised,
    report,
    reports,
    spoken,
    template,
)  # fmt: skip
from made_up import PLANS, made

import planpace as pp

assert claim_checks

ZONE = ROOT / "data" / "changzhou-edz-2020"
REAL = {
    "china-14fyp": ("2022-02-28", "2023-12-26", "2026-03-31", "2026-07-31"),
    "eu-renewables-2020": ("2019-01-31", "2021-03-01", "2026-05-28"),
}
"""Other real plans, and the dates at which they are read."""
EVERYTHING = (ZONE.name, *REAL, *PLANS)


class Found(NamedTuple):
    """What a plan's pages say: what is false, the keys seen, those that a check looked at."""

    false: list
    seen: Counter
    looked: Counter
    pages: int
    strange: Counter  # texts that no template and no table of the plan has


@cache
def folder_of(name):
    if name in REAL or name == ZONE.name:
        return ZONE.parent / name
    return made(name, Path(mkdtemp(prefix="planpace-claims-")))


@cache
def dates_of(name):
    if name == ZONE.name:
        return tuple(facts_of(ZONE).news())
    return REAL[name] if name in REAL else PLANS[name][1]


def sampled(name, *, whole=False):
    """Pages to read: of the zone the overview and the overall targets at every date, and the rest
    at every third and the last; of the others, and with `whole`, all.
    """
    folder, dates = folder_of(name), dates_of(name)
    if whole or name != ZONE.name:
        yield from reports(folder, dates)
        return
    yield from reports(folder, dates, pillars=("", "overall"))
    rest = [row["pillar_id"] for row in facts_of(folder).pillars if row["pillar_id"] != "overall"]
    yield from reports(folder, sorted({*dates[::3], dates[-1]}), pillars=rest)


@cache
def held(name, *, whole=False):
    """The pages of a plan, held against its files."""
    false, seen, looked, strange, pages = [], Counter(), Counter(), Counter(), 0
    for page in sampled(name, whole=whole):
        found, had, checked = examined(page)
        false += found
        seen += had
        looked += checked
        pages += 1
        strange.update(unread(page))
    return Found(false, seen, looked, pages, strange)


QUOTED = {"searches", "wording", "commitments", "sources", "documents", "track_record", "finished"}


def unread(page):
    """Texts that are no template's and stand in no table of the plan: nobody checks them."""
    facts = facts_of(page.folder)
    tables = (facts.indicators, facts.pillars, facts.entities, facts.sources)
    cells = [cell for rows in tables for row in rows for cell in map(str, row.values())]
    whole = "\n".join((*cells, str(facts.settings)))
    for said in spoken(page.parts, page.language):
        text = MARKS.sub("", said.text).strip()
        if said.key or said.place.part in QUOTED or letters(text) < 12:
            continue
        if not all(one in whole for one in re.split("[;；、→] ?| ?[（(].*[)）]", text) if one):
            yield text


def told(false):
    lines = Counter((one.check, one.key) for one in false)
    first = {(one.check, one.key): one for one in reversed(false)}
    return "\n".join(f"{count:4} × {first[name]}" for name, count in sorted(lines.items()))


# --- what pages claim ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", EVERYTHING)
def test_nothing_is_false(name):
    false = held(name).false
    assert not false, f"{len(false)} claims are false:\n{told(false)}"


# --- the second way itself -----------------------------------------------------------------------


@pytest.mark.parametrize("name", PLANS)
def test_a_made_up_plan_is_sound_and_says_that_it_is_made_up(name):
    assert pp.check_plan(folder_of(name)) == []
    plan = pp.load_plan(folder_of(name))
    assert "made-up" in plan.name("en") or "Made-up" in plan.name("en")
    assert "编造" in plan.name("zh")
    for table in (plan.indicators, plan.pillars):
        assert table.name_en.str.contains("made up|Made-up").all()


def test_every_key_of_a_check_has_words():
    """A check on a key that is gone would look at nothing, and nobody would see."""
    gone = {
        name: [key for key in check.keys if key != "*" and key not in keys()]
        for name, check in CHECKS.items()
    }
    assert not {name: lost for name, lost in gone.items() if lost}


def test_every_field_of_a_check_is_in_some_words():
    fields = {name for key, lang in labels() for _, name in template(key, lang).names}
    gone = {name: {*check.fields} - fields for name, check in CHECKS.items()}
    assert not {name: lost for name, lost in gone.items() if lost}


NEVER_SAID = {
    "a_steady_verdict_never_turned": "history begins before the first figure, so one always turns"
}
"""Checks of what no page says today; a check that comes to look at something leaves."""


def test_every_check_has_something_to_look_at():
    """Each key that a check hangs on is seen on some page; a check of none looks at nothing."""
    seen = sum((held(name).seen for name in EVERYTHING), Counter())
    fields = {n for key in seen if key for lang in LANGUAGES for _, n in template(key, lang).names}
    blind = [
        name for name, check in CHECKS.items()
        if (check.fields and not fields & {*check.fields})
        or (check.keys and "*" not in check.keys and not seen.keys() & {*check.keys})
    ]  # fmt: skip
    assert [*NEVER_SAID] == blind


def test_every_table_that_a_check_asks_for_is_there():
    """A column that is dropped or renamed would blind a check, and nobody would see."""
    for name in EVERYTHING:
        held(name)
    assert not [headings for headings, count in ASKED.items() if not count]


FLOOR = 0.85
"""The least share of the keys with fields, of those seen on pages, that a check looks at."""


def coverage(*, whole=False):
    """(keys with fields that are seen on pages, those of them that no check looks at)."""
    pages = [held(name, whole=True) if whole else held(name) for name in EVERYTHING]
    seen = sum((one.seen for one in pages), Counter())
    looked = sum((one.looked for one in pages), Counter())
    paged = {key for check in CHECKS.values() if check.whole for key in check.keys}
    claims = {key for key in seen if key and template(key, "en").names}
    return claims, sorted(claims - looked.keys() - paged)


def test_most_of_what_is_said_is_checked():
    claims, unchecked = coverage()
    share = 1 - len(unchecked) / len(claims)
    assert share >= FLOOR, f"{share:.0%} of {len(claims)} keys; no check looks at {unchecked}"


def test_few_texts_are_read_by_nobody():
    strange = sum((held(name).strange for name in EVERYTHING), Counter())
    seen = sum((held(name).seen for name in EVERYTHING), Counter())
    share = strange.total() / seen.total()
    assert share < 0.02, f"{share:.1%}: {strange.most_common(20)}"


FILLED = {
    "count": "3", "total": "12", "known": "4", "turned": "2", "chance": "61%",
    "since": "2023-11-01", "newest": "2024-09-21", "day": "2024-03-31", "period": "2022",
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_is_recognised_by_its_words(language):
    """`say`, and back again: the key (or one with the same words) and the fields."""
    missed = []
    for key in sorted(keys()):
        form = template(key, language)
        names = {name for _, name in form.names}
        if form.weight < 6 or not names or not names <= FILLED.keys() or key.startswith("problem."):
            continue
        if key.startswith((*UNSAID, "finding.since")):
            continue
        given = {n: int(v) if v.isdigit() and n != "period" else v for n, v in FILLED.items()}
        text = labels()[key, language].strip()
        from planpace.words.say import say

        found = recognised(say(key, language, **given).strip(), language)
        right = [f for k, f, _ in found if labels()[k, language].strip() == text]
        if not right or any(right[0].get(n) != FILLED[n] for n in right[0]):
            missed.append((key, found))
    assert not missed


# --- planted falsehoods --------------------------------------------------------------------------


def swapped(page, pattern, new, part="", kind=""):
    """The page with a text changed wherever a pattern stands, in one part or kind of block."""
    hits = []

    def change(name, block):
        if (part and name != part) or (kind and type(block).__name__ != kind):
            return block
        return rewritten(block, lambda text: re.sub(pattern, new, text), hits)

    made_of = page.tampered(change)
    assert hits, f"{pattern} stands nowhere in {page}"
    return made_of


def rewritten(value, change, hits):
    if isinstance(value, str):
        told = change(value)
        if told != value:
            hits.append(value)
        return told
    if hasattr(value, "_asdict"):
        told = {k: v for k, v in value._asdict().items() if k not in {"chart", "spark", "status"}}
        return value._replace(**{k: rewritten(v, change, hits) for k, v in told.items()})
    return tuple(rewritten(v, change, hits) for v in value) if isinstance(value, tuple) else value


def false_of(page):
    found, _, _ = examined(page)
    return Counter(one.check for one in found)


def caught(page, planted):
    """The checks that say more of the planted page than of the page as it was."""
    before, after = false_of(page), false_of(planted)
    return {check for check in after if after[check] > before[check]}


def page_of(name, day, language="en", pillar=""):
    return report(folder_of(name), day, language, pillar)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("group", ["missed", "awaited", "silent"])
def test_a_wrong_count_in_the_tally_is_caught(group, language):
    """One more of a group than there are: the count is wrong, and the parts are too many."""
    page = page_of(ZONE.name, "2024-11-01", language)
    (told,) = [s for s in View(page).said if s.key == "tally"]
    words = template(f"tally.{group}", language).pattern
    parts = re.sub(r" \(.*?\)|（.*?）", "", told.fields["told"].strip("；; "))
    count = next(
        int(found["f0"]) for part in re.split(", | and |、", parts)
        if (found := words.fullmatch(part.strip()))
    )  # fmt: skip
    unit = "项" if language == "zh" else " "
    ending = {"missed": "(?:未实现|were missed)", "awaited": "(?:终值|await)",
              "silent": "(?:无法判断|cannot)"}[group]  # fmt: skip
    planted = swapped(
        page, rf"(?<!\d){count}{unit}(?={ending})", f"{count + 1}{unit}", "headline", "Lead"
    )
    assert "a_headline_tallies_all_targets" in caught(page, planted)


def test_a_wrong_count_by_name_is_caught():
    page = page_of(ZONE.name, "2024-11-01")
    missed = label("status.missed", "en")
    count = Counter(View(page).word(t) for t in View(page).counted)["missed"]
    planted = swapped(page, rf"{missed} \({count}\)", f"{missed} ({count + 1})", "headline")
    names = {"a_part_of_the_tally_is_counted_and_named",
             "every_target_is_in_some_part_of_the_tally"}  # fmt: skip
    assert names <= caught(page, planted)


def test_a_wrong_total_is_caught_in_both_languages():
    total = len(View(page_of(ZONE.name, "2024-11-01")).counted)
    for language, pattern in (("en", rf"\b{total} targets"), ("zh", f"{total}项目标")):
        page = page_of(ZONE.name, "2024-11-01", language)
        wrong = pattern.replace(str(total), str(total + 1)).removeprefix(r"\b")
        planted = swapped(page, pattern, wrong, "headline")
        assert "total_is_the_targets_that_count" in caught(page, planted)


@pytest.mark.parametrize("language", LANGUAGES)
def test_published_for_what_is_derived_is_caught(language):
    """“5.25 billion for 2022 (derived)”, which nobody published, told as if somebody had."""
    page = page_of(ZONE.name, "2024-11-01", language, "overall")
    derived, published = (label(f"came.{k}", language) for k in ("derived", "official"))
    marks = "（）" if language == "zh" else "()"
    planted = swapped(
        page, re.escape(f"{marks[0]}{derived}{marks[1]}"), f"{marks[0]}{published}{marks[1]}"
    )
    names = {"a_verdict_stands_since_a_day_with_news", "what_is_derived_is_not_published"}
    assert names <= caught(page, planted)


@pytest.mark.parametrize("language", LANGUAGES)
def test_published_in_a_trail_for_what_is_derived_is_caught(language):
    page = page_of("one", "2024-03-01", language, "all")
    derived = label("trail.figure.derived", language).partition("{")[0]
    official = label("trail.figure.official", language).partition("{")[0]
    planted = swapped(page, derived, official, "targets")
    assert "a_trail_tells_how_its_figure_came" in caught(page, planted)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_awaited_target_told_as_missed_is_caught(language):
    """In the headline, by name, and in the table."""
    page = page_of("ministry", "2021-01-07", language, "people")
    awaited, missed = (label(f"status.{k}", language) for k in ("awaited", "missed"))
    planted = swapped(page, f"^{awaited}$", missed, "targets")
    assert "verdict_cells_are_the_verdicts" in caught(page, planted)
    planted = swapped(page, re.escape(awaited), missed, "headline")
    assert "a_part_of_the_tally_is_counted_and_named" in caught(page, planted)


def test_an_awaited_headline_told_as_missed_is_caught():
    page = page_of(ZONE.name, "2023-01-01", "zh")
    (told,) = [s for s in View(page).said if s.key == "headline.awaited"]
    name, value, period, target = (told.fields[k] for k in ("name", "value", "period", "target"))
    forged = label("headline.missed", "zh").format(
        name=name, value=value, period=period, target=target
    )
    planted = swapped(page, re.escape(told.text.strip("；")), forged, "headline", "Lead")
    assert "a_headlines_words_are_its_verdict" in caught(page, planted)


def test_a_chance_that_is_not_the_assessed_one_is_caught():
    page = page_of(ZONE.name, "2024-11-01", "en", "overall")
    planted = swapped(page, r"unlikely \(19%\)", "unlikely (22%)", "targets")
    assert "a_chance_is_the_one_assessed" in caught(page, planted)
    planted = swapped(page, r"unlikely \(19%\)", "likely (19%)", "targets")
    assert "odds_are_on_the_scale_and_never_sure" in caught(page, planted)


PLANTED = {
    "a_change_on_the_year_that_does_not_come_out": (
        "a_change_on_the_year_comes_out",
        (ZONE.name, "2024-11-01", "en", "overall"),
        (r"down 17\.0% on the year", "up 17.0% on the year", "headline"),
    ),
    "a_letter_to_the_wrong_office": (
        "a_letter_goes_to_who_holds_the_figures",
        (ZONE.name, "2024-11-01"),
        ("Bureau of Ecology", "Bureau of Taxes", "asked"),
    ),
    "a_wrong_source_beside_a_number": (
        "the_source_beside_a_number_states_it",
        ("ministry", "2020-12-24", "en", "jobs"),
        ("^report_2016$", "report_2017", "charts"),
    ),
    "a_wrong_mark_beside_a_number": (
        "values_and_marks_are_the_documents",
        ("ministry", "2020-12-24", "en", "jobs"),
        (r"^2019 \[\d+\]$", "2019 [1]", "targets"),
    ),
    "a_wrong_publisher": (
        "who_would_publish_what_is_missing",
        ("bureau", "2023-06-30", "en", "green"),
        ("Made-up Forestry Bureau", "Made-up Tax Bureau", "missing"),
    ),
    # The zone's 2019 is known and the peer's is not: the letter goes to the peer.
    "our_own_office_for_the_peers_figure": (
        "who_would_publish_what_is_missing",
        ("peers", "2021-09-01", "en", "p"),
        ("Made-up rival's office", "Made-up own office", "missing"),
    ),
    "a_wrong_rest_of_a_list": (
        "more_of_a_list_are_as_many_as_are_left_out",
        ("crowd", "2021-12-01", "en", "p"),
        (r"^(\d+) more in the annex", r"1\1 more in the annex", "methods"),
    ),
    "a_day_off_by_one_where_a_verdict_was_settled": (
        "a_verdict_stands_since_a_day_with_news",
        (ZONE.name, "2024-11-01", "en", "overall"),
        ("settled on 31 March 2024", "settled on 30 March 2024", "headline"),
    ),
    "arithmetic_that_does_not_come_out": (
        "what_is_worked_out_comes_out",
        ("ministry", "2020-12-24", "en", "people"),
        (r"(?<== )(\d)(\d*\.\d%)", r"9\1\2", "targets"),
    ),
    "a_figure_that_is_no_row_where_changes_are_told": (
        "a_change_tells_of_a_figure_that_came",
        ("quarters", "2022-11-10", "en", "p"),
        (r"99\.61", "99.16", "all_changes"),
    ),
    "a_break_even_that_does_not_come_out": (
        "a_break_even_comes_out",
        (ZONE.name, "2024-11-01", "en", "industry"),
        ("195 or less", "205 or less", "headline"),
    ),
    "a_search_that_is_no_row": (
        "searches_are_the_rows",
        ("silent", "2023-01-15", "en", "quiet"),
        ("^none found$", "report_2021", "searches"),
    ),
}
"""Each: the check that has to see it, its page (`page_of`), what is swapped there (`swapped`)."""


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_falsehood_is_caught(name):
    check, page, swap = PLANTED[name]
    page = page_of(*page)
    assert check in caught(page, swapped(page, *swap))


def test_a_later_figure_that_is_none_is_caught():
    page = page_of(ZONE.name, "2024-11-01", "en", "overall")
    planted = swapped(page, "2023: 5.37", "2023: 5.73", "targets")
    assert "values_and_marks_are_the_documents" in caught(page, planted)
    planted = swapped(page, r"; 2023: 98\.33 \[\d+\]$", "", "targets")
    assert "the_latest_before_and_the_newest_after_are_told" in caught(page, planted)


def test_another_record_of_our_words_is_caught():
    page = page_of("ministry", "2020-12-24", "en", "jobs")
    found = [s for s in View(page).said if s.key == "record.line"]
    first = re.search(r"(\d+)%", found[0].fields["listed"])[1]
    planted = swapped(page, rf"\b{first}%", f"{int(first) - 1}%", "paths", "Text")
    assert "our_record_is_the_shipped_one" in caught(page, planted)


def test_a_square_too_many_is_caught():
    page = page_of(ZONE.name, "2024-11-01")

    def change(name, block):
        if name != "scoreboard":
            return block
        first, *rest = block.rows
        one = next(n for n, cell in enumerate(first[1:], start=1) if cell != "0")
        row = (*first[:one], str(int(first[one]) + 1), *first[one + 1 :])
        return block._replace(rows=(row, *rest))

    assert "pillars_are_tallied_as_their_targets_are" in caught(page, page.tampered(change))


def test_a_wrong_value_beside_a_source_is_caught():
    page = page_of("ministry", "2020-12-24", "en", "people")
    for part in ("targets", "charts", "figures"):
        assert caught(page, swapped(page, r"^(5\.5)(0?)( ?%?)$", r"5.4\2\3", part)), part


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_cut_list_is_caught(language):
    """Three names and not a word of the others; with “and 5 more” it was true."""
    page = page_of("ministry", "2020-12-24", language)
    planted = swapped(page, r" and \d+ more|及另外\d+个", "", "headline")
    assert "a_part_of_the_tally_is_counted_and_named" in caught(page, planted)


@pytest.mark.parametrize("name", ["ministry", "quarters", "edges"])
def test_a_since_one_day_off_is_caught(name):
    """A right date is nowhere called false, and one day more is wherever it stands."""
    check, day = "since_is_a_year_ago_or_the_plans_own_date", PLANS[name][1][0]
    page = page_of(name, day)
    since = View(page).since
    told = {s.fields["since"] for s in spoken(page.parts, "en") if "since" in s.fields}
    assert told and not false_of(page)[check]
    right = period_words(since, "", "en")
    wrong = (date.fromisoformat(since) + timedelta(days=1)).isoformat()
    other = max(period_words(wrong, "", "en"), key=len)
    (words,) = [one for one in told if one in right]
    assert false_of(swapped(page, re.escape(words), other))[check]


def test_a_day_of_29_february_is_compared_with_the_last_of_its_month():
    page = page_of("edges", "2024-02-29")
    assert View(page).since == "2023-02-28"


def test_a_row_left_out_is_caught():
    page = page_of("edges", "2023-07-01", "en", "words")

    def cut(name, block):
        return block._replace(rows=block.rows[:-1]) if name == "targets" else block

    assert "no_target_is_left_out" in caught(page, page.tampered(cut))


def test_a_verdict_that_is_not_the_targets_is_caught():
    page = page_of("ministry", "2020-12-24", "en", "jobs")
    words = label("status.off_track", "en")
    planted = swapped(page, f"^{words}$", label("status.ahead", "en"), "targets")
    assert "verdict_cells_are_the_verdicts" in caught(page, planted)


def test_a_figure_counted_twice_is_caught():
    page = page_of("quarters", "2022-11-10", "en", "p")
    (told,) = [s for s in View(page).said if s.key.startswith("changed.")
               and s.place.part == "all_changes" and "count" in s.fields][:1]  # fmt: skip
    count = int(told.fields["count"])
    planted = swapped(page, rf", {count} figures were", f", {count + 1} figures were", "changes")
    assert "changes_are_counted" in caught(page, planted)


@pytest.mark.parametrize("language", LANGUAGES)
def test_fewer_late_targets_than_there_are_is_caught(language):
    page = page_of(ZONE.name, "2024-11-01", language)
    (told,) = [s for s in View(page).said if s.key == "finding.late"]
    count = int(told.fields["count"])
    assert not [f for f in examined(page)[0] if f.check.startswith("late_lack")]
    planted = swapped(
        page, re.escape(told.text), told.text.replace(str(count), str(count - 3)), "headline"
    )
    assert "late_lack_the_figure_of_their_deadline" in caught(page, planted)


if __name__ == "__main__":
    for plan in sys.argv[1:] or EVERYTHING:
        found = held(plan, whole=True)
        print(f"=== {plan}: {found.pages} pages, {len(found.false)} false")
        print(told(found.false))
    if not sys.argv[1:]:
        claims, unchecked = coverage(whole=True)
        print(f"=== checked: {len(claims) - len(unchecked)} of {len(claims)} keys with fields")
        print("not checked:", ", ".join(unchecked))
        print("read by nobody:")
        strange = sum((held(plan, whole=True).strange for plan in EVERYTHING), Counter())
        for text, count in strange.most_common(40):
            print(f"{count:4} × {text[:150]}")
