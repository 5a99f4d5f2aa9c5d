"""RSA keys of practice cards and authorities, made once in a process and then handed out in turn: a new one takes 40 ms of
processor time, a tenth of the tests of the counter. Nobody in a test holds as many as there are."""

from functools import cache
from itertools import count
from types import SimpleNamespace

from cryptography.hazmat.primitives.asymmetric import rsa

KEYS = 48
_turns = count()


def hand_out_spare_keys() -> None:
    from integrations.certificates.mock import authority

    authority.rsa = SimpleNamespace(RSAPrivateKey=rsa.RSAPrivateKey, generate_private_key=_spare)  # type: ignore[assignment, attr-defined]


def _spare(exponent: int, bits: int) -> rsa.RSAPrivateKey:
    return _made(next(_turns) % KEYS, exponent, bits)


@cache
def _made(_turn: int, exponent: int, bits: int) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(exponent, bits)
