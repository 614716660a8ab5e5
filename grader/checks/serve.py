"""The trainee's side (A): answers what a check asks, in the kernel's main thread, inside one silent request.

Nothing here is trusted: a trainee's code can replace every line of it. What it says is only ever a claim.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import operator
import os
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

from grader.checks.parts import Tree, attribute_of
from grader.checks.values import Decoder, Encoder
from grader.checks.wire import Channel, Message, TooLarge, WireError

_LONGEST_TEXT = 2_000
_MOST_PRINTED = 1 << 20
_MOST_PARENTS = 20
_ZEROMQ = "ZMQbg/"
# fmt: off
_OPERATOR_NAMES = ("eq", "ne", "lt", "le", "gt", "ge", "add", "sub", "mul", "truediv", "floordiv", "mod", "pow",
                   "matmul", "xor", "neg", "pos", "abs", "invert")
# fmt: on
_OPERATORS: dict[str, Callable[..., Any]] = {name: getattr(operator, name) for name in _OPERATOR_NAMES}
_OPERATORS |= {
    "and": operator.and_,
    "or": operator.or_,
    "divmod": divmod,
    "bool": bool,
    "contains": operator.contains,
    "round": round,
}
_OPERATORS |= {
    f"r{name}": (lambda a, b, swap=getattr(operator, name): swap(b, a)) for name in ["add", "sub", "mul", "truediv"]
}


def serve(path: str, namespace: dict[str, Any]) -> None:
    """Answer one check over the socket at `path`, until it says so or goes away."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as sock:
        sock.connect(path)
        _converse(sock, namespace)


def keep(path: str, namespace: dict[str, Any]) -> None:
    """Keep a copy of this process, as it is now, that will answer checks later; go on at once."""
    sys.stdout.flush()
    sys.stderr.flush()
    pools = _has_pools()
    if os.fork() != 0:
        return
    try:
        _quiet(pools)
        while True:  # until the door is closed
            serve(path, namespace)
    finally:
        os._exit(0)


def _has_pools() -> bool:
    """Whether there are threads of which Python and ZeroMQ know nothing: those of OpenMP and BLAS."""
    known = {thread.native_id for thread in threading.enumerate()}
    for number in os.listdir("/proc/self/task"):  # noqa: PTH208 - pathlib would be one more import in every kernel
        if int(number) not in known:
            try:
                with open(f"/proc/self/task/{number}/comm") as file:  # noqa: PTH123 - likewise
                    name = file.read()
            except OSError:
                continue
            if not name.startswith(_ZEROMQ):
                return True
    return False


def _quiet(pools: bool) -> None:
    """In a copy: nothing may reach the kernel's sockets, which belong to the process that it was copied from.

    Threads of OpenMP aren't copied, and a pool that was used before the copy would wait for them for ever: one thread.
    """
    import gc

    gc.disable()
    if pools:
        with contextlib.suppress(Exception):
            from threadpoolctl import threadpool_limits

            threadpool_limits(1)
    with contextlib.suppress(Exception):
        from IPython.core.getipython import get_ipython

        shell: Any = get_ipython()
        shell.display_pub.publish = lambda *_args, **_kwargs: None
        shell.displayhook.flush = lambda *_args, **_kwargs: None


def _converse(sock: socket.socket, namespace: dict[str, Any]) -> None:
    session = _Session(Channel(sock), namespace)
    try:
        session.answer_until("end")
    except (WireError, KeyboardInterrupt):
        return


