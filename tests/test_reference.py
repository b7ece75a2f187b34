"""The reference says what the code says, in both languages, and its examples are sound."""

import re

import pytest

import reference
from planpace.cli import planpace
from planpace.plan.kinds import KINDS
from planpace.plan.read import _faults as faults
from planpace.plan.schema import columns, contract
from planpace.plan.settings import KEYS

LANGUAGES = ("en", "zh")
CELLS = [column for table in contract() for column in columns(table).values()]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_reference_is_what_the_code_makes(language):
    assert reference.FILES[language].read_text("utf-8") == reference.reference(language), (
        "run `make reference`; it names the row that tools/reference.csv lacks"
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_left_out(language):
    text = reference.reference(language)
    for name in (*KEYS, *KINDS, *(column.column for column in CELLS)):
        assert f"\n| `{name}` |" in text
    for name in planpace.commands:
        assert f"\n### planpace {name}\n" in text


@pytest.mark.parametrize("column", CELLS, ids=lambda c: f"{c.table}.{c.column}")
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_example_is_a_cell_that_check_accepts(column, language):
    value = reference.example(column, language)
    assert value and not [*faults(value, column)]


def test_the_two_languages_stand_side_by_side():
    en, zh = map(reference.reference, LANGUAGES)
    assert [line.count("|") for line in en.splitlines()] == [
        line.count("|") for line in zh.splitlines()
    ]


def test_chinese_has_no_help_in_english():
    for row in re.findall(r"^\| `--.*", reference.reference("zh"), re.MULTILINE):
        assert re.search("[一-龥]", row), row


def test_a_lacking_row_is_named():
    with pytest.raises(KeyError, match=r"tools/reference\.csv .*'use\.whatever'"):
        reference.told("use.whatever", "en")
