"""The contents of the artefact 「ICP」 as the frame sees them: shipped defaults, copies, snapshots, problems."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.forms.models import model_to_dict
from django.utils import translation
from django.utils.translation import gettext as _

from crm.calc.periods import add_months
from strategy.models import ArtefactVersion
from targeting.calc.claims import VERIFY_AFTER_MONTHS
from targeting.defaults import ROLES, STAGES, DefaultRole
from targeting.models import BuyingRole, BuyingStage, Icp, IcpElement, IcpRule, Message, Persona, TitleRule
from targeting.selectors.messages import message_table
from targeting.title_defaults import TITLE_RULES

ICP_FIELDS = ("number", "product_line", "name", "problem", "value", "proof", "is_hypothesis", "verify_on")
RULE_FIELDS = (
    "icp_number",
    "position",
    "attribute",
    "operator",
    "values",
    "is_exclusion",
    "group",
    "is_required",
    "element",
    "reason",
    "evidence",
)
ELEMENT_FIELDS = ("icp_number", "element", "text", "months", "evidence", "verify_on")
ROLE_FIELDS = (
    "key",
    "position",
    "name",
    "titles",
    "concerns",
    "objections",
    "content_needed",
    "key_message",
    "weight",
    "is_required",
    "evidence",
    "verify_on",
)
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
    "lifecycle",
    "internal_approval",
    "evidence",
    "verify_on",
)
MESSAGE_FIELDS = ("role_key", "stage_key", "text", "proof", "verify_on")
PERSONA_FIELDS = (
    "key",
    "position",
    "name",
    "role_key",
    "goals",
    "questions",
    "objections",
    "sources",
    "evidence",
    "verify_on",
)
TITLE_FIELDS = ("position", "role_key", "scope", "words")
# Every table whose rows belong to a version, in the order in which they are copied.
CONTENTS: tuple[tuple[type[Any], tuple[str, ...]], ...] = (
    (Icp, ICP_FIELDS),
    (IcpRule, RULE_FIELDS),
    (IcpElement, ELEMENT_FIELDS),
    (BuyingRole, ROLE_FIELDS),
    (BuyingStage, STAGE_FIELDS),
    (Message, MESSAGE_FIELDS),
    (Persona, PERSONA_FIELDS),
    (TitleRule, TITLE_FIELDS),
)
ROLE_TEXTS = ("name", "titles", "concerns", "objections", "content_needed", "key_message")
_DEFAULT_STAGE_TEXTS = (*STAGE_FIELDS[2:9], "internal_approval")


def create_content(artefact: ArtefactVersion) -> None:
    """The framework's four roles and three stages in the workspace's language; no rule yet, so nobody is an ICP."""
    verify_on = add_months(artefact.workspace.today(), VERIFY_AFTER_MONTHS)
    with translation.override(artefact.workspace.language):
        Icp.objects.create(workspace_id=artefact.workspace_id, artefact=artefact)
        BuyingRole.objects.bulk_create(
            role_from(role, artefact, position=position, verify_on=verify_on)
            for position, role in enumerate(ROLES, start=1)
        )
        BuyingStage.objects.bulk_create(
            BuyingStage(
                workspace_id=artefact.workspace_id,
                artefact=artefact,
                key=stage.key,
                position=position,
                lifecycle=[str(key) for key in stage.lifecycle],
                verify_on=verify_on,
                **{field: str(getattr(stage, field)) for field in _DEFAULT_STAGE_TEXTS},
            )
            for position, stage in enumerate(STAGES, start=1)
        )
    TitleRule.objects.bulk_create(
        TitleRule(
            workspace_id=artefact.workspace_id,
            artefact=artefact,
            position=position,
            role_key=rule.role_key,
            scope=rule.scope,
            words=rule.words,
        )
        for position, rule in enumerate(TITLE_RULES, start=1)
    )


def role_from(role: DefaultRole, artefact: ArtefactVersion, *, position: int, verify_on: Any) -> BuyingRole:
    """An unsaved row of a shipped role, in the language in force."""
    return BuyingRole(
        workspace_id=artefact.workspace_id,
        artefact=artefact,
        key=role.key,
        position=position,
        weight=role.weight,
        verify_on=verify_on,
        **{field: str(getattr(role, field)) for field in ROLE_TEXTS},
    )


def copy_content(source: ArtefactVersion, target: ArtefactVersion) -> None:
    """Everything of one version into another: value statements, rules with their evidence, roles, stages, messages."""
    for model, fields in CONTENTS:
        rows = model.objects.for_workspace(source.workspace_id).filter(artefact=source)
        model.objects.bulk_create(
            model(
                workspace_id=target.workspace_id,
                artefact=target,
                **{field: getattr(row, field) for field in fields},
            )
            for row in rows
        )


def snapshot_of(artefact: ArtefactVersion) -> dict[str, Any]:
    """JSON-safe contents, each row named so that a diff finds it; the first ICP's statement stands at the top."""
    icps = [model_to_dict(icp, fields=ICP_FIELDS) for icp in artefact.icps.all()]
    first = {key: value for key, value in icps[0].items() if key != "number"} if icps else {}
    return {
        **first,
        "icps": [{**icp, "key": f"icp-{icp['number']}"} for icp in icps[1:]],
        "rules": _rules_snapshot(artefact),
        "elements": [_element_snapshot(row) for row in _filled_elements(artefact)],
        "roles": [model_to_dict(role, fields=ROLE_FIELDS) for role in artefact.buying_roles.all()],
        "stages": [model_to_dict(stage, fields=STAGE_FIELDS) for stage in artefact.buying_stages.all()],
        "messages": _messages_snapshot(artefact),
        "personas": [model_to_dict(persona, fields=PERSONA_FIELDS) for persona in artefact.personas.all()],
        "titles": [
            {"key": f"title-{rule.position}", **model_to_dict(rule, fields=TITLE_FIELDS)}
            for rule in artefact.title_rules.all()
        ],
    }


