"""Why sales gave leads back, and what customers said they needed."""
# japanese-data

from __future__ import annotations

import random

from kpi.demo.company_names import ICP_INDUSTRIES
from kpi.demo.plans import PersonPlan

REASONS = {
    "bad_timing": 36,
    "no_need": 18,
    "unreachable": 14,
    "not_icp": 11,
    "no_budget": 9,
    "wrong_role": 6,
    "bad_contact": 3,
    "duplicate": 1,
    "competitor": 1,
    "other": 1,
}
NOTES = {
    "bad_timing": [
        "来期の予算で検討するとのことです",
        "基幹システムの更新が終わる半年後に再検討",
        "繁忙期が明けてから改めて連絡がほしい",
    ],
    "no_need": ["情報収集のみとのことです", "表計算で足りているとのことです"],
    "unreachable": ["5回電話しましたが、つながりませんでした"],
    "not_icp": ["従業員が少なく、専任の担当者がいません", "対象の業種ではありません"],
    "no_budget": ["今期の予算がなく、稟議に上げられないとのことです"],
    "wrong_role": ["担当部署が違い、紹介も難しいとのことです"],
    "bad_contact": ["電話番号が使われていません"],
    "duplicate": ["別の方で商談が進んでいます"],
    "competitor": ["同業の方の情報収集でした"],
    "other": ["社内の体制が変わり、検討が止まっています"],
}
NEEDS = [
    "在庫を拠点ごとに見える化したい",
    "紙の日報をやめ、原価を月次で締めたい",
    "出荷の締め時間を早めたい",
    "品質記録を取引先にすぐ出せるようにしたい",
    "受注から請求までの二重入力をなくしたい",
]


def reason_for(person: PersonPlan, rng: random.Random) -> str:
    """A reason that fits: companies of the ICP are not called 対象外の企業."""
    reason = rng.choices(list(REASONS), list(REASONS.values()))[0]
    is_icp = person.company.industry in ICP_INDUSTRIES and 100 <= person.company.employees <= 999
    return "bad_timing" if reason == "not_icp" and is_icp else reason


def note_for(reason: str, rng: random.Random) -> str:
    return rng.choice(NOTES[reason])


# What the stage history says about a lost deal.
LOST = "lost"
