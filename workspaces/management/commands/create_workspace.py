"""`./run manage create_workspace SLUG --name NAME --owner EMAIL`: an empty workspace and the link for its owner."""

from __future__ import annotations

import json
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.urls import reverse

from workspaces.models import Role
from workspaces.services.members import invite
from workspaces.services.workspaces import SlugTaken, create_workspace


class Command(BaseCommand):
    help = "Make an empty workspace with its first administrator."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("--name", required=True)
        parser.add_argument("--owner", required=True, metavar="EMAIL")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            path = self._make(options["slug"], options["name"], options["owner"])
        except SlugTaken:
            raise CommandError(f"a workspace with the slug {options['slug']!r} exists already") from None
        except ValidationError as problem:
            raise CommandError("; ".join(problem.messages)) from None
        result = {"slug": options["slug"], "name": options["name"], "owner": options["owner"], "invitation": path}
        if options["json"]:
            self.stdout.write(json.dumps(result, ensure_ascii=False))
        else:
            self.stdout.write(f"workspace {options['slug']} made; its owner sets a password at {path}")

    @transaction.atomic
    def _make(self, slug: str, name: str, owner_email: str) -> str:
        workspace, owner = create_workspace(slug=slug, name=name, owner_email=owner_email)
        if owner.has_usable_password() and owner.last_login:
            return reverse("landing")
        # A person without a password joins through the same link as everybody else.
        owner.memberships.filter(workspace=workspace).update(ended_on=workspace.today())
        role = Role.objects.get(pk="administrator")
        _invitation, token = invite(workspace=workspace, actor=owner, email=owner.email, role=role)
        return reverse("invitation", args=[token])
