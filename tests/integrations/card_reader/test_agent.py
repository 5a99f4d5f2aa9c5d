"""The program at a reader: the true exchange with a virtual card, and the protocol of docs/card-agent.md."""

import json
import socket
from collections.abc import Iterator

import pytest

from integrations.card_reader.prompt import LAY_DOWN, TWO_CARDS
from integrations.certificates.algorithms import RSA_2048
from integrations.certificates.mock.card import Pin, VirtualCard
from integrations.http import Reply
from integrations.sockets.card_protocol import message
from integrations.sockets.card_socket import CardAnswer, CardUse
from tests.integrations.card_reader.chips import ADDRESS, NAME, TEXT, bus_card, driver_licence, my_number_card
from tests.integrations.card_reader.counters import ORIGIN, Counter, counter
from tests.integrations.card_reader.virtual_card import READ, SELECT, SIGN, VERIFY, Chip, laid_down

PINS = {CardUse.ATTRIBUTES: "1234", CardUse.PROVE: "1234", CardUse.SIGN: "TEST1234"}


@pytest.fixture
def at() -> Iterator[Counter]:
    with counter() as running:
        yield running


def card_of(at: Counter, holder: str = "hanako") -> VirtualCard:
    card = at.jpki.cards.card(holder)
    for pin in card.pins.values():
        pin.left = pin.max
    return card


def chip_of(at: Counter, holder: str = "hanako") -> Chip:
    return my_number_card(card_of(at, holder))


def tries(chip: Chip) -> int:
    """VERIFY with a PIN, as it cost the card one try."""
    return sum(1 for command in chip.log if command[1] == VERIFY and len(command) > 5)


# What a card answers


def test_the_face_is_read_by_its_pin(at: Counter) -> None:
    ask, reply = at.used(CardUse.ATTRIBUTES, chip_of(at), "1234")
    answer = at.agent.read(reply.text, ask)
    assert answer.attributes
    assert (answer.attributes.name, answer.attributes.address) == ("見本　花子", "見本県見本市中央１丁目２番３号")
    assert (answer.attributes.birth_raw, answer.attributes.sex_raw) == ("19850315", "2")
    assert (answer.by_pin, answer.licence) == (True, False)


def test_the_face_is_read_by_the_number_that_is_printed_on_it(at: Counter) -> None:
    card = card_of(at)
    card.pins["input_aid"].left = 0  # a locked PIN is no hindrance
    ask, reply = at.used(CardUse.ATTRIBUTES, my_number_card(card), card.pins["face"].value)
    answer = at.agent.read(reply.text, ask)
    assert answer.attributes
    assert (answer.attributes.name, answer.by_pin) == ("見本　花子", False)


def test_bytes_before_the_face_are_passed_over(at: Counter) -> None:
    ask, reply = at.used(CardUse.ATTRIBUTES, my_number_card(card_of(at), leading=b"\x01\x02"), "1234")
    answer = at.agent.read(reply.text, ask)
    assert answer.attributes
    assert answer.attributes.name == "見本　花子"


@pytest.mark.parametrize("short", [False, True])
@pytest.mark.parametrize("use", [CardUse.PROVE, CardUse.SIGN])
def test_a_card_signs_what_was_asked_for_with_the_right_key(at: Counter, use: CardUse, short: bool) -> None:
    chip = chip_of(at)
    chip.short = short  # answers come in pieces over T=0
    ask, reply = at.used(use, chip, PINS[use].lower())
    signed = at.agent.read(reply.text, ask).signed
    assert signed
    kind = "auth" if use is CardUse.PROVE else "sign"
    held = at.jpki.cards.card("hanako").certs[kind]  # type: ignore[index]
    from cryptography import x509

    certificate = x509.load_der_x509_certificate(signed.certificate)
    assert certificate == x509.load_pem_x509_certificate(held.pem.encode())
    assert RSA_2048.holds(certificate.public_key(), signed.signature, RSA_2048.hashed(b"challenge"))


def test_a_licence_gives_name_address_and_birthday_and_says_what_it_is(at: Counter) -> None:
    ask, reply = at.used(CardUse.ATTRIBUTES, driver_licence(), "1234")
    answer = at.agent.read(reply.text, ask)
    assert answer.attributes
    assert (answer.attributes.name, answer.attributes.address) == (NAME, ADDRESS)
    assert (answer.attributes.birth_raw, answer.attributes.sex_raw) == ("19780913", "")
    assert (answer.licence, answer.by_pin) == (True, False)


