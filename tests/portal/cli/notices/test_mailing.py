"""`kakanai mail bounce`, as called by a mail server."""

import io
import sys
from pathlib import Path

import pytest

from portal.cli import main
from portal.config import load_settings
from portal.jobs.send_notices import send_notices
from portal.store.residents import contacts
from portal.wiring import install
from tests.databases import NOW
from tests.integrations.mail.test_returned import ID, REPORT
from tests.portal.contacts import mails, proved
from tests.portal.world import alice, file_application


def bounce(monkeypatch: pytest.MonkeyPatch, message: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(message.encode())))
    with pytest.raises(SystemExit) as ended:
        main(["mail", "bounce"])
    assert not ended.value.code


def test_a_mail_that_came_back_marks_its_address_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in {"ENV": "test", "DATA": str(tmp_path), "IDENTITY": "none", "NOW": NOW}.items():
        monkeypatch.setenv(f"KAKANAI_{name}", value)
    installation = install(load_settings())
    person = alice(installation).person_id or ""
    proved(installation, person)
    file_application(installation, alice(installation))
    send_notices(installation)
    (mail,) = mails(installation)
    capsys.readouterr()  # the line of the log: delivered
    # A broken register extract must not fail the mail server's call.
    (tmp_path / "extract.csv").write_text("broken")
    monkeypatch.setenv("KAKANAI_RESIDENT_REGISTER", "file")
    monkeypatch.setenv("KAKANAI_REGISTER_FILE", str(tmp_path / "extract.csv"))
    for message in (REPORT.replace(ID, mail.id), REPORT.replace(ID, mail.id), REPORT, "hello"):
        bounce(monkeypatch, message)
    with installation.database.read() as unit:
        (row,) = contacts.of_person(unit, person)
    installation.database.close()
    assert row.state == "bad"
    below = capsys.readouterr().out.splitlines()[1::2]
    assert [line.partition(":")[0].strip() for line in below] == [
        "Noted",
        "Nothing to note",
        "Nothing to note",
        "Nothing to note",
    ]
