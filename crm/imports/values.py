"""Cleans cells, a column at a time: each distinct text is read once, so that long columns cost little."""
# japanese-data

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

from crm.calc.company_names import clean_domain, is_free_mail
from crm.imports import vocabulary
from crm.imports.dates import day_reader, moment_reader
from crm.imports.fields import ImportField, Kind, fold_heading
from crm.imports.mapping import MappedColumn
from crm.imports.problems import RefusedValue
from crm.models import ActivityType, Consent, Deal, Stage
from workspaces.calc.numbers_text import NumberTextError, read_number
from workspaces.models import Workspace

Reader = Callable[[str], str | None]

LARGEST_INTEGER = 2_147_483_647
LARGEST_AMOUNT = Decimal(10) ** 16
LARGE_UNIT = re.compile("[千万百億兆]")
EMAIL = re.compile(
    r"(?=.{1,254}$)(?=[^@]{1,64}@)[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*"
    r"@(?:(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{1,59})|[a-z]{2})",
    re.ASCII,
)


def clean_column(values: Sequence[str], read: Reader) -> tuple[list[str | None], dict[int, str]]:
    """The cells of a column as clean texts (None: blank), and the reasons of those that cannot be read, by position."""
    memory: dict[str, str | None] = {}
    refused: dict[str, str] = {}
    for text in set(values):
        try:
            memory[text] = read(text)
        except RefusedValue as reason:
            memory[text], refused[text] = None, str(reason)
    cleaned = [memory[text] for text in values]
    reasons = {place: refused[text] for place, text in enumerate(values) if text in refused} if refused else {}
    return cleaned, reasons


def reader_for(
    column: MappedColumn,
    *,
    workspace: Workspace,
    values: dict[str, str],
    date_format: str = "",
    default: str = "",
    unknown: dict[str, set[str]] | None = None,
) -> Reader:
    """How the cells of a mapped column are read: raw values replaced, blanks filled with `default`, then by kind.

    `unknown` collects what people should know: words outside the vocabulary (by field), and fields that were cut (`long`).
    """
    convert = _converter(column, workspace, date_format, unknown if unknown is not None else {})

    def read(text: str) -> str | None:
        text = text.strip()
        if text in values:
            text = values[text].strip()
        text = text or default
        return convert(text) if text else None

    return read


def _converter(column: MappedColumn, workspace: Workspace, date_format: str, unknown: dict[str, set[str]]) -> Reader:
    field, kind = column.field, column.field.kind
    simple: dict[Kind, Reader] = {
        Kind.EMAIL: read_email,
        Kind.DOMAIN: _read_domain,
        Kind.CORPORATE_NUMBER: read_corporate_number,
        Kind.INTEGER: read_count,
        Kind.DECIMAL: lambda text: str(_number(text, 1)),
        Kind.MONEY: lambda text: read_amount(text, column.unit),
        Kind.RATE: read_rate,
        Kind.DATE: day_reader(date_format, workspace.zone),
        Kind.MOMENT: moment_reader(date_format),
        Kind.BOOLEAN: read_boolean,
        Kind.STAGE: lambda text: read_stage(text, unknown.setdefault("stage", set())),
        Kind.CONSENT: read_consent,
        Kind.PATH: lambda text: _within(read_path(text), field, unknown),
        Kind.NAME: lambda text: _within(" ".join(unicodedata.normalize("NFKC", text).split()), field, unknown),
        Kind.METRIC: lambda text: _within(read_metric(text), field, unknown),
        Kind.ACTIVITY_TYPE: lambda text: _within(read_activity_type(text), field, unknown),
        Kind.OUTCOME: lambda text: read_outcome(text, unknown.setdefault("outcome", set())),
    }
    return simple.get(kind) or (lambda text: _within(text, field, unknown))


def _within(text: str, field: ImportField, unknown: dict[str, set[str]]) -> str:
    """A text that fits its column: descriptions are cut and reported, ids and other keys are refused."""
    if len(text) <= field.max_length:
        return text
    if field.name.endswith("external_id") or field.kind in (Kind.METRIC, Kind.ACTIVITY_TYPE):
        raise RefusedValue(_("%(count)s文字以内にしてください") % {"count": field.max_length})
    unknown.setdefault("long", set()).add(str(field.label))
    return text[: field.max_length]


# ------------------------------------------------------------------ identity


def read_email(text: str) -> str:
    """An address in lower case and one width; only such as a mailing list should accept."""
    address = unicodedata.normalize("NFKC", text).strip().removeprefix("mailto:").lower()
    if not EMAIL.fullmatch(address):
        raise RefusedValue(_("メールアドレスとして正しくありません: 「%(value)s」") % {"value": text[:60]})
    return address


