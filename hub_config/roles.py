"""Static hub roles, bound to groups of the same names. Who is in a group comes from the registry (sync_service)."""

from __future__ import annotations

from typing import Any

from courses.registry import Role

PROGRESS = "access:services!service=progress"
EXCHANGE = "access:services!service=exchange"

# What each kind of person may do beside the hub's own `user` role, which covers one's own server. What depends on a
# course is checked by our services from the registry, at every request.
GROUP_SCOPES: dict[Role, tuple[str, ...]] = {
    Role.TRAINEE: (PROGRESS, EXCHANGE),
    Role.INSTRUCTOR: (PROGRESS, EXCHANGE),
    Role.CENTRE_ADMINISTRATOR: (PROGRESS,),
    Role.PROGRAMME_OFFICER: (PROGRESS,),
    Role.DATA_STEWARD: (PROGRESS,),
    Role.OPERATOR: (
        PROGRESS,
        "admin-ui",
        "list:users",
        "read:users",
        "read:servers",
        "delete:servers",
        "list:groups",
        "read:groups",
        "list:services",
        "read:services",
        "read:hub",
        "read:metrics",
    ),
}
# The one holder of administration: it applies the registry to the hub and listens on nothing.
SYNC_SCOPES = ("admin:users", "admin:groups", "read:servers", "delete:servers", "tokens")
CULLER_SCOPES = ("list:users", "read:users:activity", "read:servers", "delete:servers")


def hub_roles() -> list[dict[str, Any]]:
    """`JupyterHub.load_roles`."""
    people = [{"name": role.value, "scopes": list(s), "groups": [role.value]} for role, s in GROUP_SCOPES.items()]
    services = [
        {"name": f"{name}-service", "scopes": list(scopes), "services": [name]}
        for name, scopes in (("sync", SYNC_SCOPES), ("culler", CULLER_SCOPES))
    ]
    return people + services
