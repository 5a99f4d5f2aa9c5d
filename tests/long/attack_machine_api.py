"""Schemathesis against /api/v1 over a socket, driven by the served OpenAPI document.

Needs thirty packages, so it has its own lock and runs in `make long` only.
"""

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
from portal.services.shared.installation import Installation
from portal.wiring import install
from tests.databases import NOW, Makers
from tests.portal.machines import add_machine
from tests.portal.routes.machines.test_api import examined
from tests.portal.world import DUTY, PROCEDURE, add_member

PROGRAM = Path("build/attack/bin/st")
# Only checks required by standards: the others expect 400 instead of 428 (RFC 6585) and accept a stale ETag.
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,response_schema_conformance"


@contextmanager
def listening(installation: Installation) -> Iterator[str]:
    # It listens at once: a call that comes before the server waits for it.
    with socket.create_server(("127.0.0.1", 0)) as door:
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
    installed = install(
        load_settings(
            env="test", data=tmp_path, database_url=makers["sqlite"].offered(), identity="none", now=NOW,
            api_calls_per_minute=1_000_000,
        )
    )  # fmt: skip
    reviewer = add_member(installed, "reviewer", ("reviewer", DUTY))
    number = examined(installed, reviewer)
    caller = add_machine(installed).sign_in()
    known = {"receipt": f'"{number}"', "procedure": f'"{PROCEDURE}"', "version": "1"}
    rows = "\n".join(f"{name} = {value}" for name, value in known.items())
    # Half of the calls address an existing case.
    (tmp_path / "schemathesis.toml").write_text(f"[parameters]\n{rows}\n", encoding="utf-8")
    with listening(installed) as address:
        result = subprocess.run(
            [
                PROGRAM.resolve(), "run", f"{address}/api/v1/openapi.json", "--url", address, "--checks", CHECKS,
                "--max-examples", "50", "--seed", "1", "--continue-on-failure", "--no-color",
                "--header", f"Authorization: Bearer {caller.token}",
            ],
            cwd=tmp_path, capture_output=True, text=True, timeout=1500, check=False,
        )  # fmt: skip
    installed.database.close()
    assert result.returncode == 0, result.stdout[-6000:] + result.stderr[-2000:]
    assert "9 selected / 9 total" in result.stdout
