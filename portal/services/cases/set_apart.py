"""No other resident may see these applications."""

from portal.db import Unit
from portal.services.cases.cases import Case
from portal.services.residents.protect import SENDER, STAFF, protected_among
from portal.services.residents.sign_in_resident import own_name
from portal.services.shared.needs import Records
from portal.store.residents import protections


def is_set_apart(installation: Records, unit: Unit, case: Case) -> bool:
    """Staff marked it, or its sender is protected. People whom it only names count only if nobody sent it (counter,
    import): else senders could learn who is protected."""
    if case.row.person_id is None:
        return case.protected
    if protections.bases(unit, case.row.id) & {STAFF, SENDER}:
        return True
    return protected_among(installation.protection_key, unit, own_name(installation.keys, unit, case.row.person_id))
