"""The grading worker, as the hub starts it: `python -m hub_config.grading_service`. It listens on nothing."""

from __future__ import annotations

import logging
import signal
import threading
from datetime import UTC, datetime

from courses.registry import Registry, open_registry
from grader.engine import Engine
from grader.limits import GradingLimits
from grader.storage import BlobStore
from grader.worker import Worker, WorkerConfiguration
from hub_config.identities import course_identity
from hub_config.settings import Settings

MEBIBYTE = 1 << 20


def grading_worker(settings: Settings, registry: Registry) -> Worker:
    """A worker over the platform's registry, blob store and course folders."""
    limits = GradingLimits(
        cell_seconds=settings.grading_cell_seconds,
        total_seconds=settings.grading_total_seconds,
        memory_bytes=settings.grading_memory_mb * MEBIBYTE,
    )
    engine = Engine(settings.lab_environment, settings.data_folder / "released", limits)
    configuration = WorkerConfiguration(settings.courses_folder, settings.grading_slots, course_identity)
    return Worker(registry, BlobStore(settings.blobs_folder), engine, configuration, lambda: datetime.now(UTC))


def main() -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    settings = Settings()
    registry = open_registry(settings.registry_url)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    grading_worker(settings, registry).run(stop)
    registry.close()


if __name__ == "__main__":
    main()
