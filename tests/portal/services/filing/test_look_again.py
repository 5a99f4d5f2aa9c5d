"""An application that arrived while the register was away is marked when it answers."""

from dataclasses import replace
from typing import cast

import pytest

from integrations.sockets.register_socket import ResidentRegister
from portal.jobs.send_notices import send_notices
from portal.services.residents.protect import token_of
from portal.services.shared.installation import Installation
from portal.store.residents import protections
from portal.store.statements import every, sql
from tests.databases import Makers
from tests.portal.later import later
from tests.portal.services.filing.test_note_protected import Register, file


@pytest.fixture
def database_url(makers: Makers) -> str:
    return makers["sqlite"].handed_on()


def test_where_it_did_not_answer_it_is_asked_again_until_it_does(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    register = Register(monkeypatch)
    register.away = True
    asking = replace(installation, register=cast(ResidentRegister, register))
    assert file(asking) == 0
    assert send_notices(asking) == 1
    register.away = False
    assert send_notices(asking) == 0  # it pauses
    assert send_notices(later(asking, minutes=1)) == 1
    assert send_notices(later(asking, minutes=1)) == 0
    assert register.asked == [0, 0, 0]
    with installation.database.read() as unit:
        (application,) = [row[0] for row in every(unit, sql("SELECT id FROM application"))]
        assert protections.applications(unit, [application])
        assert protections.among(unit, [token_of(installation.protection_key, "伏見本剛", "1985-08-08")])


def test_where_nobody_is_protected_asking_again_marks_nobody(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    register = Register(monkeypatch, "伏見本　豪")
    register.away = True
    asking = replace(installation, register=cast(ResidentRegister, register))
    file(asking)
    register.away = False
    assert send_notices(asking) == 1
    with installation.database.read() as unit:
        assert not protections.anybody(unit)
