"""HTML on a phone: tables become cards, the annex is folded, and a browser, if any, sees it so."""

import json
import re
import shutil
import subprocess
from html import escape, unescape
from pathlib import Path

import pytest
from synthetic import notebook_of

from planpace import briefing
from planpace.briefings.blocks import Break, Cell, Column, Lead, Section, Table, Text, Title
from planpace.press.index import index_page
from planpace.render.html import to_html
from planpace.render.page import Part
from planpace.words.say import say

PLAN = Path(__file__).parents[1] / "data" / "changzhou-edz-2020"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "chrome"))), "")
COLUMNS = (
    Column("Target"), Column("Figure used", "right"), Column("Target value", "right"),
    Column("Progress", "right", unit="%"), Column("Verdict"),
)  # fmt: skip
ROWS = ((Cell("Output", "RMB bn"), "6.3", "10", "18.3", Cell("Far behind", status="off_track")),)


def page(*blocks, **labels):
    title = Title("en", "A plan", "A pillar", "Progress", labels=labels)
    return to_html(notebook_of(title, Lead("The answer.", "From here."), *blocks))


def cell(told, text):
    """The opening tag of the cell with a text."""
    (tag,) = re.findall(rf"(<t[dh] [^>]*>)(?:<[^>]*>[^<]* ?)*{text}", told)
    return tag


def test_every_cell_of_a_card_carries_its_column_and_unit():
    told = page(Table("T", COLUMNS, ROWS))
    labels = re.findall(r'data-label="([^"]*)"', told)
    assert labels == ["Figure used", "Target value", "Progress (%)", "Verdict"]
    assert 'class="cards"' in told and "attr(data-label)" in told
    assert " name" in cell(told, "Output") and " verdict alone" in cell(told, "Far behind")
    assert " latest" in cell(told, "6.3") and " goal" in cell(told, "10<")


def test_a_card_is_still_a_table_for_who_listens():
    told = page(Table("T", COLUMNS, ROWS))
    roles = re.findall(r'<(\w+)[^>]* role="(\w+)"', told.split("<table", 1)[0] + told)
    assert roles.count(("tr", "row")) == 2 and roles.count(("th", "columnheader")) == 5
    assert roles.count(("td", "cell")) == 4 and ("th", "rowheader") in roles
    assert ("table", "table") in roles and ("tbody", "rowgroup") in roles


@pytest.mark.parametrize(
    ("columns", "row", "look"),
    [
        (2, ("a", "b"), None),
        (3, ("a", "b", "c"), None),
        (3, ("a", "b", "long " * 10), "cards pairs"),
        (4, ("a", "b", "c", "d"), "cards pairs"),
        (2, ("a", Cell("b", status="missed")), "cards"),
    ],
)
def test_a_small_table_without_a_verdict_stays_one(columns, row, look):
    told = page(Table("T", tuple(map(Column, "ABCD"[:columns])), (row,)), Text("x"))
    assert re.findall(r'<table role="table"(?: class="([^"]*)")?>', told) == [look or ""]


def test_two_verdicts_in_a_row_say_when():
    before, now = Cell("Behind", status="behind"), Cell("Missed", status="missed")
    told = page(
        Table("T", (Column("Target"), Column("Before"), Column("Now")), (("a", before, now),))
    )
    assert cell(told, "Missed").count(" verdict") == 1 and " alone" not in told.split("<main")[1]


def test_an_address_may_break_and_a_date_may_not():
    told = page(Table("T", (Column("A"), Column("B")), (("2022-03-31", "http://a.b/" + "c" * 30),)))
    assert " short" in cell(told, "2022-03-31") and " long" in cell(told, "http")
    words = page(Table("T", (Column("A"), Column("B")), (("a", "规划" * 30 + " plain words"),)))
    assert " long" not in cell(words, "规划")
    assert "overflow-wrap: anywhere" not in re.search(r"\nbody {.*", told).group()


def test_the_annex_is_folded_with_all_behind_it_inside():
    told = page(Section("One"), Break("Annex", "annex"), Section("Two"), Text("behind"))
    before, inside = told.split("<details", 1)
    assert "<h2>One" in before and before.count("<section>") == before.count("</section>")
    assert inside.startswith(' class="annex" id="annex"><summary><h2 class="annex">Annex</h2>')
    assert "<h2>Two" in inside and inside.index("behind") < inside.index("</details>")
    assert "</section></details>" in inside
    assert "details.annex::details-content { content-visibility: visible; }" in told, "in print"


def test_in_jupyter_the_annex_is_a_heading():
    assert (
        Part(Break("Annex", "annex"))._repr_mimebundle_()["text/html"]
        == '<h2 class="annex">Annex</h2>'
    )


