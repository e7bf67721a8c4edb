from workspaces.models.api_keys import ApiKey
from workspaces.models.audit import AuditEntry
from workspaces.models.base import WorkspaceModel, WorkspaceQuerySet
from workspaces.models.memberships import Invitation, Membership, Role, Side
from workspaces.models.notices import Notice
from workspaces.models.people import User
from workspaces.models.tasks import TaskStatus
from workspaces.models.workspaces import ClosingDay, Workspace

__all__ = [
    "ApiKey",
    "AuditEntry",
    "ClosingDay",
    "Invitation",
    "Membership",
    "Notice",
    "Role",
    "Side",
    "TaskStatus",
    "User",
    "Workspace",
    "WorkspaceModel",
    "WorkspaceQuerySet",
]
