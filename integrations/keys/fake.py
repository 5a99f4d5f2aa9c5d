"""Keys that are the same in every test run. Protects nothing."""

from integrations.keys.sealing import KEY_BYTES, KeyRing


class FakeKeys(KeyRing):
    """Two keys, so that a test can see which one was used; the second is current."""

    def __init__(self) -> None:
        super().__init__({"old": b"\x01" * KEY_BYTES, "new": b"\x02" * KEY_BYTES}, "new")
