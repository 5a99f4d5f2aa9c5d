"""Faults of the practice lists and responder."""

from dataclasses import dataclass

NONE = "none"
LIST_FAULTS = frozenset({NONE, "stale", "wrong_signer", "slow", "down", "rubbish"})
RESPONDER_FAULTS = LIST_FAULTS | {"wrong_nonce", "no_nonce", "other_certificate", "try_later"}


@dataclass
class Faults:
    lists: str = NONE
    responder: str = NONE

    def set(self, lists: str, responder: str) -> bool:
        if lists not in LIST_FAULTS or responder not in RESPONDER_FAULTS:
            return False
        self.lists, self.responder = lists, responder
        return True
