"""`manage.py translations [APP …] [--check | --write]`: is every text there in English?"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from workspaces.translations.catalogues import AppCatalogue, contradictions
from workspaces.translations.sources import APPS, Harvest, harvest


class Command(BaseCommand):
    help = (
        "Lists texts without an English translation; --write adds them empty to the catalogues and drops unused ones."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("apps", nargs="*", choices=[[], *APPS], metavar="APP", help="only these apps")
        parser.add_argument("--check", action="store_true", help="exit with an error when anything is listed")
        parser.add_argument("--write", action="store_true", help="bring the catalogues up to date")

    def handle(self, *args: Any, **options: Any) -> None:
        found = harvest(settings.BASE_DIR)
        catalogues = [AppCatalogue.of(app, settings.BASE_DIR) for app in APPS]
        asked = [catalogue for catalogue in catalogues if catalogue.app in (options["apps"] or APPS)]
        if options["write"]:
            self._write(catalogues, asked, found)
        problems = [problem for catalogue in asked for problem in catalogue.problems(found.texts[catalogue.app])]
        problems += contradictions(catalogues)
        problems += [str(finding) for finding in found.problems if self._concerns(finding.path.parts, options["apps"])]
        for problem in problems:
            self.stdout.write(problem)
        if options["check"] and problems:
            raise CommandError(f"{len(problems)} texts need attention.")

    def _concerns(self, parts: tuple[str, ...], apps: list[str]) -> bool:
        return not apps or any(part in apps for part in parts)

    def _write(self, catalogues: list[AppCatalogue], asked: list[AppCatalogue], found: Harvest) -> None:
        known = {
            text: message for catalogue in reversed(catalogues) for text, message in catalogue.translations().items()
        }
        for catalogue in asked:
            if catalogue.bring_up_to_date(found.texts[catalogue.app], known):
                self.stdout.write(f"{catalogue.path.relative_to(settings.BASE_DIR)} written")
