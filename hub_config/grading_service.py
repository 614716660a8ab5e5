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
from sandbox_data import folders

MEBIBYTE = 1 << 20


# Slots of a worker that somebody starts beside the platform's own.
OTHER_SLOTS = 64


def grading_worker(settings: Settings, registry: Registry, first_slot: int = 0) -> Worker:
    """A worker over the platform's registry, blob store and course folders, with warm kernels. `close` it."""
    limits = GradingLimits(
        cell_seconds=settings.grading_cell_seconds,
        total_seconds=settings.grading_total_seconds,
        memory_bytes=settings.grading_memory_mb * MEBIBYTE,
    )
    held_out = settings.data_folder / folders.HELD_OUT
    held_out.mkdir(parents=True, exist_ok=True)  # what is released later must show in it
    engine = Engine(
        settings.lab_environment, settings.data_folder / folders.RELEASED, limits, held_out=held_out
    ).warmed()
    configuration = WorkerConfiguration(
        settings.courses_folder, settings.grading_slots, course_identity, first_slot=first_slot
    )
    return Worker(registry, BlobStore(settings.blobs_folder), engine, configuration, lambda: datetime.now(UTC))


def main() -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    settings = Settings()
    registry = open_registry(settings.registry_url)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    worker = grading_worker(settings, registry)
    try:
        worker.run(stop)
    finally:
        worker.close()
        registry.close()


if __name__ == "__main__":
    main()
