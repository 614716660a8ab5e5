"""Looking around from inside a lab server that a real hub started, as a trainee's code could."""

from __future__ import annotations

import ast
import os
import re
import time
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select

from courses.registry import EventKind, Person
from hub_config.lab_sandbox import RESERVED_MB
from hub_config.person_card import NoLabServer, own_folder
from hub_config.settings import REPOSITORY
from tests.hub_config.lab_server import LabServer, ports_below, start, until_event
from tests.hub_config.real_hub import RunningHub


@pytest.fixture(scope="module")
def lab(running_hub: RunningHub) -> LabServer:
    (running_hub.settings.data_folder / "released" / "golden").mkdir(parents=True, exist_ok=True)
    (running_hub.settings.data_folder / "released" / "golden" / "data.parquet").write_bytes(b"released")
    running_hub.settings.homes_folder.joinpath("jun").mkdir(mode=0o755, exist_ok=True)
    running_hub.settings.homes_folder.joinpath("jun", "secret.txt").write_text("another's work")
    return start(running_hub, "minji")


CONTROL_GROUPS = os.access("/sys/fs/cgroup/memory", os.W_OK)

READ = """
import pathlib
for name in {names!r}:
    path = pathlib.Path(name)
    try:
        seen = sorted(p.name for p in path.iterdir()) if path.is_dir() else path.read_bytes()[:20]
        print("SEEN", name, seen)
    except OSError as error:
        print("closed", name, type(error).__name__)
"""


def test_nothing_of_the_host_can_be_read(lab: LabServer) -> None:
    var = lab.hub.settings.var
    names = [
        str(path)
        for path in (
            var,
            var / "homes",
            var / "homes" / "jun" / "secret.txt",
            var / "registry.sqlite",
            var / "jupyterhub.sqlite",
            var / "secrets" / "cookie",
            var / "run" / "hub.sock",
            REPOSITORY / "labs",
            REPOSITORY / "hub_config",
            REPOSITORY / "courses",
            REPOSITORY / ".git",
            REPOSITORY / ".venv",
            Path("/root"),
            Path("/home/jun"),
            Path("/etc/shadow"),
            Path("/etc/passwd"),
            Path("/var"),
        )
    ]
    assert "SEEN" not in lab.run(READ.format(names=names))


def test_of_our_code_only_the_lab_side_is_there(lab: LabServer) -> None:
    printed = lab.run(
        f"""
        import pathlib
        print(sorted(str(p.relative_to("/opt/shopfloor")) for p in pathlib.Path("/opt/shopfloor").glob("*/*")
                     if p.name != "__pycache__"))
        print([str(p) for p in pathlib.Path({str(REPOSITORY)!r}).glob("*")])
        """
    )
    allowed = {"sandbox_data/__init__.py", "sandbox_data/reading.py", "grader/__init__.py", "grader/labside"}
    allowed |= {"grader/warm"}
    ours, repository = (set(ast.literal_eval(line)) for line in printed.splitlines())
    assert ours <= allowed
    assert repository <= {str(REPOSITORY / ".venv-lab")}


def test_processes_and_environments_of_others_are_invisible(lab: LabServer) -> None:
    printed = lab.run(
        """
        import os, pathlib
        print("uid", os.getuid(), os.geteuid(), "groups", os.getgroups())
        for process in pathlib.Path("/proc").glob("[0-9]*"):
            try:
                print("ENV", process.name, (process / "environ").read_bytes())
            except OSError:
                pass
            try:
                print("CMD", (process / "cmdline").read_bytes())
            except OSError:
                pass
        """
    )
    secrets = [file.read_text() for file in lab.hub.settings.secrets_folder.iterdir()]
    assert not any(secret in printed for secret in secrets)
    assert "SHOPFLOOR_" not in printed
    assert "hub_config" not in printed
    assert "JUPYTERHUB_API_TOKEN" not in "".join(line for line in printed.splitlines() if line.startswith("CMD"))
    if os.geteuid() == 0:
        assert printed.startswith("uid 2000")


def test_jupyterlabs_own_files_come_compressed_and_are_kept_by_browsers(lab: LabServer) -> None:
    page = lab.get("lab")
    name = re.search(rf"/user/{lab.username}/(static/lab/main\.[0-9a-f]+\.js)", page.text)
    assert name is not None
    packed, plain = (lab.get(name[1], headers={"Accept-Encoding": coding}) for coding in ("gzip, br", "identity"))
    assert (packed.headers["Content-Encoding"], packed.headers["Vary"]) == ("gzip", "Accept-Encoding")
    assert int(packed.headers["Content-Length"]) * 2 < int(plain.headers["Content-Length"])
    assert "Content-Encoding" not in plain.headers
    assert packed.content == plain.content
    for answer in (packed, plain):
        assert answer.headers["Content-Type"].partition(";")[0].endswith("/javascript")
        assert "immutable" in answer.headers["Cache-Control"]


