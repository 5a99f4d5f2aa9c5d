from collections.abc import Callable
from datetime import datetime

from joserfc.jwk import RSAKey

from integrations.identity.mock.grants import Grants
from integrations.identity.mock.persona import Persona
from integrations.identity.mock.provider import MockProvider
from integrations.identity.signed import VerificationKeys

LEAD = "市の職員としてサインインしたことにして、元の画面へもどります。"


def colleague(login: str, name: str, about: str, groups: tuple[str, ...]) -> Persona:
    claims = {"preferred_username": login, "name": name, "groups": list(groups), "amr": ["pwd", "otp"]}
    return Persona(login, name, about=about, claims=claims)


def staff_provider(
    people: tuple[Persona, ...],
    issuer: str,
    client_id: str,
    secret: str,
    redirect_uri: str,
    clock: Callable[[], datetime],
    slow_seconds: float = 12.0,
    *,
    lead: str = LEAD,
) -> MockProvider:
    """Signing keys live in memory."""
    return MockProvider(
        people={person.id: person for person in people},
        issuer=issuer,
        client_id=client_id,
        client_keys=VerificationKeys(lambda: {"keys": []}),
        redirect_uris=(redirect_uri,),
        clock=clock,
        slow_seconds=slow_seconds,
        key=RSAKey.generate_key(2048),
        other_key=RSAKey.generate_key(2048),
        grants=Grants(clock),
        secret=secret,
        lead=lead,
    )
