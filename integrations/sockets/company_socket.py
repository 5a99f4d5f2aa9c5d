"""Sign-in of companies and sole proprietors (GビズID)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from integrations.sockets.interfaces import Callback, SignInRequest

Account = Literal["prime", "member", "entry"]


@dataclass(frozen=True)
class CompanyFacts:
    """As the provider keeps them; "" is what it does not have. `number` is 法人番号 of a corporation only."""

    number: str
    name: str
    address: str
    representative: str
    representative_kana: str


@dataclass(frozen=True)
class CompanyAssertion:
    """(`issuer`, `subject`) is one account for ever. `company` is the same for all accounts of a company; an `entry` is not examined and a company of its own."""

    issuer: str
    subject: str
    account: Account
    company: str
    facts: CompanyFacts
    person: str  # name of the account's holder
    auth_time: datetime


class CompanyProvider(Protocol):
    name: str

    def begin(self, request: SignInRequest) -> str:
        """Where to send the browser. Raises AdapterError."""

    def complete(self, callback: Callback, request: SignInRequest, now: datetime) -> CompanyAssertion:
        """The portal has consumed the state. Raises AdapterError."""

    def ready(self) -> bool: ...
