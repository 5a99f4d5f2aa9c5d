"""`serve`, `worker`, `mock` and `demo` as processes."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from portal.cli.listening import listen
from portal.cli.problem import Problem
from portal.services.staff.demo_people import DEMO_STAFF
from tests.databases import Makers
from tests.portal.cli.conftest import Kakanai, few_procedures
from tests.servers import KAKANAI, PATIENCE, answers, free_ports, running, surroundings
from tests.warm import begin, run


def read(address: str) -> str:
    with urllib.request.urlopen(address, timeout=5) as response:
        return str(response.read().decode())


def test_an_answer_under_way_is_finished_before_the_end(tmp_path: Path) -> None:
    with running("serve", "--no-worker", folder=tmp_path) as server:
        with socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE) as caller:
            caller.sendall(
                b"POST /staff/sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 4\r\n"
                b"Content-Type: application/x-www-form-urlencoded\r\n\r\na="
            )
            time.sleep(0.5)  # the request has reached the application
            assert server._process is not None
            server._process.send_signal(signal.SIGTERM)
            time.sleep(0.5)  # the server has received the signal
            caller.sendall(b"bc")
            assert caller.recv(64).startswith(b"HTTP/1.1 403")
        assert server.stop() == 0


def test_a_busy_port_is_one_sentence_and_makes_nothing(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = str(busy.getsockname()[1])
        ran = run(("serve", "--port", port), env=surroundings(KAKANAI_DATA=str(tmp_path / "data")))
    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr.splitlines()[1].strip().startswith(f"Cannot listen on 127.0.0.1:{port}: ")
    assert len(ran.stderr.splitlines()) == 2
    assert not (tmp_path / "data").exists()


def test_sqlite_has_one_serving_process(tmp_path: Path) -> None:
    port = str(free_ports(1)[0])
    ran = run(("serve", "--workers", "2", "--port", port), env=surroundings(KAKANAI_DATA=str(tmp_path)))
    assert ran.returncode == 1
    assert "SQLite has one serving process" in ran.stderr


@pytest.mark.both_engines
def test_several_processes_serve_one_postgresql(tmp_path: Path, makers: Makers) -> None:
    settings = {
        "KAKANAI_DATABASE_URL": makers["postgresql"].empty(),
        "KAKANAI_PROCEDURES": str(few_procedures(tmp_path / "procedures", "gairoto-tsuho")),
    }
    with running("serve", "--workers", "2", folder=tmp_path, **settings) as server:
        assert json.loads(read(f"{server.url}/readyz"))["database"] == "ok"
        assert server.stop() == 0
    assert not answers(f"{server.url}/healthz")


def test_the_worker_ends_well(tmp_path: Path) -> None:
    reader, writer = os.pipe()
    process = begin(["worker"], env=surroundings(KAKANAI_DATA=str(tmp_path)), stdout=writer, stderr=writer)
    os.close(writer)
    with os.fdopen(reader) as log:
        assert '"event": "working"' in log.readline()
        process.terminate()
        assert process.wait(PATIENCE) == 0


@pytest.mark.parametrize("command", ["serve", "worker"])
def test_a_process_with_other_keys_ends_with_one_sentence(tmp_path: Path, makers: Makers, command: str) -> None:
    address = makers["sqlite"].offered()
    first, second = (
        surroundings(
            KAKANAI_DATA=str(tmp_path / folder), KAKANAI_DATABASE_URL=address, KAKANAI_PORT=str(free_ports(1)[0])
        )
        for folder in ("first", "second")
    )
    assert run(("book",), env=first).returncode == 0
    ran = run((command,), env=second)
    assert (ran.returncode, ran.stdout) == (1, "")
    words, english = ran.stderr.splitlines()[1:]
    assert words.startswith("・回答とファイルの鍵が、このデータベースのものではありません。")
    assert english.startswith("    The keys for answers and files are not those of this database: another key, or none")


def test_the_mock_serves_without_the_portal_and_stores_nothing(tmp_path: Path) -> None:
    port = free_ports(1)[0]
    data = {"KAKANAI_DATA": str(tmp_path)}
    process = begin(["mock", "--port", str(port)], env=surroundings(**data), stdout=subprocess.DEVNULL)
    issuer = f"http://127.0.0.1:{port}/api/realms/main"
    deadline = time.monotonic() + PATIENCE
    while not answers(f"{issuer}/.well-known/openid-configuration"):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert json.loads(read(f"{issuer}/.well-known/openid-configuration"))["issuer"] == issuer
    process.terminate()
    assert process.wait(PATIENCE) == 0
    assert list(tmp_path.iterdir()) == []


def test_the_demo_says_who_to_be_and_keeps_its_data(tmp_path: Path) -> None:
    for _ in range(2):
        with running("demo", folder=tmp_path) as server:
            assert answers(f"{server.mock_url}/api/realms/main/.well-known/openid-configuration")
            codes = read(f"{server.url}/mock/codes")
            assert server.stop() == 0
        assert not answers(f"{server.mock_url}/mock.css")
        for person in DEMO_STAFF:
            assert codes.count(f'data-code="{person.login}"') == 1
            assert f"{person.login:<10} {person.password}" in server.log
        for word in (f"{server.url}/staff/sign-in", f"{server.url}/mock/codes", server.mock_url, "make demo-reset"):
            assert word in server.log


@pytest.mark.parametrize("busy", ["KAKANAI_PORT", "KAKANAI_MOCK_PORT"])
def test_the_demo_looks_at_both_ports_first(tmp_path: Path, busy: str) -> None:
    ports = dict(zip(("KAKANAI_PORT", "KAKANAI_MOCK_PORT"), map(str, free_ports(2)), strict=True))
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ports[busy] = str(taken.getsockname()[1])
        ran = run(("demo",), env=surroundings(KAKANAI_DATA=str(tmp_path / "data"), **ports))
    assert ran.returncode == 1
    assert ran.stderr.splitlines()[1].strip().startswith(f"Cannot listen on 127.0.0.1:{ports[busy]}: ")
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("command", ["demo", "mock"])
def test_production_has_no_demo_and_no_mock(kakanai: Kakanai, monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    settings = {
        "ENV": "production", "PUBLIC_URL": "https://a.example", "CITY": "/nowhere", "IDENTITY": "none",
    }  # fmt: skip
    for name, value in settings.items():
        monkeypatch.setenv(f"KAKANAI_{name}", value)
    ran = kakanai(command)
    assert ran.status == 1
    assert "production" in ran.err.lower()
    assert len(ran.english) == 1


def test_a_wrong_setting_is_one_sentence(kakanai: Kakanai, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAKANAI_ENV", "test")
    monkeypatch.setenv("KAKANAI_THREADS", "many")
    ran = kakanai("serve")
    assert ran.status == 1
    assert ran.err.splitlines()[1] == "・KAKANAI_THREADS='many'：整数を書いてください。"


# A shell names no descriptor above 9.
AS_SYSTEMD = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.environ.update(LISTEN_FDS="1", LISTEN_PID=str(os.getpid()))
os.execv(sys.argv[2], sys.argv[2:])
"""


