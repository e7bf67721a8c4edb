"""Which of several ICPs a page is about."""

from __future__ import annotations

from workspaces.access import WorkspaceRequest


def number_of(request: WorkspaceRequest) -> int:
    """The ICP that was sent or asked for; the first one otherwise."""
    text = request.POST.get("icp", "") or request.GET.get("icp", "")
    return int(text) if text.isascii() and text.isdigit() else 1


def path_of(request: WorkspaceRequest, number: int) -> str:
    """The address of the same page for an ICP."""
    return request.path if number == 1 else f"{request.path}?icp={number}"
