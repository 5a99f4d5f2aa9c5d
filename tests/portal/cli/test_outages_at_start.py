"""Processes that start while something is missing."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import portal
from tests.databases import Makers, postgresql_data
from tests.portal.cli.conftest import few_procedures
from tests.postgresql import postgresql
from tests.servers import PATIENCE, free_ports, surroundings
from tests.warm import Process, begin

pytestmark = [pytest.mark.both_engines, pytest.mark.timeout(3 * PATIENCE)]

TREE = Path(portal.__path__[0]).parent


@contextmanager
def started(*command: str, output: Path, **settings: str) -> Iterator[Process]:
    with output.open("wb") as log:
        process = begin(command, env=surroundings(**settings), stdout=log.fileno(), stderr=log.fileno())
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


def wait_for(output: Path, words: str, process: Process) -> None:
    deadline = time.monotonic() + PATIENCE
    while words not in output.read_text():
        assert process.poll() is None, output.read_text()
        assert time.monotonic() < deadline, output.read_text()
        time.sleep(0.1)


def test_a_worker_waits_for_its_database_and_says_so_once(tmp_path: Path) -> None:
    output = tmp_path / "log"
    with postgresql(copy_of=postgresql_data()) as server:
        server.stop()
        settings = {"KAKANAI_DATA": str(tmp_path / "data"), "KAKANAI_DATABASE_URL": server.url("kakanai_offered")}
        with started("worker", output=output, **settings) as process:
            wait_for(output, "The database does not answer", process)
            time.sleep(3)  # another attempt
            assert process.poll() is None
            server.start()
            wait_for(output, '"event": "working"', process)
            assert output.read_text().count("The database does not answer") == 1
            assert output.read_text().count("Waiting for it.") == 1
            process.terminate()
            assert process.wait(PATIENCE) == 0


def test_a_worker_that_waits_can_be_stopped(tmp_path: Path) -> None:
    output, away = tmp_path / "log", "postgresql://kakanai:geheim@127.0.0.1:1/kakanai"
    with started("worker", output=output, KAKANAI_DATA=str(tmp_path / "data"), KAKANAI_DATABASE_URL=away) as process:
        wait_for(output, "Waiting for it.", process)
        process.terminate()
        assert process.wait(PATIENCE) == 0
    assert "geheim" not in output.read_text()


def test_processes_that_cannot_be_started_end_the_service(makers: Makers, tmp_path: Path) -> None:
    """The interpreter is gone once the first process runs, as one that this user may not execute: uvicorn would try for ever."""
    python = tmp_path / "python"
    python.symlink_to(Path(sys.executable).resolve())
    settings = {
        "KAKANAI_DATA": str(tmp_path / "data"), "KAKANAI_DATABASE_URL": makers["postgresql"].migrated(),
        "KAKANAI_PROCEDURES": str(few_procedures(tmp_path / "procedures", "gairoto-tsuho")),
        "PYTHONPATH": os.pathsep.join([str(TREE), *(path for path in sys.path if path.endswith("site-packages"))]),
    }  # fmt: skip
    port = str(free_ports(1)[0])
    program = "import sys; from portal.cli import main; main(sys.argv[1:])"
    command = [str(python), "-c", program, "serve", "--workers", "2", "--no-worker", "--port", port]
    with subprocess.Popen(command, env=surroundings(**settings), stderr=subprocess.PIPE, text=True) as process:
        python.unlink()
        _, output = process.communicate(timeout=2 * PATIENCE)
        assert process.returncode == 1, output
    lines = output.splitlines()
    assert (
        lines[-1]
        .strip()
        .startswith("The serving processes cannot be started: 4 ended before they served (exit status 255).")
    )
    assert not any("Traceback" in line for line in lines if "resource_tracker" not in line)
