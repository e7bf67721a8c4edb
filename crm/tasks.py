from celery import shared_task

from crm.services.import_undo import carry_out_undo
from crm.services.imports import carry_out_run


@shared_task
def run_import(*, workspace_id: int, run_id: int) -> None:
    """Carry out a queued import run. Safe to run twice or late: a finished run is left alone."""
    carry_out_run(workspace_id=workspace_id, run_id=run_id)


@shared_task
def run_undo(*, workspace_id: int, run_id: int) -> None:
    """Take a queued import back. Safe to run twice or late: a run that was taken back is left alone."""
    carry_out_undo(workspace_id=workspace_id, run_id=run_id)
