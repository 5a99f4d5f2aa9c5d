"""Each on exactly one draft, application or visit."""

# Quarantined files become checked or refused. Refused files lose their content and stay until notification. A checked
# file with no content here lies in the object storage.

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from sqlalchemy import and_, bindparam, case, delete, exists, func, or_, select, update

from integrations.sockets.interfaces import AdapterError
from integrations.sockets.object_socket import ObjectStore
from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.counter.visit import Visit
from portal.models.files.attachment import Attachment
from portal.models.filing.draft import Draft
from portal.store.statements import bound, by, every, insert_into, one, run, sql

# Sealed bytes. Called outside the unit: the object storage may take seconds, and a transaction that waits is ended. Raises AdapterError.
Sealed = Callable[[], bytes]
QUARANTINE, CHECKED, REFUSED = "quarantine", "checked", "refused"


@dataclass(frozen=True)
class Holder:
    draft_id: str | None = None
    application_id: int | None = None
    visit_id: str | None = None


@dataclass(frozen=True)
class FactsRow:
    id: str
    state: str
    sealed_facts: bytes
    preview: bool
    made_at: int = 0


@dataclass(frozen=True)
class WaitingRow:
    """`uid` names the key: an application keeps its draft's id."""

    id: str
    draft_id: str | None
    application_id: int | None
    visit_id: str | None
    uid: str
    key_id: str
    wrapped_key: bytes
    sealed_facts: bytes
    sealed_content: bytes
    made_at: int
    person_id: str | None

    @property
    def holder(self) -> Holder:
        return Holder(self.draft_id, self.application_id, self.visit_id)


@dataclass(frozen=True)
class InsideRow:
    id: str
    application_id: int
    sealed_content: bytes
    sealed_preview: bytes | None


