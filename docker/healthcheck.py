"""Health of a container, by its part: `python docker/healthcheck.py web|worker|beat`; exit code 0 is healthy."""

import glob
import os
import subprocess
import sys
import time
import urllib.request

BEAT_FILES = "/state/beat-schedule*"
# Beat writes its schedule every three minutes.
BEAT_IS_OLD_AFTER_SECONDS = 600


def web() -> bool:
    """The page answers, with database and broker behind it."""
    host = (os.environ.get("ALLOWED_HOSTS") or "localhost").split(",")[0].strip().lstrip(".")
    request = urllib.request.Request("http://127.0.0.1:8000/healthz", headers={"Host": host})
    return bool(urllib.request.urlopen(request, timeout=5).status == 200)


def worker() -> bool:
    """The worker of this container answers a ping through the broker."""
    command = [sys.executable, "-m", "celery", "-A", "config", "inspect", "ping", "-d", f"celery@{os.uname().nodename}"]
    return subprocess.call(command, stdout=subprocess.DEVNULL, timeout=25) == 0


def beat() -> bool:
    """The schedule was written not long ago."""
    ages = [time.time() - os.path.getmtime(path) for path in glob.glob(BEAT_FILES)]
    return bool(ages) and min(ages) < BEAT_IS_OLD_AFTER_SECONDS


if __name__ == "__main__":
    sys.exit(0 if {"web": web, "worker": worker, "beat": beat}[sys.argv[1]]() else 1)
