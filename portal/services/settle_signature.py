"""Settles a signature that could not be judged when it came: by what is known about revocation by now, or by a person."""

from portal.clock import to_micro
from portal.db import Unit
from portal.errors import BadRequest, Conflict, NotFound
from portal.services.actor import Actor
from portal.services.ask_signature import APPLICANT
from portal.services.cases import Case
from portal.services.installation import Installation
from portal.services.judge_signature import (
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
from portal.services.move_application import tell_applicant
from portal.services.own_case import demand_review
from portal.services.rights import Member
from portal.services.sign_mandate import confirm_signed
from portal.services.tie_to_register import tie_signer
from portal.services.write_audit import write_audit
from portal.store import signatures, signer_requests
from portal.store.signatures import Judged, SignatureRow

MOST_SHOWN = 200
# What a member of staff may make of a signature, by what it is. `mended`: an ID, or a copy of one, took its place.
WAYS = {
    PERSON: (ACCEPTED, REFUSED),
    REFUSED: (MENDED,),
    OPEN: (MENDED,),
    COPY: (MENDED, REFUSED),
}
# Of who signs beside the sender: on paper where the definition lets them, or asked once more.
WAYS_OF_OTHERS = {DECLINED: (ASKED,), REFUSED: (ASKED,)}
DECIDED = (ACCEPTED, REFUSED, MENDED, PAPER, ASKED)


def settle_signature(
    installation: Installation, unit: Unit, member: Member, case: Case, signature_id: int, state: str, shown: str
) -> None:
    """`shown`: what was looked at, or why it is not theirs. NotAllowed, OwnCase, Conflict where it stands otherwise by now."""
    demand_review(installation, unit, member, case)
    row = next((one for one in signatures.of_application(unit, case.row.id) if one.id == signature_id), None)
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
    tell_settled(installation, unit, case, row, member.actor, state, code, now)


def ways_of(unit: Unit, row: SignatureRow, application_id: int, protected: bool) -> tuple[str, ...]:
    """What a member may make of it. `protected`: nobody else is shown the application, and so it goes by paper."""
    asked = next(
        (one for one in signer_requests.of_application(unit, application_id) if one.signature_id == row.id), None
    )
    if row.role == PRINCIPAL:
        return WAYS[PERSON] if row.state == PERSON else ()
    if asked is None:
        return WAYS.get(row.state, ())
    on_paper = (PAPER,) if (asked.paper or protected) and row.state in (ASKED, OPEN, DECLINED, REFUSED) else ()
    own = (ACCEPTED, REFUSED) if row.state == PERSON else WAYS_OF_OTHERS.get(row.state, ())
    return (*own, *on_paper)


def is_copy(unit: Unit, application_id: int, signature_id: int) -> bool:
    """Whether a copy of an ID is to be looked at: then the applicant is told why it does not do."""
    return any((row.id, row.state) == (signature_id, COPY) for row in signatures.of_application(unit, application_id))


def wrong_with(shown: str) -> str:
    """What to mend, "" for nothing."""
    if not shown.strip():
        return "見たもの、または本人の署名と認められないわけを書いてください。"
    return f"{MOST_SHOWN}字までにしてください。" if len(shown.strip()) > MOST_SHOWN else ""


def tell_settled(
    installation: Installation, unit: Unit, case: Case, row: SignatureRow, actor: Actor, state: str, code: str, now: int
) -> None:
    """To the audit, and to the applicant unless a person has yet to look. `row`: as it was."""
    said = " ".join(part for part in (row.role, state, code if state == REFUSED else "") if part)
    write_audit(installation, unit, actor, "settle signature", application_id=case.row.id, detail=said)
    if row.role == PRINCIPAL:
        if state == ACCEPTED:
            confirm_signed(installation, unit, case, actor)
        return
    # What somebody else signed is not the applicant's to mend: the section asks them again.
    failed = "signature_failed" if row.role == APPLICANT else "signer_failed"
    message = failed if state == REFUSED else "signature_settled"
    if state not in (PERSON, ASKED):
        tell_applicant(installation, unit, case, message, now)
