"""Invitations without letters, for demo and tests: one code that everybody may read. Invitations for one person each, with
letters and expiry, come in a later part."""

CODE = "MIHON-2026"


class FakeInvitations:
    name = "fake"
    fake = True

    def holds(self, procedure: str, code: str) -> bool:
        return code.strip().upper() == CODE
