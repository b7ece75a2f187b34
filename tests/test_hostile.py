"""Data never becomes code, mark-up, formula, field, path or link, in whatever is made of it.

One made-up plan says the worst in every cell of text; its reports are made by the command as
anybody makes them and read by what opens them: a browser, and readers of PDF, XLSX and DOCX.
"""

import csv
import html
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import zipfile
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import unquote

import docx
import nbformat
import openpyxl
import pytest
from docx.oxml.ns import qn
from pypdf import PdfReader
from synthetic import figures, notebook_of, shown_by, write_plan

import planpace
from planpace.cli import main
from planpace.plan.plan import load_plan
from planpace.press.aside import CannotPublish
from planpace.press.publish import publish
from planpace.press.run import Report, notebooks
from planpace.render.docx import to_docx
from planpace.render.fonts import family
from planpace.render.pdf import to_pdf
from planpace.words.units import written

HERE = Path(__file__).parent
LIBRARY = Path(planpace.__file__).parents[1]
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "chrome"))), "")
AS_OF = "2022-06-30"
RAN = "document.documentElement.dataset.ran=1"
FOLDER = "a#b?c%20 d&e"  # a name that an address cannot hold as it is


def payloads(leak):
    """What a cell of text says, at its worst; `leak` is an address that must never be called."""
    return {
        "script": f"<script>{RAN};fetch('{leak}')</script>",
        "event": f'<img src="{leak}" onerror="{RAN}">',
        "style": f"</style><style>@import '{leak}';</style>",
        "title": f"</title></head><body onload={RAN}>",
        "attribute": f'" autofocus onfocus="{RAN}" x=\'',
        "svg": f"</text></svg><svg onload='{RAN}'><script>{RAN}</script>",
        "comment": f"--><iframe src={leak}></iframe><!--",
        "entity": "&lt;script&gt; &#60;b&#62; &amp;",
        "jinja": "{{ 7*7 }} {% for a in b %} {# c #}",
        "format": "{0.__class__} {page} {pages} %s %(x)s",
        "typst": '#panic("x") #import "x" @ref <label>',
        "typst_marks": "= *a* _b_ `c` $d$ \\e /* f */ // g",
        "mathtext": "$x^2$ \\frac{a}{b} $\\alpha",
        "markdown": f"[a](javascript:{RAN}) ![b]({leak}) **c**",
        "formula": f'=HYPERLINK("{leak}","x")',
        "dde": "=cmd|' /C calc'!A0",
        "plus": "+1+1", "minus": "-2+3", "at": "@SUM(1+1)",
        "field": f'{{ INCLUDEPICTURE "{leak}" }} {{ DATE }}',
        "word": "</w:t><w:instrText>DATE</w:instrText><w:t>",
        "cdata": "]]><![CDATA[<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]>&b;",
        "path": "../../../../etc/passwd ..\\..\\x",
        "link": f"javascript:{RAN}",
    }  # fmt: skip


UNITS = ("=1+1", "<b>", "$x$", "#x", "{0}", "`", "@a", "&b;")


