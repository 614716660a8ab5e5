"""One sandbox definition, entered both ways by the same probe program, as root and as an ordinary user."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyseccomp

from grader.sandbox import Identity, Limits, Mount, Mounts, Sandbox
from grader.sandbox.definition import MEBIBYTE

REPOSITORY = Path(__file__).resolve().parents[2]
# A limit of processes counts all processes of an id: tests that run at the same time need ids of their own.
ORDINARY_UID = 61_000 + os.getpid() % 2_000
INSIDE_UID = 63_000 + os.getpid() % 2_000
SECONDS = 60

# Runs inside the sandbox, whichever way it was made, and says what it is like there.
PROBE = r"""
import ctypes, json, os, resource, socket, sys
libc = ctypes.CDLL(None, use_errno=True)
def status(*names):
    lines = dict(line.split(":", 1) for line in open("/proc/self/status"))
    return {name: lines[name].split() for name in names}
def may_write(folder):
    try:
        path = os.path.join(folder, "written")
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY))
        os.unlink(path)
        return True
    except OSError:
        return False
def failing(name, *arguments):
    ctypes.set_errno(0)
    return getattr(libc, name)(*arguments) == -1 and ctypes.get_errno() != 0
def answers(family, address):
    with socket.socket(family, socket.SOCK_STREAM) as channel:
        channel.settimeout(2)
        try:
            channel.connect(address)
            return True
        except OSError:
            return False
def own_loopback():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0)); server.listen()
        return answers(socket.AF_INET, server.getsockname())
def mounts():
    found = {}
    for line in open("/proc/self/mounts"):
        _, where, kind, options, *_ = line.split()
        # Below /proc each covers what its caller could write to.
        if where.startswith("/proc/"):
            continue
        found[where] = [kind, sorted(set(options.split(",")) & {"ro", "rw", "nosuid", "nodev", "noexec"})]
    return found
def fork_until_refused():
    children = []
    try:
        for _ in range(200):
            pid = os.fork()
            if pid == 0:
                import time; time.sleep(30); os._exit(0)
            children.append(pid)
        return "never"
    except OSError:
        return "refused"
    finally:
        for pid in children:
            os.kill(pid, 9); os.waitpid(pid, 0)
port = int(os.environ["PORT"])
folders = ("/", "/usr", "/etc", "/opt", "/seen", "/out", "/tmp", "/dev", "/dev/shm", "/proc/sys/kernel", "/bin")
said = {
    "ids": status("Uid", "Gid", "Groups"),
    "privileges": status("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb", "NoNewPrivs", "Seccomp"),
    "limits": {name: resource.getrlimit(getattr(resource, name)) for name in dir(resource) if name.startswith("RLIMIT")
               and name != "RLIMIT_SIGPENDING"},
    "folders": {folder: sorted(os.listdir(folder)) for folder in ("/", "/etc", "/opt", "/seen", "/tmp", "/dev")},
    "modes": {folder: oct(os.stat(folder).st_mode) for folder in folders},
    "written": {folder: may_write(folder) for folder in folders},
    "mounts": mounts(),
    "environment": {k: v for k, v in os.environ.items()},
    "folder": os.getcwd(),
    "host": socket.gethostname(),
    "interfaces": [name for _, name in socket.if_nameindex()],
    "host_reached": answers(socket.AF_INET, ("127.0.0.1", port)),
    "own_loopback": own_loopback(),
    "abstract_socket_reached": answers(socket.AF_UNIX, "\0" + os.environ["ABSTRACT"]),
    "descriptors": sorted(int(name) for name in os.listdir("/proc/self/fd"))[:3],
    "more_descriptors": len(os.listdir("/proc/self/fd")) > 4,
    "processes": sorted(int(name) for name in os.listdir("/proc") if name.isdigit()),
    "first_process_closed": not os.access("/proc/1/environ", os.R_OK),
    "tmp_bytes": [os.statvfs(path).f_blocks * os.statvfs(path).f_frsize for path in ("/tmp", "/dev/shm")],
    "refused": {
        "unshare": failing("unshare", 0x10000000),
        "mount": failing("mount", b"none", b"/tmp", b"tmpfs", 0, None),
        "ptrace": failing("ptrace", 16, os.getppid(), 0, 0),
        "chroot": failing("chroot", b"/tmp"),
        "setuid": failing("setuid", 0) if os.getuid() else True,
        "sethostname": failing("sethostname", b"x", 1),
        "keyctl": libc.syscall(250, 0, -3, 1) == -1,
        "bpf": libc.syscall(321, 0, 0, 0) == -1,
        "io_uring": libc.syscall(425, 1, 0) == -1,
        "userfaultfd": libc.syscall(323, 0) == -1,
        "memfd_create": libc.syscall(319, b"x", 0) == -1,
        "shmget": libc.syscall(29, 0, 4096, 0o1600) == -1,
        "clone_user": libc.syscall(56, 0x10000000 | 17, 0, 0, 0, 0) == -1,
    },
    "fork_bomb": fork_until_refused(),
}
json.dump(said, open("/out/said.json", "w"))
"""
# Runs outside, under the id to try, and enters the sandbox the way it is told.
ENTER = r"""
import base64, json, subprocess, sys
from pathlib import Path
from grader.sandbox import Mount, Mounts, Sandbox, command, parent_command, seccomp
way, message, probe, forking = sys.argv[1:]
sandbox = Sandbox.from_message(json.loads(message))
python = str(Path(sys.executable).resolve())
if way == "bubblewrap":
    argv = command([python, "-I", "-c", probe], sandbox)
