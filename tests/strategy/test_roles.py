"""役割分担: the people of each row, rows of one's own, and what marketing does not carry."""

import pytest
from django.utils import timezone

from kpi.models import KpiNode
from kpi.selectors.scopes import in_scope
from nurturing.models import Sla
from strategy.models import RoleSplitRow
from strategy.roles_content import snapshot
from strategy.selectors.scopes import scopes_left_out
from strategy.services import agreement
from strategy.services.artefacts import start_draft
from strategy.services.versions import agree_when_complete
from tests.strategy.conftest import draft


@pytest.fixture
def client(client_for):
    return client_for("marketer")


def table_of(strategy):
    return list(RoleSplitRow.objects.filter(artefact=draft(strategy, "roles")))


def token_of(strategy):
    return str(draft(strategy, "roles").token)


def sent_table(rows, **changes):
    sent = {"token": "0", "action": "stay"}
    for row in rows:
        for name in ("marketing_level", "marketing_duty", "sales_level", "sales_duty"):
            sent[f"rows-{row.pk}-{name}"] = getattr(row, name)
    return sent | changes


def roles_url(strategy):
    return f"/w/acme/s/{strategy.pk}/l1/roles"


def test_each_row_can_name_who_does_it_and_who_answers_for_it(strategy, client, cast):
    rows = table_of(strategy)
    first, people = rows[0], cast["marketer"].user
    people_sent = {
        f"rows-{first.pk}-responsible": str(people.pk),
        f"rows-{first.pk}-accountable": str(cast["manager"].user_id),
        f"rows-{first.pk}-informed": ["executive", "sales"],
    }
    assert client.post(roles_url(strategy), sent_table(rows, **people_sent)).status_code == 302
    first.refresh_from_db()
    assert (first.responsible, first.accountable) == (people, cast["manager"].user)
    assert first.informed == ["executive", "sales"]
    assert snapshot(first.artefact)["rows"][0]["responsible"] == people.email
    page = client.get(roles_url(strategy)).content.decode()
    assert "4行のうち1行に最終責任者がいます" in page


def test_a_stranger_cannot_be_named(strategy, client, sam):
    rows = table_of(strategy)
    answer = client.post(roles_url(strategy), sent_table(rows, **{f"rows-{rows[0].pk}-responsible": str(sam.pk)}))
    assert answer.status_code == 422
    rows[0].refresh_from_db()
    assert rows[0].responsible is None


def test_rows_of_ones_own_come_and_go_but_the_four_stay(strategy, client):
    rows = table_of(strategy)
    client.post(roles_url(strategy), sent_table(rows, action="add", **{"new-scope": "パートナー支援"}))
    rows = table_of(strategy)
    assert [row.scope for row in rows] == ["リード獲得", "リード育成", "商談創出", "顧客維持", "パートナー支援"]
    own, first = rows[-1], rows[0]
    client.post(roles_url(strategy), sent_table(rows, token=token_of(strategy), action=f"remove:{first.pk}"))
    assert len(table_of(strategy)) == 5
    client.post(roles_url(strategy), sent_table(rows, token=token_of(strategy), action=f"remove:{own.pk}"))
    assert own not in table_of(strategy)


def test_people_go_into_the_next_version(strategy, cast):
    roles = draft(strategy, "roles")
    RoleSplitRow.objects.filter(artefact=roles, key="nurturing").update(accountable=cast["manager"].user)
    roles = agreement.submit_for_agreement(artefact=roles, actor=cast["marketer"].user)
    for role in ("marketer", "executive", "sales_manager"):
        roles = agreement.approve(artefact=roles, actor=cast[role].user, token=roles.token)
    copy = start_draft(strategy=strategy, kind="roles", actor=cast["marketer"].user)
    assert RoleSplitRow.objects.get(artefact=copy, key="nurturing").accountable == cast["manager"].user


