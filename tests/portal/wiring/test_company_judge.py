"""Which 登記官 are trusted for companies' signatures."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import cast

import pytest
from cryptography.hazmat.primitives.hashes import SHA256

from integrations.certificates.company_judge import RegistrarJudge
from integrations.certificates.mock.lists import list_of
from integrations.certificates.signed_files import PackageFilesJudge
from integrations.sockets.signed_files_socket import Applicant
from portal.config import Settings
from portal.config.loading import load_settings
from portal.db import Database
from portal.errors import BadSetting
from portal.services.shared.installation import Installation
from portal.wiring.signatures import Practice, wire_company_judge, wire_files_judge
from tests.integrations.certificates.company import NOW, NUMBER, Register, sign

Folder = Callable[..., Settings]


@pytest.fixture
def register() -> Register:
    return Register()


@pytest.fixture
def trusting(tmp_path: Path, register: Register) -> Folder:
    by = register.registrar.authority
    (tmp_path / "registrar.cer").write_bytes(by.der)
    (tmp_path / "pins.txt").write_text(by.certificate.fingerprint(SHA256()).hex())
    return lambda **own: load_settings(env="test", registrars=str(tmp_path), signing_environment="test", **own)


def judge_of(settings: Settings, database: Database) -> RegistrarJudge:
    return cast(RegistrarJudge, wire_company_judge(settings, None, database))


def test_lists_in_the_folder_serve_where_nothing_calls_out(
    trusting: Folder, tmp_path: Path, register: Register, installation: Installation
) -> None:
    judge = judge_of(trusting(zone="inner"), installation.database)
    paper = sign(register.issue())
    assert judge.judge(paper, NUMBER, NOW)[0].state == "pending_revocation"
    made = list_of(register.registrar.authority, register.registrar.ledger, NOW)
    (tmp_path / "registrar.crl").write_bytes(made)
    assert judge.judge(paper, NUMBER, NOW)[0].state == "accepted"


def test_a_responder_is_called_only_where_the_internet_is(
    trusting: Folder, tmp_path: Path, installation: Installation
) -> None:
    database = installation.database
    (tmp_path / "responder.txt").write_text("http://registrar.example/ocsp\n")
    assert judge_of(trusting(), database).revocation.name == "ocsp"
    with pytest.raises(BadSetting, match="zone inner"):
        wire_company_judge(trusting(zone="inner"), None, database)


def test_other_pins_no_folder_or_a_practice_registrar_in_production_are_refused(
    trusting: Folder, tmp_path: Path, installation: Installation
) -> None:
    database = installation.database
    real = trusting().model_copy(update={"signing_environment": "prod"})
    with pytest.raises(BadSetting, match="practice authority"):
        wire_company_judge(real, None, database)
    (tmp_path / "pins.txt").write_text("00" * 32)
    with pytest.raises(BadSetting, match="pinned fingerprints"):
        wire_company_judge(trusting(), None, database)
    with pytest.raises(BadSetting, match="KAKANAI_REGISTRARS"):
        wire_company_judge(trusting().model_copy(update={"registrars": str(tmp_path / "none")}), None, database)


def test_without_registrars_nothing_is_judged(installation: Installation) -> None:
    assert wire_company_judge(load_settings(env="test"), None, installation.database) is None


def test_signatures_of_packages_are_judged_by_the_authorities_that_are_set_up(
    trusting: Folder, register: Register, installation: Installation, tmp_path: Path
) -> None:
    (tmp_path / "responder.txt").write_text("http://registrar.example/ocsp\n")
    settings, database = trusting(), installation.database
    company = wire_company_judge(settings, None, database)
    judge = wire_files_judge(settings, None, database, company)
    assert isinstance(judge, PackageFilesJudge)
    assert (judge.card, judge.company) == (None, company)
    paper = judge.judge({"a.pdf": sign(register.issue())}, "", Applicant(), NOW - timedelta(days=9)).signatures[0]
    assert (paper.holder, paper.verdicts["validity"].code) == ("company", "CERT_NOT_YET_VALID")
    inner = load_settings(env="test", zone="inner")
    practice = Practice("https://issuer.example", "client", "http://127.0.0.1:9")
    for given, cards in ((settings, True), (inner, False)):
        made = wire_files_judge(given, practice, database, None)
        assert isinstance(made, PackageFilesJudge)
        assert (made.card is not None, made.company) == (cards, None)
