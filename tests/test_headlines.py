"""No combination of verdicts makes a headline that contradicts the table below it."""

import math
import re
from collections import defaultdict
from dataclasses import replace
from itertools import chain, combinations, product

import pytest
from synthetic import write_plan

from planpace import load_plan
from planpace.analysis.assess import Assessment
from planpace.analysis.judge import SILENT, STATUSES, Reason, Verdict
from planpace.analysis.odds import OUTLOOKS, Odds
from planpace.analysis.ranking import GRAVITY, decisive
from planpace.briefings.headline import headline, sentence
from planpace.briefings.scope import scope
from planpace.plan.kinds import KINDS as KIND

NAN = math.nan
KINDS = [*KIND]
WORDS = {
    "en": {
        "missed": "missed", "achieved": "achieved", "off_track": "far behind schedule",
        "behind": "behind schedule", "on_track": "on schedule", "ahead": "ahead of schedule",
    },
    "zh": {
        "missed": "未实现", "achieved": "实现", "off_track": "严重滞后", "behind": "滞后",
        "on_track": "基本符合预期", "ahead": "快于预期",
    },
}  # fmt: skip
"""What each verdict is called in a headline; `behind` stands inside `off_track` in both."""


@pytest.fixture(scope="module", params=["zh", "en"])
def here(request, tmp_path_factory):
    folder = write_plan(tmp_path_factory.mktemp("headlines") / "plan")
    return scope(load_plan(folder), language=request.param, as_of="2022-06-30")


def target(
    here, status, kind="at_least", outlook="", position=NAN, gap=-5.0, *, unit="亿元", name="t0",
    final=None,
):  # fmt: skip
    """A target judged as told, whatever its figures are."""
    case = next(iter(here.everything.values())).case
    case = replace(
        case,
        target=case.target._replace(target_id=name, kind=kind),
        promise=replace(case.promise, kind=KIND[kind], unit=unit),
    )
    verdict = Verdict(
        status, status in {"achieved", "missed"} if final is None else final, threshold=100.0,
        latest=95.0, latest_period="2021", gap=gap, gap_pct=gap, position=position,
        data_status="full",
    )  # fmt: skip
    chances = {"": NAN, "very_likely": 0.97, "likely": 0.8, "about_even": 0.5}
    return Assessment(case, verdict, Reason("odds_few"), Odds(chances.get(outlook, 0.1), outlook))


def told(here, **given):
    return sentence(here, target(here, **given)).lower()


def verdict_words(text, language):
    """The verdicts that a sentence speaks of."""
    met = {"en": ("met the target", "reached the target")}.get(language, ())
    found = {status for status, word in WORDS[language].items() if word in text}
    found |= {"achieved"} if any(word in text for word in met) else set()
    found -= {"behind"} if "off_track" in found else set()
    found -= {"achieved"} if "missed" in found and language == "zh" else set()
    return found


@pytest.mark.parametrize("status", GRAVITY)
@pytest.mark.parametrize("kind", KINDS)
def test_a_sentence_says_the_verdict_of_its_row_and_no_other(here, status, kind):
    outlooks = ["", *(word for _, word in OUTLOOKS)]
    for outlook, position, gap, unit in product(
        outlooks, (-30.0, -3.0, 3.0, NAN), (-5.0, 5.0, 0.0, NAN), ("亿元", "%", "名", "家")
    ):
        if kind == "milestone" and status not in {"achieved", "missed"}:
            continue
        text = told(
            here, status=status, kind=kind, outlook=outlook, position=position, gap=gap, unit=unit
        )
        assert text and "{" not in text and "nan" not in text
        if here.language == "en" or not outlook:  # 到期很可能实现 says 实现 of the future
            assert verdict_words(text, here.language) == {status}, text


@pytest.mark.parametrize("final", [True, False])
@pytest.mark.parametrize("status", GRAVITY)
def test_a_chance_is_told_of_what_is_open_and_never_of_what_is_settled(here, status, final):
    text = told(here, status=status, outlook="very_unlikely", position=-30.0, final=final)
    assert ("10%" in text) == (not final)
    holds = {"zh": "保持", "en": "it holds"}[here.language]
    assert (holds in text) == (status == "achieved" and not final)


def test_the_decisive_number_is_there(here):
    text = told(here, status="missed", gap=-47.5)
    assert {"zh": "47.5亿元", "en": "rmb 4.75 billion"}[here.language] in text
    share = told(here, status="missed", gap=-3.2, unit="%")
    assert {"zh": "3.2个百分点", "en": "3.2 percentage points"}[here.language] in share


SUBSETS = list(chain.from_iterable(combinations(STATUSES, n) for n in range(len(STATUSES) + 1)))


def headed(here, statuses):
    """The headline of a scope with one target of each verdict, and one more of the first."""
    rows = [target(here, s, name=f"t{n}", position=-30.0) for n, s in enumerate(statuses)]
    rows += [target(here, statuses[0], name="more", position=-20.0)] if statuses else []
    told_of = scope(here.plan, language=here.language, as_of=here.as_of)
    told_of.__dict__.update(targets=rows, trails=defaultdict(list))
    return headline(told_of).text.lower(), rows


def test_every_set_of_verdicts_is_told_whole_and_headed_by_its_gravest(here):
    for statuses in SUBSETS:
        text, rows = headed(here, statuses)
        gravest = next((status for status in (*GRAVITY, "awaited") if status in statuses), None)
        one = decisive(rows)
        assert (one.verdict.status if one else None) == gravest
        if not gravest:
            assert set(statuses) <= set(SILENT)
            assert not statuses or str(len(rows)) in text
            continue
        tally, _, sentence_of = text.partition({"zh": "；", "en": "; "}[here.language])
        told_of = verdict_words(sentence_of or tally, here.language)
        assert told_of == {gravest} - {"awaited"}, (statuses, text)
        if len(rows) > 1:
            numbers = [int(n) for n in re.findall(r"\d+", re.sub(r"[(（].*?[)）]", "", tally))]
            assert numbers[0] == len(rows) == sum(numbers[1:]), (statuses, tally)


def test_the_farthest_behind_of_one_verdict_is_told(here):
    rows = [target(here, "behind", position=position) for position in (-6.0, -20.0)]
    assert decisive(rows).verdict.position == -20.0


@pytest.mark.parametrize("status", STATUSES)
def test_good_news_and_bad_say_how_many_cannot_be_judged(here, status):
    text, _ = headed(here, (status, "no_data", "not_assessable"))
    silent = 4 if status in SILENT else 2
    words = {"zh": f"{silent}项无法判断", "en": f"{silent} cannot be judged"}
    none = {"zh": "均不能判断", "en": "none of the 4 targets can be judged"}
    assert (words if status not in SILENT else none)[here.language] in text
