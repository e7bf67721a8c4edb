"""How the contents of the ICP are called in a diff, and how their values read."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from crm.models import Stage
from strategy import layers
from strategy.models import ArtefactVersion
from targeting.defaults import OPTIONAL_ROLES
from targeting.models import BuyingRole, BuyingStage, Element, IcpRule, TitleRule
from targeting.months import months_in_words
from targeting.selectors.attributes import attributes_for
from workspaces.calc.display import format_number, format_rate

_ICP: dict[str, layers.Text] = {
    "name": _lazy("ICPの名前"),
    "product_line": _lazy("対象の商品"),
    "problem": _lazy("課題"),
    "value": _lazy("得られる価値"),
    "proof": _lazy("根拠"),
    "is_hypothesis": _lazy("仮説"),
    "verify_on": _lazy("確かめる日"),
}
_CLAIM: dict[str, layers.Text] = {"evidence": _lazy("根拠"), "verify_on": _lazy("確かめる日")}
_ROWS: dict[str, dict[str, layers.Text]] = {
    "icps": _ICP,
    "rules": {
        "values": _lazy("条件の値"),
        "operator": _lazy("条件"),
        "is_exclusion": _lazy("除外"),
        "reason": _lazy("理由・根拠"),
        "group": _lazy("条件のまとまり"),
        "is_required": _lazy("必須"),
        "element": _lazy("要素"),
    },
    "elements": {"text": _lazy("顧客像の説明"), "months": _lazy("月"), **_CLAIM},
    "roles": {
        "name": _lazy("関与者"),
        "titles": _lazy("職位の例"),
        "concerns": _lazy("関心"),
        "objections": _lazy("反対理由"),
        "content_needed": _lazy("必要なコンテンツ"),
        "key_message": _lazy("伝えるメッセージ"),
        "weight": _lazy("不足の重み"),
        "is_required": _lazy("必要な役割"),
        **_CLAIM,
    },
    "stages": {
        "name": _lazy("購買ステージ"),
        "state_of_mind": _lazy("心理"),
        "questions": _lazy("疑問"),
        "information_needed": _lazy("必要な情報"),
        "content_needed": _lazy("必要なコンテンツ"),
        "signals": _lazy("見える動き"),
        "exit_condition": _lazy("次へ移る条件"),
        "lifecycle": _lazy("対応するステージ"),
        "internal_approval": _lazy("社内稟議"),
        **_CLAIM,
    },
    "messages": {"text": _lazy("メッセージ"), "proof": _lazy("根拠"), "verify_on": _lazy("確かめる日")},
    "personas": {
        "name": _lazy("ペルソナ"),
        "role_key": _lazy("購買の役割"),
        "goals": _lazy("目標"),
        "questions": _lazy("疑問"),
        "objections": _lazy("反対理由"),
        "sources": _lazy("情報を集める場所"),
        **_CLAIM,
    },
    "titles": {"words": _lazy("役職・部署の言葉"), "role_key": _lazy("役割"), "scope": _lazy("どこを見るか")},
}
LABELS: dict[str, layers.Text] = {
    **_ICP,
    **{f"{table}.*.{name}": label for table, labels in _ROWS.items() for name, label in labels.items()},
    "sentence": _lazy("ICP"),
    "companies": _lazy("一致する会社"),
    "leads": _lazy("一致するリード（12か月）"),
    "won_covered": _lazy("該当する過去受注"),
    "win_rate": _lazy("該当する受注率"),
}


def display_value(artefact: ArtefactVersion, path: str, value: Any) -> str | None:
    """Values of the diff as people read them."""
    if path == "win_rate":
        return format_rate(value)
    if path == "companies":
        return _("%(count)s社") % {"count": format_number(value)}
    if path == "leads":
        return _("%(count)s件") % {"count": format_number(value)}
    if path == "rules.*.operator" and value in IcpRule.Operator.values:
        return str(IcpRule.Operator(value).label)
    if path == "rules.*.values" and _is_range(value):
        return _("%(low)s〜%(high)s") % {
            "low": format_number(Decimal(str(value[0]))),
            "high": format_number(Decimal(str(value[1]))),
        }
    if path == "rules.*.element" and value in Element.values:
        return str(Element(value).label)
    if path == "stages.*.lifecycle" and isinstance(value, list):
        return _("、").join(str(Stage(key).label) for key in value if key in Stage.values)
    if path == "rules.*.group":
        return str(int(value) + 1)
    if path in ("personas.*.role_key", "titles.*.role_key"):
        return _role_names(artefact).get(str(value), str(value))
    if path == "titles.*.scope" and value in TitleRule.Scope.values:
        return str(TitleRule.Scope(value).label)
    if path == "elements.*.months" and isinstance(value, list):
        return months_in_words(value)
    return None


def _is_range(value: Any) -> bool:
    """Two numbers stand for a range: lists of names are no numbers."""
    return isinstance(value, list) and len(value) == 2 and all(str(end).replace(".", "", 1).isdigit() for end in value)


def row_title(artefact: ArtefactVersion, table: str, row: str) -> str:
    """A row of a snapshot in words: a condition is called by the label of its attribute, a rule for titles by where it
    looks, an element by its name, a message by stage and role."""
    if table == "titles" and row in TitleRule.Scope.values:
        return str(TitleRule.Scope(row).label)
    if table == "elements":
        return _element_title(row)
    if table == "messages" and ":" in row:
        stage, _sep, role = row.partition(":")
        stages, roles = _stage_names(artefact), _role_names(artefact)
        return f"{stages.get(stage, stage)}・{roles.get(role, role)}"
    return _attribute_labels(artefact).get(row, row) if table == "rules" else row


def _element_title(row: str) -> str:
    """icp2:budget is 「予算」 of the second ICP; the first one's elements stand without its number."""
    icp, _sep, element = row.partition(":")
    if element not in Element.values:
        return row
    label = str(Element(element).label)
    return label if icp == "icp1" else f"{label}（{icp.upper()}）"


def _attribute_labels(artefact: ArtefactVersion) -> dict[str, str]:
    """The labels of the workspace's attributes by key."""
    return _once(
        artefact,
        "attribute_labels",
        lambda: {one.key: str(one.label) for one in attributes_for(artefact.workspace)},
    )


def _stage_names(artefact: ArtefactVersion) -> dict[str, str]:
    """The buying stages of a version by key, and the line of the approval inside the company."""
    return _once(artefact, "stage_names", lambda: {**_names(BuyingStage, artefact), "ringi": _("社内稟議")})


def _role_names(artefact: ArtefactVersion) -> dict[str, str]:
    """The buying roles of a version by key, the optional ones by their shipped names."""
    shipped = {role.key: str(role.name) for role in OPTIONAL_ROLES}
    return _once(artefact, "role_names", lambda: shipped | _names(BuyingRole, artefact))


def _names(model: type[BuyingStage] | type[BuyingRole], artefact: ArtefactVersion) -> dict[str, str]:
    rows = model.objects.for_workspace(artefact.workspace_id).filter(artefact=artefact)
    return dict(rows.values_list("key", "name"))


def _once(artefact: ArtefactVersion, name: str, look_up: Callable[[], dict[str, str]]) -> dict[str, str]:
    """Words that every row of a version asks for, looked up once for all of them and for one language."""
    kept = artefact.__dict__.setdefault(f"{name}_{get_language()}", {})
    if not kept:
        kept.update(look_up())
    return kept
