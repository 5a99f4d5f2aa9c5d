"""What is signed is what was seen: the answers in their one form and the check page in words, bound to procedure,
version, application and nonce. Fixed and stored before the browser leaves."""

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from forms.answers import Answers, canonical
from forms.environment import KeptFile
from forms.field import Value
from forms.path import Path
from forms.procedure import Procedure, full_name
from integrations.certificate_sockets import CanonicalDocument
from integrations.interfaces import BasicFour
from portal.clock import to_micro
from portal.db import Unit
from portal.sealing import Sealer
from portal.services.cases import Case
from portal.services.check_sections import check_sections
from portal.services.drafts import Draft
from portal.services.find_clash import mark_of
from portal.services.installation import Installation
from portal.services.tokens import new_token
from portal.store import signatures
from portal.store.signatures import DocumentRow

FORMAT = "kakanai-signed-document/1"
_LIFE = 30 * 60 * 1_000_000  # microseconds in which a page that was shown again goes on with the same document
_NUMBER = "number"  # 個人番号 stands in a table of its own and nowhere else


def fix_document(
    installation: Installation, unit: Unit, draft: Draft, path: Path, language: str, helped: Sequence[str] = ()
) -> DocumentRow:
    """What is to be signed for these answers in these words: the one that was fixed a moment ago, or a new one. `helped`:
    who wrote answers that the owner has confirmed."""
    known = fixed_document(installation, unit, draft, language)
    if known is not None:
        return known
    now, mark = to_micro(installation.clock.now()), mark_of(installation, draft)
    nonce = new_token()
    content = written(installation, draft.procedure, draft.id, draft.files, path, language, nonce, helped)
    return keep_content(
        unit, draft.sealer, content, nonce, draft.procedure, uid=draft.id, draft_id=draft.id, mark=mark, language=language,
        now=now,
    )  # fmt: skip


def fix_again(installation: Installation, unit: Unit, case: Case, path: Path, language: str) -> DocumentRow:
    """What is to be signed after a correction: a document of its own, with another nonce. The old one stays as it was."""
    nonce, now = new_token(), to_micro(installation.clock.now())
    content = written(installation, case.procedure, case.row.uid, case.files, path, language, nonce)
    return keep_content(
        unit, case.sealer, content, nonce, case.procedure, uid=case.row.uid, application_id=case.row.id, language=language,
        now=now,
    )  # fmt: skip


def keep_content(
    unit: Unit, sealer: Sealer, content: bytes, nonce: str, procedure: Procedure, *, uid: str, language: str, now: int,
    draft_id: str | None = None, application_id: int | None = None, mark: str = "",
) -> DocumentRow:  # fmt: skip
    """Sealed with the key of what it is about."""
    document_id = secrets.token_urlsafe(16)
    row = DocumentRow(
        document_id, draft_id, application_id, uid, procedure.id, procedure.meaning, mark, language, nonce,
        hashlib.sha256(content).digest(), sealer.seal_bytes(_column(document_id), content), now,
    )  # fmt: skip
    signatures.add_document(unit, row)
    return row


def keep_carried(unit: Unit, case: Case, told: Mapping[str, Any]) -> None:
    """One that was fixed at the other zone, under the id and the nonce that it has there. `case`: the application's, here."""
    content, row = told["content"].encode(), case.row
    signatures.add_document(
        unit,
        DocumentRow(
            told["id"], None, row.id, row.uid, case.procedure.id, case.procedure.meaning, told["mark"], told["language"],
            told["nonce"], hashlib.sha256(content).digest(), case.sealer.seal_bytes(_column(told["id"]), content),
            told["made_at"],
        ),
    )  # fmt: skip


def fixed_document(installation: Installation, unit: Unit, draft: Draft, language: str) -> DocumentRow | None:
    """The one that was fixed a moment ago for these answers in these words."""
    after = to_micro(installation.clock.now()) - _LIFE
    mark, meaning = mark_of(installation, draft), draft.procedure.meaning
    return signatures.latest_document(unit, draft.id, mark=mark, meaning=meaning, language=language, after=after)


def written(
    installation: Installation, procedure: Procedure, uid: str, files: Mapping[str, KeptFile], path: Path, language: str,
    nonce: str, helped: Sequence[str] = (),
) -> bytes:  # fmt: skip
    """The bytes: UTF-8 JSON in the one form that answers have, readable without any program of ours."""
    kept_apart = {field.id for field in path.fields if field.protection == _NUMBER}
    speech = installation.speech(procedure, language)
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
            "city": installation.city.name,
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


def says_the_same(content: bytes, procedure: Procedure, answers: Answers) -> bool:
    """Whether these answers are those of the document: in the one form that answers have, so that no order counts."""
    signed = read_content(content).get("answers")  # a mandate has none
    return signed is not None and canonical(signed) == canonical(without_numbers(procedure, answers))


def fits(installation: Installation, row: DocumentRow, draft: Draft) -> bool:
    """Whether the draft still says what was signed: another window may have changed it meanwhile."""
    return (row.mark, row.meaning) == (mark_of(installation, draft), draft.procedure.meaning)


def content_of(row: DocumentRow, sealer: Sealer) -> bytes:
    """`sealer`: that of the draft, which is that of the application."""
    return sealer.open_bytes(_column(row.id), row.sealed_content)


def read_content(content: bytes) -> Mapping[str, Any]:
    told: Mapping[str, Any] = json.loads(content)
    return told


def to_verify(row: DocumentRow, content: bytes, signer: BasicFour | None) -> CanonicalDocument:
    return CanonicalDocument(content, row.nonce, row.procedure, row.uid, signer)


def _column(document_id: str) -> str:
    return f"document:{document_id}"
