"""What the sample company has designed: goal, ICP, channels, content, MQL rule, SLA and KPI tree, version by version."""
# japanese-data

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from channels.briefs import brief_for
from channels.content import create_content as create_content_cells
from channels.models import ContentAsset, ContentCell
from channels.selectors.content_map import axes_of
from kpi.demo import company_names
from kpi.demo.buyers_story import write_buyers
from kpi.demo.content_assets import (
    ASSETS,
    GATED,
    LEFT_BY_SALES,
    NOT_APPLICABLE,
    PLANNED,
    TARGETS,
    USED_BY_SALES,
    Planned,
)
from kpi.demo.members import People
from kpi.demo.months import MONTH_WEIGHTS, Timeline
from kpi.demo.records import CORE_SYSTEM
from kpi.demo.rules import ENGAGEMENT_CAP, FIT_CAP, SECOND, SPECS, THRESHOLDS
from kpi.models import KpiNode
from kpi.services.design import follow_chain
from nurturing.defaults import ATTEMPT_COUNT, ATTEMPT_DAYS, DESTINATIONS
from nurturing.models import MqlRule, ReturnDestination, ReturnReason, ScoreRule, Sla
from strategy.models import ArtefactVersion, Goal, Strategy
from strategy.roles_content import create as write_roles
from targeting.content import create_content as create_icp
from targeting.models import Icp, IcpRule
from targeting.selectors.messages import message_for

FIRST_TARGET, SECOND_TARGET = Decimal(325_000_000), Decimal(400_000_000)
RATES = {"lead_to_mql": "0.2", "mql_to_sql": "0.3", "sql_to_won": "0.25"}


def goal(target: Decimal, provenance: dict[str, dict[str, object]], artefact: ArtefactVersion) -> None:
    """The six numbers."""
    Goal.objects.create(
        workspace=artefact.workspace,
        artefact=artefact,
        revenue_target_amount=target,
        marketing_share_rate=Decimal("0.4"),
        average_deal_amount=Decimal(2_000_000),
        sales_cycle_months=Decimal(4),
        rates=dict(RATES),
        month_weights=[Decimal(weight) for weight in MONTH_WEIGHTS],
        provenance=provenance,
    )


def roles(artefact: ArtefactVersion) -> None:
    """The framework's table, as it is."""
    write_roles(artefact)


# ---------------------------------------------------------------- Layer 2

ICP_VERSIONS = {
    1: (company_names.ICP_INDUSTRIES[:1], [50, 999], False),
    2: (company_names.ICP_INDUSTRIES, [100, 999], False),
    3: (company_names.ICP_INDUSTRIES, [100, 999], True),
}
ICP_EVIDENCE = {"n": 74, "won": 23, "win_rate": 0.3108, "unit": "deal"}


def icp(number: int, artefact: ArtefactVersion) -> None:
    """Manufacturers and carriers of 100 to 999 people; since version 3 without those who built their own system."""
    industries, employees, has_exclusion = ICP_VERSIONS[number]
    create_icp(artefact)
    Icp.objects.filter(artefact=artefact).update(
        name="100〜999名の製造業・物流",
        problem="在庫・出荷・品質の記録が部署ごとの表計算に分かれ、締めと集計に人手がかかる",
        value="現場の記録が1か所にそろい、月次の締めが5日早くなる",
        proof="導入した会社の平均で、締め作業が月32時間減りました",
        is_hypothesis=False,
    )
    rules = [
        IcpRule(attribute="company.industry", operator="in", values=list(industries), evidence=ICP_EVIDENCE),
        IcpRule(attribute="company.employee_count", operator="between", values=list(employees)),
    ]
    if has_exclusion:
        rules.append(
            IcpRule(
                attribute=f"company.custom.{CORE_SYSTEM}",
                operator="in",
                values=[company_names.OWN_SYSTEM],
                is_exclusion=True,
                reason="自社開発の基幹システムを持つ会社は、乗り換えの費用が合いません",
            )
        )
    for position, rule in enumerate(rules, start=1):
        rule.workspace_id, rule.artefact, rule.position = artefact.workspace_id, artefact, position
    IcpRule.objects.bulk_create(rules)
    write_buyers(artefact)


# ---------------------------------------------------------------- Layer 3


def content_cells(artefact: ArtefactVersion) -> None:
    """Twelve cells, one of which does not apply."""
    create_content_cells(artefact)
    for (stage, role), count in TARGETS.items():
        ContentCell.objects.filter(artefact=artefact, stage_key=stage, role_key=role).update(target_count=count)
    for (stage, role), reason in NOT_APPLICABLE.items():
        ContentCell.objects.filter(artefact=artefact, stage_key=stage, role_key=role).update(
            is_not_applicable=True, not_applicable_reason=reason
        )


