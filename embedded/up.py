"""`./run`: servers, database, web, worker and beat, until Ctrl-C."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from embedded import EmbeddedError
from embedded.console import say
from embedded.environment import product_environment
from embedded.instance import Instance, sole_instance
from embedded.places import ROOT, log_directory, state_directory
from embedded.ports import choose_port
from embedded.processes import group_members, send_to_group, wait_until
from embedded.servers import Servers, running_servers
from embedded.supervisor import Child, RestartBudget, Supervisor, stop_all

READY_WITHIN_SECONDS = 120
MANAGE = [sys.executable, str(ROOT / "manage.py")]


def run_site() -> int:
    """Runs until Ctrl-C or until a part keeps dying."""
    asked_to_stop = _stop_on_signals()
    base = state_directory()
    with _hold(base):
        _end_left_over_children(base)
        port = choose_port()
        Instance.erase(base)
        try:
            with running_servers(base) as servers:
                _run_with_servers(base, servers, port, asked_to_stop)
        finally:
            Instance.erase(base)
    say("Stopped.")
    return 0


def _stop_on_signals() -> threading.Event:
    """Ctrl-C, a closed terminal and `kill` all end in the same orderly stop."""
    asked_to_stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: asked_to_stop.set())
    return asked_to_stop


@contextlib.contextmanager
def _hold(base: Path) -> Iterator[None]:
    """The state directory for ourselves; a second start is told where the first one answers."""
    with sole_instance(base) as ours:
        if ours:
            yield
            return
    running = Instance.running(base)
    if running and not running.url:
        say("Waiting for another command of this checkout to finish.")
        with sole_instance(base, wait=True):
            yield
        return
    if running:
        raise EmbeddedError(f"Already running at {running.url} (process {running.pid}).")
    raise EmbeddedError(f"Another start in {base} is on its way; its terminal shows the address in a moment.")


def _end_left_over_children(base: Path) -> None:
    """After kill -9 of everything, grandchildren may still hold the port for a moment; on macOS for ever."""
    earlier = Instance.read(base)
    groups = earlier.children if earlier else []

    def living() -> list[int]:
        return [group for group in groups if group_members(group, naming=sys.executable)]

    for number in (signal.SIGTERM, signal.SIGKILL):
        for group in living():
            send_to_group(group, number)
        if wait_until(lambda: not living(), seconds=8):
            return


def _run_with_servers(base: Path, servers: Servers, port: int, asked_to_stop: threading.Event) -> None:
    say("Database and broker are up." if servers.own else "Using the servers named in the environment.")
    environment = product_environment(base, servers.environment)
    # Browsers keep cookies per host, not per port: two checkouts side by side would sign each other out.
    environment.setdefault("SESSION_COOKIE_NAME", f"sessionid{port}")
    demo_is_loaded = _prepare_site(environment)
    url = f"http://localhost:{port}"
    instance = Instance(pid=os.getpid(), url=url, environment=servers.environment)
    children = _children(base, port, environment)

    def record() -> None:
        instance.children = [child.process.pid for child in children if child.process]
        instance.write(base)

    try:
        for child in children:
            child.start()
        record()
        _wait_until_ready(url, children[0], asked_to_stop)
        if not asked_to_stop.is_set():
            _announce(url, demo_is_loaded)
        Supervisor([*servers.own, *children], on_change=record, budget=RestartBudget).watch(asked_to_stop)
    finally:
        say("Stopping.")
        stop_all(children)


# ---------------------------------------------------------------- before the start


def _prepare_site(environment: dict[str, str]) -> bool:
    """Translations, tables, static files, and the demo when there is no workspace yet. Whether the demo is there."""
    from workspaces.translations.compiling import compile_catalogues

    compile_catalogues(ROOT)
    state = _prepared(environment)
    say("Tables and static files are up to date.")
    if state["workspaces"] == 0 and state["can_load_demo"] and _wants_demo(environment):
        say("Loading the demo workspace.")
        _run([*MANAGE, "load_demo"], environment)
        return True
    return bool(state["has_demo"])


def _wants_demo(environment: dict[str, str]) -> bool:
    return environment["APP_ENV"] != "production" and environment.get("DEMO", "yes") != "no"


def _prepared(environment: dict[str, str]) -> dict[str, int | bool]:
    return dict(json.loads(_run([*MANAGE, "prepare_site"], environment).splitlines()[-1]))


def _run(command: list[str], environment: dict[str, str]) -> str:
    """Output of a management command; its own messages are the best explanation when it fails."""
    answer = subprocess.run(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    if answer.returncode != 0:
        raise EmbeddedError(f"`manage.py {' '.join(command[2:])}` failed; the reason is in the lines above.")
    return answer.stdout


# ---------------------------------------------------------------- the processes


def _children(base: Path, port: int, environment: dict[str, str]) -> list[Child]:
    logs = log_directory(base)
    return [
        Child("web", _web_command(port), environment, logs / "web.log"),
        Child(
            "worker",
            _celery("worker", "-c", "2", "--without-gossip", "--without-mingle"),
            environment,
            logs / "worker.log",
        ),
        Child("beat", _celery("beat", "-s", str(base / "beat-schedule"), "--pidfile="), environment, logs / "beat.log"),
    ]


def _web_command(port: int) -> list[str]:
    command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{port}"]
    return [*command, "--workers", "2", "--worker-class", "gthread", "--threads", "4", "--graceful-timeout", "5"]


def _celery(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "celery", "-A", "config", *arguments, "--loglevel", "info"]


def _wait_until_ready(url: str, web: Child, asked_to_stop: threading.Event) -> None:
    """Until the page answers, with database and broker behind it."""

    def settled() -> bool:
        return asked_to_stop.is_set() or _answers(f"{url}/healthz") or _has_ended(web)

    if not wait_until(settled, seconds=READY_WITHIN_SECONDS, step=0.1) or _has_ended(web):
        raise EmbeddedError(f"The site does not answer; the reason is in {web.log}")


def _has_ended(child: Child) -> bool:
    return child.process is None or child.process.poll() is not None


def _answers(url: str) -> bool:
    # No proxy of the environment stands between us and our own machine.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with contextlib.suppress(OSError, urllib.error.URLError):
        return bool(opener.open(url.replace("localhost", "127.0.0.1"), timeout=5).status == 200)
    return False


def _announce(url: str, demo_is_loaded: bool) -> None:
    say("Ready.")
    print(f"\n  {url}\n", flush=True)
    if demo_is_loaded:
        from workspaces.demo_accounts import DEMO_ACCOUNTS, DEMO_PASSWORD

        print(f"  Demo sign-ins (password of each: {DEMO_PASSWORD}):")
        for email, name, role, side in DEMO_ACCOUNTS:
            print(f"    {email:<24} {role}{f', {side}' if side else ''}  {name}")
    print("\n  Ctrl-C stops everything.\n", flush=True)
