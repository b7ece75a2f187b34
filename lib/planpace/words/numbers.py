"""Numbers, amounts and periods as each language writes them."""

import math
from collections.abc import Iterable

from planpace.words.say import say
from planpace.words.units import INDEX, is_rank, written

MINUS = "−"
BOUND_MARKS = {"min": "≥ ", "max": "≤ ", "": ""}


def number(value: float, decimals: int = 0, *, signed: bool = False, marks: bool = True) -> str:
    """Return a number with a true minus sign and thousands marks (Chinese has none); NaN is `–`.

    >>> number(1000.33, 2), number(-48.4, 1), number(4.4, 1, signed=True)
    ('1,000.33', '−48.4', '+4.4')
    """
    if math.isnan(value):
        return "–"
    text = f"{abs(value):{',' if marks else ''}.{decimals}f}"
    sign = MINUS if value < 0 else "+" if signed else ""
    return sign + text if any(c in "123456789" for c in text) else text


def decimals(value: float, *, rough: bool = False) -> int:
    """Return how many decimals a value has: two at most and six figures, three of one below 0.1.

    Of a `rough` one, which was computed, no more than its first three figures.

    >>> decimals(63.22), decimals(870.0), decimals(0.00412), decimals(6341.27, rough=True)
    (2, 0, 5, 0)
    >>> decimals(13.999)
    3
    """
    size, magnitude = abs(value), _magnitude(value)
    most = min(2, max((2 if rough else 5) - magnitude, 0))
    if 0 < size < 0.1:
        most = (1 if rough else 2) - magnitude
    shown = round(size, most)
    if most == 2 and not rough and shown % 1 == 0 and abs(size - shown) >= 0.0005:
        most, shown = 3, round(size, 3)  # 13.999 is not 14
    return next((n for n in range(most) if abs(shown - round(shown, n)) < 1e-9), most)


def roughly(values: Iterable[float], language: str = "en") -> list[str]:
    """Return forecast values with the decimals that give the first three figures, no more.

    >>> roughly([6.651, 5.618, 77.31]), roughly([1023.76, 830.97], "zh"), roughly([0.0004])
    (['6.65', '5.62', '77.31'], ['1024', '831'], ['0.000400'])
    """
    shown = list(values)
    places = max(2 - _magnitude(shown[0]), 0)
    return [number(value, places, marks=language != "zh") for value in shown]


def _magnitude(value: float) -> int:
    """The power of ten of a value: 2 for 831, −4 for 0.0004."""
    return math.floor(math.log10(abs(value))) if value and math.isfinite(value) else 0


def scaled(
    values: Iterable[float], unit: str, language: str, size: float = 0.0, *,
    signed: bool = False, rough: bool = False,
) -> tuple[list[str], str]:  # fmt: skip
    """Return values as a language counts them, with the unit as it writes it.

    All in one unit, that of the largest of them or of `size`; each with the decimals that it has.

    >>> scaled([55, 63.22, 100], "亿元", "en")
    (['5.5', '6.32', '10'], 'RMB bn')
    """
    given = list(values)
    size = max(size, *(abs(value) for value in given if math.isfinite(value)), 0.0)
    name, factor = written(unit, language, size)
    shown, marks = [value * factor for value in given], language != "zh"
    texts = (number(v, decimals(v, rough=rough), signed=signed, marks=marks) for v in shown)
    return list(texts), name


def percent(share: float) -> str:
    """Return a chance, a share of 1, in whole percent: never 0% or 100%; NaN is a dash.

    >>> percent(0.614), percent(0.004), percent(0.998)
    ('61%', '<1%', '>99%')
    """
    if math.isnan(share):
        return "–"
    return "<1%" if share < 0.005 else ">99%" if share >= 0.995 else f"{100 * share:.0f}%"


def amount(value: float, unit: str, language: str, bound: str = "", size: float = 0.0) -> str:
    """Return an amount in words fit for a sentence.

    >>> amount(63.22, "亿元", "zh"), amount(63.22, "亿元", "en"), amount(100, "家", "zh", "min")
    ('63.22亿元', 'RMB 6.32 billion', '不少于100家')
    """
    if math.isnan(value):
        return "–"
    (text,), name = scaled([value], unit, language, size)
    currency, _, million = name.partition(" ")
    if is_rank(unit):
        text = say("rank", language, place=text)
    elif unit == INDEX:
        text = say("index", language, value=text)
    elif language == "zh" or name == "%":
        text += name
    elif currency in {"RMB", "USD"}:
        text = f"{currency} {text} {million.replace('bn', 'billion')}".rstrip()
    else:
        text = f"{text} {name}".rstrip()
    return say(f"bound.{bound}", language, value=text) if bound else text


def when(label: str, language: str, *, ytd: bool = False) -> str:
    """Return a period or a day as a language writes it.

    >>> when("2021Q3", "zh", ytd=True), when("2021Q3", "en", ytd=True), when("2020-07", "en")
    ('2021年1—9月', 'Jan–Sep 2021', 'Jul 2020')
    >>> when("2024-11-01", "en"), when("2024-11-01", "zh")
    ('1 November 2024', '2024年11月1日')
    """
    year, rest = label[:4], label[4:].lstrip("-")
    if len(rest) == 5:
        name = say("months.long", language).split("|")[int(rest[:2]) - 1]
        return say("when.day", language, year=year, month=name, day=int(rest[3:]))
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
    ('6 in 10', '约六成', 'less than 1 in 10')
    """
    tenths = round(10 * probability)
    if not 0 < tenths < 10:
        return say("frequency.certain" if tenths else "frequency.rare", language)
    times = say("frequency.times", language).split("|")
    return say("frequency", language, times=times[tenths - 1])
