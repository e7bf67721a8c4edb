"""The one transition service: every change of a lifecycle stage, by screen, API, import or worker, goes through here.

Forward: `move_stage` (one) and `enter_stages` (by the thousand); both back-fill skipped stages and enter each stage
once per cycle. Backward: `recycle`, `exclude` and their undo `reopen`; `recycle_many` for lost deals. History is append-only.
"""

from crm.lifecycle.corrections import correct
from crm.lifecycle.entries import StageEntry, begin_journeys, enter_stages
from crm.lifecycle.journeys import ensure_journeys
from crm.lifecycle.moves import NothingToReopen, exclude, move_stage, recycle, reopen
from crm.lifecycle.returns import recycle_many

__all__ = [
    "NothingToReopen",
    "StageEntry",
    "begin_journeys",
    "correct",
    "ensure_journeys",
    "enter_stages",
    "exclude",
    "move_stage",
    "recycle",
    "recycle_many",
    "reopen",
]