def test_released_data_can_be_read_but_not_written(lab: LabServer) -> None:
    printed = lab.run(
        """
        import pathlib
        data = pathlib.Path("/data/golden/data.parquet")
        print("read", data.read_bytes())
        for attempt in (lambda: data.write_bytes(b"x"), lambda: pathlib.Path("/data/new").write_text("x"), data.unlink):
            try:
                attempt()
                print("WRITTEN")
            except OSError as error:
                print("refused", error.strerror)
        """
    )
    assert "read b'released'" in printed
    assert "WRITTEN" not in printed
    assert printed.count("refused") == 3


def test_the_own_home_can_be_written_and_belongs_to_the_person(lab: LabServer) -> None:
    assert "ok" in lab.run("import pathlib; pathlib.Path.home().joinpath('mine.txt').write_text('x'); print('ok')")
    file = lab.hub.settings.homes_folder / "minji" / "mine.txt"
    assert file.exists()
    assert file.parent.stat().st_mode & 0o077 == 0
    if os.geteuid() == 0:
        with lab.hub.registry.reading() as session:
            person_id = session.scalars(select(Person.id).where(Person.username == "minji")).one()
        assert file.stat().st_uid == 20_000 + person_id


def test_no_lab_server_listens_on_a_port_of_the_host(lab: LabServer) -> None:
    start(lab.hub, "jun")
    assert ports_below(lab.hub.launcher.pid) == set()
    assert lab.hub.settings.port in ports_below(lab.hub.process.pid), "ports are found where there are some"


def test_there_is_no_network_inside(lab: LabServer) -> None:
    """Not the public port, not a neighbour's kernel, no service, no name server, no address outside."""
    ports = sorted({lab.hub.settings.port, *ports_below(lab.hub.process.pid), 22, 53, 80, 5432, 8081, 8888})
    printed = lab.run(
        f"""
        import socket
        print(sorted(name for _, name in socket.if_nameindex()))
        def reached(family, address, kind=socket.SOCK_STREAM):
            with socket.socket(family, kind) as channel:
                channel.settimeout(3)
                try:
                    channel.connect(address)
                    channel.send(b"x")
                    return True
                except OSError:
                    return False
        targets = [("127.0.0.1", port) for port in {ports}] + [("10.0.0.1", 80), ("198.51.100.1", 443)]
        print([target for target in targets if reached(socket.AF_INET, target)])
        print(reached(socket.AF_INET6, ("::1", {lab.hub.settings.port})))
        print(reached(socket.AF_INET, ("198.51.100.1", 53), socket.SOCK_DGRAM))
        print([line.split()[-1] for line in open("/proc/net/unix") if "@" in line])
        """
    )
    assert printed.splitlines() == ["['lo']", "[]", "False", "False", "[]"]


def test_the_one_socket_inside_leads_to_the_hub_s_api_and_the_exchange_only(lab: LabServer) -> None:
    """The folder that every lab server sees can't be written, and other pages of the hub are not behind it."""
    printed = lab.run(
        """
        import http.client, os, pathlib, socket, stat
        place = pathlib.Path("/run/shopfloor")
        print(sorted(p.name for p in place.iterdir()), [p.name for p in pathlib.Path("/run").iterdir()])
        for attempt in (lambda: (place / "x").write_text("x"), lambda: (place / "platform.sock").unlink()):
            try:
                attempt()
                print("WRITTEN")
            except OSError as error:
                print("refused", error.strerror)
        class Connection(http.client.HTTPConnection):
            def connect(self):
                self.sock = socket.socket(socket.AF_UNIX)
                self.sock.connect("/run/shopfloor/platform.sock")
        def ask(path, **headers):
            connection = Connection("platform")
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode(), answer.getheader("Set-Cookie")
        token = "Bearer " + os.environ["JUPYTERHUB_API_TOKEN"]
        print("user", ask("/hub/api/user", Authorization=token)[:2])
        print("exchange", ask("/services/exchange/api/courses", Authorization=token)[:2])
        print("nobody", ask("/hub/api/user")[0], ask("/services/exchange/api/courses")[0])
        for path in ("/hub/login", "/hub/home", "/hub/apix", "/", "/user/jun/api", "/services/progress/",
                     "/hub/api/../login", "/hub/api/%2e%2e/login", "/hub/api//../login", "/hub/api%2f..%2flogin"):
            print("other", path, ask(path, Authorization=token)[0])
        """
    )
    assert "['platform.sock'] ['shopfloor']" in printed
    assert "WRITTEN" not in printed
    assert '"name": "minji"' in printed
    assert 'exchange (200, \'{"courses":["process-analysis-daegu-2026-1"]' in printed
    assert "nobody 403 401" in printed
    others = [line.split()[-1] for line in printed.splitlines() if line.startswith("other")]
    assert others == ["404"] * 10


