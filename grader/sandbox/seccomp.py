"""The system calls that nothing in a sandbox may make, as a filter (seccomp(2)) that both renderings load.

The list is Flatpak's (common/flatpak-run.c, setup_seccomp) with those of Docker's default profile that need no
capability but widen the kernel's surface (bpf, userfaultfd, io_uring, reading another process's memory), and the ways
to memory that nobody counts. In a user namespace of its own any process has every capability: bubblewrap's
`--disable-userns` needs a user namespace around the sandbox, and there is no room in one for the real ids by which
processes are counted. libseccomp compiles the filter; calls of another table of numbers (x32, i386) are refused.
"""

from __future__ import annotations

import errno
import tempfile
from functools import cache
from typing import Any

from sandbox_data.errors import ShopfloorError

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
    # Memory that belongs to no process: neither RLIMIT_AS nor a look at the processes counts it. What libraries want of
    # it they find in /dev/shm, which has a size.
    *("memfd_create", "memfd_secret", "shmget"),
)
CLONE_NEWUSER = 0x10000000


# Perl belongs to Debian's essential packages: of all that surely lies in /usr only it can make any system call.
# prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, struct sock_fprog *), then the command itself.
_PERL = (
    '$f=pack("H*",shift);$p=pack("Sx6P",length($f)/8,$f);syscall(shift()+0,22,2,$p)==0 or die "seccomp: $!\\n";'
    'exec {$ARGV[0]} @ARGV or die "$ARGV[0]: $!\\n"'
)


class NoFilter(ShopfloorError):
    """libseccomp is missing, so no filter can be made."""


def filtered() -> list[str]:
    """What to put before a command so that it runs under the filter; it must have no-new-privileges already."""
    return ["/usr/bin/perl", "-e", _PERL, program().hex(), str(number_of("prctl"))]


def number_of(call: str) -> int:
    """The number of a system call on this machine."""
    library = _library()
    return int(library.resolve_syscall(library.system_arch(), call))


@cache
def program() -> bytes:
    """The filter as a BPF program (an array of struct sock_filter) for this machine's architecture."""
    library = _library()
    refuse, unknown = library.ERRNO(errno.EPERM), library.ERRNO(errno.ENOSYS)
    rules = library.SyscallFilter(library.ALLOW)
    rules.set_attr(library.Attr.ACT_BADARCH, refuse)
    for name in FORBIDDEN:
        rules.add_rule(refuse, name)
    for name in UNKNOWN:
        rules.add_rule(unknown, name)
    # clone3's flags lie in memory, where no filter can look: hence UNKNOWN.
    rules.add_rule(refuse, "clone", library.Arg(0, library.MASKED_EQ, CLONE_NEWUSER, CLONE_NEWUSER))
    with tempfile.TemporaryFile() as file:
        rules.export_bpf(file)
        file.seek(0)
        return file.read()


def _library() -> Any:
    try:
        import pyseccomp  # loads libseccomp, so not before it is needed
    except (ImportError, RuntimeError, OSError) as error:
        raise NoFilter(f"No system call filter: {error}.", "Run: apt-get install libseccomp2") from error
    return pyseccomp
