"""Reads numbers and dates as people type them: full width, 万・億, thousands commas, accounting minus."""
# japanese-data

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from decimal import Decimal, localcontext

LONGEST_TEXT = 60

# A hyphen is typed in many forms; ー is the long-vowel mark that Japanese keyboards give for "-".
MINUS_MARKS = "-\u2212\u2010\u2011\u2012\u2013\u2014\u2015\u30fc\u25b2\u25b3"
BIG_UNITS = {"兆": 10**12, "億": 10**8, "万": 10**4}
SMALL_UNITS = {"千": 1000, "百": 100, "十": 10}
ENGLISH_UNITS = {"k": 10**3, "m": 10**6, "mm": 10**6, "bn": 10**9, "b": 10**9}
# Words that may stand behind a figure without changing it.
COUNTERS = ("円", "件", "%", "人", "名", "社", "本", "回", "点", "pt", "ポイント", "日", "か月", "ヶ月", "yen", "jpy")
CURRENCY_MARKS = ("¥", "$", "€", "£", "jpy", "usd", "eur", "gbp")

PLAIN_NUMBER = re.compile(r"\d+(?:\.\d*)?|\.\d+")
GROUPED_NUMBER = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?|\.\d+")


class NumberTextError(ValueError):
    """A typed number that cannot be read; `cause` is a stable key, the sentence is formed by the form or the import.

    Causes: `empty`, `too_long`, `not_a_number`, `misplaced_comma`, `unit_order` (万 before 億).
    """

    def __init__(self, cause: str, text: str) -> None:
        super().__init__(f"{cause}: {text!r}")
        self.cause = cause
        self.text = text


class DateTextError(ValueError):
    """A typed date that cannot be read. Causes: `empty`, `not_a_date`, `no_year`, `ambiguous` (3/4/2021)."""

    def __init__(self, cause: str, text: str) -> None:
        super().__init__(f"{cause}: {text!r}")
        self.cause = cause
        self.text = text


def read_number(text: str) -> Decimal:
    """The number somebody typed, exactly: 「3億2千万」 is 320000000, 「△１，２００円」 is -1200, 「20%」 is 20.

    A percent sign is only stripped; `read_percentage` turns it into a fraction. Raises NumberTextError.
    Source: docs/calculations.md 「数の読み取り」.
    """
    cleaned = unicodedata.normalize("NFKC", text or "").strip().lower().replace("、", ",")
    cleaned = re.sub(r"\s+", "", cleaned)
    if not cleaned:
        raise NumberTextError("empty", text)
    if len(cleaned) > LONGEST_TEXT:
        raise NumberTextError("too_long", text)
    sign, body = _split_sign(cleaned)
    if not body:
        raise NumberTextError("not_a_number", text)
    with localcontext() as context:
        # Amounts of 60 typed characters must stay exact; the default of 28 digits would round them.
        context.prec = 4 * LONGEST_TEXT
        value = sign * _read_body(body, text)
        return _without_idle_zeros(value)


def read_percentage(text: str) -> Decimal:
    """A rate typed in percent as a fraction: 「20」 and 「20%」 are 0.2. Raises NumberTextError."""
    return _without_idle_zeros(read_number(text).scaleb(-2))


def _split_sign(cleaned: str) -> tuple[int, str]:
    """Minus and currency marks in front, counters behind; (1,200) is the accountants' minus."""
    sign, body = 1, cleaned
    if body.startswith("(") and body.endswith(")"):
        sign, body = -1, body[1:-1]
    while body:
        if body[0] in MINUS_MARKS:
            if sign < 0:
                return sign, ""
            sign, body = -1, body[1:]
        elif body[0] == "+" and sign > 0 and body is cleaned:
            body = body[1:]
        elif mark := next((mark for mark in CURRENCY_MARKS if body.startswith(mark)), None):
            body = body[len(mark) :]
        else:
            break
    return sign, _without_counter(body)


def _without_counter(body: str) -> str:
    for counter in COUNTERS:
        if body.endswith(counter):
            return body[: -len(counter)]
    return body


