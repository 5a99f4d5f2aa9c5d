"""The runner of server processes."""

import asyncio
import importlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from portal.web.shared.headers import Headers
from portal.worker import Worker
from tests import servers
from tests.servers import Server, answers, free_ports, running_cold, surroundings
from tests.warm import import_below, work_when_asked

STAND_IN = """#!/usr/bin/env python3
import os, signal, sys
from http.server import HTTPServer, SimpleHTTPRequestHandler
from pathlib import Path
if sys.argv[1] == "refuse":
    sys.exit("no such setting")
signal.signal(signal.SIGTERM, lambda *_: sys.exit(7))
folder = Path(os.environ["KAKANAI_DATA"])
folder.mkdir(exist_ok=True)
(folder / "healthz").write_text("ok")
with (folder / "starts").open("a") as starts:
    starts.write("started ")
os.chdir(folder)
HTTPServer(("127.0.0.1", int(os.environ["KAKANAI_PORT"])), SimpleHTTPRequestHandler).serve_forever()
"""


@pytest.fixture(autouse=True)
def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    command = tmp_path / "kakanai"
    command.write_text(STAND_IN)
    command.chmod(0o755)
    monkeypatch.setattr(servers, "KAKANAI", str(command))


def test_a_server_answers_inside_and_is_gone_outside(tmp_path: Path) -> None:
    with running_cold("serve", folder=tmp_path / "one") as server:
        assert answers(f"{server.url}/healthz")
        assert server.mock_url != server.url
    assert not answers(f"{server.url}/healthz")


def test_a_killed_server_starts_again_over_the_same_folder_and_address(tmp_path: Path) -> None:
    with running_cold("serve", folder=tmp_path / "one") as server:
        address = server.url
        server.kill()
        assert not answers(f"{address}/healthz")
        server.start()
        assert answers(f"{address}/healthz")
    assert (tmp_path / "one" / "data" / "starts").read_text() == "started started "


def test_stopping_gives_the_status_that_the_process_ended_with(tmp_path: Path) -> None:
    server = Server(("serve",), tmp_path / "one", cold=True)
    server.start()
    assert server.stop() == 7
    assert not server.running


def test_a_server_that_refuses_to_start_is_quoted(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="no such setting"):
        Server(("refuse",), tmp_path / "one", cold=True).start()


def test_a_process_sees_the_settings_of_the_test_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAKANAI_ZONE", "outer")
    monkeypatch.setenv("PORT", "1")
    command = ["sh", "-c", "env | grep -E '^(KAKANAI_|PORT)' | sort"]
    seen = subprocess.run(command, env=surroundings(KAKANAI_CITY="here"), capture_output=True, text=True, check=True)
    assert seen.stdout.split() == ["KAKANAI_CITY=here", "KAKANAI_ENV=test", f"KAKANAI_NOW={servers.NOW}"]
    assert "PATH" in surroundings()
    assert os.environ["PORT"] == "1"


def test_a_silent_port_does_not_answer() -> None:
    first, second = free_ports(2)
    assert first != second
    assert not answers(f"http://127.0.0.1:{first}/healthz")


def test_services_start_where_a_machine_has_no_windows_but_not_without_a_package_of_theirs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rooms = {"with_window": "import tkinter", "with_gap": "import a_package_that_is_missing"}
    for name, content in rooms.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").touch()
        (tmp_path / name / "inner.py").write_text(content)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setitem(sys.modules, "tkinter", None)
    import_below(importlib.import_module("with_window"))
    with pytest.raises(ModuleNotFoundError, match="a_package_that_is_missing"):
        import_below(importlib.import_module("with_gap"))


def test_a_service_rests_while_it_is_not_asked_but_never_before_nor_during_a_request(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    steps, asked = [], []

    async def answer(self: Headers, *_asked: object) -> None:
        asked.append([Worker.step(worker) for _ in range(2)])

    def step(self: Worker) -> bool:
        steps.append(self)
        return True

    monkeypatch.setattr(Headers, "__call__", answer)
    monkeypatch.setattr(Worker, "step", step)
    work_when_asked(idle=-1, seldom=60)
    worker, headers = Worker.__new__(Worker), Headers.__new__(Headers)
    assert [Worker.step(worker) for _ in range(2)] == [True, True]
    for _ in range(2):
        asyncio.run(headers({"type": "http"}, None, None))  # type: ignore[arg-type]
        assert Worker.step(worker) is False
    assert asked == [[True, True]] * 2
    assert len(steps) == 6


BESIDE = """import threading, time
from tests.warm import await_threads
threading.Thread(target=time.sleep, args=(0.3,)).start()
await_threads()
threading.Thread(target=time.sleep, args=(9,), name="stays", daemon=True).start()
await_threads(0.1)
"""


def test_a_server_is_forked_after_the_threads_of_the_rehearsal_have_ended_and_not_beside_one_that_stays() -> None:
    ended = subprocess.run([sys.executable, "-c", BESIDE], check=False, capture_output=True, text=True)
    assert "a forked process would lack 1 of" in ended.stderr
    assert "line 6, in <module>" in ended.stderr
    assert "Thread(stays" in ended.stderr
