"""What the watchdog reads of a process tree."""

from __future__ import annotations

import subprocess
import sys

from grader.watchdog import tree_cpu_seconds

WORK = "import time\nwhile time.process_time() < 0.3: pass\n"
PARENT = f"""import subprocess, sys
subprocess.run([sys.executable, "-c", {WORK!r}], check=True)
print("done", flush=True)
sys.stdin.read()
"""


def test_the_cpu_seconds_of_a_child_that_ended_still_count() -> None:
    process = subprocess.Popen([sys.executable, "-c", PARENT], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == b"done\n"
        assert 0.29 <= tree_cpu_seconds(process.pid) < 30
    finally:
        process.communicate()


def test_a_process_that_is_gone_has_used_nothing() -> None:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    assert tree_cpu_seconds(process.pid) == 0
