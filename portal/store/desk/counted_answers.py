from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, bindparam, select

from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.cases.application_answers import ApplicationAnswers
from portal.store.statements import columns, every, sql

PAGE = 250


@dataclass(frozen=True)
class SealedAnswers:
    id: int
    uid: str
    receipt_number: str
    meaning: str
    duty: str
    door: str
    arrived_at: int
    key_id: str
    wrapped_key: bytes
    answers_revision: int


@dataclass(frozen=True)
class CountedRow(SealedAnswers):
    sealed_answers: bytes


_application, _answers = Application.table, ApplicationAnswers.table
_PAGE = sql(
    select(*columns(SealedAnswers, Application), _answers.c.sealed_answers)
    .join_from(
        _application,
        _answers,
        and_(_answers.c.application_id == _application.c.id, _answers.c.revision == _application.c.answers_revision),
    )
    .where(
        _application.c.procedure == bindparam("procedure"),
        _application.c.id < bindparam("before"),
        _application.c.duty.in_(bindparam("duties")),
        _application.c.door.in_(bindparam("doors")),
        _application.c.arrived_at >= bindparam("since"),
        _application.c.arrived_at < bindparam("until"),
        _application.c.state != "withdrawn",
    )
    .order_by(_application.c.id.desc())
    .limit(PAGE),
    CountedRow,
)


def newest(
    unit: Unit, procedure: str, duties: Sequence[str], doors: Sequence[str], since: int, until: int, before: int
) -> Iterator[CountedRow]:
    """Arrived in [since, until), without withdrawn ones, streamed by keyset."""
    where = {"procedure": procedure, "duties": duties, "doors": doors, "since": since, "until": until}
    while page := every(unit, _PAGE, **where, before=before):
        yield from page
        if len(page) < PAGE:
            return
        before = page[-1].id
