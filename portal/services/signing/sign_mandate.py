"""委任 by card, if the procedure needs a signature."""

import secrets
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from forms.answers import canonical
from portal.clock import to_micro
from portal.db import Unit
from portal.services.cases.cases import Case
from portal.services.cases.signature_state import latest
from portal.services.shared.city_rules import CityRules
from portal.services.shared.needs import Basics
from portal.services.shared.write_audit import Actor, write_audit
from portal.services.signing.judge_signature import BEGUN, PRINCIPAL
from portal.services.signing.signed_document import keep_content
from portal.store.signing import delegations, signatures
from portal.store.signing.delegations import CLAIMED, VERIFIED
from portal.store.signing.signatures import MANDATE, DocumentRow, SignatureRow

FORMAT = "kakanai-signed-mandate/1"
_SHOWN = "本人がマイナンバーカードで署名し、頼んだと確かめた"


def asks_signature(rules: CityRules, case: Case) -> bool:
    return rules.signature_needed(case.procedure, case.arrival_day)


def mandate_mark(content: Mapping[str, Any]) -> str:
    """Signatures on other content do not count."""
    return MANDATE + sha256(canonical(dict(content))).hexdigest()


def ask_principal(
    installation: Basics, unit: Unit, case: Case, shown: Mapping[str, Any], language: str, person_id: str
) -> tuple[DocumentRow, SignatureRow]:
    """The same document and request for unchanged content."""
    mark, now = mandate_mark(shown), to_micro(installation.clock.now())
    document = signatures.mandate_document(unit, case.row.id, mark)
    if document is None:
        nonce = secrets.token_urlsafe(32)
        content = canonical(
            {
                "format": FORMAT, "city": installation.city.name, "procedure": case.procedure.id,
                "version": case.procedure.version, "meaning": case.procedure.meaning, "application": case.row.uid,
                "nonce": nonce, **shown,
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
    if begun is None:  # a bug: it was just inserted
        raise KeyError(number)
    return document, begun


def mandate_signature(unit: Unit, application_id: int) -> str:
    rows = latest(signatures.of_application(unit, application_id))
    return next((row.state for row in rows if row.role == PRINCIPAL), "")


def confirm_signed(installation: Basics, unit: Unit, case: Case, actor: Actor) -> None:
    """Unless the delegation was judged or revoked meanwhile."""
    now = to_micro(installation.clock.now())
    sealed = case.sealer.seal(f"delegation:{now}", _SHOWN)
    if delegations.judge(unit, case.row.id, CLAIMED, VERIFIED, delegations.PRINCIPAL, now, sealed, ""):
        write_audit(installation, unit, actor, "confirm mandate", application_id=case.row.id, detail="signed")
