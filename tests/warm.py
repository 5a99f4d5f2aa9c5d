"""Starts `kakanai` processes by forking one that has imported the code and the shipped definitions.

Each child has its own environment and files, and can be signalled, killed and waited for. Cold starts are tested in
tests/portal/cli.
"""

import asyncio
import atexit
import gc
import importlib
import json
import os
import pickle
import pkgutil
import random
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from math import inf
from pathlib import Path
from types import ModuleType
from typing import IO, Any

_DRAW = """import pickle, sys
from portal.web.shared.draw_icons import draw_icons
sys.stdout.buffer.write(pickle.dumps(draw_icons(sys.stdin.buffer.read())))"""
_LONGEST = 1 << 17  # maximum bytes of an order: words and environment


# For the tests


@dataclass
class Process:
    """The part of `subprocess.Popen` that tests use."""

    words: tuple[str, ...]
    _status_pipe: IO[bytes]
    pid: int = field(init=False)
    returncode: int | None = None

    def __post_init__(self) -> None:
        line = self._status_pipe.readline()
        assert line, "the forking process ended; see its output above"
        self.pid = int(line)

    def poll(self) -> int | None:
        return self._ended(0)

    def wait(self, timeout: float | None = None) -> int:
        """Raises TimeoutExpired after `timeout` seconds."""
        status = self._ended(timeout)
        if status is None:
            raise subprocess.TimeoutExpired(self.words, timeout or 0)
        return status

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def _ended(self, seconds: float | None) -> int | None:
        if self.returncode is None and select.select([self._status_pipe], [], [], seconds)[0]:
            # Nothing is written where the reporting process was ended, too: by a signal to the whole group.
            self.returncode = int(self._status_pipe.readline() or -signal.SIGKILL)
            self._status_pipe.close()
        return self.returncode


def begin(
    words: Sequence[str], *, env: Mapping[str, str], stdout: int, stderr: int = 2, stdin: int = subprocess.DEVNULL,
    module: str = "portal.cli",
) -> Process:  # fmt: skip
    order = {"module": module, "words": list(words), "env": dict(env), "folder": str(Path.cwd())}
    reader, writer = os.pipe()
    with Path(os.devnull).open("r+b") as nowhere:
        files = [nowhere.fileno() if file == subprocess.DEVNULL else file for file in (stdin, stdout, stderr)]
        socket.send_fds(_forge(), [json.dumps(order).encode()], [*files, writer])
    os.close(writer)
    return Process(tuple(words), os.fdopen(reader, "rb", buffering=0))


