"""How things are said: verdicts, odds, amounts, reasons and promises in a reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from planpace.analysis.assess import Assessment
from planpace.analysis.odds import Odds
from planpace.analysis.reasons import (
    Amount,
    Label,
    Number,
    Percent,
    Reason,
    Value,
    When,
)  # fmt: skip
from planpace.plan.kinds import KINDS
from planpace.plan.plan import Plan
from planpace.plan.rows import Target
from planpace.words.numbers import amount, frequency, number, plain, scaled, when
from planpace.words.say import labels, named, paragraph, say
from planpace.words.units import written


@dataclass(frozen=True)
class Speech:
    """A language in which a plan is spoken of."""

    plan: Plan
    language: str

    def say(self, key: str, **values: object) -> str:
        """Words in the language."""
        return say(key, self.language, **values)

    def optional(self, key: str) -> str:
        """Words in the language; none where there is no such key."""
        return self.say(key) if (key, self.language) in labels() else ""

    def listed(self, names: Iterable[str]) -> str:
        """Names in a row, with the mark between them that the language has."""
        return self.say("list").join(names)

    def paragraph(self, sentences: Iterable[str]) -> str:
        """Sentences in a row."""
        return paragraph(sentences, self.language)

    def when(self, label: str, *, ytd: bool = False) -> str:
        """A period; empty for none."""
        return when(label, self.language, ytd=ytd) if label else ""

    # --- names

    def name(self, target: Target) -> str:
        """A target's name: its indicator's, and whose figure it is unless the plan's own."""
        return target_name(self.plan, target, self.language)

    def entity(self, entity_id: str) -> str:
        """An entity's name."""
        return named(self.plan.entity[entity_id], self.language)

    def indicator(self, indicator_id: str) -> str:
        """An indicator's name."""
        return named(self.plan.indicator[indicator_id], self.language)

    def document(self, source_id: str) -> str:
        """A document: publisher, title, date."""
        source = self.plan.source[source_id]
        about = {"title": source.title, "published": source.published}
        return self.say("note", publisher=source.publisher, **about)

    # --- verdicts and odds

    def status(self, word: str) -> str:
        """A verdict's word (`Verdict.word`); a dash for none."""
        return self.say(f"status.{word}") if word else "–"

    def outlook(self, odds: Odds) -> str:
        """The outlook's word with its natural frequency; empty where no odds are given."""
        if not odds.outlook:
            return ""
        often = frequency(odds.probability, self.language)
        return self.say("outlook.often", word=self.say(f"outlook.{odds.outlook}"), often=often)

    def chance(self, odds: Odds) -> str:
        """The outlook's word with its odds in percent, for a table; empty where none are given."""
        if not odds.outlook:
            return ""
        told = number(100 * odds.probability)
        return self.say("outlook.percent", word=self.say(f"outlook.{odds.outlook}"), odds=told)

    # --- amounts

    def amount(self, value: float, one: Assessment, bound: str = "") -> str:
        """A value in a target's unit, fit for a sentence; a milestone is done or not."""
        if one.kind.course == "state":
            return self.done(value)
        return amount(value, one.unit, self.language, bound)

    def done(self, value: float) -> str:
        """A milestone's state."""
        return self.say("state.done" if value == 1 else "state.not_done")

    def cells(self, values: Iterable[float], one: Assessment) -> list[str]:
        """Values of one target at one precision, as its table shows them."""
        return scaled(values, one.unit, self.language)[0]

    def unit(self, one: Assessment) -> str:
        """A target's unit as the language writes it."""
        return written(one.unit, self.language)[0]

    def promised(self, target: Target) -> str:
        """What a target promises, in short: `≥ 1,000亿元`, `前20位`, `×2`."""
        peer = self.entity(target.peer_id) if target.peer_id else ""
        value, upper = (self._promised(v, target) for v in (target.value, target.value_upper))
        return self.say(f"promise.{target.kind}", value=value, upper=upper, peer=peer)

    def _promised(self, value: float, target: Target) -> str:
        if value != value:
            return ""
        if KINDS[target.kind].amount:
            return amount(value, target.unit, self.language)
        return number(value, 0 if value == int(value) else 1)

    # --- reasons

    def reasons(self, reasons: Iterable[Reason], unit: str) -> str:
        """Reasons as sentences; amounts in `unit` unless they have their own."""
        return self.paragraph(
            self.say(f"reason.{key}", **{k: self._word(v, unit) for k, v in told.items()})
            for key, told in reasons
        )

    def why(self, one: Assessment) -> str:
        """All the reasons of an assessment, the last of them on the odds."""
        return self.reasons((*one.verdict.reasons, *one.odds.reasons), one.unit)

    def _word(self, value: Value, unit: str) -> object:
        match value:
            case Amount():
                own = unit if value.unit is None else value.unit
                return amount(value.value, own, self.language, value.bound)
            case Percent():
                return number(100 * value.share, 1)
            case Number():
                return (
                    plain(value.value)
                    if value.decimals is None
                    else number(value.value, value.decimals)
                )
            case Label():
                return self.say(value.key)
            case When():
                return when(value.label, self.language, ytd=value.ytd)
            case tuple():
                return ", ".join(str(self._word(part, unit)) for part in value)
        return value

    def how(self, how: Reason) -> str:
        """How a number came about (`trail.*`), all its amounts at one precision."""
        amounts = {name: v for name, v in how.told.items() if isinstance(v, Amount)}
        unit = next((v.unit for v in amounts.values()), None) or ""
        texts = scaled((v.value for v in amounts.values()), unit, self.language)[0]
        told = {k: self._word(v, "") for k, v in how.told.items() if k not in amounts}
        return self.say(f"trail.{how.key}", **told, **dict(zip(amounts, texts, strict=True)))


def target_name(plan: Plan, target: Target, language: str) -> str:
    """Return a target's name; the plan's own entity goes unnamed."""
    indicator, entity = plan.indicator[target.indicator_id], plan.entity[target.entity_id]
    name = named(indicator, language)
    if entity.role == "subject":
        return name
    return say("name.of", language, name=name, entity=named(entity, language))


def opinion_words(opinions: Mapping[str, str], status: str) -> str:
    """Return a `verdict_range`: `linear=behind, sdsn=stagnating`, or the verdict alone."""
    return ", ".join(f"{name}={word}" for name, word in opinions.items()) or status
