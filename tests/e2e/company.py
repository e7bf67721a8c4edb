"""A workspace of one's own in the running stack, with people who can sign in, so that the demo stays as it is."""
# japanese-data

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

from playwright.sync_api import Page

from tests.e2e.stack import Stack

PASSWORD = "machine-tools-71"

MEMBERS = """
from workspaces.models import Membership, Role, User, Workspace
from workspaces.services.workspaces import create_workspace
workspace, owner = create_workspace(slug={slug!r}, name={name!r}, owner_email="admin@{slug}.example")
for role, side in [("administrator", ""), ("marketer", ""), ("manager", "marketing"), ("sales", "")]:
    short = "admin" if role == "administrator" else role
    user = User.objects.filter(email=f"{{short}}@{slug}.example").first() or User.objects.create_user(f"{{short}}@{slug}.example")
    user.full_name = short
    user.set_password({password!r})
    user.save()
    Membership.objects.get_or_create(workspace=workspace, user=user, defaults=dict(role_id=role, side=side))
"""

ENTER = """
from django.conf import settings
from django.test import Client
from workspaces.models import User
client = Client()
client.force_login(User.objects.get(email={email!r}), backend="django.contrib.auth.backends.ModelBackend")
print(client.cookies[settings.SESSION_COOKIE_NAME].value)
"""


@dataclass(frozen=True)
class Company:
    """A workspace by its slug; its people are `<role>@<slug>.example`."""

    slug: str
    stack: Stack

    def email(self, person: str) -> str:
        return f"{person}@{self.slug}.example"

    def path(self, rest: str = "") -> str:
        return f"/w/{self.slug}/{rest}"

    def enter(self, page: Page, person: str, rest: str = "") -> Page:
        """Open a page of the workspace as a person who has just signed in; the form itself is for those of the demo."""
        url = self.stack.base_url
        key = self.stack.run(ENTER.format(email=self.email(person))).strip()
        # Each checkout has a cookie of its own (`embedded/up.py`).
        page.context.add_cookies([{"name": f"sessionid{urlsplit(url).port}", "value": key, "url": url}])
        page.goto(self.path(rest))
        return page


def fresh_slug(stem: str) -> str:
    """Another one each time: the stack may live longer than one run of the tests."""
    return f"{stem}-{int(time.time()):x}"


def company_with_people(stack: Stack, stem: str, name: str) -> Company:
    """A workspace with an administrator, a marketer, a manager and a seller, made without a page."""
    slug = fresh_slug(stem)
    stack.run(MEMBERS.format(slug=slug, name=name, password=PASSWORD))
    return Company(slug, stack)


def count_in(text: str) -> int:
    """The first whole number of a text: 「1,067件」 → 1067."""
    found = re.search(r"[\d,]+", text)
    assert found, text
    return int(found[0].replace(",", ""))
