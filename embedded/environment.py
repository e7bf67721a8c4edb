"""The environment in which the product's processes run."""

from __future__ import annotations

import os
from pathlib import Path

from embedded.instance import secret_key


def product_environment(base: Path, addresses: dict[str, str]) -> dict[str, str]:
    """The person's environment with the servers' addresses; outside production also a signing key of our own."""
    environment = {**os.environ, **addresses, "APP_STATE_DIR": str(base)}
    environment.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    environment.setdefault("APP_ENV", "development")
    if environment["APP_ENV"] != "production":
        environment.setdefault("SECRET_KEY", secret_key(base))
    return environment
