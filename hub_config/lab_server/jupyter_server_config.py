"""Configuration of every lab server. It runs inside the sandbox, under the person's id, so it protects nothing by
itself: the exchange, the hub and the sandbox decide what a person may do."""

import json
from pathlib import Path

from grader.labside.static_files import CompressedFiles

c = get_config()  # type: ignore[name-defined]  # noqa: F821 - given by traitlets
person = json.loads(Path("/etc/shopfloor-person/person.json").read_text())
configuration = Path("/etc/shopfloor-lab")

# Only what a lab needs. Our own extension serves nbgrader's assignment list and validate addresses.
c.ServerApp.jpserver_extensions = {
    "jupyter_lsp": False,
    "jupyter_server_terminals": False,
    "notebook": False,
    "notebook_shim": False,
    "nbgrader.server_extensions.assignment_list": False,
    "nbgrader.server_extensions.course_list": False,
    "nbgrader.server_extensions.validate_assignment": False,
    "nbgrader.server_extensions.formgrader": person["instructor"],
    "grader.labside.extension": True,
}
c.ServerApp.terminals_enabled = False
c.ServerApp.root_dir = person["home"]
c.ServerApp.tornado_settings = {"static_handler_class": CompressedFiles}
if person["instructor"]:
    # JupyterLab's menu shows formgrader in a frame, which the hub's own policy forbids.
    c.ServerApp.tornado_settings["headers"] = {"Content-Security-Policy": f"frame-ancestors 'self' {person['hub']}"}

# Kernels speak over socket files in the sandbox's own /tmp: anybody on the loopback could subscribe to a TCP kernel.
c.KernelManager.transport = "ipc"
c.MappingKernelManager.default_kernel_name = "python3"

c.LabApp.app_settings_dir = str(configuration / "settings" / person["language"])
c.LabApp.workspaces_dir = str(Path.home() / ".jupyter" / "lab" / "workspaces")
c.LabApp.user_settings_dir = str(Path.home() / ".jupyter" / "lab" / "user-settings")
c.LabApp.extension_manager = "readonly"
c.LabApp.news_url = None
c.FileContentsManager.delete_to_trash = False
