"""Every design as a document: the rows of its contents out, and back into a draft. For version control and other programs.

A document holds the rows as they are stored, without ids: what is read can be written back, and says the same.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from channels.models import ContentCell, ContentStageTarget, PathStep, PlannedChannel
from crm.models import Source
from kpi.models import KpiNode
from nurturing.models import MqlRule, ReturnDestination, ScoreRule, Sla
from nurturing.selectors.rule_models import model_of
from strategy import layers
from strategy.calc.funnel import rate_keys
from strategy.models import ArtefactKind, ArtefactVersion, Goal, PlanDetail, RoleSplitRow
from strategy.plan_pages.sentences import problem_sentence
from strategy.selectors.plan_details import plan_problems
from strategy.selectors.plans import has_typed_errors
from strategy.services.artefacts import save_draft, start_draft
from strategy.services.targets import write_plan_targets
from targeting.models import BuyingRole, BuyingStage, Icp, IcpElement, IcpRule, Message, Persona, TitleRule
from workspaces.models import Membership, User, Workspace

Kind = ArtefactKind
# The tables of each kind's contents under the names a document has for them; the first of a kind that has one row is its head.
TABLES: dict[str, dict[str, type[models.Model]]] = {
    Kind.GOAL: {"goal": Goal, "detail": PlanDetail},
    Kind.ROLES: {"rows": RoleSplitRow},
    Kind.ICP: {
        "icp": Icp,
        "rules": IcpRule,
        "elements": IcpElement,
        "buying_roles": BuyingRole,
        "buying_stages": BuyingStage,
        "messages": Message,
        "personas": Persona,
        "title_rules": TitleRule,
    },
    Kind.CHANNELS: {"channels": PlannedChannel, "paths": PathStep},
    Kind.CONTENT: {"cells": ContentCell, "stage_targets": ContentStageTarget},
    Kind.MQL_RULE: {"rule": MqlRule, "conditions": ScoreRule},
    Kind.SLA: {"sla": Sla, "destinations": ReturnDestination},
    Kind.KPI: {"nodes": KpiNode},
}
MAY_BE_ABSENT = (PlanDetail,)  # nothing stored means that all defaults are in force
NOT_SHOWN = ("id", "workspace", "artefact")


class BadDocument(Exception):
    """A document that cannot become the contents of its kind; `fields` names what is wrong, by path."""

    def __init__(self, fields: dict[str, list[str]]) -> None:
        super().__init__("; ".join(fields))
        self.fields = fields


# ------------------------------------------------------------------ out


def etag_of(artefact: ArtefactVersion) -> str:
    """Changes with every save and with every new version."""
    return f"{artefact.kind}-{artefact.number}-{artefact.token}"


def document_of(artefact: ArtefactVersion) -> dict[str, Any]:
    """A version as a document: what it is, its computed figures for reading, and its contents for writing back."""
    tables = TABLES[artefact.kind]
    figures = artefact.figures if artefact.is_frozen else layers.adapter_for(artefact.kind).figures(artefact)
    return {
        "kind": artefact.kind,
        "number": artefact.number,
        "status": artefact.status,
        "etag": etag_of(artefact),
        "content_hash": artefact.content_hash,
        "updated_at": artefact.updated_at.isoformat(),
        "figures": _plain(figures),
        "contents": {name: _rows_of(model, artefact) for name, model in tables.items()},
    }


def _rows_of(model: type[models.Model], artefact: ArtefactVersion) -> list[dict[str, Any]]:
    rows = model._default_manager.filter(artefact=artefact).order_by(*(model._meta.ordering or ["id"]), "id")
    return [{one.name: _out(row, one) for one in _fields(model)} for row in rows]


def _fields(model: type[models.Model]) -> list[Any]:
    return [one for one in model._meta.fields if one.name not in NOT_SHOWN]


def _out(row: models.Model, one: Any) -> Any:
    value = getattr(row, one.name)
    if isinstance(value, User):
        return value.email
    if isinstance(value, Source):
        return value.name
    return _plain(value)


def _plain(value: Any) -> Any:
    """Decimals as text without idle zeros, days as ISO: what JSON can hold exactly."""
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    if isinstance(value, dt.date | dt.datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value


# ------------------------------------------------------------------ back in


@transaction.atomic
def write_document(*, artefact: ArtefactVersion, contents: Mapping[str, Any], actor: User | None) -> ArtefactVersion:
    """Replace the contents of a draft; of an agreed version its next draft is begun. Returns the version written.

    Raises BadDocument (nothing is written), NotEditable and StaleDraft.
    """
    rows = _read(artefact, contents)
    draft = start_draft(strategy=artefact.strategy, kind=artefact.kind, actor=actor) if artefact.is_frozen else artefact
    return save_draft(artefact=draft, token=draft.token, actor=actor, change=lambda: _replace(draft, rows))


def _read(artefact: ArtefactVersion, contents: Mapping[str, Any]) -> list[models.Model]:
    """The rows of a document, unsaved. Raises BadDocument naming everything that is wrong."""
    tables = TABLES[artefact.kind]
    problems: dict[str, list[str]] = {
        f"contents.{name}": [_("この表はありません")] for name in contents if name not in tables
    }
    found: list[models.Model] = []
    for name, model in tables.items():
        rows = contents.get(name, [])
        if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
            problems[f"contents.{name}"] = [_("行の配列を送ってください")]
            continue
        if _is_head(model) and len(rows) != 1 and not (model in MAY_BE_ABSENT and not rows):
            problems[f"contents.{name}"] = [_("ちょうど1行を送ってください")]
        for number, row in enumerate(rows):
            try:
                found.append(_row(artefact.workspace, model, row))
            except ValidationError as error:
                problems |= {f"contents.{name}.{number}.{key}": texts for key, texts in error.message_dict.items()}
    if not problems:
        problems = _contradictions(artefact.kind, found)
    if problems:
        raise BadDocument(problems)
    return found


def _is_head(model: type[models.Model]) -> bool:
    """Whether a version has exactly one row of a table."""
    return isinstance(model._meta.get_field("artefact"), models.OneToOneField)


def _row(workspace: Workspace, model: type[models.Model], values: Mapping[str, Any]) -> models.Model:
    known = {one.name: one for one in _fields(model)}
    problems = {name: [_("この項目はありません")] for name in values if name not in known}
    made = model(workspace=workspace)
    for name, one in known.items():
        if name in values:
            try:
                setattr(made, name, _into(workspace, one, values[name]))
            except ValidationError as error:
                problems[name] = error.messages
    if problems:
        raise ValidationError(problems)
    made.full_clean(exclude=["artefact", "workspace"], validate_unique=False, validate_constraints=False)
    return made


def _into(workspace: Workspace, one: Any, value: Any) -> Any:
    """A value of a document as its field holds it; people by e-mail and sources by name, both of this workspace."""
    if one.is_relation and value is None:
        return None
    if one.is_relation and one.related_model is User:
        member = Membership.objects.for_workspace(workspace).filter(user__email__iexact=str(value)).first()
        if member is None:
            raise ValidationError(_("このメールアドレスのメンバーはいません"))
        return member.user
    if one.is_relation:
        source = Source.objects.for_workspace(workspace).filter(name=str(value)).first()
        if source is None:
            raise ValidationError(_("この流入元はありません"))
        return source
    if isinstance(one, ArrayField) and isinstance(value, list):
        return [one.base_field.to_python(item) for item in value]
    return value if value is None else one.to_python(value)


def _contradictions(kind: str, rows: list[models.Model]) -> dict[str, list[str]]:
    """What a form would not have let in although every value is of its type."""
    if kind == Kind.GOAL:
        return _of_goal(next(row for row in rows if isinstance(row, Goal)))
    if kind == Kind.MQL_RULE:
        rule = next(row for row in rows if isinstance(row, MqlRule))
        rule.artefact = ArtefactVersion(number=0)
        try:
            model_of(rule, [row for row in rows if isinstance(row, ScoreRule)])
        except (ValueError, TypeError, KeyError) as error:
            return {"contents.conditions": [_("読み取れない条件があります（%(why)s）") % {"why": error}]}
    return {}


def _of_goal(goal: Goal) -> dict[str, list[str]]:
    if goal.stages[:1] != ["lead"] or goal.stages[-1:] != ["won"] or len(goal.month_weights) != 12:
        return {"contents.goal.0.stages": [_("段階は lead で始まり won で終わり、月の重みは12個です")]}
    wrong = set(goal.rates) - set(rate_keys(goal.stages))
    for key, value in goal.rates.items():
        try:
            rate = Decimal(str(value))
        except InvalidOperation:
            wrong.add(key)
            continue
        if not 0 <= rate <= 1:
            wrong.add(key)
    return {
        f"contents.goal.0.rates.{key}": [_("0から1までの率を、段階の順の名前で送ってください")] for key in sorted(wrong)
    }


def _refuse_details(draft: ArtefactVersion) -> None:
    """A goal whose own numbers make a plan, but not together with its 詳細設定."""
    if draft.kind != Kind.GOAL:
        return
    goal = Goal.objects.select_related("artefact__strategy", "workspace").get(artefact=draft)
    problems = [] if has_typed_errors(goal) else plan_problems(goal)
    if problems:
        raise BadDocument({f"contents.detail.0.document.{one.path}": [problem_sentence(one)] for one in problems})


def _replace(draft: ArtefactVersion, rows: list[models.Model]) -> None:
    """New rows for old; what the kind computes from them must still be computable."""
    try:
        with transaction.atomic():
            for model in reversed(TABLES[draft.kind].values()):
                model._default_manager.filter(artefact=draft).delete()
            for row in rows:
                row.artefact = draft  # type: ignore[attr-defined]
                row.save(force_insert=True)
            fresh = ArtefactVersion.objects.select_related("strategy", "workspace").get(pk=draft.pk)
            if draft.kind == Kind.GOAL:
                write_plan_targets(fresh)
            adapter = layers.adapter_for(draft.kind)
            adapter.snapshot(fresh)
            adapter.figures(fresh)
            _refuse_details(fresh)
    except (IntegrityError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise BadDocument({"contents": [_("内容が計算できません（%(why)s）") % {"why": error}]}) from error