def run(words: Sequence[str], *, env: Mapping[str, str], timeout: float = 60) -> "subprocess.CompletedProcess[str]":
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        process = begin(words, env=env, stdout=out.fileno(), stderr=err.fileno())
        try:
            status = process.wait(timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise
        lines = []
        for file in (out, err):
            file.seek(0)
            lines.append(file.read().decode())
        return subprocess.CompletedProcess(process.words, status, *lines)


class Talk:
    def __init__(self, module: str, *words: str) -> None:
        asked, asking = os.pipe()
        reader, writer = os.pipe()
        self.process = begin(words, env=os.environ, stdin=asked, stdout=writer, module=module)
        os.close(asked)
        os.close(writer)
        self.stdin, self.stdout = os.fdopen(asking, "w"), os.fdopen(reader)

    def heard(self) -> str:
        return self.stdout.readline().strip()

    def end(self) -> int:
        self.stdin.close()
        status = self.process.wait(60)
        self.stdout.close()
        return status


def await_orders() -> None:
    """Before the tests' process forks: its children then order from one forking process, which reads nothing until they do."""
    _forge()


@cache
def _forge() -> socket.socket:
    """The socket of the forking process, started on first use; it ends with the tests."""
    parent_end, child_end = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    command = [sys.executable, "-m", "tests.warm", str(child_end.fileno())]
    root = Path(__file__).parents[1]
    # A test may have set settings when it is the first that orders; each order brings its own.
    plain = {name: value for name, value in os.environ.items() if not name.startswith("KAKANAI_")}
    process = subprocess.Popen(command, cwd=root, pass_fds=[child_end.fileno()], stdin=subprocess.DEVNULL, env=plain)
    child_end.close()

    def end() -> None:
        parent_end.close()
        process.wait(60)

    atexit.register(end)
    return parent_end


# In the forking process


def read_all() -> None:
    """Imports all code, and rehearses a start to read the shipped definitions."""
    import forms
    import integrations
    import portal
    from tests.cheap_passwords import hash_cheaply
    from tests.shipped_once import know_later, read_shipped_once

    read_shipped_once()
    from tests.databases import migrate_once
    from tests.kept_catalogue import fill_once, fold_once, keep_none, use_kept_catalogue
    from tests.kept_definitions import shipped
    from tests.kept_keys import hold_keys_of_cards, keep_keys, keep_provider_keys

    know_later(shipped)
    use_kept_catalogue()
    keep_none()
    fill_once()
    fold_once()
    migrate_once()
    keep_keys()
    hold_keys_of_cards()
    keep_provider_keys()
    hash_cheaply()
    draw_once()
    for room in (forms, integrations, portal):
        import_below(room)
    for driver in ("psycopg", "httpcore"):  # imported by their first use
        importlib.import_module(driver)
    seal_seldom()
    work_when_asked()
    tick_seldom()
    from integrations.http import trusted

    trusted()
    from tests.journeys.lamps import offered
    from tests.journeys.paper_forms import city_by_two

    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        rehearse(place / "plain")
        more = {"city": str(city_by_two(place / "city")), "procedures": str(offered(place / "procedures"))}
        rehearse(place / "stories", **more)
    gc.freeze()


def import_below(package: ModuleType) -> None:
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if ".migrations" in module.name:
            continue
        try:
            importlib.import_module(module.name)
        except ModuleNotFoundError as missing:
            # A package of Debian that `make pooler` and its like do not install, for the window of kakanai-reader: no service opens it.
            if missing.name != "tkinter":
                raise


def draw_once() -> None:
    """The icons of the country's mark, by another process: those of typst's threads that draw would be lacked by a forked one."""
    from portal.web.shared import static_files

    mark = (Path(static_files.__file__).parents[3] / "static/img/mark.svg").read_bytes()
    draw = vars(static_files)["draw_icons"]
    drawn: dict[str, bytes] = pickle.loads(
        subprocess.run([sys.executable, "-c", _DRAW], input=mark, stdout=subprocess.PIPE, check=True).stdout
    )
    vars(static_files)["draw_icons"] = lambda other: drawn if other == mark else draw(other)


def rehearse(folder: Path, **settings: str) -> None:
    """A start as a demo, whose first looks read, fill and compare what the forked ones then have."""
    from portal.app import make_app
    from portal.cli.card_provider import mock_service
    from portal.config import load_settings
    from portal.services.procedures.rank_procedures import Ranking
    from portal.wiring import install
    from tests.databases import NOW, SqliteMaker

    folder.mkdir()
    address = SqliteMaker(folder).migrated()
    installation = install(
        load_settings(env="test", data=str(folder / "data"), database_url=address, now=NOW, **settings)
    )
    mock_service(installation.settings, installation.clock)
    app = make_app(installation, with_worker=False)

    async def begin_and_end() -> None:
        async with app.router.lifespan_context(app):
            app.state.finder.find("ごみ", Ranking())

    asyncio.run(begin_and_end())


def seal_seldom() -> None:
    """Each look of a worker that has nothing to do wakes a processor, and a run has a dozen services that wait for a browser: ten times a
    second, and even each 0.4 s, they took a hundredth of a processor each."""
    from portal import worker

    worker._PAUSE = 1.0


def work_when_asked(idle: float = 10.0, seldom: float = 10.0) -> None:
    # Most services of a run wait for the next story; what their jobs look at each second took 0.7 hundredths of a processor each. One that
    # is not asked for `idle` seconds looks each `seldom` seconds; a worker in a process of its own, which is never asked, does not rest.
    from portal.web.shared.headers import Headers
    from portal.worker import Worker

    answer, step = Headers.__call__, Worker.step
    under_way, last_asked, last_step = [0], [inf], dict[Worker, float]()

    async def answer_and_note(self: Headers, scope: Any, receive: Any, send: Any) -> None:
        under_way[0] += scope["type"] == "http"
        try:
            await answer(self, scope, receive, send)
        finally:
            under_way[0] -= scope["type"] == "http"
            last_asked[0] = time.monotonic()

    def step_if_asked(self: Worker) -> bool:
        now = time.monotonic()
        if not under_way[0] and now > last_asked[0] + idle and now < last_step.get(self, 0.0) + seldom:
            return False
        last_step[self] = now
        return step(self)

    Headers.__call__ = answer_and_note  # type: ignore[method-assign]
    Worker.step = step_if_asked  # type: ignore[method-assign]


def tick_seldom(pause: float = 0.4) -> None:
    # A server looks ten times a second whether it should end, and a demo is two servers.
    from uvicorn import Server

    async def main_loop(self: Server) -> None:
        while not await self.on_tick(0):  # noqa: ASYNC110 - as uvicorn does
            await asyncio.sleep(pause)

    Server.main_loop = main_loop  # type: ignore[method-assign]


def wait_for_orders(line: socket.socket) -> list[str]:
    """Forks for each order; returns module and words in the child. Exits when the tests have ended."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        order, files, _flags, _address = socket.recv_fds(line, _LONGEST, 4)
        if not order:
            sys.exit(0)
        await_threads()
        if os.fork() == 0:
            line.close()
            return begun(json.loads(order), *files)
        for file in files:
            os.close(file)


def await_threads(seconds: float = 30) -> None:
    """A forked process would lack them. One that has answered (`Database.in_time`) ends a little later, on a busy machine also after the
    first order."""
    until = time.monotonic() + seconds
    while len(tasks := os.listdir("/proc/self/task")) > 1:
        assert time.monotonic() < until, f"a forked process would lack {len(tasks) - 1} of {threading.enumerate()}"
        time.sleep(0.001)


def begun(order: dict[str, Any], *files: int) -> list[str]:
    """Forks again: returns module and words in the grandchild, while this process reports its pid and exit status."""
    *three, writer = files
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    child = os.fork()
    if child:
        for file in three:
            os.close(file)
        os.write(writer, f"{child}\n".encode())
        _, status = os.waitpid(child, 0)
        os.write(writer, f"{os.waitstatus_to_exitcode(status)}\n".encode())
        os._exit(0)
    os.close(writer)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ.clear()
    os.environ.update(order["env"])
    os.chdir(order["folder"])
    for number, file in enumerate(three):
        os.dup2(file, number)
        os.close(file)
    time.tzset()
    random.seed()
    return [order["module"], *order["words"]]


if __name__ == "__main__":
    line = socket.socket(fileno=int(sys.argv[1]))
    if line.recv(1, socket.MSG_PEEK):
        read_all()
    sys.argv = wait_for_orders(line)
    importlib.import_module(sys.argv[0]).main()