def test_a_sign_that_a_licence_holds_as_a_picture_is_shown_as_missing(at: Counter) -> None:
    ask, reply = at.used(CardUse.ATTRIBUTES, driver_licence("山※　太郎"), "1234")
    attributes = at.agent.read(reply.text, ask).attributes
    assert attributes
    assert attributes.name == "山〓　太郎"


def test_of_a_licence_with_something_on_its_back_only_the_birthday_is_given(at: Counter) -> None:
    ask, reply = at.used(CardUse.ATTRIBUTES, driver_licence(written=True), "1234")
    attributes = at.agent.read(reply.text, ask).attributes
    assert attributes
    assert (attributes.name, attributes.address, attributes.birth_raw) == ("", "", "19780913")


@pytest.mark.parametrize(
    ("use", "chip"),
    [
        (CardUse.ATTRIBUTES, bus_card()), (CardUse.PROVE, bus_card()), (CardUse.SIGN, driver_licence()),
        (CardUse.ATTRIBUTES, driver_licence(has_pin=False)), (CardUse.ATTRIBUTES, driver_licence(born="3531313")),
    ],
)  # fmt: skip
def test_another_card_is_called_unsupported(at: Counter, use: CardUse, chip: Chip) -> None:
    assert at.problem(use, chip, "1234") == (422, {"error": "CARD_UNSUPPORTED"})


@pytest.mark.parametrize(("use", "holder"), [(CardUse.SIGN, "child"), (CardUse.PROVE, "next")])
def test_a_certificate_that_is_not_there_or_of_another_kind(at: Counter, use: CardUse, holder: str) -> None:
    assert at.problem(use, chip_of(at, holder), PINS[use]) == (422, {"error": "CARD_UNSUPPORTED"})


def test_it_answers_word_for_word_what_the_practice_agent_answers(at: Counter) -> None:
    cards = at.jpki.cards
    for use, kind in ((CardUse.ATTRIBUTES, None), (CardUse.PROVE, "auth"), (CardUse.SIGN, "sign")):
        ask, reply = at.used(use, chip_of(at), PINS[use])
        if kind is None:
            answer = CardAnswer(cards.surface("hanako", PINS[use]), by_pin=True)
        else:
            answer = CardAnswer(signed=cards.signed("hanako", kind, PINS[use], ask.digests))  # type: ignore[arg-type]
        assert json.loads(reply.body) == message(ask, answer, practice=True)


# Tries


def test_wrong_pins_count_and_the_last_one_needs_a_yes(at: Counter) -> None:
    card = card_of(at)
    chip = my_number_card(card)
    assert at.problem(CardUse.PROVE, chip, "0000") == (422, {"error": "PIN_WRONG", "left": 2})
    assert at.problem(CardUse.PROVE, chip, "0000") == (422, {"error": "PIN_WRONG", "left": 1})
    assert [entry.secrets[0].left for entry in at.person.entries] == [3, 2], "shown before each try"
    cost = tries(chip)
    assert at.problem(CardUse.PROVE, chip, "0000") == (422, {"error": "USER_CANCELLED"})
    assert (tries(chip), card.pins["auth"].left) == (cost, 1), "nothing was tried without a yes"
    assert at.problem(CardUse.PROVE, chip, "0000", last_try=True) == (422, {"error": "PIN_LOCKED", "left": 0})
    shown = len(at.person.entries)
    assert at.problem(CardUse.PROVE, chip) == (422, {"error": "PIN_LOCKED", "left": 0})
    assert len(at.person.entries) == shown, "a locked card asks for nothing"


def test_the_last_try_opens_the_card_and_gives_all_tries_back(at: Counter) -> None:
    pin = Pin("1234", 3, 1)
    assert at.used(CardUse.ATTRIBUTES, driver_licence(pin=pin), "1234", last_try=True)[1].status == 200
    assert pin.left == 3


def test_a_pin_of_another_length_is_not_sent_to_the_card(at: Counter) -> None:
    chip = chip_of(at)
    assert at.problem(CardUse.SIGN, chip, "12345") == (422, {"error": "USER_CANCELLED"})
    assert tries(chip) == 0


def test_after_an_answer_the_card_has_forgotten_that_its_pin_was_right(at: Counter) -> None:
    chip = chip_of(at)
    at.used(CardUse.SIGN, chip, "TEST1234")
    assert chip.right == set()


