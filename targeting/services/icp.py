"""Writing the ICP: its rules and value statement, values adopted from evidence, the hypothesis to begin with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Protocol

from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from crm.calc.periods import add_months
from crm.models import Deal
from strategy.models import ArtefactVersion
from strategy.services.artefacts import save_draft
from targeting.calc.bands import Band, plain
from targeting.calc.claims import VERIFY_AFTER_MONTHS, verification_day
from targeting.calc.evidence import MINIMUM_WINS, EvidenceRow
from targeting.defaults import TemplateIcp
from targeting.models import Icp, IcpElement, IcpRule
from targeting.selectors.attributes import Attribute
from targeting.selectors.units import UnitKey
from workspaces.models import User, Workspace

# More than a few ICPs of one product is none; beyond the cap nobody can serve them.
MANY_ICPS, MOST_ICPS = 3, 5


class TooManyIcps(Exception):
    """A sixth ICP for the same product."""


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
    group: int = 0
    is_required: bool = False
    element: str = ""


@dataclass(frozen=True)
class IcpEntry:
    """The page of one ICP as typed. Rows missing from `rules` are deleted; `elements` None leaves them as they are."""

    name: str = ""
    product_line: str = ""
    problem: str = ""
    value: str = ""
    proof: str = ""
    verify_on: dt.date | None = None
    rules: list[RuleEntry] = field(default_factory=list)
    elements: Sequence[ElementTyped] | None = None
    number: int = 1


class ElementTyped(Protocol):
    """An element group as typed."""

    @property
    def element(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def months(self) -> list[int]: ...
    @property
    def evidence(self) -> str: ...
    @property
    def verify_on(self) -> dt.date | None: ...


def write_icp(*, artefact: ArtefactVersion, entry: IcpEntry) -> None:
    """The typed page into the contents of a draft (inside `save_draft`)."""
    asked = _rules_of(artefact, entry.number)
    rows = {rule.pk: rule for rule in asked}
    kept = {rule.pk for rule in entry.rules if rule.pk is not None}
    asked.exclude(pk__in=kept).delete()
    for position, rule in enumerate(entry.rules, start=1):
        row = rows.get(rule.pk) if rule.pk else None
        fresh = IcpRule(workspace_id=artefact.workspace_id, artefact=artefact, icp_number=entry.number)
        _write_rule(row or fresh, rule, position)
    names = ("name", "product_line", "problem", "value", "proof", "verify_on")
    _icps_of(artefact, entry.number).update(**{name: getattr(entry, name) for name in names})
    for element in entry.elements or ():
        _write_element(artefact, entry.number, element)
    settle_hypothesis(artefact, entry.number)


def _rules_of(artefact: ArtefactVersion, number: int = 1) -> QuerySet[IcpRule]:
    return IcpRule.objects.for_workspace(artefact.workspace_id).filter(artefact=artefact, icp_number=number)


def _icps_of(artefact: ArtefactVersion, number: int = 1) -> QuerySet[Icp]:
    return Icp.objects.for_workspace(artefact.workspace_id).filter(artefact=artefact, number=number)


def _write_element(artefact: ArtefactVersion, number: int, typed: ElementTyped) -> None:
    place: dict[str, Any] = {"workspace_id": artefact.workspace_id, "artefact": artefact, "icp_number": number}
    rows = IcpElement.objects.filter(**place, element=typed.element)
    if not (typed.text or typed.months or typed.evidence):
        rows.delete()
        return
    values: dict[str, Any] = {name: getattr(typed, name) for name in ("text", "months", "evidence", "verify_on")}
    if typed.text:
        values["verify_on"] = verification_day(
            evidence=typed.evidence, verify_on=typed.verify_on, today=artefact.workspace.today()
        )
    IcpElement.objects.update_or_create(**place, element=typed.element, defaults=values)


def add_icp(*, artefact: ArtefactVersion, name: str) -> Icp:
    """One more ICP with neither rule nor statement (inside `save_draft`). Raises TooManyIcps."""
    icps = Icp.objects.for_workspace(artefact.workspace_id).filter(artefact=artefact)
    if icps.filter(product_line="").count() >= MOST_ICPS:
        raise TooManyIcps
    last = icps.order_by("-number").values_list("number", flat=True).first() or 0
    return Icp.objects.create(workspace_id=artefact.workspace_id, artefact=artefact, number=last + 1, name=name)


def remove_icp(*, artefact: ArtefactVersion, number: int) -> None:
    """An ICP with its rules and elements; the first one stays (inside `save_draft`)."""
    if number == 1:
        return
    _rules_of(artefact, number).delete()
    IcpElement.objects.for_workspace(artefact.workspace_id).filter(artefact=artefact, icp_number=number).delete()
    _icps_of(artefact, number).delete()


def _write_rule(row: IcpRule, entry: RuleEntry, position: int) -> None:
    # Evidence belongs to the very values it was found for; edited values stand on nothing.
    asked = (entry.attribute, entry.operator, [str(value) for value in entry.values])
    if (row.attribute, row.operator, [str(value) for value in row.values]) != asked:
        row.evidence = {}
    row.attribute, row.operator, row.values = entry.attribute, entry.operator, entry.values
    row.is_exclusion, row.reason, row.position = entry.is_exclusion, entry.reason, position
    row.group, row.is_required, row.element = entry.group, entry.is_required, entry.element
    row.save()


def settle_hypothesis(artefact: ArtefactVersion, number: int = 1) -> None:
    """Mark an ICP as 仮説 unless it rests on at least 20 wins and on a rule with evidence.

    As long as it, or one of its rules, is a hypothesis it has a day of verification.
    """
    rules, icps = list(_rules_of(artefact, number)), _icps_of(artefact, number)
    has_evidence = any(rule.evidence for rule in rules if not rule.is_exclusion)
    icps.update(is_hypothesis=not has_evidence or won_deal_count(artefact.workspace) < MINIMUM_WINS)
    if any(rule.is_hypothesis for rule in rules):
        day = verification_day(evidence="", verify_on=None, today=artefact.workspace.today())
        icps.filter(verify_on=None).update(verify_on=day)


def won_deal_count(workspace: Workspace) -> int:
    """Won deals on record: below 20 nothing can be learned from them yet."""
    return Deal.objects.for_workspace(workspace).filter(outcome=Deal.Outcome.WON).count()


def adopt_value(
    *, artefact: ArtefactVersion, actor: User, row: EvidenceRow, unit: UnitKey, as_of: dt.date, number: int = 1
) -> ArtefactVersion:
    """Put a value that evidence speaks for into an ICP of the draft: 受注しやすい becomes a condition, 受注しにくい an
    exclusion with its reason.

    A text value joins the list of its attribute, a band widens the range already there. Raises NotAdoptable (also for
    an ICP that is not there), NotEditable, StaleDraft.
    """
    if not row.can_adopt or row.verdict not in ("strong", "weak") or not _icps_of(artefact, number).exists():
        raise NotAdoptable
    is_exclusion = row.verdict == "weak"

    def change() -> None:
        rule = _rule_to_join(artefact, row, number, is_exclusion=is_exclusion)
        _join(rule, row, unit=unit, as_of=as_of)
        settle_hypothesis(artefact, number)

    return save_draft(artefact=artefact, token=artefact.token, actor=actor, change=change)


def _rule_to_join(artefact: ArtefactVersion, row: EvidenceRow, number: int, *, is_exclusion: bool) -> IcpRule:
    """The rule a value joins: the one that asks the same of its attribute, else a new one."""
    attribute: Attribute = row.attribute
    rules = _rules_of(artefact, number).filter(is_exclusion=is_exclusion)
    # Into the first alternative; an exclusion stands alone.
    group = 0 if is_exclusion else rules.values_list("group", flat=True).first() or 0
    band: Band | None = getattr(row.count, "band", None)
    operators = NUMBER_OPERATORS if band else [IcpRule.Operator.IN]
    # Two excluded ranges may stand side by side; two required ones would contradict each other.
    joins = band is None or not is_exclusion
    rule = rules.filter(attribute=attribute.key, operator__in=operators, group=group).first() if joins else None
    return rule or IcpRule(
        workspace_id=artefact.workspace_id,
        artefact=artefact,
        icp_number=number,
        attribute=attribute.key,
        is_exclusion=is_exclusion,
        group=group,
        position=rules.count() + 1,
    )


def _join(rule: IcpRule, row: EvidenceRow, *, unit: UnitKey, as_of: dt.date) -> None:
    band: Band | None = getattr(row.count, "band", None)
    if band is None:
        rule.operator = IcpRule.Operator.IN
        rule.values = [*rule.values, *([] if row.value in rule.values else [row.value])]
    else:
        rule.operator, rule.values = range_rule(_joined(rule, band))
    rule.evidence = _evidence_with(rule.evidence, row, unit=unit, as_of=as_of)
    if rule.is_exclusion and not rule.reason:
        with translation.override(rule.workspace.language):
            rule.reason = _("過去の商談で受注しにくい") if unit == "deal" else _("過去のリードで受注しにくい")
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
        _icps_of(artefact).update(verify_on=add_months(today, VERIFY_AFTER_MONTHS))
        settle_hypothesis(artefact)

    return save_draft(artefact=artefact, token=artefact.token, actor=actor, change=change)


def _write_template(artefact: ArtefactVersion, template: TemplateIcp) -> None:
    if not _rules_of(artefact).filter(is_exclusion=False).exists():
        IcpRule.objects.bulk_create(_template_rules(artefact, template))
    icp = _icps_of(artefact).get()
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
