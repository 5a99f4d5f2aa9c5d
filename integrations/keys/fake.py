"""Constant keys for tests."""

from integrations.keys.sealing import KEY_BYTES, KeyRing


class FakeKeys(KeyRing):
    def __init__(self) -> None:
        super().__init__({"old": b"\x01" * KEY_BYTES, "new": b"\x02" * KEY_BYTES}, "new")
