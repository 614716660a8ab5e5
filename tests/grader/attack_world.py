"""Notebooks that attack the grading of others. The numbers are those of tests/grader/test_attacks.py."""

from __future__ import annotations

import copy
import os
from pathlib import Path

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

from tests.grader.conftest import LAB, answered
from tests.grader.grading_world import GradingWorld

# Each attack prints its number and what came of it; whatever goes wrong is printed as well.
ATTEMPT = """
import glob, os, socket, sqlite3, subprocess, sys, urllib.request
def attempt(number, attack):
    try: print(f"{number}: succeeded: {str(attack())[:200]}")
    except BaseException as error: print(f"{number}: {type(error).__name__}")
"""
XSS = """
from IPython.display import HTML, Javascript, SVG, display
display(HTML("<script>steal()</script><img src=x onerror=steal()><iframe src='https://evil.example'></iframe>"))
display(Javascript("steal()"), HTML("<a href='javascript:steal()'>x</a>"))
display({"image/svg+xml": "<svg onload=steal()></svg>", "text/html": "<svg><script>steal()</script></svg>"}, raw=True)
print("<script>steal()</script>")
"""


def looking_around(world: GradingWorld, released: Path, port: int, marker: str) -> NotebookNode:
    """5, 6, 16, 17, 20, 21, 27, 28 and 19: everything that stays within a kernel that lives on."""
    course, registry = world.course, world.folder / "registry.sqlite"
    victim = course / "submitted" / "kim" / LAB / f"{LAB}.ipynb"
    secrets = [course / "source" / LAB / f"{LAB}.ipynb", course / "release", victim, registry, world.blob_file("kim")]
    secrets += [course / "autograded" / "kim" / LAB / f"{LAB}.ipynb"]
    assert all(path.exists() for path in secrets)
    rob = f"""
def rob(path):
    database = sqlite3.connect(path)
    database.execute("update grade set manual_score = 1000")
    database.commit()
def search(name):
    places = ["-path", "/proc", "-o", "-path", "/usr", "-o", "-name", ".venv-lab"]
    return subprocess.run(["find", "/", "(", *places, ")", "-prune", "-o", "-name", name, "-print"],
        capture_output=True, text=True).stdout.split()
attempt("5 gradebook", lambda: rob({str(course / "gradebook.db")!r}))
attempt("5 registry", lambda: rob({str(registry)!r}))
attempt("5 search", lambda: (search("*.db") + search("registry*"))[0])
"""  # noqa: S608 - it is an attack
    read = "\n".join(f"attempt('6', lambda: open({str(path)!r}).read())" for path in secrets)
    read += """
attempt("6 search", lambda: search("*.ipynb")[0])
os.symlink("/etc/shadow", "link")
attempt("16", lambda: open("link").read())
attempt("16 direct", lambda: open("/etc/shadow").read())
"""
    write = f"""
attempt("20", lambda: open({str(victim)!r}, "w").write("{{}}"))
parent = f"/proc/{{os.getppid()}}"
for part in ("environ", "cmdline", "mem", "maps"):
    attempt(f"21 {{part}}", lambda: open(f"{{parent}}/{{part}}", "rb").read())
attempt("21 root", lambda: os.listdir(f"{{parent}}/root/home"))
attempt("21 worker", lambda: open("/proc/{os.getpid()}/environ").read())
attempt("27", lambda: urllib.request.urlopen("http://127.0.0.1:{port}/", data=b"hidden", timeout=2))
attempt("27 name", lambda: socket.getaddrinfo("example.com", 80))
attempt("28", lambda: os.kill({os.getpid()}, 9))
for pid in (os.getppid(), 1):
    try: os.kill(pid, 9)
    except OSError: pass
subprocess.Popen(["sleep", "{marker}"], start_new_session=True)
subprocess.Popen(["setsid", "-f", "nohup", "sleep", "{marker}"])
print("17: started")
"""
    notebook = answered(released)
    notebook.cells[1:1] = [new_code_cell(source) for source in (ATTEMPT, rob, read, write, XSS)]
    notebook.cells.append(
        new_markdown_cell("<script>steal()</script>\n\n<img src=x onerror=steal()> [x](javascript:steal())")
    )
    return notebook


def _named(notebook: NotebookNode, name: str) -> NotebookNode:
    (found,) = [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == name]
    return found


def doubled_and_deleted(released: Path) -> NotebookNode:
    """8 and 11: checks repeated as empty cells, and deleted."""
    notebook = answered(released)
    for name in ("t1-visible", "t2-hidden"):
        twin = copy.deepcopy(_named(notebook, name))
        twin.source, twin.id = "pass", f"twin-{name}"
        notebook.cells.append(twin)
    notebook.cells = [
        cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade_id") != "t1-hidden"
    ]
    return notebook


def forged(released: Path) -> NotebookNode:
    """9 and 10: points, locks and grades forged; checks turned into solutions; schemas of other times."""
    notebook = answered(released)
    _named(notebook, "t1-visible").metadata["nbgrader"].update(points=1000, grade=False, locked=False)
    _named(notebook, "t1-hidden").metadata["nbgrader"].update(schema_version=99, points=-1000)
    check = _named(notebook, "t2-hidden")
    check.metadata["nbgrader"].update(solution=True, locked=False, schema_version=1)
    check.source = "1"
    return notebook


def ends_its_kernel(released: Path, **right: str) -> NotebookNode:
    """12, before right answers: what did not run counts nothing."""
    notebook = answered(released, **right)
    notebook.cells.insert(0, new_code_cell("import os; os._exit(0)"))
    return notebook


def takes_too_much(released: Path) -> NotebookNode:
    """13, 23, 26 and 18, one after the other."""
    notebook = answered(released)
    sources = ("import sys; sys.exit()", "while True: pass", "bytearray(10**11)", "print('x' * 300_000_000)")
    notebook.cells[:0] = [new_code_cell(source) for source in sources]
    return notebook


def forks_without_end(released: Path) -> NotebookNode:
    """25, as it is written everywhere: the children fork too."""
    notebook = answered(released)
    notebook.cells.insert(0, new_code_cell("import os\nwhile True: os.fork()"))
    return notebook
