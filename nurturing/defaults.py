"""The shipped first versions: scored conditions, SLA and lifecycle stages. A hypothesis a team starts from and edits.

Names are translated when a version is created, in the workspace's language; stored texts are never translated again.
"""
# japanese-data

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _lazy

from crm.models import ActivityType, Stage
from nurturing.models import ReturnDestination, ReturnReason

Text = str | Promise
Destination = ReturnDestination.Destination

STANDARD = {"kind": "step", "steps": [[30, 0.5], [90, 0]]}
DECISION = {"kind": "step", "steps": [[45, 0.5], [120, 0]]}
THRESHOLD = 60


@dataclass(frozen=True)
class RuleDefault:
    """A scored condition as shipped; values of the ICP take the place of the example's where there are any."""

    axis: str
    key: str
    name: Text
    condition: dict[str, Any]
    points: float = 0
    cap: float | None = None
    decay: dict[str, Any] = field(default_factory=dict)
    reason: Text = ""


def _attribute(field_name: str, operator: str, value: Any = None) -> dict[str, Any]:
    return {"field": field_name, "op": operator} | ({} if value is None else {"value": value})


# Words as they stand on Japanese and English business cards.
EXECUTIVES = ["代表", "取締役", "社長", "役員", "執行役", "chief", "ceo", "cto", "cfo", "president", "founder"]
HEADS = ["部長", "本部長", "director", "head of", "vp", "vice president"]
MANAGERS = ["課長", "マネージャー", "manager"]
LEADERS = ["主任", "係長", "リーダー", "lead", "supervisor"]
STAFF = ["担当", "担当者", "スタッフ", "staff"]
BUYING_DEPARTMENTS = ["購買", "調達", "情報システム", "経営企画", "purchasing", "procurement", "it"]
NEAR_DEPARTMENTS = ["製造", "生産", "総務", "業務", "営業企画", "operations"]
EXAMPLE_INDUSTRIES = ["製造業", "製造"]
EXAMPLE_SIZE = [100, 999]

