"""The sample company's channels: eight in use, most of them running for a year, social media new; the fair leads nowhere."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from channels.models import PathStep, PlannedChannel
from crm.calc.periods import add_months
from crm.models import Source
from strategy.models import ArtefactVersion

STAGE_KEYS = {"A": "awareness", "C": "consideration", "D": "decision"}
ROLE_KEYS = ("researcher", "champion", "decision_maker", "technical")
MAN = 10_000
FAIRS_A_YEAR, FIRST_FAIR_AFTER_MONTHS = 2, 2


@dataclass(frozen=True)
class Told:
    """A channel. `cost` (万円) and `leads` a month; `looks` how much each of the four roles looks there, 0–3."""

    key: str
    name: str
    role: str
    stages: str
    months_to_effect: int
    cost: int
    leads: int
    looks: tuple[int, int, int, int]
    basis: str
    reason: str
    next_step: str = ""
    next_how: str = ""
    is_lasting: bool = False

    @property
    def is_fair(self) -> bool:
        return self.key == "event"


CHANNELS = (
    Told("whitepaper", "ホワイトペーパー", "リード情報の取得、専門性の提示", "AC", 3, 32, 94, (3, 2, 1, 2), "won_deals", "受注先の担当者の半数が、検索から資料を読んでいた", "メールマーケティング", "ダウンロードのお礼メール", True),
    Told("webinar", "ウェビナー・セミナー", "深い理解、信頼", "CD", 2, 40, 88, (2, 3, 1, 2), "won_deals", "参加した会社は受注しやすい", "商談", "参加後アンケートから個別相談"),
    Told("comparison", "比較サイト", "検討中の会社との接点", "CD", 1, 35, 60, (2, 3, 1, 1), "interview", "推進者が候補を3社に絞るときに見る", "資料請求 → 営業", "掲載ページの資料請求"),
    Told("seo", "SEO・ブログ", "課題に気づいた層の集客と教育", "AC", 6, 45, 52, (3, 2, 0, 2), "survey", "現場担当の7割が、困りごとの言葉で検索している", "ホワイトペーパー", "記事の末尾から資料をダウンロード", True),
    Told("search_ads", "リスティング広告", "検索意図の強いリードの獲得", "CD", 1, 60, 38, (2, 2, 0, 1), "won_deals", "製品名と比較の検索から商談になった", "料金ページ", "広告から直接"),
    Told("event", "展示会・イベント", "対面の関係、大量のリード", "AC", 0, 42, 20, (1, 2, 2, 1), "interview", "工場長と物流責任者が年2回集まる"),
    Told("social", "SNS（LinkedIn等）", "ブランド、コミュニティ", "A", 6, 8, 9, (1, 1, 2, 0), "hypothesis", "経営層の目に触れるかを試す", "SEO・ブログ", "投稿から記事へ", True),
    Told("mail", "メールマーケティング", "育成、関係づくり", "C", 3, 12, 0, (2, 2, 1, 1), "survey", "月1回の便りを6割が読んでいる", "ウェビナー・セミナー", "メールからの招待", True),
)  # fmt: skip
# Where people are sent who come by an advertisement.
STEPS = (("料金ページ", "資料請求", "見積もりの相談ボタン"),)


def write_channels(year_start: dt.date, artefact: ArtefactVersion) -> None:
    """2.74 million yen and 361 leads a month at full strength, for the fiscal year that begins on `year_start`."""
    sources = {source.name: source for source in Source.objects.for_workspace(artefact.workspace)}
    rows = [_channel(told, place, year_start, artefact) for place, told in enumerate(CHANNELS, start=1)]
    for row in rows:
        row.source = sources.get(row.name)
    PlannedChannel.objects.bulk_create(rows)
    PathStep.objects.bulk_create(
        PathStep(workspace=artefact.workspace, artefact=artefact, position=place, from_name=start, to_name=end, how=how)
        for place, (start, end, how) in enumerate(STEPS, start=1)
    )


def _channel(told: Told, position: int, year_start: dt.date, artefact: ArtefactVersion) -> PlannedChannel:
    return PlannedChannel(
        workspace=artefact.workspace,
        artefact=artefact,
        position=position,
        key=told.key,
        name=told.name,
        role=told.role,
        stages=[STAGE_KEYS[letter] for letter in told.stages],
        months_to_effect=told.months_to_effect,
        starts_on=_start(told, year_start),
        monthly_cost_amount=Decimal(told.cost * MAN),
        monthly_lead_count=Decimal(told.leads),
        next_step=told.next_step,
        next_how=told.next_how,
        is_lasting=told.is_lasting,
        choice_basis=told.basis,
        choice_reason=told.reason,
        audience_scores=dict(zip(ROLE_KEYS, told.looks, strict=True)),
        provenance={"kind": "assumed"},
        **(_fair(told) if told.is_fair else {}),
    )


def _start(told: Told, year_start: dt.date) -> dt.date:
    """Running for a year, but social media begins with the year; the first fair is in its third month."""
    if told.is_fair:
        return add_months(year_start, FIRST_FAIR_AFTER_MONTHS) + dt.timedelta(days=16)
    return year_start if told.key == "social" else add_months(year_start, -12)


def _fair(told: Told) -> dict[str, object]:
    """The same cost and leads, told per fair."""
    return {
        "is_single_event": True,
        "events_per_year": FAIRS_A_YEAR,
        "event_cost_amount": Decimal(told.cost * MAN * 12 // FAIRS_A_YEAR),
        "event_lead_count": Decimal(told.leads * 12 // FAIRS_A_YEAR),
    }
