"""番号紐付情報 links signers to the register."""

from datetime import date
from types import SimpleNamespace
from typing import cast

import pytest

from integrations.sockets.certificate_sockets import VerificationReport
from portal.db import Unit
from portal.services.residents.linked_person import link_person, linked_number
from portal.services.residents.needs import ResidentsNeeds
from portal.services.residents.tie_to_register import ADDRESSEE, BY_LINKS, addressee_of, tie_signer
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session
from portal.store.cases import applications
from portal.store.residents import register_matches
from portal.store.residents.register_matches import MATCHED, OPEN, MatchRow
from portal.store.signing.signatures import SignatureRow
from tests.portal.services.audit_trail import trail
from tests.portal.services.residents.test_match_resident import TARO, FakeRegister, Links
from tests.portal.test_sealing import BOX
from tests.portal.world import alice, file_application


def signed(serial: str, birth: date | None = TARO.birth) -> VerificationReport:
    """The certificate's serial and the card's birth date."""
    card = SimpleNamespace(four=SimpleNamespace(birth=birth))
    return cast(VerificationReport, SimpleNamespace(certificate=SimpleNamespace(serial=serial), card_attributes=card))


def city(*, away: bool = False) -> ResidentsNeeds:
    return cast(ResidentsNeeds, SimpleNamespace(register=FakeRegister(TARO, away=away), links=Links()))


@pytest.mark.parametrize(
    ("serial", "birth", "number"),
    [("900", TARO.birth, "1"), ("900", date(1994, 4, 13), ""), ("900", None, ""), ("902", TARO.birth, ""), ("", TARO.birth, "")],
)  # fmt: skip
def test_a_serial_leads_to_a_resident_born_on_the_day_of_the_card(serial: str, birth: date | None, number: str) -> None:
    assert addressee_of(city(), signed(serial, birth)) == number


def test_a_register_that_is_away_or_a_report_without_a_card_leads_to_nobody() -> None:
    assert addressee_of(city(away=True), signed("900")) == ""
    no_card = cast(VerificationReport, SimpleNamespace(certificate=SimpleNamespace(serial="900"), card_attributes=None))
    assert addressee_of(city(), no_card) == ""


@pytest.fixture
def session(installation: Installation) -> Session:
    return alice(installation)


def ask_for_match(installation: Installation, unit: Unit, number: str, person_id: str) -> int:
    """Returns the application's id."""
    application = applications.by_number(unit, number)
    assert application is not None
    register_matches.add(unit, MatchRow(application.id, person_id, OPEN, b"", 1))
    return application.id


def tie(installation: Installation, unit: Unit, application_id: int, person_id: str | None, number: str = "1") -> None:
    row = SignatureRow(1, "document", "applicant", person_id, "accepted", "", None, 0, None, 1, 1, 1, "", None, None)
    tie_signer(installation, unit, BOX, application_id, row, {ADDRESSEE: number} if number else {}, 2)


def test_an_accepted_signature_links_the_signer_and_settles_the_open_question(
    installation: Installation, session: Session
) -> None:
    person_id, number = session.person_id or "", file_application(installation, session)
    with installation.database.write() as unit:
        application_id = ask_for_match(installation, unit, number, person_id)
        tie(installation, unit, application_id, person_id)
        assert linked_number(installation.keys, unit, person_id) == "1"
        match = register_matches.of_application(unit, application_id)
        assert match is not None
        assert (match.state, match.settled_by) == (MATCHED, BY_LINKS)
        assert trail(unit)[-1] == ("system:links", "tie to register", "applicant")


def test_a_link_by_staff_stays_and_the_difference_is_audited(installation: Installation, session: Session) -> None:
    person_id, number = session.person_id or "", file_application(installation, session)
    with installation.database.write() as unit:
        application_id = ask_for_match(installation, unit, number, person_id)
        link_person(installation.keys, unit, person_id, "2", "tanto", 1)
        tie(installation, unit, application_id, person_id)
        assert linked_number(installation.keys, unit, person_id) == "2"
        match = register_matches.of_application(unit, application_id)
        assert match is not None
        assert match.state == OPEN
        assert trail(unit)[-1] == ("system:links", "find another tie", "applicant")


@pytest.mark.parametrize(("signer", "addressee"), [(False, "1"), (True, "")])
def test_a_signature_without_a_person_or_an_addressee_links_nobody(
    installation: Installation, session: Session, signer: bool, addressee: str
) -> None:
    person_id, number = session.person_id or "", file_application(installation, session)
    with installation.database.write() as unit:
        application_id = ask_for_match(installation, unit, number, person_id)
        tie(installation, unit, application_id, person_id if signer else None, addressee)
        assert linked_number(installation.keys, unit, person_id) == ""
        assert "system:links" not in {actor for actor, _, _ in trail(unit)}
