import secrets
from dataclasses import asdict
from datetime import UTC
from typing import Any

from integrations.sockets.interfaces import Assertion, KeyStore
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import NotFound
from portal.sealing import WrappedKey, new_sealer, sealer
from portal.services.residents.round_trip import RoundTrip
from portal.services.shared.needs import HasProvider, Records
from portal.services.shared.sessions import COMPANY, open_session
from portal.services.shared.write_audit import Actor, write_audit
from portal.store.residents import people
from portal.store.residents.people import PersonRow


def round_trip(installation: HasProvider) -> RoundTrip[Assertion]:
    """Raises NotFound."""
    if installation.provider is None:
        raise NotFound("identity")
    redirect_uri = f"{installation.settings.base_url}/sign-in/callback"
    return RoundTrip(installation.provider, "resident", redirect_uri, "/applications")


def finish_sign_in(installation: Records, unit: Unit, assertion: Assertion, place: str) -> str:
    person = people.by_subject(unit, assertion.issuer, assertion.subject)
    now = to_micro(installation.clock.now())
    if person is None:
        person = _new_person(installation.keys, unit, assertion, now)
    else:
        people.signed_in(unit, person.id, _sealer(installation.keys, person).seal("card", _card(assertion)), now)
    actor = Actor("resident", person.id, place=place)
    write_audit(installation, unit, actor, "sign in", detail=f"{assertion.provider} {' '.join(assertion.methods)}")
    return open_session(installation, unit, "resident", person_id=person.id, proved_at=assertion.auth_time)


def _new_person(keys: KeyStore, unit: Unit, assertion: Assertion, now: int) -> PersonRow:
    person_id = secrets.token_urlsafe(16)
    box, stored = new_sealer(keys, f"person:{person_id}")
    row = PersonRow(
        person_id, assertion.issuer, assertion.subject, stored.key_id, stored.wrapped, box.seal("card", _card(assertion)),
        now, now,
    )  # fmt: skip
    people.add(unit, row)
    return people.by_subject(unit, assertion.issuer, assertion.subject) or row


def _sealer(keys: KeyStore, person: PersonRow) -> Any:
    return sealer(keys, f"person:{person.id}", WrappedKey(person.key_id, person.wrapped_key))


def _card(assertion: Assertion) -> dict[str, Any]:
    four = asdict(assertion.attributes)
    four["birth"] = four["birth"] and four["birth"].isoformat()
    if assertion.serial:
        four["serial"] = assertion.serial
    return {"attributes": four, "acr": assertion.acr, "methods": list(assertion.methods), "provider": assertion.provider,
            "auth_time": f"{assertion.auth_time.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"}  # fmt: skip


def card_of(keys: KeyStore, unit: Unit, person_id: str) -> dict[str, Any]:
    """attributes (BasicFour as a dict, birth ISO), acr, methods, provider, auth_time; {} without a card. Raises
    KeyError."""
    person = people.by_id(unit, person_id)
    if person is None:
        raise KeyError(person_id)
    card: dict[str, Any] = _sealer(keys, person).open("card", person.sealed_card)
    return {} if COMPANY in card else card  # a company has no card


def own_name(keys: KeyStore, unit: Unit, person_id: str) -> list[tuple[str, str]]:
    attributes = card_of(keys, unit, person_id).get("attributes")
    return (
        [(attributes["name"], attributes["birth"])] if attributes and attributes["name"] and attributes["birth"] else []
    )
