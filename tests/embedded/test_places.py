"""Ports, directories, locks."""

from __future__ import annotations

import os
import socket
import stat
from pathlib import Path

import pytest

from embedded import EmbeddedError
from embedded.environment import product_environment
from embedded.instance import secret_key, sole_instance
from embedded.places import socket_directory
from embedded.ports import choose_port


@pytest.fixture
def taken_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_given_port_that_is_taken_is_one_clear_sentence(monkeypatch, taken_port):
    monkeypatch.setenv("PORT", str(taken_port))
    with pytest.raises(EmbeddedError, match=f"^Port {taken_port} is taken; [^\n]*$"):
        choose_port()


def test_a_port_that_is_none_is_refused(monkeypatch):
    monkeypatch.setenv("PORT", "eighty")
    with pytest.raises(EmbeddedError, match="PORT=eighty is not a port number"):
        choose_port()


def test_the_usual_port_taken_moves_on_and_says_so(monkeypatch, taken_port, capsys):
    monkeypatch.setattr("embedded.ports.USUAL", taken_port)
    assert choose_port() > taken_port
    assert f"Port {taken_port} is taken" in capsys.readouterr().err


def test_socket_paths_fit_whatever_the_checkout_is_called():
    directory = socket_directory(Path("/" + "とても長い道/" * 30))
    try:
        assert len(os.fsencode(directory / ".s.PGSQL.5432.lock")) < 100
        assert stat.S_IMODE(directory.stat().st_mode) == 0o700
    finally:
        directory.rmdir()


def test_a_socket_directory_that_others_can_enter_is_refused(base):
    directory = socket_directory(base)
    directory.chmod(0o755)
    with pytest.raises(EmbeddedError, match="not private"):
        socket_directory(base)
    directory.chmod(0o700)


def test_one_instance_per_directory(base):
    with sole_instance(base) as first, sole_instance(base) as second:
        assert (first, second) == (True, False)
    with sole_instance(base) as third:
        assert third


def test_the_signing_key_is_made_once_and_is_private(base):
    assert secret_key(base) == secret_key(base)
    assert stat.S_IMODE((base / "secret-key").stat().st_mode) == 0o600


def test_production_gets_no_signing_key_from_us(base, monkeypatch):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    monkeypatch.setenv("APP_ENV", "production")
    assert "SECRET_KEY" not in product_environment(base, {})
    monkeypatch.setenv("APP_ENV", "trial")
    assert len(product_environment(base, {})["SECRET_KEY"]) > 50
