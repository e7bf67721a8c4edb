"""`./run manage icp_evidence WORKSPACE [--unit deal|lead] [--outcome won|opportunity|FIELD] --json`."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from targeting.selectors import evidence_for
from targeting.selectors.evidence import WonEvidence, as_json
from targeting.selectors.units import WON, UnknownOutcome
from workspaces.models import Workspace


class Command(BaseCommand):
    help = "Which attribute values go with winning: counts, win rates, and a verdict corrected for all comparisons."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("workspace")
        parser.add_argument("--unit", choices=["deal", "lead"], help="default: the closed deal if any deal was lost")
        parser.add_argument("--outcome", default=WON, help="won, opportunity, or the key of a yes/no custom field")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        workspace = Workspace.objects.filter(slug=options["workspace"]).first()
        if workspace is None:
            raise CommandError(f"no workspace {options['workspace']!r}")
        try:
            won = evidence_for(workspace, unit=options["unit"], outcome=options["outcome"])
        except UnknownOutcome:
            raise CommandError(
                f"{options['outcome']!r} is no outcome of this unit: won, opportunity (by lead) or a custom field"
            ) from None
        if options["json"]:
            self.stdout.write(json.dumps(as_json(won), ensure_ascii=False))
        else:
            self._print_table(won)

    def _print_table(self, won: WonEvidence) -> None:
        evidence = won.evidence
        self.stdout.write(f"by {won.unit.key}: {evidence.won} of {evidence.n} {won.unit.outcome}")
        for row in evidence.rows:
            if row.verdict in ("strong", "weak"):
                self.stdout.write(
                    f"{row.verdict:7} {row.attribute.key} = {row.value or '(blank)'}: {row.won} of {row.n}"
                )
