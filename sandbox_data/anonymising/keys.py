"""Keys of the anonymisation: made once, kept outside the data in files that only their owner can read.

Every random-looking number of a release (pseudonyms, shifts, scales, jitter, order) is drawn from the key and a context
in words, so the same key gives the same bytes and another key shares nothing. Contexts never meet: each is hashed into
a subkey of its own (HMAC-SHA-256, RFC 2104), which seeds a ChaCha20 keystream (RFC 8439).
"""

from __future__ import annotations

import hmac
import os
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms

from sandbox_data.errors import ShopfloorError

KEY_BYTES = 32
KEY_ID_LENGTH = 12
OWNER_ONLY_FOLDER = 0o700
OWNER_ONLY_FILE = 0o600
GROUP_OR_OTHERS = 0o077


class KeyUnusable(ShopfloorError):
    """A key is missing, can be read by others, or isn't one of ours."""


@dataclass(frozen=True)
class Key:
    """A secret of 32 bytes. `key_id` is public: it names the key in a release's record and tells nothing about it."""

    secret: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.secret) != KEY_BYTES:
            raise KeyUnusable(f"키는 {KEY_BYTES}바이트여야 합니다 / A key has {KEY_BYTES} bytes.")

    @property
    def key_id(self) -> str:
        return self.digest("key-id").hex()[:KEY_ID_LENGTH]

    def digest(self, *context: str) -> bytes:
        """HMAC-SHA-256 over the context's words; each word's length is hashed with it, so that none run together."""
        return hmac.digest(self.secret, b"".join(_framed(word) for word in context), "sha256")

    def digests(self, context: Sequence[str], words: Iterable[str]) -> list[bytes]:
        """`digest(*context, word)` of each word, the context framed only once."""
        prefix = b"".join(_framed(word) for word in context)
        return [hmac.digest(self.secret, prefix + _framed(word), "sha256") for word in words]

    def subkey(self, *context: str) -> Key:
        return Key(self.digest("subkey", *context))

    def uniform(self, count: int, *context: str) -> np.ndarray:
        """`count` float64 in [0, 1), always the same for this key and context, on every version of numpy."""
        nonce = bytes(16)  # the subkey is used for this one stream
        stream = Cipher(algorithms.ChaCha20(self.digest("stream", *context), nonce), mode=None).encryptor()
        words = np.frombuffer(stream.update(bytes(8 * count)), dtype="<u8")
        return (words >> np.uint64(11)).astype(np.float64) * 2.0**-53

    def between(self, low: float, high: float, *context: str) -> float:
        return low + (high - low) * float(self.uniform(1, *context)[0])

    def integer(self, low: int, high: int, *context: str) -> int:
        """A whole number in [low, high]; the bias of the remainder is below 2**-200."""
        return low + int.from_bytes(self.digest("integer", *context), "big") % (high - low + 1)


def _framed(word: str) -> bytes:
    encoded = word.encode()
    return len(encoded).to_bytes(4, "big") + encoded


@dataclass(frozen=True)
class KeyFolder:
    """Where keys and sealed mappings lie (folder 0700, files 0600). Nothing of it ever goes into a release."""

    folder: Path

    def ensure(self, dataset: str) -> Key:
        """The current key of `dataset`, made when there is none."""
        current = self._folder(dataset) / "current"
        return self.open(dataset, _read_private(current)) if current.is_file() else self.renew(dataset)

    def renew(self, dataset: str) -> Key:
        """A new current key. Earlier ones stay, because earlier releases name them."""
        key = Key(secrets.token_bytes(KEY_BYTES))
        folder = self._folder(dataset)
        write_private(folder / f"{key.key_id}.key", key.secret.hex().encode())
        write_private(folder / "current", key.key_id.encode())
        return key

    def open(self, dataset: str, key_id: str) -> Key:
        """The key that a release names. Raises KeyUnusable."""
        path = self._folder(dataset) / f"{key_id}.key"
        try:
            key = Key(bytes.fromhex(_read_private(path)))
        except FileNotFoundError as error:
            raise KeyUnusable(
                f"{dataset}: 키 {key_id} 이(가) 없습니다 / key {key_id} is not here.",
                f"비밀 폴더의 백업을 되돌리십시오 / Restore {path} from the backup of the secrets folder.",
            ) from error
        except ValueError as error:
            raise KeyUnusable(f"{path}: 키 파일이 아닙니다 / is not a key file.") from error
        if key.key_id != key_id:
            raise KeyUnusable(f"{path}: 파일 이름과 키가 맞지 않습니다 / holds another key than its name says.")
        return key

    def mapping_path(self, dataset: str, key_id: str, digest: str) -> Path:
        """Where the sealed mapping of the release with this digest lies."""
        return self._folder(dataset) / f"{key_id}-{digest[:16]}.sealed"

    def _folder(self, dataset: str) -> Path:
        for folder in (self.folder, self.folder / dataset):
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(OWNER_ONLY_FOLDER)
        return self.folder / dataset


def write_private(path: Path, content: bytes) -> None:
    """Write aside with mode 0600 from the first byte, then rename."""
    aside = path.with_name(f".{path.name}-{secrets.token_hex(8)}")
    descriptor = os.open(aside, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_NOFOLLOW, OWNER_ONLY_FILE)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        aside.replace(path)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise


def _read_private(path: Path) -> str:
    if path.is_symlink() or path.stat().st_mode & GROUP_OR_OTHERS:
        raise KeyUnusable(
            f"{path}: 다른 사용자가 읽을 수 있습니다 / can be read by others.",
            f"키를 새로 만드십시오 / Treat it as known, make a new key and remove it: rm {path}",
        )
    return path.read_text(encoding="ascii").strip()
