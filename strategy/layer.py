"""Layer 1 事業戦略との接続 as the frame sees it: its steps, its contents, its line on the blueprint."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from crm.calc.periods import add_months
from crm.funnel import counted_entries
from strategy import layers, roles_content, sentences
from strategy.calc.funnel import Plan, as_json, check_plan, rate_keys
from strategy.calc.plan_checks import PlanIssue
from strategy.models import ArtefactVersion, Goal, Strategy
from strategy.plan_pages.labels import DETAIL_LABELS, detail_row_title, display_detail
from strategy.plan_pages.sentences import problem_sentence
from strategy.selectors.actuals import ENOUGH
from strategy.selectors.artefacts import latest_artefact
from strategy.selectors.plan_details import detail_of, plan_problems
from strategy.selectors.plans import calculation_of, plan_of
from strategy.services.goals import plain
from strategy.services.plan_details import copy_detail
from strategy.services.targets import write_plan_targets
from workspaces.calc.display import as_fraction, currency_digits, format_exact_money, format_number, round_half_up

GOAL_LABELS: dict[str, Any] = {
    "revenue_target_amount": _lazy("事業の売上目標"),
    "marketing_share_rate": _lazy("マーケが担う割合"),
    "average_deal_amount": _lazy("平均受注単価"),
    "sales_cycle_months": _lazy("検討期間（か月）"),
    "rates.lead_to_mql": sentences.RATE_NAMES["lead_to_mql"],
    "rates.mql_to_sql": sentences.RATE_NAMES["mql_to_sql"],
    "rates.sql_to_won": sentences.RATE_NAMES["sql_to_won"],
    "rates.sql_to_opportunity": sentences.RATE_NAMES["sql_to_opportunity"],
    "rates.opportunity_to_won": sentences.RATE_NAMES["opportunity_to_won"],
    "stages": _lazy("ステージ"),
    **DETAIL_LABELS,
    "month_weights": _lazy("月の重み"),
    "revenue": _lazy("マーケ起点の売上"),
    "wins": _lazy("受注"),
    "opportunities": _lazy("商談"),
    "sqls": _lazy("SQL（＝商談）"),
    "mqls": _lazy("MQL"),
    "leads": _lazy("必要リード"),
}
AMOUNTS = ("revenue_target_amount", "average_deal_amount", "revenue")
FIGURE_OF_STAGE = {"won": "wins", "sql": "sqls", "opportunity": "opportunities", "mql": "mqls", "lead": "leads"}


def create_goal(artefact: ArtefactVersion) -> None:
    """An empty goal; the start page or the person fills in the numbers."""
    Goal.objects.create(workspace=artefact.workspace, artefact=artefact)


def copy_goal(source: ArtefactVersion, target: ArtefactVersion) -> None:
    goal = Goal.objects.get(artefact=source)
    goal.pk, goal.artefact = None, target
    goal._state.adding = True
    goal.save()
    copy_detail(source, target)
    write_plan_targets(target)


def goal_snapshot(artefact: ArtefactVersion) -> dict[str, Any]:
    goal = Goal.objects.get(artefact=artefact)
    return {
        "revenue_target_amount": _text(goal.revenue_target_amount),
        "marketing_share_rate": _text(goal.marketing_share_rate),
        "average_deal_amount": _text(goal.average_deal_amount),
        "sales_cycle_months": _text(goal.sales_cycle_months),
        "stages": list(goal.stages),
        "rates": {key: goal.rates[key] for key in rate_keys(goal.stages) if key in goal.rates},
        "month_weights": [_text(weight) for weight in goal.month_weights],
        "provenance": goal.provenance,
    } | ({"detail": detail} if (detail := detail_of(artefact)) else {})


def goal_figures(artefact: ArtefactVersion) -> dict[str, Any]:
    """The printed chain, and the whole result in the form of the API."""
    calculation = calculation_of(Goal.objects.get(artefact=artefact))
    if calculation is None:
        return {}
    digits = currency_digits(artefact.workspace.currency)
    figures: dict[str, Any] = {FIGURE_OF_STAGE[need.stage]: need.display for need in calculation.stages}
    revenue = _text(round_half_up(calculation.revenue, digits))
    return {"revenue": revenue, **figures, "backcalc": as_json(calculation, minor_digits=digits)}


def goal_problems(artefact: ArtefactVersion) -> list[str]:
    goal = Goal.objects.select_related("artefact__strategy", "workspace").get(artefact=artefact)
    plan = plan_of(goal)
    found = [issue_sentence(issue, plan) for issue in check_plan(plan) if issue.is_error]
    if found:
        return found
    return [
        _("詳細設定を確認してください：%(problem)s") % {"problem": problem_sentence(one)} for one in plan_problems(goal)
    ]


def display_goal_value(artefact: ArtefactVersion, path: str, value: object) -> str | None:
    if value is None:
        return None
    if path.startswith("detail."):
        return display_detail(path, value, artefact.workspace.currency)
    if path in AMOUNTS:
        return format_exact_money(Decimal(str(value)), artefact.workspace.currency, sentences.language())
    if path == "marketing_share_rate" or path.startswith("rates."):
        return sentences.rate_text(as_fraction(Decimal(str(value))))
    if path in FIGURE_OF_STAGE.values():
        return format_number(Decimal(str(value)))
    if path == "stages" and isinstance(value, list):
        return " → ".join(sentences.stage_name(stage, value) for stage in value)
    if path == "month_weights" and isinstance(value, list) and len(set(value)) == 1:
        return _("12か月に等しく分ける")
    return None


def summary(strategy: Strategy) -> str:
    """「1.6億円 → 320 SQL（＝商談） → 1,067 MQL → 5,333 リード」, or what is still missing."""
    artefact = latest_artefact(strategy, "goal")
    goal = Goal.objects.filter(artefact=artefact).first() if artefact else None
    calculation = calculation_of(goal) if goal else None
    if calculation is None:
        return _("売上目標と率を入れると、必要なリード数が出ます")
    return sentences.chain_sentence(calculation, strategy.workspace.currency)


def has_evidence(strategy: Strategy) -> bool:
    """A rate of the plan is one that the records show (実績)."""
    artefact = latest_artefact(strategy, "goal")
    goal = Goal.objects.filter(artefact=artefact).first() if artefact else None
    sources = goal.provenance.values() if goal else ()
    return any(isinstance(source, dict) and source.get("kind") == "actual" for source in sources)


def is_verified(strategy: Strategy) -> bool:
    """A whole month with enough leads lies between the agreement and today."""
    artefact = latest_artefact(strategy, "goal")
    if artefact is None or artefact.agreed_at is None:
        return False
    workspace = strategy.workspace
    first = add_months(workspace.local_date(artefact.agreed_at).replace(day=1), 1)
    last = workspace.today().replace(day=1) - dt.timedelta(days=1)
    return first < last and counted_entries(workspace, "lead", start=first, end=last).count() >= ENOUGH


def issue_sentence(issue: PlanIssue, plan: Plan) -> str:
    """Cause and remedy of an impossible or unusual number, in the field's own words."""
    name = plan_field_name(issue.field)
    texts = {
        "missing": _("%(name)sが未入力です。わからなければ「目安を使う」を選べます"),
        "not_positive": _("%(name)sは0より大きい数で入力してください"),
        "above_one": _("%(name)sは0より大きく100以下で入力してください"),
        "bad_chain": _("ステージはリードで始まり受注で終わるように並べてください"),
        "twelve_weights": _("月の重みは12個入力してください"),
        "weights_not_positive": _("月の重みは、合計が0より大きくなるように入力してください"),
        "share_high": _("%(name)sが60%%を超えています。このままでよいですか"),
        "rate_high": _("%(name)sが80%%を超えています。このままでよいですか"),
        "deal_size_high": _("平均受注単価が1,000億円を超えています。このままでよいですか"),
        "deal_above_target": _("平均受注単価がマーケ起点の売上より大きくなっています。このままでよいですか"),
    }
    return texts.get(issue.code, "%(name)s") % {"name": name}


