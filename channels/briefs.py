"""The brief of a missing piece of content: for whom, when, which question, which message."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from targeting.models import BuyingRole, BuyingStage
from targeting.selectors.material import brief_material
from targeting.selectors.messages import SaidMessage

SEPARATORS = re.compile(r"[、,\n]+")


def brief_for(stage: BuyingStage, role: BuyingRole, message: SaidMessage | None) -> str:
    """What the map and the ICP know about a cell and its message, line by line; blank parts are left out."""
    lines = [
        (_("誰に"), _joined(role.name, role.titles)),
        (_("段階"), _joined(stage.name, stage.state_of_mind)),
        (_("疑問"), stage.questions),
        (_("関心"), role.concerns),
        (_("反対理由"), role.objections),
        (_("伝えるメッセージ"), message.text if message else ""),
        (_("根拠"), message.proof if message else ""),
        *brief_material(stage, role),
    ]
    return "\n".join(_("%(label)s: %(text)s") % {"label": label, "text": text} for label, text in lines if text)


def candidates_for(stage: BuyingStage, role: BuyingRole) -> list[str]:
    """Kinds of content the role wants, those that also suit the stage first; at most four."""
    wanted, suitable = _items(role.content_needed), set(_items(stage.content_needed))
    return sorted(wanted, key=lambda kind: kind not in suitable)[:4]


def _joined(name: str, detail: str) -> str:
    return _("%(name)s（%(detail)s）") % {"name": name, "detail": detail} if detail else name


def _items(text: str) -> list[str]:
    return [item.strip() for item in SEPARATORS.split(text) if item.strip()]
