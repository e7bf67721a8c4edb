"""The framework's own tables of Layer 1, as they are written into a new strategy (in the workspace's language)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _lazy

from strategy.models import RoleSplitRow

DOES, PARTLY = RoleSplitRow.Level.DOES, RoleSplitRow.Level.PARTLY
Key = RoleSplitRow.Key


@dataclass(frozen=True)
class RoleDefault:
    """A scope of contribution and what each department does for it."""

    key: str
    scope: str | Promise
    marketing_duty: str | Promise
    sales_duty: str | Promise
    marketing_level: str = DOES
    sales_level: str = DOES


ROLE_SPLIT = [
    RoleDefault(
        key=Key.ACQUISITION,
        scope=_lazy("リード獲得"),
        marketing_duty=_lazy("Web、広告、イベントからの獲得"),
        sales_duty=_lazy("紹介、直接のアプローチ"),
        sales_level=PARTLY,
    ),
    RoleDefault(
        key=Key.NURTURING,
        scope=_lazy("リード育成"),
        marketing_duty=_lazy("コンテンツ、メール、セミナー"),
        sales_duty=_lazy("個別のフォローと提案"),
        sales_level=PARTLY,
    ),
    RoleDefault(
        key=Key.OPPORTUNITY,
        scope=_lazy("商談創出"),
        marketing_duty=_lazy("MQLの判定と引き渡し"),
        sales_duty=_lazy("商談化の判定、提案、クロージング"),
    ),
    RoleDefault(
        key=Key.RETENTION,
        scope=_lazy("顧客維持"),
        marketing_duty=_lazy("既存顧客向けの情報、アップセルの兆しの発見"),
        sales_duty=_lazy("関係の維持、契約更新"),
        marketing_level=PARTLY,
    ),
]
