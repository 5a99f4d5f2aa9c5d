"""A visitor signs at the counter with their own card (署名用), over the very document that the clerk's page shows them. Judged and kept
as a signature from home is; it and the application are stored together, or neither, and whoever signs beside them is asked."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from forms.answers import Answers
from forms.procedure import Procedure
from forms.signers import DueSigner
from integrations.certificate_sockets import SignatureEvidence
from integrations.interfaces import BasicFour
from portal.db import Unit
from portal.errors import Conflict, SignInFailed
from portal.services.ask_reception import DOOR
from portal.services.ask_signature import APPLICANT, ask_signature, keep_signature
from portal.services.ask_signers import ask_signers, one_twice, others_of
from portal.services.drafts import Draft
from portal.services.enter_at_counter import Entry, open_entry, register_entry
from portal.services.installation import Installation
from portal.services.judge_signature import Ruling, judge_signature, signer_of
from portal.services.note_protected import Looked
from portal.services.people_in import name_text
from portal.services.rights import Member
from portal.services.sign_by_reader import ask_card, asked_for, read_signed
from portal.services.signed_document import content_of, fits, to_verify
from portal.services.submit_application import Sent
from portal.services.who_files import CAME, SELF, role_of
from portal.store import applications
from portal.store.signatures import DocumentRow, SignatureRow


def is_signed(installation: Installation, entry: Entry) -> bool:
    """Whether a visit for this procedure may be signed with a card. A paper form carries its signature on it."""
    door = entry.reception.answers.get(DOOR, entry.draft.row.door)
    on_paper = door != "counter" or entry.draft.sheet
    return not on_paper and installation.signature_needed(entry.draft.procedure, installation.clock.today())


def entry_to_sign(installation: Installation, draft: Draft, place: str) -> Entry | None:
    """The visit as it stands, every question of it on the page that is signed; None while something of it is open."""
    entry = open_entry(installation, draft, place)
    whole = replace(entry, shown=entry.reception.asked | entry.path.asked)
    return whole if whole.ready and not whole.mistaken and is_signed(installation, whole) else None


def ask_visitor(
    installation: Installation, unit: Unit, draft: Draft, document: DocumentRow, session: str, place: str
) -> tuple[str, str]:
    """As `ask_card`, of whoever files."""
    row = ask_signature(installation, unit, document, APPLICANT, draft.row.person_id)
    return ask_card(
        installation, unit, draft.sealer, document, row.id, session=session, page=draft.id, place=place
    )  # fmt: skip


def came_back(
    installation: Installation, unit: Unit, draft: Draft, number: str, answer: str
) -> tuple[DocumentRow, SignatureRow, SignatureEvidence]:
    """What was signed, unjudged. SignInFailed with the agent's code, or CHANGED where the visit says something else by now."""
    document, row, sealed = asked_for(unit, number)
    if not fits(installation, document, draft):
        raise SignInFailed("CHANGED")
    return document, row, read_signed(installation, draft.sealer, document, sealed, number, answer)


def judge_visit(
    installation: Installation, draft: Draft, document: DocumentRow, evidence: SignatureEvidence, signer: BasicFour | None,
    at: datetime,
) -> Ruling:  # fmt: skip
    """Asks about revocation: no unit may be open."""
    return judge_signature(installation, evidence, to_verify(document, content_of(document, draft.sealer), signer), at)


def signer_of_visit(
    installation: Installation, unit: Unit, procedure: Procedure, answers: Answers, came: str, person_id: str | None
) -> BasicFour | None:
    """Whose card it has to be: of who brought a draft along, as their own card told; else of whom it is for, where they came
    themselves. Nobody can say of others: then the section looks."""
    known = signer_of(installation, unit, person_id)
    roles = procedure.principal
    name, birth = (answers.get(roles.get(role, "")) for role in ("name", "birth"))
    if known is not None or role_of(procedure, answers, came) != SELF or name is None:
        return known
    return BasicFour(name_text(name), "", date.fromisoformat(birth) if isinstance(birth, str) else None)


def came_as(answers: Mapping[str, Any]) -> str:
    return str(answers.get(CAME, ""))


def names_of(signer: BasicFour | None) -> list[tuple[str, str]]:
    """Name and birth of who files; [] where nobody knows them."""
    return [(signer.name, signer.birth.isoformat())] if signer is not None and signer.birth is not None else []


def others_of_visit(installation: Installation, entry: Entry, signer: BasicFour | None) -> tuple[DueSigner, ...]:
    """Who signs beside the visitor. `signer`: as `signer_of_visit` says. SignInFailed SAME_PERSON where somebody would sign twice."""
    came = role_of(entry.draft.procedure, entry.path.answers, came_as(entry.reception.answers))
    own = names_of(signer)
    others = others_of(entry.draft.procedure, entry.path, came, installation.clock.today(), own)
    if one_twice(others, own) is not None:
        raise SignInFailed("SAME_PERSON")
    return others


def register_signed(
    installation: Installation, unit: Unit, member: Member, entry: Entry, looked: Looked, document: DocumentRow,
    row: SignatureRow, ruling: Ruling, at: datetime, others: tuple[DueSigner, ...],
) -> Sent:  # fmt: skip
    """Signature and application, with the request to each of the `others`; no receipt number while something is open, and then
    nothing is to be stored. Conflict where the visit says something else by now."""
    if not fits(installation, document, entry.draft):
        raise Conflict("document")
    told = {"role": row.role, "sha256": document.sha256.hex()}
    sent = register_entry(installation, unit, member, entry, looked, signed=document.id, signature=told)
    stored = applications.by_uid(unit, entry.draft.id) if sent.receipt_number else None
    if stored is not None:
        sealer, today = entry.draft.sealer, installation.clock.today()
        keep_signature(installation, unit, stored.uid, sealer, row, ruling, member.actor, at)
        ask_signers(installation, unit, sealer, stored.id, document.id, others, today)
    return sent
