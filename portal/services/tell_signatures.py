"""Signatures as they go between the zones: outside what was signed, by whom and what was found of it; inside what the section made of
them. Nobody inside believes what was found outside: it is judged anew (`take_signatures`)."""

from typing import Any

from portal.db import Unit
from portal.sealing import WrappedKey, sealer
from portal.services.ask_signers import asked_of, reason_of
from portal.services.cases import Case
from portal.services.installation import Installation
from portal.services.judge_signature import BEGUN, VOID, opened
from portal.services.signed_document import content_of
from portal.store import people, signatures
from portal.store.signatures import SignatureRow

Told = dict[str, Any]
# Who settled it, outside: the section, as of an instant of theirs.
_INSIDE = "courier "


def by_inside(at: int) -> str:
    return f"{_INSIDE}{at}"


def settled_inside(row: SignatureRow) -> int:
    """Outside: the instant of the last thing that the section made of it, 0 for nothing."""
    return int(row.settled_by.removeprefix(_INSIDE)) if row.settled_by.startswith(_INSIDE) else 0


def tell_signatures(installation: Installation, unit: Unit, case: Case) -> list[Told]:
    """Every document that was fixed to be signed, the oldest first, with all that were asked to sign it."""
    requests = {one.row.signature_id: one for one in asked_of(unit, case.sealer, case.row.id)}
    told = []
    for document in signatures.every_document(unit, case.row.id):
        asked = [
            {
                "role": row.role, "made_at": row.made_at, "person": tell_person(installation, unit, row.person_id),
                "state": row.state, "code": row.code, "record": opened(case.sealer, row), "received_at": row.received_at,
                "at": row.changed_at, "knows": settled_inside(row), "copied_at": row.copied_at,
                "request": _request(case, requests[row.id]) if row.id in requests else None,
            }
            for row in signatures.of_document(unit, document.id)
            if row.state != BEGUN
        ]  # fmt: skip
        if asked:
            facts = {name: getattr(document, name) for name in ("id", "nonce", "mark", "language", "made_at")}
            told.append({**facts, "content": content_of(document, case.sealer).decode(), "asked": asked})
    return told


def _request(case: Case, asked: Any) -> Told:
    row = asked.row
    return {
        "turn": row.turn, "paper": row.paper, "due": row.due, "reason": reason_of(case.sealer, row),
        "who": {"label": asked.label, "path": asked.path, "name": asked.name, "birth": asked.birth},
    }  # fmt: skip


def tell_person(installation: Installation, unit: Unit, person_id: str | None) -> Told | None:
    """By whom they are known again, and what the card said."""
    person = people.by_id(unit, person_id) if person_id is not None else None
    if person is None:
        return None
    box = sealer(installation.keys, f"person:{person.id}", WrappedKey(person.key_id, person.wrapped_key))
    return {"issuer": person.issuer, "subject": person.subject, "card": box.open("card", person.sealed_card)}


def tell_settled(unit: Unit, case: Case) -> list[Told]:
    """What the section made of each, and what counts no more. Who it was stays inside."""
    return [
        {
            "document": row.document_id, "role": row.role, "made_at": row.made_at, "state": row.state, "code": row.code,
            "at": row.changed_at,
        }
        for row in signatures.of_application(unit, case.row.id)
        if row.settled_by or row.state == VOID
    ]  # fmt: skip
