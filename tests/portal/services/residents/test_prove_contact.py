"""Codes that verify an address."""

import pytest

from integrations.sockets.notices import LineEvent
from portal.db import Unit
from portal.errors import TooMany
from portal.services.residents.keep_person import keep_person
from portal.services.residents.prove_contact import (
    MOST_TRIES,
    asked_address,
    prove_line,
    prove_mail,
    read_mail,
    send_code,
    show_line_code,
)
from portal.services.shared.installation import Installation
from portal.services.shared.throttle import CODES_OF_ACCOUNT, CODES_OF_PERSON, CODES_TO_ADDRESS
from portal.services.shared.write_audit import Actor
from portal.store.residents import contacts
from portal.store.statements import exactly, sql
from tests.portal.contacts import ALICE_MAIL, mailed_code
from tests.portal.later import later
from tests.portal.services.audit_trail import trail

ACCOUNT = "Uaaaa"


def person(installation: Installation, subject: str = "alice") -> str:
    with installation.database.write() as unit:
        identity = {"issuer": "https://card.example", "subject": subject, "card": {}}
        person_id = keep_person(installation, unit, identity)
        unit.commit()
    return person_id or ""


def ask(installation: Installation, person_id: str, address: str = ALICE_MAIL) -> None:
    with installation.database.write() as unit:
        send_code(installation, unit, Actor("resident", person_id), person_id, address, "ja")
        unit.commit()


def prove(installation: Installation, unit: Unit, person_id: str, typed: str) -> str:
    return prove_mail(installation, unit, Actor("resident", person_id), person_id, typed)


def proved_channels(unit: Unit, person_id: str) -> list[str]:
    return [row.channel for row in contacts.of_person(unit, person_id)]


def line_message(text: str, number: int = 1) -> LineEvent:
    return LineEvent(f"event {number}", "message", ACCOUNT, text, 0)


def messages(unit: Unit) -> int:
    return int(exactly(unit, sql("SELECT COUNT(*) FROM outbox"))[0])


def test_a_mistyped_address_gets_a_sentence_in_the_readers_language(installation: Installation) -> None:
    assert read_mail(installation, " alice@example.jp ", "ja") == (ALICE_MAIL, "")
    assert read_mail(installation, "alice", "ja") == ("", "「メールアドレス」に@がありません。確かめてください。")
    easy = "「メールアドレス」に @ が ありません。もう一度 見て（みて）ください。"
    assert read_mail(installation, "alice", "easy") == ("", easy)


def test_a_code_proves_the_address_once_and_to_its_owner_alone(installation: Installation) -> None:
    alice, bob = person(installation), person(installation, "bob")
    ask(installation, alice)
    code = mailed_code(installation)
    with installation.database.write() as unit:
        assert asked_address(installation, unit, alice) == ALICE_MAIL
        assert prove(installation, unit, bob, code) == "ended"
        wide = " ".join(chr(ord(digit) + 0xFEE0) for digit in code)
        assert prove(installation, unit, alice, wide) == ""
        assert (proved_channels(unit, alice), proved_channels(unit, bob)) == (["mail"], [])
        assert prove(installation, unit, alice, code) == "ended"
        assert [entry[1:] for entry in trail(unit)] == [("ask for contact proof", "mail"), ("prove contact", "mail")]


def test_five_wrong_tries_end_a_code(installation: Installation) -> None:
    alice = person(installation)
    ask(installation, alice)
    code = mailed_code(installation)
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    with installation.database.write() as unit:
        problems = [prove(installation, unit, alice, wrong) for _ in range(MOST_TRIES)]
        assert problems == ["wrong"] * (MOST_TRIES - 1) + ["ended"]
        assert prove(installation, unit, alice, code) == "ended"
        assert proved_channels(unit, alice) == []


def test_ten_minutes_end_a_code(installation: Installation) -> None:
    alice = person(installation)
    ask(later(installation), alice)
    code, in_time, late = mailed_code(installation), later(installation, seconds=599), later(installation, minutes=10)
    with installation.database.write() as unit:
        assert asked_address(in_time, unit, alice) == ALICE_MAIL
        assert asked_address(late, unit, alice) == ""
        assert prove(late, unit, alice, code) == "ended"
        assert prove(in_time, unit, alice, code) == ""


def test_codes_are_limited_for_each_person_and_for_each_mailbox(installation: Installation) -> None:
    alice = person(installation)
    for number in range(CODES_OF_PERSON.tries):
        ask(installation, alice, f"{number}@example.jp")
    with pytest.raises(TooMany):
        ask(installation, alice, "other@example.jp")
    for number in range(CODES_TO_ADDRESS.tries):
        ask(installation, person(installation, f"person {number}"))
    with pytest.raises(TooMany):
        ask(installation, person(installation, "one more"), ALICE_MAIL.upper())


def test_a_line_account_is_linked_by_the_code_on_the_screen_once(installation: Installation) -> None:
    alice = person(installation)
    with installation.database.write() as unit:
        code = show_line_code(installation, unit, Actor("resident", alice), alice, "ja")
        assert not prove_line(installation, unit, line_message(f"{(int(code) + 1) % 100_000_000:08}"))
        assert prove_line(installation, unit, line_message(f"{code[:4]} {code[4:]}", 2))
        assert messages(unit) == 2  # both get a response
        assert trail(unit)[-1] == (f"resident:{alice}", "prove contact", "line")
        contacts.remove(unit, alice, "line")
        assert not prove_line(installation, unit, line_message(code, 3))
        assert proved_channels(unit, alice) == []


def test_chatter_is_not_answered_and_an_account_that_guesses_is_shut_out(installation: Installation) -> None:
    alice = person(installation)
    with installation.database.write() as unit:
        code = show_line_code(installation, unit, Actor("resident", alice), alice, "ja")
        assert not prove_line(installation, unit, line_message("こんにちは"))
        assert messages(unit) == 0
        wrong = f"{(int(code) + 1) % 100_000_000:08}"
        for number in range(CODES_OF_ACCOUNT.tries):
            assert not prove_line(installation, unit, line_message(wrong, number))
        assert not prove_line(installation, unit, line_message(code, 99))
        assert (messages(unit), proved_channels(unit, alice)) == (CODES_OF_ACCOUNT.tries, [])
