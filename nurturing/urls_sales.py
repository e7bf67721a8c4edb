"""Addresses of the hand-off list and of the leads."""

from django.urls import path

from nurturing.views import decisions, handoff_lists, inbox, lead_page, leads

sales_patterns = [
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/bulk", inbox.bulk, name="inbox-bulk"),
    path("inbox/returned", handoff_lists.returned, name="returned"),
    path("inbox/candidates", handoff_lists.candidates, name="candidates"),
    path("inbox/<int:handoff_id>", inbox.handoff, name="handoff"),
    path("inbox/<int:handoff_id>/accept", inbox.accept, name="handoff-accept"),
    path("inbox/<int:handoff_id>/snooze", inbox.snooze, name="handoff-snooze"),
    path("inbox/<int:handoff_id>/undo", inbox.undo, name="handoff-undo"),
    path("inbox/<int:handoff_id>/attempt", inbox.attempt, name="handoff-attempt"),
    path("inbox/<int:handoff_id>/return", decisions.return_to_marketing, name="handoff-return"),
    path("inbox/<int:handoff_id>/qualify", decisions.qualify, name="handoff-qualify"),
    path("inbox/<int:handoff_id>/reassign", decisions.reassign, name="handoff-reassign"),
    path("leads/", leads.lead_list, name="lead-list"),
    path("leads/new", lead_page.lead_edit, name="lead-new"),
    path("leads/<int:lead_id>", lead_page.lead, name="lead"),
    path("leads/<int:lead_id>/edit", lead_page.lead_edit, name="lead-edit"),
]
