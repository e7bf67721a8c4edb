"""What the plan, the deals, the leads and their consents know of the current state, a sentence per item.

Deals count when closed in the last 24 months, people who became leads in the last 12 (docs/calculations.md
「記録からわかること」).
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.db.models import Count, QuerySet, Sum
from django.utils.translation import gettext as _

from crm.funnel import counted_entries
from crm.models import Consent, Deal, Lead
from strategy import sentences
from strategy.models import ArtefactKind, Goal, Strategy
from strategy.selectors.actuals import actual_rates
from strategy.selectors.artefacts import latest_artefact
from strategy.selectors.deal_actuals import WINDOW as DEAL_WINDOW
from strategy.selectors.deal_actuals import deal_actuals
from strategy.selectors.facts import quality_fact, source_fact
from strategy.state import known
from workspaces.calc.display import as_fraction, format_count, format_money, format_rate

YEAR = dt.timedelta(days=365)
MONTHS = 12
SHOWN = 3
STAGES_SHOWN = 6
Counted = list[tuple[str, int]]


def goal_known(strategy: Strategy, today: dt.date) -> str:
    """The target of the plan, unless it is still the industry's 目安."""
    artefact = latest_artefact(strategy, ArtefactKind.GOAL)
    goal = Goal.objects.filter(artefact=artefact).first() if artefact else None
    if goal is None or goal.revenue_target_amount is None:
        return ""
    if goal.provenance.get("revenue_target_amount", {}).get("kind") == "template":
        return ""
    amount = format_money(goal.revenue_target_amount, strategy.workspace.currency, sentences.language())
    if goal.marketing_share_rate is None:
        return _("売上目標 %(amount)s") % {"amount": amount}
    share = sentences.rate_text(as_fraction(goal.marketing_share_rate))
    return _("売上目標 %(amount)s、うちマーケが担う割合 %(share)s") % {"amount": amount, "share": share}


def price_known(strategy: Strategy, today: dt.date) -> str:
    actual = deal_actuals(strategy.workspace, today).get("average_deal_amount")
    if actual is None:
        return ""
    amount = format_money(actual.value, strategy.workspace.currency, sentences.language())
    return _("平均受注単価 %(amount)s（受注%(n)s件）") % {"amount": amount, "n": format_count(actual.n)}


def products_known(strategy: Strategy, today: dt.date) -> str:
    return _listed(_("受注の多い商品: %(names)s"), _most(_closed(strategy, today, Deal.Outcome.WON), "product"))


def segments_known(strategy: Strategy, today: dt.date) -> str:
    won = _closed(strategy, today, Deal.Outcome.WON)
    return _listed(_("受注した会社の業種: %(names)s"), _most(won, "company__industry"))


def won_known(strategy: Strategy, today: dt.date) -> str:
    figures = _closed(strategy, today, Deal.Outcome.WON).aggregate(n=Count("pk"), amount=Sum("amount"))
    if not figures["n"]:
        return ""
    amount = format_money(figures["amount"] or Decimal(0), strategy.workspace.currency, sentences.language())
    return _("この24か月の受注 %(n)s件、合計%(amount)s") % {"n": format_count(figures["n"]), "amount": amount}


def lost_known(strategy: Strategy, today: dt.date) -> str:
    lost = _closed(strategy, today, Deal.Outcome.LOST)
    count = lost.count()
    if not count:
        return ""
    told = _("この24か月の失注 %(n)s件") % {"n": format_count(count)}
    reasons = _most(lost, "lost_reason")
    return _("%(lost)s（%(reasons)s）") % {"lost": told, "reasons": _joined(reasons)} if reasons else told


def churned_known(strategy: Strategy, today: dt.date) -> str:
    """Only what was recorded: without an end of a contract nobody knows whether there was none or none was written down."""
    rows = Deal.objects.for_workspace(strategy.workspace).filter(churned_on__gt=today - DEAL_WINDOW)
    count = rows.filter(churned_on__lte=today).count()
    return _("この24か月の解約 %(n)s件") % {"n": format_count(count)} if count else ""


def leads_known(strategy: Strategy, today: dt.date) -> str:
    count = _entries(strategy, "lead", today)
    if not count:
        return ""
    return _("この12か月のリード %(n)s件（月平均%(mean)s件）") % {
        "n": format_count(count),
        "mean": format_count(Decimal(count) / MONTHS),
    }


def mqls_known(strategy: Strategy, today: dt.date) -> str:
    return _steps(strategy, today, ("lead", "mql", "sql"))


def deals_known(strategy: Strategy, today: dt.date) -> str:
    return _steps(strategy, today, ("sql", "won"))


def by_channel_known(strategy: Strategy, today: dt.date) -> str:
    """The sources that most leads of the last 12 months came from, with their share."""
    entries = counted_entries(strategy.workspace, "lead", start=today - YEAR + dt.timedelta(days=1), end=today)
    total = entries.count()
    rows = _most(entries, "journey__lead__source__name")
    if not rows:
        return ""
    named = [
        _("%(name)s %(share)s") % {"name": name, "share": format_rate(as_fraction(Decimal(n) / total), 0)}
        for name, n in rows
    ]
    return _("リードの多い流入元: %(names)s") % {"names": _("、").join(named)}


