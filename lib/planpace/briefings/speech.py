"""How things are said in a reader's language: verdicts, amounts, promises; in words and blocks."""

from collections.abc import Iterable, Mapping

from planpace.analysis.assess import Assessment
from planpace.analysis.judge import Amount, Label, Number, Reason, Value, When
from planpace.analysis.odds import Odds
from planpace.briefings import blocks
from planpace.briefings.blocks import Block, Blocks, Cell, Column, Section, Table, Text, Tone
from planpace.plan.kinds import KINDS
from planpace.plan.plan import Plan
from planpace.plan.rows import Source, Target
from planpace.words.numbers import amount, decimals, frequency, number, scaled, when
from planpace.words.say import labels, named, paragraph, say
from planpace.words.units import written


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

    def text(self, key: str, tone: Tone = "normal", **told: object) -> Text:
        """A paragraph."""
        return Text(self.say(key, **told), tone)

    def section(self, key: str, *under: Block) -> Blocks:
        """Blocks under the heading `section.<key>`."""
        return [Section(self.say(f"section.{key}")), *under]

    def table(
        self, key: str, columns: Mapping[str, float], rows: Iterable[Iterable[str | Cell]],
        note: str = "", *, half: bool = False, bare: bool = False, **told: object,
    ) -> Table:  # fmt: skip
        """The table `table.<key>`, columns by name with their width, a negative one for numbers."""
        heads = []
        for name, width in columns.items():
            label = self.say(name if "." in name else f"column.{name}")
            align, unit = "left" if width > 0 else "right", self.optional(f"column.{name}.unit")
            heads.append(Column(label, align, abs(width), unit))
        notes = self.paragraph((self.optional(f"table.{key}.note"), note))
        title, cells = self.say(f"table.{key}", **told), tuple(map(tuple, rows))
        return Table(title, tuple(heads), cells, notes, half, bare)

    def listed(self, names: Iterable[str]) -> str:
        """Names in a row, with the mark between them that the language has."""
        return self.say("list").join(names)

    def paragraph(self, sentences: Iterable[str]) -> str:
        """Sentences in a row."""
        return paragraph(sentences, self.language)

    def when(self, label: str, *, ytd: bool = False) -> str:
        """A period; empty for none."""
        return when(label, self.language, ytd=ytd) if label else ""

    def name(self, target: Target) -> str:
        """A target's name: its indicator's, and whose figure it is unless the plan's own."""
        name, entity = self.indicator(target.indicator_id), self.plan.entity[target.entity_id]
        own = entity.role == "subject"
        return name if own else self.say("name.of", name=name, entity=self.named(entity))

    def reading(self, target: Target) -> str:
        """A target's name, and before it whether this is another reading of the same words."""
        name = self.name(target)
        return f"{self.say('other_reading')} {name}" if target.reading_of else name

    def named(self, row: object, field: str = "name") -> str:
        """The name of a row of a plan's table, or another field that it has in both languages."""
        return named(row, self.language, field)

    def indicator(self, indicator_id: str) -> str:
        """An indicator's name."""
        return self.named(self.plan.indicator[indicator_id])

    def source(self, source_id: str) -> Source:
        """A document; a blank one where there is none."""
        return self.plan.source.get(source_id, Source("", "", "", "", "", ""))

    def status(self, word: str) -> str:
        """A verdict's word (`Verdict.word`); a dash for none."""
        return self.say(f"status.{word}") if word else "–"

    def shaped(self, status: str, word: str = "") -> str:
        """A verdict as shape and word, where text has to do."""
        return f"{blocks.STATUS_SHAPES[status]} {self.status(word or status)}"

    def likely(self, odds: Odds) -> dict[str, str]:
        """The outlook's `word`, and how `often` as a natural frequency, to fill a sentence."""
        often = frequency(odds.probability, self.language)
        return {"word": self.say(f"outlook.{odds.outlook}"), "often": often}

    def outlook(self, odds: Odds) -> str:
        """The outlook's word with its natural frequency; empty where no odds are given."""
        return self.say("outlook.often", **self.likely(odds)) if odds.outlook else ""

    def amount(self, value: float, one: Assessment, bound: str = "") -> str:
        """A value in a target's unit, fit for a sentence; a milestone is done or not."""
        if one.kind.course == "state":
            return self.say("state.done" if value == 1 else "state.not_done")
        return amount(value, one.unit, self.language, bound)

    def cells(self, values: Iterable[float], one: Assessment, *, signed: bool = False) -> list[str]:
        """Values of one target at one precision, as its table shows them."""
        return scaled(values, one.unit, self.language, signed=signed)[0]

    def unit(self, one: Assessment) -> str:
        """A target's unit as the language writes it."""
        return written(one.unit, self.language)[0]

    def promised(self, target: Target) -> str:
        """What a target promises, in short: `≥ 1,000亿元`, `前20位`, `×2`."""
        told = {"peer": self.named(self.plan.entity[target.peer_id]) if target.peer_id else ""}
        for name, value in (("value", target.value), ("upper", target.value_upper)):
            in_unit, places = KINDS[target.kind].amount, 0 if value.is_integer() else 1
            text = amount(value, target.unit, self.language) if in_unit else number(value, places)
            told[name] = text if value == value else ""
        return self.say(f"promise.{target.kind}", **told)

    def why(self, one: Assessment) -> str:
        """All the reasons of an assessment as sentences, the last of them on the odds."""
        return self.paragraph(
            self.say(f"reason.{key}", **{k: self._word(v, one.unit) for k, v in told.items()})
            for key, told in (*one.verdict.reasons, *one.odds.reasons)
        )

    def how(self, how: Reason) -> str:
        """How a number came about (`trail.*`), all its amounts at one precision."""
        amounts = {name: v for name, v in how.told.items() if isinstance(v, Amount)}
        unit = next((v.unit for v in amounts.values()), None) or ""
        texts = scaled((v.value for v in amounts.values()), unit, self.language)[0]
        told = {k: self._word(v) for k, v in how.told.items() if k not in amounts}
        return self.say(f"trail.{how.key}", **told, **dict(zip(amounts, texts, strict=True)))

    def _word(self, value: Value, unit: str = "") -> object:
        match value:
            case Amount():
                own = unit if value.unit is None else value.unit
                return amount(value.value, own, self.language, value.bound)
            case Number(worth, places):
                return number(worth, decimals([worth]) if places is None else places)
            case Label():
                return self.say(value.key)
            case When():
                return self.when(value.label, ytd=value.ytd)
            case tuple():
                return ", ".join(str(self._word(part)) for part in value if isinstance(part, When))
        return value
