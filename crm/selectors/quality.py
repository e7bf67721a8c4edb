"""How many records there are, and which of them make the figures less true."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from crm.models import Activity, Company, Deal, Journey, Lead, SeriesValue, Source, StageEvent
from workspaces.models import Workspace


@dataclass(frozen=True)
class Finding:
    """Something about the records that a figure suffers from: how many, which figures, where to mend it."""

    name: str
    count: int
    total: int
    effect: str
    url_name: str = ""
    query: str = ""


def record_counts(workspace: Workspace) -> dict[str, int]:
    """Records by kind."""
    models = {"leads": Lead, "companies": Company, "deals": Deal, "activities": Activity, "series": SeriesValue}
    return {name: model.objects.for_workspace(workspace).count() for name, model in models.items()}


def findings(workspace: Workspace) -> list[Finding]:
    """What is missing, doubled, unlinked or unmarked; findings of 0 stay in the list: they are good news."""
    leads = Lead.objects.for_workspace(workspace)
    deals = Deal.objects.for_workspace(workspace)
    activities = Activity.objects.for_workspace(workspace)
    companies = Company.objects.for_workspace(workspace)
    lead_count, deal_count = leads.count(), deals.count()
    used = Lead.objects.filter(workspace=workspace, source=OuterRef("pk"))
    sources = Source.objects.for_workspace(workspace).filter(Exists(used))
    return [
        Finding(
            _("印のない流入元"),
            sources.filter(origin="").count(),
            sources.count(),
            _("マーケ起点の売上とファネルに数えられません"),
            "crm:sources",
        ),
        Finding(_("流入元のないリード"), leads.filter(source=None).count(), lead_count, _("「不明」として数えます")),
        Finding(
            _("会社のないリード"), leads.filter(company=None).count(), lead_count, _("ICPに合うかを判定できません")
        ),
        Finding(_("メールアドレスのないリード"), leads.filter(email="").count(), lead_count, _("メールを送れません")),
        Finding(
            _("重複かもしれないリード"),
            leads.filter(is_duplicate_candidate=True).count(),
            lead_count,
            _("1人が2件に数えられているかもしれません"),
        ),
        Finding(
            _("重複かもしれない会社"),
            companies.filter(is_duplicate_candidate=True).count(),
            companies.count(),
            _("1社が2社に数えられているかもしれません"),
        ),
        Finding(
            _("リードのない商談"),
            deals.filter(lead=None).count(),
            deal_count,
            _("受注件数と売上には「起点不明」として入り、ファネルには入りません"),
        ),
        Finding(
            _("リードを待っている行動"),
            activities.filter(lead=None).count(),
            activities.count(),
            _("リードが読み込まれるまで、点数に入りません"),
        ),
        Finding(
            _("日付不明のリード"),
            Journey.objects.for_workspace(workspace).filter(is_date_unknown=True).count(),
            lead_count,
            _("読み込んだ日に獲得したものとして数えます"),
        ),
        Finding(
            _("前の段階より早い記録"),
            StageEvent.objects.for_workspace(workspace).filter(is_out_of_order=True, is_backfilled=False).count(),
            StageEvent.objects.for_workspace(workspace).filter(~Q(from_stage="")).count(),
            _("件数には入り、日数の計算からは除きます"),
        ),
    ]
