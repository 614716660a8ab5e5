"""A person's running lab server, for tests that look around from inside it."""

from __future__ import annotations

import json
import textwrap
import time
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import select
from tornado.httpclient import HTTPRequest
from tornado.ioloop import IOLoop
from tornado.websocket import websocket_connect

from courses.registry import Event, EventKind, Person
from hub_config.secrets import ensure_secrets
from tests.hub_config.real_hub import RunningHub

START_SECONDS = 60


@dataclass
class LabServer:
    """A person's running lab server, with the token that its own code holds."""

    hub: RunningHub
    username: str
    client: httpx.Client
    token: str

    def get(self, path: str, **more: Any) -> httpx.Response:
        return self.client.get(f"/user/{self.username}/{path}", **more)

    def run(self, code: str, kernel: str = "") -> str:
        """Run code in a kernel of this server, an own one if none is named; what it printed, or its error."""
        used = kernel or self.start_kernel()
        loop = IOLoop(make_current=False)
        try:
            return str(loop.run_sync(lambda: _execute(self.channels(used), textwrap.dedent(code)), timeout=60))
        finally:
            loop.close()
            if not kernel:
                self.end_kernel(used)

    def keep(self, code: str) -> str:
        """Run code in a kernel that stays; its id."""
        kernel = self.start_kernel()
        self.run(code, kernel)
        return kernel

    def start_kernel(self) -> str:
        answer = self.client.post(f"/user/{self.username}/api/kernels", json={"name": "python3"})
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    def end_kernel(self, kernel: str) -> None:
        self.client.delete(f"/user/{self.username}/api/kernels/{kernel}")

    def channels(self, kernel: str) -> HTTPRequest:
        port = self.hub.settings.port
        return HTTPRequest(
            f"ws://127.0.0.1:{port}/user/{self.username}/api/kernels/{kernel}/channels",
            headers={"Host": f"{self.username}.localhost:{port}", "Authorization": f"token {self.token}"},
        )


async def _execute(request: HTTPRequest, code: str) -> str:
    connection = await websocket_connect(request)
    header = {
        "msg_id": uuid.uuid4().hex,
        "msg_type": "execute_request",
        "username": "t",
        "session": uuid.uuid4().hex,
        "version": "5.3",
    }
    content = {"code": code, "silent": False, "store_history": False, "user_expressions": {}, "allow_stdin": False}
    await connection.write_message(
        json.dumps({"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": "shell"})
    )
    printed = ""
    while True:
        raw = await connection.read_message()
        assert raw is not None, printed
        message = json.loads(raw)
        if message["parent_header"].get("msg_id") != header["msg_id"]:
            continue
        if message["msg_type"] == "stream":
            printed += message["content"]["text"]
        elif message["msg_type"] == "error":
            printed += "\n".join(message["content"]["traceback"])
        elif message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
            connection.close()
            return printed


def start(hub: RunningHub, username: str) -> LabServer:
    browser = hub.sign_in(username)
    answer = browser.get("/hub/spawn")
    assert answer.status_code in {200, 302}, answer.text
    token = token_of(hub, username)
    client = hub.browser(f"{username}.localhost")
    client.headers["Authorization"] = f"token {token}"
    deadline = time.monotonic() + START_SECONDS
    while client.get(f"/user/{username}/api/status").status_code != 200:
        assert time.monotonic() < deadline, hub.log
        time.sleep(0.2)
    return LabServer(hub, username, client, token)


def token_of(hub: RunningHub, username: str) -> str:
    """A token with all rights of this person, as their own token page would make one."""
    token = ensure_secrets(hub.settings.secrets_folder).sync
    answer = httpx.post(
        f"{hub.origin}/hub/api/users/{username}/tokens",
        json={"note": "test", "expires_in": 3600},
        headers={"Authorization": f"token {token}"},
        trust_env=False,
    )
    assert answer.status_code == 201, answer.text
    return str(answer.json()["token"])


def until_event(hub: RunningHub, username: str, kind: EventKind) -> None:
    deadline = time.monotonic() + 30
    while kind not in events_of(hub, username):
        assert time.monotonic() < deadline, events_of(hub, username)
        time.sleep(0.2)


def events_of(hub: RunningHub, username: str) -> list[EventKind]:
    with hub.registry.reading() as session:
        return list(session.scalars(select(Event.kind).join(Person).where(Person.username == username)))


def family_of(pid: int) -> set[int]:
    """A process and all its descendants."""
    parents: dict[int, int] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    family, found = {pid}, True
    while found:
        more = {child for child, parent in parents.items() if parent in family} - family
        found = bool(more)
        family |= more
    return family


def ports_below(pid: int) -> set[int]:
    """TCP ports that a process or one of its descendants listens on."""
    family = family_of(pid)
    inodes = set()
    for member in family:
        try:
            links = [str(fd.readlink()) for fd in Path(f"/proc/{member}/fd").iterdir()]
        except OSError:
            continue
        inodes |= {link[8:-1] for link in links if link.startswith("socket:[")}
    ports = set()
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        fields = line.split()
        if fields[3] == "0A" and fields[9] in inodes:
            ports.add(int(fields[1].rpartition(":")[2], 16))
    return ports
