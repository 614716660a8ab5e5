"""`python -m labs.release_program LAB FOLDER`: release a lab in every language; prints the notebooks as JSON.

A program of its own, because it works in a course folder and is therefore confined to it, under the folder's own id.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from labs.catalogue import lab
from labs.releasing import release
from sandbox_data.text import DEFAULT_LANGUAGE, LANGUAGES


def main() -> None:
    os.umask(0o007)
    code, folder = sys.argv[1:]
    # Libraries print; the answer must be the only thing on stdout.
    answer = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    definition = lab(code)
    ordered = sorted(LANGUAGES, key=lambda language: language != DEFAULT_LANGUAGE)
    notebooks = {language: release(definition, language, Path(folder)).read_text() for language in ordered}
    json.dump(notebooks, answer)
    answer.flush()


if __name__ == "__main__":
    main()
