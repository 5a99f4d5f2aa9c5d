from dataclasses import dataclass

from sqlalchemy import delete, exists, select, update

from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.filing.draft import Draft
from portal.models.filing.draft_code import DraftCode
from portal.models.residents.person import Person
from portal.models.residents.session import Session
from portal.store.statements import bound, by, insert_into, one, rows, run, sql


@dataclass(frozen=True)
class PersonRow:
    id: str
    issuer: str
    subject: str
    key_id: str
    wrapped_key: bytes
    sealed_card: bytes
    made_at: int
    signed_in_at: int


_person = Person.table
_session = Session.table
_draft = Draft.table
_code = DraftCode.table
_application = Application.table
_BY_SUBJECT = sql(rows(PersonRow, Person).where(by(_person.c.issuer, _person.c.subject)))
_BY_ID = sql(rows(PersonRow, Person).where(by(_person.c.id)))
_ADD = sql(insert_into(Person, PersonRow).on_conflict_do_nothing(index_elements=[_person.c.issuer, _person.c.subject]))
_SEEN = sql(update(_person).where(by(_person.c.id)).values(bound("sealed_card", "signed_in_at")))

# A guest's draft cannot be reached after the session ends, unless the guest took a code for it.
_DROP_DRAFTS = sql(
    delete(_draft).where(
        _draft.c.person_id.in_(select(_person.c.id).where(by(_person.c.issuer))),
        ~exists().where(_session.c.person_id == _draft.c.person_id),
        ~exists().where(_code.c.draft_id == _draft.c.id, _code.c.rights == "whole"),
    )
)
_DROP = sql(
    delete(_person).where(
        by(_person.c.issuer),
        ~exists().where(_session.c.person_id == _person.c.id),
        ~exists().where(_draft.c.person_id == _person.c.id),
        ~exists().where(_application.c.person_id == _person.c.id),
    )
)


def by_subject(unit: Unit, issuer: str, subject: str) -> PersonRow | None:
    return one(unit, _BY_SUBJECT, issuer=issuer, subject=subject)


def by_id(unit: Unit, person_id: str) -> PersonRow | None:
    return one(unit, _BY_ID, id=person_id)


def add(unit: Unit, person: PersonRow) -> None:
    """Ignores an existing person: two first sign-ins may run at once."""
    run(unit, _ADD, vars(person))


def signed_in(unit: Unit, person_id: str, sealed_card: bytes, now: int) -> None:
    run(unit, _SEEN, {"id": person_id, "sealed_card": sealed_card, "signed_in_at": now})


def remove_ended(unit: Unit, issuer: str) -> int:
    """The number of drafts."""
    dropped = run(unit, _DROP_DRAFTS, {"issuer": issuer}).rowcount
    remove_idle(unit, issuer)
    return dropped


def remove_idle(unit: Unit, issuer: str) -> None:
    run(unit, _DROP, {"issuer": issuer})
