"""The set-based statement and the pure function agree, on models and facts that nobody thought of."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm.models import Journey, Lead
from nurturing.calc.decay import Decay, decay_from_json, windowed
from nurturing.calc.scoring import Model, Rule, Trigger, score
from nurturing.scoring_sql import scoring_query
from nurturing.selectors.facts import facts_of
from tests.factories import make_activity, make_company, make_lead, make_source
from workspaces.models import Workspace

TODAY = dt.date(2026, 11, 20)
TEXTS = ["製造業", "ｾｲｿﾞｳ", "IT", "it ", "部長", "営業部長", "", "　", "不明", "㈱山田"]
POINTS = st.sampled_from([-20, -2.5, 0, 0.1, 1 / 3, 3, 7.5, 10, 25])
CAPS = st.one_of(st.none(), st.sampled_from([0.2, 5, 8, 20, 30]))
GROUPS = st.sampled_from(["", "", "content", "visits"])
TYPES = ["page_view", "pricing", "download", "demo_request"]
PATHS = ["", "/", "/pricing", "/pricing/plan", "/case/1"]

DECAYS = st.one_of(
    st.just({}),
    st.lists(
        st.tuples(st.integers(1, 120), st.sampled_from([0, 0.25, 0.5, 0.9])),
        min_size=1,
        max_size=3,
        unique_by=lambda s: s[0],
    )
    .map(sorted)
    .map(lambda steps: {"kind": "step", "steps": [list(step) for step in steps]}),
    st.integers(1, 100).map(lambda days: {"kind": "linear", "days": days}),
    st.integers(1, 40).map(lambda days: {"kind": "half_life", "days": days}),
)
FIELDS = ["job_title", "email", "source", "company.industry", "custom.plan", "company.custom.rank", "nobody.knows"]
VALUES = st.one_of(st.sampled_from(TEXTS), st.sampled_from([0, 1, 5.5, 300]), st.booleans())


@st.composite
def attribute_conditions(draw: Any, fields: list[str] = FIELDS) -> dict[str, Any]:
    field = draw(st.sampled_from([*fields, "company.employee_count"]))
    operator = draw(
        st.sampled_from(
            ["in", "not_in", "eq", "contains_any", "gte", "lte", "between", "is_blank", "is_present"]
            + ["email_domain_free", "email_domain_in"]
        )
    )
    values: dict[str, Any] = {
        "in": st.lists(VALUES, min_size=1, max_size=3),
        "not_in": st.lists(VALUES, min_size=1, max_size=3),
        "eq": VALUES,
        "contains_any": st.lists(st.sampled_from(["部", "IT", "製造", "1"]), min_size=1, max_size=2),
        "gte": st.sampled_from([0, 5.5, 100]),
        "lte": st.sampled_from([0, 5.5, 300]),
        "between": st.sampled_from([[0, 100], [100, 999]]),
        "email_domain_in": st.just(["Rival.example", "acme.co.jp"]),
    }
    condition = {"field": field, "op": operator}
    return condition | ({"value": draw(values[operator])} if operator in values else {})


@st.composite
def activity_conditions(draw: Any) -> dict[str, Any]:
    condition: dict[str, Any] = {}
    if draw(st.booleans()):
        condition["type"] = draw(
            st.one_of(st.sampled_from(TYPES), st.lists(st.sampled_from(TYPES), min_size=1, max_size=2))
        )
    if draw(st.integers(0, 3)) == 0:
        condition["path_prefix"] = draw(st.sampled_from(["/pricing", ["/case", "/pricing/"]]))
    if draw(st.integers(0, 5)) == 0:
        condition["path"] = draw(st.sampled_from(["/", ["/pricing", "/case/1"]]))
    if draw(st.integers(0, 5)) == 0:
        condition["where"] = draw(attribute_conditions(["plan"]))
    return condition or {"type": "pricing"}


@st.composite
def engagement_rules(draw: Any) -> dict[str, Any]:
    kind = draw(st.sampled_from(["activity", "activity", "activity", "frequency", "inactivity", "attribute"]))
    if kind == "attribute":
        return {"condition": draw(attribute_conditions()), "points": draw(POINTS), "group": draw(GROUPS)}
    condition = draw(activity_conditions())
    if kind == "frequency":
        extra = {"at_least": draw(st.integers(1, 3)), "within_days": draw(st.integers(1, 40))}
        return {"condition": condition | extra, "points": draw(POINTS), "group": draw(GROUPS)}
    if kind == "inactivity":
        narrowed = condition if draw(st.booleans()) else {}
        return {"condition": narrowed | {"no_activity_days": draw(st.integers(1, 100))}, "points": draw(POINTS)}
    return {
        "condition": condition,
        "points": draw(POINTS),
        "per_rule_cap": draw(CAPS),
        "per_day_cap": draw(CAPS),
        "decay": _perhaps_windowed(decay_from_json(draw(DECAYS)), draw(st.sampled_from([None, None, 1, 30, 45]))),
        "group": draw(GROUPS),
    }


def _perhaps_windowed(decay: Decay, days: int | None) -> Decay:
    """A window goes with steps and with no decay."""
    return windowed(decay, days) if decay.kind in ("none", "step") else decay


@st.composite
def models(draw: Any) -> Model:
    one = st.fixed_dictionaries({"condition": attribute_conditions(), "points": POINTS, "group": GROUPS})
    fit = draw(st.lists(one, max_size=4))
    engagement = draw(st.lists(engagement_rules(), max_size=5))
    triggers = st.lists(st.one_of(attribute_conditions(), activity_conditions()), max_size=2)
    return Model(
        version=1,
        rules=[Rule(f"f{n}", "fit", **rule) for n, rule in enumerate(fit)]
        + [Rule(f"e{n}", "engagement", **rule) for n, rule in enumerate(engagement)],
        threshold=draw(st.sampled_from([0, 10, 20, 60])),
        comparison=draw(st.sampled_from(["gte", "gt"])),
        fit_cap=draw(CAPS),
        engagement_cap=draw(CAPS),
        fit_floor=draw(st.sampled_from([None, -5, 0])),
        engagement_floor=draw(st.sampled_from([None, 0])),
        group_caps=draw(st.dictionaries(st.sampled_from(["content", "visits"]), st.sampled_from([0.2, 5, 12.5, 20]))),
        fit_minimum=draw(st.sampled_from([None, 5])),
        engagement_minimum=draw(st.sampled_from([None, 5])),
        disqualifiers=[Trigger(f"x{n}", condition) for n, condition in enumerate(draw(triggers))],
        direct_events=[Trigger(f"d{n}", condition) for n, condition in enumerate(draw(triggers))],
    )


JSON = st.one_of(VALUES, st.none())
LEADS = st.lists(
    st.fixed_dictionaries(
        {
            "job_title": st.sampled_from(TEXTS),
            "email": st.sampled_from(["A@ACME.co.jp", "b@gmail.com", "ｃ＠ｒｉｖａｌ.example", "nobody"]),
            "plan": JSON,
            "has_source": st.booleans(),
            "company": st.one_of(
                st.none(),
                st.fixed_dictionaries(
                    {
                        "industry": st.sampled_from(TEXTS),
                        "employee_count": st.sampled_from([None, 0, 100, 300, 5000]),
                        "rank": JSON,
                    }
                ),
            ),
            "created_days_ago": st.one_of(st.none(), st.integers(0, 200)),
            "cycle_days_ago": st.one_of(st.none(), st.none(), st.integers(1, 60)),
            "activities": st.lists(
                st.fixed_dictionaries(
                    {
                        "hours_ago": st.one_of(
                            st.integers(-80, 24 * 150), st.sampled_from([9, 24 * 29 + 15, 24 * 30, 24 * 90])
                        ),
                        "type": st.sampled_from(TYPES),
                        "path": st.sampled_from(PATHS),
                        "plan": JSON,
                    }
                ),
                max_size=6,
            ),
        }
    ),
    min_size=1,
    max_size=3,
)
# 23:00 of the as-of date in Tokyo
MOMENT = dt.datetime(2026, 11, 20, 14, 0, tzinfo=dt.UTC)


def store(workspace: Workspace, described: dict[str, Any]) -> Lead:
    company = described["company"]
    lead = make_lead(
        workspace=workspace,
        email=described["email"],
        job_title=described["job_title"],
        custom={"plan": described["plan"]},
        source=make_source(workspace=workspace) if described["has_source"] else None,
        company=make_company(
            workspace=workspace,
            industry=company["industry"],
            employee_count=company["employee_count"],
            custom={"rank": company["rank"]},
        )
        if company
        else None,
        created_on=None
        if described["created_days_ago"] is None
        else TODAY - dt.timedelta(days=described["created_days_ago"]),
    )
    began = described["cycle_days_ago"]
    Journey.objects.create(
        workspace=workspace,
        lead=lead,
        stage="lead",
        cycle_number=1 if began is None else 2,
        cycle_started_at=None if began is None else MOMENT - dt.timedelta(days=began),
    )
    for done in described["activities"]:
        moment = MOMENT - dt.timedelta(hours=done["hours_ago"])
        make_activity(
            lead=lead, type=done["type"], path=done["path"], occurred_at=moment, attributes={"plan": done["plan"]}
        )
    return lead


def computed(workspace: Workspace, model: Model, lead_ids: list[int] | None) -> dict[int, tuple[Any, ...]]:
    query = scoring_query(
        model,
        workspace_id=workspace.pk,
        as_of=TODAY,
        zone=workspace.time_zone,
        midnight=workspace.local_midnight,
        lead_ids=lead_ids,
    )
    with connection.cursor() as cursor:
        cursor.execute(query.sql, query.values)
        return {row[1]: row[3:] for row in cursor.fetchall()}


@pytest.mark.django_db
@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(model=models(), described=LEADS)
def test_the_statement_and_the_function_agree(acme: Workspace, model: Model, described: list[dict[str, Any]]) -> None:
    leads = [store(acme, one) for one in described]
    facts = facts_of(acme, [lead.pk for lead in leads])
    for found in (computed(acme, model, None), computed(acme, model, [lead.pk for lead in leads])):
        for lead in leads:
            fit, engagement, total, *rest = found[lead.pk]
            wanted = score(facts[lead.pk], model, TODAY)
            assert (fit, engagement, total) == pytest.approx((wanted.fit, wanted.engagement, wanted.total), abs=2e-6)
            assert rest == [
                wanted.is_disqualified,
                wanted.is_direct,
                wanted.qualifies,
                wanted.newest_evidence_at,
                wanted.next_change_on,
            ]
    Lead.objects.filter(pk__in=[lead.pk for lead in leads]).delete()
