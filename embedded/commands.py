"""`./run test`, `./run lint`, `./run manage`, `./run bench`."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from embedded import EmbeddedError
from embedded.environment import product_environment
from embedded.instance import Instance, nobody_using_servers, sole_instance, using_servers
from embedded.places import ROOT, state_directory
from embedded.processes import wait_until
from embedded.servers import running_servers
from embedded.suite import process_arguments

MANAGE = [sys.executable, str(ROOT / "manage.py")]


def run_tests(arguments: list[str]) -> int:
    """pytest with throw-away servers (`embedded/pytest_plugin.py`)."""
    command = [sys.executable, "-m", "pytest", *process_arguments(arguments), *arguments]
    return subprocess.call(command, cwd=ROOT)


def run_manage(arguments: list[str]) -> int:
    """A management command, in the caller's directory, with nothing of ours on standard output."""
    base = state_directory()
    with servers_in_use(base) as addresses:
        return subprocess.call([*MANAGE, *arguments], env=product_environment(base, addresses))


def run_bench(arguments: list[str]) -> int:
    """The measurements of `bench/`, on servers and tables of their own: nobody's records are touched, nothing is left."""
    base = state_directory() / "bench"
    shutil.rmtree(base, ignore_errors=True)
    base.mkdir()
    base.chmod(0o755)
    try:
        with servers_in_use(base) as addresses:
            environment = product_environment(base, addresses)
            subprocess.run([*MANAGE, "migrate", "--verbosity", "0"], env=environment, check=True)
            return subprocess.call([sys.executable, "-m", "bench", *arguments], env=environment)
    finally:
        shutil.rmtree(base, ignore_errors=True)


@contextlib.contextmanager
def servers_in_use(base: Path) -> Iterator[dict[str, str]]:
    """Addresses of the running instance's servers, or of servers started for the duration.

    Several commands may run at once: the first starts the servers, and stops them when the last has finished.
    """
    with contextlib.ExitStack() as use:
        use.enter_context(using_servers(base))
        with sole_instance(base) as first:
            if not first:
                yield _addresses_of_the_running_instance(base)
                return
            with running_servers(base) as servers:
                Instance(pid=os.getpid(), environment=servers.environment).write(base)
                try:
                    yield servers.environment
                finally:
                    use.close()
                    with nobody_using_servers(base):
                        Instance.erase(base)


def _addresses_of_the_running_instance(base: Path) -> dict[str, str]:
    if not wait_until(lambda: Instance.running(base) is not None, seconds=90, step=0.1):
        raise EmbeddedError(f"Another command is starting in {base} and does not get ready; look at its output.")
    instance = Instance.running(base)
    return instance.environment if instance else {}
