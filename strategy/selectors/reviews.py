"""The agreement of a strategy as a table: what is to be agreed × who agrees it."""

from __future__ import annotations

from dataclasses import dataclass, field

from strategy import layers
from strategy.dependencies import GOES_LIVE, NEEDS_PARTIES, upstream_of
from strategy.models import Approval, ArtefactKind, ArtefactStatus, ArtefactVersion, Party, Strategy, StrategyParty
from strategy.selectors.addresses import step_url
from strategy.selectors.changes import ChangeLine, content_changes, figure_changes
from strategy.selectors.comments import talk_url, threads_of
from strategy.selectors.statuses import LEFT_OUT, ArtefactState, artefact_states
from strategy.services.artefacts import is_running
from strategy.services.contents import figures_of
from strategy.services.going_live import awaited_parties
from workspaces.models import User


@dataclass(frozen=True)
class Cell:
    """What a party has answered to a version; no answer is 未確認."""

    party: str
    answer: Approval | None


@dataclass(frozen=True)
class ReviewRow:
    """One artefact in the agreement table."""

    state: ArtefactState
    cells: list[Cell]

    @property
    def artefact(self) -> ArtefactVersion:
        return self.state.artefact

    @property
    def title(self) -> str:
        return f"{self.artefact.get_kind_display()} v{self.artefact.number}"

    @property
    def awaited(self) -> int:
        return sum(cell.answer is None for cell in self.cells)


@dataclass(frozen=True)
class Voice:
    """A party with who speaks for it; `is_shared` when the same person speaks for another one too (兼任)."""

    party: str
    label: str
    approver: User
    deputy: User | None
    is_shared: bool


@dataclass
class ReviewCard:
    """What an approver reads about one version: what changed, its effect, the talk about it."""

    row: ReviewRow
    changes: list[ChangeLine]
    effects: list[ChangeLine]
    talk: list[Approval]
    open_grounds: list[str] = field(default_factory=list)
    may_answer: bool = False
    is_running: bool = False
    goes_live: bool = False
    awaited_for_live: list[Party] = field(default_factory=list)
    is_first: bool = False
    # What rests on it: the title of each such artefact with its figures before and after the agreement.
    downstream: list[tuple[str, list[ChangeLine]]] = field(default_factory=list)
    open_threads: int = 0
    talk_url: str = ""
    step_url: str = ""


def voices(strategy: Strategy) -> list[Voice]:
    """経営, 営業, マーケ in this order."""
    rows = {
        row.party: row
        for row in StrategyParty.objects.for_workspace(strategy.workspace_id)
        .filter(strategy=strategy)
        .select_related("approver", "deputy")
    }
    approvers = [row.approver_id for row in rows.values()]
    return [
        Voice(
            party=party,
            label=str(Party(party).label),
            approver=rows[party].approver,
            deputy=rows[party].deputy,
            is_shared=approvers.count(rows[party].approver_id) > 1,
        )
        for party in Party.values
        if party in rows
    ]


def review_rows(states: dict[str, ArtefactState]) -> list[ReviewRow]:
    """The kinds that need the parties, in the order of the layers."""
    return [
        ReviewRow(state=states[kind], cells=[Cell(party, _answer_of(states[kind], party)) for party in Party.values])
        for kind in NEEDS_PARTIES
        if kind in states and layers.has_adapter(kind)
    ]


def review_cards(strategy: Strategy, rows: list[ReviewRow], person: User) -> list[ReviewCard]:
    """One card per version that waits for an answer, was sent back, runs as a trial, or could go live;
    what waits for this person's answer comes first."""
    mine = {voice.party for voice in voices(strategy) if person in (voice.approver, voice.deputy)}
    by_kind = {row.artefact.kind: row for row in rows}
    cards = [_card(row, by_kind, mine) for row in rows if _is_talked_about(row)]
    return sorted(cards, key=lambda card: not card.may_answer)


def _is_talked_about(row: ReviewRow) -> bool:
    artefact = row.artefact
    if artefact.status == ArtefactStatus.IN_REVIEW or artefact.is_trial or row.state.sent_back:
        return True
    return artefact.kind in GOES_LIVE and artefact.is_frozen and not is_running(artefact)


def _card(row: ReviewRow, by_kind: dict[str, ReviewRow], mine: set[str]) -> ReviewCard:
    artefact, previous = row.artefact, row.state.agreed
    previous = None if previous == artefact else previous
    before = previous.figures if previous else {}
    after = artefact.figures or figures_of(artefact)
    return ReviewCard(
        row=row,
        changes=content_changes(artefact, previous),
        effects=figure_changes(artefact, before, after),
        talk=[answer for answer in row.state.approvals if answer.reason],
        open_grounds=[
            by_kind[kind].title
            for kind in upstream_of(artefact.kind)
            if kind in by_kind and not by_kind[kind].artefact.is_frozen
        ],
        may_answer=artefact.status == ArtefactStatus.IN_REVIEW and bool(mine - row.state.approved_parties),
        is_running=is_running(artefact),
        goes_live=artefact.kind in GOES_LIVE,
        awaited_for_live=awaited_parties(artefact) if artefact.kind in GOES_LIVE else [],
        is_first=previous is None,
        downstream=downstream_changes(artefact),
        open_threads=sum(not thread.is_settled for thread in threads_of(artefact)),
        talk_url=talk_url(artefact),
        step_url=step_url(artefact),
    )


def downstream_changes(artefact: ArtefactVersion) -> list[tuple[str, list[ChangeLine]]]:
    """影響先: what the figures of the next kinds would be before and after, as computed when the answer was asked for."""
    found = []
    for kind, values in artefact.figures.get("downstream", {}).items():
        below = ArtefactVersion.objects.for_workspace(artefact.workspace_id).filter(pk=values["id"]).first()
        if below is None or not layers.has_adapter(kind):
            continue
        lines = figure_changes(below, values["before"], values["after"])
        if lines:
            found.append((str(below), lines))
    return found


def _answer_of(state: ArtefactState, party: str) -> Approval | None:
    answers = [row for row in state.approvals if row.party == party and row.decision != Approval.Decision.ASKED]
    return answers[-1] if answers else None


def not_submitted(states: dict[str, ArtefactState]) -> list[ArtefactState]:
    """Drafts that the parties have not been asked about."""
    return [
        states[kind]
        for kind in ArtefactKind.values
        if kind in states
        and kind in NEEDS_PARTIES
        and states[kind].artefact.is_editable
        and states[kind].status != LEFT_OUT
    ]


__all__ = [
    "ReviewCard",
    "ReviewRow",
    "Voice",
    "artefact_states",
    "not_submitted",
    "review_cards",
    "review_rows",
    "voices",
]
