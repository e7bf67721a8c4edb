"""Consent: on what ground a person may be written to, and their refusal, which nothing but they themselves undoes."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from crm.models import Consent, Lead
from workspaces import audit
from workspaces.models import User

UNSURE = (Consent.Basis.NONE, Consent.Basis.UNKNOWN)


@transaction.atomic
def record_consent(
    *,
    lead: Lead,
    basis: str,
    actor: User | None = None,
    channel: str = Consent.Channel.MAIL,
    obtained_on: dt.date | None = None,
    source_text: str = "",
    is_renewed: bool = False,
) -> Consent:
    """The consent of a person for a channel, with its ground, date and source.

    Who has refused or bounced stays so; only `is_renewed` (the person consented anew) makes them reachable again.
    """
    consent, _is_new = Consent.objects.get_or_create(workspace=lead.workspace, lead=lead, channel=channel)
    if is_renewed or consent.status not in (Consent.Status.REFUSED, Consent.Status.BOUNCED):
        consent.status = Consent.Status.UNKNOWN if basis in UNSURE else Consent.Status.OK
        consent.refused_at = None
    consent.basis, consent.obtained_on, consent.source_text = basis, obtained_on, source_text[:255]
    consent.recorded_at = timezone.now()
    consent.save()
    _note(lead, actor, "consent.recorded")
    return consent


@transaction.atomic
def record_refusal(
    *, lead: Lead, at: dt.datetime, actor: User | None = None, channel: str = Consent.Channel.MAIL
) -> Consent:
    """A person's refusal; it takes effect at once and no import lifts it."""
    consent, _is_new = Consent.objects.get_or_create(workspace=lead.workspace, lead=lead, channel=channel)
    if consent.status != Consent.Status.REFUSED:
        consent.status, consent.refused_at = Consent.Status.REFUSED, at
        consent.save(update_fields=["status", "refused_at"])
        _note(lead, actor, "consent.refused")
    return consent


def _note(lead: Lead, actor: User | None, action: str) -> None:
    audit.record(workspace=lead.workspace, actor=actor, action=action, obj=lead, label=f"lead {lead.pk}")