@pytest.mark.parametrize(("gone", "left"), [(b"\0\x11", "照合番号B"), (b"\0\x15", "券面事項入力補助用の暗証番号")])
def test_a_secret_that_the_card_does_not_have_is_not_shown_as_locked(at: Counter, gone: bytes, left: str) -> None:
    card = card_of(at)
    chip = my_number_card(card)
    del chip.applications[TEXT][gone]
    typed = card.pins["face" if gone == b"\0\x11" else "input_aid"].value
    assert at.used(CardUse.ATTRIBUTES, chip, typed)[1].status == 200
    assert [secret.name for secret in at.person.entries[0].secrets] == [left]


def test_a_card_that_counts_no_tries_is_not_called_locked(at: Counter) -> None:
    chip = chip_of(at)
    chip.applications[TEXT].clear()
    assert at.problem(CardUse.ATTRIBUTES, chip) == (422, {"error": "CARD_UNSUPPORTED"})


# At the reader


def test_a_question_waits_for_the_card(at: Counter) -> None:
    ask, token = at.question(CardUse.ATTRIBUTES)
    waiting = at.post(token)
    at.waits(lambda: LAY_DOWN in at.person.shown)
    with laid_down(chip_of(at), at.ports[0]):
        at.person.types("1234")
        assert at.agent.read(waiting.result(20).text, ask).attributes
    assert at.person.open == 0


@pytest.mark.parametrize("dies_at", [VERIFY, READ, SIGN])
def test_a_card_that_is_taken_away_in_the_middle(at: Counter, dies_at: int) -> None:
    chip = chip_of(at)
    chip.dies_at = dies_at
    assert at.problem(CardUse.SIGN, chip, "TEST1234") == (422, {"error": "CARD_REMOVED"})


def test_a_card_that_is_taken_away_while_the_pin_is_awaited(at: Counter) -> None:
    _, token = at.question(CardUse.PROVE)
    with laid_down(chip_of(at), at.ports[0]) as take_away:
        waiting = at.post(token)
        at.waits(lambda: bool(at.person.entries))
        take_away()
        assert json.loads(waiting.result(20).body) == {"error": "CARD_REMOVED"}


def test_a_pin_is_never_tried_on_another_card_than_its_counter_was_read_from(at: Counter) -> None:
    _, token = at.question(CardUse.PROVE)
    second = my_number_card(card_of(at, "taka"))
    with laid_down(chip_of(at), at.ports[0]) as take_away:
        waiting = at.post(token)
        at.waits(lambda: bool(at.person.entries))
        take_away()
        with laid_down(second, at.ports[0]):
            at.person.types("1234")
            assert json.loads(waiting.result(20).body) == {"error": "CARD_REMOVED"}
    assert tries(second) == 0


def test_a_card_that_trembles_on_the_reader_is_looked_at_again(at: Counter) -> None:
    trembling = chip_of(at)
    trembling.dies_at = SELECT
    ask, token = at.question(CardUse.ATTRIBUTES)
    with laid_down(trembling, at.ports[0]):
        waiting = at.post(token)
        at.waits(lambda: LAY_DOWN in at.person.shown)
    with laid_down(chip_of(at), at.ports[0]):
        at.person.types("1234")
        assert at.agent.read(waiting.result(20).text, ask).attributes


def test_a_counter_that_changed_meanwhile_ends_it(at: Counter) -> None:
    """Another program used the card: what the person saw before typing is no longer true."""
    card = card_of(at)
    chip = my_number_card(card)
    _, token = at.question(CardUse.PROVE)
    with laid_down(chip, at.ports[0]):
        waiting = at.post(token)
        at.waits(lambda: bool(at.person.entries))
        card.pins["auth"].left = 1
        at.person.types("1234")
        assert json.loads(waiting.result(20).body) == {"error": "CARD_REMOVED"}
    assert tries(chip) == 0


def test_stopping_and_waiting_too_long() -> None:
    with counter(seconds=0.3) as at:
        assert at.problem(CardUse.PROVE, None) == (410, {"error": "NONCE_EXPIRED"})
        with laid_down(chip_of(at), at.ports[0]):
            _, token = at.question(CardUse.PROVE)
            assert json.loads(at.post(token).result(20).body) == {"error": "NONCE_EXPIRED"}
    with counter() as at, laid_down(chip_of(at), at.ports[0]):
        _, token = at.question(CardUse.PROVE)
        at.person.stops()
        assert json.loads(at.post(token).result(20).body) == {"error": "USER_CANCELLED"}


