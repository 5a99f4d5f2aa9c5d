"""Who is protected (DV支援措置, 秘匿), and what that hides. A person is known by a keyed hash of name and birth: the list tells
nobody who is on it."""

import hashlib
import hmac
from collections.abc import Iterable, Sequence

from forms.procedure import Procedure
from forms.variants import folded
from portal.clock import to_micro
from portal.db import Unit
from portal.sealing import new_sealer
from portal.services.actor import Actor
from portal.services.installation import Installation
from portal.services.people_in import folded_name
from portal.services.told import INVITATION
from portal.services.write_audit import write_audit
from portal.store import draft_sources, protections
from portal.store.protections import ProtectionRow

STAFF, REGISTER = "staff", "register"
# What shows where somebody lives: addresses, places on a map, papers.
_TELLING = frozenset({"address", "location", "file"})
_AT_ONCE = 500

People = Iterable[tuple[str, str]]  # name as a card writes it, birth ISO


def token_of(installation: Installation, name: str, birth: str) -> str:
    """The same however the name is spaced, in small or large letters, or by which variant (異体字) its signs are written: rather
    one too many than one too few."""
    return _hashed(installation, folded(folded_name(name)), birth)


def tokens_of(installation: Installation, name: str, birth: str) -> frozenset[str]:
    """`token_of`, and the one by which people were marked while variants still counted."""
    return frozenset({token_of(installation, name, birth), _hashed(installation, folded_name(name), birth)})


def _hashed(installation: Installation, name: str, birth: str) -> str:
    return hmac.new(installation.protection_key, f"{name}\n{birth}".encode(), hashlib.sha256).hexdigest()


def protected_among(installation: Installation, unit: Unit, people: People) -> bool:
    """Whether anybody of these is protected now."""
    if not protections.anybody(unit):
        return False
    return bool(protections.among(unit, sorted(_tokens(installation, people))))


def protected_people(installation: Installation, unit: Unit, people: People) -> frozenset[tuple[str, str]]:
    """Those of these people that are protected now: for lists, a few hundred asked at once."""
    if not protections.anybody(unit):
        return frozenset()
    tokens = {one: tokens_of(installation, *one) for one in people}
    asked = sorted(frozenset[str]().union(*tokens.values()))
    parts = (asked[at : at + _AT_ONCE] for at in range(0, len(asked), _AT_ONCE))
    known = frozenset[str]().union(*(protections.among(unit, part) for part in parts))
    return frozenset(one for one, own in tokens.items() if own & known)


def protected_cases(
    installation: Installation, unit: Unit, cases: Sequence[tuple[int, frozenset[tuple[str, str]]]]
) -> frozenset[int]:
    """Those of these applications (id, whom their answers name) that are about somebody protected, or marked themselves."""
    if not cases or not protections.anybody(unit):
        return frozenset()
    marked = protections.applications(unit, [case for case, _ in cases])
    tokens = {case: _tokens(installation, people) for case, people in cases}
    known = protections.among(unit, sorted(frozenset[str]().union(*tokens.values())))
    return frozenset(case for case, own in tokens.items() if case in marked or own & known)


def _tokens(installation: Installation, people: People) -> frozenset[str]:
    return frozenset(token for one in people for token in tokens_of(installation, *one))


def telling_fields(procedure: Procedure, asked: Iterable[str]) -> frozenset[str]:
    """Those of the questions `asked` whose answers show where somebody lives."""
    return frozenset(
        key for key in asked if (one := procedure.field(key)).type.id in _TELLING or one.concept == "person.address"
    )


def protect(
    installation: Installation, unit: Unit, actor: Actor, people: People, basis: str, reason: str = "",
    *, application_id: int | None = None,
) -> None:  # fmt: skip
    """Marks each of `people`, and the application. What was told for drafts is forgotten: somebody of it may be theirs."""
    now = to_micro(installation.clock.now())
    tokens = [token_of(installation, *one) for one in people]
    known = protections.among(unit, tokens)
    for token in [*sorted(set(tokens) - known), *([""] if application_id is not None else [])]:
        box, stored = new_sealer(installation.keys, f"protection:{token}:{application_id or ''}")
        protections.add(
            unit,
            ProtectionRow(
                token, None if token else application_id, basis, str(actor), stored.key_id, stored.wrapped,
                box.seal("reason", reason), now,
            ),
        )  # fmt: skip
    draft_sources.forget(unit, INVITATION)
    write_audit(installation, unit, actor, "protect", application_id=application_id, detail=basis)


def lift(installation: Installation, unit: Unit, actor: Actor, people: People, application_id: int) -> None:
    """Ends it for these people and this application. The rows stay."""
    now = to_micro(installation.clock.now())
    for token in sorted(_tokens(installation, people)):
        protections.lift(unit, token, str(actor), now)
    protections.lift_case(unit, application_id, str(actor), now)
    write_audit(installation, unit, actor, "lift protection", application_id=application_id)
