from forms.definition.kind import WITHDRAWN
from portal.db import Unit
from portal.services.cases.cases import Case
from portal.services.cases.set_apart import is_set_apart
from portal.services.shared.needs import Correspondence, Records
from portal.services.shared.notify import Addressee, notify
from portal.store.signing import signer_requests
from portal.store.signing.signer_requests import RequestRow


def requests_of(installation: Records, unit: Unit, case: Case) -> list[RequestRow]:
    """[] in a case set apart: its document shows addresses."""
    if case.row.state == WITHDRAWN or is_set_apart(installation, unit, case):
        return []
    return signer_requests.of_application(unit, case.row.id)


def end_signing(installation: Correspondence, unit: Unit, case: Case) -> None:
    """`case`: before the withdrawal. Signers who never came have no known address."""
    number = case.row.receipt_number
    for row in requests_of(installation, unit, case):
        if row.person_id is not None:
            to = Addressee(row.person_id, case.row.id)
            notify(installation, unit, to, "signer_ended", once=f"signer_ended:{row.signature_id}", receipt=number)
