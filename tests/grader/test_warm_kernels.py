"""Warm kernels: the same outputs as cold ones, confined, and gone when whoever started them is."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

from grader.engine import Engine, slot_identity
from grader.limits import MEBIBYTE, GradingLimits
from grader.warm.parent import Renewal, WarmParent, WarmUnavailable
from grader.watchdog import tree_memory_bytes
from tests.grader.executing import LAB_ENVIRONMENT

LIGHT = ("ipykernel.kernelapp", "ipykernel.ipkernel", "ipykernel.zmqshell")
LIMITS = GradingLimits(cell_seconds=20, total_seconds=60, memory_bytes=1024 * MEBIBYTE)


def notebook(*sources: str) -> NotebookNode:
    return new_notebook(cells=[new_code_cell(textwrap.dedent(source)) for source in sources])


def texts(executed: NotebookNode) -> list[str]:
    return [
        "".join(str(o.get("text") or o.get("evalue") or o.get("data", {}).get("text/plain")) for o in cell.outputs)
        for cell in executed.cells
    ]


def parent(engine: Engine, renewal: Renewal | None = None, modules: tuple[str, ...] = LIGHT) -> WarmParent:
    return WarmParent(engine.sandbox(0), modules, renewal)


@pytest.fixture
def cold() -> Engine:
    return Engine(LAB_ENVIRONMENT, None, LIMITS)


@pytest.fixture
def warm(cold: Engine) -> Iterator[Engine]:
    engine = Engine(LAB_ENVIRONMENT, None, LIMITS, parent(cold))
    yield engine
    engine.close()


def processes_with(mark: str) -> list[int]:
    found = []
    for folder in Path("/proc").iterdir():
        with contextlib.suppress(OSError, ValueError):
            if mark.encode() in (folder / "cmdline").read_bytes():
                found.append(int(folder.name))
    return found


def until(holds: Callable[[], bool], seconds: float = 15) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.05)
    return holds()


def test_a_warm_kernel_has_loaded_what_a_cold_one_must_import(warm: Engine, cold: Engine) -> None:
    imported = "import time; t = time.process_time(); import numpy; print(time.process_time() - t)"
    loaded = Engine(LAB_ENVIRONMENT, None, LIMITS, parent(cold, modules=(*LIGHT, "numpy")))
    try:
        ours, theirs = (float(texts(engine.execute(notebook(imported), 0))[0]) for engine in (loaded, cold))
    finally:
        loaded.close()
    assert ours < theirs / 10


def test_kernels_of_one_parent_share_nothing_that_is_random(warm: Engine) -> None:
    numbers = "import random, uuid; print(random.random(), uuid.uuid4())"
    first, second = (texts(warm.execute(notebook(numbers), 0))[0] for _ in range(2))
    assert first != second


def test_a_warm_kernel_finds_the_module_of_a_frame_as_inspect_does(warm: Engine, cold: Engine) -> None:
    """Of a library's, of a cell's, of a module that the trainee wrote and imported later, and of one that is gone."""
    look = """
    import inspect, json, sys
    def frame_of(function):
        try:
            function()
        except Exception as error:
            trace = error.__traceback__
            while trace.tb_next:
                trace = trace.tb_next
            return trace.tb_frame
    def name(thing):
        module = inspect.getmodule(thing)
        return module.__name__ if module else None
    library = frame_of(lambda: json.loads("{"))
    print(name(library), name(library.f_code), name(frame_of(lambda: 1 / 0)), name(json.loads), name(json))
    with open("mine.py", "w") as file:
        file.write("def fail():\\n    raise ValueError\\n")
    import mine
    print(name(frame_of(mine.fail)), name(frame_of(lambda: 1 / 0)))
    frame = frame_of(mine.fail)
    del sys.modules["mine"]
    print(name(frame))
    """
    said = [texts(engine.execute(notebook(look), 0))[0].splitlines() for engine in (warm, cold)]
    assert said[0] == said[1] == ["json.decoder json.decoder None json json", "mine None", "None"]


def test_a_warm_kernel_sees_nothing_of_ours_but_what_is_put_there(warm: Engine) -> None:
    look = """
    import os, sys
    rooms = ("grader", "hub_config", "courses", "labs", "sandbox_data")
    ours = [name for name, module in sys.modules.items() if name.split(".")[0] in rooms
            and not str(module.__file__).startswith("/opt/shopfloor/")]
    print(ours, [p for p in sys.path if "shopfloor" in p and p != "/opt/shopfloor"], os.listdir("/proc/self/fd"))
    print(sorted(os.listdir("/")), os.getuid(), [k for k in vars(sys.modules["__main__"]) if k in ("main", "__file__")])
    """
    said = texts(warm.execute(notebook(look), 0))[0]
    assert said.startswith("[] [] ")
    assert "'root'" not in said
    assert said.rstrip().endswith("[]")
    identity = slot_identity(0)
    assert str(identity.uid if identity is not None else os.geteuid()) in said.splitlines()[1].split()


def test_limits_bind_in_warm_kernels(cold: Engine) -> None:
    tight = Engine(LAB_ENVIRONMENT, None, GradingLimits(cell_seconds=2, total_seconds=30, memory_bytes=300 * MEBIBYTE))
    engine = Engine(LAB_ENVIRONMENT, None, tight.limits, parent(tight))
    try:
        slow = engine.execute(notebook("while True: pass", "print('on')"), 0)
        assert slow.cells[0].outputs[-1].ename == "CellTimeLimit"
        assert texts(slow)[1] == "on\n"
        greedy = engine.execute(
            notebook("import time\nkept = []\nwhile True:\n    kept.append(b'x' * 10**7)\n    time.sleep(.01)", "1"), 0
        )
        assert [cell.outputs[-1].ename for cell in greedy.cells] == ["MemoryLimit", "NotRun"]
        dead = engine.execute(notebook("import os; os._exit(3)", "1"), 0)
        assert [cell.outputs[-1].ename for cell in dead.cells] == ["KernelDied", "NotRun"]
    finally:
        engine.close()


def test_a_daemon_of_a_warm_kernel_ends_with_it(warm: Engine) -> None:
    mark = f"daemon-{os.getpid()}-{time.monotonic_ns()}"
    daemon = f"""
    import subprocess, sys
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)", "{mark}"], start_new_session=True)
    print(child.poll())
    """
    assert texts(warm.execute(notebook(daemon), 0))[0] == "None\n"
    assert until(lambda: not processes_with(mark))


def test_the_watchdog_sees_what_a_warm_kernel_started(warm: Engine, cold: Engine) -> None:
    """Its process id is ours, not the one that it has in its own namespace."""
    assert warm.warm is not None
    process = warm.warm.fork(cold.sandbox(0), "import time; time.sleep(1)", [])
    assert process.pid > 2
    assert tree_memory_bytes(process.pid) >= 0
    assert process.wait(20) is not None
    assert tree_memory_bytes(process.pid) == 0


def test_a_parent_that_dies_is_replaced_and_its_kernels_end(warm: Engine, cold: Engine) -> None:
    assert warm.warm is not None
    assert texts(warm.execute(notebook("print(1)"), 0)) == ["1\n"]
    process = warm.warm.fork(cold.sandbox(0), "import time; time.sleep(60)", [])
    bubblewrap = [pid for pid in processes_with(str(warm.warm.folder)) if pid != os.getpid()]
    assert bubblewrap
    for pid in bubblewrap:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    assert process.wait(10) is not None
    assert texts(warm.execute(notebook("print(2)"), 0)) == ["2\n"]
    assert texts(warm.execute(notebook("print(3)"), 0)) == ["3\n"]


def test_a_parent_is_renewed_after_its_number_of_forks(cold: Engine) -> None:
    renewed = parent(cold, Renewal(forks=2))
    engine = Engine(LAB_ENVIRONMENT, None, LIMITS, renewed)
    try:
        first = renewed._generation()
        for _ in range(2):
            engine.execute(notebook("1"), 0)
        assert until(lambda: renewed._generation() is not first)
        assert texts(engine.execute(notebook("print(4)"), 0)) == ["4\n"]
        assert until(lambda: first._process.poll() is not None)
    finally:
        engine.close()


def test_a_kernel_starts_cold_and_says_so_where_no_parent_can_start(
    cold: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    view = cold.sandbox(0)
    broken = WarmParent(replace(view, environment={"PATH": "/nowhere:/bin"}), LIGHT)
    engine = Engine(LAB_ENVIRONMENT, None, LIMITS, broken)
    try:
        assert texts(engine.execute(notebook("print(5)"), 0)) == ["5\n"]
    finally:
        engine.close()
    assert "This kernel starts cold" in caplog.text


def test_a_library_that_starts_a_thread_is_refused(cold: Engine, caplog: pytest.LogCaptureFixture) -> None:
    """pyarrow does, unless it is told not to: the kernels' environment tells it."""
    view = cold.sandbox(0)
    telling = {name: value for name, value in view.environment.items() if name != "JE_ARROW_MALLOC_CONF"}
    threaded = WarmParent(replace(view, environment=telling), (*LIGHT, "pyarrow"))
    try:
        with pytest.raises(WarmUnavailable, match="thread"):
            threaded.fork(view, "pass", [])
    finally:
        threaded.close()


def test_all_ends_with_the_process_that_started_it(tmp_path: Path) -> None:
    """A worker that is killed leaves no parent and no kernel behind."""
    program = f"""
    import sys, time
    from pathlib import Path
    from grader.engine import Engine, slot_identity
    from grader.warm.parent import WarmParent
    engine = Engine(Path({str(LAB_ENVIRONMENT)!r}), None)
    parent = WarmParent(engine.sandbox(0), {LIGHT!r})
    parent._generation()
    print(parent.folder, flush=True)
    time.sleep(60)
    """
    worker = subprocess.Popen([sys.executable, "-c", textwrap.dedent(program)], stdout=subprocess.PIPE, text=True)
    assert worker.stdout is not None
    folder = worker.stdout.readline().strip()
    assert processes_with(folder)
    worker.kill()
    worker.wait()
    worker.stdout.close()
    assert until(lambda: not processes_with(folder))
    subprocess.run(["rm", "-rf", folder], check=True)
