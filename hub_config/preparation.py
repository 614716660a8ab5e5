"""What `up` does before the hub starts: folders, secrets, schemas, people, data, labs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from courses import curriculum, demonstration, invitations, organising
from courses.registry import Lab, Person, Registry, Role, open_registry
from grader.storage import BlobStore
from hub_config import datasets, publishing
from hub_config.routing import gate_folder, lab_socket
from hub_config.secrets import ensure_secrets
from hub_config.settings import Settings
from labs import catalogue
from labs.catalogue import LabDefinition
from sandbox_data.errors import ShopfloorError
from sandbox_data.watching import Watcher

Say = Callable[[str], None]
OPERATOR_USERNAME = "operator"
SIGN_IN_LINK_DAYS = 1
NOT_WRITTEN = "아직 만들지 않은 실습입니다 / not written yet."


@dataclass(frozen=True)
class NotOffered:
    """A lab that trainees don't see, and the sentence that says why and what would change it."""

    code: str
    reason: str


@dataclass(frozen=True)
class Prepared:
    offered: list[str]
    not_offered: list[NotOffered]
    awaiting_signature: list[str]


@dataclass(frozen=True)
class SignInLink:
    who_ko: str
    who_en: str
    username: str
    address: str


def prepare(settings: Settings, now: datetime, *, demo: bool, say: Say) -> Prepared:
    """Bring `var` to the state that this version of the platform needs. Repeating it changes nothing."""
    say("폴더와 비밀키를 준비합니다 / Preparing folders and secrets")
    ensure_folders(settings)
    ensure_secrets(settings.secrets_folder)
    registry = open_registry(settings.registry_url)
    try:
        say("데이터베이스를 준비합니다 / Preparing the registry")
        registry.migrate()
        say("데이터를 준비합니다 / Preparing the data")
        not_offered = prepare_curriculum(settings, registry, _Told(say))
        with registry.session() as session:
            operator = organising.ensure_person(
                session, username=OPERATOR_USERNAME, name="운영자", email="operator@example.com", now=now
            )
            organising.appoint(session, operator, Role.OPERATOR)
            if demo:
                demonstration.demonstrate(session, now)
        say("실습을 배포합니다 / Releasing the labs")
        publishing.publish_missing(settings, registry, BlobStore(settings.blobs_folder), now)
        with registry.reading() as session:
            offered = list(session.scalars(select(Lab.code).where(Lab.offered).order_by(Lab.code)))
        return Prepared(offered, not_offered, datasets.awaiting_signature(settings))
    finally:
        registry.close()


def ensure_folders(settings: Settings) -> None:
    """Make the state folders. `var` itself may be entered by lab servers' ids only through mounts."""
    settings.var.mkdir(parents=True, exist_ok=True, mode=0o711)
    for folder, mode in (
        (settings.blobs_folder, 0o700),
        (settings.homes_folder, 0o711),
        (settings.courses_folder, 0o711),
        (settings.data_folder, 0o755),
        (settings.released_folder, 0o755),
        (settings.cards_folder, 0o755),
        (settings.run_folder, 0o700),
        (lab_socket(settings, 0).parent, 0o700),
        (gate_folder(settings), 0o755),
        (settings.logs_folder, 0o700),
    ):
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(mode)


class _Told:
    """A watcher that tells `say` each step; bytes are not worth a line."""

    def __init__(self, say: Say) -> None:
        self._say = say

    def step(self, text: str) -> None:
        self._say(text)

    def bytes_done(self, done: int, total: int) -> None: ...


def prepare_curriculum(settings: Settings, registry: Registry, watcher: Watcher | None = None) -> list[NotOffered]:
    """Build each lab's data and tell the registry which labs can be offered; returns those that can't."""
    labs = catalogue.all_labs()
    courses = curriculum.read_courses()
    with registry.session() as session:
        curriculum.sync(session, courses, labs)
    withheld = {lab.code: reason for lab in labs if (reason := _withheld(settings, lab, watcher)) is not None}
    with registry.session() as session:
        for lab in labs:
            code = withheld[lab.code][0] if lab.code in withheld else ""
            curriculum.set_offered(session, lab.code, not code, code)
    written = {lab.code for lab in labs}
    planned = [code for course in courses for code in course.lab_codes if code not in written]
    not_offered = [NotOffered(code, reason) for code, (_, reason) in withheld.items()]
    return [*not_offered, *(NotOffered(code, NOT_WRITTEN) for code in planned)]


def _withheld(settings: Settings, lab: LabDefinition, watcher: Watcher | None) -> tuple[str, str] | None:
    """Why a lab isn't offered, as a code and a sentence, or None. Its data is built on the way."""
    if lab.draft:
        return curriculum.DRAFT, "초안입니다 / it is a draft."
    if lab.dataset is None:
        return None
    try:
        datasets.offer(settings, lab.dataset.name, watcher).released()
    except ShopfloorError as error:
        return type(error).__name__, str(error)
    return None


def sign_in_links(settings: Settings, now: datetime, *, demo: bool) -> list[SignInLink]:
    """Fresh one-time links: the operator's, and with `demo` one for each kind of person."""
    registry = open_registry(settings.registry_url)
    try:
        with registry.session() as session:
            people = [("운영자", "operator", OPERATOR_USERNAME)]
            if demo:
                people += [(p.who_ko, p.who_en, p.username) for p in demonstration.demonstrate(session, now).links]
            links = []
            for who_ko, who_en, username in people:
                person = session.scalars(select(Person).where(Person.username == username)).one()
                token = invitations.invite(session, person, now, days=SIGN_IN_LINK_DAYS, created_by="up", signs_in=True)
                address = f"{settings.public_origin}/hub/invite/{token}"
                links.append(SignInLink(who_ko, who_en, username, address))
            return links
    finally:
        registry.close()