_file = Attachment.table
_visit = Visit.table
_draft = Draft.table
_application = Application.table
_IN_QUARANTINE = _file.c.state == QUARANTINE
# NULL equals nothing, so the only value of the holder that is not NULL decides.
_HERE = or_(by(_file.c.draft_id), by(_file.c.application_id), by(_file.c.visit_id))
_ADD = sql(insert_into(Attachment, Holder, beside=("id", "state", "sealed_facts", "sealed_content", "made_at")))
_PASS = sql(
    update(_file)
    .where(by(_file.c.id), _IN_QUARANTINE, _HERE)
    .values(bound("sealed_facts", "sealed_content", "sealed_preview") | {"state": CHECKED})
)
_NOTE = sql(update(_file).where(by(_file.c.id), _HERE).values(bound("sealed_facts")))
_REFUSE = sql(
    update(_file)
    .where(by(_file.c.id), _IN_QUARANTINE, _HERE)
    .values(bound("sealed_facts") | {"state": REFUSED, "sealed_content": bindparam("nothing")})
)
_OF = sql(
    select(
        _file.c.id,
        _file.c.state,
        _file.c.sealed_facts,
        _file.c.sealed_preview.is_not(None).label("preview"),
        _file.c.made_at,
    )
    .where(_HERE)
    .order_by(_file.c.made_at, _file.c.id)
)
_BEFORE = sql(select(_file.c.id).where(_HERE, _file.c.made_at < bindparam("before")), str)
_CONTENT = sql(select(_file.c.sealed_content).where(by(_file.c.id), _file.c.state == CHECKED, _HERE), bytes)
_PREVIEW = sql(
    select(_file.c.sealed_preview).where(
        by(_file.c.id), _file.c.state == CHECKED, _file.c.sealed_preview.is_not(None), _HERE
    ),
    bytes,
)
_REMOVE = sql(delete(_file).where(by(_file.c.id), _HERE))
_REMOVE_OF_VISIT = sql(delete(_file).where(by(_file.c.visit_id)))
_SWEEP = sql(
    delete(_file).where(
        _file.c.visit_id.is_not(None),
        ~exists().where(_visit.c.id == _file.c.visit_id, _visit.c.ended_at.is_(None)),
    )
)
_OF_DRAFT = and_(by(_file.c.id), _file.c.draft_id == bindparam("draft"))
_TO_APPLICATION = bound("application_id") | {"draft_id": None}
_CARRY = sql(update(_file).where(_OF_DRAFT, _file.c.state == CHECKED).values(_TO_APPLICATION))
_CARRY_ANY = sql(update(_file).where(_OF_DRAFT, _file.c.state != REFUSED).values(_TO_APPLICATION))
_WITH_KEY = select(
    _file.c.id,
    _file.c.draft_id,
    _file.c.application_id,
    _file.c.visit_id,
    func.coalesce(_draft.c.id, _application.c.uid, _visit.c.id).label("uid"),
    func.coalesce(_draft.c.key_id, _application.c.key_id, _visit.c.key_id).label("key_id"),
    func.coalesce(_draft.c.wrapped_key, _application.c.wrapped_key, _visit.c.wrapped_key).label("wrapped_key"),
    _file.c.sealed_facts,
    _file.c.sealed_content,
    _file.c.made_at,
    func.coalesce(_draft.c.person_id, _application.c.person_id).label("person_id"),
).select_from(
    _file.outerjoin(_draft, _draft.c.id == _file.c.draft_id)
    .outerjoin(_application, _application.c.id == _file.c.application_id)
    .outerjoin(_visit, _visit.c.id == _file.c.visit_id)
)
_NEXT = sql(
    _WITH_KEY.where(
        _IN_QUARANTINE,
        _file.c.made_at < bindparam("before"),
        or_(
            _file.c.made_at > bindparam("after"),
            and_(_file.c.made_at == bindparam("after"), _file.c.id > bindparam("last")),
        ),
    )
    .order_by(_file.c.made_at, _file.c.id)
    .limit(1),
    WaitingRow,
)
_AFTER = sql(
    _WITH_KEY.where(_file.c.state != REFUSED, _file.c.id > bindparam("after")).order_by(_file.c.id).limit(1), WaitingRow
)
_INSIDE = and_(_file.c.state == CHECKED, _file.c.application_id.is_not(None), func.length(_file.c.sealed_content) > 0)
_NEXT_INSIDE = sql(
    select(_file.c.id, _file.c.application_id, _file.c.sealed_content, _file.c.sealed_preview)
    .where(_INSIDE, _file.c.id > bindparam("after"))
    .order_by(_file.c.id)
    .limit(1),
    InsideRow,
)
_NEXT_OUTSIDE = sql(
    select(_file.c.id, _file.c.application_id, _file.c.sealed_content, _file.c.sealed_preview)
    .where(
        _file.c.state == CHECKED, _file.c.application_id.is_not(None), func.length(_file.c.sealed_content) == 0,
        _file.c.id > bindparam("after"),
    )
    .order_by(_file.c.id)
    .limit(1),
    InsideRow,
)  # fmt: skip
_FILL = sql(
    update(_file)
    .where(by(_file.c.id, _file.c.application_id), _file.c.state == CHECKED)
    .values(bound("sealed_content", "sealed_preview"))
)
_EMPTY = sql(
    update(_file)
    .where(by(_file.c.id, _file.c.application_id), _file.c.state == CHECKED)
    .values(
        sealed_content=bindparam("nothing"),
        sealed_preview=case((_file.c.sealed_preview.is_not(None), bindparam("nothing"))),
    )
)
_PRESENT = sql(select(_file.c.id).where(_file.c.id.in_(bindparam("ids"))), str)


def add(unit: Unit, holder: Holder, file_id: str, sealed_facts: bytes, sealed_content: bytes, now: int) -> None:
    """Hidden until `let_pass`."""
    values = {
        "id": file_id, "state": QUARANTINE, "sealed_facts": sealed_facts, "sealed_content": sealed_content,
        "made_at": now, **vars(holder),
    }  # fmt: skip
    run(unit, _ADD, values)


def let_pass(
    unit: Unit, holder: Holder, file_id: str, sealed_facts: bytes, sealed_content: bytes, sealed_preview: bytes | None
) -> bool:
    values = {"sealed_facts": sealed_facts, "sealed_content": sealed_content, "sealed_preview": sealed_preview}
    return run(unit, _PASS, {"id": file_id, **values, **vars(holder)}).rowcount == 1


def note(unit: Unit, holder: Holder, file_id: str, sealed_facts: bytes) -> None:
    run(unit, _NOTE, {"id": file_id, "sealed_facts": sealed_facts, **vars(holder)})


