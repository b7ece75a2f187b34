"""Write docs/reference.md and docs/reference.zh-CN.md from the code: `make reference`.

What the code does not hold (when to use a kind, what a setting is for, examples, the commands in
Chinese) stands in `reference.csv` beside this file; an empty `en` there means the same as `zh`, or
for a command or option what its own help says.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import click

from planpace.cli import planpace
from planpace.plan.kinds import KINDS, Kind
from planpace.plan.schema import ID, Column, columns, contract, key, word
from planpace.plan.settings import KEYS
from planpace.words.say import labels

DOCS = Path(__file__).parents[1] / "docs"
FILES = {"en": DOCS / "reference.md", "zh": DOCS / "reference.zh-CN.md"}
STOP = {"en": ".", "zh": "。"}


@cache
def written() -> dict[str, dict[str, str]]:
    """Return what stands in reference.csv: {key: {language: words}}."""
    with Path(__file__).with_name("reference.csv").open(encoding="utf-8", newline="") as file:
        return {row.pop("key"): row for row in csv.DictReader(file)}


def told(name: str, language: str, **more: object) -> str:
    """Return words of reference.csv; raises KeyError with the row to add."""
    if name not in written():
        raise KeyError(f"tools/reference.csv needs a row {name!r}")
    words = written()[name][language] or written()[name]["zh"]
    return words.format(**more) if more else words


def cell(text: str) -> str:
    """Return a text as a table of Markdown can hold it."""
    return text.replace("|", "\\|").replace("<", "&lt;").replace("\n", " ")


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return rows as a table of Markdown."""
    heads = list(heads)
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def listed(texts: Iterable[str], language: str) -> str:
    """Return texts one after the other."""
    return ("；" if language == "zh" else "; ").join(filter(None, texts))


def code(text: str) -> str:
    """Return a text as it is typed."""
    return f"`{text}`" if text else ""


def worded(column: Column, value: str, language: str) -> str:
    """Return a value of a list with its words: `annual` (year)."""
    said = word(column, value, language)
    if said == value:
        return code(value)
    return f"{code(value)}（{said}）" if language == "zh" else f"{code(value)} ({said})"


# --- tables and columns ---------------------------------------------------------------------------


def overview(language: str) -> str:
    """Return the tables of a plan, a row each."""
    heads = [told(f"head.{name}", language) for name in ("table", "name", "rows", "need")]
    rows = (
        [f"[{name}.csv](#{name}csv)", getattr(own[""], f"name_{language}"),
         cell(getattr(own[""], f"note_{language}")),
         told(f"need.table.{own[''].need}", language)]
        for name, own in contract().items()
    )  # fmt: skip
    return table(heads, rows)


def type_of(column: Column, language: str) -> str:
    """Return what a cell holds and how long it may be."""
    kind = "id" if column.form == ID else column.type
    limits = [told("shortest", language, n=column.shortest)] if column.shortest else []
    if kind == "string" and column.longest < float("inf"):
        limits.append(told("longest", language, n=round(column.longest)))
    return listed([told(f"type.{kind}", language), *limits], language)


def values(column: Column, language: str) -> str:
    """Return what a cell may say: values of a list, or ids of another table."""
    if column.values == tuple(KINDS):
        return told("kinds.link", language)
    if column.refers:
        return told("refers", language, table=column.refers)
    return listed((worded(column, value, language) for value in column.values), language)


def note(column: Column, language: str) -> str:
    """Return what a column means and whether it is a key."""
    keys = key(column.table)
    held = told(f"key.{'only' if len(keys) == 1 else 'part'}", language) if column.key else ""
    return listed([cell(getattr(column, f"note_{language}")), held], language)


def example(column: Column, language: str) -> str:
    """Return an example of a cell."""
    own = f"example.{column.table}.{column.column}"
    return told(own if own in written() else f"example.{column.column}", language)


def table_of(name: str, language: str) -> str:
    """Return the columns of a table, a row each."""
    own = contract()[name][""]
    heads = ("column", "name", "type", "need", "values", "note", "example")
    rows = (
        [code(c.column), getattr(c, f"name_{language}"), type_of(c, language),
         told(f"need.{c.need}", language), values(c, language), note(c, language),
         code(example(c, language))]
        for c in columns(name).values()
    )  # fmt: skip
    title, words = getattr(own, f"name_{language}"), getattr(own, f"note_{language}")
    body = table((told(f"head.{head}", language) for head in heads), rows)
    return f"### {name}.csv\n\n**{title}{STOP[language]}** {words}{STOP[language]}\n\n{body}"


# --- settings and kinds ---------------------------------------------------------------------------


def settings(language: str) -> str:
    """Return the keys of `planpace` in datapackage.json, a row each."""
    heads = (told(f"head.{head}", language) for head in ("key", "note", "example"))
    rows = (
        [code(k), told(f"setting.{k}", language), code(told(f"example.setting.{k}", language))]
        for k in KEYS
    )
    return table(heads, rows)


