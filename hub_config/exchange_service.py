"""The exchange, as the hub starts it: `python -m hub_config.exchange_service`, on a socket file behind the proxy."""

from __future__ import annotations

import logging
import os
from datetime import UTC, datetime

import uvicorn
from fastapi import FastAPI

from courses.registry import open_registry
from grader.exchange.service import ExchangePolicy, create_app
from grader.storage import BlobStore
from hub_config.identity import hub_who_is
from hub_config.routing import KEEP_ALIVE_SECONDS, hub_socket, service_socket
from hub_config.settings import Settings


def exchange_app(settings: Settings) -> FastAPI:
    """The exchange over the platform's registry and blob store; the hub says who a token belongs to."""
    policy = ExchangePolicy(
        max_submission_bytes=int(settings.max_submission_mb * 1024 * 1024),
        scored_attempts_a_day=settings.scored_attempts_a_day,
    )
    who_is = hub_who_is("http://hub/hub/api", socket=hub_socket(settings))
    return create_app(
        open_registry(settings.registry_url),
        BlobStore(settings.blobs_folder),
        who_is,
        policy,
        lambda: datetime.now(UTC),
    )


def main() -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    settings = Settings()
    os.umask(0o077)
    app = exchange_app(settings)
    uvicorn.run(
        app,
        uds=str(service_socket(settings, "exchange")),
        log_level="warning",
        access_log=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
    )


if __name__ == "__main__":
    main()
