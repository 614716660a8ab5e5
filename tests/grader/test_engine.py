"""What the engine makes of a notebook, in a real kernel of the lab environment in a real sandbox."""

from __future__ import annotations

import contextlib
import os
import subprocess
import threading
from pathlib import Path

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from grader.checks.box import KERNEL_FILES
from grader.engine import Engine, slot_identity
from grader.errors import EngineFault
from grader.kernels import tied_command
from grader.sandbox import Sandbox
from tests.grader.conftest import LAB
from tests.grader.executing import LAB_ENVIRONMENT, LIMITS, errors, executed, printed, result
from tests.grader.sandboxes import wait_until

REPOSITORY = Path(__file__).resolve().parents[2]
# One notebook for all that doesn't end a kernel: a cell for each question.
CELLS = {
    "result": "1 + 1",
    "korean": "print('배치 13은 정상 범위를 벗어납니다')",
    "table": "import pandas as pd; pd.DataFrame({'온도': [71.5, 72.0]})",
    "plot": "import matplotlib.pyplot as plt; plt.plot([1, 2]); plt.show()",
    "warning": "import warnings, sys; warnings.warn('old', DeprecationWarning); print('말', file=sys.stderr); 7",
    "mistake": "undefined_name",
    "afterwards": "'the next cell runs'",
    "input": "input('이름?')",
    "exit": "raise SystemExit(3)",
    "identity": "import os; (os.getuid(), os.getgid(), os.getgroups())",
    "environment": "sorted(os.environ.items())",
    "network": "import socket; socket.create_connection(('127.0.0.1', 8000), timeout=1)",
    "name": "socket.getaddrinfo('pypi.org', 443)",
    "data": "open('/data/table.txt').read()",
    "change": "open('/data/table.txt', 'a')",
    "add": "open('/data/new.txt', 'w')",
    "load": "import sandbox_data; sandbox_data.__file__",
    "ours": "import pathlib; sorted(str(p) for p in pathlib.Path('/opt/shopfloor').rglob('*.py'))",
    "home": "open('note', 'w').write('x'); os.getcwd()",
    "root": "sorted(os.listdir('/'))",
    "sockets": "import sys; open(os.path.dirname(sys.argv[-1]) + '/s/full', 'w')",
    "processes": "[name for name in os.listdir('/proc') if name.isdigit()]",
}


@pytest.fixture(scope="module")
def cells(released_data: Path) -> dict[str, NotebookNode]:
    run = executed(*CELLS.values(), released_data=released_data)
    return dict(zip(CELLS, run, strict=True))


def test_a_notebook_comes_back_with_its_outputs(cells: dict[str, NotebookNode]) -> None:
    assert result(cells["result"]) == "2"
    assert printed(cells["korean"]) == "배치 13은 정상 범위를 벗어납니다\n"
    assert "<table" in cells["table"].outputs[-1].data["text/html"]
    assert cells["plot"].outputs[-1].data["image/png"].startswith("iVBOR")
    assert [cell.execution_count for cell in cells.values()] == list(range(1, len(cells) + 1))


def test_a_mistake_stands_in_its_cell_and_the_rest_runs(cells: dict[str, NotebookNode]) -> None:
    assert errors(cells["mistake"]) == ["NameError"]
    assert errors(cells["exit"]) == ["SystemExit"]
    assert result(cells["afterwards"]) == "'the next cell runs'"


def test_warnings_and_stderr_are_no_errors(cells: dict[str, NotebookNode]) -> None:
    assert "old" in printed(cells["warning"], "stderr")
    assert "말" in printed(cells["warning"], "stderr")
    assert result(cells["warning"]) == "7"


def test_nobody_is_there_to_answer_a_question(cells: dict[str, NotebookNode]) -> None:
    assert errors(cells["input"]) == ["StdinNotImplementedError"]


def test_the_code_runs_under_the_slot_s_id(cells: dict[str, NotebookNode]) -> None:
    identity = slot_identity(0)
    if os.geteuid() == 0:
        assert identity is not None
        assert result(cells["identity"]) == f"({identity.uid}, {identity.gid}, [])"
    else:
        assert result(cells["identity"]).startswith(f"({os.getuid()},")


def test_the_environment_holds_nothing_of_the_platform_s(cells: dict[str, NotebookNode]) -> None:
    environment = result(cells["environment"])
    assert "SHOPFLOOR" not in environment
    assert "TOKEN" not in environment
    assert ".venv-lab/bin:/usr/bin:/bin" in environment
    assert "'Asia/Seoul'" in environment


def test_there_is_no_network(cells: dict[str, NotebookNode]) -> None:
    assert errors(cells["network"]) in (["OSError"], ["ConnectionRefusedError"])
    assert errors(cells["name"]) == ["gaierror"]


def test_released_data_can_be_read_but_not_written(cells: dict[str, NotebookNode], released_data: Path) -> None:
    assert result(cells["data"]) == "'1 2 3'"
    assert errors(cells["change"]) == errors(cells["add"]) == ["OSError"]
    assert [path.name for path in released_data.iterdir()] == ["table.txt"]


def test_of_our_code_only_the_reader_of_data_and_what_answers_checks_is_there(cells: dict[str, NotebookNode]) -> None:
    assert result(cells["load"]) == "'/opt/shopfloor/sandbox_data/__init__.py'"
    ours = [f"grader/checks/{name}.py" for name in KERNEL_FILES] + ["grader/__init__.py"]
    ours += ["sandbox_data/__init__.py", "sandbox_data/reading.py"]
    assert eval(result(cells["ours"])) == sorted(f"/opt/shopfloor/{name}" for name in ours)  # noqa: S307