FIT = (
    RuleDefault(
        "fit",
        "icp-industry",
        _lazy("業種がICP"),
        _attribute("company.industry", "in", EXAMPLE_INDUSTRIES),
        15,
        reason=_lazy("受注した会社に多い業種"),
    ),
    RuleDefault(
        "fit",
        "icp-size",
        _lazy("従業員数がICPの範囲"),
        _attribute("company.employee_count", "between", EXAMPLE_SIZE),
        10,
        reason=_lazy("導入を進める部署がある規模"),
    ),
    RuleDefault(
        "fit",
        "title-executive",
        _lazy("役職が経営・役員"),
        _attribute("job_title", "contains_any", EXECUTIVES),
        10,
        reason=_lazy("決裁できる"),
    ),
    RuleDefault(
        "fit",
        "title-head",
        _lazy("役職が部長"),
        _attribute("job_title", "contains_any", HEADS),
        10,
        reason=_lazy("決裁に近い"),
    ),
    RuleDefault(
        "fit",
        "title-manager",
        _lazy("役職が課長"),
        _attribute("job_title", "contains_any", MANAGERS),
        8,
        reason=_lazy("検討を進める"),
    ),
    RuleDefault(
        "fit",
        "title-leader",
        _lazy("役職が主任・リーダー"),
        _attribute("job_title", "contains_any", LEADERS),
        5,
        reason=_lazy("情報を集める"),
    ),
    RuleDefault(
        "fit",
        "title-staff",
        _lazy("役職が担当"),
        _attribute("job_title", "in", STAFF),
        3,
        reason=_lazy("情報を集める"),
    ),
    RuleDefault(
        "fit",
        "department-buying",
        _lazy("購買に関わる部門"),
        _attribute("department", "contains_any", BUYING_DEPARTMENTS),
        8,
        reason=_lazy("購買関与者の部門"),
    ),
    RuleDefault(
        "fit",
        "department-near",
        _lazy("利用に関わる部門"),
        _attribute("department", "contains_any", NEAR_DEPARTMENTS),
        4,
        reason=_lazy("課題を感じている部門"),
    ),
    RuleDefault(
        "fit",
        "region",
        _lazy("所在地がわかる"),
        _attribute("company.region", "is_present"),
        2,
        reason=_lazy("訪問の段取りができる"),
    ),
    RuleDefault(
        "fit",
        "student",
        _lazy("学生・個人"),
        _attribute("job_title", "contains_any", ["学生", "個人", "student"]),
        -30,
        reason=_lazy("購買に関与しない"),
    ),
    RuleDefault(
        "fit",
        "free-mail",
        _lazy("フリーメール"),
        _attribute("email", "email_domain_free"),
        -10,
        reason=_lazy("会社を確かめられない"),
    ),
)
ENGAGEMENT = (
    RuleDefault(
        "engagement",
        "pricing",
        _lazy("料金ページの閲覧"),
        {"type": str(ActivityType.PRICING)},
        10,
        20,
        DECISION,
        _lazy("費用を確かめている"),
    ),
    RuleDefault(
        "engagement",
        "case-study",
        _lazy("導入事例の閲覧"),
        {"type": str(ActivityType.CASE_STUDY)},
        5,
        15,
        STANDARD,
        _lazy("自社に当てはめている"),
    ),
    RuleDefault(
        "engagement",
        "download",
        _lazy("資料のダウンロード"),
        {"type": str(ActivityType.DOWNLOAD)},
        8,
        24,
        STANDARD,
        _lazy("調べているだけのこともある"),
    ),
    RuleDefault(
        "engagement",
        "decision-content",
        _lazy("比較資料・ROI試算（資料に上乗せし、合わせて15点）"),
        {"type": str(ActivityType.DOWNLOAD), "where": _attribute("kind", "contains_any", ["比較", "ROI", "料金表"])},
        7,
        21,
        DECISION,
        _lazy("決定段階の資料"),
    ),
    RuleDefault(
        "engagement",
        "webinar-applied",
        _lazy("セミナー申込み"),
        {"type": str(ActivityType.WEBINAR_APPLIED)},
        5,
        15,
        STANDARD,
        _lazy("欠席ならこの点だけ"),
    ),
    RuleDefault(
        "engagement",
        "webinar-attended",
        _lazy("セミナー参加"),
        {"type": str(ActivityType.WEBINAR_ATTENDED)},
        15,
        30,
        STANDARD,
        _lazy("時間を使って理解している"),
    ),
    RuleDefault(
        "engagement",
        "event-meeting",
        _lazy("展示会での商談メモあり"),
        {"type": str(ActivityType.EVENT_MEETING)},
        15,
        15,
        STANDARD,
        _lazy("課題を聞けている"),
    ),
    RuleDefault(
        "engagement",
        "event-card",
        _lazy("展示会で名刺のみ"),
        {"type": str(ActivityType.EVENT_CARD)},
        3,
        3,
        STANDARD,
        _lazy("接点の記録"),
    ),
    RuleDefault(
        "engagement",
        "email-click",
        _lazy("メールのクリック"),
        {"type": str(ActivityType.EMAIL_CLICK)},
        3,
        12,
        STANDARD,
        _lazy("関心が続いている"),
    ),
    RuleDefault(
        "engagement",
        "visits",
        _lazy("30日以内に3日以上訪問"),
        {
            "type": [str(ActivityType.PAGE_VIEW), str(ActivityType.PRICING), str(ActivityType.CASE_STUDY)],
            "at_least": 3,
            "within_days": 30,
        },
        8,
        reason=_lazy("繰り返し調べている"),
    ),
    RuleDefault(
        "engagement",
        "careers",
        _lazy("採用ページの閲覧"),
        {"type": str(ActivityType.PAGE_VIEW), "path_prefix": ["/recruit", "/careers"]},
        -15,
        15,
        STANDARD,
        _lazy("応募の検討と考えられる"),
    ),
    RuleDefault(
        "engagement",
        "unsubscribe",
        _lazy("配信停止"),
        {"type": str(ActivityType.UNSUBSCRIBE)},
        -20,
        20,
        reason=_lazy("連絡を望んでいない"),
    ),
    RuleDefault(
        "engagement",
        "silent",
        _lazy("90日間反応なし"),
        {"no_activity_days": 90},
        -15,
        reason=_lazy("関心が続いていない"),
    ),
)
TRIGGERS = (
    RuleDefault(
        "direct",
        "hand-raise",
        _lazy("問い合わせ・見積もり依頼・デモ依頼"),
        {"type": [str(ActivityType.INQUIRY), str(ActivityType.ESTIMATE_REQUEST), str(ActivityType.DEMO_REQUEST)]},
        reason=_lazy("本人が商談を求めている"),
    ),
    RuleDefault(
        "disqualifier",
        "competitor",
        _lazy("競合企業"),
        _attribute("email", "email_domain_in", ["competitor.example"]),
        reason=_lazy("競合のドメインに置き換えてください"),
    ),
)
RULES = (*FIT, *ENGAGEMENT, *TRIGGERS)


