"""The system calls that nothing in a sandbox may make, as a filter that both renderings load.

The list is Flatpak's (common/flatpak-run.c, setup_seccomp) with those of Docker's default profile that need no
capability but widen the kernel's surface (bpf, userfaultfd, io_uring, reading another process's memory), and the ways
to memory that nobody counts. Without capabilities and with no_new_privs many of these calls fail anyway: it is a second
lock. libseccomp compiles it, and refuses calls of another architecture's table (i386, x32) altogether.
"""

from __future__ import annotations

import atexit
import errno
import tempfile
from functools import cache
from pathlib import Path

FORBIDDEN = (
    # the kernel's log, accounting, modules, clock, keys
    *("syslog", "acct", "quotactl", "uselib", "reboot", "kexec_load", "kexec_file_load"),
    *("init_module", "finit_module", "delete_module", "swapon", "swapoff", "iopl", "ioperm"),
    *("settimeofday", "clock_settime", "adjtimex", "clock_adjtime"),
    *("add_key", "keyctl", "request_key"),
    # memory policy of other processes, and other processes themselves
    *("move_pages", "migrate_pages", "mbind", "get_mempolicy", "set_mempolicy"),
    *("ptrace", "process_vm_readv", "process_vm_writev", "kcmp", "pidfd_getfd", "process_madvise"),
    # namespaces and mounts
    *("unshare", "setns", "mount", "umount2", "pivot_root", "chroot"),
    *("name_to_handle_at", "open_by_handle_at", "fanotify_init"),
    # wide or rarely used doors into the kernel
    *("bpf", "perf_event_open", "userfaultfd", "lookup_dcookie", "vhangup", "nfsservctl"),
)
# Answered as if the kernel were older, so that callers fall back: glibc to clone(2), others to mount(2).
UNKNOWN = (
    *("clone3", "open_tree", "move_mount", "fsopen", "fsconfig", "fsmount", "fspick", "mount_setattr"),
    *("io_uring_setup", "io_uring_enter", "io_uring_register"),
    # Memory that belongs to no process: no limit and no watchdog counts it. /dev/shm does the same, and has a size.
    *("memfd_create", "memfd_secret", "shmget"),
)
CLONE_NEWUSER = 0x10000000


class NoFilter(Exception):
    """libseccomp is missing, so no filter can be made."""


@cache
def program() -> bytes:
    """The filter as a BPF program (an array of struct sock_filter) for this machine's architecture."""
    try:
        import pyseccomp
    except (ImportError, RuntimeError, OSError) as error:
        raise NoFilter(str(error)) from error
    rules = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
    for name in FORBIDDEN:
        rules.add_rule(pyseccomp.ERRNO(errno.EPERM), name)
    for name in UNKNOWN:
        rules.add_rule(pyseccomp.ERRNO(errno.ENOSYS), name)
    # A user namespace would give capabilities inside it. clone3's flags lie in memory, hence UNKNOWN.
    rules.add_rule(
        pyseccomp.ERRNO(errno.EPERM), "clone", pyseccomp.Arg(0, pyseccomp.MASKED_EQ, CLONE_NEWUSER, CLONE_NEWUSER)
    )
    with tempfile.TemporaryFile() as file:
        rules.export_bpf(file)
        file.seek(0)
        return file.read()


@cache
def program_file() -> Path:
    """The same program in a file of this process's own, for bubblewrap, which reads it from a descriptor."""
    with tempfile.NamedTemporaryFile(prefix="shopfloor-filter-", delete=False) as file:
        file.write(program())
    path = Path(file.name)
    atexit.register(path.unlink, missing_ok=True)
    return path