def content_assets(strategy: Strategy, timeline: Timeline, people: People) -> None:
    """What the team has published or drafted, and what it plans."""
    ContentAsset.objects.bulk_create(
        ContentAsset(
            workspace=strategy.workspace,
            strategy=strategy,
            title=asset.title,
            url=asset.url,
            kind=asset.kind,
            stage_key=asset.stage,
            role_key=asset.role,
            state=asset.state,
            next_step=asset.next_step,
            sales_use="used" if asset.url in USED_BY_SALES else "unused" if asset.url in LEFT_BY_SALES else "",
            gate="form" if asset.url.startswith(GATED) else "open" if asset.url else "",
            owner=people.marketer if asset.state == "draft" else None,
            due_on=timeline.as_of + dt.timedelta(days=11) if asset.state == "draft" else None,
            updated_on=timeline.first_day(18 - asset.months_old) + dt.timedelta(days=11),
            created_at=timeline.moment(timeline.first_day(18 - asset.months_old), 10),
        )
        for asset in ASSETS
    )
    ContentAsset.objects.bulk_create(_planned(piece, strategy, timeline, people) for piece in PLANNED)


def _planned(piece: Planned, strategy: Strategy, timeline: Timeline, people: People) -> ContentAsset:
    """A piece to make, with the brief that its cell of the map gives."""
    stages, roles = axes_of(strategy)
    stage = next(one for one in stages if one.key == piece.stage)
    role = next(one for one in roles if one.key == piece.role)
    return ContentAsset(
        workspace=strategy.workspace,
        strategy=strategy,
        title=piece.title,
        kind=piece.kind,
        stage_key=piece.stage,
        role_key=piece.role,
        state=ContentAsset.State.IDEA,
        brief=brief_for(stage, role, message_for(strategy, stage, role)),
        owner=people.marketer if piece.is_marketers else None,
        due_on=None if piece.due_in_days is None else timeline.as_of + dt.timedelta(days=piece.due_in_days),
        created_at=timeline.moment(timeline.before_as_of[-6], 10),
    )


# ---------------------------------------------------------------- Layer 4


def mql_rule(version: int, artefact: ArtefactVersion) -> None:
    """Threshold, caps and scored conditions of a version."""
    MqlRule.objects.create(
        workspace=artefact.workspace,
        artefact=artefact,
        threshold=THRESHOLDS[version],
        fit_cap=FIT_CAP,
        engagement_cap=ENGAGEMENT_CAP,
    )
    ScoreRule.objects.bulk_create(
        ScoreRule(
            workspace=artefact.workspace,
            artefact=artefact,
            axis=spec.axis,
            position=position,
            key=spec.key,
            name=spec.name,
            condition=spec.condition,
            points=spec.points_in(version),
            per_rule_cap=spec.cap,
            decay=spec.decay or {},
            reason=spec.reason,
        )
        for position, spec in enumerate(SPECS, start=1)
    )


def sla(version: int, review_on: dt.date, artefact: ArtefactVersion) -> None:
    """Four business hours; version 2 asks for a date back, and forgot where 時期が先 leads."""
    Sla.objects.create(
        workspace=artefact.workspace,
        artefact=artefact,
        lead_class="MQL（65点以上）と問い合わせ" if version < SECOND else "MQLと問い合わせのすべて",
        response_hours=4,
        method="電話（つながらないときはメール）",
        attempt_count=ATTEMPT_COUNT,
        attempt_days=ATTEMPT_DAYS,
        feedback="受け取る・戻すと、戻した理由" if version < SECOND else "受け取る・戻すと、戻した理由、次に連絡する日",
        review_on=review_on,
    )
    ReturnDestination.objects.bulk_create(
        ReturnDestination(
            workspace=artefact.workspace,
            artefact=artefact,
            reason=reason,
            destination="" if version == SECOND and reason == ReturnReason.BAD_TIMING else destination,
            revisit_days=None if version == SECOND and reason == ReturnReason.BAD_TIMING else days,
        )
        for reason, (destination, days) in DESTINATIONS.items()
    )


# ---------------------------------------------------------------- Layer 5


def kpi_tree(members: People, artefact: ArtefactVersion) -> None:
    """The tree that follows from the plan, each indicator with somebody who answers for it."""
    follow_chain(artefact)
    seller, marketer, executive = members.sellers[0], members.marketer, members.executive
    owners = {
        "revenue": executive,
        "won": seller,
        "average_deal_size": seller,
        "sql_to_won": seller,
        "sql": seller,
        "mql_to_sql": seller,
    }
    for node in KpiNode.objects.filter(artefact=artefact):
        node.owner = owners.get(node.key, marketer)
        node.save(update_fields=["owner"])
