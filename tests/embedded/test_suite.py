"""In how many processes the suite runs, and how its files are handed out."""

from __future__ import annotations

import pytest

from embedded.places import ROOT
from embedded.suite import process_arguments, usable_cores
from tests.processes import BROWSER, LONG, FileByFile, turn


@pytest.mark.parametrize("arguments", [[], ["-q"], ["-vv"], ["--durations=20"]])
def test_the_whole_suite_takes_every_core_up_to_four(arguments):
    assert process_arguments(arguments, cores=2)[:2] == ["--numprocesses", "2"]
    assert process_arguments(arguments, cores=16)[:2] == ["--numprocesses", "4"]
    assert process_arguments(arguments, cores=1) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ["tests/crm/test_lifecycle.py"],
        ["tests/crm/test_lifecycle.py::test_one", "-q"],
        ["-k", "demo"],
        ["-kdemo"],
        ["-x"],
        ["--pdb"],
        ["--lf"],
        ["-n", "3"],
        ["-m", "not e2e"],
        ["--maxfail=1"],
        ["-s"],
    ],
)
def test_a_close_look_takes_one(arguments):
    assert process_arguments(arguments, cores=2) == []


def test_there_is_a_core():
    assert usable_cores() >= 1


def test_long_ones_begin_and_files_stay_whole():
    files = ["tests/api/test_records.py", "tests/kpi/test_tree.py", "tests/kpi/test_demo.py", "tests/e2e/test_frame.py"]
    assert sorted(files, key=turn) == files[::-1]
    group = FileByFile._split_scope
    assert group(None, "tests/e2e/test_frame.py::test_a[x::y]") == BROWSER == group(None, "tests/e2e/test_b.py::c")
    assert group(None, "tests/kpi/test_demo.py::test_a[x::y]") == "tests/kpi/test_demo.py"


@pytest.mark.parametrize("start", [BROWSER, *LONG])
def test_what_begins_is_there(start):
    assert list(ROOT.glob(f"{start}*"))
