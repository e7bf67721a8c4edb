"""What the content map says: its first sentence, a cell in each of the three views, the balance of the stages."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from channels.calc.content_gaps import is_fresh
from channels.calc.stage_balance import Balance
from channels.models import ContentAsset
from channels.selectors.content_map import MOST_TINTS, ContentMap, MapCell
from channels.selectors.content_results import ContentResults
from workspaces.calc.display import format_rate

COUNT, FRESHNESS, RESULTS = "count", "freshness", "results"


def views() -> dict[str, str]:
    """The three looks of the map, the first one by default."""
    return {COUNT: _("本数"), FRESHNESS: _("鮮度"), RESULTS: _("成果")}


@dataclass(frozen=True)
class Face:
    """A cell in the view 鮮度 or 成果: one figure, what it counts, a line beneath, and the depth of its tint (0–4)."""

    figure: str
    unit: str
    note: str
    tint: int
    is_bad: bool = False


def freshness_face(cell: MapCell, page: ContentMap) -> Face:
    """How many published pieces were updated in the last 12 months."""
    published = [asset for asset in cell.assets if asset.state == ContentAsset.State.PUBLISHED]
    ages = Counter(
        "unknown" if asset.updated_on is None else "fresh" if is_fresh(asset.updated_on, page.today) else "stale"
        for asset in published
    )
    parts = [
        _("要更新%(count)d") % {"count": ages["stale"]} if ages["stale"] else "",
        _("更新日不明%(count)d") % {"count": ages["unknown"]} if ages["unknown"] else "",
    ]
    note = _("・").join(filter(None, parts)) or (_("すべて12か月以内に更新") if published else _("公開されたものなし"))
    return Face(str(ages["fresh"]), _("本が新しい"), note, min(ages["fresh"], MOST_TINTS), is_bad=bool(ages["stale"]))


def results_face(cell: MapCell, results: ContentResults) -> Face:
    """How many SQLs of the last 6 months had opened something of the cell before."""
    read = results.read_before(cell.held)
    used = sum(asset.sales_use == ContentAsset.SalesUse.USED for asset in cell.held)
    use = _("営業が%(count)d本を使用") % {"count": used} if used else ""
    if read is None:
        return Face("–", "", _("・").join(filter(None, [_("データ不足（URLが未入力）"), use])), 0)
    part = Fraction(read, results.total) if results.total else Fraction(0)
    share = _("SQLの%(share)s") % {"share": format_rate(part, 0)} if results.total else ""
    tint = min(MOST_TINTS, 1 + int(part * 10)) if read else 0
    return Face(str(read), _("件が閲覧"), _("・").join(filter(None, [share, use])), tint)


def map_headline(page: ContentMap) -> str:
    """What the content map says first: who gets nothing at which stage."""
    if not page.assets:
        return _("いまあるコンテンツを貼り付けると、どこが足りないかがわかります")
    worst = page.worst_stage
    if worst is None:
        return _("どの段階でも、それぞれの関与者に渡せるものがあります")
    stage, roles = worst
    names = _("と").join(role.name for role in roles) if len(roles) < 3 else _("、").join(role.name for role in roles)
    return _("%(stage)sの段階で、%(roles)sに渡せるものがありません") % {"stage": stage.name, "roles": names}


def balance_sentence(balance: Balance, names: dict[str, str]) -> str:
    """「検討に偏っています。認知を増やします」, or that it is even."""
    if balance.verdict == "few" or balance.most is None or balance.least is None:
        return _("データ不足（8本から判定します）")
    if balance.verdict == "ok":
        return _("目標の配分どおりです")
    values = {"most": names[balance.most.key], "least": names[balance.least.key]}
    return _("%(most)sに偏っています。%(least)sを増やします") % values
