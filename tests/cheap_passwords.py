"""Passwords of tests are hashed in a thousandth of the time: a sixth of a second each, seven of staff in every demo. The
hash is of the same kind and says what it cost, so that whoever checks it does what is done in production."""

from pwdlib.hashers.argon2 import Argon2Hasher

from portal.services.add_staff import HASHER

ORDINARY = HASHER.current_hasher


def hash_cheaply() -> None:
    """From now on, in this process."""
    cheap = Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1)
    HASHER.hashers, HASHER.current_hasher = (cheap,), cheap
