"""When an application is withdrawn, nobody has to sign it any more: it opens to none of the signers, and who came is told."""

from forms.kind import WITHDRAWN
from portal.db import Unit
from portal.services.cases import Case
from portal.services.installation import Installation
from portal.services.notify import Addressee, notify
from portal.store import signer_requests
from portal.store.signer_requests import RequestRow


def requests_of(unit: Unit, case: Case) -> list[RequestRow]:
    """Those whose signers may see the application. Where somebody may not be found it would show where they live."""
    if case.protected or case.row.state == WITHDRAWN:
        return []
    return signer_requests.of_application(unit, case.row.id)


def end_signing(installation: Installation, unit: Unit, case: Case) -> None:
    """In the transaction that withdraws it. `case`: as it was before. Of who never came no address is known."""
    number = case.row.receipt_number
    for row in requests_of(unit, case):
        if row.person_id is not None:
            to = Addressee(row.person_id, case.row.id)
            notify(installation, unit, to, "signer_ended", once=f"signer_ended:{row.signature_id}", receipt=number)
