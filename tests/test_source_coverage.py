"""The plan against its source: every quote is where it says, and no promise of the text is lost.

The article is not ours to ship, so these tests look for it at $PLANPACE_SOURCE_DIR or in
`../shared/plan-source` beside the repository, and skip loudly where it is not.
"""

from __future__ import annotations

import csv
import hashlib
import os
import re
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[1]
PLAN = ROOT / "data" / "changzhou-edz-2020"
ARTICLE = "000_40f67f14b1a2ce8f.txt"

WINDOW = re.compile(r"20\d\d年|\d年")
NUMBER = re.compile(r"\d+(?:\.\d+)?")
SENTENCE = re.compile(r"[^。;；\s]+")
CLAUSE = re.compile(r"[^,]+")
CONNECTING = {
    "下一阶段",
    "在五年快速发展的基础上",
    "到2022年",
    "截至2022年",
    "截止到2022年",
    "在此基础上",
    "站在以五年快速发展成果为基础的新起点上",
}
"""Clauses that promise nothing themselves: when, and on what basis."""
CUT = re.compile(r"[^。;；”\s](?=\s|$)|”(?= )|,(?=$)")
"""The last character before a gap or an end that no full stop closes."""
WHOLE = {31, 83, 85, 91}
"""Lines that lack their last full stop and no more."""


class Span(NamedTuple):
    """A stretch of a line that a row of a table quotes."""

    line: int
    start: int
    end: int
    row: str


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def article_file() -> Path:
    """Where the article should lie."""
    folder = os.environ.get("PLANPACE_SOURCE_DIR")
    return (Path(folder) if folder else ROOT.parent / "shared" / "plan-source") / ARTICLE


@pytest.fixture(scope="module")
def article() -> list[str]:
    """The article's lines."""
    path = article_file()
    if not path.is_file():
        pytest.skip(
            f"THE PLAN'S SOURCE TEXT IS NOT HERE: looked for {path}. "
            "Quotes and coverage are NOT CHECKED; set PLANPACE_SOURCE_DIR to its folder."
        )
    return path.read_text(encoding="utf-8").split("\n")


def quotes() -> list[tuple[str, int, str]]:
    """Every quoted phrase of the plan: row, line, words."""
    return [
        (r["target_id"], int(r["locator"][1:]), r["quote"]) for r in rows(PLAN / "targets.csv")
    ] + [
        (r["commitment_id"], int(r["locator"][1:]), r["text_zh"])
        for r in rows(PLAN / "commitments.csv")
    ]


def spans(article: list[str]) -> list[Span]:
    """Where each phrase lies on its line."""
    return [
        Span(line, found.start(), found.end(), row)
        for row, line, words in quotes()
        for found in re.finditer(re.escape(words), article[line - 1])
    ]


def promises(article: list[str]) -> list[tuple[int, int, str]]:
    """The sentences that are not listed as heading, title or narration: line, position, words."""
    listed = [(int(r["line"][1:]), r["opening"]) for r in rows(ROOT / "tests" / "source_lines.csv")]
    whole = {line for line, opening in listed if not opening}
    return [
        (number, found.start(), found.group())
        for number, line in enumerate(article, 1)
        if number not in whole
        for found in SENTENCE.finditer(line)
        if not any(
            number == n and opening and found.group().startswith(opening) for n, opening in listed
        )
    ]


def test_the_article_is_the_one_the_plan_was_read_from(article: list[str]) -> None:
    (source,) = (r for r in rows(PLAN / "sources.csv") if r["source_id"] == "article")
    assert hashlib.sha256(article_file().read_bytes()).hexdigest() == source["sha256"]


def test_every_quote_occurs_once_on_its_line(article: list[str]) -> None:
    wrong = [
        (row, line, words) for row, line, words in quotes() if article[line - 1].count(words) != 1
    ]
    assert not wrong


