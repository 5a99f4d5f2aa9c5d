from integrations.keys.sealing import KEY_BYTES, KeyRing, cipher_of


class FakeKeys(KeyRing):
    def __init__(self) -> None:
        super().__init__({"old": cipher_of(b"\x01" * KEY_BYTES), "new": cipher_of(b"\x02" * KEY_BYTES)}, "new")
