"""What the browser's copy of the back-calculation needs to print the same words as the server."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import template
from django.utils.translation import gettext as _

from strategy.calc.funnel import rate_keys
from strategy.forms import RATE_KEYS
from strategy.models import Goal
from strategy.selectors.plan_details import detail_of_goal
from strategy.sentences import language
from strategy.services.goals import plain
from workspaces.calc.display import currency_digits, currency_sign, currency_word

register = template.Library()


@register.simple_tag(takes_context=True)
def backcalc_data(context: template.Context, fixed: Any = None, typical: Any = None) -> dict[str, Any]:
    """Sentences with places to fill in, the currency, and numbers without a field of their own."""
    currency = context["workspace"].currency
    goal = context.get("goal")
    return {
        **_print(currency),
        **_stored(goal),
        "stages": list(goal.stages) if isinstance(goal, Goal) else ["lead", "mql", "sql", "won"],
        "fixed": _typed(fixed, goal),
        "typical": _typed(typical, None),
        "goalSentence": _("年間%(leads)sリードを獲得し、そのうち%(mqls)s件をMQLに育成する")
        % {"leads": "{leads}", "mqls": "{mqls}"},
        "forwardEnough": _("%(leads)s件では %(revenue)s、目標に届きます")
        % {"leads": "{leads}", "revenue": "{revenue}"},
        "forwardShort": _("%(leads)s件では %(revenue)s（目標に %(gap)s不足）、%(ceiling)s件で届きます") % _PLACES,
        "forwardShortMyriad": _("%(leads)s件では %(revenue)s（目標に%(gap)s不足）、%(ceiling)s件で届きます") % _PLACES,
        "assumed": _("仮置き"),
        "impossible": _("この数字では計算できません。0より大きい数を入れてください"),
    }


@register.simple_tag(takes_context=True)
def plan_data(context: template.Context, goal: Goal) -> dict[str, Any]:
    """What the browser needs to answer on the page of 詳細設定: the goal's own numbers, and how to print."""
    return {
        **_print(context["workspace"].currency),
        "stages": list(goal.stages),
        "weights": [plain(weight) for weight in goal.month_weights],
        "goal": _typed("goal", goal),
        "answer": _("必要リード %(leads)s件") % {"leads": "{leads}"},
        "sum": _("割合の合計が%(value)sです。100%%になるようにしてください") % {"value": "{whole}"},
        "answerWithCost": _("リード %(leads)s件・費用 %(cost)s") % {"leads": "{leads}", "cost": "{cost}"},
    }


def _print(currency: str) -> dict[str, Any]:
    return {
        "language": language(),
        "currency": {
            "word": currency_word(currency),
            "sign": currency_sign(currency),
            "digits": currency_digits(currency),
        },
    }


def _stored(goal: Any) -> dict[str, Any]:
    """The weights of the months and the 詳細設定 that the six numbers stand in."""
    if not isinstance(goal, Goal) or goal.pk is None:
        return {"weights": ["1"] * 12, "detail": {}}
    return {"weights": [plain(weight) for weight in goal.month_weights], "detail": detail_of_goal(goal)}


_PLACES = {"leads": "{leads}", "revenue": "{revenue}", "gap": "{gap}", "ceiling": "{ceiling}"}


def _typed(values: Any, goal: Any) -> dict[str, str]:
    """Numbers as somebody would type them: amounts plain, rates in percent."""
    if values == "goal" and isinstance(goal, Goal):
        amounts = {name: getattr(goal, name) for name in ("revenue_target_amount", "average_deal_amount")}
        shares = {"marketing_share_rate": goal.marketing_share_rate}
        shares |= {key: Decimal(goal.rates[key]) for key in rate_keys(goal.stages) if key in goal.rates}
        values = {**amounts, **shares}
    if not isinstance(values, dict):
        return {}
    is_share = {"marketing_share_rate", *RATE_KEYS, "sql_to_opportunity", "opportunity_to_won"}
    return {
        name: plain(value * 100 if name in is_share else value)
        for name, value in values.items()
        if isinstance(value, Decimal)
    }
