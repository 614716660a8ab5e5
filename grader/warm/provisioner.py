"""jupyter_client's way to a warm kernel: nbclient and nbgrader stay as they are."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from traitlets import Instance

from grader.kernels import SandboxProvisioner
from grader.warm.parent import WarmParent, WarmUnavailable

log = logging.getLogger("grader.warm")


class WarmProvisioner(SandboxProvisioner):  # jupyter_client is followed as untyped
    """Gets its kernel from a WarmParent; where that can't give one, it starts a cold one and says so in the log."""

    warm = Instance(WarmParent)

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        self.folders = self.warm.folder
        launch: dict[str, Any] = await super().pre_launch(**kwargs)
        return launch

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> dict[str, Any]:
        _python, _option, program, *arguments = self.kernel_command
        try:
            kernel = await asyncio.to_thread(self.warm.fork, self.confined, program, arguments)
        except WarmUnavailable as error:
            log.warning("This kernel starts cold: %s", error)
            cold: dict[str, Any] = await super().launch_kernel(cmd, **kwargs)
            return cold
        self.process, self.pid, self.pgid = kernel, kernel.pid, None
        return dict(self.connection_info)
