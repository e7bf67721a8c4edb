"""The back-calculation as pages draw it: the chain as hero, the month table, the findings beside the fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from strategy import sentences
from strategy.benchmarks import PUBLISHED, IndustryTemplate
from strategy.calc.funnel import BackCalculation, rate_keys, sensitivity
from strategy.layer import issue_sentence
from strategy.models import Goal, Strategy
from strategy.selectors.actuals import ActualRate
from strategy.selectors.plans import fiscal_months, leads_asker
from workspaces.calc.display import as_fraction, format_count, format_money, format_number, format_rate, round_half_up
from workspaces.templatetags.formats import month_label

# The ends of the sliders in percent: wide enough for any plan, narrow enough to aim.
SLIDER_ENDS = {"lead_to_mql": (1, 60), "mql_to_sql": (5, 80), "sql_to_won": (5, 80)}


@dataclass(frozen=True)
class ChainNode:
    """A figure of the chain with the step that leads to it: 「÷ 25.0%」."""

    key: str
    label: str
    figure: str
    unit: str
    step_label: str = ""
    step_value: str = ""
    step_key: str = ""


def chain(result: BackCalculation, currency: str) -> list[ChainNode]:
    """マーケ起点の売上 ÷ 平均受注単価 → 受注 ÷ SQL→受注率 → … → 必要リード."""
    plan = result.plan
    unit = pgettext("年間の件数", "件")
    nodes = [
        ChainNode("revenue", _("マーケ起点の売上"), format_money(result.revenue, currency, sentences.language()), "")
    ]
    steps = [
        (_("平均受注単価"), format_money(plan.average_deal_size, currency, sentences.language()), "average_deal_amount")
    ]
    for before, after in zip(reversed(plan.stages[:-1]), reversed(plan.stages[1:]), strict=True):
        key = f"{before}_to_{after}"
        steps.append((sentences.rate_name(key), sentences.rate_text(plan.rate(key)), key))
    for need, (label, value, key) in zip(result.stages, steps, strict=True):
        is_lead = need.stage == plan.stages[0]
        nodes.append(
            ChainNode(
                key=need.stage,
                label=_("必要リード") if is_lead else sentences.stage_name(need.stage, plan.stages),
                figure=format_count(need.display),
                unit=_("件/年") if is_lead else unit,
                step_label=label,
                step_value=value,
                step_key=key,
            )
        )
    return nodes


def month_table(strategy: Strategy, result: BackCalculation) -> dict[str, Any]:
    """Twelve months × stages in printed whole numbers, with the year's total per stage."""
    stages = list(result.plan.stages)
    return {
        "stages": [sentences.stage_name(stage, stages) for stage in stages],
        "rows": [
            {"month": month_label(day), "figures": [target.printed[stage] for stage in stages]}
            for day, target in zip(fiscal_months(strategy.starts_on), result.months, strict=True)
        ],
        "totals": [result.need(stage).display for stage in stages],
    }


@dataclass(frozen=True)
class ActualHint:
    """「リード→MQL率は仮置きです。直近の実績は14.1%（n=3,248）で、この値なら必要リードは7,565件になります」."""

    key: str
    sentence: str


def actual_hints(goal: Goal, actuals: dict[str, ActualRate]) -> list[ActualHint]:
    """One sentence per rate that is not taken from the records although they know it better."""
    hints = []
    leads_if = leads_asker(goal)
    for key, actual in actuals.items():
        kind = goal.provenance.get(key, {}).get("kind", "assumed")
        # The sentence promises what the person will see after taking over the printed rate.
        rate = as_fraction(round_half_up(actual.value, 3))
        if kind == "actual" or rate <= 0 or rate == as_fraction(Decimal(goal.rates[key])):
            continue
        sentence = _(
            "%(name)sは%(kind)sです。直近の実績は%(rate)s（n=%(n)s）で、この値なら必要リードは%(leads)s件になります"
        ) % {
            "name": sentences.rate_name(key),
            "kind": _("目安") if kind == "template" else _("仮置き"),
            "rate": format_rate(rate),
            "n": format_count(actual.n),
            "leads": format_count(leads_if({key: rate}) or 0),
        }
        hints.append(ActualHint(key=key, sentence=sentence))
    return hints


@dataclass(frozen=True)
class TornadoBar:
    """Required leads at both ends of an assumption's own plausible range, drawn from the base."""

    key: str
    label: str
    range_label: str
    low: str
    high: str
    good_from: float
    good_width: float
    bad_from: float
    bad_width: float

    @property
    def bad_end(self) -> float:
        return self.bad_from + self.bad_width


