"""Each limit of the engine, reached for real: it is named in its cell, and nothing else breaks."""

from __future__ import annotations

import signal
from dataclasses import replace
from pathlib import Path

import pytest

from grader import execute
from grader.engine import slot_identity
from tests.grader.executing import HASTY, LIMITS, MEBIBYTE, errors, executed, printed, result
from tests.grader.sandboxes import wait_until_gone

NEXT = "print('next')"


def peak_bytes() -> int:
    (line,) = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM:")]
    return int(line.split()[1]) * 1024


# --- time ------------------------------------------------------------------------------------------------------------


def test_an_endless_cell_is_stopped_and_the_rest_runs() -> None:
    endless, following = executed("while True: pass", NEXT, limits=HASTY)
    assert errors(endless)[-1] == "CellTimeLimit"
    assert "제한 시간 2초" in endless.outputs[-1].evalue
    assert "limit of 2 s" in endless.outputs[-1].evalue
    assert printed(following) == "next\n"


def test_a_cell_that_will_not_be_interrupted_ends_the_notebook(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(execute, "INTERRUPT_SECONDS", 1)
    stubborn = "import time\nwhile True:\n    try: time.sleep(9)\n    except KeyboardInterrupt: pass"
    cell, following = executed(stubborn, NEXT, limits=HASTY)
    assert errors(cell) == ["CellTimeLimit"]
    assert errors(following) == ["NotRun"]


def test_the_whole_notebook_has_a_limit() -> None:
    cells = executed(*["import time; time.sleep(1.5)"] * 3, NEXT, limits=replace(HASTY, total_seconds=3))
    assert [errors(cell) for cell in cells] == [[], [], ["NotebookTimeLimit"], ["NotRun"]]
    assert "3초" in cells[2].outputs[-1].evalue


# --- memory and processes --------------------------------------------------------------------------------------------


def test_memory_that_can_not_be_had_at_once_is_an_error_of_the_cell() -> None:
    cell, following = executed("x = bytearray(10**11)", NEXT)
    assert errors(cell) == ["MemoryError"]
    assert printed(following) == "next\n"


def test_memory_beyond_the_limit_ends_the_notebook() -> None:
    cell, following = executed("kept = []\nwhile True: kept.append(bytearray(20 << 20))", NEXT)
    assert errors(cell)[-1] == "MemoryLimit"
    assert "600MB" in cell.outputs[-1].evalue
    assert errors(following) == ["NotRun"]


def test_memory_of_all_processes_together_is_counted() -> None:
    many = "import os, time\nfor _ in range(8):\n    if os.fork() == 0:\n        x = b'x' * (150 << 20); time.sleep(60)"
    cell, _ = executed(many + "\ntime.sleep(60)", NEXT)
    assert errors(cell)[-1] == "MemoryLimit"


def test_a_fork_bomb_is_held_and_leaves_nothing() -> None:
    bomb = (
        "import os, time\nchildren = 0\ntry:\n    while True:\n        if os.fork() == 0: time.sleep(60); os._exit(0)\n"
    )
    cell, _ = executed(bomb + "        children += 1\nexcept OSError: pass\nprint(children)", NEXT)
    assert 10 < int(printed(cell)) < LIMITS.processes
    assert result(executed("6 * 7")[0]) == "42"


def test_folders_in_memory_are_full_in_time() -> None:
    fill = "for i in range(9): open(f'{folder}/{i}', 'wb').write(b'x' * (20 << 20))"
    cells = executed("folder = '/tmp'", fill, "folder = '/dev/shm'", fill, "import os; os.makedirs('/tmp/new')")
    assert [errors(cell) for cell in cells[:4]] == [[], ["OSError"], [], ["OSError"]]


# --- output ----------------------------------------------------------------------------------------------------------


FLOODS = {
    "one-line": "print('x' * 300_000_000)",
    "lines": "for _ in range(800): print('x' * 100_000)",
    "error": "raise ValueError('x' * 20_000_000)",
    "html": "from IPython.display import HTML\nHTML('x' * 20_000_000)",
}


@pytest.mark.parametrize("flood", FLOODS.values(), ids=FLOODS)
def test_a_flood_of_output_ends_the_notebook_and_is_not_kept(flood: str) -> None:
    Path("/proc/self/clear_refs").write_text("5")  # forget the peak so far
    before = peak_bytes()
    limits = replace(LIMITS, cell_seconds=60, memory_bytes=2048 * MEBIBYTE)
    cell, following = executed(flood, NEXT, limits=limits)
    assert errors(cell)[-1] == "OutputLimit"
    assert "8MB" in cell.outputs[-1].evalue
    assert errors(following) == ["NotRun"]
    assert sum(len(str(output)) for output in cell.outputs) < 4 * LIMITS.output_bytes
    assert peak_bytes() - before < 200 * MEBIBYTE


def test_a_flood_of_tiny_outputs_ends_too() -> None:
    """Each costs its part of a page: 1 KiB at least is counted."""
    cell, _ = executed("for i in range(20_000): display(i)", NEXT, limits=replace(LIMITS, output_bytes=MEBIBYTE))
    assert errors(cell)[-1] == "OutputLimit"
    assert len(cell.outputs) == 1024 + 1


def test_what_widgets_say_counts_too() -> None:
    cell, _ = executed(
        "kernel = get_ipython().kernel\n"
        "for i in range(9):\n"
        "    state = {'_model_module': 'x', '_model_name': 'y', 'text': 'z' * 1_000_000}\n"
        "    content = {'comm_id': str(i), 'target_name': 'jupyter.widget', 'data': {'state': state}}\n"
        "    kernel.session.send(kernel.iopub_socket, 'comm_open', content, parent=kernel.get_parent())",
        NEXT,
    )
    assert errors(cell) == ["OutputLimit"]


def test_output_within_the_limit_arrives_whole() -> None:
    many, large = executed(
        "for i in range(2000): display(i)",
        "print('가' * 600_000)",
        limits=replace(LIMITS, cell_seconds=60),
    )
    assert [output.data["text/plain"] for output in many.outputs] == [str(i) for i in range(2000)]
    assert printed(large) == "가" * 600_000 + "\n"


# --- the kernel's end ------------------------------------------------------------------------------------------------


ENDS = {
    "exit": "import os; os._exit(0)",
    "kill": f"import os; os.kill(os.getpid(), {signal.SIGKILL:d})",
    "crash": "import ctypes; ctypes.string_at(0)",
}


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
def test_a_kernel_that_ends_is_named_and_later_cells_say_not_run(end: str) -> None:
    first, cell, following = executed("print('before')", end, NEXT)
    assert printed(first) == "before\n"
    assert errors(cell) == ["KernelDied"]
    assert errors(following) == ["NotRun"]


# --- messages that are none ------------------------------------------------------------------------------------------

SEND = """
kernel = get_ipython().kernel
def send(kind, content, socket=None):
    kernel.session.send(socket or kernel.iopub_socket, kind, content, parent=kernel.get_parent())
"""
STRANGE = {
    "no-name": "send('stream', {'bad': 1}) and None",
    "no-text": "send('stream', {'name': 'stdout', 'text': 5}) and None",
    "no-data": "send('execute_result', {'data': 5}) and None",
    "no-state": "send('status', {}) and None",
    "no-traceback": "send('error', {'ename': 1}) and None",
    "not-a-kind": "send('x' * 300, {}) and None",
    "transient": "send('display_data', {'data': {}, 'metadata': {}, 'transient': 'x'}) and None",
    "no-frames": "kernel.iopub_socket.send_multipart([b'x', b'y'])",
    "forged-frames": "kernel.iopub_socket.send_multipart([b'<IDS|MSG>', b'sig', b'{}', b'{}', b'{}', b'{}'])",
    "binary": "get_ipython().display_pub.publish({'text/html': 5, 'image/png': ['x', 3], 'text/plain': 'kept'})",
    "nested": "x = {}\nfor _ in range(900): x = {'x': x}\nget_ipython().display_pub.publish({'application/json': x})",
    "metadata": "get_ipython().display_pub.publish({'text/plain': 'kept'}, {'image/png': {'width': [1], 'height': 7}})",
    "count": "send('execute_input', {'code': '', 'execution_count': 'x'}) and None",
    "surrogate": "print('a\\ud800b')",
    "nul": "print('a\\0b\\x1b[31mred')",
    "comm": "send('comm_open', {}) and None",
}


def test_messages_that_are_none_cost_the_cell_that_sent_them_and_nothing_else() -> None:
    cells = dict(zip(("setup", *STRANGE, "last"), executed(SEND, *STRANGE.values(), NEXT), strict=True))
    assert printed(cells["last"]) == "next\n"
    assert [name for name in STRANGE if errors(cells[name])] == []
    (binary,) = cells["binary"].outputs
    assert binary.data == {"text/plain": "kept"}
    (sized,) = cells["metadata"].outputs
    assert sized.metadata == {"image/png": {"height": 7}}
    assert all(isinstance(cell.execution_count, int) for cell in cells.values())


def test_a_forged_answer_of_the_kernel_is_passed_over() -> None:
    forge = "stream = kernel.shell_socket if hasattr(kernel, 'shell_socket') else kernel.shell_stream\n"
    forge += "for content in ({}, {'status': 'error'}, {'status': 5}, {'status': 'error', 'ename': 1}):\n"
    forge += "    kernel.session.send(stream, 'execute_reply', content, parent=kernel.get_parent())"
    cells = executed(SEND, forge, NEXT)
    assert printed(cells[-1]) == "next\n"


def test_ids_of_the_slot_end_with_the_run() -> None:
    """What a run leaves in its slot's id would count against the next one's processes."""
    executed("import os, time\nif os.fork() == 0:\n    os.setsid(); time.sleep(60)")
    if (identity := slot_identity(0)) is not None:
        wait_until_gone(identity.uid)