def _rules_snapshot(artefact: ArtefactVersion) -> list[dict[str, Any]]:
    """The rules, each named by its side and attribute; evidence says where a rule comes from and is no ground.

    Names are keys: a snapshot says the same in every language, `labels.row_title` has the words.
    """
    seen: Counter[tuple[Any, ...]] = Counter()
    rows = []
    for rule in artefact.icp_rules.all():
        place = (rule.icp_number, rule.is_exclusion, rule.attribute)
        seen[place] += 1
        beside = f"icp{rule.icp_number}:" if rule.icp_number > 1 else ""
        rows.append(
            {
                "key": f"{beside}{'without' if rule.is_exclusion else 'with'}:{rule.attribute}:{seen[place]}",
                "name": rule.attribute,
                "icp_number": rule.icp_number,
                "attribute": rule.attribute,
                "operator": rule.operator,
                "values": rule.values,
                "is_exclusion": rule.is_exclusion,
                "group": rule.group,
                "is_required": rule.is_required,
                "element": rule.element,
                "reason": rule.reason,
                "provenance": rule.evidence,
            }
        )
    return rows


def _filled_elements(artefact: ArtefactVersion) -> list[IcpElement]:
    rows = artefact.icp_elements.order_by("icp_number", "element")
    return [row for row in rows if row.text or row.months or row.evidence]


def _element_snapshot(row: IcpElement) -> dict[str, Any]:
    return {"key": f"icp{row.icp_number}:{row.element}", **model_to_dict(row, fields=ELEMENT_FIELDS)}


def _messages_snapshot(artefact: ArtefactVersion) -> list[dict[str, Any]]:
    rows = artefact.messages.order_by("stage_key", "role_key")
    return [
        {"key": f"{row.stage_key}:{row.role_key}", **model_to_dict(row, fields=MESSAGE_FIELDS)}
        for row in rows
        if row.text or row.proof
    ]


def problems_of(artefact: ArtefactVersion) -> list[str]:
    """What keeps the ICP from being agreed."""
    problems = []
    with_rules = set(artefact.icp_rules.filter(is_exclusion=False).values_list("icp_number", flat=True))
    icps = list(artefact.icps.all())
    if not icps or any(icp.number not in with_rules for icp in icps):
        problems.append(_("ICPの条件がありません。「すべての企業」は対象にできません。条件を1つ以上入れてください"))
    if not all(icp.problem and icp.value and icp.proof for icp in icps):
        problems.append(_("価値の説明（課題・得られる価値・根拠）が未入力です"))
    nameless = list(dict.fromkeys(role.name for role, _line in message_table(artefact).empty))
    if nameless:
        problems.append(_("伝えるメッセージが未入力の関与者があります: %(names)s") % {"names": "、".join(nameless)})
    return problems
