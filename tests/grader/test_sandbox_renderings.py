"""A sandbox is the same place whether bubblewrap made it or a forked child made it of itself."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from grader.sandbox import Limits, Mount, Mounts
from tests.grader.sandbox_renderings import INSIDE_UID, ORDINARY_UID, Listeners, Workplace

ORDINARY = [False, True] if os.geteuid() == 0 else [True]
Both = dict[str, dict[str, Any]]


@pytest.fixture(scope="module", params=ORDINARY, ids=lambda ordinary: "user" if ordinary else "root")
def place(request: pytest.FixtureRequest) -> Iterator[Workplace]:
    # Not pytest's folder: an ordinary user may not enter that.
    folder = Path(tempfile.mkdtemp(prefix="renderings-", dir="/tmp"))
    yield Workplace.make(folder, ordinary=request.param)
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def both(place: Workplace) -> Both:
    """What the probe said in the sandbox, by rendering."""
    said = {}
    with Listeners() as listeners:
        for way in ("bubblewrap", "forked"):
            done = place.enter(way, place.sandbox(listeners.port, listeners.abstract))
            assert done.returncode == 0, (way, done.stderr)
            said[way] = place.said()
    return said


@pytest.mark.parametrize(
    "what",
    [
        *("ids", "privileges", "limits", "folders", "modes", "written", "environment", "folder", "host", "interfaces"),
        *("host_reached", "own_loopback", "abstract_socket_reached", "descriptors", "more_descriptors", "processes"),
        *("first_process_closed", "refused", "fork_bomb", "mounts", "tmp_bytes"),
    ],
)
def test_both_renderings_are_the_same_place(both: Both, what: str) -> None:
    assert both["forked"][what] == both["bubblewrap"][what]


@pytest.mark.parametrize("way", ["bubblewrap", "forked"])
def test_a_sandbox_holds(both: Both, place: Workplace, way: str) -> None:
    """The same by value, so that two equally broken renderings don't pass for a sandbox."""
    said = both[way]
    uid = str(
        ORDINARY_UID if place.ordinary and os.geteuid() == 0 else INSIDE_UID if os.geteuid() == 0 else os.getuid()
    )
    assert set(said["ids"]["Uid"]) == {uid}
    assert {said["privileges"][name][0] for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")} == {"0" * 16}
    assert said["privileges"]["NoNewPrivs"] == ["1"]
    assert said["privileges"]["Seccomp"] == ["2"]
    assert said["limits"]["RLIMIT_NPROC"] == [40, 40]
    assert said["limits"]["RLIMIT_CORE"] == [0, 0]
    assert [folder for folder, written in said["written"].items() if written] == ["/out", "/tmp", "/dev/shm"]
    assert said["folders"]["/seen"] == ["file"]
    assert {"root", "home", "var", "work", "sys", "run"}.isdisjoint(said["folders"]["/"])
    assert "passwd" not in said["folders"]["/etc"]
    assert said["environment"].keys() <= {"PATH", "PORT", "ABSTRACT", "PWD", "LC_CTYPE"}
    assert said["interfaces"] == ["lo"]
    assert said["own_loopback"]
    assert not said["host_reached"]
    assert not said["abstract_socket_reached"]
    assert said["processes"] == [1, 2]
    assert all(said["refused"].values()), said["refused"]
    assert said["fork_bomb"] == "refused"
    assert said["tmp_bytes"] == [8 << 20, 8 << 20]


@pytest.mark.parametrize("way", ["bubblewrap", "forked"])
def test_what_cannot_be_mounted_ends_the_child_before_it_runs(place: Workplace, way: str) -> None:
    sandbox = place.sandbox(1, "none")
    missing = Mounts((Mount(Path("/no/such/folder"), Path("/seen")),), sandbox.mounts.writable)
    done = place.enter(way, replace(sandbox, mounts=missing), "open('/out/ran', 'w')")
    assert done.returncode != 0
    assert not (place.folder / "out" / "ran").exists()


@pytest.mark.parametrize("way", ["bubblewrap", "forked"])
def test_memory_and_file_limits_bind(place: Workplace, way: str) -> None:
    probe = """
import json, signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
said = {}
try:
    bytearray(2 << 30)
except MemoryError:
    said["memory"] = True
try:
    with open("/tmp/large", "wb") as file:
        file.write(bytes(4 << 20))
except OSError:
    said["file"] = True
json.dump(said, open("/out/said.json", "w"))
"""
    done = place.enter(way, place.sandbox(1, "none"), probe)
    assert done.returncode == 0, done.stderr
    assert place.said() == {"memory": True, "file": True}


@pytest.mark.parametrize("way", ["bubblewrap", "forked"])
def test_nothing_outlives_the_first_process(place: Workplace, way: str) -> None:
    """A daemon of the trainee's ends with the sandbox."""
    probe = """
import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        time.sleep(3)
        open("/out/late", "w")
    os._exit(0)
os.wait()
"""
    done = place.enter(way, place.sandbox(1, "none"), probe)
    assert done.returncode == 0, done.stderr
    time.sleep(4)
    assert not (place.folder / "out" / "late").exists()


def test_a_forked_child_never_runs_as_root(place: Workplace) -> None:
    """Without an identity to leave to, root's child ends; an ordinary user's keeps that user's id."""
    sandbox = replace(place.sandbox(1, "none"), identity=None, limits=Limits())
    done = place.enter("forked", sandbox, "import os; open('/out/ran', 'w').write(str(os.getuid()))")
    ran = place.folder / "out" / "ran"
    if place.ordinary:
        assert ran.read_text() not in {"", "0"}
    else:
        assert "root needs an identity" in done.stderr
        assert not ran.exists()
