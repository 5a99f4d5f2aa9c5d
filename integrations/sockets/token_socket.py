"""Socket of an authorization server whose access tokens the machine API takes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Grant:
    """What a token is worth. `fault` (nothing): inactive, issuer, audience, ended, early, bound, client."""

    client_id: str = ""  # at that server
    scopes: frozenset[str] = frozenset()  # as on the wire
    fault: str = ""


class TokenServer(Protocol):
    name: str

    def kept(self, token: str) -> Grant | None:
        """A good answer of the last minute, without asking."""

    def ask(self, token: str) -> Grant:
        """Raises AdapterError: what the token is worth is not known."""

    def ready(self) -> bool:
        """It answers, and knows us."""

    def public_jwks(self) -> Mapping[str, object]:
        """With which that server checks who asks; no keys if a secret shows it."""
