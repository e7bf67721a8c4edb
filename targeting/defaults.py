"""The shipped defaults of Layer 2 in the framework's wording: four buying roles, three buying stages, template ICP values."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _lazy

from crm.models import Stage
from strategy.models import Strategy

Text = str | Promise


@dataclass(frozen=True)
class DefaultRole:
    """A row of the framework's table of buying roles; `weight` is how much its gaps in content count."""

    key: str
    name: Text
    titles: Text
    concerns: Text
    objections: Text
    content_needed: Text
    key_message: Text
    weight: Decimal = Decimal("1.0")


ROLES: tuple[DefaultRole, ...] = (
    DefaultRole(
        "researcher",
        _lazy("情報収集者"),
        _lazy("現場担当、マーケ担当"),
        _lazy("機能、使い方、事例"),
        _lazy("自社の業務に合うかわからない"),
        _lazy("ブログ記事、ホワイトペーパー、デモ動画"),
        _lazy("いまの業務のどこが楽になるかを、画面と事例で示します"),
    ),
    DefaultRole(
        "champion",
        _lazy("推進者"),
        _lazy("部門の管理職、リーダー"),
        _lazy("導入効果、競合比較、運用の負担"),
        _lazy("運用の手間が増える、他社との違いが説明できない"),
        _lazy("比較資料、導入事例、ROI試算"),
        _lazy("導入後の効果と運用の手間を、同じ規模の会社の数字で示します"),
    ),
    DefaultRole(
        "decision_maker",
        _lazy("意思決定者"),
        _lazy("経営者、役員、事業部長"),
        _lazy("事業への影響、投資対効果、リスク"),
        _lazy("根拠が弱い、他社の実績がない"),
        _lazy("経営者向け概要資料、業界レポート"),
        _lazy("投資を何か月で回収できるかを、一枚で示します"),
        Decimal("1.5"),
    ),
    DefaultRole(
        "technical",
        _lazy("技術評価者"),
        _lazy("情報システム、IT部門"),
        _lazy("仕様、セキュリティ、連携"),
        _lazy("既存の仕組みとつながらない、審査に時間がかかる"),
        _lazy("技術ドキュメント、API仕様、セキュリティシート"),
        _lazy("審査に必要な資料を、最初からそろえてお渡しします"),
    ),
)


# Offered beside the framework's four; nobody has to fill them.
OPTIONAL_ROLES: tuple[DefaultRole, ...] = (
    DefaultRole(
        "user",
        _lazy("利用者"),
        _lazy("毎日使う現場の人"),
        _lazy("操作のしやすさ、覚える手間、いまの仕事の変わり方"),
        _lazy("いまのやり方で困っていない、覚えるのが大変"),
        _lazy("デモ動画、導入事例"),
        _lazy("初日から迷わず使えることを、実際の画面で示します"),
    ),
    DefaultRole(
        "procurement",
        _lazy("購買・法務"),
        _lazy("購買、調達、法務"),
        _lazy("価格の妥当性、契約の条件、取引先の審査"),
        _lazy("相見積もりがない、契約書の条件が合わない"),
        _lazy("比較資料、セキュリティシート、稟議支援資料"),
        _lazy("審査と契約に必要な書類を、そのまま出せる形でお渡しします"),
    ),
    DefaultRole(
        "finance",
        _lazy("経理"),
        _lazy("経理、財務"),
        _lazy("支払いの時期、費用の計上、予算との差"),
        _lazy("予算に入っていない、費用対効果が見えない"),
        _lazy("ROI試算、稟議支援資料"),
        _lazy("費用と効果を、予算の月に合わせて示します"),
    ),
)


@dataclass(frozen=True)
class DefaultStage:
    """A buying stage: the state of mind, the questions and what answers them, the lifecycle stages that go with it."""

    key: str
    name: Text
    state_of_mind: Text
    questions: Text
    information_needed: Text
    content_needed: Text
    signals: Text
    exit_condition: Text
    lifecycle: tuple[str, ...] = ()
    internal_approval: Text = ""


