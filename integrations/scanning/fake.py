"""A scanner without a neighbour, for demo and tests: it finds one signature of our own and nothing else. A production
start refuses it."""

from integrations.interfaces import AdapterError, Verdict

# Harmless, and known to no real scanner, so that it may lie in this tree and in anybody's mail.
SIGNATURE = b"KAKANAI-TEST-SIGNATURE-NOT-A-VIRUS"
FOUND = "Kakanai.Test"


class FakeScanner:
    """`down` makes the neighbour silent."""

    name = "fake"
    fake = True

    def __init__(self) -> None:
        self.down = False

    def scan(self, content: bytes) -> Verdict:
        if self.down:
            raise AdapterError("SCANNER_UNAVAILABLE", permanent=False)
        return Verdict(FOUND if SIGNATURE in content else "")

    def ready(self) -> bool:
        """False while `down`."""
        return not self.down
