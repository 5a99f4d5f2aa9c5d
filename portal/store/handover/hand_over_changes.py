"""An application never handed over is new, not changed."""

from collections.abc import Sequence

from sqlalchemy import BigInteger, String, and_, bindparam, case, exists, func, or_, select
from sqlalchemy.dialects.postgresql import Insert

from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.cases.application_answers import ApplicationAnswers
from portal.models.handover.hand_over import HandOver
from portal.models.handover.hand_over_change import HandOverChange
from portal.store.handover.hand_overs import (
    ANSWERS_NOW,
    AS_READ,
    GOES_OUT,
    PAGE,
    VERSION,
    ItemRow,
    item_columns,
    items_of,
)
from portal.store.statements import by, every, exactly, run, sql

CHANGED, WITHDRAWN = "changed", "withdrawn"

_application = Application.table
_answers = ApplicationAnswers.table
_hand_over = HandOver.table
_change = HandOverChange.table
_WITHDRAWN = _application.c.state == WITHDRAWN
_SENT = exists(_change.c.application_id).where(
    _change.c.layout == _hand_over.c.layout, _change.c.application_id == _hand_over.c.application_id
)
# Its answers were not sent to this layout; or it was withdrawn, and that was not sent.
_DIFFERS = and_(
    by(_hand_over.c.layout),
    or_(
        and_(
            GOES_OUT,
            _application.c.answers_revision > _hand_over.c.answers_revision,
            ~_SENT.where(_change.c.answers_revision >= _application.c.answers_revision),
        ),
        and_(_WITHDRAWN, ~_SENT.where(_change.c.change == WITHDRAWN)),
    ),
)
_DUE = and_(by(_application.c.duty), _DIFFERS)
_HANDED_OVER = _hand_over.join(_application)
_VERSIONS = sql(
    select(*VERSION, func.count())
    .select_from(_HANDED_OVER)
    .where(_application.c.duty.in_(bindparam("duties")), _DIFFERS)
    .group_by(*VERSION)
    .order_by(*VERSION)
)
_WAITING = sql(
    select(*item_columns(_application.c.state), case((_WITHDRAWN, WITHDRAWN), else_=CHANGED))
    .select_from(_HANDED_OVER.join(_answers, ANSWERS_NOW))
    .where(
        _DUE,
        _application.c.procedure.in_(bindparam("procedures")),
        _hand_over.c.application_id > bindparam("after"),
    )
    .order_by(_hand_over.c.application_id)
    .limit(bindparam("most")),
    ItemRow,
)
_KEY = "layout", "application_id", "answers_revision", "change"
_ADD = sql(
    Insert(_change)
    .from_select(
        [*_KEY, "batch_id", "state"],
        select(
            bindparam("layout", type_=String),
            _application.c.id,
            _application.c.answers_revision,
            bindparam("change", type_=String),
            bindparam("batch_id", type_=BigInteger),
            _application.c.state,
        ).where(AS_READ),
        include_defaults=False,
    )
    .on_conflict_do_nothing(index_elements=_KEY)
)
_COUNT = sql(select(func.count()).select_from(_change).where(by(_change.c.batch_id)), int)
_ITEMS = items_of(_change, _change.c.change)


def waiting_versions(unit: Unit, layout: str, duties: Sequence[str]) -> list[tuple[str, str, int, int]]:
    return every(unit, _VERSIONS, layout=layout, duties=duties)


def waiting(unit: Unit, layout: str, duty: str, procedures: Sequence[str], after: int) -> list[ItemRow]:
    return every(unit, _WAITING, layout=layout, duty=duty, procedures=procedures, after=after, most=PAGE)


def add(unit: Unit, layout: str, batch_id: int, items: Sequence[tuple[int, int, str, str]]) -> int:
    """(application, answers revision, state, change). Returns the batch size."""
    names = ("application_id", "answers_revision", "state", "change")
    run(unit, _ADD, [{"layout": layout, "batch_id": batch_id, **dict(zip(names, item, strict=True))} for item in items])
    return count(unit, batch_id)


def count(unit: Unit, batch_id: int) -> int:
    return exactly(unit, _COUNT, batch_id=batch_id)


def items(unit: Unit, batch_id: int, after: int) -> list[ItemRow]:
    return every(unit, _ITEMS, batch_id=batch_id, after=after, most=PAGE)
