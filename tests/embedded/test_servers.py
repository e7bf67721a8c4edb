"""Real servers: started, killed, started again."""

from __future__ import annotations

import os
import signal

import psycopg2
import redis

from embedded.instance import Instance
from embedded.postgres import Postgres
from embedded.servers import running_servers
from embedded.valkey import Valkey


def query(address, text):
    connection = psycopg2.connect(address)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute(text)
            return cursor.fetchone() if cursor.description else None
    finally:
        connection.close()


def test_rows_and_the_broker_survive_kill_9(base):
    postgres, valkey = Postgres(base), Valkey(base)
    try:
        postgres.start()
        valkey.start()
        query(postgres.address("owner"), "CREATE TABLE kept AS SELECT 1 AS n")
        redis.Redis.from_url(valkey.environment["REDIS_URL"]).set("kept", "yes")
        for server in (postgres, valkey):
            server.process.kill()
            server.process.wait()
        postgres.start()
        valkey.start()
        assert query(postgres.address("app"), "SELECT n FROM kept") == (1,)
    finally:
        valkey.stop()
        postgres.stop()


def test_a_server_left_over_from_an_earlier_run_is_replaced(base):
    earlier, later = Postgres(base, throw_away=True), Postgres(base, throw_away=True)
    try:
        earlier.start()
        later.start()
        assert earlier.process.wait(5) is not None
        assert query(later.address("app"), "SELECT 1") == (1,)
    finally:
        later.stop()


def test_the_number_of_a_living_stranger_in_the_record_is_no_obstacle(base):
    postgres = Postgres(base, throw_away=True)
    try:
        postgres.start()
        postgres.process.kill()
        postgres.process.wait()
        record = postgres.data / "postmaster.pid"
        record.write_text(record.read_text().replace(record.read_text().split()[0], str(os.getpid()), 1))
        postgres.start()
        assert query(postgres.address("app"), "SELECT 1") == (1,)
    finally:
        postgres.stop()


def test_half_made_files_are_made_again(base):
    postgres = Postgres(base, throw_away=True)
    (base / f"pg{postgres.version}").mkdir()
    (base / f"pg{postgres.version}.new").mkdir()
    (base / f"pg{postgres.version}.new" / "half").touch()
    try:
        postgres.start()
        assert query(postgres.address("app"), "SELECT current_database()") == ("app",)
    finally:
        postgres.stop()


def test_new_tables_of_the_owner_are_the_products_to_use(base):
    with running_servers(base, throw_away=True) as servers:
        owner, app = servers.environment["DATABASE_OWNER_URL"], servers.environment["DATABASE_URL"]
        query(owner, "CREATE TABLE things (id bigserial PRIMARY KEY, name text)")
        query(app, "INSERT INTO things (name) VALUES ('東京')")
        query(app, "UPDATE things SET name = '大阪'")
        assert query(app, "SELECT name FROM things") == ("大阪",)
        assert query(app, "SELECT count(*) FROM pg_extension WHERE extname IN ('pg_trgm', 'btree_gin')") == (2,)


def test_stopping_leaves_no_socket_and_no_process(base):
    with running_servers(base, throw_away=True) as servers:
        sockets = servers.own[0].sockets
        assert (sockets / "valkey.sock").exists()
    assert not sockets.exists()
    assert all(server.process.poll() is not None for server in servers.own)


def test_servers_named_in_the_environment_are_used_and_none_started(base, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://db.example/app")
    monkeypatch.setenv("REDIS_URL", "redis://broker.example:6379")
    with running_servers(base) as servers:
        assert servers.own == []
        assert servers.environment == {
            "DATABASE_URL": "postgresql://db.example/app",
            "REDIS_URL": "redis://broker.example:6379",
        }


def test_the_record_of_a_dead_process_is_not_believed(base):
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
    Instance(pid=child, url="http://localhost:1", environment={"REDIS_URL": "x"}).write(base)
    assert Instance.running(base) is None
    Instance(pid=os.getpid(), url="http://localhost:1", environment={"REDIS_URL": "x"}).write(base)
    assert Instance.running(base).url == "http://localhost:1"


def test_servers_end_with_the_process_that_started_them(base):
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        server = Valkey(base, throw_away=True)
        server.start()
        os.write(writer, str(server.process.pid).encode())
        os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)
    server_pid = int(os.read(reader, 20))
    from embedded.processes import is_running, wait_until

    assert wait_until(lambda: not is_running(server_pid, naming="valkey"), seconds=5)
