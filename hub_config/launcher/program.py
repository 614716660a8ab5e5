"""What runs in a lab server's sandbox, whichever way it was started: `python -c PROGRAM SOCKET`."""

from __future__ import annotations

# The one argument is the number of the inherited descriptor on which the server listens. `loaded_first` is there where
# a warm parent has forked it (grader.warm.zygote).
PROGRAM = """
import sys
from grader.labside import serving
server_class = serving.listen_on(int(sys.argv.pop(1)), globals().get("loaded_first"))
from jupyterhub.singleuser.extension import JupyterHubSingleUser
JupyterHubSingleUser.serverapp_class = server_class
JupyterHubSingleUser.launch_instance()
"""
