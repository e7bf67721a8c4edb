"""Beginning a strategy, and choosing which one targets come from."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from strategy.models import ArtefactKind, Strategy
from strategy.services.artefacts import announce, create_first_drafts, settle
from strategy.services.goals import GoalEntry, write_goal
from strategy.services.parties import create_default_parties
from strategy.services.versions import create_first_version
from workspaces import audit
from workspaces.models import User, Workspace


def fiscal_year_of(workspace: Workspace, day: dt.date) -> tuple[int, dt.date]:
    """The fiscal year a day belongs to, named by the calendar year it begins in, and its first day."""
    month = workspace.fiscal_year_first_month
    year = day.year if day.month >= month else day.year - 1
    return year, dt.date(year, month, 1)


@transaction.atomic
def create_strategy(
    *,
    workspace: Workspace,
    actor: User | None,
    today: dt.date,
    name: str = "",
    industry: str = "",
    goal: GoalEntry | None = None,
    diagnosis: dict[str, bool] | None = None,
) -> Strategy:
    """A strategy of the fiscal year of `today` with a draft of every kind, filled with the framework's defaults.

    The first strategy of a workspace becomes the current one. The shipped texts are stored in the workspace's
    language. `goal` are the numbers of the start page, `diagnosis` its five answers ({"l1": True, …}).
    """
    year, starts_on = fiscal_year_of(workspace, today)
    with translation.override(workspace.language):
        strategy = Strategy.objects.create(
            workspace=workspace,
            name=name or _("FY%(year)s 戦略") % {"year": year},
            fiscal_year=year,
            starts_on=starts_on,
            industry=industry,
            is_current=not Strategy.objects.for_workspace(workspace).filter(is_current=True).exists(),
            diagnosis=diagnosis or {},
            created_by=actor,
        )
        artefacts = create_first_drafts(strategy=strategy, actor=actor)
        if goal is None:
            settle(*artefacts)
    create_first_version(strategy=strategy, artefacts=artefacts)
    create_default_parties(strategy=strategy, creator=actor)
    goal_draft = next(artefact for artefact in artefacts if artefact.kind == ArtefactKind.GOAL)
    if goal is not None:
        write_goal(goal_draft, goal)
        goal_draft.is_touched = True
        goal_draft.save(update_fields=["is_touched"])
        settle(*artefacts)
    audit.record(
        workspace=workspace, actor=actor, action="strategy.create", obj=strategy, after={"name": strategy.name}
    )
    announce(goal_draft)
    return strategy


@transaction.atomic
def make_current(*, strategy: Strategy, actor: User) -> None:
    """Take targets from this strategy from now on."""
    others = Strategy.objects.select_for_update().for_workspace(strategy.workspace_id).filter(is_current=True)
    before = [other.name for other in others]
    others.update(is_current=False)
    strategy.is_current = True
    strategy.save(update_fields=["is_current"])
    audit.record(
        workspace=strategy.workspace,
        actor=actor,
        action="strategy.make_current",
        obj=strategy,
        before={"current": before},
        after={"current": [strategy.name]},
    )
    announce(strategy.artefacts.filter(kind=ArtefactKind.GOAL).latest("number"))


@transaction.atomic
def answer_diagnosis(*, strategy: Strategy, answers: dict[str, bool], actor: User) -> None:
    """Keep the five yes/no answers of the start page: {"l1": True, …}."""
    before = Strategy.objects.values_list("diagnosis", flat=True).get(pk=strategy.pk)
    strategy.diagnosis = answers
    strategy.save(update_fields=["diagnosis"])
    audit.record(
        workspace=strategy.workspace,
        actor=actor,
        action="strategy.diagnose",
        obj=strategy,
        before=before,
        after=answers,
    )
