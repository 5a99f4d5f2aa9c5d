"""One that was not judged on arrival."""

from portal.clock import to_micro
from portal.db import Unit
from portal.errors import BadRequest, Conflict, NotFound
from portal.services.cases.cases import Case
from portal.services.cases.move_application import notify_applicant
from portal.services.cases.own_case import demand_review
from portal.services.residents.tie_to_register import tie_signer
from portal.services.shared.needs import Correspondence
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import Actor, write_audit
from portal.services.signing.ask_signature import APPLICANT
from portal.services.signing.ask_signers import TAKES_PAPER
from portal.services.signing.judge_signature import (
    ACCEPTED,
    ASKED,
    COPY,
    COPY_REFUSED,
    DECLINED,
    MENDED,
    OPEN,
    PAPER,
    PERSON,
    PRINCIPAL,
    REFUSED,
    opened,
    seal_note,
)
from portal.services.signing.needs import SigningNeeds
from portal.services.signing.sign_mandate import confirm_signed
from portal.store.signing import signatures, signer_requests
from portal.store.signing.signatures import Judged, SignatureRow

MOST_SHOWN = 200
# decisions by state; `mended`: replaced by an ID or a copy of one
WAYS = {
    PERSON: (ACCEPTED, REFUSED),
    REFUSED: (MENDED,),
    OPEN: (MENDED,),
    COPY: (MENDED, REFUSED),
}
# further signers: asked again, or on paper if the definition allows it
WAYS_OF_OTHERS = {DECLINED: (ASKED,), REFUSED: (ASKED,)}
DECIDED = (ACCEPTED, REFUSED, MENDED, PAPER, ASKED)


def settle_signature(
    installation: SigningNeeds, unit: Unit, member: Member, case: Case, signature_id: int, state: str, shown: str
) -> None:
    """`shown`: evidence seen, or reason for refusal. Raises NotAllowed, OwnCase, Conflict if the state changed."""
    demand_review(installation, unit, member, case)
    row = next(
        (signature for signature in signatures.of_application(unit, case.row.id) if signature.id == signature_id), None
    )
    if row is None:
        raise NotFound("signature")
    if state not in ways_of(unit, row, case.row.id, case.protected):
        raise Conflict("signature")
    if wrong_with(shown):
        raise BadRequest("signature")
    now = to_micro(installation.clock.now())
    code = COPY_REFUSED if (row.state, state) == (COPY, REFUSED) else row.code
    after = Judged(state, code, row.sealed_evidence, row.tries, None, row.received_at)
    if not signatures.judge(unit, row.id, row.state, after, now):
        raise Conflict("signature")
    signatures.note(unit, row.id, member.login, seal_note(case.sealer, row.id, shown.strip()))
    if state == ACCEPTED:
        tie_signer(installation, unit, case.sealer, case.row.id, row, opened(case.sealer, row), now)
    report_settled(installation, unit, case, row, member.actor, state, code, now)


def ways_of(unit: Unit, row: SignatureRow, application_id: int, protected: bool) -> tuple[str, ...]:
    """Other signers of a protected case sign on paper."""
    asked = next(
        (request for request in signer_requests.of_application(unit, application_id) if request.signature_id == row.id),
        None,
    )
    if row.role == PRINCIPAL:
        return WAYS[PERSON] if row.state == PERSON else ()
    if asked is None:
        return WAYS.get(row.state, ())
    on_paper = (PAPER,) if (asked.paper or protected) and row.state in TAKES_PAPER else ()
    own = (ACCEPTED, REFUSED) if row.state == PERSON else WAYS_OF_OTHERS.get(row.state, ())
    return (*own, *on_paper)


def is_copy(unit: Unit, application_id: int, signature_id: int) -> bool:
    return any((row.id, row.state) == (signature_id, COPY) for row in signatures.of_application(unit, application_id))


def wrong_with(shown: str) -> str:
    if not shown.strip():
        return "見たもの、または本人の署名と認められない理由を書いてください。"
    return f"{MOST_SHOWN}字までにしてください。" if len(shown.strip()) > MOST_SHOWN else ""


def report_settled(
    installation: Correspondence,
    unit: Unit,
    case: Case,
    row: SignatureRow,
    actor: Actor,
    state: str,
    code: str,
    now: int,
) -> None:
    """`row`: before the change. No notice while a person must still decide."""
    detail = " ".join(part for part in (row.role, state, code if state == REFUSED else "") if part)
    write_audit(installation, unit, actor, "settle signature", application_id=case.row.id, detail=detail)
    if row.role == PRINCIPAL:
        if state == ACCEPTED:
            confirm_signed(installation, unit, case, actor)
        return
    # the section, not the applicant, asks other signers again
    failed = "signature_failed" if row.role == APPLICANT else "signer_failed"
    message = failed if state == REFUSED else "signature_settled"
    if state not in (PERSON, ASKED):
        notify_applicant(installation, unit, case, message, now)
