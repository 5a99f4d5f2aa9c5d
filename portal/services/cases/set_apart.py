"""No other resident may see these applications, or notice them."""

from collections.abc import Sequence

from portal.db import Unit
from portal.services.cases.cases import Case
from portal.services.cases.open_answers import open_answers
from portal.services.residents.protect import SENDER, STAFF, protected_among, protected_cases, protected_people
from portal.services.residents.sign_in_resident import own_name
from portal.services.shared.needs import Records
from portal.services.shared.people_in import people_in, principal_of
from portal.store.cases import applications
from portal.store.cases.applications import ApplicationRow
from portal.store.residents import people, protections
from portal.store.together import together


def is_set_apart(installation: Records, unit: Unit, case: Case) -> bool:
    """Staff marked it, or its sender is protected. People whom it only names count only without a sender, who could learn of it."""
    return case.protected if case.row.person_id is None else keeps_nobody_out(installation, unit, case.row)


def set_apart_among(installation: Records, unit: Unit, rows: Sequence[ApplicationRow]) -> frozenset[int]:
    # `is_set_apart` of each, in as many statements as of one of them, without opening more than it asks.
    if not rows or not protections.anybody(unit):
        return frozenset()
    with together(unit) as ahead:
        for row in rows:
            protections.bases(ahead, row.id)
            if row.person_id is None:
                applications.answers(ahead, row.id, row.answers_revision)
            else:
                people.by_id(ahead, row.person_id)
    key, senders = installation.protection_key, {row.id: row.person_id for row in rows if row.person_id is not None}
    names = {number: own_name(installation.keys, unit, person) for number, person in senders.items()}
    hidden = protected_people(key, unit, [name for own in names.values() for name in own])
    marked = {
        number for number, own in names.items() if protections.bases(unit, number) & {STAFF, SENDER} or hidden & {*own}
    }
    unsent = [(row.id, people_in(*open_answers(installation, unit, row))) for row in rows if row.person_id is None]
    return protected_cases(key, unit, unsent) | marked


def keeps_nobody_out(installation: Records, unit: Unit, row: ApplicationRow) -> bool:
    # As `is_set_apart`, but if nobody sent it, of the people it names the principal alone counts, whom staff checked: else
    # two people could learn who is protected, of whom the second is refused or not.
    if protections.bases(unit, row.id) & {STAFF, SENDER}:
        return True
    sent, keys = row.person_id, installation.keys
    people = principal_of(*open_answers(installation, unit, row)) if sent is None else own_name(keys, unit, sent)
    return protected_among(installation.protection_key, unit, people)
