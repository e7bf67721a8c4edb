"""What the content list knows of the current state, a sentence per item."""

from __future__ import annotations

import datetime as dt

from django.db.models import Count
from django.utils.translation import gettext as _

from channels.models import ContentAsset
from strategy.models import ArtefactKind, Strategy
from strategy.selectors import latest_artefact
from strategy.state import known
from targeting.models import BuyingStage
from workspaces.calc.display import format_count

SHOWN = 3


def inventory_known(strategy: Strategy, today: dt.date) -> str:
    """「公開中のコンテンツ 16本、制作前・制作中 3本」"""
    rows = ContentAsset.objects.for_workspace(strategy.workspace_id).filter(strategy=strategy)
    total, published = rows.count(), rows.filter(state=ContentAsset.State.PUBLISHED).count()
    if not total:
        return ""
    return _("公開中のコンテンツ %(published)s本、公開前 %(other)s本") % {
        "published": format_count(published),
        "other": format_count(total - published),
    }


def by_stage_known(strategy: Strategy, today: dt.date) -> str:
    """「公開中: 認知 10本、検討 4本、決定 2本」, also the stages that have none."""
    artefact = latest_artefact(strategy, ArtefactKind.ICP)
    published = ContentAsset.objects.for_workspace(strategy.workspace_id).filter(
        strategy=strategy, state=ContentAsset.State.PUBLISHED
    )
    counts = dict(published.order_by().values_list("stage_key").annotate(n=Count("pk")))
    if artefact is None or not counts:
        return ""
    stages = BuyingStage.objects.for_workspace(strategy.workspace_id).filter(artefact=artefact)
    told = [
        _("%(name)s %(n)s本") % {"name": stage.name, "n": format_count(counts.get(stage.key, 0))} for stage in stages
    ]
    return _("公開中: %(told)s") % {"told": _("、").join(told)}


def sales_use_known(strategy: Strategy, today: dt.date) -> str:
    """What sales said they use, the newest first."""
    rows = ContentAsset.objects.for_workspace(strategy.workspace_id).filter(
        strategy=strategy, sales_use=ContentAsset.SalesUse.USED
    )
    names = list(rows.order_by("-updated_on", "title").values_list("title", flat=True)[:SHOWN])
    return _("営業が使っている資料: %(names)s") % {"names": _("、").join(names)} if names else ""


def register_known() -> None:
    """Take part in the current-state analysis; called once, when the app starts."""
    known.register("content.inventory", inventory_known)
    known.register("content.by_stage", by_stage_known)
    known.register("content.sales_use", sales_use_known)
