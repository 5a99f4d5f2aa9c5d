"""Protected people (DV支援措置, 秘匿), as keyed hashes: the list reveals no names."""

import hashlib
import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from forms.definition.procedure import Procedure
from forms.text.variants import folded
from portal.clock import to_micro
from portal.db import Unit
from portal.sealing import Sealer, WrappedKey, new_sealer, sealer
from portal.services.shared.known_sources import CHAIN, INVITATION
from portal.services.shared.needs import Records
from portal.services.shared.people_in import folded_name
from portal.services.shared.write_audit import Actor, write_audit
from portal.store.residents import draft_sources, protections
from portal.store.residents.protections import ProtectionRow

STAFF, REGISTER = "staff", "register"
SENDER = "sender"  # basis of an application whose sender is protected; the people in it do not matter
# Field types that reveal an address: addresses, map positions, papers.
_LOCATING = frozenset({"address", "location", "file"})
_AT_ONCE = 500

People = Iterable[tuple[str, str]]  # name as on a card, birth ISO


@dataclass(frozen=True)
class Mark:
    row: ProtectionRow
    name: str  # "" of the application itself
    reason: str
    why_lifted: str


def token_of(protection_key: bytes, name: str, birth: str) -> str:
    """Ignores spacing, case and 異体字: better one too many."""
    return _hashed(protection_key, folded(folded_name(name)), birth)


def tokens_of(protection_key: bytes, name: str, birth: str) -> frozenset[str]:
    return frozenset({token_of(protection_key, name, birth), _hashed(protection_key, folded_name(name), birth)})


def _hashed(protection_key: bytes, name: str, birth: str) -> str:
    return hmac.new(protection_key, f"{name}\n{birth}".encode(), hashlib.sha256).hexdigest()


def protected_among(protection_key: bytes, unit: Unit, people: People) -> bool:
    if not protections.anybody(unit):
        return False
    return bool(protections.among(unit, sorted(_tokens(protection_key, people))))


def protected_people(protection_key: bytes, unit: Unit, people: People) -> frozenset[tuple[str, str]]:
    if not protections.anybody(unit):
        return frozenset()
    tokens = {person: tokens_of(protection_key, *person) for person in people}
    asked = sorted(frozenset[str]().union(*tokens.values()))
    parts = (asked[start : start + _AT_ONCE] for start in range(0, len(asked), _AT_ONCE))
    known = frozenset[str]().union(*(protections.among(unit, part) for part in parts))
    return frozenset(person for person, own in tokens.items() if own & known)


def protected_cases(
    protection_key: bytes, unit: Unit, cases: Sequence[tuple[int, frozenset[tuple[str, str]]]]
) -> frozenset[int]:
    if not cases or not protections.anybody(unit):
        return frozenset()
    marked = protections.applications(unit, [case for case, _ in cases])
    tokens = {case: _tokens(protection_key, people) for case, people in cases}
    known = protections.among(unit, sorted(frozenset[str]().union(*tokens.values())))
    return frozenset(case for case, own in tokens.items() if case in marked or own & known)


def _tokens(protection_key: bytes, people: People) -> frozenset[str]:
    return frozenset(token for person in people for token in tokens_of(protection_key, *person))


def locating_fields(procedure: Procedure, asked: Iterable[str]) -> frozenset[str]:
    return frozenset(
        key
        for key in asked
        if (question := procedure.field(key)).type.id in _LOCATING or question.concept == "person.address"
    )


def protect(
    installation: Records, unit: Unit, actor: Actor, people: People, basis: str, reason: str = "",
    *, application_id: int | None = None,
) -> None:  # fmt: skip
    """Marks by staff also remove drafts' prefilled data. Marks from the register do not: drafts would show who is
    protected."""
    tokens = [token_of(installation.protection_key, *person) for person in people]
    known = protections.among(unit, tokens)
    for token in [*sorted(set(tokens) - known), *([""] if application_id is not None else [])]:
        protections.add(unit, mark_of(installation, actor, token, basis, reason, application_id=application_id))
    if basis == STAFF:
        draft_sources.forget(unit, (INVITATION, CHAIN))
    write_audit(installation, unit, actor, "protect", application_id=application_id, detail=basis)


def mark_of(
    installation: Records, actor: Actor, token: str, basis: str, reason: str = "", *, application_id: int | None = None
) -> ProtectionRow:
    """`token` "": of the application itself."""
    about = None if token else application_id
    box, stored = new_sealer(installation.keys, _place(token, about))
    return ProtectionRow(
        token, about, basis, str(actor), stored.key_id, stored.wrapped,
        box.seal("reason", reason), to_micro(installation.clock.now()),
    )  # fmt: skip


def marks_on(installation: Records, unit: Unit, people: People, application_id: int) -> list[Mark]:
    # Lifted ones, too.
    names = {token: name for name, birth in people for token in tokens_of(installation.protection_key, name, birth)}
    marks = []
    for row in protections.of(unit, sorted(names), application_id):
        box, why = _box(installation, row), row.sealed_why_lifted
        lifted = "" if why is None else str(box.open("why lifted", why))
        marks.append(Mark(row, names.get(row.token, ""), str(box.open("reason", row.sealed_reason)), lifted))
    return marks


def lift(
    installation: Records, unit: Unit, actor: Actor, people: People, application_id: int, reason: str
) -> None:  # fmt: skip
    now = to_micro(installation.clock.now())
    for mark in marks_on(installation, unit, people, application_id):
        if mark.row.lifted_at is None:
            sealed = _box(installation, mark.row).seal("why lifted", reason)
            protections.lift(unit, mark.row.id, str(actor), now, sealed)
    write_audit(installation, unit, actor, "lift protection", application_id=application_id)


def _box(installation: Records, row: ProtectionRow) -> Sealer:
    wrapped = WrappedKey(row.key_id, row.wrapped_key)
    return sealer(installation.keys, _place(row.token, row.application_id), wrapped)


def _place(token: str, application_id: int | None) -> str:
    return f"protection:{token}:{'' if token else application_id}"
