from celery import shared_task

from crm.services.imports import carry_out_run


@shared_task
def run_import(*, workspace_id: int, run_id: int) -> None:
    """Carry out a queued import run. Safe to run twice or late: a finished run is left alone."""
    carry_out_run(workspace_id=workspace_id, run_id=run_id)
