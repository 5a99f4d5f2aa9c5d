"""After a correction that changes what was signed, what was signed says something else: the sender signs the new document, and so
does each who signs beside them. The old signatures stay, as evidence of what the application said before."""

from forms.path import Path
from portal.clock import to_micro
from portal.db import Unit
from portal.services.actor import Actor
from portal.services.ask_signature import APPLICANT, ask_signature
from portal.services.ask_signers import ask_signers, others_of
from portal.services.cases import Case
from portal.services.installation import Installation
from portal.services.move_application import tell_applicant
from portal.services.sign_at_counter import names_of, signer_of_visit
from portal.services.sign_in_resident import own_name
from portal.services.signed_document import content_of, fix_again, says_the_same
from portal.services.who_files import role_of
from portal.store import signatures, signer_requests
from portal.store.signatures import DocumentRow

ALONE, ALL = "alone", "all"  # who has to sign again


def sign_anew(installation: Installation, unit: Unit, case: Case, path: Path, actor: Actor) -> None:
    """In the transaction that stores the correction. Nothing where nobody signed with a card when it was sent, or every
    answer is as it was signed. Whoever did not mend it themselves is told, where a resident filed it. The arrival stays."""
    if not signs_anew(unit, case, path):
        return
    role = role_of(case.procedure, path.answers, str(case.evidence.get("came", "")))
    today, now, person_id = installation.clock.today(), to_micro(installation.clock.now()), case.row.person_id
    came = signer_of_visit(installation, unit, case.procedure, path.answers, role, None) if person_id is None else None
    own = own_name(installation, unit, person_id) if person_id else names_of(came)
    others = others_of(case.procedure, path, role, case.arrival_day, own)
    language = signatures.documents_of(unit, case.row.id)[-1].language
    signer_requests.void(unit, case.row.id, now)
    document = fix_again(installation, unit, case, path, language)
    ask_signature(installation, unit, document, APPLICANT, person_id)
    ask_signers(installation, unit, case.sealer, case.row.id, document.id, others, today)
    if actor.id != person_id:
        tell_applicant(installation, unit, case, "sign_again", now)


def signs_anew(unit: Unit, case: Case, path: Path) -> str:
    """Whether a correction asks to sign again, said before it is made: "", `alone`, or `all` with those beside the sender."""
    documents = signatures.documents_of(unit, case.row.id)
    if not documents or _says_the_same(documents[-1], case, path):
        return ""
    return ALL if signer_requests.of_application(unit, case.row.id) else ALONE


def _says_the_same(document: DocumentRow, case: Case, path: Path) -> bool:
    return says_the_same(content_of(document, case.sealer), case.procedure, path.answers)
