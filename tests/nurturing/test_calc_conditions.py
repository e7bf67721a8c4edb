"""Every operator of a score rule, on values it fits and values it does not."""

import datetime as dt
from decimal import Decimal

import pytest

from nurturing.calc.conditions import (
    Activity,
    ConditionError,
    check_condition,
    email_domain,
    kind_of,
    matches_activity,
    matches_attributes,
)

ATTRIBUTES = {
    "email": "Taro@Gmail.com",
    "job_title": "営業部　部長",
    "department": " ",
    "company.industry": "ＩＴサービス",
    "company.employee_count": 300,
    "company.annual_revenue_amount": Decimal("120000000.00"),
    "company.region": None,
    "custom.visits": 4.5,
    "custom.wants_call": True,
    "custom.code": "300",
}


@pytest.mark.parametrize(
    ("field", "op", "value", "holds"),
    [
        ("company.industry", "in", ["製造", "itサービス"], True),
        ("company.industry", "in", ["製造"], False),
        ("company.industry", "eq", "ITサービス", True),
        ("company.industry", "not_in", ["製造"], True),
        ("company.industry", "not_in", ["ITサービス"], False),
        ("company.region", "not_in", ["関東"], False),
        ("company.region", "in", [""], False),
        ("company.employee_count", "in", [300.0], True),
        ("company.employee_count", "in", ["300"], False),
        ("custom.code", "in", ["３００"], True),
        ("custom.wants_call", "eq", True, True),
        ("custom.wants_call", "eq", 1, False),
        ("job_title", "contains_any", ["課長", "部長"], True),
        ("job_title", "contains_any", ["社長"], False),
        ("company.employee_count", "contains_any", ["3"], False),
        ("company.employee_count", "between", [100, 300], True),
        ("company.employee_count", "between", [301, 999], False),
        ("company.employee_count", "gte", 300, True),
        ("company.employee_count", "gte", 300.5, False),
        ("company.annual_revenue_amount", "lte", 120_000_000, True),
        ("custom.visits", "gte", 4, True),
        ("custom.code", "gte", 1, False),
        ("custom.wants_call", "gte", 0, False),
        ("company.region", "lte", 10, False),
        ("department", "is_blank", None, True),
        ("never.heard_of", "is_blank", None, True),
        ("job_title", "is_blank", None, False),
        ("job_title", "is_present", None, True),
        ("department", "is_present", None, False),
        ("email", "email_domain_free", None, True),
        ("job_title", "email_domain_free", None, False),
        ("email", "email_domain_in", ["GMAIL.com"], True),
        ("email", "email_domain_in", ["rival.example"], False),
    ],
)
def test_attribute_operators(field, op, value, holds):
    condition = {"field": field, "op": op} | ({} if value is None else {"value": value})
    check_condition(condition)
    assert kind_of(condition) == "attribute"
    assert matches_attributes(condition, ATTRIBUTES) is holds


def view(path: str = "/pricing/plans", **attributes) -> Activity:
    moment = dt.datetime(2026, 11, 20, tzinfo=dt.UTC)
    return Activity(moment, moment.date(), "page_view", path, attributes=attributes)


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ({"type": "page_view"}, True),
        ({"type": ["download", "page_view"]}, True),
        ({"type": "download"}, False),
        ({"path_prefix": "/pricing"}, True),
        ({"type": "page_view", "path_prefix": ["/cases", "/pricing"]}, True),
        ({"type": "page_view", "path_prefix": "/PRICING"}, False),
        ({"type": "page_view", "path": "/pricing"}, False),
        ({"type": "page_view", "path": ["/", "/pricing/plans"]}, True),
        ({"type": "page_view", "where": {"field": "asset", "op": "contains_any", "value": ["比較", "ROI"]}}, True),
        ({"type": "page_view", "where": {"field": "asset", "op": "eq", "value": "事例集"}}, False),
        ({"type": "page_view", "where": {"field": "minutes", "op": "gte", "value": 5}}, False),
    ],
)
def test_activity_conditions(condition, holds):
    check_condition(condition)
    assert kind_of(condition) == "activity"
    assert matches_activity(condition, view(asset="他社比較資料", minutes=3)) is holds


@pytest.mark.parametrize(
    "condition",
    [
        {},
        {"field": "x"},
        {"field": "", "op": "is_blank"},
        {"field": "x", "op": "like", "value": "y"},
        {"field": "x", "op": "in", "value": "y"},
        {"field": "x", "op": "in", "value": []},
        {"field": "x", "op": "gte", "value": "5"},
        {"field": "x", "op": "gte", "value": True},
        {"field": "x", "op": "between", "value": [5]},
        {"field": "x", "op": "between", "value": [9, 5]},
        {"field": "x", "op": "eq"},
        {"type": ""},
        {"type": 5},
        {"type": "page_view", "paths": "/"},
        {"type": "page_view", "where": {"op": "in"}},
        {"at_least": 3},
        {"at_least": 0, "within_days": 30},
        {"no_activity_days": None},
    ],
)
def test_conditions_that_cannot_be_compared_are_refused(condition):
    with pytest.raises(ConditionError):
        check_condition(condition)


def test_domains_of_addresses():
    assert email_domain("a@b@Example.COM ") == "example.com"
    assert email_domain("nobody") == ""
