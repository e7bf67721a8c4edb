"""Writing the ICP: its rules and value statement, values adopted from evidence, the hypothesis to begin with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils import translation

from crm.calc.periods import add_months
from crm.models import Deal
from strategy.models import ArtefactVersion
from strategy.services.artefacts import save_draft
from targeting.calc.bands import Band, plain
from targeting.calc.evidence import MINIMUM_WINS, EvidenceRow
from targeting.defaults import TemplateIcp
from targeting.models import Icp, IcpRule
from targeting.selectors.attributes import Attribute
from targeting.selectors.units import UnitKey
from workspaces.models import User, Workspace

VERIFY_AFTER_MONTHS = 3


class NotAdoptable(Exception):
    """The value says only that nothing is known, or the run found no difference."""


@dataclass(frozen=True)
class RuleEntry:
    """A rule as typed: `pk` of the row it changes, None for a new one."""

    attribute: str
    operator: str
    values: list[Any]
    is_exclusion: bool = False
    reason: str = ""
    pk: int | None = None


@dataclass(frozen=True)
class IcpEntry:
    """The ICP page as typed. Rows missing from `rules` are deleted."""

    name: str = ""
    problem: str = ""
    value: str = ""
    proof: str = ""
    verify_on: dt.date | None = None
    rules: list[RuleEntry] = field(default_factory=list)


def write_icp(*, artefact: ArtefactVersion, entry: IcpEntry) -> None:
    """The typed page into the contents of a draft (inside `save_draft`)."""
    rows = {rule.pk: rule for rule in IcpRule.objects.for_workspace(artefact.workspace_id).filter(artefact=artefact)}
    kept = {rule.pk for rule in entry.rules if rule.pk is not None}
    IcpRule.objects.for_workspace(artefact.workspace_id).filter(artefact=artefact).exclude(pk__in=kept).delete()
    for position, rule in enumerate(entry.rules, start=1):
        row = rows.get(rule.pk) if rule.pk else None
        _write_rule(row or IcpRule(workspace_id=artefact.workspace_id, artefact=artefact), rule, position)
    Icp.objects.for_workspace(artefact.workspace_id).filter(artefact=artefact).update(
        name=entry.name, problem=entry.problem, value=entry.value, proof=entry.proof, verify_on=entry.verify_on
    )
    settle_hypothesis(artefact)


def _write_rule(row: IcpRule, entry: RuleEntry, position: int) -> None:
    # Evidence belongs to the very values it was found for; edited values stand on nothing.
    asked = (entry.attribute, entry.operator, [str(value) for value in entry.values])
    if (row.attribute, row.operator, [str(value) for value in row.values]) != asked:
        row.evidence = {}
    row.attribute, row.operator, row.values = entry.attribute, entry.operator, entry.values
    row.is_exclusion, row.reason, row.position = entry.is_exclusion, entry.reason, position
    row.save()


def settle_hypothesis(artefact: ArtefactVersion) -> None:
    """Mark the ICP as 仮説 unless it rests on at least 20 wins and on a rule with evidence."""
    has_evidence = (
        IcpRule.objects.for_workspace(artefact.workspace_id)
        .filter(artefact=artefact, is_exclusion=False)
        .exclude(evidence={})
        .exists()
    )
    is_hypothesis = not has_evidence or won_deal_count(artefact.workspace) < MINIMUM_WINS
    Icp.objects.for_workspace(artefact.workspace_id).filter(artefact=artefact).update(is_hypothesis=is_hypothesis)


def won_deal_count(workspace: Workspace) -> int:
    """Won deals on record: below 20 nothing can be learned from them yet."""
    return Deal.objects.for_workspace(workspace).filter(outcome=Deal.Outcome.WON).count()


def adopt_value(
    *, artefact: ArtefactVersion, actor: User, row: EvidenceRow, unit: UnitKey, as_of: dt.date
) -> ArtefactVersion:
    """Put a value that evidence speaks for into the draft: 受注しやすい becomes a condition, 受注しにくい an exclusion.

    A text value joins the list of its attribute, a band widens the range already there. Raises NotAdoptable,
    NotEditable, StaleDraft.
    """
    if not row.can_adopt or row.verdict not in ("strong", "weak"):
        raise NotAdoptable
    is_exclusion = row.verdict == "weak"

    def change() -> None:
        _join_rule(artefact, row, is_exclusion=is_exclusion, unit=unit, as_of=as_of)
        settle_hypothesis(artefact)

    return save_draft(artefact=artefact, token=artefact.token, actor=actor, change=change)


def _join_rule(
    artefact: ArtefactVersion, row: EvidenceRow, *, is_exclusion: bool, unit: UnitKey, as_of: dt.date
) -> None:
    attribute: Attribute = row.attribute
    rules = IcpRule.objects.for_workspace(artefact.workspace_id).filter(artefact=artefact, is_exclusion=is_exclusion)
    band: Band | None = getattr(row.count, "band", None)
    operators = NUMBER_OPERATORS if band else [IcpRule.Operator.IN]
    # Two excluded ranges may stand side by side; two required ones would contradict each other.
    joins = band is None or not is_exclusion
    rule = rules.filter(attribute=attribute.key, operator__in=operators).first() if joins else None
    if rule is None:
        rule = IcpRule(
            workspace_id=artefact.workspace_id,
            artefact=artefact,
            attribute=attribute.key,
            is_exclusion=is_exclusion,
            position=rules.count() + 1,
        )
    if band is None:
        rule.operator = IcpRule.Operator.IN
        rule.values = [*rule.values, *([] if row.value in rule.values else [row.value])]
    else:
        rule.operator, rule.values = range_rule(_joined(rule, band))
    rule.evidence = _evidence_with(rule.evidence, row, unit=unit, as_of=as_of)
    rule.save()


NUMBER_OPERATORS = [IcpRule.Operator.BETWEEN, IcpRule.Operator.AT_LEAST, IcpRule.Operator.AT_MOST]


def range_rule(band: Band) -> tuple[str, list[str]]:
    """The operator and values that say a band."""
    if band.low is None:
        return IcpRule.Operator.AT_MOST, [plain(band.high)] if band.high is not None else []
    if band.high is None:
        return IcpRule.Operator.AT_LEAST, [plain(band.low)]
    return IcpRule.Operator.BETWEEN, [plain(band.low), plain(band.high)]


def band_of_rule(rule: IcpRule) -> Band | None:
    """The range a rule asks for, None when it asks for none."""
    values = [Decimal(str(value)) for value in rule.values]
    if rule.operator == IcpRule.Operator.BETWEEN and len(values) == 2:
        return Band(values[0], values[1])
    if rule.operator == IcpRule.Operator.AT_LEAST and values:
        return Band(values[0], None)
    if rule.operator == IcpRule.Operator.AT_MOST and values:
        return Band(None, values[0])
    return None


def _joined(rule: IcpRule, band: Band) -> Band:
    """The range that holds both what the rule asks and the band."""
    asked = band_of_rule(rule) if rule.pk else None
    if asked is None:
        return band
    low = None if asked.low is None or band.low is None else min(asked.low, band.low)
    high = None if asked.high is None or band.high is None else max(asked.high, band.high)
    return Band(low, high)


def _evidence_with(known: dict[str, Any], row: EvidenceRow, *, unit: UnitKey, as_of: dt.date) -> dict[str, Any]:
    """The evidence of a rule with one more value: `n`, `won` and `win_rate` over all adopted values, each in `values`."""
    values = {**known.get("values", {}), row.value: {"n": row.n, "won": row.won, "verdict": row.verdict}}
    n = sum(value["n"] for value in values.values())
    won = sum(value["won"] for value in values.values())
    return {
        "unit": unit,
        "n": n,
        "won": won,
        "win_rate": won / n if n else None,
        "verdict": row.verdict,
        "as_of": as_of.isoformat(),
        "values": values,
    }


def start_from_hypothesis(
    *, artefact: ArtefactVersion, actor: User, template: TemplateIcp, today: dt.date
) -> ArtefactVersion:
    """Fill an ICP without conditions with the template of its industry, marked 仮説, to be verified in three months."""

    def change() -> None:
        with translation.override(artefact.workspace.language):
            _write_template(artefact, template)
        Icp.objects.for_workspace(artefact.workspace_id).filter(artefact=artefact).update(
            verify_on=add_months(today, VERIFY_AFTER_MONTHS)
        )
        settle_hypothesis(artefact)

    return save_draft(artefact=artefact, token=artefact.token, actor=actor, change=change)


def _write_template(artefact: ArtefactVersion, template: TemplateIcp) -> None:
    rules = IcpRule.objects.for_workspace(artefact.workspace_id).filter(artefact=artefact, is_exclusion=False)
    if not rules.exists():
        IcpRule.objects.bulk_create(_template_rules(artefact, template))
    icp = Icp.objects.for_workspace(artefact.workspace_id).get(artefact=artefact)
    for name in ("problem", "value", "proof"):
        setattr(icp, name, getattr(icp, name) or str(getattr(template, name)))
    icp.save(update_fields=["problem", "value", "proof"])


def _template_rules(artefact: ArtefactVersion, template: TemplateIcp) -> Iterable[IcpRule]:
    asked: Sequence[tuple[str, str, list[str]]] = [
        ("company.industry", IcpRule.Operator.IN, [str(name) for name in template.industries]),
        ("company.employee_count", IcpRule.Operator.BETWEEN, [str(size) for size in template.employee_range]),
    ]
    for position, (attribute, operator, values) in enumerate(asked, start=1):
        if values:
            yield IcpRule(
                workspace_id=artefact.workspace_id,
                artefact=artefact,
                position=position,
                attribute=attribute,
                operator=operator,
                values=values,
            )
