"""The catalogue under this machine's settings: where data lies, which mirror, and whose acceptance counts."""

from __future__ import annotations

import os
import pwd
import re
import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from courses import curriculum
from courses.registry import Registry
from grader.storage import BlobStore
from hub_config import publishing
from hub_config.settings import Settings
from sandbox_data import building, cards, folders, portraits, terms
from sandbox_data.anonymising.keys import KeyFolder
from sandbox_data.errors import DataUnavailable, NotReleased
from sandbox_data.fetching import holds
from sandbox_data.folders import DRAFTS
from sandbox_data.gate import signing
from sandbox_data.gate.candidates import Candidate
from sandbox_data.gate.signatures import Entry, How
from sandbox_data.gate.standing import withheld_because
from sandbox_data.own_data import profiling, proposing
from sandbox_data.own_data.proposing import Drafts
from sandbox_data.watching import Nobody, Watcher

if TYPE_CHECKING:
    from sandbox_data.own_data.trying import Trial

SHIPPED_SIGNATURE = "shipped"
"""Whose name stands beside a signature that SHOPFLOOR_SIGN_SHIPPED_RECIPES gave."""


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
    """Check and release a dataset under the settings, and draw its portrait. Raises ShopfloorError with the remedy."""
    accept_what_the_mirror_holds(settings, name)
    built = building.build(
        name,
        data_folder=settings.data_folder,
        mirror=settings.data_mirror,
        accept_terms=accept_terms,
        accepted_by=operator_name(),
        watcher=watcher,
        keys=keys(settings),
    )
    portraits.draw(settings.data_folder, name)
    return built


def keys(settings: Settings) -> KeyFolder:
    """Keys and sealed mappings of the anonymisation, below the secrets."""
    settings.secrets_folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return KeyFolder(settings.anonymisation_folder)


def measure(settings: Settings, name: str, watcher: Watcher | None = None) -> Candidate:
    """Build a protected dataset as far as it may be, anonymise it and make its risk report."""
    from sandbox_data.gate.measuring import measure as measured  # its attacks need scipy and scikit-learn

    build(settings, name, watcher=watcher)
    return measured(
        cards.read_card(name),
        data_folder=settings.data_folder,
        keys=keys(settings),
        now=datetime.now(UTC),
        watcher=watcher,
    )


def sign(settings: Settings, name: str, *, by: str, how: How) -> Entry:
    """Sign the dataset's report and serve the release. Raises NotReleased with what is missing."""
    signed = signing.sign(cards.read_card(name), settings.data_folder, by=by, how=how, now=datetime.now(UTC))
    portraits.draw(settings.data_folder, name)
    return signed


def offer(settings: Settings, name: str, watcher: Watcher | None = None) -> building.Built:
    """A lab's dataset as far as it may go by itself: built, and where it is protected, measured once.

    A passing report waits for a steward; with SHOPFLOOR_SIGN_SHIPPED_RECIPES it is signed. A withdrawal stands.
    """
    built = build(settings, name, watcher=watcher)
    if built.withheld and built.withheld.code == "no-report":
        measure(settings, name, watcher)
        built = build(settings, name, watcher=watcher)
    if built.withheld and built.withheld.code == "not-signed" and settings.sign_shipped_recipes:
        sign(settings, name, by=SHIPPED_SIGNATURE, how="shipped-setting")
        built = build(settings, name, watcher=watcher)
    return built


def awaiting_signature(settings: Settings) -> list[str]:
    """Datasets whose report passed and waits for a steward."""
    found = []
    for card in cards.all_cards():
        withheld = withheld_because(card, settings.data_folder)
        if withheld and withheld.code == "not-signed":
            found.append(card.name)
    return found


def withdraw(settings: Settings, registry: Registry, name: str, *, by: str, reason: str = "") -> list[str]:
    """Close a dataset for trainees; the codes of the labs that stop. A running lab server loses its files too."""
    signing.withdraw(
        cards.read_card(name), settings.data_folder, by=by, how="command", now=datetime.now(UTC), reason=reason
    )
    with registry.session() as session:
        return curriculum.offer_labs_on(session, name, False, NotReleased.__name__)


def offer_labs(settings: Settings, registry: Registry, name: str) -> list[str]:
    """Offer the labs that waited for dataset `name`, and release them to their runs; the codes of these labs."""
    with registry.session() as session:
        labs = curriculum.offer_labs_on(session, name, True)
    if labs:
        publishing.publish_missing(settings, registry, BlobStore(settings.blobs_folder), datetime.now(UTC))
    return labs


def draft(settings: Settings, file: Path, name: str = "", watcher: Watcher | None = None) -> tuple[Drafts, Trial]:
    """Profile a plant's file, write drafts of its card, recipe and declaration below `drafts`, and measure them.

    A draft that is there stays; one that can't be finished leaves nothing.
    """
    from sandbox_data.own_data import trying  # its attacks need scipy and scikit-learn

    watcher = watcher or Nobody()
    called = name or re.sub(r"[^a-z0-9]+", "_", file.stem.lower()).strip("_")
    if not re.fullmatch(r"[a-z][a-z0-9_]*", called):
        raise DataUnavailable(
            f"'{called}': 영문 소문자로 시작하는 이름이 필요합니다 / is no name.", "--name line_3_press"
        )
    if called in {card.name for card in cards.all_cards()}:
        raise DataUnavailable(f"'{called}': 목록에 있는 이름입니다 / is in the catalogue already.", "--name")
    folders.close_folders(settings.data_folder)
    folder = settings.data_folder / DRAFTS / called
    if folder.exists():
        raise DataUnavailable(f"{folder}: 초안이 이미 있습니다 / there is a draft already.", "--name")
    watcher.step(f"{file.name}: 읽는 중 / reading")
    found = profiling.profile(file)
    with tempfile.TemporaryDirectory(prefix=f".{called}-", dir=folder.parent) as aside:
        drafts = proposing.propose(called, found, Path(aside) / called)
        watcher.step(f"{called}: 비식별 처리하고 공격하는 중 / anonymising and attacking")
        trial = trying.tried(found, drafts, datetime.now(UTC))
        (Path(aside) / called).rename(folder)
    return drafts.moved_to(folder), replace(trial, folder=folder)
