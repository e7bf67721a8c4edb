"""The product's one signal: something in a workspace changed that later layers compute from.

Sent by services inside their transaction with `workspace_id: int` and `what: set[str]`, any of
`records` (leads, activities, deals, series), `plan` (goal, roles, channels, KPI), `rule` (ICP, MQL rule, SLA),
`handoff`, `settings` (calendar, time zone). Only `kpi.receivers` listens.
"""

from django.dispatch import Signal

workspace_changed = Signal()