def refuse(unit: Unit, holder: Holder, file_id: str, sealed_facts: bytes) -> bool:
    values = {"sealed_facts": sealed_facts, "nothing": b""}
    return run(unit, _REFUSE, {"id": file_id, **values, **vars(holder)}).rowcount == 1


def of(unit: Unit, holder: Holder) -> list[FactsRow]:
    """Ordered by arrival."""
    return [
        FactsRow(row.id, row.state, row.sealed_facts, bool(row.preview), row.made_at)
        for row in every(unit, _OF, **vars(holder))
    ]


def made_before(unit: Unit, holder: Holder, before: int) -> list[str]:
    return every(unit, _BEFORE, before=before, **vars(holder))


def content(unit: Unit, holder: Holder, file_id: str) -> Sealed | None:
    """None unless checked."""
    return sealed(unit, file_id, one(unit, _CONTENT, id=file_id, **vars(holder)))


def preview(unit: Unit, holder: Holder, file_id: str) -> Sealed | None:
    """None unless checked."""
    return sealed(unit, preview_name(file_id), one(unit, _PREVIEW, id=file_id, **vars(holder)))


def sealed(unit: Unit, name: str, here: bytes | None) -> Sealed | None:
    """`here`: the column of a checked file; b"" if it lies in the object storage under this name."""
    if here is None:
        return None
    return partial(_fetch, unit.objects, name) if here == b"" else lambda: here


def _fetch(objects: ObjectStore | None, name: str) -> bytes:
    if objects is None:
        raise AdapterError(
            "OBJECT_NO_STORE", "files lie in a storage, but KAKANAI_FILES_BUCKET is empty", permanent=True
        )
    return objects.get(name)


def preview_name(file_id: str) -> str:
    return f"{file_id}.preview"


def next_inside(unit: Unit, after: str) -> InsideRow | None:
    """Of applications, not yet in the object storage. One per call: a file may have 10 MB."""
    return one(unit, _NEXT_INSIDE, after=after)


def empty(unit: Unit, file_id: str, application_id: int) -> bool:
    """Once its content is in the object storage."""
    values = {"id": file_id, "application_id": application_id, "nothing": b""}
    return run(unit, _EMPTY, values).rowcount == 1


def next_outside(unit: Unit, after: str) -> InsideRow | None:
    return one(unit, _NEXT_OUTSIDE, after=after)


def fill(unit: Unit, file_id: str, application_id: int, sealed_content: bytes, sealed_preview: bytes | None) -> bool:
    """With what came back from the object storage."""
    values = {"sealed_content": sealed_content, "sealed_preview": sealed_preview}
    return run(unit, _FILL, {"id": file_id, "application_id": application_id, **values}).rowcount == 1


def present(unit: Unit, file_ids: Sequence[str]) -> set[str]:
    return set(every(unit, _PRESENT, ids=file_ids))


def next_waiting(unit: Unit, before: int, after: int, last: str) -> WaitingRow | None:
    """After (`after`, `last`). One per call: a file may have 10 MB."""
    return one(unit, _NEXT, before=before, after=after, last=last)


def next_file(unit: Unit, after: str) -> WaitingRow | None:
    return one(unit, _AFTER, after=after)


def remove(unit: Unit, holder: Holder, file_id: str) -> None:
    run(unit, _REMOVE, {"id": file_id, **vars(holder)})


def remove_of_visit(unit: Unit, visit_id: str) -> int:
    return run(unit, _REMOVE_OF_VISIT, {"visit_id": visit_id}).rowcount


def sweep_visits(unit: Unit) -> int:
    """Of ended or missing visits."""
    return run(unit, _SWEEP, {}).rowcount


def carry_over(unit: Unit, draft_id: str, application_id: int, file_ids: Sequence[str]) -> int:
    values = {"draft": draft_id, "application_id": application_id}
    return sum(run(unit, _CARRY, {"id": file_id, **values}).rowcount for file_id in file_ids)


def carry_papers(unit: Unit, draft_id: str, application_id: int, file_ids: Sequence[str]) -> None:
    """Also in quarantine."""
    for file_id in file_ids:
        run(unit, _CARRY_ANY, {"id": file_id, "draft": draft_id, "application_id": application_id})
