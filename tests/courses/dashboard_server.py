"""The dashboard on a loopback port for the tests: the visitor is whom the cookie `visitor` names.

python dashboard_server.py REGISTRY_URL PORT NOW [DATA_FOLDER]
"""

from __future__ import annotations

import sys
from datetime import datetime
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import uvicorn

from courses.dashboard.configuration import DashboardConfiguration
from courses.dashboard.serving import create_app


class VisitorFromCookie:
    """Stands where the hub's sign-in stands on the platform."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] in ("http", "websocket"):
            cookie = SimpleCookie(dict(scope["headers"]).get(b"cookie", b"").decode())
            headers = [(key, value) for key, value in scope["headers"] if not key.startswith(b"x-shopfloor")]
            if "visitor" in cookie:
                headers.append((b"x-shopfloor-user", cookie["visitor"].value.encode()))
            scope = {**scope, "headers": headers}
        await self.app(scope, receive, send)


def main(registry_url: str, port: str, now: str, data_folder: str = "") -> None:
    at = datetime.fromisoformat(now)
    configuration = DashboardConfiguration(
        registry_url=registry_url,
        public_origin="http://localhost:8000",
        clock=lambda: at,
        data_folder=Path(data_folder) if data_folder else None,
    )
    app = create_app(configuration, [(VisitorFromCookie, {})])
    uvicorn.run(app, host="127.0.0.1", port=int(port), log_level="warning")


if __name__ == "__main__":
    main(*sys.argv[1:])
