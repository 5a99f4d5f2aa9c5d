from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, or_, select, update

from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.signing.signature import Signature
from portal.models.signing.signature_trip import SignatureTrip
from portal.models.signing.signed_document import SignedDocument
from portal.store.statements import bound, by, columns, every, exactly, insert_into, one, rows, run, sql


@dataclass(frozen=True)
class DocumentRow:
    id: str
    draft_id: str | None
    application_id: int | None
    uid: str
    procedure: str
    meaning: str
    mark: str
    language: str
    nonce: str
    sha256: bytes
    sealed_content: bytes
    made_at: int
    sealed_list: bytes | None = None  # for a bundle: the list that was signed instead


@dataclass(frozen=True)
class SignatureRow:
    id: int
    document_id: str
    role: str
    person_id: str | None
    state: str
    code: str
    sealed_evidence: bytes | None
    tries: int
    next_at: int | None
    received_at: int | None
    made_at: int
    changed_at: int
    settled_by: str
    sealed_note: bytes | None
    copied_at: int | None


@dataclass(frozen=True)
class Judged:
    state: str
    code: str
    sealed_evidence: bytes | None
    tries: int
    next_at: int | None
    received_at: int | None


MANDATE = "mandate:"  # prefix of the mark of a mandate document, which does not cover answers
_document = SignedDocument.table
_signature = Signature.table
_trip = SignatureTrip.table
_application = Application.table
_ADD_DOCUMENT = sql(insert_into(SignedDocument, DocumentRow))
_ADD = sql(
    insert_into(
        Signature,
        beside=("document_id", "role", "person_id", "state", "code", "tries", "made_at", "changed_at", "settled_by"),
    ).returning(_signature.c.id),
    int,
)
_DOCUMENT_BY_ID = sql(rows(DocumentRow, SignedDocument).where(by(_document.c.id)))
_NEWEST = rows(DocumentRow, SignedDocument).order_by(_document.c.made_at.desc(), _document.c.id)
_LATEST = sql(
    _NEWEST.where(
        by(_document.c.draft_id, _document.c.mark, _document.c.meaning, _document.c.language),
        _document.c.made_at > bindparam("after"),
        _document.c.sealed_list.is_(None),
    ).limit(1)
)
_LISTED = sql(_NEWEST.where(by(_document.c.draft_id), _document.c.sealed_list.is_not(None)))
_KEEP = sql(update(_document).where(by(_document.c.id)).values(bound("application_id") | {"draft_id": None}))
_OLDEST = (
    rows(DocumentRow, SignedDocument)
    .where(by(_document.c.application_id))
    .order_by(_document.c.made_at, _document.c.id)
)
_DOCUMENTS = sql(_OLDEST.where(_document.c.mark.not_like(f"{MANDATE}%")))
_EVERY_DOCUMENT = sql(_OLDEST)
_MANDATE = sql(_OLDEST.where(by(_document.c.mark)))
# This changes no value. It locks the row until the transaction ends.
_ALONE = sql(update(_document).where(by(_document.c.id)).values(application_id=_document.c.application_id))
_BY_ID = sql(rows(SignatureRow, Signature).where(by(_signature.c.id)))
_OF_DOCUMENT = sql(rows(SignatureRow, Signature).where(by(_signature.c.document_id)).order_by(_signature.c.id))
_OF_APPLICATION = sql(
    rows(SignatureRow, Signature)
    .join(_document, _document.c.id == _signature.c.document_id)
    .where(by(_document.c.application_id))
    .order_by(_signature.c.id)
)
_OF_APPLICATIONS = sql(
    select(_document.c.application_id, *columns(SignatureRow, Signature))
    .join_from(_signature, _document, _document.c.id == _signature.c.document_id)
    .where(_document.c.application_id.in_(bindparam("ids")))
    .order_by(_signature.c.id)
)
_THIS = by(_signature.c.id)
_NOTE = sql(update(_signature).where(_THIS).values(bound("sealed_note") | {"settled_by": bindparam("login")}))
_JUDGED = bound("state", "code", "sealed_evidence", "tries", "next_at", "received_at")
_JUDGE = sql(
    update(_signature)
    .where(_THIS, _signature.c.state == bindparam("before"))
    .values(_JUDGED | {"changed_at": bindparam("now")})
)
_AS_TOLD = sql(
    update(_signature)
    .where(_THIS)
    .values(
        _JUDGED
        | bound("person_id", "copied_at")
        | {"changed_at": bindparam("at"), "settled_by": "", "sealed_note": None}
    )
)
_SETTLED = sql(
    update(_signature)
    .where(_THIS)
    .values(bound("state", "code") | {"next_at": None, "changed_at": bindparam("at"), "settled_by": bindparam("by")})
)
# Signed before sending: judged, and not an application's yet. The newest.
_BEFORE_SENDING = sql(
    rows(SignatureRow, Signature)
    .join(_document, _document.c.id == _signature.c.document_id)
    .where(
        by(_document.c.draft_id, _document.c.mark, _document.c.meaning, _signature.c.person_id),
        _document.c.sealed_list.is_(None),
        _signature.c.role == "applicant",
        _signature.c.state.in_(("accepted", "pending", "person")),
        _signature.c.received_at > bindparam("after"),
    )
    .order_by(_signature.c.received_at.desc(), _signature.c.id.desc())
    .limit(1)
)
_DUE = sql(
    rows(SignatureRow, Signature)
    .where(_signature.c.state == "pending", _signature.c.next_at <= bindparam("now"))
    .order_by(_signature.c.next_at, _signature.c.id)
    .limit(50)
)
_CLAIM = sql(
    update(_signature)
    .where(_THIS, _signature.c.state == "pending", _signature.c.next_at == bindparam("was"))
    .values(next_at=bindparam("later"))
)
_COPY = sql(update(_signature).where(_THIS).values(copied_at=bindparam("now")))
_FORGET_COPY = sql(update(_signature).where(_THIS).values(copied_at=None))
_OLD_COPIES = sql(
    select(_signature.c.id, _document.c.application_id)
    .select_from(
        _signature.join(_document, _document.c.id == _signature.c.document_id).join(
            _application, _application.c.id == _document.c.application_id
        )
    )
    .where(
        _signature.c.copied_at < bindparam("before"),
        _signature.c.changed_at < bindparam("before"),
        or_(_signature.c.state != "copy", _application.c.decided_at < bindparam("before")),
    )
    .order_by(_signature.c.id)
    .limit(50)
)
_ADD_TRIP = sql(insert_into(SignatureTrip, beside=("state_hash", "signature_id", "sealed_trip")))
_TRIP = sql(select(_trip.c.signature_id, _trip.c.sealed_trip).where(by(_trip.c.state_hash)))


