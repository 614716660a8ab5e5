"""JupyterLab's own files, sent compressed: `shopfloor up` lays a `.gz` beside each of them (hub_config/lab_static.py).

A page of JupyterLab is 10 MB of JavaScript. Compressing it in thirty servers at nine o'clock would cost more than
starting them; laid there once, it costs nothing. JupyterLab itself lets browsers keep what has a hash in its name.
"""

from __future__ import annotations

import mimetypes
from pathlib import Path

from jupyter_server.base.handlers import FileFindHandler

SUFFIX = ".gz"


class CompressedFiles(FileFindHandler):  # jupyter_server is followed as untyped
    """`ServerApp.tornado_settings["static_handler_class"]`. Who doesn't say "gzip" gets the file itself."""

    _compressed = False

    def validate_absolute_path(self, root: str, absolute_path: str) -> str | None:
        found: str | None = super().validate_absolute_path(root, absolute_path)
        if found is None or "gzip" not in self.request.headers.get("Accept-Encoding", ""):
            return found
        self._compressed = Path(absolute_path + SUFFIX).is_file()
        if self._compressed:  # size and date are those of the file that was asked for last
            found = super().validate_absolute_path(root, absolute_path + SUFFIX)
        return found

    def set_extra_headers(self, path: str) -> None:
        super().set_extra_headers(path)
        self.set_header("Vary", "Accept-Encoding")
        if self._compressed:
            self.set_header("Content-Encoding", "gzip")

    def get_content_type(self) -> str:
        if not self._compressed:
            kind: str = super().get_content_type()
            return kind
        return mimetypes.guess_type(str(self.absolute_path).removesuffix(SUFFIX))[0] or "application/octet-stream"