def channel_leads_known(strategy: Strategy, today: dt.date) -> str:
    entries = counted_entries(strategy.workspace, "lead", start=today - YEAR + dt.timedelta(days=1), end=today)
    return _listed(_("この12か月のリード: %(names)s"), _most(entries, "journey__lead__source__name", STAGES_SHOWN))


def size_known(strategy: Strategy, today: dt.date) -> str:
    count = _leads(strategy).count()
    return _("連絡先 %(n)s件") % {"n": format_count(count)} if count else ""


def consent_known(strategy: Strategy, today: dt.date) -> str:
    """Mailable people by the ground of their consent; people without a record are counted as such."""
    total = _leads(strategy).count()
    consents = Consent.objects.for_workspace(strategy.workspace).filter(
        channel=Consent.Channel.MAIL, lead__is_test=False
    )
    rows = consents.exclude(basis__in=[Consent.Basis.UNKNOWN, Consent.Basis.NONE]).values("basis")
    counted = [
        (str(Consent.Basis(row["basis"]).label), row["n"]) for row in rows.annotate(n=Count("pk")).order_by("-n")
    ]
    if not counted:
        return ""
    without = total - sum(n for _name, n in counted)
    return _("メールの同意の根拠: %(names)s、記録なし %(n)s件") % {
        "names": _joined(counted),
        "n": format_count(max(without, 0)),
    }


def duplicates_known(strategy: Strategy, today: dt.date) -> str:
    fact = quality_fact(strategy, today)
    return fact.sentence if fact else ""


def quality_known(strategy: Strategy, today: dt.date) -> str:
    fact = source_fact(strategy, today)
    return fact.sentence if fact else ""


def stages_known(strategy: Strategy, today: dt.date) -> str:
    """Of deals in progress: the last stage of a closed one is its outcome."""
    deals = Deal.objects.for_workspace(strategy.workspace).filter(outcome=Deal.Outcome.OPEN)
    rows = _most(deals, "stage", STAGES_SHOWN)
    return _("商談の段階: %(names)s") % {"names": _("、").join(name for name, _n in rows)} if rows else ""


def _leads(strategy: Strategy) -> QuerySet[Lead]:
    return Lead.objects.for_workspace(strategy.workspace).filter(is_test=False)


def _closed(strategy: Strategy, today: dt.date, outcome: str) -> QuerySet[Deal]:
    return Deal.objects.for_workspace(strategy.workspace).filter(
        outcome=outcome, closed_on__gt=today - DEAL_WINDOW, closed_on__lte=today
    )


def _entries(strategy: Strategy, stage: str, today: dt.date) -> int:
    start = today - YEAR + dt.timedelta(days=1)
    return counted_entries(strategy.workspace, "customer" if stage == "won" else stage, start=start, end=today).count()


def _steps(strategy: Strategy, today: dt.date, stages: tuple[str, ...]) -> str:
    """How many reached each stage in 12 months, and the measured rates of the plan's pages between them."""
    counts = {stage: _entries(strategy, stage, today) for stage in stages}
    if not counts[stages[1]]:
        return ""
    told = [
        _("%(stage)s %(n)s件") % {"stage": sentences.stage_name(stage, list(stages)), "n": format_count(counts[stage])}
        for stage in (stages[1:] if stages[0] == "lead" else stages)
    ]
    rates = [
        f"{sentences.rate_name(key)} {format_rate(rate.value)}"
        for key, rate in actual_rates(strategy, stages, today).items()
    ]
    return _("この12か月の%(told)s") % {"told": _("、").join([*told, *rates])}


def _most(rows: QuerySet, name: str, shown: int = SHOWN) -> Counted:  # type: ignore[type-arg]
    """The most frequent values of a field, the empty one left out."""
    counted = rows.exclude(**{f"{name}": ""}).exclude(**{f"{name}__isnull": True}).order_by().values(name)
    return [(str(row[name]), row["n"]) for row in counted.annotate(n=Count("pk")).order_by("-n", name)[:shown]]


def _joined(rows: Counted) -> str:
    """「製造業 30件、運輸業 12件」"""
    return _("、").join(_("%(name)s %(n)s件") % {"name": name, "n": format_count(n)} for name, n in rows)


def _listed(sentence: str, rows: Counted) -> str:
    return sentence % {"names": _joined(rows)} if rows else ""


def register_known() -> None:
    """Tell the current-state analysis what the plan and the records know; called once, when the app starts."""
    for key, ask in {
        "business.goal": goal_known,
        "business.products": products_known,
        "business.price": price_known,
        "business.segments": segments_known,
        "customers.won": won_known,
        "customers.lost": lost_known,
        "customers.churned": churned_known,
        "funnel.leads": leads_known,
        "funnel.mqls": mqls_known,
        "funnel.deals": deals_known,
        "funnel.by_channel": by_channel_known,
        "channels.leads": channel_leads_known,
        "lists.size": size_known,
        "lists.consent": consent_known,
        "lists.duplicates": duplicates_known,
        "sales.stages": stages_known,
        "tools.quality": quality_known,
    }.items():
        known.register(key, ask)
