"""Limits of a sandbox, each reached by a real program: processes, memory, files, time; and calls that are refused."""

from __future__ import annotations

import errno
import signal
import sys

import pytest

from grader.sandbox import Limits
from grader.sandbox.seccomp import CLONE_NEWUSER, UNKNOWN, NoFilter, number_of, program
from tests.grader.sandboxes import Platform

MEBIBYTE = 1 << 20
X32_BIT = 0x40000000  # a second set of numbers on x86-64
FORKS = "perl -e 'for(1..60){defined($p=fork) or last; if(!$p){sleep 20; exit} $n++} print $n'"


def test_a_fork_bomb_stops_at_the_limit_of_processes(platform: Platform) -> None:
    assert platform.says(FORKS) == "60"
    limited = platform.says(FORKS, limits=Limits(processes=20))
    assert 10 <= int(limited) < 20


def test_the_limit_of_processes_can_not_be_raised_again(platform: Platform) -> None:
    assert platform.run("ulimit -u 1000", limits=Limits(processes=20)).returncode != 0
    assert platform.run("prlimit --nproc=1000 true", limits=Limits(processes=20)).returncode != 0


def test_memory_beyond_the_limit_is_refused(platform: Platform) -> None:
    hungry = "perl -e '$x = \"a\" x (300 << 20); print length $x'"
    assert platform.says(hungry) == str(300 << 20)
    refused = platform.run(hungry, limits=Limits(address_space_bytes=200 * MEBIBYTE))
    assert refused.returncode != 0
    assert "Out of memory" in refused.stderr


def test_a_file_beyond_the_limit_is_cut(platform: Platform) -> None:
    printed = platform.says(
        "head -c 3M /dev/zero > /tmp/file; stat -c %s /tmp/file", limits=Limits(file_size_bytes=MEBIBYTE)
    )
    assert printed == str(MEBIBYTE)


def test_open_files_have_a_limit(platform: Platform) -> None:
    script = 'perl -e \'while(open($f[$n], "<", "/dev/null")){$n++} print $n\''
    assert int(platform.says(script, limits=Limits(open_files=64))) < 64


def test_processor_seconds_have_a_limit(platform: Platform) -> None:
    done = platform.run("perl -e '1 while 1'", limits=Limits(cpu_seconds=1))
    assert done.returncode == 128 + signal.SIGKILL


def test_no_core_is_dumped(platform: Platform) -> None:
    assert platform.says("ulimit -c; ulimit -Hc").split() == ["0", "0"]


# --- calls -----------------------------------------------------------------------------------------------------------


def outcome(platform: Platform, number: int, *arguments: int) -> int:
    """errno of a system call made in the sandbox; 0 where it succeeded."""
    values = ", ".join(str(value) for value in (number, *arguments))
    return int(platform.says(f"perl -e '$r = syscall({values}); print $r == -1 ? $!+0 : 0'"))


def test_no_user_namespace_can_be_made(platform: Platform) -> None:
    for options in ("-U", "-Ur", "-Urm", "-Urn"):
        assert platform.run(f"unshare {options} true").returncode != 0
    clone, unshare = number_of("clone"), number_of("unshare")
    for flags in (CLONE_NEWUSER, CLONE_NEWUSER | 0x20000):
        assert outcome(platform, unshare, flags) == errno.EPERM
        assert outcome(platform, clone, flags | signal.SIGCHLD, 0, 0, 0, 0) == errno.EPERM


def test_other_namespaces_need_rights_that_are_not_there(platform: Platform) -> None:
    for option in ("-m", "-n", "-p", "-i", "-u"):
        assert platform.run(f"unshare {option} true").returncode != 0


def test_memory_that_belongs_to_no_process_can_not_be_had(platform: Platform) -> None:
    """System V segments and memory files would be counted by no limit of ours."""
    for name in UNKNOWN:
        assert outcome(platform, number_of(name), 0, 0, 0) == errno.ENOSYS
    assert platform.run("ipcmk -M 1000000").returncode != 0


def test_the_second_set_of_numbers_is_no_way_round(platform: Platform) -> None:
    clone, unshare = number_of("clone"), number_of("unshare")
    assert outcome(platform, X32_BIT | unshare, CLONE_NEWUSER) == errno.EPERM
    assert outcome(platform, X32_BIT | clone, CLONE_NEWUSER | signal.SIGCHLD, 0, 0, 0, 0) == errno.EPERM


def test_threads_and_child_processes_work_as_ever(platform: Platform) -> None:
    assert platform.says("echo $(seq 3 | xargs -P 3 -n 1 echo | wc -l) $(bash -c 'echo child')") == "3 child"


def test_a_machine_without_libseccomp_is_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyseccomp", None)
    program.cache_clear()
    with pytest.raises(NoFilter) as refused:
        program()
    assert "apt-get install libseccomp2" in str(refused.value)