def test_every_line_is_quoted_or_listed(article: list[str]) -> None:
    quoted = {span.line for span in spans(article)}
    listed = {
        int(r["line"][1:]) for r in rows(ROOT / "tests" / "source_lines.csv") if not r["opening"]
    }
    full = {number for number, line in enumerate(article, 1) if line.strip()}
    assert full - quoted - listed == set(), "lines that neither table covers and nothing lists"
    assert quoted & listed == set(), "lines listed as no promise and yet quoted"


def test_every_sentence_that_promises_is_quoted(article: list[str]) -> None:
    found = spans(article)
    lost = [
        (line, words)
        for line, start, words in promises(article)
        if not any(s.line == line and s.start < start + len(words) and start < s.end for s in found)
    ]
    assert not lost


def test_every_number_of_a_promise_is_quoted(article: list[str]) -> None:
    """Within an enumeration too: years and spans of years aside, each number belongs to a row."""
    found = spans(article)
    lost = [
        (line, number.group(), words)
        for line, start, words in promises(article)
        for number in NUMBER.finditer(WINDOW.sub(lambda w: "年" * len(w.group()), words))
        if not any(
            s.line == line and s.start <= start + number.start() < start + number.end() <= s.end
            for s in found
        )
    ]
    assert not lost


def test_every_clause_that_promises_is_quoted(article: list[str]) -> None:
    found = spans(article)
    lost = [
        (line, clause.group())
        for line, start, words in promises(article)
        for clause in CLAUSE.finditer(words)
        if clause.group() not in CONNECTING
        and not any(
            s.line == line and s.start < start + clause.end() and start + clause.start() < s.end
            for s in found
        )
    ]
    assert not lost


def test_every_cut_of_the_text_is_said(article: list[str]) -> None:
    """Where the text breaks off, a row that quotes its last words says so."""
    notes = {r["target_id"]: r["note_zh"] for r in rows(PLAN / "targets.csv")}
    notes |= {r["commitment_id"]: r["text_en"] for r in rows(PLAN / "commitments.csv")}
    said, cuts = re.compile(r"the text breaks off here|断缺|全市 综合实力"), []
    found = spans(article)
    for line, start, words in promises(article):
        end = start + len(words)
        if line in WHOLE or article[line - 1][end : end + 1] == "。":
            continue
        for cut in CUT.finditer(article[line - 1], start, end + 1):
            told = [s.row for s in found if s.line == line and s.start < cut.end() <= s.end]
            cuts.append((line, cut.start()))
            assert any(said.search(notes[row]) for row in told), (line, words[-8:], told)
    assert {line for line, _ in cuts} == {3, 7, 11, 19, 27, 43, 67, 71, 79}


def test_a_deadline_that_the_text_states_is_on_its_line(article: list[str]) -> None:
    """A note says where the deadline is ours; every other line names a year or a span of years."""
    named = re.compile(r"2022年|[3三]年|年内")
    for row in rows(PLAN / "targets.csv"):
        ours = "No deadline is stated" in row["note_en"]
        assert ours == ("未写期限" in row["note_zh"]), row["target_id"]
        assert ours or named.search(article[int(row["locator"][1:]) - 1]), row["target_id"]
        assert not ours or not named.search(row["quote"].replace("三年行动计划", "")), row


def test_what_is_listed_as_no_promise_is_there(article: list[str]) -> None:
    for row in rows(ROOT / "tests" / "source_lines.csv"):
        assert row["role"] in {"title", "heading", "narration"} and row["why"]
        sentences = SENTENCE.findall(article[int(row["line"][1:]) - 1])
        assert any(sentence.startswith(row["opening"]) for sentence in sentences), row


def test_headings_are_the_sections_of_the_tables(article: list[str]) -> None:
    """A section names the heading as written, at the head of its paragraph or of its pillar."""
    text = "\n".join(article)
    sections = {
        r["section_zh"]
        for table in ("targets", "commitments")
        for r in rows(PLAN / f"{table}.csv")
        if r["pillar_id"] != "overall"
    }
    assert {s for s in sections if s not in text} == set()
