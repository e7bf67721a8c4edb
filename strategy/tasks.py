from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from strategy.models import ArtefactStatus, ArtefactVersion
from strategy.services.notices import remind


@shared_task
def remind_parties() -> int:
    """Remind everywhere of answers, reviews and agreements whose day has come; each is told once."""
    statuses = [ArtefactStatus.IN_REVIEW, ArtefactStatus.AGREED]
    ids = ArtefactVersion.objects.filter(status__in=statuses).values_list("workspace_id", flat=True).distinct()
    return sum(remind(workspace_id=workspace_id, now=timezone.now()) for workspace_id in ids.order_by("workspace_id"))
