"""For staff, with the principal's code."""

from typing import Any

from portal.db import Unit
from portal.services.cases.cases import Case
from portal.services.filing.record_delegation import NOTIFICATION_WAYS, delegation_of
from portal.services.shared.needs import HasCodeKey
from portal.services.signing.answer_mandate import is_given, mandate_code


def delegation_panel(installation: HasCodeKey, unit: Unit, case: Case) -> dict[str, Any]:
    delegation = delegation_of(unit, case, installation.clock.today())
    return {
        "delegation": delegation,
        "ways_to_tell": NOTIFICATION_WAYS,
        "code": mandate_code(installation.code_key, case.row) if delegation and is_given(delegation.kind) else "",
    }
