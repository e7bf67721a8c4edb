"""The internal gallery `/_ui/`: every component in its states, on sample figures. Not part of the production URLconf."""
# japanese-data

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from workspaces.access import public
from workspaces.calc import drawing
from workspaces.icons import ICONS
from workspaces.models import User, Workspace
from workspaces.navigation import ENTRIES, NavItem
from workspaces.rights import ROLES
from workspaces.templatetags.ui import SIGNAL_LABELS, STATUS_LABELS

SECTIONS = {
    "basics": "文字・ボタン・状態",
    "forms": "フォーム",
    "lists": "表・一覧",
    "feedback": "知らせ・確認",
    "plan": "設計図・逆算・合意",
    "figures": "数字・図",
    "handoffs": "引き渡し",
}


@public(reason="internal gallery of components, only in development and tests; shows no record")
def gallery(request: HttpRequest, section: str = "basics") -> HttpResponse:
    """One section; `?lang=en`, `?theme=dark`, `?frame=no` choose how it is shown."""
    if section not in SECTIONS:
        raise Http404
    language = request.GET.get("lang", "ja")
    with translation.override(language):
        return render(request, f"gallery/{section}.html", {**_frame(request, section), **_samples(section)})


def _frame(request: HttpRequest, section: str) -> dict[str, Any]:
    """What the door would have put into the page of a member, without any record."""
    person = User(email="yamada@demo.example", full_name="山田 美咲", theme=request.GET.get("theme", ""))
    person.display_level = request.GET.get("level", "simple")
    workspace = Workspace(slug="ui", name="サンプル株式会社", is_demo=True)
    rights = {right.replace(".", "_"): True for right in ROLES[0].rights}
    rail = [
        NavItem(entry.label, "#", entry.icon, 13 if entry.key == "handoffs" else 0, entry.key == "blueprint")
        for entry in ENTRIES
    ]
    return {
        "user": person,
        "workspace": workspace,
        "membership": SimpleNamespace(role_name="マーケティング担当", workspace=workspace),
        "rights": rights,
        "navigation": rail,
        "my_workspaces": [],
        "trial_artefacts": ["MQL基準 v3"] if section == "feedback" else [],
        "sections": SECTIONS,
        "section": section,
    }


