"""What Layer 2 knows beside a cell of the content map: the person behind the role, subjects, surroundings, the time."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from targeting.models import BuyingRole, BuyingStage, Element, IcpElement, Persona
from targeting.months import months_in_words
from targeting.selectors.adopted import elements_of
from targeting.selectors.messages import DECISION
from targeting.selectors.timing import months_of

TECHNICAL = "technical"


def brief_material(stage: BuyingStage, role: BuyingRole) -> list[tuple[str, str]]:
    """Label and text of what a brief for this cell should know; parts nobody has written are left out.

    The tools in use are for technical evaluators, the route of an approval for the stage of decision.
    """
    elements = elements_of(stage.artefact)
    lines = [
        *_of_personas(role),
        (_("困りごと"), _text(elements, Element.PROBLEM)),
        (_("利用ツール"), _text(elements, Element.TOOLS) if role.key == TECHNICAL else ""),
        (_("組織と稟議"), _text(elements, Element.ORGANISATION) if stage.key == DECISION else ""),
        (_("出す時期"), _months(stage)),
    ]
    return [(label, text) for label, text in lines if text]


def _of_personas(role: BuyingRole) -> list[tuple[str, str]]:
    """Who stands behind the role, and what this person asks and objects to."""
    personas = Persona.objects.for_workspace(role.workspace_id).filter(artefact=role.artefact_id, role_key=role.key)
    lines = []
    for persona in personas:
        said = [_one_line(text) for text in (persona.goals, persona.questions, persona.objections) if text.strip()]
        lines.append((_("ペルソナ"), " / ".join([persona.name, *said])))
    return lines


def _months(stage: BuyingStage) -> str:
    """導入のきっかけ 4月・10月 / 予算 2月・8月."""
    found = months_of(stage.artefact)
    return " / ".join(f"{Element(element).label} {months_in_words(months)}" for element, months in found.items())


def _text(elements: Mapping[str, IcpElement], element: str) -> str:
    row = elements.get(element)
    return _one_line(row.text) if row else ""


def _one_line(text: str) -> str:
    return " / ".join(part.strip() for part in text.splitlines() if part.strip())
