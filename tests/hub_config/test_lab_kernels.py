"""A trainee's kernels are there at once, and are otherwise the kernels that users know."""

from __future__ import annotations

import ast
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest

from tests.grader.test_cold_and_warm_outputs import GALLERY
from tests.hub_config.lab_kernel import LabKernel, new_kernel
from tests.hub_config.lab_server import LabServer, start
from tests.hub_config.real_hub import RunningHub

CONTROL_GROUPS = os.access("/sys/fs/cgroup/memory", os.W_OK)
LOADED = "import sys; print('sklearn.ensemble' in sys.modules, 'jupyter_server' in sys.modules)"
# Who started it differs.
CELLS = [cell for cell in GALLERY if "os.getppid()" not in cell]


@pytest.fixture(scope="module")
def lab(running_hub: RunningHub) -> LabServer:
    return start(running_hub, "jun")


@pytest.fixture
def kernel(lab: LabServer) -> Iterator[LabKernel]:
    started = new_kernel(lab)
    yield started
    started.end()


def until(holds: Callable[[], bool], seconds: float = 30) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.1)
    return holds()


def test_a_kernel_has_the_labs_libraries_already_and_nothing_of_the_server(kernel: LabKernel) -> None:
    assert "True False" in kernel.outputs([LOADED])[0]


def test_the_first_import_is_over_at_once(kernel: LabKernel) -> None:
    spent = "import time\nt = time.process_time()\nimport pandas, sklearn, matplotlib.pyplot, scipy.stats\n"
    printed = kernel.outputs([spent + "print(time.process_time() - t < 0.2)"])[0]
    assert "True" in printed


def test_every_output_is_the_same_in_a_kernel_that_was_started_cold(lab: LabServer) -> None:
    """The kernels' parent is killed, as a trainee could: the next kernel starts cold."""
    warm = new_kernel(lab)
    forked = warm.outputs(CELLS)
    warm.outputs(["import os, signal; os.kill(os.getppid(), signal.SIGKILL)"])
    warm.end()
    cold = new_kernel(lab)
    try:
        assert "False False" in cold.outputs([LOADED])[0]
        cold.ask("POST", "/restart")
        started = cold.outputs(CELLS)
    finally:
        cold.end()
    _fresh_server(lab)
    assert [pair for pair in zip(started, forked, strict=True) if pair[0] != pair[1]] == []


def _fresh_server(lab: LabServer) -> None:
    """The next tests want warm kernels again."""
    headers = {"Authorization": f"token {lab.token}"}
    lab.client.delete(f"{lab.hub.origin}/hub/api/users/{lab.username}/server", headers=headers)
    assert until(lambda: lab.get("api/status").status_code != 200)
    start(lab.hub, lab.username)


def test_a_cell_that_runs_for_ever_can_be_interrupted_with_what_it_started(kernel: LabKernel) -> None:
    kernel.outputs(["import subprocess, time; child = subprocess.Popen(['sleep', '600'])"])
    loop = "try:\n    while True: time.sleep(0.1)\nexcept KeyboardInterrupt:\n    print('interrupted', child.wait(10))"
    later = threading.Timer(1.5, lambda: kernel.ask("POST", "/interrupt"))
    later.start()
    assert "interrupted -2" in kernel.outputs([loop], 30)[0]
    assert "'still here'" in kernel.outputs(["'still here'"])[0]


def test_a_restart_gives_a_fresh_kernel_under_the_same_name(kernel: LabKernel) -> None:
    kernel.outputs(["value = 1"])
    before = kernel.outputs(["import os; print(os.getpid())"])[0]
    for _ in range(2):
        kernel.ask("POST", "/restart")
        assert "NameError" in kernel.outputs(["value"])[0]
    assert kernel.outputs(["import os; print(os.getpid())"])[0] != before
    assert "True False" in kernel.outputs([LOADED])[0]


def test_several_kernels_share_nothing(lab: LabServer) -> None:
    kernels = [new_kernel(lab) for _ in range(3)]
    draw = "import random, numpy; print(random.random(), numpy.random.rand())"
    try:
        for number, kernel in enumerate(kernels):
            kernel.outputs([f"value = {number}; import os; os.environ['MINE'] = '{number}'; os.chdir('/')"])
        printed = [kernel.outputs(["print(value, os.environ['MINE'])"])[0] for kernel in kernels]
        assert all(f"{number} {number}" in text for number, text in enumerate(printed))
        assert len({kernel.outputs([draw])[0] for kernel in kernels}) == 3
    finally:
        for kernel in kernels:
            kernel.end()


def after_restart(kernel: LabKernel, source: str) -> str:
    """What a cell shows on the next connection that is answered: JupyterLab, too, connects anew after a restart."""
    shown: list[str] = []

    def answers() -> bool:
        with suppress(AssertionError, TimeoutError):
            shown.extend(kernel.outputs([source], 5))
        return bool(shown)

    assert until(answers)
    return shown[0]


def test_a_kernel_that_takes_too_much_memory_dies_alone_and_comes_back(lab: LabServer, kernel: LabKernel) -> None:
    """The control group ends it, JupyterLab says so and restarts it; without control groups it is a MemoryError."""
    greedy = "kept = []\nwhile True:\n    kept.append(bytearray(64 << 20))"
    if not CONTROL_GROUPS:
        assert "MemoryError" in kernel.outputs([greedy])[0]
        return
    other = new_kernel(lab)
    other.outputs(["value = 7"])
    with pytest.raises((AssertionError, TimeoutError)):
        kernel.outputs([greedy], 60)
    assert "NameError" in after_restart(kernel, "kept")
    assert "7" in other.outputs(["print(value)"])[0]
    other.end()


def test_a_kernel_that_ends_itself_is_started_again(kernel: LabKernel) -> None:
    with pytest.raises((AssertionError, TimeoutError)):
        kernel.outputs(["import os; os._exit(3)"], 8)
    assert "2" in after_restart(kernel, "1 + 1")
    assert kernel.ask("GET")["execution_state"] == "idle"


def test_what_a_kernel_started_in_the_background_ends_with_it(lab: LabServer) -> None:
    kernel = new_kernel(lab)
    kernel.outputs(["import subprocess; child = subprocess.Popen(['sleep', '987123'])"])
    kernel.end()
    look = """
    import pathlib
    commands = [(p / "cmdline").read_bytes() for p in pathlib.Path("/proc").glob("[0-9]*")]
    print([command for command in commands if b"987123" in command])
    """
    assert until(lambda: ast.literal_eval(lab.run(look).strip()) == [])


def test_exit_handlers_run_as_in_any_process(lab: LabServer) -> None:
    kernel = new_kernel(lab)
    kernel.outputs(["import atexit, pathlib; atexit.register((pathlib.Path.home() / 'ended.txt').write_text, 'x')"])
    kernel.end()
    file = lab.hub.settings.homes_folder / "jun" / "ended.txt"
    assert until(file.exists)
