"""The facts behind the failure patterns, read from the design and the records of one strategy."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlsplit

from django.db.models import Exists, OuterRef, Q

from channels.models import ContentAsset
from channels.selectors.content_map import content_map, is_fresh
from crm.calc.periods import Period, add_months
from crm.funnel import counted_entries
from crm.models import Activity, StageEvent
from kpi.calc import detectors
from kpi.calc.detectors import ContentFacts, HandOverFacts, KpiFacts, Pair, Share, TargetFacts, ToolFacts, Verdict
from kpi.calc.tree import unlinked
from kpi.models import KpiNode
from kpi.selectors.figures import ALL, Scope, figures_for
from kpi.selectors.sales_board import returned_rate
from nurturing.models import HandOff, HandOffCandidate, LeadScore, MqlRule
from strategy import layers
from strategy.models import ArtefactKind, ArtefactStatus, ArtefactVersion, RoadmapTask, Strategy
from strategy.selectors import agreed_artefact, latest_artefact
from strategy.selectors.plans import plan_of_strategy
from strategy.selectors.scopes import kinds_left_out, scopes_left_out
from targeting.models import Icp, IcpRule
from targeting.selectors import coverage_of

TRAILING_DAYS = 90
BLOCK_MONTHS = 3
OPPORTUNITY_MONTHS = 6
PAIRS = (("site_visits", "lead"), ("lead", "sql"))
DESIGN_LAYERS = (1, 2, 3, 4)


def verdicts_of(strategy: Strategy, *, now: dt.datetime) -> list[Verdict]:
    """F1–F5 of a strategy at a moment, in order."""
    today = strategy.workspace.local_date(now)
    return [
        detectors.tools_first(tool_facts(strategy, now=now)),
        _of(detectors.vague_target, "F2", target_facts(strategy, today=today)),
        _of(detectors.vague_hand_over, "F3", hand_over_facts(strategy, now=now)),
        _of(detectors.traffic_without_deals, "F4", content_facts(strategy, today=today)),
        _of(detectors.activity_only, "F5", kpi_facts(strategy, today=today)),
    ]


def _of(rule, pattern: detectors.Pattern, facts) -> Verdict:  # type: ignore[no-untyped-def]
    return detectors.not_designed(pattern) if facts is None else rule(facts)


def _is_designed(artefact: ArtefactVersion | None) -> bool:
    return artefact is not None and (artefact.is_touched or artefact.is_frozen or artefact.number > 1)


def tool_facts(strategy: Strategy, *, now: dt.datetime) -> ToolFacts:
    """What runs, which layers never were agreed, and how far tool and design tasks of the roadmap have come."""
    artefacts = ArtefactVersion.objects.for_workspace(strategy.workspace_id).filter(strategy=strategy)
    running = tuple(sorted(set(artefacts.live_at(now).values_list("kind", flat=True))))
    frozen = [ArtefactStatus.AGREED, ArtefactStatus.SUPERSEDED]
    agreed = set(artefacts.filter(status__in=frozen).values_list("kind", flat=True))
    reports = (layers.report_for(number) for number in DESIGN_LAYERS)
    agreed |= kinds_left_out(scopes_left_out(strategy))
    open_layers = tuple(report.number for report in reports if report and not set(report.kinds) <= agreed)
    tasks = RoadmapTask.objects.for_workspace(strategy.workspace_id).filter(roadmap__strategy=strategy)
    settings = tasks.filter(kind=RoadmapTask.Kind.SETTING)
    design = tasks.filter(kind=RoadmapTask.Kind.PHASE, key__regex=r"^l[1-5]")
    return ToolFacts(
        running=running,
        is_handing_over=ArtefactKind.MQL_RULE in running,
        unagreed_layers=open_layers,
        tool_tasks=Share(settings.filter(done_on__isnull=False).count(), settings.count()),
        design_tasks=Share(design.filter(done_on__isnull=False).count(), design.count()),
    )


def target_facts(strategy: Strategy, *, today: dt.date) -> TargetFacts | None:
    """The ICP against the records; None before somebody has worked on it."""
    artefact, workspace = latest_artefact(strategy, ArtefactKind.ICP), strategy.workspace
    if artefact is None or not _is_designed(artefact):
        return None
    rules = list(IcpRule.objects.for_workspace(workspace).filter(artefact=artefact))
    including = [rule for rule in rules if not rule.is_exclusion]
    covered = coverage_of(workspace, rules, today=today)
    return TargetFacts(
        conditions=len(including),
        exclusions=len(rules) - len(including),
        icps=Icp.objects.for_workspace(workspace).filter(artefact=artefact).count(),
        companies=Share(covered.companies or 0, covered.all_companies if covered.companies is not None else 0),
        top_fit=_top_fit(strategy),
        new_leads=Share(covered.leads or 0, covered.all_leads if covered.leads is not None else 0),
        won_inside=Share(covered.won, covered.n),
        won_outside=Share(covered.outside_won, covered.outside_n),
    )


def _top_fit(strategy: Strategy) -> Share:
    """How many of the scored leads have all the points an attribute score can reach."""
    scores = LeadScore.objects.for_workspace(strategy.workspace_id).filter(artefact__strategy=strategy)
    cap = MqlRule.objects.filter(artefact=OuterRef("artefact"), fit_cap__lte=OuterRef("fit"))
    return Share(scores.filter(Exists(cap)).count(), scores.count())


def hand_over_facts(strategy: Strategy, *, now: dt.datetime) -> HandOverFacts | None:
    """The MQLs of the trailing 90 days; None while there is neither a rule in the works nor an MQL."""
    workspace = strategy.workspace
    today = workspace.local_date(now)
    since = today - dt.timedelta(days=TRAILING_DAYS)
    entries = counted_entries(workspace, "mql", start=since, end=today).exclude(origin=StageEvent.Origin.IMPORT)
    latest = latest_artefact(strategy, ArtefactKind.MQL_RULE)
    if not _is_designed(latest) and not entries.exists():
        return None
    agreed = agreed_artefact(strategy, ArtefactKind.MQL_RULE)
    handoffs = HandOff.objects.for_workspace(workspace).filter(delivered_at__gte=now - dt.timedelta(days=TRAILING_DAYS))
    handoffs = handoffs.exclude(state=HandOff.State.WITHDRAWN)
    # The very figure of the sales page, over a longer span.
    rate, answered = returned_rate(workspace, Period(since, today))
    by_rule = entries.filter(origin=StageEvent.Origin.RULE)
    waiting = HandOffCandidate.objects.for_workspace(workspace).filter(journey__events__in=entries)
    handed = entries.filter(
        Exists(HandOff.objects.filter(journey=OuterRef("journey"), cycle_number=OuterRef("cycle_number")))
    )
    return HandOverFacts(
        is_agreed=agreed is not None or not entries.exists(),
        days_since_review=_days_since_review(latest, agreed, today),
        entries=entries.count(),
        unexplained=by_rule.filter(Q(rule_version__isnull=True) | Q(score__isnull=True)).count(),
        manual=entries.filter(origin=StageEvent.Origin.PERSON).count(),
        answered=answered,
        returned=int(rate * answered) if rate is not None else 0,
        overdue=handoffs.filter(state=HandOff.State.DELIVERED, due_at__lt=now).count(),
        due=handoffs.filter(due_at__lt=now).count(),
        handed_over=handed.count() + waiting.count(),
    )


def _days_since_review(latest: ArtefactVersion | None, agreed: ArtefactVersion | None, today: dt.date) -> int | None:
    """Days since the definition was agreed or, if later, last worked on; a review date still ahead counts as looked after."""
    if latest is None or agreed is None or agreed.agreed_at is None:
        return None
    if agreed.review_on and agreed.review_on >= today:
        return 0
    looked_at = max(agreed.agreed_at, latest.updated_at)
    return (today - latest.workspace.local_date(looked_at)).days


def content_facts(strategy: Strategy, *, today: dt.date) -> ContentFacts | None:
    """The content map and two blocks of three closed months; None before content has been registered."""
    artefact, workspace = latest_artefact(strategy, ArtefactKind.CONTENT), strategy.workspace
    if artefact is None:
        return None
    page = content_map(strategy, artefact, today=today)
    if not page.assets or not page.stages:
        return None
    effective = [
        asset
        for asset in page.assets
        if asset.state == ContentAsset.State.PUBLISHED and is_fresh(asset.updated_on, today)
    ]
    first = page.stages[0].key
    later = [cell for cell in page.empty_cells if cell.stage.key != first]
    blocks = _blocks(today)
    figures = figures_for(workspace, ("lead", "site_visits", "sql"), blocks[0][0], blocks[1][1], scope=Scope(ALL))
    sums = {
        metric: (int(figures.total(metric, *blocks[0])), int(figures.total(metric, *blocks[1])))
        for metric in ("lead", "site_visits", "sql")
    }
    return ContentFacts(
        awareness=Share(sum(asset.stage_key == first for asset in effective), len(effective)),
        empty_cells=tuple(f"{cell.stage.name} × {cell.role.name}" for cell in later),
        leads=sums["lead"],
        visits=sums["site_visits"],
        opportunities=sums["sql"],
        with_decision_content=_decision_touches(strategy, page.stages[-1].key, page.assets, today),
    )


def _blocks(today: dt.date) -> tuple[tuple[dt.date, dt.date], tuple[dt.date, dt.date]]:
    """The three closed months before the last three, and the last three."""
    end = today.replace(day=1)
    middle, begin = add_months(end, -BLOCK_MONTHS), add_months(end, -2 * BLOCK_MONTHS)
    one = dt.timedelta(days=1)
    return (begin, middle - one), (middle, end - one)


def _decision_touches(strategy: Strategy, stage: str, assets: list[ContentAsset], today: dt.date) -> Share | None:
    """The SQLs of six months whose lead opened content of the last stage; None when no such content has an address."""
    paths = [
        path for asset in assets if asset.stage_key == stage and (path := urlsplit(asset.url).path) not in ("", "/")
    ]
    if not paths:
        return None
    since = add_months(today, -OPPORTUNITY_MONTHS)
    entries = counted_entries(strategy.workspace, "sql", start=since, end=today)
    opened = Activity.objects.for_workspace(strategy.workspace_id).filter(
        lead=OuterRef("journey__lead"), path__in=paths, occurred_at__lte=OuterRef("occurred_at")
    )
    return Share(entries.filter(Exists(opened)).count(), entries.count())


def kpi_facts(strategy: Strategy, *, today: dt.date) -> KpiFacts | None:
    """The tree's tiers and the months of activity and outcome; None before somebody has worked on the tree."""
    artefact = latest_artefact(strategy, ArtefactKind.KPI)
    if artefact is None or not _is_designed(artefact):
        return None
    nodes = list(KpiNode.objects.for_workspace(strategy.workspace_id).filter(artefact=artefact))
    tiers, parents = {node.key: node.tier for node in nodes}, {node.key: node.parent_key for node in nodes}
    loose = [one.key for one in unlinked(parents, tiers, [str(tier) for tier in KpiNode.Tier])]
    names = {node.key: node.name for node in nodes}
    activities = [node for node in nodes if node.tier == KpiNode.Tier.ACTIVITY]
    return KpiFacts(
        activity=Share(len(activities), len(nodes)),
        unlinked=tuple(names[key] for key in loose if tiers[key] == KpiNode.Tier.ACTIVITY),
        has_outcome_targets=plan_of_strategy(strategy) is not None,
        pairs=_pairs(strategy, names, today),
    )


def _pairs(strategy: Strategy, names: dict[str, str], today: dt.date) -> tuple[Pair, ...]:
    """The last four closed months of each pair that both stand in the tree and have been counted."""
    end = today.replace(day=1)
    starts = [add_months(end, -back) for back in (4, 3, 2, 1)]
    metrics = {metric for pair in PAIRS for metric in pair}
    figures = figures_for(strategy.workspace, metrics, starts[0], end, scope=Scope(ALL))
    one = dt.timedelta(days=1)

    def months(metric: str) -> tuple[int, ...]:
        return tuple(int(figures.total(metric, start, add_months(start, 1) - one)) for start in starts)

    return tuple(
        Pair(names[activity], names[outcome], months(activity), months(outcome))
        for activity, outcome in PAIRS
        if activity in names and outcome in names and figures.has(activity)
    )
