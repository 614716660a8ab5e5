"""The page between a trainee and their first use of a dataset: its terms, and what the hub makes of the answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader

from courses import data_terms
from courses.data_terms import OpenTerms
from courses.registry import Registry
from sandbox_data import pledge
from sandbox_data.errors import ShopfloorError
from sandbox_data.folders import RELEASED

TEMPLATES = Path(__file__).resolve().parent / "templates"
AGREED = "agreed"


class TermsOpen(ShopfloorError):
    """A trainee has not agreed to the terms of a dataset that their labs work with."""


def form(registry: Registry, username: str) -> str:
    """What the hub shows before it starts a server, as HTML; empty when nothing is open."""
    with registry.reading() as session:
        terms = data_terms.open_terms(session, username)
    return _rendered(terms) if terms else ""


def answered(fields: Mapping[str, Sequence[str]]) -> dict[str, dict[str, str]]:
    """The form's fields as the hub keeps them: the digest of the words that were agreed to, by dataset."""
    if list(fields.get("agree", [])) != ["yes"]:
        return {AGREED: {}}
    pairs = (str(word).partition(":") for word in fields.get("words", []))
    return {AGREED: {name: digest for name, _, digest in pairs}}


def agree(registry: Registry, username: str, options: Mapping[str, Any], now: datetime) -> None:
    """Record what was agreed to. Raises InvalidEntry when the words have changed since they were shown."""
    agreed = options.get(AGREED)
    if not isinstance(agreed, dict) or not agreed:
        return
    with registry.session() as session:
        data_terms.agree(session, username, {str(name): str(digest) for name, digest in agreed.items()}, now)


def settle(registry: Registry, username: str, data_folder: Path, now: datetime) -> None:
    """Before a server starts: refuse while terms are open (TermsOpen), and count the mounts otherwise."""
    with registry.session() as session:
        terms = data_terms.open_terms(session, username)
        if terms:
            names = ", ".join(one.card.name for one in terms)
            raise TermsOpen(
                f"데이터 이용 조건에 아직 동의하지 않았습니다: {names} / The terms of these are open: {names}.",
                "실습실을 홈에서 열고 동의하십시오 / Open the lab from the home page and agree.",
            )
        data_terms.count_mounts(session, username, data_folder / RELEASED, now)


def _rendered(terms: Sequence[OpenTerms]) -> str:
    return _environment().get_template("data_terms.html").render(terms=terms, pledge=pledge.PLEDGE)


@cache
def _environment() -> Environment:
    return Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True)
