"""運転免許証."""

# 本籍 and photograph need a second PIN and are not read.

from datetime import date

from integrations.card_reader.commands import Card, unsupported
from integrations.card_reader.known_cards import CHANGES, ENTRIES, LICENCE_APPLICATION, LICENCE_PIN, PIN_SETTING
from integrations.card_reader.pin_entry import Secret
from integrations.card_reader.tagged import values
from integrations.sockets.card_socket import CardAnswer
from integrations.sockets.interfaces import BasicFour

_NAME, _BIRTH, _ADDRESS = 0x12, 0x16, 0x17
_ERAS = {"1": 1867, "2": 1911, "3": 1925, "4": 1988, "5": 2018}  # the year before the first
_ENTRIES_LENGTH, _CHANGES_LENGTH = 880, 3
_SET = b"\x05\x01\x01"
_WRITTEN = 0x01
_MISSING = "〓"


class LicencePart:
    def __init__(self, card: Card) -> None:
        self._card = card

    def secrets(self) -> tuple[Secret, ...]:
        self._card.select_root()
        self._card.select_file(PIN_SETTING)
        if self._card.read(len(_SET)) != _SET:
            raise unsupported("a licence without a PIN")
        return (Secret("免許証の暗証番号1", 4, 4, self._card.tries_left(LICENCE_PIN)),)

    def answer(self, typed: str) -> CardAnswer:
        self._card.select_root()
        self._card.verify(typed, LICENCE_PIN)
        self._card.select_application(LICENCE_APPLICATION)
        self._card.select_file(ENTRIES)
        four = _attributes(self._card.read(_ENTRIES_LENGTH))
        self._card.select_file(CHANGES)
        if self._card.read(_CHANGES_LENGTH)[-1:] == bytes((_WRITTEN,)):
            # Name or address may be old, and which is not confirmed: both are left to the clerk, who sees the back.
            four = BasicFour(birth_raw=four.birth_raw)
        return CardAnswer(four, licence=True)


def licence_part(card: Card) -> LicencePart | None:
    return LicencePart(card) if card.select_application(LICENCE_APPLICATION) else None


def _attributes(content: bytes) -> BasicFour:
    wanted, texts = {_NAME, _BIRTH, _ADDRESS}, dict[int, bytes]()
    try:
        for tag, value in values(content):
            texts.setdefault(tag, value)
            if wanted <= texts.keys():
                break  # padding follows the last value
        return BasicFour(_text(texts[_NAME]), _text(texts[_ADDRESS]), None, _day(texts[_BIRTH].decode("ascii")))
    except (ValueError, KeyError):
        raise unsupported("entries in another form") from None


def _text(content: bytes) -> str:
    # JIS X 0208 without escape sequences. 外字 become 〓, as on cards that cannot write a character.
    signs = (content[place : place + 2] for place in range(0, len(content), 2))
    return "".join(map(_sign, signs)).rstrip("\u3000")


def _sign(two_bytes: bytes) -> str:
    try:
        return (b"\x1b$B" + two_bytes + b"\x1b(B").decode("iso2022_jp")
    except UnicodeDecodeError:
        return _MISSING


def _day(text: str) -> str:
    # Era digit, year, month, day.
    day = date(_ERAS[text[0]] + int(text[1:3]), int(text[3:5]), int(text[5:7]))
    return f"{day:%Y%m%d}"
