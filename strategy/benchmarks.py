"""Typical values (目安) for a plan that has no records yet, each with the range it comes from and who published it.

They are reference values: definitions differ between publishers, one's own records always win.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from strategy.models import Strategy

Industry = Strategy.Industry
# Amounts and buying periods of an industry that nobody has published: assumptions of this product, of this year.
ASSUMED_IN = "2026"


@dataclass(frozen=True)
class Published:
    """A published range and where it stands."""

    low: str
    high: str
    source: str | Promise
    url: str
    years: str


@dataclass(frozen=True)
class IndustryTemplate:
    """Typical numbers of an industry: money in yen, rates as fractions, the buying period in months."""

    key: str
    name: str | Promise
    example: str | Promise
    channels: str | Promise
    revenue_target_amount: Decimal
    marketing_share_rate: Decimal
    average_deal_amount: Decimal
    sales_cycle_months: Decimal
    rates: dict[str, Decimal]

    def source_of(self, name: str) -> str:
        """Who a 目安 comes from and of which year: a published range, else an assumption of this product."""
        published = PUBLISHED.get(name)
        if published is None:
            return _("目安の出典: 本製品の想定（%(year)s年）") % {"year": ASSUMED_IN}
        return _("目安の出典: %(source)s（%(year)s年）") % {"source": published.source, "year": published.years}

    def source_line(self) -> str:
        """Where the numbers of the card come from, in one line."""
        years = PUBLISHED["lead_to_mql"].years
        return _("目安（率: 公開資料 %(published)s年、単価と期間: 本製品の想定 %(assumed)s年）") % {
            "published": years,
            "assumed": ASSUMED_IN,
        }


PUBLISHED = {
    "lead_to_mql": Published(
        "0.15",
        "0.30",
        _lazy("公開資料の値（First Page Sageほか）"),
        "https://altiorco.com/revops-dictionary/conversion-rate",
        "2025",
    ),
    "mql_to_sql": Published(
        "0.25",
        "0.35",
        _lazy("MA活用企業についての公開記事"),
        "https://www.clyr.co.jp/posts/double-deal-conversion-with-marketing-automation-practical-guide-2639",
        "2025",
    ),
    "sql_to_won": Published(
        "0.20",
        "0.30",
        _lazy("国内の商談受注率についての公開記事"),
        "https://decisense.co.jp/article/btob-sales-close-rate-improvement-guide",
        "2025",
    ),
    "marketing_share_rate": Published(
        "0.25",
        "0.40",
        _lazy("成熟したBtoB企業の公開調査"),
        "https://customerthink.com/how-should-i-forecast-b2b-marketings-contribution-to-revenue/",
        "2024",
    ),
}


def _template(
    key: str,
    *,
    example: Promise,
    channels: Promise,
    revenue: int,
    share: str,
    deal: int,
    months: str,
    rates: tuple[str, str, str],
) -> IndustryTemplate:
    return IndustryTemplate(
        key=key,
        name=Industry(key).label,
        example=example,
        channels=channels,
        revenue_target_amount=Decimal(revenue),
        marketing_share_rate=Decimal(share),
        average_deal_amount=Decimal(deal),
        sales_cycle_months=Decimal(months),
        rates=dict(zip(("lead_to_mql", "mql_to_sql", "sql_to_won"), map(Decimal, rates), strict=True)),
    )


TEMPLATES = {
    template.key: template
    for template in (
        _template(
            Industry.SAAS,
            example=_lazy("業務ソフトの年間契約"),
            channels=_lazy("検索・資料ダウンロード・ウェビナー"),
            revenue=400_000_000,
            share="0.4",
            deal=2_000_000,
            months="4",
            rates=("0.2", "0.3", "0.25"),
        ),
        _template(
            Industry.MANUFACTURING,
            example=_lazy("装置・部品の受注生産"),
            channels=_lazy("展示会・技術資料・メール"),
            revenue=1_000_000_000,
            share="0.25",
            deal=5_000_000,
            months="6",
            rates=("0.15", "0.25", "0.2"),
        ),
        _template(
            Industry.IT_SERVICES,
            example=_lazy("システム開発・運用の受託"),
            channels=_lazy("導入事例・検索・紹介"),
            revenue=600_000_000,
            share="0.3",
            deal=8_000_000,
            months="5",
            rates=("0.15", "0.3", "0.2"),
        ),
        _template(
            Industry.STAFFING,
            example=_lazy("人材紹介・派遣・採用支援"),
            channels=_lazy("リスティング広告・メール・ウェビナー"),
            revenue=300_000_000,
            share="0.4",
            deal=1_500_000,
            months="2",
            rates=("0.2", "0.35", "0.25"),
        ),
        _template(
            Industry.PROFESSIONAL,
            example=_lazy("コンサルティング・士業・研修"),
            channels=_lazy("ブログ・セミナー・紹介"),
            revenue=200_000_000,
            share="0.3",
            deal=3_000_000,
            months="3",
            rates=("0.2", "0.3", "0.3"),
        ),
    )
}


def template_for(industry: str) -> IndustryTemplate:
    """The template of an industry; without one, that of SaaS, whose rates are the middle of the published ranges."""
    return TEMPLATES.get(industry, TEMPLATES[Industry.SAAS])
