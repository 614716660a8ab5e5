"""docs/lab_servers.md, "What a forked server must not be able to do", from inside: processes, memory, keys, sockets."""

from __future__ import annotations

import ast
import os
import subprocess

import pytest

from grader.sandbox import parent_command
from grader.warm.parent import _parent_view
from hub_config.launcher.orders import LabRole
from hub_config.launcher.parents import warm_parent
from tests.hub_config.lab_server import LabServer, start
from tests.hub_config.real_hub import RunningHub
from tests.hub_config.threats import restarted, trying

ROOT = os.geteuid() == 0


@pytest.fixture(scope="module")
def lab(running_hub: RunningHub) -> LabServer:
    return start(running_hub, "minji")


@pytest.fixture(scope="module")
def neighbour(running_hub: RunningHub) -> LabServer:
    return start(running_hub, "jun")


def test_the_server_was_really_forked(lab: LabServer, neighbour: LabServer) -> None:
    for server in (lab, neighbour):
        assert f"Lab server of {server.username}: forked from a warm parent" in lab.hub.log


def test_a_neighbour_s_home_and_the_parents_folders_are_not_there(lab: LabServer, neighbour: LabServer) -> None:
    var = lab.hub.settings.var
    names = [str(var / name) for name in ("", "homes", "homes/jun", "homes/minji", "lab-servers", "courses")]
    printed = lab.run(
        trying(
            f"""
            for name in {["/home/jun", *names]!r}:
                refused(name, lambda: os.listdir(name))
            print(os.listdir("/home"))
            """
        )
    )
    assert "DONE" not in printed
    assert "['minji']" in printed


def test_no_process_but_the_own_ones_can_be_seen_and_the_first_is_closed(lab: LabServer, neighbour: LabServer) -> None:
    printed = lab.run(
        trying(
            """
            seen = sorted(int(name) for name in os.listdir("/proc") if name.isdigit())
            print(seen[0], max(seen) < 5000)
            for name in ("environ", "mem", "maps", "stack", "io"):
                refused(name, lambda: open(f"/proc/1/{name}").read(1))
            for name in ("root", "cwd", "exe"):
                refused(name, lambda: os.readlink(f"/proc/1/{name}"))
            refused("descriptors", lambda: os.listdir("/proc/1/fd"))
            """
        )
    )
    assert printed.splitlines()[0] == "1 True"
    assert "DONE" not in printed


def test_other_processes_memory_can_not_be_had_by_any_call(lab: LabServer) -> None:
    printed = lab.run(
        """
        import ctypes, os
        libc = ctypes.CDLL(None, use_errno=True)
        def failed(result):
            return result == -1
        server = int(os.environ["JPY_PARENT_PID"])
        print([failed(libc.ptrace(16, pid, 0, 0)) for pid in (1, server, os.getppid())])
        class Vector(ctypes.Structure):
            _fields_ = (("base", ctypes.c_void_p), ("length", ctypes.c_size_t))
        buffer = ctypes.create_string_buffer(8)
        here, there = Vector(ctypes.addressof(buffer), 8), Vector(ctypes.addressof(buffer), 8)
        one, two = ctypes.byref(here), ctypes.byref(there)
        print([failed(libc.process_vm_readv(pid, one, 1, two, 1, 0)) for pid in (1, server)])
        print(failed(libc.syscall(438, os.pidfd_open(server), 1, 0)), failed(libc.syscall(312, 1, server, 0, 0, 0)))
        """
    )
    assert printed.splitlines() == ["[True, True, True]", "[True, True]", "True True"]


def test_no_descriptor_was_inherited_but_the_log_and_the_own_socket(lab: LabServer) -> None:
    """In the server itself, and in the parent of its kernels."""
    printed = lab.run(
        """
        import os
        server, parent = int(os.environ["JPY_PARENT_PID"]), os.getppid()
        def targets(pid):
            found = []
            for name in os.listdir(f"/proc/{pid}/fd"):
                try:
                    found.append(os.readlink(f"/proc/{pid}/fd/{name}").split(":")[0])
                except OSError:
                    continue
            return sorted(set(found))
        print(targets(server))
        print(targets(parent))
        """
    )
    server, parent = (ast.literal_eval(line) for line in printed.splitlines())
    log = str(lab.hub.settings.logs_folder / "lab-servers" / "minji.log")
    own = {log, "/dev/null", "socket", "pipe", "anon_inode"}
    assert {name for name in server if not name.startswith(("/home/minji/", "/tmp/"))} <= own, server
    assert set(parent) <= {log, "/dev/null", "socket", "anon_inode"}, parent


def test_the_log_that_was_inherited_can_not_be_read_or_opened_anew(lab: LabServer) -> None:
    printed = lab.run(
        trying(
            """
            server = os.environ["JPY_PARENT_PID"]
            for flags in (os.O_RDONLY, os.O_RDWR, os.O_WRONLY | os.O_TRUNC):
                refused(f"flags {flags}", lambda: os.open(f"/proc/{server}/fd/2", flags))
            """
        )
    )
    assert printed.count("EACCES") == (3 if ROOT else 0), "everything belongs to one user where there is no root"


