from collections.abc import Callable


class StoredInvitations:
    name = "stored"
    fake = False
    asks_fact = True

    def __init__(self, is_open: Callable[[str, str], bool]) -> None:
        self._known = is_open

    def holds(self, procedure: str, code: str) -> bool:
        return self._known(procedure, code)
