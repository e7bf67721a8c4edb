"""Prints numbers, money and rates: the only place where anything is rounded, half up and away from zero."""
# japanese-data

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal, localcontext
from fractions import Fraction
from math import floor

Number = int | float | Decimal | Fraction

MINUS = "\u2212"
NO_VALUE = "–"
CURRENCY_SIGNS = {"JPY": "¥", "USD": "$", "EUR": "€", "GBP": "£"}
CURRENCY_WORDS = {"JPY": "円", "USD": "ドル", "EUR": "ユーロ", "GBP": "ポンド"}
CURRENCIES_WITHOUT_CENTS = frozenset({"JPY", "KRW", "VND", "CLP"})
WEEKDAYS_JA = "月火水木金土日"
WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def as_fraction(value: Number) -> Fraction:
    """The exact value; a float counts as the decimal that Python prints for it (0.145 is 145/1000)."""
    if isinstance(value, float):
        return Fraction(repr(value))
    return Fraction(value)


def round_half_up(value: Number, places: int = 0) -> Decimal:
    """`value` rounded to `places` decimals, halves away from zero (四捨五入), as a Decimal with that many places."""
    scaled = abs(as_fraction(value)) * 10**places
    units = floor(scaled + Fraction(1, 2))
    with localcontext() as context:
        context.prec = max(28, len(str(units)) + places + 2)
        rounded = Decimal(units).scaleb(-places)
        return -rounded if value < 0 and units else rounded


def round_half_up_int(value: Number) -> int:
    """`value` rounded to a whole number, halves away from zero."""
    return int(round_half_up(value))


def as_decimal(value: Number, places: int = 18) -> Decimal:
    """An exact fraction as it is stored: a Decimal of 18 places."""
    return round_half_up(value, places)


def currency_digits(currency: str) -> int:
    """Decimals of the smallest unit of a currency: none for yen, two for dollars."""
    return 0 if currency in CURRENCIES_WITHOUT_CENTS else 2


def currency_sign(currency: str) -> str:
    """The sign in front of an English amount: ¥, $, or the code with a space."""
    return CURRENCY_SIGNS.get(currency, f"{currency} ")


def currency_word(currency: str) -> str:
    """The word behind a Japanese amount: 円, ドル, or the code."""
    return CURRENCY_WORDS.get(currency, currency)


def largest_remainder(values: Sequence[Number], total: int | None = None) -> list[int]:
    """Whole numbers that stand for `values` and add up to `total` (default: their exact sum, rounded half up).

    Each value is floored; what is missing goes one by one to the largest remainders, ties to the earlier place.
    Negative values are allowed. Raises ValueError when `total` is not a rounding of the sum.
    Source: docs/calculations.md 「月への割り付け（最大剰余法）」.
    """
    exact = [as_fraction(value) for value in values]
    if total is None:
        total = round_half_up_int(sum(exact, Fraction(0)))
    floors = [floor(value) for value in exact]
    missing = total - sum(floors)
    if not 0 <= missing <= len(exact):
        raise ValueError(f"{total} is not a rounding of the sum of the values")
    by_remainder = sorted(range(len(exact)), key=lambda index: (floors[index] - exact[index], index))
    for index in by_remainder[:missing]:
        floors[index] += 1
    return floors


def allot(total: int, weights: Sequence[Number]) -> list[int]:
    """`total` whole units shared out by `weights` (largest remainder); equal shares when all weights are zero."""
    exact = [as_fraction(weight) for weight in weights]
    whole = sum(exact, Fraction(0))
    if whole == 0:
        exact, whole = [Fraction(1)] * len(exact), Fraction(len(exact))
    return largest_remainder([total * weight / whole for weight in exact], total)


def format_number(value: Number | None, places: int = 0, *, is_signed: bool = False) -> str:
    """5,333 or −14.4 with a real minus sign (U+2212); nothing known is 「–」. `is_signed` adds + to gains."""
    if value is None:
        return NO_VALUE
    rounded = round_half_up(value, places)
    return _sign_of(rounded, is_signed=is_signed) + f"{abs(rounded):,f}"


def format_count(value: Number | None, unit: str = "", language: str = "ja", *, is_signed: bool = False) -> str:
    """A count with its Japanese counter: 5,333件; English has the bare figure."""
    if value is None:
        return NO_VALUE
    return format_number(value, is_signed=is_signed) + (unit if language == "ja" else "")


