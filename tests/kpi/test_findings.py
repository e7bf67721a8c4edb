"""Failure patterns of a strategy: facts read from design and records, first seen, gone, set aside, データ不足."""
# japanese-data

from __future__ import annotations

import datetime as dt

import pytest

from kpi.models import DetectorRun, Finding
from kpi.selectors.findings import pattern_board
from kpi.services import detectors
from kpi.tasks import look_for_patterns
from strategy import layers
from targeting.models import IcpRule
from tests.kpi.conftest import NOW, TODAY


def look(strategy, now=NOW):
    return detectors.look(strategy=strategy, now=now)


def vague(strategy):
    """One condition, no exclusion, and somebody has worked on it."""
    artefact = strategy.artefacts.get(kind="icp")
    strategy.artefacts.filter(pk=artefact.pk).update(is_touched=True)
    return IcpRule.objects.create(
        workspace=strategy.workspace, artefact=artefact, attribute="company.industry", operator="in", values=["製造"]
    )


def test_a_new_strategy_is_not_accused_of_anything(strategy):
    look(strategy)
    board = pattern_board(strategy, today=TODAY)
    assert board.found == []
    assert {row.key: row.state for row in board.rows} == {
        "F1": "clear",
        "F2": "unknown",
        "F3": "unknown",
        "F4": "unknown",
        "F5": "unknown",
    }


def test_a_finding_keeps_the_day_it_was_first_seen_and_goes_when_it_is_mended(strategy, client_for):
    vague(strategy)
    look(strategy)
    look(strategy, NOW + dt.timedelta(days=3))
    finding = Finding.objects.get(pattern="F2")
    assert (finding.first_seen_on, finding.last_seen_on) == (TODAY, TODAY + dt.timedelta(days=3))
    [row] = pattern_board(strategy, today=TODAY).found
    assert row.sentences == [
        "ICPで絞り込む条件が1個です（除外条件のほかに3個以上）",
        "対象から外す条件がありません",
    ]
    assert any("件から判定" in lack for lack in row.lacks)
    page = client_for("viewer").get(f"/w/acme/s/{strategy.pk}/").content.decode()
    assert "ターゲットが曖昧" in page
    assert "2026/11/20から" in page


def test_without_data_nothing_is_called_cured(strategy):
    rule = vague(strategy)
    look(strategy)
    rule.delete()
    strategy.artefacts.filter(kind="icp").update(is_touched=False)
    look(strategy)
    assert Finding.objects.get(pattern="F2").closed_on is None


def test_a_dismissal_needs_a_reason_and_an_end_and_comes_back(strategy, cast):
    vague(strategy)
    look(strategy)
    finding = Finding.objects.get(pattern="F2")
    person, until = cast["marketer"].user, TODAY + dt.timedelta(days=30)
    with pytest.raises(detectors.ReasonNeeded):
        detectors.dismiss(finding=finding, actor=person, reason=" ", until=until, today=TODAY)
    for day in (TODAY, TODAY + dt.timedelta(days=200)):
        with pytest.raises(detectors.BadExpiry):
            detectors.dismiss(finding=finding, actor=person, reason="新規事業のため", until=day, today=TODAY)
    detectors.dismiss(finding=finding, actor=person, reason="新規事業のため", until=until, today=TODAY)
    assert pattern_board(strategy, today=until).found == []
    assert len(pattern_board(strategy, today=until + dt.timedelta(days=1)).found) == 1


def test_the_page_takes_a_dismissal_and_says_what_is_wrong_with_it(strategy, client_for, friday):
    vague(strategy)
    look(strategy)
    finding = Finding.objects.get(pattern="F2")
    url = f"/w/acme/s/{strategy.pk}/findings/{finding.pk}/dismiss"
    refused = client_for("marketer").post(url, {"reason": "新規", "until": "2026-11-01"})
    assert refused.status_code == 422
    assert "明日から半年以内の日付" in refused.content.decode()
    client_for("marketer").post(url, {"reason": "新規事業のため", "until": "2026-12-31"})
    page = client_for("viewer").get(f"/w/acme/s/{strategy.pk}/findings").content.decode()
    assert "新規事業のため" in page
    assert layers.panels(strategy)[-1].alerts == []


def test_the_worker_looks_at_the_current_strategy_of_a_workspace(strategy, other):
    assert look_for_patterns(workspace_id=strategy.workspace_id) == 1
    assert look_for_patterns(workspace_id=other.pk) == 0
    assert DetectorRun.objects.get().strategy == strategy
