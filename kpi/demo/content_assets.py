"""The content of the sample company: sixteen pieces, none of which helps a decision maker to decide, and what is planned."""
# japanese-data

from __future__ import annotations

from dataclasses import dataclass

AWARENESS, CONSIDERATION, DECISION = "awareness", "consideration", "decision"
RESEARCHER, CHAMPION, DECIDER, TECHNICAL = "researcher", "champion", "decision_maker", "technical"


@dataclass(frozen=True)
class Asset:
    """A piece of content, with the age of its last update in months of the story."""

    title: str
    kind: str
    stage: str
    role: str
    url: str
    months_old: int
    state: str = "published"
    next_step: str = ""


@dataclass(frozen=True)
class Planned:
    """A piece to make, wanted so many days after the day of the story; `is_marketers` who makes it (else nobody yet)."""

    title: str
    kind: str
    stage: str
    role: str
    due_in_days: int | None
    is_marketers: bool = True


ASSETS = [
    Asset("紙の日報をやめるには", "ブログ記事", AWARENESS, RESEARCHER, "/blog/paperless", 3, next_step="ホワイトペーパー"),
    Asset("在庫が合わない3つの理由", "ブログ記事", AWARENESS, RESEARCHER, "/blog/stock", 5, next_step="ホワイトペーパー"),
    Asset("出荷の締め時間を決める考え方", "ブログ記事", AWARENESS, RESEARCHER, "/blog/shipping", 2, next_step="ホワイトペーパー"),
    Asset("3分でわかる業務クラウド", "紹介動画", AWARENESS, RESEARCHER, "/movie/intro", 8),
    Asset("需要予測のはじめ方", "ホワイトペーパー", CONSIDERATION, RESEARCHER, "/downloads/whitepaper-demand", 4, next_step="ウェビナー・セミナー"),
    Asset("原価管理チェックリスト", "ホワイトペーパー", CONSIDERATION, RESEARCHER, "/downloads/whitepaper-cost", 14, next_step="ウェビナー・セミナー"),
    Asset("料金表", "料金表", DECISION, RESEARCHER, "/pricing", 6),
    Asset("中堅製造業の業務実態調査", "業界レポート", AWARENESS, CHAMPION, "/reports/survey", 13, next_step="比較資料"),
    Asset("事例「在庫の見える化」", "導入事例", CONSIDERATION, CHAMPION, "/cases/inventory", 4, next_step="商談"),
    Asset("事例「出荷の締め時間を2時間短縮」", "導入事例", CONSIDERATION, CHAMPION, "/cases/shipping", 7, next_step="商談"),
    Asset("5社の機能比較表", "比較資料", CONSIDERATION, CHAMPION, "/downloads/comparison", 2, next_step="商談"),
    Asset("経営者が語る導入の決め手", "導入事例", CONSIDERATION, DECIDER, "", 1, state="draft"),
    Asset("API仕様書", "技術ドキュメント", CONSIDERATION, TECHNICAL, "/docs/api", 5),
    Asset("システム連携FAQ", "FAQ", CONSIDERATION, TECHNICAL, "/docs/faq", 3),
    Asset("セキュリティシート", "セキュリティシート", DECISION, TECHNICAL, "/docs/security", 6),
    Asset("監査・認証の一覧", "セキュリティシート", DECISION, TECHNICAL, "/docs/audit", 9),
]  # fmt: skip

PLANNED = [
    Planned("投資を何か月で回収できるかの試算シート", "ROI試算", DECISION, DECIDER, 20),
    Planned("社内で回せる稟議の説明資料", "稟議支援資料", DECISION, DECIDER, 34, is_marketers=False),
    Planned("比較検討で確かめる12項目", "比較資料", DECISION, CHAMPION, -3),
    Planned("経営会議で使える業界の動き", "業界レポート", AWARENESS, DECIDER, None, is_marketers=False),
]
# What sales hand over in meetings, and what they know of and leave aside.
USED_BY_SALES = {"/cases/inventory", "/cases/shipping", "/downloads/comparison", "/docs/security"}
LEFT_BY_SALES = {"/reports/survey"}
# Pieces one leaves a name for.
GATED = "/downloads/"

# How many pieces a cell wants, where it is not one.
TARGETS = {
    (AWARENESS, RESEARCHER): 3,
    (CONSIDERATION, RESEARCHER): 2,
    (CONSIDERATION, CHAMPION): 3,
    (DECISION, DECIDER): 2,
    (CONSIDERATION, TECHNICAL): 2,
    (DECISION, TECHNICAL): 2,
}
NOT_APPLICABLE = {(AWARENESS, TECHNICAL): "この段階では関与しないため"}
