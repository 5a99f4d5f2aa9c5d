# Whose correction or paper is due on given days.

from collections.abc import Sequence

from sqlalchemy import bindparam, literal, select, union

from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.desk.correction import Correction
from portal.models.my_cases.late_paper import LatePaper
from portal.store.my_cases.late_papers import OWED
from portal.store.statements import every, sql

_application = Application.table
_correction = Correction.table
_paper = LatePaper.table
_COLUMNS = (_application.c.id, _application.c.receipt_number)
_CORRECTIONS = (
    select(*_COLUMNS, literal("correction").label("what"))
    .join_from(_correction, _application, _application.c.id == _correction.c.application_id)
    .where(
        _application.c.state == "returned",
        _application.c.duty.in_(bindparam("duties")),
        _correction.c.answered_at.is_(None),
        _correction.c.due.between(bindparam("first"), bindparam("last")),
    )
)
_PAPERS = (
    select(*_COLUMNS, literal("paper").label("what"))
    .join_from(_paper, _application, _application.c.id == _paper.c.application_id)
    .where(
        _application.c.decided_at.is_(None),
        _application.c.duty.in_(bindparam("duties")),
        _paper.c.state == OWED,
        _paper.c.due.between(bindparam("first"), bindparam("last")),
    )
)
_BOTH = union(_CORRECTIONS, _PAPERS).subquery()
_DUE = sql(select(_BOTH.c.receipt_number, _BOTH.c.what).order_by(_BOTH.c.id))


def due_between(unit: Unit, duties: Sequence[str], first: str, last: str) -> list[tuple[str, str]]:
    # Receipt number, and `correction` or `paper`.
    return every(unit, _DUE, duties=duties, first=first, last=last)
