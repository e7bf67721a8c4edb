"""`./run` itself, before there is an environment."""

from __future__ import annotations

import subprocess
import sys
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader

import pytest

from embedded.places import ROOT


@pytest.fixture
def bootstrap():
    loader = SourceFileLoader("bootstrap", str(ROOT / "run"))
    module = module_from_spec(spec_from_loader("bootstrap", loader))
    loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("system", "machine", "libc", "expected"),
    [
        ("Linux", "x86_64", ("glibc", "2.36"), None),
        ("Darwin", "arm64", ("", ""), None),
        ("Windows", "AMD64", ("", ""), "WSL 2"),
        ("Linux", "x86_64", ("", ""), "musl"),
        ("Linux", "x86_64", ("glibc", "2.17"), "glibc 2.28 or newer"),
        ("Linux", "riscv64", ("glibc", "2.36"), "riscv64"),
    ],
)
def test_platforms(bootstrap, monkeypatch, system, machine, libc, expected):
    monkeypatch.setattr(bootstrap.platform, "system", lambda: system)
    monkeypatch.setattr(bootstrap.platform, "machine", lambda: machine)
    monkeypatch.setattr(bootstrap.platform, "libc_ver", lambda: libc)
    problem = bootstrap.platform_problem()
    assert problem is None if expected is None else expected in problem and "\n" not in problem


def test_an_old_python_is_one_sentence(bootstrap, monkeypatch, capsys):
    monkeypatch.setattr(bootstrap.sys, "version_info", (3, 9, 2, "final", 0))
    monkeypatch.setattr(bootstrap, "newer_python", lambda: None)
    with pytest.raises(SystemExit) as end:
        bootstrap.check_python()
    assert end.value.code == 1
    assert capsys.readouterr().err.startswith("Python 3.11 or newer is needed")


def test_debian_without_venv_is_one_sentence(bootstrap, monkeypatch, capsys):
    monkeypatch.setattr(bootstrap.importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(bootstrap, "works", lambda command: False)
    with pytest.raises(SystemExit):
        bootstrap.make_environment()
    assert "apt install python3-venv" in capsys.readouterr().err


def test_the_environment_is_renewed_when_a_lock_changes(bootstrap, monkeypatch, tmp_path):
    monkeypatch.setattr(bootstrap, "VENV", str(tmp_path))
    monkeypatch.setattr(bootstrap, "PYTHON", sys.executable)
    assert not bootstrap.is_ready(False)
    (tmp_path / ".installed-runtime").write_text(bootstrap.fingerprint(False))
    assert bootstrap.is_ready(False) and not bootstrap.is_ready(True)
    (tmp_path / ".installed-runtime").write_text("another lock")
    assert not bootstrap.is_ready(False)


def test_help_and_unknown_commands():
    helped = subprocess.run([sys.executable, ROOT / "run", "--help"], capture_output=True, text=True)
    assert helped.returncode == 0 and "./run test" in helped.stdout
    unknown = subprocess.run([sys.executable, ROOT / "run", "fly"], capture_output=True, text=True)
    assert unknown.returncode == 1 and "Unknown command: fly" in unknown.stderr and not unknown.stdout
