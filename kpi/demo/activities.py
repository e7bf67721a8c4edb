"""What people do: pages, downloads, webinars and mails, in amounts that explain how far each of them got."""
# japanese-data

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass
from functools import cache

from kpi.demo.months import Timeline
from kpi.demo.plans import Act, PersonPlan
from kpi.demo.rules import SECOND, SPEC, model_of
from nurturing.calc import conditions
from nurturing.calc.scoring import LeadFacts, Model, ScoreResult, score

# Acts that give points, by the key of their rule: type, and what was looked at.
SCORED = {
    "pricing": ("pricing", [("/pricing", "料金")]),
    "comparison": ("download", [("/downloads/comparison", "比較資料")]),
    "case": (
        "case_study",
        [
            ("/cases/inventory", "事例「在庫の見える化」"),
            ("/cases/shipping", "事例「出荷の締め時間を2時間短縮」"),
            ("/cases/quality", "事例「品質記録の一元化」"),
        ],
    ),
    "whitepaper": (
        "download",
        [
            ("/downloads/whitepaper-demand", "ホワイトペーパー「需要予測のはじめ方」"),
            ("/downloads/whitepaper-cost", "ホワイトペーパー「原価管理チェックリスト」"),
            ("/downloads/whitepaper-logistics", "ホワイトペーパー「物流2024年問題のその後」"),
        ],
    ),
    "webinar": (
        "webinar_attended",
        [
            ("/webinars/demand", "ウェビナー「需要予測のはじめ方」"),
            ("/webinars/paperless", "ウェビナー「紙の日報をやめる」"),
        ],
    ),
    "mail-click": (
        "email_click",
        [("/mail/news", "メール「今月の導入事例」"), ("/mail/step", "メール「はじめての業務クラウド」")],
    ),
    "event-card": ("event_card", [("/events/expo", "展示会")]),
}
HAND_RAISES = [
    ("inquiry", "/contact", "問い合わせ"),
    ("demo_request", "/demo", "デモ依頼"),
    ("estimate_request", "/estimate", "見積もり依頼"),
]
# Acts without points.
VISITS = [
    ("page_view", "/blog/paperless", "ブログ「紙の日報をやめるには」"),
    ("page_view", "/blog/stock", "ブログ「在庫が合わない3つの理由」"),
    ("page_view", "/features", "機能一覧"),
    ("page_view", "/", "トップページ"),
    ("email_open", "/mail/news", "メール「今月の導入事例」"),
    ("email_open", "/mail/step", "メール「はじめての業務クラウド」"),
]
# How somebody of a source becomes known: type, path, title, and the rule that gives points for it.
ENTRIES = {
    "ホワイトペーパー": ("form_submit", "/downloads/form", "資料請求フォーム", "whitepaper"),
    "ウェビナー・セミナー": ("webinar_applied", "/webinars/form", "ウェビナー申込み", "webinar"),
    "比較サイト": ("form_submit", "/partners/form", "比較サイトからの資料請求", ""),
    "SEO・ブログ": ("form_submit", "/blog/form", "ブログからの資料請求", "whitepaper"),
    "リスティング広告": ("form_submit", "/lp/form", "広告からの資料請求", ""),
    "展示会・イベント": ("event_card", "/events/expo", "展示会で名刺交換", "event-card"),
    "SNS（LinkedIn等）": ("form_submit", "/social/form", "SNSからの資料請求", ""),
    "メールマーケティング": ("email_click", "/mail/news", "メール「今月の導入事例」", "mail-click"),
    "紹介": ("form_submit", "/referral/form", "取引先からの紹介", ""),
}
# How readily people do what gives points.
WEIGHTS = {"pricing": 20, "comparison": 14, "case": 24, "whitepaper": 18, "webinar": 12, "mail-click": 22}
FRESH_DAYS = 27  # inside it no points have faded


@dataclass(frozen=True)
class Wanted:
    """Acts of these rules in this order, the last one at the end of a span."""

    keys: list[str]
    start: dt.datetime
    end: dt.datetime