def tornado(goal: Goal, result: BackCalculation, own: Mapping[str, list[str]] | None = None) -> dict[str, Any] | None:
    """どの前提が効くか: every rate moved over its own range (詳細設定), else the published one, widest spread first.

    `own`: {rate key: [low, high]} as fractions written as text. Places are shares of the width in percent.
    """
    own = own or {}
    keys = [key for key in rate_keys(result.plan.stages) if key in PUBLISHED or key in own]
    if not keys:
        return None
    ends_of = {key: own.get(key) or [PUBLISHED[key].low, PUBLISHED[key].high] for key in keys}
    ranges = {key: (Decimal(low), Decimal(high)) for key, (low, high) in ends_of.items()}
    leads_if = leads_asker(goal)
    bars = sensitivity(ranges, lambda key, value: leads_if({key: value}) or Fraction(0))
    base = result.stages[-1].exact
    ends = [leads for _key, low, high in bars for leads in (low, high)] + [base]
    left, width = min(ends), (max(ends) - min(ends)) or Fraction(1)

    def place(leads: Fraction) -> float:
        return float((leads - left) / width * 68 + 16)

    return {
        "base": place(base),
        "base_label": format_count(base),
        "widest": sentences.rate_name(bars[0][0]),
        "factor": format_number(max(bars[0][1:]) / min(bars[0][1:]), 1).removesuffix(".0"),
        "is_own": any(key in own for key in keys),
        "bars": [_bar(key, worse, better, base, place, own.get(key)) for key, worse, better in bars],
    }


def _bar(
    key: str,
    worse: Fraction,
    better: Fraction,
    base: Fraction,
    place: Callable[[Fraction], float],
    own: list[str] | None,
) -> TornadoBar:
    """The higher rate needs fewer leads: its end stands on the left."""
    published = published_range(key)
    own_label = "〜".join(format_rate(Decimal(end)) for end in own or [])
    good = (min(better, base), min(base, worse)) if better < base else (base, base)
    bad = (max(better, base), worse) if worse > base else (base, base)
    return TornadoBar(
        key=key,
        label=sentences.rate_name(key),
        range_label=own_label or (published["label"] if published else ""),
        low=format_count(better),
        high=format_count(worse),
        good_from=place(good[0]),
        good_width=place(good[1]) - place(good[0]),
        bad_from=place(bad[0]),
        bad_width=place(bad[1]) - place(bad[0]),
    )


def provenance_of(goal: Goal) -> dict[str, dict[str, Any]]:
    """Per field, what its chip says; a number nobody has explained is 仮置き."""
    fields = ["revenue_target_amount", "marketing_share_rate", "average_deal_amount", *goal.rates]
    return {name: _chip(goal.provenance.get(name, {})) for name in fields}


def _chip(source: dict[str, Any]) -> dict[str, Any]:
    """「実績 25.1% n=203」 beside the number one goes by, 目安 or 仮置き."""
    chip = {"kind": "assumed", **source}
    if source.get("value"):
        chip["rate"] = format_rate(as_fraction(Decimal(str(source["value"]))))
    if source.get("to"):
        first, last = (_month_of(str(source.get(name, ""))) for name in ("from", "to"))
        chip["until"] = _("%(first)s〜%(last)s") % {"first": first, "last": last} if first else last
    return chip


def _month_of(day: str) -> str:
    """2026/10 of 2026-10-31 or 2026-10."""
    return day[:7].replace("-", "/")


def plan_warnings(result: BackCalculation) -> list[str]:
    """What is unusual about the plan, as questions."""
    return [issue_sentence(issue, result.plan) for issue in result.warnings]


def published_range(key: str) -> dict[str, Any] | None:
    """「参考値 15〜30%（公開資料の値、2025年）」 of a field, with its address."""
    published = PUBLISHED.get(key)
    if published is None:
        return None
    low, high = (format_rate(as_fraction(Decimal(value)), 0) for value in (published.low, published.high))
    text = _("参考値 %(low)s〜%(high)s（%(source)s、%(years)s年）") % {
        "low": low.removesuffix("%"),
        "high": high,
        "source": published.source,
        "years": published.years,
    }
    return {
        "text": text,
        "url": published.url,
        "low": float(published.low) * 100,
        "high": float(published.high) * 100,
        "label": f"{low.removesuffix('%')}〜{high}",
    }


def slider(key: str) -> dict[str, Any]:
    """The ends of a rate's slider and, as shares of its width, where the plausible range lies."""
    low, high = SLIDER_ENDS.get(key, (1, 99))
    scale: dict[str, Any] = {"min": low, "max": high}
    published = published_range(key)
    if published:
        width = high - low
        scale |= {
            "range_label": published["label"],
            "from_share": f"{(published['low'] - low) / width * 100:.1f}%",
            "to_share": f"{(published['high'] - low) / width * 100:.1f}%",
        }
    return scale


def template_values(template: IndustryTemplate, currency: str) -> dict[str, Decimal]:
    """目安 per field of the start page. The amounts are in yen; another currency takes a hundredth of the figure."""
    factor = 1 if currency == "JPY" else 100
    return {
        "revenue_target_amount": template.revenue_target_amount / factor,
        "marketing_share_rate": template.marketing_share_rate,
        "average_deal_amount": template.average_deal_amount / factor,
        "sales_cycle_months": template.sales_cycle_months,
        **template.rates,
    }


def rate_rows(form: Any, contents: Goal) -> list[dict[str, Any]]:
    """Per rate: field, slider, published range and chip, won first as the chain is read."""
    provenance = provenance_of(contents)
    return [
        {
            "key": key,
            "field": form[key],
            "slider": slider(key),
            "published": published_range(key),
            "provenance": provenance.get(key, {"kind": "assumed"}),
        }
        for key in reversed(form.rate_keys)
    ]
