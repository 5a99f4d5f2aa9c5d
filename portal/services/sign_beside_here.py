"""Somebody who signs beside the sender stands at the counter: they read on the clerk's page what was signed, and sign the same with
their own card at the reader. Whose card it has to be the sender told; who may not be found signs on paper, as from home."""

from dataclasses import dataclass

from portal.db import Unit
from portal.errors import Conflict, NotFound
from portal.services.ask_signers import Asked, is_turn, shown_to, signer_code
from portal.services.cases import Case, case_of_member
from portal.services.installation import Installation
from portal.services.rights import Member
from portal.services.sign_by_reader import can_sign
from portal.store import signatures
from portal.store.signatures import DocumentRow


@dataclass(frozen=True)
class Signer:
    """One of them, for the clerk. `code`: to sign from home with, "" once they need none; `here`: they may sign at this reader now."""

    asked: Asked
    code: str
    here: bool


def signers_here(installation: Installation, unit: Unit, member: Member, case: Case) -> tuple[Signer, ...]:
    """All who sign beside the sender, in their turns; () where nobody may read it."""
    asked = shown_to(unit, case)
    open_ = member.may("enter", case.row.duty) and case.row.decided_at is None
    return tuple(
        Signer(
            one,
            signer_code(installation, case.row, one.row) if one.waits and open_ else "",
            open_ and one.waits and can_sign(installation) and is_turn(asked, one),
        )
        for one in asked
    )


def signer_here(
    installation: Installation, unit: Unit, member: Member, receipt_number: str, signature_id: int
) -> tuple[Case, Asked, DocumentRow]:
    """Who signs, and over what. NotFound for whom nobody asked; NotAllowed; Conflict where they have signed, may not yet, or the
    case is decided."""
    case = case_of_member(installation, unit, member, receipt_number)
    member.demand("enter", case.row.duty)
    found = next(
        (one for one in signers_here(installation, unit, member, case) if one.asked.row.signature_id == signature_id),
        None,
    )
    document = signatures.document(unit, found.asked.row.document_id) if found else None
    if found is None or document is None:
        raise NotFound("signer")
    if not found.here:
        raise Conflict("signer")
    return case, found.asked, document