def test_the_installed_command_serves_on_a_socket_of_the_service_manager_which_outlives_it(tmp_path: Path) -> None:
    """Started by nothing of the tests, with a worker. As systemd gives it: descriptor 3, for the process of this number."""
    with socket.create_server(("127.0.0.1", 0)) as given:
        port = given.getsockname()[1]
        process = subprocess.Popen(
            [sys.executable, "-c", AS_SYSTEMD, str(given.fileno()), KAKANAI, "serve"],
            pass_fds=[given.fileno()], stderr=subprocess.DEVNULL,
            env=surroundings(
                KAKANAI_DATA=str(tmp_path / "data"), KAKANAI_PORT=str(port),
                KAKANAI_PROCEDURES=str(few_procedures(tmp_path / "procedures", "gairoto-tsuho")),
            ),
        )  # fmt: skip
        try:
            # Nobody accepts yet: the request waits, and is answered as soon as the process serves.
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=PATIENCE) as response:
                assert response.status == 200
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=PATIENCE) as response:
                assert response.headers["server"] is None
                assert json.loads(response.read())["database"] == "ok"
            process.send_signal(signal.SIGTERM)
            assert process.wait(PATIENCE) == 0
        finally:  # a process left behind would fail another test, too
            process.kill()
            process.wait()
        socket.create_connection(("127.0.0.1", port), timeout=PATIENCE).close()  # the next one waits again


def test_a_socket_for_another_process_is_left_alone(tmp_path: Path) -> None:
    with running("serve", "--no-worker", folder=tmp_path, LISTEN_FDS="1", LISTEN_PID="1") as server:
        assert answers(f"{server.url}/healthz")


def test_two_sockets_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where `serve` asks for its port: the sentence for a busy one comes from there, too."""
    for name, value in {"LISTEN_FDS": "2", "LISTEN_PID": str(os.getpid())}.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(Problem, match="one is needed"):
        listen("127.0.0.1", free_ports(1)[0])
