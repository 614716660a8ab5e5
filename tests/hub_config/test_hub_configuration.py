"""`apply(settings, c)` on a bare configuration: no hub runs here."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from traitlets.config import Config

from courses.registry import Role
from hub_config import routing
from hub_config.hub import apply
from hub_config.proxy_installation import LOCK_FOLDER
from hub_config.roles import hub_roles
from hub_config.secrets import NAMES, SecretExposed, ensure_secrets
from hub_config.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(var=tmp_path / "var", port=8123)


@pytest.fixture
def c(settings: Settings) -> Any:
    config = Config()
    apply(settings, config)
    return config


def test_only_the_public_proxy_listens_on_tcp(c: Any) -> None:
    assert c.JupyterHub.bind_url == "http://127.0.0.1:8123"
    assert c.JupyterHub.hub_bind_url.startswith("http+unix://")
    assert c.ConfigurableHTTPProxy.api_url.startswith("http+unix://")
    assert all("url" not in service for service in c.JupyterHub.services)
    assert all(target.startswith("http+unix://") for target in c.SocketProxy.extra_routes.values())
    assert routing.lab_url(5) == "http+unix://run%2Fservers%2F5.sock"


def test_lab_servers_and_the_proxy_outlive_the_hub(c: Any) -> None:
    assert not c.JupyterHub.cleanup_servers
    assert not c.JupyterHub.cleanup_proxy


def test_no_secret_is_on_a_command_line(settings: Settings, c: Any) -> None:
    secrets = ensure_secrets(settings.secrets_folder)
    commands = " ".join(word for service in c.JupyterHub.services for word in service["command"])
    commands += " ".join(c.ConfigurableHTTPProxy.command)
    assert not any(getattr(secrets, name) in commands for name in NAMES)


def test_every_service_has_a_module_that_can_be_started(c: Any) -> None:
    names = {service["name"] for service in c.JupyterHub.services}
    assert names == {"exchange", "gate", "progress", "grading", "sync", "culler"}


def test_only_the_sync_service_may_administer() -> None:
    strong = {"admin:users", "admin:groups", "admin:servers", "tokens", "admin:services", "shutdown", "proxy"}
    holders = [role for role in hub_roles() if strong & set(role["scopes"])]
    assert [role.get("services") for role in holders] == [["sync"]]


def test_each_role_is_bound_to_the_group_of_its_name() -> None:
    bound = {role["name"]: role["groups"] for role in hub_roles() if "groups" in role}
    assert bound == {role.value: [role.value] for role in Role}


def test_nobody_may_open_anothers_server() -> None:
    assert not any(scope.startswith("access:servers") for role in hub_roles() for scope in role["scopes"])


def test_the_dashboard_has_a_domain_of_its_own(settings: Settings) -> None:
    assert routing.progress_url(settings) == "http://progress--service.localhost:8123/services/progress/"


def test_without_subdomains_everything_lies_on_one_host(tmp_path: Path) -> None:
    single = Settings(var=tmp_path / "var", port=8123, subdomains=False)
    config: Any = Config()
    apply(single, config)
    assert routing.progress_url(single) == "http://localhost:8123/services/progress/"
    assert config.JupyterHub.subdomain_host == ""
    assert set(config.SocketProxy.extra_routes) == {"/services/exchange/", "/services/progress/"}


def test_a_public_address_behind_tls_is_what_browsers_are_sent_to(tmp_path: Path) -> None:
    behind = Settings(var=tmp_path / "var", public_url="https://labs.example.kr", hostname="labs.example.kr")
    assert routing.progress_url(behind) == "https://progress--service.labs.example.kr/services/progress/"


def test_secrets_are_made_once_and_only_their_owner_reads_them(tmp_path: Path) -> None:
    first = ensure_secrets(tmp_path / "secrets")
    assert ensure_secrets(tmp_path / "secrets") == first
    assert len({getattr(first, name) for name in NAMES}) == len(NAMES)
    assert {oct(file.stat().st_mode & 0o777) for file in (tmp_path / "secrets").iterdir()} == {"0o600"}
    assert oct((tmp_path / "secrets").stat().st_mode & 0o777) == "0o700"


def test_a_secret_that_others_can_read_is_refused(tmp_path: Path) -> None:
    ensure_secrets(tmp_path / "secrets")
    (tmp_path / "secrets" / "cookie").chmod(0o644)
    with pytest.raises(SecretExposed, match="rm "):
        ensure_secrets(tmp_path / "secrets")


def test_the_proxy_lock_names_no_address() -> None:
    lock = (LOCK_FOLDER / "package-lock.json").read_text()
    assert '"resolved"' not in lock
    assert '"node_modules/configurable-http-proxy": {\n      "version": "5.3.0"' in lock
