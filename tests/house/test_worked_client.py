"""The client in docs/api.md runs as printed."""

import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from portal.config import load_settings
from portal.services.cases.cases import case_of_member
from portal.services.desk.case.pass_screening import pass_screening
from portal.store.cases import applications
from portal.store.handover import hand_overs
from portal.wiring import install
from tests.databases import Makers
from tests.house.pages import blocks
from tests.portal.machines import Caller, add_machine
from tests.portal.world import DUTY, add_member, alice, file_application
from tests.servers import running


def run_client(url: str, caller: Caller, folder: Path) -> str:
    (code,) = blocks("api.md", "python")
    script = folder.parent / "client.py"
    script.write_text(code, encoding="utf-8")
    given: Mapping[str, str] = {
        "SERVICE": url, "CLIENT_ID": caller.client_id, "CLIENT_SECRET": caller.secret, "FOLDER": str(folder),
        "PYTHONUTF8": "1",
    }  # fmt: skip
    done = subprocess.run([sys.executable, str(script)], env=dict(given), capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_the_client_of_the_page_takes_a_case_over_and_puts_its_result(tmp_path: Path, makers: Makers) -> None:
    url = makers["sqlite"].offered()
    data, folder = tmp_path / "service" / "data", tmp_path / "taken"
    folder.mkdir()
    # The client uses the clock of the machine.
    now = datetime.now(UTC).isoformat()
    made = install(load_settings(env="test", data=data, database_url=url, identity="none", now=now))
    reviewer = add_member(made, "reviewer", ("reviewer", DUTY))
    caller = add_machine(made)
    number, other = (file_application(made, alice(made)) for _ in range(2))
    with made.database.write() as unit:
        case = case_of_member(made, unit, reviewer, number)
        pass_screening(made, unit, reviewer, case, case.row.revision)
        unit.commit()
    settings = {"KAKANAI_DATABASE_URL": url, "KAKANAI_IDENTITY": "none", "KAKANAI_NOW": now}
    with running("serve", folder=tmp_path / "service", **settings) as server:
        assert run_client(server.url, caller, folder) == f"{number}: taken over\n"
        assert "髙見本" in (folder / f"{number}.json").read_text("utf-8")
        assert not (folder / f"{other}.json").exists()
        (folder / f"{number}.result.json").write_text('{"outcome": "approved"}')
        assert run_client(server.url, caller, folder) == f"{number}: decided\n"
        assert run_client(server.url, caller, folder) == ""
    with made.database.read() as unit:
        row = applications.by_number(unit, number)
        assert row is not None
        assert row.state == "approved"
        assert hand_overs.acknowledged(unit, f"api:{caller.client_id}", row.id) == 1
    made.database.close()


@pytest.mark.parametrize("word", ["client_secret_jwt", "Idempotency-Key", "KAKANAI_API_SYSTEM", "/api/v1/openapi.json"])
def test_the_page_names_what_one_has_to_know(word: str) -> None:
    from tests.house.pages import DOCS

    assert word in (DOCS / "api.md").read_text("utf-8")
