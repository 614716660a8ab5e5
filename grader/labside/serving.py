"""How a lab server listens: on the one socket that it was given when it started, and on nothing else.

Whoever starts it made the socket file, where neither the server nor anybody's code can reach it: a file of the server's
own could be exchanged for a link to somebody else's.
"""

from __future__ import annotations

import os
import socket
import sys
from types import SimpleNamespace
from typing import Any

from jupyter_server.serverapp import ServerApp

from grader.labside import warm_kernels


class LabServerApp(ServerApp):  # Jupyter Server is followed as untyped
    """Jupyter Server on an inherited socket; its configuration's section is still ServerApp."""

    listening: socket.socket | None = None
    parent_of_kernels: warm_kernels.KernelParent | None = None

    def init_configurables(self) -> None:
        super().init_configurables()
        warm_kernels.provide(self.parent_of_kernels, self)

    def _find_http_port(self) -> None:
        """There is no port to look for."""

    def _bind_http_server(self) -> None:
        if self.listening is None:
            raise RuntimeError("no socket was inherited: listen_on() comes first")
        self.listening.setblocking(False)
        self.http_server.add_socket(self.listening)


def listen_on(descriptor: int, loaded_first: SimpleNamespace | None) -> type[LabServerApp]:
    """The server class for the descriptor of a listening socket. It works in /tmp: a home may hold anything.

    `loaded_first`: what is loaded for kernels, in a process that was forked from a warm parent.
    """
    os.chdir("/tmp")  # noqa: S108 - the sandbox's own
    sys.path[:] = [path for path in sys.path if path]
    os.set_inheritable(descriptor, False)
    kernels = warm_kernels.split(loaded_first) if loaded_first is not None else None
    attributes: dict[str, Any] = {"listening": socket.socket(fileno=descriptor), "parent_of_kernels": kernels}
    return type("LabServerApp", (LabServerApp,), attributes)
