"""Documents for the applicant; online notices need consent (デジタル手続法7条)."""

from dataclasses import replace

import pytest

from portal.errors import NotFound
from portal.services.cases.cases import Case, case_of_resident
from portal.services.my_cases.list_documents import (
    declare_electronic,
    list_documents,
    may_declare,
    notice_of_resident,
    record_opening,
)
from portal.services.my_cases.stop_application import NOW, stop_application
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session
from portal.services.shared.write_audit import Actor
from tests.portal.later import later
from tests.portal.services.filing.filing import audited
from tests.portal.services.notices.test_outcome_notice import decided
from tests.portal.world import DUTY, PLACE, add_member, file_application

ALICE = Actor("resident", "alice", place=PLACE)


def case_of(installation: Installation, session: Session, number: str) -> Case:
    with installation.database.read() as unit:
        return case_of_resident(installation, unit, session, number)


def declare(installation: Installation, case: Case) -> None:
    with installation.database.write() as unit:
        declare_electronic(installation, unit, case, ALICE)
        unit.commit()


def test_a_notice_is_hidden_until_the_applicant_consents_once(installation: Installation, session: Session) -> None:
    number = decided(installation, add_member(installation, "reviewer", ("reviewer", DUTY)))
    case = case_of(installation, session, number)
    with installation.database.read() as unit:
        assert [document.kind for document in list_documents(installation, unit, case)] == ["receipt"]
        assert may_declare(installation, unit, case)
        with pytest.raises(NotFound):
            notice_of_resident(unit, case, 1)
    declare(installation, case)
    declare(installation, case)
    with installation.database.read() as unit:
        assert not may_declare(installation, unit, case)
        notice = list_documents(installation, unit, case)[1]
        assert (notice.kind, notice.href) == ("notice", f"/applications/{number}/notices/1.pdf")
        assert notice.title == notice_of_resident(unit, case, 1).title == "処理結果通知書"
        for other in (0, 2, -1):
            with pytest.raises(NotFound):
                notice_of_resident(unit, case, other)
    assert audited(installation, "declare electronic delivery") == [""]


def test_consent_is_asked_for_before_the_decision_and_not_after_a_withdrawal(
    installation: Installation, session: Session
) -> None:
    number = file_application(installation, session)
    received = case_of(installation, session, number)
    with installation.database.read() as unit:
        assert may_declare(installation, unit, received)
    with installation.database.write() as unit:
        stop_application(installation, unit, case_of_resident(installation, unit, session, number), ALICE, NOW, "")
        unit.commit()
    withdrawn = case_of(installation, session, number)
    with installation.database.read() as unit:
        assert not may_declare(installation, unit, withdrawn)


def test_the_first_opening_counts_and_each_is_audited(installation: Installation, session: Session) -> None:
    first, second = later(installation, minutes=5), later(installation, days=1)
    case = case_of(installation, session, file_application(installation, session))
    with installation.database.read() as unit:
        assert list_documents(installation, unit, case)[0].opened_at is None
    for city in (first, second):
        with city.database.write() as unit:
            record_opening(city, unit, case, ALICE, "receipt")
            unit.commit()
    with installation.database.read() as unit:
        (receipt,) = list_documents(installation, unit, case)
    assert receipt.opened_at == first.clock.now()
    assert audited(installation, "open document") == ["receipt", "receipt"]


def test_a_city_that_seals_no_documents_offers_none(installation: Installation, session: Session) -> None:
    without = replace(installation, documents=None)
    case = case_of(without, session, file_application(without, session))
    with without.database.read() as unit:
        assert list_documents(without, unit, case) == []
        assert not may_declare(without, unit, case)
