"""`keys` with a hardware security module."""

import os
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from integrations.keys.local import FILE_NAME, NUMBERS, LocalKeys, create_ring
from integrations.keys.pkcs11_token import Token
from portal.app import make_app
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import find_session
from portal.services.shared.verify_audit import verify_audit
from tests.portal.cli.conftest import Kakanai
from tests.portal.hostile.test_outages import resident_token
from tests.portal.world import alice, file_application
from tests.softhsm import LABEL, LIBRARY, NEVER_OPENED, PIN, away, pin_file, tokens
from tests.warm import run

pytestmark = pytest.mark.usefixtures("settings")


@pytest.fixture(autouse=True)
def hsm(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: None) -> None:
    tokens()
    monkeypatch.setenv("KAKANAI_PKCS11_MODULE", LIBRARY)
    monkeypatch.setenv("KAKANAI_PKCS11_TOKEN", LABEL)
    monkeypatch.setenv("KAKANAI_PKCS11_PIN_FILE", str(pin_file(tmp_path)))


@pytest.mark.both_engines
def test_rotate_moves_the_rings_into_the_token_and_back_while_the_service_runs(
    kakanai: Kakanai, installation: Installation
) -> None:
    session = alice(installation)
    file_application(installation, session)
    for place in ("token", "file"):
        for ring in ("answers", "numbers"):
            rotated = kakanai("keys", "rotate", ring, "--to", place)
            assert (rotated.status, rotated.err) == (0, "")
            retired = kakanai("keys", "retire", ring)
            assert (retired.status, retired.err) == (0, "")
            assert ("stays in the token" in retired.out) == (place == "file")
        listed = [line.split("\t") for line in kakanai("keys", "list").out.splitlines()]
        assert [(row[2], row[3]) for row in listed[:2]] == [(FILE_NAME, place), (NUMBERS, place)]
        file_application(installation, session)
    assert verify_audit(installation).faults == ()


def test_rotate_stays_where_the_ring_is_and_ends_what_was_begun_first(
    kakanai: Kakanai, installation: Installation, tmp_path: Path
) -> None:
    kakanai("keys", "rotate", "answers", "--to", "token", "--add-only")
    refused = kakanai("keys", "rotate", "answers", "--to", "file")
    assert (refused.status, "was begun" in refused.err, len(refused.english)) == (1, True, 1)
    assert kakanai("keys", "rotate", "answers").status == 0
    assert kakanai("keys", "retire", "answers").status == 0
    assert kakanai("keys", "rotate", "answers").status == 0
    keys = LocalKeys(tmp_path / "keys", token=Token(LIBRARY, LABEL, PIN))
    assert len(keys.ids) == len(keys.in_token) == 2
    assert kakanai("keys", "rotate", "look-ups", "--to", "token").status == 2


def test_an_installation_begins_with_its_keys_in_the_token(kakanai: Kakanai, tmp_path: Path) -> None:
    for command, file in (("create", FILE_NAME), ("numbers", NUMBERS)):
        made = kakanai("keys", command, "--token")
        assert (made.status, " is made in the token: " in made.out) == (0, True)
        assert '"token"' in (tmp_path / "keys" / file).read_text()
    assert kakanai("book").status == 0


def test_while_the_token_is_away_pages_say_so_and_afterwards_they_open_again(
    kakanai: Kakanai, installation: Installation, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(Token, "pause", 0)
    monkeypatch.setattr(Token, "quiet", 0)
    kakanai("keys", "rotate", "answers", "--to", "token")
    token = resident_token(installation)
    with installation.database.read() as unit:
        session = find_session(installation, unit, "resident", token)
    assert session is not None
    file_application(installation, session)
    client = TestClient(make_app(installation, with_worker=False), base_url="https://testserver")
    client.cookies.update({"kakanai_resident": token, "kakanai_browser": "a browser"})
    assert [client.get(page).status_code for page in ("/applications", "/readyz")] == [200, 200]
    with away():
        page, ready = client.get("/applications"), client.get("/readyz")
        assert (page.status_code, "Retry-After" in page.headers) == (503, True)
        assert {client.get("/applications").status_code for _ in range(3)} == {503}
        assert (ready.status_code, ready.json()["keys"]) == (503, "missing")
    assert [client.get(page).status_code for page in ("/applications", "/readyz")] == [200, 200]
    output = capsys.readouterr()
    lines = [line for line in (output.out + output.err).splitlines() if "TOKEN_AWAY" in line]
    assert ["over" in line for line in lines] == [False, True], "a line for the outage and one for its end"
    assert PIN not in output.out + output.err


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("PIN_FILE", "wrong", "TOKEN_PIN: the token never-opened refuses the PIN in KAKANAI_PKCS11_PIN_FILE."),
        ("PIN_FILE", "empty", "is empty"),
        ("PIN_FILE", "/nowhere", "KAKANAI_PKCS11_PIN_FILE=/nowhere: cannot be read."),
        ("TOKEN", "nowhere", "TOKEN_AWAY: the token nowhere does not answer (NoSuchToken)."),
        ("TOKEN", "other", "The token other has no key key-"),
        ("MODULE", "/nowhere.so", "KAKANAI_PKCS11_MODULE=/nowhere.so cannot be loaded"),
        ("MODULE", "", "go together; one of them is missing."),
    ],
)
def test_a_start_without_its_token_ends_with_a_sentence_that_shows_no_pin(
    kakanai: Kakanai, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str, sentence: str
) -> None:
    monkeypatch.setattr(Token, "pause", 0)  # the command of another test in this process may have met the same token
    create_ring(tmp_path / "keys", FILE_NAME, Token(LIBRARY, LABEL, PIN))
    if value in ("wrong", "empty"):
        (tmp_path / "pin").write_text("1357-wrong" if value == "wrong" else "")
        monkeypatch.setenv("KAKANAI_PKCS11_TOKEN", NEVER_OPENED)
    else:
        monkeypatch.setenv(f"KAKANAI_PKCS11_{name}", value)
    ran = kakanai("book")
    assert (ran.status, len(ran.english)) == (1, 1), ran.err
    assert sentence in ran.err
    assert not any(pin in ran.err + ran.out for pin in ("1357", PIN))


def test_a_process_that_starts_while_the_token_is_away_ends_with_a_sentence(tmp_path: Path) -> None:
    create_ring(tmp_path / "keys", FILE_NAME, Token(LIBRARY, LABEL, PIN))
    with away():
        ended = run(("worker",), env=os.environ)
    assert (ended.returncode, ended.stderr.splitlines()[1:]) == (
        1, ["    TOKEN_AWAY: the token kakanai does not answer (GeneralError)."]
    )  # fmt: skip
