"""By card the sender's document; in a case set apart on paper."""

from dataclasses import dataclass

from portal.db import Unit
from portal.errors import Conflict, NotFound
from portal.services.cases.cases import Case, case_of_member
from portal.services.counter.needs import CounterNeeds
from portal.services.counter.sign_by_reader import can_sign
from portal.services.shared.rights import Member
from portal.services.signing.ask_signers import Asked, is_turn, shown_to, signer_code
from portal.store.signing import signatures
from portal.store.signing.signatures import DocumentRow


@dataclass(frozen=True)
class Signer:
    asked: Asked
    code: str  # for signing from home
    here: bool  # at this reader


def signers_here(installation: CounterNeeds, unit: Unit, member: Member, case: Case) -> tuple[Signer, ...]:
    """In signing order; () if the document may not be shown."""
    asked = shown_to(installation, unit, case)
    open_ = member.may("enter", case.row.duty) and case.row.decided_at is None
    return tuple(
        Signer(
            asked_signer,
            signer_code(installation.code_key, case.row, asked_signer.row) if asked_signer.waits and open_ else "",
            open_ and asked_signer.waits and can_sign(installation) and is_turn(asked, asked_signer),
        )
        for asked_signer in asked
    )


def signer_here(
    installation: CounterNeeds, unit: Unit, member: Member, receipt_number: str, signature_id: int
) -> tuple[Case, Asked, DocumentRow]:
    """Raises NotFound, NotAllowed, or Conflict if signed, not their turn, or decided."""
    case = case_of_member(installation, unit, member, receipt_number)
    member.demand("enter", case.row.duty)
    match = next(
        (
            signer
            for signer in signers_here(installation, unit, member, case)
            if signer.asked.row.signature_id == signature_id
        ),
        None,
    )
    document = signatures.document(unit, match.asked.row.document_id) if match else None
    if match is None or document is None:
        raise NotFound("signer")
    if not match.here:
        raise Conflict("signer")
    return case, match.asked, document


def signs_here(installation: CounterNeeds, unit: Unit, member: Member, case: Case) -> frozenset[int]:
    """Ids of the signatures that this reader can take now."""
    signers = signers_here(installation, unit, member, case)
    return frozenset(signer.asked.row.signature_id for signer in signers if signer.here)
