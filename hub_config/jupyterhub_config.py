"""Read by JupyterHub; `shopfloor up` starts it with this file."""

import os

from hub_config.hub import apply
from hub_config.settings import Settings

settings = Settings()
os.chdir(settings.var)  # socket files have addresses relative to it
apply(settings, get_config())  # type: ignore[name-defined]  # noqa: F821 - given by traitlets