def test_the_environment_is_the_own_one(lab: LabServer) -> None:
    """Also what the system still shows of the parent's, which every fork has in its memory."""
    printed = lab.run(
        """
        import os, pathlib
        print(sorted(os.environ))
        for pid in (os.environ["JPY_PARENT_PID"], os.getppid(), os.getpid()):
            shown = pathlib.Path(f"/proc/{pid}/environ").read_bytes().split(b"\\0")
            print(sorted(item.partition(b"=")[0].decode() for item in shown if item))
        """
    )
    own, *shown = (set(ast.literal_eval(line)) for line in printed.splitlines())
    assert {"HOME", "USER", "JUPYTERHUB_API_TOKEN"} <= own
    assert not any(name.startswith(("SHOPFLOOR", "CONFIGPROXY", "PYTEST")) for name in own)
    for names in shown:
        assert not any(name.startswith(("JUPYTERHUB", "SHOPFLOOR", "USER", "PYTEST")) for name in names)


SEARCH = """
import os, re
words = [word[::-1] for word in {words!r}]
found = set()
for pid in (int(os.environ["JPY_PARENT_PID"]), os.getppid()):
    for line in open(f"/proc/{{pid}}/maps"):
        if " r" not in line or "[v" in line:
            continue
        first, last = (int(number, 16) for number in line.split()[0].split("-"))
        with open(f"/proc/{{pid}}/mem", "rb", 0) as memory:
            memory.seek(first)
            try:
                content = memory.read(last - first)
            except OSError:
                continue
        found |= {{word for word in words if word in content}}
print(len(found))
"""


def test_nothing_of_a_neighbour_lies_in_the_memory(lab: LabServer, neighbour: LabServer) -> None:
    """Started later from the same parent, a server finds no token and no folder of one that was started before."""
    token = lab.run("import os; print(os.environ['JUPYTERHUB_API_TOKEN'])").strip()
    # Backwards, so that the search doesn't find itself.
    search = SEARCH.format(words=[token[::-1].encode(), b"/home/minji"[::-1]])
    assert restarted(neighbour).run(search) == "0\n"
    assert lab.run(search) == "2\n", "the search finds what is there"


def test_the_control_sockets_of_launcher_and_parent_are_out_of_reach(lab: LabServer) -> None:
    run = lab.hub.settings.run_folder
    sockets = ("launcher", "hub", "proxy", "exchange", "servers/1", "servers/2")
    names = [str(run / f"{name}.sock") for name in sockets]
    printed = lab.run(
        trying(
            f"""
            import socket
            for name in {names!r}:
                refused(name, lambda: socket.socket(socket.AF_UNIX).connect(name))
            print([line.split()[-1] for line in open("/proc/net/unix") if "launcher" in line or "servers/" in line])
            """
        )
    )
    assert "DONE" not in printed
    assert printed.count("refused") == 6


def test_forks_of_one_parent_share_no_random_state_and_no_key(lab: LabServer, neighbour: LabServer) -> None:
    draw = """
    import multiprocessing, random, secrets, ssl, tempfile, uuid, numpy
    key = bytes(multiprocessing.current_process().authkey).hex()
    numbers = random.random(), numpy.random.rand(), numpy.random.default_rng().random()
    names = secrets.token_hex(), uuid.uuid4(), ssl.RAND_bytes(8).hex(), next(tempfile._get_candidate_names())
    print(key, *numbers, *names, get_ipython().kernel.session.key.decode())
    """
    drawn = [server.run(draw).split() for server in (lab, neighbour, lab)]
    assert all(len(values) == 9 for values in drawn)
    assert len({value for values in drawn for value in values}) == 27


def test_the_hash_seed_is_a_parent_s_own_and_known_to_be_shared_by_its_forks(
    lab: LabServer, neighbour: LabServer
) -> None:
    instructor = start(lab.hub, "teacher")
    seeds = [server.run("print(hash('seed'), hash('other'))") for server in (lab, neighbour, instructor)]
    assert seeds[0] == seeds[1], "docs/lab_servers.md says what this means; if it changed, so must that page"
    assert seeds[2] != seeds[0]


PARENT_LOOKS = """
import os, socket, sys
homes, var = sys.argv[1:]
names = ("secrets", "registry.sqlite", "logs", "blobs", "run/launcher.sock", "run/hub.sock", "run/servers")
for name in (f"{homes}/minji", *(f"{var}/{name}" for name in names), "/root", "/home"):
    try:
        os.listdir(name) if os.path.isdir(name) else open(name).read(1)
        print("SEEN", name)
    except OSError as error:
        print("closed", name)
print([name for _, name in socket.if_nameindex()], sorted(os.environ))
"""


def test_a_parent_itself_can_not_enter_a_home_or_see_a_secret(lab: LabServer) -> None:
    """A program in the very place of the trainees' parent, with all that it may do."""
    settings = lab.hub.settings
    parent = warm_parent(settings, LabRole.TRAINEE)
    try:
        view = _parent_view(parent._view, parent._writable)
        python = str(settings.lab_environment / "bin" / "python")
        argv = parent_command([python, "-c", PARENT_LOOKS, str(settings.homes_folder), str(settings.var)], view)
        done = subprocess.run(
            argv, capture_output=True, text=True, check=False, env={"SECRET_OF_THE_HOST": "x", "PATH": "/usr/bin:/bin"}
        )
    finally:
        parent.close()
    assert done.returncode == 0, done.stderr
    seen = [line for line in done.stdout.splitlines() if line.startswith("SEEN")]
    assert seen == ([] if ROOT else [f"SEEN {settings.homes_folder}/minji"])
    assert "['lo']" in done.stdout
    assert "SECRET" not in done.stdout
