"""The check's side (B) of the conversation: asks the trainee's kernel, and holds every answer to the wire's limits."""

from __future__ import annotations

import builtins
import hashlib
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from types import BuiltinFunctionType, FunctionType
from typing import Any

from grader.checks.parts import Tree, attribute_of, named_class, named_module, text
from grader.checks.values import Decoder, Encoder
from grader.checks.wire import (
    LIMITS,
    Channel,
    DeadlinePassed,
    Message,
    TooLarge,
    WireError,
    WireLimits,
)

_LONGEST_SAID = 2_000
_MOST_PARENTS = 20
# Of these there is one object only, or equal ones may be the same one.
_SINGLE = {type(None), bool, int, float, complex, str, bytes, tuple, frozenset, type}
# Requests that carry values of the check's into the trainee's kernel.
_TELLING = {"call", "item", "operate", "setattr", "set", "isinstance"}


class CheckStopped(BaseException):
    """Ends a check from within, whatever the check catches. `code` is a key of SENTENCES."""

    def __init__(self, code: str, said: str = "") -> None:
        super().__init__(code, said)
        self.code, self.said = code, said


class Deferred(BaseException):
    """The check wants to send values into a kernel whose later output the trainee will see: it has to wait."""


class NotPlain(TypeError):
    """A check tried to judge an object that it only knows by reference."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


@dataclass(frozen=True)
class Policy:
    """What one check may do. `operators`: the trainee's objects may answer ==, in, truth and arithmetic. `inplace`:
    changes of arguments come back. `may_tell`: values may be sent now (else the check is deferred)."""

    operators: bool = False
    inplace: bool = False
    may_tell: bool = True


@dataclass(frozen=True)
class Claim:
    """What the kernel says of an object that goes by reference."""

    session: Session
    number: int
    kinds: tuple[tuple[str, str], ...]
    flags: frozenset[str]

    @property
    def name(self) -> str:
        return self.kinds[0][1] if self.kinds else "object"


@dataclass(frozen=True)
class TraineeFailure:
    """Where an exception of the trainee's came from: the call, its class, its text."""

    call: str
    kind: str
    said: str


