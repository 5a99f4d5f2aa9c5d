"""Accounts of a messenger (LINE): which one a browser is signed in to. They prove no person."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from integrations.sockets.interfaces import Callback, SignInRequest


@dataclass(frozen=True)
class AccountAssertion:
    """`account`: the one that notices are pushed to, kept out of `repr`."""

    account: str = field(repr=False)
    friend: bool  # has added the city's account, without which nothing reaches it
    auth_time: datetime


class AccountProvider(Protocol):
    name: str

    def begin(self, request: SignInRequest) -> str:
        """Where to send the browser. Raises AdapterError."""

    def complete(self, callback: Callback, request: SignInRequest, now: datetime) -> AccountAssertion:
        """The portal has consumed the state. Raises AdapterError."""

    def ready(self) -> bool: ...
