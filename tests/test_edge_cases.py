"""Each edge case has the verdict that the rules ask for, and docs/methods.md shows it so."""

import pytest
from edge_cases import CASES

import edge_table


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.en)
def test_the_verdict_is_the_one_that_the_rules_ask_for(case):
    found, reasons = edge_table.judged(case)
    assert found.verdict.status == case.status
    assert all(reasons)


def test_there_are_some_forty():
    assert len({case.en for case in CASES}) == len(CASES) >= 40


def test_the_document_shows_what_the_code_says():
    assert edge_table.DOCUMENT.read_text(encoding="utf-8") == edge_table.document()