def hostile_plan(folder, leak):
    worst = payloads(leak)
    names, texts = [*worst], [*worst.values()]
    units = dict(zip(names, UNITS * 3, strict=True))
    said = {"note_zh": texts[0], "note_en": texts[0]}
    indicators = [
        {"indicator_id": name, "name_zh": f"甲{text}", "name_en": text, "unit": units[name],
         "note_zh": text, "note_en": text}
        for name, text in worst.items()
    ]  # fmt: skip
    targets = [
        {"target_id": f"t_{name}", "indicator_id": name, "quote": (text * 4)[:80], "note_zh": text,
         "note_en": text, "section_zh": text, "section_en": text, "unit": units[name],
         "clarity": "ambiguous", "source_id": f"s_{name}", "value": str(100 + n)}
        for n, (name, text) in enumerate(worst.items())
    ]  # fmt: skip
    seen = [
        row | {"indicator_id": name, "unit": units[name], "source_id": f"s_{name}", "quote": text,
               "note": text}
        for name, text in worst.items()
        for row in figures({"2018": 50, "2019": 60, "2020": 66, "2021": 71})
    ]  # fmt: skip
    urls = [f"javascript:{RAN}", "data:text/html,<script>1</script>", "file:///etc/passwd",
            f'https://a.invalid/" onmouseover="{RAN}', "https://[broken", "//a.invalid/x",
            "vbscript:x", "https://a.invalid/规 <x>#y"] * 3  # fmt: skip
    sources = [
        {"source_id": f"s_{name}", "publisher": text, "title": text, "url": url, "note": text,
         "published": "2019-01-01"}
        for (name, text), url in zip(worst.items(), urls, strict=True)
    ]  # fmt: skip
    return write_plan(
        folder, targets, seen, indicators,
        [{"entity_id": "other", "name_zh": texts[1], "name_en": texts[1], "role": "peer"}],
        pillars=[{"pillar_id": "p", "name_zh": "".join(texts[:3]), "name_en": " ".join(texts[:3])}
                 | said],
        sources=sources,
        commitments=[
            {"commitment_id": f"c_{name}", "pillar_id": "p", "text_zh": text, "text_en": text,
             "section_zh": text, "section_en": text, "source_id": f"s_{name}"}
            for name, text in worst.items()
        ],
        searched=[{"searched": "2022-05-05", "place": text, "query": text, "note": text,
                   "indicator_id": name} for name, text in worst.items()],
        settings={
            "name_zh": texts[4], "name_en": texts[5], "published": "2019-06-01",
            "publishers": {name: {"zh": text, "en": text} for name, text in worst.items()},
        },
    )  # fmt: skip


@pytest.fixture(scope="module")
def leaks():
    """An address on this machine, and every request for it so far."""
    asked = []

    class Listener(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *told):
            """Keep silent."""

    server = HTTPServer(("127.0.0.1", 0), Listener)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/leak", asked
    server.shutdown()


@pytest.fixture(scope="module")
def reports(tmp_path_factory, leaks):
    """The plan, and what `planpace report` makes of it, run in a folder of its own."""
    place = tmp_path_factory.mktemp("hostile")
    plan = hostile_plan(place / FOLDER, leaks[0])
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(LIBRARY), "HOME": "/nonexistent"}
    told = [sys.executable, "-m", "planpace", "report", FOLDER, "--quiet", "--as-of", AS_OF]
    done = subprocess.run(told, cwd=place, env=env, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "" and done.stderr == "", "--quiet says nothing"
    return plan, place / "reports"


def pages(reports, form):
    found = sorted((reports[1] / FOLDER / AS_OF).rglob(f"*.{form}"))
    assert len(found) == 4  # pillar and overview, in both languages
    return {f"{path.parent.name}/{path.stem}": path for path in found}


def bare(text):
    """A text without spaces, which lines and columns change."""
    return re.sub(r"\s", "", text)


# --- HTML --------------------------------------------------------------------------------------


def browsed(path):
    """What a browser makes of a page, as HTML again, after its scripts had time to run."""
    if not CHROMIUM:
        pytest.skip("NO BROWSER HERE: whether scripts run in the HTML was NOT TESTED")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        told = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom",
                "--virtual-time-budget=3000", f"--user-data-dir={home}",
                path.resolve().as_uri()]  # fmt: skip
        done = subprocess.run(told, capture_output=True, text=True, timeout=120, check=True)
    return done.stdout


LIVE = re.compile(
    r"<(script|iframe|object|embed|link|base|form|meta http)|<[a-z]+ [^>]*\son\w+=", re.I
)


def markup(dom):
    """The tags of a page, their attributes' values left out: what is told there is text."""
    return re.sub(r'="[^"]*"', '=""', re.sub(r"<!--.*?-->", "", dom, flags=re.S))


def test_the_browser_would_notice(tmp_path, leaks):
    """The same words as mark-up do run, call out and are seen to."""
    address, asked = leaks
    (tmp_path / "page.html").write_text(payloads(address)["event"], "utf-8")
    dom = browsed(tmp_path / "page.html")
    assert 'data-ran="1"' in dom and asked and LIVE.search(markup(dom))
    asked.clear()


