"""`manage.py prepare_site`: tables and static files, before the site starts. Runs as the owner of the tables."""

from __future__ import annotations

import json
from typing import Any

from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand

from workspaces.demo_accounts import DEMO_SLUG
from workspaces.models import Workspace


class Command(BaseCommand):
    help = "Migrates, collects static files and prints what is there as one JSON document."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        call_command("collectstatic", verbosity=0, interactive=False)
        state = {
            "workspaces": Workspace.objects.count(),
            "has_demo": Workspace.objects.filter(slug=DEMO_SLUG).exists(),
            "can_load_demo": "load_demo" in get_commands(),
        }
        self.stdout.write(json.dumps(state))
