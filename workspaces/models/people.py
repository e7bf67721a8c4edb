from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _lazy


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class Language(models.TextChoices):
    BROWSER = "", _lazy("ブラウザーに合わせる")
    JAPANESE = "ja", _lazy("日本語")
    ENGLISH = "en", _lazy("英語")


class Theme(models.TextChoices):
    SYSTEM = "", _lazy("端末に合わせる")
    LIGHT = "light", _lazy("ライト")
    DARK = "dark", _lazy("ダーク")


class DisplayLevel(models.TextChoices):
    SIMPLE = "simple", _lazy("かんたん")
    DETAILED = "detailed", _lazy("くわしい")


class User(AbstractBaseUser, PermissionsMixin):
    """A person, known by one e-mail address in every workspace they belong to."""

    email = models.EmailField(unique=True)
    full_name = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=5, choices=Language, blank=True, default=Language.BROWSER)
    theme = models.CharField(max_length=5, choices=Theme, blank=True, default=Theme.SYSTEM)
    display_level = models.CharField(max_length=10, choices=DisplayLevel, default=DisplayLevel.SIMPLE)
    last_workspace = models.ForeignKey("Workspace", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now)

    objects = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="one_person_per_email")]

    def __str__(self) -> str:
        return self.full_name or self.email

    @property
    def short_name(self) -> str:
        """The family name of a name written 「姓 名」, else the whole name, else the e-mail's first part."""
        if self.full_name:
            return self.full_name.split()[0] if not self.full_name.isascii() else self.full_name
        return self.email.split("@")[0]
