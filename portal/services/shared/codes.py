# A short code is derived from a seed with a key outside the database: its owner can see it again, a copy reveals nothing.

import hashlib
import hmac
import secrets
import unicodedata

# Of 0/O, 1/I, 8/B, 5/S and 2/Z at most one is used. The number of characters is prime: with a weight per position,
# every wrong character and every swap of two is detected.
SIGNS = "23456789ACDEFGHJKLMNPQRTUVWXY"
_BASE = len(SIGNS)
_DRAWN = 9
_MISREAD = str.maketrans("BSZ", "852")


def short_code(key: bytes, purpose: str, seed: bytes) -> str:
    number = int.from_bytes(hmac.digest(key, f"make {purpose}\0".encode() + seed, hashlib.sha256))
    characters = []
    for _ in range(_DRAWN):
        number, index = divmod(number, _BASE)
        characters.append(SIGNS[index])
    body = "".join(characters)
    return body + _check(body)


def _check(body: str) -> str:
    return SIGNS[sum(place * SIGNS.index(character) for place, character in enumerate(body, 1)) % _BASE]


def read_code(typed: str) -> str:
    """ "" if it cannot be a code."""
    plain = unicodedata.normalize("NFKC", typed[:200]).upper()
    code = "".join(character for character in plain if character.isascii() and character.isalnum()).translate(_MISREAD)
    if len(code) != _DRAWN + 1 or not set(code) <= set(SIGNS) or _check(code[:-1]) != code[-1]:
        return ""
    return code


def written_code(code: str) -> str:
    return f"{code[:5]}-{code[5:]}"


def keyed_hash(key: bytes, purpose: str, value: str) -> bytes:
    return hmac.digest(key, f"{purpose}\0{value}".encode(), hashlib.sha256)


def new_token() -> str:
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> bytes:
    """With 256 random bits a plain hash is enough."""
    return hashlib.sha256(token.encode()).digest()