def _read_domain(text: str) -> str | None:
    """A company's domain; that of a mail provider says nothing about the company."""
    domain = clean_domain(text)
    return domain if domain and len(domain) <= 255 and not is_free_mail(domain) else None


def read_corporate_number(text: str) -> str:
    """法人番号: 13 digits; blanks, hyphens and the T of an invoice number are dropped."""
    digits = re.sub(r"[\s\-‐ー]", "", unicodedata.normalize("NFKC", text)).upper().removeprefix("T")
    if not re.fullmatch(r"[0-9]{13}", digits):
        raise RefusedValue(_("法人番号は13桁の数字です: 「%(value)s」") % {"value": text[:40]})
    return digits


# ------------------------------------------------------------------ numbers


def _number(text: str, unit: int) -> Decimal:
    """A typed number times the column's unit, unless the cell names its own (「1,200万円」 under 「金額(万円)」)."""
    try:
        value = read_number(text)
    except NumberTextError:
        raise RefusedValue(_("数値として読めません: 「%(value)s」") % {"value": text[:40]}) from None
    return value if unit == 1 or LARGE_UNIT.search(unicodedata.normalize("NFKC", text)) else value * unit


def read_amount(text: str, unit: int = 1) -> str:
    """Money to two decimals, as text for PostgreSQL."""
    value = _number(text, unit)
    if abs(value) >= LARGEST_AMOUNT:
        raise RefusedValue(_("数が大きすぎます: 「%(value)s」") % {"value": text[:40]})
    return str(value.quantize(Decimal("0.01"), ROUND_HALF_UP))


def read_count(text: str) -> str:
    """A whole number from 0."""
    value = _number(text, 1)
    if value != value.to_integral_value() or not 0 <= value <= LARGEST_INTEGER:
        raise RefusedValue(_("0以上の整数で入力してください: 「%(value)s」") % {"value": text[:40]})
    return str(int(value))


def read_rate(text: str) -> str:
    """A rate as a fraction: 「35%」 and 0.35 are 0.35, and so is 35, since no margin exceeds one."""
    value = _number(text, 1)
    if "%" in unicodedata.normalize("NFKC", text) or abs(value) > 1:
        value = value / 100
    if abs(value) > 1:
        raise RefusedValue(_("率は0から100%%の間です: 「%(value)s」") % {"value": text[:40]})
    return str(value)


# ------------------------------------------------------------------ vocabulary


def read_boolean(text: str) -> str:
    folded = fold_heading(text)
    if folded in vocabulary.YES:
        return "true"
    if folded in vocabulary.NO:
        return "false"
    raise RefusedValue(_("はい・いいえのどちらかで入力してください: 「%(value)s」") % {"value": text[:40]})


def read_stage(text: str, unknown: set[str]) -> str | None:
    """A lifecycle stage; a word nobody knows (a status of sales, say) counts as blank, and is reported."""
    folded = fold_heading(text)
    found = folded if folded in Stage.values else vocabulary.STAGES.get(folded)
    if found is None:
        unknown.add(text)
        return None
    return str(found)


def read_outcome(text: str, unknown: set[str]) -> str:
    """open, won or lost; a word nobody knows is an open deal (a stage's name), and is reported."""
    folded = fold_heading(text)
    found = folded if folded in Deal.Outcome.values else vocabulary.OUTCOMES.get(folded)
    if found is None:
        unknown.add(text)
    return str(found or Deal.Outcome.OPEN)


def read_consent(text: str) -> str:
    folded = fold_heading(text)
    known = {fold_heading(value): value for value in Consent.Basis.values}
    found = known.get(folded) or vocabulary.CONSENT.get(folded)
    if found is None:
        raise RefusedValue(_("配信の根拠として読めません: 「%(value)s」") % {"value": text[:40]})
    return str(found)


def read_activity_type(text: str) -> str:
    """A type the product knows, by key or name; others stay as they are."""
    folded = fold_heading(text)
    known = {fold_heading(value): value for value in ActivityType.values}
    return str(known.get(folded) or vocabulary.ACTIVITY_TYPES.get(folded) or " ".join(text.split()))


def read_path(text: str) -> str:
    """The path of a page's address, without host, query and fragment."""
    path = re.sub(r"^(?:[a-z][a-z0-9+.-]*:)?//[^/?#]*", "", text.strip(), flags=re.IGNORECASE)
    return re.split(r"[?#]", path, maxsplit=1)[0] or "/"


def read_metric(text: str) -> str:
    """A daily figure's key where dashboards know it, else its name."""
    name = " ".join(unicodedata.normalize("NFKC", text).split())
    return vocabulary.METRICS.get(fold_heading(name), name)
