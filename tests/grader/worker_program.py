"""A grading worker as a process of its own: `python -m tests.grader.worker_program DATABASE BLOBS COURSES DATA`."""

from __future__ import annotations

import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

from courses.registry import open_registry
from grader.engine import Engine
from grader.storage import BlobStore
from grader.worker import Worker, WorkerConfiguration
from tests.grader.conftest import course_identity
from tests.grader.executing import LAB_ENVIRONMENT, LIMITS


def main() -> None:
    database, blobs, courses, data = sys.argv[1:]
    engine = Engine(LAB_ENVIRONMENT, Path(data), LIMITS)
    configuration = WorkerConfiguration(Path(courses), 1, lambda _run: course_identity(), lease_seconds=60)
    worker = Worker(open_registry(database), BlobStore(blobs), engine, configuration, lambda: datetime.now(UTC))
    worker.run(threading.Event())


if __name__ == "__main__":
    main()
