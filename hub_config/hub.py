"""JupyterHub's configuration, as small functions over our settings. `jupyterhub_config.py` only calls `apply`."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from hub_config import data_terms, routing
from hub_config.accounts import RegistryAuthenticator
from hub_config.proxy_installation import own_environment, proxy_command
from hub_config.roles import hub_roles
from hub_config.secrets import Secrets, ensure_secrets
from hub_config.services import hub_services
from hub_config.settings import Settings
from hub_config.spawner import SandboxedSpawner, apply_terms

TEMPLATES = Path(__file__).resolve().parent / "templates"
SPAWN_SECONDS = 90
ACCOUNT_REFRESH_SECONDS = 15


def apply(settings: Settings, c: Any) -> None:
    """Set everything that the hub needs. Raises SecretExposed when a secret's file is open to others."""
    secrets = ensure_secrets(settings.secrets_folder)
    configure_hub(settings, secrets, c)
    configure_proxy(settings, secrets, c)
    configure_accounts(settings, c)
    configure_pages(settings, c)
    configure_spawner(settings, c)
    c.JupyterHub.load_roles = hub_roles()
    c.JupyterHub.services = hub_services(settings, secrets)


def configure_hub(settings: Settings, secrets: Secrets, c: Any) -> None:
    c.JupyterHub.bind_url = f"http://{settings.bind}:{settings.port}"
    # Only the public proxy listens on TCP: the hub, the proxy's API and the services have socket files.
    c.JupyterHub.hub_bind_url = routing.socket_url("hub")
    c.JupyterHub.hub_connect_url = routing.socket_url("hub")
    c.JupyterHub.hub_socket_mode = 0o600
    c.JupyterHub.public_url = settings.public_origin + "/"
    c.JupyterHub.subdomain_host = settings.public_origin if settings.subdomains else ""
    c.JupyterHub.db_url = f"sqlite:///{settings.var / 'jupyterhub.sqlite'}"
    c.JupyterHub.cookie_secret = bytes.fromhex(secrets.cookie)
    c.CryptKeeper.keys = [bytes.fromhex(secrets.crypt)]
    # The launcher holds the lab servers: they outlive the hub, and end with `up`.
    c.JupyterHub.cleanup_servers = False
    # The next hub takes the proxy over; `up` ends it.
    c.JupyterHub.cleanup_proxy = False
    c.JupyterHub.allow_named_servers = False
    c.JupyterHub.last_activity_interval = 60
    c.JupyterHub.authenticate_prometheus = True
    c.JupyterHub.tornado_settings = {"slow_spawn_timeout": 1}  # then a page with progress


def configure_proxy(settings: Settings, secrets: Secrets, c: Any) -> None:
    c.JupyterHub.proxy_class = routing.SocketProxy
    c.ConfigurableHTTPProxy.command = proxy_command(own_environment())
    c.ConfigurableHTTPProxy.api_url = routing.socket_url("proxy")
    c.ConfigurableHTTPProxy.auth_token = secrets.proxy
    c.ConfigurableHTTPProxy.pid_file = str(settings.run_folder / "proxy.pid")
    c.ConfigurableHTTPProxy.log_level = "warn"
    c.SocketProxy.extra_routes = routing.routes(settings)


def configure_accounts(settings: Settings, c: Any) -> None:
    c.JupyterHub.authenticator_class = RegistryAuthenticator
    c.Authenticator.allow_all = True  # who has no account, or a disabled one, never gets past authenticate()
    c.Authenticator.admin_users = set()
    c.Authenticator.manage_groups = True
    c.Authenticator.auth_refresh_age = ACCOUNT_REFRESH_SECONDS
    c.Authenticator.refresh_pre_spawn = True
    c.RegistryAuthenticator.registry_url = settings.registry_url
    c.RegistryAuthenticator.lockout_attempts = settings.lockout_attempts
    c.RegistryAuthenticator.lockout_minutes = settings.lockout_minutes


def configure_pages(settings: Settings, c: Any) -> None:
    c.JupyterHub.template_paths = [str(TEMPLATES)]
    c.JupyterHub.template_vars = {
        "progress_url": routing.progress_url(settings),
        "cookie_domain": urlsplit(settings.public_origin).hostname if settings.subdomains else "",
    }
    c.JupyterHub.default_url = "/hub/home"
    c.JupyterHub.redirect_to_server = False


def configure_spawner(settings: Settings, c: Any) -> None:
    c.JupyterHub.spawner_class = SandboxedSpawner
    c.Spawner.hub_connect_url = routing.platform_url_inside()
    c.Spawner.default_url = "/lab"
    c.Spawner.disable_user_config = True
    c.Spawner.start_timeout = SPAWN_SECONDS
    c.Spawner.http_timeout = SPAWN_SECONDS
    c.Spawner.env_keep = []
    c.Spawner.mem_limit = settings.lab_memory_mb * 1024 * 1024
    c.Spawner.cpu_limit = settings.lab_cpu
    c.Spawner.options_from_form = data_terms.answered
    c.Spawner.apply_user_options = apply_terms
    c.SandboxedSpawner.settings = settings
