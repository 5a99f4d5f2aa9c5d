"""Real `kakanai` processes for tests: on free ports, in a folder of their own, waited for, stopped or killed."""

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.warm import Process, begin

KAKANAI = str(Path(sys.executable).with_name("kakanai"))
NOW = "2026-11-20T10:00:00+09:00"
PATIENCE = 60.0


@dataclass
class Server:
    """One process that may be started, stopped, killed and started again over the same folder and address."""

    command: tuple[str, ...]
    folder: Path
    settings: Mapping[str, str] = field(default_factory=dict)
    port: int = 0
    mock_port: int = 0
    cold: bool = False  # from the command of the environment; else see `tests.warm`
    _process: subprocess.Popen[bytes] | Process | None = None

    def __post_init__(self) -> None:
        self.port, self.mock_port = free_ports(2)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def mock_url(self) -> str:
        """The card provider's own address: another origin, as in the world."""
        return f"http://127.0.0.1:{self.mock_port}"

    @property
    def log(self) -> str:
        path = self.folder / "log"
        return path.read_text(errors="replace") if path.exists() else ""

    def start(self) -> None:
        """Returns when `/healthz` answers. AssertionError with the process's own words when it does not."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "log").open("ab") as log:
            if self.cold:
                command = [KAKANAI, *self.command]
                self._process = subprocess.Popen(
                    command, env=self._environment(), stdin=subprocess.DEVNULL, stdout=log, stderr=log
                )
            else:
                self._process = begin(self.command, env=self._environment(), stdout=log.fileno(), stderr=log.fileno())
        deadline = time.monotonic() + PATIENCE
        while not answers(f"{self.url}/healthz"):
            status = self._process.poll()
            assert status is None, f"kakanai {' '.join(self.command)} ended with {status}:\n{self.log}"
            assert time.monotonic() < deadline, f"kakanai {' '.join(self.command)} does not answer:\n{self.log}"
            time.sleep(0.05)

    def stop(self) -> int:
        """As an operator stops it. Returns the exit status; a process that has to be killed is a failure."""
        return self._end(signal.SIGTERM)

    def kill(self) -> None:
        """As a power cut: no chance to tidy up."""
        self._end(signal.SIGKILL)

    def _environment(self) -> dict[str, str]:
        ports = {"KAKANAI_PORT": str(self.port), "KAKANAI_MOCK_PORT": str(self.mock_port)}
        return surroundings(**{"KAKANAI_DATA": str(self.folder / "data"), **ports, **self.settings})

    def _end(self, how: signal.Signals) -> int:
        assert self._process is not None, "the server is not running"
        process, self._process = self._process, None
        process.send_signal(how)
        try:
            return process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise

    @property
    def running(self) -> bool:
        return self._process is not None


@contextmanager
def running(*command: str, folder: Path, **settings: str) -> Iterator[Server]:
    """`with running("serve", folder=tmp_path, KAKANAI_DATABASE_URL=url) as server:`"""
    yield from _runs(Server(command, folder, settings))


@contextmanager
def running_cold(*command: str, folder: Path, **settings: str) -> Iterator[Server]:
    """The same by the command of the environment, for what only that shows."""
    yield from _runs(Server(command, folder, settings, cold=True))


def _runs(server: Server) -> Iterator[Server]:
    try:
        server.start()
        yield server
    finally:
        if server.running:
            server.stop()


def surroundings(**settings: str) -> dict[str, str]:
    """The environment of a child: the test's settings and the test's clock, and none of the caller's own settings."""
    outer = {name: value for name, value in os.environ.items() if not name.startswith("KAKANAI_") and name != "PORT"}
    return outer | {"KAKANAI_ENV": "test", "KAKANAI_NOW": NOW} | settings


def free_ports(count: int) -> list[int]:
    """Ports that nobody listens on now. From below those that the system lends to whoever calls somebody (32768 and up):
    a server that was killed and is started again would find such a one lent out. Not by `random`, which each of two
    processes of the tests is given alike."""
    found: list[int] = []
    while len(found) < count:
        port = 20_000 + secrets.randbelow(12_000)
        with socket.socket() as one, suppress(OSError):
            one.bind(("127.0.0.1", port))
            found += [port] if port not in found else []
    return found


def answers(address: str) -> bool:
    """Whether there is an answer, and it is a good one."""
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False
