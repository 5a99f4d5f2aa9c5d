"""Looks, when an application is sent, whether anybody it names is protected: in the register where there is one, and among
those that the service knows."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import TypeVar

from forms.answers import Answers
from integrations.interfaces import AdapterError
from portal.db import Unit
from portal.errors import Conflict
from portal.logs import log
from portal.services.actor import Actor
from portal.services.drafts import Draft
from portal.services.installation import Installation
from portal.services.match_resident import may_be
from portal.services.people_in import people_in
from portal.services.protect import REGISTER, People, protect, protected_among
from portal.services.sign_in_resident import own_name
from portal.store import protections

_SYSTEM = Actor("system", "register")
_ROUNDS = 3
Came = TypeVar("Came")

Looked = Mapping[tuple[str, str], bool]  # who was looked for in the register, and whether it protects them
NOBODY: Looked = {}


class RegisterUnasked(Exception):  # no failure: what has to be done first
    """These have to be looked for before the application is stored."""

    def __init__(self, people: frozenset[tuple[str, str]]) -> None:
        super().__init__()
        self.people = people


def asking_register(installation: Installation, send: Callable[[Looked], Came]) -> Came:
    """Runs `send`, which opens and commits its own unit. Whom it names is looked for while none is open, and then it runs
    again. Conflict where it names others each time."""
    looked: dict[tuple[str, str], bool] = {}
    for _ in range(_ROUNDS):
        try:
            return send(looked)
        except RegisterUnasked as unasked:
            looked |= look_for(installation, unasked.people)
    raise Conflict("register")


def look_first(installation: Installation, people: frozenset[tuple[str, str]], looked: Looked) -> None:
    """RegisterUnasked where some of them have to be looked for."""
    unasked = people - looked.keys()
    if installation.register is not None and unasked:
        raise RegisterUnasked(unasked)


def note_protected(
    installation: Installation, unit: Unit, draft: Draft, answers: Answers, application_id: int, looked: Looked
) -> None:
    """Marks whom the register protects, and the application where who sent it is protected without being named in it.
    RegisterUnasked where it has to be asked first."""
    named = people_in(draft.procedure, answers) if installation.register is not None or looked else frozenset()
    look_first(installation, named, looked)
    by_register = [one for one in named if looked.get(one)]
    if by_register:
        protect(installation, unit, _SYSTEM, by_register, REGISTER, application_id=application_id)
    person_id = draft.row.person_id
    if person_id is None or not protections.anybody(unit):
        return
    sender: People = own_name(installation, unit, person_id)
    if protected_among(installation, unit, sender):
        protect(installation, unit, _SYSTEM, [], REGISTER, application_id=application_id)


def look_for(installation: Installation, people: frozenset[tuple[str, str]]) -> Looked:
    """AdapterError is no reason to refuse what is sent: who is protected was told when the sources were gathered, and staff
    can mark."""
    try:
        return look_in_register(installation, people)
    except AdapterError as failed:
        log.warning("register", code=failed.code)
    return dict.fromkeys(people, False)


def look_in_register(installation: Installation, people: frozenset[tuple[str, str]]) -> Looked:
    """Whom the register protects; nobody where there is none. AdapterError. No unit may be open."""
    looked = dict.fromkeys(people, False)
    if installation.register is None:
        return looked
    for name, birth in people:
        day = _day(birth)
        # However they write themselves: a protected person who is not recognised is shown to whoever looks.
        looked[name, birth] = day is not None and any(
            one.protected and may_be(name, one.name) for one in installation.register.born(day)
        )
    return looked


def _day(birth: str) -> date | None:
    """None where only the year is known."""
    try:
        return date.fromisoformat(birth)
    except ValueError:
        return None
