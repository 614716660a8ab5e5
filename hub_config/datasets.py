"""The catalogue under this machine's settings: where data lies, which mirror, and whose acceptance counts."""

from __future__ import annotations

import os
import pwd
from datetime import UTC, datetime

from hub_config.settings import Settings
from sandbox_data import building, cards, terms
from sandbox_data.fetching import holds
from sandbox_data.watching import Watcher


def operator_name() -> str:
    """Who runs this process, as the operating system knows it: the name that stands beside an acceptance."""
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        return f"uid {os.geteuid()}"


def accept_what_the_mirror_holds(settings: Settings, name: str) -> None:
    """Record what SHOPFLOOR_ACCEPT_MIRROR_TERMS accepts: terms of datasets that the mirror has, and of no others."""
    card = cards.read_card(name)
    if settings.accept_mirror_terms and not card.terms.permissive and holds(card, settings.data_mirror):
        terms.accept(
            name,
            card.terms,
            settings.data_folder / building.TERMS,
            by=operator_name(),
            how="mirror-setting",
            now=datetime.now(UTC),
        )


def build(
    settings: Settings, name: str, *, accept_terms: bool = False, watcher: Watcher | None = None
) -> building.Built:
    """Check and release a dataset under the settings. Raises ShopfloorError with the remedy."""
    accept_what_the_mirror_holds(settings, name)
    return building.build(
        name,
        data_folder=settings.data_folder,
        mirror=settings.data_mirror,
        accept_terms=accept_terms,
        accepted_by=operator_name(),
        watcher=watcher,
    )
