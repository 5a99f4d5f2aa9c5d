"""Codes on letters: eleven random characters (54 bits) and a check character, stored as keyed hash."""

import hashlib
import hmac
import secrets
import unicodedata

from portal.services.shared.people_in import folded_name

# Without 0 and O, 1, I and L, which are easily confused on paper or by telephone. Thirty-one characters, a prime
# number, so that the weighted sum detects every wrong character and every swap of two.
SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_DRAWN, _GROUP = 11, 4
LENGTH = _DRAWN + 1
_JOINTS = " \u3000-‐‑–—ー−_.・"


def draw_code() -> str:
    drawn = "".join(secrets.choice(SIGNS) for _ in range(_DRAWN))
    return drawn + _check_sign(drawn)


def _check_sign(drawn: str) -> str:
    return SIGNS[-sum(place * SIGNS.index(character) for place, character in enumerate(drawn, start=2)) % len(SIGNS)]


def grouped(code: str) -> str:
    """As printed: K7MD-4QX2-9HWT."""
    return "-".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))


def read_code(typed: str) -> str | None:
    """None for a mistyped code, which may be shown."""
    plain = unicodedata.normalize("NFKC", typed[:200]).upper()
    code = "".join(character for character in plain if character not in _JOINTS)
    if len(code) != LENGTH or any(character not in SIGNS for character in code):
        return None
    return code if _check_sign(code[:-1]) == code[-1] else None


def code_hash(invitation_key: bytes, code: str) -> bytes:
    return _keyed(invitation_key, "code", code)


def fact_hash(invitation_key: bytes, code: str, birth: str) -> bytes:
    """Bound to the code: equal birth dates differ."""
    return _keyed(invitation_key, "birth", code, birth)


def person_mark(invitation_key: bytes, name: str, birth: str) -> bytes:
    return _keyed(invitation_key, "person", folded_name(name), birth)


def _keyed(invitation_key: bytes, *parts: str) -> bytes:
    return hmac.digest(invitation_key, "\0".join(parts).encode(), hashlib.sha256)
