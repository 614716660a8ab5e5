"""Every setting of the platform, and the only place that reads the environment."""

from __future__ import annotations

import os
from functools import cached_property
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

REPOSITORY = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """Settings from `SHOPFLOOR_*` variables. Each one is described in docs/settings.md (a test compares)."""

    model_config = SettingsConfigDict(env_prefix="SHOPFLOOR_", extra="ignore")

    var: Path = Field(REPOSITORY / "var", description="Folder that holds all state.")
    database_url: str = Field("", description="Registry database; empty: SQLite below `var`.")
    port: int = Field(8000, ge=1, le=65535, description="Public port of the platform.")
    bind: str = Field("127.0.0.1", description="Address that the public port listens on.")
    hostname: str = Field("localhost", description="Public host name; per-user domains lie below it.")
    subdomains: bool = Field(True, description="Give every user's server a domain of its own.")
    public_url: str = Field("", description="Public address where it differs from http://HOSTNAME:PORT (behind TLS).")
    data_mirror: Path | None = Field(None, description="Folder with a mirror of the raw data files.")
    accept_mirror_terms: bool = Field(
        False, description="Accept the terms of what the mirror holds (recorded) instead of asking for each."
    )
    sign_shipped_recipes: bool = Field(
        False, description="Sign reports of recipes that come with the platform (recorded) as they pass; for trials."
    )
    lab_memory_mb: int = Field(2048, ge=256, description="Memory limit of a lab server, MB.")
    lab_cpu: float = Field(1.0, gt=0, description="CPU limit of a lab server, cores, where the host has cgroups.")
    lab_processes: int = Field(256, ge=32, description="Process limit of a lab server.")
    cull_idle_seconds: int = Field(3600, ge=60, description="A lab server idle this long is stopped, s.")
    grading_slots: int = Field(2, ge=1, le=64, description="Submissions graded at the same time.")
    grading_cell_seconds: int = Field(60, ge=1, description="Time limit of a cell while grading, s.")
    grading_total_seconds: int = Field(600, ge=10, description="Time limit of a notebook while grading, s.")
    grading_memory_mb: int = Field(2048, ge=256, description="Memory limit of a notebook while grading, MB.")
    scored_attempts_a_day: int = Field(
        20,
        gt=0,
        description="Attempts of a trainee at a lab that are graded the same day; further ones wait for the next.",
    )
    max_submission_mb: float = Field(10.0, gt=0, description="Largest notebook that the exchange takes, MB.")
    invitation_days: int = Field(14, ge=1, description="Days until an invitation expires.")
    lockout_attempts: int = Field(5, ge=1, description="Wrong passwords in a row that lock an account.")
    lockout_minutes: int = Field(15, ge=1, description="Minutes that a lockout lasts.")

    @cached_property
    def registry_url(self) -> str:
        return self.database_url or f"sqlite:///{self.var / 'registry.sqlite'}"

    @property
    def public_origin(self) -> str:
        """Scheme, host and port that a browser uses, with no slash at the end."""
        return (self.public_url or f"http://{self.hostname}:{self.port}").rstrip("/")

    @property
    def loopback_origin(self) -> str:
        """How processes on this machine reach the public proxy."""
        return f"http://127.0.0.1:{self.port}"

    def as_environment(self) -> dict[str, str]:
        """These settings as variables for a process that we start; unset ones are left out."""
        values = self.model_dump(mode="json", exclude_none=True)
        return {f"SHOPFLOOR_{name.upper()}": str(value) for name, value in values.items() if value != ""}

    # Folders of state. Everything below `secrets` is 0600, the folder 0700.
    @property
    def secrets_folder(self) -> Path:
        return self.var / "secrets"

    @property
    def anonymisation_folder(self) -> Path:
        """Keys and sealed mappings of the anonymisation."""
        return self.secrets_folder / "anonymisation"

    @property
    def blobs_folder(self) -> Path:
        return self.var / "blobs"

    @property
    def homes_folder(self) -> Path:
        return self.var / "homes"

    @property
    def courses_folder(self) -> Path:
        return self.var / "courses"

    @property
    def data_folder(self) -> Path:
        """Raw and built data; `released` below it is what lab servers and the grader see at /data."""
        return self.var / "data"

    @property
    def released_folder(self) -> Path:
        """Of the data only what has been released."""
        return self.data_folder / "released"

    @property
    def cards_folder(self) -> Path:
        """What lab servers are told about their persons."""
        return self.var / "lab-servers"

    @property
    def run_folder(self) -> Path:
        """Socket files of the running platform."""
        return self.var / "run"

    @property
    def logs_folder(self) -> Path:
        return self.var / "logs"

    @property
    def lab_environment(self) -> Path:
        """The virtual environment that lab servers and graded kernels run from."""
        return REPOSITORY / ".venv-lab"

    @property
    def is_root(self) -> bool:
        return os.geteuid() == 0


class ServiceEnvironment(BaseSettings):
    """What the hub tells a service that it manages, in `JUPYTERHUB_*` variables."""

    model_config = SettingsConfigDict(env_prefix="JUPYTERHUB_", extra="ignore")

    service_name: str = "progress"
    service_prefix: str = "/services/progress/"
    service_url: str = ""
    api_url: str = "http://127.0.0.1:8081/hub/api"
    api_token: str = ""
    base_url: str = "/"
    host: str = ""
    client_id: str = "service-progress"
    oauth_callback_url: str = ""
    oauth_access_scopes: frozenset[str] = frozenset()
