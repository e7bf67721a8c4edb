from __future__ import annotations

import hashlib

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _lazy

from workspaces.models.base import WorkspaceModel, WorkspaceQuerySet


class Side(models.TextChoices):
    """Which of the two departments a manager speaks for."""

    NONE = "", _lazy("なし")
    MARKETING = "marketing", _lazy("マーケ")
    SALES = "sales", _lazy("営業")


class Role(models.Model):
    """What a kind of member may do. A row of vocabulary: a later role is another row, not a code change."""

    key = models.SlugField(primary_key=True, max_length=30)
    name_ja = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60)
    rights = ArrayField(models.CharField(max_length=40), default=list)
    home = models.CharField(max_length=40, default="kpi:home")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" else self.name_ja


class MembershipQuerySet(WorkspaceQuerySet):
    def active(self) -> MembershipQuerySet:
        return self.filter(ended_on__isnull=True, user__is_active=True)


class Membership(WorkspaceModel):
    """A person's place in one workspace: a role and, for managers, the side they speak for."""

    user = models.ForeignKey("User", on_delete=models.CASCADE, related_name="memberships")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="+")
    side = models.CharField(max_length=10, choices=Side, blank=True, default=Side.NONE)
    started_at = models.DateTimeField(default=timezone.now)
    ended_on = models.DateField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()  # type: ignore[misc, assignment]

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "user"], name="one_membership_per_person")]

    def __str__(self) -> str:
        return f"{self.user} ({self.role_id})"

    def may(self, right: str) -> bool:
        return right in self.role.rights

    @property
    def is_sales_side(self) -> bool:
        return self.role_id == "sales" or self.side == Side.SALES

    @property
    def role_name(self) -> str:
        """The role in words, with the side of a manager (営業責任者)."""
        if self.role_id == "manager" and self.side:
            return str(
                {"sales": _lazy("営業責任者"), "marketing": _lazy("マーケティング責任者")}[self.side],
            )
        return str(self.role)


class Invitation(WorkspaceModel):
    """An unanswered offer of membership, taken up through a link whose token is stored only as a hash."""

    email = models.EmailField()
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="+")
    side = models.CharField(max_length=10, choices=Side, blank=True, default=Side.NONE)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey("User", on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.email

    @staticmethod
    def hash_of(token: str) -> str:
        return hashlib.sha256(token.encode()).hexdigest()
