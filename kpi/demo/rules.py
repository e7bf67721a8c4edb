"""The sample's MQL rule in its three versions, as rows of the design and as the model that scores the story's people."""
# japanese-data

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kpi.demo import company_names, person_names
from nurturing.calc.decay import decay_from_json
from nurturing.calc.scoring import Model, Rule, Trigger

FIRST, SECOND, THIRD = 1, 2, 3
THRESHOLDS = {FIRST: 65, SECOND: 65, THIRD: 60}
FIT_CAP = ENGAGEMENT_CAP = 50

STANDARD = {"kind": "step", "steps": [[30, 0.5], [90, 0]]}
DECISION = {"kind": "step", "steps": [[45, 0.5], [120, 0]]}


@dataclass(frozen=True)
class RuleSpec:
    """A row of the rule's page; `points` and `caps` by version where versions differ, else one number for all."""

    key: str
    axis: str
    name: str
    condition: dict[str, Any]
    points: float | dict[int, float] = 0
    cap: float | None = None
    decay: dict[str, Any] | None = None
    reason: str = ""

    def points_in(self, version: int) -> float:
        return self.points[version] if isinstance(self.points, dict) else self.points


SPECS = [
    RuleSpec(
        "icp-industry",
        "fit",
        "業種が ICP",
        {"field": "company.industry", "op": "in", "value": company_names.ICP_INDUSTRIES},
        20,
        reason="ICPの受注率31%・全体25%",
    ),
    RuleSpec(
        "icp-size",
        "fit",
        "従業員 100〜999名",
        {"field": "company.employee_count", "op": "between", "value": [100, 999]},
        15,
        reason="導入を進める部署がある規模",
    ),
    RuleSpec(
        "title",
        "fit",
        "役職 部長以上",
        {"field": "job_title", "op": "contains_any", "value": person_names.TITLE_WORDS},
        10,
        reason="決裁に近い",
    ),
    RuleSpec(
        "region",
        "fit",
        "所在地が対象エリア",
        {"field": "company.region", "op": "in", "value": company_names.VISITED_REGIONS},
        5,
        reason="訪問できる",
    ),
    RuleSpec(
        "student",
        "fit",
        "学生",
        {"field": "job_title", "op": "contains_any", "value": [person_names.STUDENT]},
        -30,
        reason="購買に関与しない",
    ),
    RuleSpec(
        "pricing",
        "engagement",
        "料金ページの閲覧",
        {"type": "pricing"},
        {FIRST: 10, SECOND: 10, THIRD: 15},
        15,
        DECISION,
        "費用を確かめている",
    ),
    RuleSpec(
        "comparison",
        "engagement",
        "比較資料のダウンロード",
        {"type": "download", "path_prefix": "/downloads/comparison"},
        15,
        15,
        DECISION,
        "決定段階の資料",
    ),
    RuleSpec("case", "engagement", "導入事例の閲覧", {"type": "case_study"}, 10, 20, STANDARD, "検討段階の資料"),
    RuleSpec(
        "whitepaper",
        "engagement",
        "ホワイトペーパーのダウンロード",
        {"type": "download", "path_prefix": "/downloads/whitepaper"},
        8,
        16,
        STANDARD,
        "課題を調べている",
    ),
    RuleSpec(
        "webinar",
        "engagement",
        "ウェビナー参加",
        {"type": "webinar_attended"},
        {FIRST: 5, SECOND: 8, THIRD: 8},
        16,
        STANDARD,
        "参加者は受注しやすい",
    ),
    RuleSpec(
        "mail-click", "engagement", "メールのクリック", {"type": "email_click"}, 3, 9, STANDARD, "関心が続いている"
    ),
    RuleSpec("event-card", "engagement", "展示会で名刺交換", {"type": "event_card"}, 3, 3, STANDARD, "接点の記録"),
    RuleSpec(
        "competitor",
        "disqualifier",
        "競合企業",
        {"field": "email", "op": "email_domain_in", "value": company_names.COMPETITOR_DOMAINS},
        reason="ドメイン一致",
    ),
    RuleSpec(
        "hand-raise",
        "direct",
        "問い合わせ・デモ依頼・見積もり依頼",
        {"type": ["inquiry", "demo_request", "estimate_request"]},
        reason="本人が商談を求めている",
    ),
]
SPEC = {spec.key: spec for spec in SPECS}
NAMES = {spec.key: spec.name for spec in SPECS}


def model_of(version: int) -> Model:
    """A version as the calculation takes it."""
    scored = [spec for spec in SPECS if spec.axis in ("fit", "engagement")]
    return Model(
        version=version,
        rules=[
            Rule(
                key=spec.key,
                axis=spec.axis,
                condition=spec.condition,
                points=spec.points_in(version),
                per_rule_cap=spec.cap,
                decay=decay_from_json(spec.decay),
            )
            for spec in scored
        ],
        threshold=THRESHOLDS[version],
        fit_cap=FIT_CAP,
        engagement_cap=ENGAGEMENT_CAP,
        disqualifiers=_triggers("disqualifier"),
        direct_events=_triggers("direct"),
    )


def _triggers(axis: str) -> list[Trigger]:
    return [Trigger(spec.key, spec.condition) for spec in SPECS if spec.axis == axis]
