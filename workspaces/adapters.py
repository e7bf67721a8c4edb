from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class InvitationOnlyAdapter(DefaultAccountAdapter):
    """Accounts are made by an invitation or a command, never by an open sign-up page."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