def plan_field_name(key: str) -> str:
    """The words of a plan's field on the screen."""
    names = {
        "revenue_target": GOAL_LABELS["revenue_target_amount"],
        "marketing_share": GOAL_LABELS["marketing_share_rate"],
        "average_deal_size": GOAL_LABELS["average_deal_amount"],
    }
    return str(names.get(key) or sentences.rate_name(key))


def _text(value: Decimal | None) -> str | None:
    return None if value is None else plain(value)


def register_layer() -> None:
    """Tell the frame about Layer 1; called once, when the app starts."""
    layers.register(
        layers.LayerReport(
            number=1,
            name=_lazy("事業戦略との接続"),
            question=_lazy("事業の目標にマーケティングはどう効くか"),
            steps=(
                layers.Step(_lazy("目標"), "strategy:goal", "goal"),
                layers.Step(_lazy("逆算"), "strategy:backcalc", "goal"),
                layers.Step(_lazy("役割分担"), "strategy:roles", "roles"),
            ),
            kinds=("goal", "roles"),
            summary=summary,
            has_evidence=has_evidence,
            is_verified=is_verified,
        ),
        layers.ContentAdapter(
            kind="goal",
            create=create_goal,
            copy=copy_goal,
            snapshot=goal_snapshot,
            figures=goal_figures,
            problems=goal_problems,
            labels=GOAL_LABELS,
            display=display_goal_value,
            title=detail_row_title,
        ),
        roles_content.ADAPTER,
    )
