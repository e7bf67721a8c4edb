from django.contrib.postgres.fields import ArrayField
from django.db import models

from workspaces.models import WorkspaceModel


class ImportCreation(WorkspaceModel):
    """The records of one table that an import made, as one list of ids: what taking it back would remove."""

    run = models.ForeignKey("ImportRun", on_delete=models.CASCADE, related_name="creations")
    table = models.CharField(max_length=40)
    ids = ArrayField(models.BigIntegerField())

    def __str__(self) -> str:
        return f"{self.table}: {len(self.ids)}"


class ImportChange(WorkspaceModel):
    """What an import changed in a record that was there before: only the columns that differ, before and after.

    A record changed twice by one import stands twice, in order.
    """

    run = models.ForeignKey("ImportRun", on_delete=models.CASCADE, related_name="changes")
    table = models.CharField(max_length=40)
    record_id = models.BigIntegerField()
    before = models.JSONField()
    after = models.JSONField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.table} {self.record_id}"
