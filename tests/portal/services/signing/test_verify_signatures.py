"""Verification years later."""

from dataclasses import replace

import pytest

from portal.errors import NeighbourDown, NotFound
from portal.services.shared.sessions import Session
from portal.services.signing.judge_signature import sealed_record
from portal.services.signing.signed_document import content_of
from portal.services.signing.verify_signatures import Verified, package, verify_signatures
from portal.store.signing import signatures
from portal.store.signing.signatures import Judged
from tests.portal.later import later
from tests.portal.services.signing.signed import Signing


def own(signing: Signing, number: str) -> Verified:
    return next(signature for signature in verify_signatures(signing.city, number) if signature.role == "applicant")


def test_it_is_sound_years_later_and_asks_no_neighbour(signing: Signing, number: str) -> None:
    signing.cards.revocation.down = True
    after = replace(signing, city=later(signing.city, days=3000))
    signature = own(after, number)
    assert (signature.sound, signature.state, signature.revisions) == (True, "accepted", (1,))
    assert signature.at == signing.received_at
    assert signature.verdicts["revocation"] == ("ok", "")
    with signing.city.database.read() as unit:
        case = signing.case(unit, number)
        (document,) = signatures.documents_of(unit, case.row.id)
    assert signature.document == content_of(document, case.sealer)


def test_a_card_that_was_revoked_afterwards_changes_nothing(signing: Signing, number: str) -> None:
    signing.cards.revoke("taro")
    assert own(signing, number).sound


def test_who_has_not_signed_is_not_sound_and_has_no_evidence(signing: Signing, number: str) -> None:
    mate = next(signature for signature in verify_signatures(signing.city, number) if signature.role == "mate")
    assert (mate.sound, mate.evidence, mate.at, mate.verdicts) == (False, None, None, {})


def test_evidence_of_another_document_is_not_sound(signing: Signing, taro: Session, number: str) -> None:
    other = signing.file(taro)
    evidence, report = own(signing, other).evidence, own(signing, number).report
    assert evidence is not None
    with signing.city.database.write() as unit:
        case, row = signing.case(unit, number), signing.rows(unit, number)["applicant"]
        foreign = signing.case(unit, other)
        kept = foreign.sealer.open(
            f"signature:{signing.rows(unit, other)['applicant'].id}",
            signing.rows(unit, other)["applicant"].sealed_evidence or b"",
        )
        sealed = sealed_record(case.sealer, row.id, {**kept, "report": dict(report)})
        after = Judged(row.state, row.code, sealed, row.tries, None, row.received_at)
        assert signatures.judge(unit, row.id, row.state, after, 1)
        unit.commit()
    signature = own(signing, number)
    assert not signature.sound
    assert signature.verdicts["binding"][0] == "failed"


def test_an_unknown_number_and_a_city_without_a_trust_store_are_refused(signing: Signing, number: str) -> None:
    with pytest.raises(NotFound):
        verify_signatures(signing.city, "0000-0000")
    with pytest.raises(NeighbourDown):
        verify_signatures(replace(signing.city, verifier=None), number)
    evidence = own(signing, number).evidence
    assert evidence is not None
    with pytest.raises(NeighbourDown):
        package(None, evidence)
