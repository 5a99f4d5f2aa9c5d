"""基本4情報 out of a userinfo answer. Changes no character of a name; refuses to guess what it cannot read."""

import re
from collections.abc import Mapping
from datetime import date

from integrations.interfaces import BasicFour

# The gateway's format is not confirmed: OpenID Connect Core 5.1 says YYYY-MM-DD, a public client shows YYYYMMDD.
_BIRTH = re.compile(r"([0-9]{4})-?([0-9]{2})-?([0-9]{2})")


def read_basic_four(claims: Mapping[str, object]) -> BasicFour:
    """`name`, `address`, `birthdate`, `gender`; each may be missing. A birth date that is no whole calendar day stays
    in `birth_raw` alone: cards exist whose day is unknown."""
    birth = _text(claims.get("birthdate"))
    address = claims.get("address")
    if isinstance(address, Mapping):  # OpenID Connect Core 5.1.1; the card's address is one string
        address = address.get("formatted")
    return BasicFour(
        name=_text(claims.get("name")),
        address=_text(address),
        birth=_day(birth),
        birth_raw=birth,
        sex_raw=_text(claims.get("gender")),
    )


def _text(value: object) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) else ""


def _day(raw: str) -> date | None:
    found = _BIRTH.fullmatch(raw)
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None