def test_what_a_lab_server_answers_without_a_token_is_its_version_and_nothing_else(lab: LabServer) -> None:
    """Jupyter Server's /api is open by design, and the hub asks it whether the server is up."""
    answer = httpx.get(
        f"{lab.hub.origin}/user/minji/api",
        headers={"Host": f"minji.localhost:{lab.hub.settings.port}"},
        trust_env=False,
    )
    assert set(answer.json()) == {"version"}


def test_memory_above_the_limit_can_not_be_had(lab: LabServer) -> None:
    """The control group ends the process where there is one; without, the kernel limit on address space refuses."""
    too_much = (lab.hub.settings.lab_memory_mb + (600 if CONTROL_GROUPS else RESERVED_MB)) << 20
    printed = lab.run(
        f"""
        import subprocess, sys
        fill = "b = bytearray({too_much})\\nfor i in range(0, len(b), 4096): b[i] = 1\\nprint('HELD')"
        done = subprocess.run([sys.executable, "-c", fill], capture_output=True, text=True)
        print(done.returncode, done.stdout, done.stderr[-60:])
        """
    )
    assert "HELD" not in printed.replace("print('HELD')", "")
    assert printed.startswith("-9" if CONTROL_GROUPS else "1"), printed


def test_kernels_listen_on_no_port(lab: LabServer) -> None:
    printed = lab.run(
        """
        import json, pathlib
        from ipykernel.connect import get_connection_file
        print(json.loads(pathlib.Path(get_connection_file()).read_text())["transport"])
        """
    )
    assert "ipc" in printed


def test_a_fork_bomb_stops_at_the_limit(lab: LabServer) -> None:
    printed = lab.run(
        """
        import os, signal, time
        children = []
        try:
            for _ in range(2000):
                pid = os.fork()
                if pid == 0:
                    time.sleep(20)
                    os._exit(0)
                children.append(pid)
        except OSError as error:
            print("stopped", len(children))
        for pid in children:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        """
    )
    assert "stopped" in printed


def test_a_trainee_has_no_formgrader(lab: LabServer) -> None:
    assert lab.get("formgrader").status_code == 404


def test_a_trainee_can_not_open_another_s_server(lab: LabServer) -> None:
    other = start(lab.hub, "jun")
    answer = lab.client.get("/user/jun/api/contents", headers={"Host": f"jun.localhost:{lab.hub.settings.port}"})
    assert answer.status_code == 403
    assert other.get("api/contents").status_code == 200


def test_jupyterlab_is_korean_for_a_korean_trainee(lab: LabServer) -> None:
    settings = lab.get("lab/api/settings/@jupyterlab/translation-extension:plugin").json()
    assert settings["schema"]["properties"]["locale"]["default"] == "ko_KR"


def test_stopping_a_server_ends_every_process_of_it_and_is_recorded(lab: LabServer) -> None:
    hub = lab.hub
    server = start(hub, "jun")
    until_event(hub, "jun", EventKind.SERVER_STARTED)
    server.run("import subprocess; subprocess.Popen(['sleep', '987654'], start_new_session=True); print('ok')")
    answer = httpx.delete(
        f"{hub.origin}/hub/api/users/jun/server", headers={"Authorization": f"token {server.token}"}, trust_env=False
    )
    assert answer.status_code in {202, 204}
    until_event(hub, "jun", EventKind.SERVER_STOPPED)
    assert _sleepers() == []


def _sleepers() -> list[str]:
    found = []
    for line in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if b"sleep\x00987654" in line.read_bytes():
                found.append(line.parent.name)
        except OSError:
            continue
    return found


def test_disabling_an_account_stops_its_server(lab: LabServer) -> None:
    server = start(lab.hub, "leaver")
    with lab.hub.registry.session() as session:
        session.scalars(select(Person).where(Person.username == "leaver")).one().disabled = True
    try:
        deadline = time.monotonic() + 30
        while True:
            try:
                status = server.get("api/status").status_code
            except httpx.HTTPError:
                status = 503
            if status != 200:
                break
            assert time.monotonic() < deadline
            time.sleep(0.2)
    finally:
        with lab.hub.registry.session() as session:
            session.scalars(select(Person).where(Person.username == "leaver")).one().disabled = False


def test_a_home_that_is_a_symbolic_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "home").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(NoLabServer, match="not a folder"):
        own_folder(tmp_path / "home", None, 0o700)