def test_no_page_runs_a_script_or_calls_out(reports, leaks):
    _plan, out = reports
    _address, asked = leaks
    for path in [*pages(reports, "html").values(), out / "index.html"]:
        dom = browsed(path)
        assert len(dom) > 10_000 and 'data-ran="1"' not in dom.split(">", 2)[1], path
        assert not LIVE.search(markup(dom)), path
        assert "javascript:" not in "".join(re.findall(r'(?:href|src)="([^"]*)"', dom)).lower()
    assert asked == []


def test_every_word_of_the_data_stands_on_the_page_as_it_is(reports, leaks):
    page = html.unescape(pages(reports, "html")["en/p"].read_text("utf-8"))
    for name, text in payloads(leaks[0]).items():
        assert page.count(text) >= 5, name


def test_a_link_is_an_address_of_the_web_and_nothing_else(reports):
    for path in pages(reports, "html").values():
        links = re.findall(r'<a [^>]*href="([^"]*)"', path.read_text("utf-8"))
        assert all(link.startswith(("#", "https://")) for link in links)


def test_what_a_notebook_shows_is_inert_too(reports, leaks, tmp_path):
    for name, path in pages(reports, "ipynb").items():
        notebook = nbformat.read(path, as_version=4)
        shown = [o["data"]["text/html"] for c in notebook.cells for o in c.get("outputs", ())
                 if "text/html" in o.get("data", {})]  # fmt: skip
        page = tmp_path / f"{name.replace('/', '-')}.html"
        page.write_text(f"<!DOCTYPE html><meta charset=utf-8><body>{''.join(shown)}", "utf-8")
        dom = browsed(page)
        assert "data-ran" not in dom[:300] and not LIVE.search(markup(dom))
        sources = "".join(c.source for c in notebook.cells if c.cell_type == "code")
        assert not [text for text in payloads(leaks[0]).values() if text in sources]
    assert leaks[1] == []


# --- the index, and names of folders -----------------------------------------------------------


def test_every_link_of_the_index_leads_to_its_file(reports):
    _, out = reports
    links = re.findall(r'href="([^"#]+)"', (out / "index.html").read_text("utf-8"))
    assert len(links) == 20 and not any(set("#? &") & set(html.unescape(one)) for one in links)
    for link in links:
        assert (out / unquote(html.unescape(link))).is_file(), link


def test_nothing_is_written_beside_the_reports(reports):
    _plan, out = reports
    assert {path.name for path in out.parent.iterdir()} == {FOLDER, "reports"}
    assert {path.name for path in out.iterdir()} == {FOLDER, "index.html", "run.json"}


@pytest.mark.parametrize("name", ["index.html", "INDEX.html", ".lock", ".hidden"])
def test_a_set_is_never_put_where_the_index_or_the_lock_is(tmp_path, name):
    plan = load_plan(write_plan(tmp_path / name, [{}]))
    with pytest.raises(CannotPublish, match="rename the plan's folder"):
        publish([Report(plan, "p", "en", AS_OF)], tmp_path / "out")
    assert not (tmp_path / "out").exists()


# --- PDF, XLSX, DOCX ---------------------------------------------------------------------------


def test_the_pdf_has_the_words_and_no_action(reports, leaks):
    for name, path in pages(reports, "pdf").items():
        content = path.read_bytes()  # what is packed may hold any three letters by chance
        unpacked = re.sub(rb"stream\r?\n.*?endstream", b"", content, flags=re.S)
        assert b"/Catalog" in unpacked
        for action in (b"/JavaScript", b"/JS", b"/Launch", b"/OpenAction", b"/EmbeddedFile"):
            assert action not in unpacked, action
        book = PdfReader(io.BytesIO(content))
        links = [one.get_object()["/A"]["/URI"] for page in book.pages
                 for one in page.get("/Annots", ()) if "/A" in one.get_object()]  # fmt: skip
        assert all(link.startswith("https://") for link in links)
        text = bare("".join(page.extract_text() for page in book.pages))
        if name == "en/p":
            missing = [n for n, told in payloads(leaks[0]).items() if bare(told) not in text]
            assert not missing


