"""`python -m grader.labside.validating NOTEBOOK`: run nbgrader's Validator and print its result as one JSON line."""

from __future__ import annotations

import json
import logging
import os
import sys
from typing import Any


def main(notebook: str) -> None:
    # Whatever libraries print goes to stderr; the result alone goes to the real stdout.
    result_to = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    result = _validated(notebook)
    result_to.write("\n" + json.dumps(result) + "\n")
    result_to.close()


def _validated(notebook: str) -> dict[str, Any]:
    logging.basicConfig(level=logging.WARNING)
    try:
        from nbgrader.validator import Validator
        from traitlets.config import Config

        config = Config()
        # ipc rather than TCP: anybody on the loopback could subscribe to a TCP kernel's messages.
        config.KernelManager.transport = "ipc"
        return {"value": Validator(config=config).validate(notebook), "fault": ""}
    except Exception as fault:
        return {"value": {}, "fault": f"{type(fault).__name__}: {fault}"}


if __name__ == "__main__":
    main(sys.argv[1])
