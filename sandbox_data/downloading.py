"""Files from a publisher's address: resumed where a connection was cut, and never longer than the card says."""

from __future__ import annotations

import re
import time
from pathlib import Path

import httpx

from sandbox_data.errors import DataCorrupt, DataUnavailable
from sandbox_data.watching import Watcher

ATTEMPTS = 4
FIRST_WAIT_SECONDS = 1.0
LONGEST_WAIT_SECONDS = 8.0
TIMEOUT = httpx.Timeout(30.0, connect=10.0)
_PARTIAL = re.compile(r"bytes (\d+)-\d+/(\d+|\*)")


class WrongLength(DataCorrupt):
    """The publisher's file is shorter or longer than the card says."""


class _Cut(Exception):
    """The transfer stopped before its end, or hasn't begun; tried again from the last byte that arrived."""


def download(url: str, part: Path, size: int, watcher: Watcher) -> None:
    """Fetch `url` into `part`, which may hold the beginning already, until it has `size` bytes.

    Attempts in a row that bring no byte are counted, not interruptions: a line that is cut every few megabytes still
    gets there. Raises DataUnavailable (can't be had now; `part` is kept) and WrongLength.
    """
    part.parent.mkdir(parents=True, exist_ok=True)
    fruitless = 0
    with httpx.Client(follow_redirects=True, max_redirects=5, timeout=TIMEOUT) as client:
        while _length(part) < size:
            before = _length(part)
            try:
                _receive(client, url, part, size, watcher)
            except (_Cut, httpx.TransportError) as cut:
                fruitless = 0 if _length(part) > before else fruitless + 1
                if fruitless >= ATTEMPTS:
                    raise DataUnavailable(
                        f"{url} 에서 받지 못했습니다 / could not be fetched: {cut or type(cut).__name__}"
                        f" ({_length(part)}/{size} bytes)"
                    ) from cut
                time.sleep(min(FIRST_WAIT_SECONDS * 2**fruitless, LONGEST_WAIT_SECONDS))
            except (httpx.TooManyRedirects, httpx.InvalidURL) as error:
                raise DataUnavailable(f"{url}: 주소가 올바르지 않습니다 / leads nowhere: {error}") from error


def _receive(client: httpx.Client, url: str, part: Path, size: int, watcher: Watcher) -> None:
    """One request: from the first missing byte where the server can, from the start where it can't."""
    have = _length(part)
    # Identity: lengths and ranges are those of the file, not of a compressed transfer.
    headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={have}-"} if have else {})
    with client.stream("GET", url, headers=headers) as response:
        start = _start(response, part, url)
        stated = _stated_length(response)
        if stated is not None and stated != size:
            raise _wrong_length(url, stated, size)
        done = start
        with part.open("ab" if start else "wb") as out:
            for chunk in response.iter_raw():  # as it arrives: what a chunk would hold back is lost in a cut
                done += len(chunk)
                out.write(chunk)
                if done > size:
                    raise _wrong_length(url, done, size, at_least=True)
                watcher.bytes_done(done, size)
        if done < size:  # the server said that this was all
            raise _wrong_length(url, done, size)


def _start(response: httpx.Response, part: Path, url: str) -> int:
    """The position at which the body begins, by the answer's status. Raises _Cut and DataUnavailable."""
    if response.status_code == httpx.codes.OK:
        return 0
    if response.status_code == httpx.codes.PARTIAL_CONTENT:
        found = _PARTIAL.match(response.headers.get("Content-Range", ""))
        if found and int(found[1]) == _length(part):
            return int(found[1])
        part.unlink(missing_ok=True)
        raise _Cut("the server sent another part than was asked for")
    if response.status_code == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
        part.unlink(missing_ok=True)
        raise _Cut("the server refused to resume")
    if response.status_code == httpx.codes.TOO_MANY_REQUESTS or response.is_server_error:
        raise _Cut(f"HTTP {response.status_code}")
    raise DataUnavailable(f"{url} 에서 받지 못했습니다 / could not be fetched: HTTP {response.status_code}")


def _stated_length(response: httpx.Response) -> int | None:
    """Length of the whole file as the server states it."""
    if response.status_code == httpx.codes.PARTIAL_CONTENT:
        found = _PARTIAL.match(response.headers.get("Content-Range", ""))
        return int(found[2]) if found and found[2] != "*" else None
    stated = response.headers.get("Content-Length", "")
    return int(stated) if stated.isdigit() else None


def _wrong_length(url: str, seen: int, size: int, *, at_least: bool = False) -> WrongLength:
    least = ("최소 ", "at least ") if at_least else ("", "")
    return WrongLength(
        f"{url}: 파일 크기가 {least[0]}{seen}바이트인데 카드에는 {size}바이트입니다"
        f" / is {least[1]}{seen} bytes, the card says {size}."
    )


def _length(part: Path) -> int:
    try:
        return part.stat().st_size
    except FileNotFoundError:
        return 0
