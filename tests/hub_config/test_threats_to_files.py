"""docs/lab_servers.md, "What a forked server must not be able to do", from inside: the system, files, floods."""

from __future__ import annotations

import ast
import os
import subprocess
import time
from pathlib import Path

import pytest

from hub_config.person_card import read_card
from tests.hub_config.lab_kernel import new_kernel
from tests.hub_config.lab_server import LabServer, start
from tests.hub_config.real_hub import RunningHub
from tests.hub_config.threats import stop, trying, until

ROOT = os.geteuid() == 0


@pytest.fixture(scope="module")
def lab(running_hub: RunningHub) -> LabServer:
    return start(running_hub, "minji")


@pytest.fixture(scope="module")
def neighbour(running_hub: RunningHub) -> LabServer:
    return start(running_hub, "jun")


def test_proc_gives_no_way_to_the_system(lab: LabServer) -> None:
    printed = lab.run(
        trying(
            """
            for name in ("/proc/sys/kernel/core_pattern", "/proc/sys/kernel/hostname", "/proc/sys/vm/drop_caches",
                         "/proc/sysrq-trigger", "/proc/1/oom_score_adj"):
                refused(name, lambda: os.write(os.open(name, os.O_WRONLY), b"-1000"))
            refused("own oom", lambda: os.write(os.open("/proc/self/oom_score_adj", os.O_WRONLY), b"-1000"))
            for name in ("/proc/kcore", "/proc/kmsg", "/proc/kpageflags", "/proc/1/pagemap"):
                refused(name, lambda: os.read(os.open(name, os.O_RDONLY), 1))
            symbols = open("/proc/kallsyms").readlines() if os.path.exists("/proc/kallsyms") else []
            print({"0" * 16, *(line.split()[0] for line in symbols)})
            print([name for name in ("/sys", "/boot", "/root", "/srv", "/mnt") if os.path.exists(name)])
            """
        )
    )
    assert "DONE" not in printed
    assert ast.literal_eval(printed.splitlines()[-2]) == {"0" * 16}
    assert printed.splitlines()[-1] == "[]"


def test_a_setuid_program_gives_nothing(lab: LabServer) -> None:
    printed = lab.run(
        """
        import os, pathlib, subprocess
        found = [p for folder in ("/usr/bin", "/usr/sbin") for p in pathlib.Path(folder).iterdir()
                 if p.is_file() and not p.is_symlink() and p.stat().st_mode & 0o4000]
        status = open("/proc/self/status").readlines()
        print(len(found) > 2, [line.split()[1] for line in status if line.startswith(("NoNewPrivs", "CapBnd"))])
        done = subprocess.run(["/usr/bin/su", "-c", "id -u"], capture_output=True, text=True, stdin=subprocess.DEVNULL)
        print(done.returncode != 0, "0" == done.stdout.strip())
        options = [line.split()[3] for line in open("/proc/self/mounts") if not line.split()[1].startswith("/proc/")]
        print(all("nosuid" in option for option in options))
        own = pathlib.Path.home() / "setuid"
        own.write_bytes(pathlib.Path("/usr/bin/id").read_bytes())
        own.chmod(0o6755)
        print(subprocess.run([own, "-u"], capture_output=True, text=True).stdout.strip() == str(os.getuid()))
        """
    )
    assert printed.splitlines() == ["True ['0000000000000000', '1']", "True False", "True", "True"]


def test_mounts_show_nothing_of_others_and_can_not_be_changed(lab: LabServer, neighbour: LabServer) -> None:
    printed = lab.run(
        """
        import ctypes
        libc = ctypes.CDLL(None, use_errno=True)
        text = open("/proc/self/mountinfo").read()
        print("jun" in text, "/courses" in text, "secrets" in text)
        call, here = libc.syscall, -100
        print(libc.mount(b"none", b"/tmp", b"tmpfs", 0, None), libc.mount(b"/", b"/tmp", None, 4096, None))
        print(libc.umount2(b"/home/minji", 2), libc.unshare(0x10000000), libc.unshare(0x00020000))
        print(call(155, b"/tmp", b"/tmp"), libc.chroot(b"/tmp"), call(428, here, b"/", 1))
        print(call(442, here, b"/", 0, None, 0), call(304, here, None, 0))
        """
    )
    assert printed.splitlines() == ["False False False", "-1 -1", "-1 -1 -1", "-1 -1 -1", "-1 -1"]


def test_device_nodes_can_not_be_made_and_those_in_a_home_are_dead(lab: LabServer) -> None:
    node = lab.hub.settings.homes_folder / "minji" / "disk"
    if ROOT:
        os.mknod(node, 0o666 | 0o020000, os.makedev(1, 5))  # the same as /dev/zero
        node.chmod(0o666)
    printed = lab.run(
        trying(
            """
            refused("mknod", lambda: os.mknod(os.path.expanduser("~/own"), 0o020666, os.makedev(1, 1)))
            refused("in the home", lambda: os.read(os.open(os.path.expanduser("~/disk"), os.O_RDONLY), 1))
            print(sorted(name for name in os.listdir("/dev") if name not in ("shm", "pts", "ptmx", "fd", "core")))
            print([os.path.exists(name) for name in ("/dev/mem", "/dev/kmsg", "/dev/fuse", "/dev/kvm", "/dev/net")])
            """
        )
    )
    if ROOT:
        node.unlink()
    assert "DONE" not in printed
    assert "['full', 'null', 'random', 'stderr', 'stdin', 'stdout', 'tty', 'urandom', 'zero']" in printed
    assert printed.splitlines()[-1] == str([False] * 5)


