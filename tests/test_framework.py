"""docs/framework.md is what the product ships: each of its tables, in Japanese and in English, is the first contents of a screen."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import translation

from channels.defaults import CHANNELS
from crm.models import Stage
from kpi.calc.detectors import PATTERNS
from kpi.defaults import default_nodes
from kpi.detector_wording import NAMES
from kpi.models import KpiNode
from nurturing.defaults import STAGES as LIFECYCLE
from nurturing.models import MqlRule
from strategy import layers
from strategy.calc.roadmap import PHASES
from strategy.defaults import ROLE_SPLIT
from strategy.state.questions import questions_of
from strategy.state.traits import TRAITS
from targeting.defaults import ROLES, STAGES

DOCUMENT = (Path(__file__).resolve().parent.parent / "docs" / "framework.md").read_text()
Rows = list[list[str]]
# Between the parts of a list inside a cell.
DOT, COMMA = {"ja": "・", "en": ", "}, {"ja": "、", "en": ", "}
KPI_TIERS = {
    "business": ("revenue", "won"),
    "outcome": ("opportunity", "sql", "mql"),
    "rate": ("lead_to_mql", "mql_to_sql", "sql_to_won"),
    "activity": ("lead", "site_visits", "mail_open_rate"),
}


def tables() -> dict[str, Rows]:
    """Every table of the document by its heading row."""
    found: dict[str, Rows] = {}
    lines = DOCUMENT.splitlines()
    for number, line in enumerate(lines):
        if line.startswith("|---"):
            body = []
            for row in lines[number + 1 :]:
                if not row.startswith("|"):
                    break
                body.append(cells(row))
            found[lines[number - 1]] = body
    return found


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]


def layer_table(language: str) -> Rows:
    """What is designed in a layer stands in the document alone."""
    heading = "| | 名前 | 設計するもの | 問い |" if language == "ja" else "| | Name | What is designed | Question |"
    designed = {row[0]: row[2] for row in tables()[heading]}
    return [
        [f"Layer {report.number}", str(report.name), designed[f"Layer {report.number}"], str(report.question)]
        for report in layers.reports()
    ]


def trait_table(language: str) -> Rows:
    return [[str(trait.name), str(trait.business), str(trait.consumer)] for trait in TRAITS]


def role_split_table(language: str) -> Rows:
    return [[str(row.scope), str(row.marketing_duty), str(row.sales_duty)] for row in ROLE_SPLIT]


def committee_table(language: str) -> Rows:
    return [
        [str(role.name), str(role.titles), str(role.concerns), str(role.content_needed)] for role in FRAMEWORK_ROLES
    ]


FRAMEWORK_ROLES = [role for role in ROLES if role.key in ("researcher", "champion", "decision_maker", "technical")]


def channel_table(language: str) -> Rows:
    names = {stage.key: str(stage.name) for stage in STAGES}
    joined = DOT if language == "ja" else COMMA
    return [
        [str(one.name), str(one.role), str(one.effect), joined[language].join(names[stage] for stage in one.stages)]
        for one in CHANNELS
    ]


def lifecycle_table(language: str) -> Rows:
    return [[str(Stage(row.key).label), str(row.definition), str(row.move_condition)] for row in LIFECYCLE]


def kpi_table(language: str) -> Rows:
    """A chain without 商談 has SQL→受注率, one with it counts 商談 apart from SQL: the table names both."""
    nodes = {node.key: node for node in default_nodes(["lead", "mql", "sql", "won"])}
    nodes |= {node.key: node for node in default_nodes(["lead", "mql", "sql", "opportunity", "won"])}
    rows = []
    for tier, keys in KPI_TIERS.items():
        own = [nodes[key] for key in keys]
        assert {node.tier for node in own} == {tier}
        [(frequency, responsible)] = {(node.frequency, node.responsible) for node in own}
        names = DOT[language].join(node.name for node in own)
        rows.append([str(KpiNode.Tier(tier).label), names, str(KpiNode.Frequency(frequency).label), responsible])
    return rows


# Heading row in both languages → the shipped defaults of the screen.
SHIPPED: dict[tuple[str, str], Callable[[str], Rows]] = {
    ("| | 名前 | 設計するもの | 問い |", "| | Name | What is designed | Question |"): layer_table,
    ("| 項目 | BtoB | BtoC |", "| Trait | B2B | B2C |"): trait_table,
    ("| 貢献範囲 | マーケティング | 営業 |", "| Scope | Marketing | Sales |"): role_split_table,
    (
        "| 役割 | 職位の例 | 関心 | 必要なコンテンツ |",
        "| Role | Typical titles | Concerns | Content needed |",
    ): committee_table,
    (
        "| チャネル | 役割 | 効果が出るまで | 合う段階 |",
        "| Channel | Role of the channel | Time to effect | Stages |",
    ): channel_table,
    (
        "| ステージ | 定義 | 移る条件の例 |",
        "| Stage | Definition | Example of the condition to move on |",
    ): lifecycle_table,
    ("| 階層 | KPI | 頻度 | 責任 |", "| Tier | KPIs | Frequency | Responsible |"): kpi_table,
}


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("headings", SHIPPED, ids=lambda headings: headings[1])
def test_every_table_of_the_framework_is_shipped(headings: tuple[str, str], language: str) -> None:
    heading = headings[0] if language == "ja" else headings[1]
    with translation.override(language):
        assert SHIPPED[headings](language) == tables()[heading]


def test_no_table_is_left_out() -> None:
    assert set(tables()) == {heading for headings in SHIPPED for heading in headings}


def test_there_are_five_layers_in_order_with_six_questions_each() -> None:
    assert [report.number for report in layers.reports()] == [1, 2, 3, 4, 5]
    assert all(len(questions_of(number)) == 6 for number in range(1, 6))


def document_line(start: str) -> str:
    """The one line of the document that begins so."""
    (line,) = [line for line in DOCUMENT.splitlines() if line.startswith(start)]
    return line


def test_three_buying_stages() -> None:
    line = document_line("購買ステージは")
    with translation.override("ja"):
        assert "・".join(str(stage.name) for stage in STAGES) == "認知・検討・決定"
        assert "・".join(str(stage.name) for stage in STAGES) in line
    with translation.override("en"):
        assert ", ".join(str(stage.name) for stage in STAGES).lower() in line


@pytest.mark.parametrize(("language", "start"), [("ja", "例: "), ("en", "Example: ")])
def test_a_new_strategy_starts_with_the_frameworks_path(language: str, start: str) -> None:
    """SEO・ブログ → ホワイトペーパー → メール → セミナー → 商談, each channel leading to the next one."""
    by_key = {channel.key: channel for channel in CHANNELS}
    with translation.override(language):
        walked, here = [], by_key["seo"]
        while here is not None:
            walked.append(str(here.name))
            goal = str(here.next_step)
            here = next((channel for channel in CHANNELS if str(channel.name) == goal), None)
        assert document_line(start) == start + " → ".join([*walked, goal])


@pytest.mark.parametrize(("language", "start"), [("ja", "①"), ("en", "(1)")])
def test_five_failure_patterns_are_watched(language: str, start: str) -> None:
    """The document tells each pattern in a sentence; the product names it in the same order."""
    told = re.split(r"[①②③④⑤]|\(\d\) ", document_line(start))[1:]
    words = {
        "ja": ("ツール", "ターゲットが曖昧", "MQL基準が不明確", "コンテンツ", "活動"),
        "en": ("tool", "target", "mql rule", "content", "activity"),
    }[language]
    with translation.override(language):
        names = [str(NAMES[pattern]).lower() for pattern in PATTERNS]
    for word, sentence, name in zip(words, told, names, strict=True):
        assert word.lower() in sentence.lower() and word.lower() in name


def test_an_mql_is_reached_at_sixty() -> None:
    assert "例 60点" in document_line("MQL = ") and "60 by default" in document_line("An MQL is")
    assert MqlRule().threshold == 60


def test_the_way_of_working_is_the_roadmap() -> None:
    """Analysis, the five layers, set-up, then operation with the first three months; design within three months."""
    assert [phase.key for phase in PHASES] == ["analysis", "l1", "l2", "l3", "l4", "l5", "setup", "pilot", "operation"]
    assert next(phase for phase in PHASES if phase.key == "l5").last_week <= 13
    assert next(phase for phase in PHASES if phase.key == "pilot").last_week <= 26
