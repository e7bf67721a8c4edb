from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from kpi.selectors.machinery import machinery_status


class Command(BaseCommand):
    help = "Queue depth, oldest job, last success per task and recompute runs per workspace"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON document and nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        status = machinery_status(timezone.now())
        if options["json"]:
            self.stdout.write(json.dumps(status, ensure_ascii=False, indent=2))
            return
        queue = status["queue"]
        self.stdout.write(
            f"queue: {queue['depth']} waiting, {queue['in_hand']} in hand, oldest {queue['oldest_job_seconds']} s"
        )
        for name, task in status["tasks"].items():
            self.stdout.write(f"{name}: last success {task['last_success_at']}, last failure {task['last_failure_at']}")
        for row in status["workspaces"]:
            self.stdout.write(
                f"{row['workspace']}: {row['runs']}, last done {row['last_done_at']}, "
                f"{row['changed_leads']} leads and {row['changed_days']} days waiting"
            )
