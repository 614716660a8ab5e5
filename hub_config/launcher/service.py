"""The launcher's process: `python -m hub_config.launcher.service`, started by `shopfloor up` beside the hub.

It listens on a socket file that only the operator's own processes can reach. Lab servers live below it: they end with
it, and outlive the hub.
"""

from __future__ import annotations

import logging
import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import uvicorn
from fastapi import FastAPI

from grader.sandbox.kernel_calls import die_with_parent
from hub_config.launcher.confined import ColdStarter
from hub_config.launcher.orders import LabRole, LabState, RunningLab, StartOrder
from hub_config.launcher.parents import Parents, lab_fingerprint, warm_parent
from hub_config.launcher.servers import LabServers
from hub_config.routing import launcher_socket
from hub_config.settings import Settings

log = logging.getLogger(__name__)


def create_app(servers: LabServers, at_start: Callable[[], None], at_end: Callable[[], None]) -> FastAPI:
    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        at_start()
        yield
        at_end()

    app = FastAPI(lifespan=lifespan, openapi_url=None)

    @app.post("/servers")
    def start(order: StartOrder) -> RunningLab:
        return servers.start(order)

    @app.get("/servers")
    def running() -> list[RunningLab]:
        return servers.running()

    @app.get("/servers/{person}/{key}")
    def state(person: int, key: str) -> LabState:
        return servers.state(person, key)

    @app.delete("/servers/{person}/{key}", status_code=204)
    def stop(person: int, key: str) -> None:
        servers.stop(person, key)

    return app


def launcher_app(settings: Settings) -> FastAPI:
    """The launcher over real parents; they begin to load when it starts."""
    cold = ColdStarter(settings.lab_environment)
    parents = Parents(lambda role: warm_parent(settings, role), lambda: lab_fingerprint(settings))
    servers = LabServers(settings, cold, parents.of)

    def at_start() -> None:
        servers.clear_leftovers()
        parents.start()

    def at_end() -> None:
        servers.stop_all()
        parents.close()
        cold.close()

    return create_app(servers, at_start, at_end)


def main() -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    # Whoever started us ends us; if it can't any more, the kernel does.
    die_with_parent(signal.SIGTERM)
    os.umask(0o077)
    settings = Settings()
    os.chdir(settings.var)
    socket = launcher_socket(settings)
    uvicorn.run(
        launcher_app(settings), uds=str(socket.relative_to(settings.var)), log_level="warning", access_log=False
    )


if __name__ == "__main__":
    main()


__all__ = ["LabRole", "create_app", "launcher_app", "main"]
