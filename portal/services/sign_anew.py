"""After a correction what was signed says something else: where several sign, each signs the new document, the sender too."""

from forms.path import Path
from portal.clock import to_micro
from portal.db import Unit
from portal.services.ask_signature import APPLICANT, ask_signature
from portal.services.ask_signers import ask_signers, others_of
from portal.services.cases import Case
from portal.services.installation import Installation
from portal.services.signed_document import fix_again
from portal.services.who_files import role_of
from portal.store import signatures, signer_requests


def sign_anew(installation: Installation, unit: Unit, case: Case, path: Path) -> None:
    """In the transaction that stores the correction. Nothing where nobody signed with a card when it was sent, or nobody
    signs beside the sender, before and now. The arrival stays."""
    documents = signatures.documents_of(unit, case.row.id)
    if not documents or case.row.person_id is None:
        return
    role = role_of(case.procedure, path.answers, str(case.evidence.get("came", "")))
    today = installation.clock.today()
    others = others_of(installation, unit, case.procedure, path, role, case.arrival_day, case.row.person_id)
    if not others and not signer_requests.of_application(unit, case.row.id):
        return
    signer_requests.void(unit, case.row.id, to_micro(installation.clock.now()))
    document = fix_again(installation, unit, case, path, documents[-1].language)
    ask_signature(installation, unit, document, APPLICANT, case.row.person_id)
    ask_signers(installation, unit, case.sealer, case.row.id, document.id, others, today)


def signs_anew(unit: Unit, case: Case) -> bool:
    """Whether a correction asks everybody to sign again: said before it is made."""
    return bool(signer_requests.of_application(unit, case.row.id))