# Where a returned lead goes, and after how many days somebody looks again (None: no date, or the budget month).
DESTINATIONS: dict[str, tuple[str, int | None]] = {
    ReturnReason.NOT_ICP: (Destination.EXCLUDE, None),
    ReturnReason.WRONG_ROLE: (Destination.NURTURE, None),
    ReturnReason.BAD_CONTACT: (Destination.FIX_DATA, 7),
    ReturnReason.UNREACHABLE: (Destination.REVISIT, 60),
    ReturnReason.NO_NEED: (Destination.NURTURE, None),
    ReturnReason.BAD_TIMING: (Destination.REVISIT, 90),
    ReturnReason.NO_BUDGET: (Destination.REVISIT, None),
    ReturnReason.DUPLICATE: (Destination.EXCLUDE, None),
    ReturnReason.COMPETITOR: (Destination.EXCLUDE, None),
    ReturnReason.OTHER: (Destination.NURTURE, None),
}
RESPONSE_HOURS = 4
ATTEMPT_COUNT = 5
ATTEMPT_DAYS = 10
REVIEW_AFTER_MONTHS = 3
SLA_LEADS = _lazy("MQL（スコア60点以上、または問い合わせ・見積もり・デモ依頼）")
SLA_METHOD = _lazy("電話")
SLA_FEEDBACK = _lazy("接触の結果と、商談に進むかどうか")


@dataclass(frozen=True)
class StageDefault:
    """A row of the framework's table of stages, and who decides."""

    key: str
    definition: Text
    move_condition: Text
    decided_by: Text
    return_condition: Text = ""


STAGES = (
    StageDefault(
        Stage.SUBSCRIBER,
        _lazy("メルマガ登録だけ"),
        _lazy("ニュースレターのフォーム"),
        _lazy("自動"),
        _lazy("配信停止で外れる"),
    ),
    StageDefault(
        Stage.LEAD,
        _lazy("資料請求などで連絡先を得た"),
        _lazy("ホワイトペーパーDL、セミナー申込み"),
        _lazy("自動"),
        _lazy("対象外の企業・個人とわかったら対象外にする"),
    ),
    StageDefault(
        Stage.MQL,
        _lazy("マーケが営業対応に値すると判定"),
        _lazy("スコアの閾値、特定ページの閲覧"),
        _lazy("マーケ"),
        _lazy("営業が理由を付けてマーケに戻す"),
    ),
    StageDefault(
        Stage.SQL,
        _lazy("営業が商談に進めると判定"),
        _lazy("ヒアリング後の判定"),
        _lazy("営業"),
        _lazy("営業が理由を付けてマーケに戻す"),
    ),
    StageDefault(
        Stage.OPPORTUNITY,
        _lazy("提案・見積もりが進行中"),
        _lazy("提案書の送付、見積もり依頼"),
        _lazy("営業"),
        _lazy("失注したら育成に戻す"),
    ),
    StageDefault(Stage.CUSTOMER, _lazy("受注・契約"), _lazy("契約締結"), _lazy("営業")),
)
