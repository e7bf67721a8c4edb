from django.urls import path

from workspaces.views import members, notices, settings, succession

app_name = "workspaces"
urlpatterns = [
    path("setup", settings.setup, name="setup"),
    path("settings/", settings.general, name="settings"),
    path("settings/members", members.members, name="members"),
    path("settings/members/<int:membership_id>", members.member, name="member"),
    path("settings/members/<int:membership_id>/duties", succession.member_duties, name="member-duties"),
    path("settings/members/<int:membership_id>/end", members.member_end, name="member-end"),
    path("settings/invitations/<int:invitation_id>/withdraw", members.invitation_withdraw, name="invitation-withdraw"),
    path("settings/roles", settings.roles, name="roles"),
    path("settings/calendar", settings.calendar, name="calendar"),
    path("settings/calendar/days", settings.closing_day_add, name="closing-day-add"),
    path("settings/calendar/days/<int:closing_day_id>/remove", settings.closing_day_remove, name="closing-day-remove"),
    path("settings/api-keys", members.api_keys, name="api-keys"),
    path("settings/api-keys/<int:api_key_id>/revoke", members.api_key_revoke, name="api-key-revoke"),
    path("settings/audit", settings.audit_log, name="audit"),
    path("settings/demo/remove", settings.demo_remove, name="demo-remove"),
    path("notices/", notices.notices, name="notices"),
    path("notices/read", notices.notices_read, name="notices-read"),
    path("notices/<int:notice_id>/open", notices.notice_open, name="notice-open"),
    path("help/", settings.help_page, name="help"),
]
