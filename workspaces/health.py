"""Is the process alive, and can it reach what it needs?"""

from __future__ import annotations

import redis
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse

from workspaces.access import public


@public(reason="health check of load balancers and of ./run")
def healthz(request: HttpRequest) -> HttpResponse:
    problems = _problems()
    return JsonResponse({"ok": not problems, "problems": problems}, status=503 if problems else 200)


@public(reason="readiness check: also says whether the second wall between workspaces stands")
def readyz(request: HttpRequest) -> HttpResponse:
    problems = _problems()
    separate_roles = "database" not in problems and not _owns_tables()
    return JsonResponse({"ok": not problems, "separate_roles": separate_roles}, status=503 if problems else 200)


def _owns_tables() -> bool:
    """Asked of the database itself: in production only the migration knows the owner's address."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_tables WHERE schemaname = 'public' AND tableowner = current_user)"
        )
        return bool(cursor.fetchone()[0])


def _problems() -> list[str]:
    problems = []
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception:  # noqa: BLE001 - whatever keeps the database away is the answer
        problems.append("database")
    try:
        redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2).ping()
    except redis.RedisError:
        problems.append("broker")
    return problems
