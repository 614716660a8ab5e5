"""The engine's side of a kernel's sockets. The trainee's code holds the other side, and may send anything on it."""

from __future__ import annotations

import time
from queue import Empty
from typing import Any

import zmq
import zmq.asyncio
from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.channels import AsyncZMQSocketChannel
from traitlets import Type, default

# A larger message is not even read: its sender is cut off. Many smaller ones are counted by the execution.
LARGEST_MESSAGE_BYTES = 10 << 20
# Read ahead of the execution at most; more waits in the kernel.
WAITING_MESSAGES = 16
RECONNECT_MILLISECONDS = 10
# How long one question waits for its answer, and a question that was answered for its echo on iopub: who subscribed
# too late missed it and asks again.
ANSWER_SECONDS = 1.0
LISTENING_SECONDS = 0.2


class TolerantChannel(AsyncZMQSocketChannel):  # jupyter_client is followed as untyped
    """Passes over whatever is no message of Jupyter's protocol, instead of failing at it."""

    async def get_msg(self, timeout: float | None = None) -> dict[str, Any]:  # noqa: ASYNC109 - jupyter_client's name
        """The next message; queue.Empty if none came within `timeout` seconds."""
        deadline = None if timeout is None else time.monotonic() + timeout
        while True:
            left = None if deadline is None else max(0.0, deadline - time.monotonic())
            message: dict[str, Any] | None = await super().get_msg(timeout=left)
            if message is not None:
                return message
            if deadline is not None and time.monotonic() >= deadline:
                raise Empty

    async def _recv(self, **kwargs: Any) -> dict[str, Any] | None:
        parts = await self.socket.recv_multipart(**kwargs)
        try:
            _, rest = self.session.feed_identities(parts)
            message: dict[str, Any] = self.session.deserialize(rest)
        except Exception:  # whatever unpacking of foreign bytes can raise
            return None
        return message if is_usable(message) else None

    async def until_cut_off(self) -> None:
        """Return when the connection ends: the kernel did, or it sent more at once than is read."""
        await self.socket.get_monitor_socket(zmq.EVENT_DISCONNECTED).poll()  # type: ignore[attr-defined]


class TolerantClient(AsyncKernelClient):
    """A client whose sockets have bounds: a kernel decides what arrives, not how much."""

    shell_channel_class = Type(TolerantChannel)
    iopub_channel_class = Type(TolerantChannel)
    stdin_channel_class = Type(TolerantChannel)
    control_channel_class = Type(TolerantChannel)

    @default("context")
    def _context_default(self) -> zmq.asyncio.Context:
        context: zmq.asyncio.Context = super()._context_default()
        context.setsockopt(zmq.MAXMSGSIZE, LARGEST_MESSAGE_BYTES)  # type: ignore[attr-defined]
        context.setsockopt(zmq.RCVHWM, WAITING_MESSAGES)  # type: ignore[attr-defined]
        # The sockets are not there yet when we connect; zmq tries again ten times a second.
        context.setsockopt(zmq.RECONNECT_IVL, RECONNECT_MILLISECONDS)  # type: ignore[attr-defined]
        return context

    async def wait_for_ready(self, timeout: float | None = None) -> None:  # noqa: ASYNC109 - jupyter_client's name
        """Return when the kernel answers on both channels; RuntimeError if it ends or takes longer than `timeout`.

        jupyter_client's own waits for 0.2 s of silence at the end; here the end is the answer to our own question.
        """
        deadline = time.monotonic() + (timeout or float("inf"))
        while not await self._answers():
            if not await self.is_alive():
                raise RuntimeError("Kernel died before replying to kernel_info")
            if time.monotonic() > deadline:
                raise RuntimeError(f"Kernel didn't respond in {timeout} seconds")

    async def _answers(self) -> bool:
        question = self.kernel_info()
        try:
            reply = await self.shell_channel.get_msg(timeout=ANSWER_SECONDS)
            while reply["msg_type"] != "kernel_info_reply":
                reply = await self.shell_channel.get_msg(timeout=ANSWER_SECONDS)
            said: dict[str, Any] = {"content": {}, "parent_header": {}}
            while (said["content"].get("execution_state"), said["parent_header"].get("msg_id")) != ("idle", question):
                said = await self.iopub_channel.get_msg(timeout=LISTENING_SECONDS)
        except Empty:
            return False
        self._handle_kernel_info_reply(reply)
        return True


def is_usable(message: dict[str, Any]) -> bool:
    """Whether a message has the parts that an execution reads without asking."""
    content = message["content"]
    if not isinstance(message["msg_type"], str) or not isinstance(content, dict):
        return False
    if not isinstance(message["header"], dict) or not isinstance(message["parent_header"], dict):
        return False
    if message["msg_type"] != "execute_reply" or content.get("status") in {"ok", "aborted"}:
        return True
    texts = [content.get("status"), content.get("ename"), content.get("evalue")]
    lines = content.get("traceback")
    return isinstance(lines, list) and all(isinstance(text, str) for text in (*texts, *lines))