def _read_body(body: str, text: str) -> Decimal:
    if english := re.fullmatch(r"([\d.,]+)(mm|bn|[kmb])", body):
        return _read_figure(english[1], text) * ENGLISH_UNITS[english[2]]
    total, last_unit = Decimal(0), 10**16
    for section, unit_name in re.findall(r"([^兆億万]*)([兆億万]|$)", body):
        if not section and not unit_name:
            continue
        if not section:
            raise NumberTextError("not_a_number", text)
        unit = BIG_UNITS.get(unit_name, 1)
        if unit >= last_unit:
            raise NumberTextError("unit_order", text)
        total, last_unit = total + _read_section(section, text) * unit, unit
    return total


def _read_section(section: str, text: str) -> Decimal:
    """A part below one big unit: 「2千5百」, 「千」, 「1,234.5」."""
    total, last_unit = Decimal(0), 10**4
    for figure, unit_name in re.findall(r"([^千百十]*)([千百十]|$)", section):
        if not figure and not unit_name:
            continue
        unit = SMALL_UNITS.get(unit_name, 1)
        if unit >= last_unit:
            raise NumberTextError("unit_order", text)
        coefficient = _read_figure(figure, text) if figure else Decimal(1)
        total, last_unit = total + coefficient * unit, unit
    return total


def _read_figure(figure: str, text: str) -> Decimal:
    if "," in figure:
        if not re.fullmatch(r"[\d.,]+", figure):
            raise NumberTextError("not_a_number", text)
        # 「1,5」 may mean 1.5 to somebody from Europe: refuse it rather than read 15.
        if not GROUPED_NUMBER.fullmatch(figure):
            raise NumberTextError("misplaced_comma", text)
        figure = figure.replace(",", "")
    if not PLAIN_NUMBER.fullmatch(figure):
        raise NumberTextError("not_a_number", text)
    return Decimal(figure)


def _without_idle_zeros(value: Decimal) -> Decimal:
    if value == value.to_integral_value():
        return Decimal(int(value))
    with localcontext() as context:
        context.prec = 4 * LONGEST_TEXT
        return value.normalize()


def echo_money(amount: Decimal, currency: str = "JPY", language: str = "ja") -> str:
    """How a typed amount was understood, to be shown behind the field: 「1億6,000万円（160,000,000円）」.

    In English and in amounts without 万 the exact amount alone says it all.
    """
    from workspaces.calc.display import currency_word, format_exact_money

    exact = format_exact_money(amount, currency, language)
    if language != "ja" or abs(amount) < 10**4 or amount != amount.to_integral_value():
        return exact
    return f"{_in_myriads(int(amount))}{currency_word(currency)}（{exact}）"


def _in_myriads(amount: int) -> str:
    parts, rest = [], abs(amount)
    for name, unit in BIG_UNITS.items():
        count, rest = divmod(rest, unit)
        if count:
            parts.append(f"{count:,}{name}")
    if rest:
        parts.append(f"{rest:,}")
    return ("\u2212" if amount < 0 else "") + "".join(parts)


YEAR_FIRST = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:\([月火水木金土日]\))?")
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
MONTH_AND_DAY = re.compile(r"(\d{1,2})[/月](\d{1,2})日?(?:\([月火水木金土日]\))?")
YEAR_LAST = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}")


def read_date(text: str, fmt: str | None = None, *, year: int | None = None) -> dt.date:
    """The day somebody typed: 2026/11/20, 20261120, 2026年11月20日, or 11/20 when `year` is given.

    `fmt` is a strptime format chosen for a column; it alone decides then. Day-month orders are never guessed
    (`ambiguous`). Raises DateTextError.
    """
    cleaned = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text or "").strip())
    if not cleaned:
        raise DateTextError("empty", text)
    if fmt is not None:
        try:
            return dt.datetime.strptime(cleaned, fmt).date()
        except ValueError:
            raise DateTextError("not_a_date", text) from None
    cleaned = cleaned.replace(" ", "")
    if match := YEAR_FIRST.fullmatch(cleaned) or COMPACT.fullmatch(cleaned):
        return _date_of(int(match[1]), int(match[2]), int(match[3]), text)
    if match := MONTH_AND_DAY.fullmatch(cleaned):
        if year is None:
            raise DateTextError("no_year", text)
        return _date_of(year, int(match[1]), int(match[2]), text)
    raise DateTextError("ambiguous" if YEAR_LAST.fullmatch(cleaned) else "not_a_date", text)


def _date_of(year: int, month: int, day: int, text: str) -> dt.date:
    try:
        return dt.date(year, month, day)
    except ValueError:
        raise DateTextError("not_a_date", text) from None
