from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import and_, bindparam, or_, select, update

from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.signing.signature import Signature
from portal.models.signing.signed_document import SignedDocument
from portal.models.signing.signer_request import SignerRequest
from portal.store.desk.desk_tasks import SIGNER, DueRow, has_task
from portal.store.handover.holds import UNSETTLED_STATES
from portal.store.signing.signatures import MANDATE
from portal.store.statements import bound, by, cross_join, every, insert_into, run, sql


@dataclass(frozen=True)
class RequestRow:
    """`state`, `role` and `person_id` are the signature's."""

    signature_id: int
    application_id: int
    turn: int
    paper: bool
    due: str
    sealed_who: bytes
    sealed_reason: bytes | None
    document_id: str
    role: str
    person_id: str | None
    state: str
    changed_at: int


def _row(*values: Any) -> RequestRow:
    request = RequestRow(*values)
    return replace(request, paper=bool(request.paper))


_request = SignerRequest.table
_signature = Signature.table
_document = SignedDocument.table
_application = Application.table
_WITH_SIGNATURE = _request.join(_signature, _signature.c.id == _request.c.signature_id)
_OPEN = _signature.c.state.in_(("asked", "open"))
_ADD = sql(
    insert_into(
        SignerRequest,
        beside=("signature_id", "application_id", "turn", "paper", "due", "reminded", "sealed_who", "sealed_reason"),
    )
)
_REQUESTS = (
    select(
        _request.c.signature_id,
        _request.c.application_id,
        _request.c.turn,
        _request.c.paper,
        _request.c.due,
        _request.c.sealed_who,
        _request.c.sealed_reason,
        _signature.c.document_id,
        _signature.c.role,
        _signature.c.person_id,
        _signature.c.state,
        _signature.c.changed_at,
    )
    .select_from(_WITH_SIGNATURE)
    .where(_signature.c.state != "void")
)
_OF = sql(_REQUESTS.where(by(_request.c.application_id)).order_by(_request.c.turn, _request.c.signature_id), _row)
# A single statement makes the second of two concurrent people find the request claimed.
_CLAIM = sql(
    update(_signature)
    .where(
        by(_signature.c.id),
        _signature.c.state == "asked",
        or_(_signature.c.person_id.is_(None), by(_signature.c.person_id)),
    )
    .values(bound("person_id") | {"state": "open", "changed_at": bindparam("now")})
)
_MOVE = sql(
    update(_signature)
    .where(by(_signature.c.id), _signature.c.state == bindparam("before"))
    .values(state=bindparam("after"), changed_at=bindparam("now"))
)
_REASON = sql(update(_request).where(_request.c.signature_id == bindparam("id")).values(bound("sealed_reason")))
_VOID = sql(
    update(_signature)
    .where(
        _signature.c.state != "void",
        _signature.c.document_id.in_(
            select(_document.c.id).where(by(_document.c.application_id), _document.c.mark.not_like(f"{MANDATE}%"))
        ),
    )
    .values(state="void", next_at=None, changed_at=bindparam("now"))
)
_WAITS = (
    select(_request.c.signature_id, _request.c.application_id, _request.c.due)
    .select_from(_WITH_SIGNATURE.join(_application, _application.c.id == _request.c.application_id))
    .where(_OPEN, _application.c.decided_at.is_(None))
    .order_by(_request.c.due, _request.c.signature_id)
    .limit(bindparam("most"))
)
_PASSED = sql(
    _WAITS.where(_request.c.due < bindparam("today"), ~has_task(SIGNER, _request.c.signature_id, _request.c.due)),
    DueRow,
)
_NEAR = sql(
    _WAITS.where(
        ~_request.c.reminded,
        _request.c.due >= bindparam("today"),
        _request.c.due <= bindparam("soon"),
        _signature.c.made_at < bindparam("before"),
    ),
    DueRow,
)
# This order makes SQLite read the few signatures first instead of every application by its number.
_NUMBERS = sql(
    select(_application.c.receipt_number)
    .distinct()
    .select_from(cross_join(_signature, _request, _application))
    .where(
        _signature.c.state.in_(UNSETTLED_STATES),
        _request.c.signature_id == _signature.c.id,
        _application.c.id == _request.c.application_id,
        _application.c.duty.in_(bindparam("duties")),
        _application.c.decided_at.is_(None),
        or_(_signature.c.state == "declined", and_(_OPEN, _request.c.due < bindparam("today"))),
    )
    .order_by(_application.c.receipt_number)
    .limit(bindparam("most")),
    str,
)
_REMIND = sql(
    update(_request).where(_request.c.signature_id == bindparam("id"), ~_request.c.reminded).values(reminded=True)
)


def add(
    unit: Unit, signature_id: int, application_id: int, *, turn: int, paper: bool, due: str, sealed_who: bytes
) -> None:
    values = {
        "signature_id": signature_id, "application_id": application_id, "turn": turn, "paper": paper, "due": due,
        "reminded": False, "sealed_who": sealed_who, "sealed_reason": None,
    }  # fmt: skip
    run(unit, _ADD, values)


def of_application(unit: Unit, application_id: int) -> list[RequestRow]:
    return every(unit, _OF, application_id=application_id)


def claim(unit: Unit, signature_id: int, person_id: str, now: int) -> bool:
    """False if closed or another person's."""
    return run(unit, _CLAIM, {"id": signature_id, "person_id": person_id, "now": now}).rowcount == 1


def move(unit: Unit, signature_id: int, before: str, after: str, now: int) -> bool:
    return run(unit, _MOVE, {"id": signature_id, "before": before, "after": after, "now": now}).rowcount == 1


def give_reason(unit: Unit, signature_id: int, sealed_reason: bytes) -> None:
    run(unit, _REASON, {"id": signature_id, "sealed_reason": sealed_reason})


def void(unit: Unit, application_id: int, now: int) -> None:
    run(unit, _VOID, {"application_id": application_id, "now": now})


def passed(unit: Unit, today: str, most: int) -> list[DueRow]:
    return every(unit, _PASSED, today=today, most=most)


def near(unit: Unit, today: str, soon: str, before: int, most: int) -> list[DueRow]:
    return every(unit, _NEAR, today=today, soon=soon, before=before, most=most)


def remind(unit: Unit, signature_id: int) -> bool:
    return run(unit, _REMIND, {"id": signature_id}).rowcount == 1


def numbers_unsigned(unit: Unit, duties: Sequence[str], today: str, most: int) -> list[str]:
    return every(unit, _NUMBERS, duties=duties, today=today, most=most)
