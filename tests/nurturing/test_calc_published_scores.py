"""Two published point tables, scored by our rules, give the published sums."""

import datetime as dt
import json
import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from nurturing.calc.conditions import Activity
from nurturing.calc.scoring import LeadFacts, Model, Rule, ScoreResult, score

pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif("REAL_DATA_DIR" not in os.environ, reason="REAL_DATA_DIR names no folder"),
]
TODAY = dt.date(2026, 11, 20)
MOMENT = dt.datetime(2026, 11, 20, 3, tzinfo=dt.UTC)


def published() -> list[dict]:
    text = (Path(os.environ["REAL_DATA_DIR"]) / "oracles/published_worked_examples.json").read_text()
    return json.loads(text)["scoring_rules"]


def score_of(fit: Mapping[str, int], events: Mapping[str, int], has: list[str], did: Mapping[str, int]) -> ScoreResult:
    rules = [Rule(name, "fit", {"field": name, "op": "eq", "value": True}, points) for name, points in fit.items()] + [
        Rule(name, "engagement", {"type": name}, points) for name, points in events.items()
    ]
    activities = [
        Activity(MOMENT, TODAY, name, external_id=f"{name} {number}")
        for name, count in did.items()
        for number in range(count)
    ]
    model = Model(1, rules, fit_cap=None, engagement_cap=None)
    return score(LeadFacts(dict.fromkeys(has, True), activities), model, TODAY)


def test_fit_and_engagement_apart():
    table = published()[0]
    for case in table["derived_cases"]:
        result = score_of(table["fit_points"], table["engagement_points"], case["fit"], case["engagement"])
        assert (result.fit, result.engagement) == (case["fit_score"], case["engagement_score"])


def test_profile_and_behaviour_in_one_sum():
    table = published()[1]
    for case in table["derived_cases"]:
        result = score_of(table["profile_points"], table["behaviour_points"], case["profile"], case["behaviour"])
        assert result.total == case["score"]