def test_the_workbook_has_no_formula_and_no_link(reports, leaks):
    for name, path in pages(reports, "xlsx").items():
        book, told = openpyxl.load_workbook(path), set()
        for sheet in book:
            cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
            assert not [c.coordinate for c in cells if c.data_type == "f" or c.hyperlink]
            told |= {cell.value for cell in cells if cell.data_type == "s"}
        with zipfile.ZipFile(path) as held:
            parts = "".join(held.read(n).decode("utf-8", "replace") for n in held.namelist()
                            if "worksheets/" in n)  # fmt: skip
            assert "<f>" not in parts and "<hyperlink" not in parts
            assert not [n for n in held.namelist() if "externalLink" in n or "vba" in n.lower()]
        if name == "en/p":
            assert {*payloads(leaks[0]).values()} <= told and {*UNITS} <= told


def test_the_word_file_has_the_words_and_no_field(reports, leaks):
    for name, path in pages(reports, "docx").items():
        file = docx.Document(path)
        with zipfile.ZipFile(path) as held:
            parts = {n: held.read(n).decode("utf-8", "replace") for n in held.namelist()}
        fields = [f for part in parts.values() for f in re.findall(r'w:instr="([^"]*)"', part)]
        assert {*fields} == {"PAGE", "NUMPAGES"}
        assert not [n for n, part in parts.items() if "<w:instrText" in part or "w:fldChar" in part]
        assert not [n for n, part in parts.items() if "altChunk" in part or "<!DOCTYPE" in part]
        linked = re.findall(r'Target="([^"]*)" TargetMode="External"', "".join(parts.values()))
        assert all(re.fullmatch(r"https://a\.invalid/[!-~]*", html.unescape(one)) for one in linked)
        assert not any(set(html.unescape(one)) & set('"<> ') for one in linked)
        text = bare("".join(t.text or "" for t in file.element.body.iter(qn("w:t"))))
        if name == "en/p":
            missing = [n for n, told in payloads(leaks[0]).items() if bare(told) not in text]
            assert not missing


