"""Where the contents of a version are looked at and changed."""

from __future__ import annotations

from django.urls import reverse

from strategy import layers
from strategy.models import ArtefactVersion


def step_url(artefact: ArtefactVersion) -> str:
    """The first step that edits the kind of a version."""
    steps = (step for report in layers.reports() for step in report.steps if step.kind == artefact.kind)
    kwargs = {"slug": artefact.workspace.slug, "strategy_id": artefact.strategy_id}
    return reverse(next(steps).url_name, kwargs=kwargs)
