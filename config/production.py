"""What a production start refuses. Each refusal names the environment variable to set."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import ImproperlyConfigured

ENVIRONMENTS = ("development", "test", "trial", "production")
DEVELOPMENT_SECRET = "development-only-secret"
SHORTEST_SECRET = 50
YES = {"1", "true", "yes", "on"}


def refuse_unsafe_settings(environ: Mapping[str, str]) -> None:
    """Stop the start with every problem at once.

    Raises ImproperlyConfigured, one line per problem, each beginning with the variable's name.
    """
    problems = settings_problems(environ)
    if problems:
        raise ImproperlyConfigured("This environment cannot start:\n" + "\n".join(f"  {line}" for line in problems))


def settings_problems(environ: Mapping[str, str]) -> list[str]:
    """What is wrong with the environment variables, in words; empty when nothing is."""
    kind = environ.get("APP_ENV", "development")
    if kind not in ENVIRONMENTS:
        return [f"APP_ENV: {kind!r} is none of {', '.join(ENVIRONMENTS)}"]
    if kind != "production":
        return []
    checks = (_secret, _debug, _hosts, _origins, _servers)
    return [problem for check in checks for problem in check(environ)]


def _secret(environ: Mapping[str, str]) -> list[str]:
    secret = environ.get("SECRET_KEY", "")
    if not secret:
        return ["SECRET_KEY: missing; set a long random text"]
    if secret == DEVELOPMENT_SECRET or "change-me" in secret.lower():
        return ["SECRET_KEY: this is a default that everybody knows; set a long random text"]
    if len(secret) < SHORTEST_SECRET:
        return [f"SECRET_KEY: shorter than {SHORTEST_SECRET} characters; set a long random text"]
    return []


def _debug(environ: Mapping[str, str]) -> list[str]:
    if environ.get("DEBUG", "").lower() in YES:
        return ["DEBUG: must be off in production, error pages would show secrets"]
    return []


def _hosts(environ: Mapping[str, str]) -> list[str]:
    hosts = [host.strip() for host in environ.get("ALLOWED_HOSTS", "").split(",") if host.strip()]
    if not hosts:
        return ["ALLOWED_HOSTS: missing; list the host names of the site, separated by commas"]
    if "*" in hosts:
        return ["ALLOWED_HOSTS: * admits every host name; list those of the site"]
    return []


def _origins(environ: Mapping[str, str]) -> list[str]:
    origins = [origin.strip() for origin in environ.get("CSRF_TRUSTED_ORIGINS", "").split(",") if origin.strip()]
    if not origins:
        return ["CSRF_TRUSTED_ORIGINS: missing; list the addresses of the site, such as https://marketing.example.com"]
    if any(not origin.startswith("https://") for origin in origins):
        return ["CSRF_TRUSTED_ORIGINS: every address must begin with https://"]
    return []


def _servers(environ: Mapping[str, str]) -> list[str]:
    return [f"{name}: missing; name the server" for name in ("DATABASE_URL", "REDIS_URL") if not environ.get(name)]
