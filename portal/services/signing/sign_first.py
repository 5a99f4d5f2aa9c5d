# Where the city asks for it, what was signed is looked at once more and then sent (`signed_check`).

from dataclasses import replace
from datetime import datetime, timedelta

from portal.clock import from_micro, to_micro
from portal.db import Unit
from portal.errors import Conflict
from portal.services.filing.drafts import Draft, mark_of
from portal.services.shared.needs import HasFormKey, Records
from portal.services.shared.write_audit import Actor, write_audit
from portal.services.signing.judge_signature import Ruling, judged, opened
from portal.store.signing import signatures
from portal.store.signing.signatures import SignatureRow

# As long as a fixed document is used again. The certificate is judged as of the signature: it arrives soon after, or is signed again.
_LIFE = timedelta(minutes=30)


def sign_first(
    installation: Records, unit: Unit, draft: Draft, row: SignatureRow, ruling: Ruling, actor: Actor, at: datetime
) -> None:
    # Raises Conflict if judged already. No try at its revocation counts before it is sent.
    before = replace(judged(installation.clock, draft.sealer, row, ruling, at), tries=row.tries, next_at=None)
    if not signatures.judge(unit, row.id, row.state, before, to_micro(installation.clock.now())):
        raise Conflict("signature")
    detail = " ".join(part for part in (row.role, ruling.state, ruling.code) if part)
    write_audit(installation, unit, actor, "sign draft", detail=detail)


def signed_first(installation: HasFormKey, unit: Unit, draft: Draft, person_id: str | None) -> SignatureRow | None:
    # Of the draft as it is now, and in time.
    if person_id is None or installation.settings.signed_check == "off":
        return None
    after = to_micro(installation.clock.now() - _LIFE)
    mark, meaning = mark_of(installation.form_key, draft), draft.procedure.meaning
    return signatures.before_sending(unit, draft.id, mark=mark, meaning=meaning, person_id=person_id, after=after)


def sent_until(row: SignatureRow) -> datetime:
    return from_micro(row.received_at or 0) + _LIFE


def ruling_of(draft: Draft, row: SignatureRow) -> Ruling:
    return Ruling(row.state, row.code, opened(draft.sealer, row))
