"""The shipped words by which a title tells a buying role, in Japanese and English; the first rule that holds decides."""
# japanese-data

from __future__ import annotations

from dataclasses import dataclass

# Roles beyond the framework's four; their rules wait until somebody adds the role.
USER, PROCUREMENT, FINANCE = "user", "procurement", "finance"


@dataclass(frozen=True)
class DefaultTitleRule:
    """Words for a role, looked for in the title, the department, or both."""

    role_key: str
    scope: str
    words: str


TITLE_RULES: tuple[DefaultTitleRule, ...] = (
    # Who works for an executive is none.
    DefaultTitleRule("researcher", "title", "秘書、社長室、役員室、アシスタント、secretary、executive assistant"),
    DefaultTitleRule(
        "decision_maker",
        "title",
        "代表、社長、会長、頭取、取締役、執行役、役員、理事長、経営者、オーナー、本部長、事業部長、工場長、CEO、COO、CFO、CMO、"
        "president、VP、chairman、owner、founder、general manager、managing director",
    ),
    DefaultTitleRule(
        "technical",
        "both",
        "情報システム、情シス、システム部、システム課、IT、ICT、DX、インフラ、セキュリティ、エンジニア、システム開発、ソフトウェア開発、CTO、CIO、CISO、"
        "engineer、engineering、developer、architect、information systems、information technology、infrastructure、security",
    ),
    DefaultTitleRule(
        PROCUREMENT, "both", "購買、調達、資材、法務、procurement、purchasing、buyer、legal、counsel、compliance"
    ),
    DefaultTitleRule(FINANCE, "both", "経理、財務、会計、finance、accounting、accountant、controller、treasurer"),
    DefaultTitleRule("decision_maker", "title", "director、head of"),
    DefaultTitleRule(
        "champion",
        "title",
        "部長、次長、課長、室長、所長、支店長、店長、係長、マネージャー、マネジャー、リーダー、責任者、主幹、"
        "manager、leader、lead、supervisor、head",
    ),
    DefaultTitleRule(USER, "both", "オペレーター、現場、製造係、operator、technician"),
    DefaultTitleRule(
        "researcher",
        "title",
        "担当、主任、主査、スタッフ、社員、一般、マーケ、企画、staff、associate、assistant、specialist、coordinator、"
        "analyst、executive、representative、marketer",
    ),
)
