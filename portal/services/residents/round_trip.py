"""A browser's way to a provider of sign-in and back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Literal, Protocol, TypeVar

from integrations.sockets.interfaces import Callback, SignInRequest
from portal.clock import Clock
from portal.services.residents.sign_in_attempts import new_request, request_of
from portal.store.residents.sessions import AttemptRow

Known_co = TypeVar("Known_co", covariant=True)


class Provider(Protocol[Known_co]):
    def begin(self, request: SignInRequest) -> str: ...

    def complete(self, callback: Callback, request: SignInRequest, now: datetime) -> Known_co: ...


@dataclass(frozen=True)
class RoundTrip(Generic[Known_co]):
    """`realm`: an answer counts in the one it was begun in; `home`: where the browser goes on unless it asked for another
    page. Both calls stay outside a unit and raise AdapterError."""

    provider: Provider[Known_co]
    realm: str
    redirect_uri: str
    home: str
    way: Literal["card", "company", "line"] = "card"

    def leave(self, *, fresh: bool = False) -> tuple[SignInRequest, str]:
        request = new_request(self.redirect_uri, fresh=fresh)
        return request, self.provider.begin(request)

    def finish(self, clock: Clock, callback: Callback, attempt: AttemptRow) -> Known_co:
        return self.provider.complete(callback, request_of(callback, attempt, self.redirect_uri), clock.now())
