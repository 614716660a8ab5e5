"""Keys and sealed mappings: outside the data, readable by their owner alone, opened by their own key alone."""

from __future__ import annotations

import stat
from pathlib import Path

import numpy as np
import pytest

from sandbox_data.anonymising import Key, KeyFolder, KeyUnusable, parquet, seal, unseal
from tests.sandbox_data.anonymising.making import KEY, OTHER_KEY, column, released


def test_a_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    keys = KeyFolder(tmp_path / "keys")
    key = keys.ensure("shots")
    assert keys.ensure("shots") == key
    assert keys.ensure("others") != key
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "keys").rglob("*")}
    assert {mode for path, mode in modes.items() if path.is_file()} == {0o600}
    assert {mode for path, mode in modes.items() if path.is_dir()} == {0o700}


def test_a_renewed_key_leaves_the_earlier_one_for_its_releases(tmp_path: Path) -> None:
    keys = KeyFolder(tmp_path)
    first = keys.ensure("shots")
    second = keys.renew("shots")
    assert keys.ensure("shots") == second != first
    assert keys.open("shots", first.key_id) == first


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    keys = KeyFolder(tmp_path)
    key = keys.ensure("shots")
    path = tmp_path / "shots" / f"{key.key_id}.key"
    path.chmod(0o640)
    with pytest.raises(KeyUnusable, match="can be read by others"):
        keys.open("shots", key.key_id)
    path.unlink()
    (tmp_path / "elsewhere").write_text(key.secret.hex())
    path.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(KeyUnusable, match="can be read by others"):
        keys.open("shots", key.key_id)


def test_a_missing_damaged_or_exchanged_key_is_refused(tmp_path: Path) -> None:
    keys = KeyFolder(tmp_path)
    key = keys.ensure("shots")
    with pytest.raises(KeyUnusable, match="is not here"):
        keys.open("shots", "0" * 12)
    path = tmp_path / "shots" / f"{key.key_id}.key"
    path.write_text("not hex")
    with pytest.raises(KeyUnusable, match="not a key file"):
        keys.open("shots", key.key_id)
    path.write_text("00" * 32)
    with pytest.raises(KeyUnusable, match="another key"):
        keys.open("shots", key.key_id)


def test_the_key_shows_in_no_representation_and_not_in_its_id() -> None:
    assert KEY.secret.hex() not in repr(KEY)
    assert str(KEY.secret) not in repr(KEY)
    assert KEY.key_id not in KEY.secret.hex()


def test_contexts_do_not_run_together() -> None:
    assert KEY.digest("ab", "c") != KEY.digest("a", "bc")
    assert not np.array_equal(KEY.uniform(8, "jitter", "a"), KEY.uniform(8, "jitter", "b"))


def test_the_keystream_is_uniform_and_repeatable() -> None:
    numbers = KEY.uniform(100_000, "test")
    assert np.array_equal(numbers, KEY.uniform(100_000, "test"))
    assert 0 <= numbers.min() < numbers.max() < 1
    assert abs(numbers.mean() - 0.5) < 0.005
    assert np.array_equal(numbers[:10], KEY.uniform(10, "test")), "more rows do not change the first ones"


def test_the_sealed_mapping_opens_with_its_key_alone(tmp_path: Path) -> None:
    keys = KeyFolder(tmp_path)
    key = keys.ensure("shots")
    done = released({"do": "pseudonym", "columns": ["operator"]}, key=key)
    path = seal(done.sealed, keys, "shots", key, done.record.data_sha256)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert b"kim" not in path.read_bytes()
    mapping = unseal(path, key)["step 1 pseudonym"]["operator"]
    assert set(mapping) == {f"kim{number}" for number in range(6)}
    assert set(mapping.values()) == set(column(done.table, "operator"))
    with pytest.raises(KeyUnusable, match="does not open"):
        unseal(path, OTHER_KEY)
    path.write_bytes(path.read_bytes()[:-9] + b"AAAAAAAAA")
    with pytest.raises(KeyUnusable, match="does not open"):
        unseal(path, key)


def test_neither_release_nor_record_holds_what_was_sealed() -> None:
    done = released(
        {"do": "pseudonym", "columns": ["machine", "operator"]},
        {"do": "redact", "columns": ["note"]},
        {"do": "scale", "columns": ["pressure"]},
    )
    public = parquet(done.table) + done.record.model_dump_json().encode()
    factor = done.sealed["step 3 scale"]["pressure"]["factor"]
    for secret in (b"kim", b"M0", "김철수".encode(), repr(factor).encode(), KEY.secret, KEY.secret.hex().encode()):
        assert secret not in public


def test_a_key_of_another_length_is_refused() -> None:
    with pytest.raises(KeyUnusable, match="32"):
        Key(b"short")