def test_the_home_is_private(cells: dict[str, NotebookNode]) -> None:
    assert result(cells["home"]) == "'/tmp/home'"


def test_the_host_is_out_of_sight(cells: dict[str, NotebookNode]) -> None:
    shown = set(eval(result(cells["root"])))  # noqa: S307 - a list of names
    allowed = {"bin", "data", "dev", "etc", "lib", "lib32", "lib64", "opt", "proc", "sbin", "tmp", "usr"}
    assert shown <= allowed | {LAB_ENVIRONMENT.parts[1]}
    assert len(eval(result(cells["processes"]))) <= 3  # noqa: S307


def test_nothing_can_be_written_to_the_host_s_disk(cells: dict[str, NotebookNode]) -> None:
    if os.geteuid() == 0:  # an ordinary user's kernel has the id that owns the folder of its sockets
        assert errors(cells["sockets"]) == ["PermissionError"]


def test_sources_gradebooks_and_submissions_are_out_of_reach(released: Path) -> None:
    paths = [released / "source" / LAB / f"{LAB}.ipynb", released / "gradebook.db", released / "release", REPOSITORY]
    paths += [REPOSITORY / "labs", REPOSITORY / "grader", Path.home(), Path("/etc/shadow"), Path("/var"), Path("/root")]
    assert all(path.exists() for path in paths)
    # The folder of the lab environment is there, as a mount point with nothing else in it.
    question = (
        f"import os; [p for p in {[str(path) for path in paths]} if os.path.exists(p)], os.listdir({str(REPOSITORY)!r})"
    )
    (cell,) = executed(question)
    assert result(cell) == f"(['{REPOSITORY}'], ['.venv-lab'])"


def test_tags_and_metadata_can_not_keep_a_cell_from_running() -> None:
    """An instructor's tool sends notebooks as they were handed in."""
    cells = [new_markdown_cell("# 제목"), new_code_cell("   \n"), *(new_code_cell("print('ran')") for _ in range(3))]
    notebook = new_notebook(cells=cells)
    notebook.cells[2].metadata["tags"] = ["skip-execution", "raises-exception", ""]
    notebook.cells[3].metadata["tags"] = 5
    notebook.cells[4].metadata["execution"] = "never"
    notebook = Engine(LAB_ENVIRONMENT, None, LIMITS).execute(notebook, 0)
    assert [printed(cell) for cell in notebook.cells[1:]] == ["", "ran\n", "ran\n", "ran\n"]


def test_two_slots_at_once_do_not_see_each_other() -> None:
    both = threading.Barrier(2, timeout=60)
    found: dict[int, list[NotebookNode]] = {}
    code = "import os, time; open('/dev/shm/mine', 'w').write('x'); time.sleep(1); os.listdir('/dev/shm'), os.getuid()"

    def work(slot: int) -> None:
        both.wait()
        found[slot] = executed(code, slot=slot)

    threads = [threading.Thread(target=work, args=(slot,)) for slot in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seen = {slot: result(cells[0]) for slot, cells in found.items()}
    for slot in (0, 1):
        identity = slot_identity(slot)
        assert seen[slot] == f"(['mine'], {identity.uid if identity else os.getuid()})"


# --- our own faults --------------------------------------------------------------------------------------------------


def test_a_missing_environment_is_our_fault_and_says_so(tmp_path: Path) -> None:
    with pytest.raises(EngineFault, match="is missing") as fault:
        Engine(tmp_path / "nothing", None, LIMITS).execute(new_notebook(cells=[new_code_cell("1")]), 0)
    assert "./shopfloor up" in str(fault.value)


def test_an_environment_that_starts_no_kernel_is_our_fault(tmp_path: Path) -> None:
    broken = tmp_path / "venv" / "bin"
    broken.mkdir(parents=True)
    (broken / "python").symlink_to("/bin/false")
    with pytest.raises(EngineFault, match="could not be executed"):
        Engine(broken.parent, None, LIMITS).execute(new_notebook(cells=[new_code_cell("1")]), 0)


def test_nothing_stays_behind() -> None:
    marker = f"{800_000 + os.getpid()}"
    (cell,) = executed(f"import subprocess; subprocess.Popen(['sleep', '{marker}'], start_new_session=True).pid > 0")
    assert result(cell) == "True"
    wait_until(marker, 0)
    identity = slot_identity(0)
    ours = identity.uid if identity else os.getuid()
    for path in Path("/tmp").glob("sfk-*/kernel.json"):
        with contextlib.suppress(FileNotFoundError):  # other sessions on this machine have such folders too
            assert path.stat().st_uid != ours


@pytest.mark.parametrize("alive", [True, False])
def test_a_kernel_does_not_start_once_its_engine_is_gone(alive: bool) -> None:
    """A worker can be killed while bubblewrap still makes mounts, before it binds the sandbox to anybody's life."""
    reading, writing = os.pipe()
    if not alive:
        os.close(writing)
    sandbox = Sandbox(identity=slot_identity(0), environment={"HOME": "/tmp/home"})
    argv = tied_command(["/bin/sh", "-c", f"pwd; test ! -e /proc/self/fd/{reading}"], sandbox, reading)
    done = subprocess.run(argv, pass_fds=(reading,), capture_output=True, text=True, timeout=60, check=False)
    os.close(reading)
    if alive:
        os.close(writing)
    assert (done.returncode, done.stdout) == ((0, "/tmp/home\n") if alive else (1, ""))
