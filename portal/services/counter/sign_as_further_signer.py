"""By card the sender's document; in a case set apart on paper."""

from dataclasses import dataclass

from portal.config import Settings
from portal.db import Unit
from portal.errors import Conflict, NotFound
from portal.services.cases.cases import Case, case_of_member
from portal.services.counter.needs import CounterNeeds
from portal.services.counter.sign_by_reader import can_sign
from portal.services.shared.rights import Member
from portal.services.signing.ask_signers import Asked, is_turn, shown_to, signer_code
from portal.store.courier import courier
from portal.store.signing import signatures
from portal.store.signing.signatures import DocumentRow


@dataclass(frozen=True)
class Signer:
    asked: Asked
    waits: bool
    code: str  # for signing from home
    address: str  # of the page for that
    here: bool  # at this reader


def signers_here(installation: CounterNeeds, unit: Unit, member: Member, case: Case) -> tuple[Signer, ...]:
    """In signing order; () if the document may not be shown."""
    asked = shown_to(installation, unit, case)
    open_ = member.may("enter", case.row.duty) and case.row.decided_at is None
    # A code opens only where it was made: not what zone inner or a laptop would print.
    settings = installation.settings
    with_code = settings.zone != "inner" and not settings.laptop
    address = _address(settings, unit, case)
    return tuple(
        Signer(
            asked_signer,
            waits := open_ and asked_signer.waits,
            signer_code(installation.code_key, case.row, asked_signer.row) if waits and with_code else "",
            address,
            waits and can_sign(installation) and is_turn(asked, asked_signer),
        )
        for asked_signer in asked
    )


def _address(settings: Settings, unit: Unit, case: Case) -> str:
    # "" where a resident reaches none: what was filed inside stays there.
    address = settings.resident_address
    known = address and (settings.zone != "inner" or courier.of(unit, case.row.id))
    return f"{address}/signers" if known else ""


def place_to_sign(signer: Signer) -> str:
    if not signer.address:
        return "窓口で署名します。受付番号を伝えてください。"
    if not signer.code:
        return f"{signer.address} か窓口で署名します。受付番号と、申請した人のマイページにある番号を伝えてください。"
    return f"{signer.address} か窓口で署名します。受付番号と、その人の番号を伝えてください。"


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
