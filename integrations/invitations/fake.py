CODE = "MIHON-2026"


class FakeInvitations:
    name = "fake"
    fake = True
    asks_fact = False

    def holds(self, procedure: str, code: str) -> bool:
        return code.strip().upper() == CODE
