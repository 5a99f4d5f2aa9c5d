# An application arrives also while the register cannot be asked whom it protects: a delivery asks until it answers.

from portal.outbox import Claimed
from portal.services.cases.cases import open_case
from portal.services.filing.note_protected import look_in_register
from portal.services.residents.protect import REGISTER, protect
from portal.services.shared.needs import HasRegister
from portal.services.shared.people_in import people_in
from portal.services.shared.write_audit import Actor
from portal.store.cases import applications


def look_again(installation: HasRegister, claimed: Claimed) -> None:
    """Raises AdapterError."""
    number = claimed.row.application_id or 0
    with installation.database.read() as unit:
        row = applications.by_id(unit, number)
        case = None if row is None else open_case(installation, unit, row)
    if case is None:
        return
    looked = look_in_register(installation.register, people_in(case.procedure, case.answers))
    protected = [person for person, is_protected in looked.items() if is_protected]
    if protected:
        with installation.database.change() as unit:
            protect(installation, unit, Actor("system", "register"), protected, REGISTER, application_id=number)
