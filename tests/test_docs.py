"""Pages in two languages say the same; links lead somewhere; measured numbers are the measured."""

import re
from pathlib import Path

import pytest

from planpace import assess, load_plan
from planpace.analysis.judge import STATUSES
from planpace.briefings.blocks import STATUS_SHAPES
from planpace.briefings.track_record import records
from planpace.words.say import say

ROOT = Path(__file__).parents[1]
PAIRS = ["README", "docs/tutorial", "docs/how-to-read", "docs/reference"]
ALIKE = ["README", "docs/how-to-read", "docs/reference"]
LANGUAGES = {"en": ".md", "zh": ".zh-CN.md"}
CODE = re.compile(r"^```\w*\n.*?^```$", re.MULTILINE | re.DOTALL)
SPOKEN = re.compile(r"(?<=lang )\w+|(?<=languages )\w+|\b(en|zh)\b|zh-CN\.?|plot\(.*?\)")


def page(name, language):
    return (ROOT / f"{name}{LANGUAGES[language]}").read_text("utf-8")


def commands(text):
    """The code blocks of a page without comments, and without its language."""
    lines = [line.partition("#")[0].strip() for block in CODE.findall(text)
             for line in block.splitlines()]  # fmt: skip
    return [SPOKEN.sub("", line) for line in lines]


def shape(text):
    """What stands on a page in what order: headings, tables, items, pictures, paragraphs."""
    kinds = {"#": "heading", "|": "row", "-": "item", "!": "picture", "<": "picture"}
    lines = [line for line in CODE.sub("code", text).splitlines() if line.strip()]
    return [line.split()[0] if line[0] == "#" else kinds.get(line[0], "text") for line in lines]


def links(text):
    """Where a page leads to, in either language; not to its own twin."""
    found = re.findall(r"\]\(([^)#]+)[^)]*\)|src=\"([^\"]+)\"", CODE.sub("", text))
    return ["".join(pair) for pair in found]


@pytest.mark.parametrize("name", ALIKE)
def test_both_languages_have_the_same_sections_tables_and_blocks(name):
    assert shape(page(name, "en")) == shape(page(name, "zh"))
    assert commands(page(name, "en")) == commands(page(name, "zh"))


@pytest.mark.parametrize("name", ALIKE)
def test_both_languages_lead_to_the_same_places(name):
    def places(language):
        return sorted(re.sub(r"\.zh-CN|-(zh|en)\b|\b(zh|en)-", "", one)
                      for one in links(page(name, language)))  # fmt: skip

    assert places("en") == places("zh")


@pytest.mark.parametrize("file", [*(n + end for n in PAIRS for end in LANGUAGES.values()),
                                  "docs/architecture.md"])  # fmt: skip
def test_every_link_leads_to_a_file(file):
    near = [to for to in links((ROOT / file).read_text("utf-8")) if "://" not in to]
    assert [to for to in near if not (ROOT / file).parent.joinpath(to).exists()] == []


def test_architecture_names_files_that_are_there():
    named = re.findall(r"`((?:words|plan|analysis|briefings|render|press)/[\w/]+\.\w+)`",
                       page("docs/architecture", "en"))  # fmt: skip
    assert [one for one in named if not (ROOT / "lib/planpace" / one).is_file()] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_how_to_read_lists_every_verdict_by_its_word_and_shape(language):
    rows = re.findall(r"^\| (\S) \| ([^|]+) \|", page("docs/how-to-read", language), re.MULTILINE)
    assert rows == [(STATUS_SHAPES[s], say(f"status.{s}", language)) for s in STATUSES]


@pytest.mark.parametrize("language", LANGUAGES)
def test_how_to_read_gives_the_measured_record_of_each_word(language):
    text, told = page("docs/how-to-read", language), records()
    own = {word: one for (method, word), one in told.items() if method == "outlook"}
    for word, one in own.items():
        assert f"| {say(f'outlook.{word}', language)} | {100 * one.kept:.0f} |" in text
    assert f"{sum(one.plans for one in own.values())}" in text.replace(",", "")
    for status in ("on_track", "achieved"):
        assert f"{100 * told['schedule', status].kept:.0f}" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_how_to_read_explains_the_position_in_its_picture(language):
    plan = load_plan(ROOT / "data/changzhou-edz-2020")
    one = assess(plan, as_of="2022-03-31").set_index("target_id").loc["budget_revenue"]
    share = f"{100 * one.progress:.1f} − {100 * one.elapsed:.1f} = −{-one.position:.1f}"
    assert share in page("docs/how-to-read", language)
