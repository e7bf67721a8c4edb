"""Five layers × six questions, each answered on the same scale of 0–4, and the next step where an answer is low."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _lazy

Text = str | Promise

LEVELS: tuple[Text, ...] = (
    _lazy("ない"),
    _lazy("担当者の頭の中にある"),
    _lazy("文書になっている"),
    _lazy("合意して使っている"),
    _lazy("測って改善している"),
)


@dataclass(frozen=True)
class Question:
    """A question of a layer; `action` is what to do next, on the page `url_name`. ★ = records can answer it.

    `scope` is the row of 役割分担 it belongs to: what marketing does not carry is not asked of marketing.
    """

    key: str
    layer: int
    text: Text
    action: Text
    url_name: str
    has_records: bool = True
    scope: str = ""


QUESTIONS: tuple[Question, ...] = (
    Question(
        "l1_goal_known",
        1,
        _lazy("事業の売上目標を、マーケティングが知っていますか"),
        _lazy("事業の売上目標を経営に確かめ、目標のページに書く"),
        "strategy:goal",
        has_records=False,
    ),
    Question(
        "l1_share_agreed",
        1,
        _lazy("売上のうちマーケが担う割合を決めていますか"),
        _lazy("マーケが担う割合を、経営・営業と決める"),
        "strategy:goal",
        has_records=False,
    ),
    Question(
        "l1_backcalc",
        1,
        _lazy("今年度の売上目標から、必要なリード数を逆算していますか"),
        _lazy("売上目標から必要なリード数を逆算する"),
        "strategy:backcalc",
    ),
    Question(
        "l1_lead_time",
        1,
        _lazy("リードから受注までの期間を、計画に入れていますか"),
        _lazy("検討期間を調べ、逆算に入れる"),
        "strategy:goal",
    ),
    Question(
        "l1_roles",
        1,
        _lazy("マーケと営業の役割分担に、双方が合意していますか"),
        _lazy("役割分担の表を営業と埋め、合意する"),
        "strategy:roles",
    ),
    Question(
        "l1_monthly",
        1,
        _lazy("毎月、計画と実績を比べていますか"),
        _lazy("月に一度、計画と実績を並べて見る日を決める"),
        "strategy:backcalc",
    ),
    Question(
        "l2_icp",
        2,
        _lazy("狙う企業の条件（ICP）を文章にしていますか"),
        _lazy("狙う企業の条件を、1つの文章にする"),
        "targeting:icp",
    ),
    Question(
        "l2_wins",
        2,
        _lazy("その条件は、20件以上の受注から導いたものですか"),
        _lazy("過去の受注と失注を読み込み、受注しやすい条件を見る"),
        "targeting:wins",
    ),
    Question(
        "l2_exclusions",
        2,
        _lazy("狙わない企業を決めていますか"),
        _lazy("除外する条件を1つ決める"),
        "targeting:icp",
    ),
    Question(
        "l2_roles",
        2,
        _lazy("購買に関わる人と、その関心を書いていますか"),
        _lazy("購買関与者の関心と懸念を、営業に聞いて直す"),
        "targeting:committee",
    ),
    Question(
        "l2_stages",
        2,
        _lazy("買い手の段階（認知・検討・決定）を定義していますか"),
        _lazy("買い手の段階ごとに、知りたいことを書く"),
        "targeting:journey",
        has_records=False,
    ),
    Question(
        "l2_review",
        2,
        _lazy("狙う企業の条件を、この3か月の間に見直しましたか"),
        _lazy("狙う企業の条件を、最近の受注で見直す"),
        "targeting:icp",
    ),
    Question(
        "l3_behaviour",
        3,
        _lazy("チャネルを、買い手が情報を集める場所から選んでいますか"),
        _lazy("チャネルごとに選定理由を書く"),
        "channels:channels",
        scope="acquisition",
    ),
    Question(
        "l3_stages",
        3,
        _lazy("認知・検討・決定のそれぞれにチャネルがありますか"),
        _lazy("チャネルのない段階に、1つ足す"),
        "channels:channels",
        scope="acquisition",
    ),
    Question(
        "l3_next",
        3,
        _lazy("どのチャネルにも、次の行き先がありますか"),
        _lazy("行き先のないチャネルに、次の一歩を決める"),
        "channels:channels",
        scope="acquisition",
    ),
    Question(
        "l3_content",
        3,
        _lazy("段階×役割のコンテンツマップを埋めていますか"),
        _lazy("コンテンツの足りないマスを、優先の高い順に埋める"),
        "channels:content",
        scope="nurturing",
    ),
    Question(
        "l3_balance",
        3,
        _lazy("短期と中長期の施策の釣り合いを見ていますか"),
        _lazy("短期の施策と中長期の施策を、1つずつ動かす"),
        "channels:channels",
        scope="acquisition",
    ),
    Question(
        "l3_plan",
        3,
        _lazy("制作の予定と担当が決まっていますか"),
        _lazy("次に作るコンテンツを3つ、担当と期日とともに決める"),
        "channels:content",
        scope="nurturing",
    ),
    Question(
        "l4_stages",
        4,
        _lazy("リード・MQL・SQLの定義を書いていますか"),
        _lazy("リード・MQL・SQLの定義を、営業と同じ言葉にする"),
        "nurturing:stages",
        scope="opportunity",
    ),
    Question(
        "l4_scoring",
        4,
        _lazy("MQLの基準に、営業が合意していますか"),
        _lazy("MQL基準を10人の例で営業と確かめ、合意する"),
        "nurturing:scoring",
        scope="opportunity",
    ),
    Question(
        "l4_scenarios",
        4,
        _lazy("育成のシナリオが動いていますか"),
        _lazy("反応のないリードへの最初のシナリオを1つ決める"),
        "nurturing:stages",
        has_records=False,
        scope="nurturing",
    ),
    Question(
        "l4_sla",
        4,
        _lazy("引き渡しの期限と対応（SLA）に合意していますか"),
        _lazy("SLAの6つの欄を営業と埋め、合意する"),
        "nurturing:sla",
        scope="opportunity",
    ),
    Question(
        "l4_first_response",
        4,
        _lazy("引き渡したあとの初回対応を測っていますか"),
        _lazy("引き渡しリストで、受け取りを記録してもらう"),
        "nurturing:sla",
        scope="opportunity",
    ),
    Question(
        "l4_reasons",
        4,
        _lazy("マーケに戻すとき、理由が返ってきますか"),
        _lazy("戻した理由を月に一度、営業と見る"),
        "nurturing:sla",
        scope="opportunity",
    ),
    Question(
        "l5_outcome",
        5,
        _lazy("商談数・受注などの成果に目標がありますか"),
        _lazy("成果KPIの目標と担当を決める"),
        "kpi:kpi",
    ),
    Question(
        "l5_link",
        5,
        _lazy("活動の指標が、成果の指標につながっていますか"),
        _lazy("活動KPIを、成果KPIの下に置く"),
        "kpi:kpi",
    ),
    Question(
        "l5_dashboards",
        5,
        _lazy("月・週・日のダッシュボードを使っていますか"),
        _lazy("週に一度、ダッシュボードで詰まりを見る"),
        "kpi:kpi",
    ),
    Question(
        "l5_source",
        5,
        _lazy("流入元から受注までをたどれますか"),
        _lazy("リードの流入元を記録し、商談とつなげる"),
        "kpi:kpi",
    ),
    Question(
        "l5_review",
        5,
        _lazy("月に一度、数字を見直していますか"),
        _lazy("三者で数字を見る月次の会議を決める"),
        "kpi:kpi",
    ),
    Question(
        "l5_quality",
        5,
        _lazy("データの重複や空欄を抑えていますか"),
        _lazy("重複の候補と空欄の多い項目を片づける"),
        "kpi:kpi",
    ),
)


def questions_of(layer: int) -> list[Question]:
    """The six questions of a layer."""
    return [question for question in QUESTIONS if question.layer == layer]


def question_of(key: str) -> Question:
    """The question with this key. Raises StopIteration for a key that is none."""
    return next(question for question in QUESTIONS if question.key == key)
