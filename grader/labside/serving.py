"""How a lab server listens: on the one socket that it was given when it started, and on nothing else.

Whoever starts it made the socket file, where neither the server nor anybody's code can reach it: a file of the server's
own could be exchanged for a link to somebody else's.
"""

from __future__ import annotations

import os
import socket
import sys
from typing import Any

from jupyter_server.serverapp import ServerApp


class LabServerApp(ServerApp):  # Jupyter Server is followed as untyped
    """Jupyter Server on an inherited socket; its configuration's section is still ServerApp."""

    listening: socket.socket | None = None

    def _find_http_port(self) -> None:
        """There is no port to look for."""

    def _bind_http_server(self) -> None:
        if self.listening is None:
            raise RuntimeError("no socket was inherited: listen_on() comes first")
        self.listening.setblocking(False)
        self.http_server.add_socket(self.listening)


def listen_on(descriptor: int) -> type[LabServerApp]:
    """The server class for the descriptor of a listening socket. It works in /tmp: a home may hold anything."""
    os.chdir("/tmp")  # noqa: S108 - the sandbox's own
    sys.path[:] = [path for path in sys.path if path]
    os.set_inheritable(descriptor, False)
    attributes: dict[str, Any] = {"listening": socket.socket(fileno=descriptor)}
    return type("LabServerApp", (LabServerApp,), attributes)
