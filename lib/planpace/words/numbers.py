"""Numbers, amounts and periods as each language writes them."""

import math
from collections.abc import Iterable

from planpace.words.say import say
from planpace.words.units import is_rank, written

MINUS = "−"
BOUND_MARKS = {"min": "≥ ", "max": "≤ ", "": ""}


def number(value: float, decimals: int = 0, *, signed: bool = False) -> str:
    """Return a number with thousands marks and a true minus sign; NaN is `–`.

    >>> number(1000.33, 2), number(-48.4, 1), number(4.4, 1, signed=True)
    ('1,000.33', '−48.4', '+4.4')
    """
    if math.isnan(value):
        return "–"
    text = f"{abs(value):,.{decimals}f}"
    sign = MINUS if value < 0 else "+" if signed else ""
    return sign + text if any(c in "123456789" for c in text) else text


def decimals(values: Iterable[float], most: int = 2) -> int:
    """Return how many decimals show every value of a row, so that all have the same precision.

    >>> decimals([55, 63.22, 100]), decimals([20, 9])
    (2, 0)
    """
    known = [v for v in values if math.isfinite(v)]
    return next((n for n in range(most) if all(abs(v - round(v, n)) < 1e-9 for v in known)), most)


def roughly(values: Iterable[float]) -> list[str]:
    """Return forecast values with the decimals that give the first three figures, no more.

    >>> roughly([6.651, 5.618, 77.31]), roughly([1023.76, 830.97]), roughly([0.0004])
    (['6.65', '5.62', '77.31'], ['1,024', '831'], ['0.000400'])
    """
    shown = list(values)
    size = math.floor(math.log10(abs(shown[0]))) if shown[0] else 0
    return [number(value, max(2 - size, 0)) for value in shown]


def scaled(
    values: Iterable[float], unit: str, language: str, *, signed: bool = False
) -> tuple[list[str], str]:
    """Return values at one precision as a language counts them, with the unit as it writes it.

    >>> scaled([55, 63.22, 100], "亿元", "en")
    (['5.500', '6.322', '10.000'], 'RMB bn')
    """
    name, factor = written(unit, language)
    shown = [value * factor for value in values]
    places = decimals(shown, 3 if factor != 1 and "bn" in name else 2)
    return [number(value, places, signed=signed) for value in shown], name


def percent(share: float) -> str:
    """Return a share of 1 in whole percent, NaN as a dash."""
    return number(100 * share) + ("" if math.isnan(share) else "%")


def amount(value: float, unit: str, language: str, bound: str = "") -> str:
    """Return an amount in words fit for a sentence.

    >>> amount(63.22, "亿元", "zh"), amount(63.22, "亿元", "en"), amount(100, "家", "zh", "min")
    ('63.22亿元', 'RMB 6.322 billion', '≥ 100家')
    """
    (text,), name = scaled([value], unit, language)
    currency, _, size = name.partition(" ")
    if is_rank(unit):
        text = say("rank", language, place=text)
    elif language == "zh" or name == "%":
        text += name
    elif currency in {"RMB", "USD"}:
        text = f"{currency} {text} {size.replace('bn', 'billion')}".rstrip()
    else:
        text = f"{text} {name}".rstrip()
    return BOUND_MARKS[bound] + text


def when(label: str, language: str, *, ytd: bool = False) -> str:
    """Return a period's label as a language writes it.

    >>> when("2021Q3", "zh", ytd=True), when("2021Q3", "en", ytd=True), when("2020-07", "en")
    ('2021年1—9月', 'Jan–Sep 2021', 'Jul 2020')
    """
    year, rest = label[:4], label[4:].lstrip("-")
    if len(rest) == 5:
        return label
    if not rest:
        return say("when.year", language, year=year)
    if rest[0] == "Q" and not ytd:
        return say("when.quarter", language, year=year, quarter=rest[1])
    month = 3 * int(rest[1]) if rest[0] == "Q" else int(rest)
    name = say("months", language).split("|")[month - 1]
    return say("when.ytd" if ytd else "when.month", language, year=year, month=name)


def frequency(probability: float, language: str) -> str:
    """Return a chance as a natural frequency.

    >>> frequency(0.61, "en"), frequency(0.61, "zh"), frequency(0.007, "en")
    ('6 times in 10', '十有六成', 'less than 1 time in 20')
    """
    low = probability < 0.5
    if not 0.05 <= probability <= 0.95:
        return say("frequency.rare" if low else "frequency.certain", language)
    if not 0.075 <= probability <= 0.925:
        return say("frequency.one" if low else "frequency.nineteen", language)
    times = say("frequency.times", language).split("|")
    return say("frequency", language, times=times[round(10 * probability) - 1])
