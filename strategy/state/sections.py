"""What is known today, in twelve sections of a few fields each. 「不明」 is an answer and counted: not knowing is a finding."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _lazy

Text = str | Promise


@dataclass(frozen=True)
class Item:
    """One thing to know; its key is unique over all sections."""

    key: str
    label: Text


@dataclass(frozen=True)
class Section:
    key: str
    name: Text
    items: tuple[Item, ...]


def _section(key: str, name: Text, **items: Text) -> Section:
    return Section(key, name, tuple(Item(f"{key}.{one}", label) for one, label in items.items()))


SECTIONS: tuple[Section, ...] = (
    _section(
        "business",
        _lazy("事業"),
        goal=_lazy("今年度の事業目標"),
        products=_lazy("主な商品・サービス"),
        price=_lazy("価格と粗利"),
        segments=_lazy("顧客の層・市場"),
    ),
    _section(
        "customers",
        _lazy("顧客"),
        won=_lazy("過去12〜24か月の受注（件数と傾向）"),
        lost=_lazy("失注（件数と理由）"),
        churned=_lazy("解約（件数と理由）"),
        ltv=_lazy("1社あたりのLTV"),
    ),
    _section(
        "funnel",
        _lazy("ファネル"),
        leads=_lazy("月ごとのリード数"),
        mqls=_lazy("MQLとSQLの数、率"),
        deals=_lazy("商談と受注の数、率"),
        by_channel=_lazy("チャネル別の内訳"),
    ),
    _section(
        "channels",
        _lazy("チャネル"),
        spend=_lazy("チャネルごとの費用"),
        leads=_lazy("チャネルごとのリード数とCPL"),
        since=_lazy("いつから続けているか"),
    ),
    _section(
        "content",
        _lazy("コンテンツ"),
        inventory=_lazy("いまあるコンテンツの数"),
        by_stage=_lazy("段階・役割ごとの偏り"),
        sales_use=_lazy("営業がよく使う資料"),
    ),
    _section(
        "lists",
        _lazy("リスト"),
        size=_lazy("連絡先の数と、反応のある人の数"),
        consent=_lazy("連絡の同意の根拠"),
        duplicates=_lazy("重複・欠けの程度"),
    ),
    _section(
        "nurture",
        _lazy("育成"),
        mails=_lazy("送っているメールの種類と頻度"),
        results=_lazy("開封率とクリック率"),
        scenarios=_lazy("動いているシナリオ"),
    ),
    _section(
        "sales",
        _lazy("営業の進め方"),
        stages=_lazy("商談の段階"),
        response=_lazy("初回対応までの時間"),
        follow_up=_lazy("フォローの回数と割合"),
        reasons=_lazy("マーケに戻す理由"),
    ),
    _section(
        "organisation",
        _lazy("体制"),
        people=_lazy("担当者の人数と時間"),
        skills=_lazy("得意なことと足りないこと"),
        partner=_lazy("外部パートナー"),
    ),
    _section(
        "tools",
        _lazy("ツール"),
        systems=_lazy("CRM・MA・アクセス解析"),
        quality=_lazy("データの正確さ"),
        integration=_lazy("ツール同士の連携"),
    ),
    _section(
        "competition",
        _lazy("競合"),
        positioning=_lazy("競合と自社の違い"),
        channels=_lazy("競合が使うチャネル"),
    ),
    _section(
        "voices",
        _lazy("声"),
        sales=_lazy("営業へのヒアリング"),
        executives=_lazy("経営へのヒアリング"),
        customers=_lazy("顧客へのヒアリング"),
    ),
)
ITEMS = tuple(item for section in SECTIONS for item in section.items)


def section_of(key: str) -> Section | None:
    """The section with this key, None for a key that is none."""
    return next((section for section in SECTIONS if section.key == key), None)
