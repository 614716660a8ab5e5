"""nbgrader's configuration in a lab server: an instructor's newest course run, executed by the platform's engine."""

import json
from pathlib import Path

c = get_config()  # type: ignore[name-defined]  # noqa: F821 - given by traitlets
person = json.loads(Path("/etc/shopfloor-person/person.json").read_text())

if person["instructor"]:
    run = person["runs"][-1]
    folder = Path(person["home"]) / "courses" / run
    c.CourseDirectory.root = str(folder)
    c.CourseDirectory.course_id = run
    c.CourseDirectory.groupshared = True
    c.CourseDirectory.db_url = f"sqlite:///{folder / 'gradebook.db'}"
    # Autograde must never run trainee code here: without this import formgrader does not load at all.
    from grader.labside import remote_execute

    remote_execute.configure(c, run, folder)
