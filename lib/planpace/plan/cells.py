"""Cells as people type them, in the form of the contract where their meaning is certain.

What is not certain stays as it was typed, and `check` says what to write.
"""

import re
from collections.abc import Callable
from unicodedata import normalize

from planpace.plan.schema import Column, codes
from planpace.words.units import convertible, units

NUMBER = r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?"
GROUPED = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
CONTINENTAL = re.compile(r"[+-]?(\d{1,3}(\.\d{3})+|\d+),\d+")  # 1.234,5 between semicolons
DOTTED = re.compile(r"[+-]?[1-9]\d{0,2}(\.\d{3})+")  # 1.234: thousands there, else decimals
QUARTERS = {"一": "1", "二": "2", "三": "3", "四": "4"}
FLOORS = (
    "超过", "突破", "不少于", "不低于", "多于", "高于", "逾", "超", "over", "more than", "above",
    ">",
)  # fmt: skip
CEILINGS = (
    "接近", "将近", "近", "不到", "不足", "低于", "少于", "nearly", "almost", "under", "below",
    "<",
)  # fmt: skip
ABOUT = ("大约", "约", "about", "around", "approximately", "~", "≈")
BEHIND = {"以上": "min", "以下": "max", "左右": "", "上下": ""}
ROUGH = {
    **dict.fromkeys((*FLOORS, "多", "余"), "min"), **dict.fromkeys(CEILINGS, "max"),
    **dict.fromkeys(ABOUT, ""), **BEHIND,
}  # fmt: skip
"""Words beside a number, and the bound that they make of it."""
AMOUNT = re.compile(
    rf"({'|'.join((*FLOORS, *CEILINGS, *ABOUT))})?\s*({NUMBER}|{GROUPED.pattern})\s*"
    rf"([多余]?)(\D*?)({'|'.join(BEHIND)})?", re.IGNORECASE,
)  # fmt: skip


def meant(column: Column, text: str, *, continental: bool = False) -> str:
    """Return a cell in the form of its column; as it was typed, where that is not certain.

    `continental`: the file parts cells by semicolons, so that a comma may part the decimals.
    """
    tidy = normalize("NFC", text.strip())
    plain = normalize("NFKC", tidy)
    if column.values:
        return codes(column).get(plain.casefold(), tidy)
    read = READERS.get(column.type)
    return (read(plain, continental) if read else "") or tidy


def _number(text: str, continental: bool) -> str:
    text = text.replace("−", "-").replace(" ", "")
    if continental and CONTINENTAL.fullmatch(text):
        return text.replace(".", "").replace(",", ".")
    if not continental and GROUPED.fullmatch(text):
        return text.replace(",", "")
    return text if re.fullmatch(NUMBER, text, re.ASCII) else ""


def _period(text: str, _: bool = False) -> str:
    """A year, quarter, month or day; `2019.0` is what spreadsheets make of a year."""
    text = _year_first(re.sub(r"\s", "", text).upper())
    text = re.sub(r"^Q([1-4])[-/]?(\d{4})$", r"\2Q\1", re.sub(r"^(\d{4})\.0$", r"\1", text))
    quarter = re.fullmatch(r"(\d{4})年?-?(?:Q|第?)([1-4一二三四])(?:季度?)?", text)
    if quarter and ("Q" in text or "季" in text):
        return f"{quarter[1]}Q{QUARTERS.get(quarter[2], quarter[2])}"
    parts = re.fullmatch(r"(\d{4})(?:[-/年](?:(\d{1,2})(?:[-/月](?:(\d{1,2})日?)?)?)?)?", text)
    if not parts or text[-1] in "-/":
        return ""
    return "-".join(part.zfill(2) for part in parts.groups() if part)


def _year_first(text: str) -> str:
    """A day that begins with the day or the month, where only one of both can be the month."""
    parts = re.fullmatch(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})", text)
    first, second, year = map(int, parts.groups()) if parts else (0, 0, 0)
    if not parts or ((first > 12) == (second > 12) and first != second):
        return text
    month, day = sorted((first, second))
    return f"{year}-{month}-{day}"


def _date(text: str, _: bool = False) -> str:
    """A day with its year first; a spreadsheet's midnight behind it falls away."""
    day = _period(re.sub(r"[T ]00:00(:00)?$", "", text.replace(".", "-")))
    return day if len(day) == 10 else ""


READERS: dict[str, Callable[[str, bool], str]] = {
    "number": _number, "period": _period, "time": _period, "date": _date,
}  # fmt: skip


def quantity(value: str, unit: str) -> tuple[str, str, str, bool]:
    """Return an amount in words as value, unit, bound, and whether it is only about so.

    As it was typed, where the words do not say it for certain.

    >>> quantity("8000左右", "人"), quantity("5.2%", ""), quantity("近431亿", "元")
    (('8000', '人', '', True), ('5.2', '%', '', False), ('431', '亿元', 'max', False))
    """
    parts = AMOUNT.fullmatch(normalize("NFKC", value).strip())
    rough = [word.casefold() for word in (parts[1], parts[3], parts[5]) if word] if parts else []
    named = _unit(parts[4].strip(), unit) if parts and len(rough) < 2 else None
    if not parts or named is None or (unit and not convertible(named, unit)):
        return value, unit, "", False
    bound = next((ROUGH[word] for word in rough), "")
    return parts[2].replace(",", ""), named, bound, bool(rough) and not bound


def _unit(tail: str, unit: str) -> str | None:
    """The unit that stands behind a number: 亿 of 万元 is 亿元; None for none that is known."""
    base = unit.lstrip("百万亿")
    return next((u for u in (tail or unit, tail + base) if u in units() or u == unit), None)
