"""A visitor signs the document on the clerk's page."""

from dataclasses import replace

import pytest

from portal.errors import Conflict, SignInFailed
from portal.services.cases.cases import case_of_member
from portal.services.counter.sign_at_counter import (
    entry_to_sign,
    is_signed,
    others_of_visit,
    receive_signature,
    signer_of_visit,
)
from portal.services.filing.drafts import save_draft
from portal.services.signing.judge_signature import ACCEPTED, REFUSED
from portal.store.cases import applications
from portal.store.signing import signatures
from tests.portal.practice_cards import TARO
from tests.portal.services.counter.reading import ANSWERS, Reader, named
from tests.portal.several import HANAKO


@pytest.fixture
def draft_id(reader: Reader) -> str:
    return reader.counter.add("small", ANSWERS)


def change(reader: Reader, draft_id: str, **answers: object) -> None:
    with reader.city.database.write() as unit:
        draft = reader.counter.draft(unit, draft_id)
        save_draft(reader.city, unit, draft, {**draft.answers, **answers}, frozenset())
        unit.commit()


def test_it_is_registered_with_its_signature_and_others_are_asked(reader: Reader, draft_id: str) -> None:
    document, row, ruling, entry = reader.judged(draft_id)
    assert ruling.state == ACCEPTED
    sent = reader.register(document, row, ruling, entry)
    with reader.city.database.read() as unit:
        case = case_of_member(reader.city, unit, reader.counter.member, sent.receipt_number)
        states = {signature.role: signature.state for signature in signatures.of_application(unit, case.row.id)}
    assert states == {"applicant": "accepted", "mate": "asked", "third": "asked"}
    assert case.evidence["signature"] == {"role": "applicant", "sha256": document.sha256.hex()}
    assert case.evidence["way"] == "counter-visual"


def test_another_persons_card_is_refused(reader: Reader, draft_id: str) -> None:
    _, _, ruling, _ = reader.judged(draft_id, "hanako")
    assert (ruling.state, ruling.code) == (REFUSED, "ATTRIBUTE_MISMATCH")


def test_what_was_changed_since_it_was_signed_is_not_registered(reader: Reader, draft_id: str) -> None:
    number, address = reader.ask(draft_id)
    document, row, ruling, _ = reader.judged(draft_id)
    change(reader, draft_id, reason="torn")
    with reader.city.database.read() as unit:
        entry = reader.counter.entry(unit, draft_id)
        with pytest.raises(SignInFailed, match="CHANGED"):
            receive_signature(reader.city, unit, entry.draft, number, reader.answer(address, "taro"))
    with pytest.raises(Conflict):
        reader.register(document, row, ruling, entry)
    with reader.city.database.read() as unit:
        assert applications.by_uid(unit, draft_id) is None


def test_a_paper_form_carries_its_signature_and_an_open_entry_is_not_signed(reader: Reader, draft_id: str) -> None:
    def may_sign(**changes: object) -> bool:
        with reader.city.database.read() as unit:
            draft = replace(reader.counter.draft(unit, draft_id), **changes)  # type: ignore[arg-type]
        return entry_to_sign(reader.city, draft, "care") is not None

    assert may_sign()
    assert not may_sign(answers={name: value for name, value in ANSWERS.items() if name != "reason"})
    assert not may_sign(sheet=26)
    with reader.city.database.read() as unit:
        entry = reader.counter.entry(unit, draft_id)
    posted = replace(entry, reception=replace(entry.reception, answers={"reception-door": "post"}))
    assert (is_signed(reader.city, entry), is_signed(reader.city, posted)) == (True, False)


def test_whose_card_it_must_be_is_known_of_who_comes_for_themselves_alone(reader: Reader, draft_id: str) -> None:
    with reader.city.database.read() as unit:
        entry = reader.counter.entry(unit, draft_id)
        procedure, answers = entry.draft.procedure, entry.path.answers
        own = signer_of_visit(reader.city.keys, unit, procedure, answers, "self", None)
        assert signer_of_visit(reader.city.keys, unit, procedure, answers, "agent", None) is None
    assert own is not None
    assert (own.name, own.birth) == (TARO.name, TARO.birth)


def test_one_person_who_would_sign_twice_is_reported_before_the_card_is_asked(reader: Reader) -> None:
    draft_id = reader.counter.add("small", {**ANSWERS, **named(HANAKO, "third")})
    with reader.city.database.read() as unit:
        entry = reader.counter.entry(unit, draft_id)
    with pytest.raises(SignInFailed, match="SAME_PERSON"):
        others_of_visit(reader.city.clock, entry, None)
