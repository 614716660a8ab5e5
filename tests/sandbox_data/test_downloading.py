"""Publishers' addresses: resumed, never trusted, and quarantined when they sent something else."""

from __future__ import annotations

import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from sandbox_data.cards import Card, read_card
from sandbox_data.errors import DataCorrupt, DataUnavailable, TermsNotAccepted
from sandbox_data.fetching import fetch
from sandbox_data.watching import Nobody
from tests.sandbox_data.loopback import Publisher, serving
from tests.sandbox_data.making import address_place, catalogue_with


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sandbox_data.downloading.FIRST_WAIT_SECONDS", 0.0)


@pytest.fixture
def raw(released_data: Path) -> bytes:
    """The dryer's real raw file."""
    return (released_data.parent / "raw" / "dryer" / "dryer.csv").read_bytes()


def _card(folder: Path, publisher: Publisher) -> Card:
    return read_card("dryer", catalogue_with(folder, address_place(publisher.address)))


def _kept(folder: Path) -> list[Path]:
    quarantine = folder / "raw" / "quarantine"
    return sorted(quarantine.iterdir()) if quarantine.exists() else []


def test_a_file_comes_from_the_publishers_address(raw: bytes, tmp_path: Path) -> None:
    with serving(Publisher(raw)) as publisher:
        files = fetch(_card(tmp_path, publisher), tmp_path / "raw")
    assert files["dryer.csv"].read_bytes() == raw
    assert publisher.asked == [""]


def test_a_file_that_is_there_is_not_asked_for_again(raw: bytes, tmp_path: Path) -> None:
    with serving(Publisher(raw)) as publisher:
        card = _card(tmp_path, publisher)
        fetch(card, tmp_path / "raw")
        fetch(card, tmp_path / "raw")
    assert len(publisher.asked) == 1


def test_a_cut_connection_goes_on_at_the_byte_where_it_was_cut(raw: bytes, tmp_path: Path) -> None:
    with serving(Publisher(raw, cut_after=[200_000, 300_000])) as publisher:
        files = fetch(_card(tmp_path, publisher), tmp_path / "raw")
    assert files["dryer.csv"].read_bytes() == raw
    assert publisher.asked == ["", "bytes=200000-", "bytes=500000-"]
    assert publisher.sent == len(raw), "no byte was sent twice"


def test_a_line_that_is_cut_all_the_time_still_gets_there(raw: bytes, tmp_path: Path) -> None:
    """Only attempts that bring nothing are counted."""
    with serving(Publisher(raw, cut_after=[50_000] * 13)) as publisher:
        files = fetch(_card(tmp_path, publisher), tmp_path / "raw")
    assert files["dryer.csv"].read_bytes() == raw
    assert len(publisher.asked) == 14


def test_a_publisher_that_stops_for_good_leaves_the_part_for_the_next_fetch(raw: bytes, tmp_path: Path) -> None:
    with (
        serving(Publisher(raw, cut_after=[300_000, 0, 0, 0, 0])) as publisher,
        pytest.raises(DataUnavailable, match="300000/667696"),
    ):
        fetch(_card(tmp_path, publisher), tmp_path / "raw")
    assert not (tmp_path / "raw" / "dryer").exists()
    with serving(Publisher(raw)) as again:
        files = fetch(_card(tmp_path, again), tmp_path / "raw")
    assert again.asked == ["bytes=300000-"]
    assert files["dryer.csv"].read_bytes() == raw


def test_a_fetch_that_was_killed_goes_on_where_it_was(raw: bytes, tmp_path: Path) -> None:
    with serving(Publisher(raw, pause_at=262_144)) as publisher:
        _card(tmp_path, publisher)
        program = f"""
            from pathlib import Path
            from sandbox_data.cards import read_card
            from sandbox_data.fetching import fetch
            fetch(read_card("dryer", Path({str(tmp_path / "catalogue")!r})), Path({str(tmp_path / "raw")!r}))
        """
        process = subprocess.Popen([sys.executable, "-c", textwrap.dedent(program)])
        partial = tmp_path / "raw" / "partial"
        deadline = time.monotonic() + 60
        while not any(part.stat().st_size >= 200_000 for part in partial.glob("*")):
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.02)
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert not (tmp_path / "raw" / "dryer").exists(), "nothing half-fetched stands where builds read"
    with serving(Publisher(raw)) as again:
        files = fetch(_card(tmp_path, again), tmp_path / "raw")
    assert files["dryer.csv"].read_bytes() == raw
    assert again.asked[0].startswith("bytes=2")


def test_a_publisher_without_ranges_is_read_from_the_start(raw: bytes, tmp_path: Path) -> None:
    with serving(Publisher(raw, cut_after=[200_000], ranges=False)) as publisher:
        files = fetch(_card(tmp_path, publisher), tmp_path / "raw")
    assert files["dryer.csv"].read_bytes() == raw
    assert publisher.asked == ["", "bytes=200000-"]


def test_a_publisher_that_sends_another_part_is_not_believed(raw: bytes, tmp_path: Path) -> None:
    publisher = Publisher(raw, cut_after=[200_000], shift=7)
    with serving(publisher):
        files = fetch(_card(tmp_path, publisher), tmp_path / "raw")
    assert files["dryer.csv"].read_bytes() == raw
    assert publisher.asked == ["", "bytes=200000-", ""]


