"""Signs a resident in with a card: out to the provider with single-use secrets, back with an assertion."""

import secrets
from dataclasses import asdict
from typing import Any

from integrations.interfaces import Assertion, Callback, IdentityProvider, SignInRequest
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import NeighbourDown
from portal.sealing import WrappedKey, new_sealer, sealer
from portal.services.actor import Actor
from portal.services.installation import Installation
from portal.services.sessions import open_session
from portal.services.sign_in_attempts import new_request, request_of
from portal.services.write_audit import write_audit
from portal.store import people
from portal.store.people import PersonRow
from portal.store.sessions import AttemptRow

REALM = "resident"


def _provider(installation: Installation) -> IdentityProvider:
    if installation.provider is None:
        raise NeighbourDown("identity")
    return installation.provider


def redirect_uri(installation: Installation) -> str:
    return f"{installation.settings.base_url}/sign-in/callback"


def prepare(installation: Installation, *, fresh: bool = False) -> tuple[SignInRequest, str]:
    """New secrets (`fresh` as in `SignInRequest`) and the provider's address for them. May ask the provider: no unit may be open meanwhile."""
    request = new_request(redirect_uri(installation), fresh=fresh)
    return request, _provider(installation).begin(request)


def ask_provider(installation: Installation, callback: Callback, attempt: AttemptRow) -> Assertion:
    """Talks to the provider: no database unit may be open meanwhile. AdapterError if anything does not hold."""
    request = request_of(callback, attempt, redirect_uri(installation))
    return _provider(installation).complete(callback, request, installation.clock.now())


def finish_sign_in(installation: Installation, unit: Unit, assertion: Assertion, place: str) -> str:
    """Finds or makes the person, opens a session; its token."""
    person = people.by_subject(unit, assertion.issuer, assertion.subject)
    now = to_micro(installation.clock.now())
    if person is None:
        person = _new_person(installation, unit, assertion, now)
    else:
        people.signed_in(unit, person.id, _sealer(installation, person).seal("card", _card(assertion)), now)
    actor = Actor("resident", person.id, place=place)
    write_audit(installation, unit, actor, "sign in", detail=f"{assertion.provider} {' '.join(assertion.methods)}")
    return open_session(installation, unit, "resident", person_id=person.id, proved_at=assertion.auth_time)


def _new_person(installation: Installation, unit: Unit, assertion: Assertion, now: int) -> PersonRow:
    person_id = secrets.token_urlsafe(16)
    box, stored = new_sealer(installation.keys, f"person:{person_id}")
    row = PersonRow(
        person_id, assertion.issuer, assertion.subject, stored.key_id, stored.wrapped, box.seal("card", _card(assertion)),
        now, now,
    )  # fmt: skip
    people.add(unit, row)
    return people.by_subject(unit, assertion.issuer, assertion.subject) or row


def _sealer(installation: Installation, person: PersonRow) -> Any:
    return sealer(installation.keys, f"person:{person.id}", WrappedKey(person.key_id, person.wrapped_key))


def _card(assertion: Assertion) -> dict[str, Any]:
    four = asdict(assertion.attributes)
    four["birth"] = four["birth"] and four["birth"].isoformat()
    if assertion.serial:
        four["serial"] = assertion.serial
    return {"attributes": four, "acr": assertion.acr, "methods": list(assertion.methods), "provider": assertion.provider,
            "auth_time": assertion.auth_time.isoformat()}  # fmt: skip


def card_of(installation: Installation, unit: Unit, person_id: str) -> dict[str, Any]:
    """What the card said at the last sign-in: attributes (BasicFour as a dict, birth ISO), acr, methods, provider,
    auth_time. KeyError if there is no such person."""
    person = people.by_id(unit, person_id)
    if person is None:
        raise KeyError(person_id)
    card: dict[str, Any] = _sealer(installation, person).open("card", person.sealed_card)
    return card


def own_name(installation: Installation, unit: Unit, person_id: str) -> list[tuple[str, str]]:
    """Name and birth as the card said them; [] for a guest, or a card that did not."""
    attributes = card_of(installation, unit, person_id).get("attributes")
    return (
        [(attributes["name"], attributes["birth"])] if attributes and attributes["name"] and attributes["birth"] else []
    )
