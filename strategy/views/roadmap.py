"""The roadmap: made once, worked on task by task, laid out anew after a delay."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from strategy.forms_state import RoadmapForm, TaskForm
from strategy.models import Roadmap, RoadmapTask, Strategy
from strategy.selectors.assessments import assessment_of, diagnosis_of
from strategy.selectors.roadmaps import roadmap_of, roadmap_page
from strategy.sentences import language
from strategy.services import roadmaps as services
from strategy.state.questions import QUESTIONS
from strategy.state.roadmap_defaults import PHASE_NAMES, page_of_task
from strategy.views.finding import find_strategy, page_url
from workspaces import rights
from workspaces.access import WorkspaceRequest, workspace_view
from workspaces.calc.display import MONTHS_EN
from workspaces.models import Membership

SMALL_TEAM_LAYERS = 2


@workspace_view(rights.VIEW_STRATEGY)
@require_http_methods(["GET", "POST"])
def roadmap(request: WorkspaceRequest, strategy_id: int) -> HttpResponse:
    """The plan on a time line; before it is made, the two questions that make it."""
    strategy = find_strategy(request, strategy_id)
    today = request.workspace.today()
    found = roadmap_of(strategy)
    if request.method == "POST":
        return _create(request, strategy, today)
    if found is None:
        form = RoadmapForm(initial={"starts_on": today})
        return render(request, "strategy/roadmap_new.html", {"strategy": strategy, "form": form})
    page = roadmap_page(found, today)
    context = {
        "strategy": strategy,
        "page": page,
        "rows": [
            {
                "bar": bar,
                "url": _address(request, strategy, PHASE_NAMES[bar.task.key].url_name),
                "work": PHASE_NAMES[bar.task.key].work,
                "pieces": [(piece, _page_of(request, strategy, piece)) for piece in bar.pieces],
            }
            for bar in page.bars
        ],
        "months": [(mark.left, _month_name(mark.day)) for mark in page.months],
        "sizes": Roadmap.Size.choices,
        "today": today,
    }
    return render(request, "strategy/roadmap.html", context)


@workspace_view(rights.EDIT_STRATEGY)
@require_POST
def replan(request: WorkspaceRequest, strategy_id: int) -> HttpResponse:
    strategy, found = _find(request, strategy_id)
    moved = services.apply_replan(roadmap=found, today=request.workspace.today(), actor=request.user)
    messages.success(
        request,
        ngettext("%(n)d件の工程の日程を引き直しました", "%(n)d件の工程の日程を引き直しました", len(moved))
        % {"n": len(moved)},
    )
    return redirect(page_url(request, "strategy:roadmap", strategy))


@workspace_view(rights.EDIT_STRATEGY)
@require_http_methods(["GET", "POST"])
def task_new(request: WorkspaceRequest, strategy_id: int) -> HttpResponse:
    """A task of one's own inside a phase."""
    strategy, found = _find(request, strategy_id)
    wanted = request.GET.get("phase", "") or request.POST.get("phase", "")
    phase = next((task for task in found.tasks.filter(kind=RoadmapTask.Kind.PHASE) if task.key == wanted), None)
    if phase is None:
        raise Http404
    initial = {"starts_on": max(phase.starts_on, request.workspace.today()), "due_on": phase.due_on}
    form = TaskForm(request.POST or None, members=_members(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        services.add_task(roadmap=found, phase_key=phase.key, entry=_entry(form, None), actor=request.user)
        return redirect(f"{page_url(request, 'strategy:roadmap', strategy)}#phase-{phase.key}")
    return _task_page(request, strategy, form, {"phase": phase, "task": None})


@workspace_view(rights.EDIT_STRATEGY)
@require_http_methods(["GET", "POST"])
def task(request: WorkspaceRequest, strategy_id: int, task_id: int) -> HttpResponse:
    """Title, who does it, track and dates of one task."""
    strategy, found = _find(request, strategy_id)
    one = _task(found, task_id)
    initial = {name: getattr(one, name) for name in ("title", "doer", "track", "starts_on", "due_on")}
    form = TaskForm(
        request.POST or None, members=_members(request), initial={**initial, "owner": str(one.owner_id or "")}
    )
    if request.method == "POST" and form.is_valid():
        services.change_task(task=one, entry=_entry(form, one.done_on), actor=request.user)
        return redirect(f"{page_url(request, 'strategy:roadmap', strategy)}#phase-{one.phase_key or one.key}")
    return _task_page(request, strategy, form, {"task": one, "phase": None})


@workspace_view(rights.EDIT_STRATEGY)
@require_POST
def done(request: WorkspaceRequest, strategy_id: int, task_id: int) -> HttpResponse:
    """Tick a task off, or take the tick back."""
    strategy, found = _find(request, strategy_id)
    one = _task(found, task_id)
    services.set_done(task=one, done_on=None if one.done_on else request.workspace.today(), actor=request.user)
    return redirect(f"{page_url(request, 'strategy:roadmap', strategy)}#phase-{one.phase_key or one.key}")


@workspace_view(rights.EDIT_STRATEGY)
@require_POST
def delete(request: WorkspaceRequest, strategy_id: int, task_id: int) -> HttpResponse:
    strategy, found = _find(request, strategy_id)
    one = _task(found, task_id)
    if one.kind == RoadmapTask.Kind.PHASE:
        raise Http404
    services.delete_task(task=one, actor=request.user)
    return redirect(f"{page_url(request, 'strategy:roadmap', strategy)}#phase-{one.phase_key}")


def _create(request: WorkspaceRequest, strategy: Strategy, today: dt.date) -> HttpResponse:
    if not request.membership.may(rights.EDIT_STRATEGY):
        raise PermissionDenied(rights.EDIT_STRATEGY)
    form = RoadmapForm(request.POST)
    if not form.is_valid():
        return render(request, "strategy/roadmap_new.html", {"strategy": strategy, "form": form}, status=422)
    diagnosis = diagnosis_of(strategy, assessment_of(strategy), today)
    begin: list[int] = []
    if form.cleaned_data["begins_small"] and diagnosis.recommendation:
        begin = [*diagnosis.recommendation.first[-1:], diagnosis.recommendation.layer][-SMALL_TEAM_LAYERS:]
    services.create_roadmap(
        strategy=strategy,
        starts_on=form.cleaned_data["starts_on"],
        size=form.cleaned_data["size"],
        layers=begin,
        actions=[action.question.key for action in diagnosis.actions],
        actor=request.user,
    )
    return redirect(page_url(request, "strategy:roadmap", strategy))


def _find(request: WorkspaceRequest, strategy_id: int) -> tuple[Strategy, Roadmap]:
    strategy = find_strategy(request, strategy_id)
    found = roadmap_of(strategy)
    if found is None:
        raise Http404
    return strategy, found


def _task(found: Roadmap, task_id: int) -> RoadmapTask:
    rows = RoadmapTask.objects.for_workspace(found.workspace_id).filter(roadmap=found).select_related("owner")
    return get_object_or_404(rows, pk=task_id)


def _members(request: WorkspaceRequest) -> list[Membership]:
    rows = Membership.objects.active().filter(workspace=request.workspace).select_related("user", "role")
    return list(rows.order_by("role__position", "pk"))


def _entry(form: TaskForm, done_on: dt.date | None) -> services.TaskEntry:
    values = form.cleaned_data
    return services.TaskEntry(
        title=values["title"],
        track=values["track"],
        doer=values["doer"],
        owner=form.people.get(values["owner"]),
        starts_on=values["starts_on"],
        due_on=values["due_on"],
        done_on=done_on,
    )


def _task_page(request: WorkspaceRequest, strategy: Strategy, form: TaskForm, context: dict[str, Any]) -> HttpResponse:
    title = _("タスク") if context["task"] else _("タスクを足す")
    context = {"strategy": strategy, "form": form, "title": title, **context}
    return render(request, "strategy/roadmap_task.html", context, status=422 if form.errors else 200)


def _month_name(day: dt.date) -> str:
    """11月, Nov"""
    return MONTHS_EN[day.month - 1] if language() == "en" else _("%(month)d月") % {"month": day.month}


def _address(request: WorkspaceRequest, strategy: Strategy, url_name: str) -> str:
    return page_url(request, url_name, strategy) if url_name else ""


def _page_of(request: WorkspaceRequest, strategy: Strategy, task: RoadmapTask) -> str:
    """Where a shipped task or a next action is done; empty for work that is done elsewhere."""
    actions = {f"action-{question.key}"[:40]: question.url_name for question in QUESTIONS}
    name = actions.get(task.key) or page_of_task(task.key)
    for arguments in ([request.workspace.slug, strategy.pk], [request.workspace.slug]) if name else ():
        try:
            return reverse(name, args=arguments)
        except NoReverseMatch:
            continue
    return ""
