"""A reader's request: one document, one session, one answer."""

from dataclasses import replace

import pytest

from portal.errors import NotFound, SignInFailed
from portal.services.counter.sign_by_reader import (
    PROVIDER,
    can_sign,
    read_signed,
    use_up_signature,
    verifier_of,
)
from portal.services.counter.use_card import use_up
from portal.services.signing.signed_document import content_of, to_verify
from portal.services.signing.trip import asked_for
from tests.portal.later import later
from tests.portal.services.counter.reading import ANSWERS, Reader


@pytest.fixture
def draft_id(reader: Reader) -> str:
    return reader.counter.add("small", ANSWERS)


def test_the_answer_of_the_reader_is_evidence_for_the_document_that_was_asked(reader: Reader, draft_id: str) -> None:
    number, address = reader.ask(draft_id)
    with reader.city.database.read() as unit:
        document, _, sealed = asked_for(unit, number)
        sealer = reader.counter.draft(unit, draft_id).sealer
    evidence = read_signed(reader.city, sealer, document, sealed, number, reader.answer(address, "taro"))
    assert (evidence.provider, evidence.application_id, evidence.nonce) == (PROVIDER, draft_id, document.nonce)
    asked = to_verify(document, content_of(document, sealer), None)
    assert reader.cards.verifier.verify(evidence, asked, reader.now).signature.outcome == "ok"


def test_an_answer_to_another_question_is_refused(reader: Reader, draft_id: str) -> None:
    number, _ = reader.ask(draft_id)
    _, other = reader.ask(draft_id)
    with reader.city.database.read() as unit:
        document, _, sealed = asked_for(unit, number)
        sealer = reader.counter.draft(unit, draft_id).sealer
    with pytest.raises(SignInFailed, match="NONCE_REPLAYED"):
        read_signed(reader.city, sealer, document, sealed, number, reader.answer(other, "taro"))


def test_a_question_is_used_up_once_on_its_page_in_its_session_and_in_time(reader: Reader, draft_id: str) -> None:
    city = reader.city

    def code(number: str, page: str = draft_id, session: str = "session", minutes: float = 0) -> str:
        with city.database.write() as unit:
            try:
                use_up_signature(later(city, minutes=minutes).clock, unit, page, session, number)
            except SignInFailed as failed:
                return failed.code
            finally:
                unit.commit()
        return ""

    number = reader.ask(draft_id)[0]
    assert [code(number), code(number)] == ["", "NONCE_REPLAYED"]
    assert code(reader.ask(draft_id)[0], page="another") == "STATE_MISMATCH"
    assert code(reader.ask(draft_id)[0], session="another") == "STATE_MISMATCH"
    assert code(reader.ask(draft_id)[0], minutes=4) == "NONCE_EXPIRED"
    number = reader.ask(draft_id)[0]
    with city.database.write() as unit, pytest.raises(SignInFailed):
        use_up(city.clock, unit, draft_id, "session", number)  # a signature request reads no face
    with city.database.read() as unit, pytest.raises(NotFound):
        asked_for(unit, "never asked")


def test_signing_needs_a_reader_and_a_trust_store(reader: Reader) -> None:
    assert can_sign(reader.city)
    assert not can_sign(replace(reader.city, card_agent=None))
    assert not can_sign(replace(reader.city, verifier=None))
    with pytest.raises(NotFound):
        verifier_of(None)
