"""A change of an agreed ICP is a second version in draft; until it is agreed the first one stays in force."""

from __future__ import annotations

from strategy.models import ArtefactVersion, Strategy
from strategy.selectors.artefacts import agreed_artefact, latest_artefact
from strategy.services.artefacts import save_draft, start_draft
from targeting.content import snapshot_of
from targeting.models import IcpRule
from workspaces.models import Membership, Workspace


def test_the_first_version_stays_in_force(
    strategy: Strategy, icp: ArtefactVersion, acme: Workspace, cast: dict[str, Membership]
) -> None:
    IcpRule.objects.create(workspace=acme, artefact=icp, attribute="company.industry", values=["製造"])
    ArtefactVersion.objects.filter(pk=icp.pk).update(status="agreed")
    agreed = snapshot_of(ArtefactVersion.objects.get(pk=icp.pk))
    person = cast["marketer"].user
    draft = start_draft(strategy=strategy, kind="icp", actor=person)
    save_draft(
        artefact=draft,
        token=draft.token,
        actor=person,
        change=lambda: IcpRule.objects.filter(artefact=draft).update(values=["卸売"]),
    )
    latest, in_force = latest_artefact(strategy, "icp"), agreed_artefact(strategy, "icp")
    assert latest is not None and in_force is not None
    assert (latest.number, latest.status) == (2, "draft")
    assert (in_force.number, in_force.status) == (1, "agreed")
    assert snapshot_of(in_force) == agreed
    assert IcpRule.objects.get(artefact=latest).values == ["卸売"]
