"""A document per part, and a list of hashes."""

from dataclasses import dataclass

from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Conflict, NotFound
from portal.services.bundles.open_bundle import Bundle, helpers_of
from portal.services.filing.drafts import Draft, helped_by, mark_of, whole_path
from portal.services.shared.codes import new_token
from portal.services.shared.needs import HasFormKey
from portal.services.shared.sessions import Session
from portal.services.signing.ask_signature import APPLICANT, ask_signature, open_signature
from portal.services.signing.signed_bundle import part_of, read_list, write_list
from portal.services.signing.signed_document import fits, keep_content, list_of, written
from portal.store.signing import signatures
from portal.store.signing.signatures import DocumentRow, SignatureRow


@dataclass(frozen=True)
class ToSign:
    draft: Draft
    document: DocumentRow
    row: SignatureRow


def fix_bundle(
    installation: HasFormKey, unit: Unit, bundle: Bundle, language: str, session: Session
) -> tuple[ToSign, ...]:  # fmt: skip
    """Repeating creates another list; the first signed counts."""
    now, contents = to_micro(installation.clock.now()), []
    for draft in bundle.drafts:
        path, nonce = whole_path(installation, draft), new_token()
        content = written(
            installation.city, draft.procedure, draft.id, draft.files, path, language, nonce, helped_by(draft, path)
        )
        contents.append((draft, nonce, content))
    signed = write_list(new_token(), [part_of(draft.id, content) for draft, _, content in contents])
    to_sign = []
    for draft, nonce, content in contents:
        document = keep_content(
            unit, draft.sealer, content, nonce, draft.procedure, uid=draft.id, draft_id=draft.id,
            mark=mark_of(installation.form_key, draft), language=language, now=now, signed=signed,
        )  # fmt: skip
        row = ask_signature(installation.clock, unit, document, APPLICANT, session.person_id)
        to_sign.append(ToSign(draft, document, row))
    return tuple(to_sign)


def is_confirmed(installation: HasFormKey, unit: Unit, bundle: Bundle) -> bool:
    """Documents of the current answers, fixed after the owner confirmed helpers' answers."""
    helped = helpers_of(installation, bundle)
    return all(
        any(fits(installation.form_key, document, draft) for document in signatures.listed_documents(unit, draft.id))
        for draft in bundle.drafts
        if draft.id in helped
    )


def fixed_parts(unit: Unit, bundle: Bundle, signed: bytes, session: Session) -> tuple[ToSign, ...]:
    wanted = {part.application for part in read_list(signed)}
    if wanted != {draft.id for draft in bundle.drafts}:
        raise Conflict("bundle")
    return tuple(_part(unit, draft, signed, session) for draft in bundle.drafts)


def _part(unit: Unit, draft: Draft, signed: bytes, session: Session) -> ToSign:
    for document in signatures.listed_documents(unit, draft.id):
        row = open_signature(unit, document, APPLICANT, session.person_id)
        if row is not None and list_of(document, draft.sealer) == signed:
            return ToSign(draft, document, row)
    raise NotFound("document")


def still_fits(form_key: bytes, parts: tuple[ToSign, ...]) -> bool:
    return all(fits(form_key, part.document, part.draft) for part in parts)
