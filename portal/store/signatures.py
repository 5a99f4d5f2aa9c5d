"""Documents that people sign, who is to sign them, and their trips to the card provider."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam

from portal.db import Unit
from portal.store.statements import every, insert, one, run, sql


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
    """What a signature is from now on."""

    state: str
    code: str
    sealed_evidence: bytes | None
    tries: int
    next_at: int | None
    received_at: int | None


_DOCUMENT = (
    "id, draft_id, application_id, uid, procedure, meaning, mark, language, nonce, sha256, sealed_content, made_at"
)
_COLUMNS = (
    "id, document_id, role, person_id, state, code, sealed_evidence, tries, next_at, received_at, made_at, changed_at, "
    "settled_by, sealed_note, copied_at"
)
_ADD_DOCUMENT = insert("signed_document", *_DOCUMENT.split(", "))
_ADD = insert(
    "signature", "document_id", "role", "person_id", "state", "code", "tries", "made_at", "changed_at", "settled_by",
    tail="RETURNING id",
)  # fmt: skip
_DOCUMENT_BY_ID = sql(f"SELECT {_DOCUMENT} FROM signed_document WHERE id = :id")
_LATEST = sql(
    f"SELECT {_DOCUMENT} FROM signed_document WHERE draft_id = :draft_id AND mark = :mark AND meaning = :meaning "
    "AND language = :language AND made_at > :after ORDER BY made_at DESC, id LIMIT 1"
)
_KEEP = sql("UPDATE signed_document SET draft_id = NULL, application_id = :application_id WHERE id = :id")
MANDATE = "mandate:"  # how the mark of a mandate's document begins, which says nothing of the answers
_DOCUMENTS = sql(
    f"SELECT {_DOCUMENT} FROM signed_document WHERE application_id = :application_id AND mark NOT LIKE '{MANDATE}%' "
    "ORDER BY made_at, id"
)
_EVERY_DOCUMENT = sql(
    f"SELECT {_DOCUMENT} FROM signed_document WHERE application_id = :application_id ORDER BY made_at, id"
)
_MANDATE = sql(
    f"SELECT {_DOCUMENT} FROM signed_document WHERE application_id = :application_id AND mark = :mark ORDER BY made_at, id"
)
_ALONE = sql("UPDATE signed_document SET application_id = application_id WHERE id = :id")
_BY_ID = sql(f"SELECT {_COLUMNS} FROM signature WHERE id = :id")
_OF_DOCUMENT = sql(f"SELECT {_COLUMNS} FROM signature WHERE document_id = :document_id ORDER BY id")
_OF_APPLICATION = sql(
    f"SELECT {', '.join(f's.{name}' for name in _COLUMNS.split(', '))} FROM signature s "
    "JOIN signed_document d ON d.id = s.document_id WHERE d.application_id = :application_id ORDER BY s.id"
)
_OF_APPLICATIONS = sql(
    f"SELECT d.application_id, {', '.join(f's.{name}' for name in _COLUMNS.split(', '))} FROM signature s "
    "JOIN signed_document d ON d.id = s.document_id WHERE d.application_id IN :ids ORDER BY s.id"
).bindparams(bindparam("ids", expanding=True))
_NOTE = sql("UPDATE signature SET settled_by = :login, sealed_note = :sealed_note WHERE id = :id")
_JUDGE = sql(
    "UPDATE signature SET state = :state, code = :code, sealed_evidence = :sealed_evidence, tries = :tries, "
    "next_at = :next_at, received_at = :received_at, changed_at = :now WHERE id = :id AND state = :before"
)
_AS_TOLD = sql(
    "UPDATE signature SET state = :state, code = :code, sealed_evidence = :sealed_evidence, tries = :tries, "
    "next_at = :next_at, received_at = :received_at, person_id = :person_id, copied_at = :copied_at, changed_at = :at, "
    "settled_by = '', sealed_note = NULL WHERE id = :id"
)
_SETTLED = sql(
    "UPDATE signature SET state = :state, code = :code, next_at = NULL, changed_at = :at, settled_by = :by WHERE id = :id"
)
_DUE = sql(
    f"SELECT {_COLUMNS} FROM signature WHERE state = 'pending' AND next_at <= :now ORDER BY next_at, id LIMIT 50"
)
_CLAIM = sql("UPDATE signature SET next_at = :later WHERE id = :id AND state = 'pending' AND next_at = :next_at")
_COPY = sql("UPDATE signature SET copied_at = :now WHERE id = :id")
_FORGET_COPY = sql("UPDATE signature SET copied_at = NULL WHERE id = :id")
_OLD_COPIES = sql(
    "SELECT s.id, d.application_id FROM signature s JOIN signed_document d ON d.id = s.document_id "
    "JOIN application a ON a.id = d.application_id WHERE s.copied_at < :before AND s.changed_at < :before "
    "AND (s.state <> 'copy' OR a.decided_at < :before) ORDER BY s.id LIMIT 50"
)
_ADD_TRIP = insert("signature_trip", "state_hash", "signature_id", "sealed_trip")
_TRIP = sql("SELECT signature_id, sealed_trip FROM signature_trip WHERE state_hash = :state_hash")


def one_at_a_time(unit: Unit, document_id: str) -> None:
    """From here to the commit nobody else does this for the same document: who looks at what others signed sees all of it."""
    run(unit, _ALONE, {"id": document_id})


def add_document(unit: Unit, document: DocumentRow) -> None:
    run(unit, _ADD_DOCUMENT, vars(document))


def document(unit: Unit, document_id: str) -> DocumentRow | None:
    row = one(unit, _DOCUMENT_BY_ID, id=document_id)
    return DocumentRow(*row) if row else None


def latest_document(
    unit: Unit, draft_id: str, *, mark: str, meaning: str, language: str, after: int
) -> DocumentRow | None:
    """The newest of a draft that was made of these answers, in these words, since `after`."""
    row = one(unit, _LATEST, draft_id=draft_id, mark=mark, meaning=meaning, language=language, after=after)
    return DocumentRow(*row) if row else None


def keep_document(unit: Unit, document_id: str, application_id: int) -> None:
    """It was sent: from now on it is the application's. "" is none."""
    if document_id:
        run(unit, _KEEP, {"id": document_id, "application_id": application_id})


