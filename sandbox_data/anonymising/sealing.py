"""The sealed mapping of a release: what its steps drew from the key, encrypted, in the secrets folder and nowhere else.

It answers one question, when the plant itself asks: which machine is M-4f2a…, and in which week was that?
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet, InvalidToken

from sandbox_data.anonymising.keys import Key, KeyFolder, KeyUnusable, write_private

Sealed = Mapping[str, Any]
"""`{"step 1 pseudonym machine": {original: pseudonym, …}, "step 3 shift_time": {"weeks": 61}, …}`"""


def seal(mapping: Sealed, keys: KeyFolder, dataset: str, key: Key, digest: str) -> Path:
    """Encrypt the mapping of the release with this digest (Fernet: AES-128-CBC and HMAC-SHA-256) beside its key."""
    path = keys.mapping_path(dataset, key.key_id, digest)
    write_private(path, _fernet(key).encrypt(json.dumps(mapping, ensure_ascii=False).encode()))
    return path


def unseal(path: Path, key: Key) -> dict[str, Any]:
    """The mapping. Raises KeyUnusable for another key and for a file that was changed."""
    try:
        content = _fernet(key).decrypt(path.read_bytes())
    except InvalidToken as error:
        raise KeyUnusable(f"{path.name}: 이 키로는 열리지 않습니다 / does not open with key {key.key_id}.") from error
    opened: dict[str, Any] = json.loads(content)
    return opened


def _fernet(key: Key) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(key.digest("sealed-mapping")))