def entry_acts(person: PersonPlan, rng: random.Random) -> list[Act]:
    """How the person became known, at the moment they did."""
    type_, path, title, _rule = ENTRIES[person.source]
    return [Act(person.lead_at, type_, path, title)]


def entry_rule(source: str) -> str:
    """The rule that gives points for becoming known through a source by itself; blank for none."""
    return ENTRIES[source][3] if ENTRIES[source][0] in ("event_card", "email_click") else ""


def engagement_of(keys: list[str], version: int) -> float:
    """The points of acts on the day they were done: every rule up to its cap, all up to the axis's."""
    amounts: dict[str, float] = {}
    for key in keys:
        cap = SPEC[key].cap
        amount = amounts.get(key, 0.0) + SPEC[key].points_in(version)
        amounts[key] = amount if cap is None else min(cap, amount)
    return min(50.0, sum(amounts.values()))


def keys_reaching(need: float, already: list[str], version: int, rng: random.Random) -> list[str]:
    """Acts after those there already, the last of which brings the points to `need` (at most the axis's cap)."""
    keys: list[str] = []
    while engagement_of(already + keys, version) < need:
        useful = [
            key
            for key in WEIGHTS
            if engagement_of([*already, *keys, key], version) > engagement_of(already + keys, version)
        ]
        keys.append(rng.choices(useful, [WEIGHTS[key] for key in useful])[0])
    return keys


def keys_below(limit: float, already: list[str], wanted: int, version: int, rng: random.Random) -> list[str]:
    """At most `wanted` acts that keep the points below `limit`."""
    keys: list[str] = []
    for key in rng.choices(list(WEIGHTS), list(WEIGHTS.values()), k=wanted):
        if engagement_of([*already, *keys, key], version) < limit:
            keys.append(key)
    return keys


def scored_act(key: str, at: dt.datetime, rng: random.Random) -> Act:
    type_, places = SCORED[key]
    return Act(at, type_, *rng.choice(places))


def acts_between(wanted: Wanted, rng: random.Random) -> list[Act]:
    """Acts spread over a span in their order; the last one happens at its end."""
    length = (wanted.end - wanted.start).total_seconds()
    moments = sorted(wanted.start + dt.timedelta(seconds=int(length * rng.random())) for _ in wanted.keys[1:])
    return [scored_act(key, at, rng) for key, at in zip(wanted.keys, [*moments, wanted.end], strict=False)]


def visits(start: dt.datetime, end: dt.datetime, count: int, rng: random.Random) -> list[Act]:
    """Acts without points, somewhere in a span."""
    length = max(0.0, (end - start).total_seconds())
    return [Act(start + dt.timedelta(seconds=int(length * rng.random())), *rng.choice(VISITS)) for _ in range(count)]


def attributes_of(person: PersonPlan) -> dict[str, object]:
    """What the rule may ask about the person."""
    return {
        "email": f"someone@{person.company.domain}",
        "job_title": person.title,
        "company.industry": person.company.industry,
        "company.employee_count": person.company.employees,
        "company.region": person.company.region,
    }


def fit_of(person: PersonPlan) -> float:
    """The points of the person's attributes; every version of the rule gives the same."""
    company = person.company
    return _fit(company.industry, 100 <= company.employees <= 999, company.region, person.title)


@cache
def _fit(industry: str, has_icp_size: bool, region: str, title: str) -> float:
    attributes = {
        "company.industry": industry,
        "company.employee_count": 500 if has_icp_size else 5000,
        "company.region": region,
        "job_title": title,
    }
    return score(LeadFacts(attributes), model_of(SECOND), dt.date.max).fit


def score_of(person: PersonPlan, model: Model, at: dt.datetime, timeline: Timeline) -> ScoreResult:
    """The person's score right after what they did at a moment."""
    known = [
        conditions.Activity(act.at, timeline.local_date(act.at), act.type, act.path, str(number))
        for number, act in enumerate(person.acts)
        if act.at <= at
    ]
    return score(LeadFacts(attributes_of(person), known), model, timeline.local_date(at))
