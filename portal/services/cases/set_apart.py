"""No other resident may see these applications, or notice them."""

from portal.db import Unit
from portal.services.cases.cases import Case
from portal.services.cases.open_answers import open_answers
from portal.services.residents.protect import SENDER, STAFF, protected_among
from portal.services.residents.sign_in_resident import own_name
from portal.services.shared.needs import Records
from portal.services.shared.people_in import principal_of
from portal.store.cases.applications import ApplicationRow
from portal.store.residents import protections


def is_set_apart(installation: Records, unit: Unit, case: Case) -> bool:
    """Staff marked it, or its sender is protected. People whom it only names count only without a sender, who could learn of it."""
    return case.protected if case.row.person_id is None else keeps_nobody_out(installation, unit, case.row)


def keeps_nobody_out(installation: Records, unit: Unit, row: ApplicationRow) -> bool:
    # As `is_set_apart`, but if nobody sent it, of the people it names the principal alone counts, whom staff checked: else
    # two people could learn who is protected, of whom the second is refused or not.
    if protections.bases(unit, row.id) & {STAFF, SENDER}:
        return True
    sent, keys = row.person_id, installation.keys
    people = principal_of(*open_answers(installation, unit, row)) if sent is None else own_name(keys, unit, sent)
    return protected_among(installation.protection_key, unit, people)