class _Session:
    """One check's conversation: the objects that went by reference, by number."""

    def __init__(self, channel: Channel, namespace: dict[str, Any]) -> None:
        self.channel, self.namespace = channel, namespace
        self.objects: dict[int, Any] = {}
        self.numbers: dict[int, int] = {}

    def answer_until(self, last: str) -> Message:
        """Answer requests until one is `last`."""
        while True:
            message = self.channel.receive()
            if message.header.get("op") == last:
                return message
            printed = io.StringIO()
            with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(io.StringIO()):
                reply = self._answer(message)
            header = reply.header | {"printed": printed.getvalue()[:_MOST_PRINTED]}
            try:
                self.channel.send(Message(header, reply.blobs))
            except TooLarge as error:
                self.channel.send(Message({"large": str(error)}))

    def _answer(self, message: Message) -> Message:
        encoder = Encoder(self.refer)
        try:
            value = self._do(message.header, Decoder(message.blobs, self.resolve))
            return Message({"value": encoder.encode(value)}, encoder.blobs)
        except _Missing as error:
            return Message({"missing": str(error)})
        except TooLarge as error:
            return Message({"large": str(error)})
        except (WireError, KeyboardInterrupt):
            raise
        except StopIteration:
            return Message({"stop": True})
        except BaseException as error:
            return self._failure(error)

    def _failure(self, error: BaseException) -> Message:
        encoder = Encoder(self.refer)
        kinds = [[kind.__module__, kind.__qualname__] for kind in type(error).__mro__[:_MOST_PARENTS]]
        said = _text(error)
        try:
            arguments = [encoder.encode(argument) for argument in error.args[:8]]
        except Exception:
            encoder, arguments = Encoder(self.refer), []
        return Message({"error": kinds, "said": said, "arguments": arguments}, encoder.blobs)

    def _do(self, header: dict[str, Any], decoder: Decoder) -> Any:
        parts = [decoder.decode(tree) for tree in header.get("parts", [])]
        return _OPERATIONS[header["op"]](self, *parts)

    # --- references ---

    def refer(self, value: Any) -> Tree:
        number = self.numbers.get(id(value))
        if number is None:
            number = len(self.objects) + 1
            self.objects[number], self.numbers[id(value)] = value, number
        kind = value if isinstance(value, type) else type(value)
        kinds = [[str(parent.__module__), parent.__qualname__] for parent in kind.__mro__[:_MOST_PARENTS]]
        flags = {"callable": callable(value), "class": isinstance(value, type), "iterator": hasattr(kind, "__next__")}
        return ["object", number, kinds, [flag for flag, holds in flags.items() if holds]]

    def resolve(self, tag: str, parts: list[Any]) -> Any:
        if tag == "object":
            return self.objects[parts[0]]
        if tag == "callback":
            return _Callback(self, parts[0])
        if tag == "module":
            return importlib.import_module(parts[0])
        if tag in ("class", "function"):
            importlib.import_module(parts[0])
            return attribute_of(*parts)
        raise WireError(f"{tag} is not known")

    # --- operations ---

    def get(self, name: str) -> Any:
        try:
            return self.namespace[name]
        except KeyError:
            raise _Missing(name) from None

    def has(self, name: str) -> bool:
        return name in self.namespace

    def names(self) -> list[str]:
        return [name for name in self.namespace if type(name) is str and not name.startswith("_")]

    def delete(self, name: str) -> None:
        if name not in self.namespace:
            raise _Missing(name)
        del self.namespace[name]

    def set(self, name: str, value: Any) -> None:
        self.namespace[name] = value

    def call(self, target: Any, arguments: list[Any], options: dict[str, Any], inplace: bool) -> Any:
        """Call, and where the check asked for it, give the arguments back as they are afterwards."""
        value = target(*arguments, **options)
        return [value, arguments] if inplace else value

    def next(self, iterator: Iterator[Any]) -> Any:
        return next(iterator)

    def operate(self, name: str, operands: list[Any]) -> Any:
        return _OPERATORS[name](*operands)

    def signature(self, target: Any) -> list[Any]:
        import inspect

        empty = inspect.Parameter.empty
        return [
            [p.name, int(p.kind), p.default is not empty, None if p.default is empty else p.default]
            for p in inspect.signature(target).parameters.values()
        ]

    def source(self, target: Any) -> str:
        import inspect

        return inspect.getsource(target)


_OPERATIONS: dict[str, Callable[..., Any]] = {
    "get": _Session.get,
    "has": _Session.has,
    "names": _Session.names,
    "del": _Session.delete,
    "set": _Session.set,
    "call": _Session.call,
    "operate": _Session.operate,
    "signature": _Session.signature,
    "source": _Session.source,
    "next": _Session.next,
    "attr": lambda _session, target, name: getattr(target, name),
    "setattr": lambda _session, target, name, value: setattr(target, name, value),
    "item": lambda _session, target, key: target[key],
    "len": lambda _session, target: len(target),
    "iter": lambda _session, target: iter(target),
    "str": lambda _session, target: str(target),
    "repr": lambda _session, target: repr(target),
    "isinstance": lambda _session, value, kind: isinstance(value, kind),
}


class _Missing(Exception):
    """A name that the trainee's namespace has not."""


class _Callback:
    """A function of the check's, as the trainee's code sees it: each call goes back to the check's process."""

    def __init__(self, session: _Session, number: int) -> None:
        self._session, self._number = session, number
        self._thread = threading.get_ident()

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        if threading.get_ident() != self._thread:
            raise RuntimeError("a check's function can only be called in the main thread")
        encoder = Encoder(self._session.refer)
        parts = [encoder.encode(list(arguments)), encoder.encode(options)]
        self._session.channel.send(Message({"callback": self._number, "parts": parts}, encoder.blobs))
        reply = self._session.answer_until("return")
        if "error" in reply.header:
            raise RuntimeError(str(reply.header["error"]))
        return Decoder(reply.blobs, self._session.resolve).decode(reply.header["value"])


def _text(error: BaseException) -> str:
    try:
        return str(error)[:_LONGEST_TEXT]
    except Exception:
        return ""
