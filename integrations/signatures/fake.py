"""A signer without a card, for demo and tests: its signature says that it is none. A production start has no signer yet;
one that reads the card's signing certificate comes in a later part."""

import hashlib

from integrations.interfaces import AdapterError, Signed


class FakeSigner:
    """`down` makes the neighbour silent."""

    name = "fake"
    fake = True

    def __init__(self) -> None:
        self.down = False

    def sign(self, content: bytes, person: str) -> Signed:
        if self.down:
            raise AdapterError("SIGNER_UNAVAILABLE", permanent=False)
        digest = hashlib.sha256(content).hexdigest()
        return Signed(self.name, digest, hashlib.sha256(f"{person}:{digest}".encode()).hexdigest())
