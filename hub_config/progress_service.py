"""The progress service: the dashboard behind the hub's sign-in. Started by the hub as
`python -m hub_config.progress_service [--socket PATH]`; without a socket it listens where JUPYTERHUB_SERVICE_URL says.
"""

from __future__ import annotations

import argparse
import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import uvicorn
from jupyterhub.services.auth import HubOAuth

from courses.dashboard.configuration import DashboardConfiguration
from courses.dashboard.serving import create_app
from hub_config.progress_login import CHECK_SECONDS, HubLogin
from hub_config.routing import KEEP_ALIVE_SECONDS
from hub_config.settings import ServiceEnvironment, Settings


def hub_oauth(environment: ServiceEnvironment, settings: Settings) -> HubOAuth:
    """JupyterHub's OAuth client for this service, told everything instead of reading the environment."""
    redirect = environment.oauth_callback_url
    if not redirect.startswith(("http://", "https://", "/")):
        redirect = f"{environment.service_prefix}oauth_callback"
    return HubOAuth(
        api_url=environment.api_url,
        api_token=environment.api_token,
        base_url=environment.service_prefix,
        hub_host=environment.host or settings.public_origin,
        hub_prefix=f"{environment.base_url.rstrip('/')}/hub/",
        oauth_client_id=environment.client_id,
        oauth_redirect_uri=redirect,
        access_scopes=set(environment.oauth_access_scopes) or {f"access:services!service={environment.service_name}"},
        cache_max_age=CHECK_SECONDS,
    )


def progress_app(environment: ServiceEnvironment, settings: Settings) -> Any:
    """The whole ASGI application."""
    configuration = DashboardConfiguration(
        registry_url=settings.registry_url,
        public_origin=settings.public_origin,
        base_path=environment.service_prefix,
        invitation_days=settings.invitation_days,
        clock=lambda: datetime.now(UTC),
        data_folder=settings.data_folder,
    )
    hub = hub_oauth(environment, settings)
    return create_app(configuration, [(HubLogin, {"hub": hub, "key": environment.api_token})])


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="The progress dashboard, behind the hub's sign-in.")
    parser.add_argument("--socket", type=Path, help="listen on this socket file instead of a port")
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    environment = ServiceEnvironment()
    app = progress_app(environment, Settings())
    where: dict[str, Any] = {"uds": str(options.socket)}
    if options.socket is None:
        address = urlsplit(environment.service_url or "http://127.0.0.1:8502")
        where = {"host": address.hostname or "127.0.0.1", "port": address.port or 80}
    uvicorn.run(
        app,
        **where,
        log_level="warning",
        access_log=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        ws_max_size=64 * 2**20,
    )


if __name__ == "__main__":
    main()
