"""What later layers say about a company on its page: the page prints the registered panels and imports nobody.

Each app registers its own in `apps.py`:

    register_company_panel(CompanyPanel("tier", "targeting/_company_tier.html", tier_of_company))
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from crm.models import Company
from workspaces.access import WorkspaceRequest


@dataclass(frozen=True)
class CompanyPanel:
    """`content(request, company)` gives what the template prints as `panel`; None leaves the panel out."""

    key: str
    template: str
    content: Callable[[WorkspaceRequest, Company], Any | None]


@dataclass(frozen=True)
class FilledPanel:
    """A panel of one company, ready to print."""

    template: str
    content: Any


_panels: dict[str, CompanyPanel] = {}


def register_company_panel(panel: CompanyPanel) -> None:
    """Add a panel to the page of every company; called once, when its app starts."""
    _panels[panel.key] = panel


def company_panels(request: WorkspaceRequest, company: Company) -> list[FilledPanel]:
    """The panels that have something to say about a company, in the order of their registration."""
    filled = ((panel, panel.content(request, company)) for panel in _panels.values())
    return [FilledPanel(panel.template, content) for panel, content in filled if content is not None]
