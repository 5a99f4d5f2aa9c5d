"""Opens a draft by its code and a number that goes to its owner's proved mail address, in the place of the birthday. Whether there
is such a draft, or such an address, is told to nobody: what happens looks the same."""

from portal.db import Unit
from portal.errors import TooMany
from portal.services.actor import Actor
from portal.services.contact_book import address_of
from portal.services.installation import Installation
from portal.services.prove_contact import mail_code, take_code
from portal.services.sessions import Session
from portal.services.share_draft import living_code
from portal.services.sign_in_mail import count_address
from portal.services.write_audit import write_audit
from portal.store import contacts, drafts
from portal.store.draft_codes import WHOLE, CodeRow


def ask_number(installation: Installation, unit: Unit, visitor: Session, actor: Actor, typed: str) -> None:
    """A number for this code, to its owner, if there is anywhere to send it. Bound to the session of who asks. Commit
    either way."""
    write_audit(installation, unit, actor, "ask for number beside code")
    row = living_code(installation, unit, typed)
    draft = drafts.by_id(unit, row.draft_id) if row is not None and row.rights == WHOLE else None
    if draft is None or draft.person_id is None:
        return
    for contact in contacts.of_person(unit, draft.person_id):
        if contact.channel == "mail" and contact.state == "proved":
            address = address_of(installation, contact)
            try:
                count_address(installation, unit, address)
            except TooMany:
                return
            mail_code(installation, unit, visitor.person_id or "", address, contact.language, _about(draft.id))


def open_by_mail(
    installation: Installation, unit: Unit, visitor: Session, actor: Actor, typed: str, number: str
) -> CodeRow | None:
    """The code's row, or None. Commit either way."""
    row = living_code(installation, unit, typed)
    proof = take_code(installation, unit, visitor.person_id or "", number, _about(row.draft_id if row else ""))
    if row is None or row.rights != WHOLE or proof.problem:
        write_audit(installation, unit, actor, "fail to open draft by code")
        return None
    write_audit(installation, unit, actor, "open draft by code", detail=f"{row.draft_id} {row.rights} mail")
    return row


def _about(draft_id: str) -> str:
    return f"draft {draft_id}"
