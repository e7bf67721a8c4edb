"""The months in which buyers of the ICP begin and budgets are decided, in words for whoever is about to get in touch."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _lazy

from strategy.models import ArtefactVersion, Strategy
from targeting.calc.timing import NextMonth, next_month
from targeting.elements import WITH_MONTHS
from targeting.models import Element, IcpElement
from targeting.months import month_in_words
from targeting.selectors.adopted import adopted_icp

# By element: this month, next month, later.
_WORDS: dict[str, tuple[Any, Any, Any]] = {
    Element.TRIGGER: (
        _lazy("今月は導入のきっかけが多い月です"),
        _lazy("来月は導入のきっかけが多い月です"),
        _lazy("次に導入のきっかけが多いのは%(month)sです"),
    ),
    Element.BUDGET: (
        _lazy("今月は予算が決まる月です"),
        _lazy("来月は予算が決まる月です"),
        _lazy("次に予算が決まるのは%(month)sです"),
    ),
}


def timing_months(strategy: Strategy) -> dict[str, list[int]]:
    """Calendar months (1–12) in which buyers begin (導入のきっかけ) and in which budgets are decided (予算), of all ICPs."""
    artefact = adopted_icp(strategy)
    return months_of(artefact) if artefact else {}


def months_of(artefact: ArtefactVersion) -> dict[str, list[int]]:
    """The same of one version, by element group; a group without months is missing."""
    rows = IcpElement.objects.for_workspace(artefact.workspace_id).filter(artefact=artefact, element__in=WITH_MONTHS)
    said = list(rows)
    months = {
        str(element): sorted({month for row in said if row.element == element for month in row.months})
        for element in WITH_MONTHS
    }
    return {element: found for element, found in months.items() if found}


def timing_sentences(artefact: ArtefactVersion, *, today: dt.date) -> list[str]:
    """How near the next such month is, one sentence per element group that has months."""
    months = months_of(artefact)
    return [
        _sentence(str(element), coming)
        for element in WITH_MONTHS
        if (coming := next_month(months.get(element, []), today.month)) is not None
    ]


def _sentence(element: str, coming: NextMonth) -> str:
    return str(_WORDS[element][min(coming.away, 2)]) % {"month": month_in_words(coming.month)}