def test_links_in_a_home_lead_nowhere_outside_when_the_server_starts(neighbour: LabServer) -> None:
    """What a server opens by itself at its start, replaced by links to what others own."""
    home, var = neighbour.hub.settings.homes_folder / "jun", neighbour.hub.settings.var
    targets = {".jupyter": var / "secrets", ".local": var / "courses", ".ipython": var / "blobs"}
    stop(neighbour)
    for name, target in targets.items():
        subprocess.run(["rm", "-rf", str(home / name)], check=True)
        (home / name).symlink_to(target)
    before = {path: sorted(path.iterdir()) for path in targets.values()}
    try:
        assert start(neighbour.hub, "jun").get("lab").status_code == 200
        assert {path: sorted(path.iterdir()) for path in before} == before
    finally:
        for name in targets:
            (home / name).unlink(missing_ok=True)
    assert neighbour.run("print('ok')") == "ok\n"


def test_a_link_where_a_course_is_mounted_refuses_the_start(running_hub: RunningHub) -> None:
    lab = start(running_hub, "teacher")
    run = read_card(running_hub.registry, "teacher").taught[0].code
    place = running_hub.settings.homes_folder / "teacher" / "courses" / run
    stop(lab)
    subprocess.run(["rm", "-rf", str(place)], check=True)
    place.symlink_to("/etc")
    try:
        running_hub.sign_in("teacher").get("/hub/spawn", follow_redirects=True)
        assert until(lambda: f"{place} is not a folder" in running_hub.log)
        assert lab.get("api/status").status_code != 200
    finally:
        place.unlink()


def test_a_home_that_is_a_link_refuses_the_start(running_hub: RunningHub) -> None:
    home = running_hub.settings.homes_folder / "leaver"
    lab = start(running_hub, "leaver")
    stop(lab)
    home.rename(home.with_name("moved"))
    home.symlink_to(running_hub.settings.homes_folder / "minji")
    try:
        running_hub.sign_in("leaver").get("/hub/spawn", follow_redirects=True)
        assert until(lambda: f"{home} is not a folder" in running_hub.log)
        assert lab.get("api/status").status_code != 200
    finally:
        home.unlink()
        home.with_name("moved").rename(home)


def test_a_large_process_that_crashes_leaves_no_core(lab: LabServer) -> None:
    printed = lab.run(
        """
        import os, pathlib, re, subprocess, sys, time
        crash = "import mmap, os; held = mmap.mmap(-1, 4 << 30); held[:4096] = bytes(4096); held[-1] = 1; os.abort()"
        began = time.monotonic()
        done = subprocess.run([sys.executable, "-c", crash], cwd=pathlib.Path.home(), capture_output=True)
        large = [str(p) for top in (pathlib.Path.home(), pathlib.Path("/tmp")) for p in top.rglob("*")
                 if p.is_file() and os.access(p, os.W_OK)
                 and (p.stat().st_size > 100 << 20 or re.fullmatch(r"core([.]\\d+)?", p.name))]
        print(done.returncode, large, time.monotonic() - began < 20)
        """
    )
    assert printed == "-6 [] True\n"


def test_a_fork_bomb_in_one_server_leaves_the_others_usable(lab: LabServer, neighbour: LabServer) -> None:
    """Processes that fork as fast as they can, in sessions of their own, out of the kernel's hands."""
    bomb = """
    import subprocess, sys
    fork = "import os, time\\nwhile True:\\n try: os.fork()\\n except OSError: time.sleep(0.01)"
    for _ in range(3):
        subprocess.Popen([sys.executable, "-c", fork], start_new_session=True)
    """
    attacked = start(lab.hub, "jun")
    kernel = new_kernel(lab)
    kernel.outputs(["1"])
    uid = 20_000 + read_card(lab.hub.registry, "jun").id
    attacked.run(bomb)
    try:
        time.sleep(3)
        took = []
        for _ in range(10):
            began = time.monotonic()
            assert "'2'" in kernel.outputs(["str(1 + 1)"])[0]
            took.append(time.monotonic() - began)
        assert sorted(took)[5] < 5, took
        stop(start(lab.hub, "teacher"))
        assert start(lab.hub, "teacher").get("api/status").status_code == 200
        assert not ROOT or 50 < len(_of(uid)) <= lab.hub.settings.lab_processes
    finally:
        stop(attacked)
        kernel.end()
    assert until(lambda: not ROOT or _of(uid) == [])


def _of(uid: int) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and entry.stat().st_uid == uid:
                found.append(int(entry.name))
        except OSError:
            continue
    return found
