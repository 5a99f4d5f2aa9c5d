"""After a correction of signed content; old signatures are evidence."""

from forms.path.filer import role_of
from forms.path.path import Path
from portal.clock import to_micro
from portal.db import Unit
from portal.services.cases.cases import Case
from portal.services.cases.move_application import notify_applicant
from portal.services.counter.sign_at_counter import names_of, signer_of_visit
from portal.services.residents.sign_in_resident import own_name
from portal.services.shared.needs import Correspondence
from portal.services.shared.write_audit import Actor
from portal.services.signing.ask_signature import APPLICANT, ask_signature
from portal.services.signing.ask_signers import ask_signers, others_of
from portal.services.signing.signed_document import content_of, fix_again, has_same_content
from portal.store.signing import signatures, signer_requests
from portal.store.signing.signatures import DocumentRow

ALONE, ALL = "alone", "all"  # who must sign again


def request_signature_again(installation: Correspondence, unit: Unit, case: Case, path: Path, actor: Actor) -> None:
    """In the correcting transaction. Notifies the applicant unless they corrected it."""
    if not signature_needed_again(unit, case, path):
        return
    role = role_of(case.procedure, path.answers, str(case.evidence.get("came", "")))
    today, now, person_id = installation.clock.today(), to_micro(installation.clock.now()), case.row.person_id
    visitor = (
        signer_of_visit(installation.keys, unit, case.procedure, path.answers, role, None)
        if person_id is None
        else None
    )
    own = own_name(installation.keys, unit, person_id) if person_id else names_of(visitor)
    others = others_of(case.procedure, path, role, case.arrival_day, own)
    language = signatures.documents_of(unit, case.row.id)[-1].language
    signer_requests.void(unit, case.row.id, now)
    document = fix_again(installation, unit, case, path, language)
    ask_signature(installation.clock, unit, document, APPLICANT, person_id)
    ask_signers(installation.clock, unit, case.sealer, case.row.id, document.id, others, today)
    if actor.id != person_id:
        notify_applicant(installation, unit, case, "sign_again", now)


def signature_needed_again(unit: Unit, case: Case, path: Path) -> str:
    documents = signatures.documents_of(unit, case.row.id)
    if not documents or _has_same_content(documents[-1], case, path):
        return ""
    return ALL if signer_requests.of_application(unit, case.row.id) else ALONE


def _has_same_content(document: DocumentRow, case: Case, path: Path) -> bool:
    return has_same_content(content_of(document, case.sealer), case.procedure, path.answers)
