"""Writing who takes part in a purchase, the stages it passes through, what each is told, and the personas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from django.utils import translation

from crm.calc.periods import add_months
from strategy.models import ArtefactVersion
from targeting.calc.claims import VERIFY_AFTER_MONTHS, verification_day
from targeting.content import role_from
from targeting.defaults import OPTIONAL_ROLES
from targeting.models import BuyingRole, BuyingStage, Message, Persona, TitleRule

MOST_ROWS = 7


class TooManyRows(Exception):
    """More roles or stages than a map can show."""


def write_roles(
    *, artefact: ArtefactVersion, entries: Mapping[int, Mapping[str, Any]], removed: int | None = None
) -> None:
    """The typed fields of each role by its id; `removed` goes (inside `save_draft`)."""
    _write_rows(BuyingRole, artefact, entries, removed)


def write_stages(
    *, artefact: ArtefactVersion, entries: Mapping[int, Mapping[str, Any]], removed: int | None = None
) -> None:
    """The typed fields of each stage by its id; `removed` goes (inside `save_draft`)."""
    _write_rows(BuyingStage, artefact, entries, removed)


def write_personas(
    *, artefact: ArtefactVersion, entries: Mapping[int, Mapping[str, Any]], removed: int | None = None
) -> None:
    """The typed fields of each persona by its id; `removed` goes, the last one too (inside `save_draft`)."""
    _write_rows(Persona, artefact, entries, removed, fewest=0)


def add_role(*, artefact: ArtefactVersion, name: str, key: str = "") -> BuyingRole:
    """One more role at the end: a shipped one by its key (利用者, 購買・法務, 経理), else an empty one of this name.

    Raises TooManyRows; a shipped role that is there already is returned as it is.
    """
    shipped = next((role for role in OPTIONAL_ROLES if role.key == key), None)
    if shipped is None:
        return _add_row(BuyingRole, artefact, "role", name)
    rows = BuyingRole.objects.for_workspace(artefact.workspace_id).filter(artefact=artefact)
    known = rows.filter(key=key).first()
    if known is not None:
        return known
    if rows.count() >= MOST_ROWS:
        raise TooManyRows
    last = rows.order_by("-position").values_list("position", flat=True).first() or 0
    verify_on = add_months(artefact.workspace.today(), VERIFY_AFTER_MONTHS)
    with translation.override(artefact.workspace.language):
        role = role_from(shipped, artefact, position=last + 1, verify_on=verify_on)
    role.is_required = False
    role.save()
    return role


def add_persona(*, artefact: ArtefactVersion, name: str) -> Persona:
    """One more persona at the end. Raises TooManyRows."""
    return _add_row(Persona, artefact, "persona", name)


class TypedTitle(Protocol):
    """A title rule as typed."""

    @property
    def role_key(self) -> str: ...
    @property
    def scope(self) -> str: ...
    @property
    def words(self) -> str: ...
    @property
    def pk(self) -> int | None: ...


def write_titles(*, artefact: ArtefactVersion, entries: Sequence[TypedTitle]) -> None:
    """The title rules as typed, in order; rows missing from `entries` are deleted (inside `save_draft`)."""
    rows = {row.pk: row for row in TitleRule.objects.for_workspace(artefact.workspace_id).filter(artefact=artefact)}
    kept = {entry.pk for entry in entries}
    TitleRule.objects.for_workspace(artefact.workspace_id).filter(artefact=artefact).exclude(
        pk__in=[pk for pk in kept if pk]
    ).delete()
    for position, entry in enumerate(entries, start=1):
        row = rows.get(entry.pk or 0) or TitleRule(workspace_id=artefact.workspace_id, artefact=artefact)
        row.position, row.role_key, row.scope, row.words = position, entry.role_key, entry.scope, entry.words
        row.save()


class TypedMessage(Protocol):
    """A message as typed."""

    @property
    def role_key(self) -> str: ...
    @property
    def stage_key(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def proof(self) -> str: ...
    @property
    def verify_on(self) -> Any: ...


def write_messages(*, artefact: ArtefactVersion, entries: Sequence[TypedMessage]) -> None:
    """The messages as typed; an empty cell keeps no row (inside `save_draft`)."""
    for entry in entries:
        place: dict[str, Any] = {"artefact": artefact, "role_key": entry.role_key, "stage_key": entry.stage_key}
        rows = Message.objects.for_workspace(artefact.workspace_id).filter(**place)
        if not (entry.text or entry.proof):
            rows.delete()
            continue
        due = verification_day(evidence=entry.proof, verify_on=entry.verify_on, today=artefact.workspace.today())
        values = {"text": entry.text, "proof": entry.proof, "verify_on": due if entry.text else entry.verify_on}
        Message.objects.update_or_create(workspace_id=artefact.workspace_id, **place, defaults=values)


def add_stage(*, artefact: ArtefactVersion, name: str) -> BuyingStage:
    """One more stage at the end. Raises TooManyRows."""
    return _add_row(BuyingStage, artefact, "stage", name)


def _write_rows(
    model: type[Any],
    artefact: ArtefactVersion,
    entries: Mapping[int, Mapping[str, Any]],
    removed: int | None,
    fewest: int = 1,
) -> None:
    today = artefact.workspace.today()
    rows = {row.pk: row for row in model.objects.for_workspace(artefact.workspace_id).filter(artefact=artefact)}
    for pk, values in entries.items():
        row = rows.get(pk)
        if row is None or pk == removed:
            continue
        for name, value in values.items():
            setattr(row, name, value)
        row.verify_on = verification_day(evidence=row.evidence, verify_on=row.verify_on, today=today)
        row.save()
    if removed in rows and len(rows) > fewest:
        rows[removed].delete()


def _add_row(model: type[Any], artefact: ArtefactVersion, prefix: str, name: str) -> Any:
    rows = model.objects.for_workspace(artefact.workspace_id).filter(artefact=artefact)
    keys = set(rows.values_list("key", flat=True))
    if len(keys) >= MOST_ROWS:
        raise TooManyRows
    number = next(number for number in range(1, MOST_ROWS + 2) if f"{prefix}-{number}" not in keys)
    last = rows.order_by("-position").values_list("position", flat=True).first() or 0
    return model.objects.create(
        workspace_id=artefact.workspace_id,
        artefact=artefact,
        key=f"{prefix}-{number}",
        position=last + 1,
        name=name,
        verify_on=verification_day(evidence="", verify_on=None, today=artefact.workspace.today()),
    )