def needs(kind: Kind, language: str) -> str:
    """Return the columns that a kind of promise cannot do without."""
    if kind.needs == ("peer_id",):
        return told("kinds.peer", language)
    return ", ".join(map(code, kind.needs)) or told("kinds.none", language)


def natures(kind: Kind, language: str) -> str:
    """Return the natures of indicator that a kind of promise fits."""
    nature = columns("indicators")["nature"]
    fits = (worded(nature, value, language) for value in kind.natures)
    return listed(fits, language) or told("kinds.any", language)


def kinds(language: str) -> str:
    """Return the kinds of promise, a row each."""
    heads = ("kind", "words", "use", "needs", "natures", "example")
    column = columns("targets")["kind"]
    rows = (
        [code(name), word(column, name, language), told(f"use.{name}", language),
         needs(kind, language), natures(kind, language), told(f"example.kind.{name}", language)]
        for name, kind in KINDS.items()
    )  # fmt: skip
    return table((told(f"head.{head}", language) for head in heads), rows)


# --- commands -------------------------------------------------------------------------------------


def explained(names: Iterable[str], own: str | None, language: str) -> str:
    """Return what a command or option does: its own help in English, else what is written."""
    found = next((name for name in names if name in written()), None)
    if language == "en" and own:
        return " ".join(own.split())
    if not found or not (words := written()[found][language]):
        raise KeyError(f"tools/reference.csv needs words for {next(iter(names))!r} ({language})")
    return words


def option(command: str, one: click.Option, language: str) -> list[str]:
    """Return an option's row: how it is written, what it does."""
    name = max(one.opts, key=len)
    value = "" if one.is_flag else f" {one.metavar or one.name.upper()}"
    more = []
    if isinstance(one.type, click.Choice):
        value = f" {'|'.join(one.type.choices)}"
    if one.show_default and not callable(one.default):
        more.append(told("default", language, default=code(str(one.default))))
    words = explained([f"option.{command}.{name}", f"option.{name}"], one.help, language)
    words = "".join([words, *(f" {m}{STOP[language]}" for m in more)])
    return [code(cell(name + value)), cell(words)]


def command(name: str, one: click.Command, language: str) -> str:
    """Return a command: what is typed, what it does, its arguments and options."""
    arguments = [p for p in one.params if isinstance(p, click.Argument)]
    options = [p for p in one.params if isinstance(p, click.Option) and not p.hidden]
    usage = " ".join(["planpace", name, *(p.make_metavar(click.Context(one)) for p in arguments)])
    rows = [option(name, p, language) for p in options]
    heads = [told("head.argument", language), told("head.note", language)]
    words = explained([f"command.{name}"], one.help, language)
    return f"### planpace {name}\n\n```\n{usage}\n```\n\n{words}\n\n{table(heads, rows)}"


def commands(language: str) -> Iterator[str]:
    """Return every command, a section each."""
    if own := [p for p in planpace.params if isinstance(p, click.Option)]:
        heads = [told("head.argument", language), told("head.note", language)]
        yield table(heads, (option("", p, language) for p in own))
    for name, one in planpace.commands.items():
        if not one.hidden:
            yield command(name, one, language)


# --- problems -------------------------------------------------------------------------------------


def messages(severity: str, language: str) -> str:
    """Return what `check` says, a row a rule; what is filled in is left open."""
    heads = [told("head.rule", language), told("head.message", language)]
    rows = (
        [code(name.partition(".")[2]), cell(opened(words))]
        for (name, spoken), words in labels().items()
        if spoken == language and name.startswith(f"{severity}.")
    )
    return table(heads, rows)


def opened(words: str) -> str:
    """Return a message with … for each field.

    >>> opened("not above {of[0]:g}"), opened("a map {{zh: …}}")
    ('not above …', 'a map {zh: …}')
    """
    return re.sub(r"(?<!{){\w[^{}]*}", "…", words).replace("{{", "{").replace("}}", "}")


def sections(language: str) -> Iterator[tuple[str, list[str]]]:
    """Return the sections of the reference: their names, and what stands in them."""
    yield "tables", [overview(language), *(table_of(name, language) for name in contract())]
    yield "settings", [settings(language)]
    yield "kinds", [kinds(language)]
    yield "commands", [*commands(language)]
    yield "problems", [messages("problem", language)]
    yield "warnings", [messages("warning", language)]


def reference(language: str) -> str:
    """Return the whole reference in a language."""
    parts = [f"# {told('title', language)}", told("other", language), told("made", language)]
    for name, held in sections(language):
        parts += [f"## {told(name, language)}", told(f"{name}.text", language), *held]
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    for language, file in FILES.items():
        file.write_text(reference(language), encoding="utf-8")
