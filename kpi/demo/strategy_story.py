"""How the strategy came about: agreed three times, and a fourth draft that sales sent back yesterday."""
# japanese-data

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import partial

from kpi.demo import design_contents as design
from kpi.demo.channel_story import write_channels
from kpi.demo.members import People
from kpi.demo.months import CLOSED, FISCAL_START, Timeline
from kpi.demo.rules import FIRST, SECOND, THIRD
from kpi.demo.state_story import write_state
from kpi.demo.versions import Answer, Versions
from strategy.models import Approval, ArtefactStatus, ArtefactVersion, Party, Strategy, StrategyParty
from workspaces.models import Workspace

SENT_BACK_BECAUSE = "60点では1人1日1.6件になり、初回対応が4時間に収まりません"
# The rates beside which the plan's own stand: of the twelve months to the last closed one.
ACTUALS = {"sql_to_won": (51, 203), "mql_to_sql": (203, 655)}


def write_strategy(workspace: Workspace, timeline: Timeline, members: People) -> Strategy:
    """The strategy of the sample's fiscal year with its whole past."""
    return _StrategyStory(workspace, timeline, members).write()


class _StrategyStory:
    def __init__(self, workspace: Workspace, timeline: Timeline, members: People) -> None:
        self.workspace = workspace
        self.timeline = timeline
        self.members = members
        self.begun = timeline.moment(timeline.open_days_of(FISCAL_START - 1)[0], 10)
        starts_on = timeline.first_day(FISCAL_START)
        self.strategy = Strategy.objects.create(
            workspace=workspace,
            name=f"FY{starts_on.year} 戦略",
            fiscal_year=starts_on.year,
            starts_on=starts_on,
            industry=Strategy.Industry.SAAS,
            is_current=True,
            diagnosis={"l1": True, "l2": True, "l3": True, "l4": False, "l5": False},
            created_by=members.marketer,
            created_at=self.begun,
        )
        self.versions = Versions(self.strategy, members.marketer)

    def write(self) -> Strategy:
        self._parties()
        self.versions.audit("strategy.create", self.strategy, self.members.marketer, self.begun)
        self._first_agreement()
        self._second_agreement()
        self._third_agreement()
        self._open_draft()
        write_state(self.strategy, self.timeline, self.members)
        return self.strategy

    def _parties(self) -> None:
        people = {
            Party.EXECUTIVE: self.members.executive,
            Party.SALES: self.members.sellers[0],
            Party.MARKETING: self.members.marketer,
        }
        for party, person in people.items():
            deputy = self.members.manager if party == Party.MARKETING else None
            StrategyParty.objects.create(
                workspace=self.workspace, strategy=self.strategy, party=party, approver=person, deputy=deputy
            )

    def _first_agreement(self) -> None:
        """v1.0 before the year began: everything for the first time, for a smaller goal."""
        days = self.timeline.open_days_of(FISCAL_START - 1)
        at, live = self.timeline.moment(days[4], 11), self.timeline.moment(self.timeline.first_day(FISCAL_START), 9)
        review_on = self.timeline.first_day(FISCAL_START + 8)
        draft = partial(self.versions.draft, at=at)
        goal = draft("goal", write=partial(design.goal, design.FIRST_TARGET, self._assumed()))
        self._agree(goal, days[-6:])
        self._agree(draft("roles", write=design.roles), days[-6:])
        self._agree(draft("icp", write=partial(design.icp, 1)), days[-6:])
        # What rests on an ICP is settled in version 1.2 once more; only the channels still stand on the first goal.
        self._agree(draft("mql_rule", write=partial(design.mql_rule, FIRST)), days[-6:], live_from=live)
        self._agree(draft("sla", write=partial(design.sla, 1, review_on)), days[-6:], live_from=live)
        self._agree(draft("kpi", write=partial(design.kpi_tree, self.members)), days[-6:])
        self._settle(draft("channels", write=partial(write_channels, self.strategy.starts_on)), days[-3])
        self._settle(draft("content", write=design.content_cells), days[-3])
        self.versions.close_version(0, at=self.timeline.moment(days[-1], 16))

    def _second_agreement(self) -> None:
        """v1.1 a quarter later: carriers join the ICP."""
        days = self.timeline.open_days_of(FISCAL_START + 2)
        at = self.timeline.moment(days[-9], 10)
        self._agree(self.versions.draft("icp", at=at, write=partial(design.icp, 2)), days[-6:])
        self.versions.close_version(1, at=self.timeline.moment(days[-1], 15))

    def _third_agreement(self) -> None:
        """v1.2 at mid-year: a larger goal, ICP v3, MQL rule v2. The channels have not followed yet."""
        days = self.timeline.open_days_of(CLOSED - 2)
        at, live = self.timeline.moment(days[-12], 10), self.timeline.moment(self.timeline.first_day(CLOSED - 1), 0)
        draft = partial(self.versions.draft, at=at)
        icp = draft("icp", write=partial(design.icp, 3))
        self._agree(icp, days[-4:])
        self._resettle_channels(at)
        goal = draft("goal", write=partial(design.goal, design.SECOND_TARGET, self._provenance()))
        self._agree(goal, days[-3:])
        self._agree(draft("roles", write=design.roles), days[-3:])
        self._agree(draft("mql_rule", write=partial(design.mql_rule, SECOND)), days[-3:], live_from=live)
        self._agree(draft("kpi", write=partial(design.kpi_tree, self.members)), days[-3:])
        self.versions.close_version(2, at=self.timeline.moment(days[-1], 17))

    def _resettle_channels(self, at: dt.datetime) -> None:
        """Channels and content looked at again for ICP v3, a few days before the goal was raised."""
        day = self.timeline.local_date(at)
        channels = self.versions.draft("channels", at=at, write=partial(write_channels, self.strategy.starts_on))
        self._settle(channels, day)
        design.content_assets(self.strategy, self.timeline, self.members)
        self._settle(self.versions.draft("content", at=at, write=design.content_cells), day)

    def _open_draft(self) -> None:
        """v1.3: a lower threshold that sales sent back, an SLA that waits for two parties, a tree in progress."""
        days = self.timeline.before_as_of
        rule = self.versions.draft(
            "mql_rule", at=self.timeline.moment(days[-5], 15.5), write=partial(design.mql_rule, THIRD)
        )
        self.versions.answer(rule, self._answers_to_rule(days))
        sla = self.versions.draft(
            "sla",
            at=self.timeline.moment(days[-4], 11),
            write=partial(design.sla, SECOND, self.timeline.first_day(CLOSED + 4)),
        )
        self.versions.answer(sla, [Answer(Party.MARKETING, self.members.marketer, self.timeline.moment(days[-3], 9.5))])
        sla.status, sla.submitted_at = ArtefactStatus.IN_REVIEW, self.timeline.moment(days[-3], 9.4)
        sla.save()
        self.versions.draft(
            "kpi", at=self.timeline.moment(days[-2], 14.5), write=partial(design.kpi_tree, self.members)
        )
        self.versions.open_version(3, at=self.timeline.moment(days[-5], 15.5))

    def _answers_to_rule(self, days: list[dt.date]) -> list[Answer]:
        sent_back = Approval.Decision.SENT_BACK
        at = self.timeline.moment(days[-1], 17.2)
        return [
            Answer(Party.MARKETING, self.members.marketer, self.timeline.moment(days[-4], 10.5)),
            Answer(Party.SALES, self.members.sellers[0], at, decision=sent_back, reason=SENT_BACK_BECAUSE),
        ]

    # ------------------------------------------------------------ helpers

    def _agree(self, artefact: ArtefactVersion, days: list[dt.date], *, live_from: dt.datetime | None = None) -> None:
        """マーケ first, then 経営, then 営業, on the first three of these days."""
        people = (
            (Party.MARKETING, self.members.marketer, days[0], 13.2),
            (Party.EXECUTIVE, self.members.executive, days[1], 17.1),
            (Party.SALES, self.members.sellers[0], days[2], 10.4),
        )
        answers = [Answer(party, person, self.timeline.moment(day, hour)) for party, person, day, hour in people]
        self.versions.agree(artefact, answers, live_from=live_from)

    def _settle(self, artefact: ArtefactVersion, day: dt.date) -> None:
        """確定 by marketing alone."""
        at = self.timeline.moment(day, 14)
        artefact.status, artefact.submitted_at, artefact.agreed_at = ArtefactStatus.AGREED, at, at
        older = ArtefactVersion.objects.filter(strategy=self.strategy, kind=artefact.kind, status=ArtefactStatus.AGREED)
        older.update(status=ArtefactStatus.SUPERSEDED, superseded_at=at)
        artefact.save()

    def _assumed(self) -> dict[str, dict[str, object]]:
        return {key: {"kind": "assumed"} for key in (*design.RATES, "revenue_target_amount", "marketing_share_rate")}

    def _provenance(self) -> dict[str, dict[str, object]]:
        first, last = self.timeline.first_day(CLOSED - 12), self.timeline.last_day(CLOSED - 1)
        found = self._assumed()
        for key, (k, n) in ACTUALS.items():
            value = str(round(Decimal(k) / n, 4))
            found[key] = {"kind": "actual", "n": n, "value": value, "from": first.isoformat(), "to": last.isoformat()}
        return found
