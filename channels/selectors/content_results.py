"""What content did before deals: who opened it on the way to SQL, by the paths of its addresses."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.db.models import F

from channels.models import ContentAsset
from channels.selectors.content_map import PASSED_MONTHS
from crm.calc.periods import add_months
from crm.funnel import counted_entries
from crm.models import Stage
from workspaces.models import Workspace


@dataclass(frozen=True)
class ContentResults:
    """`total` SQLs of the last 6 months; `readers` by path which of their journeys opened it before."""

    total: int = 0
    readers: dict[str, set[int]] = field(default_factory=dict)

    def read_before(self, assets: Iterable[ContentAsset]) -> int | None:
        """SQLs that opened any of the pieces before; None where no piece has an address to look for."""
        paths = {path for asset in assets if (path := path_of(asset))}
        if not paths:
            return None
        return len(set().union(*(self.readers.get(path, set()) for path in paths)))


def path_of(asset: ContentAsset) -> str:
    """The path that an opening of the piece would carry; blank for none, and for the home page."""
    path = urlsplit(asset.url).path
    return "" if path == "/" else path


def content_results(workspace: Workspace, assets: Iterable[ContentAsset], *, today: dt.date) -> ContentResults:
    """Two queries for all pieces: SQLs of the last 6 months, and which of them opened what before."""
    entries = counted_entries(workspace, Stage.SQL, start=add_months(today, -PASSED_MONTHS), end=today)
    paths = {path for asset in assets if (path := path_of(asset))}
    if not paths:
        return ContentResults(total=entries.count())
    opened = entries.filter(
        journey__lead__activities__path__in=paths, journey__lead__activities__occurred_at__lte=F("occurred_at")
    )
    readers: dict[str, set[int]] = defaultdict(set)
    for path, journey in opened.values_list("journey__lead__activities__path", "journey_id").distinct():
        readers[path].add(journey)
    return ContentResults(total=entries.count(), readers=dict(readers))
