"""By OID: cards write 1, 4, 3, 5, 2, 6."""

import re
from collections.abc import Sequence
from datetime import date

from asn1crypto.core import UTF8String

from forms.numbers.calendar import ERAS, era_of
from integrations.certificates.leaf import Malformed
from integrations.certificates.profile import ADDRESS, ADDRESS_FLAGS, BIRTH, NAME, NAME_FLAGS, SEX
from integrations.sockets.certificate_sockets import CardAttributes
from integrations.sockets.interfaces import BasicFour

_KNOWN = {NAME, NAME_FLAGS, SEX, BIRTH, ADDRESS, ADDRESS_FLAGS}
_BIRTH = re.compile(r"([0-5])([0-9]{4})([0-9]{2})([0-9]{2})")


def read_card_attributes(other_names: Sequence[tuple[str, bytes]]) -> CardAttributes:
    """Raises Malformed for a duplicate, or a name or address without one flag per code point."""
    pairs = [(oid, _text(value)) for oid, value in other_names if oid in _KNOWN]
    texts = dict(pairs)
    if len(texts) != len(pairs):
        raise Malformed("an attribute is repeated")
    if not texts.get(NAME):
        raise Malformed("no name")
    for text, flags in ((NAME, NAME_FLAGS), (ADDRESS, ADDRESS_FLAGS)):
        if not re.fullmatch("[01]*", texts.get(flags, "")) or len(texts.get(flags, "")) != len(texts.get(text, "")):
            raise Malformed("flags do not fit their text")
    birth = texts.get(BIRTH, "")
    four = BasicFour(texts[NAME], texts.get(ADDRESS, ""), birth_on(birth), birth, texts.get(SEX, ""))
    unknown = tuple((oid, _text_or_bytes(value)) for oid, value in other_names if oid not in _KNOWN)
    return CardAttributes(four, texts.get(NAME_FLAGS, ""), texts.get(ADDRESS_FLAGS, ""), unknown)


def birth_on(raw: str) -> date | None:
    """`319800217`: era digit and Gregorian day."""
    match = _BIRTH.fullmatch(raw)
    if match is None:
        return None
    try:
        day = date(*map(int, match.groups()[1:]))
        era = len(ERAS) - ERAS.index(era_of(day))
    except (ValueError, LookupError):
        return None
    return day if match[1] in ("0", str(era)) else None


def _text(value: bytes) -> str:
    try:
        return str(UTF8String.load(value, strict=True).native)
    except (ValueError, TypeError):
        raise Malformed("an attribute is not text") from None


def _text_or_bytes(value: bytes) -> str:
    # 氏名の振り仮名 and 旧氏 have no published format.
    try:
        return _text(value)
    except Malformed:
        return value.hex()
