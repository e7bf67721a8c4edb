"""An own PostgreSQL in a directory, spoken to through a Unix socket in a private directory."""

from __future__ import annotations

import contextlib
import shutil
import signal
import subprocess
from pathlib import Path

import psycopg2
from psycopg2 import sql

from embedded import EmbeddedError
from embedded.accounts import give_to, run_as, service_account
from embedded.binaries import postgres_directory
from embedded.places import log_directory, socket_directory
from embedded.processes import die_with_parent, is_running, send, stop, wait_until, working_in

DATABASE = "app"
ROLES_SQL = Path(__file__).with_name("roles.sql")
# pg_trgm drops all Japanese when the character type is plain C.
CHARACTER_TYPES = ("C.UTF-8", "en_US.UTF-8", "UTF-8")
DURABLE = ("-c", "shared_buffers=128MB")
THROW_AWAY = ("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")


class Postgres:
    """One cluster with the database `app` and the roles `owner` and `app`."""

    name = "postgres"

    def __init__(self, base: Path, *, throw_away: bool = False) -> None:
        self.account = service_account()
        self.throw_away = throw_away
        self.process: subprocess.Popen[bytes] | None = None
        self.programs = postgres_directory(base)
        self.version = self._version()
        # Another major version cannot read these files: it gets a directory of its own.
        self.data = base / f"pg{self.version}"
        self.sockets = socket_directory(base)
        self.log = log_directory(base) / "postgres.log"

    def _version(self) -> int:
        answer = subprocess.check_output([str(self.programs / "postgres"), "--version"], text=True)
        return int(answer.split()[2].split(".")[0])

    def _run(self, *command: str | Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(word) for word in command],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd="/",
            **run_as(self.account),
        )

    # ------------------------------------------------------------ the cluster

    def _make_cluster(self) -> None:
        """Made aside and renamed: a killed initdb leaves no half cluster."""
        if (self.data / "PG_VERSION").exists():
            self.data.chmod(0o700)  # a copied checkout may be more open than PostgreSQL accepts
            return
        aside = self.data.with_name(self.data.name + ".new")
        for directory in (self.data, aside):
            shutil.rmtree(directory, ignore_errors=True)
        for character_type in CHARACTER_TYPES:
            answer = self._initdb(aside, character_type)
            if answer.returncode == 0:
                aside.rename(self.data)
                return
        raise EmbeddedError(f"PostgreSQL could not make its files in {aside}:\n{answer.stdout.strip()}")

    def _initdb(self, directory: Path, character_type: str) -> subprocess.CompletedProcess[str]:
        shutil.rmtree(directory, ignore_errors=True)
        directory.mkdir(mode=0o700)
        give_to(directory, self.account)
        options = ["--username=postgres", "--auth-local=trust", "--auth-host=reject", "--encoding=UTF8"]
        options += ["--locale=C", f"--lc-ctype={character_type}"]
        if self.version >= 17:
            options += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        if self.throw_away:
            options += ["--no-sync"]
        return self._run(self.programs / "initdb", "-D", directory, *options)

    # ------------------------------------------------------------ left-overs

    def _clear_left_overs(self) -> None:
        """We hold the instance lock, so whatever still works in this directory is left over from an earlier run.

        PostgreSQL asks only whether *some* process has the recorded number: a zombie or a re-used number blocks it,
        and so does the lock file of the socket.
        """
        record = self.data / "postmaster.pid"
        pid = self._recorded_pid(record)
        if pid and is_running(pid, naming=str(self.data)):
            self._run(self.programs / "pg_ctl", "-D", self.data, "-m", "fast", "-w", "-t", "30", "stop")
        self._end_orphans()
        record.unlink(missing_ok=True)
        for lock in self.sockets.glob(".s.PGSQL.*"):
            lock.unlink()

    def _recorded_pid(self, record: Path) -> int | None:
        with contextlib.suppress(OSError, ValueError, IndexError):
            return int(record.read_text().splitlines()[0])
        return None

    def _end_orphans(self) -> None:
        """Sessions of a killed server may still write for a moment; two servers on one directory would destroy it."""
        for number in (signal.SIGQUIT, signal.SIGKILL):
            for pid in working_in(self.data):
                send(pid, number)
            if wait_until(lambda: not working_in(self.data), seconds=5):
                return
        raise EmbeddedError(f"Processes of an earlier PostgreSQL in {self.data} cannot be ended.")

    # ------------------------------------------------------------ running

    def start(self) -> None:
        """Start and wait until it answers; makes the files, roles and database that are missing."""
        self._make_cluster()
        self._clear_left_overs()
        self._spawn()
        if not wait_until(lambda: self._answers() or self._has_ended(), seconds=60) or self._has_ended():
            raise EmbeddedError(f"PostgreSQL did not start, see {self.log}:\n{self._end_of_log()}")
        self._make_database()

    def _spawn(self) -> None:
        options = ["-c", "listen_addresses=", "-k", str(self.sockets), "-c", "unix_socket_permissions=0700"]
        options += ["-c", "timezone=UTC", "-c", "max_connections=60", *(THROW_AWAY if self.throw_away else DURABLE)]
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [str(self.programs / "postgres"), "-D", str(self.data), *options],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGINT),
                **run_as(self.account),
            )

    def _has_ended(self) -> bool:
        return self.process is None or self.process.poll() is not None

    def _answers(self) -> bool:
        with contextlib.suppress(psycopg2.OperationalError):
            psycopg2.connect(self.address("postgres", "postgres")).close()
            return True
        return False

    def _end_of_log(self) -> str:
        return self.log.read_text(errors="replace")[-1500:]

    def stop(self) -> None:
        """Fast shutdown: sessions end, everything is written."""
        stop(self.process, signal.SIGINT, seconds=20)

    # ------------------------------------------------------------ roles and database

    def _make_database(self) -> None:
        """Roles and extensions also go into template1, so that a test database made from it has them."""
        with self._superuser("template1") as cursor:
            for role in ("owner", "app"):
                self._make_role(cursor, role)
            cursor.execute(ROLES_SQL.read_text())
        with self._superuser("postgres") as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if cursor.fetchone() is None:
                cursor.execute(sql.SQL("CREATE DATABASE {} OWNER owner").format(sql.Identifier(DATABASE)))
        with self._superuser(DATABASE) as cursor:
            cursor.execute(ROLES_SQL.read_text())

    def _make_role(self, cursor: psycopg2.extensions.cursor, role: str) -> None:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        if cursor.fetchone() is None:
            # Only a test run creates databases of its own.
            may_create = sql.SQL("CREATEDB" if self.throw_away and role == "owner" else "NOCREATEDB")
            cursor.execute(sql.SQL("CREATE ROLE {} LOGIN {}").format(sql.Identifier(role), may_create))

    @contextlib.contextmanager
    def _superuser(self, database: str):
        connection = psycopg2.connect(self.address("postgres", database))
        connection.autocommit = True
        try:
            with connection.cursor() as cursor:
                yield cursor
        finally:
            connection.close()

    def address(self, role: str, database: str = DATABASE) -> str:
        """The address for settings, with the socket's directory as host."""
        return f"postgresql://{role}@/{database}?host={self.sockets}"

    @property
    def environment(self) -> dict[str, str]:
        """What the product needs to know."""
        return {"DATABASE_URL": self.address("app"), "DATABASE_OWNER_URL": self.address("owner")}