def mandate_document(unit: Unit, application_id: int, mark: str) -> DocumentRow | None:
    row = one(unit, _MANDATE, application_id=application_id, mark=mark)
    return DocumentRow(*row) if row else None


def documents_of(unit: Unit, application_id: int) -> list[DocumentRow]:
    """What was signed of the application itself, oldest first."""
    return [DocumentRow(*row) for row in every(unit, _DOCUMENTS, application_id=application_id)]


def every_document(unit: Unit, application_id: int) -> list[DocumentRow]:
    """With those of mandates."""
    return [DocumentRow(*row) for row in every(unit, _EVERY_DOCUMENT, application_id=application_id)]


def be_as_told(
    unit: Unit, signature_id: int, judged: Judged, person_id: str | None, copied_at: int | None, at: int
) -> None:  # fmt: skip
    """As the other zone says that it stands since `at`."""
    run(
        unit, _AS_TOLD, vars(judged) | {"id": signature_id, "person_id": person_id, "copied_at": copied_at, "at": at}
    )  # fmt: skip


def be_settled(unit: Unit, signature_id: int, state: str, code: str, by: str, at: int) -> None:
    """As the section of the other zone settled it."""
    run(unit, _SETTLED, {"id": signature_id, "state": state, "code": code, "by": by, "at": at})


def add(unit: Unit, document_id: str, role: str, person_id: str | None, now: int, state: str = "open") -> int:
    """Asks for one; its id."""
    values = {
        "document_id": document_id,
        "role": role,
        "person_id": person_id,
        "state": state,
        "code": "",
        "tries": 0,
        "settled_by": "",
    }
    return int(one(unit, _ADD, **values, made_at=now, changed_at=now)[0])


def by_id(unit: Unit, signature_id: int) -> SignatureRow | None:
    row = one(unit, _BY_ID, id=signature_id)
    return SignatureRow(*row) if row else None


def of_document(unit: Unit, document_id: str) -> list[SignatureRow]:
    return [SignatureRow(*row) for row in every(unit, _OF_DOCUMENT, document_id=document_id)]


def of_application(unit: Unit, application_id: int) -> list[SignatureRow]:
    """All that were ever asked for, oldest first."""
    return [SignatureRow(*row) for row in every(unit, _OF_APPLICATION, application_id=application_id)]


def of_applications(unit: Unit, ids: Sequence[int]) -> dict[int, list[SignatureRow]]:
    """The same of several, by application; those without one are not there."""
    found: dict[int, list[SignatureRow]] = {}
    for number, *row in every(unit, _OF_APPLICATIONS, ids=list(ids) or [0]):
        found.setdefault(number, []).append(SignatureRow(*row))
    return found


def note(unit: Unit, signature_id: int, login: str, sealed_note: bytes) -> None:
    """Who settled it, and what they were shown."""
    run(unit, _NOTE, {"id": signature_id, "login": login, "sealed_note": sealed_note})


def judge(unit: Unit, signature_id: int, before: str, judged: Judged, now: int) -> bool:
    """False if it was no longer in the state `before`: somebody else was faster."""
    return run(unit, _JUDGE, vars(judged) | {"id": signature_id, "before": before, "now": now}).rowcount == 1


def due(unit: Unit, now: int) -> list[SignatureRow]:
    """Those about whose revocation nobody could say, and whose next try has come."""
    return [SignatureRow(*row) for row in every(unit, _DUE, now=now)]


def claim(unit: Unit, row: SignatureRow, later: int) -> bool:
    """Put off before it is asked about, so that nobody asks at the same time and none that fails stands in the way of others.
    False if somebody else was faster."""
    return run(unit, _CLAIM, {"id": row.id, "next_at": row.next_at, "later": later}).rowcount == 1


def note_copy(unit: Unit, signature_id: int, now: int) -> None:
    """Files of an ID are put beside it."""
    run(unit, _COPY, {"id": signature_id, "now": now})


def forget_copy(unit: Unit, signature_id: int) -> None:
    run(unit, _FORGET_COPY, {"id": signature_id})


def copies_of_old(unit: Unit, before: int) -> list[tuple[int, int]]:
    """(signature, application) whose copy of an ID nobody has looked at, or added to, since that instant; not those that the
    section has yet to judge."""
    return [(int(row[0]), int(row[1])) for row in every(unit, _OLD_COPIES, before=before)]


def add_trip(unit: Unit, state_hash: bytes, signature_id: int, sealed_trip: bytes) -> None:
    run(unit, _ADD_TRIP, {"state_hash": state_hash, "signature_id": signature_id, "sealed_trip": sealed_trip})


def trip(unit: Unit, state_hash: bytes) -> tuple[int, bytes] | None:
    """(signature, what was asked). It stays after its return, so that a second one finds where it belongs."""
    row = one(unit, _TRIP, state_hash=state_hash)
    return (int(row[0]), bytes(row[1])) if row else None