def test_a_publisher_that_refuses_to_resume_is_read_from_the_start(raw: bytes, tmp_path: Path) -> None:
    publisher = Publisher(raw, cut_after=[300_000, 0, 0, 0, 0])
    with serving(publisher), pytest.raises(DataUnavailable):
        fetch(_card(tmp_path, publisher), tmp_path / "raw")
    with serving(Publisher(raw, statuses=[416])) as again:
        files = fetch(_card(tmp_path, again), tmp_path / "raw")
    assert files["dryer.csv"].read_bytes() == raw
    assert again.asked == ["bytes=300000-", ""]


def test_an_overloaded_publisher_is_asked_again(raw: bytes, tmp_path: Path) -> None:
    with serving(Publisher(raw, statuses=[503, 429])) as publisher:
        files = fetch(_card(tmp_path, publisher), tmp_path / "raw")
    assert files["dryer.csv"].read_bytes() == raw


def test_a_file_of_another_length_is_refused_before_it_is_read(raw: bytes, tmp_path: Path) -> None:
    with serving(Publisher(raw + b"\n" * 1000)) as publisher, pytest.raises(DataCorrupt, match=r"is 668696 bytes"):
        fetch(_card(tmp_path, publisher), tmp_path / "raw")
    assert _kept(tmp_path) == []
    assert not (tmp_path / "raw" / "dryer").exists()


def test_a_body_without_an_end_is_cut_and_quarantined(raw: bytes, tmp_path: Path) -> None:
    with serving(Publisher(raw, endless=True)) as publisher, pytest.raises(DataCorrupt, match="at least"):
        fetch(_card(tmp_path, publisher), tmp_path / "raw")
    assert len(_kept(tmp_path)) == 1
    assert _kept(tmp_path)[0].stat().st_size < len(raw) + 200_000


def test_a_body_that_ends_early_without_a_stated_length_is_quarantined(raw: bytes, tmp_path: Path) -> None:
    with (
        serving(Publisher(raw[:100_000], states_length=-1)) as publisher,
        pytest.raises(DataCorrupt, match="is 100000 bytes, the card says 667696"),
    ):
        fetch(_card(tmp_path, publisher), tmp_path / "raw")
    assert [path.read_bytes() for path in _kept(tmp_path)] == [raw[:100_000]]


def test_a_wrong_checksum_is_quarantined_and_the_next_fetch_begins_anew(raw: bytes, tmp_path: Path) -> None:
    other = raw.replace(b"119.94", b"119.95", 1)
    with serving(Publisher(other)) as publisher, pytest.raises(DataCorrupt, match="SHA-256") as refused:
        fetch(_card(tmp_path, publisher), tmp_path / "raw")
    assert "quarantine" in refused.value.remedy
    assert [path.read_bytes() for path in _kept(tmp_path)] == [other]
    with serving(Publisher(raw)) as again:
        files = fetch(_card(tmp_path, again), tmp_path / "raw")
    assert again.asked == [""]
    assert files["dryer.csv"].read_bytes() == raw


def test_a_part_whose_beginning_is_wrong_is_not_completed_into_a_file(raw: bytes, tmp_path: Path) -> None:
    with serving(Publisher(b"X" * 300_000 + raw[300_000:], cut_after=[400_000, 0, 0, 0, 0])) as publisher:
        card = _card(tmp_path, publisher)
        with pytest.raises(DataUnavailable):
            fetch(card, tmp_path / "raw")
    with serving(Publisher(raw)) as again:
        card = _card(tmp_path, again)
        with pytest.raises(DataCorrupt, match="SHA-256"):
            fetch(card, tmp_path / "raw")
        assert fetch(card, tmp_path / "raw")["dryer.csv"].read_bytes() == raw


def test_a_missing_file_says_where_to_put_it(raw: bytes, tmp_path: Path) -> None:
    with serving(Publisher(raw, statuses=[404])) as publisher, pytest.raises(DataUnavailable, match="404") as refused:
        fetch(_card(tmp_path, publisher), tmp_path / "raw")
    assert "dryer/dryer.csv" in refused.value.remedy
    assert "./shopfloor data build dryer" in refused.value.remedy


def test_an_address_that_nobody_serves_is_unavailable(raw: bytes, tmp_path: Path) -> None:
    with serving(Publisher(raw)) as publisher:
        card = _card(tmp_path, publisher)
    with pytest.raises(DataUnavailable, match="could not be fetched"):
        fetch(card, tmp_path / "raw")


def test_nothing_is_asked_for_before_the_terms_are_accepted(raw: bytes, tmp_path: Path) -> None:
    from sandbox_data.building import build

    with serving(Publisher(raw)) as publisher:
        strict = ('spdx = "MIT"\npermissive = true', 'spdx = "unknown"\npermissive = false')
        catalogue = catalogue_with(tmp_path, address_place(publisher.address), strict)
        with pytest.raises(TermsNotAccepted):
            build("dryer", data_folder=tmp_path / "data", catalogue=catalogue)
    assert publisher.asked == []


def test_a_watcher_hears_of_the_bytes(raw: bytes, tmp_path: Path) -> None:
    heard: list[tuple[int, int]] = []

    class Listener(Nobody):
        def bytes_done(self, done: int, total: int) -> None:
            heard.append((done, total))

    with serving(Publisher(raw)) as publisher:
        fetch(_card(tmp_path, publisher), tmp_path / "raw", watcher=Listener())
    assert heard[-1] == (len(raw), len(raw))
    assert len(heard) > 5
