"""A card request: once, for three minutes, in one session."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from integrations.sockets.card_protocol import PROTOCOL
from integrations.sockets.interfaces import Assertion, BasicFour
from integrations.sockets.register_socket import Resident
from portal.errors import NotFound, SignInFailed
from portal.services.counter.use_card import ask_face, read_face, take_face, take_proof, use_up
from portal.services.filing.note_protected import Looked, asking_register
from portal.services.residents.protect import STAFF, protect, protected_among
from portal.services.shared.installation import Installation
from portal.services.shared.known_sources import AT_COUNTER, CARD_FACE
from portal.services.shared.write_audit import Actor
from portal.store.shared import audit_records
from tests.portal.at_reader import with_reader
from tests.portal.later import later
from tests.portal.services.counter.visiting import KEY, Counter, serve
from tests.portal.services.filing.test_note_protected import Register
from tests.portal.services.residents.test_match_resident import TARO
from tests.portal.world import PLACE

FACE = {"name": KEY[0], "birth": "19490403", "sex": "1", "address": "見本県見本市見本町一丁目2番3号"}
PROVED_AT = datetime(2026, 11, 20, 1, tzinfo=UTC)
ASSERTION = Assertion(
    "fake", "https://card.example", "serial", ("card", "user_certificate"), "aal3", PROVED_AT, BasicFour("")
)


@pytest.fixture
def counter(installation: Installation) -> Counter:
    return serve(with_reader(installation))


def asked(counter: Counter, whose: str = "draft", session: str = "session") -> str:
    with counter.installation.database.write() as unit:
        number, address = ask_face(counter.installation, unit, whose, session, PLACE)
        unit.commit()
    assert "#" in address
    return number


def refusal(installation: Installation, whose: str, session: str, number: str) -> str:
    """Empty if this call uses the request up."""
    with installation.database.write() as unit:
        try:
            use_up(installation.clock, unit, whose, session, number)
        except SignInFailed as failed:
            return failed.code
        finally:
            unit.commit()
    return ""


def answer(number: str, face: Mapping[str, str] | None = FACE) -> str:
    return json.dumps({"protocol": PROTOCOL, "practice": True, "number": number, "attributes": face})


def test_a_question_is_used_once(counter: Counter) -> None:
    number = asked(counter)
    assert refusal(counter.installation, "draft", "session", number) == ""
    assert refusal(counter.installation, "draft", "session", number) == "NONCE_REPLAYED"
    assert refusal(counter.installation, "draft", "session", "never asked") == "STATE_MISMATCH"


@pytest.mark.parametrize(("whose", "session"), [("another draft", "session"), ("draft", "another session")])
def test_a_question_is_of_one_visit_and_one_session(counter: Counter, whose: str, session: str) -> None:
    assert refusal(counter.installation, whose, session, asked(counter)) == "STATE_MISMATCH"


def test_a_question_ends_after_three_minutes(counter: Counter) -> None:
    installation = counter.installation
    assert refusal(later(installation, minutes=3), "draft", "session", asked(counter)) == ""
    assert refusal(later(installation, minutes=4), "draft", "session", asked(counter)) == "NONCE_EXPIRED"


def test_a_face_is_read_without_the_address_of_somebody_protected(counter: Counter) -> None:
    installation = counter.installation
    with installation.database.write() as unit:
        assert set(read_face(installation, unit, "n", answer("n"))[1]) == {"name", "birth", "sex", "address"}
        by_pin = json.dumps({**json.loads(answer("n")), "by_pin": True})
        assert read_face(installation, unit, "n", by_pin)[1]["card"] == "pin"
        licence = json.dumps({**json.loads(answer("n")), "by_pin": True, "card": "driver_licence"})
        source, known = read_face(installation, unit, "n", licence)
        assert (source, "card" in known) == ("licence_face", False), "it says nothing of a My Number card"
        protect(installation, unit, Actor("staff", "hogo"), [KEY], STAFF)
        assert set(read_face(installation, unit, "n", answer("n"))[1]) == {"name", "birth", "sex"}


def test_whom_only_the_register_protects_is_protected_from_the_card_on(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    register: Any = Register(monkeypatch, KEY[0])
    installation = replace(counter.installation, register=register)

    def read(looked: Looked) -> frozenset[str]:
        with installation.database.write() as unit:
            _, known = read_face(installation, unit, "n", answer("n"), looked)
            unit.commit()
        return frozenset(known)

    assert asking_register(installation.register, read) == {"name", "birth", "sex"}
    assert register.asked == [0], "outside a transaction"
    with installation.database.read() as unit:
        assert protected_among(installation.protection_key, unit, [KEY])


@pytest.mark.parametrize(
    ("number", "face", "code"), [("other", FACE, "NONCE_REPLAYED"), ("n", None, "PROVIDER_UNAVAILABLE")]
)
def test_an_answer_to_another_question_or_without_a_card_reads_nobody(
    counter: Counter, number: str, face: Mapping[str, str] | None, code: str
) -> None:
    with counter.installation.database.write() as unit, pytest.raises(SignInFailed) as failed:
        read_face(counter.installation, unit, "n", answer(number, face))
    assert failed.value.code == code


def test_where_there_is_no_agent_nothing_is_asked(installation: Installation) -> None:
    with installation.database.write() as unit, pytest.raises(NotFound):
        ask_face(replace(installation, card_agent=None), unit, "draft", "session", PLACE)


def test_a_card_fills_the_draft_and_the_audit_names_fields_and_nobody(counter: Counter) -> None:
    draft_id, installation = counter.add(), counter.installation
    with installation.database.write() as unit:
        take_face(installation, unit, counter.draft(unit, draft_id), "n", answer("n"), counter.member.actor)
        source = counter.draft(unit, draft_id).known.source(CARD_FACE)
        record = audit_records.after(unit, 0)[-1]
    assert source is not None
    assert (source.certainty, source.applicant["birth"]) == (AT_COUNTER, KEY[1])
    assert record.action == "read card"
    assert record.detail.split()[1:] == ["address", "birth", "name", "sex"]


def test_a_proof_is_kept_beside_the_face_and_refused_for_another_birthday(counter: Counter) -> None:
    draft_id, installation = counter.add(), counter.installation
    owner: Resident = replace(TARO, birth=date.fromisoformat(KEY[1]))
    with installation.database.write() as unit:
        take_face(installation, unit, counter.draft(unit, draft_id), "n", answer("n"), counter.member.actor)
        with pytest.raises(SignInFailed, match="ATTRIBUTE_MISMATCH"):
            take_proof(installation, unit, counter.draft(unit, draft_id), ASSERTION, TARO, counter.member.actor)
        take_proof(installation, unit, counter.draft(unit, draft_id), ASSERTION, owner, counter.member.actor)
        source = counter.draft(unit, draft_id).known.source(CARD_FACE)
    assert source is not None
    assert source.applicant["birth"] == KEY[1]
    assert source.proof == {"provider": "fake", "methods": ["user_certificate"], "register": "linked"}
