"""What an instructor's lab server is to nbgrader: the lab environment, our real configuration, own course folder."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

from grader.sandbox import Identity, Limits, Mount, Mounts, Sandbox, command
from grader.sandbox.interpreter import interpreter_mounts
from tests.grader.conftest import COURSE_UID, RUN
from tests.grader.executing import LAB_ENVIRONMENT

REPOSITORY = Path(__file__).resolve().parents[2]
OUR_CODE = Path("/opt/shopfloor")
HOME = Path("/home/teacher")
TEACHER_UID = 20_050

# Runs nbgrader's commands one after the other in one process, or formgrader's own calls; prints how each ended.
PROGRAM = """
import io, json, logging, sys
from jupyter_core.application import NoStart
from nbgrader.apps import NbGraderApp
from nbgrader.apps.api import NbGraderAPI
results = []
for words in json.loads(sys.argv[1]):
    said = io.StringIO()
    handler = logging.StreamHandler(said)
    app = NbGraderApp(log_level=logging.INFO)
    try:
        if words[0] == "formgrader":
            app.initialize([])
            answer = getattr(NbGraderAPI(config=app.config), words[1])(*words[2:])
            code = 0 if answer["success"] else 1
            print(answer.get("error", ""), answer.get("log", ""), file=said)
        else:
            app.initialize(words)
            app.subapp.log.addHandler(handler)
            app.start()
            code = 0
    except NoStart:  # a subcommand has run
        code = 0
    except SystemExit as end:
        code = end.code or 0
    except Exception as error:
        code = 1
        print(repr(error), file=said)
    results.append([code, said.getvalue()])
    if app.subapp is not None:
        app.subapp.log.removeHandler(handler)
        app.subapp.clear_instance()
    NbGraderApp.clear_instance()
print("RESULTS" + json.dumps(results))
"""


class InstructorServer:
    """Runs nbgrader as `teacher`, whose group membership lets it write the course folder, and nothing else."""

    def __init__(self, folder: Path, course: Path, origin: str) -> None:
        self.home, self.card = folder / "home", folder / "card"
        for made in (self.home, self.card, self.home / "courses"):
            made.mkdir()
        person = {"username": "teacher", "instructor": True, "runs": [RUN], "home": str(HOME), "language": "ko"}
        (self.card / "person.json").write_text(json.dumps(person))
        self.identity = Identity(TEACHER_UID, TEACHER_UID, (COURSE_UID,)) if os.geteuid() == 0 else None
        if self.identity is not None:
            os.chown(self.home, self.identity.uid, self.identity.gid)
        shown = [Mount(REPOSITORY / "grader" / name, OUR_CODE / "grader" / name) for name in ("__init__.py", "labside")]
        shown += [Mount(REPOSITORY / "hub_config" / "lab_server", Path("/etc/shopfloor-lab"))]
        shown += [Mount(self.card, Path("/etc/shopfloor-person"))]
        self.sandbox = Sandbox(
            mounts=Mounts(
                (*interpreter_mounts(LAB_ENVIRONMENT), *shown),
                (Mount(self.home, HOME), Mount(course, HOME / "courses" / RUN)),
            ),
            identity=self.identity,
            limits=Limits(),
            environment={
                "PATH": f"{LAB_ENVIRONMENT}/bin:/bin",
                "HOME": str(HOME),
                "LANG": "C.UTF-8",
                "PYTHONPATH": str(OUR_CODE),
                "JUPYTER_CONFIG_PATH": "/etc/shopfloor-lab",
                "JUPYTERHUB_API_URL": f"{origin}/hub/api",
                "JUPYTERHUB_API_TOKEN": "token-teacher",
            },
            loopback=True,
        )

    def nbgrader(self, *commands: list[str]) -> list[tuple[int, str]]:
        """Exit code and log of each command (`["collect", "tiny"]`, `["formgrader", "autograde", "tiny", "hong"]`)."""
        python = str(LAB_ENVIRONMENT / "bin" / "python")
        argv = command([python, "-c", PROGRAM, json.dumps(commands)], self.sandbox)
        done = subprocess.run(
            argv, capture_output=True, text=True, timeout=240, check=False, umask=0o007, env={"PATH": "/usr/bin:/bin"}
        )
        assert "RESULTS" in done.stdout, done.stderr
        results: list[list[Any]] = json.loads(done.stdout.rpartition("RESULTS")[2])
        return [(code, said) for code, said in results]
