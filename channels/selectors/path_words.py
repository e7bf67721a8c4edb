"""The words by which a place on a path is known for what it is; keys are folded names."""
# japanese-data

from __future__ import annotations

# Where a path has arrived: a person speaks with sales.
GOALS = {
    "商談", "営業", "個別相談", "受注", "問い合わせ", "お問い合わせ", "見積もり依頼", "デモ依頼",
    "opportunity", "opportunities", "sales", "deal", "deals", "inquiry", "enquiry", "contact sales", "quote request",
    "demo request",
}  # fmt: skip
GOAL_BEGINNING = "商談"

# The first sort with a word that the name contains.
SORTS = {
    "scenario": ("シナリオ", "scenario", "nurtur"),
    "form": ("フォーム", "申込", "資料請求", "form"),
    "content": ("資料", "事例", "動画", "記事", "ページ", "試算", "レポート", "page", "guide", "report"),
}
