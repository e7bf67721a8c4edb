"""Layer 4, step 2: the MQL rule on the left, what it would do on the right."""

from __future__ import annotations

from functools import partial
from operator import getitem
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from nurturing.forms_design import EXAMPLE_TYPES, ExamplesForm
from nurturing.forms_scoring import ScoringForm
from nurturing.models import MqlRule, ScoreRule
from nurturing.selectors.attributes import recorded_types, scored_attributes
from nurturing.selectors.design_pages import ScoringPreview, scoring_preview, untracked_rules
from nurturing.selectors.icp_changes import icp_change_lines
from nurturing.selectors.rule_models import score_rules
from nurturing.services.design import write_rule
from nurturing.services.following import keep_own_conditions, take_over_icp
from nurturing.wording import type_label
from strategy.frame import StepPage, step_page
from workspaces import rights
from workspaces.access import WorkspaceRequest, workspace_view
from workspaces.calc.display import format_number

TEMPLATE = "nurturing/scoring.html"
ICP_ANSWERS = {"icp-take": take_over_icp, "icp-keep": keep_own_conditions}


@workspace_view(rights.VIEW_STRATEGY)
@require_http_methods(["GET", "POST"])
def scoring(request: WorkspaceRequest, strategy_id: int) -> HttpResponse:
    page = step_page(request, strategy_id, layer=4, step="scoring")
    rule = MqlRule.objects.for_workspace(request.workspace).select_related("artefact").get(artefact=page.artefact)
    rules = score_rules(rule)
    form = _form(page, rule, rules)
    context = _context(request, rule, rules) | {"icp_changes": icp_change_lines(page.artefact)}
    if request.method == "POST":
        return page.save(
            form=form,
            change=lambda: _write(page, form),
            template=TEMPLATE,
            context=context,
        )
    return page.render(TEMPLATE, {"form": form, **context})


def _write(page: StepPage, form: ScoringForm) -> None:
    """What was typed, then what was decided about the ICP's conditions."""
    write_rule(artefact=page.artefact, entry=form.entry)
    decided = ICP_ANSWERS.get(page.request.POST.get("action", ""))
    if decided:
        decided(page.artefact)


@require_POST
@workspace_view(rights.EDIT_STRATEGY)
def scoring_preview_part(request: WorkspaceRequest, strategy_id: int) -> HttpResponse:
    """The preview of what is typed and not yet saved."""
    page = step_page(request, strategy_id, layer=4, step="scoring")
    saved = MqlRule.objects.for_workspace(request.workspace).select_related("artefact").get(artefact=page.artefact)
    rule, rules = _form(page, saved, score_rules(saved)).readable(saved)
    return page.render("nurturing/_scoring_preview.html", _preview_context(request, rule, rules))


def _form(page: StepPage, rule: MqlRule, rules: list[ScoreRule]) -> ScoringForm:
    workspace = page.request.workspace
    return ScoringForm(
        page.data,
        rule=rule,
        rules=rules,
        attributes=scored_attributes(workspace),
        types=sorted(recorded_types(workspace)),
        untracked=untracked_rules(workspace, rules),
        takes_new=not page.is_autosave,
        action=page.request.POST.get("action", ""),
    )


def _context(request: WorkspaceRequest, rule: MqlRule, rules: list[ScoreRule]) -> dict[str, Any]:
    """The preview is computed only where it is shown: not for an autosave."""
    found = SimpleLazyObject(lambda: _preview_context(request, rule, rules))
    names = ("preview", "texts", "examples_form", "example_types", "ticks_x")
    return {"rule": rule} | {name: SimpleLazyObject(partial(getitem, found, name)) for name in names}


def _preview_context(request: WorkspaceRequest, rule: MqlRule, rules: list[ScoreRule]) -> dict[str, Any]:
    examples = ExamplesForm(request.POST if request.method == "POST" else None)
    preview = scoring_preview(request.workspace, rule, rules, now=timezone.now(), examples=examples.leads())
    return {
        "rule": rule,
        "preview": preview,
        "texts": _texts(preview),
        "examples_form": examples,
        "ticks_x": range(20, 100, 20),
        "example_types": [type_label(kind) for kind in EXAMPLE_TYPES],
    }


def _texts(preview: ScoringPreview) -> dict[str, dict[str, str]]:
    """The sentences that follow the threshold: as patterns for the browser, and filled in."""
    patterns = {
        "head": _("{points}点なら、月{monthly}件がMQLになります"),
        "above": _("{points}点以上 {mqls}件"),
        "below": _("基準未満 {below}件"),
        "load": _("営業1人あたり1日{load}件"),
        "missed": _("受注した{wins}件のうち{missed}件は、この基準では届いていませんでした"),
        "none_missed": _("受注した{wins}件は、すべてこの基準に届いていました"),
    }
    outcome = preview.outcome
    values = {
        "points": format_number(outcome.threshold, 0 if float(outcome.threshold).is_integer() else 1),
        "monthly": format_number(outcome.monthly),
        "mqls": format_number(outcome.mqls),
        "below": format_number(outcome.below),
        "load": "–" if outcome.daily_load is None else format_number(outcome.daily_load, 1),
        "wins": format_number(outcome.wins),
        "missed": format_number(len(outcome.missed)),
    }
    return {"patterns": patterns, "now": {name: text.format(**values) for name, text in patterns.items()}}
