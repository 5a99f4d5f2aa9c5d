"""An ID copy in place of a failed signature."""

import pytest

from portal.db import Unit
from portal.errors import Conflict
from portal.services.files.identity_files import QUESTION, copies_in, copy_field
from portal.services.files.keep_file import Upload, look_at, quarantine, settle
from portal.services.shared.sessions import Session
from portal.services.shared.write_audit import Actor
from portal.services.signing.hand_in_copy import copied_instead, delete_copies, hand_in_copy, mend_otherwise, to_mend
from portal.services.signing.judge_signature import COPY, COPY_REFUSED, MENDED, REFUSED
from portal.services.signing.settle_signature import settle_signature
from portal.store.files import attachments
from portal.store.signing import signatures
from portal.store.signing.signatures import Judged
from tests.pictures import jpeg
from tests.portal.later import later
from tests.portal.services.signing.signed import Signing, actions, resident


def fail(signing: Signing, number: str, role: str = "applicant") -> None:
    with signing.city.database.write() as unit:
        row = signing.rows(unit, number)[role]
        after = Judged(REFUSED, "CERT_REVOKED", row.sealed_evidence, row.tries, None, row.received_at)
        assert signatures.judge(unit, row.id, row.state, after, 1)
        unit.commit()


def scan(signing: Signing, number: str) -> str:
    with signing.city.database.write() as unit:
        shelf = signing.case(unit, number).shelf
        (waiting,), _ = quarantine(signing.city, unit, shelf, copy_field(), [Upload("a.jpg", jpeg())], (), 1)
        (kept,) = settle(
            signing.city, unit, shelf, Actor("resident", "taro"), [waiting], [look_at(signing.city, waiting)]
        )
        unit.commit()
    return kept.id


def hand_in(signing: Signing, unit: Unit, session: Session, number: str) -> None:
    case = signing.case(unit, number)
    row = copied_instead(unit, case, session.person_id)
    assert row is not None
    hand_in_copy(signing.city, unit, case, row, resident(session))


def test_only_the_applicant_whose_signature_failed_may_hand_in_a_copy(
    signing: Signing, taro: Session, number: str
) -> None:
    with signing.city.database.read() as unit:
        assert to_mend(unit, signing.case(unit, number), taro.person_id) is None
    fail(signing, number)
    fail(signing, number, "mate")
    with signing.city.database.read() as unit:
        case = signing.case(unit, number)
        assert copied_instead(unit, case, taro.person_id) is not None
        assert copied_instead(unit, case, "somebody else") is None
        assert to_mend(unit, case, None) is not None, "another signer must act"
        assert copied_instead(unit, case, None) is None, "and the section asks them on paper"


def test_without_a_file_nothing_is_handed_in_and_with_one_it_is_once(
    signing: Signing, taro: Session, number: str
) -> None:
    fail(signing, number)
    with signing.city.database.write() as unit, pytest.raises(Conflict):
        hand_in(signing, unit, taro, number)
    scan(signing, number)
    with signing.city.database.write() as unit:
        case, row = signing.case(unit, number), signing.rows(unit, number)["applicant"]
        hand_in(signing, unit, taro, number)
        assert signing.rows(unit, number)["applicant"].state == COPY
        with pytest.raises(Conflict):
            hand_in_copy(signing.city, unit, case, row, resident(taro))
        assert [action for action, _ in actions(unit)].count("hand in identity copy") == 1


def test_when_the_last_file_is_refused_the_applicant_is_to_act_again(
    signing: Signing, taro: Session, number: str
) -> None:
    fail(signing, number)
    file_id = scan(signing, number)
    with signing.city.database.write() as unit:
        hand_in(signing, unit, taro, number)
        case = signing.case(unit, number)
        mend_otherwise(signing.city.clock, unit, case.row.id, case.shelf, QUESTION)
        assert signing.rows(unit, number)["applicant"].state == COPY, "a file remains"
        attachments.remove(unit, case.shelf.holder, file_id)
        mend_otherwise(signing.city.clock, unit, case.row.id, case.shelf, "another question")
        assert signing.rows(unit, number)["applicant"].state == COPY
        mend_otherwise(signing.city.clock, unit, case.row.id, case.shelf, QUESTION)
        row = signing.rows(unit, number)["applicant"]
    assert (row.state, row.code) == (REFUSED, COPY_REFUSED)


def test_a_copy_is_deleted_so_many_days_after_it_was_judged(signing: Signing, taro: Session, number: str) -> None:
    fail(signing, number)
    scan(signing, number)
    days = signing.city.settings.identity_copy_days
    with signing.city.database.write() as unit:
        hand_in(signing, unit, taro, number)
        row = signing.rows(unit, number)["applicant"]
        signatures.note_copy(unit, row.id, row.changed_at)
        unit.commit()
    cleaner = Actor("system", "sweep")
    for judged, after, left in ((False, days + 1, 1), (True, days, 1), (True, days + 1, 0)):
        with signing.city.database.write() as unit:
            row = signing.rows(unit, number)["applicant"]
            if judged and row.state == COPY:
                case = signing.case(unit, number)
                settle_signature(signing.city, unit, signing.reviewer, case, row.id, MENDED, "運転免許証の写し")
            delete_copies(later(signing.city, days=after), unit, cleaner)
            assert len(copies_in(signing.case(unit, number).shelf)) == left
            unit.commit()
    with signing.city.database.read() as unit:
        assert [action for action, _ in actions(unit)].count("delete identity copy") == 1
    assert signing.states(number)["applicant"] == MENDED
