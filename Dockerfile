# One image for web, worker, beat and the one-shot migration; docker-compose.yml names the command of each.
FROM python:3.11-slim-bookworm

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_DISABLE_PIP_VERSION_CHECK=1 \
    APP_STATE_DIR=/state STATIC_ROOT=/app/static-files HOME=/tmp

RUN groupadd --system --gid 10001 app \
 && useradd --system --uid 10001 --gid app --home-dir /tmp --no-create-home --shell /usr/sbin/nologin app \
 && install -d -o app -g app /state

WORKDIR /app
COPY requirements/runtime.lock requirements/runtime.lock
RUN pip install --no-cache-dir --require-hashes -r requirements/runtime.lock

COPY . .
# Compressed, fingerprinted static files and compiled translations belong to the image.
RUN python -c "from pathlib import Path; from workspaces.translations.compiling import compile_catalogues; compile_catalogues(Path('.'))" \
 && APP_ENV=production SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(60))')" \
    ALLOWED_HOSTS=build.invalid CSRF_TRUSTED_ORIGINS=https://build.invalid \
    DATABASE_URL=postgresql://build.invalid/app REDIS_URL=redis://build.invalid \
    python manage.py collectstatic --noinput --verbosity 0

USER app
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=6s --start-period=40s CMD ["python", "docker/healthcheck.py", "web"]
CMD ["gunicorn", "config.wsgi", "--config", "docker/gunicorn.py"]
