# Responses do not reveal whether draft or address exist.

from portal.db import Unit
from portal.errors import TooMany
from portal.services.filing.needs import FilingNeeds
from portal.services.filing.share_draft import living_code
from portal.services.residents.contact_book import address_of
from portal.services.residents.prove_contact import mail_code, take_code
from portal.services.residents.sign_in_mail import count_address
from portal.services.shared.needs import HasCodeKey
from portal.services.shared.sessions import Session
from portal.services.shared.write_audit import Actor, write_audit
from portal.store.filing import drafts
from portal.store.filing.draft_codes import WHOLE, CodeRow
from portal.store.residents import contacts


def ask_number(installation: FilingNeeds, unit: Unit, visitor: Session, actor: Actor, typed: str) -> None:
    """Commit in both cases."""
    write_audit(installation, unit, actor, "ask for number beside code")
    row = living_code(installation, unit, typed)
    draft = drafts.by_id(unit, row.draft_id) if row is not None and row.rights == WHOLE else None
    if draft is None or draft.person_id is None:
        return
    for contact in contacts.of_person(unit, draft.person_id):
        if contact.channel == "mail" and contact.state == "proved":
            address = address_of(installation.keys, contact)
            try:
                count_address(installation, unit, address)
            except TooMany:
                return
            mail_code(installation, unit, visitor.person_id or "", address, contact.language, _about(draft.id))


def open_by_mail(
    installation: HasCodeKey, unit: Unit, visitor: Session, actor: Actor, typed: str, number: str
) -> CodeRow | None:
    """None on failure. Commit in both cases."""
    row = living_code(installation, unit, typed)
    proof = take_code(installation, unit, visitor.person_id or "", number, _about(row.draft_id if row else ""))
    if row is None or row.rights != WHOLE or proof.problem:
        write_audit(installation, unit, actor, "fail to open draft by code")
        return None
    write_audit(installation, unit, actor, "open draft by code", detail=f"{row.draft_id} {row.rights} mail")
    return row


def _about(draft_id: str) -> str:
    return f"draft {draft_id}"