def test_an_office_opens_the_word_file_without_calling_out(reports, leaks, tmp_path):
    office = shutil.which("soffice")
    if not office:
        pytest.skip("NO LIBREOFFICE HERE: whether an office can open the DOCX was NOT TESTED")
    home = f"-env:UserInstallation=file://{tmp_path}/home"
    told = [office, home, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    path = pages(reports, "docx")["en/p"]
    subprocess.run([*told, str(path)], check=True, capture_output=True, timeout=240)
    text = bare("".join(page.extract_text() for page in PdfReader(tmp_path / "p.pdf").pages))
    assert bare(payloads(leaks[0])["word"]) in text and bare(payloads("")["jinja"]) in text
    assert leaks[1] == []


# --- for machines ------------------------------------------------------------------------------


def test_the_manifest_says_the_names_as_they_are(reports, leaks):
    _plan, out = reports
    told = json.loads((out / FOLDER / AS_OF / "manifest.json").read_text("utf-8"))
    worst = [*payloads(leaks[0]).values()]
    assert told["names"] == {"zh": worst[4], "en": worst[5]}
    assert {row["name_en"] for row in told["verdicts"]} == {*worst}


@pytest.mark.parametrize("form", ["csv", "json"])
def test_assess_gives_no_text_that_a_spreadsheet_computes(reports, leaks, capsys, form):
    assert main(["assess", str(reports[0]), "--as-of", AS_OF, "--format", form]) == 0
    told, worst = capsys.readouterr().out, payloads(leaks[0])
    if form == "json":
        assert {row["name_en"] for row in json.loads(told)} == {*worst.values()}
        return
    rows = list(csv.DictReader(io.StringIO(told)))
    cells = [cell for row in rows for cell in row.values()]
    computed = [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert all(re.fullmatch(r"-[\d.e-]+", cell) for cell in computed)  # numbers
    names = {row["name_en"] for row in rows}
    assert {"'+1+1", "'-2+3", "'@SUM(1+1)", f"'{worst['formula']}", worst["script"]} <= names
    assert {row["unit"] for row in rows} >= {"'=1+1", "'@a", "<b>"}


def test_the_letters_ask_in_the_same_words(reports, leaks, tmp_path):
    out = tmp_path / "out"
    told = ["requests", str(reports[0]), "--as-of", "2024-06-30", "--out", str(out), "--quiet"]
    assert main(told) == 0
    files = sorted(out.rglob("*"))
    assert {path.suffix for path in files if path.is_file() and path.name != ".lock"} == {
        ".docx", ".csv",
    }  # fmt: skip
    for path in (path for path in files if path.suffix == ".docx"):
        with zipfile.ZipFile(path) as held:
            text = held.read("word/document.xml").decode()
        assert "<w:instrText" not in text and "<w:fldSimple" not in text


# --- numbers that no column is made for --------------------------------------------------------


HUGE = [("家", 1e15), ("亿元", 1e15), ("元", 1.26e13), ("人", 9.87654321e14),
        ("家", 123456789012.34), ("a unit", 1.23456e18), ("%", -1e15)]  # fmt: skip


@pytest.mark.parametrize(("unit", "value"), HUGE)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_number_is_too_wide_for_a_page(tmp_path, unit, value, language):
    """It was: “give the table fewer columns”, which nobody could do."""
    sizes = {"2018": value * 0.7, "2019": value, "2020": value * 1.05123, "2021": value * 1.1}
    long = {"indicator_id": "j", "name_zh": "名称很长" * 5, "name_en": "A rather long name " * 3}
    given = {"kind": "at_least" if value > 0 else "at_most", "unit": unit}
    plan = write_plan(
        tmp_path / "plan",
        [
            given | {"value": str(value * 1.3)},
            given | {"value": str(value * 1.7), "indicator_id": "j"},
        ],
        [row for name in "ij" for row in figures(sizes, unit=unit, indicator_id=name)],
        [{"unit": unit, "nature": "stock"}, long | {"unit": unit, "nature": "stock"}],
    )
    about = {"plan": str(plan), "pillar": "p", "language": language, "as_of": AS_OF}
    notebook = notebook_of(*shown_by(notebooks() / "pillar.ipynb", about))
    pdf = PdfReader(io.BytesIO(to_pdf(notebook, datetime(2022, 6, 30, tzinfo=UTC))))
    text = bare(pdf.pages[0].extract_text()).replace(",", "").replace("−", "-")
    factor = written(unit, language, abs(value) * 1.7)[1]
    assert f"{value * factor:.10f}".rstrip("0").rstrip(".")[:12] in text
    assert to_docx(notebook, AS_OF)


def test_yuan_by_the_trillion_are_not_counted_singly():
    assert written("元", "zh", 1.26e13) == ("万亿元", 1e-12)
    assert written("元", "en", 1.26e13) == ("RMB trillion", 1e-12)
    assert written("元", "zh", 59_000) == ("元", 1.0)  # an income stays as it is told


# --- a machine that is not as it should be -----------------------------------------------------


def test_a_broken_font_is_named(tmp_path):
    (tmp_path / "own.ttf").write_bytes(b"no font")
    with pytest.raises(ValueError, match=r"fonts/own\.ttf cannot be used as a font"):
        family(tmp_path / "own.ttf")


@pytest.mark.parametrize("command", [["requests"], ["report", "--format", "html", "--lang", "en"]])
def test_without_a_home_the_quiet_hear_nothing(tmp_path, command):
    plan = write_plan(tmp_path / "plan", [{}], figures({"2019": 50, "2020": 55}))
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(LIBRARY), "HOME": "/proc"}
    told = [sys.executable, "-m", "planpace", command[0], str(plan), *command[1:], "--quiet"]
    done = subprocess.run(told, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
