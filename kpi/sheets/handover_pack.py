"""引き継ぎ書: everything that has been agreed, why every number is what it is, and who answers for what."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from kpi.sheets.answers import version_shown
from strategy import layers, sentences
from strategy.models import Approval, ArtefactKind, ArtefactVersion, Goal, Party, Strategy
from strategy.selectors.changes import ChangeLine, ContentTable, as_tables, content_changes, figure_changes
from strategy.selectors.owners import owned_kinds
from strategy.selectors.statuses import artefact_states
from workspaces.calc.display import format_day, format_rate
from workspaces.duties import Duty, duties_of
from workspaces.models import User, Workspace
from workspaces.templatetags.formats import language

GOAL_AMOUNTS = ("revenue_target_amount", "marketing_share_rate", "average_deal_amount")


@dataclass(frozen=True)
class PackSection:
    """One definition: its state, what it says, the figures that followed, why, who agreed, who looks after it."""

    kind: str
    title: str
    status: str
    owner: str
    facts: list[tuple[str, str]]
    tables: list[ContentTable]
    figures: list[tuple[str, str]]
    reasons: list[tuple[str, str]]
    approvals: list[str]
    fingerprint: str
    review: str


@dataclass(frozen=True)
class HandoverPack:
    """The pack of a strategy; of one person's part when `person` is named."""

    title: str
    company: str
    sections: list[PackSection]
    missing: list[str]
    person: str = ""
    duties: list[Duty] = field(default_factory=list)


def handover_pack(strategy: Strategy, *, person: User | None = None) -> HandoverPack:
    """The definitions of a strategy in the order of the layers (of one person: those on the name, and all duties)."""
    owners = {one.kind: one for one in owned_kinds(strategy, artefact_states(strategy))}
    sections, missing = [], []
    for kind in [kind for report in layers.reports() for kind in report.kinds]:
        artefact = version_shown(strategy, kind)
        owner = owners[kind].owner if kind in owners else None
        if person is not None and owner != person:
            continue
        if artefact is None or not (artefact.is_touched or artefact.is_frozen):
            missing.append(str(ArtefactKind(kind).label))
        else:
            sections.append(_section(artefact, owner))
    return HandoverPack(
        title=strategy.name,
        company=strategy.workspace.name,
        sections=sections,
        missing=missing,
        person=str(person or ""),
        duties=duties_of(strategy.workspace, person) if person else [],
    )


def _section(artefact: ArtefactVersion, owner: User | None) -> PackSection:
    lines = content_changes(artefact, None)
    figures = artefact.figures if artefact.is_frozen else {}
    return PackSection(
        kind=artefact.kind,
        title=str(artefact),
        status=_status(artefact),
        owner=str(owner) if owner else str(_("担当者なし")),
        facts=[(line.name, line.after) for line in lines if not line.row],
        tables=as_tables(lines),
        figures=[(line.name, line.after) for line in figure_changes(artefact, {}, figures) if not line.row],
        reasons=_reasons(artefact, lines),
        approvals=_approvals(artefact),
        fingerprint=artefact.content_hash[:12],
        review=_day(artefact.review_on),
    )


def _status(artefact: ArtefactVersion) -> str:
    if not artefact.is_frozen or artefact.agreed_at is None:
        return _("下書き（まだ合意されていません）")
    return _("%(day)sに合意") % {"day": _day(artefact.workspace.local_date(artefact.agreed_at))}


def _approvals(artefact: ArtefactVersion) -> list[str]:
    rows = artefact.approvals.filter(decision=Approval.Decision.APPROVED, is_withdrawn=False)
    return [
        _("%(party)s %(name)s %(day)s")
        % {
            "party": Party(row.party).label,
            "name": row.decided_by,
            "day": _day(artefact.workspace.local_date(row.decided_at)),
        }
        for row in rows.select_related("decided_by")
    ]


def _reasons(artefact: ArtefactVersion, lines: list[ChangeLine]) -> list[tuple[str, str]]:
    """Where the numbers come from: 実績 with count and window, 仮置き, 目安; of tables the reason each row gives."""
    found = [(line.row, line.after) for line in lines if line.row and line.path.endswith("reason") and line.after]
    if artefact.kind == ArtefactKind.GOAL:
        goal = Goal.objects.for_workspace(artefact.workspace_id).filter(artefact=artefact).first()
        found += _sources(goal) if goal else []
    silent = ("", _("なし"))
    return [(name, words) for name, words in found if words not in silent]


def _sources(goal: Goal) -> list[tuple[str, str]]:
    """Where each number that was entered comes from; one of which nothing is known is assumed, as on its page."""
    labels = layers.adapter_for(ArtefactKind.GOAL).labels
    entered = [name for name in GOAL_AMOUNTS if getattr(goal, name) is not None]
    known = {name: source for name, source in goal.provenance.items() if isinstance(source, dict)}
    names = dict.fromkeys([*entered, *goal.rates, *known])
    return [
        (
            str(labels.get(name) or labels.get(f"rates.{name}") or sentences.rate_name(name)),
            provenance_in_words(known.get(name) or {"kind": "assumed"}, goal.workspace),
        )
        for name in names
    ]


def provenance_in_words(source: dict[str, object], workspace: Workspace) -> str:
    """「実績 25.1%（203件、2025/11/01〜2026/10/31）」, 「目安（業種の一般的な値）」, 「仮置き」."""
    kind = source.get("kind")
    if kind == "actual":
        values = {
            "rate": format_rate(source["value"]) if source.get("value") else "",  # type: ignore[arg-type]
            "n": source.get("n", "–"),
            "first": _text_day(source.get("from")),
            "last": _text_day(source.get("to")),
        }
        return (_("実績 %(rate)s（%(n)s件、%(first)s〜%(last)s）") % values).replace("  ", " ")
    return {"template": _("目安（業種の一般的な値）"), "assumed": _("仮置き（根拠はまだありません）")}.get(
        str(kind), ""
    )


def _text_day(value: object) -> str:
    text = str(value or "")
    try:
        return _day(dt.date.fromisoformat(text))
    except ValueError:
        return text


def _day(day: dt.date | None) -> str:
    return format_day(day, "table", language()) if day else ""
