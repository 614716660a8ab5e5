"""What the dashboard is told at its start (by `serving.create_app`). Nothing here reads the environment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from courses.registry import Registry, open_registry
from sandbox_data.errors import ShopfloorError


@dataclass(frozen=True)
class DashboardConfiguration:
    """`*_path` are paths below `public_origin`; `{run}`, `{lab}` and `{attempt}` are filled in."""

    registry_url: str
    public_origin: str
    clock: Callable[[], datetime]
    base_path: str = "/services/progress/"
    invitation_days: int = 14
    lab_path: str = "/hub/user-redirect/shopfloor/open/{run}/{lab}"
    feedback_path: str = "/hub/user-redirect/shopfloor/feedback/{run}/{lab}/{attempt}"
    formgrader_path: str = "/hub/user-redirect/shopfloor/grade/{run}"
    invitation_path: str = "/hub/invite/{token}"
    time_zone: str = "Asia/Seoul"
    data_folder: Path | None = None

    def lab_url(self, run: str, lab: str) -> str:
        """Where a trainee works on a lab: JupyterLab with its notebook, which is fetched on the first visit."""
        return self.public_origin + self.lab_path.format(run=run, lab=lab)

    def feedback_url(self, run: str, lab: str, attempt: int) -> str:
        return self.public_origin + self.feedback_path.format(run=run, lab=lab, attempt=attempt)

    def formgrader_url(self, run: str) -> str:
        return self.public_origin + self.formgrader_path.format(run=run)

    def invitation_url(self, token: str) -> str:
        return self.public_origin + self.invitation_path.format(token=token)


_configured: list[tuple[DashboardConfiguration, Registry]] = []


def configure(configuration: DashboardConfiguration) -> None:
    """Set the configuration of this process and open its registry; an earlier one is closed."""
    while _configured:
        _configured.pop()[1].close()
    _configured.append((configuration, open_registry(configuration.registry_url)))


def configured() -> tuple[DashboardConfiguration, Registry]:
    """The configuration and the registry of this process."""
    if not _configured:
        raise ShopfloorError("The dashboard has no configuration.", "Start it with ./shopfloor up.")
    return _configured[-1]
