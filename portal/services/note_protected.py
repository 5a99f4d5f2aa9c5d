"""Looks, when an application is sent, whether anybody it names is protected: in the register where there is one, and among
those that the service knows."""

from datetime import date

from forms.answers import Answers
from integrations.interfaces import AdapterError
from portal.db import Unit
from portal.logs import log
from portal.services.actor import Actor
from portal.services.drafts import Draft
from portal.services.installation import Installation
from portal.services.people_in import people_in
from portal.services.protect import REGISTER, People, protect, protected_among
from portal.services.sign_in_resident import own_name
from portal.store import protections

_SYSTEM = Actor("system", "register")


def note_protected(installation: Installation, unit: Unit, draft: Draft, answers: Answers, application_id: int) -> None:
    """Marks whom the register protects, and the application where who sent it is protected without being named in it."""
    named = people_in(draft.procedure, answers)
    by_register = [one for one in named if _in_register(installation, one)]
    if by_register:
        protect(installation, unit, _SYSTEM, by_register, REGISTER, application_id=application_id)
    person_id = draft.row.person_id
    if person_id is None or not protections.anybody(unit):
        return
    sender: People = own_name(installation, unit, person_id)
    if protected_among(installation, unit, sender):
        protect(installation, unit, _SYSTEM, [], REGISTER, application_id=application_id)


def _in_register(installation: Installation, person: tuple[str, str]) -> bool:
    """AdapterError is no reason to refuse what is sent: who is protected was told when the sources were gathered, and staff
    can mark."""
    name, birth = person
    if installation.register is None:
        return False
    try:
        return any(one.protected for one in installation.register.find(name, date.fromisoformat(birth)))
    except AdapterError as failed:
        log.warning("register", code=failed.code)
    except ValueError:
        return False  # a birth of which only the year is known
    return False
