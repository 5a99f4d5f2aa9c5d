"""Signatures are judged against the stored document."""

from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography.exceptions import InvalidTag

from integrations.sockets.interfaces import BasicFour
from portal.clock import to_micro
from portal.errors import NeighbourDown
from portal.services.filing.drafts import Draft, whole_path
from portal.services.shared.sessions import Session
from portal.services.signing.judge_signature import (
    ACCEPTED,
    PENDING,
    PERSON,
    REFUSED,
    Ruling,
    judge_signature,
    judged,
    note_of,
    opened,
    seal_note,
    signer_of,
)
from portal.services.signing.signed_document import content_of, fix_document, to_verify
from portal.store.signing.signatures import DocumentRow
from tests.portal.practice_cards import TARO
from tests.portal.services.signing.signed import Signing

TAROS_CARD = BasicFour(TARO.name, TARO.address, TARO.birth, sex_raw=TARO.sex_raw)


@pytest.fixture
def draft(signing: Signing, taro: Session) -> Draft:
    return signing.draft(taro)


@pytest.fixture
def document(signing: Signing, draft: Draft) -> DocumentRow:
    with signing.city.database.write() as unit:
        document = fix_document(signing.city, unit, draft, whole_path(signing.city, draft), "ja")
        unit.commit()
    return document


def ruling(
    signing: Signing, draft: Draft, document: DocumentRow, signer: BasicFour | None, card: str
) -> tuple[str, str]:
    ruled = signing.ruling(card, document, content_of(document, draft.sealer), signer)
    return ruled.state, ruled.code


def test_the_card_of_who_is_expected_is_accepted_and_of_anybody_else_refused(
    signing: Signing, draft: Draft, document: DocumentRow
) -> None:
    assert ruling(signing, draft, document, TAROS_CARD, "taro") == (ACCEPTED, "")
    assert ruling(signing, draft, document, TAROS_CARD, "hanako") == (REFUSED, "ATTRIBUTE_MISMATCH")


def test_where_nobody_knows_whose_card_it_must_be_a_person_decides(
    signing: Signing, draft: Draft, document: DocumentRow
) -> None:
    assert ruling(signing, draft, document, None, "taro") == (PERSON, "ATTRIBUTE_MISMATCH")


def test_a_revoked_card_is_refused_and_one_of_which_nobody_knows_waits(
    signing: Signing, draft: Draft, document: DocumentRow
) -> None:
    signing.cards.revocation.down = True
    assert ruling(signing, draft, document, TAROS_CARD, "taro") == (PENDING, "REVOCATION_UNKNOWN")
    signing.cards.revocation.down = False
    signing.cards.revoke("taro")
    assert ruling(signing, draft, document, TAROS_CARD, "taro") == (REFUSED, "CERT_REVOKED")


def test_a_signature_on_another_document_is_refused(signing: Signing, draft: Draft, document: DocumentRow) -> None:
    asked = to_verify(document, content_of(document, draft.sealer), TAROS_CARD)
    evidence = signing.evidence("taro", asked)
    other = replace(asked, content=asked.content.replace(b"lost", b"torn"))
    assert judge_signature(signing.city, evidence, other, signing.received_at).state == REFUSED


def test_without_a_verifier_nothing_is_judged(signing: Signing, draft: Draft, document: DocumentRow) -> None:
    asked = to_verify(document, content_of(document, draft.sealer), TAROS_CARD)
    evidence = signing.evidence("taro", asked)
    with pytest.raises(NeighbourDown):
        judge_signature(replace(signing.city, verifier=None), evidence, asked, signing.received_at)


def test_revocation_is_asked_again_after_longer_and_longer_pauses(signing: Signing, number: str) -> None:
    clock, minutes = signing.city.clock, []
    with signing.city.database.read() as unit:
        case, row = signing.case(unit, number), signing.rows(unit, number)["applicant"]
    for tries in range(6):
        after = judged(clock, case.sealer, replace(row, tries=tries), Ruling(PENDING, "", {}), clock.now())
        assert after.next_at is not None
        assert after.tries == tries + 1
        minutes.append((after.next_at - to_micro(clock.now())) // 60_000_000)
    assert minutes == [5, 30, 120, 360, 360, 360]
    settled = judged(clock, case.sealer, row, Ruling(ACCEPTED, "", {}), clock.now() - timedelta(minutes=1))
    assert (settled.next_at, settled.received_at) == (None, to_micro(clock.now()) - 60_000_000)


def test_who_signed_in_with_a_card_is_expected_to_sign_with_it(signing: Signing, taro: Session) -> None:
    with signing.city.database.read() as unit:
        expected = signer_of(signing.city.keys, unit, taro.person_id)
        assert signer_of(signing.city.keys, unit, None) is None
        assert signer_of(signing.city.keys, unit, "unknown") is None
    assert expected == TAROS_CARD


def test_what_is_kept_of_one_signature_cannot_be_put_under_another(signing: Signing, number: str) -> None:
    with signing.city.database.read() as unit:
        sealer, row = signing.case(unit, number).sealer, signing.rows(unit, number)["applicant"]
    note = seal_note(sealer, row.id, "券面の写し")
    assert opened(sealer, row)["report"]
    assert note_of(sealer, replace(row, sealed_note=note)) == "券面の写し"
    for other in (replace(row, id=row.id + 1), replace(row, sealed_evidence=note)):
        with pytest.raises(InvalidTag):
            opened(sealer, other)
    with pytest.raises(InvalidTag):
        note_of(sealer, replace(row, id=row.id + 1, sealed_note=note))
