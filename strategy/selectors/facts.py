"""What Layer 1 and the records know about the questions of the diagnosis."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from crm.funnel import counted_entries
from crm.models import Lead
from strategy.models import ArtefactKind, Goal, Strategy
from strategy.selectors.artefacts import agreed_artefact, latest_artefact
from strategy.selectors.plans import calculation_of, plan_of_strategy
from strategy.state import facts
from strategy.state.facts import Fact
from workspaces.calc.display import format_rate

WINDOW = dt.timedelta(days=365)
TRACEABLE, BARELY_TRACEABLE = 0.9, 0.5
TOLERABLE_DUPLICATES = 0.05
FEWEST_LEADS = 30


def artefact_fact(strategy: Strategy, kind: str) -> Fact:
    """Agreed is level 3 at least; drafted is written but not agreed; untouched is not written here."""
    artefact = latest_artefact(strategy, kind)
    name = artefact.get_kind_display() if artefact else kind
    if agreed_artefact(strategy, kind) is not None:
        return Fact(_("%(name)sは合意済みです") % {"name": name}, floor=3)
    if artefact is not None and artefact.is_touched:
        return Fact(_("%(name)sは下書きで、まだ合意していません") % {"name": name}, floor=2, ceiling=2)
    return Fact(_("%(name)sはまだ入力されていません") % {"name": name}, ceiling=1)


def backcalc_fact(strategy: Strategy, today: dt.date) -> Fact | None:
    goal = _goal(strategy)
    if goal is None or calculation_of(goal) is None:
        return Fact(_("必要なリード数はまだ計算できません"), ceiling=1)
    if not strategy.starts_on <= today < strategy.starts_on.replace(year=strategy.starts_on.year + 1):
        return Fact(_("逆算は今年度のものではありません"), ceiling=2)
    return artefact_fact(strategy, ArtefactKind.GOAL)


def lead_time_fact(strategy: Strategy, today: dt.date) -> Fact | None:
    goal = _goal(strategy)
    if goal is None or goal.sales_cycle_months is None:
        return Fact(_("検討期間が計画に入っていません"), ceiling=1)
    return Fact(_("検討期間は計画に入っています"), floor=2)


def roles_fact(strategy: Strategy, today: dt.date) -> Fact | None:
    return artefact_fact(strategy, ArtefactKind.ROLES)


def monthly_fact(strategy: Strategy, today: dt.date) -> Fact | None:
    last = today.replace(day=1) - dt.timedelta(days=1)
    has_records = counted_entries(strategy.workspace, "lead", start=last.replace(day=1), end=last).exists()
    if plan_of_strategy(strategy) is None or not has_records:
        return Fact(_("先月の実績か計画がないため、比べられません"), ceiling=1)
    return Fact(_("計画と先月の実績が、同じ画面にあります"), floor=2)


def source_fact(strategy: Strategy, today: dt.date) -> Fact | None:
    leads = Lead.objects.for_workspace(strategy.workspace).filter(created_on__gt=today - WINDOW, is_test=False)
    total = leads.count()
    if total < FEWEST_LEADS:
        return None
    share = leads.filter(source__isnull=False).count() / total
    sentence = _("この12か月のリードのうち、流入元がわかるのは%(share)sです") % {"share": format_rate(share, 0)}
    if share >= TRACEABLE:
        return Fact(sentence, floor=2)
    return Fact(sentence, ceiling=2 if share >= BARELY_TRACEABLE else 1)


def quality_fact(strategy: Strategy, today: dt.date) -> Fact | None:
    leads = Lead.objects.for_workspace(strategy.workspace)
    total = leads.count()
    if total < FEWEST_LEADS:
        return None
    share = leads.filter(is_duplicate_candidate=True).count() / total
    sentence = _("重複かもしれないリードは%(share)sです") % {"share": format_rate(share)}
    return Fact(sentence, ceiling=2) if share > TOLERABLE_DUPLICATES else Fact(sentence, floor=1)


def _goal(strategy: Strategy) -> Goal | None:
    artefact = latest_artefact(strategy, ArtefactKind.GOAL)
    return Goal.objects.filter(artefact=artefact).first() if artefact else None


def register_facts() -> None:
    """Tell the diagnosis what Layer 1 and the records know; called once, when the app starts."""
    facts.register("l1_backcalc", backcalc_fact)
    facts.register("l1_lead_time", lead_time_fact)
    facts.register("l1_roles", roles_fact)
    facts.register("l1_monthly", monthly_fact)
    facts.register("l5_source", source_fact)
    facts.register("l5_quality", quality_fact)
