"""Reads 基本4情報 from userinfo, names unchanged."""

import re
from collections.abc import Mapping
from datetime import date

from integrations.sockets.interfaces import BasicFour

# The gateway's format is unconfirmed: OpenID Connect Core 5.1 says YYYY-MM-DD, a public client shows YYYYMMDD.
_BIRTH = re.compile(r"([0-9]{4})-?([0-9]{2})-?([0-9]{2})")


def read_basic_four(claims: Mapping[str, object]) -> BasicFour:
    """An incomplete birth date stays raw: on some cards the day is unknown."""
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
    match = _BIRTH.fullmatch(raw)
    try:
        return date(*map(int, match.groups())) if match else None
    except ValueError:
        return None
