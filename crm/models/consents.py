from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _lazy

from workspaces.models import WorkspaceModel


class Consent(WorkspaceModel):
    """What a person agreed to per channel, since when and on what ground. No row means 不明: not mailable."""

    class Channel(models.TextChoices):
        MAIL = "mail", _lazy("メール")
        PHONE = "phone", _lazy("電話")

    class Basis(models.TextChoices):
        OPT_IN = "opt_in", _lazy("本人の同意")
        BUSINESS_CARD = "business_card", _lazy("名刺交換")
        RELATIONSHIP = "relationship", _lazy("取引関係")
        PUBLISHED = "published", _lazy("公開アドレス")
        NONE = "none", _lazy("同意なし")
        UNKNOWN = "unknown", _lazy("不明")

    class Status(models.TextChoices):
        OK = "ok", _lazy("配信可")
        REFUSED = "refused", _lazy("配信停止")
        BOUNCED = "bounced", _lazy("不達")
        UNKNOWN = "unknown", _lazy("不明")

    lead = models.ForeignKey("Lead", on_delete=models.CASCADE, related_name="consents")
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.MAIL)
    basis = models.CharField(max_length=20, choices=Basis, default=Basis.UNKNOWN)
    status = models.CharField(max_length=10, choices=Status, default=Status.UNKNOWN)
    source_text = models.CharField(max_length=255, blank=True)
    obtained_on = models.DateField(null=True, blank=True)
    refused_at = models.DateTimeField(null=True, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "lead", "channel"], name="one_consent_per_channel")]

    def __str__(self) -> str:
        return f"{self.channel}: {self.basis}"

    @property
    def is_mailable(self) -> bool:
        mailable = {self.Basis.OPT_IN, self.Basis.BUSINESS_CARD, self.Basis.RELATIONSHIP, self.Basis.PUBLISHED}
        return self.status == self.Status.OK and self.basis in mailable
