"""The socket through which staff sign in at the city's own provider (庁内の認証基盤)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from integrations.interfaces import Callback, SignInRequest


@dataclass(frozen=True)
class StaffAssertion:
    """Who of the staff signed in there, and the groups they are in today, as the provider names them. (`issuer`,
    `subject`) is the same person for ever; `login` and `name` may change."""

    issuer: str
    subject: str
    login: str
    name: str
    groups: frozenset[str]
    methods: tuple[str, ...]
    auth_time: datetime


class StaffProvider(Protocol):
    """Signs staff in. `name` is the plug's name."""

    name: str
    issuer: str

    def begin(self, request: SignInRequest) -> str:
        """The address to send the browser to."""

    def complete(self, callback: Callback, request: SignInRequest, now: datetime) -> StaffAssertion:
        """The portal has consumed the state already. AdapterError otherwise."""

    def ready(self) -> bool:
        """Whether the provider answers; for `/readyz`."""
