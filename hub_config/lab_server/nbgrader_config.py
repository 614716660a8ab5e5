"""nbgrader's configuration in a lab server: one of an instructor's runs, executed by the platform's engine."""

import json
from pathlib import Path

c = get_config()  # type: ignore[name-defined]  # noqa: F821 - given by traitlets
person = json.loads(Path("/etc/shopfloor-person/person.json").read_text())

if person["instructor"]:
    # Autograde must never run trainee code here: without these imports formgrader does not load at all.
    from grader.labside import chosen_run, remote_execute

    run = chosen_run.chosen(Path(person["home"]), person["runs"])
    folder = Path(person["home"]) / "courses" / run
    c.CourseDirectory.root = str(folder)
    c.CourseDirectory.course_id = run
    c.CourseDirectory.groupshared = True
    c.CourseDirectory.db_url = f"sqlite:///{folder / 'gradebook.db'}"
    remote_execute.configure(c, run, folder)