class Session:
    """One check's conversation. After the first wire error every request stops the check."""

    def __init__(
        self,
        channel: Channel,
        policy: Policy,
        make_reference: Callable[[Claim], Any],
        print_out: Callable[[str], None],
        limits: WireLimits = LIMITS,
    ) -> None:
        self.channel, self.policy, self.limits = channel, policy, limits
        self._make_reference, self._print_out = make_reference, print_out
        self._references: dict[int, Any] = {}
        self._failures: dict[tuple[str, str], type[Exception]] = {}
        self._callbacks: dict[int, Callable[..., Any]] = {}
        self._callback_error: Exception | None = None
        self._requests = 0
        # What came from the kernel, as it came, by the id of the object: sending it back tells nothing.
        self._came: dict[int, tuple[Any, bytes]] = {}
        # Under which names functions were fetched, for sentences about them.
        self.names_of: dict[int, str] = {}
        self.stopped: CheckStopped | None = None
        self.open = True

    def ask(self, op: str, *parts: Any, about: str = "") -> Any:
        """One request. KeyError for a missing name, StopIteration at an iterator's end, the trainee's exception for an
        error of theirs, CheckStopped when nothing sensible came back."""
        if self.stopped is not None:
            raise self.stopped
        if not self.open:
            raise NotPlain("reference of an earlier check")
        if op in _TELLING and not self.policy.may_tell and self._tells(op, parts):
            raise Deferred
        self._count()
        try:
            encoder = Encoder(self.refer)
            trees = [encoder.encode(part) for part in parts]
            self.channel.send(Message({"op": op, "parts": trees}, encoder.blobs))
            answer = self._reply(self._received(), about or op)
            if not self.policy.may_tell:
                self._note(answer)
            return answer
        except TooLarge as error:
            raise self._stop("ValueTooLarge", str(error)) from None
        except DeadlinePassed:
            raise self._stop("CheckTimeLimit") from None
        except WireError as error:
            raise self._stop("NoAnswer", str(error)) from None

    def _tells(self, op: str, parts: tuple[Any, ...]) -> bool:
        """Whether the kernel would learn anything: not by a call with nothing but what it has sent itself, and not by
        an instance check of two of the trainee's objects."""
        if op == "call":
            return not all(map(self._known, (*parts[1], *parts[2].values())))
        return op != "isinstance"

    def _note(self, value: Any) -> None:
        if type(value) not in _SINGLE and claim_of(value) is None:
            self._came[id(value)] = (value, self._print_of(value))

    def _known(self, value: Any) -> bool:
        """Whether it is the very object that came, unchanged. Never a value that could be one's own by chance."""
        if claim_of(value) is not None:
            return True
        came = self._came.get(id(value))
        return came is not None and came[0] is value and came[1] == self._print_of(value)

    def _print_of(self, value: Any) -> bytes:
        encoder = Encoder(self.refer)
        tree = encoder.encode(value)
        digest = hashlib.blake2b(json.dumps(tree).encode())
        for blob in encoder.blobs:
            digest.update(memoryview(blob))
        return digest.digest()

    def refuse(self, said: str) -> CheckStopped:
        """What to raise when an answer makes no sense."""
        return self._stop("NoAnswer", said)

    def _stop(self, code: str, said: str = "") -> CheckStopped:
        self.stopped = CheckStopped(code, said[:200])
        return self.stopped

    def _count(self) -> None:
        self._requests += 1
        if self._requests > self.limits.requests:
            raise self._stop("NoAnswer", f"more than {self.limits.requests:,} requests")

    def _received(self) -> Message:
        """The reply to a request; the kernel may call the check's functions before it comes."""
        while True:
            message = self.channel.receive()
            if "callback" not in message.header:
                return message
            self._count()
            self._call_back(message)

    def _reply(self, message: Message, about: str) -> Any:
        header = message.header
        printed = header.get("printed")
        if printed:
            self._print_out(text(printed, 1 << 20))
        decoder = Decoder(message.blobs, self.resolve, self.limits)
        pending, self._callback_error = self._callback_error, None
        if "value" in header:
            return decoder.decode(header["value"])
        if "missing" in header:
            raise KeyError(text(header["missing"], 1000))
        if header.get("stop") is True:
            raise StopIteration
        if "large" in header:
            raise TooLarge(text(header["large"]))
        if "error" in header:
            raise pending or self._failure(header, decoder, about)
        raise WireError("an answer that is none")

    # --- the check's functions, called by the trainee's code ---

    def _call_back(self, message: Message) -> None:
        function = self._callbacks.get(message.header["callback"]) if _is_number(message.header["callback"]) else None
        if function is None:
            raise WireError("a function that the check has not")
        decoder = Decoder(message.blobs, self.resolve, self.limits)
        parts = message.header.get("parts")
        if type(parts) is not list or len(parts) != 2:
            raise WireError("a call that is none")
        arguments, options = map(decoder.decode, parts)
        if type(arguments) is not list or type(options) is not dict:
            raise WireError("a call that is none")
        encoder = Encoder(self.refer)
        try:
            answer: dict[str, Any] = {"value": encoder.encode(function(*arguments, **options))}
        except (WireError, TooLarge):
            raise
        except Exception as error:
            self._callback_error = error
            encoder, answer = Encoder(self.refer), {"error": type(error).__name__}
        self.channel.send(Message({"op": "return"} | answer, encoder.blobs))

    # --- references ---

    def refer(self, value: Any) -> Tree:
        """The tree of something that is not plain, on its way into the kernel."""
        claim = claim_of(value)
        if claim is not None:
            if claim.session is not self:
                raise NotPlain("reference of an earlier check")
            return ["object", claim.number]
        if isinstance(value, FunctionType | BuiltinFunctionType) or callable(value):
            module, name = getattr(value, "__module__", None), getattr(value, "__qualname__", None)
            if attribute_of(module, name) is value and value is not None:
                return ["function", module, name]
            number = len(self._callbacks) + 1
            self._callbacks[number] = value
            return ["callback", number]
        raise TypeError(f"a check can't send a {type(value).__name__} to the notebook")

    def resolve(self, tag: str, parts: list[Any]) -> Any:
        """What the kernel refers to: an object of its own, or a class or module that this process has itself."""
        if tag == "object":
            return self._object(*parts)
        if tag == "class":
            found = attribute_of(*parts)
            if isinstance(found, type) and named_class(found):
                return found
            raise WireError("a class that is not known here")
        if tag == "module":
            module = named_module(*parts)
            if module is not None:
                return module
        raise WireError(f"{str(tag)[:40]} is not known")

    def _object(self, number: Any, kinds: Any, flags: Any) -> Any:
        if not _is_number(number) or type(kinds) is not list or type(flags) is not list or len(flags) > 8:
            raise WireError("a reference that is none")
        if number not in self._references:
            if len(self._references) >= self.limits.references:
                raise TooLarge(f"more than {self.limits.references:,} objects")
            pairs = _kinds(kinds)
            claim = Claim(self, number, pairs, frozenset(map(text, flags)))
            if "class" in claim.flags and _failure_base(pairs) is not None:
                self._references[number] = self._failure_class(pairs, claim)
            else:
                self._references[number] = self._make_reference(claim)
        return self._references[number]

    # --- the trainee's exceptions ---

    def _failure(self, header: dict[str, Any], decoder: Decoder, about: str) -> Exception:
        pairs = _kinds(header["error"])
        said = text(header.get("said", ""), _LONGEST_SAID)
        arguments = header.get("arguments", [])
        given = [decoder.decode(tree) for tree in arguments] if type(arguments) is list else []
        failure = self._failure_class(pairs)
        try:
            error = failure(*given)
        except Exception:
            error = RuntimeError(said)
        error.__dict__["_shopfloor"] = TraineeFailure(about, pairs[0][1], said)
        return error

    def _failure_class(self, pairs: tuple[tuple[str, str], ...], claim: Claim | None = None) -> type[Exception]:
        """The exception class of that name, or one made after it that the check can catch."""
        for module, name in pairs[:1]:
            found = attribute_of(module, name)
            if isinstance(found, type) and issubclass(found, Exception):
                return found
        made = self._failures.get(pairs[0])
        if made is None:
            if len(self._failures) >= self.limits.classes:
                raise WireError("too many classes of errors")
            base = _failure_base(pairs) or RuntimeError
            made = self._failures[pairs[0]] = type(pairs[0][1], (base,), {"__module__": pairs[0][0]})
        if claim is not None:
            made._shopfloor_claim = claim  # type: ignore[attr-defined]
        return made


