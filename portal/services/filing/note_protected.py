from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from forms.answers import Answers
from forms.definition.procedure import Procedure
from integrations.sockets.interfaces import AdapterError
from integrations.sockets.register_socket import AWAY, UNREADABLE, ResidentRegister
from portal.clock import iso_day, to_micro
from portal.db import Unit
from portal.errors import Conflict
from portal.logs import log
from portal.outbox import About, Claimed, enqueue
from portal.services.cases.cases import Case, open_case
from portal.services.filing.drafts import Draft
from portal.services.residents.list_probes import BY_OTHER
from portal.services.residents.match_resident import may_match
from portal.services.residents.protect import REGISTER, SENDER, mark_of, protect, protected_people, token_of
from portal.services.residents.sign_in_resident import own_name
from portal.services.shared.needs import HasRegister, Records
from portal.services.shared.people_in import people_in
from portal.services.shared.write_audit import Actor, write_audit
from portal.store.cases import applications
from portal.store.residents import protections
from portal.store.residents.probes import NAMED

_SYSTEM = Actor("system", "register")
_ROUNDS = 3
Came = TypeVar("Came")

# (name, birthday) → protected by the register, None if it could not be asked
Looked = Mapping[tuple[str, str], bool | None]
NOBODY: Looked = {}
KIND, _AGAIN = "register", "look_again"  # of deliveries
UNSIGNED = "unsigned"  # the way of a guest without an address, of whom nothing is known


class RegisterUnasked(Exception):  # no failure: a request to look up first
    """Look up before storing."""

    def __init__(self, people: frozenset[tuple[str, str]]) -> None:
        super().__init__()
        self.people = people


def asking_register(register: ResidentRegister | None, send: Callable[[Looked], Came]) -> Came:
    """Runs `send`, which has its own unit, again after each look-up. Raises Conflict if it always names new people."""
    looked: dict[tuple[str, str], bool | None] = {}
    for _ in range(_ROUNDS):
        try:
            return send(looked)
        except RegisterUnasked as unasked:
            looked |= look_for(register, unasked.people)
    raise Conflict("register")


def look_first(register: ResidentRegister | None, people: frozenset[tuple[str, str]], looked: Looked) -> None:
    """Raises RegisterUnasked."""
    unasked = people - looked.keys()
    if register is not None and unasked:
        raise RegisterUnasked(unasked)


def names_anybody(procedure: Procedure) -> bool:
    """A question asks for a name: the same for all senders."""
    return bool(procedure.principal) or "person.name" in procedure.asks


def note_protected(
    installation: HasRegister, unit: Unit, draft: Draft, answers: Answers, application_id: int, looked: Looked
) -> None:
    """Records whether somebody else named them (`NAMED`). The same statements in each case. Raises RegisterUnasked."""
    named = people_in(draft.procedure, answers)
    look_first(installation.register, named, looked)
    if installation.register is None and not looked and not protections.anybody(unit):
        return
    sender = _sender(installation, unit, draft.row.person_id)
    if any(looked.get(person) is None for person in named):
        ask_later(installation, unit, About(draft.procedure.duty, application_id=application_id), str(application_id))
    known = protected_people(installation.protection_key, unit, named | sender)
    by_register = {person for person in named if looked.get(person)}
    by_sender = bool(sender & (known | by_register))
    for person in sorted(named):
        token = token_of(installation.protection_key, *person)
        _mark(installation, unit, token, REGISTER, application_id, applies=person in by_register - known)
    basis = SENDER if by_sender else REGISTER
    _mark(installation, unit, "", basis, application_id, applies=by_sender or bool(by_register))
    by_other = draft.row.door == "online" and not by_sender and bool(named & (known | by_register))
    detail = BY_OTHER if by_other else ""
    write_audit(installation, unit, _SYSTEM, NAMED, application_id=application_id, detail=detail)


def _sender(installation: Records, unit: Unit, person_id: str | None) -> frozenset[tuple[str, str]]:
    return frozenset(own_name(installation.keys, unit, person_id) if person_id is not None else ())


def ask_later(
    installation: HasRegister, unit: Unit, about: About, once: str, people: Iterable[tuple[str, str]] = ()
) -> None:
    # `people`: beside those of the application. `once`: each correction may name others.
    if installation.register is None:
        return
    payload: dict[str, object] = {"to": KIND, "language": "ja", "link": "", "facts": {}, "people": sorted(people)}
    now = to_micro(installation.clock.now())
    enqueue(installation.keys, unit, KIND, _AGAIN, payload, once=f"{KIND}:{once}", about=about, now=now)


def _mark(installation: Records, unit: Unit, token: str, basis: str, application_id: int, *, applies: bool) -> None:
    row = mark_of(installation, _SYSTEM, token, basis, application_id=application_id)
    if applies:
        protections.add(unit, row)
    else:
        protections.add_nothing(unit)


def look_for(register: ResidentRegister | None, people: frozenset[tuple[str, str]]) -> Looked:
    # AdapterError must not refuse a submission: `look_again` asks again.
    looked = dict[tuple[str, str], bool | None].fromkeys(people)
    for person in people:
        try:
            looked |= look_in_register(register, frozenset({person}))
        except AdapterError as error:
            log.warning("register", code=error.code, where=str(error))
            if error.code == AWAY:  # each further one would wait as long
                break
    return looked


def look_in_register(
    register: ResidentRegister | None, people: frozenset[tuple[str, str]]
) -> dict[tuple[str, str], bool]:
    """Raises AdapterError. Outside a unit."""
    looked = dict.fromkeys(people, False)
    if register is None:
        return looked
    for name, birth in people:
        day = iso_day(birth)  # None if only the year is known
        # any spelling: a protected person not recognised would be exposed
        looked[name, birth] = day is not None and any(
            resident.protected and may_match(name, resident.name) for resident in register.born(day)
        )
    return looked


def look_again(installation: HasRegister, claimed: Claimed) -> None:
    """Raises AdapterError."""
    people = {(name, birth) for name, birth in claimed.payload.get("people", ())}
    number = claimed.row.application_id or 0
    with installation.database.read() as unit:
        row = applications.by_id(unit, number)
        case = None if row is None else open_case(installation, unit, row)
    if case is not None:
        people |= people_in(case.procedure, case.answers)
    looked = look_for(installation.register, frozenset(people))
    if protected := frozenset(person for person, is_protected in looked.items() if is_protected):
        with installation.database.change() as unit:
            _protect_late(installation, unit, case, protected)
    if None in looked.values():
        raise AdapterError(UNREADABLE, "somebody could not be looked up", permanent=False)


def _protect_late(installation: Records, unit: Unit, case: Case | None, people: frozenset[tuple[str, str]]) -> None:
    if (
        case is not None
    ):  # what was sent and each correction have a delivery of their own, and two may end at one moment
        applications.lock(unit, case.row.id)
    # An application is marked once.
    if case is None or case.protected or protections.applications(unit, [case.row.id]):
        protect(installation, unit, _SYSTEM, people, REGISTER)
        return
    by_sender = not people.isdisjoint(_sender(installation, unit, case.row.person_id))
    protect(installation, unit, _SYSTEM, people, SENDER if by_sender else REGISTER, application_id=case.row.id)
    if case.row.door == "online" and not by_sender:
        write_audit(installation, unit, _SYSTEM, NAMED, application_id=case.row.id, detail=BY_OTHER)