def one_at_a_time(unit: Unit, document_id: str) -> None:
    """Until the transaction ends: other signatures are visible."""
    run(unit, _ALONE, {"id": document_id})


def add_document(unit: Unit, document: DocumentRow) -> None:
    run(unit, _ADD_DOCUMENT, vars(document))


def document(unit: Unit, document_id: str) -> DocumentRow | None:
    return one(unit, _DOCUMENT_BY_ID, id=document_id)


def latest_document(
    unit: Unit, draft_id: str, *, mark: str, meaning: str, language: str, after: int
) -> DocumentRow | None:
    return one(unit, _LATEST, draft_id=draft_id, mark=mark, meaning=meaning, language=language, after=after)


def listed_documents(unit: Unit, draft_id: str) -> list[DocumentRow]:
    return every(unit, _LISTED, draft_id=draft_id)


def keep_document(unit: Unit, document_id: str, application_id: int) -> None:
    if document_id:
        run(unit, _KEEP, {"id": document_id, "application_id": application_id})


def mandate_document(unit: Unit, application_id: int, mark: str) -> DocumentRow | None:
    return one(unit, _MANDATE, application_id=application_id, mark=mark)


def documents_of(unit: Unit, application_id: int) -> list[DocumentRow]:
    """Excludes mandates."""
    return every(unit, _DOCUMENTS, application_id=application_id)


