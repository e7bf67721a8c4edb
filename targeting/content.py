"""The contents of the artefact 「ICP」 as the frame sees them: shipped defaults, copies, snapshots, figures, problems."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.forms.models import model_to_dict
from django.utils import translation
from django.utils.translation import gettext as _

from strategy.models import ArtefactVersion
from targeting.defaults import ROLES, STAGES
from targeting.models import BuyingRole, BuyingStage, Icp, IcpRule
from targeting.selectors.attributes import FIXED

ICP_FIELDS = ("name", "problem", "value", "proof", "is_hypothesis", "verify_on")
RULE_FIELDS = ("position", "attribute", "operator", "values", "is_exclusion", "reason", "evidence")
ROLE_FIELDS = ("key", "position", "name", "titles", "concerns", "objections", "content_needed", "key_message", "weight")
STAGE_FIELDS = (
    "key",
    "position",
    "name",
    "state_of_mind",
    "questions",
    "information_needed",
    "content_needed",
    "signals",
    "exit_condition",
)
_DEFAULT_ROLE_TEXTS = ("name", "titles", "concerns", "objections", "content_needed", "key_message")
_DEFAULT_STAGE_TEXTS = STAGE_FIELDS[2:]


def create_content(artefact: ArtefactVersion) -> None:
    """The framework's four roles and three stages in the workspace's language; no rule yet, so nobody is an ICP."""
    with translation.override(artefact.workspace.language):
        Icp.objects.create(workspace_id=artefact.workspace_id, artefact=artefact)
        BuyingRole.objects.bulk_create(
            BuyingRole(
                workspace_id=artefact.workspace_id,
                artefact=artefact,
                key=role.key,
                position=position,
                weight=role.weight,
                **{field: str(getattr(role, field)) for field in _DEFAULT_ROLE_TEXTS},
            )
            for position, role in enumerate(ROLES, start=1)
        )
        BuyingStage.objects.bulk_create(
            BuyingStage(
                workspace_id=artefact.workspace_id,
                artefact=artefact,
                key=stage.key,
                position=position,
                **{field: str(getattr(stage, field)) for field in _DEFAULT_STAGE_TEXTS},
            )
            for position, stage in enumerate(STAGES, start=1)
        )


def copy_content(source: ArtefactVersion, target: ArtefactVersion) -> None:
    """Everything of one version into another: value statement, rules with their evidence, roles, stages."""
    Icp.objects.create(workspace_id=target.workspace_id, artefact=target, **_values(source.icp, ICP_FIELDS))
    _copy_rows(IcpRule, source, target, RULE_FIELDS)
    _copy_rows(BuyingRole, source, target, ROLE_FIELDS)
    _copy_rows(BuyingStage, source, target, STAGE_FIELDS)


def _copy_rows(model: type[Any], source: ArtefactVersion, target: ArtefactVersion, fields: tuple[str, ...]) -> None:
    rows = model.objects.for_workspace(source.workspace_id).filter(artefact=source)
    model.objects.bulk_create(
        model(workspace_id=target.workspace_id, artefact=target, **_values(row, fields)) for row in rows
    )


def _values(row: Any, fields: tuple[str, ...]) -> dict[str, Any]:
    return {field: getattr(row, field) for field in fields}


def snapshot_of(artefact: ArtefactVersion) -> dict[str, Any]:
    """JSON-safe contents: the value statement, rules, roles and stages, each row named so that a diff finds it."""
    return {
        **model_to_dict(artefact.icp, fields=ICP_FIELDS),
        "rules": _rules_snapshot(artefact),
        "roles": [model_to_dict(role, fields=ROLE_FIELDS) for role in artefact.buying_roles.all()],
        "stages": [model_to_dict(stage, fields=STAGE_FIELDS) for stage in artefact.buying_stages.all()],
    }


def _rules_snapshot(artefact: ArtefactVersion) -> list[dict[str, Any]]:
    """The rules, each named by its side and attribute; evidence says where a rule comes from and is no ground."""
    labels = {attribute.key: str(attribute.label) for attribute in FIXED}
    seen: Counter[tuple[bool, str]] = Counter()
    rows = []
    for rule in artefact.icp_rules.all():
        place = (rule.is_exclusion, rule.attribute)
        seen[place] += 1
        rows.append(
            {
                "key": f"{'without' if rule.is_exclusion else 'with'}:{rule.attribute}:{seen[place]}",
                "name": labels.get(rule.attribute, rule.attribute.partition(".custom.")[2] or rule.attribute),
                "attribute": rule.attribute,
                "operator": rule.operator,
                "values": rule.values,
                "is_exclusion": rule.is_exclusion,
                "reason": rule.reason,
                "provenance": rule.evidence,
            }
        )
    return rows


def problems_of(artefact: ArtefactVersion) -> list[str]:
    """What keeps the ICP from being agreed."""
    problems = []
    if not artefact.icp_rules.filter(is_exclusion=False).exists():
        problems.append(_("ICPの条件がありません。「すべての企業」は対象にできません。条件を1つ以上入れてください"))
    if not (artefact.icp.problem and artefact.icp.value and artefact.icp.proof):
        problems.append(_("価値の説明（課題・得られる価値・根拠）が未入力です"))
    nameless = [role.name for role in artefact.buying_roles.all() if not role.key_message]
    if nameless:
        problems.append(_("伝えるメッセージが未入力の関与者があります: %(names)s") % {"names": "、".join(nameless)})
    return problems