def test_a_new_question_ends_the_one_that_waits(at: Counter) -> None:
    first = at.post(at.question(CardUse.PROVE)[1])
    at.waits(lambda: at.person.open == 1)
    ask, token = at.question(CardUse.ATTRIBUTES)
    with laid_down(chip_of(at), at.ports[0]):
        second = at.post(token)
        assert json.loads(first.result(20).body) == {"error": "USER_CANCELLED"}
        at.person.types("1234")
        assert at.agent.read(second.result(20).text, ask).attributes


def test_of_two_readers_the_one_with_a_card_is_used_and_two_cards_wait() -> None:
    with counter(readers=2) as at:
        ask, token = at.question(CardUse.ATTRIBUTES)
        with laid_down(chip_of(at), at.ports[1]):
            with laid_down(driver_licence(), at.ports[0]):
                waiting = at.post(token)
                at.waits(lambda: TWO_CARDS in at.person.shown)
            at.person.types("1234")
            answer = at.agent.read(waiting.result(20).text, ask)
        assert answer.attributes
        assert (answer.licence, at.person.entries[0].reader) == (False, "virtual 2")


def test_a_named_reader_is_the_only_one() -> None:
    with (
        counter(readers=2, reader="virtual 2") as at,
        laid_down(driver_licence(), at.ports[0]),
        laid_down(chip_of(at), at.ports[1]),
    ):
        ask, token = at.question(CardUse.ATTRIBUTES)
        at.person.types("1234")
        assert not at.agent.read(at.post(token).result(20).text, ask).licence


# Who may ask


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Host": "evil.example"}])
def test_another_site_does_not_learn_that_a_program_is_here(at: Counter, headers: dict[str, str]) -> None:
    reply = at.post(at.question(CardUse.PROVE)[1], headers).result(20)
    assert (reply.status, reply.body) == (403, b"")
    assert reply.headers == {"content-length": "0"}
    assert at.person.shown == []


@pytest.mark.parametrize("line", ["GET / HTTP/1.1", "HEAD /v1/use HTTP/1.1", "PUT /v1/use HTTP/1.1", "GET / HTTP/9.9"])
def test_a_request_of_another_kind_learns_no_more(at: Counter, line: str) -> None:
    with socket.create_connection(("127.0.0.1", int(at.address.rpartition(":")[2]))) as connection:
        connection.sendall(f"{line}\r\nHost: 127.0.0.1\r\nOrigin: {ORIGIN}\r\n\r\n".encode())
        answer = connection.makefile("rb").read()
    # A version that is not known is answered as HTTP/0.9, which has no head.
    assert answer in (b"HTTP/1.0 403 Forbidden\r\nContent-Length: 0\r\n\r\n", b"")


def test_the_portals_page_may_ask_before_it_asks(at: Counter) -> None:
    import httpx

    wanted = {"Origin": ORIGIN, "Access-Control-Request-Private-Network": "true"}
    reply = httpx.options(f"{at.address}/v1/use", headers=wanted)
    assert (reply.status_code, reply.headers["access-control-allow-origin"]) == (204, ORIGIN)
    assert reply.headers["access-control-allow-private-network"] == "true"
    assert httpx.options(f"{at.address}/v1/use", headers={"Origin": "https://evil.example"}).status_code == 403


def test_a_question_is_good_once(at: Counter) -> None:
    _, token = at.question(CardUse.ATTRIBUTES)
    with laid_down(chip_of(at), at.ports[0]):
        at.person.types("1234")
        assert at.post(token).result(20).status == 200
        reply: Reply = at.post(token).result(20)
    assert (reply.status, json.loads(reply.body)) == (409, {"error": "NONCE_REPLAYED"})


def test_the_pin_is_in_no_answer_and_nothing_is_printed(at: Counter, capfd: pytest.CaptureFixture[str]) -> None:
    for use in CardUse:
        _, reply = at.used(use, chip_of(at), PINS[use])
        assert reply.status == 200
        assert "TEST1234" not in reply.text
        assert json.loads(reply.body)["practice"] is True, "a virtual card is never taken for a real one"
    assert capfd.readouterr() == ("", "")