def every_document(unit: Unit, application_id: int) -> list[DocumentRow]:
    return every(unit, _EVERY_DOCUMENT, application_id=application_id)


def copy_from_other_zone(
    unit: Unit, signature_id: int, judged: Judged, person_id: str | None, copied_at: int | None, at: int
) -> None:  # fmt: skip
    """Copies the other zone's state."""
    run(
        unit, _AS_TOLD, vars(judged) | {"id": signature_id, "person_id": person_id, "copied_at": copied_at, "at": at}
    )  # fmt: skip


def settle_once(unit: Unit, signature_id: int, state: str, code: str, by: str, at: int) -> None:
    run(unit, _SETTLED, {"id": signature_id, "state": state, "code": code, "by": by, "at": at})


def add(unit: Unit, document_id: str, role: str, person_id: str | None, now: int, state: str = "open") -> int:
    values = {
        "document_id": document_id,
        "role": role,
        "person_id": person_id,
        "state": state,
        "code": "",
        "tries": 0,
        "settled_by": "",
    }
    return exactly(unit, _ADD, **values, made_at=now, changed_at=now)


def by_id(unit: Unit, signature_id: int) -> SignatureRow | None:
    return one(unit, _BY_ID, id=signature_id)


def of_document(unit: Unit, document_id: str) -> list[SignatureRow]:
    return every(unit, _OF_DOCUMENT, document_id=document_id)


def of_application(unit: Unit, application_id: int) -> list[SignatureRow]:
    return every(unit, _OF_APPLICATION, application_id=application_id)


def of_applications(unit: Unit, ids: Sequence[int]) -> dict[int, list[SignatureRow]]:
    signatures: dict[int, list[SignatureRow]] = {}
    for application_id, *signature in every(unit, _OF_APPLICATIONS, ids=ids):
        signatures.setdefault(application_id, []).append(SignatureRow(*signature))
    return signatures


def note(unit: Unit, signature_id: int, login: str, sealed_note: bytes) -> None:
    run(unit, _NOTE, {"id": signature_id, "login": login, "sealed_note": sealed_note})


def judge(unit: Unit, signature_id: int, before: str, judged: Judged, now: int) -> bool:
    return run(unit, _JUDGE, vars(judged) | {"id": signature_id, "before": before, "now": now}).rowcount == 1


def before_sending(
    unit: Unit, draft_id: str, *, mark: str, meaning: str, person_id: str, after: int
) -> SignatureRow | None:
    known = {"draft_id": draft_id, "mark": mark, "meaning": meaning, "person_id": person_id}
    return one(unit, _BEFORE_SENDING, **known, after=after)


def due(unit: Unit, now: int) -> list[SignatureRow]:
    return every(unit, _DUE, now=now)


def claim(unit: Unit, row: SignatureRow, later: int) -> bool:
    """Postpones the next try first: a failure blocks no others."""
    return run(unit, _CLAIM, {"id": row.id, "was": row.next_at, "later": later}).rowcount == 1


def note_copy(unit: Unit, signature_id: int, now: int) -> None:
    run(unit, _COPY, {"id": signature_id, "now": now})


def forget_copy(unit: Unit, signature_id: int) -> None:
    run(unit, _FORGET_COPY, {"id": signature_id})


def copies_of_old(unit: Unit, before: int) -> list[tuple[int, int]]:
    """(signature, application), without those awaiting a judgement."""
    return [(row.id, row.application_id) for row in every(unit, _OLD_COPIES, before=before)]


def add_trip(unit: Unit, state_hash: bytes, signature_id: int, sealed_trip: bytes) -> None:
    run(unit, _ADD_TRIP, {"state_hash": state_hash, "signature_id": signature_id, "sealed_trip": sealed_trip})


def trip(unit: Unit, state_hash: bytes) -> tuple[int, bytes] | None:
    """(signature, sealed request). The row stays for a second callback."""
    row = one(unit, _TRIP, state_hash=state_hash)
    return (row.signature_id, row.sealed_trip) if row else None
