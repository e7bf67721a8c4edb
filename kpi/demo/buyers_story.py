"""What the sample company knows of its buyers: eight elements of the ICP, messages with their proof, three personas."""
# japanese-data

from __future__ import annotations

import datetime as dt

from crm.calc.periods import add_months
from strategy.models import ArtefactVersion
from targeting.models import INTERNAL_APPROVAL, BuyingRole, BuyingStage, Icp, IcpElement, Message, Persona

VERIFY_AFTER = 9  # months into the fiscal year
INTERVIEWS = "受注した会社6社への聞き取り"

# element: text, months, evidence
ELEMENTS = {
    "organisation": (
        "情報システムの専任は1〜3名。稟議は部長 → 情報システム → 経理 → 工場長（100万円から）",
        [],
        INTERVIEWS,
    ),
    "tools": ("表計算と紙の帳票。販売管理は既製品、受発注はFAXが残る", [], INTERVIEWS),
    "problem": ("在庫が合わない\n月次の締めに5日かかる\n品質の記録を探せない", [], "商談の記録 74件"),
    "trigger": ("工場の増設、品質責任者の交代、取引先からの記録の要請", [4, 10], ""),
    "budget": ("初年度200万円前後。予算は2月と8月に決まる。検討は4か月前後", [2, 8], "商談の記録 74件"),
    "economics": ("2年目に拠点を追加する会社が多い。解約は自社開発の会社に偏る", [], ""),
    "exclusion": ("自社開発の基幹システムを持つ会社は、連携の費用が合わない", [], "失注の記録 31件"),
}

# role: (stage, message, proof)
MESSAGES = {
    "researcher": [
        ("awareness", "在庫が合わない原因は、記録する場所が分かれていることにあります", "6社の在庫差異を調べた結果"),
        ("consideration", "現場の入力は1日3分で、表計算の転記がなくなります", "導入3社の操作ログ"),
        ("decision", "上長に渡せる比較表を、1枚にまとめてあります", ""),
    ],
    "champion": [
        ("awareness", "締めが遅い会社に共通する3つの手順があります", "締め作業の調査 22社"),
        ("consideration", "同じ規模の製造業で、締めが5日早くなりました", "導入事例 4社"),
        ("decision", "立ち上げは6週間で、現場の教育まで引き受けます", "直近12社の平均 41日"),
        (
            INTERNAL_APPROVAL,
            "稟議書のひな形に、御社の数字を入れてお渡しします",
            "ひな形を使った12社のうち10社が1回で通過",
        ),
    ],
    "decision_maker": [
        ("consideration", "品質の記録が揃うと、取引先の監査に1日で答えられます", "監査に使った会社 3社"),
        ("decision", "投資は9か月で回収できます", "導入した会社の平均で、締め作業が月32時間減りました"),
        (INTERNAL_APPROVAL, "費用対効果・リスク・やめる場合の費用を、2枚で示します", "経営会議で使われた資料 5社"),
    ],
    "technical": [
        ("consideration", "販売管理と標準の連携でつながり、作り込みはいりません", "連携の実績 18社"),
        ("decision", "セキュリティの確認票120項目に、回答済みの版があります", "審査の平均 6営業日"),
        (INTERNAL_APPROVAL, "審査に要る書類を、最初からそろえてお渡しします", ""),
    ],
}

# name, role, goals, questions, objections, where they look, evidence
PERSONAS = [
    (
        "製造部長", "champion", "締めと棚卸を早くする。現場の残業を減らす",
        "同じ規模の会社はどうしているか。現場は使えるか", "現場の手が止まる。前の仕組みの失敗が記憶にある",
        {"search_ads": 3, "whitepaper": 4, "webinar": 5, "mail": 3, "seo": 2}, INTERVIEWS,
    ),
    (
        "工場長", "decision_maker", "品質の事故をなくす。投資を2年以内に回収する",
        "なぜ今か。失敗したらどうなるか", "根拠が弱い。人が減るわけではない",
        {"event": 5, "social": 2, "webinar": 2}, INTERVIEWS,
    ),
    (
        "情報システム担当", "technical", "問い合わせを増やさずに入れ替える",
        "いまの販売管理とつながるか。誰が運用するか", "審査に時間がかかる。担当が1人しかいない",
        {"seo": 5, "whitepaper": 4, "mail": 1}, "",
    ),
]  # fmt: skip
ROLE_EVIDENCE = {"champion": INTERVIEWS, "decision_maker": INTERVIEWS}
STAGE_EVIDENCE = {"consideration": "商談の記録 74件", "decision": "商談の記録 74件"}


def write_buyers(artefact: ArtefactVersion) -> None:
    """Fill a version of the ICP with what is known of the buyers; what has no evidence is to be verified in winter."""
    verify_on = add_months(artefact.strategy.starts_on, VERIFY_AFTER)
    place = {"workspace_id": artefact.workspace_id, "artefact": artefact}
    _mark_claims(artefact, verify_on)
    IcpElement.objects.bulk_create(
        IcpElement(
            **place,
            element=element,
            text=text,
            months=months,
            evidence=evidence,
            verify_on=None if evidence else verify_on,
        )
        for element, (text, months, evidence) in ELEMENTS.items()
    )
    Message.objects.bulk_create(
        Message(**place, role_key=role, stage_key=stage, text=text, proof=proof, verify_on=None if proof else verify_on)
        for role, said in MESSAGES.items()
        for stage, text, proof in said
    )
    Persona.objects.bulk_create(
        Persona(
            **place,
            key=f"persona-{position}",
            position=position,
            name=name,
            role_key=role,
            goals=goals,
            questions=questions,
            objections=objections,
            sources=sources,
            evidence=evidence,
            verify_on=None if evidence else verify_on,
        )
        for position, (name, role, goals, questions, objections, sources, evidence) in enumerate(PERSONAS, start=1)
    )


def _mark_claims(artefact: ArtefactVersion, verify_on: dt.date) -> None:
    """Roles and stages with what they rest on; the conditions of the ICP that rest on nothing are verified, too."""
    Icp.objects.for_workspace(artefact.workspace_id).filter(artefact=artefact).update(verify_on=verify_on)
    for model, known in ((BuyingRole, ROLE_EVIDENCE), (BuyingStage, STAGE_EVIDENCE)):
        for row in model.objects.for_workspace(artefact.workspace_id).filter(artefact=artefact):
            row.evidence = known.get(row.key, "")
            row.verify_on = None if row.evidence else verify_on
            row.save(update_fields=["evidence", "verify_on"])
