"""The roadmap as shipped: names of the phases, the list of settings for CRM and MA, what matters in the first three months."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _lazy

Text = str | Promise
QUICK, BASE = "quick", "base"


@dataclass(frozen=True)
class PhaseName:
    """A phase in words, and the page on which its work is done."""

    name: Text
    work: Text
    url_name: str = ""


PHASE_NAMES: dict[str, PhaseName] = {
    "analysis": PhaseName(_lazy("現状分析"), _lazy("ヒアリング、データの読み込み、5層の診断"), "strategy:diagnosis"),
    "l1": PhaseName(_lazy("Layer 1 事業戦略との接続"), _lazy("目標、逆算、役割分担"), "strategy:goal"),
    "l2": PhaseName(_lazy("Layer 2 ターゲット設計"), _lazy("ICP、購買関与者、購買ステージ"), "targeting:wins"),
    "l3": PhaseName(
        _lazy("Layer 3 チャネル・コンテンツ戦略"), _lazy("チャネル、コンテンツマップ"), "channels:channels"
    ),
    "l4": PhaseName(
        _lazy("Layer 4 リード育成・商談化設計"), _lazy("ステージ、MQL基準、シナリオ、SLA"), "nurturing:stages"
    ),
    "l5": PhaseName(
        _lazy("Layer 5 KPI設計・実行基盤"), _lazy("KPIツリー、ダッシュボード、三者合意（設計の完了）"), "kpi:kpi"
    ),
    "setup": PhaseName(_lazy("CRM・MAの設定"), _lazy("設定、移行、テスト")),
    "pilot": PhaseName(_lazy("試験運用から本番へ"), _lazy("1つの層で試してから、全体で始める")),
    "operation": PhaseName(_lazy("最初の3か月"), _lazy("運用と改善")),
}


@dataclass(frozen=True)
class TaskDefault:
    """A piece of work inside a phase; `month` is the month of the last phase it is due in, `url_name` the page it is done on
    (of this strategy or of the workspace; empty where it is done elsewhere)."""

    key: str
    phase: str
    title: Text
    track: str = ""
    month: int = 0
    url_name: str = ""


SETTINGS: tuple[TaskDefault, ...] = (
    TaskDefault("set-stages", "setup", _lazy("ライフサイクルステージと、CRMとの同期"), url_name="nurturing:stages"),
    TaskDefault("set-properties", "setup", _lazy("ICPとスコアに使う項目"), url_name="targeting:icp"),
    TaskDefault("set-forms", "setup", _lazy("フォームと隠し項目")),
    TaskDefault("set-tracking", "setup", _lazy("アクセスの計測とUTMの決まり"), url_name="crm:sources"),
    TaskDefault("set-scoring", "setup", _lazy("スコアリング"), url_name="nurturing:scoring"),
    TaskDefault("set-lists", "setup", _lazy("リストとセグメント")),
    TaskDefault("set-scenarios", "setup", _lazy("シナリオ")),
    TaskDefault("set-assignment", "setup", _lazy("担当の割り当てと通知"), url_name="nurturing:sla"),
    TaskDefault("set-pipeline", "setup", _lazy("商談のパイプライン")),
    TaskDefault("set-sla", "setup", _lazy("SLAの期限"), url_name="nurturing:sla"),
    TaskDefault("set-dashboards", "setup", _lazy("ダッシュボード"), url_name="kpi:kpi"),
    TaskDefault("set-rights", "setup", _lazy("権限"), url_name="workspaces:members"),
    TaskDefault("set-consent", "setup", _lazy("連絡の同意と配信停止")),
    TaskDefault("set-import", "setup", _lazy("データの読み込みと名寄せ"), url_name="crm:import"),
    TaskDefault("set-names", "setup", _lazy("名前の付け方")),
    TaskDefault("set-test", "setup", _lazy("テストの項目"), url_name="crm:quality"),
    TaskDefault("set-training", "setup", _lazy("使い方の説明")),
)
FOCUS: tuple[TaskDefault, ...] = (
    TaskDefault(
        "m1-data",
        "operation",
        _lazy("フォーム・流入元・ステージが正しく記録されているか確かめる"),
        month=1,
        url_name="crm:quality",
    ),
    TaskDefault(
        "m1-follow-up",
        "operation",
        _lazy("SLAどおりにフォローされた割合を見る"),
        month=1,
        url_name="kpi:dashboard-sales",
    ),
    TaskDefault(
        "m1-quick-wins", "operation", _lazy("短期のチャネルで最初の成果を出す"), QUICK, 1, url_name="channels:channels"
    ),
    TaskDefault("m2-quality", "operation", _lazy("毎週、営業とMQLの質を見る"), month=2, url_name="kpi:dashboard-sales"),
    TaskDefault("m2-threshold", "operation", _lazy("しきい値を初めて見直す"), month=2, url_name="nurturing:scoring"),
    TaskDefault(
        "m2-decision", "operation", _lazy("決定段階のコンテンツを埋める"), BASE, 2, url_name="channels:content"
    ),
    TaskDefault("m3-rates", "operation", _lazy("転換率を計画と比べる"), month=3, url_name="kpi:dashboard-exec"),
    TaskDefault("m3-weights", "operation", _lazy("配点とシナリオを直す"), month=3, url_name="nurturing:scoring"),
    TaskDefault("m3-review", "operation", _lazy("初めての四半期の三者会議を開く"), month=3, url_name="strategy:review"),
)
# Work that can begin at once beside the phases, one for each track.
TRACK_TASKS: tuple[TaskDefault, ...] = (
    TaskDefault("quick-call", "analysis", _lazy("過去の名刺と失注した相手に連絡する"), QUICK),
    TaskDefault(
        "base-series",
        "l3",
        _lazy("検索される記事を月2本、続けて公開する体制をつくる"),
        BASE,
        url_name="channels:content",
    ),
)
TASKS = (*TRACK_TASKS, *SETTINGS, *FOCUS)


def shipped_titles() -> dict[str, str]:
    """The titles of phases and tasks by key, in the language in force."""
    return {key: str(phase.name) for key, phase in PHASE_NAMES.items()} | {task.key: str(task.title) for task in TASKS}


def page_of_task(key: str) -> str:
    """The name of the page on which a shipped task is done; empty for one's own."""
    return next((task.url_name for task in TASKS if task.key == key), "")
