"""A real sandbox, looked at from inside: what it sees, who it is, and that it ends with who started it."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.sandbox import CannotSandbox, Identity, Mount, Mounts, Sandbox, command, probe
from tests.grader.sandboxes import Platform, running, wait_until

REPOSITORY = Path(__file__).resolve().parents[2]
SYSTEM = {"bin", "dev", "etc", "lib", "lib32", "lib64", "proc", "sbin", "tmp", "usr"}


@pytest.fixture
def open_folder(tmp_path: Path) -> Path:
    """A folder that everybody on this host can reach: what hides it in a sandbox is the sandbox."""
    for parent in (tmp_path, *tmp_path.parents[:2]):
        parent.chmod(0o755)
    return tmp_path


def test_code_runs_under_an_id_of_its_own_without_groups(platform: Platform) -> None:
    assert platform.says("id -u; id -g; id -G").split() == [str(platform.inner_uid)] * 3


def test_there_is_no_network_but_an_empty_one(platform: Platform) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        knock = f"exec 3<>/dev/tcp/127.0.0.1/{port} && echo open || echo closed"
        assert platform.says(knock, loopback=True) == "open"
        assert platform.says(knock) == "closed"
    assert platform.says("tail -n +3 /proc/net/dev | cut -d: -f1; tail -n +2 /proc/net/route") == "lo"


def test_nothing_of_the_host_is_there(platform: Platform, open_folder: Path) -> None:
    (open_folder / "secret").write_text("secret")
    assert set(platform.says("ls /").split()) <= SYSTEM
    hidden = ["/var", "/root", "/home", "/run", "/srv", "/opt", "/boot", "/etc/shadow", "/etc/passwd", "/etc/hostname"]
    hidden += [str(REPOSITORY / name) for name in ("labs", "var", "grader", "pyproject.toml")]
    hidden += [str(open_folder / "secret"), "/proc/1/root/etc/shadow", f"/proc/{os.getpid()}"]
    script = "; ".join(f"test -e {path} && echo {path}" for path in hidden)
    assert platform.says(f"{script}; true") == ""
    assert platform.says("cat /proc/kcore /dev/mem 2>/dev/null | wc -c") == "0"
    # bubblewrap's own environment: an ordinary user's sandbox can read it, so whoever starts one gives it a bare one.
    assert platform.says("tr -d '\\0' < /proc/1/environ 2>/dev/null; true") in {"", "PATH=/usr/bin:/bin"}


def test_processes_of_others_can_neither_be_seen_nor_signalled(platform: Platform) -> None:
    seen = platform.says("ls -d /proc/[0-9]* | wc -l; kill -9 1 2>/dev/null; kill -0 $$ && echo alive")
    count, alive = seen.split()
    assert int(count) <= 4
    assert alive == "alive"


def test_tmp_is_private_and_has_a_size(platform: Platform, open_folder: Path) -> None:
    name = f"shopfloor-test-{os.getpid()}"
    outside = Path("/tmp") / name
    outside.write_text("host")
    try:
        assert platform.says(f"ls /tmp; echo inside > /tmp/{name}; cat /tmp/{name}") == "inside"
        assert outside.read_text() == "host"
    finally:
        outside.unlink()


@pytest.mark.parametrize("folder", ["/tmp", "/dev/shm"])
def test_folders_in_memory_are_full_at_their_size(platform: Platform, folder: str) -> None:
    script = f"for i in 1 2 3 4; do head -c 1M /dev/zero > {folder}/$i || echo full; done 2>/dev/null; du -sk {folder}"
    printed = platform.says(script, tmp_bytes=2 << 20).split()
    assert "full" in printed
    assert int(printed[-2]) <= 2048


def test_the_system_can_not_be_written(platform: Platform) -> None:
    places = ("/", "/usr", "/usr/bin", "/etc", "/dev", "/proc", "/etc/ssl/certs")
    script = "; ".join(f"touch {place}/new 2>/dev/null && echo {place}" for place in places)
    assert platform.says(f"{script}; echo done") == "done"
    assert platform.says("echo x > /proc/sys/kernel/hostname; cat /proc/sys/kernel/hostname") == "shopfloor"


def test_mounts_are_writable_only_where_the_definition_says_so(platform: Platform, open_folder: Path) -> None:
    released, work = open_folder / "released", open_folder / "work"
    for folder in (released, work):
        folder.mkdir(mode=0o755)
    (released / "table").write_text("1 2 3")
    if os.geteuid() == 0:
        os.chown(work, platform.inner_uid, platform.inner_uid)
    mounts = Mounts((Mount(released, Path("/data/deep")),), (Mount(work, Path("/work")),))
    script = "cat /data/deep/table; touch /data/deep/new 2>/dev/null || echo ' refused'; echo done > /work/result"
    assert platform.says(script, mounts=mounts) == "1 2 3 refused"
    assert (work / "result").stat().st_uid == platform.inner_uid
    assert not (released / "new").exists()


def test_the_environment_is_the_definition_s_and_nothing_else(platform: Platform) -> None:
    done = platform.run("env", {"SHOPFLOOR_TOKEN": "secret"}, environment={"GREETING": "안녕"})
    names = {line.partition("=")[0] for line in done.stdout.splitlines()}
    assert names - {"PWD", "SHLVL", "_", "OLDPWD"} == {"GREETING"}
    assert "secret" not in done.stdout


def test_no_capability_is_left_and_none_can_be_gained(platform: Platform, open_folder: Path) -> None:
    status = platform.says("grep -E '^(Cap|NoNewPrivs|Seccomp:)' /proc/self/status")
    kept = dict(line.split(":\t") for line in status.splitlines())
    assert {kept[f"Cap{part}"] for part in ("Inh", "Prm", "Eff", "Bnd", "Amb")} == {"0" * 16}
    assert (kept["NoNewPrivs"], kept["Seccomp"]) == ("1", "2")


def test_a_setuid_program_gains_nothing(platform: Platform, open_folder: Path) -> None:
    program = open_folder / "id"
    shutil.copy("/usr/bin/id", program)
    program.chmod(0o4755)
    mounts = Mounts(read_only=(Mount(open_folder, Path("/tools")),))
    assert platform.says("test -u /tools/id && /tools/id -u", mounts=mounts) == str(platform.inner_uid)


def test_a_new_terminal_session_can_not_type_into_ours(platform: Platform) -> None:
    assert platform.says("ps -o sid= $$ 2>/dev/null || cut -d' ' -f6 /proc/$$/stat") != "0"
    assert platform.run("exec 3<>/dev/tty").returncode != 0


# --- its end ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def daemons(request: pytest.FixtureRequest) -> Iterator[tuple[str, str]]:
    """A script that leaves two daemons behind, and the argument that they are known by."""
    marker = f"{900_000 + os.getpid()}.{abs(hash(request.node.name)) % 10**6}"
    yield f"setsid -f sleep {marker}; (sleep {marker} &) ; echo ready; sleep 600", marker
    for pid in running(marker):
        os.kill(pid, signal.SIGKILL)


def test_a_killed_sandbox_leaves_no_daemon(platform: Platform, daemons: tuple[str, str]) -> None:
    script, marker = daemons
    process = platform.start(script)
    assert process.stdout.readline() == "ready\n"
    wait_until(marker, 2)
    process.kill()
    process.communicate()
    wait_until(marker, 0)


def test_a_finished_sandbox_leaves_no_daemon(platform: Platform, daemons: tuple[str, str]) -> None:
    script, marker = daemons
    assert "ready" in platform.says(script.replace("sleep 600", "true"))
    wait_until(marker, 0)


def test_a_sandbox_ends_with_the_process_that_started_it(platform: Platform, daemons: tuple[str, str]) -> None:
    script, marker = daemons
    argv = platform.argv(script)
    starter = subprocess.Popen(["/bin/bash", "-c", '"$@" & wait', "starter", *argv], stdout=subprocess.PIPE, text=True)
    assert starter.stdout is not None
    assert starter.stdout.readline() == "ready\n"
    starter.kill()
    starter.wait()
    wait_until(marker, 0)
    starter.stdout.close()


# --- refusals --------------------------------------------------------------------------------------------------------


def test_a_sandbox_never_runs_as_root() -> None:
    for identity in (Identity(0, 60_000), Identity(60_000, 0)):
        with pytest.raises(ValueError, match="root"):
            command(["true"], Sandbox(identity=identity))
    if os.geteuid() == 0:
        with pytest.raises(ValueError, match="root"):
            command(["true"], Sandbox())


def test_this_host_can_sandbox() -> None:
    seen = probe()
    assert seen.no_network
    assert seen.own_uids == (os.geteuid() == 0)
    assert "no network" in seen.in_words


def test_a_host_without_bubblewrap_is_told_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(CannotSandbox, match="bubblewrap is not installed") as refused:
        probe()
    assert "apt-get install bubblewrap" in str(refused.value)


BROKEN = [
    ("echo 'bwrap: No permissions to create new namespace' >&2; exit 1", "No permissions to create new namespace"),
    ("echo 60000; echo 9; echo 0; echo 0", "host's network or folders"),
    ("echo 60000; echo 1; echo 3; echo 0", "host's network or folders"),
    ("echo 60000; echo 1; echo 0; echo 1", "User namespaces"),
]
if os.geteuid() == 0:
    BROKEN.append(("echo 0; echo 1; echo 0; echo 0", "ran as uid 0"))


@pytest.mark.parametrize(("program", "said"), BROKEN)
def test_a_bubblewrap_that_does_not_hold_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str, said: str
) -> None:
    """The probe believes what it sees inside, not that the command ended well."""
    broken = tmp_path / "bwrap"
    broken.write_text(f"#!/bin/sh\n{program}\n")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    with pytest.raises(CannotSandbox, match=said):
        probe()
