"""`./run manage create_api_key WORKSPACE NAME`: prints a new API key, once."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from workspaces.api_keys import SCOPES
from workspaces.models import Workspace
from workspaces.services.api_keys import issue_key


class Command(BaseCommand):
    help = "Make an API key of a workspace and print it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("workspace", help="slug")
        parser.add_argument("name")
        parser.add_argument("--scope", action="append", choices=SCOPES, dest="scopes")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        workspace = Workspace.objects.filter(slug=options["workspace"]).first()
        if workspace is None:
            raise CommandError(f"there is no workspace {options['workspace']!r}")
        scopes = options["scopes"] or list(SCOPES)
        row, key = issue_key(workspace=workspace, actor=None, name=options["name"], scopes=scopes)
        if options["json"]:
            self.stdout.write(json.dumps({"name": row.name, "scopes": row.scopes, "key": key}, ensure_ascii=False))
        else:
            self.stdout.write(key)
