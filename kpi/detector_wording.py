"""The failure patterns in words: what each is called, why it is seen, what to do about it and where."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from strategy.models import ArtefactKind, Strategy
from workspaces.calc.display import format_number, format_rate

Values = dict[str, Any]

NAMES: dict[str, str | Promise] = {
    "F1": _lazy("ツール導入が目的になっている"),
    "F2": _lazy("ターゲットが曖昧"),
    "F3": _lazy("MQL基準が不明確"),
    "F4": _lazy("コンテンツに偏っている"),
    "F5": _lazy("活動KPIだけを追っている"),
}
# What helps, and the page where it is done.
RESPONSES: dict[str, tuple[str | Promise, str]] = {
    "F1": (_lazy("先に、合意のないレイヤーを簡易版（まずここまで）で決める"), "strategy:blueprint"),
    "F2": (_lazy("過去の受注・失注を見て、ICPの条件を絞る"), "targeting:wins"),
    "F3": (_lazy("MQL基準を営業と見直し、合意を取り直す"), "nurturing:scoring"),
    "F4": (_lazy("不足しているマスから企画を始める"), "channels:content"),
    "F5": (_lazy("活動KPIを成果KPIにつなぎ、成果の目標を置く"), "kpi:kpi"),
}
LACKS: dict[str, str | Promise] = {
    "not_designed": _lazy("まだ設計されていません"),
    "covers_everybody": _lazy("会社の記録"),
    "everybody_fits": _lazy("採点したリード"),
    "new_leads_outside": _lazy("直近12か月のリード"),
    "same_win_rate": _lazy("受注・失注の件数（ICPの中と外のどちらも）"),
    "unexplained": _lazy("直近90日のMQL"),
    "manual": _lazy("直近90日のMQL"),
    "returned": _lazy("営業が答えた引き渡し"),
    "unanswered": _lazy("期限を過ぎた引き渡し"),
    "awareness_only": _lazy("公開中のコンテンツ"),
    "more_leads": _lazy("3か月のリード"),
    "decision_content_unused": _lazy("直近6か月のSQL"),
    "mostly_activity": _lazy("KPIの数"),
    "decoupled": _lazy("月ごとの活動の件数"),
}


def signal_in_words(key: str, values: Values) -> str:
    """One sentence with the figures a signal rests on; an unknown key (of a later version) gives an empty one."""
    sentence = _SENTENCES.get(key)
    return sentence(values) if sentence else ""


def lack_in_words(key: str, have: int, needed: int) -> str:
    """「直近90日のMQL 12件（30件から判定）」."""
    if key == "not_designed":
        return str(LACKS[key])
    return _("%(what)s %(have)s件（%(needed)s件から判定）") % {
        "what": LACKS.get(key, key),
        "have": format_number(Decimal(have)),
        "needed": needed,
    }


def response_of(strategy: Strategy, pattern: str) -> tuple[str, str]:
    """What helps against a pattern, with the address of the page."""
    words, name = RESPONSES[pattern]
    return str(words), reverse(name, kwargs={"slug": strategy.workspace.slug, "strategy_id": strategy.pk})


def _rate(values: Values, key: str = "rate") -> str:
    return format_rate(Decimal(str(values[key])))


def _share(values: Values) -> Values:
    return {"rate": _rate(values), "k": format_number(Decimal(values["k"])), "n": format_number(Decimal(values["n"]))}


def _names(values: Values, key: str) -> str:
    """The first three, 「ほか2件」 for the rest."""
    names = [str(name) for name in values[key]]
    shown = _("、").join(names[:3])
    return shown if len(names) <= 3 else _("%(names)sほか%(count)d件") % {"names": shown, "count": len(names) - 3}


def _working_before_agreed(values: Values) -> str:
    kinds = _("、").join(str(ArtefactKind(kind).label) for kind in values["running"] if kind in ArtefactKind.values)
    layers = _("、").join(f"Layer {number}" for number in values["layers"])
    return _("%(kinds)sが動いていますが、%(layers)sは一度も合意されていません") % {"kinds": kinds, "layers": layers}


def _same_win_rate(values: Values) -> str:
    return _("ICPの中の受注率%(inside)sと外の%(outside)sに、はっきりした差がありません") % {
        "inside": _rate(values, "inside"),
        "outside": _rate(values, "outside"),
    }


def _growth(values: Values) -> Values:
    """Before and after of an activity, and of the outcome beside it."""
    counts = {key: format_number(Decimal(values[key])) for key in ("before", "after", "was", "now")}
    return {**counts, "activity": values.get("activity", ""), "outcome": values.get("outcome", "")}


_SENTENCES: dict[str, Callable[[Values], str]] = {
    "working_before_agreed": _working_before_agreed,
    "tools_ahead": lambda v: (
        _("ツールの設定は%(tools)s終わっていますが、設計は%(design)sです")
        % {"tools": _rate(v, "tools"), "design": _rate(v, "design")}
    ),
    "few_conditions": lambda v: (
        _("ICPで絞り込む条件が%(count)d個です（除外条件のほかに%(needed)d個以上）")
        % {"count": v["count"], "needed": v["needed"]}
    ),
    "no_exclusion": lambda v: _("対象から外す条件がありません"),
    "many_icps": lambda v: _("ICPが%(count)d種類あり、絞れていません") % {"count": v["count"]},
    "covers_everybody": lambda v: _("ICPに一致する会社が%(rate)s（%(k)s/%(n)s社）です") % _share(v),
    "everybody_fits": lambda v: _("属性が満点のリードが%(rate)s（%(k)s/%(n)s件）です") % _share(v),
    "new_leads_outside": lambda v: (
        _("直近12か月のリードのうちICPに一致するのは%(rate)s（%(k)s/%(n)s件）です") % _share(v)
    ),
    "same_win_rate": _same_win_rate,
    "no_agreed_rule": lambda v: _("MQLが出ていますが、合意したMQL基準がありません"),
    "not_reviewed": lambda v: _("MQL基準が%(days)d日見直されていません") % {"days": v["days"]},
    "unexplained": lambda v: _("基準の版か点数が残っていないMQLが%(rate)s（直近90日 %(k)s/%(n)s件）です") % _share(v),
    "manual": lambda v: _("手作業のMQLが%(rate)s（直近90日 %(k)s/%(n)s件）です") % _share(v),
    "returned": lambda v: _("戻された割合が%(rate)s（直近90日 %(k)s/%(n)s件）です") % _share(v),
    "unanswered": lambda v: _("期限を過ぎても返事のない引き渡しが%(rate)s（直近90日 %(k)s/%(n)s件）です") % _share(v),
    "counts_differ": lambda v: (
        _("MQLは%(marketing)s件ですが、営業に届いたのは%(sales)s件です（直近90日）")
        % {"marketing": format_number(Decimal(v["marketing"])), "sales": format_number(Decimal(v["sales"]))}
    ),
    "awareness_only": lambda v: _("公開中のコンテンツの%(rate)s（%(k)s/%(n)s本）が最初の段階のものです") % _share(v),
    "empty_cells": lambda v: (
        _("検討から先に、コンテンツのないマスが%(count)dあります（%(cells)s）")
        % {"count": v["count"], "cells": _names(v, "cells")}
    ),
    "more_leads": lambda v: (
        _("リードは3か月で%(before)s→%(after)s件に増えましたが、SQLは%(was)s→%(now)s件です") % _growth(v)
    ),
    "more_visits": lambda v: (
        _("サイト訪問は3か月で%(before)s→%(after)s件に増えましたが、SQLは%(was)s→%(now)s件です") % _growth(v)
    ),
    "decision_content_unused": lambda v: (
        _("最後の段階のコンテンツを見たSQLは%(rate)s（直近6か月 %(k)s/%(n)s件）です") % _share(v)
    ),
    "mostly_activity": lambda v: _("KPIの%(rate)s（%(k)s/%(n)s件）が活動KPIです") % _share(v),
    "unlinked": lambda v: _("成果につながっていない活動KPIがあります（%(names)s）") % {"names": _names(v, "names")},
    "no_outcome_target": lambda v: _("成果KPIに目標がありません"),
    "decoupled": lambda v: (
        _("%(activity)sは3か月続けて増え（%(before)s→%(after)s）、%(outcome)sは増えていません（%(was)s→%(now)s）")
        % _growth(v)
    ),
}
