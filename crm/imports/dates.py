"""Reads days and moments of a column under one format, and finds that format; warns where two would do (31/12 or 12/31)."""
# japanese-data

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from crm.imports.problems import RefusedValue

EARLIEST_YEAR, LATEST_YEAR = 1900, 2199
YEAR_FIRST = re.compile(
    r"(\d{4})[-/.年]\s?(\d{1,2})[-/.月]\s?(\d{1,2})日?(?:\([月火水木金土日]\))?"
    r"(?:[T\s]\s*(\d{1,2})[:時](\d{1,2})(?:[:分](\d{1,2})(?:[.,]\d+)?)?[秒分]?\s*(Z|UTC|[+-]\d{2}:?\d{2})?)?"
)
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
ERA = re.compile(r"(令和|平成|昭和|R|H|S)\s?(\d{1,2}|元)[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
ERA_OFFSETS = {"令和": 2018, "R": 2018, "平成": 1988, "H": 1988, "昭和": 1925, "S": 1925}
# Month first stands before day first: it is what the American systems write whose exports one meets in Japan.
DAY_FORMATS = (
    *("%m/%d/%Y", "%d/%m/%Y", "%m-%d-%Y", "%d-%m-%Y", "%m.%d.%Y", "%d.%m.%Y", "%m/%d/%y", "%d/%m/%y"),
    *("%b %d, %Y", "%B %d, %Y", "%d %b %Y", "%d %B %Y", "%d-%b-%Y", "%d-%b-%y", "%y/%m/%d"),
)
TIME_FORMATS = ("", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p", " %H:%M:%S.%f")
YEAR_FIRST_FORMAT = ""


@dataclass(frozen=True)
class Moment:
    """A point in time as typed: `text` is what PostgreSQL reads in the workspace's zone; `is_day`: without a time."""

    text: str
    is_day: bool
    day: dt.date


def read_moment(text: str, format: str = YEAR_FIRST_FORMAT) -> Moment:
    """A cell as a moment; the blank format reads any order that begins with the year, and Japanese eras.

    Raises RefusedValue.
    """
    cleaned = " ".join(unicodedata.normalize("NFKC", text).split())
    try:
        moment = _by_format(cleaned, format) if format else _year_first(cleaned)
    except ValueError:
        moment = None
    if moment is None:
        raise RefusedValue(_("日付として読めません: 「%(value)s」") % {"value": text[:40]})
    if not EARLIEST_YEAR <= moment.day.year <= LATEST_YEAR:
        raise RefusedValue(_("ありえない年です: 「%(value)s」") % {"value": text[:40]})
    return moment


def _by_format(cleaned: str, format: str) -> Moment | None:
    value = _parse(cleaned, format)
    is_day = not any(sign in format for sign in ("%H", "%I", "%X", "%c", "%s"))
    return Moment(value.date().isoformat() if is_day else value.isoformat(sep=" "), is_day, value.date())


def _parse(cleaned: str, format: str) -> dt.datetime:
    """A chosen format of the day also reads cells that carry a time, and one with a time cells without."""
    for candidate in (format, *(format + time for time in TIME_FORMATS[1:]), format.split(" %H")[0].split(" %I")[0]):
        try:
            return dt.datetime.strptime(cleaned, candidate)
        except ValueError:
            continue
    raise ValueError(cleaned)


def _year_first(cleaned: str) -> Moment | None:
    if match := YEAR_FIRST.fullmatch(cleaned):
        return _of_match(match)
    if match := COMPACT.fullmatch(cleaned):
        day = dt.date(*(int(part) for part in match.groups()))
        return Moment(day.isoformat(), True, day)
    if match := ERA.fullmatch(cleaned):
        year = ERA_OFFSETS[match[1]] + (1 if match[2] == "元" else int(match[2]))
        day = dt.date(year, int(match[3]), int(match[4]))
        return Moment(day.isoformat(), True, day)
    return None


def _of_match(match: re.Match[str]) -> Moment:
    day = dt.date(int(match[1]), int(match[2]), int(match[3]))
    if match[4] is None:
        return Moment(day.isoformat(), True, day)
    time = dt.time(int(match[4]), int(match[5]), int(match[6] or 0))
    zone = {"Z": "+00", "UTC": "+00"}.get(match[7] or "", match[7] or "")
    return Moment(f"{day.isoformat()} {time.isoformat()}{zone}", False, day)


def day_reader(format: str, zone: ZoneInfo) -> Callable[[str], str]:
    """Reads a cell as a local day (ISO text); a moment with its own offset falls on its day in `zone`."""

    def read(text: str) -> str:
        moment = read_moment(text, format)
        if not moment.is_day and re.search(r"\d[+-]\d{2}:?\d{0,2}$", moment.text):
            return dt.datetime.fromisoformat(moment.text).astimezone(zone).date().isoformat()
        return moment.day.isoformat()

    return read


def moment_reader(format: str) -> Callable[[str], str]:
    """Reads a cell as a moment (text that PostgreSQL reads in the session's zone); days have no time part."""

    def read(text: str) -> str:
        if not format and len(text) >= 16 and text[4] == "-" and text[7] == "-":
            # The usual shape, checked in C; times without seconds up to those with an offset.
            try:
                if EARLIEST_YEAR <= dt.datetime.fromisoformat(text).year <= LATEST_YEAR:
                    return text
            except ValueError:
                pass
        return read_moment(text, format).text

    return read


# ------------------------------------------------------------------ finding the format


@dataclass(frozen=True)
class FormatChoice:
    """The format of a column and another one under which the column reads as well, with other days."""

    format: str
    rival: str = ""


def choose_format(values: Iterable[str]) -> FormatChoice:
    """The format under which a column's values read: year first where that does, else the one that reads all (or most).

    `rival` names a second format that reads every value too: the day-month trap, which only a person can decide.
    """
    texts = sorted({" ".join(unicodedata.normalize("NFKC", value).split()) for value in values if value.strip()})
    if not texts or sum(_reads(text, YEAR_FIRST_FORMAT) for text in texts) * 2 > len(texts):
        return FormatChoice(YEAR_FIRST_FORMAT)
    scores = [(sum(_reads(text, format) for text in texts), format) for format in DAY_FORMATS]
    best = max(score for score, _format in scores)
    fitting = [format for score, format in scores if score == best and best > 0]
    if not fitting:
        return FormatChoice(YEAR_FIRST_FORMAT)
    rival = next((other for other in fitting[1:] if best == len(texts) and _differ(fitting[0], other, texts)), "")
    return FormatChoice(fitting[0], rival)


def _reads(text: str, format: str) -> bool:
    try:
        read_moment(text, format)
    except RefusedValue:
        return False
    return True


def _differ(one: str, other: str, texts: list[str]) -> bool:
    return any(read_moment(text, one).day != read_moment(text, other).day for text in texts)
