"""基本4情報 out of a signing certificate: by OID, never by place (cards write 1, 4, 3, 5, 2, 6). Changes no character, and
refuses to guess what it cannot read."""

import re
from collections.abc import Sequence
from datetime import date

from asn1crypto.core import UTF8String

from forms.calendar import ERAS, era_of
from integrations.certificate_sockets import CardAttributes
from integrations.certificates.leaf import Malformed
from integrations.certificates.profile import ADDRESS, ADDRESS_FLAGS, BIRTH, NAME, NAME_FLAGS, SEX
from integrations.interfaces import BasicFour

_KNOWN = {NAME, NAME_FLAGS, SEX, BIRTH, ADDRESS, ADDRESS_FLAGS}
_BIRTH = re.compile(r"([0-5])([0-9]{4})([0-9]{2})([0-9]{2})")


def read_card_attributes(other_names: Sequence[tuple[str, bytes]]) -> CardAttributes:
    """Malformed where a name or address lacks its flags, one for each code point, or where something stands twice."""
    known = [(oid, _text(value)) for oid, value in other_names if oid in _KNOWN]
    told = dict(known)
    if len(told) != len(known):
        raise Malformed("an attribute stands twice")
    if not told.get(NAME):
        raise Malformed("no name")
    for text, flags in ((NAME, NAME_FLAGS), (ADDRESS, ADDRESS_FLAGS)):
        if not re.fullmatch("[01]*", told.get(flags, "")) or len(told.get(flags, "")) != len(told.get(text, "")):
            raise Malformed("flags do not fit their text")
    birth = told.get(BIRTH, "")
    four = BasicFour(told[NAME], told.get(ADDRESS, ""), birth_on(birth), birth, told.get(SEX, ""))
    others = tuple((oid, _text_or_bytes(value)) for oid, value in other_names if oid not in _KNOWN)
    return CardAttributes(four, told.get(NAME_FLAGS, ""), told.get(ADDRESS_FLAGS, ""), others)


def birth_on(raw: str) -> date | None:
    """`319800217`: the era's digit, then the Gregorian day. None for a day that is unknown, or not of that era."""
    found = _BIRTH.fullmatch(raw)
    if found is None:
        return None
    try:
        day = date(*map(int, found.groups()[1:]))
        era = len(ERAS) - ERAS.index(era_of(day))
    except (ValueError, LookupError):
        return None
    return day if found[1] in ("0", str(era)) else None


def _text(value: bytes) -> str:
    try:
        return str(UTF8String.load(value, strict=True).native)
    except (ValueError, TypeError):
        raise Malformed("an attribute is no text") from None


def _text_or_bytes(value: bytes) -> str:
    """What cards will tell besides (氏名の振り仮名, 旧氏) has no published form: kept as it is, in hexadecimal where it is no
    text."""
    try:
        return _text(value)
    except Malformed:
        return value.hex()
