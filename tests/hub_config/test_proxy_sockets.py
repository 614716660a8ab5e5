"""The proxy in front of socket files, as the hub starts it: what was done reaches the browser as done."""

from __future__ import annotations

import asyncio
import json
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

from hub_config.proxy_installation import own_environment, proxy_command
from tests.platform_process import free_port

UPLOADS = 300


class QuickServer:
    """Answers as soon as it has all of a request, and closes at once if it is told to."""

    def __init__(self) -> None:
        self.bodies = 0
        self.connections = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while await self._answer(reader, writer):
                pass
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        length = int(head.partition("content-length:")[2].split("\r\n")[0])
        await reader.readexactly(length)
        self.bodies += 1
        writer.write(b"HTTP/1.1 204 No Content\r\n\r\n")
        await writer.drain()
        return "connection: close" not in head


@pytest.fixture
async def quick(tmp_path: Path) -> AsyncIterator[tuple[QuickServer, str]]:
    """A quick server behind a proxy; the proxy's address."""
    server, port = QuickServer(), free_port()
    listening = await asyncio.start_unix_server(server.serve, tmp_path / "quick.sock")
    api = f"{tmp_path}/api.sock"
    command = [*proxy_command(own_environment()), "--ip", "127.0.0.1", "--port", str(port), "--api-socket", api]
    environment = {"PATH": "/usr/bin:/bin", "CONFIGPROXY_AUTH_TOKEN": "of-this-test"}
    quiet = subprocess.DEVNULL
    proxy = await asyncio.create_subprocess_exec(*command, env=environment, stdout=quiet, stderr=quiet)
    try:
        await _route(api, f"http+unix://{quote(str(tmp_path / 'quick.sock'), safe='')}")
        yield server, f"http://127.0.0.1:{port}"
    finally:
        proxy.terminate()
        await asyncio.wait_for(proxy.wait(), 20)
        listening.close()


async def _route(api: str, target: str) -> None:
    headers = {"Authorization": "token of-this-test"}
    async with httpx.AsyncClient(transport=httpx.AsyncHTTPTransport(uds=api), headers=headers) as client:
        for _ in range(100):
            try:
                added = await client.post("http://proxy/api/routes/", content=json.dumps({"target": target}))
                assert added.status_code == 201
                return
            except httpx.HTTPError:
                await asyncio.sleep(0.1)
    raise AssertionError("the proxy did not start")


async def test_an_upload_that_is_answered_at_once_is_no_error(quick: tuple[QuickServer, str]) -> None:
    server, address = quick
    async with httpx.AsyncClient(trust_env=False) as client:
        statuses = [(await client.put(address, content=b"x" * 5000)).status_code for _ in range(UPLOADS)]
    assert (set(statuses), server.bodies) == ({204}, UPLOADS)
    assert server.connections < UPLOADS / 10
