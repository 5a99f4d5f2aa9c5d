"""Applications about which two tables disagree."""

from collections.abc import Iterator
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select
from sqlalchemy.sql.schema import Column

from forms.definition.kind import EXAMINING, KINDS, RECEIVED, RETURNED, SCREENING, WITHDRAWN
from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.cases.application_answers import ApplicationAnswers
from portal.models.cases.application_event import ApplicationEvent
from portal.models.disposal.disposal_line import DisposalLine
from portal.models.imports.import_package import ImportPackage
from portal.models.shared.audit_record import AuditRecord
from portal.store.statements import every, sql


class Counted(NamedTuple):
    duty: str
    state: str
    number: int


class Contradiction(NamedTuple):
    """ "" for deleted applications."""

    why: str
    application_id: int
    receipt_number: str
    duty: str


_application = Application.table
_answers = ApplicationAnswers.table
_event = ApplicationEvent.table
_line = DisposalLine.table
_package = ImportPackage.table
_record = AuditRecord.table
_COUNTS = sql(
    select(_application.c.duty, _application.c.state, func.count())
    .group_by(_application.c.duty, _application.c.state)
    .order_by(_application.c.duty, _application.c.state),
    Counted,
)
_STATES = {RECEIVED, SCREENING, RETURNED, EXAMINING, WITHDRAWN} | {
    end for kind in KINDS.values() for end in (*kind.outcomes, *kind.endings)
}
_WHICH = _application.c.id, _application.c.receipt_number, _application.c.duty
_APPLICATIONS = select(*_WHICH)


def _not_once(rows: "Column[Any]", *conditions: Any) -> "Select[Any]":
    # None or several of these rows.
    joined = _application.outerjoin(rows.table, and_(rows.table.c.application_id == _application.c.id, *conditions))
    return _APPLICATIONS.select_from(joined).group_by(*_WHICH).having(func.count(rows) != 1)


_CARRIED = "system:courier"  # moves of zone inner, of which some stay there, and which cross those of a person outside


def _of_previous(column: "Column[Any]", first: str) -> "ColumnElement[Any]":
    return func.lag(column, 1, first).over(partition_by=_event.c.application_id, order_by=_event.c.id)


_previous = select(
    _event.c.application_id,
    _event.c.from_state,
    _event.c.actor,
    _of_previous(_event.c.to_state, "draft").label("before"),
    _of_previous(_event.c.actor, "").label("by"),
).subquery("previous")
_other = _event.alias("other")
_LAST = select(func.max(_other.c.id)).where(_other.c.application_id == _application.c.id).scalar_subquery()
_GONE = _line.c.state == "gone"
# History, state and audit are separate tables: a change behind the service, a partial restore or a loss shows where
# they disagree.
_QUESTIONS: "dict[str, Select[Any]]" = {
    "arrived_once": _not_once(_event.c.id, _event.c.move == "receive"),
    "history_whole": _APPLICATIONS.distinct()
    .join(_previous, _previous.c.application_id == _application.c.id)
    .where(_previous.c.from_state != _previous.c.before, _previous.c.actor != _CARRIED, _previous.c.by != _CARRIED),
    "state_as_told": _APPLICATIONS.join(_event, _event.c.application_id == _application.c.id).where(
        _event.c.to_state != _application.c.state, _event.c.id == _LAST
    ),
    "recorded": _not_once(_record.c.id, _record.c.action == "submit application"),
    "answers_kept": _APPLICATIONS.outerjoin(
        _answers,
        and_(_answers.c.application_id == _application.c.id, _answers.c.revision == _application.c.answers_revision),
    ).where(_answers.c.application_id.is_(None)),
    "state": _APPLICATIONS.where(_application.c.state.not_in(sorted(_STATES))),
    "package_kept": _not_once(_package.c.id, _package.c.state == "taken").where(
        or_(_application.c.door == "mynaportal", _application.c.arrival_basis == "former")
    ),
    "gone": select(_record.c.application_id, literal(""), literal(""))
    .outerjoin(_application, _application.c.id == _record.c.application_id)
    .outerjoin(_line, and_(_line.c.application_id == _record.c.application_id, _GONE))
    .where(_record.c.action == "submit application", _application.c.id.is_(None), _line.c.application_id.is_(None)),
    # Deleted by an approved list, but present: an old backup was restored.
    "back": _APPLICATIONS.join(_line, and_(_line.c.application_id == _application.c.id, _GONE)),
}
_ASKED = [
    sql(question.order_by(question.selected_columns[0]).limit(1000), partial(Contradiction, why))
    for why, question in _QUESTIONS.items()
]


def counts(unit: Unit) -> list[Counted]:
    return every(unit, _COUNTS)


def contradictions(unit: Unit) -> Iterator[Contradiction]:
    """At most a thousand per kind: more have one cause."""
    for question in _ASKED:
        yield from every(unit, question)
