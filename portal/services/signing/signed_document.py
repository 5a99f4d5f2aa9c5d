"""Answers in canonical form and the check page in words, bound to procedure, version, application and nonce."""

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from forms.answers import Answers, canonical
from forms.city.city import City
from forms.definition.field import Value
from forms.definition.procedure import Procedure, full_name
from forms.path.environment import KeptFile
from forms.path.path import Path
from integrations.sockets.certificate_sockets import CanonicalDocument
from integrations.sockets.interfaces import BasicFour
from portal.clock import to_micro
from portal.db import Unit
from portal.sealing import Sealer
from portal.services.cases.cases import Case
from portal.services.filing.drafts import Draft, mark_of
from portal.services.procedures.check_sections import check_sections
from portal.services.shared.catalogue import speech_of
from portal.services.shared.codes import new_token
from portal.services.shared.needs import Basics, HasFormKey
from portal.services.signing.signed_bundle import to_verify_list
from portal.store.signing import signatures
from portal.store.signing.signatures import DocumentRow

FORMAT = "kakanai-signed-document/1"
_LIFE = 30 * 60 * 1_000_000  # microseconds: a reload within this time reuses the document
_NUMBER = "number"  # 個人番号 is stored only in its own table


def fix_document(
    installation: HasFormKey, unit: Unit, draft: Draft, path: Path, language: str, helped: Sequence[str] = ()
) -> DocumentRow:
    """`helped`: helpers whose answers the owner confirmed."""
    known = fixed_document(installation, unit, draft, language)
    if known is not None:
        return known
    now, mark = to_micro(installation.clock.now()), mark_of(installation.form_key, draft)
    nonce = new_token()
    content = written(installation.city, draft.procedure, draft.id, draft.files, path, language, nonce, helped)
    return keep_content(
        unit, draft.sealer, content, nonce, draft.procedure, uid=draft.id, draft_id=draft.id, mark=mark, language=language,
        now=now,
    )  # fmt: skip


def fix_again(installation: Basics, unit: Unit, case: Case, path: Path, language: str) -> DocumentRow:
    nonce, now = new_token(), to_micro(installation.clock.now())
    content = written(installation.city, case.procedure, case.row.uid, case.files, path, language, nonce)
    return keep_content(
        unit, case.sealer, content, nonce, case.procedure, uid=case.row.uid, application_id=case.row.id, language=language,
        now=now,
    )  # fmt: skip


def keep_content(
    unit: Unit, sealer: Sealer, content: bytes, nonce: str, procedure: Procedure, *, uid: str, language: str, now: int,
    draft_id: str | None = None, application_id: int | None = None, mark: str = "", signed: bytes = b"",
) -> DocumentRow:  # fmt: skip
    """`signed`: the signed list of a bundle."""
    document_id = secrets.token_urlsafe(16)
    row = DocumentRow(
        document_id, draft_id, application_id, uid, procedure.id, procedure.meaning, mark, language, nonce,
        hashlib.sha256(content).digest(), sealer.seal_bytes(_column(document_id), content), now,
        sealer.seal_bytes(_list(document_id), signed) if signed else None,
    )  # fmt: skip
    signatures.add_document(unit, row)
    return row


def keep_carried(unit: Unit, case: Case, document: Mapping[str, Any]) -> None:
    content, row = document["content"].encode(), case.row
    signatures.add_document(
        unit,
        DocumentRow(
            document["id"], None, row.id, row.uid, case.procedure.id, case.procedure.meaning, document["mark"], document["language"],
            document["nonce"], hashlib.sha256(content).digest(), case.sealer.seal_bytes(_column(document["id"]), content),
            document["made_at"],
            case.sealer.seal_bytes(_list(document["id"]), document["list"].encode()) if document.get("list") else None,
        ),
    )  # fmt: skip


def fixed_document(installation: HasFormKey, unit: Unit, draft: Draft, language: str) -> DocumentRow | None:
    after = to_micro(installation.clock.now()) - _LIFE
    mark, meaning = mark_of(installation.form_key, draft), draft.procedure.meaning
    return signatures.latest_document(unit, draft.id, mark=mark, meaning=meaning, language=language, after=after)


def written(
    city: City, procedure: Procedure, uid: str, files: Mapping[str, KeptFile], path: Path, language: str,
    nonce: str, helped: Sequence[str] = (),
) -> bytes:  # fmt: skip
    """Canonical UTF-8 JSON."""
    kept_apart = {field.id for field in path.fields if field.protection == _NUMBER}
    speech = speech_of(procedure, language)
    sections = [
        {
            "title": section.title,
            "rows": [
                {"label": row.label, "value": row.value, "files": [file.sha256 for file in row.files]}
                for row in section.rows
                if row.field not in kept_apart
            ],
        }
        for section in check_sections(procedure, path, speech, files)
    ]
    return canonical(
        {
            "format": FORMAT,
            "city": city.name,
            "procedure": procedure.id,
            "version": procedure.version,
            "meaning": procedure.meaning,
            "application": uid,
            "nonce": nonce,
            "answers": without_numbers(procedure, path.answers),
            "helped": list(helped),
            "seen": {
                "language": language,
                "title": speech.text("title", procedure.title),
                "sections": sections,
            },
        }
    )


def without_numbers(procedure: Procedure, answers: Answers) -> dict[str, Value]:
    fields = {name: procedure.by_name.get(full_name(name)) for name in answers}
    apart = {name for name, field in fields.items() if field is not None and field.protection == _NUMBER}
    return {name: value for name, value in answers.items() if name not in apart}


def has_same_content(content: bytes, procedure: Procedure, answers: Answers) -> bool:
    signed = read_content(content).get("answers")  # mandates have none
    return signed is not None and canonical(signed) == canonical(without_numbers(procedure, answers))


def fits(form_key: bytes, row: DocumentRow, draft: Draft) -> bool:
    return (row.mark, row.meaning) == (mark_of(form_key, draft), draft.procedure.meaning)


def content_of(row: DocumentRow, sealer: Sealer) -> bytes:
    """The draft and its application share a key."""
    return sealer.open_bytes(_column(row.id), row.sealed_content)


def read_content(content: bytes) -> Mapping[str, Any]:
    parsed: Mapping[str, Any] = json.loads(content)
    return parsed


def list_of(row: DocumentRow, sealer: Sealer) -> bytes:
    """b"" without a bundle."""
    return sealer.open_bytes(_list(row.id), row.sealed_list) if row.sealed_list is not None else b""


def to_verify(
    row: DocumentRow, content: bytes, signer: BasicFour | None, signed: bytes = b""
) -> CanonicalDocument:  # fmt: skip
    """A list that does not name the document does not cover it."""
    listed = to_verify_list(signed, content, signer) if signed else None
    if listed is not None:
        return listed
    return CanonicalDocument(content, row.nonce, row.procedure, row.uid, signer)


def _list(document_id: str) -> str:
    return f"list:{document_id}"


def _column(document_id: str) -> str:
    return f"document:{document_id}"