STAGES: tuple[DefaultStage, ...] = (
    DefaultStage(
        "awareness",
        _lazy("認知"),
        _lazy("課題を感じているが、まだ言葉にできていない"),
        _lazy("何が起きているのか、他社も同じなのか"),
        _lazy("課題の整理、動向、統計、基礎知識"),
        _lazy("ブログ記事、業界レポート、チェックリスト、紹介動画、SNS"),
        _lazy("初回の訪問、ブログの閲覧、ニュースレターの登録"),
        _lazy("連絡先がわかる"),
        (Stage.SUBSCRIBER, Stage.LEAD),
    ),
    DefaultStage(
        "consideration",
        _lazy("検討"),
        _lazy("課題が明確になり、解決の手段を比べている"),
        _lazy("どのような手段があるか、効果と費用はどれくらいか"),
        _lazy("比較、選び方、事例、ROIの考え方"),
        _lazy("ホワイトペーパー、比較表、導入事例、ウェビナー、ROI試算"),
        _lazy("資料のダウンロード、繰り返しの訪問、セミナーの参加、事例の閲覧"),
        _lazy("属性と行動のスコアが基準に届く"),
        (Stage.LEAD, Stage.MQL),
    ),
    DefaultStage(
        "decision",
        _lazy("決定"),
        _lazy("候補を絞り、社内の稟議を通そうとしている"),
        _lazy("なぜこの会社か、なぜ今か、導入はどう進むか、失敗したらどうなるか"),
        _lazy("価格、詳しい仕様、セキュリティシート、契約、導入計画、稟議の資料"),
        _lazy("デモ、トライアル、見積もり、個別の事例紹介、稟議支援資料、経営者向け概要資料"),
        _lazy("料金ページの閲覧、見積もりやデモの依頼、同じ会社から複数の人の閲覧"),
        _lazy("営業がヒアリングを終える"),
        (Stage.MQL, Stage.SQL, Stage.OPPORTUNITY),
        _lazy(
            "推進者が稟議書を書き、部門・情報システム・経理・役員の順に承認を得る。目的、費用対効果、比較、リスク、導入計画が問われる"
        ),
    ),
)


@dataclass(frozen=True)
class TemplateIcp:
    """What is offered as a hypothesis to a team that has too few wins: bounds of head-count, industries, value."""

    industries: tuple[Text, ...]
    employee_range: tuple[int, int]
    problem: Text
    value: Text
    proof: Text


_GENERAL = TemplateIcp(
    (),
    (50, 999),
    _lazy("担当者の経験に頼り、業務の進め方が人によって違う"),
    _lazy("業務の手順がそろい、少ない人数でも同じ品質で進められる"),
    _lazy("まだ仮説です。初めの10社に聞いて確かめます"),
)
TEMPLATES: dict[str, TemplateIcp] = {
    Strategy.Industry.SAAS: TemplateIcp(
        (_lazy("情報通信"), _lazy("サービス")), (100, 999), _GENERAL.problem, _GENERAL.value, _GENERAL.proof
    ),
    Strategy.Industry.MANUFACTURING: TemplateIcp(
        (_lazy("製造"),),
        (100, 4999),
        _lazy("熟練者の退職が進み、品質と納期を保つことが難しくなっている"),
        _lazy("現場の知識が残り、立ち上げと段取りの時間が短くなる"),
        _GENERAL.proof,
    ),
    Strategy.Industry.IT_SERVICES: TemplateIcp(
        (_lazy("製造"), _lazy("流通")),
        (300, 4999),
        _lazy("社内にIT人材が足りず、仕組みの更新が止まっている"),
        _lazy("要件の整理から運用までを任せ、更新を計画どおりに進められる"),
        _GENERAL.proof,
    ),
    Strategy.Industry.STAFFING: TemplateIcp(
        (_lazy("サービス"), _lazy("流通")),
        (50, 999),
        _lazy("採用の手間が増え、必要な時期に人がそろわない"),
        _lazy("必要な人数を必要な時期に確保し、採用の負担が減る"),
        _GENERAL.proof,
    ),
    Strategy.Industry.PROFESSIONAL: TemplateIcp(
        (_lazy("情報通信"), _lazy("製造")),
        (50, 999),
        _lazy("専門の知識が社内になく、判断に時間がかかる"),
        _lazy("専門家の判断を短い時間で得て、次の一手を決められる"),
        _GENERAL.proof,
    ),
}


def template_for(industry: str) -> TemplateIcp:
    """The hypothesis offered for an industry; a general one when none was chosen."""
    return TEMPLATES.get(industry, _GENERAL)


# Where people look for information, by the keys of the framework's seven channels.
INFORMATION_SOURCES: tuple[tuple[str, Text], ...] = (
    ("seo", _lazy("検索・ブログ記事")),
    ("search_ads", _lazy("検索広告")),
    ("whitepaper", _lazy("ホワイトペーパー")),
    ("mail", _lazy("メールマガジン")),
    ("webinar", _lazy("ウェビナー・セミナー")),
    ("event", _lazy("展示会・イベント")),
    ("social", _lazy("SNS（LinkedIn等）")),
)
