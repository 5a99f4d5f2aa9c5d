from integrations.sockets.interfaces import AdapterError, Verdict

# Unknown to real scanners, so that it may be stored and mailed.
SIGNATURE = b"KAKANAI-TEST-SIGNATURE-NOT-A-VIRUS"
TEST_MALWARE = "Kakanai.Test"


class FakeScanner:
    name = "fake"
    fake = True

    def __init__(self) -> None:
        self.down = False

    def scan(self, content: bytes) -> Verdict:
        if self.down:
            raise AdapterError("SCANNER_UNAVAILABLE", permanent=False)
        return Verdict(TEST_MALWARE if SIGNATURE in content else "")

    def ready(self) -> bool:
        return not self.down
