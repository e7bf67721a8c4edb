"""What a list of leads is narrowed to, in words: the conditions that its form does not show, each removable."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from crm.funnel import UNKNOWN, UNMARKED
from crm.models import Company, Source, Stage
from nurturing.models import HandOff, ReturnReason
from nurturing.selectors.leads import LeadFilter
from workspaces.models import Workspace
from workspaces.templatetags.formats import day

# Parameters that the form does not ask for and must not lose.
KEPT = ("entered", "from", "to", "origin", "company", "reason", "mark", "created_to")


@dataclass(frozen=True)
class Chip:
    """A condition in force and the address without it."""

    label: str
    value: str
    url: str


def chips_of(workspace: Workspace, wanted: LeadFilter, query: QueryDict) -> list[Chip]:
    """The conditions of a list of leads that its form does not show."""
    return [Chip(label, value, _without(query, names)) for label, value, names in _conditions(workspace, wanted)]


def kept_parameters(query: QueryDict) -> list[tuple[str, str]]:
    """Parameters that filtering anew keeps."""
    return [(name, str(query.get(name))) for name in KEPT if query.get(name)]


def handoff_choices(wanted: LeadFilter) -> list[tuple[str, str]]:
    """The states of a hand-off that one may ask for, with 期限超過 and the one a figure asked by."""
    choices = [(key, str(label)) for key, label in HandOff.State.choices]
    choices.insert(1, ("overdue", _("期限超過")))
    return [*choices, ("answered", _("初回対応あり"))] if wanted.handoff == "answered" else choices


def _conditions(workspace: Workspace, wanted: LeadFilter) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    days = _span(wanted.start, wanted.end)
    if wanted.entered:
        stage = dict(Stage.choices, won=Stage.CUSTOMER.label).get(wanted.entered, wanted.entered)
        yield _("%(stage)sになった日") % {"stage": stage}, days, ("entered", "from", "to", "mark")
    elif wanted.handoff and days:
        yield _("引き渡しの日"), days, ("from", "to")
    if wanted.origin:
        words = {**dict(Source.Origin.choices), UNMARKED: _("未設定"), UNKNOWN: _("不明")}
        yield _("起点"), str(words.get(wanted.origin, wanted.origin)), ("origin",)
    if wanted.company is not None:
        company = Company.objects.for_workspace(workspace).filter(pk=wanted.company).first()
        yield _("会社"), company.name if company else "–", ("company",)
    if wanted.reason in ReturnReason.values:
        yield _("戻した理由"), str(ReturnReason(wanted.reason).label), ("reason",)
    if wanted.created_to:
        yield _("獲得日まで"), day(wanted.created_to), ("created_to",)


def _span(start: dt.date | None, end: dt.date | None) -> str:
    if start is None and end is None:
        return ""
    if start == end:
        return day(start)
    return _("%(start)s〜%(end)s") % {"start": day(start), "end": day(end)}


def _without(query: QueryDict, names: tuple[str, ...]) -> str:
    kept = [(key, value) for key, values in query.lists() for value in values if key not in (*names, "page") and value]
    return f"?{urlencode(kept)}" if kept else "?"