def claim_of(value: Any) -> Claim | None:
    """The claim behind a reference, or behind an exception class that stands for the trainee's; else None."""
    from grader.checks.proxy import Reference

    if issubclass(type(value), Reference):
        found: Claim = object.__getattribute__(value, "_shopfloor")
        return found
    return value.__dict__.get("_shopfloor_claim") if isinstance(value, type) else None


def _failure_base(pairs: tuple[tuple[str, str], ...]) -> type[Exception] | None:
    for module, name in pairs:
        found = getattr(builtins, name, None) if module == "builtins" else None
        if isinstance(found, type) and issubclass(found, Exception):
            return found
    return None


def _kinds(kinds: Any) -> tuple[tuple[str, str], ...]:
    if type(kinds) is not list or not 1 <= len(kinds) <= _MOST_PARENTS:
        raise WireError("classes that are none")
    pairs = []
    for pair in kinds:
        if type(pair) is not list or len(pair) != 2:
            raise WireError("classes that are none")
        module, name = pair
        # Interned texts may name a class: nothing that a type's name can't be.
        if "\0" in text(module) + text(name):
            raise WireError("classes that are none")
        pairs.append((sys.intern(module), sys.intern(name)))
    return tuple(pairs)


def _is_number(value: Any) -> bool:
    return type(value) is int and 0 <= value < 1 << 62
