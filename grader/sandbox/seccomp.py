"""A system call filter (seccomp(2)): no user namespaces, and no memory that belongs to no process.

In a user namespace of its own any process has every capability: it could mount memory without a limit, and reach parts
of the kernel that are meant for root. bubblewrap's `--disable-userns` needs a user namespace around the sandbox, and
there is no room in one for the real ids that limits of processes are counted by.

System V segments and memory files (memfd) stay when nobody maps them: neither RLIMIT_AS nor a look at the processes
counts them. What libraries want of them they find in /dev/shm, which has a size.
"""

from __future__ import annotations

import errno
import platform
import struct
from dataclasses import dataclass

from sandbox_data.errors import ShopfloorError

CLONE_NEWUSER = 0x10000000
X32_BIT = 0x40000000  # a second set of numbers on x86-64

# linux/bpf_common.h, linux/seccomp.h
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _ERRNO = 0x7FFF0000, 0x00050000
# struct seccomp_data: number, architecture, address (8 bytes), arguments of 8 bytes; flags lie in the low half.
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT = 0, 4, 16

# Perl belongs to Debian's essential packages: of all that surely lies in /usr only it can make any system call.
# prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, struct sock_fprog *), then the command itself.
_PERL = (
    '$f=pack("H*",shift);$p=pack("Sx6P",length($f)/8,$f);syscall(shift()+0,22,2,$p)==0 or die "seccomp: $!\\n";'
    'exec {$ARGV[0]} @ARGV or die "$ARGV[0]: $!\\n"'
)


class UnknownMachine(ShopfloorError):
    """The numbers of this machine's system calls are not known here."""


@dataclass(frozen=True)
class Machine:
    """Numbers from linux/audit.h and Linux's system call tables.

    `missing` answer "not implemented", so that C libraries take the older way: memfd_create, memfd_secret, shmget,
    and clone3, which hides its flags behind a pointer. `flagged` are clone and unshare, which take flags first.
    """

    audit: int
    prctl: int
    missing: tuple[int, ...]
    flagged: tuple[int, int]


MACHINES = {
    "x86_64": Machine(audit=0xC000003E, prctl=157, missing=(319, 447, 29, 435), flagged=(56, 272)),
    "aarch64": Machine(audit=0xC00000B7, prctl=167, missing=(279, 447, 194, 435), flagged=(220, 97)),
}


def this_machine() -> Machine:
    name = platform.machine()
    if name not in MACHINES:
        raise UnknownMachine(f"There is no system call filter for {name}.", f"Use {' or '.join(MACHINES)}.")
    return MACHINES[name]


def filtered() -> list[str]:
    """What to put before a command so that it runs under the filter; it must have no-new-privileges already."""
    machine = this_machine()
    return ["/usr/bin/perl", "-e", _PERL, _program(machine).hex(), str(machine.prctl)]


def _program(machine: Machine) -> bytes:
    """The filter as `struct sock_filter`s; calls of another architecture are refused altogether."""
    refuse, unknown = _ERRNO | errno.EPERM, _ERRNO | errno.ENOSYS
    clone, unshare = machine.flagged
    # The two numbers in the middle: instructions to skip where the comparison holds, and where it doesn't.
    program = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_EQUAL, 1, 0, machine.audit),
        (_RETURN, 0, 0, refuse),
        (_LOAD, 0, 0, _NUMBER),
        (_AT_LEAST, 0, 1, X32_BIT),
        (_RETURN, 0, 0, refuse),
    ]
    for number in machine.missing:
        program += [(_EQUAL, 0, 1, number), (_RETURN, 0, 0, unknown)]
    program += [
        (_EQUAL, 1, 0, clone),
        (_EQUAL, 0, 3, unshare),
        (_LOAD, 0, 0, _FIRST_ARGUMENT),
        (_ANY_BIT, 0, 1, CLONE_NEWUSER),
        (_RETURN, 0, 0, refuse),
        (_RETURN, 0, 0, _ALLOW),
    ]
    return b"".join(struct.pack("<HBBI", *instruction) for instruction in program)
