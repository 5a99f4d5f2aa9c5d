"""Commands and status bytes, byte by byte."""

import pytest

from integrations.card_reader.commands import Card, Refused
from integrations.card_reader.tagged import values, whole_length
from integrations.sockets.certificate_sockets import PinRefused
from integrations.sockets.interfaces import AdapterError


class Script:
    """What the card answers, in turn; keeps what it was sent."""

    def __init__(self, *answers: str) -> None:
        self.answers, self.sent = [bytes.fromhex(answer) for answer in answers], list[str]()

    def transmit(self, command: bytes) -> bytes:
        self.sent.append(command.hex())
        return self.answers.pop(0)


def test_files_and_applications_are_selected_without_an_answer_but_the_status() -> None:
    script = Script("9000", "6a82", "9000", "9000")
    card = Card(script)
    assert card.select_application(bytes.fromhex("D392F000260100000001"))
    assert not card.select_application(b"\1")
    card.select_file(b"\0\x18")
    card.select_root()
    assert script.sent == ["00a4040c0ad392f000260100000001", "00a4040c0101", "00a4020c020018", "00a40000"]


@pytest.mark.parametrize(("status", "left"), [("63c3", 3), ("63c0", 0), ("6983", 0), ("6984", 0)])
def test_tries_are_read_without_costing_one(status: str, left: int) -> None:
    script = Script(status)
    assert Card(script).tries_left() == left
    assert script.sent == ["00200080"]


@pytest.mark.parametrize(("status", "left"), [("63c2", 2), ("63c0", 0), ("6983", 0), ("6984", 0)])
def test_a_wrong_pin_and_a_locked_one(status: str, left: int) -> None:
    script = Script(status)
    with pytest.raises(PinRefused) as refused:
        Card(script).verify("1234", 0x81)
    assert (refused.value.left, refused.value.code) == (left, "PIN_WRONG" if left else "PIN_LOCKED")
    assert script.sent == ["002000810431323334"]


@pytest.mark.parametrize("status", ["6982", "6700", "6a88", "6d00"])
def test_any_other_answer_to_a_pin_is_no_count(status: str) -> None:
    with pytest.raises(Refused, match=status):
        Card(Script(status)).verify("1234")
    with pytest.raises(Refused, match=status):
        Card(Script(status)).tries_left()


def test_a_file_is_read_as_long_as_its_first_value_says() -> None:
    content = b"\x30\x82\x01\x04" + bytes(260)
    script = Script(f"{content[:9].hex()}9000", f"{content[9:].hex()}9000")
    assert Card(script).read() == content
    assert script.sent == ["00b0000009", "00b00009ff"]


def test_a_card_that_knows_the_length_better_is_asked_again() -> None:
    """Over T=0: 6Cxx names the length, 61xx what waits."""
    script = Script("6c04", "040201ff9000")
    assert Card(script).read() == b"\x04\x02\x01\xff"
    assert script.sent == ["00b0000009", "00b0000004"]
    script = Script("6c02", "61629000")
    assert Card(script).sign(b"\1") == b"ab"
    assert script.sent == ["802a0080010100", "802a0080010102"]
    script = Script("6102", "616101", "629000")
    assert Card(script).sign(b"\1") == b"ab"
    assert script.sent == ["802a0080010100", "00c0000002", "00c0000001"]


def test_nothing_is_tried_again_where_no_length_was_asked_for() -> None:
    """The last byte of a VERIFY is of the PIN, or says which PIN."""
    script = Script("6c05", "6c05", "6c05")
    card = Card(script)
    for ask in (lambda: card.verify("1234"), card.tries_left, lambda: card.select_file(b"\0\x18")):
        with pytest.raises(Refused, match="6c05"):
            ask()
    assert script.sent == ["002000800431323334", "00200080", "00a4020c020018"]


def test_a_file_that_ends_early_is_given_as_it_is() -> None:
    assert Card(Script("31326282", "9000")).read(880) == b"12"


@pytest.mark.parametrize("answer", ["9000", "309000", "3082019000"])
def test_an_empty_file_is_no_value(answer: str) -> None:
    with pytest.raises(AdapterError, match="CARD_UNSUPPORTED"):
        Card(Script(answer)).read()


def test_an_answer_without_status_is_refused() -> None:
    with pytest.raises(Refused):
        Card(Script("90")).select_file(b"\0\1")


def test_values_with_long_tags_and_lengths() -> None:
    content = bytes.fromhex("ff2004df220161128180") + bytes(128)
    assert [(tag, len(value)) for tag, value in values(content)] == [(0xFF20, 4), (0x12, 128)]
    assert whole_length(content) == 7
    with pytest.raises(ValueError, match="cut off"):
        list(values(content[:-1]))
