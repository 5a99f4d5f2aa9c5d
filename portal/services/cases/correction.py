"""The 補正 that a case waits for."""

from forms.definition.kind import RETURNED
from portal.db import Unit
from portal.errors import Conflict
from portal.services.cases.cases import Case
from portal.store.desk import corrections
from portal.store.desk.corrections import CorrectionRow


def open_return(unit: Unit, case: Case) -> CorrectionRow:
    row = corrections.open_one(unit, case.row.id) if case.row.state == RETURNED else None
    if row is None:
        raise Conflict("correction")
    return row
