"""Short codes that people copy by hand: ten signs of which none is taken for another, the last a check on the others.

A code is made from a seed by a key that is not in the database: whoever owns it can be shown it again, and a copy of the
database tells none. Looked up by a keyed hash."""

import hashlib
import hmac
import unicodedata

# Neither 0 and O, 1 and I, 8 and B, 5 and S nor 2 and Z are both there. Their number is a prime: with a weight for each
# place, every wrong sign and every swap of two shows.
SIGNS = "23456789ACDEFGHJKLMNPQRTUVWXY"
_BASE = len(SIGNS)
_DRAWN = 9
_MISREAD = str.maketrans("BSZ", "852")


def short_code(key: bytes, what: str, seed: bytes) -> str:
    """The code of this seed, as it is stored and compared."""
    number = int.from_bytes(hmac.digest(key, f"make {what}\0".encode() + seed, hashlib.sha256))
    signs = []
    for _ in range(_DRAWN):
        number, sign = divmod(number, _BASE)
        signs.append(SIGNS[sign])
    body = "".join(signs)
    return body + _check(body)


def _check(body: str) -> str:
    return SIGNS[sum(place * SIGNS.index(sign) for place, sign in enumerate(body, 1)) % _BASE]


def read_code(typed: str) -> str:
    """The code, however it was typed; "" if it cannot be one."""
    plain = unicodedata.normalize("NFKC", typed[:200]).upper()
    code = "".join(sign for sign in plain if sign.isascii() and sign.isalnum()).translate(_MISREAD)
    if len(code) != _DRAWN + 1 or not set(code) <= set(SIGNS) or _check(code[:-1]) != code[-1]:
        return ""
    return code


def written_code(code: str) -> str:
    """In two groups, as it is read aloud."""
    return f"{code[:5]}-{code[5:]}"


def keyed_hash(key: bytes, what: str, value: str) -> bytes:
    """What is stored of a code or of a fact that is asked beside it."""
    return hmac.digest(key, f"{what}\0{value}".encode(), hashlib.sha256)
