"""Schemathesis against /api/v1, over a socket, after the document that the service itself gives out. Thirty packages that nothing else
needs, so it has a lock and an environment of its own, and is no part of `make test` (where Hypothesis makes calls up after the same document)
but of `make long`."""

import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn

from portal.app import make_app
from portal.config import load_settings
from portal.services.installation import Installation
from portal.wiring import install
from tests.databases import NOW, Makers
from tests.portal.machines import add_machine
from tests.portal.routes.test_machine_api import examined
from tests.portal.world import DUTY, PROCEDURE, add_member

PROGRAM = Path("build/attack/bin/st")
# Of its checks those that the standards know: it would have 428 be 400 (RFC 6585) and a stale ETag succeed.
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,response_schema_conformance"


@contextmanager
def listening(installation: Installation) -> Iterator[str]:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port = door.getsockname()[1]
        settings = uvicorn.Config(make_app(installation, with_worker=False), log_level="error")
        server = uvicorn.Server(settings)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [door]}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{port}"
        server.should_exit = True
        thread.join(10)


@pytest.mark.timeout(1800)
def test_no_call_that_a_program_thinks_of_is_a_bug(makers: Makers, tmp_path: Path) -> None:
    assert PROGRAM.exists(), "make long makes its environment: build/attack"
    there = install(
        load_settings(
            env="test", data=tmp_path, database_url=makers["sqlite"].offered(), identity="none", now=NOW,
            api_calls_per_minute=1_000_000,
        )
    )  # fmt: skip
    reviewer = add_member(there, "reviewer", ("reviewer", DUTY))
    number = examined(there, reviewer)
    caller = add_machine(there).sign_in()
    known = {"receipt": f'"{number}"', "procedure": f'"{PROCEDURE}"', "version": "1"}
    rows = "\n".join(f"{name} = {value}" for name, value in known.items())
    # Half of the calls meet a case that there is.
    (tmp_path / "schemathesis.toml").write_text(f"[parameters]\n{rows}\n", encoding="utf-8")
    with listening(there) as address:
        told = subprocess.run(
            [
                PROGRAM.resolve(), "run", f"{address}/api/v1/openapi.json", "--url", address, "--checks", CHECKS,
                "--max-examples", "50", "--seed", "1", "--continue-on-failure", "--no-color",
                "--header", f"Authorization: Bearer {caller.token}",
            ],
            cwd=tmp_path, capture_output=True, text=True, timeout=1500, check=False,
        )  # fmt: skip
    there.database.close()
    assert told.returncode == 0, told.stdout[-6000:] + told.stderr[-2000:]
    assert "9 selected / 9 total" in told.stdout
