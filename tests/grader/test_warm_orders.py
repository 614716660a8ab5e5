"""What a warm process gets of its parent: the descriptors meant for it, its own order, and nothing of another's."""

from __future__ import annotations

import contextlib
import os
import socket
import tempfile
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from grader.engine import Engine
from grader.sandbox import Identity, Inheritance, Mount, Mounts, Sandbox
from grader.warm.order import Order, packed, unpacked
from grader.warm.parent import Libraries, WarmParent, WarmUnavailable
from tests.grader.executing import LAB_ENVIRONMENT

UID = 59_000 + os.getpid() % 900
ROOT = os.geteuid() == 0


@pytest.fixture(scope="module")
def view() -> Sandbox:
    return Engine(LAB_ENVIRONMENT, None).sandbox(0)


@pytest.fixture(scope="module")
def homes() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="warm-orders-", dir="/tmp") as folder:
        Path(folder).chmod(0o711)
        yield Path(folder)


@pytest.fixture(scope="module")
def parent(view: Sandbox, homes: Path) -> Iterator[WarmParent]:
    started = WarmParent(view, Libraries(("json",), ("wave",)), writable=(homes,))
    yield started
    started.close()


def said(parent: WarmParent, sandbox: Sandbox, program: str, kept: Sequence[int] = (), umask: int | None = None) -> str:
    """What the program printed in a fork."""
    reading, writing = os.pipe()
    try:
        order = Order(sandbox, textwrap.dedent(program), (), umask)
        process = parent.execute(order, Inheritance(output=writing, kept=tuple(kept)))
    finally:
        os.close(writing)
    with os.fdopen(reading) as output:
        printed = output.read()
    process.wait(20)
    return printed


def test_descriptors_arrive_at_their_places_and_no_others(parent: WarmParent, view: Sandbox) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        program = """
        import os, socket
        print(sorted(map(int, os.listdir("/proc/self/fd")))[:5], os.get_inheritable(3))
        socket.socket(fileno=3).sendall(b"from the fork")
        """
        assert said(parent, view, program, [theirs.fileno()]) == "[0, 1, 2, 3, 4] False\n"  # 4 is the folder's own
        assert ours.recv(100) == b"from the fork"


def test_one_fork_finds_nothing_of_anothers_order_in_its_memory(parent: WarmParent, view: Sandbox) -> None:
    """The parent's memory becomes its children's: what it never read isn't there."""
    secret = "token-of-another"
    theirs = replace(view, environment={**view.environment, "TOKEN": secret})
    assert said(parent, theirs, "import os; print(os.environ['TOKEN'])") == secret + "\n"
    look = """
    import re
    found = set()
    for line in open("/proc/self/maps"):
        if " r" in line and "[v" not in line:
            first, last = (int(number, 16) for number in line.split()[0].split("-"))
            with open("/proc/self/mem", "rb", 0) as memory:
                memory.seek(first)
                try:
                    content = memory.read(last - first)
                except OSError:
                    continue
            found |= set(re.findall(rb"[t]oken-of-[a-z]+", content))
    print(found)
    """
    ours = replace(view, environment={**view.environment, "TOKEN": "token-of-ours"})
    assert said(parent, ours, look) == "{b'token-of-ours'}\n"


def test_a_fork_has_keys_and_random_numbers_of_its_own(parent: WarmParent, view: Sandbox) -> None:
    program = """
    import multiprocessing, random, secrets, tempfile, uuid
    key = bytes(multiprocessing.current_process().authkey).hex()
    print(key, random.random(), uuid.uuid4(), secrets.token_hex(8), next(tempfile._get_candidate_names()))
    """
    first, second = (said(parent, view, program).split() for _ in range(2))
    assert len(first) == 5
    assert not set(first) & set(second)


def test_the_umask_is_the_order_s(parent: WarmParent, view: Sandbox) -> None:
    assert said(parent, view, "import os; print(oct(os.umask(0)))", umask=0o077) == "0o77\n"
    assert said(parent, view, "import os; print(oct(os.umask(0)))") == "0o22\n"


def test_a_program_is_told_what_was_loaded_first(parent: WarmParent, view: Sandbox) -> None:
    program = "import sys; first = loaded_first.modules; print('json' in first, 'wave' in first, 'wave' in sys.modules)"
    assert said(parent, view, program) == "True False True\n"


def _in_a_home(view: Sandbox, homes: Path, name: str) -> tuple[Sandbox, Path]:
    """A sandbox of a person with a closed home, and a folder of ours that is mounted inside it."""
    home, course = homes / name, homes / f"{name}-course"
    for folder in (home, home / "courses", home / "courses" / "run", course):
        folder.mkdir(mode=0o700)
        if ROOT:
            os.chown(folder, UID, UID)
    mounts = Mounts(view.mounts.read_only, (Mount(home, Path("/home/x")), Mount(course, Path("/home/x/courses/run"))))
    return replace(view, mounts=mounts, identity=Identity(UID, UID) if ROOT else None), home


def test_a_folder_can_be_mounted_into_a_closed_home(parent: WarmParent, view: Sandbox, homes: Path) -> None:
    sandbox, _ = _in_a_home(view, homes, "closed")
    said(parent, sandbox, "open('/home/x/courses/run/file', 'w').close()")
    assert (homes / "closed-course" / "file").is_file()


def test_a_link_in_a_home_leads_no_mount_elsewhere(parent: WarmParent, view: Sandbox, homes: Path) -> None:
    sandbox, home = _in_a_home(view, homes, "linked")
    (home / "courses" / "run").rmdir()
    (home / "courses" / "run").symlink_to("/tmp")
    with pytest.raises(WarmUnavailable, match="open /home/x/courses/run"):
        said(parent, sandbox, "print('ran')")


def test_a_renewed_parent_is_another_process_and_the_old_one_serves_its_own(parent: WarmParent, view: Sandbox) -> None:
    hold = "import os, time; print(sorted(__import__('sys').modules)[0], flush=True); time.sleep(60)"
    before = parent.execute(Order(view, hold, ()))
    old = parent._generation()
    parent.renew()
    assert said(parent, view, "print('fresh')") == "fresh\n"
    assert parent._generation() is not old
    assert before.poll() is None
    before.kill()
    assert before.wait(10) is not None
    with contextlib.suppress(ChildProcessError):
        assert old._process.wait(10) is not None


def test_descriptors_that_were_not_announced_are_refused() -> None:
    counts, sent = packed(Inheritance(5, (6, 7), (8,)))
    assert unpacked(counts, sent) == Inheritance(5, (6, 7), (8,))
    with pytest.raises(ValueError, match="descriptors came"):
        unpacked(counts, [*sent, 9])
