"""A principal signs a mandate (委任) with their own card, where what was filed by it needs a signature too: a mandate is worth no less
than what is done by it. What is signed is what they read: who, for whom, what, how long. It holds no application; the
delegation says how it stands."""

import secrets
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from forms.answers import canonical
from portal.clock import to_micro
from portal.db import Unit
from portal.services.actor import Actor
from portal.services.cases import Case
from portal.services.installation import Installation
from portal.services.judge_signature import BEGUN, PRINCIPAL
from portal.services.signature_stand import latest
from portal.services.signed_document import keep_content
from portal.services.write_audit import write_audit
from portal.store import delegations, signatures
from portal.store.delegations import CLAIMED, VERIFIED
from portal.store.signatures import MANDATE, DocumentRow, SignatureRow

FORMAT = "kakanai-signed-mandate/1"
_SHOWN = "本人がマイナンバーカードで署名し、頼んだと確かめた"


def asks_signature(installation: Installation, case: Case) -> bool:
    return installation.signature_needed(case.procedure, case.arrival_day)


def mandate_mark(told: Mapping[str, Any]) -> str:
    """Of what it says: what was signed before it said something else counts for nothing."""
    return MANDATE + sha256(canonical(dict(told))).hexdigest()


def ask_principal(
    installation: Installation, unit: Unit, case: Case, told: Mapping[str, Any], language: str, person_id: str
) -> tuple[DocumentRow, SignatureRow]:
    """The document, and the request that this trip is for: those of before where they say the same. `told`: as the page
    shows it."""
    mark, now = mandate_mark(told), to_micro(installation.clock.now())
    document = signatures.mandate_document(unit, case.row.id, mark)
    if document is None:
        nonce = secrets.token_urlsafe(32)
        content = canonical(
            {
                "format": FORMAT, "city": installation.city.name, "procedure": case.procedure.id,
                "version": case.procedure.version, "meaning": case.procedure.meaning, "application": case.row.uid,
                "nonce": nonce, **told,
            }
        )  # fmt: skip
        document = keep_content(
            unit, case.sealer, content, nonce, case.procedure, uid=case.row.uid, application_id=case.row.id, mark=mark,
            language=language, now=now,
        )  # fmt: skip
    for row in signatures.of_document(unit, document.id):
        if (row.person_id, row.state) == (person_id, BEGUN):
            return document, row
    number = signatures.add(unit, document.id, PRINCIPAL, person_id, now, BEGUN)
    begun = signatures.by_id(unit, number)
    if begun is None:  # it was inserted just now: a bug
        raise KeyError(number)
    return document, begun


def mandate_signature(unit: Unit, application_id: int) -> str:
    """How the principal's own signature stands, "" where none came."""
    rows = latest(signatures.of_application(unit, application_id))
    return next((row.state for row in rows if row.role == PRINCIPAL), "")


def confirm_signed(installation: Installation, unit: Unit, case: Case, actor: Actor) -> None:
    """Their signature stands. Nothing where the delegation was judged, or taken back, meanwhile."""
    now = to_micro(installation.clock.now())
    sealed = case.sealer.seal(f"delegation:{now}", _SHOWN)
    if delegations.judge(unit, case.row.id, CLAIMED, VERIFIED, delegations.PRINCIPAL, now, sealed, ""):
        write_audit(installation, unit, actor, "confirm mandate", application_id=case.row.id, detail="signed")
