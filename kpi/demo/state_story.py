"""What the sample company knew when it began, how far its layers have come, and the roadmap it works by."""
# japanese-data

from __future__ import annotations

from kpi.demo.members import People
from kpi.demo.months import Timeline
from strategy.models import Assessment, RoadmapTask, Strategy
from strategy.services.roadmaps import create_roadmap
from strategy.state.questions import questions_of

TRAITS = {
    "decision_makers": ["researcher", "champion", "decision_maker", "technical"],
    "buying_period": ["3"],
    "motive": ["improvement"],
    "deal_size": ["2000000"],
    "research": ["search", "comparison", "seminar"],
    "role": ["deals"],
}
KNOWN = {
    "business.goal": "事業の売上目標は4億円。うちマーケ起点が40%",
    "business.products": "業務クラウド（年間契約）と導入支援",
    "business.price": "年200万円が中心、粗利は約7割",
    "business.segments": "従業員100〜999名の製造業と運輸業",
    "customers.won": "18か月で61件。製造業の紹介とウェビナーからが多い",
    "customers.lost": "価格と、既存の仕組みとの連携が主な理由",
    "funnel.leads": "月300〜500件。展示会の月は増える",
    "funnel.mqls": "MQLは月60件ほど、リード→MQL率は14%台",
    "funnel.deals": "SQLからの受注は約4件に1件",
    "funnel.by_channel": "検索広告と展示会で半分",
    "channels.spend": "月およそ240万円",
    "channels.leads": "展示会のリード単価が最も高い",
    "channels.since": "SEOは2年前から、ウェビナーは1年前から",
    "content.inventory": "公開しているものは40本ほど",
    "content.by_stage": "認知に偏り、決定×意思決定者が足りない",
    "lists.size": "連絡先は約8,000件",
    "nurture.mails": "月2回のニュースレター",
    "nurture.results": "開封率は20%台",
    "sales.stages": "初回、提案、見積もり、稟議、契約",
    "sales.response": "引き渡しから4時間以内を目標にしている",
    "sales.reasons": "時期が先、役職・部署が対象外が多い",
    "organisation.people": "マーケ2名、営業2名",
    "organisation.partner": "記事の制作を外部に依頼",
    "tools.systems": "CRMとアクセス解析",
    "competition.positioning": "価格より導入のしやすさで選ばれている",
    "voices.sales": "点数の高いリードでも時期が先のことがある",
}
UNKNOWN = ["customers.churned", "customers.ltv", "lists.consent", "sales.follow_up", "voices.customers"]
LEVELS = {
    1: (4, 3, 3, 2, 3, 3),
    2: (3, 3, 2, 3, 3, 2),
    3: (2, 3, 2, 2, 2, 2),
    4: (3, 2, 1, 2, 3, 3),
    5: (3, 2, 3, 2, 2, 2),
}
EVIDENCE = {"l2_wins": "受注しやすい条件のページ", "l4_reasons": "戻されたリードの一覧"}
STILL_OPEN = {"m3-weights", "m3-review", "operation"}
MANAGERS_TASKS = {"set-sla", "set-assignment", "m2-quality", "m3-review"}


def write_state(strategy: Strategy, timeline: Timeline, members: People) -> None:
    """The analysis, and a roadmap begun with the strategy whose last phase is about to end."""
    levels = {
        question.key: {"level": level, "unknown": False, "evidence": EVIDENCE.get(question.key, "")}
        for layer, answers in LEVELS.items()
        for question, level in zip(questions_of(layer), answers, strict=True)
    }
    facts = {key: {"text": text, "unknown": False} for key, text in KNOWN.items()}
    facts |= {key: {"text": "", "unknown": True} for key in UNKNOWN}
    Assessment.objects.create(
        workspace=strategy.workspace,
        strategy=strategy,
        traits=TRAITS,
        facts=facts,
        levels=levels,
        updated_by=members.marketer,
        updated_at=timeline.moment(timeline.before_as_of[-3], 16),
    )
    _roadmap(strategy, timeline, members)


def _roadmap(strategy: Strategy, timeline: Timeline, members: People) -> None:
    begun = strategy.workspace.local_date(strategy.created_at)
    roadmap = create_roadmap(strategy=strategy, starts_on=begun, size="standard", actor=members.marketer)
    tasks = list(roadmap.tasks.all())
    for task in tasks:
        task.owner = members.manager if task.key in MANAGERS_TASKS else members.marketer
        if task.key == "l3" or task.key == "base-series":
            task.doer = RoadmapTask.Doer.PARTNER
        if task.key not in STILL_OPEN and task.due_on <= timeline.as_of:
            task.done_on = task.due_on
    RoadmapTask.objects.bulk_update(tasks, ["owner", "doer", "done_on"])
