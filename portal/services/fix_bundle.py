"""What is signed for a bundle: a document of each part, as for one that is filed alone, and the list of their hashes over them."""

from dataclasses import dataclass

from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Conflict, NotFound
from portal.services.ask_signature import APPLICANT, ask_signature, open_signature
from portal.services.drafts import Draft, helped_by, whole_path
from portal.services.find_clash import mark_of
from portal.services.installation import Installation
from portal.services.open_bundle import Bundle, helpers_of
from portal.services.sessions import Session
from portal.services.signed_bundle import part_of, read_list, write_list
from portal.services.signed_document import fits, keep_content, list_of, written
from portal.services.tokens import new_token
from portal.store import signatures
from portal.store.signatures import DocumentRow, SignatureRow


@dataclass(frozen=True)
class ToSign:
    """One part: its draft, its document, and the signature that is asked for under it."""

    draft: Draft
    document: DocumentRow
    row: SignatureRow


def fix_bundle(
    installation: Installation, unit: Unit, bundle: Bundle, language: str, session: Session
) -> tuple[ToSign, ...]:  # fmt: skip
    """In the order of the bundle; the first one's request goes on the trip. Pressed twice there are two lists, and whichever comes
    back first counts. The caller commits."""
    now, contents = to_micro(installation.clock.now()), []
    for draft in bundle.drafts:
        path, nonce = whole_path(installation, draft), new_token()
        content = written(
            installation, draft.procedure, draft.id, draft.files, path, language, nonce, helped_by(draft, path)
        )
        contents.append((draft, nonce, content))
    signed = write_list(new_token(), [part_of(draft.id, content) for draft, _, content in contents])
    found = []
    for draft, nonce, content in contents:
        document = keep_content(
            unit, draft.sealer, content, nonce, draft.procedure, uid=draft.id, draft_id=draft.id,
            mark=mark_of(installation, draft), language=language, now=now, signed=signed,
        )  # fmt: skip
        row = ask_signature(installation, unit, document, APPLICANT, session.person_id)
        found.append(ToSign(draft, document, row))
    return tuple(found)


def is_confirmed(installation: Installation, unit: Unit, bundle: Bundle) -> bool:
    """Whether documents of just these answers, which are fixed after their owner said so, tell of all that who helped wrote."""
    helped = helpers_of(installation, bundle)
    return all(
        any(fits(installation, document, one) for document in signatures.listed_documents(unit, one.id))
        for one in bundle.drafts
        if one.id in helped
    )


def fixed_parts(unit: Unit, bundle: Bundle, signed: bytes, session: Session) -> tuple[ToSign, ...]:
    """The parts of a list that was signed, found again. Conflict where the bundle has other parts by now."""
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


def still_fits(installation: Installation, parts: tuple[ToSign, ...]) -> bool:
    """Whether every part says what was signed."""
    return all(fits(installation, one.document, one.draft) for one in parts)
