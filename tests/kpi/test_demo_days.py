"""The sample company on other days: the same figures, loaded again, and gone without a trace."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from crm.calc.periods import add_months
from crm.funnel import counted_entries
from kpi.demo.loading import NotInProduction, SlugInUse, load_demo, remove_demo
from kpi.selectors.exec_board import default_month, exec_board
from nurturing.models import HandOffCandidate
from nurturing.selectors.desk import bucket_counts, desk
from tests.factories import make_workspace
from tests.kpi.demo_world import TOKYO, loaded_at
from workspaces.models import User, Workspace, WorkspaceModel


@pytest.fixture
def real_transactions(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """Loading commits on its way; nothing of it stays."""
    with django_db_blocker.unblock():
        yield
        remove_demo()


def counts(workspace: Workspace, today: dt.date, months: int) -> list[int]:
    first = today.replace(day=1)
    span = {"start": add_months(first, -months), "end": first - dt.timedelta(days=1)}
    return [counted_entries(workspace, stage, **span).count() for stage in ("lead", "mql", "sql", "customer")]


def rows_of(workspace_id: int) -> int:
    models = [model for model in apps.get_models() if issubclass(model, WorkspaceModel)]
    return sum(model.objects.filter(workspace=workspace_id).count() for model in models)


def test_other_days_hold_the_same_figures_and_nothing_stays(real_transactions: None) -> None:
    # The first morning of a month, before anybody works; then a month later, in place of the first.
    mornings = [dt.datetime(2026, 12, 1, 7, 30, tzinfo=TOKYO), dt.datetime(2027, 2, 10, 10, 42, tzinfo=TOKYO)]
    earlier = None
    for moment, first_month in zip(mornings, (5, 7), strict=True):
        with loaded_at(moment) as demo:
            workspace, today = demo.workspace, moment.date()
            assert workspace.fiscal_year_first_month == first_month
            assert counts(workspace, today, 7) == [3248, 458, 142, 37]
            assert counts(workspace, today, 12) == [4812, 655, 203, 51]
            assert counts(workspace, today, 18) == [7219, 867, 244, 61]
            board = exec_board(workspace, default_month(workspace, today), today=today)
            assert {line.key: line.actual for line in board.cards}["revenue"] == 75_300_000
            assert HandOffCandidate.objects.for_workspace(workspace).count() == 6
            waiting = bucket_counts(desk(workspace, person=None, now=moment))
            assert waiting[0] == 1 and waiting[1] + waiting[2] == 10
            assert earlier is None or rows_of(earlier) == 0
            earlier = workspace.pk
    assert remove_demo()
    assert earlier is not None and rows_of(earlier) == 0
    assert not Workspace.objects.filter(slug="demo").exists()
    assert not User.objects.filter(email__endswith="@demo.example").exists()


@pytest.mark.django_db
def test_never_in_production(settings: pytest.FixtureRequest) -> None:
    settings.APP_ENV = "production"
    with pytest.raises(NotInProduction):
        load_demo()
    with pytest.raises(CommandError, match="APP_ENV=production"):
        call_command("load_demo")
    assert not Workspace.objects.exists()


@pytest.mark.django_db
def test_a_real_workspace_of_that_name_stays() -> None:
    real = make_workspace(slug="demo")
    for refused in (load_demo, remove_demo):
        with pytest.raises(SlugInUse):
            refused()
    with pytest.raises(CommandError, match="stays as it is"):
        call_command("remove_demo")
    assert Workspace.objects.get() == real


@pytest.mark.django_db
def test_a_day_must_be_a_date(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CommandError, match="no date like 2026-11-20"):
        call_command("load_demo", "--as-of", "20.11.2026")


def test_the_answer_for_machines_is_one_document(real_transactions: None, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_demo", "--as-of", "2026-11-20", "--json")
    answer = json.loads(capsys.readouterr().out)
    with capsys.disabled():
        sys.stdout.write(f"\nthe sample company: {answer['seconds']} s\n")
    assert answer["as_of"] == "2026-11-20" and answer["counts"]["leads"] > 7000
    assert len(answer["accounts"]) == 6
