"""Values that a rule asks for and no record has, with those the records do have: a slip of the pen matches nobody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from targeting.models import IcpRule
from targeting.selectors.attributes import Attribute
from targeting.selectors.rule_conditions import BLANKS
from workspaces.models import Workspace

MOST_KNOWN = 6
_SOURCES = {
    "company": "crm_company c WHERE c.workspace_id = %s",
    "lead": "crm_lead l LEFT JOIN crm_source s ON s.id = l.source_id WHERE l.workspace_id = %s",
    "deal": "crm_deal d WHERE d.workspace_id = %s",
}


@dataclass(frozen=True)
class UnknownValues:
    """Values of an attribute that no record has, and the most frequent ones that records have."""

    attribute: Attribute
    values: list[str]
    known: list[str]


def unknown_values(
    workspace: Workspace, rules: Sequence[IcpRule], attributes: Sequence[Attribute]
) -> list[UnknownValues]:
    """Per list of texts a rule asks for, what no record has; nothing of an attribute without a single value."""
    texts = {attribute.key: attribute for attribute in attributes if attribute.kind == "text"}
    found = []
    for rule in rules:
        attribute = texts.get(rule.attribute)
        if attribute is None or rule.operator != IcpRule.Operator.IN:
            continue
        asked = [str(value).strip() for value in rule.values if str(value).strip()]
        known = _most_frequent(workspace, attribute)
        if not known or not asked:
            continue
        there = _there(workspace, attribute, [value.lower() for value in asked])
        missing = [value for value in asked if value.lower() not in there]
        if missing:
            found.append(UnknownValues(attribute, missing, known))
    return found


def _most_frequent(workspace: Workspace, attribute: Attribute) -> list[str]:
    value = f"btrim({attribute.column}, {BLANKS})"
    statement = f"""SELECT value FROM (SELECT {value} AS value FROM {_SOURCES[attribute.entity]}) v
        WHERE value <> '' GROUP BY value ORDER BY count(*) DESC, value LIMIT {MOST_KNOWN}"""
    with connection.cursor() as cursor:
        cursor.execute(statement, [*attribute.parameters, workspace.pk])
        return [row[0] for row in cursor.fetchall()]


def _there(workspace: Workspace, attribute: Attribute, folded: list[str]) -> set[str]:
    value = f"lower(btrim({attribute.column}, {BLANKS}))"
    statement = f"""SELECT DISTINCT value FROM (SELECT {value} AS value FROM {_SOURCES[attribute.entity]}) v
        WHERE value = ANY(%s)"""
    with connection.cursor() as cursor:
        cursor.execute(statement, [*attribute.parameters, workspace.pk, folded])
        return {row[0] for row in cursor.fetchall()}
