"""The sandbox of a lab server: what it sees of the host, under which id, with which limits and which environment."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from grader.sandbox import Limits, Mount, Mounts, Sandbox
from grader.sandbox.interpreter import interpreter_mounts
from hub_config.identities import lab_server_identity
from hub_config.person_card import PersonCard, prepare_home
from hub_config.routing import GATE_INSIDE, gate_folder
from hub_config.settings import REPOSITORY, Settings

LAB_CONFIGURATION = Path("/etc/shopfloor-lab")
LAB_SHARE = Path("/opt/shopfloor-share")
OUR_CODE = Path("/opt/shopfloor")
# All of our code that a lab server sees. It imports nothing else of ours (pyproject.toml, import contracts).
SHARED_CODE = (
    *("sandbox_data/__init__.py", "sandbox_data/reading.py", "grader/__init__.py", "grader/labside"),
    *("grader/warm/__init__.py", "grader/warm/forked_process.py"),
)
PERSON_FOLDER = Path("/etc/shopfloor-person")
RELEASED_DATA = Path("/data")
LAB_EXTENSION = Path("grader/labside/labextension")
# Address space counts what numeric libraries only reserve, far above what they use.
RESERVED_MB = 4096
OPEN_FILES = 4096
FILE_SIZE_MB = 2048
TRAINEE_UMASK, INSTRUCTOR_UMASK = 0o077, 0o007
MEBIBYTE = 1 << 20


def lab_server_sandbox(settings: Settings, card: PersonCard, hub_environment: Mapping[str, str]) -> Sandbox:
    """The whole definition. Makes the home and the person's card on the host as needed."""
    identity = lab_server_identity(card.id, tuple(run.id for run in card.taught))
    home = prepare_home(settings, card, identity.uid if identity else None)
    return Sandbox(
        mounts=Mounts(
            read_only=tuple(_read_only(settings, card)),
            writable=(Mount(home, Path(card.home)), *_course_folders(settings, card)),
        ),
        identity=identity,
        limits=lab_server_limits(settings),
        environment=lab_server_environment(settings, card, hub_environment),
        # The working folder stays /tmp: root without capabilities can't enter a home, and nbgrader runs a
        # configuration that it finds there.
    )


def lab_server_limits(settings: Settings) -> Limits:
    return Limits(
        address_space_bytes=(settings.lab_memory_mb + RESERVED_MB) * MEBIBYTE,
        processes=settings.lab_processes,
        file_size_bytes=FILE_SIZE_MB * MEBIBYTE,
        open_files=OPEN_FILES,
    )


def lab_server_environment(settings: Settings, card: PersonCard, hub_environment: Mapping[str, str]) -> dict[str, str]:
    """The hub's own variables for a lab server, and the few that programs need. Nothing of the hub's process."""
    kept = {name: value for name, value in hub_environment.items() if name.startswith(("JUPYTERHUB_", "MEM_", "CPU_"))}
    return (
        common_environment(settings)
        | kept
        | {
            "HOME": card.home,
            "USER": card.username,
            "LOGNAME": card.username,
            "JUPYTERHUB_ROOT_DIR": card.home,
            "JUPYTER_CONFIG_PATH": _configuration_path(card),
        }
    )


def common_environment(settings: Settings) -> dict[str, str]:
    """What every lab server's environment has. Their warm parents import libraries under the same."""
    return {
        # No node on the PATH: JupyterLab would ask it for its version at every start.
        "PATH": f"{settings.lab_environment / 'bin'}:/bin",
        "SHELL": "/bin/bash",
        "LANG": "C.UTF-8",
        "TZ": "Asia/Seoul",
        "PYTHONPATH": str(OUR_CODE),
        "PYTHONDONTWRITEBYTECODE": "1",
        "JUPYTER_PATH": str(LAB_SHARE),
        "JUPYTER_RUNTIME_DIR": "/tmp/jupyter",  # noqa: S108 - private to the sandbox
        "MPLCONFIGDIR": "/tmp/matplotlib",  # noqa: S108
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        # pyarrow's allocators: one starts a thread at import, after which nothing may be forked; another takes 1 GiB.
        "JE_ARROW_MALLOC_CONF": "background_thread:false",
        "ARROW_DEFAULT_MEMORY_POOL": "system",
    }


def _configuration_path(card: PersonCard) -> str:
    """Folders of Jupyter's configuration, the first one wins: who teaches nothing has no formgrader in the menu."""
    common = [str(LAB_CONFIGURATION)]
    return ":".join(common if card.taught else [str(LAB_CONFIGURATION / "trainee"), *common])


def _lab_extension() -> list[Mount]:
    """Our prebuilt lab extension. JupyterLab asks for its files below the name in its package.json."""
    package = REPOSITORY / LAB_EXTENSION / "package.json"
    if not package.is_file():
        return []
    name = json.loads(package.read_text())["name"]
    return [Mount(package.parent, LAB_SHARE / "labextensions" / name)]


def common_mounts(settings: Settings) -> list[Mount]:
    """What every lab server sees alike: the lab environment, our code in it, its configuration, the platform's door."""
    mounts = [*interpreter_mounts(settings.lab_environment)]
    mounts += [Mount(REPOSITORY / name, OUR_CODE / name) for name in SHARED_CODE if (REPOSITORY / name).exists()]
    mounts += _lab_extension()
    mounts.append(Mount(REPOSITORY / "hub_config" / "lab_server", LAB_CONFIGURATION))
    return [*mounts, Mount(gate_folder(settings), GATE_INSIDE)]


def _read_only(settings: Settings, card: PersonCard) -> list[Mount]:
    own = [Mount(write_card(settings, card), PERSON_FOLDER), Mount(settings.released_folder, RELEASED_DATA)]
    return [*common_mounts(settings), *own]


def _course_folders(settings: Settings, card: PersonCard) -> list[Mount]:
    """Folders of the runs that a person teaches, below the home, where formgrader can serve them."""
    found = [(run, settings.courses_folder / run.code) for run in card.taught]
    return [Mount(folder, Path(card.home) / "courses" / run.code) for run, folder in found if folder.is_dir()]


def write_card(settings: Settings, card: PersonCard) -> Path:
    """A folder with `person.json`, which the lab server's configuration reads."""
    folder = settings.cards_folder / card.username
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)
    taught = [run.code for run in card.taught if (settings.courses_folder / run.code).is_dir()]
    content = {
        "username": card.username,
        "language": card.language,
        "instructor": bool(taught),
        "runs": taught,
        "home": card.home,
        "hub": settings.public_origin,
    }
    file = folder / "person.json"
    file.write_text(json.dumps(content, ensure_ascii=False))
    file.chmod(0o644)
    return folder