@pytest.mark.parametrize("key, page", [("acquisition", "l3/channels"), ("opportunity", "l4/sla")])
def test_a_step_of_what_marketing_does_not_carry_says_so(strategy, client, key, page):
    address = f"/w/acme/s/{strategy.pk}/{page}"
    assert "マーケが担当しないことになっています" not in client.get(address).content.decode()
    RoleSplitRow.objects.filter(artefact=draft(strategy, "roles"), key=key).update(marketing_level="not")
    assert list(scopes_left_out(strategy)) == [key]
    assert "マーケが担当しないことになっています" in client.get(address).content.decode()


def test_its_indicators_leave_the_tree_and_need_no_owner(strategy, client):
    address = f"/w/acme/s/{strategy.pk}/l5/kpi"
    assert "サイト訪問数" in client.get(address).content.decode()
    RoleSplitRow.objects.filter(artefact=draft(strategy, "roles"), key="acquisition").update(marketing_level="not")
    page = client.get(address).content.decode()
    assert "マーケが担当しない仕事の指標（リード獲得数・サイト訪問数）は載せていません" in page
    assert "site_visits-owner" not in page
    assert "mail_open_rate-owner" in page


def test_what_hung_below_a_missing_indicator_hangs_from_the_next_above():
    chain = [
        ("won", ""),
        ("sql", "won"),
        ("mql", "sql"),
        ("mql_to_sql", "sql"),
        ("lead", "mql"),
        ("lead_to_mql", "mql"),
    ]
    nodes = [KpiNode(key=key, name=key, parent_key=parent) for key, parent in chain]
    kept = {node.key: node.parent_key for node in in_scope(nodes, {"opportunity"})}
    assert kept == {"won": "", "sql": "won", "lead": "sql", "lead_to_mql": "sql"}


def leave_out(strategy, *keys):
    RoleSplitRow.objects.filter(artefact=draft(strategy, "roles"), key__in=keys).update(marketing_level="not")


def test_steps_marketing_does_not_carry_leave_the_blueprint(strategy, client):
    blueprint = client.get(f"/w/acme/s/{strategy.pk}/").context["blueprint"]
    assert [row.status.key for row in blueprint.rows[2:4]] == ["not_started", "not_started"]
    leave_out(strategy, "opportunity", "nurturing")
    answer = client.get(f"/w/acme/s/{strategy.pk}/")
    rows = answer.context["blueprint"].rows
    assert (rows[3].status.key, rows[3].action) == ("left_out", "")
    assert "コンテンツマップ（担当外）" in answer.content.decode()
    assert rows[2].status.key == "not_started"  # channels are still marketing's


def test_what_is_broken_in_a_step_marketing_does_not_carry_is_not_held_against_it(strategy, client):
    strategy.artefacts.filter(kind="sla").update(is_touched=True)
    Sla.objects.update(review_on=None)
    address = f"/w/acme/s/{strategy.pk}/"
    before = client.get(address).context["blueprint"].broken
    assert any("/l4/sla#" in link.url for link in before)
    leave_out(strategy, "opportunity")
    after = client.get(address).context["blueprint"].broken
    assert after == [link for link in before if "/l4/" not in link.url]
    assert "SLAの「見直し日」が空欄です" not in client.get(f"{address}l4/check").content.decode()


def test_its_questions_are_not_counted_in_the_diagnosis(strategy, client):
    leave_out(strategy, "opportunity")
    page = f"/w/acme/s/{strategy.pk}/diagnosis"
    assert "「商談創出」はマーケが担当しないため、この問いは数えません" in client.get(f"{page}/l4").content.decode()
    layer = client.get(page).context["diagnosis"].layer(4)
    assert [row.question.key for row in layer.asked] == ["l4_scenarios"]


def test_a_strategy_is_agreed_without_what_marketing_does_not_carry(strategy):
    leave_out(strategy, "opportunity")
    left = {"mql_rule", "sla"}
    strategy.artefacts.exclude(kind__in=left).update(status="agreed", agreed_at=timezone.now())
    assert agree_when_complete(strategy=strategy, now=timezone.now()) is not None
    assert set(strategy.artefacts.exclude(status="agreed").values_list("kind", flat=True)) == left
