"""RSA keys of practice certificates, made once and kept between runs (tests/kept.py): one takes 42 ms of processor, and a
service with cards makes twenty.

They go round in a ring longer than what one test makes, and what an authority still holds is passed over, so that no two
authorities and cards of a test share a key. So are the last ones given: where earlier services hold nearly the whole ring, a
card that is not held yet would be followed by one with the same key.
"""

import gc
import itertools
import sys
from collections import defaultdict, deque
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)
from cryptography.x509 import load_pem_x509_certificate

from tests.kept import kept

KEYS = 64
FREE = 3  # references to a key that is not in use: the ring's, the loop's, and that of the call
_next = itertools.count()
_wanted = itertools.count()  # how often no key was free
_recent: deque[Any] = deque(maxlen=24)


def keep_keys() -> None:
    from integrations.certificates.mock import authority

    made = authority.key_for

    def key_for(generation: authority.Generation) -> authority.Key:
        if generation == "next":
            return made(generation)
        key: authority.Key | None = _free() or _freed()
        if key is None:
            key = made(generation)
            _kept().append(key)  # and is given again when nobody holds it
        _recent.append(key)
        return key

    vars(authority)["key_for"] = key_for


def keep_company_keys() -> None:
    """Of the certificates that a practice 登記官 issues."""
    from integrations.certificates.mock import registrar

    class Kept:
        RSAPrivateKey = rsa.RSAPrivateKey

        @staticmethod
        def generate_private_key(exponent: int, bits: int) -> rsa.RSAPrivateKey:
            key = _free() if (exponent, bits) == (65537, 2048) else None
            if key is None:
                return rsa.generate_private_key(exponent, bits)
            _recent.append(key)
            return key

    vars(registrar)["rsa"] = Kept


def hold_keys_of_cards() -> None:
    """A card keeps its key as text, so that the ring would give it to another card of the same wallet after some others."""
    from integrations.certificates.mock import issuing

    issue = issuing.Issuing._held

    def held(*arguments: Any) -> Any:
        entry = issue(*arguments)
        public = load_pem_x509_certificate(entry.pem.encode()).public_key()
        vars(entry)["key"] = next((key for key in _kept() if key.public_key() == public), None)
        return entry

    issuing.Issuing._held = held  # type: ignore[assignment]


def keep_provider_keys() -> None:
    """Of the practice sign-in of staff, which each service makes two of."""
    from joserfc.jwk import RSAKey

    from integrations.identity.mock import staff

    class Kept(RSAKey):
        @classmethod
        def generate_key(cls, key_size: int | None = 2048, *more: Any, **named: Any) -> Any:
            key = _free() if key_size == 2048 else None
            if key is None:
                return super().generate_key(key_size, *more, **named)
            _recent.append(key)
            return RSAKey.import_key(key)

    vars(staff)["RSAKey"] = Kept


def keep_receipt_keys() -> None:
    """The key and the certificate of receipts that each installation makes: of one city and second a ring of them goes round."""
    from integrations.signatures import own_key

    make = own_key._new_pem
    made: defaultdict[tuple[str, datetime], deque[bytes]] = defaultdict(deque)

    def new_pem(city: str, now: datetime) -> bytes:
        ring = made[city, now.replace(microsecond=0)]
        ring.append(make(city, now) if len(ring) < KEYS else ring.popleft())
        return ring[-1]

    own_key._new_pem = new_pem


def _free() -> rsa.RSAPrivateKey | None:
    ring = _kept()
    for _ in range(len(ring)):
        key: rsa.RSAPrivateKey = ring[next(_next) % len(ring)]
        if sys.getrefcount(key) <= FREE:
            return key
    return None


def _freed() -> rsa.RSAPrivateKey | None:
    """Services of earlier tests are cycles, of which a collection of what is young takes away most. A full one takes as long as
    ten new keys in a process that has run thousands of tests, and frees nothing where what lives holds the ring."""
    if next(_wanted) % KEYS:
        gc.collect(1)
    else:
        gc.collect()
    return _free()


@cache
def _kept() -> list[Any]:
    folder = kept("keys", ["tests/kept_keys.py"], _make)
    return [_loaded(file.read_bytes()) for file in sorted(folder.iterdir())]


def _loaded(content: bytes) -> Any:
    return load_der_private_key(content, None, unsafe_skip_rsa_key_validation=True)


def _make(folder: Path) -> None:
    for number in range(KEYS):
        key = rsa.generate_private_key(65537, 2048)
        content = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        (folder / f"{number:02}").write_bytes(content)