class SampleForm(forms.Form):
    """One field of every kind."""

    revenue = forms.CharField(label="事業の売上目標", initial="４億円")
    share = forms.CharField(label="マーケが担う割合", initial="40")
    name = forms.CharField(label="戦略の名前", help_text="あとから変えられます")
    note = forms.CharField(label="差し戻す理由", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    industry = forms.ChoiceField(label="業種", choices=[("saas", "SaaS"), ("maker", "製造"), ("staff", "人材")])
    stage = forms.ChoiceField(
        label="購買ステージ",
        choices=[("a", "認知"), ("b", "検討"), ("c", "決定")],
        widget=forms.RadioSelect,
        initial="b",
    )
    channels = forms.MultipleChoiceField(
        label="使っているチャネル",
        choices=[("seo", "SEO・ブログ"), ("ads", "リスティング広告"), ("fair", "展示会・イベント")],
        widget=forms.CheckboxSelectMultiple,
        initial=["seo"],
    )
    rate = forms.CharField(label="リード→MQL率", initial="20.0", widget=forms.TextInput(attrs={"inputmode": "decimal"}))


def _samples(section: str) -> dict[str, Any]:
    return {
        "basics": _basics,
        "forms": _forms,
        "lists": _lists,
        "feedback": lambda: {"steps": _plan()["steps"]},
        "plan": _plan,
        "figures": _figures,
        "handoffs": dict,
    }[section]()


def _basics() -> dict[str, Any]:
    return {"icons": sorted(ICONS), "statuses": list(STATUS_LABELS), "signals": list(SIGNAL_LABELS)}


def _forms() -> dict[str, Any]:
    filled = SampleForm()
    refused = SampleForm({"revenue": "たくさん", "share": "140", "name": "", "rate": "0", "channels": []})
    refused.full_clean()
    refused.add_error("share", "マーケが担う割合は0より大きく100以下で入力してください")
    refused.add_error("rate", "リード→MQL率は0より大きく100以下で入力してください")
    for form, prefix in ((filled, "ok"), (refused, "bad")):
        form.auto_id = f"id_{prefix}_%s"
        form.fields["revenue"].widget.attrs["inputmode"] = "decimal"
        form.fields["share"].widget.attrs["inputmode"] = "decimal"
    industries = [
        ("SaaS・クラウド", "平均受注単価 120万円・検討3か月"),
        ("製造・産業機器", "平均受注単価 480万円・検討9か月"),
        ("人材・採用支援", "平均受注単価 90万円・検討2か月"),
        ("受託開発", "平均受注単価 350万円・検討5か月"),
        ("専門サービス（士業・コンサルティング）", "平均受注単価 200万円・検討4か月"),
    ]
    return {"form": filled, "refused": refused, "industries": industries}


def _lists() -> dict[str, Any]:
    rows = [
        ("株式会社青空製作所", "製造", 320, 78, "MQL", "act"),
        ("みなと物流株式会社", "物流", 1240, 64, "MQL", "watch"),
        ("北斗精機株式会社", "製造", 95, 71, "SQL", "good"),
        ("有限会社みずほ設計", "建設", 18, 62, "リード", "good"),
        ("㈱南陽ケミカル東日本エリア統括事業本部第二営業推進グループ", "化学", 5400, 66, "MQL", "paused"),
    ]
    chips = [
        {"label": "ステージ", "value": "MQL", "url": "?"},
        {"label": "流入元", "value": "展示会・イベント", "url": "?"},
    ]
    return {"rows": rows, "chips": chips, "page": Paginator(range(500), 50).page(3)}


def _layers() -> list[dict[str, Any]]:
    def layer(number: int, name: str, question: str, status: str, join: str, **more: Any) -> dict[str, Any]:
        return {
            "number": number,
            "name": name,
            "question": question,
            "status": status,
            "join": join,
            "url": "#",
            **more,
        }

    def steps(*pairs: tuple[str, str, str]) -> list[dict[str, str]]:
        return [{"label": label, "state": state, "note": note} for label, state, note in pairs]

    return [
        layer(1, "事業戦略との接続", "事業の目標にマーケティングはどう効くか", "agreed", "solid",
              summary="年間5,333リードを獲得し、そのうち1,067件をMQLに育成する",
              steps=steps(("目標", "done", ""), ("逆算", "done", ""), ("役割分担", "done", ""))),
        layer(2, "ターゲット設計", "誰に、いつ価値を届けるか", "agreed", "cut", summary="ICP v3・関与者4役・購買3ステージ",
              steps=steps(("受注の傾向", "done", ""), ("ICP", "done", ""), ("関与者", "done", ""))),
        layer(3, "チャネル・コンテンツ戦略", "どこで、何を伝えるか", "needs_review", "cut", action="見直す",
              summary="必要リード数の変更により 月83件不足", is_highlighted=True,
              steps=steps(("チャネル", "done", ""), ("コンテンツマップ", "now", "あと2項目"), ("導線", "open", "未着手"))),
        layer(4, "リード育成・商談化設計", "どう育て、どの時点で営業に渡すか", "sent_back", "open", action="対応する",
              summary="MQL基準 v3（営業 鈴木さん「60点では…」）",
              steps=steps(("ステージ", "done", ""), ("MQL基準", "now", "差し戻し"), ("SLA", "open", "合意待ち"))),
        layer(5, "KPI設計・実行基盤", "何を測り、どう直し続けるか", "editing", "open", extra="1/3", action="L4 へ",
              summary="まだ合意できません（L4 の合意が必要です）", steps=steps(("KPIツリー", "now", "入力中"))),
    ]  # fmt: skip


def _plan() -> dict[str, Any]:
    form = SampleForm()
    cut = {"from_label": "L2 決定 × 意思決定者", "to_label": "L3 コンテンツ", "url": "#"}
    return {
        "layers": _layers(),
        "cuts": [
            {**cut, "sentence": "この段階の商談 32件に渡せる資料がありません", "action": "コンテンツを企画する"},
            {"from_label": "L3 展示会・イベント", "to_label": "L4 育成シナリオ", "url": "#",
             "sentence": "1/21 の名刺120件に、次の導線がありません", "action": "シナリオを選ぶ"},
        ],
        "nodes": [
            {"label": "マーケ起点の売上", "value": "1.6億", "unit": "円"},
            {"label": "受注", "value": "80", "unit": "件", "operation": "÷ 平均受注単価", "by": "200万円"},
            {"label": "SQL（＝商談）", "value": "320", "unit": "件", "operation": "÷ SQL→受注率", "by": "25.0%"},
            {"label": "MQL", "value": "1,067", "unit": "件", "operation": "÷ MQL→SQL率", "by": "30.0%"},
            {"label": "必要リード", "value": "5,333", "unit": "件/年", "operation": "÷ リード→MQL率", "by": "20.0%"},
        ],
        "rate_field": form["rate"],
        "feeds": [{"label": "Layer 2 関与者4役", "url": "#", "note": "v1.2 合意済み"}],
        "needs": [{"label": "Layer 4 育成シナリオ 2本", "url": "#"}, {"label": "SLA v2", "url": "#"}],
        "parties": ["経営 佐藤", "営業 鈴木", "マーケ 山田"],
        "approvals": _approvals(),
        "changes": [
            {"label": "しきい値", "before": "55点", "after": "60点", "effect": "MQL 月104件→月89件"},
            {"label": "料金ページの閲覧", "before": "+10", "after": "+15"},
            {"label": "ウェビナー参加", "before": "", "after": "+8"},
        ],
        "steps": [
            {"label": "業種", "url": "#", "is_done": True},
            {"label": "6つの数字", "is_current": True},
            {"label": "結果"},
        ],
    }  # fmt: skip


def _approvals() -> list[dict[str, Any]]:
    def cell(decision: str, date: str = "", note: str = "") -> dict[str, str]:
        return {"decision": decision, "date": date, "note": note}

    return [
        {"label": "ICP v3", "state": "agreed", "remark": "2026/09/29",
         "cells": [cell("approved", "9/28"), cell("approved", "9/29"), cell("approved", "9/27")]},
        {"label": "MQL基準 v3", "state": "sent_back", "remark": "2件の対応待ち",
         "cells": [cell("waiting"), cell("sent_back", "11/19", "60点では1人1日1.1件になります"), cell("approved", "11/18")]},
        {"label": "営業SLA v2", "state": "in_review", "remark": "",
         "cells": [cell("waiting"), cell("waiting"), cell("approved", "11/18")]},
    ]  # fmt: skip


def _figures() -> dict[str, Any]:
    cards = [
        ("マーケ起点売上", "7,530", "万円", 7530, 8800, "計画 8,800", "86%", "watch"),
        ("受注", "37", "件", 37, 44, "計画 44", "84%", "act"),
        ("MQL", "458", "件", 458, 587, "計画 587", "78%", "act"),
        ("リード", "3,248", "件", 3248, 2933, "計画 2,933", "111%", "good"),
        ("リード→MQL率", "14.1", "%", 14.1, 20, "目標 20.0%", "−5.9pt", "act"),
        ("リード単価（CPL）", "–", "", None, None, "目標を設定", "", "hold"),
    ]
    need = [371, 385, 454, 430, 318, 536, 454, 413, 400, 385, 430, 767]
    fact = [355, 370, 416, 406, 500, 542, 604, 526, 344, 375, 370, 198]
    return {
        "cards": [{"label": k, "value": v, "unit": u, "target": t, "share": s, "signal_key": g,
                   "place": drawing.bullet(a, b) if b else None} for k, v, u, a, b, t, s, g in cards],
        "spark": [31, 34, 29, None, 38, 44, 41, 52],
        "flat": [None, 3],
        "months": [{"label": f"{(place + 11) % 12 + 1}月", "needed": n, "value": f, "is_partial": place == 11,
                    "note": "途中" if place == 11 else ""} for place, (n, f) in enumerate(zip(need, fact, strict=True))],
        "causes": [
            {"label": "計画", "value": 8800, "figure": "8,800"}, {"label": "リード", "value": 830, "figure": "+830"},
            {"label": "リード→MQL率", "value": -2848, "figure": "−2,848", "is_main": True},
            {"label": "MQL→SQL率", "value": 268, "figure": "+268"}, {"label": "SQL→受注率", "value": 337, "figure": "+337"},
            {"label": "平均受注単価", "value": 143, "figure": "+142"}, {"label": "実績", "value": 7530, "figure": "7,530"}],
        "ranges": [
            {"label": "リード→MQL率", "range": "12〜26%", "low": 4103, "high": 8889, "low_text": "4,103", "high_text": "8,889"},
            {"label": "SQL→受注率", "range": "20〜28%", "low": 4762, "high": 6667, "low_text": "4,762", "high_text": "6,667"},
            {"label": "MQL→SQL率", "range": "25〜34%", "low": 4706, "high": 6400, "low_text": "4,706", "high_text": "6,400"},
            {"label": "平均受注単価", "range": "180〜230万円", "low": 4638, "high": 5926, "low_text": "4,638", "high_text": "5,926"}],
        "budget": [{"label": "短期", "value": 189, "figure": "189万円"}, {"label": "中長期", "value": 85, "figure": "85万円"}],
        "funnel": [("リード", "3,248", "", "", 100, "good"), ("MQL", "458", "14.1%", "20.0%", 14, "act"),
                   ("SQL（＝商談）", "142", "31.0%", "30.0%", 4, "good"), ("受注", "37", "26.1%", "25.0%", 1, "good")],
        "figure": _trend(),
    }  # fmt: skip


def _trend() -> dict[str, Any]:
    months = ["4月", "5月", "6月", "7月", "8月", "9月", "10月"]
    fact = [1024, 2090, 3335, 4490, 5270, 6520, 7530]
    plan = [1110, 2260, 3610, 4920, 5870, 7470, 8800]
    line = {"type": "scatter", "mode": "lines", "x": months}
    return {
        "data": [
            {**line, "y": plan, "name": "計画", "line": {"color": "var(--text)", "width": 2}},
            {**line, "y": fact, "name": "実績", "line": {"color": "var(--c1)", "width": 2.5}},
        ],
        "layout": {"height": 280},
    }
