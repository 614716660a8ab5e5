"""A kernel of a running lab server, talked to as JupyterLab does: over its websocket."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tornado.ioloop import IOLoop
from tornado.websocket import WebSocketClientConnection, websocket_connect

from tests.hub_config.lab_server import LabServer

SHOWN = ("stream", "display_data", "execute_result", "error", "update_display_data", "clear_output")
# Process ids and what is drawn anew for every kernel and widget.
PID = re.compile(r"ipykernel_\d+|\(pid=\d+\)|kernel-[0-9a-f-]{36}|(?<=model_id\": \")[0-9a-f]{32}")


@dataclass
class LabKernel:
    lab: LabServer
    id: str

    def outputs(self, sources: Sequence[str], seconds: float = 120) -> list[str]:
        """What each cell shows, in order, as one text a cell: without process ids and the moments of flushing."""
        loop = IOLoop(make_current=False)
        try:
            cells: list[list[dict[str, Any]]] = loop.run_sync(lambda: self._run(sources), timeout=seconds)
        finally:
            loop.close()
        told = [json.dumps(_joined(cell), ensure_ascii=False, sort_keys=True) for cell in cells]
        return [PID.sub("PID", text) for text in told]

    async def _run(self, sources: Sequence[str]) -> list[list[dict[str, Any]]]:
        connection = await websocket_connect(self.lab.channels(self.id))
        cells = [await _cell(connection, source) for source in sources]
        connection.close()
        return cells

    def ask(self, method: str, action: str = "") -> Any:
        """An HTTP request about this kernel: restart, interrupt, or what it is doing."""
        path = f"/user/{self.lab.username}/api/kernels/{self.id}{action}"
        answer = self.lab.client.request(method, path)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    def end(self) -> None:
        self.lab.end_kernel(self.id)


def new_kernel(lab: LabServer) -> LabKernel:
    return LabKernel(lab, lab.start_kernel())


async def _cell(connection: WebSocketClientConnection, source: str) -> list[dict[str, Any]]:
    number = uuid.uuid4().hex
    header = {"msg_id": number, "msg_type": "execute_request", "username": "t", "session": number, "version": "5.3"}
    content = {"code": source, "silent": False, "store_history": True, "user_expressions": {}, "allow_stdin": False}
    content["stop_on_error"] = False
    request = {"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": "shell"}
    await connection.write_message(json.dumps(request))
    shown = []
    while True:
        raw = await connection.read_message()
        assert raw is not None, "the connection ended"
        message = json.loads(raw)
        if message["parent_header"].get("msg_id") != number:
            continue
        if message["msg_type"] in SHOWN:
            shown.append({"type": message["msg_type"], **message["content"]})
        if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
            return shown


def _joined(shown: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A kernel sends what is printed every 0.2 s: where one message ends and the next begins is the clock's choice."""
    joined: list[dict[str, Any]] = []
    for output in shown:
        if joined and output["type"] == "stream" == joined[-1]["type"] and output["name"] == joined[-1]["name"]:
            joined[-1]["text"] += output["text"]
        else:
            joined.append(output)
    return joined
