from typing import Any

from integrations.sockets.interfaces import KeyStore
from portal.db import Unit
from portal.sealing import WrappedKey, sealer
from portal.services.cases.cases import Case
from portal.services.signing.ask_signers import asked_of, reason_of
from portal.services.signing.judge_signature import BEGUN, VOID, opened
from portal.services.signing.signed_document import content_of, list_of
from portal.store.residents import people
from portal.store.signing import signatures
from portal.store.signing.signatures import SignatureRow

Report = dict[str, Any]
# Prefix of `settled_by` outside for the section's judgement; the instant follows.
_INSIDE = "courier "


def by_inside(at: int) -> str:
    return f"{_INSIDE}{at}"


def settled_inside(row: SignatureRow) -> int:
    """Outside: instant of the section's last judgement, 0 for none."""
    return int(row.settled_by.removeprefix(_INSIDE)) if row.settled_by.startswith(_INSIDE) else 0


def list_signatures(keys: KeyStore, unit: Unit, case: Case) -> list[Report]:
    requests = {request.row.signature_id: request for request in asked_of(unit, case.sealer, case.row.id)}
    documents = []
    for document in signatures.every_document(unit, case.row.id):
        asked = [
            {
                "role": row.role, "made_at": row.made_at, "person": describe_person(keys, unit, row.person_id),
                "state": row.state, "code": row.code, "record": opened(case.sealer, row), "received_at": row.received_at,
                "at": row.changed_at, "knows": settled_inside(row), "copied_at": row.copied_at,
                "request": _request(case, requests[row.id]) if row.id in requests else None,
            }
            for row in signatures.of_document(unit, document.id)
            if row.state != BEGUN
        ]  # fmt: skip
        if asked:
            facts = {name: getattr(document, name) for name in ("id", "nonce", "mark", "language", "made_at")}
            content, signed = content_of(document, case.sealer), list_of(document, case.sealer)
            listed = {"list": signed.decode()} if signed else {}
            documents.append({**facts, "content": content.decode(), **listed, "asked": asked})
    return documents


def _request(case: Case, asked: Any) -> Report:
    row = asked.row
    return {
        "turn": row.turn, "paper": row.paper, "due": row.due, "reason": reason_of(case.sealer, row),
        "who": {"label": asked.label, "path": asked.path, "name": asked.name, "birth": asked.birth},
    }  # fmt: skip


def describe_person(keys: KeyStore, unit: Unit, person_id: str | None) -> Report | None:
    person = people.by_id(unit, person_id) if person_id is not None else None
    if person is None:
        return None
    box = sealer(keys, f"person:{person.id}", WrappedKey(person.key_id, person.wrapped_key))
    return {"issuer": person.issuer, "subject": person.subject, "card": box.open("card", person.sealed_card)}


def list_settled(unit: Unit, case: Case) -> list[Report]:
    """Omits who judged."""
    return [
        {
            "document": row.document_id, "role": row.role, "made_at": row.made_at, "state": row.state, "code": row.code,
            "at": row.changed_at,
        }
        for row in signatures.of_application(unit, case.row.id)
        if row.settled_by or row.state == VOID
    ]  # fmt: skip