else:
    here = [Mount.same(Path(path)) for path in sys.path if path.startswith("/tmp/")]
    writable = tuple(Mount.same(mount.source) for mount in sandbox.mounts.writable)
    seen = tuple(Mount.same(mount.source) for mount in sandbox.mounts.read_only)
    view = Sandbox(Mounts((*seen, *here), writable), environment={"PATH": "/usr/bin:/bin"})
    program = base64.b64encode(seccomp.program()).decode()
    argv = parent_command([python, "-c", forking, str(here[0].source), message, program, probe], view)
done = subprocess.run(argv, capture_output=True, text=True)
sys.exit(f"{done.returncode} {done.stdout} {done.stderr}" if done.returncode else 0)
"""
FORKING = r"""
import base64, json, os, sys
sys.path.insert(0, sys.argv[1])
from grader.sandbox import forked
from grader.sandbox.definition import Sandbox
_, _, message, program, probe = sys.argv
kept = os.open("/dev/null", os.O_RDONLY)
os.set_inheritable(kept, True)
def main():
    os.execv(sys.executable, [sys.executable, "-I", "-c", probe])
# Twice: one parent forks many.
for _ in range(2):
    child = forked.fork(Sandbox.from_message(json.loads(message)), base64.b64decode(program), main)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if code:
        sys.exit(code)
"""


@dataclass(frozen=True)
class Workplace:
    """A folder that any id may read, with our sandbox code, something to see and somewhere to write."""

    folder: Path
    ordinary: bool

    @classmethod
    def make(cls, folder: Path, *, ordinary: bool) -> Workplace:
        for name in (
            "grader/__init__.py",
            "sandbox_data/__init__.py",
            "sandbox_data/reading.py",
            "sandbox_data/errors.py",
        ):
            (folder / "code" / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(REPOSITORY / name, folder / "code" / name)
        shutil.copytree(REPOSITORY / "grader" / "sandbox", folder / "code" / "grader" / "sandbox")
        shutil.copy(pyseccomp.__file__, folder / "code")
        (folder / "seen").mkdir()
        (folder / "seen" / "file").write_text("seen")
        (folder / "alone").write_text("a file that is mounted alone")
        (folder / "out").mkdir()
        for path in (folder, *folder.rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o644)
        (folder / "out").chmod(0o777)
        return cls(folder, ordinary)

    def sandbox(self, port: int, abstract: str, **changes: Any) -> Sandbox:
        root = os.geteuid() == 0 and not self.ordinary
        return Sandbox(
            **{
                "mounts": Mounts(
                    (Mount(self.folder / "seen", Path("/seen")), Mount(self.folder / "alone", Path("/opt/a/b"))),
                    (Mount(self.folder / "out", Path("/out")),),
                ),
                "identity": Identity(INSIDE_UID, INSIDE_UID, (INSIDE_UID + 1,)) if root else None,
                "limits": Limits(
                    address_space_bytes=1024 * MEBIBYTE,
                    processes=40,
                    file_size_bytes=MEBIBYTE,
                    open_files=64,
                    cpu_seconds=30,
                ),
                "environment": {"PATH": "/usr/bin:/bin", "PORT": str(port), "ABSTRACT": abstract},
                "tmp_bytes": 8 * MEBIBYTE,
            }
            | changes
        )

    def enter(self, way: str, sandbox: Sandbox, probe: str = PROBE) -> subprocess.CompletedProcess[str]:
        """Run `probe` in `sandbox`, made by "bubblewrap" or by a fork ("forked")."""
        python = str(Path(sys.executable).resolve())
        argv = [python, "-c", ENTER, way, json.dumps(sandbox.as_message()), probe, FORKING]
        if self.ordinary and os.geteuid() == 0:
            ids = (f"--reuid={ORDINARY_UID}", f"--regid={ORDINARY_UID}", "--clear-groups")
            argv = ["/usr/bin/setpriv", *ids, *argv]
        environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(self.folder / "code"), "SECRET_OF_THE_HOST": "x"}
        return subprocess.run(
            argv, check=False, capture_output=True, text=True, timeout=SECONDS, env=environment, cwd="/"
        )

    def said(self) -> dict[str, Any]:
        path = self.folder / "out" / "said.json"
        said: dict[str, Any] = json.loads(path.read_text())
        path.unlink()
        return said


class Listeners:
    """A TCP port on the host's loopback and a socket in its abstract namespace, which no sandbox may reach."""

    def __enter__(self) -> Listeners:
        self.abstract = f"shopfloor-test-{os.getpid()}"
        self._tcp = socket.create_server(("127.0.0.1", 0))
        self._local = socket.socket(socket.AF_UNIX)
        self._local.bind("\0" + self.abstract)
        self._local.listen()
        self.port = int(self._tcp.getsockname()[1])
        return self

    def __exit__(self, *_error: object) -> None:
        self._tcp.close()
        self._local.close()
