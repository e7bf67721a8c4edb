"""What is handed over: locks, containers, continuous integration, the README's commands, and what production refuses."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest
import yaml
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from packaging.requirements import Requirement

from config.production import DEVELOPMENT_SECRET, refuse_unsafe_settings, settings_problems
from embedded.lint import LIKE_PRODUCTION
from manage import OWNER_COMMANDS

ROOT = settings.BASE_DIR
SAFE = {**LIKE_PRODUCTION, "DATABASE_URL": "postgresql://db/app", "REDIS_URL": "redis://broker"}


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())


# ------------------------------------------------------------ dependencies


@pytest.mark.parametrize("name", ["runtime.lock", "dev.lock"])
def test_locks_name_no_host_and_hash_every_package(name):
    text = (ROOT / "requirements" / name).read_text()
    assert "://" not in text and "--index" not in text
    pinned = [line for line in text.splitlines() if re.match(r"[A-Za-z0-9]", line)]
    assert pinned and all("==" in line and line.endswith("\\") for line in pinned)
    assert text.count("--hash=sha256:") >= len(pinned)


@pytest.mark.parametrize("name", ["runtime", "dev"])
def test_every_direct_dependency_is_locked(name):
    lines = (ROOT / "requirements" / f"{name}.in").read_text().splitlines()
    wanted = {Requirement(line).name.lower() for line in lines if line and line[0] not in "#-"}
    lock = (ROOT / "requirements" / f"{name}.lock").read_text().lower()
    assert not {
        package for package in wanted if not re.search(rf"^{re.escape(package)}(\[.*?\])?==", lock, re.MULTILINE)
    }


# ------------------------------------------------------------ containers


def test_the_services_of_production(compose):
    assert set(compose["services"]) == {"web", "worker", "beat", "migrate", "demo", "postgres", "redis"}
    assert set(compose["volumes"]) == {"postgres-data", "redis-data", "state"}


@pytest.mark.parametrize("service", ["web", "worker", "beat", "postgres", "redis"])
def test_lasting_services_are_watched_and_restarted(compose, service):
    assert compose["services"][service]["healthcheck"]["test"]
    assert compose["services"][service]["restart"] == "unless-stopped"


@pytest.mark.parametrize("service", ["web", "worker", "beat"])
def test_the_product_starts_after_the_migrations(compose, service):
    waits = compose["services"][service]["depends_on"]
    assert waits["migrate"]["condition"] == "service_completed_successfully"
    assert waits["redis"]["condition"] == "service_healthy"


def test_migrations_run_once_and_only_they_know_the_owner(compose):
    services = compose["services"]
    assert services["migrate"]["restart"] == "no"
    assert services["migrate"]["command"][:3] == ["python", "manage.py", "migrate"]
    assert "migrate" in OWNER_COMMANDS
    knowing = [name for name, service in services.items() if "DATABASE_OWNER_URL" in service.get("environment", {})]
    assert knowing == ["migrate"]


def test_secrets_come_from_the_environment_and_have_no_default(compose):
    text = (ROOT / "docker-compose.yml").read_text()
    for name in ("SECRET_KEY", "POSTGRES_PASSWORD", "OWNER_DB_PASSWORD", "APP_DB_PASSWORD", "REDIS_PASSWORD"):
        uses = re.findall(rf"\$\{{{name}(.*?)\}}", text)
        assert uses and all(use.startswith(":?") for use in uses)
        assert re.search(rf"^{name}=$", (ROOT / ".env.example").read_text(), re.MULTILINE)
    assert compose["services"]["web"]["environment"]["APP_ENV"] == "${APP_ENV:-production}"


def test_the_demo_needs_to_be_asked_for(compose):
    assert compose["services"]["demo"]["profiles"] == ["demo"]


def test_files_that_containers_use_exist(compose):
    for mount in compose["services"]["postgres"]["volumes"]:
        source = mount.split(":")[0]
        assert not source.startswith("./") or (ROOT / source).exists()
    for service in ("web", "worker", "beat"):
        assert (ROOT / compose["services"][service]["healthcheck"]["test"][2]).exists()
    assert os.access(ROOT / "docker" / "postgres-roles.sh", os.X_OK)


def test_the_image_does_not_run_as_root():
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    users = [line.split()[1] for line in lines if line.startswith("USER ")]
    assert users and users[-1] not in ("root", "0")
    assert any("--require-hashes" in line for line in lines)


@pytest.mark.skipif(not os.environ.get("DATABASE_OWNER_URL"), reason="the environment names one role only")
def test_the_web_server_starts_as_the_container_starts_it():
    environment = {
        **os.environ,
        **SAFE,
        "DATABASE_URL": os.environ["DATABASE_URL"],
        "REDIS_URL": os.environ["REDIS_URL"],
    }
    environment |= {"DJANGO_SETTINGS_MODULE": "config.settings"}
    command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--config", "docker/gunicorn.py", "--check-config"]
    answer = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert answer.returncode == 0, answer.stderr


# ------------------------------------------------------------ what production refuses


def test_a_complete_environment_is_accepted():
    assert settings_problems(SAFE) == []


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("SECRET_KEY", ""),
        ("SECRET_KEY", DEVELOPMENT_SECRET),
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", "change-me-" * 10),
        ("DEBUG", "1"),
        ("ALLOWED_HOSTS", ""),
        ("ALLOWED_HOSTS", "*"),
        ("CSRF_TRUSTED_ORIGINS", ""),
        ("CSRF_TRUSTED_ORIGINS", "http://plain.example.com"),
        ("DATABASE_URL", ""),
        ("REDIS_URL", ""),
    ],
)
def test_each_refusal_names_its_variable(variable, value):
    problems = settings_problems({**SAFE, variable: value})
    assert len(problems) == 1 and problems[0].startswith(f"{variable}: ")


def test_all_refusals_are_told_at_once():
    with pytest.raises(ImproperlyConfigured, match="(?s)SECRET_KEY.*ALLOWED_HOSTS.*CSRF_TRUSTED_ORIGINS"):
        refuse_unsafe_settings({"APP_ENV": "production", "DATABASE_URL": "x", "REDIS_URL": "x"})


def test_an_unknown_kind_of_environment_is_refused():
    assert settings_problems({"APP_ENV": "staging"})[0].startswith("APP_ENV: ")


@pytest.mark.parametrize("environment", ["development", "test", "trial"])
def test_other_environments_start_without_secrets(environment):
    assert settings_problems({"APP_ENV": environment}) == []


def test_a_production_start_really_stops():
    environment = {**os.environ, "APP_ENV": "production", "SECRET_KEY": "", "DJANGO_SETTINGS_MODULE": "config.settings"}
    command = [sys.executable, str(ROOT / "manage.py"), "check"]
    answer = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert answer.returncode != 0 and "SECRET_KEY: missing" in answer.stderr


# ------------------------------------------------------------ security headers


@pytest.mark.django_db
def test_every_answer_carries_the_security_headers(client):
    response = client.get("/accounts/login/")
    policy = response.headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy and "unsafe-eval" not in policy
    assert re.search(r"script-src[^;]*unsafe-inline", policy) is None
    assert response.headers["X-Frame-Options"] == "DENY"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "same-origin"


# ------------------------------------------------------------ the way in


def test_continuous_integration_runs_the_commands_of_a_laptop():
    script = (ROOT / ".ci" / "run").read_text()
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
    for needed in ("./run test", "./run lint", "E2E=required", "fonts-noto-cjk", "chromium", "REAL_DATA_DIR"):
        assert needed in script
    subprocess.run(["sh", "-n", ROOT / ".ci" / "run"], check=True)


def test_the_readme_names_commands_that_exist():
    readme = (ROOT / "README.md").read_text()
    assert "./run test" in readme and "docker compose up -d" in readme
    from workspaces.demo_accounts import DEMO_ACCOUNTS, DEMO_PASSWORD

    assert DEMO_PASSWORD in readme
    assert all(email in readme for email, *_ in DEMO_ACCOUNTS)
    known = {"up", "test", "lint", "manage", "bench", "--help"}
    assert set(re.findall(r"\./run ([a-z-]+)\b", readme)) <= known


def test_management_commands_in_the_readme_exist():
    from django.core.management import get_commands

    readme = (ROOT / "README.md").read_text()
    named = set(re.findall(r"(?:\./run manage|python manage\.py) ([a-z_]+)", readme))
    assert named <= set(get_commands()), named - set(get_commands())


def test_the_licence_is_the_one_declared():
    assert "Apache License" in (ROOT / "LICENSE").read_text()
    assert 'license = "Apache-2.0"' in (ROOT / "pyproject.toml").read_text()
