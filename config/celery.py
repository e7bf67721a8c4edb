"""The Celery application and the one beat schedule."""

import os

from celery import Celery

from workspaces.task_status import record_task_outcomes

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("config")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
record_task_outcomes()

app.conf.beat_schedule = {
    # A hand-off falls due at any minute of the working day; its breach is recorded without anybody's click.
    "record-breaches": {"task": "nurturing.tasks.record_breaches", "schedule": 60.0},
    # Catches recomputes whose queued task was lost with a worker: only workspaces with unclaimed changes start one.
    "sweep-changed-workspaces": {"task": "kpi.tasks.sweep_changed_workspaces", "schedule": 60.0},
    # Scores age at local midnight, and workspaces live in different zones: every half hour those whose day has begun.
    "age-scores": {"task": "kpi.tasks.age_scores", "schedule": 1800.0},
    # An answer falls due with the local day; an hour's delay matters to nobody, and each person is told once.
    "remind-parties": {"task": "strategy.tasks.remind_parties", "schedule": 3600.0},
}
