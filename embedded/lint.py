"""`./run lint`: style, types, import contracts, deployment checks, missing migrations, translations."""

from __future__ import annotations

import os
import subprocess
import sys

from embedded.commands import servers_in_use
from embedded.environment import product_environment
from embedded.places import ROOT, state_directory

# Any values that a production start accepts: nothing is contacted.
LIKE_PRODUCTION = {
    "APP_ENV": "production",
    "SECRET_KEY": "Zk3v9QpX7mT2rLw8sYd4NfHb6JcGa1UeVoKi5MtRxWqEzCnBhu0Dgy_-lPs",
    "ALLOWED_HOSTS": "lint.example.com",
    "CSRF_TRUSTED_ORIGINS": "https://lint.example.com",
    "DEBUG": "",
}
PYTHON = [sys.executable, "-m"]
MANAGE = [sys.executable, str(ROOT / "manage.py")]
STYLE = [
    ("style", [*PYTHON, "ruff", "check", "."]),
    ("format", [*PYTHON, "ruff", "format", "--check", "."]),
    ("types", [*PYTHON, "mypy", "."]),
    ("import contracts", [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()"]),
    ("translations", [*MANAGE, "translations", "--check"]),
]


def run_lint() -> int:
    """Every check is run, so that one look shows all that is to do."""
    base = state_directory()
    with servers_in_use(base) as addresses:
        environment = product_environment(base, addresses)
        results = [_passes(name, command, environment) for name, command in STYLE]
        deployment = [*MANAGE, "check", "--deploy", "--fail-level", "WARNING"]
        results.append(_passes("deployment", deployment, {**environment, **LIKE_PRODUCTION}))
        migrations = [*MANAGE, "makemigrations", "--check", "--dry-run"]
        results.append(_passes("migrations", migrations, environment))
    return 0 if all(results) else 1


def _passes(name: str, command: list[str], environment: dict[str, str]) -> bool:
    print(f"--- {name}", flush=True)
    environment = {**environment, "PYTHONPATH": os.pathsep.join([str(ROOT), environment.get("PYTHONPATH", "")])}
    passed = subprocess.call(command, cwd=ROOT, env=environment) == 0
    if not passed:
        print(f"--- {name}: not clean", flush=True)
    return passed
