"""A signature is asked for and judged once."""

from dataclasses import replace

import pytest

from portal.errors import Conflict
from portal.services.filing.drafts import whole_path
from portal.services.shared.sessions import Session
from portal.services.signing.ask_signature import (
    APPLICANT,
    ask_signature,
    keep_signature,
    note_refused,
    open_signature,
)
from portal.services.signing.judge_signature import ACCEPTED, OPEN, Ruling
from portal.services.signing.signed_document import fix_document
from tests.portal.services.signing.signed import Signing, actions, resident


def test_a_page_that_is_opened_twice_asks_for_one_signature(signing: Signing, taro: Session) -> None:
    draft, clock = signing.draft(taro), signing.city.clock
    with signing.city.database.write() as unit:
        document = fix_document(signing.city, unit, draft, whole_path(signing.city, draft), "ja")
        first = ask_signature(clock, unit, document, APPLICANT, taro.person_id)
        assert ask_signature(clock, unit, document, APPLICANT, taro.person_id) == first
        assert ask_signature(clock, unit, document, "mate", taro.person_id).id != first.id
        assert open_signature(unit, document, APPLICANT, None) is None, "of this signer alone"


def test_a_signature_that_was_judged_is_not_judged_again(signing: Signing, taro: Session, number: str) -> None:
    refused = Ruling("refused", "CERT_REVOKED", {})
    with signing.city.database.write() as unit:
        case, row = signing.case(unit, number), signing.rows(unit, number)[APPLICANT]
        assert ("sign application", "applicant accepted") in actions(unit)
        for uid, before in (("gone", ACCEPTED), (case.row.uid, OPEN)):
            with pytest.raises(Conflict):
                keep_signature(
                    signing.city, unit, uid, case.sealer, replace(row, state=before), refused, resident(taro),
                    signing.received_at,
                )  # fmt: skip
    assert signing.states(number)[APPLICANT] == ACCEPTED


def test_a_refused_signature_is_recorded_by_its_code_and_stays_open(signing: Signing, taro: Session) -> None:
    draft = signing.draft(taro)
    with signing.city.database.write() as unit:
        document = fix_document(signing.city, unit, draft, whole_path(signing.city, draft), "ja")
        row = ask_signature(signing.city.clock, unit, document, APPLICANT, taro.person_id)
        note_refused(signing.city, unit, row, "CERT_EXPIRED", resident(taro))
        assert actions(unit)[-1] == ("refuse signature", "applicant CERT_EXPIRED")
        assert open_signature(unit, document, APPLICANT, taro.person_id) == row
