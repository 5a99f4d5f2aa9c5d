"""A trip to the signing provider."""

from dataclasses import replace

import pytest
from cryptography.exceptions import InvalidTag

from integrations.sockets.certificate_sockets import CanonicalDocument
from integrations.sockets.interfaces import Callback
from portal.errors import NeighbourDown, SignInFailed
from portal.services.filing.drafts import Draft, whole_path
from portal.services.residents.sign_in_attempts import consume_attempt, hashed_state
from portal.services.shared.sessions import Session
from portal.services.signing.ask_signature import APPLICANT, ask_signature
from portal.services.signing.signed_document import content_of, fix_document, to_verify
from portal.services.signing.trip import REALM, fetch_signature, keep_trip, leave_to_sign, open_trip, plugs
from portal.store.signing import signatures
from tests.portal.practice_cards import PASSWORD
from tests.portal.services.signing.signed import Signing
from tests.portal.world import PLACE


@pytest.fixture
def draft(signing: Signing, taro: Session) -> Draft:
    return signing.draft(taro)


def left(signing: Signing, draft: Draft) -> tuple[CanonicalDocument, str, str]:
    """(document, state, address)."""
    with signing.city.database.write() as unit:
        document = fix_document(signing.city, unit, draft, whole_path(signing.city, draft), "ja")
        row = ask_signature(signing.city.clock, unit, document, APPLICANT, draft.row.person_id)
        unit.commit()
    asked = to_verify(document, content_of(document, draft.sealer), None)
    attempt, trip = leave_to_sign(signing.city, asked)
    with signing.city.database.write() as unit:
        keep_trip(
            signing.city, unit, draft.sealer, row.id, attempt, trip, browser="browser", place=PLACE, return_to="/sign"
        )
        unit.commit()
    return asked, attempt.state, trip.address


def test_a_trip_is_read_as_it_was_kept_and_under_no_other_state(signing: Signing, draft: Draft) -> None:
    _, state, address = left(signing, draft)
    with signing.city.database.read() as unit:
        known = signatures.trip(unit, hashed_state(REALM, state))
    assert known is not None
    trip = open_trip(draft.sealer, state, known[1])
    assert trip.address == address
    assert trip.to_sign.digest_info
    with pytest.raises(InvalidTag):
        open_trip(draft.sealer, state + "x", known[1])


def test_the_answer_of_the_provider_is_evidence_for_that_document(signing: Signing, draft: Draft) -> None:
    asked, state, address = left(signing, draft)
    callback = signing.cards.signing.approve(address, "taro", PASSWORD)
    with signing.city.database.write() as unit:
        attempt = consume_attempt(signing.city.clock, unit, REALM, callback.state, "browser")
        known = signatures.trip(unit, hashed_state(REALM, state))
        with pytest.raises(SignInFailed):
            consume_attempt(signing.city.clock, unit, REALM, callback.state, "browser")
        unit.commit()
    assert known is not None
    evidence = fetch_signature(signing.city, callback, attempt, open_trip(draft.sealer, state, known[1]), asked)
    assert (evidence.nonce, evidence.application_id) == (asked.nonce, draft.id)
    assert signing.cards.verifier.verify(evidence, asked, signing.received_at).signature.outcome == "ok"


def test_a_trip_is_of_one_browser(signing: Signing, draft: Draft) -> None:
    _, state, _ = left(signing, draft)
    with signing.city.database.write() as unit, pytest.raises(SignInFailed, match="STATE_MISMATCH"):
        consume_attempt(signing.city.clock, unit, REALM, state, "another browser")


def test_where_nobody_signs_no_trip_begins(signing: Signing) -> None:
    without = replace(signing.city, signing=None)
    for city in (without, replace(signing.city, verifier=None)):
        with pytest.raises(NeighbourDown):
            plugs(city)
    with pytest.raises(NeighbourDown):
        leave_to_sign(without, CanonicalDocument(b"{}", "n", "small", "uid"))
    with pytest.raises(NeighbourDown):
        fetch_signature(without, Callback("", "", ""), None, None, None)  # type: ignore[arg-type]
