"""Invitations by letter. The code alone opens nothing: whoever holds it is asked for a known fact first."""

from collections.abc import Callable


class StoredInvitations:
    """`known`: whether (procedure, code as typed) is an open invitation; the portal keeps them."""

    name = "stored"
    fake = False
    asks_fact = True

    def __init__(self, known: Callable[[str, str], bool]) -> None:
        self._known = known

    def holds(self, procedure: str, code: str) -> bool:
        return self._known(procedure, code)
