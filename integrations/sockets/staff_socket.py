"""Staff sign-in (庁内の認証基盤)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from integrations.sockets.interfaces import Callback, SignInRequest


@dataclass(frozen=True)
class StaffAssertion:
    """(`issuer`, `subject`) is permanent; `login` and `name` may change."""

    issuer: str
    subject: str
    login: str
    name: str
    groups: frozenset[str]
    methods: tuple[str, ...]
    auth_time: datetime


class StaffProvider(Protocol):
    name: str
    issuer: str

    def begin(self, request: SignInRequest) -> str:
        """Where to send the browser."""

    def complete(self, callback: Callback, request: SignInRequest, now: datetime) -> StaffAssertion:
        """The portal has consumed the state. Raises AdapterError."""

    def ready(self) -> bool: ...
