from __future__ import annotations

from dataclasses import asdict

from celery import shared_task
from django.utils import timezone

from nurturing.services.clock import record_breaches as record_breaches_until


@shared_task
def record_breaches() -> dict[str, int]:
    """Record which marks of the SLA unanswered hand-offs have passed; safe to run twice or late."""
    return asdict(record_breaches_until(timezone.now()))
