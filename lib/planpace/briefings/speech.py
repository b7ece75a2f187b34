"""How things are said in a reader's language: verdicts, amounts, promises; in words and blocks."""

import json
import re
from collections.abc import Iterable
from functools import cached_property
from itertools import compress

from planpace.analysis.assess import Assessment
from planpace.analysis.judge import Amount, Indicated, Number, Reason, Value, When
from planpace.analysis.odds import Odds
from planpace.briefings import blocks
from planpace.briefings.blocks import Block, Blocks, Cell, Column, Section, Table, Text, Tone
from planpace.plan.kinds import KINDS
from planpace.plan.plan import Plan
from planpace.plan.rows import Source, Target
from planpace.plan.vintages import Figure
from planpace.words.numbers import amount, decimals, number, percent, scaled, when
from planpace.words.say import labels, named, paragraph, say
from planpace.words.units import written

ENTITY = "entity."  # before the id of the entity that a page is about; a pillar's id has no dot
ABOUT = {"estimate": "≈ "}  # before a value that nobody published
EVEN = 0.05  # how far from a half a chance may be to be called about even


class Speech:
    """A language in which a plan is spoken of, in words and in blocks of a page."""

    def __init__(self, plan: Plan, language: str) -> None:
        self.plan, self.language = plan, language

    def say(self, key: str, **values: object) -> str:
        """Words in the language."""
        return say(key, self.language, **values)

    def optional(self, key: str) -> str:
        """Words in the language; none where there is no such key."""
        return self.say(key) if (key, self.language) in labels() else ""

    def counted(self, key: str, count: int, **values: object) -> str:
        """Words that tell a number; none where there is nothing to count."""
        return self.say(key, count=count, **values) if count > 0 else ""

    def text(self, key: str, tone: Tone = "normal", **told: object) -> Text:
        """A paragraph."""
        return Text(self.say(key, **told), tone)

    def section(self, key: str, *under: Block) -> Blocks:
        """Blocks under the heading `section.<key>`."""
        return [Section(self.say(f"section.{key}")), *under]

    def table(
        self, key: str, rows: Iterable[Iterable[str | Cell]], note: str = "", *, like: str = "",
        half: bool = False, bare: bool = False, most: int = 0, **told: object,
    ) -> Table:  # fmt: skip
        """The table `table.<key>` with the columns that `tables.csv` gives it, or one it is like.

        A column that is empty in every row is left out; of rows beyond `most` it says how many.
        """
        heads, cells = list[Column](), [tuple(row) for row in rows]
        for name, column in blocks.columns(f"table.{like or key}").items():
            label = self.say(name if "." in name else f"column.{name}")
            align = "right" if column["form"] == "number" else "left"
            unit, width = self.optional(f"column.{name}.unit"), json.loads(column["width"])
            heads.append(Column(label, align, width, unit))
        if rest := max(len(cells) - most, 0) if most else 0:
            note, cells = self.paragraph((note, self.say("cut", count=rest))), cells[:most]
        said = [[blocks.plain(cell) not in {"", "–"} for cell in row] for row in cells]
        kept = [n == 0 or any(row[n] for row in said) for n in range(len(heads))]
        shown = tuple(tuple(compress(row, kept)) for row in cells)
        notes = self.paragraph((self.optional(f"table.{key}.note"), note))
        title = self.say(f"table.{key}", **told)
        return Table(title, tuple(compress(heads, kept)), shown, notes, half, bare)

    def listed(self, names: Iterable[str]) -> str:
        """Names in a row, with the mark between them that the language has."""
        return self.say("list").join(names)

    def paragraph(self, sentences: Iterable[str]) -> str:
        """Sentences in a row."""
        return paragraph(sentences, self.language)

    def cut(self, names: Iterable[str], most: int) -> str:
        """Names in a row, each once; behind the first few how many more there are."""
        every = list(dict.fromkeys(names))
        told, more = self.listed(every[:most]), len(every) - most
        return self.say("finding.more", names=told, count=more) if more > 0 else told

    def when(self, label: str, *, ytd: bool = False, start: str = "") -> str:
        """A period or a day; empty for none. With a start, what was summed up from there on."""
        period = when(label, self.language, ytd=ytd) if label else ""
        if not (start and period) or start == label:
            return period
        return self.say("when.total", start=self.when(start), period=period)

    def figure(self, one: Figure, value: str) -> str:
        """A figure in words: its period, and its value as it is to be told; about, if estimated."""
        period, about = self.when(one.period, ytd=one.basis == "ytd"), ABOUT.get(one.status, "")
        return self.say("figure_of", period=period, value=about + value)

    def name(self, target: Target, *, full: bool = False) -> str:
        """A target's name: its indicator's, and whose figure it is, as `whose` tells it."""
        name = self.whose(target.indicator_id, target.entity_id, full=full)
        made = target.target_id in self.plan.supposed
        return self.say("name.supposed", name=name) if made else name

    def peer(self, target: Target) -> str:
        """What a target is compared with: another area, another indicator, or both."""
        entity = self.named(self.plan.entity[target.peer_id]) if target.peer_id else ""
        name = self.indicator(target.peer_indicator_id) if target.peer_indicator_id else ""
        return self.say("name.of", name=name, entity=entity) if name and entity else name or entity

    def whose(self, indicator_id: str, entity_id: str, *, full: bool = False) -> str:
        """An indicator's name and an entity's; not that of a lone subject whose alone such are."""
        name, entity = self.plan.indicator[indicator_id], self.plan.entity[entity_id]
        told = self.named(name) if full else self.indicator(indicator_id)
        own = entity.role == "subject" and self._owners[indicator_id] <= {entity_id}
        return told if own else self.say("name.of", name=told, entity=self.named(entity))

    @cached_property
    def _owners(self) -> dict[str, set[str]]:
        """By indicator, whose targets there are of it, and every subject that has targets."""
        role = {name: entity.role for name, entity in self.plan.entity.items()}
        subjects = {t.entity_id for t in self.plan.promises if role[t.entity_id] == "subject"}
        found = {indicator: set(subjects) for indicator in self.plan.indicator}
        for target in self.plan.promises:
            found[target.indicator_id].add(target.entity_id)
        return found

    def about(self, part: str) -> str:
        """What a page is about: the whole plan, a pillar, or with `entity.france` an entity."""
        lands = {ENTITY + name: entity for name, entity in self.plan.entity.items()}
        return self.named({**self.plan.pillar, **lands}[part]) if part else self.say("overview")

    def reading(self, target: Target, *, full: bool = False) -> str:
        """A target's name, and before it whether this is another reading of the same words."""
        name = self.name(target, full=full)
        return f"{self.say('other_reading')} {name}" if target.reading_of else name

    def named(self, row: object, field: str = "name") -> str:
        """The name of a row of a plan's table, or another field that it has in both languages."""
        return named(row, self.language, field)

    def indicator(self, indicator_id: str) -> str:
        """An indicator's name, the short one where it has one."""
        row = self.plan.indicator[indicator_id]
        return self.named(row, "short") or self.named(row)

    def place(self, target: Target) -> str:
        """Where a target stands in its document: `article, line 11`."""
        return self.listed(filter(None, (target.source_id, self.line(target.locator))))

    def line(self, locator: str) -> str:
        """A locator in words: `line 11` for L11, any other as it stands."""
        line = re.fullmatch(r"L(\d+)", locator)
        return self.say("line", number=line[1]) if line else locator

    def source(self, source_id: str) -> Source:
        """A document; a blank one where there is none."""
        return self.plan.source.get(source_id, Source("", "", "", "", "", ""))

    def status(self, word: str) -> str:
        """A verdict's word (`Verdict.word`); a dash for none."""
        return self.say(f"status.{word}") if word else "–"

    def lower(self, word: str) -> str:
        """A verdict's word inside a sentence."""
        status = self.status(word)
        return status[0].lower() + status[1:]

    def with_chance(self, name: str, chance: float) -> str:
        """A name or a verdict, and in brackets the chance unless it is NaN."""
        told = self.say("name.chance", name=name, chance=percent(chance))
        return told if chance == chance else name

    def shaped(self, status: str, word: str = "") -> str:
        """A verdict as shape and word, where text has to do."""
        return f"{blocks.STATUS_SHAPES.get(status, '')}\u00a0{self.status(word or status)}".strip()

    def outlook(self, odds: Odds) -> str:
        """The outlook's word and the chance; the chance alone where it is only roughly even."""
        chance = percent(odds.probability)
        if odds.outlook == "about_even" and abs(odds.probability - 0.5) > EVEN:
            return self.say("outlook.even", chance=chance)
        word = self.optional(f"outlook.{odds.outlook}")
        return self.say("outlook.percent", word=word, chance=chance) if word else ""

    def latest(self, one: Assessment) -> str:
        """The period of a target's latest value: of a sum, from its start."""
        start = one.target.start if one.kind.course == "sums" else ""
        return self.when(one.verdict.latest_period, start=start)

    def amount(self, value: float, one: Assessment, bound: str = "") -> str:
        """A value in a target's unit, fit for a sentence; a milestone is done or not."""
        if one.kind.course == "state":
            return self.say("state.done" if value == 1 else "state.not_done")
        return amount(value, one.unit, self.language, bound, one.verdict.size)

    def cells(
        self, values: Iterable[float], one: Assessment, *, signed: bool = False, rough: bool = False
    ) -> list[str]:
        """Values of one target as its table shows them, in the unit that `unit` tells."""
        size = one.verdict.size
        return scaled(values, one.unit, self.language, size, signed=signed, rough=rough)[0]

    def unit(self, one: Assessment) -> str:
        """A target's unit as the language writes it."""
        return written(one.unit, self.language, one.verdict.size)[0]

    def titled(self, one: Assessment, name: str = "") -> str:
        """A target's name, or a shorter one, with its unit where it has one."""
        name, unit = name or self.name(one.target), self.unit(one)
        return name + self.say("in_unit", unit=unit) if unit else name

    def promised(self, target: Target) -> str:
        """What a target promises, in short: `不低于1000亿元`, `over 15`, `full coverage`."""
        told, key = {"peer": ""}, f"promise.{target.kind}"
        about = self.plan.indicator[target.indicator_id]
        if target.peer_id or target.peer_indicator_id:
            told["peer"] = self.peer(target)
        for name, value in (("value", target.value), ("upper", target.value_upper)):
            text = number(value, decimals(value), marks=self.language != "zh")
            if KINDS[target.kind].amount:
                text = amount(value, target.unit, self.language)
            told[name] = text if value == value else ""
        whole = about.nature == "share" and target.value == 100
        end = "whole" if whole else "none" if target.value == 0 else ""
        forms = end, "strict" if target.strict else "", about.direction, target.clarity
        ends = (f"{key}.{form}" for form in forms if form)
        worded = (form for form in ends if (form, self.language) in labels())
        return self.say(next(worded, key), **told)

    def based(self, target: Target) -> str:
        """What a target promises, with its baseline's period."""
        base, promise = self.when(target.baseline_period), self.promised(target)
        return self.say("promise.based", promise=promise, base=base)

    def why(self, one: Assessment) -> str:
        """All the reasons of an assessment as sentences, the last of them on the odds."""
        reasons = (*one.verdict.reasons, *one.odds.reasons)
        return self.paragraph(self.reason(one, reason) for reason in reasons)

    def reason(self, one: Assessment, why: Reason) -> str:
        """One reason of an assessment as a sentence."""
        unit, size = one.unit, one.verdict.size
        told = {name: self._word(value, unit, size) for name, value in why.told.items()}
        return self.say(f"reason.{why.key}", **told)

    def how(self, how: Reason, size: float = 0.0) -> str:
        """How a number came about (`trail.*`), all its amounts in one unit."""
        amounts = {name: v for name, v in how.told.items() if isinstance(v, Amount)}
        unit = next((v.unit for v in amounts.values()), None) or ""
        texts = scaled((v.value for v in amounts.values()), unit, self.language, size)[0]
        told = {k: self._word(v) for k, v in how.told.items() if k not in amounts}
        return self.say(f"trail.{how.key}", **told, **dict(zip(amounts, texts, strict=True)))

    def _word(self, value: Value, unit: str = "", size: float = 0.0) -> object:
        match value:
            case Amount():
                own = unit if value.unit is None else value.unit
                return amount(value.value, own, self.language, value.bound, size)
            case Number(worth, places):
                return number(worth, decimals(worth) if places is None else places)
            case Indicated():
                return self.indicator(value.indicator_id)
            case When():
                return self.when(value.label, ytd=value.ytd, start=value.start)
            case tuple():
                return ", ".join(str(self._word(part)) for part in value if isinstance(part, When))
        return value
