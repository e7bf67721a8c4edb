from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kpi.demo.loading import SlugInUse, remove_demo


class Command(BaseCommand):
    help = "Removes the sample company with everything in it."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            removed = remove_demo()
        except SlugInUse:
            raise CommandError(
                "There is a workspace `demo` that is not the sample company; it stays as it is."
            ) from None
        self.stdout.write("The sample company is removed." if removed else "There is no sample company.")
