"""マイナンバーカード: 券面事項入力補助 and 公的個人認証."""

from collections.abc import Mapping
from contextlib import suppress

from integrations.card_reader.commands import Card, Refused, unsupported
from integrations.card_reader.known_cards import (
    ATTRIBUTES,
    CERTIFICATES,
    JPKI_APPLICATION,
    NUMBER_B,
    TEXT_APPLICATION,
    TEXT_PIN,
)
from integrations.card_reader.pin_entry import NUMBER_B_DIGITS, Secret
from integrations.card_reader.tagged import values
from integrations.sockets.card_socket import CardAnswer
from integrations.sockets.certificate_sockets import CardSignature, Kind
from integrations.sockets.interfaces import BasicFour

_OUTER = b"\xff\x20"  # newer cards have two bytes before it
_SECRETS = (("券面事項入力補助用の暗証番号", 4, TEXT_PIN), ("照合番号B", NUMBER_B_DIGITS, NUMBER_B))
_NAME, _ADDRESS, _BIRTH, _SEX = 0xDF22, 0xDF23, 0xDF24, 0xDF25
_RSA, _RSA_2048 = bytes.fromhex("2a864886f70d010101"), "rsa-2048/sha-256"


class TextPart:
    """Opened by its PIN or by 照合番号B."""

    def __init__(self, card: Card) -> None:
        self._card = card

    def secrets(self) -> tuple[Secret, ...]:
        counted = []
        for name, digits, file in _SECRETS:
            with suppress(Refused):  # a card need not have both, and what it does not count is not tried
                self._card.select_file(file)
                counted.append(Secret(name, digits, digits, self._card.tries_left()))
        if not counted:
            raise unsupported("no tries that can be read")
        return tuple(counted)

    def answer(self, typed: str) -> CardAnswer:
        by_pin = len(typed) != NUMBER_B_DIGITS
        self._card.select_file(TEXT_PIN if by_pin else NUMBER_B)
        self._card.verify(typed)
        self._card.select_file(ATTRIBUTES)
        return CardAnswer(_attributes(self._card.read(begins=_OUTER)), by_pin=by_pin)


class CertificatePart:
    def __init__(self, card: Card, kind: Kind, digests: Mapping[str, bytes]) -> None:
        self._card, self._kind, self._digests = card, kind, digests
        self._place = CERTIFICATES[kind]

    def secrets(self) -> tuple[Secret, ...]:
        self._card.select_file(self._place.certificate)  # a card may have none: no try is taken for it
        self._card.select_file(self._place.pin)
        name = "利用者証明用の暗証番号" if self._kind == "auth" else "署名用のパスワード"
        return (Secret(name, self._place.shortest, self._place.longest, self._card.tries_left()),)

    def answer(self, typed: str) -> CardAnswer:
        self._card.select_file(self._place.pin)
        self._card.verify(typed.upper())  # only capitals are set
        self._card.select_file(self._place.certificate)
        certificate = self._card.read()
        algorithm = _algorithm(certificate)
        if algorithm not in self._digests:
            raise unsupported("no digest that this card signs")
        self._card.select_file(self._place.key)
        signature = self._card.sign(self._digests[algorithm])
        return CardAnswer(signed=CardSignature(signature, certificate, algorithm))


def text_part(card: Card) -> TextPart | None:
    return TextPart(card) if card.select_application(TEXT_APPLICATION) else None


def certificate_part(card: Card, kind: Kind, digests: Mapping[str, bytes]) -> CertificatePart | None:
    return CertificatePart(card, kind, digests) if card.select_application(JPKI_APPLICATION) else None


def _attributes(content: bytes) -> BasicFour:
    try:
        ((_, inner),) = values(content)
        texts = {tag: value.decode() for tag, value in values(inner)}
        return BasicFour(texts[_NAME], texts[_ADDRESS], None, texts[_BIRTH], texts[_SEX])
    except (ValueError, KeyError):
        raise unsupported("attributes in another form") from None


def _algorithm(certificate: bytes) -> str:
    # By the certificate's key (RFC 5280 4.1). Raises AdapterError.
    try:
        ((_, whole),) = values(certificate)
        to_sign = [value for _, value in values(next(iter(values(whole)))[1])]
        (_, algorithm), (_, key) = values(to_sign[6])  # after version, serial, algorithm, issuer, validity, subject
        bits = len(next(iter(values(next(iter(values(key[1:])))[1])))[1].lstrip(b"\0")) * 8
        if next(iter(values(algorithm)))[1] == _RSA and bits == 2048:
            return _RSA_2048
    except (ValueError, IndexError, StopIteration):
        pass
    raise unsupported("a key of another kind")