def format_exact_money(
    amount: Number | None, currency: str = "JPY", language: str = "ja", *, is_signed: bool = False
) -> str:
    """The amount to its smallest unit: 399,975,000円, ¥399,975,000, $1,234.50 (whole dollars without cents)."""
    if amount is None:
        return NO_VALUE
    digits = currency_digits(currency)
    rounded = round_half_up(amount, digits)
    if digits and rounded == rounded.to_integral_value():
        rounded = round_half_up(amount)
    return _with_currency(rounded, f"{abs(rounded):,f}", currency, language, is_signed=is_signed)


def format_money(amount: Number | None, currency: str = "JPY", language: str = "ja", *, is_signed: bool = False) -> str:
    """The amount as it stands in prose and on cards: 9,800円, 12.5万円, 1,234万円, 1.6億円; ¥1.6M, ¥1.23B.

    Rounded half up in the printed unit; 9,999.9万円 becomes 1億円, never 10,000万円.
    Source: docs/calculations.md 「金額の表示」.
    """
    if amount is None:
        return NO_VALUE
    steps = _STEPS_JA if language == "ja" else _STEPS_EN
    exact = as_fraction(amount)
    rounded, printed_unit = round_half_up(exact), 1
    figure = f"{abs(rounded):,f}"
    for start, unit, places, name in steps:
        # What the finer unit would print decides: 9,999.6万円 prints as 10,000万円, so it moves on to 億.
        if abs(rounded) * printed_unit >= start:
            rounded, printed_unit = round_half_up(exact / unit, places), unit
            figure = _without_trailing_zeros(f"{abs(rounded):,f}") + name
    return _with_currency(rounded, figure, currency, language, is_signed=is_signed)


# From which amount on, printed in which unit, with at most how many decimals, under which name.
_STEPS_JA: tuple[tuple[int, int, int, str], ...] = (
    (10**4, 10**4, 1, "万"),
    (10**6, 10**4, 0, "万"),
    (10**8, 10**8, 2, "億"),
    (10**12, 10**12, 2, "兆"),
)
_STEPS_EN: tuple[tuple[int, int, int, str], ...] = (
    (10**4, 10**3, 1, "K"),
    (10**6, 10**6, 2, "M"),
    (10**9, 10**9, 2, "B"),
)


def format_rate(rate: Number | None, places: int = 1, *, is_signed: bool = False) -> str:
    """A fraction as a percentage: 0.141 is 14.1%; an attainment is printed with no decimals (94%)."""
    if rate is None:
        return NO_VALUE
    return format_number(as_fraction(rate) * 100, places, is_signed=is_signed) + "%"


def format_points(difference: Number | None, language: str = "ja", places: int = 1) -> str:
    """A difference of two rates in percentage points, always signed: −5.9pt."""
    if difference is None:
        return NO_VALUE
    gap = "" if language == "ja" else " "
    return format_number(as_fraction(difference) * 100, places, is_signed=True) + f"{gap}pt"


def format_day(day: dt.date | None, style: str = "table", language: str = "ja") -> str:
    """A day. `prose` 2026年11月20日(金), `table` 2026/11/20, `compact` 11/20(金); English always Nov 20, 2026 (Fri)."""
    if day is None:
        return NO_VALUE
    if language != "ja":
        short = f"{MONTHS_EN[day.month - 1]} {day.day}"
        weekday = WEEKDAYS_EN[day.weekday()]
        if style == "compact":
            return f"{short} ({weekday})"
        return f"{short}, {day.year}" + (f" ({weekday})" if style == "prose" else "")
    weekday = WEEKDAYS_JA[day.weekday()]
    if style == "prose":
        return f"{day.year}年{day.month}月{day.day}日({weekday})"
    if style == "compact":
        return f"{day.month}/{day.day}({weekday})"
    return f"{day.year}/{day.month:02}/{day.day:02}"


def _sign_of(rounded: Decimal, *, is_signed: bool) -> str:
    if rounded < 0:
        return MINUS
    return "+" if is_signed and rounded > 0 else ""


def _with_currency(rounded: Decimal, figure: str, currency: str, language: str, *, is_signed: bool) -> str:
    sign = _sign_of(rounded, is_signed=is_signed)
    if language == "ja":
        return f"{sign}{figure}{currency_word(currency)}"
    return f"{sign}{currency_sign(currency)}{figure}"


def _without_trailing_zeros(figure: str) -> str:
    return figure.rstrip("0").rstrip(".") if "." in figure else figure