def test_the_headline_is_plain_and_its_trail_opens_by_a_button_of_its_own():
    told = page(Text("x"), how="How we know")
    (lead,) = re.findall(r'<p class="lead">.*?</p>', told, re.S)
    assert lead.startswith('<p class="lead"><strong>The answer.</strong> <button ')
    assert "dotted" not in lead and "cursor: help" not in lead
    assert ">How we know</button>" in lead and ">From here.</span>" in lead
    assert ">?</button>" in Part(Lead("The answer.", "From here."))._repr_mimebundle_()["text/html"]
    assert "<button" not in Part(Lead("The answer."))._repr_mimebundle_()["text/html"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_report_says_how_in_its_language(language):
    title = briefing(PLAN, "overall", language, "2022-03-31").title.blocks[0]
    assert title.labels["how"] == say("label.how", language)


MEASURE = """
const frame = document.querySelector("iframe"), view = frame.contentWindow;
const inside = frame.contentDocument, found = [], range = inside.createRange();
const told = (what, where) => found.push(what + ": " + where.slice(0, 60));
inside.querySelectorAll("details").forEach(each => { each.open = true; });
const wide = inside.scrollingElement.scrollWidth;
if (wide > view.innerWidth) told("wider than the page", "" + wide);
for (const box of inside.querySelectorAll(".scroll"))
  if (!box.querySelector(".chart") && box.scrollWidth > box.clientWidth + 1)
    told("scrolls sideways", box.ariaLabel);
for (const small of inside.querySelectorAll("small, .note"))
  if (parseFloat(view.getComputedStyle(small).fontSize) < 13.6) told("small", small.textContent);
const walk = inside.createTreeWalker(inside.querySelector("main"), NodeFilter.SHOW_TEXT);
for (let node; (node = walk.nextNode());) {
  const text = node.data, about = node.parentElement;
  if (!text.trim() || about.closest("svg, [popover], .cards thead, caption.bare")) continue;
  const lines = [""];
  let top = null;
  for (let i = 0; i < text.length; i++) {
    range.setStart(node, i);
    range.setEnd(node, i + 1);
    const at = range.getClientRects()[0];
    if (!at || !at.width) {
      lines[lines.length - 1] += text[i];
      continue;
    }
    if (at.right > view.innerWidth + 1 && !about.closest(".scroll")) told("cut", text);
    if (top !== null && at.top > top + 4) {
      const parted = /[A-Za-z]$/.test(lines.at(-1)) && /[A-Za-z]/.test(text[i]);
      if (parted && !/:\\/\\/|_/.test(text)) told("word parted", text.slice(Math.max(0, i - 9)));
      lines.push("");
    }
    top = at.top;
    lines[lines.length - 1] += text[i];
  }
  const full = lines.slice(1, -1).filter(line => /[\\u2e80-\\uffff]/.test(line));
  if (full.some(line => line.trim().length < 4)) told("narrow", lines.join("|"));
}
document.body.textContent = JSON.stringify(found);
"""


def seen(told, width, folder):
    """What is amiss with a page in a window of a width, as Chromium lays it out."""
    frame = f'<iframe srcdoc="{escape(told)}" width="{width}" height="800" style="border: 0">'
    script = f"addEventListener('load', () => {{{MEASURE}}});"
    host = folder / "host.html"
    host.write_text(f'<meta charset="utf-8"><script>{script}</script><body>{frame}', "utf-8")
    ended = subprocess.run(
        [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic",
         "--no-first-run", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", f"--user-data-dir={folder / 'profile'}", "--dump-dom", host.as_uri()],
        capture_output=True, text=True, encoding="utf-8", timeout=120,
    )  # fmt: skip
    (body,) = re.findall(r"<body>(.*)</body>", ended.stdout, re.S)
    return json.loads(unescape(body))


needs_browser = pytest.mark.skipif(not CHROMIUM, reason="needs Chromium")


@needs_browser
@pytest.mark.parametrize("width", [390, 320, 1200])
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("pillar", ["overall", ""])
def test_nothing_is_cut_or_narrow_in_a_browser(pillar, language, width, tmp_path):
    whole = briefing(PLAN, pillar, language, "2022-03-31")
    first = "title headline targets silent paths pace sources"
    names = first if pillar else "title headline scoreboard headlines risk moved asked"
    behind = "annex missing all_changes all_methods wording documents"
    parts = [getattr(whole, name) for name in f"{names} {behind}".split()]
    told = to_html(notebook_of(*(block for part in parts for block in part.blocks)))
    assert not seen(told, width, tmp_path)


@needs_browser
@pytest.mark.parametrize("width", [390, 320])
def test_the_index_fits_a_phone(width, tmp_path):
    verdict = {
        "pillar_id": "p", "target_id": "t", "status": "off_track", "early": False,
        "name_zh": "一般公共预算收入", "name_en": "General public budget revenue",
    }  # fmt: skip
    entry = {
        "report": "en/p", "pillar": "p", "place": 1, "language": "en", "title": "A pillar",
        "status": "ok", "outputs": {"en/p.html": "", "en/p.pdf": ""},
    }  # fmt: skip
    names = {"zh": "测试规划", "en": "Test plan"}
    sets = [
        {"plan": "plan", "as_of": f"20{year}-06-30", "names": names, "reports": [entry],
         "verdicts": [verdict]} for year in range(20, 26)
    ]  # fmt: skip
    assert not seen(index_page(sets), width, tmp_path)


@needs_browser
def test_a_browser_sees_a_column_of_single_characters(tmp_path):
    """The measure itself: it finds what it is there to find."""
    told = page(Text("x")).replace("</main>", '<p style="width: 1em">规划目标进展简报</p></main>')
    assert any(each.startswith("narrow") for each in seen(told, 390, tmp_path))
